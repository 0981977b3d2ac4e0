//! The answering side: requests that come in, in and outside of calls. RFC 3261 §8.2, §12.2.2, §13.3.

use super::{Call, CallKey, Event, State, UserAgent, response};
use crate::limits::T1;
use crate::message::Message;
use std::net::SocketAddr;
use std::time::Instant;

impl UserAgent {
    pub(super) fn on_request(&mut self, now: Instant, message: &Message<'_>, from: SocketAddr, key: Option<CallKey>) {
        match (message.method(), key) {
            ("INVITE", None) => self.on_invite(now, message, from),
            ("INVITE", Some(key)) => self.on_reinvite(message, key),
            ("ACK", Some(key)) => self.on_ack(key),
            ("BYE", Some(key)) => {
                self.reply(message, from, "200 OK", "");
                self.forget(key);
                self.events.push(Event::Ended { key });
            }
            ("CANCEL", Some(key)) => {
                self.reply(message, from, "200 OK", "");
                if self.calls.get(&key).is_some_and(|call| call.state == State::Incoming) {
                    self.respond(key, "487 Request Terminated", "");
                    self.forget(key);
                    self.events.push(Event::Ended { key });
                }
            }
            ("INFO", Some(key)) => {
                self.reply(message, from, "200 OK", "");
                let signal = message.body.lines().find_map(|line| line.strip_prefix("Signal="));
                if let Some(digit) = signal.and_then(|text| text.trim().chars().next()) {
                    self.events.push(Event::Digit { key, digit });
                }
            }
            ("ACK", None) => {}
            ("BYE" | "CANCEL" | "INFO", None) => {
                self.reply(message, from, "481 Call/Transaction Does Not Exist", "");
            }
            (_, _) => self.reply(message, from, "200 OK", ""),
        }
    }

    fn on_invite(&mut self, now: Instant, message: &Message<'_>, peer: SocketAddr) {
        let (Some(call_id), Some(from), Some(to)) =
            (message.header("Call-ID"), message.header("From"), message.header("To"))
        else {
            return;
        };
        let key = self.take_key();
        let local = format!("{to};tag=u{}", self.unique(key));
        let contact = message.header("Contact").unwrap_or_default();
        let call = Call {
            state: State::Incoming,
            peer,
            call_id: call_id.to_owned(),
            echo: echo_of(message, &local),
            local,
            remote: from.to_owned(),
            remote_target: Message::uri_of(contact).to_owned(),
            branch: String::new(),
            cseq: 0,
            our_sdp: String::new(),
            pending: String::new(),
            last_response: String::new(),
            last_ack: String::new(),
            sent_at: now,
            gap: T1,
            timer: 0,
        };
        self.keys.insert(call_id.to_owned(), key);
        self.calls.insert(key, call);
        self.events.push(Event::Incoming {
            key,
            from: Message::user_of(from).to_owned(),
            to: Message::user_of(to).to_owned(),
            sdp: message.body.to_owned(),
        });
    }

    fn on_reinvite(&mut self, message: &Message<'_>, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        match call.state {
            // A repeated first INVITE.
            State::Incoming | State::Answering => {
                let text = call.last_response.clone();
                if !text.is_empty() {
                    self.retransmissions += 1;
                    self.send_to_peer(key, &text);
                }
            }
            State::Up => {
                call.echo = echo_of(message, &call.local);
                let sdp = call.our_sdp.clone();
                self.respond(key, "200 OK", &sdp);
            }
            State::Calling | State::Cancelling | State::Leaving => {}
        }
    }

    fn on_ack(&mut self, key: CallKey) {
        if let Some(call) = self.calls.get_mut(&key)
            && call.state == State::Answering
        {
            call.state = State::Up;
            call.timer += 1;
            self.events.push(Event::Confirmed { key });
        }
    }

    fn reply(&self, message: &Message<'_>, to: SocketAddr, status_line: &str, sdp: &str) {
        let echo = echo_of(message, message.header("To").unwrap_or_default());
        let text = response(&echo, self.local, status_line, sdp);
        // A full socket buffer is a lost datagram: the other side sends again.
        let _ = self.socket.send_to(text.as_bytes(), to);
    }
}

/// The header lines that a response repeats. RFC 3261 §8.2.6.2.
fn echo_of(message: &Message<'_>, to: &str) -> String {
    let mut lines = String::new();
    for via in message.all("Via") {
        lines.push_str(&format!("Via: {via}\r\n"));
    }
    for route in message.all("Record-Route") {
        lines.push_str(&format!("Record-Route: {route}\r\n"));
    }
    for (name, value) in [
        ("From", message.header("From").unwrap_or_default()),
        ("To", to),
        ("Call-ID", message.header("Call-ID").unwrap_or_default()),
        ("CSeq", message.header("CSeq").unwrap_or_default()),
    ] {
        lines.push_str(&format!("{name}: {value}\r\n"));
    }
    lines
}

//! A SIP user agent over one UDP socket: as many calls as you like, in both directions. RFC 3261 §8, §12, §13, §17.

mod answering;

use crate::limits::{DATAGRAM_BYTES_MAX, GIVE_UP_AFTER, SOCKET_BUFFER_BYTES, T1, T2};
use crate::message::Message;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// Names a call of this user agent.
pub type CallKey = u32;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// 18x.
    Ringing {
        key: CallKey,
    },
    Answered {
        key: CallKey,
        sdp: String,
    },
    /// Final refusal, or 408 when nobody answered our INVITE.
    Refused {
        key: CallKey,
        status: u16,
    },
    /// Somebody calls us; answer with [`UserAgent::answer`] or [`UserAgent::refuse`].
    Incoming {
        key: CallKey,
        from: String,
        to: String,
        sdp: String,
    },
    /// The ACK to our 200.
    Confirmed {
        key: CallKey,
    },
    /// BYE or CANCEL from the other side.
    Ended {
        key: CallKey,
    },
    /// Our BYE was answered, or nobody answered it.
    Released {
        key: CallKey,
    },
    /// In-dialog INFO with a DTMF digit.
    Digit {
        key: CallKey,
        digit: char,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Calling,
    Cancelling,
    Incoming,
    Answering,
    Up,
    Leaving,
}

struct Call {
    state: State,
    peer: SocketAddr,
    call_id: String,
    /// Our `From` or `To` value with tag, and theirs.
    local: String,
    remote: String,
    remote_target: String,
    /// The other side's Via, From, To, Call-ID, CSeq lines of the INVITE that we answer.
    echo: String,
    branch: String,
    cseq: u32,
    our_sdp: String,
    /// What is sent again when the timer runs out.
    pending: String,
    /// What was last sent in answer to their INVITE.
    last_response: String,
    last_ack: String,
    sent_at: Instant,
    gap: Duration,
    timer: u32,
}

/// See the module.
pub struct UserAgent {
    socket: UdpSocket,
    local: SocketAddr,
    calls: HashMap<CallKey, Call>,
    keys: HashMap<String, CallKey>,
    next_key: CallKey,
    timers: BinaryHeap<Reverse<(Instant, CallKey, u32)>>,
    events: Vec<Event>,
    nonce: u64,
    buffer: Box<[u8; DATAGRAM_BYTES_MAX]>,
    /// Requests and responses that were sent again.
    pub retransmissions: u64,
}

impl UserAgent {
    pub fn bind(local: SocketAddr) -> std::io::Result<Self> {
        let socket = UdpSocket::bind(local)?;
        socket.set_nonblocking(true)?;
        let options = socket2::SockRef::from(&socket);
        options.set_recv_buffer_size(SOCKET_BUFFER_BYTES)?;
        options.set_send_buffer_size(SOCKET_BUFFER_BYTES)?;
        Ok(Self {
            local: socket.local_addr()?,
            socket,
            calls: HashMap::new(),
            keys: HashMap::new(),
            next_key: 1,
            timers: BinaryHeap::new(),
            events: Vec::new(),
            nonce: rand::random(),
            buffer: Box::new([0; DATAGRAM_BYTES_MAX]),
            retransmissions: 0,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.local
    }

    /// For waiting on it together with other sockets.
    pub fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Calls `number` at `peer` as `user`.
    pub fn invite(&mut self, now: Instant, peer: SocketAddr, user: &str, number: &str, sdp: &str) -> CallKey {
        let key = self.take_key();
        let id = self.unique(key);
        let local = format!("<sip:{user}@{}>;tag=t{id}", self.local.ip());
        let remote = format!("<sip:{number}@{}>", peer.ip());
        let call = Call {
            state: State::Calling,
            peer,
            call_id: format!("{id}@{}", self.local.ip()),
            local,
            remote,
            remote_target: format!("sip:{number}@{peer}"),
            echo: String::new(),
            branch: format!("z9hG4bKi{id}"),
            cseq: 1,
            our_sdp: sdp.to_owned(),
            pending: String::new(),
            last_response: String::new(),
            last_ack: String::new(),
            sent_at: now,
            gap: T1,
            timer: 0,
        };
        self.keys.insert(call.call_id.clone(), key);
        let text = self.request(&call, "INVITE", 1, &call.branch, sdp);
        self.calls.insert(key, call);
        self.send_reliably(now, key, text);
        key
    }

    /// 180.
    pub fn ring(&mut self, key: CallKey) {
        self.respond(key, "180 Ringing", "");
    }

    /// 200 with our SDP, sent again until the ACK.
    pub fn answer(&mut self, now: Instant, key: CallKey, sdp: &str) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.state = State::Answering;
        call.our_sdp = sdp.to_owned();
        self.respond(key, "200 OK", sdp);
        if let Some(text) = self.calls.get(&key).map(|call| call.last_response.clone()) {
            self.arm(now, key, text);
        }
    }

    /// Final refusal of an incoming call, as `486 Busy Here`.
    pub fn refuse(&mut self, key: CallKey, status_line: &str) {
        self.respond(key, status_line, "");
        self.forget(key);
    }

    /// BYE on an established call, CANCEL on one that still rings.
    pub fn hang_up(&mut self, now: Instant, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        match call.state {
            State::Up | State::Answering => {
                call.state = State::Leaving;
                call.cseq += 1;
                let branch = format!("z9hG4bKb{}-{}", call.call_id.replace('@', "-"), call.cseq);
                let Some(call) = self.calls.get(&key) else { return };
                let text = self.request(call, "BYE", call.cseq, &branch, "");
                self.send_reliably(now, key, text);
            }
            State::Calling => {
                call.state = State::Cancelling;
                let Some(call) = self.calls.get(&key) else { return };
                let text = self.request(call, "CANCEL", call.cseq, &call.branch.clone(), "");
                self.send_reliably(now, key, text);
            }
            State::Cancelling | State::Incoming | State::Leaving => {}
        }
    }

    /// A re-INVITE with another direction: `sendonly` puts the other side on hold, `sendrecv` takes it back.
    pub fn reinvite(&mut self, now: Instant, key: CallKey, sdp: &str) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        if call.state != State::Up {
            return;
        }
        call.cseq += 1;
        call.our_sdp = sdp.to_owned();
        let branch = format!("z9hG4bKr{}-{}", call.call_id.replace('@', "-"), call.cseq);
        let Some(call) = self.calls.get(&key) else { return };
        let text = self.request(call, "INVITE", call.cseq, &branch, sdp);
        self.send_reliably(now, key, text);
    }

    /// Reads what came and runs the timers. The events are in the order in which they happened.
    pub fn poll(&mut self, now: Instant) -> Vec<Event> {
        while let Ok((length, from)) = self.socket.recv_from(&mut self.buffer[..]) {
            let datagram = self.buffer[..length].to_vec();
            if let Some(message) = Message::parse(&datagram) {
                self.receive(now, &message, from);
            }
        }
        self.run_timers(now);
        std::mem::take(&mut self.events)
    }

    fn receive(&mut self, now: Instant, message: &Message<'_>, from: SocketAddr) {
        let key = message.header("Call-ID").and_then(|id| self.keys.get(id).copied());
        match (message.status(), key) {
            (Some(status), Some(key)) => self.on_response(now, message, status, key),
            (Some(_), None) => {}
            (None, key) => self.on_request(now, message, from, key),
        }
    }

    fn on_response(&mut self, now: Instant, message: &Message<'_>, status: u16, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        match (message.cseq_method(), status) {
            ("INVITE", 100..=199) => {
                call.timer += 1;
                if status >= 180 && call.state == State::Calling {
                    self.events.push(Event::Ringing { key });
                }
            }
            ("INVITE", 200..=299) => self.on_invite_accepted(now, message, key),
            ("INVITE", _) => self.on_invite_refused(message, status, key),
            ("BYE", 200..) => {
                self.forget(key);
                self.events.push(Event::Released { key });
            }
            // The 487 to the INVITE ends a cancelled call.
            ("CANCEL", 200..) => call.timer += 1,
            (_, _) => {}
        }
    }

    fn on_invite_accepted(&mut self, now: Instant, message: &Message<'_>, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.timer += 1;
        if let Some(to) = message.header("To") {
            call.remote = to.to_owned();
        }
        if let Some(contact) = message.header("Contact") {
            call.remote_target = Message::uri_of(contact).to_owned();
        }
        let branch = format!("z9hG4bKa{}-{}", call.call_id.replace('@', "-"), message.cseq_number());
        let state = call.state;
        let Some(call) = self.calls.get(&key) else { return };
        let ack = self.request(call, "ACK", message.cseq_number(), &branch, "");
        self.send_to_peer(key, &ack);
        match state {
            State::Calling => {
                if let Some(call) = self.calls.get_mut(&key) {
                    call.state = State::Up;
                    call.last_ack = ack;
                }
                self.events.push(Event::Answered { key, sdp: message.body.to_owned() });
            }
            // The 200 crossed our CANCEL: ACK, then BYE. RFC 3261 §9.1.
            State::Cancelling => {
                if let Some(call) = self.calls.get_mut(&key) {
                    call.state = State::Up;
                }
                self.hang_up(now, key);
            }
            State::Incoming | State::Answering | State::Up | State::Leaving => {}
        }
    }

    fn on_invite_refused(&mut self, message: &Message<'_>, status: u16, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        if let Some(to) = message.header("To") {
            call.remote = to.to_owned();
        }
        let Some(call) = self.calls.get(&key) else { return };
        // RFC 3261 §17.1.1.3: the ACK to a refusal has the branch of its INVITE.
        let ack = self.request(call, "ACK", message.cseq_number(), &call.branch.clone(), "");
        let is_first = matches!(call.state, State::Calling | State::Cancelling);
        self.send_to_peer(key, &ack);
        if is_first {
            self.forget(key);
            self.events.push(Event::Refused { key, status });
        }
    }

    /// Answers the INVITE that the call came by.
    fn respond(&mut self, key: CallKey, status_line: &str, sdp: &str) {
        let local = self.local;
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.last_response = response(&call.echo, local, status_line, sdp);
        let text = call.last_response.clone();
        self.send_to_peer(key, &text);
    }

    fn request(&self, call: &Call, method: &str, cseq: u32, branch: &str, sdp: &str) -> String {
        let content_type = if sdp.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        let user = Message::user_of(&call.local);
        format!(
            "{method} {} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch={branch};rport\r\nMax-Forwards: 70\r\n\
             From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {cseq} {method}\r\nContact: <sip:{user}@{local}>\r\n\
             {content_type}Content-Length: {}\r\n\r\n{sdp}",
            call.remote_target,
            call.local,
            call.remote,
            call.call_id,
            sdp.len(),
            local = self.local,
        )
    }

    fn send_reliably(&mut self, now: Instant, key: CallKey, text: String) {
        self.send_to_peer(key, &text);
        self.arm(now, key, text);
    }

    fn arm(&mut self, now: Instant, key: CallKey, text: String) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.pending = text;
        call.sent_at = now;
        call.gap = T1;
        call.timer += 1;
        self.timers.push(Reverse((now + T1, key, call.timer)));
    }

    fn run_timers(&mut self, now: Instant) {
        while let Some(Reverse((at, key, timer))) = self.timers.peek().copied() {
            if at > now {
                return;
            }
            self.timers.pop();
            let Some(call) = self.calls.get_mut(&key).filter(|call| call.timer == timer) else { continue };
            if now.duration_since(call.sent_at) >= GIVE_UP_AFTER {
                let is_unanswered = matches!(call.state, State::Calling | State::Cancelling);
                self.forget(key);
                self.events.push(match is_unanswered {
                    true => Event::Refused { key, status: 408 },
                    false => Event::Released { key },
                });
                continue;
            }
            call.gap = (call.gap * 2).min(T2);
            self.timers.push(Reverse((now + call.gap, key, timer)));
            let text = call.pending.clone();
            self.retransmissions += 1;
            self.send_to_peer(key, &text);
        }
    }

    fn send_to_peer(&self, key: CallKey, text: &str) {
        if let Some(call) = self.calls.get(&key) {
            // A full socket buffer is a lost datagram: the timers send again.
            let _ = self.socket.send_to(text.as_bytes(), call.peer);
        }
    }

    fn forget(&mut self, key: CallKey) {
        if let Some(call) = self.calls.remove(&key) {
            self.keys.remove(&call.call_id);
        }
    }

    fn take_key(&mut self) -> CallKey {
        let key = self.next_key;
        self.next_key = self.next_key.wrapping_add(1);
        key
    }

    fn unique(&self, key: CallKey) -> String {
        format!("{:x}-{key:x}", self.nonce)
    }
}

fn response(echo: &str, local: SocketAddr, status_line: &str, sdp: &str) -> String {
    let content_type = if sdp.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    format!(
        "SIP/2.0 {status_line}\r\n{echo}Contact: <sip:phone@{local}>\r\n{content_type}Content-Length: {}\r\n\r\n{sdp}",
        sdp.len()
    )
}

#[cfg(test)]
mod tests;

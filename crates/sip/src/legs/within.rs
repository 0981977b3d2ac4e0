//! Requests of theirs inside a dialog.

use super::dialog::contact;
use super::pump::Reply;
use super::{Legs, Reoffer, State, Unacked, refresh};
use crate::api::{SipEnd, SipEvent};
use crate::message;
use bytes::Bytes;
use model::LegId;
use rsipstack::sip::{Header, Method, Request};
use std::time::Instant;

impl Legs {
    pub(super) fn within(&mut self, id: LegId, request: Box<Request>, reply: Reply) {
        let Some(leg) = self.legs.get_mut(&id) else {
            return self.respond(&reply, &request, 481, "", Vec::new(), "");
        };
        let remote_tag = message::tag_of(message::from_of(&*request)).unwrap_or_default();
        if !leg.dialog.remote_tag.is_empty() && leg.dialog.remote_tag != remote_tag {
            return self.respond(&reply, &request, 481, "", Vec::new(), "");
        }
        let cseq = message::cseq_of(&*request);
        if cseq <= leg.dialog.remote_cseq && leg.dialog.remote_cseq != 0 {
            return self.respond(&reply, &request, 500, "", Vec::new(), ""); // RFC 3261 §12.2.2.
        }
        leg.dialog.remote_cseq = cseq;
        match request.method {
            Method::Bye => self.left(id, &request, &reply),
            Method::Invite | Method::Update => self.reoffered(id, request, reply),
            Method::Info => self.informed(id, &request, &reply),
            Method::Options => self.respond(&reply, &request, 200, "", allow(), ""),
            Method::Refer => self.respond(&reply, &request, 603, "", Vec::new(), ""),
            Method::PRack => self.respond(&reply, &request, 481, "", Vec::new(), ""),
            Method::Notify => self.respond(&reply, &request, 481, "", Vec::new(), ""),
            Method::Ack | Method::Cancel | Method::Message | Method::Publish | Method::Register | Method::Subscribe => {
                self.respond(&reply, &request, 405, "", allow(), "");
            }
        }
    }

    /// BYE: always 200, whatever else is going on.
    fn left(&mut self, id: LegId, request: &Request, reply: &Reply) {
        self.respond(reply, request, 200, "", Vec::new(), "");
        let Some(leg) = self.legs.get(&id) else { return };
        let event = match &leg.state {
            State::Offered { invite, reply } => {
                self.respond(reply, invite, 487, &leg.dialog.local_tag, Vec::new(), "");
                Some(SipEvent::Ended { leg: id, end: SipEnd::Cancelled })
            }
            State::Accepted { .. } | State::Up => Some(SipEvent::Ended { leg: id, end: SipEnd::HungUp }),
            State::Dialling { .. } => Some(SipEvent::Failed { leg: id, status: 487 }),
            State::Leaving => None,
        };
        self.remove(id);
        if let Some(event) = event {
            self.tell(event);
        }
    }

    /// re-INVITE or UPDATE.
    fn reoffered(&mut self, id: LegId, request: Box<Request>, reply: Reply) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let is_invite = request.method == Method::Invite;
        let interval = message::value_of(&*request, "Session-Expires").and_then(crate::gate::seconds);
        let is_idle = match leg.state {
            State::Up => leg.unacked.is_none(),
            // An UPDATE may overtake the ACK; a re-INVITE must not (RFC 3261 §14.1).
            State::Accepted { .. } => !is_invite,
            State::Offered { .. } | State::Dialling { .. } | State::Leaving => false,
        };
        let refusal = if matches!(leg.state, State::Leaving) {
            Some(481)
        } else if interval.is_some_and(|interval| interval < crate::limits::SESSION_INTERVAL_MIN_S) {
            Some(422)
        } else if leg.refreshes == Some(Method::Invite) {
            Some(491) // Glare: both sides offer.
        } else if leg.reoffer.is_some() || !is_idle {
            Some(500)
        } else {
            None
        };
        if let Some(status) = refusal {
            let extra = match status {
                422 => Header::MinSE(crate::limits::SESSION_INTERVAL_MIN_S.to_string().into()),
                _ => Header::RetryAfter(rand::random_range(1..=10).to_string().into()),
            };
            return self.respond(&reply, &request, status, "", vec![extra], "");
        }
        leg.dialog.retarget(&*request);
        let offer = (!request.body.is_empty()).then(|| Bytes::from(request.body.clone()));
        let is_refresh_only = !is_invite && offer.is_none();
        leg.reoffer = Some(Reoffer { request, reply });
        if is_refresh_only {
            self.accept_reoffer(id, "");
        } else {
            self.tell(SipEvent::Reoffer { leg: id, offer });
        }
    }

    pub(super) fn answer_reoffer(&mut self, id: LegId, sdp: Option<String>) {
        match sdp {
            Some(sdp) => self.accept_reoffer(id, &sdp),
            None => {
                let Some(Reoffer { request, reply }) = self.legs.get_mut(&id).and_then(|leg| leg.reoffer.take()) else {
                    return;
                };
                self.respond(&reply, &request, 488, "", Vec::new(), "");
            }
        }
    }

    fn accept_reoffer(&mut self, id: LegId, sdp: &str) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Some(Reoffer { request, reply }) = leg.reoffer.take() else { return };
        if !sdp.is_empty() {
            leg.local_sdp = sdp.to_owned();
        }
        if request.method == Method::Invite {
            let is_late_offer = request.body.is_empty();
            leg.unacked = Some(Unacked { cseq: leg.dialog.remote_cseq, is_late_offer });
        }
        leg.session = refresh::asked(&request, leg.session.take(), leg.dialog.takes_update, Instant::now());
        let mut extra = allow();
        extra.push(Header::Contact(contact(&self.shared, &leg.dialog.flow).into()));
        extra.push(Header::Supported("timer".into()));
        extra.extend(leg.session.iter().flat_map(|session| session.headers(false)));
        self.respond(&reply, &request, 200, "", extra, sdp);
        self.arm(id);
    }

    /// INFO: digits, or nothing we read.
    fn informed(&mut self, id: LegId, request: &Request, reply: &Reply) {
        let kind = message::value_of(request, "Content-Type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = String::from_utf8_lossy(&request.body);
        let digit = match kind.as_str() {
            "application/dtmf-relay" => body.lines().find_map(signal),
            "application/dtmf" => digit(body.trim()),
            "" => return self.respond(reply, request, 200, "", Vec::new(), ""),
            _ => {
                let accept = Header::Accept("application/dtmf-relay, application/dtmf".into());
                return self.respond(reply, request, 415, "", vec![accept], "");
            }
        };
        self.respond(reply, request, if digit.is_some() { 200 } else { 400 }, "", Vec::new(), "");
        let is_up = self.legs.get(&id).is_some_and(|leg| matches!(leg.state, State::Accepted { .. } | State::Up));
        if let Some(digit) = digit.filter(|_| is_up) {
            self.tell(SipEvent::Digit { leg: id, digit });
        }
    }
}

fn allow() -> Vec<Header> {
    vec![Header::Allow(message::ALLOW.into())]
}

/// `Signal=5`; some phones write `Signal= 5` or the event's number for `*` and `#`.
fn signal(line: &str) -> Option<char> {
    let (name, value) = line.split_once('=')?;
    if name.trim().eq_ignore_ascii_case("signal") { digit(value.trim()) } else { None }
}

fn digit(text: &str) -> Option<char> {
    match text {
        "10" => return Some('*'),
        "11" => return Some('#'),
        _ => {}
    }
    let mut chars = text.chars();
    let digit = chars.next()?.to_ascii_uppercase();
    (chars.next().is_none() && (digit.is_ascii_digit() || "*#ABCD".contains(digit))).then_some(digit)
}

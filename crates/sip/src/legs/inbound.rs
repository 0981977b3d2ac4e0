//! Legs that begin with their INVITE.

use super::dialog::{Dialog, contact};
use super::pump::Reply;
use super::{Leg, Legs, State, refresh};
use crate::api::{SipEnd, SipEvent};
use crate::directory::Source;
use crate::flow::Flow;
use crate::gate::{retry_after, trunk_of};
use crate::limits;
use crate::message;
use crate::shared::Counters;
use bytes::Bytes;
use model::{LegId, PhoneNumber};
use rsipstack::sip::{Header, Request};
use std::sync::Arc;
use std::time::Instant;

impl Legs {
    /// An INVITE the gate let in. The places on a trunk are counted here, where no two calls race.
    pub(super) fn invited(&mut self, id: LegId, tag: String, request: Box<Request>, reply: Reply, flow: Flow) {
        let source = flow.peer();
        let origin = source.map(|source| self.shared.source(source));
        let trunk = origin.as_ref().and_then(|origin| trunk_of(&self.shared.directory(), origin));
        let (Some(source), Some(origin), Some(trunk)) = (source, origin, trunk) else {
            return self.respond(&reply, &request, 403, &tag, Vec::new(), "");
        };
        if !self.shared.take_place(&trunk) {
            Counters::count(&self.shared.counters.calls_max);
            let retry = Header::RetryAfter(retry_after().to_string().into());
            return self.respond(&reply, &request, 503, &tag, vec![retry], "");
        }
        let Some(dialog) = Dialog::invited(&request, tag.clone(), flow) else {
            self.shared.give_place(&trunk);
            return self.respond(&reply, &request, 400, &tag, Vec::new(), "");
        };
        Counters::count(&self.shared.counters.invites);
        let offer = (!request.body.is_empty()).then(|| Bytes::from(request.body.clone()));
        let event = SipEvent::Incoming {
            leg: id,
            from: caller(&request, &origin),
            to: message::number_of(&request.uri),
            trunk: Arc::clone(&trunk),
            source,
            offer,
        };
        let gives_up = Some(Instant::now() + limits::UNANSWERED);
        let state = State::Offered { invite: request, reply };
        self.insert(id, Leg { gives_up, ..Leg::new(dialog, state, Some(trunk)) });
        self.arm(id);
        self.tell(event);
    }

    pub(super) fn ring(&mut self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        if let State::Offered { invite, reply } = &leg.state {
            let contact = Header::Contact(contact(&self.shared, &leg.dialog.flow).into());
            self.respond(reply, invite, 180, &leg.dialog.local_tag, vec![contact], "");
        }
    }

    pub(super) fn answer(&mut self, id: LegId, sdp: String) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if !matches!(leg.state, State::Offered { .. }) {
            return;
        }
        let cseq = leg.dialog.remote_cseq;
        let State::Offered { invite, reply } = std::mem::replace(&mut leg.state, State::Up) else { return };
        leg.state = State::Accepted { cseq, is_late_offer: invite.body.is_empty() };
        leg.gives_up = None;
        leg.session = refresh::asked(&invite, None, leg.dialog.takes_update, Instant::now());
        let mut extra = vec![
            Header::Contact(contact(&self.shared, &leg.dialog.flow).into()),
            Header::Allow(message::ALLOW.into()),
            Header::Supported("timer".into()),
        ];
        extra.extend(leg.session.iter().flat_map(|session| session.headers(false)));
        let tag = leg.dialog.local_tag.clone();
        leg.local_sdp.clone_from(&sdp);
        self.respond(&reply, &invite, 200, &tag, extra, &sdp);
        self.arm(id);
    }

    pub(super) fn reject(&mut self, id: LegId, status: u16, retry_after_s: Option<u16>) {
        let Some(leg) = self.legs.get(&id) else { return };
        if let State::Offered { invite, reply } = &leg.state {
            let status = if (300..700).contains(&status) { status } else { 500 };
            let retry = retry_after_s.map(|seconds| Header::RetryAfter(seconds.to_string().into()));
            self.respond(reply, invite, status, &leg.dialog.local_tag, retry.into_iter().collect(), "");
            self.remove(id);
        }
    }

    /// CANCEL before our final answer; the stack has answered it and stops one that is late.
    pub(super) fn cancelled(&mut self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        if let State::Offered { invite, reply } = &leg.state {
            self.respond(reply, invite, 487, &leg.dialog.local_tag, Vec::new(), "");
            self.remove(id);
            self.tell(SipEvent::Ended { leg: id, end: SipEnd::Cancelled });
        } else if let Some(reoffer) = self.legs.get_mut(&id).and_then(|leg| leg.reoffer.take()) {
            let tag = self.legs.get(&id).map_or_else(String::new, |leg| leg.dialog.local_tag.clone());
            self.respond(&reoffer.reply, &reoffer.request, 487, &tag, Vec::new(), "");
        }
    }

    pub(super) fn acked(&mut self, id: LegId, cseq: u32, body: Bytes) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let body = (!body.is_empty()).then_some(body);
        match leg.state {
            State::Accepted { cseq: awaited, is_late_offer } if awaited == cseq => {
                leg.state = State::Up;
                let answer = body.filter(|_| is_late_offer);
                self.tell(SipEvent::Confirmed { leg: id, answer });
            }
            _ => {
                let unacked = leg.unacked.take_if(|unacked| unacked.cseq == cseq);
                if unacked.is_some_and(|unacked| unacked.is_late_offer) {
                    self.tell(SipEvent::Confirmed { leg: id, answer: body });
                }
            }
        }
    }

    /// An INVITE transaction of theirs ended. Without its ACK the leg is lost (RFC 3261 §13.3.1.4, §14.2).
    pub(super) fn over(&mut self, id: LegId, cseq: u32) {
        let Some(leg) = self.legs.get(&id) else { return };
        let is_awaited = matches!(leg.state, State::Accepted { cseq: awaited, .. } if awaited == cseq);
        if is_awaited || leg.unacked.as_ref().is_some_and(|unacked| unacked.cseq == cseq) {
            self.lose(id);
        }
    }
}

/// A trunk's asserted identity wins over From (RFC 3325); a phone is who it is known to be. Only ever a number.
fn caller(request: &Request, origin: &Source) -> PhoneNumber {
    let user = |value: &str| message::user_of(message::uri_of(value));
    let asserted = message::value_of(request, "P-Asserted-Identity").map(user).filter(|user| !user.is_empty());
    PhoneNumber::from_wire(&match (origin, asserted) {
        (Source::Phone(key), _) => key.to_string(),
        (Source::Trunk(_) | Source::Stranger, Some(asserted)) => asserted,
        (Source::Trunk(_) | Source::Stranger, None) => user(message::from_of(request)),
    })
}

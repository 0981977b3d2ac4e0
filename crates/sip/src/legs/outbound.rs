//! Legs that begin with our INVITE.

use super::dialog::{self, Dialog};
use super::pump::{Client, Op};
use super::{Leg, Legs, Out, State, refresh};
use crate::api::{InviteTo, SipEvent};
use crate::flow::Flow;
use crate::limits;
use crate::message;
use bytes::Bytes;
use model::{LegId, PhoneAddress, PhoneNumber};
use rsipstack::sip::{Header, Method, Response, Uri};
use std::sync::Arc;
use std::time::Instant;

/// Where an INVITE goes.
struct Destination {
    target: Uri,
    flow: Flow,
    is_pinned: bool,
    trunk: Option<Arc<str>>,
}

impl Legs {
    pub(super) fn dial(&mut self, id: LegId, to: &InviteTo, caller: &PhoneNumber, offer: String) {
        debug_assert!(!self.legs.contains_key(&id), "a leg is dialled once");
        let Destination { target, flow, is_pinned, trunk } = match self.destination(to) {
            Ok(destination) => destination,
            Err(status) => return self.tell(SipEvent::Failed { leg: id, status }),
        };
        let user = match caller.reveal() {
            "" => "anonymous".to_owned(),
            number => number.replace('#', "%23"),
        };
        let local = format!("<sip:{user}@{}>", self.shared.address);
        let mut dialog = Dialog::inviting(local, target, flow, is_pinned);
        let (invite, flow) = dialog.request(&self.shared, Method::Invite, Vec::new(), &offer);
        let state = State::Dialling { invite: invite.clone(), hears: false, is_cancelled: false };
        let leg = Leg { local_sdp: offer, ..Leg::new(dialog, state, trunk) };
        self.insert(id, leg);
        self.outs.push(Out::Start(Client { leg: id, op: Op::Invite, request: invite, flow }));
    }

    fn destination(&self, to: &InviteTo) -> Result<Destination, u16> {
        let directory = self.shared.directory();
        let udp = self.shared.udp.get().ok_or(503_u16)?;
        match to {
            InviteTo::Phone(key) => match directory.phone(key).map(|phone| &phone.address) {
                Some(PhoneAddress::Fixed { address }) => {
                    let target = message::target(&format!("sip:{key}@{address}")).ok_or(480_u16)?;
                    let flow = Flow::udp(udp.clone(), *address);
                    Ok(Destination { target, flow, is_pinned: false, trunk: None })
                }
                Some(PhoneAddress::Registers { .. }) => {
                    let binding = self.shared.registrar().binding(key, Instant::now()).ok_or(480_u16)?;
                    let target = message::target(&binding.contact).ok_or(480_u16)?;
                    Ok(Destination { target, flow: binding.flow, is_pinned: true, trunk: None })
                }
                None => Err(480),
            },
            InviteTo::Trunk { trunk, number } => {
                let address = directory.outbound(trunk).ok_or(404_u16)?;
                let number: String =
                    number.chars().filter(|c| c.is_ascii_alphanumeric() || "+*#.-_".contains(*c)).collect();
                let target =
                    message::target(&format!("sip:{}@{address}", number.replace('#', "%23"))).ok_or(404_u16)?;
                if number.is_empty() || !self.shared.take_place(trunk) {
                    return Err(if number.is_empty() { 404 } else { 503 });
                }
                let flow = Flow::udp(udp.clone(), address);
                Ok(Destination { target, flow, is_pinned: false, trunk: Some(trunk.clone()) })
            }
        }
    }

    pub(super) fn response(&mut self, id: LegId, op: Op, response: Response) {
        let status = response.status_code.code();
        match (op, status) {
            (Op::Invite, ..=199) => self.progress(id, status),
            (Op::Invite, 200..=299) => self.connected(id, response),
            (Op::Refresh, 200..=299) => self.refreshed(id, response),
            (_, ..=199) | (Op::Info | Op::Cancel | Op::Stray, _) => {}
            (Op::Invite | Op::Bye | Op::Refresh, status) => {
                if op == Op::Refresh && status == 422 {
                    self.lengthen(id, &response);
                }
                self.failed(id, op, status);
            }
        }
    }

    fn progress(&mut self, id: LegId, status: u16) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let State::Dialling { hears, is_cancelled, .. } = &mut leg.state else { return };
        let is_first = !std::mem::replace(hears, true);
        if *is_cancelled {
            if is_first {
                self.send_cancel(id); // It had to wait for this (RFC 3261 §9.1).
            }
        } else if status > 100 {
            self.tell(SipEvent::Ringing { leg: id, status });
        }
    }

    /// 2xx: acknowledge; hang up again when it crossed our CANCEL.
    fn connected(&mut self, id: LegId, response: Response) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let State::Dialling { is_cancelled, .. } = leg.state else { return };
        leg.dialog.answered(&response);
        let cseq = leg.dialog.cseq;
        let (ack, flow) = leg.dialog.ack(&self.shared, cseq);
        leg.ack = Some((cseq, flow.clone(), ack.clone()));
        leg.session = refresh::granted(&response, leg.dialog.takes_update, Instant::now());
        leg.state = State::Up;
        self.outs.push(Out::Send(flow, dialog::message(ack)));
        if is_cancelled {
            self.tell(SipEvent::Failed { leg: id, status: 487 });
            return self.bye(id);
        }
        self.arm(id);
        self.tell(SipEvent::Answered { leg: id, answer: Bytes::from(response.body) });
    }

    /// A final refusal, or silence.
    pub(super) fn failed(&mut self, id: LegId, op: Op, status: u16) {
        match op {
            Op::Invite if self.legs.get(&id).is_some_and(|leg| matches!(leg.state, State::Dialling { .. })) => {
                if status == 408 {
                    self.send_cancel(id); // It may still ring there.
                }
                self.remove(id);
                self.tell(SipEvent::Failed { leg: id, status });
            }
            Op::Bye => self.remove(id),
            Op::Refresh => self.not_refreshed(id, status),
            Op::Invite | Op::Cancel | Op::Info | Op::Stray => {}
        }
    }

    /// Takes our INVITE back; what comes of it is still awaited.
    pub(super) fn cancel(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let State::Dialling { hears, is_cancelled, .. } = &mut leg.state else { return };
        if std::mem::replace(is_cancelled, true) {
            return;
        }
        let hears = *hears;
        leg.gives_up = Some(Instant::now() + limits::GOODBYE);
        if hears {
            self.send_cancel(id);
        }
        self.arm(id);
    }

    fn send_cancel(&mut self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let State::Dialling { invite, hears: true, .. } = &leg.state else { return };
        let request = dialog::cancel(invite, &self.shared.config.product);
        let flow = leg.dialog.flow.clone();
        self.outs.push(Out::Start(Client { leg: id, op: Op::Cancel, request, flow }));
    }

    /// A 2xx that no transaction waits for: a retransmission because our ACK was lost, or another fork's.
    pub(super) fn stray(&mut self, response: Response) {
        let from_tag = message::tag_of(message::from_of(&response)).unwrap_or_default();
        let Some(id) = self.shared.leg_of(message::call_id_of(&response), from_tag) else { return };
        let Some(leg) = self.legs.get(&id) else { return };
        let to_tag = message::tag_of(message::to_of(&response)).unwrap_or_default();
        if to_tag == leg.dialog.remote_tag {
            if let Some((cseq, flow, ack)) = &leg.ack
                && *cseq == message::cseq_of(&response)
            {
                self.outs.push(Out::Send(flow.clone(), dialog::message(ack.clone())));
            }
            return;
        }
        let mut fork = leg.dialog.clone();
        fork.answered(&response);
        let (ack, flow) = fork.ack(&self.shared, message::cseq_of(&response));
        self.outs.push(Out::Send(flow, dialog::message(ack)));
        let (request, flow) = fork.request(&self.shared, Method::Bye, Vec::new(), "");
        self.outs.push(Out::Start(Client { leg: id, op: Op::Stray, request, flow }));
    }

    pub(super) fn send_digit(&mut self, id: LegId, digit: char) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if !matches!(leg.state, State::Up) || !(digit.is_ascii_digit() || "*#ABCD".contains(digit)) {
            return;
        }
        let kind = Header::ContentType("application/dtmf-relay".into());
        let body = format!("Signal={digit}\r\nDuration=160\r\n");
        let (request, flow) = leg.dialog.request(&self.shared, Method::Info, vec![kind], &body);
        self.outs.push(Out::Start(Client { leg: id, op: Op::Info, request, flow }));
    }
}

//! What the exchange says, done: each output becomes SIP and media commands.

use super::signalling::Signalling;
use crate::exchange::port::{DialTo, Input, Output};
use model::{LegId, PersonId, PhoneNumber};
use sip::api::{InviteTo, SipCommand};
use tracing::warn;

/// SIP status of a phone or browser that is not there. RFC 3261 §21.4.18.
const TEMPORARILY_UNAVAILABLE: u16 = 480;

/// How a leg of ours is connected.
pub(super) enum Leg {
    /// Came in by INVITE; our SDP waits for the 200.
    Customer { sdp: String },
    /// We sent the INVITE.
    Dialled,
    /// The agent's browser, nailed up.
    Browser { agent: PersonId },
}

impl Signalling {
    pub(super) fn perform(&mut self, output: Output) {
        match output {
            Output::Fact(fact) => self.journal(*fact),
            Output::Ring { leg } => self.sip.send(SipCommand::Ring { leg }),
            Output::Answer { leg } => self.answer(leg),
            Output::Reject { leg, status, retry_after_s } => {
                self.sip.send(SipCommand::Reject { leg, status, retry_after_s });
                self.forget(leg);
            }
            Output::Dial { leg, to, caller } => self.dial(leg, to, caller),
            Output::HangUp { leg } => self.hang_up(leg),
            Output::Connect { a, b } => self.media.connect(a, b),
            Output::Disconnect { a, b } => self.media.disconnect(a, b),
            Output::Play { leg, play, prompts, is_looped } => self.media.play(leg, play, &prompts, is_looped),
            Output::StopPlay { leg } => self.media.stop_play(leg),
            Output::SendDigit { leg, digit } => {
                if !self.media.send_digit(leg, digit) {
                    self.sip.send(SipCommand::Info { leg, digit });
                }
            }
            Output::StartRecording { call, recording, customer, agent } => {
                self.media.start_recording(call, recording, customer, agent);
            }
            Output::StopRecording { call, recording } => self.media.stop_recording(call, recording),
        }
    }

    fn answer(&mut self, leg: LegId) {
        if let Some(Leg::Customer { sdp }) = self.legs.get_mut(&leg) {
            // The SDP is needed once; a re-offer makes a new one.
            let sdp = std::mem::take(sdp);
            self.sip.send(SipCommand::Answer { leg, sdp });
        }
    }

    fn dial(&mut self, leg: LegId, to: DialTo, caller: PhoneNumber) {
        let to = match to {
            DialTo::Browser(agent) => return self.attach(leg, agent),
            DialTo::Phone(phone) => InviteTo::Phone(phone),
            DialTo::Trunk { trunk, number } => InviteTo::Trunk { trunk, number },
        };
        match self.media.open_offering(leg) {
            Ok(offer) => {
                self.legs.insert(leg, Leg::Dialled);
                self.sip.send(SipCommand::Invite { leg, to, caller, offer });
            }
            Err(problem) => {
                warn!(%leg, %problem, "no media for a leg to dial");
                self.follow_ups.push_back(Input::LegFailed { leg, status: 503 });
            }
        }
    }

    fn attach(&mut self, leg: LegId, agent: PersonId) {
        match self.media.attach_browser(leg, agent) {
            Ok(()) => {
                self.legs.insert(leg, Leg::Browser { agent });
                self.follow_ups.push_back(Input::LegRinging { leg });
            }
            Err(problem) => {
                warn!(%leg, %problem, "the browser phone is not there");
                self.follow_ups.push_back(Input::LegFailed { leg, status: TEMPORARILY_UNAVAILABLE });
            }
        }
    }

    fn hang_up(&mut self, leg: LegId) {
        if matches!(self.legs.get(&leg), Some(Leg::Customer { .. } | Leg::Dialled)) {
            self.sip.send(SipCommand::HangUp { leg });
        }
        self.forget(leg);
    }

    /// Frees what we hold of a leg. Once is enough; a second time does nothing.
    pub(super) fn forget(&mut self, leg: LegId) {
        if self.legs.remove(&leg).is_some() {
            self.media.close(leg);
        }
    }
}

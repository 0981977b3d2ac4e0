//! Two people hear each other: the bridge, hold from either side, a browser that is lost and comes back.

use crate::Call;
use crate::call::{Offer, Stage};
use crate::limits;
use crate::port::Output;
use model::fact::HoldBy;
use model::{FactBody, LegId, Millis, PersonId, QueueId, RecordingId, Refused};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Talk {
    pub leg: LegId,
    /// `None`: a phone or number that the flow dialled.
    pub agent: Option<PersonId>,
    pub is_browser: bool,
    pub is_leg_live: bool,
    /// A phone that the flow dialled and that is to be released.
    pub phone: Option<Arc<str>>,
    queue: Option<QueueId>,
    since: Millis,
    /// Who holds: any of them stops the talk's clock.
    by_agent: bool,
    by_phone: bool,
    by_customer: bool,
    held_since: Option<Millis>,
    hold_ms: Millis,
    /// The browser is lost; the call ends then.
    pub lost_until: Option<Millis>,
}

impl Talk {
    pub fn with_agent(now: Millis, offer: &Offer) -> Self {
        let queue = Some(offer.queue.clone());
        Self { agent: Some(offer.agent), is_browser: offer.is_browser, queue, ..Self::with_phone(now, offer.leg, None) }
    }

    pub fn with_phone(now: Millis, leg: LegId, phone: Option<Arc<str>>) -> Self {
        Self {
            leg,
            agent: None,
            is_browser: false,
            is_leg_live: true,
            phone,
            queue: None,
            since: now,
            by_agent: false,
            by_phone: false,
            by_customer: false,
            held_since: None,
            hold_ms: Millis::ZERO,
            lost_until: None,
        }
    }

    fn is_held(&self) -> bool {
        self.by_customer || self.is_apart()
    }

    /// The agent's side hears nothing and the customer hears music. A customer's own hold is their phone's matter.
    fn is_apart(&self) -> bool {
        self.by_agent || self.by_phone || self.lost_until.is_some()
    }
}

impl Call {
    /// The other side has answered: both hear each other, then the customer is answered if that was not done before.
    pub(crate) fn bridge(
        &mut self,
        leg: LegId,
        agent: Option<PersonId>,
        is_recorded: bool,
        ids: &mut dyn FnMut() -> RecordingId,
        out: &mut Vec<Output>,
    ) {
        let (customer, call) = (self.customer(), self.id);
        self.is_playing = false;
        out.push(Output::Connect { a: customer, b: leg });
        self.answer(out);
        out.push(Output::Fact(FactBody::CallBridged { call, leg, agent }));
        if is_recorded {
            let recording = ids();
            self.recording = Some(recording);
            out.push(Output::StartRecording { recording, customer, agent: leg });
            out.push(Output::Fact(FactBody::RecordingStarted { call, recording }));
        }
    }

    pub(crate) fn hold(&mut self, now: Millis, out: &mut Vec<Output>) -> Result<(), Refused> {
        match &self.stage {
            Stage::Talking(talk) if !talk.by_agent => {
                self.change_hold(now, HoldBy::Agent, |talk| talk.by_agent = true, out);
                Ok(())
            }
            Stage::Talking(_) => Err(Refused::WrongState { state: "on_hold".into() }),
            _ => Err(Refused::NotYourCall),
        }
    }

    pub(crate) fn resume(&mut self, now: Millis, out: &mut Vec<Output>) -> Result<(), Refused> {
        match &self.stage {
            Stage::Talking(talk) if talk.by_agent => {
                self.change_hold(now, HoldBy::Agent, |talk| talk.by_agent = false, out);
                Ok(())
            }
            Stage::Talking(_) => Err(Refused::WrongState { state: "talking".into() }),
            _ => Err(Refused::NotYourCall),
        }
    }

    pub(crate) fn leg_held(&mut self, now: Millis, leg: LegId, is_held: bool, out: &mut Vec<Output>) {
        let customer = self.customer();
        match &self.stage {
            Stage::Talking(talk) if talk.leg == leg => {
                self.change_hold(now, HoldBy::Agent, |talk| talk.by_phone = is_held, out);
            }
            Stage::Talking(_) if leg == customer => {
                self.change_hold(now, HoldBy::Customer, |talk| talk.by_customer = is_held, out);
            }
            _ => {} // Before the bridge there is nothing to hold; what plays goes on.
        }
    }

    /// The browser's audio is gone: the customer hears music until it is back or the grace ends.
    pub(crate) fn browser(&mut self, now: Millis, is_connected: bool, out: &mut Vec<Output>) {
        let Stage::Talking(talk) = &self.stage else { return };
        if !talk.is_browser || is_connected == talk.lost_until.is_none() {
            return;
        }
        let lost_until = (!is_connected).then(|| now + limits::DEVICE_GRACE);
        self.change_hold(now, HoldBy::Agent, |talk| talk.lost_until = lost_until, out);
    }

    pub(crate) fn send_digit(&mut self, digit: char, out: &mut Vec<Output>) -> Result<(), Refused> {
        match &self.stage {
            Stage::Talking(talk) if !talk.is_apart() && matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D') => {
                out.push(Output::SendDigit { leg: self.customer(), digit });
                Ok(())
            }
            Stage::Talking(_) => Err(Refused::WrongState { state: "on_hold".into() }),
            _ => Err(Refused::NotYourCall),
        }
    }

    /// Changes who holds, and then the sound and the clock as that demands.
    fn change_hold(&mut self, now: Millis, by: HoldBy, change: impl FnOnce(&mut Talk), out: &mut Vec<Output>) {
        let (a, call) = (self.customer(), self.id);
        let Stage::Talking(talk) = &mut self.stage else { return };
        let was_apart = talk.is_apart();
        change(talk);
        let (b, is_apart, is_held) = (talk.leg, talk.is_apart(), talk.is_held());
        match (is_held, talk.held_since) {
            (true, None) => {
                talk.held_since = Some(now);
                out.push(Output::Fact(FactBody::HoldStarted { call, by }));
            }
            (false, Some(since)) => {
                let held_ms = now.since(since);
                talk.held_since = None;
                talk.hold_ms += held_ms;
                out.push(Output::Fact(FactBody::HoldEnded { call, held_ms }));
            }
            (true, Some(_)) | (false, None) => {}
        }
        let queue = talk.queue.clone();
        match (was_apart, is_apart) {
            (false, true) => {
                out.push(Output::Disconnect { a, b });
                let music = queue.and_then(|id| self.queue(&id).map(|queue| queue.music.as_str().into()));
                if let Some(music) = music {
                    self.play(vec![music], true, out);
                }
            }
            (true, false) => {
                self.is_playing = false;
                out.push(Output::Connect { a, b });
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Ends the agent's side of a talk that is over. Returns the spans talked and held.
    pub(crate) fn close_talk(&mut self, now: Millis, talk: Talk, out: &mut Vec<Output>) -> (Millis, Millis) {
        if let Some(recording) = self.recording {
            out.push(Output::StopRecording { recording });
        }
        if talk.is_leg_live {
            out.push(Output::HangUp { leg: talk.leg });
        }
        out.extend(talk.phone.map(|phone| Output::Release { phone }));
        let mut hold_ms = talk.hold_ms;
        if let Some(since) = talk.held_since {
            let held_ms = now.since(since);
            hold_ms += held_ms;
            out.push(Output::Fact(FactBody::HoldEnded { call: self.id, held_ms }));
        }
        (now.since(talk.since) - hold_ms, hold_ms)
    }
}

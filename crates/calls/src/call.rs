//! The call's machine: its stages, and the table of what each does with what happens.

use crate::limits;
use crate::port::{DialTo, Input, LegEnd, Output};
use crate::prompts::place_prompts;
use crate::talk::Talk;
use model::{
    CallCause, CallId, FactBody, LegId, Millis, NodeId, OfferOutcome, PersonId, PhoneNumber, Prompt, Queue, QueueId,
    RecordingId, Refused, Routing,
};
use std::sync::Arc;

#[derive(Debug)]
pub struct Call {
    pub(crate) id: CallId,
    pub(crate) from: PhoneNumber,
    /// The rules under which the call began; it keeps to them.
    pub(crate) routing: Arc<Routing>,
    /// Index of its flow there.
    pub(crate) flow: usize,
    pub(crate) stage: Stage,
    /// 180 was sent to the customer.
    is_ringing: bool,
    /// 200 was sent to the customer.
    is_answered: bool,
    pub(crate) is_playing: bool,
    plays: u32,
    legs: u16,
    pub(crate) nodes: u32,
    /// The agent whom the call is being offered to.
    pub(crate) offer: Option<Offer>,
    /// Runs, or was stopped and its end is not known yet.
    pub(crate) recording: Option<RecordingId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub agent: PersonId,
    pub leg: LegId,
    pub queue: QueueId,
    pub is_browser: bool,
    /// False: the leg failed or ended by itself.
    pub is_leg_live: bool,
}

#[derive(Debug)]
pub(crate) enum Stage {
    /// In an IVR node that plays or asks. `play` `None`: heard, now it waits for a key until `until`.
    Flow {
        node: NodeId,
        play: Option<u32>,
        repeats_left: u8,
        digits: u8,
        until: Millis,
    },
    /// In a queue, or ringing at an agent. `music`: the queue whose music plays; `announcement`: what plays instead.
    Waiting {
        music: Option<QueueId>,
        announcement: Option<u32>,
    },
    /// A flow dials a phone, or a number outside when `transfer_to`.
    Dialing {
        node: NodeId,
        leg: LegId,
        phone: Option<Arc<str>>,
        transfer_to: Option<String>,
        until: Millis,
    },
    Talking(Talk),
    /// Hears the last prompt.
    Goodbye {
        play: u32,
        until: Millis,
    },
    /// On the way from one stage to the next, within a step.
    Moving,
    /// Ended; only a recording's end may still come.
    Over {
        until: Millis,
    },
}

impl Call {
    /// A new call into the flow with this index in the rules.
    pub fn start(
        now: Millis,
        id: CallId,
        from: PhoneNumber,
        routing: Arc<Routing>,
        flow: usize,
        out: &mut Vec<Output>,
    ) -> Self {
        let start = routing.flows[flow].start.clone();
        let mut call = Self {
            id,
            from,
            routing,
            flow,
            stage: Stage::Moving,
            is_ringing: false,
            is_answered: false,
            is_playing: false,
            plays: 0,
            legs: 1,
            nodes: 0,
            offer: None,
            recording: None,
        };
        call.go(now, start, out);
        call
    }

    /// Takes one step. `ids` names recordings. `Err`: an act that does not fit, and nothing changed. What is late or
    /// of a leg that is gone is ignored.
    pub fn handle(
        &mut self,
        now: Millis,
        input: Input,
        ids: &mut dyn FnMut() -> RecordingId,
        out: &mut Vec<Output>,
    ) -> Result<(), Refused> {
        match input {
            Input::LegAnswered { leg } => self.leg_answered(now, leg, ids, out),
            Input::LegFailed { leg, status } => self.leg_failed(now, leg, status, out),
            Input::LegEnded { leg, end } => self.leg_ended(now, leg, end, out),
            Input::LegHeld { leg, is_held } => self.leg_held(now, leg, is_held, out),
            Input::Digit { leg, digit } => {
                if leg == self.customer() {
                    self.digit(now, digit, out);
                }
            }
            Input::PlayEnded { leg, play } => {
                if leg == self.customer() && play == self.plays {
                    self.play_ended(now, play, out);
                }
            }
            Input::RecordingEnded { recording, duration_ms, bytes } => {
                if self.recording == Some(recording) {
                    self.recording = None;
                    let call = self.id;
                    out.push(Output::Fact(FactBody::RecordingEnded { call, recording, duration_ms, bytes }));
                }
            }
            Input::Browser { is_connected } => self.browser(now, is_connected, out),
            Input::Tick => self.tick(now, out),
            Input::Offer { agent, to, queue, wait_ms } => self.ring_agent(agent, to, queue, wait_ms, out),
            Input::OfferEnded { outcome, ring_ms } => self.offer_ended(outcome, ring_ms, out),
            Input::Queued { queue } => self.queued(queue, out),
            Input::Overflowed { prompt } => self.overflowed(now, prompt, out),
            Input::Announce { place } => self.announce(place, out),
            Input::Answer => {
                if let Some(leg) = self.offer.as_ref().map(|offer| offer.leg) {
                    self.leg_answered(now, leg, ids, out);
                }
            }
            Input::HangUp => self.end(now, CallCause::AgentHungUp, 480, false, out),
            Input::Hold => self.hold(now, out)?,
            Input::Resume => self.resume(now, out)?,
            Input::SendDigit { digit } => self.send_digit(digit, out)?,
        }
        Ok(())
    }

    /// When the next `Tick` has something to do.
    pub fn next_deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Flow { until, .. } | Stage::Dialing { until, .. } | Stage::Goodbye { until, .. } => Some(*until),
            Stage::Talking(talk) => talk.lost_until,
            Stage::Over { until } => self.recording.map(|_| *until),
            Stage::Waiting { .. } | Stage::Moving => None,
        }
    }

    /// The customer is gone and all that was told.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over { .. })
    }

    /// Nothing can come any more.
    pub fn is_finished(&self) -> bool {
        self.is_over() && self.recording.is_none()
    }

    /// The agent who talks, if one does.
    pub fn talking_agent(&self) -> Option<PersonId> {
        match &self.stage {
            Stage::Talking(talk) => talk.agent,
            _ => None,
        }
    }

    pub(crate) fn customer(&self) -> LegId {
        LegId::customer(self.id)
    }

    fn tick(&mut self, now: Millis, out: &mut Vec<Output>) {
        if self.next_deadline().is_none_or(|at| now < at) {
            return;
        }
        match &self.stage {
            Stage::Flow { .. } => self.flow_time_over(now, out),
            Stage::Dialing { leg, .. } => {
                let leg = *leg;
                out.push(Output::HangUp { leg });
                self.dial_failed(now, 408, out);
            }
            Stage::Goodbye { .. } => self.end(now, CallCause::FlowEnded, 480, false, out),
            Stage::Talking(_) => self.end(now, CallCause::DeviceLost, 480, false, out),
            Stage::Over { .. } => self.recording = None, // The file stays as it is; the shell reported nothing.
            Stage::Waiting { .. } | Stage::Moving => {}
        }
    }

    // ---- Legs

    fn leg_answered(&mut self, now: Millis, leg: LegId, ids: &mut dyn FnMut() -> RecordingId, out: &mut Vec<Output>) {
        match (&self.stage, &self.offer) {
            (Stage::Waiting { .. }, Some(offer)) if offer.leg == leg && offer.is_leg_live => {
                let offer = offer.clone();
                let is_recorded = self.queue(&offer.queue).is_some_and(|queue| queue.is_recorded);
                let talk = Talk::with_agent(now, &offer);
                self.stage = Stage::Talking(talk);
                out.push(Output::OfferAnswered);
                self.bridge(leg, Some(offer.agent), is_recorded, ids, out);
            }
            (Stage::Dialing { leg: dialled, .. }, _) if *dialled == leg => self.dial_answered(now, leg, ids, out),
            _ => {} // Late: the leg was hung up meanwhile.
        }
    }

    fn leg_failed(&mut self, now: Millis, leg: LegId, status: u16, out: &mut Vec<Output>) {
        match (&self.stage, &mut self.offer) {
            (Stage::Waiting { .. }, Some(offer)) if offer.leg == leg => {
                offer.is_leg_live = false;
                // 603 Decline: somebody pressed the key. Any other status is the phone's.
                out.push(Output::OfferFailed { is_declined: status == 603 });
            }
            (Stage::Dialing { leg: dialled, .. }, _) if *dialled == leg => self.dial_failed(now, status, out),
            (Stage::Talking(talk), _) if talk.leg == leg => self.leg_ended(now, leg, LegEnd::HungUp, out),
            _ => {}
        }
    }

    fn leg_ended(&mut self, now: Millis, leg: LegId, end: LegEnd, out: &mut Vec<Output>) {
        if leg == self.customer() {
            let cause = match end {
                LegEnd::Inactive | LegEnd::DeviceLost => CallCause::Inactive,
                LegEnd::HungUp | LegEnd::Cancelled if self.is_answered => CallCause::CustomerHungUp,
                LegEnd::HungUp | LegEnd::Cancelled => CallCause::Cancelled,
            };
            return self.end(now, cause, 487, true, out);
        }
        match &mut self.stage {
            Stage::Talking(talk) if talk.leg == leg => match end {
                LegEnd::DeviceLost if talk.is_browser => self.browser(now, false, out),
                LegEnd::DeviceLost | LegEnd::Inactive => {
                    talk.is_leg_live = false;
                    self.end(now, CallCause::DeviceLost, 480, false, out);
                }
                LegEnd::HungUp | LegEnd::Cancelled => {
                    talk.is_leg_live = false;
                    self.end(now, CallCause::AgentHungUp, 480, false, out);
                }
            },
            // A lost browser leg is there until it is hung up; others are gone when they say so.
            _ if end == LegEnd::DeviceLost && self.offer.as_ref().is_some_and(|o| o.leg == leg && o.is_browser) => {
                out.push(Output::OfferFailed { is_declined: false });
            }
            _ => self.leg_failed(now, leg, 480, out),
        }
    }

    pub(crate) fn next_leg(&mut self) -> LegId {
        let leg = LegId { call: self.id, number: self.legs };
        self.legs = self.legs.wrapping_add(1).max(1);
        leg
    }

    // ---- Waiting and ringing

    fn ring_agent(&mut self, agent: PersonId, to: DialTo, queue: QueueId, wait_ms: Millis, out: &mut Vec<Output>) {
        debug_assert!(self.offer.is_none() && matches!(self.stage, Stage::Waiting { .. }), "one offer, while waiting");
        let (leg, call) = (self.next_leg(), self.id);
        let is_browser = matches!(to, DialTo::Browser(_));
        self.ring(out);
        out.push(Output::Dial { leg, to, caller: self.from.clone() });
        out.push(Output::Fact(FactBody::OfferMade { call, leg, agent, queue: queue.clone(), wait_ms }));
        self.offer = Some(Offer { agent, leg, queue, is_browser, is_leg_live: true });
    }

    fn offer_ended(&mut self, outcome: OfferOutcome, ring_ms: Millis, out: &mut Vec<Output>) {
        let Some(Offer { agent, leg, is_leg_live, .. }) = self.offer.take() else {
            debug_assert!(false, "an offer that ends was made");
            return;
        };
        if outcome != OfferOutcome::Answered && is_leg_live {
            out.push(Output::HangUp { leg });
        }
        out.push(Output::Fact(FactBody::OfferEnded { call: self.id, leg, agent, outcome, ring_ms }));
    }

    fn queued(&mut self, queue: QueueId, out: &mut Vec<Output>) {
        let Stage::Waiting { music, announcement } = &self.stage else { return };
        let music_of = |id: &QueueId| self.queue(id).map(|queue| queue.music.as_str());
        let is_same = music.as_ref().is_some_and(|now| music_of(now) == music_of(&queue));
        if is_same || announcement.is_some() {
            // The music goes on, or follows the announcement.
            self.stage = Stage::Waiting { music: Some(queue), announcement: *announcement };
        } else {
            self.play_music(queue, out);
        }
    }

    /// Music while waiting; answers the customer, for it cannot be heard otherwise.
    pub(crate) fn play_music(&mut self, queue: QueueId, out: &mut Vec<Output>) {
        self.answer(out);
        if let Some(music) = self.queue(&queue).map(|queue| queue.music.as_str().into()) {
            self.play(vec![music], true, out);
        }
        self.stage = Stage::Waiting { music: Some(queue), announcement: None };
    }

    fn announce(&mut self, place: u32, out: &mut Vec<Output>) {
        if let Stage::Waiting { music: Some(queue), .. } = &self.stage {
            let queue = queue.clone();
            let play = self.play(place_prompts(place), false, out);
            self.stage = Stage::Waiting { music: Some(queue), announcement: Some(play) };
        }
    }

    fn overflowed(&mut self, now: Millis, prompt: Option<Prompt>, out: &mut Vec<Output>) {
        debug_assert!(self.offer.is_none(), "nobody rings for a caller who leaves the queue");
        let Some(prompt) = prompt else {
            let (cause, status) =
                if self.is_answered { (CallCause::FlowEnded, 200) } else { (CallCause::Overloaded, 503) };
            self.stage = Stage::Moving; // Out of the queue already.
            return self.end(now, cause, status, false, out);
        };
        self.answer(out);
        let play = self.play(vec![prompt], false, out);
        self.stage = Stage::Goodbye { play, until: now + limits::PROMPTS_MAX };
    }

    fn play_ended(&mut self, now: Millis, play: u32, out: &mut Vec<Output>) {
        match &mut self.stage {
            Stage::Flow { play: playing, .. } if *playing == Some(play) => {
                self.is_playing = false;
                self.flow_heard(now, out);
            }
            Stage::Waiting { music: Some(queue), announcement } if *announcement == Some(play) => {
                let queue = queue.clone();
                self.play_music(queue, out);
            }
            Stage::Goodbye { play: playing, .. } if *playing == play => {
                self.end(now, CallCause::FlowEnded, 480, false, out);
            }
            _ => {}
        }
    }

    // ---- Small acts

    pub(crate) fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.routing.queues.iter().find(|queue| queue.id == *id)
    }

    pub(crate) fn answer(&mut self, out: &mut Vec<Output>) {
        if !self.is_answered {
            self.is_answered = true;
            out.push(Output::Answer { leg: self.customer() });
        }
    }

    pub(crate) fn ring(&mut self, out: &mut Vec<Output>) {
        if !self.is_answered && !self.is_ringing {
            self.is_ringing = true;
            out.push(Output::Ring { leg: self.customer() });
        }
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.is_answered
    }

    pub(crate) fn play(&mut self, prompts: Vec<Prompt>, is_looped: bool, out: &mut Vec<Output>) -> u32 {
        self.plays = self.plays.wrapping_add(1);
        self.is_playing = true;
        out.push(Output::Play { leg: self.customer(), play: self.plays, prompts, is_looped });
        self.plays
    }

    /// Ends the call from any stage. `status` is the refusal of a customer who was not answered.
    pub(crate) fn end(
        &mut self,
        now: Millis,
        cause: CallCause,
        status: u16,
        is_customer_gone: bool,
        out: &mut Vec<Output>,
    ) {
        let over = Stage::Over { until: now + limits::RECORDING_END };
        let (mut talk_ms, mut hold_ms, mut freed) = (Millis::ZERO, Millis::ZERO, None);
        match std::mem::replace(&mut self.stage, over) {
            Stage::Over { until } => {
                self.stage = Stage::Over { until };
                return; // Both sides hung up at once.
            }
            Stage::Waiting { .. } => out.push(Output::LeaveQueue),
            Stage::Dialing { leg, phone, .. } => {
                out.push(Output::HangUp { leg });
                out.extend(phone.map(|phone| Output::Release { phone }));
            }
            Stage::Talking(talk) => {
                freed = talk.agent;
                (talk_ms, hold_ms) = self.close_talk(now, talk, out);
            }
            Stage::Flow { .. } | Stage::Goodbye { .. } | Stage::Moving => {}
        }
        let (leg, call) = (self.customer(), self.id);
        if !is_customer_gone {
            out.push(if self.is_answered { Output::HangUp { leg } } else { Output::Reject { leg, status } });
        }
        let status = if self.is_answered { 200 } else { status };
        out.push(Output::Fact(FactBody::CallEnded { call, cause, status, talk_ms, hold_ms }));
        out.extend(freed.map(|agent| Output::Freed { agent }));
    }
}

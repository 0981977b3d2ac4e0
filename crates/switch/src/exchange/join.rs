//! Hands on what a call asks of the queues and what the queues ask of a call, until nothing is left to do.
//!
//! A call's wish to the queues is carried out at once, before its later outputs; the queues' wishes to calls follow in
//! their order. It ends: a call asks the queues at most once in a step, and answers them with nothing further.

use super::Exchange;
use super::port::Output;
use super::stamp::Step;
use calls::{DialTo, Want};
use model::{AgentState, CallId, RecordingId, Refused};

impl Exchange {
    /// An event for a call; of one that is gone it is ignored.
    pub(super) fn tell(&mut self, call: CallId, input: calls::Input, step: &mut Step) {
        let told = self.try_tell(call, input, step);
        debug_assert!(told.is_ok(), "only acts are refused");
    }

    pub(super) fn try_tell(&mut self, id: CallId, input: calls::Input, step: &mut Step) -> Result<(), Refused> {
        let Some(live) = self.calls.get_mut(&id) else { return Ok(()) };
        let mut acts = std::mem::take(&mut self.spare_of_calls);
        let (now, ids) = (self.now, &mut self.ids);
        let result = live.call.handle(now, input, &mut || RecordingId(ids(now)), &mut acts);
        self.perform(id, &mut acts, step);
        self.spare_of_calls = acts;
        self.settle(id);
        result
    }

    pub(super) fn step_acd(&mut self, input: acd::Input, step: &mut Step) {
        let done = self.try_acd(input, step);
        debug_assert!(done.is_ok(), "only acts are refused");
    }

    pub(super) fn try_acd(&mut self, input: acd::Input, step: &mut Step) -> Result<(), Refused> {
        let mut wishes = std::mem::take(&mut self.spare_of_acd);
        let result = self.acd.handle(self.now, input, &mut wishes);
        for wish in wishes.drain(..) {
            self.fulfil(wish, step);
        }
        self.spare_of_acd = wishes;
        result
    }

    /// After a step of the call: its alarm, and whether it is still there.
    pub(super) fn settle(&mut self, id: CallId) {
        let Some(live) = self.calls.get_mut(&id) else { return };
        let alarm = live.call.next_deadline();
        if alarm != live.alarm {
            if let Some(at) = live.alarm {
                self.alarms.remove(&(at, id));
            }
            if let Some(at) = alarm {
                self.alarms.insert((at, id));
            }
            live.alarm = alarm;
        }
        if live.is_live && live.call.is_over() {
            live.is_live = false;
            self.live -= 1;
            if let Some(on_trunk) = self.live_of_trunk.get_mut(&live.trunk) {
                *on_trunk = on_trunk.saturating_sub(1);
            }
        }
        if live.call.is_finished() {
            self.calls.remove(&id);
        }
    }

    fn fulfil(&mut self, wish: acd::Output, step: &mut Step) {
        use acd::Output as Wish;
        match wish {
            Wish::Fact(body) => step.fact(body),
            Wish::Offer { call, agent, queue, phone, wait_ms } => {
                let to = phone.map_or(DialTo::Browser(agent), DialTo::Phone);
                self.tell(call, calls::Input::Offer { agent, to, queue, wait_ms }, step);
            }
            Wish::OfferEnded { call, outcome, ring_ms, .. } => {
                self.tell(call, calls::Input::OfferEnded { outcome, ring_ms }, step);
            }
            Wish::Queued { call, queue } => self.tell(call, calls::Input::Queued { queue }, step),
            Wish::Overflowed { call, prompt } => self.tell(call, calls::Input::Overflowed { prompt }, step),
            Wish::Announce { call, place, .. } => self.tell(call, calls::Input::Announce { place }, step),
        }
    }

    pub(super) fn perform(&mut self, call: CallId, acts: &mut Vec<calls::Output>, step: &mut Step) {
        use calls::Output as Done;
        for act in acts.drain(..) {
            let output = match act {
                Done::Ring { leg } => Output::Ring { leg },
                Done::Answer { leg } => Output::Answer { leg },
                Done::Reject { leg, status } => {
                    Output::Reject { leg, status, retry_after_s: super::retry_after(call, status) }
                }
                Done::Dial { leg, to, caller } => {
                    if self.is_engaged(call, &to) {
                        self.tell(call, calls::Input::LegFailed { leg, status: 486 }, step);
                        continue;
                    }
                    Output::Dial { leg, to, caller }
                }
                Done::HangUp { leg } => Output::HangUp { leg },
                Done::Connect { a, b } => Output::Connect { a, b },
                Done::Disconnect { a, b } => Output::Disconnect { a, b },
                Done::Play { leg, play, prompts, is_looped } => Output::Play { leg, play, prompts, is_looped },
                Done::StopPlay { leg } => Output::StopPlay { leg },
                Done::SendDigit { leg, digit } => Output::SendDigit { leg, digit },
                Done::StartRecording { recording, customer, agent } => {
                    Output::StartRecording { call, recording, customer, agent }
                }
                Done::StopRecording { recording } => Output::StopRecording { call, recording },
                Done::Fact(body) => {
                    step.fact(body);
                    continue;
                }
                wish => {
                    self.ask_queues(call, wish, step);
                    continue;
                }
            };
            step.out.push(output);
        }
    }

    fn ask_queues(&mut self, call: CallId, wish: calls::Output, step: &mut Step) {
        use calls::Output as Wish;
        let input = match wish {
            Wish::Wait(Want { queue, skills, priority, any_of }) => {
                acd::Input::Enqueue(acd::Demand { call, queue, skills, priority, any_of })
            }
            Wish::LeaveQueue => acd::Input::CallerGone { call },
            Wish::OfferAnswered => acd::Input::Answered { call },
            Wish::OfferFailed { is_declined: true } => acd::Input::Declined { call },
            Wish::OfferFailed { is_declined: false } => acd::Input::Failed { call },
            Wish::Freed { agent } => acd::Input::Freed { agent, call },
            Wish::Seize { phone } => acd::Input::Seize { phone },
            Wish::Release { phone } => acd::Input::Release { phone },
            _ => return debug_assert!(false, "everything else is for the world"),
        };
        self.step_acd(input, step);
    }

    /// A flow dials an agent's own phone while that agent rings or talks with another call: busy.
    fn is_engaged(&self, call: CallId, to: &DialTo) -> bool {
        let DialTo::Phone(phone) = to else { return false };
        let owner = self.acd.owner_of_phone(phone).and_then(|agent| self.acd.agent_state(agent));
        match owner {
            Some(AgentState::Ringing { call: other, .. } | AgentState::Talking { call: other }) => *other != call,
            _ => false,
        }
    }
}

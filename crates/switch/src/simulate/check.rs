//! Looks on as the shell would, and lists every promise that the exchange breaks.

use super::report::Report;
use crate::exchange::Exchange;
use crate::exchange::port::{DialTo, Input, LegEnd, Output};
use model::{
    AgentState, CallId, Fact, FactBody, LegId, Millis, OfferOutcome, PersonId, QueueId, QueueOutcome, RecordingId,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More are not listed: the first tells.
const PROBLEMS_MAX: usize = 20;

#[derive(Default)]
pub struct Check {
    calls: HashMap<CallId, CallSeen>,
    busy: HashMap<PersonId, CallId>,
    states: HashMap<PersonId, AgentState>,
    last_at: Millis,
    pub report: Report,
}

#[derive(Default)]
struct CallSeen {
    legs: BTreeMap<u16, LegSeen>,
    is_customer_answered: bool,
    queue: Option<QueueId>,
    offer: Option<(LegId, PersonId)>,
    agent: Option<PersonId>,
    connected: Option<LegId>,
    is_held: bool,
    is_ended: bool,
    recordings: BTreeSet<RecordingId>,
    /// Those of them that run.
    recording: BTreeSet<RecordingId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LegSeen {
    Dialled,
    /// A browser answers by the agent's act.
    DialledBrowser,
    Answered,
    Gone,
}

impl Check {
    /// What the world does to the exchange, before it is told.
    pub fn before(&mut self, input: &Input) {
        let leg_turns = match input {
            Input::Incoming { call, .. } => {
                self.calls.entry(*call).or_default().legs.entry(0).or_insert(LegSeen::Dialled);
                return;
            }
            Input::LegAnswered { leg } => (leg, LegSeen::Answered),
            // A lost browser leg stays until it is hung up.
            Input::LegEnded { leg, end: LegEnd::DeviceLost } if self.is_browser(*leg) => return,
            Input::LegFailed { leg, .. } | Input::LegEnded { leg, .. } => (leg, LegSeen::Gone),
            _ => return,
        };
        let (leg, turns) = leg_turns;
        if let Some(seen) = self.calls.get_mut(&leg.call).and_then(|call| call.legs.get_mut(&leg.number))
            && *seen != LegSeen::Gone
            && (*seen, turns) != (LegSeen::DialledBrowser, LegSeen::Answered)
        {
            *seen = turns;
        }
    }

    fn is_browser(&self, leg: LegId) -> bool {
        self.calls.get(&leg.call).and_then(|call| call.legs.get(&leg.number)) == Some(&LegSeen::DialledBrowser)
    }

    pub fn after(&mut self, exchange: &Exchange, outputs: &[Output]) {
        self.report.steps += 1;
        for output in outputs {
            self.output(output);
        }
        for (queue, tally) in &self.report.queues {
            let waiting = exchange.acd().waiting(queue) as u64;
            if tally.offered != tally.answered + tally.abandoned + tally.overflowed + waiting {
                let text = format!("queue {queue}: {tally:?} and {waiting} waiting do not add up");
                return self.problem(text);
            }
        }
        if self.report.steps.is_multiple_of(16) {
            self.compare(exchange);
        }
    }

    /// Everything is over: nothing may be left.
    pub fn at_end(&mut self, exchange: &Exchange) {
        self.compare(exchange);
        if !exchange.is_idle() || exchange.calls_live() != 0 {
            self.problem(format!("{} calls are left in the exchange", exchange.calls_live()));
        }
        if exchange.acd().waiting_calls() != 0 {
            self.problem(format!("{} callers are left in queues", exchange.acd().waiting_calls()));
        }
        // A call that ended and whose recording was never reported is no longer awaited, and that is right.
        let open = self.calls.iter().filter(|(_, call)| !call.is_ended);
        let left: Vec<String> = open.map(|(id, call)| format!("{id}: legs {:?}", call.legs)).collect();
        for text in left {
            self.problem(format!("call without an end, {text}"));
        }
        let states: Vec<_> = exchange.acd().agent_states().map(|(agent, state)| (agent, state.clone())).collect();
        for (agent, state) in states {
            if matches!(state, AgentState::Ringing { .. } | AgentState::Talking { .. }) {
                self.problem(format!("agent {agent} is {state:?} although no call is left"));
            }
        }
    }

    fn problem(&mut self, text: String) {
        if self.report.problems.len() < PROBLEMS_MAX {
            let (at, step) = (self.last_at.0, self.report.steps);
            self.report.problems.push(format!("step {step} at {at} ms: {text}"));
        }
    }

    fn expect(&mut self, is_kept: bool, text: impl FnOnce() -> String) {
        if !is_kept {
            self.problem(text());
        }
    }

    /// The exchange's own view of its agents and the one that its facts gave.
    fn compare(&mut self, exchange: &Exchange) {
        for (agent, state) in exchange.acd().agent_states() {
            let told = self.states.get(&agent).unwrap_or(&AgentState::Offline);
            if told != state {
                let text = format!("agent {agent} is {state:?}, but the facts say {told:?}");
                self.problem(text);
            }
        }
        if let Some((agent, call)) = exchange.acd().unmatched_pair() {
            self.problem(format!("agent {agent} is ready and call {call} waits, and nobody brings them together"));
        }
    }

    // ---- Outputs

    fn output(&mut self, output: &Output) {
        match output {
            Output::Ring { leg } => self.customer_waits(*leg, "180"),
            Output::Answer { leg } => {
                self.customer_waits(*leg, "200");
                self.call(leg.call).is_customer_answered = true;
            }
            Output::Reject { leg, .. } => {
                self.customer_waits(*leg, "a refusal");
                self.call(leg.call).legs.insert(leg.number, LegSeen::Gone);
            }
            Output::Dial { leg, to, .. } => {
                let seen = if matches!(to, DialTo::Browser(_)) { LegSeen::DialledBrowser } else { LegSeen::Dialled };
                let before = self.call(leg.call).legs.insert(leg.number, seen);
                self.expect(before.is_none(), || format!("leg {leg} is dialled twice"));
            }
            Output::HangUp { leg } => {
                let before = self.call(leg.call).legs.insert(leg.number, LegSeen::Gone);
                let is_live = before.is_some_and(|seen| seen != LegSeen::Gone);
                self.expect(is_live, || format!("leg {leg} is hung up, which was {before:?}"));
            }
            Output::Connect { a, b } => self.connect(*a, *b),
            Output::Disconnect { a, b } => {
                let connected = self.call(a.call).connected.take();
                self.expect(connected == Some(*b), || format!("{a} and {b} are parted, which were not together"));
            }
            Output::Play { leg, prompts, .. } => {
                let call = self.call(leg.call);
                let is_heard = call.is_customer_answered && call.connected.is_none();
                let is_live = call.legs.get(&leg.number) != Some(&LegSeen::Gone);
                self.expect(is_heard && is_live && !prompts.is_empty(), || format!("nobody hears what plays on {leg}"));
            }
            Output::StopPlay { .. } | Output::SendDigit { .. } => {}
            Output::StartRecording { call, recording, agent, .. } => {
                let seen = self.call(*call);
                seen.recording.insert(*recording);
                let is_new = seen.recordings.insert(*recording) && seen.connected == Some(*agent);
                self.expect(is_new, || format!("recording {recording} starts without a talk"));
            }
            Output::StopRecording { call, recording } => {
                let is_known = self.call(*call).recording.remove(recording);
                self.expect(is_known, || format!("recording {recording} stops, which does not run"));
            }
            Output::Fact(fact) => self.fact(fact),
        }
    }

    fn call(&mut self, id: CallId) -> &mut CallSeen {
        if !self.calls.contains_key(&id) {
            self.problem(format!("an output for call {id}, which is over or never was"));
        }
        self.calls.entry(id).or_default()
    }

    fn customer_waits(&mut self, leg: LegId, with: &str) {
        let call = self.call(leg.call);
        let is_waiting = !call.is_customer_answered && call.legs.get(&leg.number) == Some(&LegSeen::Dialled);
        self.expect(is_waiting && leg.number == 0, || format!("{with} for {leg}, which does not wait for it"));
    }

    fn connect(&mut self, a: LegId, b: LegId) {
        let call = self.call(a.call);
        let is_customer_there = call.legs.get(&0).is_some_and(|seen| *seen != LegSeen::Gone);
        let is_agent_there = matches!(call.legs.get(&b.number), Some(LegSeen::Answered | LegSeen::DialledBrowser));
        let before = call.connected.replace(b);
        let is_right = is_customer_there && is_agent_there && before.is_none() && a.number == 0;
        self.expect(is_right, || format!("{a} and {b} are joined, which cannot be: {before:?}"));
    }

    // ---- Facts

    fn fact(&mut self, fact: &Fact) {
        self.report.facts += 1;
        let is_in_order = fact.at_ms >= self.last_at;
        self.last_at = fact.at_ms;
        self.expect(is_in_order, || "a fact is older than the one before".to_owned());
        if let Some(call) = fact.body.call() {
            let is_ended = self.calls.get(&call).is_none_or(|call| call.is_ended);
            let is_late = matches!(fact.body, FactBody::RecordingEnded { .. });
            self.expect(!is_ended || is_late, || format!("{:?} after the call's end", fact.body));
        }
        match &fact.body {
            FactBody::CallStarted { .. } => self.report.calls += 1,
            FactBody::QueueEntered { call, queue, .. } => {
                let before = self.call(*call).queue.replace(queue.clone());
                self.expect(before.is_none(), || format!("call {call} enters {queue} and is in {before:?}"));
                self.report.queues.entry(queue.clone()).or_default().offered += 1;
            }
            FactBody::QueueLeft { call, queue, outcome, wait_ms } => self.left(*call, queue, outcome, *wait_ms),
            FactBody::OfferMade { call, leg, agent, queue, .. } => self.offered(*call, *leg, *agent, queue),
            FactBody::OfferEnded { call, leg, agent, outcome, .. } => {
                let offer = self.call(*call).offer.take();
                self.expect(offer == Some((*leg, *agent)), || format!("{:?} of no offer", fact.body));
                if *outcome != OfferOutcome::Answered {
                    self.busy.remove(agent);
                    let is_gone = self.call(*call).legs.get(&leg.number) == Some(&LegSeen::Gone);
                    self.expect(is_gone, || format!("leg {leg} still rings after its offer"));
                }
            }
            FactBody::CallBridged { call, agent, .. } => {
                self.report.talks += 1;
                let is_free = agent.is_none_or(|agent| self.busy.get(&agent) == Some(call));
                self.expect(is_free, || format!("{:?}, but the agent is in another call", fact.body));
                let before = std::mem::replace(&mut self.call(*call).agent, *agent);
                self.expect(before.is_none(), || format!("call {call} is bridged twice"));
            }
            FactBody::HoldStarted { call, .. } | FactBody::HoldEnded { call, .. } => {
                let is_start = matches!(fact.body, FactBody::HoldStarted { .. });
                let was_held = std::mem::replace(&mut self.call(*call).is_held, is_start);
                self.expect(was_held != is_start, || format!("{:?} out of turn", fact.body));
            }
            FactBody::RecordingEnded { call, recording, .. } => {
                let seen = self.call(*call);
                seen.recording.remove(recording);
                let was_there = seen.recordings.remove(recording);
                let is_gone = seen.is_ended && seen.recordings.is_empty();
                self.expect(was_there, || format!("recording {recording} ends twice or was never"));
                if is_gone {
                    self.calls.remove(call);
                }
            }
            FactBody::CallEnded { call, .. } => self.ended(*call),
            FactBody::AgentStateChanged { agent, state, .. } => {
                let before = self.states.insert(*agent, state.clone()).unwrap_or(AgentState::Offline);
                self.expect(before != *state, || format!("agent {agent} changes from {before:?} to the same"));
                if let AgentState::Ringing { call, .. } | AgentState::Talking { call } = state {
                    let is_there = self.busy.get(agent) == Some(call);
                    self.expect(is_there, || format!("agent {agent} is {state:?} without that call"));
                }
            }
            _ => {}
        }
    }

    fn left(&mut self, call: CallId, queue: &QueueId, outcome: &QueueOutcome, wait_ms: Millis) {
        let before = self.call(call).queue.take();
        self.expect(before.as_ref() == Some(queue), || format!("call {call} leaves {queue} and was in {before:?}"));
        let is_offered = self.call(call).offer.is_some();
        self.expect(!is_offered, || format!("call {call} leaves {queue} while an agent rings"));
        let tally = self.report.queues.entry(queue.clone()).or_default();
        match outcome {
            QueueOutcome::Answered => {
                tally.answered += 1;
                tally.wait_ms += wait_ms;
            }
            QueueOutcome::Abandoned => tally.abandoned += 1,
            QueueOutcome::Overflowed => tally.overflowed += 1,
        }
    }

    fn offered(&mut self, call: CallId, leg: LegId, agent: PersonId, queue: &QueueId) {
        self.report.offers += 1;
        let seen = self.call(call);
        let is_waiting = seen.queue.as_ref() == Some(queue);
        let before = seen.offer.replace((leg, agent));
        let other = self.busy.insert(agent, call);
        self.expect(is_waiting && before.is_none(), || format!("call {call} is offered twice or does not wait"));
        self.expect(other.is_none(), || format!("agent {agent} gets {call} while in {other:?}"));
    }

    fn ended(&mut self, call: CallId) {
        let seen = self.call(call);
        let is_clean = seen.queue.is_none() && seen.offer.is_none() && !seen.is_held && seen.recording.is_empty();
        let are_legs_gone = seen.legs.values().all(|leg| *leg == LegSeen::Gone);
        let text = format!("legs {:?}, queue {:?}, offer {:?}", seen.legs, seen.queue, seen.offer);
        seen.is_ended = true;
        let is_gone = seen.recordings.is_empty();
        let agent = seen.agent;
        self.expect(is_clean && are_legs_gone, || format!("call {call} ends with {text}"));
        if let Some(agent) = agent {
            self.busy.remove(&agent);
        }
        if is_gone {
            self.calls.remove(&call);
        }
    }
}

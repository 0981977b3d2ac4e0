//! The calls of past days once more, under other rules: what would have become of them.
//!
//! The production exchange routes; callers and agents do what they did. Callers press the same keys one after the
//! other when a menu asks, wait as long as they waited at most, and talk as long as they talked; agents are ready when
//! they were, and answer after [`ANSWERED_AFTER`]. How long prompts last is not known here: each takes [`PROMPT`].
//! So figures of two replays can be compared with each other, not with what the wallboard showed. Start reading at
//! [`replay`].

use super::report::QueueTally;
use crate::exchange::Exchange;
use crate::exchange::port::{DialTo, Input, LegEnd, Output};
use model::{
    Act, AwayReason, CallId, Command, FactBody, LegId, Millis, Node, NodeId, PersonId, PhoneNumber, QueueId,
    QueueOutcome, Routing,
};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use uuid::Uuid;

const PROMPT: Millis = Millis::from_secs(3);
const KEY_AFTER: Millis = Millis::from_secs(1);
const ANSWERED_AFTER: Millis = Millis::from_secs(4);
/// Of a call that nobody answered then and somebody answers now.
const TALK_UNKNOWN: Millis = Millis::from_secs(180);
/// A caller who was answered then has this patience at least: nobody knows how long they would have waited.
const PATIENCE_MIN: Millis = Millis::from_secs(120);
/// An agent at the end of the shift finishes the call first; asked again after this.
const LEAVE_AGAIN_AFTER: Millis = Millis::from_secs(30);
/// Steps of one replay: 20,000 calls of 200 steps.
const STEPS_MAX: u64 = 4_000_000;

/// A call as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCall {
    pub call: CallId,
    pub at: Millis,
    pub to: String,
    pub trunk: Arc<str>,
    /// Keys in the order in which they were pressed.
    pub keys: Vec<char>,
    /// How long the caller waited before giving up; `None`: was answered.
    pub gave_up_after: Option<Millis>,
    pub talk: Millis,
}

/// An agent who took calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastShift {
    pub agent: PersonId,
    pub from: Millis,
    pub until: Millis,
}

/// What became of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// The first queue it entered.
    pub queue: Option<QueueId>,
    pub is_answered: bool,
    /// In all queues together.
    pub wait: Millis,
    /// Entered a queue when nobody was at work for it.
    pub found_nobody: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    pub fates: BTreeMap<CallId, Fate>,
    pub queues: BTreeMap<QueueId, QueueTally>,
    /// Not all calls were played: there was too much of it.
    pub is_cut: bool,
}

/// Plays `calls` under `routing`. `routing.agents` tells who serves which queue.
pub fn replay(routing: &Routing, calls: &[PastCall], shifts: &[PastShift]) -> Replay {
    let Some(start) = calls.iter().map(|call| call.at).chain(shifts.iter().map(|shift| shift.from)).min() else {
        return Replay::default();
    };
    let mut stage = Stage::new(routing, calls, start - Millis::from_secs(60));
    for call in calls {
        stage.plan(call.at, Plan::Call(call.call));
    }
    for shift in shifts {
        stage.plan(shift.from, Plan::Begin(shift.agent));
        stage.plan(shift.until, Plan::Leave(shift.agent));
    }
    stage.run();
    stage.found
}

enum Plan {
    Call(CallId),
    Begin(PersonId),
    Leave(PersonId),
    Answer(PersonId, CallId),
    /// Hangs up if nobody has answered by then.
    GiveUp(CallId),
    Input(Input),
}

/// What of a caller is still to come.
struct Caller<'a> {
    past: &'a PastCall,
    keys: VecDeque<char>,
    flow: Option<Arc<str>>,
    node: Option<NodeId>,
    waits_since: Option<Millis>,
    is_talking: bool,
}

struct Stage<'a> {
    routing: &'a Routing,
    past: HashMap<CallId, &'a PastCall>,
    exchange: Exchange,
    callers: HashMap<CallId, Caller<'a>>,
    /// Who is at work.
    present: HashMap<PersonId, ()>,
    plans: BTreeMap<(Millis, u64), Plan>,
    planned: u64,
    now: Millis,
    found: Replay,
}

impl<'a> Stage<'a> {
    fn new(routing: &'a Routing, calls: &'a [PastCall], start: Millis) -> Self {
        let mut next = 0_u128;
        let ids = move |_| {
            next += 1;
            Uuid::from_u128(0x9e << 64 | next)
        };
        let mut stage = Self {
            routing,
            past: calls.iter().map(|call| (call.call, call)).collect(),
            exchange: Exchange::new(Arc::new(routing.clone()), Box::new(ids), start),
            callers: HashMap::new(),
            present: HashMap::new(),
            plans: BTreeMap::new(),
            planned: 0,
            now: start,
            found: Replay::default(),
        };
        for phone in routing.agents.iter().filter_map(|agent| agent.phone.clone()) {
            let expires_ms = Millis(i64::MAX / 4);
            stage.step(Input::PhoneReachable { phone, is_reachable: true, expires_ms });
        }
        let machines = routing.agents.iter().filter(|agent| agent.is_always_ready && agent.may_take_calls);
        stage.present = machines.map(|agent| (agent.person, ())).collect();
        stage
    }

    fn plan(&mut self, at: Millis, plan: Plan) {
        self.planned += 1;
        self.plans.insert((at.max(self.now), self.planned), plan);
    }

    fn run(&mut self) {
        for _ in 0..STEPS_MAX {
            let plan = self.plans.first_key_value().map(|((at, _), _)| *at);
            match (plan, self.exchange.next_deadline()) {
                (Some(at), deadline) if deadline.is_none_or(|deadline| at < deadline) => {
                    self.now = at.max(self.now);
                    let (_, plan) = self.plans.pop_first().expect("it was seen");
                    self.carry_out(plan);
                }
                (_, Some(deadline)) if self.callers.is_empty() && plan.is_none() => {
                    let _ = deadline;
                    return;
                }
                (_, Some(deadline)) => {
                    self.now = deadline.max(self.now);
                    self.step(Input::Tick);
                }
                (_, None) => return,
            }
        }
        self.found.is_cut = true;
    }

    fn carry_out(&mut self, plan: Plan) {
        match plan {
            Plan::Call(call) => self.begin_call(call),
            Plan::Begin(agent) => {
                self.step(Input::BrowserPhone { agent, is_connected: true });
                self.act(agent, Act::SignIn);
                if self.act(agent, Act::GoReady) {
                    self.present.insert(agent, ());
                }
            }
            Plan::Leave(agent) => {
                self.present.remove(&agent);
                let is_known = self.exchange.agent_state(agent).is_some();
                if is_known && !self.act(agent, Act::GoAway { reason: AwayReason::Break }) {
                    self.plan(self.now + LEAVE_AGAIN_AFTER, Plan::Leave(agent));
                }
            }
            Plan::Answer(agent, call) => drop(self.act(agent, Act::Answer { call })),
            Plan::GiveUp(call) => {
                if self.callers.get(&call).is_some_and(|caller| !caller.is_talking) {
                    self.step(Input::LegEnded { leg: LegId::customer(call), end: LegEnd::HungUp });
                }
            }
            Plan::Input(input) => self.step(input),
        }
    }

    fn begin_call(&mut self, call: CallId) {
        let Some(&past) = self.past.get(&call) else { return };
        let keys = past.keys.iter().copied().collect();
        let caller = Caller { past, keys, flow: None, node: None, waits_since: None, is_talking: false };
        self.callers.insert(call, caller);
        self.found.fates.insert(call, Fate::default());
        let from = PhoneNumber::from_wire("13800000000");
        self.step(Input::Incoming { call, from, to: past.to.clone(), trunk: Arc::clone(&past.trunk) });
    }

    fn act(&mut self, by: PersonId, act: Act) -> bool {
        let mut out = Vec::new();
        let command = Command { by, reasons: Vec::new(), act };
        let is_done = self.exchange.handle(self.now, Input::Command(command), &mut out).is_ok();
        out.into_iter().for_each(|output| self.react(output));
        is_done
    }

    fn step(&mut self, input: Input) {
        let mut out = Vec::new();
        // What is refused changed nothing, and there is nobody to tell.
        let _ = self.exchange.handle(self.now, input, &mut out);
        out.into_iter().for_each(|output| self.react(output));
    }

    fn react(&mut self, output: Output) {
        match output {
            Output::Play { leg, play, is_looped: false, .. } => {
                self.plan(self.now + PROMPT, Plan::Input(Input::PlayEnded { leg, play }));
                if let Some(digit) = self.next_key(leg.call) {
                    self.plan(self.now + KEY_AFTER, Plan::Input(Input::Digit { leg, digit }));
                }
            }
            Output::Dial { leg, to, .. } => match to {
                DialTo::Browser(agent) => self.plan(self.now + ANSWERED_AFTER, Plan::Answer(agent, leg.call)),
                DialTo::Phone(_) | DialTo::Trunk { .. } => {
                    self.plan(self.now + ANSWERED_AFTER, Plan::Input(Input::LegAnswered { leg }));
                }
            },
            Output::Connect { b, .. } => {
                if let Some(caller) = self.callers.get_mut(&b.call) {
                    caller.is_talking = true;
                    let talk = if caller.past.talk > Millis::ZERO { caller.past.talk } else { TALK_UNKNOWN };
                    let ended = Input::LegEnded { leg: LegId::customer(b.call), end: LegEnd::HungUp };
                    self.plan(self.now + talk, Plan::Input(ended));
                }
            }
            Output::StopRecording { call, recording } => {
                let ended = Input::RecordingEnded { call, recording, duration_ms: Millis(1), bytes: 1 };
                self.plan(self.now, Plan::Input(ended));
            }
            Output::Fact(fact) => self.note(&fact.body),
            _ => {}
        }
    }

    /// The next key of a caller whom a menu or a question for digits asks.
    fn next_key(&mut self, call: CallId) -> Option<char> {
        let caller = self.callers.get_mut(&call)?;
        let flow = self.routing.flows.iter().find(|flow| Some(&flow.key) == caller.flow.as_ref())?;
        match flow.nodes.get(caller.node.as_ref()?)? {
            Node::Menu { .. } | Node::Collect { .. } => caller.keys.pop_front(),
            _ => None,
        }
    }

    fn note(&mut self, body: &FactBody) {
        match body {
            FactBody::IvrEntered { call, flow, node, .. } => {
                if let Some(caller) = self.callers.get_mut(call) {
                    (caller.flow, caller.node) = (Some(flow.clone()), Some(node.clone()));
                }
            }
            FactBody::QueueEntered { call, queue, .. } => self.enters(*call, queue),
            FactBody::QueueLeft { call, queue, outcome, wait_ms } => {
                let tally = self.found.queues.entry(queue.clone()).or_default();
                match outcome {
                    QueueOutcome::Answered => {
                        (tally.answered, tally.wait_ms) = (tally.answered + 1, tally.wait_ms + *wait_ms)
                    }
                    QueueOutcome::Abandoned => tally.abandoned += 1,
                    _ => tally.overflowed += 1,
                }
                if let Some(fate) = self.found.fates.get_mut(call) {
                    fate.wait += *wait_ms;
                    fate.is_answered |= *outcome == QueueOutcome::Answered;
                }
            }
            FactBody::CallEnded { call, .. } => drop(self.callers.remove(call)),
            _ => {}
        }
    }

    fn enters(&mut self, call: CallId, queue: &QueueId) {
        self.found.queues.entry(queue.clone()).or_default().offered += 1;
        let serving = self.routing.agents.iter().filter(|agent| agent.queues.contains(queue));
        let is_served = serving.into_iter().any(|agent| self.present.contains_key(&agent.person));
        if let Some(fate) = self.found.fates.get_mut(&call) {
            fate.queue.get_or_insert_with(|| queue.clone());
            fate.found_nobody |= !is_served;
        }
        let Some(caller) = self.callers.get_mut(&call) else { return };
        if caller.waits_since.is_none() {
            caller.waits_since = Some(self.now);
            let patience = caller.past.gave_up_after.unwrap_or(PATIENCE_MIN.max(caller.past.talk));
            self.plan(self.now + patience, Plan::GiveUp(call));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Dice;

    fn calls(number: u128) -> Vec<PastCall> {
        let one = |number: u128| PastCall {
            call: CallId(Uuid::from_u128(number + 1)),
            at: Millis(1_795_395_300_000 + number as i64 * 20_000),
            to: "7001".into(),
            trunk: super::super::centre::TRUNK.into(),
            keys: Vec::new(),
            gave_up_after: number.is_multiple_of(5).then_some(Millis::from_secs(30)),
            talk: Millis::from_secs(60),
        };
        (0..number).map(one).collect()
    }

    fn rules() -> Routing {
        let mut rules = super::super::centre::centre(&mut Dice::new(3));
        for queue in &mut rules.queues {
            (queue.skills, queue.overflow_after, queue.waiting_max) = (Vec::new(), None, 50);
            (queue.wrap_up, queue.ring) = (Millis::from_secs(5), Millis::from_secs(20));
        }
        rules
    }

    #[test]
    fn the_same_calls_under_the_same_rules_fare_the_same() {
        let (rules, calls) = (rules(), calls(200));
        let first = replay(&rules, &calls, &[]);
        assert_eq!(first, replay(&rules, &calls, &[]));
        assert_eq!(first.fates.len(), 200);
        let tally = first.queues[&QueueId::from("presale")];
        assert_eq!(tally.offered, tally.answered + tally.abandoned + tally.overflowed, "{tally:?}");
        assert!(tally.answered > 0, "{tally:?}");
    }

    #[test]
    fn without_agents_everybody_finds_nobody() {
        let (mut rules, calls) = (rules(), calls(20));
        rules.agents.clear();
        let played = replay(&rules, &calls, &[]);
        assert!(played.fates.values().all(|fate| fate.found_nobody && !fate.is_answered));
        assert!(!played.is_cut);
    }

    #[test]
    fn a_shift_makes_somebody_present() {
        let (mut rules, calls) = (rules(), calls(20));
        let mut agent = rules.agents[0].clone();
        (agent.queues, agent.phone, agent.is_always_ready) = (vec!["presale".into()], None, false);
        (agent.may_take_calls, agent.skills) = (true, Vec::new());
        rules.agents = vec![agent.clone()];
        let (from, until) = (calls[0].at - Millis::from_secs(10), calls[19].at + Millis::from_secs(600));
        let played = replay(&rules, &calls, &[PastShift { agent: agent.person, from, until }]);
        assert!(played.fates.values().all(|fate| !fate.found_nobody));
        assert!(played.queues[&QueueId::from("presale")].answered > 0, "{played:?}");
    }
}

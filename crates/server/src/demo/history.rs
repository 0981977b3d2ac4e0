//! The demo's past: the calls of the days before its first start, fact by fact as the exchange would have written them.
//!
//! From a seed and `rulebook/demo/history.yaml`; every fact's actor is `Demo`. Pure but for the sound files: agents have
//! shifts, each is in one call at a time, and what they did between calls is there too. Start reading at [`make`].

use super::voices::{self, Voices};
use model::{
    Actor, AgentState, AwayReason, CallCause, CallId, Fact, FactBody, LegId, Millis, Node, OfferOutcome, PersonId,
    PhoneNumber, QueueId, QueueOutcome, RecordingId, Route,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rulebook::{DemoCentre, Disposition, History, Rulebook, SpanRange};
use std::path::Path;
use std::sync::Arc;
use uuid::Builder;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// An offer in so many is missed.
const MISSED_ONE_IN: u32 = 30;
/// A conversation in so many has a hold.
const HELD_ONE_IN: u32 = 8;
/// Calls of the last hours that can be listened to.
const RECORDED_CALLS: usize = 14;
/// Shifts in local minutes of the day: those with odd numbers come early, the others late.
const SHIFTS: [(i64, i64); 2] = [(7 * 60 + 30, 16 * 60), (12 * 60 + 30, 21 * 60 + 30)];

/// What the generator needs to know.
pub struct Past<'a> {
    pub book: &'a Rulebook,
    pub demo: &'a DemoCentre,
    /// Who can have taken calls, in a fixed order.
    pub agents: Vec<(PersonId, Vec<QueueId>)>,
    pub until: Millis,
    pub seed: u64,
    /// Where sound files go; `None`: no recordings.
    pub recordings: Option<&'a Path>,
    pub voices: Voices,
}

struct Agent {
    person: PersonId,
    queues: Vec<QueueId>,
    shift: (i64, i64),
    free_at: i64,
}

struct Maker<'a> {
    past: &'a Past<'a>,
    dice: StdRng,
    facts: Vec<Fact>,
    agents: Vec<Agent>,
    /// Calls from here on may be listened to.
    recorded_from: i64,
    recorded: usize,
}

/// Facts in the order of their times.
pub fn make(past: &Past<'_>) -> std::io::Result<Vec<Fact>> {
    let agents = past.agents.iter().enumerate().map(|(number, (person, queues))| Agent {
        person: *person,
        queues: queues.clone(),
        shift: SHIFTS[number % SHIFTS.len()],
        free_at: 0,
    });
    let mut maker = Maker {
        dice: StdRng::seed_from_u64(past.seed),
        facts: Vec::new(),
        agents: agents.collect(),
        recorded_from: past.until.0 - 30 * HOUR,
        recorded: 0,
        past,
    };
    let offset = i64::from(past.book.centre.utc_offset_minutes) * MINUTE;
    let today = (past.until.0 + offset).div_euclid(DAY);
    for day in today - i64::from(past.demo.history.days) + 1..=today {
        maker.day(day * DAY - offset, (day + 3).rem_euclid(7))?;
    }
    let mut facts = maker.facts;
    // What would have gone on when the demo began is left out, whole call by whole call.
    let cut: std::collections::HashSet<CallId> =
        facts.iter().filter(|fact| fact.at_ms >= past.until).filter_map(|fact| fact.body.call()).collect();
    facts.retain(|fact| fact.at_ms < past.until && call_of(&fact.body).is_none_or(|call| !cut.contains(&call)));
    facts.sort_by_key(|fact| fact.at_ms);
    sign_out_all(&mut facts, past.until);
    Ok(facts)
}

/// The call that a fact is about, also where it is an agent's state.
fn call_of(body: &FactBody) -> Option<CallId> {
    match body {
        FactBody::AgentStateChanged {
            state: AgentState::Ringing { call, .. } | AgentState::Talking { call } | AgentState::WrapUp { call, .. },
            ..
        } => Some(*call),
        other => other.call(),
    }
}

/// Nobody is at a desk when the demo begins.
fn sign_out_all(facts: &mut Vec<Fact>, until: Millis) {
    let mut last = std::collections::BTreeMap::new();
    for fact in facts.iter() {
        if let FactBody::AgentStateChanged { agent, state, .. } = &fact.body {
            last.insert(*agent, state.clone());
        }
    }
    for (agent, state) in last {
        if state != AgentState::Offline {
            let body = FactBody::AgentStateChanged { agent, state: AgentState::Offline, cause: None };
            facts.push(Fact { seq: 0, at_ms: until, actor: Actor::Demo, reasons: Vec::new(), body });
        }
    }
}

impl Maker<'_> {
    fn plan(&self) -> &History {
        &self.past.demo.history
    }

    fn day(&mut self, midnight: i64, weekday: i64) -> std::io::Result<()> {
        let is_rest_day = weekday >= 5;
        for number in 0..self.agents.len() {
            // On rest days every third agent works.
            if is_rest_day && number % 3 != 0 {
                self.agents[number].free_at = i64::MAX;
                continue;
            }
            let (from, until) = self.agents[number].shift;
            let begin = midnight + from * MINUTE + self.between(0, 4 * MINUTE);
            self.state(begin, number, AgentState::Away { reason: AwayReason::SignedIn });
            self.state(begin + 30_000, number, AgentState::Ready);
            self.agents[number].free_at = begin + 30_000;
            // Written now, sorted later; calls keep clear of the end of the shift.
            self.state(midnight + until * MINUTE, number, AgentState::Offline);
        }
        let count = if is_rest_day { self.plan().calls_per_rest_day } else { self.plan().calls_per_workday };
        let mut begins: Vec<i64> = (0..count).map(|_| midnight + self.time_of_day()).collect();
        begins.sort_unstable();
        for at in begins.into_iter().filter(|at| *at < self.past.until.0) {
            self.call(at, midnight)?;
        }
        Ok(())
    }

    fn time_of_day(&mut self) -> i64 {
        let hours = self.plan().hours;
        let mut left = self.dice.random_range(0..hours.iter().sum::<u32>().max(1));
        let hour = hours.iter().position(|weight| {
            let is_it = left < *weight;
            left = left.saturating_sub(*weight);
            is_it
        });
        hour.unwrap_or(9) as i64 * HOUR + self.between(0, HOUR)
    }

    fn call(&mut self, at: i64, midnight: i64) -> std::io::Result<()> {
        let call = CallId(self.id(at));
        let queue = self.queue();
        let customers = &self.past.demo.customers;
        let ends = match customers.len() {
            known if known > 0 && self.dice.random_bool(0.5) => {
                customers[self.dice.random_range(0..known)].ends.clone()
            }
            _ => format!("{:04}", self.dice.random_range(0..10_000)),
        };
        let from = format!("{}{ends}", self.past.demo.callers.number_prefix);
        let number = &self.past.demo.callers.number;
        let trunk = self.past.book.trunks.first().map_or("demo".into(), |trunk| Arc::clone(&trunk.key));
        let started = FactBody::CallStarted { call, from: PhoneNumber::from_wire(&from), to: number.clone(), trunk };
        self.fact(at, started);
        let Some((flow, nodes, menu, key)) = way_to(self.past.book, number, &queue) else { return Ok(()) };
        for node in nodes {
            self.fact(at, FactBody::IvrEntered { call, flow: Arc::clone(&flow), node });
        }
        if self.percent(self.plan().gone_in_menu_percent) {
            let gone = at + self.between(2_000, 12_000);
            self.end(gone, call, CallCause::CustomerHungUp, 0, 0);
            return Ok(());
        }
        let pressed = at + self.between(3_000, 11_000);
        self.fact(pressed, FactBody::KeyPressed { call, node: menu, key });
        self.fact(pressed, FactBody::IvrEntered { call, flow, node: self.node_of(&queue) });
        let priority = self.past.book.queues.iter().find(|known| known.id == queue).map_or(0, |known| known.priority);
        self.fact(pressed, FactBody::QueueEntered { call, queue: queue.clone(), priority, skills: Vec::new() });
        let wait = if self.percent(self.plan().answered_at_once_percent) { 0 } else { self.span(self.plan().wait) };
        match self.agent_for(&queue, pressed + wait, midnight) {
            Some((agent, offered)) if !self.percent(self.plan().abandoned_percent) => {
                self.served(call, &queue, agent, pressed, offered)
            }
            _ => {
                let gone = pressed + self.span(self.plan().patience);
                let wait_ms = Millis(gone - pressed);
                let outcome = QueueOutcome::Abandoned;
                self.fact(gone, FactBody::QueueLeft { call, queue, outcome, wait_ms });
                self.end(gone, call, CallCause::CustomerHungUp, 0, 0);
                Ok(())
            }
        }
    }

    /// An answered call, from its offer to the end of its wrap-up.
    fn served(
        &mut self,
        call: CallId,
        queue: &QueueId,
        agent: usize,
        entered: i64,
        offered: i64,
    ) -> std::io::Result<()> {
        let person = self.agents[agent].person;
        let (ring, wrap_up) = self
            .past
            .book
            .queues
            .iter()
            .find(|known| known.id == *queue)
            .map_or((15_000, 30_000), |known| (known.ring.0, known.wrap_up.0));
        let (mut offered, mut leg) = (offered, LegId { call, number: 1 });
        if self.one_in(MISSED_ONE_IN) {
            // The first agent's phone rang to the end; the caller kept their place, the same agent came back to it.
            self.offer(offered, call, leg, person, queue, entered, ring);
            let missed = offered + ring;
            self.offer_ended(missed, call, leg, person, OfferOutcome::Missed, ring);
            self.away(missed, agent, AwayReason::MissedOffer);
            offered = missed + self.between(4_000, 15_000);
            self.state(offered - 1_000, agent, AgentState::Ready);
            leg.number = 2;
        }
        let answered = offered + self.between(1_200, 6_000).min(ring - 1_000);
        self.offer(offered, call, leg, person, queue, entered, ring);
        self.offer_ended(answered, call, leg, person, OfferOutcome::Answered, answered - offered);
        let wait_ms = Millis(answered - entered);
        self.fact(
            answered,
            FactBody::QueueLeft { call, queue: queue.clone(), outcome: QueueOutcome::Answered, wait_ms },
        );
        self.fact(answered, FactBody::CallBridged { call, leg, agent: Some(person) });
        self.state(answered, agent, AgentState::Talking { call });
        let sound = self.sound(answered);
        let talk = sound.as_ref().map_or_else(|| self.span(self.plan().talk), |sound| voices::duration_ms(sound));
        let ended = answered + talk;
        if let Some(sound) = sound {
            self.record(answered, ended, call, &sound)?;
        }
        let held = if talk > 90_000 && self.one_in(HELD_ONE_IN) { self.between(8_000, 40_000) } else { 0 };
        if held > 0 {
            let from = answered + talk / 3;
            self.fact(from, FactBody::HoldStarted { call, by: model::fact::HoldBy::Agent });
            self.fact(from + held, FactBody::HoldEnded { call, held_ms: Millis(held) });
        }
        let cause = if self.one_in(4) { CallCause::AgentHungUp } else { CallCause::CustomerHungUp };
        self.end(ended, call, cause, talk - held, held);
        self.state(ended, agent, AgentState::WrapUp { call, until: Millis(ended + wrap_up) });
        let wrapped = ended + self.between(wrap_up / 3, wrap_up.max(3));
        if self.percent(self.plan().disposition_percent)
            && let Some(code) = self.disposition(queue)
        {
            let body = FactBody::DispositionSet { call, agent: person, code, note: String::new() };
            self.fact(wrapped - 500, body);
        }
        self.state(wrapped, agent, AgentState::Ready);
        self.agents[agent].free_at = wrapped;
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "one for each field of the fact, and the ring's length")]
    fn offer(&mut self, at: i64, call: CallId, leg: LegId, agent: PersonId, queue: &QueueId, entered: i64, ring: i64) {
        let number = self.agents.iter().position(|known| known.person == agent).expect("an agent of ours");
        self.fact(at, FactBody::OfferMade { call, leg, agent, queue: queue.clone(), wait_ms: Millis(at - entered) });
        self.state(at, number, AgentState::Ringing { call, until: Millis(at + ring) });
    }

    fn offer_ended(&mut self, at: i64, call: CallId, leg: LegId, agent: PersonId, outcome: OfferOutcome, ring: i64) {
        self.fact(at, FactBody::OfferEnded { call, leg, agent, outcome, ring_ms: Millis(ring) });
    }

    fn end(&mut self, at: i64, call: CallId, cause: CallCause, talk: i64, hold: i64) {
        // The greeting answers the line, so every call that is here was answered by the exchange.
        let (talk_ms, hold_ms) = (Millis(talk), Millis(hold));
        self.fact(at, FactBody::CallEnded { call, cause, status: 200, talk_ms, hold_ms });
    }

    /// Sound for one of the latest conversations.
    fn sound(&mut self, answered: i64) -> Option<Vec<u8>> {
        let is_wanted = self.past.recordings.is_some()
            && !self.past.voices.is_silent()
            && answered >= self.recorded_from
            && self.recorded < RECORDED_CALLS
            && self.one_in(4);
        is_wanted.then(|| {
            self.recorded += 1;
            self.past.voices.conversation(self.recorded)
        })
    }

    fn record(&mut self, from: i64, until: i64, call: CallId, sound: &[u8]) -> std::io::Result<()> {
        let Some(folder) = self.past.recordings else { return Ok(()) };
        let recording = RecordingId(self.id(from));
        let bytes = voices::write(&folder.join(format!("{recording}.wav")), sound)?;
        self.fact(from, FactBody::RecordingStarted { call, recording });
        let duration_ms = Millis(until - from);
        self.fact(until, FactBody::RecordingEnded { call, recording, duration_ms, bytes });
        Ok(())
    }

    /// Who is free first from `at` on, within the shift, and when.
    fn agent_for(&self, queue: &QueueId, at: i64, midnight: i64) -> Option<(usize, i64)> {
        let fits = |agent: &Agent| {
            let (from, until) = agent.shift;
            // The longest call and its wrap-up fit before the end of the shift.
            let is_on_shift = at >= midnight + from * MINUTE && at < midnight + (until - 15) * MINUTE;
            is_on_shift && agent.free_at < at + 3 * MINUTE && agent.queues.contains(queue)
        };
        let free = self.agents.iter().enumerate().filter(|(_, agent)| fits(agent));
        free.map(|(number, agent)| (number, agent.free_at.max(at) + 300, agent.free_at))
            .min_by_key(|(_, begin, idle_since)| (*begin, *idle_since))
            .map(|(number, begin, _)| (number, begin))
    }

    fn queue(&mut self) -> QueueId {
        let shares = &self.past.demo.history.queues;
        let mut left = self.dice.random_range(0..shares.iter().map(|share| share.weight).sum::<u32>().max(1));
        for share in shares {
            if left < share.weight {
                return share.queue.clone();
            }
            left -= share.weight;
        }
        self.past.book.queues[0].id.clone()
    }

    fn node_of(&self, queue: &QueueId) -> Arc<str> {
        let nodes = self.past.book.flows.iter().flat_map(|flow| &flow.nodes);
        let found = nodes.into_iter().find(|(_, node)| matches!(node, Node::Queue { queue: to, .. } if to == queue));
        found.map_or_else(|| Arc::clone(&queue.0), |(key, _)| Arc::clone(key))
    }

    fn disposition(&mut self, queue: &QueueId) -> Option<String> {
        let of = self.past.book.dispositions.iter().find(|of| of.queue == *queue)?;
        let leaves: Vec<&Disposition> = of
            .items
            .iter()
            .flat_map(|item| if item.items.is_empty() { std::slice::from_ref(item) } else { &item.items })
            .collect();
        if leaves.is_empty() {
            return None;
        }
        // The first ones are the common ones.
        let pick = self.dice.random_range(0..leaves.len()).min(self.dice.random_range(0..leaves.len()));
        Some(leaves[pick].code.clone())
    }

    fn away(&mut self, at: i64, agent: usize, reason: AwayReason) {
        let (agent, state) = (self.agents[agent].person, AgentState::Away { reason: reason.clone() });
        self.fact(at, FactBody::AgentStateChanged { agent, state, cause: Some(reason) });
    }

    fn state(&mut self, at: i64, agent: usize, state: AgentState) {
        let agent = self.agents[agent].person;
        self.fact(at, FactBody::AgentStateChanged { agent, state, cause: None });
    }

    fn fact(&mut self, at: i64, body: FactBody) {
        self.facts.push(Fact { seq: 0, at_ms: Millis(at), actor: Actor::Demo, reasons: Vec::new(), body });
    }

    fn id(&mut self, at: i64) -> uuid::Uuid {
        Builder::from_unix_timestamp_millis(at.unsigned_abs(), &self.dice.random()).into_uuid()
    }

    fn span(&mut self, span: SpanRange) -> i64 {
        self.between(span.from.0, span.to.0.max(span.from.0 + 1))
    }

    fn between(&mut self, from: i64, until: i64) -> i64 {
        self.dice.random_range(from..until.max(from + 1))
    }

    fn percent(&mut self, chance: u32) -> bool {
        self.dice.random_range(0..100) < chance
    }

    fn one_in(&mut self, count: u32) -> bool {
        self.dice.random_range(0..count) == 0
    }
}

/// Flow, nodes on the way, the menu and the key that lead from a number to a queue.
type Way = (Arc<str>, Vec<Arc<str>>, Arc<str>, char);

fn way_to(book: &Rulebook, number: &str, queue: &QueueId) -> Option<Way> {
    let inbound = book.inbound.iter().find(|inbound| &*inbound.number == number)?;
    let Route::Flow(key) = &inbound.route;
    let flow = book.flows.iter().find(|flow| flow.key == *key)?;
    let (mut at, mut nodes) = (Arc::clone(&flow.start), Vec::new());
    // A flow is a graph; a way longer than its nodes goes round in circles.
    for _ in 0..flow.nodes.len() {
        nodes.push(Arc::clone(&at));
        match flow.nodes.get(&at)? {
            Node::Play { next, .. } => at = Arc::clone(next),
            Node::Hours { open, .. } => at = Arc::clone(open),
            Node::Menu { keys, .. } => {
                let leads = |target: &Arc<str>| matches!(flow.nodes.get(target), Some(Node::Queue { queue: to, .. }) if to == queue);
                let (key, _) = keys.iter().find(|(_, target)| leads(target))?;
                return Some((Arc::clone(&flow.key), nodes, at, *key));
            }
            Node::Collect { .. } | Node::Queue { .. } | Node::Dial { .. } | Node::TransferTo { .. } | Node::HangUp => {
                return None;
            }
        }
    }
    None
}

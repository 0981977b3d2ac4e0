//! The one fold from facts to figures: by interval and queue, by interval and agent.
//!
//! A call counts in the interval in which it entered the queue, whenever it ends; an agent's time is cut at the
//! borders. Facts must come in the order of the journal, and from early enough to know who was in which state.

use crate::figures::{AgentFigures, Definition, QueueFigures};
use model::{AgentState, CallId, Fact, FactBody, Millis, OfferOutcome, PersonId, QueueId, QueueOutcome};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub const DAY: Millis = Millis::from_secs(86_400);

/// How time is cut into intervals: each `width` long, one of them beginning at local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buckets {
    pub width: Millis,
    pub utc_offset_minutes: i32,
}

impl Buckets {
    pub fn days(utc_offset_minutes: i32) -> Self {
        Self { width: DAY, utc_offset_minutes }
    }

    /// Beginning of the interval that `at` lies in.
    pub fn start_of(&self, at: Millis) -> Millis {
        let offset = i64::from(self.utc_offset_minutes) * 60_000;
        let width = self.width.0.max(1);
        Millis((at.0 + offset).div_euclid(width) * width - offset)
    }

    pub fn next(&self, start: Millis) -> Millis {
        start + Millis(self.width.0.max(1))
    }
}

/// What came out, by the beginning of the interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    pub queues: BTreeMap<QueueId, BTreeMap<Millis, QueueFigures>>,
    pub agents: BTreeMap<PersonId, BTreeMap<Millis, AgentFigures>>,
}

/// Figures of all facts up to `until`; the states that last then are counted up to then.
pub fn fold<'a>(
    definition: Arc<Definition>,
    buckets: Buckets,
    facts: impl IntoIterator<Item = &'a Fact>,
    until: Millis,
) -> Figures {
    let mut fold = Fold::new(definition, buckets);
    facts.into_iter().for_each(|fact| fold.apply(fact));
    fold.finish(until)
}

/// A fold on its way. Memory: one entry for each open call, agent, and (interval, queue or agent).
#[derive(Clone, Debug)]
pub struct Fold {
    definition: Arc<Definition>,
    buckets: Buckets,
    figures: Figures,
    calls: HashMap<CallId, CallTrace>,
    /// The call that each agent had last, for the wrap-up that comes after its end.
    last_served: HashMap<PersonId, (CallId, Served)>,
    doing: HashMap<PersonId, Doing>,
    last_at: Millis,
}

/// In which queue, and when the caller entered it.
type Served = Option<(QueueId, Millis)>;

#[derive(Clone, Debug, Default)]
struct CallTrace {
    waiting: Served,
    served: Served,
    agent: Option<PersonId>,
}

#[derive(Clone, Debug)]
struct Doing {
    what: State,
    since: Millis,
    served: Served,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Offline,
    Away,
    Ready,
    Ringing,
    Talking,
    WrapUp,
}

impl Fold {
    pub fn new(definition: Arc<Definition>, buckets: Buckets) -> Self {
        Self {
            definition,
            buckets,
            figures: Figures::default(),
            calls: HashMap::new(),
            last_served: HashMap::new(),
            doing: HashMap::new(),
            last_at: Millis(i64::MIN),
        }
    }

    pub fn buckets(&self) -> Buckets {
        self.buckets
    }

    pub fn apply(&mut self, fact: &Fact) {
        use FactBody::*;
        let at = fact.at_ms;
        match &fact.body {
            QueueEntered { call, queue, .. } => {
                self.calls.entry(*call).or_default().waiting = Some((queue.clone(), at));
                self.queue(queue, at).entered += 1;
            }
            QueueLeft { call, queue, outcome, wait_ms } => self.leave(at, *call, queue, outcome, *wait_ms),
            CallBridged { call, agent: Some(agent), .. } => {
                let trace = self.calls.entry(*call).or_default();
                trace.agent = Some(*agent);
                let served = trace.served.clone();
                self.last_served.insert(*agent, (*call, served));
                self.agent(*agent, at).calls += 1;
            }
            CallEnded { call, talk_ms, hold_ms, .. } => self.end(at, *call, *talk_ms, *hold_ms),
            OfferEnded { agent, outcome: OfferOutcome::Missed, .. } => self.agent(*agent, at).missed += 1,
            OfferEnded { agent, outcome: OfferOutcome::Declined, .. } => self.agent(*agent, at).declined += 1,
            AgentStateChanged { agent, state, .. } => self.change_state(at, *agent, state),
            // After a crash nobody knows more than the last fact before it.
            ServiceStarted { .. } => {
                self.stop_all(self.last_at.max(Millis::ZERO));
                self.calls.clear();
                self.last_served.clear();
            }
            ServiceStopped => self.stop_all(at),
            _ => {}
        }
        self.last_at = self.last_at.max(at);
    }

    /// The figures so far, with lasting states counted up to `until`.
    pub fn finish(mut self, until: Millis) -> Figures {
        self.stop_all(until);
        self.figures
    }

    /// One queue's figures in the interval that began at `start`.
    pub fn queue_at(&self, queue: &QueueId, start: Millis) -> QueueFigures {
        let found = self.figures.queues.get(queue).and_then(|by_start| by_start.get(&start));
        found.cloned().unwrap_or_else(|| self.no_figures())
    }

    pub fn agent_at(&self, agent: PersonId, start: Millis) -> AgentFigures {
        let found = self.figures.agents.get(&agent).and_then(|by_start| by_start.get(&start));
        found.cloned().unwrap_or_default()
    }

    /// Drops intervals that began before `start`.
    pub fn forget_before(&mut self, start: Millis) {
        self.figures.queues.values_mut().for_each(|by_start| by_start.retain(|at, _| *at >= start));
        self.figures.agents.values_mut().for_each(|by_start| by_start.retain(|at, _| *at >= start));
    }

    pub fn set_definition(&mut self, definition: Arc<Definition>) {
        self.definition = definition;
    }

    fn no_figures(&self) -> QueueFigures {
        QueueFigures { formula: self.definition.formula, ..QueueFigures::default() }
    }

    fn queue(&mut self, queue: &QueueId, at: Millis) -> &mut QueueFigures {
        let empty = self.no_figures();
        let start = self.buckets.start_of(at);
        self.figures.queues.entry(queue.clone()).or_default().entry(start).or_insert(empty)
    }

    fn agent(&mut self, agent: PersonId, at: Millis) -> &mut AgentFigures {
        let start = self.buckets.start_of(at);
        self.figures.agents.entry(agent).or_default().entry(start).or_default()
    }

    fn leave(&mut self, at: Millis, call: CallId, queue: &QueueId, outcome: &QueueOutcome, wait: Millis) {
        let (within, short) = (self.definition.within(queue), self.definition.short_abandon);
        let trace = self.calls.entry(call).or_default();
        // A journal that begins in the middle has no entry: then the wait tells when it was.
        let entered = trace.waiting.take().map_or(at - wait, |(_, entered)| entered);
        if *outcome == QueueOutcome::Answered {
            trace.served = Some((queue.clone(), entered));
            if let Some(agent) = trace.agent {
                let served = trace.served.clone();
                self.last_served.insert(agent, (call, served));
            }
        }
        let wait_ms = span(wait);
        let figures = self.queue(queue, entered);
        figures.wait_max_ms = figures.wait_max_ms.max(wait_ms);
        match outcome {
            QueueOutcome::Answered => {
                figures.answered += 1;
                figures.answered_within += u64::from(wait <= within);
                figures.wait_answered_ms += wait_ms;
            }
            QueueOutcome::Abandoned => {
                figures.abandoned += 1;
                figures.abandoned_within += u64::from(wait <= within);
                figures.abandoned_short += u64::from(wait < short);
                figures.wait_abandoned_ms += wait_ms;
            }
            QueueOutcome::Overflowed => figures.overflowed += 1,
        }
    }

    fn end(&mut self, at: Millis, call: CallId, talk: Millis, hold: Millis) {
        let Some(trace) = self.calls.remove(&call) else { return };
        if let Some((queue, entered)) = trace.served {
            let figures = self.queue(&queue, entered);
            figures.handled += 1;
            figures.talk_ms += span(talk);
            figures.hold_ms += span(hold);
        }
        if let Some(agent) = trace.agent {
            let figures = self.agent(agent, at);
            figures.talk_ms += span(talk);
            figures.hold_ms += span(hold);
        }
    }

    fn change_state(&mut self, at: Millis, agent: PersonId, state: &AgentState) {
        let (what, served) = match state {
            AgentState::Offline => (State::Offline, None),
            AgentState::Away { .. } => (State::Away, None),
            AgentState::Ready => (State::Ready, None),
            AgentState::Ringing { .. } => (State::Ringing, None),
            AgentState::Talking { .. } => (State::Talking, None),
            AgentState::WrapUp { call, .. } => {
                let last = self.last_served.get(&agent).filter(|(last, _)| last == call);
                (State::WrapUp, last.and_then(|(_, served)| served.clone()))
            }
        };
        if let Some(before) = self.doing.insert(agent, Doing { what, since: at, served }) {
            self.count_time(agent, before, at);
        }
    }

    fn stop_all(&mut self, at: Millis) {
        for (agent, doing) in std::mem::take(&mut self.doing) {
            self.count_time(agent, doing, at);
        }
    }

    /// Adds the time from `doing.since` until `until` to each interval that it touches.
    fn count_time(&mut self, agent: PersonId, doing: Doing, until: Millis) {
        if let (State::WrapUp, Some((queue, entered))) = (doing.what, &doing.served) {
            self.queue(queue, *entered).wrap_up_ms += span(until.since(doing.since));
        }
        if doing.what == State::Offline {
            return;
        }
        let mut from = doing.since;
        while from < until {
            let border = self.buckets.next(self.buckets.start_of(from)).min(until);
            let part = span(border.since(from));
            let figures = self.agent(agent, from);
            match doing.what {
                State::Offline => {}
                State::Away => figures.away_ms += part,
                State::Ready => figures.ready_ms += part,
                State::Ringing => figures.ringing_ms += part,
                State::Talking => figures.talking_ms += part,
                State::WrapUp => figures.wrap_up_ms += part,
            }
            from = border;
        }
    }
}

/// A span is never negative.
fn span(millis: Millis) -> u64 {
    millis.0.max(0).unsigned_abs()
}

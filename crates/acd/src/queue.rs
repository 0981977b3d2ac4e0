//! The callers' side: entering, leaving, overflowing, being told the place.

use crate::Acd;
use crate::acd::Alarm;
use crate::limits;
use crate::pairing::{AgentIndex, LineIndex, Turn, Way};
use crate::port::{Demand, Output};
use model::queue::Overflow;
use model::{CallId, FactBody, Millis, OfferOutcome, Queue, QueueId, QueueOutcome, Skill};
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Debug)]
pub(crate) struct QueueState {
    pub rules: Queue,
    /// All callers whose statistics count here, ringing ones too, in their turn.
    pub callers: BTreeMap<Turn, CallId>,
    /// Those of them to whom nobody rings.
    in_line: usize,
}

impl QueueState {
    pub fn new(rules: Queue) -> Self {
        Self { rules, callers: BTreeMap::new(), in_line: 0 }
    }

    /// Ringing callers do not count: they are about to leave.
    fn is_full(&self) -> bool {
        self.in_line >= self.rules.waiting_max as usize
    }
}

#[derive(Debug)]
pub(crate) struct Caller {
    pub demand: Demand,
    /// Where the caller is now; after an overflow not the one demanded.
    pub queue: QueueId,
    pub entered_at: Millis,
    /// Keeps the first entry's time through an overflow: who has waited longer is still before others.
    pub turn: Turn,
    pub line: LineIndex,
    pub is_in_line: bool,
    pub offered_to: Option<AgentIndex>,
    hops: u8,
    announce_at: Option<Millis>,
    overflow_at: Option<Millis>,
    alarm: Option<Millis>,
}

impl Acd {
    pub(crate) fn enqueue(&mut self, now: Millis, demand: Demand, out: &mut Vec<Output>) {
        debug_assert!(!self.callers.contains_key(&demand.call), "a call waits in one queue at a time");
        let (call, queue) = (demand.call, demand.queue.clone());
        let turn = (Reverse(0), now, self.take_turn());
        let caller = Caller {
            demand,
            queue: queue.clone(),
            entered_at: now,
            turn,
            line: 0,
            is_in_line: false,
            offered_to: None,
            hops: 0,
            announce_at: None,
            overflow_at: None,
            alarm: None,
        };
        if self.queues.contains_key(&queue) {
            self.enter_queue(now, caller, queue, out);
        } else {
            // Never in checked rules; a change of rules may take the queue away from a running flow.
            out.push(Output::Overflowed { call, prompt: None });
        }
    }

    /// Enters a queue that exists; when it is full, the one it overflows to.
    fn enter_queue(&mut self, now: Millis, mut caller: Caller, queue: QueueId, out: &mut Vec<Output>) {
        let call = caller.demand.call;
        let rules = &self.queues[&queue].rules;
        let priority = rules.priority.saturating_add(caller.demand.priority);
        let ways = self.ways(&caller.demand, &queue);
        caller.announce_at = rules.announce_every.map(|every| now + every);
        caller.overflow_at = rules.overflow_after.filter(|_| rules.overflow_to.is_some()).map(|after| now + after);
        caller.turn.0 = Reverse(priority);
        caller.entered_at = now;
        caller.line = self.pairing.line(ways);
        caller.queue = queue.clone();
        let skills = caller.demand.skills.clone();
        out.push(Output::Fact(FactBody::QueueEntered { call, queue: queue.clone(), priority, skills }));
        let agent = self.pairing.agent_for(caller.line);
        let state = self.queues.get_mut(&queue).expect("the queue exists");
        let is_full = agent.is_none() && state.is_full();
        state.callers.insert(caller.turn, call);
        self.callers.insert(call, caller);
        self.join_line(call);
        if is_full {
            return self.overflow(now, call, out);
        }
        self.set_caller_alarm(call);
        match agent {
            Some(agent) => self.offer(now, call, agent, out),
            None => out.push(Output::Queued { call, queue }),
        }
    }

    /// How this demand can be served. Node skills are needed whatever the queue.
    pub(crate) fn ways(&self, demand: &Demand, queue: &QueueId) -> Vec<Way> {
        let mut queues: Vec<&QueueId> = vec![queue];
        for other in &demand.any_of {
            if !queues.contains(&other) {
                queues.push(other);
            }
        }
        let way = |id: &QueueId| {
            let rules = &self.queues.get(id)?.rules;
            let mut skills: Vec<Skill> = rules.skills.iter().chain(&demand.skills).cloned().collect();
            skills.sort();
            skills.dedup();
            Some(Way { queue: id.clone(), skills })
        };
        queues.into_iter().filter_map(way).collect()
    }

    pub(crate) fn caller_gone(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        let Some(caller) = self.callers.get(&call) else { return };
        let ringing = caller.offered_to;
        if let Some(agent) = ringing {
            self.tell_offer_ended(now, call, agent, OfferOutcome::Abandoned, out);
        }
        self.leave(now, call, QueueOutcome::Abandoned, out);
        if let Some(agent) = ringing {
            self.let_agent_off(now, agent, out);
            self.match_agent(now, agent, out);
        }
    }

    pub(crate) fn join_line(&mut self, call: CallId) {
        let caller = self.callers.get_mut(&call).expect("the caller waits");
        debug_assert!(caller.offered_to.is_none() && !caller.is_in_line, "in line once, and only when nobody rings");
        caller.is_in_line = true;
        self.queues.get_mut(&caller.queue).expect("the caller's queue exists").in_line += 1;
        self.pairing.add_caller(caller.line, caller.turn, call);
    }

    pub(crate) fn quit_line(&mut self, call: CallId) {
        let caller = self.callers.get_mut(&call).expect("the caller waits");
        if std::mem::replace(&mut caller.is_in_line, false) {
            self.queues.get_mut(&caller.queue).expect("the caller's queue exists").in_line -= 1;
            self.pairing.remove_caller(caller.line, caller.turn);
        }
    }

    /// Out of the queue for good; says so. The offer, if any, has ended before.
    pub(crate) fn leave(&mut self, now: Millis, call: CallId, outcome: QueueOutcome, out: &mut Vec<Output>) -> Caller {
        self.quit_line(call);
        let mut caller = self.callers.remove(&call).expect("only a caller who waits can leave");
        if let Some(queue) = self.queues.get_mut(&caller.queue) {
            let gone = queue.callers.remove(&caller.turn);
            debug_assert!(gone == Some(call), "a caller is in the queue they leave");
        }
        self.set_alarm(Alarm::Caller(call), caller.alarm.take(), None);
        let wait_ms = now.since(caller.entered_at);
        out.push(Output::Fact(FactBody::QueueLeft { call, queue: caller.queue.clone(), outcome, wait_ms }));
        caller
    }

    /// The offer ended without an answer: the same place in the line again, or another agent at once.
    pub(crate) fn back_in_line(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        self.join_line(call);
        match self.pairing.agent_for(self.callers[&call].line) {
            Some(agent) => self.offer(now, call, agent, out),
            None => self.wait_on(now, call, out),
        }
    }

    /// In line again and nobody is free, unless somebody was found meanwhile.
    pub(crate) fn wait_on(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        let Some(caller) = self.callers.get(&call).filter(|caller| caller.is_in_line) else { return };
        if caller.overflow_at.is_some_and(|at| at <= now) {
            return self.overflow(now, call, out);
        }
        let queue = caller.queue.clone();
        self.set_caller_alarm(call);
        out.push(Output::Queued { call, queue });
    }

    pub(crate) fn overflow(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        let mut caller = self.leave(now, call, QueueOutcome::Overflowed, out);
        caller.hops += 1;
        let to = self.queues.get(&caller.queue).and_then(|queue| queue.rules.overflow_to.clone());
        self.overflow_to(now, caller, to, out);
    }

    pub(crate) fn overflow_to(&mut self, now: Millis, caller: Caller, to: Option<Overflow>, out: &mut Vec<Output>) {
        let call = caller.demand.call;
        match to {
            Some(Overflow::Queue(next))
                if caller.hops <= limits::OVERFLOW_HOPS_MAX && self.queues.contains_key(&next) =>
            {
                self.enter_queue(now, caller, next, out);
            }
            Some(Overflow::Goodbye { prompt }) => {
                out.push(Output::Overflowed { call, prompt: Some(prompt.as_str().into()) });
            }
            Some(Overflow::Queue(_)) | None => out.push(Output::Overflowed { call, prompt: None }),
        }
    }

    pub(crate) fn caller_time_over(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        let Some(caller) = self.callers.get_mut(&call) else { return };
        if caller.overflow_at.is_some_and(|at| at <= now) {
            return self.overflow(now, call, out);
        }
        let (queue, turn) = (caller.queue.clone(), caller.turn);
        let Some(state) = self.queues.get(&queue) else { return };
        caller.announce_at = state.rules.announce_every.map(|every| now + Millis(every.0.max(1_000)));
        let place = state.callers.range(..=turn).take(limits::PLACE_MAX as usize).count() as u32;
        self.set_caller_alarm(call);
        out.push(Output::Fact(FactBody::PlaceAnnounced { call, queue: queue.clone(), place }));
        out.push(Output::Announce { call, queue, place });
    }

    /// While an offer rings, the caller's own times rest: the answer is near.
    pub(crate) fn set_caller_alarm(&mut self, call: CallId) {
        let caller = self.callers.get_mut(&call).expect("the caller waits");
        let new = match caller.offered_to {
            Some(_) => None,
            None => [caller.announce_at, caller.overflow_at].into_iter().flatten().min(),
        };
        let old = std::mem::replace(&mut caller.alarm, new);
        self.set_alarm(Alarm::Caller(call), old, new);
    }
}

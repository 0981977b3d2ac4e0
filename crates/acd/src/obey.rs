//! New rules come into force: queues, agents and rights are replaced, callers and talks stay.

use crate::Acd;
use crate::acd::Agent;
use crate::pairing::Pairing;
use crate::port::Output;
use crate::queue::{Caller, QueueState};
use model::queue::Overflow;
use model::{AgentProfile, AgentState, CallId, Millis, OfferOutcome, PhoneAddress, QueueOutcome, Routing};
use std::collections::HashSet;
use std::sync::Arc;

impl Acd {
    pub(crate) fn obey(&mut self, now: Millis, routing: &Routing, out: &mut Vec<Output>) {
        let stranded = self.replace_queues(now, routing, out);
        self.phones_fixed = fixed_phones(routing);
        self.replace_agents(routing);
        self.rebuild_pairing();
        // First everybody is where the new rules put them, then whoever fits is brought together.
        for agent in 0..self.agents.len() {
            self.reconsider(now, agent, out);
        }
        let taken_back = self.take_back_offers(now, out);
        self.match_all(now, out);
        for call in taken_back {
            self.wait_on(now, call, out);
        }
        for (caller, to) in stranded {
            self.overflow_to(now, caller, to, out);
        }
    }

    /// Agents who may no longer take the call that rings lose it (AUTH-38: the right ends now). The callers are in
    /// line again, where they were.
    fn take_back_offers(&mut self, now: Millis, out: &mut Vec<Output>) -> Vec<CallId> {
        let mut calls = Vec::new();
        for agent in 0..self.agents.len() {
            let Agent { state, class, profile, .. } = &self.agents[agent];
            let AgentState::Ringing { call, .. } = *state else { continue };
            let line = self.callers[&call].line;
            if !profile.may_take_calls || !self.pairing.is_served_by(line, *class) {
                self.tell_offer_ended(now, call, agent, OfferOutcome::Withdrawn, out);
                self.let_agent_off(now, agent, out);
                self.join_line(call);
                calls.push(call);
            }
        }
        calls
    }

    /// Returns the callers whose queue is gone, with where it overflowed to.
    fn replace_queues(
        &mut self,
        now: Millis,
        routing: &Routing,
        out: &mut Vec<Output>,
    ) -> Vec<(Caller, Option<Overflow>)> {
        let kept: HashSet<_> = routing.queues.iter().map(|queue| &queue.id).collect();
        let mut gone: Vec<_> = self.queues.keys().filter(|id| !kept.contains(id)).cloned().collect();
        gone.sort();
        let mut stranded = Vec::new();
        for id in gone {
            let calls: Vec<CallId> = self.queues[&id].callers.values().copied().collect();
            let to = self.queues[&id].rules.overflow_to.clone();
            for call in calls {
                if let Some(agent) = self.callers[&call].offered_to {
                    self.tell_offer_ended(now, call, agent, OfferOutcome::Withdrawn, out);
                    self.let_agent_off(now, agent, out);
                }
                stranded.push((self.leave(now, call, QueueOutcome::Overflowed, out), to.clone()));
            }
            self.queues.remove(&id);
        }
        for rules in &routing.queues {
            match self.queues.get_mut(&rules.id) {
                Some(queue) => queue.rules = rules.clone(),
                None => {
                    self.queues.insert(rules.id.clone(), QueueState::new(rules.clone()));
                }
            }
        }
        stranded
    }

    fn replace_agents(&mut self, routing: &Routing) {
        let listed: HashSet<_> = routing.agents.iter().map(|agent| agent.person).collect();
        for agent in 0..self.agents.len() {
            if !listed.contains(&self.agents[agent].profile.person) {
                self.agents[agent].retire();
            }
        }
        self.agents_of_phone.clear();
        for profile in &routing.agents {
            let agent = match self.agent_of.get(&profile.person) {
                Some(&agent) => {
                    self.agents[agent].obey(profile.clone());
                    agent
                }
                None => self.add_agent(profile),
            };
            if let Some(phone) = &profile.phone {
                self.agents_of_phone.entry(phone.clone()).or_default().push(agent);
            }
        }
    }

    fn add_agent(&mut self, profile: &AgentProfile) -> usize {
        let agent = self.agents.len();
        self.agents.push(Agent::new(profile.clone(), 0));
        self.agent_of.insert(profile.person, agent);
        agent
    }

    fn rebuild_pairing(&mut self) {
        self.pairing = Pairing::default();
        for agent in 0..self.agents.len() {
            let class = self.pairing.class(&self.agents[agent].profile);
            self.repair(agent, class);
        }
        let calls: Vec<CallId> = self.queues.values().flat_map(|queue| queue.callers.values().copied()).collect();
        for call in calls {
            let caller = &self.callers[&call];
            let ways = self.ways(&caller.demand, &caller.queue);
            let line = self.pairing.line(ways);
            let caller = self.callers.get_mut(&call).expect("the caller waits");
            caller.line = line;
            if caller.is_in_line {
                self.pairing.add_caller(line, caller.turn, call);
            }
        }
    }

    /// Everybody who can be served under the new rules is served, in turn.
    fn match_all(&mut self, now: Millis, out: &mut Vec<Output>) {
        let in_line = self.callers.values().filter(|caller| caller.is_in_line);
        let mut turns: Vec<_> = in_line.map(|caller| (caller.turn, caller.demand.call)).collect();
        turns.sort_unstable();
        for (_, call) in turns {
            let Some(caller) = self.callers.get(&call).filter(|caller| caller.is_in_line) else { continue };
            if let Some(agent) = self.pairing.agent_for(caller.line) {
                self.offer(now, call, agent, out);
            }
        }
    }
}

fn fixed_phones(routing: &Routing) -> HashSet<Arc<str>> {
    let is_fixed = |address: &PhoneAddress| match address {
        PhoneAddress::Fixed { .. } => true,
        PhoneAddress::Registers { .. } => false,
    };
    routing.phones.iter().filter(|phone| is_fixed(&phone.address)).map(|phone| phone.key.clone()).collect()
}

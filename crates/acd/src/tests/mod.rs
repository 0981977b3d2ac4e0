//! Tests of the distribution: the agent's table, stories of queues, and random days against a naive matcher.

mod naive;
mod stories;

use crate::{Acd, Demand, Input, Output};
use model::{AgentProfile, CallId, Millis, PersonId, Phone, PhoneAddress, Queue, QueueId, Routing, queue::Overflow};
use std::sync::Arc;
use uuid::Uuid;

pub fn person(number: usize) -> PersonId {
    PersonId(Uuid::from_u128(0xa9e0_0000 + number as u128))
}

pub fn call(number: usize) -> CallId {
    CallId(Uuid::from_u128(0xca11_0000 + number as u128))
}

pub fn queue(id: &str) -> Queue {
    Queue {
        id: id.into(),
        name_zh: id.into(),
        name_en: id.into(),
        skills: vec![],
        priority: 0,
        ring: Millis::from_secs(15),
        wrap_up: Millis::from_secs(10),
        service_level_within: Millis::from_secs(20),
        music: "music".into(),
        announce_every: None,
        overflow_after: None,
        overflow_to: None,
        waiting_max: 100_000,
        is_recorded: false,
    }
}

pub fn agent(number: usize, queues: &[&str]) -> AgentProfile {
    AgentProfile {
        person: person(number),
        username: format!("agent{number}").into(),
        queues: queues.iter().map(|id| QueueId::from(*id)).collect(),
        skills: vec![],
        phone: None,
        is_always_ready: false,
        may_take_calls: true,
    }
}

/// An agent on a phone that is always there, ready without a sign-in.
pub fn machine(number: usize, queues: &[&str]) -> AgentProfile {
    AgentProfile { phone: Some(format!("9{number}").into()), is_always_ready: true, ..agent(number, queues) }
}

pub fn demand(number: usize, queue: &str) -> Demand {
    Demand { call: call(number), queue: queue.into(), skills: vec![], priority: 0, any_of: vec![] }
}

pub fn rules(queues: Vec<Queue>, agents: Vec<AgentProfile>) -> Routing {
    let address = PhoneAddress::Fixed { address: ([127, 0, 0, 1], 5070).into() };
    let phones = agents.iter().filter_map(|agent| agent.phone.clone());
    let phones = phones.map(|key| Phone { key, address: address.clone() }).collect();
    Routing { version: 1, queues, agents, phones, ..Routing::default() }
}

/// The distribution under these rules, with every agent that has no phone signed in, heard and ready, in their order.
pub fn open(rules: Routing) -> Acd {
    let (mut acd, mut out) = (Acd::default(), Vec::new());
    let people: Vec<_> =
        rules.agents.iter().filter(|a| a.phone.is_none() && a.may_take_calls).map(|a| a.person).collect();
    let mut step = |input| acd.handle(Millis::ZERO, input, &mut out).expect("the shop opens");
    step(Input::Obey { routing: Arc::new(rules) });
    for agent in people {
        step(Input::SignIn { agent });
        step(Input::Browser { agent, is_connected: true });
        step(Input::GoReady { agent });
    }
    acd
}

/// Whom the step offered to whom, in order.
pub fn offers(acd: &mut Acd, seconds: i64, input: Input) -> Vec<(CallId, PersonId)> {
    let mut out = Vec::new();
    acd.handle(Millis::from_secs(seconds), input, &mut out).expect("the input fits");
    let offer = |output| match output {
        Output::Offer { call, agent, .. } => Some((call, agent)),
        _ => None,
    };
    out.into_iter().filter_map(offer).collect()
}

pub fn goodbye() -> Option<Overflow> {
    Some(Overflow::Goodbye { prompt: "goodbye".into() })
}

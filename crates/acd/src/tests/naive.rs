//! Random days, watched by a matcher that looks at everybody: each offer must be the one it would make.

use super::*;
use model::{AgentState, AwayReason, FactBody, Skill};
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

const AGENTS: usize = 6;
const QUEUES: [&str; 3] = ["a", "b", "c"];

#[derive(Clone, Debug)]
enum Event {
    Caller { queue: usize, skill: bool, priority: i32, any: bool },
    Gone(usize),
    Answered(usize),
    Failed(usize),
    Declined(usize),
    Freed(usize),
    Ready(usize),
    Away(usize),
    SignIn(usize),
    SignOut(usize),
    Browser(usize, bool),
    Rules { agent: usize, may: bool, always: bool, skill: bool, queue: usize },
    Wait(i64),
}

fn event() -> impl Strategy<Value = Event> {
    let call = 0..40_usize;
    let agent = 0..AGENTS;
    prop_oneof![
        4 => (0..3_usize, any::<bool>(), 0..2_i32, any::<bool>())
            .prop_map(|(queue, skill, priority, any)| Event::Caller { queue, skill, priority, any }),
        2 => call.clone().prop_map(Event::Gone),
        4 => call.clone().prop_map(Event::Answered),
        1 => call.clone().prop_map(Event::Failed),
        1 => call.prop_map(Event::Declined),
        3 => agent.clone().prop_map(Event::Freed),
        6 => agent.clone().prop_map(Event::Ready),
        1 => agent.clone().prop_map(Event::Away),
        2 => agent.clone().prop_map(Event::SignIn),
        1 => agent.clone().prop_map(Event::SignOut),
        2 => (agent.clone(), prop::bool::weighted(0.8)).prop_map(|(agent, is_up)| Event::Browser(agent, is_up)),
        1 => (agent, any::<bool>(), any::<bool>(), any::<bool>(), 0..3_usize)
            .prop_map(|(agent, may, always, skill, queue)| Event::Rules { agent, may, always, skill, queue }),
        4 => (0..20_000_i64).prop_map(Event::Wait),
    ]
}

fn first_rules() -> Routing {
    let mut queues: Vec<Queue> = QUEUES.iter().map(|id| queue(id)).collect();
    queues[0].priority = 1;
    queues[1].skills = vec!["s".into()];
    queues[1].waiting_max = 3;
    queues[1].overflow_to = Some(Overflow::Queue("c".into()));
    queues[2].overflow_after = Some(Millis::from_secs(25));
    queues[2].overflow_to = goodbye();
    queues[2].announce_every = Some(Millis::from_secs(7));
    let mut agents: Vec<AgentProfile> = (0..AGENTS).map(|number| agent(number, &QUEUES[number % 3..])).collect();
    for (number, agent) in agents.iter_mut().enumerate() {
        agent.skills = if number % 2 == 0 { vec!["s".into()] } else { vec![] };
    }
    agents[5] = machine(5, &["a", "b"]);
    rules(queues, agents)
}

/// Demand, queue now, and the turn.
type Waiting = (Demand, QueueId, (Reverse<i32>, usize));

/// What an onlooker knows from outputs alone.
#[derive(Default)]
struct Naive {
    rules: Routing,
    callers: HashMap<CallId, Waiting>,
    offered: HashMap<CallId, PersonId>,
    ready: BTreeMap<PersonId, u64>,
    ringing: HashMap<PersonId, u64>,
    states: HashMap<PersonId, AgentState>,
    clock: u64,
    arrivals: HashMap<CallId, usize>,
    counts: HashMap<QueueId, i64>,
}

impl Naive {
    fn fits(&self, agent: PersonId, call: CallId) -> bool {
        let (demand, queue, _) = &self.callers[&call];
        let Some(profile) = self.rules.agents.iter().find(|profile| profile.person == agent) else { return false };
        let may_serve = |id: &QueueId| {
            let skills: Vec<&Skill> = match self.rules.queues.iter().find(|rules| rules.id == *id) {
                Some(rules) => rules.skills.iter().chain(&demand.skills).collect(),
                None => return false,
            };
            profile.queues.contains(id) && skills.into_iter().all(|skill| profile.skills.contains(skill))
        };
        demand.any_of.iter().chain([queue]).any(may_serve)
    }

    fn see(&mut self, output: &Output, demands: &HashMap<CallId, Demand>) {
        self.clock += 1;
        match output {
            Output::Offer { call, agent, .. } => {
                let turn = self.callers[call].2;
                let waits = self.callers.iter().filter(|(id, _)| !self.offered.contains_key(id));
                for (other, (.., of_other)) in waits {
                    assert!(!self.fits(*agent, *other) || *of_other >= turn, "{other} was before {call}");
                }
                let idle = self.ready[agent];
                for (other, since) in &self.ready {
                    assert!(!self.fits(*other, *call) || *since >= idle, "{other} was idle longer than {agent}");
                }
                assert!(self.fits(*agent, *call), "{agent} may not serve {call}");
                assert!(self.offered.insert(*call, *agent).is_none(), "{call} is offered twice");
            }
            Output::OfferEnded { call, agent, .. } => {
                assert_eq!(self.offered.remove(call), Some(*agent), "an offer ends once");
            }
            Output::Fact(FactBody::QueueEntered { call, queue, priority, .. }) => {
                let arrival = self.arrivals.len();
                let arrival = *self.arrivals.entry(*call).or_insert(arrival);
                let entry = (demands[call].clone(), queue.clone(), (Reverse(*priority), arrival));
                assert!(self.callers.insert(*call, entry).is_none(), "{call} is in two queues");
                *self.counts.entry(queue.clone()).or_default() += 1;
            }
            Output::Fact(FactBody::QueueLeft { call, queue, .. }) => {
                let (_, was_in, _) = self.callers.remove(call).expect("who leaves has entered");
                assert_eq!(was_in, *queue);
                assert!(!self.offered.contains_key(call), "no agent rings for who has left");
                *self.counts.entry(queue.clone()).or_default() -= 1;
            }
            Output::Fact(FactBody::AgentStateChanged { agent, state, cause }) => {
                let before = self.states.insert(*agent, state.clone());
                assert_ne!(before.as_ref(), Some(state), "a change changes something");
                let turn = self.ready.remove(agent).or(self.ringing.remove(agent));
                match state {
                    AgentState::Ready => {
                        let keeps = matches!(before, Some(AgentState::Ringing { .. }));
                        self.ready.insert(*agent, turn.filter(|_| keeps).unwrap_or(self.clock));
                    }
                    AgentState::Ringing { .. } => _ = self.ringing.insert(*agent, turn.expect("was ready")),
                    _ => {}
                }
                assert!(cause.is_none() || matches!(state, AgentState::Away { .. }));
            }
            Output::Queued { .. } | Output::Overflowed { .. } | Output::Announce { .. } | Output::Fact(_) => {}
        }
    }
}

fn run(events: Vec<Event>) {
    let mut naive = Naive { rules: first_rules(), ..Naive::default() };
    let (mut acd, mut out, mut now, mut calls) = (Acd::default(), Vec::new(), Millis::ZERO, 0);
    let mut demands = HashMap::new();
    acd.handle(now, Input::Obey { routing: Arc::new(first_rules()) }, &mut out).expect("rules are obeyed");
    for event in events {
        let input = match event {
            Event::Caller { queue, skill, priority, any } => {
                calls += 1;
                let skills = if skill { vec!["s".into()] } else { vec![] };
                let any_of = if any { QUEUES.map(QueueId::from).to_vec() } else { vec![] };
                let demand = Demand { skills, priority, any_of, ..demand(calls, QUEUES[queue]) };
                demands.insert(demand.call, demand.clone());
                Input::Enqueue(demand)
            }
            Event::Gone(number) => Input::CallerGone { call: call(number) },
            Event::Answered(number) => Input::Answered { call: call(number) },
            Event::Failed(number) => Input::Failed { call: call(number) },
            Event::Declined(number) => Input::Declined { call: call(number) },
            Event::Freed(number) => match acd.agent_state(person(number)) {
                Some(&AgentState::Talking { call }) => Input::Freed { agent: person(number), call },
                _ => continue,
            },
            Event::Ready(number) => Input::GoReady { agent: person(number) },
            Event::Away(number) => Input::GoAway { agent: person(number), reason: AwayReason::Break },
            Event::SignIn(number) => Input::SignIn { agent: person(number) },
            Event::SignOut(number) => Input::SignOut { agent: person(number) },
            Event::Browser(number, is_connected) => Input::Browser { agent: person(number), is_connected },
            Event::Rules { agent, may, always, skill, queue } => {
                let profile = &mut naive.rules.agents[agent];
                profile.may_take_calls = may;
                profile.is_always_ready = always;
                profile.skills = if skill { vec!["s".into()] } else { vec![] };
                profile.queues = QUEUES[queue..].iter().map(|id| QueueId::from(*id)).collect();
                Input::Obey { routing: Arc::new(naive.rules.clone()) }
            }
            Event::Wait(span) => {
                now += Millis(span);
                Input::Tick
            }
        };
        let before = out.len();
        if acd.handle(now, input, &mut out).is_err() {
            assert_eq!(out.len(), before, "a refused act changes nothing");
        }
        for output in out.drain(..) {
            naive.see(&output, &demands);
        }
        assert_eq!(acd.unmatched_pair(), None, "nobody is left beside a fitting other");
        assert!(acd.next_deadline().is_none_or(|at| at > now || !matches!(event, Event::Wait(_))));
        for id in QUEUES {
            let waiting = naive.counts.get(&id.into()).copied().unwrap_or_default();
            assert_eq!(acd.waiting(&id.into()) as i64, waiting, "queue {id}");
        }
        for (agent, state) in acd.agent_states() {
            assert_eq!(naive.states.get(&agent).unwrap_or(&AgentState::Offline), state);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_offer_is_the_one_a_naive_matcher_would_make(events in prop::collection::vec(event(), 1..120)) {
        run(events);
    }
}

//! Tests of the exchange as a whole: what the shell sees.

use super::Exchange;
use super::port::{DialTo, Input, LegEnd, Output};
use model::{
    Act, AgentProfile, CallId, Command, Flow, Inbound, LegId, Millis, Node, PersonId, Phone, PhoneAddress, PhoneNumber,
    Queue, Refused, Route, Routing,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

const CALL: CallId = CallId(Uuid::from_u128(0xca11));
const MACHINE: PersonId = PersonId(Uuid::from_u128(1));
const HUMAN: PersonId = PersonId(Uuid::from_u128(2));
const CUSTOMER: LegId = LegId::customer(CALL);
const AGENT_LEG: LegId = LegId { call: CALL, number: 1 };

fn routing() -> Routing {
    let queue = |id: &str| Queue {
        id: id.into(),
        name_zh: String::new(),
        name_en: String::new(),
        skills: vec![],
        priority: 0,
        ring: Millis::from_secs(15),
        wrap_up: Millis::from_secs(30),
        service_level_within: Millis::from_secs(20),
        music: "music".into(),
        announce_every: None,
        overflow_after: None,
        overflow_to: None,
        waiting_max: 100,
        is_recorded: true,
    };
    let flow = |number: &str| {
        let node = Node::Queue { queue: number.into(), skills: vec![], priority: 0, any_of: vec![] };
        Flow { key: number.into(), start: "q".into(), nodes: BTreeMap::from([("q".into(), node)]) }
    };
    let inbound = |number: &str| Inbound { number: number.into(), trunk: None, route: Route::Flow(number.into()) };
    let agent = |person, queue: &str, phone: Option<&str>| AgentProfile {
        person,
        username: queue.into(),
        queues: vec![queue.into()],
        skills: vec![],
        phone: phone.map(Into::into),
        is_always_ready: phone.is_some(),
        may_take_calls: true,
    };
    let address = PhoneAddress::Fixed { address: "127.0.0.1:5070".parse().expect("an address") };
    Routing {
        version: 1,
        queues: vec![queue("7001"), queue("95000")],
        flows: vec![flow("7001"), flow("95000")],
        inbound: vec![inbound("7001"), inbound("95000")],
        phones: vec![Phone { key: "8001".into(), address }],
        agents: vec![agent(MACHINE, "7001", Some("8001")), agent(HUMAN, "95000", None)],
        ..Routing::default()
    }
}

struct Desk {
    exchange: Exchange,
    now: Millis,
}

impl Desk {
    fn new() -> Self {
        let mut next = 0_u128;
        let ids = move |_| {
            next += 1;
            Uuid::from_u128(next)
        };
        Self { exchange: Exchange::new(Arc::new(routing()), Box::new(ids), Millis::ZERO), now: Millis::ZERO }
    }

    /// The outputs for the shell, without facts.
    fn step(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        self.now += Millis(1_000);
        self.exchange.handle(self.now, input, &mut out).expect("the input fits");
        out.retain(|output| !matches!(output, Output::Fact(_)));
        out
    }

    fn act(&mut self, act: Act) -> Result<Vec<Output>, Refused> {
        let mut out = Vec::new();
        let command = Command { by: HUMAN, reasons: vec!["policy".into()], act };
        self.exchange.handle(self.now, Input::Command(command), &mut out)?;
        out.retain(|output| !matches!(output, Output::Fact(_)));
        Ok(out)
    }

    fn call(&mut self, to: &str) -> Vec<Output> {
        let from = PhoneNumber::from_wire("13800000000");
        self.step(Input::Incoming { call: CALL, from, to: to.into(), trunk: "t".into() })
    }
}

fn phone_number() -> PhoneNumber {
    PhoneNumber::from_wire("13800000000")
}

#[test]
fn a_ready_agent_rings_in_the_step_of_the_invite_and_the_customer_is_answered_by_the_agent() {
    let mut desk = Desk::new();
    let dial = Output::Dial { leg: AGENT_LEG, to: DialTo::Phone("8001".into()), caller: phone_number() };
    assert_eq!(desk.call("7001"), [Output::Ring { leg: CUSTOMER }, dial]);
    assert_eq!(desk.exchange.calls_live(), 1);
    let out = desk.step(Input::LegAnswered { leg: AGENT_LEG });
    assert_eq!(out[..2], [Output::Connect { a: CUSTOMER, b: AGENT_LEG }, Output::Answer { leg: CUSTOMER }]);
    let Output::StartRecording { recording, .. } = out[2] else { panic!("recorded by the queue's rule: {out:?}") };
    assert_eq!(
        desk.step(Input::LegEnded { leg: CUSTOMER, end: LegEnd::HungUp }),
        [Output::StopRecording { call: CALL, recording }, Output::HangUp { leg: AGENT_LEG }]
    );
    assert_eq!((desk.exchange.calls_live(), desk.exchange.is_idle()), (0, false));
    let (duration_ms, bytes) = (Millis(1), 1);
    desk.step(Input::RecordingEnded { call: CALL, recording, duration_ms, bytes });
    assert!(desk.exchange.is_idle());
}

#[test]
fn without_a_ready_agent_the_customer_is_answered_and_hears_music() {
    let mut desk = Desk::new();
    let music = vec!["music".into()];
    assert_eq!(
        desk.call("95000"),
        [
            Output::Answer { leg: CUSTOMER },
            Output::Play { leg: CUSTOMER, play: 1, prompts: music.clone(), is_looped: true }
        ]
    );
    desk.act(Act::SignIn).expect("an agent may sign in");
    assert_eq!(desk.act(Act::GoReady), Err(Refused::NoAudio));
    desk.step(Input::BrowserPhone { agent: HUMAN, is_connected: true });
    let dial = Output::Dial { leg: AGENT_LEG, to: DialTo::Browser(HUMAN), caller: phone_number() };
    assert_eq!(desk.act(Act::GoReady), Ok(vec![dial]));
    assert_eq!(desk.act(Act::HangUp { call: CALL }), Err(Refused::WrongState { state: "ringing".into() }));
    let out = desk.act(Act::Answer { call: CALL }).expect("it rings");
    assert_eq!(out[0], Output::Connect { a: CUSTOMER, b: AGENT_LEG });
    let play = Output::Play { leg: CUSTOMER, play: 2, prompts: music, is_looped: true };
    let apart = Output::Disconnect { a: CUSTOMER, b: AGENT_LEG };
    assert_eq!(desk.act(Act::Hold { call: CALL }), Ok(vec![apart, play]));
    let together = Output::Connect { a: CUSTOMER, b: AGENT_LEG };
    assert_eq!(desk.act(Act::Resume { call: CALL }), Ok(vec![together]));
    let out = desk.act(Act::HangUp { call: CALL }).expect("the agent talks");
    assert_eq!(out[1..], [Output::HangUp { leg: AGENT_LEG }, Output::HangUp { leg: CUSTOMER }]);
}

#[test]
fn refused_numbers_and_draining() {
    let mut desk = Desk::new();
    assert_eq!(desk.call("1"), [Output::Reject { leg: CUSTOMER, status: 404, retry_after_s: None }]);
    desk.step(Input::Drain);
    let out = desk.call("7001");
    assert!(matches!(out[..], [Output::Reject { status: 503, retry_after_s: Some(5..=30), .. }]), "{out:?}");
    assert!(desk.exchange.is_idle());
}

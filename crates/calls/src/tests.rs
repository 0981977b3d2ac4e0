//! Tests of the call: stories of one call, and random worlds that a call must survive.

use crate::{Call, DialTo, Input, LegEnd, Output};
use model::fact::HoldBy;
use model::{
    Calendar, CallCause, CallId, FactBody, Flow, LegId, Millis, Node, NodeId, OfferOutcome, PersonId, PhoneNumber,
    Queue, QueueId, RecordingId, Refused, Routing,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

const CALL: CallId = CallId(Uuid::from_u128(0xca11));
const AGENT: PersonId = PersonId(Uuid::from_u128(0xa9e));
const CUSTOMER: LegId = LegId::customer(CALL);
const SECOND: LegId = LegId { call: CALL, number: 1 };

fn queue() -> QueueId {
    "a".into()
}

fn rules(nodes: &[(&str, Node)]) -> Arc<Routing> {
    let queue = Queue {
        id: queue(),
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
        waiting_max: 10,
        is_recorded: true,
    };
    let hours = Calendar {
        key: "office".into(),
        utc_offset_minutes: 0,
        week: std::array::from_fn(|_| vec![(0, 1)]),
        holidays: vec![],
        makeup_days: vec![],
    };
    let nodes_of: BTreeMap<NodeId, Node> = nodes.iter().map(|(key, node)| ((*key).into(), node.clone())).collect();
    let flow = Flow { key: "flow".into(), start: nodes[0].0.into(), nodes: nodes_of };
    Arc::new(Routing { queues: vec![queue], flows: vec![flow], calendars: vec![hours], ..Routing::default() })
}

fn to_queue() -> (&'static str, Node) {
    ("queue", Node::Queue { queue: queue(), skills: vec![], priority: 0, any_of: vec![] })
}

fn play(prompt: &str, next: &str) -> Node {
    Node::Play { prompts: vec![prompt.into()], next: next.into() }
}

/// A call and the clock. Steps return what is to be done, as text, facts by their name.
struct Line {
    call: Call,
    now: Millis,
    last: Vec<Output>,
}

impl Line {
    fn start(rules: &Arc<Routing>) -> Self {
        let (mut last, from) = (Vec::new(), PhoneNumber::from_wire("13800000000"));
        let call = Call::start(Millis::ZERO, CALL, from, Arc::clone(rules), 0, &mut last);
        Self { call, now: Millis::ZERO, last }
    }

    fn step(&mut self, at_s: i64, input: Input) -> &[Output] {
        self.try_step(at_s, input).expect("the input fits");
        &self.last
    }

    fn try_step(&mut self, at_s: i64, input: Input) -> Result<(), Refused> {
        self.now = Millis::from_secs(at_s);
        self.last.clear();
        self.call.handle(self.now, input, &mut || RecordingId(Uuid::from_u128(7)), &mut self.last)
    }

    fn plays(&self) -> Vec<String> {
        let played = |output: &Output| match output {
            Output::Play { prompts, .. } => Some(prompts.join(" ")),
            _ => None,
        };
        self.last.iter().filter_map(played).collect()
    }

    fn has(&self, output: &Output) -> bool {
        self.last.contains(output)
    }

    fn ended(&self) -> Option<(CallCause, u16, Millis, Millis)> {
        self.last.iter().find_map(|output| match output {
            Output::Fact(FactBody::CallEnded { cause, status, talk_ms, hold_ms, .. }) => {
                Some((*cause, *status, *talk_ms, *hold_ms))
            }
            _ => None,
        })
    }

    fn offer(&mut self, at_s: i64, to: DialTo) {
        self.step(at_s, Input::Offer { agent: AGENT, to, queue: queue(), wait_ms: Millis::ZERO });
    }

    /// In a talk with a browser agent since second 10.
    fn talking() -> Self {
        let mut line = Self::start(&rules(&[to_queue()]));
        line.offer(5, DialTo::Browser(AGENT));
        line.step(10, Input::Answer);
        assert!(line.has(&Output::OfferAnswered) && line.has(&Output::Connect { a: CUSTOMER, b: SECOND }));
        line.step(10, Input::OfferEnded { outcome: OfferOutcome::Answered, ring_ms: Millis(5_000) });
        line
    }
}

fn menu() -> Arc<Routing> {
    let keys = BTreeMap::from([('1', "queue".into()), ('2', "bye".into())]);
    let menu = Node::Menu {
        prompts: vec!["menu".into()],
        keys,
        wait: Millis::from_secs(5),
        repeats: 1,
        invalid: Some("invalid".into()),
        otherwise: "queue".into(),
    };
    rules(&[("menu", menu), to_queue(), ("bye", Node::HangUp)])
}

#[test]
fn a_menu_waits_five_seconds_repeats_and_goes_on() {
    let mut line = Line::start(&menu());
    assert!(line.has(&Output::Answer { leg: CUSTOMER }));
    assert_eq!(line.plays(), ["menu"]);
    line.step(3, Input::PlayEnded { leg: CUSTOMER, play: 1 });
    assert_eq!(line.call.next_deadline(), Some(Millis::from_secs(8)));
    line.step(7, Input::Tick);
    assert!(line.last.is_empty(), "before its time a tick changes nothing");
    line.step(8, Input::Tick);
    assert_eq!(line.plays(), ["menu"]);
    // The end of the first play comes late and is not taken for that of the second.
    line.step(9, Input::PlayEnded { leg: CUSTOMER, play: 1 });
    line.step(11, Input::PlayEnded { leg: CUSTOMER, play: 2 });
    line.step(16, Input::Tick);
    assert!(matches!(line.last.last(), Some(Output::Wait(want)) if want.queue == queue()));
}

#[test]
fn a_wrong_key_is_told_and_a_right_one_cuts_the_prompt() {
    let mut line = Line::start(&menu());
    line.step(1, Input::Digit { leg: CUSTOMER, digit: '9' });
    assert_eq!(line.plays(), ["invalid menu"]);
    line.step(2, Input::Digit { leg: SECOND, digit: '2' });
    assert!(line.last.is_empty(), "only the customer's keys count");
    line.step(3, Input::Digit { leg: CUSTOMER, digit: '2' });
    assert_eq!(line.ended(), Some((CallCause::FlowEnded, 200, Millis::ZERO, Millis::ZERO)));
    assert!(line.call.is_finished());
}

#[test]
fn digits_are_counted_and_never_kept() {
    let collect = Node::Collect {
        prompts: vec!["card".into()],
        digits_min: 2,
        digits_max: 3,
        wait: Millis::from_secs(3),
        repeats: 0,
        next: "queue".into(),
        otherwise: "bye".into(),
    };
    let rules = rules(&[("card", collect), to_queue(), ("bye", Node::HangUp)]);
    for (keys, counted) in [("123", Some(3)), ("12#", Some(2)), ("1#", None), ("1*2#", Some(2)), ("#", None)] {
        let mut line = Line::start(&rules);
        let mut facts = String::new();
        for digit in keys.chars() {
            line.step(1, Input::Digit { leg: CUSTOMER, digit });
            facts += &format!("{:?}", line.last);
        }
        let count = counted.map(|count| format!("DigitsCollected {{ call: {CALL}, node: \"card\", count: {count} }}"));
        assert_eq!(count.is_some_and(|count| facts.contains(&count)), counted.is_some(), "{keys}: {facts}");
        assert!(!facts.contains("KeyPressed"), "{keys}");
        assert_eq!(line.call.is_over(), counted.is_none(), "{keys}");
    }
}

#[test]
fn hours_and_circles() {
    let hours = Node::Hours { calendar: "office".into(), open: "queue".into(), closed: "closed".into() };
    let rules_of_hours =
        rules(&[("hours", hours), to_queue(), ("closed", play("closed", "bye")), ("bye", Node::HangUp)]);
    assert!(matches!(Line::start(&rules_of_hours).last.last(), Some(Output::Wait(_))), "open in the first minute");
    let mut out = Vec::new();
    let from = PhoneNumber::from_wire("1");
    Call::start(Millis::from_secs(60), CALL, from, rules_of_hours, 0, &mut out);
    assert!(matches!(&out[..], [.., Output::Play { prompts, .. }] if *prompts[0] == *"closed"));

    let circle = |other: &str| Node::Hours { calendar: "office".into(), open: other.into(), closed: other.into() };
    let line = Line::start(&rules(&[("one", circle("two")), ("two", circle("one"))]));
    assert_eq!(line.ended().map(|ended| ended.0), Some(CallCause::FlowEnded), "a circle ends by itself");
}

/// Where a call can be when somebody hangs up, and what must then be done about the other leg.
#[test]
fn the_customer_hangs_up_at_every_step() {
    let direct = Node::Dial { phone: "8001".into(), is_recorded: false, otherwise: "bye".into() };
    let direct = rules(&[("dial", direct), ("bye", Node::HangUp)]);
    let ring = |line: &mut Line| line.offer(1, DialTo::Phone("8001".into()));
    type Step = fn(&mut Line);
    let queued: Step = |line| _ = line.step(1, Input::Queued { queue: queue() });
    let goodbye: Step = |line| _ = line.step(1, Input::Overflowed { prompt: Some("bye".into()) });
    let through: Step = |line| _ = line.step(1, Input::LegAnswered { leg: SECOND });
    let here: Step = |_| {};
    for (what, rules, go, cause, status, hung_up) in [
        ("in a menu", menu(), here, CallCause::CustomerHungUp, 200, false),
        ("before the answer", rules(&[to_queue()]), here, CallCause::Cancelled, 487, false),
        ("while waiting", rules(&[to_queue()]), queued, CallCause::CustomerHungUp, 200, false),
        ("hearing goodbye", rules(&[to_queue()]), goodbye, CallCause::CustomerHungUp, 200, false),
        ("while a phone rings", direct.clone(), here, CallCause::Cancelled, 487, true),
        ("talking to a phone", direct, through, CallCause::CustomerHungUp, 200, true),
    ] {
        let mut line = Line::start(&rules);
        go(&mut line);
        line.step(2, Input::LegEnded { leg: CUSTOMER, end: LegEnd::HungUp });
        let ended = line.ended().map(|(cause, status, ..)| (cause, status));
        assert_eq!(ended, Some((cause, status)), "{what}");
        assert_eq!(line.has(&Output::HangUp { leg: SECOND }), hung_up, "{what}");
        assert!(!line.has(&Output::HangUp { leg: CUSTOMER }), "{what}: who is gone is not hung up");
        line.step(3, Input::LegEnded { leg: SECOND, end: LegEnd::HungUp });
        assert!(line.last.is_empty(), "{what}: once is enough");
    }
    let mut line = Line::start(&rules(&[to_queue()]));
    ring(&mut line);
    line.step(2, Input::LegEnded { leg: CUSTOMER, end: LegEnd::Cancelled });
    assert_eq!(line.last[0], Output::LeaveQueue);
    line.step(2, Input::OfferEnded { outcome: OfferOutcome::Abandoned, ring_ms: Millis(1) });
    assert_eq!(line.last[0], Output::HangUp { leg: SECOND });
}

#[test]
fn who_talks_may_hold_and_what_is_held_is_not_talked() {
    let mut line = Line::talking();
    let started = |by| Output::Fact(FactBody::HoldStarted { call: CALL, by });
    let ended = |seconds| Output::Fact(FactBody::HoldEnded { call: CALL, held_ms: Millis::from_secs(seconds) });
    line.step(20, Input::Hold);
    assert!(line.has(&started(HoldBy::Agent)) && line.has(&Output::Disconnect { a: CUSTOMER, b: SECOND }));
    assert_eq!(line.plays(), ["music"]);
    assert!(line.try_step(21, Input::Hold).is_err() && line.last.is_empty());
    assert!(line.try_step(21, Input::SendDigit { digit: '1' }).is_err());
    line.step(25, Input::LegHeld { leg: CUSTOMER, is_held: true });
    assert!(line.last.is_empty(), "one hold at a time is told");
    line.step(30, Input::Resume);
    assert_eq!(line.last, [Output::Connect { a: CUSTOMER, b: SECOND }]);
    line.step(35, Input::LegHeld { leg: CUSTOMER, is_held: false });
    assert_eq!(line.last, [ended(15)]);
    line.step(36, Input::LegHeld { leg: CUSTOMER, is_held: false });
    assert!(line.last.is_empty(), "a re-INVITE that changes nothing");
    assert!(line.try_step(37, Input::SendDigit { digit: 'x' }).is_err());
    line.step(38, Input::SendDigit { digit: '#' });
    assert_eq!(line.last, [Output::SendDigit { leg: CUSTOMER, digit: '#' }]);
    line.step(40, Input::HangUp);
    assert_eq!(line.ended(), Some((CallCause::AgentHungUp, 200, Millis::from_secs(15), Millis::from_secs(15))));
    assert_eq!(line.last.last(), Some(&Output::Freed { agent: AGENT }));
    assert!(line.call.is_over() && !line.call.is_finished(), "the recording's end is awaited");
    let recording = RecordingId(Uuid::from_u128(7));
    line.step(41, Input::RecordingEnded { recording, duration_ms: Millis(1), bytes: 1 });
    assert!(line.call.is_finished());
}

#[test]
fn a_lost_browser_may_come_back() {
    let mut line = Line::talking();
    line.step(20, Input::Browser { is_connected: false });
    assert_eq!(line.plays(), ["music"]);
    line.step(20, Input::LegEnded { leg: SECOND, end: LegEnd::DeviceLost });
    assert!(line.last.is_empty(), "the same loss, told twice");
    line.step(25, Input::Browser { is_connected: true });
    assert!(line.has(&Output::Connect { a: CUSTOMER, b: SECOND }));
    line.step(26, Input::LegEnded { leg: SECOND, end: LegEnd::DeviceLost });
    assert_eq!(line.call.next_deadline(), Some(Millis::from_secs(56)));
    line.step(56, Input::Tick);
    let (talk, hold) = (Millis::from_secs(11), Millis::from_secs(35));
    assert_eq!(line.ended(), Some((CallCause::DeviceLost, 200, talk, hold)));
    assert!(line.has(&Output::HangUp { leg: SECOND }) && line.has(&Output::HangUp { leg: CUSTOMER }));
}

#[test]
fn places_have_prompts_up_to_twenty() {
    assert_eq!(crate::place_prompts(3).join(" "), "place_you_are number_3 place_in_line");
    assert_eq!(crate::place_prompts(20).join(" "), "place_you_are number_20 place_in_line");
    assert_eq!(crate::place_prompts(21).join(" "), "place_many");
}

fn any_input() -> impl Strategy<Value = Input> {
    let leg = (0..4_u16).prop_map(|number| LegId { call: CALL, number });
    let end = prop::sample::select(vec![LegEnd::HungUp, LegEnd::Cancelled, LegEnd::Inactive, LegEnd::DeviceLost]);
    let digit = prop::sample::select(vec!['0', '1', '2', '3', '9', '#']);
    prop_oneof![
        1 => leg.clone().prop_map(|leg| Input::LegAnswered { leg }),
        1 => (leg.clone(), 400..604_u16).prop_map(|(leg, status)| Input::LegFailed { leg, status }),
        1 => (leg.clone(), end).prop_map(|(leg, end)| Input::LegEnded { leg, end }),
        1 => (leg.clone(), any::<bool>()).prop_map(|(leg, is_held)| Input::LegHeld { leg, is_held }),
        4 => digit.clone().prop_map(|digit| Input::Digit { leg: CUSTOMER, digit }),
        3 => (leg, 0..6_u32).prop_map(|(leg, play)| Input::PlayEnded { leg, play }),
        1 => any::<u64>().prop_map(|_| Input::RecordingEnded {
            recording: RecordingId(Uuid::from_u128(7)),
            duration_ms: Millis(1),
            bytes: 1,
        }),
        1 => any::<bool>().prop_map(|is_connected| Input::Browser { is_connected }),
        3 => Just(Input::Tick),
        1 => Just(Input::Answer),
        1 => Just(Input::Hold),
        1 => Just(Input::Resume),
        1 => digit.prop_map(|digit| Input::SendDigit { digit }),
    ]
}

/// The world and the queues around a call.
struct Around {
    line: Line,
    /// Whether each leg is there.
    legs: HashMap<u16, bool>,
    ends: u32,
}

impl Around {
    fn step(&mut self, at_s: i64, input: Input) {
        if let Input::LegEnded { leg, .. } | Input::LegFailed { leg, .. } = &input
            && let Some(is_there) = self.legs.get_mut(&leg.number)
        {
            *is_there = false;
        }
        let was_over = self.line.call.is_over();
        let done = self.line.try_step(at_s, input);
        assert!(done.is_ok() || self.line.last.is_empty(), "a refused act does nothing");
        for output in std::mem::take(&mut self.line.last) {
            let is_late = matches!(output, Output::Fact(FactBody::RecordingEnded { .. } | FactBody::OfferEnded { .. }));
            assert!(!was_over || is_late || matches!(output, Output::HangUp { .. }), "{output:?} after the end");
            self.perform(at_s, output);
        }
    }

    fn perform(&mut self, at_s: i64, output: Output) {
        let offer_ended = |outcome| Input::OfferEnded { outcome, ring_ms: Millis(1) };
        match output {
            Output::Dial { leg, .. } => assert!(self.legs.insert(leg.number, true).is_none(), "a leg is dialled once"),
            Output::HangUp { leg } | Output::Reject { leg, .. } => {
                assert_eq!(self.legs.insert(leg.number, false), Some(true), "{leg} is hung up once");
            }
            Output::Fact(FactBody::CallEnded { .. }) => self.ends += 1,
            Output::Wait(_) => {
                let to = DialTo::Phone("8001".into());
                self.step(at_s, Input::Offer { agent: AGENT, to, queue: queue(), wait_ms: Millis::ZERO });
            }
            Output::LeaveQueue if self.line.call.offer.is_some() => {
                self.step(at_s, offer_ended(OfferOutcome::Abandoned))
            }
            Output::OfferAnswered => self.step(at_s, offer_ended(OfferOutcome::Answered)),
            Output::OfferFailed { .. } => {
                self.step(at_s, offer_ended(OfferOutcome::Failed));
                self.step(at_s, Input::Overflowed { prompt: Some("goodbye".into()) });
            }
            _ => {}
        }
    }
}

fn survive(inputs: Vec<(i64, Input)>) {
    let transfer = Node::TransferTo { number: "1".into(), trunk: "t".into(), otherwise: "menu".into() };
    let dial = Node::Dial { phone: "8001".into(), is_recorded: true, otherwise: "transfer".into() };
    let keys = BTreeMap::from([('1', "queue".into()), ('2', "dial".into()), ('3', "transfer".into())]);
    let menu = Node::Menu {
        prompts: vec!["menu".into()],
        keys,
        wait: Millis::from_secs(5),
        repeats: 1,
        invalid: None,
        otherwise: "bye".into(),
    };
    let bye = ("bye", Node::HangUp);
    let rules = rules(&[("menu", menu), to_queue(), ("dial", dial), ("transfer", transfer), bye]);
    let mut around = Around { line: Line::start(&rules), legs: HashMap::from([(0, true)]), ends: 0 };
    let mut now = 0;
    for (pause, input) in inputs {
        now += pause;
        if matches!(&input, Input::LegFailed { leg, .. } | Input::LegAnswered { leg } if leg.number == 0) {
            continue; // The customer's leg was not dialled.
        }
        around.step(now, input);
        assert_eq!(around.ends, u32::from(around.line.call.is_over()), "a call ends once");
    }
    around.step(now + 1, Input::LegEnded { leg: CUSTOMER, end: LegEnd::HungUp });
    assert!(around.line.call.is_over() && around.legs.values().all(|is_there| !is_there), "{:?}", around.legs);
    around.step(now + 61, Input::Tick);
    assert!(around.line.call.is_finished());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_order_of_events_breaks_a_call(inputs in prop::collection::vec((0..9_i64, any_input()), 1..60)) {
        survive(inputs);
    }
}

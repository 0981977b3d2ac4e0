//! A short day on the floor, told in facts: the wallboard and the report must say the same.

use crate::{Buckets, CallStage, Definition, Floor, fold};
use model::{
    Actor, AgentProfile, AgentState, AwayReason, CallCause, CallId, Fact, FactBody, LegId, Millis, OfferOutcome,
    PersonId, PhoneNumber, QueueId, QueueOutcome,
};
use std::sync::Arc;

const MINUTE: i64 = 60_000;
/// 2026-10-10 00:00 in China.
const MIDNIGHT: i64 = 20_736 * 86_400_000 - 8 * 3_600_000;
const NINE: i64 = MIDNIGHT + 9 * 3_600_000;

fn call(number: u128) -> CallId {
    CallId(uuid(number))
}

fn person(number: u128) -> PersonId {
    PersonId(uuid(number))
}

fn uuid<T: serde::de::DeserializeOwned>(number: u128) -> T {
    let hex = format!("{number:032x}");
    serde_json::from_value(hex.into()).expect("32 hexadecimal digits")
}

fn queue() -> QueueId {
    "aftersale".into()
}

fn definition() -> Arc<Definition> {
    Arc::new(Definition::first([(queue(), Millis::from_secs(20))]))
}

fn fact(at: i64, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms: Millis(at), actor: Actor::Switch, reasons: vec![], body }
}

fn state(at: i64, agent: u128, state: AgentState) -> Fact {
    fact(at, FactBody::AgentStateChanged { agent: person(agent), state, cause: None })
}

fn arrives(at: i64, id: u128) -> [Fact; 2] {
    let from = PhoneNumber::from_wire("13800000000");
    [
        fact(at, FactBody::CallStarted { call: call(id), from, to: "95000".into(), trunk: "demo".into() }),
        fact(at, FactBody::QueueEntered { call: call(id), queue: queue(), priority: 0, skills: vec![] }),
    ]
}

fn leaves(at: i64, id: u128, outcome: QueueOutcome, wait_ms: i64) -> Fact {
    fact(at, FactBody::QueueLeft { call: call(id), queue: queue(), outcome, wait_ms: Millis(wait_ms) })
}

fn ends(at: i64, id: u128, talk_ms: i64, hold_ms: i64) -> Fact {
    let (talk_ms, hold_ms) = (Millis(talk_ms), Millis(hold_ms));
    fact(at, FactBody::CallEnded { call: call(id), cause: CallCause::CustomerHungUp, status: 200, talk_ms, hold_ms })
}

/// Call 1: waits 10 s, talks 4 min, held 1 min, wrap-up 1 min. Call 2: abandons after 3 s. Call 3: after 30 s.
fn morning() -> Vec<Fact> {
    let leg = LegId { call: call(1), number: 1 };
    let agent = person(7);
    let mut facts = vec![
        fact(NINE - MINUTE, FactBody::ServiceStarted { version: "1".into() }),
        state(NINE - MINUTE, 7, AgentState::Away { reason: AwayReason::SignedIn }),
        state(NINE, 7, AgentState::Ready),
    ];
    facts.extend(arrives(NINE + 2 * MINUTE, 1));
    let at = NINE + 2 * MINUTE;
    let until = Millis(at + 20_000);
    facts.extend([
        state(at, 7, AgentState::Ringing { call: call(1), until }),
        fact(at, FactBody::OfferMade { call: call(1), leg, agent, queue: queue(), wait_ms: Millis(0) }),
        leaves(at + 10_000, 1, QueueOutcome::Answered, 10_000),
        fact(at + 10_000, FactBody::CallBridged { call: call(1), leg, agent: Some(agent) }),
        state(at + 10_000, 7, AgentState::Talking { call: call(1) }),
    ]);
    facts.extend(arrives(at + MINUTE, 2));
    facts.push(leaves(at + MINUTE + 3_000, 2, QueueOutcome::Abandoned, 3_000));
    facts.push(ends(at + MINUTE + 3_000, 2, 0, 0));
    facts.extend(arrives(at + 2 * MINUTE, 3));
    facts.push(leaves(at + 2 * MINUTE + 30_000, 3, QueueOutcome::Abandoned, 30_000));
    facts.push(ends(at + 2 * MINUTE + 30_000, 3, 0, 0));
    let over = at + 10_000 + 5 * MINUTE;
    facts.push(ends(over, 1, 4 * MINUTE, MINUTE));
    facts.push(state(over, 7, AgentState::WrapUp { call: call(1), until: Millis(over + MINUTE) }));
    facts.push(state(over + MINUTE, 7, AgentState::Ready));
    facts
}

fn floor(now: i64) -> Floor {
    let mut floor = Floor::new(definition(), 480, Millis(now));
    let agent = AgentProfile {
        person: person(7),
        username: "agent1".into(),
        queues: vec![queue()],
        skills: vec![],
        phone: None,
        is_always_ready: false,
        may_take_calls: true,
    };
    floor.obey(definition(), &[queue()], &[agent]);
    floor
}

#[test]
fn a_morning_gives_its_figures() {
    let end = NINE + 15 * MINUTE;
    let figures = fold(definition(), Buckets::days(480), &morning(), Millis(end));
    let day = Millis(MIDNIGHT);
    let queue = &figures.queues[&queue()][&day];
    assert_eq!((queue.offered(), queue.answered, queue.abandoned, queue.waiting()), (3, 1, 2, 0));
    assert_eq!((queue.answered_within, queue.abandoned_within, queue.abandoned_short), (1, 1, 1));
    // F4: 1 / (1 + 2 − 1).
    assert_eq!(queue.service_level_percent(), Some(50.0));
    assert_eq!((queue.asa_ms(), queue.aht_ms()), (Some(10_000), Some(6 * MINUTE as u64)));
    assert_eq!(queue.wait_max_ms, 30_000);
    let agent = &figures.agents[&person(7)][&day];
    assert_eq!((agent.calls, agent.away_ms, agent.ringing_ms), (1, MINUTE as u64, 10_000));
    assert_eq!((agent.talking_ms, agent.wrap_up_ms), (5 * MINUTE as u64, MINUTE as u64));
    // Ready from 9:00 to 9:02 and from 9:08:10 to 9:15.
    assert_eq!(agent.ready_ms, (2 * MINUTE + 6 * MINUTE + 50_000) as u64);
}

#[test]
fn intervals_add_up_to_the_day() {
    let end = Millis(NINE + 15 * MINUTE);
    let whole = fold(definition(), Buckets::days(480), &morning(), end);
    for minutes in [1, 5, 15, 30, 60] {
        let buckets = Buckets { width: Millis(minutes * MINUTE), utc_offset_minutes: 480 };
        let parts = fold(definition(), buckets, &morning(), end);
        let mut queue_sum = crate::QueueFigures::default();
        parts.queues[&queue()].values().for_each(|part| queue_sum.merge(part));
        assert_eq!(queue_sum, whole.queues[&queue()][&Millis(MIDNIGHT)], "{minutes} minutes");
        let mut agent_sum = crate::AgentFigures::default();
        parts.agents[&person(7)].values().for_each(|part| agent_sum.merge(part));
        assert_eq!(agent_sum, whole.agents[&person(7)][&Millis(MIDNIGHT)], "{minutes} minutes");
    }
}

#[test]
fn the_wallboard_says_what_the_report_says() {
    let mut floor = floor(NINE - MINUTE);
    let facts = morning();
    facts.iter().for_each(|fact| floor.apply(fact));
    let last = facts.last().expect("facts").at_ms;
    let report = fold(definition(), Buckets::days(480), &facts, last);
    assert_eq!(floor.queues[&queue()].today, report.queues[&queue()][&Millis(MIDNIGHT)]);
    assert_eq!(floor.agents[&person(7)].today, report.agents[&person(7)][&Millis(MIDNIGHT)]);
    assert!(floor.calls.is_empty(), "{:?}", floor.calls);
    assert!(floor.queues[&queue()].waiting.is_empty());
}

#[test]
fn the_floor_shows_who_waits_and_who_talks() {
    let mut floor = floor(NINE);
    assert_eq!(floor.queues[&queue()].ready, 0, "signed out");
    floor.apply(&state(NINE, 7, AgentState::Ready));
    arrives(NINE, 1).iter().for_each(|fact| floor.apply(fact));
    let live = &floor.queues[&queue()];
    assert_eq!((live.ready, live.waiting.len(), live.waiting[0].from_masked.as_str()), (1, 1, "138****0000"));
    assert_eq!(floor.calls[&call(1)].state, CallStage::Waiting);
    let leg = LegId { call: call(1), number: 1 };
    let agent = person(7);
    floor.apply(&fact(NINE, FactBody::OfferMade { call: call(1), leg, agent, queue: queue(), wait_ms: Millis(0) }));
    assert_eq!(floor.calls[&call(1)].agent, Some(agent));
    let (outcome, ring_ms) = (OfferOutcome::Missed, Millis(20_000));
    floor.apply(&fact(NINE + 20_000, FactBody::OfferEnded { call: call(1), leg, agent, outcome, ring_ms }));
    assert_eq!((floor.calls[&call(1)].state, floor.calls[&call(1)].agent), (CallStage::Waiting, None));
    assert_eq!(floor.agents[&agent].today.missed, 1);
    floor.apply(&leaves(NINE + 30_000, 1, QueueOutcome::Answered, 30_000));
    floor.apply(&fact(NINE + 30_000, FactBody::CallBridged { call: call(1), leg, agent: Some(agent) }));
    floor.apply(&state(NINE + 30_000, 7, AgentState::Talking { call: call(1) }));
    let live = &floor.queues[&queue()];
    assert_eq!((live.ready, live.talking, live.waiting.len(), live.today.answered), (0, 1, 0, 1));
    assert_eq!(floor.calls[&call(1)].state, CallStage::Talking);
    let json = serde_json::to_value(&floor).expect("JSON");
    assert_eq!(json["agents"][agent.to_string()]["state"], "talking");
    assert_eq!(json["queues"]["aftersale"]["today"]["service_level_percent"], 0.0);

    floor.apply(&fact(NINE + 60_000, FactBody::ServiceStarted { version: "2".into() }));
    assert!(floor.calls.is_empty());
    assert_eq!(floor.agents[&agent].state, AgentState::Offline);
    assert_eq!(floor.queues[&queue()].talking, 0);
}

#[test]
fn the_day_begins_at_local_midnight() {
    let mut floor = floor(NINE);
    morning().iter().for_each(|fact| floor.apply(fact));
    arrives(MIDNIGHT + 86_400_000 - 5_000, 9).iter().for_each(|fact| floor.apply(fact));
    floor.roll(Millis(MIDNIGHT + 86_400_000 - 1));
    assert_eq!(floor.queues[&queue()].today.answered, 1);
    floor.roll(Millis(MIDNIGHT + 86_400_000));
    assert_eq!(floor.day_ms, Millis(MIDNIGHT + 86_400_000));
    assert_eq!(floor.queues[&queue()].today.answered, 0);
    assert_eq!(floor.queues[&queue()].waiting.len(), 1, "who waits keeps waiting");
    // Entered yesterday, so it counts there.
    floor.apply(&leaves(MIDNIGHT + 86_400_000 + 5_000, 9, QueueOutcome::Answered, 10_000));
    assert_eq!(floor.queues[&queue()].today.answered, 0);
}

#[test]
fn a_crash_ends_what_was_going_on_at_the_last_fact() {
    let facts = [
        state(NINE, 7, AgentState::Ready),
        fact(NINE + MINUTE, FactBody::PhoneUnregistered { phone: "8001".into() }),
        fact(NINE + 60 * MINUTE, FactBody::ServiceStarted { version: "1".into() }),
    ];
    let figures = fold(definition(), Buckets::days(480), &facts, Millis(NINE + 90 * MINUTE));
    assert_eq!(figures.agents[&person(7)][&Millis(MIDNIGHT)].ready_ms, MINUTE as u64);
}

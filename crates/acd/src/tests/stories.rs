//! Short stories, one rule each.

use super::*;
use crate::agent::{self as table, Standing};
use crate::limits;
use model::{AgentState, AwayReason, FactBody, OfferOutcome, QueueOutcome, Refused};

#[test]
fn the_agents_table() {
    let (busy, other) = (call(1), call(2));
    let until = Millis(50);
    let here = Standing { is_signed_in: true, may_take_calls: true, has_audio: true, is_always_ready: false };
    let deaf = Standing { has_audio: false, ..here };
    let newcomer = Standing { may_take_calls: false, ..here };
    let gone = Standing { is_signed_in: false, ..here };
    let machine = Standing { is_always_ready: true, is_signed_in: false, ..here };
    let away = |reason| AgentState::Away { reason };
    let (ringing, talking) = (AgentState::Ringing { call: busy, until }, AgentState::Talking { call: busy });
    let wrap_up = AgentState::WrapUp { call: busy, until };
    let (signed_in, lost) = (away(AwayReason::SignedIn), away(AwayReason::DeviceLost));
    let wrong = |state: &str| Err(Refused::WrongState { state: state.into() });
    use AgentState::{Offline, Ready};
    use table::Input::*;
    for (state, input, standing, expected) in [
        (Offline, SignIn, here, Ok(signed_in.clone())),
        (talking.clone(), SignIn, here, Ok(talking.clone())),
        (Offline, GoReady, here, wrong("offline")),
        (signed_in.clone(), GoReady, here, Ok(Ready)),
        (signed_in.clone(), GoReady, deaf, Err(Refused::NoAudio)),
        (signed_in.clone(), GoReady, newcomer, Err(Refused::MayNotTakeCalls)),
        (wrap_up.clone(), GoReady, here, Ok(Ready)),
        (ringing.clone(), GoReady, here, wrong("ringing")),
        (talking.clone(), GoReady, here, wrong("talking")),
        (Ready, GoAway(AwayReason::Meal), here, Ok(away(AwayReason::Meal))),
        (ringing.clone(), GoAway(AwayReason::Meal), here, wrong("ringing")),
        (Ready, Offer { call: busy, until }, here, Ok(ringing.clone())),
        (wrap_up.clone(), Offer { call: busy, until }, here, wrong("wrap_up")),
        (ringing.clone(), Answered, here, Ok(talking.clone())),
        (ringing.clone(), OfferWithdrawn, here, Ok(Ready)),
        (ringing.clone(), OfferWithdrawn, newcomer, Ok(signed_in.clone())),
        (ringing.clone(), OfferWithdrawn, gone, Ok(Offline)),
        (ringing.clone(), Missed, here, Ok(away(AwayReason::MissedOffer))),
        (ringing.clone(), Failed, here, Ok(lost.clone())),
        (talking.clone(), Freed { until }, here, Ok(wrap_up.clone())),
        (talking.clone(), Freed { until: Millis(10) }, here, Ok(Ready)),
        (talking.clone(), Freed { until }, gone, Ok(Offline)),
        (talking.clone(), Freed { until }, machine, Ok(Ready)),
        (talking.clone(), SignOut, gone, Ok(talking.clone())),
        (wrap_up.clone(), SignOut, gone, Ok(Offline)),
        (wrap_up.clone(), FinishWrapUp(busy), here, Ok(Ready)),
        (wrap_up.clone(), FinishWrapUp(other), here, Err(Refused::NotYourCall)),
        (wrap_up.clone(), TimeOver, here, Ok(Ready)),
        (wrap_up.clone(), TimeOver, deaf, Ok(lost.clone())),
        (Ready, AudioLost, deaf, Ok(lost.clone())),
        (talking.clone(), AudioLost, deaf, Ok(talking.clone())),
        (lost.clone(), Reconsider, here, Ok(lost.clone())),
        (lost, Reconsider, machine, Ok(Ready)),
        (Offline, Reconsider, machine, Ok(Ready)),
        (Offline, Reconsider, gone, Ok(Offline)),
        (Ready, Reconsider, newcomer, Ok(signed_in)),
    ] {
        let what = format!("{state:?} and {input:?} of {standing:?}");
        assert_eq!(table::next(&state, Millis(10), input, standing), expected, "{what}");
    }
}

#[test]
fn the_longest_idle_agent_and_the_first_caller_meet() {
    let mut acd = open(rules(vec![queue("a")], vec![agent(1, &["a"]), agent(2, &["a"])]));
    assert_eq!(offers(&mut acd, 1, Input::Enqueue(demand(1, "a"))), [(call(1), person(1))]);
    // The caller gives up: no blame, and the turn is kept.
    assert_eq!(offers(&mut acd, 2, Input::CallerGone { call: call(1) }), []);
    assert_eq!(offers(&mut acd, 3, Input::Enqueue(demand(2, "a"))), [(call(2), person(1))]);
    assert_eq!(offers(&mut acd, 4, Input::Enqueue(demand(3, "a"))), [(call(3), person(2))]);
    assert_eq!(offers(&mut acd, 5, Input::Enqueue(demand(4, "a"))), []);
    // Missed: the caller is before the one who came later.
    assert_eq!(offers(&mut acd, 18, Input::Tick), []);
    assert_eq!(acd.away_reason(person(1)), Some(&AwayReason::MissedOffer));
    assert_eq!(offers(&mut acd, 19, Input::GoReady { agent: person(1) }), [(call(2), person(1))]);
    assert_eq!(acd.unmatched_pair(), None);
}

#[test]
fn priority_then_wait_and_all_skills() {
    let mut express = queue("express");
    express.priority = 5;
    let mut skilled = agent(1, &["a", "express"]);
    skilled.skills = vec!["refund".into()];
    let mut acd = open(rules(vec![queue("a"), express], vec![agent(2, &["a", "express"])]));
    for (second, number, queue) in [(1, 1, "a"), (2, 2, "a"), (3, 3, "express")] {
        offers(&mut acd, second, Input::Enqueue(demand(number, queue)));
    }
    let picky = Demand { skills: vec!["refund".into()], priority: 9, ..demand(4, "a") };
    assert_eq!(offers(&mut acd, 4, Input::Enqueue(picky)), []);
    offers(&mut acd, 5, Input::CallerGone { call: call(1) });
    let routing = rules(vec![queue("a"), queue("express")], vec![skilled, agent(2, &["a", "express"])]);
    // Rules change while all wait; nobody is free.
    assert_eq!(offers(&mut acd, 6, Input::Obey { routing: Arc::new(routing) }), []);
    offers(&mut acd, 7, Input::SignIn { agent: person(1) });
    offers(&mut acd, 7, Input::Browser { agent: person(1), is_connected: true });
    assert_eq!(offers(&mut acd, 8, Input::GoReady { agent: person(1) }), [(call(4), person(1))]);
}

#[test]
fn any_of_serves_from_other_queues_and_counts_for_its_own() {
    let mut acd = open(rules(vec![queue("a"), queue("b")], vec![agent(1, &["b"])]));
    let anybody = Demand { any_of: vec!["a".into(), "b".into()], ..demand(1, "a") };
    assert_eq!(offers(&mut acd, 1, Input::Enqueue(anybody)), [(call(1), person(1))]);
    let mut out = Vec::new();
    acd.handle(Millis::from_secs(3), Input::Answered { call: call(1) }, &mut out).expect("it rings");
    let left = FactBody::QueueLeft {
        call: call(1),
        queue: "a".into(),
        outcome: QueueOutcome::Answered,
        wait_ms: Millis(2_000),
    };
    assert!(out.contains(&Output::Fact(left)), "{out:?}");
}

#[test]
fn overflow_goes_round_in_a_circle_only_so_often() {
    let (mut a, mut b) = (queue("a"), queue("b"));
    (a.waiting_max, a.overflow_to) = (0, Some(Overflow::Queue("b".into())));
    (b.waiting_max, b.overflow_to) = (0, Some(Overflow::Queue("a".into())));
    let mut acd = open(rules(vec![a, b], vec![]));
    let mut out = Vec::new();
    acd.handle(Millis::ZERO, Input::Enqueue(demand(1, "a")), &mut out).expect("a caller comes");
    assert_eq!(out.last(), Some(&Output::Overflowed { call: call(1), prompt: None }));
    let entered = out.iter().filter(|output| matches!(output, Output::Fact(FactBody::QueueEntered { .. }))).count();
    assert_eq!((entered, acd.waiting_calls()), (1 + usize::from(limits::OVERFLOW_HOPS_MAX), 0));
}

#[test]
fn overflow_waits_for_the_offer_that_rings() {
    let mut a = queue("a");
    (a.overflow_after, a.overflow_to) = (Some(Millis::from_secs(10)), goodbye());
    let mut acd = open(rules(vec![a], vec![agent(1, &["a"])]));
    offers(&mut acd, 0, Input::Enqueue(demand(1, "a")));
    assert_eq!(acd.next_deadline(), Some(Millis::from_secs(15)), "the offer, not the overflow");
    let mut out = Vec::new();
    acd.handle(Millis::from_secs(15), Input::Tick, &mut out).expect("time goes by");
    assert_eq!(out.last(), Some(&Output::Overflowed { call: call(1), prompt: Some("goodbye".into()) }));
    assert_eq!(acd.next_deadline(), None);
}

#[test]
fn a_machine_agent_backs_off_twice_as_long_each_time() {
    let mut acd = open(rules(vec![queue("a")], vec![machine(1, &["a"])]));
    let mut now = 0;
    assert_eq!(offers(&mut acd, 0, Input::Enqueue(demand(1, "a"))).len(), 1);
    for pause in [1, 2, 4, 8, 16, 30, 30] {
        assert_eq!(offers(&mut acd, now, Input::Failed { call: call(1) }), []);
        assert_eq!(acd.next_deadline(), Some(Millis::from_secs(now + pause)));
        now += pause;
        assert_eq!(offers(&mut acd, now, Input::Tick), [(call(1), person(1))]);
    }
    offers(&mut acd, now, Input::Answered { call: call(1) });
    // No wrap-up, and an answer clears the record.
    offers(&mut acd, now, Input::Freed { agent: person(1), call: call(1) });
    assert_eq!(acd.agent_state(person(1)), Some(&AgentState::Ready));
    offers(&mut acd, now, Input::Enqueue(demand(2, "a")));
    offers(&mut acd, now, Input::Failed { call: call(2) });
    assert_eq!(acd.next_deadline(), Some(Millis::from_secs(now + 1)));
}

#[test]
fn rights_that_end_take_the_offer_back_at_once() {
    let agents = vec![agent(1, &["a"]), agent(2, &["a"])];
    let mut acd = open(rules(vec![queue("a")], agents.clone()));
    offers(&mut acd, 1, Input::Enqueue(demand(1, "a")));
    let mut suspended = agents;
    suspended[0].may_take_calls = false;
    let routing = Arc::new(rules(vec![queue("a")], suspended));
    let mut out = Vec::new();
    acd.handle(Millis::from_secs(2), Input::Obey { routing }, &mut out).expect("rules are obeyed");
    let (call, agent, outcome) = (call(1), person(1), OfferOutcome::Withdrawn);
    assert_eq!(out[0], Output::OfferEnded { call, agent, outcome, ring_ms: Millis(1_000) });
    assert!(matches!(out[2], Output::Offer { agent, .. } if agent == person(2)), "{out:?}");
    let refused = acd.handle(Millis::from_secs(3), Input::GoReady { agent }, &mut out);
    assert_eq!(refused, Err(Refused::MayNotTakeCalls));
}

#[test]
fn places_are_counted_over_all_lines_of_the_queue() {
    let mut a = queue("a");
    a.announce_every = Some(Millis::from_secs(30));
    let mut acd = open(rules(vec![a], vec![]));
    offers(&mut acd, 0, Input::Enqueue(demand(1, "a")));
    offers(&mut acd, 1, Input::Enqueue(Demand { skills: vec!["refund".into()], ..demand(2, "a") }));
    offers(&mut acd, 2, Input::Enqueue(Demand { priority: 1, ..demand(3, "a") }));
    let mut out = Vec::new();
    acd.handle(Millis::from_secs(32), Input::Tick, &mut out).expect("time goes by");
    let told = |output: &Output| match output {
        Output::Announce { call, place, .. } => Some((*call, *place)),
        _ => None,
    };
    assert_eq!(out.iter().filter_map(told).collect::<Vec<_>>(), [(call(1), 2), (call(2), 3), (call(3), 1)]);
}

#[test]
fn a_phone_that_a_flow_dials_gets_no_offer() {
    let mut acd = open(rules(vec![queue("a")], vec![machine(1, &["a"])]));
    offers(&mut acd, 0, Input::Seize { phone: "91".into() });
    assert_eq!(offers(&mut acd, 1, Input::Enqueue(demand(1, "a"))), []);
    assert_eq!(offers(&mut acd, 2, Input::Release { phone: "91".into() }), [(call(1), person(1))]);
}

/// Matching is not a walk over everybody: with 10,000 agents and as many callers this would take minutes.
#[test]
fn ten_thousand_agents_and_callers() {
    let names: Vec<String> = (0..20).map(|number| format!("q{number}")).collect();
    let queues = names.iter().map(|name| queue(name)).collect();
    let agents =
        (0..10_000).map(|number| machine(number, &[&names[number % 20], &names[(number / 20) % 20]])).collect();
    let mut acd = open(rules(queues, agents));
    let mut out = Vec::new();
    let mut rung = 0;
    for number in 0..12_000 {
        let caller = Input::Enqueue(demand(number, &names[number % 20]));
        acd.handle(Millis(number as i64), caller, &mut out).expect("a caller comes");
        rung += out.drain(..).filter(|output| matches!(output, Output::Offer { .. })).count();
    }
    assert_eq!((rung, acd.waiting_calls()), (10_000, 12_000));
    for number in 0..10_000 {
        let now = Millis(12_000 + number as i64);
        acd.handle(now, Input::CallerGone { call: call(number) }, &mut out).expect("a caller gives up");
        rung += out.drain(..).filter(|output| matches!(output, Output::Offer { .. })).count();
    }
    assert_eq!((rung, acd.waiting_calls()), (12_000, 2_000));
    assert_eq!(acd.unmatched_pair(), None);
}

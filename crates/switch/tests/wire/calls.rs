use crate::world::{AGENT_HZ, CUSTOMER_HZ, MUSIC_HZ, Setting, World};
use callers::message::sdp;
use callers::ua::Event;
use model::{CallCause, FactBody, Millis, OfferOutcome, QueueOutcome};
use std::time::Instant;

fn is_ended(event: &Event) -> bool {
    matches!(event, Event::Ended { .. } | Event::Released { .. })
}

fn is_call_ended(fact: &FactBody) -> bool {
    matches!(fact, FactBody::CallEnded { .. })
}

/// Customer 0 talks with agent 0.
fn talking(setting: &Setting) -> World {
    let mut world = World::new(setting);
    world.call(0);
    world.until_agent_rings(0);
    world.agents[0].answer();
    world.until_customer(0, "the customer is answered", |event| matches!(event, Event::Answered { .. }));
    world.until_customer_hears(0, AGENT_HZ);
    world.until_agent_hears(0, CUSTOMER_HZ);
    world
}

#[test]
fn both_hear_each_other_and_the_customer_hangs_up() {
    let mut world = talking(&Setting::default());
    world.customers[0].hang_up();
    world.until("the agent's phone is released", |world| world.agents[0].seen.iter().any(is_ended));
    world.until_fact("the call ended", is_call_ended);
    let cause =
        |fact: &FactBody| matches!(fact, FactBody::CallEnded { cause: CallCause::CustomerHungUp, status: 200, .. });
    assert_eq!(world.count(cause), 1);
    world.ends_clean();
}

#[test]
fn the_agent_hangs_up() {
    let mut world = talking(&Setting::default());
    world.agents[0].hang_up();
    world.until("the customer is released", |world| world.customers[0].seen.iter().any(is_ended));
    world.until_fact("by the agent", |fact| matches!(fact, FactBody::CallEnded { cause: CallCause::AgentHungUp, .. }));
    world.ends_clean();
}

#[test]
fn a_menu_key_leads_to_the_queue_and_music_plays_until_an_agent_answers() {
    let mut world = World::new(&Setting { has_menu: true, ..Setting::default() });
    world.call(0);
    world.until_customer_hears(0, 1_300.0);
    world.customers[0].press('2');
    world.until_agent_rings(0);
    world.until_fact("the key is in the journal", |fact| matches!(fact, FactBody::KeyPressed { key: '2', .. }));
    world.until_customer_hears(0, MUSIC_HZ);
    world.agents[0].answer();
    world.until_customer_hears(0, AGENT_HZ);
    world.until_agent_hears(0, CUSTOMER_HZ);
    world.customers[0].hang_up();
    world.until_fact("the call ended", is_call_ended);
    world.ends_clean();
}

#[test]
fn the_customers_phone_holds_and_comes_back() {
    let mut world = talking(&Setting::default());
    let rtp = world.customers[0].rtp.address();
    let call = world.customers[0].call.expect("in a call");
    world.customers[0].ua.reinvite(Instant::now(), call, &sdp(rtp, "sendonly"));
    world.until_fact("held", |fact| matches!(fact, FactBody::HoldStarted { .. }));
    world.customers[0].ua.reinvite(Instant::now(), call, &sdp(rtp, "sendrecv"));
    world.until_fact("taken back", |fact| matches!(fact, FactBody::HoldEnded { .. }));
    world.until_customer_hears(0, AGENT_HZ);
    world.until_agent_hears(0, CUSTOMER_HZ);
    world.customers[0].hang_up();
    world.until_fact("the call ended", is_call_ended);
    world.ends_clean();
}

#[test]
fn hanging_up_while_the_agent_rings_stops_the_ringing() {
    let mut world = World::new(&Setting::default());
    world.call(0);
    world.until_agent_rings(0);
    world.customers[0].hang_up();
    world.until("the phone stops ringing", |world| world.agents[0].seen.iter().any(is_ended));
    world.until_fact("abandoned", |fact| matches!(fact, FactBody::QueueLeft { outcome: QueueOutcome::Abandoned, .. }));
    world.until_fact("the offer ended so", |fact| {
        matches!(fact, FactBody::OfferEnded { outcome: OfferOutcome::Abandoned, .. })
    });
    world.ends_clean();
}

#[test]
fn two_callers_and_one_agent_are_served_in_turn() {
    let mut world = World::new(&Setting { customers: 2, ..Setting::default() });
    world.call(0);
    world.until_agent_rings(0);
    world.call(1);
    world.until_customer(1, "the second is answered with music", |event| matches!(event, Event::Answered { .. }));
    world.until_customer_hears(1, MUSIC_HZ);
    world.agents[0].answer();
    world.until_customer_hears(0, AGENT_HZ);
    world.agents[0].seen.clear();
    world.customers[0].hang_up();
    world.until_agent_rings(0);
    // A second call of the same phone has a stream of its own.
    world.agents[0].stream = None;
    world.agents[0].answer();
    world.until_customer_hears(1, AGENT_HZ);
    world.customers[1].hang_up();
    world.until("both calls ended", |world| world.count(is_call_ended) == 2);
    world.ends_clean();
}

#[test]
fn a_missed_offer_goes_to_the_other_agent() {
    let mut world = World::new(&Setting { agents: 2, ring: Millis(700), ..Setting::default() });
    world.call(0);
    world.until_fact("missed", |fact| matches!(fact, FactBody::OfferEnded { outcome: OfferOutcome::Missed, .. }));
    world.until("both phones have rung", |world| {
        world.agents.iter().all(|agent| agent.seen.iter().any(|event| matches!(event, Event::Incoming { .. })))
    });
    world.customers[0].hang_up();
    world.until_fact("the call ended", is_call_ended);
    assert_eq!(world.count(|fact| matches!(fact, FactBody::QueueEntered { .. })), 1, "the caller kept the place");
    world.ends_clean();
}

#[test]
fn an_unknown_number_gets_404_and_leaves_nothing() {
    let mut world = World::new(&Setting::default());
    world.dial(0, "12345");
    world.until_customer(0, "refused", |event| matches!(event, Event::Refused { status: 404, .. }));
    world.ends_clean();
}

#[test]
fn the_recording_has_the_customer_left_and_the_agent_right() {
    let mut world = talking(&Setting { is_recorded: true, ..Setting::default() });
    world.customers[0].hang_up();
    world.until_fact("the recording is complete", |fact| matches!(fact, FactBody::RecordingEnded { .. }));
    let file = std::fs::read_dir(world.recordings.path())
        .expect("the folder is there")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "wav"))
        .expect("one recording");
    let bytes = std::fs::read(file).expect("readable");
    let at = bytes.windows(4).position(|window| window == b"data").expect("a data chunk") + 8;
    let (left, right): (Vec<u8>, Vec<u8>) = bytes[at..].chunks_exact(2).map(|pair| (pair[0], pair[1])).unzip();
    let middle = left.len() / 4..left.len() * 3 / 4;
    assert!(callers::tone::share_at(CUSTOMER_HZ, &left[middle.clone()]) > 0.6, "the customer is left");
    assert!(callers::tone::share_at(AGENT_HZ, &right[middle]) > 0.6, "the agent is right");
    world.ends_clean();
}

//! Calls through the binary: sipp as the customer with `callers` as the agent, sipp as the phone, and sound by tone.

use crate::home::Setting;
use crate::sipp::Sipp;
use crate::world::{AGENT_HZ, CUSTOMER_HZ, Manner, World};
use callers::tone::{alaw, share_at};
use callers::ua::Event;

/// Plays a scenario as the customer against the world's agents until sipp has ended.
fn customers(world: &mut World, name: &'static str, more: &[&str]) -> bool {
    let centre = world.service.sip.to_string();
    let mut arguments: Vec<String> = vec![centre, "-s".into(), "95000".into()];
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    let Some(mut sipp) = Sipp::start(&world.home, name, world.home.stranger_ip(), &arguments) else { return false };
    while !sipp.is_done() {
        world.step();
    }
    true
}

fn is_ended(event: &Event) -> bool {
    matches!(event, Event::Ended { .. } | Event::Released { .. })
}

fn is_incoming(event: &Event) -> bool {
    matches!(event, Event::Incoming { .. })
}

#[test]
fn both_hear_each_other_whoever_hangs_up() {
    let mut world = World::new(Setting { is_recorded: true, ..Setting::default() });
    let call = world.talk("95000");
    world.part(call);
    let (_, agent) = world.talk("95000");
    world.agents.hang_up(agent);
    world.until("the customer is released", |world| world.customers.saw(is_ended) == 2);
    world.until_idle();
    let qa = world.log_in("qa");
    let calls = qa.get("/api/v1/calls").json();
    let recordings: Vec<&str> =
        calls["items"].as_array().expect("calls").iter().filter_map(|call| call["recording"]["id"].as_str()).collect();
    assert_eq!(recordings.len(), 2, "{calls}");
    for id in recordings {
        let audio = qa.get(&format!("/api/v1/recordings/{id}/audio"));
        assert_eq!((audio.status, audio.header("content-type")), (200, "audio/wav"), "{}", audio.text());
        let sides = audio.body[44..].chunks_exact(4).map(|four| {
            let side = |at| alaw(i16::from_le_bytes([four[at], four[at + 1]]));
            (side(0), side(2))
        });
        let (left, right): (Vec<u8>, Vec<u8>) = sides.unzip();
        let middle = left.len() / 4..left.len() * 3 / 4;
        assert!(share_at(CUSTOMER_HZ, &left[middle.clone()]) > 0.6, "the customer is left");
        assert!(share_at(AGENT_HZ, &right[middle]) > 0.6, "the agent is right");
    }
}

/// With -rtp_echo the customer says what it hears: the agent hears its own tone after the way there and back.
#[test]
fn sipp_customers_are_served() {
    let mut world = World::new(Setting { agents: 4, ..Setting::default() });
    let centre = world.service.sip.to_string();
    let arguments = [centre.as_str(), "-s", "95000", "-m", "1", "-rtp_echo"].map(str::to_owned);
    for name in ["call", "late-offer"] {
        let Some(mut sipp) = Sipp::start(&world.home, name, world.home.stranger_ip(), &arguments) else { return };
        world.until(&format!("{name}: the agent hears the echo of the own tone"), |world| {
            world.agents.talks.keys().any(|key| world.agents.hears(*key, AGENT_HZ))
        });
        while !sipp.is_done() {
            world.step();
        }
    }
    let scenarios = [("call", "4"), ("hold", "4"), ("bye-while-held", "4"), ("late-offer", "4"), ("ack-and-bye", "20")];
    for (name, count) in scenarios {
        customers(&mut world, name, &["-m", count, "-r", "10", "-l", "4"]);
    }
    customers(&mut world, "call", &["-m", "4", "-l", "4", "-t", "t1"]);
    customers(&mut world, "hold", &["-m", "2", "-l", "2", "-t", "t1"]);
    world.until("every phone that rang is released", |world| {
        world.agents.saw(is_ended) == world.agents.saw(is_incoming)
    });
    // A caller who meets four busy agents hears music first, and may be gone before one is free.
    assert!(world.agents.saw(is_incoming) >= 30, "most calls reached an agent");
    world.until_idle();
}

#[test]
fn sipp_customers_give_up_at_any_step() {
    let mut world = World::new(Setting { agents: 4, ..Setting::default() });
    world.agents.manner = Manner::Rings;
    for name in ["cancel", "cancel-at-once"] {
        if !customers(&mut world, name, &["-m", "8", "-r", "10", "-l", "4"]) {
            return;
        }
    }
    customers(&mut world, "cancel", &["-m", "2", "-l", "1", "-t", "t1"]);
    world.until("every phone that rang is released", |world| {
        world.agents.saw(is_ended) == world.agents.saw(is_incoming)
    });
    assert_eq!(world.agents.saw(|event| matches!(event, Event::Confirmed { .. })), 0, "nobody was connected");
    customers(&mut world, "refused", &["-m", "2", "-s", "12345"]);
    world.until_idle();
}

#[test]
fn sipp_customers_wait_in_the_queue_and_hang_up() {
    let mut world = World::new(Setting { agents: 0, ..Setting::default() });
    if customers(&mut world, "call", &["-m", "5", "-r", "10"]) {
        customers(&mut world, "ack-and-bye", &["-m", "10", "-r", "20"]);
        world.until_idle();
        assert_eq!(world.agents.saw(|_| true), 0);
    }
}

#[test]
fn the_agent_hangs_up_on_sipp() {
    let mut world = World::new(Setting::default());
    let centre = world.service.sip.to_string();
    let arguments = [centre.as_str(), "-s", "95000", "-m", "1"].map(str::to_owned);
    let Some(mut sipp) = Sipp::start(&world.home, "agent-ends", world.home.stranger_ip(), &arguments) else { return };
    world.until("the agent is in a call", |world| {
        world.agents.saw(|event| matches!(event, Event::Confirmed { .. })) == 1
    });
    let key = *world.agents.talks.keys().next().expect("in a call");
    world.agents.hang_up(key);
    while !sipp.is_done() {
        world.step();
    }
    world.until_idle();
}

/// Phones belong to the address of [`crate::home::Home::phones`]: there sipp stands in for our own.
#[test]
fn sipp_phones_answer() {
    for name in ["phone", "phone-hangs-up"] {
        let home = crate::home::Home::new(Setting::default());
        let arguments = ["-p", "5080", "-m", "2", "-rtp_echo"].map(str::to_owned);
        let Some(mut sipp) = Sipp::start(&home, name, home.phones_ip(), &arguments) else {
            return;
        };
        let service = crate::service::Service::start(&home);
        let mut world = World::without_phones(home, service);
        for round in 0..2 {
            let customer = world.customers.call(world.service.sip, "13900001234", ["95000", "7000"][round]);
            world.until("the customer hears the echo of the own tone", |world| {
                world.customers.hears(customer, CUSTOMER_HZ)
            });
            if name == "phone" {
                world.customers.hang_up(customer);
            }
            world.until("the customer is released", |world| world.customers.talks.is_empty());
        }
        while !sipp.is_done() {
            world.step();
        }
        world.until_idle();
    }
}

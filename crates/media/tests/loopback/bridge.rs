use crate::centre::{Centre, legs, prompts};
use crate::phone::{Law, Phone, Rtp, assert_one_timeline, purity};
use media::MediaEvent;
use model::{LegId, Millis};
use std::net::UdpSocket;
use std::time::{Duration, Instant};

/// Both talk for so many frames as fast as they can; returns what each heard.
fn talk(customer: &mut Phone, agent: &mut Phone, frames: usize) -> (Vec<Rtp>, Vec<Rtp>) {
    let mut heard = (Vec::new(), Vec::new());
    for _ in 0..frames {
        customer.send_tone(1_000);
        agent.send_tone(600);
        heard.1.push(agent.receive());
        heard.0.push(customer.receive());
    }
    heard
}

#[test]
fn both_hear_each_other() {
    let centre = Centre::start();
    let (mut customer, mut agent, ..) = centre.bridge(Law::A, Law::A);
    let (at_customer, at_agent) = talk(&mut customer, &mut agent, 50);
    assert!(purity(&customer.samples(&at_customer), 600) > 0.95);
    assert!(purity(&agent.samples(&at_agent), 1_000) > 0.95);
    assert_one_timeline(&at_customer);
    assert_one_timeline(&at_agent);
    let load = centre.media.load();
    assert_eq!((load.legs, load.packets_in, load.packets_out, load.packets_lost), (2, 100, 100, 0));
}

#[test]
fn the_two_laws_of_g711_are_translated_on_the_way() {
    let centre = Centre::start();
    // The agent's phone answers in µ-law although A-law stood first.
    let (mut customer, mut agent, ..) = centre.bridge(Law::A, Law::Mu);
    let (at_customer, at_agent) = talk(&mut customer, &mut agent, 50);
    assert!(at_agent.iter().all(|packet| packet.payload_type == 0));
    assert!(purity(&customer.samples(&at_customer), 600) > 0.95);
    assert!(purity(&agent.samples(&at_agent), 1_000) > 0.95);
}

#[test]
fn one_timeline_across_prompt_bridge_music_and_bridge() {
    let mut centre = Centre::start();
    let (a, b) = legs();
    let (mut customer, mut agent) = (Phone::new(Law::A, 1), Phone::new(Law::A, 2));
    centre.dial_in(a, &mut customer);
    let mut heard = Vec::new();

    centre.media.play(a, 1, &prompts(&["greeting", "greeting"]), false);
    heard.extend(customer.receive_many(10));
    assert!(purity(&customer.samples(&heard), 500) > 0.9);
    assert_eq!(centre.event(), MediaEvent::PlayEnded { leg: a, play: 1 });

    centre.dial_out(b, &mut agent);
    centre.media.connect(a, b);
    let (at_customer, _) = talk(&mut customer, &mut agent, 20);
    heard.extend(at_customer);

    centre.media.disconnect(a, b);
    centre.media.play(a, 2, &prompts(&["music"]), true);
    let music = customer.receive_many(60);
    assert!(purity(&customer.samples(&music), 700) > 0.9, "the loop has no seam");
    heard.extend(music);

    centre.media.connect(a, b);
    let first = loop {
        // Music may still be under way.
        agent.send_tone(600);
        let packet = customer.receive();
        heard.push(packet.clone());
        if purity(&customer.samples(&[packet]), 600) > 0.9 {
            break heard.len() - 1;
        }
    };
    assert_one_timeline(&heard);
    let marked: Vec<usize> = (0..heard.len()).filter(|&i| heard[i].marker).collect();
    assert_eq!(marked, [0, 10, 30, first], "the marker stands at each change of source");
    centre.no_event();
}

#[test]
fn a_key_is_told_once_and_passed_on() {
    let mut centre = Centre::start();
    let (mut customer, mut agent, a, b) = centre.bridge(Law::A, Law::Mu);
    talk(&mut customer, &mut agent, 3);
    customer.press(5);
    assert_eq!(centre.event(), MediaEvent::Digit { leg: a, digit: '5' });
    let events = agent.receive_many(7);
    assert!(events.iter().all(|packet| packet.payload_type == 101 && packet.timestamp == events[0].timestamp));
    assert!(events.iter().all(|packet| packet.payload[0] == 5));
    agent.press(11);
    assert_eq!(centre.event(), MediaEvent::Digit { leg: b, digit: '#' });
    centre.no_event();

    assert!(centre.media.send_digit(b, '9'), "the phone takes telephone-events");
    let sent = agent.receive_many(7);
    assert!(sent.iter().all(|packet| packet.payload_type == 101 && packet.payload[0] == 9));
    assert_one_timeline(&[events, sent].concat());
}

#[test]
fn a_digit_does_not_stop_a_prompt_but_stop_play_does() {
    let mut centre = Centre::start();
    let (a, _) = legs();
    let mut customer = Phone::new(Law::Mu, 1);
    centre.dial_in(a, &mut customer);
    centre.media.play(a, 7, &prompts(&["music"]), true);
    customer.receive_many(3);
    customer.press(1);
    assert_eq!(centre.event(), MediaEvent::Digit { leg: a, digit: '1' });
    assert!(purity(&customer.samples(&customer.receive_many(20)), 700) > 0.9);
    centre.media.stop_play(a);
    let quiet_by = Instant::now() + Duration::from_millis(200);
    let mut left = 0;
    while customer.receive_until(quiet_by).is_some() {
        left += 1;
    }
    assert!(left <= 2, "{left} packets after the stop");
    centre.no_event();
}

#[test]
fn a_stranger_is_not_heard_and_gets_nothing() {
    let centre = Centre::start();
    let (mut customer, mut agent, ..) = centre.bridge(Law::A, Law::A);
    talk(&mut customer, &mut agent, 5);
    let mut stranger = Phone::new(Law::A, 66);
    stranger.centre = customer.centre;
    for _ in 0..20 {
        stranger.send_tone(2_000);
    }
    let (_, at_agent) = talk(&mut customer, &mut agent, 20);
    assert!(purity(&agent.samples(&at_agent), 1_000) > 0.95);
    assert_one_timeline(&at_agent);
    assert!(stranger.receive_until(Instant::now() + Duration::from_millis(50)).is_none());
}

#[test]
fn a_phone_behind_nat_is_answered_where_it_sends_from() {
    let centre = Centre::start();
    let (a, b) = legs();
    let (mut customer, mut agent) = (Phone::new(Law::A, 1), Phone::new(Law::A, 2));
    centre.dial_in(a, &mut customer);
    // The address in its SDP is not the one its packets come from.
    customer.socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    centre.dial_out(b, &mut agent);
    centre.media.connect(a, b);
    for _ in 0..6 {
        customer.send_tone(1_000);
        agent.receive();
    }
    let (at_customer, _) = talk(&mut customer, &mut agent, 10);
    assert!(purity(&customer.samples(&at_customer), 600) > 0.95);
}

#[test]
fn hold_by_reinvite_silences_one_way_and_comes_back() {
    let centre = Centre::start();
    let (mut customer, mut agent, _, b) = centre.bridge(Law::A, Law::A);
    talk(&mut customer, &mut agent, 5);
    let held = centre.media.reoffered(b, Some(agent.sdp().replace("sendrecv", "sendonly"))).expect("answered");
    assert!(held.is_held && held.sdp.contains("a=recvonly"));
    agent.send_tone(600);
    customer.receive();
    customer.send_tone(1_000);
    assert!(agent.receive_until(Instant::now() + Duration::from_millis(50)).is_none());
    let back = centre.media.reoffered(b, Some(agent.sdp())).expect("answered");
    assert!(!back.is_held && back.sdp.contains("a=sendrecv"));
    talk(&mut customer, &mut agent, 5);
}

#[test]
fn a_leg_that_falls_silent_is_told_once() {
    let mut centre = Centre::start_with(|config| config.inactive_after = Millis(300));
    let (a, _) = legs();
    let mut customer = Phone::new(Law::A, 1);
    centre.dial_in(a, &mut customer);
    customer.send_tone(400);
    assert_eq!(centre.event(), MediaEvent::Inactive { leg: a });
    assert!(customer.receive_until(Instant::now() + Duration::from_millis(500)).is_none());
    centre.no_event();
    customer.send_tone(400);
    assert_eq!(centre.event(), MediaEvent::Inactive { leg: a }, "it spoke again, so it can fall silent again");
}

#[test]
fn a_port_rests_after_its_call() {
    let centre = Centre::start_with(|config| config.rtp_ports = (31_000, 31_003));
    let (a, b) = legs();
    let mut phones = [Phone::new(Law::A, 1), Phone::new(Law::A, 2), Phone::new(Law::A, 3)];
    centre.dial_in(a, &mut phones[0]);
    centre.dial_in(b, &mut phones[1]);
    let third = LegId { call: a.call, number: 2 };
    let refused = |phone: &Phone| centre.media.open_offered(third, phone.sdp()).is_err();
    assert!(refused(&phones[2]), "two ports, two legs");
    let began = Instant::now();
    centre.media.close(a);
    while refused(&phones[2]) {
        // A receive that times out, to let time pass.
        phones[2].receive_until(Instant::now() + Duration::from_millis(20));
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    assert!(began.elapsed() >= Duration::from_secs(2), "the port was given out after {:?}", began.elapsed());
}

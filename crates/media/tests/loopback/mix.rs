use crate::centre::{Centre, legs, prompts};
use crate::phone::{FRAME, Law, Phone, Rtp, assert_one_timeline, purity, tone};
use media::MediaEvent;
use media::codec::{Codec, Decoder, Encoder};
use model::LegId;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

/// The same telephone with another codec.
fn sdp(phone: &Phone, codec: Codec) -> String {
    let (pt, map) = (codec.offered_payload_type(), codec.rtpmap());
    phone
        .sdp()
        .replace("AVP 8 101", &format!("AVP {pt} 101"))
        .replace("rtpmap:8 PCMA/8000", &format!("rtpmap:{pt} {map}"))
}

/// Everybody speaks in real time; what each heard.
fn talk(voices: &mut [(&mut Phone, Codec, u32)], frames: u32) -> Vec<Vec<Rtp>> {
    let start = Instant::now();
    let mut encoders: Vec<Encoder> = voices.iter().map(|voice| Encoder::new(voice.1)).collect();
    let mut heard: Vec<Vec<Rtp>> = voices.iter().map(|_| Vec::new()).collect();
    for frame in 0..frames {
        for ((phone, codec, hertz), encoder) in voices.iter_mut().zip(&mut encoders) {
            let samples: Vec<i16> = (0..FRAME).map(|i| tone(*hertz, frame as usize * FRAME + i)).collect();
            let mut payload = Vec::new();
            encoder.encode(&samples, &mut payload);
            phone.send(codec.offered_payload_type(), frame * codec.frame_ticks(), false, &payload);
        }
        let deadline = start + Duration::from_millis(20) * (frame + 1);
        while let Some(packet) = voices[0].0.receive_until(deadline) {
            heard[0].push(packet);
        }
        for ((phone, ..), heard) in voices.iter().zip(&mut heard) {
            heard.extend(phone.waiting());
        }
    }
    heard
}

/// What was heard after the first half second, decoded.
fn sound(heard: &[Rtp], codec: Codec) -> Vec<i16> {
    let mut decoder = Decoder::new(codec);
    let mut samples = Vec::new();
    for packet in heard.iter().filter(|packet| packet.payload_type == codec.offered_payload_type()) {
        decoder.decode(&packet.payload, &mut samples);
    }
    samples.split_off(samples.len().min(4_000))
}

#[test]
fn codecs_that_differ_are_decoded_and_encoded() {
    for codec in [Codec::G722, Codec::Opus] {
        let centre = Centre::start();
        let (a, b) = legs();
        let (mut customer, mut agent) = (Phone::new(Law::A, 1), Phone::new(Law::A, 2));
        let answer = centre.media.open_offered(a, sdp(&customer, codec)).expect("an answer");
        customer.call(&answer);
        centre.dial_out(b, &mut agent);
        centre.media.connect(a, b);
        let heard = talk(&mut [(&mut customer, codec, 1_000), (&mut agent, Codec::Pcma, 600)], 75);
        let (at_customer, at_agent) = (sound(&heard[0], codec), sound(&heard[1], Codec::Pcma));
        let lengths = (at_customer.len(), at_agent.len());
        assert!(lengths.0 > 4_000 && lengths.1 > 4_000, "{codec:?}: {lengths:?}");
        // A loaded machine sends late, and what is made up for late packets is not as pure.
        assert!(purity(&at_customer, 600) > 0.5, "{codec:?}: {}", purity(&at_customer, 600));
        assert!(purity(&at_agent, 1_000) > 0.5, "{codec:?}: {}", purity(&at_agent, 1_000));
        assert_one_timeline(&heard[1]);
        let step = heard[0][9].timestamp.wrapping_sub(heard[0][8].timestamp);
        assert_eq!(step, codec.frame_ticks(), "{codec:?} counts by its own clock");
    }
}

#[test]
fn three_hear_each_other_and_not_themselves() {
    let centre = Centre::start();
    let (mut a, mut b, leg_a, leg_b) = centre.bridge(Law::A, Law::A);
    let mut c = Phone::new(Law::A, 3);
    let leg_c = LegId { call: leg_a.call, number: 2 };
    centre.dial_out(leg_c, &mut c);
    centre.media.connect(leg_a, leg_c);
    centre.media.connect(leg_b, leg_c);
    let pcma = Codec::Pcma;
    let heard = talk(&mut [(&mut a, pcma, 500), (&mut b, pcma, 900), (&mut c, pcma, 1_300)], 75);
    for (who, (own, others)) in [(500, [900, 1_300]), (900, [500, 1_300]), (1_300, [500, 900])].into_iter().enumerate()
    {
        let samples = sound(&heard[who], pcma);
        assert!(purity(&samples, own) < 0.05, "{who} hears itself");
        for other in others {
            assert!(purity(&samples, other) > 0.25, "{who} hears {other} Hz at {}", purity(&samples, other));
        }
        assert_one_timeline(&heard[who]);
    }
}

#[test]
fn a_key_passes_through_a_mix() {
    let mut centre = Centre::start();
    let (a, b) = legs();
    let (mut customer, mut agent) = (Phone::new(Law::A, 1), Phone::new(Law::A, 2));
    let answer = centre.media.open_offered(a, sdp(&customer, Codec::G722)).expect("an answer");
    customer.call(&answer);
    centre.dial_out(b, &mut agent);
    centre.media.connect(a, b);
    customer.press(3);
    assert_eq!(centre.event(), MediaEvent::Digit { leg: a, digit: '3' });
    let mut events = Vec::new();
    while events.len() < 7 {
        events.extend(Some(agent.receive()).filter(|packet| packet.payload_type == 101));
    }
    assert!(events.iter().all(|packet| packet.timestamp == events[0].timestamp && packet.payload[0] == 3));
}

#[test]
fn music_of_a_missing_file_is_silence_and_a_play_of_it_ends() {
    let mut centre = Centre::start();
    let (a, _) = legs();
    let mut customer = Phone::new(Law::A, 1);
    centre.dial_in(a, &mut customer);
    centre.media.play(a, 4, &prompts(&["missing", "../greeting"]), false);
    assert_eq!(centre.event(), MediaEvent::PlayEnded { leg: a, play: 4 });
}

#[test]
fn reports_go_to_the_port_above() {
    let centre = Centre::start();
    let (a, _) = legs();
    let mut customer = Phone::new(Law::A, 1);
    // A pair of neighbouring ports of our own.
    let (socket, control) = (0..200)
        .find_map(|_| {
            let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
            let port = socket.local_addr().expect("bound").port();
            Some((socket, UdpSocket::bind(("127.0.0.1", port.checked_add(1)?)).ok()?))
        })
        .expect("two neighbouring ports");
    customer.socket = socket;
    centre.dial_in(a, &mut customer);
    for _ in 0..3 {
        customer.send_tone(400);
    }
    control.set_read_timeout(Some(Duration::from_secs(12))).expect("a timeout above zero");
    let mut bytes = [0; 256];
    let (length, from) = control.recv_from(&mut bytes).expect("a report within five seconds");
    assert_eq!(from.port(), customer.centre.expect("called").port() + 1);
    assert_eq!((bytes[0], bytes[1], length), (0x81, 201, 32 + 20), "a receiver report with one block, and a name");
    assert_eq!(bytes[8..12], 1_u32.to_be_bytes(), "about the phone's SSRC");
}

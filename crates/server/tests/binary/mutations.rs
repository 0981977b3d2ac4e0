//! 5,000 seeded mutations of real INVITEs, SDP and RTP: nothing crashes, the live call stays, nothing is left behind.
//! `QIAO_SEED` repeats a run, `QIAO_LONG=1` makes it 50,000.

use crate::home::Setting;
use crate::torture::{GROWTH_BYTES_MAX, assert_unbroken, meanwhile};
use crate::wire::{Raw, Said};
use crate::world::{AGENT_HZ, CUSTOMER_HZ, World};
use callers::message::{Message, sdp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Words that parsers trip over.
const NASTY: [&str; 16] = [
    "4294967296",
    "-1",
    "99999999999999999999",
    "\0",
    "\r\n",
    "\r\n\r\n",
    ";;;;",
    "<<<>>>",
    "\"",
    "%00",
    "[::1",
    "sip:",
    "m=audio 0 RTP/AVP",
    "c=IN IP4 0.0.0.0",
    "a=fmtp:101 0-15,16-99999",
    "你好",
];

fn mutate(dice: &mut StdRng, original: &[u8]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..dice.random_range(1..=3) {
        if bytes.is_empty() {
            return bytes;
        }
        let at = dice.random_range(0..bytes.len());
        let until = (at + dice.random_range(1..=60)).min(bytes.len());
        match dice.random_range(0..7) {
            0 => bytes[at] = dice.random(),
            1 => bytes[at] ^= 1 << dice.random_range(0..8),
            2 => drop(bytes.drain(at..until)),
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..until].to_vec();
                let times = dice.random_range(1..=20);
                (0..times).for_each(|_| drop(bytes.splice(at..at, piece.iter().copied())));
            }
            5 => drop(bytes.splice(at..at, NASTY[dice.random_range(0..NASTY.len())].bytes())),
            _ => swap_lines(dice, &mut bytes),
        }
    }
    bytes
}

fn swap_lines(dice: &mut StdRng, bytes: &mut Vec<u8>) {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let (one, other) = (dice.random_range(0..lines.len()), dice.random_range(0..lines.len()));
    lines.swap(one, other);
    *bytes = lines.join(&b'\n');
}

/// Ends what an accepted mutation began, as far as the answer tells how: ACK and BYE, CANCEL, or ACK.
/// In between, mutated requests within the dialog.
fn clean_up(raw: &Raw, said: &Said, gone: &mut BTreeSet<String>, dice: &mut StdRng) {
    let Some(message) = Message::parse(said.0.as_bytes()) else { return };
    let Some(status) = message.status() else {
        return answer_request(raw, &message);
    };
    if message.cseq_method() != "INVITE" || status == 100 {
        return;
    }
    let header = |name: &str| message.header(name).unwrap_or_default();
    let request = |method: &str, uri: &str, via: &str, to: &str, cseq: u32| {
        format!(
            "{method} {uri} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {to}\r\nCall-ID: {}\r\n\
             CSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n",
            header("From"),
            header("Call-ID"),
        )
    };
    let cseq = message.cseq_number();
    let uri = format!("sip:95000@{}", raw.centre);
    let plain_to = header("To").split(";tag=").next().unwrap_or_default().to_owned();
    match status {
        101..=199 => raw.send_back(&request("CANCEL", &uri, header("Via"), &plain_to, cseq)),
        200..=299 => {
            let id: u64 = rand::random();
            let via = |n: &str| format!("SIP/2.0/UDP {};branch=z9hG4bKc{id:x}{n};rport", raw.address());
            let target = Message::uri_of(header("Contact"));
            raw.send_back(&request("ACK", target, &via("a"), header("To"), cseq));
            if gone.insert(header("Call-ID").to_owned()) {
                let offer = sdp(raw.address(), ["sendonly", "sendrecv", "inactive"][dice.random_range(0..3)]);
                for (method, kind, body) in [
                    ("INVITE", "application/sdp", offer.as_str()),
                    ("INFO", "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
                    ("UPDATE", "application/sdp", ""),
                ] {
                    let head = request(method, target, &via(method), header("To"), cseq.saturating_add(1));
                    let with_body = format!("Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    raw.send(&mutate(dice, head.replace("Content-Length: 0\r\n\r\n", &with_body).as_bytes()));
                }
                raw.send_back(&request("BYE", target, &via("b"), header("To"), cseq.saturating_add(2_000_000_000)));
            }
        }
        _ => raw.send_back(&request("ACK", &uri, header("Via"), header("To"), cseq)),
    }
}

/// Whatever the centre asks of us, as a BYE: yes.
fn answer_request(raw: &Raw, message: &Message<'_>) {
    if message.method() == "ACK" {
        return;
    }
    let mut text = String::from("SIP/2.0 200 OK\r\n");
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
        for value in message.all(name) {
            text += &format!("{name}: {value}\r\n");
        }
    }
    raw.send_back(&(text + "Content-Length: 0\r\n\r\n"));
}

#[test]
fn mutated_datagrams_neither_crash_nor_leak_nor_disturb() {
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    let mutations = if std::env::var_os("QIAO_LONG").is_some() { 50_000 } else { 5_000 };
    println!("seed {seed}, {mutations} mutations");
    let mut world = World::new(Setting { agents: 2, is_recorded: true, ..Setting::default() });
    let call = world.talk("95000");
    let legs = world.service.figure("qiao_media_legs");
    world.customers.listen_anew();
    world.agents.listen_anew();
    (world.stall_max, world.stepped) = (Duration::ZERO, Instant::now());
    let before = world.service.resident_bytes();
    let (ip, centre, client) = (world.home.stranger_ip(), world.service.sip, world.service.client());
    let media = world.customers.media_of(call.0).expect("the customer has sound");
    let own = world.customers.rtp.socket().try_clone().expect("a second handle");
    meanwhile(&mut world, || {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut raw = Raw::new(ip, centre);
        let mut gone = BTreeSet::new();
        for n in 0..mutations {
            match n % 5 {
                0 | 1 => {
                    let invite = whole_invite(&mut raw);
                    raw.send(&mutate(&mut dice, invite.as_bytes()));
                }
                2 => {
                    // Only the SDP is broken; its length is right, so that it gets as far as the media.
                    let body = mutate(&mut dice, sdp(raw.address(), "sendrecv").as_bytes());
                    let head = raw.build("INVITE", "95000", "UDP", " ");
                    let head =
                        head.replace("Content-Length: 1\r\n\r\n ", &format!("Content-Length: {}\r\n\r\n", body.len()));
                    raw.send(&[head.as_bytes(), &body].concat());
                }
                // From the very address that the centre listens to, and from a stranger's.
                3 => drop(own.send_to(&mutate(&mut dice, &rtp_packet(n as u16)), media)),
                _ => drop(raw.socket.send_to(&mutate(&mut dice, &rtp_packet(n as u16)), media)),
            }
            if n % 25 == 24 {
                raw.receive().iter().for_each(|said| clean_up(&raw, said, &mut gone, &mut dice));
            }
        }
        let options = raw.build("OPTIONS", "95000", "UDP", "");
        assert_eq!(raw.ask(&options, Duration::from_secs(5)).map(|said| said.status()), Some(200));
        assert_eq!((client.get("/healthz").status, client.get("/readyz").status), (200, 200));
        // What the clean-up could not name ends by itself: 64 × T1 without an ACK, or 60 s without sound.
        let end = Instant::now() + Duration::from_secs(75);
        let left = || crate::service::figure(&client, "qiao_media_legs");
        while left() > legs && Instant::now() < end {
            raw.receive().iter().for_each(|said| clean_up(&raw, said, &mut gone, &mut dice));
            std::thread::park_timeout(Duration::from_millis(50));
        }
        println!("{} calls came to be out of {mutations} mutations", gone.len());
    });
    assert_eq!(world.service.figure("qiao_media_legs"), legs, "no leg is left but those of the live call");
    assert_unbroken(&world);
    let grown = world.service.resident_bytes().saturating_sub(before);
    println!("grown by {} KiB", grown / 1_024);
    // Ten times the mutations grew it 2.3 times: what is remembered of transactions for 32 s, not of each message.
    let bound = GROWTH_BYTES_MAX * if mutations > 5_000 { 2 } else { 1 };
    assert!(grown < bound, "{grown} bytes");
    world.until("both still hear each other", |world| {
        world.customers.hears(call.0, AGENT_HZ) && world.agents.hears(call.1, CUSTOMER_HZ)
    });
    world.part(call);
    world.until_idle();
}

fn whole_invite(raw: &mut Raw) -> String {
    let body = sdp(raw.address(), "sendrecv");
    raw.build("INVITE", "95000", "UDP", &body)
}

/// G.711 A-law, 20 ms.
fn rtp_packet(sequence: u16) -> Vec<u8> {
    let mut packet = vec![0x80, 8];
    packet.extend(sequence.to_be_bytes());
    packet.extend((u32::from(sequence) * 160).to_be_bytes());
    packet.extend(0x5157_4552_u32.to_be_bytes());
    packet.extend([0xD5; 160]);
    packet
}

//! What is let through, how it is rewritten, and that the stack can read whatever was let through.

use super::scan::{Scan, param};
use super::screen::{Verdict, screen};
use rand::{Rng, SeedableRng};
use rsipstack::sip::{SipMessage, Transport};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transport::SipConnection;
use std::net::SocketAddr;

fn options(from: &str, via: &str, extra: &str) -> Vec<u8> {
    let head = format!(
        "OPTIONS sip:node.test SIP/2.0\r\nVia: {via}\r\nFrom: {from}\r\nTo: <sip:node.test>\r\nCall-ID: c\r\n\
         CSeq: 1 OPTIONS\r\n{extra}\r\n"
    );
    head.into_bytes()
}

const VIA: &str = "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa";
const FROM: &str = "<sip:a@peer.test>;tag=1";

fn verdict(data: &[u8]) -> Result<Vec<u8>, u16> {
    match screen(data, &Scan::new(data)) {
        Verdict::Pass(message) => Ok(message.into_owned()),
        Verdict::Refuse { status, .. } => Err(status),
        Verdict::Drop => Err(0),
    }
}

#[test]
fn addresses_are_read_in_one_way_or_refused() {
    for (from, is_sound) in [
        (FROM, true),
        ("sip:a@peer.test;tag=1", true),
        ("\"A, B\" <sip:a@peer.test>;tag=1", true),
        ("\"a \\\" <b\" <sip:a@peer.test>;tag=1", true),
        ("王芳 <sip:a@peer.test>;tag=1", true),
        ("a<sip:a@peer.test>;tag=1", true),
        ("<tel:+8613800000000>;tag=1", true),
        ("<sip:a@peer.test>", false),
        ("<sip:a@peer.test>;tag=", false),
        ("<sip:a@peer.test>;;tag=1", false),
        ("<sip:a@peer.test>;tag=1;", false),
        ("<sip:a@peer.test;tag=1", false),
        ("\"a <sip:a@peer.test>;tag=1", false),
        ("A, B <sip:a@peer.test>;tag=1", false),
        ("< sip:a@peer.test>;tag=1", false),
        ("sip:a@peer.test?x=y;tag=1", false),
        ("<sip:a@peer.test>;tag=1, <sip:b@peer.test>;tag=2", false),
        ("a@peer.test;tag=1", false),
    ] {
        let outcome = verdict(&options(from, VIA, "Content-Length: 0\r\n"));
        assert_eq!(outcome.is_ok(), is_sound, "{from}: {outcome:?}");
    }
}

#[test]
fn what_is_sound_is_passed_as_it_came_and_the_rest_is_rewritten() {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is passed is UTF-8");
    let sound = options(FROM, VIA, "Content-Length: 0\r\n");
    assert_eq!(verdict(&sound).as_ref(), Ok(&sound));
    for (name, value, line) in [
        ("From", "\"a  b\"   <sip:a@peer.test> ; tag = 1", "From: \"a  b\" <sip:a@peer.test>;tag=1\r\n"),
        ("From", "x\r\n <sip:a@peer.test>;tag=1", "From: x <sip:a@peer.test>;tag=1\r\n"),
    ] {
        let passed = text(verdict(&options(value, VIA, "Content-Length: 0\r\n")).expect("sound"));
        assert!(passed.contains(line), "{name}: {passed}");
    }
    let passed = verdict(&options(FROM, "SIP / 2.0 / UDP  127.0.0.1 ; branch = z9hG4bKa", "")).expect("sound");
    let passed = text(passed);
    assert!(passed.contains("Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\n"), "{passed}");
    assert!(passed.ends_with("Content-Length: 0\r\n\r\n"), "{passed}");
    let mut gbk = options(FROM, VIA, "Content-Length: 0\r\nSubject: ");
    gbk.truncate(gbk.len() - 2);
    gbk.extend_from_slice(b"\xcd\xf5\xb7\xbc\r\n\r\n");
    assert!(text(verdict(&gbk).expect("sound")).contains("Subject: ????\r\n"));
}

#[test]
fn parameters_stand_outside_of_quotes_and_brackets() {
    for (value, tag) in [
        ("<sip:a@b;tag=no>;tag=yes", Some("yes")),
        ("\";tag=no\" <sip:a@b>;TAG=yes", Some("yes")),
        ("<sip:a@b>;other=1", None),
        ("sip:a@b;tag=yes", Some("yes")),
    ] {
        assert_eq!(param(value.as_bytes(), b"tag"), tag.map(str::as_bytes), "{value}");
    }
}

/// The stack drops what it cannot parse or name without an answer, so whatever passes must be readable for it.
#[test]
fn what_passes_can_be_parsed() {
    let seed = std::env::var("QIAO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random::<u64>);
    println!("QIAO_SEED={seed}");
    let mut random = rand::rngs::StdRng::seed_from_u64(seed);
    let sound = options(FROM, VIA, "Contact: <sip:a@127.0.0.1:5060>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n");
    let from = SocketAddr::from(([127, 0, 0, 1], 5070));
    let mut unread = Vec::new();
    for _ in 0..30_000 {
        let mut data = sound.clone();
        for _ in 0..random.random_range(1..5) {
            let at = random.random_range(0..data.len());
            match random.random_range(0..3) {
                0 => data[at] = b"\r\n;:<>\"@,= \0%[]/?\xcd"[random.random_range(0..18)],
                1 => data.insert(at, b"\r\n;:<>\"@,= \0%[]/?\xcd"[random.random_range(0..18)]),
                _ => {
                    data.remove(at);
                }
            }
        }
        let Ok(passed) = verdict(&data) else { continue };
        let read = SipMessage::try_from(passed.as_slice())
            .ok()
            .and_then(|message| SipConnection::update_msg_received(message, from, Transport::Udp).ok());
        // Without a name the gate answers 400.
        let named = read.map(|message| match message {
            SipMessage::Request(request) => TransactionKey::from_request(&request, TransactionRole::Server).is_ok(),
            SipMessage::Response(_) => true,
        });
        if named.is_none() {
            unread.push(data.escape_ascii().to_string());
        }
    }
    assert!(unread.is_empty(), "{} were passed and not read, as:\n{}", unread.len(), unread[0]);
}

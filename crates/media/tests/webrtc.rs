//! A fake browser and our end of it on a wire of 10 ms, in virtual time.

mod fake_browser;

use fake_browser::{BrowserPoll, FakeBrowser};
use media::codec::{Codec, Decoder, Encoder};
use media::webrtc::{BrowserEvent, BrowserPeer, Poll};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const WAY: Duration = Duration::from_millis(10);

struct Wire {
    start: Instant,
    now: Instant,
    server: SocketAddr,
    browser: FakeBrowser,
    peer: BrowserPeer,
    to_browser: VecDeque<(Instant, Vec<u8>)>,
    to_peer: VecDeque<(Instant, Vec<u8>)>,
    events: Vec<BrowserEvent>,
    /// Datagrams do not arrive.
    is_cut: bool,
    /// When the peer wants to be polled next; like the engine, nobody polls it before without a reason.
    due: Instant,
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

impl Wire {
    fn new(codecs: &[Codec]) -> (Wire, String) {
        let now = Instant::now();
        let server = address("192.0.2.1:3478");
        let (mut browser, offer) = FakeBrowser::new(address("198.51.100.7:50000"), codecs, now);
        let (peer, answer) = BrowserPeer::accept_offer(&offer, &[server], now).expect("a good offer");
        browser.take_answer(&answer);
        let (to_browser, to_peer, events) = (VecDeque::new(), VecDeque::new(), Vec::new());
        let wire =
            Wire { start: now, now, server, browser, peer, to_browser, to_peer, events, is_cut: false, due: now };
        (wire, answer)
    }

    fn connected(codecs: &[Codec]) -> Wire {
        let (mut wire, _) = Wire::new(codecs);
        wire.run(Duration::from_secs(3));
        assert_eq!(wire.events, [BrowserEvent::Connected]);
        assert!(wire.browser.is_connected && wire.peer.is_connected());
        wire.events.clear();
        wire
    }

    fn run(&mut self, span: Duration) {
        let until = self.now + span;
        while self.now < until {
            self.now += Duration::from_millis(5);
            self.step();
        }
    }

    fn step(&mut self) {
        let now = self.now;
        while let Some((_, bytes)) = self.to_browser.pop_front_if(|sent| sent.0 + WAY <= now) {
            self.browser.receive(now, self.server, &bytes);
            self.drain_browser();
        }
        self.browser.tick(now);
        self.drain_browser();
        while let Some((_, bytes)) = self.to_peer.pop_front_if(|sent| sent.0 + WAY <= now) {
            let from = self.browser.local();
            // The engine's socket is bound to all addresses.
            let to = address("0.0.0.0:3478");
            assert!(self.peer.is_over() || self.peer.accepts(from, to, &bytes), "a packet of our browser");
            self.peer.receive(now, from, to, &bytes);
            self.drain_peer();
        }
        if self.due <= now {
            self.drain_peer();
        }
    }

    fn drain_browser(&mut self) {
        while let BrowserPoll::Transmit { to, bytes } = self.browser.poll() {
            assert_eq!(to, self.server);
            if !self.is_cut {
                self.to_peer.push_back((self.now, bytes));
            }
        }
    }

    fn drain_peer(&mut self) {
        loop {
            match self.peer.poll(self.now) {
                Poll::Transmit { to, bytes } => {
                    assert_eq!(to, self.browser.local());
                    if !self.is_cut {
                        self.to_browser.push_back((self.now, bytes));
                    }
                }
                Poll::Event(event) => self.events.push(event),
                Poll::Timeout(at) => {
                    assert!(at > self.now, "the next deadline lies ahead");
                    self.due = at;
                    return;
                }
            }
        }
    }

    /// Twenty frames each way, 20 ms apart; gives the payloads sent.
    fn talk(&mut self, codec: Codec) -> Vec<Vec<u8>> {
        let mut encoder = Encoder::new(codec);
        let mut sent = Vec::new();
        for frame in 0..20u32 {
            let samples: Vec<i16> = (0..160).map(|n| ((frame * 160 + n) as f32 * 0.3).sin() as i16 * 5_000).collect();
            let mut payload = Vec::new();
            encoder.encode(&samples, &mut payload);
            let time = 1_000 + frame * codec.frame_ticks();
            self.browser.speak(codec, &payload, time, self.now);
            self.drain_browser();
            self.peer.send(&payload, time, frame == 0, self.now);
            self.drain_peer();
            sent.push(payload);
            self.run(Duration::from_millis(20));
        }
        self.run(Duration::from_millis(100));
        sent
    }
}

#[test]
fn audio_passes_both_ways_in_the_codec_of_the_answer() {
    // Offered, agreed, payload type.
    let cases: [(&[Codec], Codec, u8); 4] = [
        (&[Codec::Opus, Codec::G722, Codec::Pcmu, Codec::Pcma], Codec::Pcma, 8),
        (&[Codec::Opus, Codec::Pcmu], Codec::Pcmu, 0),
        (&[Codec::Opus], Codec::Opus, 111),
        (&[Codec::G722], Codec::G722, 9),
    ];
    for (offered, codec, payload_type) in cases {
        let mut wire = Wire::connected(offered);
        assert_eq!(wire.peer.codec(), codec);
        let sent = wire.talk(codec);
        let heard: Vec<_> = wire
            .events
            .iter()
            .map(|event| match event {
                BrowserEvent::Audio(audio) => audio.clone(),
                other => panic!("{codec:?}: {other:?}"),
            })
            .collect();
        assert_eq!(heard.len(), 20, "{codec:?}");
        for (index, (audio, payload)) in heard.iter().zip(&sent).enumerate() {
            assert_eq!(*audio.payload, **payload);
            assert_eq!((audio.codec, audio.timestamp), (codec, 1_000 + index as u32 * codec.frame_ticks()));
        }
        let numbers: Vec<u16> = heard.iter().map(|audio| audio.sequence).collect();
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)), "{numbers:?}");
        assert_eq!(wire.browser.audio.len(), 20, "{codec:?}");
        for (index, (heard, payload)) in wire.browser.audio.iter().zip(&sent).enumerate() {
            assert_eq!(heard.payload, *payload);
            assert_eq!(heard.payload_type, payload_type);
            assert_eq!(heard.timestamp, 1_000 + index as u32 * codec.frame_ticks());
            assert_eq!(heard.is_marker, index == 0);
        }
        let mut samples = Vec::new();
        Decoder::new(codec).decode(&wire.browser.audio[10].payload, &mut samples);
        assert_eq!(samples.len(), 160);
    }
}

#[test]
fn keys_pass_both_ways_once_for_each_press() {
    for (codec, clock) in [(Codec::Pcma, 8_000), (Codec::Opus, 48_000)] {
        let mut wire = Wire::connected(&[codec]);
        wire.talk(codec);
        wire.events.clear();
        for (index, digit) in "95#".chars().enumerate() {
            for packet in wire.browser.key(digit, clock) {
                wire.browser.press(packet, clock, 100_000 + index as u32 * 10_000, wire.now);
                wire.drain_browser();
                wire.run(Duration::from_millis(20));
            }
            assert!(wire.peer.send_digit(digit, wire.now));
            wire.drain_peer();
        }
        wire.run(Duration::from_secs(1));
        assert_eq!(wire.events, ['9', '5', '#'].map(BrowserEvent::Digit), "{codec:?}");
        assert_eq!(wire.browser.digits, "95#", "{codec:?}");
        assert!(!wire.peer.send_digit('x', wire.now));
    }
}

#[test]
fn several_digits_at_once_are_sent_one_after_the_other() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    let sent = "0123456789".chars().filter(|&digit| wire.peer.send_digit(digit, wire.now)).count();
    wire.drain_peer();
    assert_eq!(sent, 10);
    wire.run(Duration::from_secs(3));
    assert_eq!(wire.browser.digits, "0123456789");
    assert!(!(0..100).all(|_| wire.peer.send_digit('1', wire.now)), "what waits is bounded");
}

#[test]
fn the_answer_is_lite_passive_and_has_one_codec() {
    let (_, answer) = Wire::new(&[Codec::Opus, Codec::Pcma]);
    for line in ["a=ice-lite", "a=setup:passive", "a=rtcp-mux", "a=sendrecv", "a=rtpmap:8 PCMA/8000"] {
        assert!(answer.lines().any(|found| found == line), "{line} in {answer}");
    }
    assert!(answer.contains("192.0.2.1 3478 typ host"), "{answer}");
    assert!(!answer.contains("opus"), "{answer}");
}

#[test]
fn one_certificate_serves_all_browsers() {
    let fingerprint = |answer: &str| answer.lines().find(|line| line.starts_with("a=fingerprint:")).map(str::to_owned);
    let (first, second) = (Wire::new(&[Codec::Pcma]).1, Wire::new(&[Codec::Pcma]).1);
    assert!(fingerprint(&first).is_some());
    assert_eq!(fingerprint(&first), fingerprint(&second));
}

#[test]
fn a_browser_is_known_among_others_by_its_packets() {
    let (mut one, _) = Wire::new(&[Codec::Pcma]);
    let (other, _) = Wire::new(&[Codec::Pcma]);
    one.now += Duration::from_millis(5);
    one.browser.tick(one.now);
    one.drain_browser();
    let (_, bytes) = one.to_peer.front().expect("a check");
    let from = address("203.0.113.9:1234"); // Behind NAT: not the address of its candidate.
    assert!(one.peer.accepts(from, one.server, bytes));
    assert!(!other.peer.accepts(from, other.server, bytes));
    assert!(!one.peer.accepts(from, one.server, b"noise"));
    assert!(!one.peer.accepts(from, one.server, b""));
}

#[test]
fn a_cut_line_is_a_lost_browser() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    wire.is_cut = true;
    wire.run(Duration::from_secs(60));
    assert_eq!(wire.events, [BrowserEvent::Lost]);
    assert!(!wire.peer.is_connected() && !wire.peer.is_over());
}

#[test]
fn a_short_cut_is_not_felt() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    wire.is_cut = true;
    wire.run(Duration::from_secs(2));
    wire.is_cut = false;
    wire.run(Duration::from_secs(3));
    assert_eq!(wire.events, []);
    wire.talk(Codec::Pcma);
    assert_eq!(wire.events.len(), 20);
}

#[test]
fn a_browser_that_was_lost_for_some_seconds_comes_back() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    wire.is_cut = true;
    wire.run(Duration::from_secs(15));
    wire.is_cut = false;
    wire.run(Duration::from_secs(15));
    assert_eq!(wire.events, [BrowserEvent::Lost, BrowserEvent::Connected]);
    wire.events.clear();
    wire.talk(Codec::Pcma);
    assert_eq!(wire.events.len(), 20);
}

#[test]
fn a_browser_that_never_comes_is_lost() {
    let (mut wire, _) = Wire::new(&[Codec::Pcma]);
    wire.is_cut = true;
    wire.run(Duration::from_secs(60));
    assert_eq!(wire.events, [BrowserEvent::Lost]);
}

#[test]
fn a_closed_tab_and_a_closed_peer_are_noticed_at_once() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    wire.browser.close();
    wire.drain_browser();
    wire.run(Duration::from_secs(1));
    assert_eq!(wire.events, [BrowserEvent::Lost]);
    let mut wire = Wire::connected(&[Codec::Pcma]);
    wire.peer.close(wire.now);
    wire.drain_peer();
    wire.run(Duration::from_secs(1));
    assert!(wire.peer.is_over() && !wire.peer.is_connected());
    assert_eq!(wire.events, [BrowserEvent::Lost]);
    assert!(wire.now - wire.start < Duration::from_secs(10));
}

#[test]
fn noise_on_the_socket_changes_nothing() {
    let mut wire = Wire::connected(&[Codec::Pcma]);
    let mut seed = 1u32;
    for length in 0..600usize {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        for first in [0u8, 1, 20, 23, 63, 128, 144, 191, 255] {
            let mut bytes = bytes.clone();
            if let Some(byte) = bytes.first_mut() {
                *byte = first;
            }
            // Even under the browser's own address.
            wire.peer.receive(wire.now, wire.browser.local(), wire.server, &bytes);
            wire.drain_peer();
        }
    }
    wire.to_browser.clear();
    wire.run(Duration::from_millis(100));
    assert_eq!(wire.events, []);
    wire.talk(Codec::Pcma);
    assert_eq!(wire.events.len(), 20);
}

#[test]
fn offers_that_are_none_are_refused() {
    let now = Instant::now();
    let (_, offer) = FakeBrowser::new(address("198.51.100.7:50000"), &[Codec::Pcma], now);
    for broken in [
        String::new(),
        "v=0\r\n".into(),
        offer.replace("a=fingerprint", "a=nothing"),
        offer.replace("a=ice-ufrag", "a=nothing"),
        offer.replace("PCMA", "G729").replace(" 8 ", " 18 "),
        offer.replace("m=audio", "m=video"),
    ] {
        assert!(BrowserPeer::accept_offer(&broken, &[address("192.0.2.1:3478")], now).is_err(), "{broken}");
    }
    assert!(BrowserPeer::accept_offer(&offer, &[address("0.0.0.0:0")], now).is_err());
}

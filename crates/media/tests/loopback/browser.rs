//! A browser phone: `str0m` on the other side of the wire, with the handshakes and keys of a real one.

use crate::centre::{Centre, legs, prompts};
use crate::phone::{FRAME, Law, PATIENCE, Phone, purity, tone};
use media::MediaEvent;
use media::codec::g711;
use model::{LegId, PersonId};
use std::net::UdpSocket;
use std::time::{Duration, Instant};
use str0m::change::SdpAnswer;
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};

pub struct Browser {
    rtc: Rtc,
    socket: UdpSocket,
    mid: Mid,
    seq: u64,
    timestamp: u32,
    phase: usize,
    is_connected: bool,
    /// RTP numbers and payloads that came, oldest first.
    heard: Vec<(u16, u32, Vec<u8>)>,
}

impl Browser {
    /// Offers audio to the centre as this agent.
    pub fn open(centre: &Centre, agent: PersonId, generation: u64) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        let mut rtc = Rtc::builder().set_rtp_mode(true).clear_codecs().enable_pcma(true, false).build(Instant::now());
        let local = socket.local_addr().expect("bound");
        rtc.add_local_candidate(Candidate::host(local, "udp").expect("a host candidate"));
        let mut api = rtc.sdp_api();
        let mid = api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = api.apply().expect("an offer");
        let answer = centre.media.open_browser(agent, generation, &offer.to_sdp_string()).expect("an answer");
        let answer = SdpAnswer::from_sdp_string(&answer).expect("a readable answer");
        rtc.sdp_api().accept_answer(pending, answer).expect("a fitting answer");
        Self { rtc, socket, mid, seq: 1, timestamp: 900, phase: 0, is_connected: false, heard: Vec::new() }
    }

    pub fn connect(&mut self) {
        self.run_until(Instant::now() + PATIENCE, |browser| browser.is_connected);
        assert!(self.is_connected, "ICE and DTLS come up");
    }

    pub fn send_tone(&mut self, hertz: u32) {
        let payload: Vec<u8> = (0..FRAME).map(|i| g711::linear_to_alaw(tone(hertz, self.phase + i))).collect();
        self.phase += FRAME;
        let now = Instant::now();
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(self.mid, None).expect("negotiated");
        stream.write_rtp(RtpWrite::new(Pt::from(8), self.seq.into(), self.timestamp, now, payload));
        self.seq += 1;
        self.timestamp += FRAME as u32;
        self.rtc.handle_input(Input::Timeout(now)).expect("time goes on");
        self.run_until(now, |_| true);
    }

    /// Waits for so many packets of sound.
    pub fn receive_many(&mut self, count: usize) -> Vec<(u16, u32, Vec<u8>)> {
        self.run_until(Instant::now() + PATIENCE, |browser| browser.heard.len() >= count);
        assert!(self.heard.len() >= count, "{} packets of {count} came", self.heard.len());
        self.heard.drain(..count).collect()
    }

    /// Lives until then, or until something is so.
    pub fn run_until(&mut self, deadline: Instant, is_done: impl Fn(&Self) -> bool) {
        loop {
            let due = self.drain();
            let left = deadline.min(due).saturating_duration_since(Instant::now());
            if is_done(self) || Instant::now() >= deadline {
                return;
            }
            self.socket.set_read_timeout(Some(left.max(Duration::from_millis(1)))).expect("a timeout above zero");
            let mut bytes = [0; 2_048];
            let now = Instant::now();
            if let Ok((length, from)) = self.socket.recv_from(&mut bytes) {
                let to = self.socket.local_addr().expect("bound");
                let received = Receive::new(Protocol::Udp, from, to, &bytes[..length]).expect("a datagram");
                self.rtc.handle_input(Input::Receive(Instant::now(), received)).expect("taken");
            } else {
                self.rtc.handle_input(Input::Timeout(now.max(Instant::now()))).expect("time goes on");
            }
        }
    }

    fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().expect("the browser lives") {
                Output::Timeout(due) => return due,
                Output::Transmit(transmit) => {
                    self.socket.send_to(&transmit.contents, transmit.destination).expect("sent");
                }
                Output::Event(Event::Connected) => self.is_connected = true,
                Output::Event(Event::RtpPacket(packet)) => {
                    let header = &packet.header;
                    self.heard.push((header.sequence_number, header.timestamp, packet.payload.to_vec()));
                }
                Output::Event(_) => {}
            }
        }
    }
}

fn samples(heard: &[(u16, u32, Vec<u8>)]) -> Vec<i16> {
    heard.iter().flat_map(|(_, _, payload)| payload.iter().map(|&byte| g711::alaw_to_linear(byte))).collect()
}

fn assert_one_timeline(heard: &[(u16, u32, Vec<u8>)]) {
    for pair in heard.windows(2) {
        assert_eq!(pair[1].0.wrapping_sub(pair[0].0), 1, "sequence");
        let step = pair[1].1.wrapping_sub(pair[0].1) as i32;
        assert!((0..24_000).contains(&step), "timestamp goes on by {step}");
    }
}

fn agent() -> PersonId {
    PersonId(uuid::Uuid::now_v7())
}

/// A customer on the line with an agent's browser.
fn on_the_line(centre: &mut Centre) -> (Phone, Browser, PersonId, LegId, LegId) {
    let (a, b) = legs();
    let person = agent();
    let mut customer = Phone::new(Law::A, 1);
    centre.dial_in(a, &mut customer);
    let mut browser = Browser::open(centre, person, 1);
    browser.connect();
    assert_eq!(centre.event(), MediaEvent::BrowserConnected { agent: person, generation: 1 });
    centre.media.attach_browser(b, person).expect("attached");
    centre.media.connect(a, b);
    (customer, browser, person, a, b)
}

#[test]
fn customer_and_browser_hear_each_other() {
    let mut centre = Centre::start();
    let (mut customer, mut browser, person, a, b) = on_the_line(&mut centre);
    let (mut at_customer, mut at_browser) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        browser.send_tone(600);
        at_customer.push(customer.receive());
        customer.send_tone(1_000);
        at_browser.extend(browser.receive_many(1));
    }
    assert!(purity(&customer.samples(&at_customer), 600) > 0.95);
    assert!(purity(&samples(&at_browser), 1_000) > 0.95);
    crate::phone::assert_one_timeline(&at_customer);

    // The call ends, the next one comes: the browser's timeline goes on.
    centre.media.close(a);
    centre.media.close(b);
    let (next, _) = legs();
    centre.media.attach_browser(next, person).expect("still there");
    centre.media.play(next, 1, &prompts(&["greeting"]), false);
    at_browser.extend(browser.receive_many(5));
    assert!(purity(&samples(&at_browser[50..]), 500) > 0.9);
    assert_eq!(centre.event(), MediaEvent::PlayEnded { leg: next, play: 1 });
    assert_one_timeline(&at_browser);
}

#[test]
fn a_page_that_reloads_takes_its_call_over() {
    let mut centre = Centre::start();
    let (mut customer, _old, person, ..) = on_the_line(&mut centre);
    let mut browser = Browser::open(&centre, person, 2);
    browser.connect();
    assert_eq!(centre.event(), MediaEvent::BrowserConnected { agent: person, generation: 2 });
    for _ in 0..10 {
        browser.send_tone(600);
        let heard = customer.receive();
        assert!(purity(&customer.samples(&[heard]), 600) > 0.9);
        customer.send_tone(1_000);
        browser.receive_many(1);
    }
    assert_eq!(centre.media.load().browsers, 1);
    centre.media.close_browser(person, 1);
    centre.media.close_browser(person, 2);
    let (other, _) = legs();
    let gone = Instant::now() + PATIENCE;
    while centre.media.load().browsers > 0 && Instant::now() < gone {
        customer.receive_until(Instant::now() + Duration::from_millis(5));
    }
    assert!(centre.media.attach_browser(other, person).is_err(), "nobody is there to attach");
    centre.no_event();
}

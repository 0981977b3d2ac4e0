//! One browser's audio over WebRTC: ICE-lite, DTLS and SRTP by `str0m`, RTP payloads in and out.
//!
//! All browsers share one UDP socket that is not here: datagrams and time come in as arguments, [`BrowserPeer::poll`]
//! gives what is to be sent and when to come back. A panic in the library ends this one peer, not the process.
//! The answer holds one codec, A-law before all others, so that an ordinary call is not transcoded.

mod library;
mod offer;

use crate::codec::Codec;
use crate::dtmf::{DtmfIn, DtmfOut, PAUSE_TICKS, event_of};
use offer::CleanOffer;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use str0m::change::SdpOffer;
use str0m::format::{Codec as Format, PayloadParams};
use str0m::media::{Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcError};

pub use offer::PREFERENCE;

/// Datagrams and events that wait to be polled; a peer makes a handful per packet.
const QUEUE_MAX: usize = 512;
/// Digits that wait to be sent.
const DIGITS_MAX: usize = 32;
/// Errors of the library in a row after which the peer is given up.
const ERRORS_MAX: u32 = 16;
/// A browser that has not connected by then has gone: checks begin at once and are repeated for half a minute.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);
/// One tick of the telephone-event packets.
const TICK: Duration = Duration::from_millis(20);

#[derive(Debug, thiserror::Error)]
pub enum WebrtcError {
    #[error("the browser's offer is not usable: {0}")]
    BadOffer(&'static str),
    #[error("the browser's offer has no audio codec we share")]
    NoCommonCodec,
    #[error("`{0}` cannot be a candidate: an address and port that the browser can reach is wanted")]
    BadCandidate(SocketAddr),
    #[error("no certificate could be made")]
    NoCertificate,
    #[error("the browser's offer was refused by the WebRTC library")]
    Refused(#[source] RtcError),
    #[error("the WebRTC library broke on the browser's offer")]
    Panicked,
}

/// What comes of a poll.
#[derive(Debug)]
pub enum Poll {
    /// A datagram for the shared socket.
    Transmit {
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    Event(BrowserEvent),
    /// Nothing now; poll again after the next input, at the latest then.
    Timeout(Instant),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowserEvent {
    /// Audio can pass. Comes again when the browser was lost and returned.
    Connected,
    /// The browser has not been heard for some seconds, or it has left.
    Lost,
    Audio(BrowserAudio),
    /// A key, once for each press.
    Digit(char),
}

/// One RTP packet of the microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserAudio {
    pub codec: Codec,
    pub sequence: u16,
    /// Counts at the codec's RTP clock.
    pub timestamp: u32,
    pub is_marker: bool,
    pub payload: Arc<[u8]>,
}

/// One browser.
pub struct BrowserPeer {
    rtc: Rtc,
    candidates: Vec<SocketAddr>,
    codec: Codec,
    mid: Mid,
    pt: Pt,
    /// Payload type and clock of telephone-events.
    telephone_event: Option<(Pt, u32)>,
    contact: Contact,
    /// Nothing comes any more.
    is_over: bool,
    errors: u32,
    now: Instant,
    deadline: Instant,
    queue: VecDeque<Poll>,
    next_sequence: u64,
    /// RTP time of the last packet sent and when, for the times of digits.
    sent: Option<(u32, Instant)>,
    digits_in: DtmfIn,
    digits_out: VecDeque<char>,
    sending: Option<SendingDigit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contact {
    Awaited {
        until: Instant,
    },
    Connected,
    /// Told; the browser may come back.
    Lost,
}

struct SendingDigit {
    packets: DtmfOut,
    /// RTP time of the digit's beginning, at the clock of telephone-events.
    timestamp: u32,
    next_at: Instant,
    ticks_left_to_pause: u32,
}

impl BrowserPeer {
    /// Takes a browser's offer and gives the answer. `candidates`: addresses of the shared socket as browsers reach it.
    pub fn accept_offer(
        sdp: &str,
        candidates: &[SocketAddr],
        now: Instant,
    ) -> Result<(BrowserPeer, String), WebrtcError> {
        Self::accept_offer_with(sdp, candidates, now, &PREFERENCE)
    }

    /// The same with a preference of codecs of its own.
    pub fn accept_offer_with(
        sdp: &str,
        candidates: &[SocketAddr],
        now: Instant,
        preference: &[Codec],
    ) -> Result<(BrowserPeer, String), WebrtcError> {
        let offer = CleanOffer::read(sdp, preference)?;
        catch_unwind(AssertUnwindSafe(|| Self::open(&offer, candidates, now))).unwrap_or(Err(WebrtcError::Panicked))
    }

    fn open(offer: &CleanOffer, candidates: &[SocketAddr], now: Instant) -> Result<(BrowserPeer, String), WebrtcError> {
        let mut rtc = library::session(offer.codec, now).ok_or(WebrtcError::NoCertificate)?;
        for &address in candidates {
            let candidate = Candidate::host(address, "udp").map_err(|_| WebrtcError::BadCandidate(address))?;
            rtc.add_local_candidate(candidate);
        }
        let parsed = SdpOffer::from_sdp_string(&offer.text)
            .map_err(|_| WebrtcError::BadOffer("the WebRTC library cannot read it"))?;
        let answer = rtc.sdp_api().accept_offer(parsed).map_err(WebrtcError::Refused)?.to_sdp_string();
        let mid = answer.lines().find_map(|line| line.trim().strip_prefix("a=mid:")).map(Mid::from);
        let mid =
            mid.filter(|&mid| rtc.media(mid).is_some()).ok_or(WebrtcError::BadOffer("there is no audio in it"))?;
        let pt = rtc
            .codec_config()
            .find(|params| params.spec().codec == library::format_of(offer.codec))
            .map(|params| params.pt())
            .ok_or(WebrtcError::NoCommonCodec)?;
        let mut peer = BrowserPeer {
            rtc,
            candidates: candidates.to_vec(),
            codec: offer.codec,
            mid,
            pt,
            telephone_event: None,
            contact: Contact::Awaited { until: now + CONNECT_WITHIN },
            is_over: false,
            errors: 0,
            now,
            deadline: now,
            queue: VecDeque::new(),
            next_sequence: 1,
            sent: None,
            digits_in: DtmfIn::new(),
            digits_out: VecDeque::new(),
            sending: None,
        };
        peer.drain();
        peer.find_telephone_event();
        Ok((peer, answer))
    }

    fn find_telephone_event(&mut self) {
        let Some(media) = self.rtc.media(self.mid) else { return };
        let negotiated = self
            .rtc
            .codec_config()
            .params()
            .iter()
            .filter(|params| params.spec().codec == Format::Tele && media.remote_pts().contains(&params.pt()));
        // At the codec's clock when there is a choice.
        let clock_of = |params: &&PayloadParams| params.spec().clock_rate.get();
        let best = negotiated.max_by_key(|params| clock_of(params) == self.codec.clock_rate());
        self.telephone_event = best.map(|params| (params.pt(), clock_of(&params)));
        self.digits_in = DtmfIn::with_clock(self.telephone_event.map_or(8_000, |event| event.1));
    }

    /// The codec of both directions.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    pub fn is_connected(&self) -> bool {
        self.contact == Contact::Connected
    }

    /// The peer will never come back; it can be dropped.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether a datagram of the shared socket is this browser's. Look up the sender's address in a table first: this
    /// reads the packet.
    pub fn accepts(&self, from: SocketAddr, to: SocketAddr, bytes: &[u8]) -> bool {
        let check = || {
            let Ok(received) = Receive::new(Protocol::Udp, from, self.local_for(to), bytes) else { return false };
            self.rtc.accepts(&Input::Receive(self.now, received))
        };
        !self.is_over && catch_unwind(AssertUnwindSafe(check)).unwrap_or(false)
    }

    /// Takes a datagram. What is no WebRTC packet is dropped.
    pub fn receive(&mut self, now: Instant, from: SocketAddr, to: SocketAddr, bytes: &[u8]) {
        let to = self.local_for(to);
        self.step(|peer| {
            if let Ok(received) = Receive::new(Protocol::Udp, from, to, bytes) {
                peer.now = peer.now.max(now);
                let outcome = peer.rtc.handle_input(Input::Receive(now, received));
                peer.note(outcome);
            }
        });
    }

    /// Gives what is to be done. Call until it gives `Timeout`.
    pub fn poll(&mut self, now: Instant) -> Poll {
        self.now = self.now.max(now);
        if self.queue.is_empty() && !self.is_over {
            self.send_due_digit(now);
            if now >= self.deadline {
                self.advance(now);
            }
            if matches!(self.contact, Contact::Awaited { until } if now >= until) {
                self.end();
            }
        }
        if let Some(next) = self.queue.pop_front() {
            return next;
        }
        Poll::Timeout(self.next_deadline())
    }

    fn next_deadline(&self) -> Instant {
        let digit = self.sending.as_ref().map(|sending| sending.next_at);
        let contact = match self.contact {
            Contact::Awaited { until } => Some(until),
            Contact::Connected | Contact::Lost => None,
        };
        [digit, contact].into_iter().flatten().fold(self.deadline, Instant::min)
    }

    /// Sends one payload of [`Self::codec`]; `rtp_time` counts at the codec's RTP clock. Nothing is sent before the
    /// browser is connected and while a digit sounds.
    pub fn send(&mut self, payload: &[u8], rtp_time: u32, is_marker: bool, now: Instant) {
        if !self.is_connected() || self.is_over || payload.is_empty() {
            return;
        }
        self.sent = Some((rtp_time, now));
        if self.sending.is_none() {
            self.write(self.pt, rtp_time, is_marker, payload, now);
        }
    }

    /// Sends a digit of 100 ms after those that wait. False: it is no key, the browser takes no telephone-events, or
    /// too many wait.
    pub fn send_digit(&mut self, digit: char, now: Instant) -> bool {
        let may = self.is_connected() && !self.is_over && self.telephone_event.is_some() && event_of(digit).is_some();
        if !may || self.digits_out.len() >= DIGITS_MAX {
            return false;
        }
        self.digits_out.push_back(digit);
        self.send_due_digit(now);
        true
    }

    /// Says goodbye; poll once more until `Timeout` to send it.
    pub fn close(&mut self, now: Instant) {
        self.step(|peer| {
            peer.now = peer.now.max(now);
            let outcome = peer.rtc.close();
            peer.note(outcome);
        });
    }

    fn send_due_digit(&mut self, now: Instant) {
        let Some((pt, clock)) = self.telephone_event else { return };
        if self.sending.is_none() {
            let Some(digit) = self.digits_out.pop_front() else { return };
            let Some(packets) = DtmfOut::with_clock(digit, clock) else { return };
            let timestamp = self.event_time(now, clock);
            self.sending = Some(SendingDigit { packets, timestamp, next_at: now, ticks_left_to_pause: PAUSE_TICKS });
        }
        let Some(sending) = self.sending.as_mut() else { return };
        if now < sending.next_at {
            return;
        }
        // On its own beat, and ahead of now even when nobody polled for long.
        sending.next_at = (sending.next_at + TICK).max(now + Duration::from_millis(1));
        let timestamp = sending.timestamp;
        match sending.packets.next() {
            Some(packet) => self.write(pt, timestamp, packet.is_marker, &packet.payload, now),
            None if sending.ticks_left_to_pause > 0 => sending.ticks_left_to_pause -= 1,
            None => {
                self.sending = None;
                self.send_due_digit(now);
            }
        }
    }

    /// RTP time of now on the audio's timeline, at the clock of telephone-events.
    fn event_time(&self, now: Instant, clock: u32) -> u32 {
        let (time, at) = self.sent.unwrap_or((0, now));
        let codec_clock = u64::from(self.codec.clock_rate());
        let since = now.saturating_duration_since(at).as_micros() as u64 * codec_clock / 1_000_000;
        ((u64::from(time) + since) * u64::from(clock) / codec_clock) as u32
    }

    fn write(&mut self, pt: Pt, rtp_time: u32, is_marker: bool, payload: &[u8], now: Instant) {
        let payload: Arc<[u8]> = payload.into();
        self.step(|peer| {
            let sequence = peer.next_sequence;
            let mut api = peer.rtc.direct_api();
            let Some(stream) = api.stream_tx_by_mid(peer.mid, None) else { return };
            stream.write_rtp(RtpWrite::new(pt, sequence.into(), rtp_time, now, payload).marker(is_marker));
            peer.next_sequence += 1;
            // The library sends what was written when its time moves.
            let outcome = peer.rtc.handle_input(Input::Timeout(now));
            peer.note(outcome);
        });
    }

    fn advance(&mut self, now: Instant) {
        self.step(|peer| {
            let outcome = peer.rtc.handle_input(Input::Timeout(now));
            peer.note(outcome);
        });
    }

    /// The library wants to be polled to its timeout after each input. Its panics end this peer.
    fn step(&mut self, input: impl FnOnce(&mut Self)) {
        if self.is_over {
            return;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            input(self);
            self.drain();
        }));
        if outcome.is_err() {
            tracing::error!("the WebRTC library broke; the browser is dropped");
            self.end();
        }
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(deadline)) => {
                    self.deadline = deadline.max(self.now + Duration::from_millis(1));
                    break;
                }
                Ok(Output::Transmit(transmit)) => {
                    let bytes = transmit.contents.to_vec();
                    self.push(Poll::Transmit { to: transmit.destination, bytes });
                }
                Ok(Output::Event(event)) => self.heard(event),
                Err(error) => self.note(Err(error)),
            }
            if self.is_over {
                return;
            }
        }
        if !self.rtc.is_alive() {
            self.end();
        }
    }

    fn heard(&mut self, event: Event) {
        match event {
            Event::Connected => self.set_connected(true),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => self.set_connected(false),
            Event::IceConnectionStateChange(state) if state.is_connected() => {
                // Before the first `Event::Connected` there are no keys yet.
                let has_keys = self.rtc.is_connected();
                if has_keys {
                    self.set_connected(true);
                }
            }
            Event::RtpPacket(packet) => self.heard_packet(packet),
            Event::Closed => self.set_connected(false),
            // Reports, feedback and state that nobody asks for.
            other => tracing::trace!("browser event {other:?}"),
        }
    }

    fn heard_packet(&mut self, packet: RtpPacket) {
        self.errors = 0;
        let (pt, timestamp) = (packet.header.payload_type, packet.header.timestamp);
        if pt == self.pt {
            let (sequence, is_marker) = (packet.header.sequence_number, packet.header.marker);
            let audio = BrowserAudio { codec: self.codec, sequence, timestamp, is_marker, payload: packet.payload };
            self.push(Poll::Event(BrowserEvent::Audio(audio)));
        } else if self.telephone_event.is_some_and(|event| event.0 == pt)
            && let Some(digit) = self.digits_in.packet(timestamp, &packet.payload)
        {
            self.push(Poll::Event(BrowserEvent::Digit(digit)));
        }
    }

    fn set_connected(&mut self, is_connected: bool) {
        let (contact, event) = if is_connected {
            (Contact::Connected, BrowserEvent::Connected)
        } else {
            (Contact::Lost, BrowserEvent::Lost)
        };
        if self.contact != contact {
            self.contact = contact;
            self.queue.push_back(Poll::Event(event));
        }
    }

    /// An error says that one packet was bad; many in a row, that the peer is.
    fn note(&mut self, outcome: Result<(), RtcError>) {
        let Err(error) = outcome else { return };
        tracing::debug!("browser packet refused: {error}");
        self.errors += 1;
        if self.errors > ERRORS_MAX {
            self.end();
        }
    }

    fn end(&mut self) {
        if !self.is_over {
            self.is_over = true;
            self.deadline = self.now + Duration::from_secs(3_600);
            self.sending = None;
            self.set_connected(false);
        }
    }

    fn push(&mut self, poll: Poll) {
        if self.queue.len() < QUEUE_MAX {
            self.queue.push_back(poll);
        }
    }

    /// A wildcard socket does not say at which of its addresses a datagram came in; the library wants one it knows.
    fn local_for(&self, to: SocketAddr) -> SocketAddr {
        if self.candidates.contains(&to) {
            return to;
        }
        self.candidates.iter().copied().find(|candidate| candidate.is_ipv4() == to.is_ipv4()).unwrap_or(to)
    }
}

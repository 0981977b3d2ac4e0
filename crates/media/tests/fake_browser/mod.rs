//! A browser's end of a call without a browser: full ICE, DTLS and SRTP, no sockets, no clock.
//!
//! Offers like Chrome, takes our answer, sends and hears audio and keys. Feed it datagrams and time, poll it until
//! `Wait` or `GaveUp`. Other crates' tests may include this file by `#[path]`.
#![allow(dead_code, reason = "each test uses a part")]

use media::codec::Codec;
use media::dtmf::{DtmfIn, DtmfOut, DtmfPacket};
use std::net::SocketAddr;
use std::time::Instant;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec as Format, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

#[derive(Debug)]
pub enum BrowserPoll {
    Transmit {
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    Wait(Instant),
    /// The session is over.
    GaveUp,
}

/// What the loudspeaker's side heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub payload_type: u8,
    pub timestamp: u32,
    pub is_marker: bool,
    pub payload: Vec<u8>,
}

pub struct FakeBrowser {
    rtc: Rtc,
    local: SocketAddr,
    mid: Mid,
    pending: Option<SdpPendingOffer>,
    sequence: u64,
    pub is_connected: bool,
    pub audio: Vec<Heard>,
    pub digits: String,
    digits_in: DtmfIn,
}

impl FakeBrowser {
    /// A browser at `local` that offers these codecs in this order, and its offer.
    pub fn new(local: SocketAddr, codecs: &[Codec], now: Instant) -> (FakeBrowser, String) {
        let mut config = Rtc::builder().set_rtp_mode(true).clear_codecs();
        let formats = config.codec_config();
        for codec in codecs {
            match codec {
                Codec::Pcma => formats.enable_pcma(true, false),
                Codec::Pcmu => formats.enable_pcmu(true, false),
                Codec::G722 => formats.enable_g722(true, false),
                Codec::Opus => formats.enable_opus(true, false),
            }
        }
        for (pt, clock) in [(110u8, Frequency::FORTY_EIGHT_KHZ), (126, Frequency::EIGHT_KHZ)] {
            formats.add_config(pt.into(), None, Format::Tele, clock, None, FormatParams::default());
        }
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(local, "udp").expect("a host address"));
        let mut change = rtc.sdp_api();
        let mid = change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = change.apply().expect("a medium was added");
        let browser = FakeBrowser {
            rtc,
            local,
            mid,
            pending: Some(pending),
            sequence: 1,
            is_connected: false,
            audio: Vec::new(),
            digits: String::new(),
            digits_in: DtmfIn::new(),
        };
        (browser, offer.to_sdp_string())
    }

    pub fn take_answer(&mut self, sdp: &str) {
        let answer = SdpAnswer::from_sdp_string(sdp).expect("an answer");
        let pending = self.pending.take().expect("an offer is pending");
        self.rtc.sdp_api().accept_answer(pending, answer).expect("an answer to our offer");
    }

    pub fn local(&self) -> SocketAddr {
        self.local
    }

    pub fn receive(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        if let Ok(received) = Receive::new(Protocol::Udp, from, self.local, bytes) {
            self.rtc.handle_input(Input::Receive(now, received)).ok();
        }
    }

    pub fn tick(&mut self, now: Instant) {
        // An error shows again in `poll`.
        self.rtc.handle_input(Input::Timeout(now)).ok();
    }

    pub fn poll(&mut self) -> BrowserPoll {
        loop {
            // A handshake that gets no answer ends in an error: this browser has given up.
            let Ok(output) = self.rtc.poll_output() else {
                self.is_connected = false;
                return BrowserPoll::GaveUp;
            };
            match output {
                Output::Timeout(at) => return BrowserPoll::Wait(at),
                Output::Transmit(t) => {
                    return BrowserPoll::Transmit { to: t.destination, bytes: t.contents.to_vec() };
                }
                Output::Event(Event::Connected) => self.is_connected = true,
                Output::Event(Event::IceConnectionStateChange(IceConnectionState::Disconnected)) => {
                    self.is_connected = false;
                }
                Output::Event(Event::RtpPacket(packet)) => self.heard(packet),
                Output::Event(_) => {}
            }
        }
    }

    fn heard(&mut self, packet: str0m::rtp::RtpPacket) {
        let payload_type = *packet.header.payload_type;
        let timestamp = packet.header.timestamp;
        if self.is_event(packet.header.payload_type) {
            self.digits.extend(self.digits_in.packet(timestamp, &packet.payload));
            return;
        }
        let is_marker = packet.header.marker;
        self.audio.push(Heard { payload_type, timestamp, is_marker, payload: packet.payload.to_vec() });
    }

    fn is_event(&self, pt: Pt) -> bool {
        self.rtc.codec_config().find(|p| p.pt() == pt && p.spec().codec == Format::Tele).is_some()
    }

    /// Payload type under which the answer took the codec.
    pub fn payload_type(&self, codec: Codec) -> Option<Pt> {
        let format = match codec {
            Codec::Pcma => Format::PCMA,
            Codec::Pcmu => Format::PCMU,
            Codec::G722 => Format::G722,
            Codec::Opus => Format::Opus,
        };
        self.negotiated(|p| p.spec().codec == format)
    }

    fn negotiated(&self, is: impl Fn(&str0m::format::PayloadParams) -> bool) -> Option<Pt> {
        let media = self.rtc.media(self.mid)?;
        let params = self.rtc.codec_config().find(|p| is(p) && media.remote_pts().contains(&p.pt()))?;
        Some(params.pt())
    }

    /// Speaks one payload.
    pub fn speak(&mut self, codec: Codec, payload: &[u8], rtp_time: u32, now: Instant) {
        let pt = self.payload_type(codec).expect("a codec of the answer");
        self.write(pt, payload, rtp_time, false, now);
    }

    /// Packets of a key press; give one to `press` every 20 ms.
    pub fn key(&self, digit: char, clock: u32) -> DtmfOut {
        DtmfOut::with_clock(digit, clock).expect("a key")
    }

    pub fn press(&mut self, packet: DtmfPacket, clock: u32, rtp_time: u32, now: Instant) {
        let is_event =
            |p: &str0m::format::PayloadParams| p.spec().codec == Format::Tele && p.spec().clock_rate.get() == clock;
        let pt = self.negotiated(is_event).expect("telephone-events in the answer");
        self.write(pt, &packet.payload, rtp_time, packet.is_marker, now);
    }

    fn write(&mut self, pt: Pt, payload: &[u8], rtp_time: u32, is_marker: bool, now: Instant) {
        let sequence = self.sequence;
        self.sequence += 1;
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(self.mid, None).expect("an audio stream");
        stream.write_rtp(RtpWrite::new(pt, sequence.into(), rtp_time, now, payload).marker(is_marker));
        self.tick(now);
    }

    /// Closes the tab.
    pub fn close(&mut self) {
        self.rtc.close().expect("a live session");
    }
}

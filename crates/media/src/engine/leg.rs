//! One leg as the media thread sees it.

use super::Clock;
use crate::codec::{Codec, Decoder, Encoder};
use crate::dtmf::{DtmfIn, DtmfOut};
use crate::egress::Egress;
use crate::jitter::Jitter;
use crate::latch::Latch;
use crate::limits::{FRAME, HEARS_MAX};
use crate::prompts::Play;
use crate::record::Tap;
use crate::rtcp::{Inbound, Sent};
use crate::sdp::Negotiated;
use model::LegId;
use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};

pub struct Leg {
    pub id: LegId,
    pub wire: Wire,
    /// `None`: our offer is not answered yet.
    pub speech: Option<Speech>,
    pub egress: Egress,
    /// Legs this one hears, and legs that hear it.
    pub hears: Vec<u32>,
    pub heard_by: Vec<u32>,
    /// What goes out, by the above: kept by `Engine::replan`.
    pub feed: Feed,
    /// Legs that get this one's packets as they are.
    pub relays_to: Vec<u32>,
    /// Somebody hears this leg in a mix or in another codec.
    pub is_mixed: bool,
    pub play: Option<Play>,
    pub ears: Option<Box<Ears>>,
    pub encoder: Option<(Codec, Encoder)>,
    pub tap: Option<Tap>,
    pub digits_in: DtmfIn,
    pub digits_out: DigitsOut,
    pub inbound: Inbound,
    pub sent: Sent,
    /// Telephone-event of another leg that is being passed on: its timestamp there and here.
    pub event: Option<(u32, u32)>,
    pub heard_us: u64,
    pub is_inactive: bool,
    /// Counts changes of the feed, so that each new source gets its marker.
    pub feeds: u32,
}

pub enum Wire {
    Rtp { socket: UdpSocket, control: Control, port: u16, latch: Latch },
    Browser { index: u32 },
}

/// What was negotiated, as the packets need it.
#[derive(Clone, Copy, Debug)]
pub struct Speech {
    pub codec: Codec,
    pub payload_type: u8,
    pub event_type: Option<u8>,
    pub event_clock: u32,
    /// The peer wants to hear us.
    pub may_send: bool,
    /// The peer sends: its silence means something.
    pub may_receive: bool,
    pub is_held: bool,
}

impl From<&Negotiated> for Speech {
    fn from(negotiated: &Negotiated) -> Self {
        Self {
            codec: negotiated.codec,
            payload_type: negotiated.pt,
            event_type: negotiated.telephone_event,
            event_clock: negotiated.telephone_event_clock,
            may_send: negotiated.may_send,
            may_receive: negotiated.may_receive,
            is_held: negotiated.is_held,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    Nothing,
    Play,
    /// Packets of one leg, as they come.
    Relay(u32),
    /// Decoded sound of several legs, or of one in another codec.
    Mix,
}

/// Decodes what a leg says, for those who hear it mixed.
pub struct Ears {
    pub jitter: Jitter,
    pub decoder: Decoder,
    pub codec: Codec,
    /// Decoded and not yet heard; more than a frame when packets are longer than 20 ms.
    pub waiting: Vec<i16>,
    /// This tick's sound.
    pub frame: [i16; FRAME],
}

impl Ears {
    pub fn new(codec: Codec) -> Self {
        Self {
            jitter: Jitter::new(codec.clock_rate()),
            decoder: Decoder::new(codec),
            codec,
            waiting: Vec::with_capacity(2 * FRAME),
            frame: [0; FRAME],
        }
    }
}

/// Digits to send, one after the other.
#[derive(Default)]
pub struct DigitsOut {
    pub waiting: VecDeque<char>,
    /// The one that sounds, and the timestamp of its packets.
    pub now: Option<(DtmfOut, u32)>,
    /// Ticks of silence still to keep.
    pub pause: u32,
}

/// Where RTCP goes.
pub struct Control {
    pub socket: UdpSocket,
    /// By SDP.
    pub remote: Option<SocketAddr>,
    /// Where the peer's came from.
    pub heard_from: Option<SocketAddr>,
    pub is_muxed: bool,
}

impl Control {
    pub fn new(socket: UdpSocket, negotiated: Option<&Negotiated>) -> Self {
        let remote = negotiated.map(|negotiated| negotiated.remote_rtcp);
        let is_muxed = negotiated.is_some_and(|negotiated| negotiated.is_rtcp_mux);
        Self { socket, remote, heard_from: None, is_muxed }
    }

    /// `rtp`: where this leg's sound goes; `sdp`: where it would go by SDP.
    pub fn target(&self, rtp: SocketAddr, sdp: Option<SocketAddr>) -> Option<SocketAddr> {
        let next = SocketAddr::new(rtp.ip(), rtp.port().saturating_add(1));
        match self.heard_from {
            Some(from) if from.ip() == rtp.ip() => Some(from),
            Some(_) | None if sdp == Some(rtp) => self.remote,
            Some(_) | None => Some(next),
        }
    }
}

impl Leg {
    pub fn new(id: LegId, wire: Wire, speech: Option<Speech>, clock: &Clock) -> Self {
        let codec_clock = speech.map_or(8_000, |speech| speech.codec.clock_rate());
        Self {
            id,
            wire,
            speech,
            egress: Egress::new(rand::random(), rand::random(), rand::random(), codec_clock),
            hears: Vec::with_capacity(HEARS_MAX),
            heard_by: Vec::with_capacity(HEARS_MAX),
            feed: Feed::Nothing,
            relays_to: Vec::with_capacity(HEARS_MAX),
            is_mixed: false,
            play: None,
            ears: None,
            encoder: None,
            tap: None,
            digits_in: DtmfIn::with_clock(speech.map_or(8_000, |speech| speech.event_clock)),
            digits_out: DigitsOut::default(),
            inbound: Inbound::default(),
            sent: Sent::default(),
            event: None,
            heard_us: clock.now_us(),
            is_inactive: false,
            feeds: 0,
        }
    }

    /// `None`: there is nothing to speak through now.
    pub fn speak_by(&mut self, speech: Option<Speech>) {
        let Some(speech) = speech else {
            self.speech = None;
            return;
        };
        if self.speech.is_none_or(|before| before.event_clock != speech.event_clock) {
            self.digits_in = DtmfIn::with_clock(speech.event_clock);
        }
        self.egress.set_clock(speech.codec.clock_rate());
        self.speech = Some(speech);
    }

    /// The codec in which it can be spoken to now.
    pub fn listens_in(&self) -> Option<Codec> {
        self.speech.filter(|speech| speech.may_send).map(|speech| speech.codec)
    }
}

//! Codecs: RTP payload to 8 kHz mono samples and back.
//!
//! The whole media graph works at 8 kHz mono, the trunks' rate; G.722 is resampled by a half-band filter, Opus codes at
//! 8 kHz by itself. Knows nothing of RTP headers or time. Start at [`Codec`], then [`Decoder`] and [`Encoder`].
//! Between the two G.711 laws nothing needs decoding: [`g711::ALAW_TO_ULAW`].

mod conceal;
pub mod g711;
mod resample;
#[cfg(test)]
mod tests;

use audio_codec::g722::{G722Decoder, G722Encoder};
use audio_codec::{Decoder as _, Encoder as _};
use conceal::Concealer;
pub use g711::{alaw_to_linear, linear_to_alaw, linear_to_ulaw, ulaw_to_linear};
pub use resample::HalfDown;
use resample::HalfUp;

/// Samples of one 20 ms frame at 8 kHz.
pub const FRAME_SAMPLES: usize = 160;

/// A codec we speak, in no order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 A-law.
    Pcma,
    /// G.711 µ-law.
    Pcmu,
    G722,
    Opus,
}

impl Codec {
    /// Ticks of the RTP timestamp in one second. G.722 samples at 16 kHz and still counts 8000 (RFC 3551 §4.5.2).
    pub const fn clock_rate(self) -> u32 {
        match self {
            Codec::Pcma | Codec::Pcmu | Codec::G722 => 8_000,
            Codec::Opus => 48_000,
        }
    }

    /// RTP timestamp ticks of one 20 ms frame.
    pub const fn frame_ticks(self) -> u32 {
        self.clock_rate() / 50
    }

    /// Encoding name as in `a=rtpmap`.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Pcma => "PCMA",
            Codec::Pcmu => "PCMU",
            Codec::G722 => "G722",
            Codec::Opus => "opus",
        }
    }

    /// What stands behind the payload type in `a=rtpmap`.
    pub const fn rtpmap(self) -> &'static str {
        match self {
            Codec::Pcma => "PCMA/8000",
            Codec::Pcmu => "PCMU/8000",
            Codec::G722 => "G722/8000",
            // RFC 7587 §7: always two channels in the map, whatever is coded.
            Codec::Opus => "opus/48000/2",
        }
    }

    /// The payload type of RFC 3551, or none for Opus.
    pub const fn static_payload_type(self) -> Option<u8> {
        match self {
            Codec::Pcmu => Some(0),
            Codec::Pcma => Some(8),
            Codec::G722 => Some(9),
            Codec::Opus => None,
        }
    }

    /// The payload type of our own offers.
    pub const fn offered_payload_type(self) -> u8 {
        match self {
            Codec::Pcmu => 0,
            Codec::Pcma => 8,
            Codec::G722 => 9,
            Codec::Opus => 111,
        }
    }

    /// The codec of a static payload type that stands without `a=rtpmap`.
    pub const fn from_static(payload_type: u8) -> Option<Codec> {
        match payload_type {
            0 => Some(Codec::Pcmu),
            8 => Some(Codec::Pcma),
            9 => Some(Codec::G722),
            _ => None,
        }
    }

    /// Reads `PCMA/8000`, `opus/48000/2`. Names are case-insensitive; `G722/16000` is a well-known mistake of peers.
    pub fn from_rtpmap(map: &str) -> Option<Codec> {
        let mut parts = map.split('/').map(str::trim);
        let (name, clock) = (parts.next()?, parts.next()?);
        let channels = parts.next().unwrap_or("1");
        let is = |codec: Codec| name.eq_ignore_ascii_case(codec.name());
        match (clock, channels) {
            ("8000", "1") if is(Codec::Pcma) => Some(Codec::Pcma),
            ("8000", "1") if is(Codec::Pcmu) => Some(Codec::Pcmu),
            ("8000" | "16000", "1") if is(Codec::G722) => Some(Codec::G722),
            ("48000", _) if is(Codec::Opus) => Some(Codec::Opus),
            _ => None,
        }
    }
}

/// Turns the payloads of one stream into samples and fills its gaps.
pub struct Decoder {
    state: DecoderState,
    concealer: Concealer,
}

enum DecoderState {
    Alaw,
    Ulaw,
    G722 { codec: Box<G722Decoder>, down: HalfDown, wide: Vec<i16> },
    Opus(opusic_c::Decoder),
}

/// An Opus packet holds 120 ms at the most.
const OPUS_SAMPLES_MAX: usize = 960;
/// Longest payload that fits a datagram on Ethernet; more is not RTP audio.
const PAYLOAD_BYTES_MAX: usize = 1_500;

impl Decoder {
    pub fn new(codec: Codec) -> Self {
        let state = match codec {
            Codec::Pcma => DecoderState::Alaw,
            Codec::Pcmu => DecoderState::Ulaw,
            Codec::G722 => DecoderState::G722 {
                codec: Box::new(G722Decoder::new()),
                down: HalfDown::new(),
                wide: Vec::with_capacity(2 * FRAME_SAMPLES),
            },
            Codec::Opus => DecoderState::Opus(
                opusic_c::Decoder::new(opusic_c::Channels::Mono, opusic_c::SampleRate::Hz8000)
                    .expect("libopus knows 8 kHz mono"),
            ),
        };
        Decoder { state, concealer: Concealer::new() }
    }

    /// Appends the payload's samples. A payload that is empty or that the codec refuses counts as a lost frame.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        if payload.is_empty() || payload.len() > PAYLOAD_BYTES_MAX {
            return self.conceal(out);
        }
        let start = out.len();
        match &mut self.state {
            DecoderState::Alaw => out.extend(payload.iter().map(|&a| g711::alaw_to_linear(a))),
            DecoderState::Ulaw => out.extend(payload.iter().map(|&u| g711::ulaw_to_linear(u))),
            DecoderState::G722 { codec, down, wide } => {
                wide.resize(2 * payload.len(), 0);
                // One byte gives two samples, so the buffer is never too small.
                let count = codec.decode_into(payload, wide).unwrap_or(0);
                down.run(&wide[..count], out);
            }
            DecoderState::Opus(codec) => {
                let mut samples = [0u16; OPUS_SAMPLES_MAX];
                match codec.decode_to_slice(payload, &mut samples, false) {
                    Ok(count) => out.extend(samples[..count].iter().map(|&s| s as i16)),
                    Err(_) => return self.conceal(out),
                }
                return;
            }
        }
        self.concealer.heard(&mut out[start..]);
    }

    /// Appends 20 ms in place of a lost frame: the last sound goes on and fades; Opus guesses by itself.
    pub fn conceal(&mut self, out: &mut Vec<i16>) {
        if let DecoderState::Opus(codec) = &mut self.state {
            let mut samples = [0u16; FRAME_SAMPLES];
            let count = codec.decode_to_slice(&[], &mut samples, false).unwrap_or(0);
            out.extend(samples[..count].iter().map(|&s| s as i16));
            out.extend(std::iter::repeat_n(0, FRAME_SAMPLES - count));
            return;
        }
        self.concealer.conceal(out);
    }
}

/// Turns 20 ms frames into payloads of one stream.
pub struct Encoder {
    state: EncoderState,
}

enum EncoderState {
    Alaw,
    Ulaw,
    G722 { codec: Box<G722Encoder>, up: HalfUp, wide: Vec<i16> },
    Opus(opusic_c::Encoder),
}

/// Narrow-band speech is transparent well below this.
const OPUS_BITS_PER_SECOND: u32 = 20_000;
/// Loss that the in-band redundancy is made for.
const OPUS_LOSS_PERCENT: u8 = 5;
/// 0–10; at 5 a frame costs some 30 µs.
const OPUS_COMPLEXITY: u8 = 5;

impl Encoder {
    pub fn new(codec: Codec) -> Self {
        let state = match codec {
            Codec::Pcma => EncoderState::Alaw,
            Codec::Pcmu => EncoderState::Ulaw,
            Codec::G722 => EncoderState::G722 {
                codec: Box::new(G722Encoder::new()),
                up: HalfUp::new(),
                wide: Vec::with_capacity(2 * FRAME_SAMPLES),
            },
            Codec::Opus => EncoderState::Opus(opus_encoder().expect("libopus knows 8 kHz mono and these settings")),
        };
        Encoder { state }
    }

    /// Appends the payload of one frame of 160 samples at 8 kHz. A shorter or longer slice is cut or filled with
    /// silence to that length, because a frame is what one tick sends.
    pub fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let mut frame = [0i16; FRAME_SAMPLES];
        let count = samples.len().min(FRAME_SAMPLES);
        frame[..count].copy_from_slice(&samples[..count]);
        match &mut self.state {
            EncoderState::Alaw => out.extend(frame.iter().map(|&s| g711::linear_to_alaw(s))),
            EncoderState::Ulaw => out.extend(frame.iter().map(|&s| g711::linear_to_ulaw(s))),
            EncoderState::G722 { codec, up, wide } => {
                wide.clear();
                up.run(&frame, wide);
                let start = out.len();
                out.resize(start + codec.max_encode_bytes(wide.len()), 0);
                let count = codec.encode_into(wide, &mut out[start..]).unwrap_or(0);
                out.truncate(start + count);
            }
            EncoderState::Opus(codec) => {
                let input = frame.map(|s| s as u16);
                // RFC 6716 §3.2.1: a frame has 1275 bytes at the most.
                let mut packet = [0u8; 1_275];
                let count = codec.encode_to_slice(&input, &mut packet).unwrap_or(0);
                out.extend_from_slice(&packet[..count]);
            }
        }
    }
}

fn opus_encoder() -> Result<opusic_c::Encoder, opusic_c::ErrorCode> {
    use opusic_c::{Application, Bitrate, Channels, InbandFec, SampleRate, Signal};
    let mut encoder = opusic_c::Encoder::new(Channels::Mono, SampleRate::Hz8000, Application::Voip)?;
    encoder.set_bitrate(Bitrate::Value(OPUS_BITS_PER_SECOND))?;
    encoder.set_complexity(OPUS_COMPLEXITY)?;
    encoder.set_signal(Signal::Voice)?;
    encoder.set_inband_fec(InbandFec::Mode1)?;
    encoder.set_packet_loss(OPUS_LOSS_PERCENT)?;
    Ok(encoder)
}

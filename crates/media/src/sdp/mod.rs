//! Session descriptions of the SIP legs: audio only, offer and answer after RFC 3264.
//!
//! Reads what a peer says ([`Remote::parse`]), answers it ([`answer`]), makes our offer ([`offer`]) and reads the answer
//! to it ([`accept`]). Pure text in and out. Browsers are not here: their descriptions are made in `webrtc`.

mod parse;
#[cfg(test)]
mod tests;

use crate::codec::Codec;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

/// Text beyond this is refused unread: a browser's longest offers have 10 KiB, a phone's 2 KiB.
pub const BYTES_MAX: usize = 64 * 1024;
/// Lines and media of one description, formats of one medium.
pub const LINES_MAX: usize = 1_000;
pub const MEDIA_MAX: usize = 16;
pub const FORMATS_MAX: usize = 64;

/// Which codec an answer takes when the peer offers several: what trunks speak first, so that nothing is transcoded.
pub const PREFERENCE: [Codec; 4] = [Codec::Pcma, Codec::Pcmu, Codec::G722, Codec::Opus];

/// The payload type of telephone-events in our own offers.
const OFFERED_TELEPHONE_EVENT: u8 = 101;
/// What we send, whatever the peer sends (RFC 3551 §4.2: everyone must take 20 ms).
const SENT_PTIME_MS: u32 = 20;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    #[error("the description has more than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("the description has more than {0}")]
    TooMany(&'static str),
    #[error("the description does not begin with `v=0`")]
    NoVersion,
    #[error("line {line}: {what}")]
    BadLine { line: usize, what: &'static str },
    #[error("there is no plain RTP audio in the description")]
    NoAudio,
    #[error("the audio has no codec we share")]
    NoCommonCodec,
    #[error("the audio has no IP address to send to")]
    NoAddress,
}

/// Which way a peer wants audio, from its own point of view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    /// The same wish seen from the other side.
    pub const fn mirrored(self) -> Self {
        match self {
            Direction::SendOnly => Direction::RecvOnly,
            Direction::RecvOnly => Direction::SendOnly,
            Direction::SendRecv | Direction::Inactive => self,
        }
    }

    pub const fn sends(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::SendOnly)
    }

    pub const fn receives(self) -> bool {
        matches!(self, Direction::SendRecv | Direction::RecvOnly)
    }

    const fn attribute(self) -> &'static str {
        match self {
            Direction::SendRecv => "sendrecv",
            Direction::SendOnly => "sendonly",
            Direction::RecvOnly => "recvonly",
            Direction::Inactive => "inactive",
        }
    }
}

/// A codec under the payload type the peer gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodecPt {
    pub codec: Codec,
    pub pt: u8,
}

/// What a peer said about its audio, as far as we use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Where the peer listens; the unspecified address is an old way to say hold, none is a name we do not look up.
    pub address: Option<SocketAddr>,
    /// `a=rtcp`, when it is not the next port.
    pub rtcp: Option<SocketAddr>,
    pub direction: Direction,
    /// Those we know, in the peer's order.
    pub codecs: Vec<CodecPt>,
    /// Payload type of telephone-events at 8 kHz, or at another clock when that is all there is.
    pub telephone_event: Option<u8>,
    /// Milliseconds in a packet the peer would like, when it is between 10 and 60.
    pub ptime: Option<u32>,
    pub is_rtcp_mux: bool,
    /// Every telephone-event with its clock.
    telephone_events: Vec<(u8, u32)>,
    /// All media in order, because an answer repeats each (RFC 3264 §6).
    media: Vec<Medium>,
    /// Which of them is the audio above.
    audio: usize,
}

/// One `m=` line, kept to be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Medium {
    kind: String,
    protocol: String,
    format: String,
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Negotiated {
    pub codec: Codec,
    /// The codec's payload type, both ways.
    pub pt: u8,
    pub telephone_event: Option<u8>,
    /// Clock of the telephone-events: the codec's, or 8000.
    pub telephone_event_clock: u32,
    /// Where to send audio.
    pub remote: SocketAddr,
    /// Where to send RTCP.
    pub remote_rtcp: SocketAddr,
    pub is_rtcp_mux: bool,
    pub may_send: bool,
    pub may_receive: bool,
    /// The peer does not want to hear us.
    pub is_held: bool,
}

impl Remote {
    /// Reads a description. Never panics, whatever the text.
    pub fn parse(text: &str) -> Result<Remote, SdpError> {
        parse::parse(text)
    }

    /// The same for bytes from the wire: session names come in any encoding, what we use is ASCII.
    pub fn from_bytes(bytes: &[u8]) -> Result<Remote, SdpError> {
        if bytes.len() > BYTES_MAX {
            return Err(SdpError::TooLarge);
        }
        Remote::parse(&String::from_utf8_lossy(bytes))
    }

    /// The peer does not want to hear us: `sendonly`, `inactive`, or the unspecified address of RFC 2543.
    pub fn is_held(&self) -> bool {
        !self.direction.receives() || self.has_hold_address()
    }

    fn has_hold_address(&self) -> bool {
        self.address.is_some_and(|address| address.ip().is_unspecified())
    }

    fn agree(&self, chosen: CodecPt) -> Result<Negotiated, SdpError> {
        let remote = self.address.ok_or(SdpError::NoAddress)?;
        let (telephone_event, telephone_event_clock) = self.telephone_event_for(chosen.codec);
        let remote_rtcp = match self.rtcp {
            _ if self.is_rtcp_mux => remote,
            Some(rtcp) => rtcp,
            None => SocketAddr::new(remote.ip(), remote.port().saturating_add(1)),
        };
        Ok(Negotiated {
            codec: chosen.codec,
            pt: chosen.pt,
            telephone_event,
            telephone_event_clock,
            remote,
            remote_rtcp,
            is_rtcp_mux: self.is_rtcp_mux,
            may_send: !self.is_held(),
            may_receive: self.direction.sends(),
            is_held: self.is_held(),
        })
    }

    /// The telephone-event at the codec's clock (RFC 4733 §2.1), else the one at 8 kHz that many gateways pair with all.
    fn telephone_event_for(&self, codec: Codec) -> (Option<u8>, u32) {
        let at = |clock: u32| self.telephone_events.iter().find(|event| event.1 == clock);
        let found = at(codec.clock_rate()).or_else(|| at(8_000));
        found.map_or((None, 8_000), |&(pt, clock)| (Some(pt), clock))
    }
}

/// Our answer to a peer's offer, with our usual preference. `session`: id and version of the `o=` line; the id stays
/// for the dialog, the version grows with each description.
pub fn answer(remote: &Remote, local: SocketAddr, session: (u64, u64)) -> Result<(String, Negotiated), SdpError> {
    answer_with(remote, local, session, &PREFERENCE)
}

/// Our answer with a preference of its own: the first codec of it that the peer offers. One codec is answered, so that
/// the peer cannot change it in the middle of a call.
pub fn answer_with(
    remote: &Remote,
    local: SocketAddr,
    session: (u64, u64),
    preference: &[Codec],
) -> Result<(String, Negotiated), SdpError> {
    let chosen = preference
        .iter()
        .find_map(|&codec| remote.codecs.iter().find(|offered| offered.codec == codec))
        .copied()
        .ok_or(SdpError::NoCommonCodec)?;
    let negotiated = remote.agree(chosen)?;
    // The unspecified address means the same as `sendonly`, so it gets the same answer.
    let direction = match (remote.direction, remote.has_hold_address()) {
        (Direction::SendRecv, true) => Direction::RecvOnly,
        (Direction::RecvOnly, true) => Direction::Inactive,
        (direction, _) => direction.mirrored(),
    };
    let mut text = head(local, session);
    for (index, medium) in remote.media.iter().enumerate() {
        if index == remote.audio {
            let event = negotiated.telephone_event.map(|pt| (pt, negotiated.telephone_event_clock));
            audio(&mut text, &medium.protocol, local, &[chosen], event, direction);
            if remote.is_rtcp_mux {
                text.push_str("a=rtcp-mux\r\n");
            }
        } else {
            line(&mut text, format_args!("m={} 0 {} {}", medium.kind, medium.protocol, medium.format));
        }
    }
    Ok((text, negotiated))
}

/// Our offer: all we speak, in our order, both ways.
pub fn offer(local: SocketAddr, session: (u64, u64)) -> String {
    offer_with(local, session, &PREFERENCE, Direction::SendRecv)
}

/// Our offer with codecs and direction of its own.
pub fn offer_with(local: SocketAddr, session: (u64, u64), codecs: &[Codec], direction: Direction) -> String {
    let codecs: Vec<CodecPt> =
        codecs.iter().map(|&codec| CodecPt { codec, pt: codec.offered_payload_type() }).collect();
    let mut text = head(local, session);
    audio(&mut text, "RTP/AVP", local, &codecs, Some((OFFERED_TELEPHONE_EVENT, 8_000)), direction);
    text
}

/// Reads the peer's answer to our offer: its first codec is the one it will speak.
pub fn accept(answer: &Remote) -> Result<Negotiated, SdpError> {
    let chosen = answer.codecs.first().copied().ok_or(SdpError::NoCommonCodec)?;
    answer.agree(chosen)
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    write!(text, "{line}\r\n").expect("writing to a String does not fail");
}

fn head(local: SocketAddr, (id, version): (u64, u64)) -> String {
    let family = match local.ip() {
        IpAddr::V4(_) => "IP4",
        IpAddr::V6(_) => "IP6",
    };
    let ip = local.ip();
    let mut text = String::with_capacity(512);
    line(&mut text, format_args!("v=0"));
    line(&mut text, format_args!("o=- {id} {version} IN {family} {ip}"));
    line(&mut text, format_args!("s=-"));
    line(&mut text, format_args!("c=IN {family} {ip}"));
    line(&mut text, format_args!("t=0 0"));
    text
}

fn audio(
    text: &mut String,
    protocol: &str,
    local: SocketAddr,
    codecs: &[CodecPt],
    telephone_event: Option<(u8, u32)>,
    direction: Direction,
) {
    let mut formats: Vec<String> = codecs.iter().map(|offered| offered.pt.to_string()).collect();
    formats.extend(telephone_event.map(|(pt, _)| pt.to_string()));
    line(text, format_args!("m=audio {} {protocol} {}", local.port(), formats.join(" ")));
    for CodecPt { codec, pt } in codecs {
        line(text, format_args!("a=rtpmap:{pt} {}", codec.rtpmap()));
        if *codec == Codec::Opus {
            // We code 8 kHz mono and want the redundancy (RFC 7587 §6.1).
            line(text, format_args!("a=fmtp:{pt} maxplaybackrate=8000;stereo=0;useinbandfec=1"));
        }
    }
    if let Some((pt, clock)) = telephone_event {
        line(text, format_args!("a=rtpmap:{pt} telephone-event/{clock}"));
        line(text, format_args!("a=fmtp:{pt} 0-15"));
    }
    line(text, format_args!("a=ptime:{SENT_PTIME_MS}"));
    line(text, format_args!("a={}", direction.attribute()));
}

//! What the switch and the media say to each other.

use model::{CallId, LegId, Millis, PersonId, Prompt, RecordingId};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use crate::handle::Media;
pub use crate::record::repair_recordings;

#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// Address that stands in our SDP and is bound for RTP.
    pub rtp_ip: IpAddr,
    /// Ports for RTP (even) and RTCP (the odd one above), both ends included: two for each leg.
    pub rtp_ports: (u16, u16),
    /// One UDP port for all browsers; port 0 picks a free one.
    pub webrtc: SocketAddr,
    /// Further addresses a browser may reach us at (host candidates) when `webrtc` is a wildcard.
    pub webrtc_candidates: Vec<IpAddr>,
    /// `<folder>/<key>.wav`: mono, 8 or 16 kHz, PCM16 or A-law.
    pub prompts: PathBuf,
    /// `<folder>/<recording id>.wav`: stereo A-law 8 kHz.
    pub recordings: PathBuf,
    /// No RTP for so long ends a leg that is not held.
    pub inactive_after: Millis,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// RFC 4733, counted once per key press.
    Digit {
        leg: LegId,
        digit: char,
    },
    /// The last prompt of a play that is not looped was sent to its end.
    PlayEnded {
        leg: LegId,
        play: u32,
    },
    /// Told once, and again when the leg was heard in between.
    Inactive {
        leg: LegId,
    },
    BrowserConnected {
        agent: PersonId,
        generation: u64,
    },
    /// Final for this generation: the browser must offer anew. Its leg, if it is in a call, stays silent until
    /// `attach_browser` gives it the new one, or `close` ends it. Not told of a peer that was closed or replaced.
    BrowserLost {
        agent: PersonId,
        generation: u64,
    },
    /// The file is complete and on disk; `bytes` 0: it could not be written.
    RecordingEnded {
        call: CallId,
        recording: RecordingId,
        duration_ms: Millis,
        bytes: u64,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("the SDP offer has no audio codec we share")]
    NoCommonCodec,
    #[error("the SDP is not usable: {0}")]
    BadSdp(String),
    #[error("no free RTP port in the range")]
    NoPort,
    #[error("too many legs")]
    TooMany,
    #[error("no such leg")]
    NoLeg,
    #[error("media thread is gone or its command queue is full")]
    Busy,
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// An answered re-offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanswer {
    pub sdp: String,
    /// The peer does not want to hear us (`sendonly`, `inactive` or `c=0.0.0.0`).
    pub is_held: bool,
}

/// What the media thread does; the handle's methods are on [`Media`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaLoad {
    pub legs: u32,
    pub browsers: u32,
    pub recordings: u32,
    pub packets_in: u64,
    pub packets_out: u64,
    pub packets_lost: u64,
    /// Largest lateness of a 20 ms tick since the last call of `load`, in microseconds.
    pub tick_late_us_max: u64,
}

/// Prompts played in order.
pub type Prompts = Vec<Prompt>;

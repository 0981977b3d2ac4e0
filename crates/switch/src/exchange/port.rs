//! What goes into the exchange and what comes out: domain events and acts, never SIP or RTP.
//!
//! The shell (`node`) performs each output in order and brings back what came of it as inputs. Late or unknown inputs
//! (a leg that is gone, a play that was stopped) are ignored: the shell and the world race, and that is normal.

pub use calls::{DialTo, LegEnd};
use model::{CallId, Command, Fact, LegId, Millis, PersonId, PhoneNumber, Prompt, RecordingId};
use std::sync::Arc;

/// Names one `Play` on one leg, so that the end of an old one is not taken for the end of a new one.
pub type PlayId = u32;

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A trunk's INVITE passed admission; its media is open, nothing but 100 was answered yet.
    Incoming {
        call: CallId,
        from: PhoneNumber,
        to: String,
        trunk: Arc<str>,
    },
    /// The dialled party rings (180 or 183).
    LegRinging {
        leg: LegId,
    },
    /// The dialled party answered and its media is usable.
    LegAnswered {
        leg: LegId,
    },
    /// The dialled party will not answer: SIP status, 408 for silence, 480 for not registered, 487 for our own CANCEL.
    LegFailed {
        leg: LegId,
        status: u16,
    },
    /// The leg is over: BYE, CANCEL, lost. A browser's leg with `DeviceLost` may come back until it is hung up.
    LegEnded {
        leg: LegId,
        end: LegEnd,
    },
    /// A phone put us on hold or came back by re-INVITE; its answer was already sent.
    LegHeld {
        leg: LegId,
        is_held: bool,
    },
    Digit {
        leg: LegId,
        digit: char,
    },
    /// The last prompt of a play that is not looped was heard to its end.
    PlayEnded {
        leg: LegId,
        play: PlayId,
    },
    RecordingEnded {
        call: CallId,
        recording: RecordingId,
        duration_ms: Millis,
        bytes: u64,
    },
    /// A desk phone registered or its registration ended. Fixed phones are always reachable.
    PhoneReachable {
        phone: Arc<str>,
        is_reachable: bool,
        expires_ms: Millis,
    },
    /// The browser's audio is up or gone. In a talk the same leg goes on when it is up again: it is attached before.
    BrowserPhone {
        agent: PersonId,
        is_connected: bool,
    },
    /// Every act but `MediaOffer` and `MediaClosed`, which the shell does itself.
    Command(Command),
    /// Time has come to `next_deadline`. Before its time it changes nothing.
    Tick,
    /// No new calls: each further `Incoming` is refused with 503.
    Drain,
}

impl Input {
    /// The action that somebody of the centre carries out by it, at the desk or by the phone; asked for when the call was
    /// offered, or by the office before the command. `None`: customers, the network and the time do it.
    pub fn action(&self) -> Option<&'static str> {
        match self {
            Self::Command(command) => command.act.action(),
            Self::LegAnswered { .. } | Self::LegEnded { .. } | Self::LegHeld { .. } => Some("call:control"),
            Self::PhoneReachable { .. } | Self::BrowserPhone { .. } => Some("desk:use"),
            Self::Incoming { .. }
            | Self::LegRinging { .. }
            | Self::LegFailed { .. }
            | Self::Digit { .. }
            | Self::PlayEnded { .. }
            | Self::RecordingEnded { .. }
            | Self::Tick
            | Self::Drain => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// 180 to the customer.
    Ring {
        leg: LegId,
    },
    /// 200 to the customer.
    Answer {
        leg: LegId,
    },
    /// Final refusal before the answer; `retry_after_s` goes with 503.
    Reject {
        leg: LegId,
        status: u16,
        retry_after_s: Option<u16>,
    },
    /// `caller` is what the phone shows and what stands in `From`.
    Dial {
        leg: LegId,
        to: DialTo,
        caller: PhoneNumber,
    },
    /// BYE, CANCEL, or the browser leg goes back to silence. Frees the leg's media.
    HangUp {
        leg: LegId,
    },
    /// Both hear each other; ends what is played to either.
    Connect {
        a: LegId,
        b: LegId,
    },
    /// Neither hears the other any more.
    Disconnect {
        a: LegId,
        b: LegId,
    },
    /// Prompts one after the other; replaces what is played to the leg. `is_looped`: from the start again, without end.
    Play {
        leg: LegId,
        play: PlayId,
        prompts: Vec<Prompt>,
        is_looped: bool,
    },
    StopPlay {
        leg: LegId,
    },
    SendDigit {
        leg: LegId,
        digit: char,
    },
    /// Stereo: customer left, agent right.
    StartRecording {
        call: CallId,
        recording: RecordingId,
        customer: LegId,
        agent: LegId,
    },
    /// Comes back as `RecordingEnded`.
    StopRecording {
        call: CallId,
        recording: RecordingId,
    },
    /// Goes to the journal (boxed: facts are large beside the rest).
    Fact(Box<Fact>),
}

//! What goes into a call and what comes out. The exchange joins these with the queues and the shell.

use model::{FactBody, LegId, Millis, OfferOutcome, PersonId, PhoneNumber, Prompt, QueueId, RecordingId, Skill};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    // ---- From the world
    LegAnswered {
        leg: LegId,
    },
    LegFailed {
        leg: LegId,
        status: u16,
    },
    LegEnded {
        leg: LegId,
        end: LegEnd,
    },
    LegHeld {
        leg: LegId,
        is_held: bool,
    },
    Digit {
        leg: LegId,
        digit: char,
    },
    PlayEnded {
        leg: LegId,
        play: u32,
    },
    RecordingEnded {
        recording: RecordingId,
        duration_ms: Millis,
        bytes: u64,
    },
    /// The audio of the browser that talks is gone, or here again.
    Browser {
        is_connected: bool,
    },
    Tick,
    // ---- From the queues
    /// Ring this agent.
    Offer {
        agent: PersonId,
        to: DialTo,
        queue: QueueId,
        wait_ms: Millis,
    },
    OfferEnded {
        outcome: OfferOutcome,
        ring_ms: Millis,
    },
    /// Nobody is ready: wait in this queue.
    Queued {
        queue: QueueId,
    },
    /// No queue will serve the caller.
    Overflowed {
        prompt: Option<Prompt>,
    },
    Announce {
        place: u32,
    },
    // ---- From the agent who rings or talks; the exchange has checked who that is.
    Answer,
    HangUp,
    Hold,
    Resume,
    SendDigit {
        digit: char,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegEnd {
    /// BYE, or the browser's agent is gone by `SignOut`.
    HungUp,
    /// CANCEL before the answer.
    Cancelled,
    /// No RTP or session refresh for too long, or the transport failed.
    Inactive,
    /// The browser phone was lost.
    DeviceLost,
}

/// Where a leg is dialled to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialTo {
    /// The agent's browser phone, nailed up: nothing is sent, the desk rings by the fact `OfferMade`.
    Browser(PersonId),
    /// A phone of the rulebook, registered or fixed.
    Phone(Arc<str>),
    /// Out through a trunk.
    Trunk { trunk: Arc<str>, number: String },
}

/// What a caller asks of the queues.
#[derive(Clone, Debug, PartialEq)]
pub struct Want {
    pub queue: QueueId,
    pub skills: Vec<Skill>,
    pub priority: i32,
    pub any_of: Vec<QueueId>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    // ---- To the world
    Ring {
        leg: LegId,
    },
    Answer {
        leg: LegId,
    },
    Reject {
        leg: LegId,
        status: u16,
    },
    Dial {
        leg: LegId,
        to: DialTo,
        caller: PhoneNumber,
    },
    HangUp {
        leg: LegId,
    },
    Connect {
        a: LegId,
        b: LegId,
    },
    Disconnect {
        a: LegId,
        b: LegId,
    },
    Play {
        leg: LegId,
        play: u32,
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
    StartRecording {
        recording: RecordingId,
        customer: LegId,
        agent: LegId,
    },
    StopRecording {
        recording: RecordingId,
    },
    // ---- To the queues. Whatever these cause is done before the outputs that follow.
    Wait(Want),
    /// The caller is gone out of the queue.
    LeaveQueue,
    OfferAnswered,
    OfferFailed {
        is_declined: bool,
    },
    Freed {
        agent: PersonId,
    },
    /// A flow dials this phone directly, and is done with it.
    Seize {
        phone: Arc<str>,
    },
    Release {
        phone: Arc<str>,
    },
    // ---- To the journal
    Fact(FactBody),
}

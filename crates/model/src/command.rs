//! What the office asks of the switch, and what it answers. Plain messages, so that they could travel by network.

use crate::{AwayReason, CallId, PersonId, Routing};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One act, by whom, and the reasons of the permit that allowed it: they go into the facts it causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub by: PersonId,
    /// Ids of the policies that allowed it.
    pub reasons: Vec<String>,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The person's live socket is open: from `Offline` to `Away`.
    SignIn,
    /// Logged out, disabled or the socket stayed away: offers end, a call in progress is hung up when `is_final`,
    /// else the customer hears music until the browser is back or the grace time ends.
    SignOut {
        is_final: bool,
    },
    GoReady,
    GoAway {
        reason: AwayReason,
    },
    /// Answers the offer that rings at this agent's browser.
    Answer {
        call: CallId,
    },
    /// Refuses it: the caller keeps the place, the agent goes away.
    Decline {
        call: CallId,
    },
    HangUp {
        call: CallId,
    },
    Hold {
        call: CallId,
    },
    Resume {
        call: CallId,
    },
    /// Sends one DTMF digit to the customer.
    SendDigit {
        call: CallId,
        digit: char,
    },
    FinishWrapUp {
        call: CallId,
    },
    /// The browser offers its audio (WebRTC SDP). Answered by [`Reply::MediaAnswer`]. A larger generation replaces
    /// the browser leg before it; a smaller one is refused.
    MediaOffer {
        generation: u64,
        sdp: String,
    },
    MediaClosed {
        generation: u64,
    },
    /// New rules or rights are in force.
    Obey {
        routing: Arc<Routing>,
    },
}

impl Act {
    /// The action of `org/capabilities.yaml` that it carries out. `None`: nobody's act; it makes the switch follow what
    /// others did with a permit.
    pub fn action(&self) -> Option<&'static str> {
        match self {
            Self::GoReady => Some("desk:take_calls"),
            Self::SignIn
            | Self::SignOut { .. }
            | Self::GoAway { .. }
            | Self::MediaOffer { .. }
            | Self::MediaClosed { .. } => Some("desk:use"),
            Self::Answer { .. }
            | Self::Decline { .. }
            | Self::HangUp { .. }
            | Self::Hold { .. }
            | Self::Resume { .. }
            | Self::SendDigit { .. }
            | Self::FinishWrapUp { .. } => Some("call:control"),
            Self::Obey { .. } => None,
        }
    }

    /// The call that it is about.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Answer { call }
            | Self::Decline { call }
            | Self::HangUp { call }
            | Self::Hold { call }
            | Self::Resume { call }
            | Self::SendDigit { call, .. }
            | Self::FinishWrapUp { call } => Some(*call),
            Self::SignIn
            | Self::SignOut { .. }
            | Self::GoReady
            | Self::GoAway { .. }
            | Self::MediaOffer { .. }
            | Self::MediaClosed { .. }
            | Self::Obey { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    Done,
    MediaAnswer { generation: u64, sdp: String },
}

/// The act does not fit what is going on; nothing changed. Not an error: the desk shows why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refused {
    #[error("no such call, or it is not this agent's")]
    NotYourCall,
    #[error("not possible in agent state `{state}`")]
    WrongState { state: String },
    #[error("the agent has no audio: no browser phone connected and no desk phone registered")]
    NoAudio,
    #[error("the agent may not take calls")]
    MayNotTakeCalls,
    #[error("a newer browser phone has taken over")]
    OldGeneration,
    #[error("the browser's audio offer is not usable: {why}")]
    BadOffer { why: String },
    #[error("the switch is shutting down")]
    ShuttingDown,
    #[error("too busy, try again in a second")]
    Busy,
}

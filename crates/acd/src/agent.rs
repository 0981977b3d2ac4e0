//! The agent's state machine: one table, to be read aloud to a shift supervisor.

use model::{AgentState, AwayReason, CallId, Millis, Refused};

/// What happens to an agent.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    SignIn,
    SignOut,
    GoReady,
    GoAway(AwayReason),
    FinishWrapUp(CallId),
    Offer {
        call: CallId,
        until: Millis,
    },
    /// The agent answered the offer.
    Answered,
    /// The caller hung up while it rang, or the exchange took the offer back.
    OfferWithdrawn,
    /// Rang to the end, or the agent refused.
    Missed,
    /// The phone or the browser's audio failed while it rang.
    Failed,
    /// The talk is over; `until`: end of the wrap-up, not later than now when the queue has none.
    Freed {
        until: Millis,
    },
    AudioLost,
    /// The audio came back, or the rules about this agent changed.
    Reconsider,
    /// The wrap-up's or back-off's time is over.
    TimeOver,
}

/// What is true of the agent besides the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub is_signed_in: bool,
    pub may_take_calls: bool,
    pub has_audio: bool,
    /// Ready without a sign-in and after every call.
    pub is_always_ready: bool,
}

impl Standing {
    /// Where the agent goes who has nothing more to do.
    fn rest(self) -> AgentState {
        match self {
            Self { is_signed_in: false, is_always_ready: false, .. } => AgentState::Offline,
            Self { may_take_calls: false, .. } => AgentState::Away { reason: AwayReason::SignedIn },
            Self { has_audio: false, .. } => AgentState::Away { reason: AwayReason::DeviceLost },
            _ => AgentState::Ready,
        }
    }

    fn may_go_ready(self) -> Result<AgentState, Refused> {
        match self {
            Self { may_take_calls: false, .. } => Err(Refused::MayNotTakeCalls),
            Self { has_audio: false, .. } => Err(Refused::NoAudio),
            _ => Ok(AgentState::Ready),
        }
    }
}

/// Takes one step. `Err`: not possible in this state, and nothing changed.
pub fn next(state: &AgentState, now: Millis, input: Input, standing: Standing) -> Result<AgentState, Refused> {
    use AgentState::*;
    Ok(match (state, input) {
        (Offline, Input::SignIn) => Away { reason: AwayReason::SignedIn },
        (state, Input::SignIn) => state.clone(), // A second desk page of the same person.
        (Talking { call }, Input::SignOut) => Talking { call: *call }, // Leaves when the talk is over.
        (_, Input::SignOut) => standing.rest(),

        (Away { .. } | WrapUp { .. } | Ready, Input::GoReady) => standing.may_go_ready()?,
        (Away { .. } | WrapUp { .. } | Ready, Input::GoAway(reason)) => Away { reason },
        (WrapUp { call, .. }, Input::FinishWrapUp(of)) if *call == of => standing.rest(),
        (WrapUp { .. }, Input::FinishWrapUp(_)) => return Err(Refused::NotYourCall),

        (Ready, Input::Offer { call, until }) => Ringing { call, until },
        (Ringing { call, .. }, Input::Answered) => Talking { call: *call },
        (Ringing { .. }, Input::OfferWithdrawn) => standing.rest(), // No blame, no wrap-up.
        (Ringing { .. }, Input::Missed) => Away { reason: AwayReason::MissedOffer },
        (Ringing { .. }, Input::Failed) => Away { reason: AwayReason::DeviceLost },

        (Talking { .. }, Input::Freed { .. }) if standing.rest() == Offline => Offline,
        (Talking { call }, Input::Freed { until }) if until > now && !standing.is_always_ready => {
            WrapUp { call: *call, until }
        }
        (Talking { .. }, Input::Freed { .. }) => standing.rest(),
        (WrapUp { .. } | Away { .. }, Input::TimeOver) => standing.rest(),

        (Ready, Input::AudioLost) => Away { reason: AwayReason::DeviceLost },
        (state, Input::AudioLost) => state.clone(),
        (Ready, Input::Reconsider) => standing.rest(),
        (Offline, Input::Reconsider) if standing.is_always_ready => standing.rest(),
        (Away { reason: AwayReason::DeviceLost }, Input::Reconsider) if standing.is_always_ready => standing.rest(),
        (Away { .. } | WrapUp { .. }, Input::Reconsider) if standing.rest() == Offline => Offline,
        (Away { reason: AwayReason::SignedIn }, Input::Reconsider) if standing.is_always_ready => standing.rest(),
        (state, Input::Reconsider) => state.clone(),
        (state, _) => return Err(Refused::WrongState { state: name(state).to_owned() }),
    })
}

/// The state's name as the journal writes it.
pub fn name(state: &AgentState) -> &'static str {
    match state {
        AgentState::Offline => "offline",
        AgentState::Away { .. } => "away",
        AgentState::Ready => "ready",
        AgentState::Ringing { .. } => "ringing",
        AgentState::Talking { .. } => "talking",
        AgentState::WrapUp { .. } => "wrap_up",
    }
}

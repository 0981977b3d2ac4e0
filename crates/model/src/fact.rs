//! The journal's enum: everything that can happen in the centre, in the past tense.
//!
//! A fact is never changed. Names and fields are stable: old journals must stay readable, so fields are only added,
//! with a default.

use crate::{
    AgentState, AwayReason, CallId, LegId, Millis, PersonId, PersonName, PhoneNumber, QueueId, RecordingId, Skill,
    TokenId,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Place in the journal, from 1 without gaps. 0: not yet committed.
    #[serde(default)]
    pub seq: u64,
    pub at_ms: Millis,
    pub actor: Actor,
    /// Ids of the policies of the permit under which it happened. Empty: it happened to us (a caller dialled).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    #[serde(flatten)]
    pub body: FactBody,
}

/// Who made it happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Person(PersonId),
    /// The caller, a phone or a trunk.
    Outside,
    /// The exchange by its rules: matching, timers.
    Switch,
    /// A job or the start and stop of the service.
    System,
    /// The demo generator. Everything it makes is marked so.
    Demo,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactBody {
    // ---- Calls
    CallStarted {
        call: CallId,
        from: PhoneNumber,
        to: String,
        trunk: Arc<str>,
    },
    /// A node of the IVR flow was entered.
    IvrEntered {
        call: CallId,
        flow: Arc<str>,
        node: Arc<str>,
    },
    /// A menu key. Collected digits are never written, only how many.
    KeyPressed {
        call: CallId,
        node: Arc<str>,
        key: char,
    },
    DigitsCollected {
        call: CallId,
        node: Arc<str>,
        count: u8,
    },
    QueueEntered {
        call: CallId,
        queue: QueueId,
        priority: i32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skills: Vec<Skill>,
    },
    /// The caller was told their place, 1 is next.
    PlaceAnnounced {
        call: CallId,
        queue: QueueId,
        place: u32,
    },
    OfferMade {
        call: CallId,
        leg: LegId,
        agent: PersonId,
        queue: QueueId,
        wait_ms: Millis,
    },
    OfferEnded {
        call: CallId,
        leg: LegId,
        agent: PersonId,
        outcome: OfferOutcome,
        ring_ms: Millis,
    },
    /// The caller left the queue for good. Exactly one for each `QueueEntered`.
    QueueLeft {
        call: CallId,
        queue: QueueId,
        outcome: QueueOutcome,
        wait_ms: Millis,
    },
    /// Agent and customer hear each other.
    CallBridged {
        call: CallId,
        leg: LegId,
        agent: Option<PersonId>,
    },
    HoldStarted {
        call: CallId,
        by: HoldBy,
    },
    HoldEnded {
        call: CallId,
        held_ms: Millis,
    },
    /// The caller was sent out through a trunk, or its attempt failed with this SIP status.
    Transferred {
        call: CallId,
        to: String,
        status: u16,
    },
    RecordingStarted {
        call: CallId,
        recording: RecordingId,
    },
    RecordingEnded {
        call: CallId,
        recording: RecordingId,
        duration_ms: Millis,
        bytes: u64,
    },
    CallEnded {
        call: CallId,
        cause: CallCause,
        /// Final SIP status of the customer's INVITE; 200 when it was answered.
        status: u16,
        talk_ms: Millis,
        hold_ms: Millis,
    },
    DispositionSet {
        call: CallId,
        agent: PersonId,
        code: String,
        #[serde(default)]
        note: String,
    },

    // ---- Agents and phones
    AgentStateChanged {
        agent: PersonId,
        #[serde(flatten)]
        state: AgentState,
        /// Why an away began by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<AwayReason>,
    },
    PhoneRegistered {
        phone: Arc<str>,
        expires_ms: Millis,
    },
    PhoneUnregistered {
        phone: Arc<str>,
    },
    /// The browser's audio is up or gone.
    BrowserPhoneConnected {
        agent: PersonId,
    },
    BrowserPhoneLost {
        agent: PersonId,
    },

    // ---- People and access
    PersonAdded {
        person: PersonId,
        username: String,
        name: PersonName,
        roles: Vec<String>,
        team: Option<String>,
        locale: String,
    },
    PersonDisabled {
        person: PersonId,
    },
    PersonEnabled {
        person: PersonId,
    },
    PasswordChanged {
        person: PersonId,
    },
    LoggedIn {
        person: PersonId,
    },
    LoggedOut {
        person: PersonId,
        cause: LogoutCause,
    },
    /// `username` as typed is not kept: it may be a password typed into the wrong field.
    LoginFailed {
        person: Option<PersonId>,
    },
    /// A program may act for the person until then. `name`: what it is for.
    TokenIssued {
        person: PersonId,
        token: TokenId,
        name: String,
        expires_ms: Millis,
    },
    TokenRevoked {
        person: PersonId,
        token: TokenId,
    },
    /// An act was refused by policy.
    ActDenied {
        person: PersonId,
        action: String,
        resource: String,
    },
    /// Somebody listened to a recording or read what is masked by default.
    Revealed {
        person: PersonId,
        what: String,
        resource: String,
    },

    // ---- The service
    ServiceStarted {
        version: String,
    },
    ServiceStopped,
    /// The rulebook of this content hash (SHA-256, hex) is in force.
    RulebookInForce {
        hash: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferOutcome {
    Answered,
    /// Rang to the end (RONA).
    Missed,
    Declined,
    /// The caller hung up while it rang.
    Abandoned,
    /// The phone could not be reached or refused (SIP status ≥ 300, lost browser).
    Failed,
    /// The exchange took it back, for instance on overflow or log-out.
    Withdrawn,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOutcome {
    Answered,
    Abandoned,
    Overflowed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldBy {
    Agent,
    /// A re-INVITE from the customer's phone.
    Customer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallCause {
    CustomerHungUp,
    AgentHungUp,
    /// The flow reached its end.
    FlowEnded,
    /// CANCEL before the answer.
    Cancelled,
    /// No such number (404).
    NoSuchNumber,
    /// Refused for load or shutdown (503).
    Overloaded,
    /// Unusable SDP (488) or a broken request.
    BadOffer,
    /// No RTP or no session refresh for too long.
    Inactive,
    /// An agent's phone or browser was lost and did not come back.
    DeviceLost,
    /// The service stopped or crashed; written at the next start for calls without an end.
    ServiceStopped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogoutCause {
    ByPerson,
    Expired,
    Disabled,
    /// Signed in elsewhere or ended from the session list.
    Ended,
}

impl FactBody {
    /// The call that this fact belongs to, if any: the journal is indexed by it.
    pub fn call(&self) -> Option<CallId> {
        use FactBody::*;
        match self {
            CallStarted { call, .. }
            | IvrEntered { call, .. }
            | KeyPressed { call, .. }
            | DigitsCollected { call, .. }
            | QueueEntered { call, .. }
            | PlaceAnnounced { call, .. }
            | OfferMade { call, .. }
            | OfferEnded { call, .. }
            | QueueLeft { call, .. }
            | CallBridged { call, .. }
            | HoldStarted { call, .. }
            | HoldEnded { call, .. }
            | Transferred { call, .. }
            | RecordingStarted { call, .. }
            | RecordingEnded { call, .. }
            | CallEnded { call, .. }
            | DispositionSet { call, .. } => Some(*call),
            _ => None,
        }
    }
}

//! How things end, as facts say it.

use serde::{Deserialize, Serialize};

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

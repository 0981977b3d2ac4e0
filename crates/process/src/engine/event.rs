//! What may happen to an instance, what comes of it, and why it may be refused.

use super::Fields;
use super::state::Person;
use model::Millis;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Claim {
        task: u64,
        by: Person,
    },
    GiveBack {
        task: u64,
        by: Person,
    },
    Complete {
        task: u64,
        by: Person,
        outcome: String,
        data: Fields,
    },
    Reassign {
        task: u64,
        by: Person,
        to: Person,
    },
    /// 加签: asks somebody's opinion before the task can be done.
    AddSigner {
        task: u64,
        by: Person,
        signer: Person,
    },
    /// 退回.
    Return {
        task: u64,
        by: Person,
        to: String,
    },
    /// 撤回: takes back what was just done.
    TakeBack {
        step: String,
        by: Person,
    },
    /// Nobody: a system.
    Message {
        name: String,
        key: String,
        by: Option<Person>,
        data: Fields,
    },
    Timer {
        timer: u64,
    },
    ServiceDone {
        run: u64,
        data: Fields,
    },
    ServiceFailed {
        run: u64,
        reason: String,
    },
    CallEnded {
        call: u64,
        end: String,
        data: Fields,
    },
    /// The person works here no more, or holds another post: open tasks go to who else may do them.
    PersonLeft {
        person: Person,
    },
    /// Who called this instance needs it no more: it ends, and what it did is undone.
    Withdraw,
}

/// What is to be told or done outside. Services carry a key under which they may run once only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    Started {
        start: String,
        applicant: Option<Person>,
    },
    /// The task stands in the state.
    Opened {
        task: u64,
        step: String,
        people: Vec<Person>,
        due: Option<Millis>,
    },
    /// Nobody was found; it went to the owner.
    Nobody {
        task: u64,
        wanted: String,
    },
    Claimed {
        task: u64,
        by: Person,
        as_: Person,
    },
    /// By who held it, or because they left. The state says whose it is now.
    GivenBack {
        task: u64,
        by: Person,
    },
    Reassigned {
        task: u64,
        by: Person,
        to: Person,
    },
    Closed {
        task: u64,
        label: String,
        how: HowClosed,
    },
    Reminded {
        task: u64,
        to: Vec<Person>,
    },
    Escalated {
        task: u64,
        to: Vec<Person>,
    },
    Done {
        step: String,
        outcome: String,
        actor: Option<Person>,
        by: Option<Person>,
    },
    /// A check did not hold and was allowed.
    Noted {
        text: String,
    },
    Decided {
        step: String,
        table: String,
        rules: Vec<usize>,
        outputs: Fields,
    },
    Service {
        run: u64,
        step: String,
        service: String,
        to: Vec<Person>,
        with: Fields,
        key: String,
    },
    Undo {
        service: String,
        with: Fields,
        key: String,
    },
    Call {
        call: u64,
        step: String,
        flow: String,
        with: Fields,
    },
    CancelCall {
        call: u64,
    },
    Waits {
        step: String,
        until: Option<Millis>,
        message: Option<(String, String)>,
        group: Option<String>,
    },
    Returned {
        step: String,
        to: String,
        by: Person,
    },
    TakenBack {
        step: String,
        by: Person,
    },
    /// Jumped back or forward by `goto`.
    Jumped {
        from: String,
        to: String,
    },
    Ended {
        end: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowClosed {
    /// `by` did it as `actor`. Nobody: the deadline did.
    Completed { outcome: String, actor: Option<Person>, by: Option<Person> },
    /// It is no longer needed.
    Dropped,
}

/// Why an event is not possible. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    #[error("the flow has no such start")]
    NoSuchStart,
    #[error("this instance runs under another version of its flow")]
    OtherVersion,
    #[error("this instance has ended")]
    Ended,
    #[error("the task is not open; perhaps somebody else has done it")]
    NotOpen,
    #[error("this is not your task")]
    NotYours,
    #[error("`{holder}` has claimed this task")]
    Claimed { holder: Person },
    #[error("who has acted before must not act here (separation of duties)")]
    Excluded,
    #[error("`{outcome}` is not possible here")]
    NoSuchOutcome { outcome: String },
    #[error("the field `{field}` is missing")]
    Missing { field: String },
    #[error("the field `{field}` is not possible here or has the wrong type")]
    Field { field: String },
    #[error("{text}")]
    Check { text: String },
    #[error("an opinion that was asked for is still open")]
    SignersOpen,
    #[error("the task cannot be sent back to `{to}`")]
    CannotReturn { to: String },
    #[error("the next step has begun; it cannot be taken back")]
    CannotTakeBack,
    #[error("nobody could do what `{wanted}` is asked for; somebody must have the post first")]
    Nobody { wanted: String },
    #[error("nothing waits for this message")]
    NobodyWaits,
    #[error("it is too late for this")]
    TooLate,
    #[error("it is too early")]
    TooEarly,
    #[error("there is too much of it (limit {limit})")]
    TooMuch { limit: usize },
}

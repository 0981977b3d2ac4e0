//! What a use case can answer instead of a result. `server::problem` turns each into problem+json.

use crate::processes::views::FieldProblem;
use access::Denied;
use model::{Millis, Refused};

#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// No session, or it is over.
    #[error("not logged in")]
    NotLoggedIn,
    /// The proof of who asks is wrong. The session goes on.
    #[error("wrong proof")]
    WrongProof,
    /// The password fits, and there is more to prove.
    #[error("a second factor is needed")]
    SecondFactorNeeded(Box<crate::accounts::second::Ways>),
    /// The first half of the log-in is too long ago, or its tries are used up.
    #[error("log in again")]
    TicketOver,
    /// The act needs a fresh proof of who asks.
    #[error("a fresh proof is needed")]
    StepUpNeeded,
    /// The provider's identity opens no account, or one that is closed: never said which.
    #[error("the identity opens no account here")]
    NotLinked,
    #[error("the identity is somebody else's")]
    LinkedToAnother,
    /// The centre has no name in the browser that a passkey could be bound to.
    #[error("no passkeys here")]
    NoPasskeys,
    /// Wrong name or password, or the account is disabled: never said which.
    #[error("wrong user name or password")]
    WrongPassword,
    /// For people only, not for programs.
    #[error("not with an API token")]
    NotWithToken,
    #[error("too many attempts")]
    TooManyAttempts { retry_after: Millis },
    #[error("not allowed: `{}`", .0.action)]
    Denied(Denied),
    /// The same, and this flow leads on.
    #[error("not allowed: `{}`", .denied.action)]
    DeniedWithOffer { denied: Denied, offer: Box<crate::why::RequestOffer> },
    /// It does not exist, or the reader may not know that it does.
    #[error("no such thing")]
    NotFound,
    /// The act does not fit what is going on.
    #[error("refused")]
    Refused(#[from] Refused),
    /// The flow does not move like this, and nothing changed. People in it are named, not numbered.
    #[error("{0}")]
    Process(process::engine::Refusal),
    #[error("the form is not right in {} places", .0.len())]
    BadForm(Vec<FieldProblem>),
    /// The act is signed: the password is asked for again.
    #[error("signed with the password only")]
    PasswordNeeded,
    #[error("too large; at most {limit} bytes")]
    TooLarge { limit: usize },
    /// No such files are taken, or the content is not what the type says.
    #[error("not a file of a kind that is taken")]
    WrongMediaType,
    #[error("`{field}`: {why}")]
    BadInput { field: &'static str, why: String },
    /// Too many log-ins wait for their turn.
    #[error("too many log-ins at once")]
    Crowded,
    /// Too much at once, or the switch did not answer in time.
    #[error("too busy")]
    Busy,
    /// Of a second factor: sealed with another key, or changed.
    #[error("the secret of a second factor does not open")]
    BrokenSecret,
    #[error("the database failed")]
    Store(#[source] store::StoreError),
    #[error("the journal failed")]
    Journal(#[source] crate::writer::JournalError),
    /// Somebody else was quicker. `by`: their name as it is shown; nobody: it was no longer needed, or the clock did it.
    #[error("the task is closed")]
    AlreadyDone { by: Option<String>, outcome: Option<String>, at: Millis },
    /// What was changed here was changed by somebody else meanwhile: nobody overwrites silently.
    #[error("changed meanwhile")]
    Moved,
    /// The edits are of a version that is no longer in force. Files that changed since: nobody overwrites silently.
    #[error("the rules have changed since: {}", .0.join(", "))]
    RulesMoved(Vec<String>),
    #[error("file of recording is missing or broken")]
    Recording(#[source] std::io::Error),
}

impl From<process::engine::Refusal> for OfficeError {
    fn from(refusal: process::engine::Refusal) -> Self {
        Self::Process(refusal)
    }
}

impl From<store::StoreError> for OfficeError {
    fn from(error: store::StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<crate::writer::JournalError> for OfficeError {
    fn from(error: crate::writer::JournalError) -> Self {
        Self::Journal(error)
    }
}

pub(crate) fn bad_input(field: &'static str, why: impl Into<String>) -> OfficeError {
    OfficeError::BadInput { field, why: why.into() }
}

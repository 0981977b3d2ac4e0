//! Accounts: how people prove who they are, and how they join, move and leave.

use crate::{FactorId, IdentityId, Millis, PersonId};
use serde::{Deserialize, Serialize};

/// What proves it besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// RFC 6238.
    Totp,
    /// WebAuthn.
    Passkey,
    /// Codes on paper, each for one use.
    RecoveryCodes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountFact {
    FactorAdded {
        person: PersonId,
        factor: FactorId,
        of: FactorKind,
        name: String,
    },
    FactorRemoved {
        person: PersonId,
        factor: FactorId,
    },
    /// The person proved again who they are, for acts that need it.
    SteppedUp {
        person: PersonId,
        with: Option<FactorKind>,
    },
    /// A second factor was wrong.
    FactorFailed {
        person: PersonId,
    },
    /// Whoever the provider calls `subject` may sign on as this person. `provider`: its key in the settings.
    IdentityLinked {
        person: PersonId,
        identity: IdentityId,
        provider: String,
        issuer: String,
        subject: String,
    },
    IdentityUnlinked {
        person: PersonId,
        identity: IdentityId,
    },
    /// The next act must be a new password.
    PasswordMustChange {
        person: PersonId,
        reason: String,
    },
    /// PLAT-04, AUTH-38: another post or team. Rights of the old post ended with it.
    PersonMoved {
        person: PersonId,
        roles: Vec<String>,
        team: Option<String>,
        reason: String,
    },
    /// AUTH-01: how the person is employed, as `full_time`, `part_time`, `external`.
    EmploymentSet {
        person: PersonId,
        employment: String,
    },
    /// PLAT-03: `deputy` works on the account's behalf in `[from, until)`, each with the own secret.
    AccountHandedOver {
        person: PersonId,
        deputy: PersonId,
        from_ms: Millis,
        until_ms: Millis,
        reason: String,
    },
}

impl AccountFact {
    /// Whose account it is about.
    pub fn person(&self) -> PersonId {
        match self {
            Self::FactorAdded { person, .. }
            | Self::FactorRemoved { person, .. }
            | Self::SteppedUp { person, .. }
            | Self::FactorFailed { person }
            | Self::IdentityLinked { person, .. }
            | Self::IdentityUnlinked { person, .. }
            | Self::PasswordMustChange { person, .. }
            | Self::PersonMoved { person, .. }
            | Self::EmploymentSet { person, .. }
            | Self::AccountHandedOver { person, .. } => *person,
        }
    }
}

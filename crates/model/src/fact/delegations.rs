//! 代理: who acts for somebody who is absent.

use crate::{DelegationId, Millis, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DelegationFact {
    /// `deputy` may act for `absent` in `[from, until)`.
    DelegationGiven {
        delegation: DelegationId,
        absent: PersonId,
        deputy: PersonId,
        from_ms: Millis,
        until_ms: Millis,
        reason: String,
    },
    DelegationEnded {
        delegation: DelegationId,
    },
}

impl DelegationFact {
    /// Who is absent, if it tells.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::DelegationGiven { absent, .. } => Some(*absent),
            Self::DelegationEnded { .. } => None,
        }
    }
}

//! The rulebook's own life: proposed, approved, in force, acknowledged, rolled back.

use crate::{ChangeId, InstanceId, Millis, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RulesFact {
    /// AUTH-25: `files` of the rulebook would change from the version `base` to the version `hash`.
    ChangeProposed {
        change: ChangeId,
        author: PersonId,
        base: String,
        hash: String,
        files: Vec<String>,
        reason: String,
        expected: String,
    },
    /// Approved by its flow; comes into force at that time.
    ChangeScheduled {
        change: ChangeId,
        instance: InstanceId,
        at: Millis,
    },
    ChangeApplied {
        change: ChangeId,
        base: String,
        hash: String,
    },
    ChangeRefused {
        change: ChangeId,
        reason: String,
    },
    /// AUTH-55: the person has read the rules of this version.
    RulesAcknowledged {
        person: PersonId,
        version: String,
    },
}

impl RulesFact {
    /// Who proposed or has read it.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::ChangeProposed { author, .. } => Some(*author),
            Self::RulesAcknowledged { person, .. } => Some(*person),
            _ => None,
        }
    }
}

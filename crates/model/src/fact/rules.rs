//! The rulebook's own life: proposed, approved, in force, acknowledged, rolled back.

use crate::{ChangeId, InstanceId, Millis, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RulesFact {
    /// AUTH-25: `files` of the rulebook would change from the version `base` to the version `hash`.
    ChangeProposed {
        change: ChangeId,
        /// Its flow.
        instance: InstanceId,
        author: PersonId,
        base: String,
        hash: String,
        files: Vec<String>,
        reason: String,
        /// Whom and what it concerns, in the author's words.
        scope: String,
        /// What the author expects of it.
        expected: String,
        /// The change that it takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rolls_back: Option<ChangeId>,
    },
    /// Approved by its flow; comes into force at that time. `by`: who put it there, neither author nor approver.
    ChangeScheduled { change: ChangeId, instance: InstanceId, due_ms: Millis, by: PersonId },
    /// `RulebookInForce` with the same hash stands behind it.
    ChangeApplied { change: ChangeId, base: String, hash: String },
    /// Not approved, or withdrawn.
    ChangeRefused { change: ChangeId, reason: String },
    /// Approved, but it could not come into force; nothing changed.
    ChangeFailed { change: ChangeId, reason: String },
    /// The operator puts the folder in place of an approved version.
    FolderAdopted { hash: String },
    /// AUTH-55: the person has read the rules of this version.
    RulesAcknowledged { person: PersonId, version: String },
}

impl RulesFact {
    /// Who proposed or has read it.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::ChangeProposed { author, .. } => Some(*author),
            Self::ChangeScheduled { by, .. } => Some(*by),
            Self::RulesAcknowledged { person, .. } => Some(*person),
            _ => None,
        }
    }

    /// The flow whose story it belongs to.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::ChangeProposed { instance, .. } | Self::ChangeScheduled { instance, .. } => Some(*instance),
            _ => None,
        }
    }
}

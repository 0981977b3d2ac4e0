//! Looking after rights: samples of an audit, reviews of who holds what, and what was decided of each.

use crate::{GrantId, InstanceId, Millis, PersonId, SampleId};
use serde::{Deserialize, Serialize};

/// One right that a review looks at. `grant`: a right for a time; without one it comes with a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// Number within the review, as `12`.
    pub item: String,
    pub holder: PersonId,
    pub capability: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// Silence ends it.
    pub is_sensitive: bool,
    pub last_used_ms: Option<Millis>,
    pub uses: u64,
    /// Of those with the same post, how many in a hundred hold it too.
    pub peers_percent: u32,
}

/// What became of one right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Keep,
    /// It ends sooner.
    Reduce,
    Revoke,
    /// Nobody said: it goes to the superior.
    HandedUp,
}

impl Verdict {
    pub fn text(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Reduce => "reduce",
            Self::Revoke => "revoke",
            Self::HandedUp => "handed_up",
        }
    }
}

/// Something that an audit may look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleOf {
    Grants,
    BreakGlass,
    Reveals,
    Violations,
    /// Changes of the rulebook.
    Changes,
}

impl SampleOf {
    pub const ALL: [Self; 5] = [Self::Grants, Self::BreakGlass, Self::Reveals, Self::Violations, Self::Changes];

    pub fn text(self) -> &'static str {
        match self {
            Self::Grants => "grants",
            Self::BreakGlass => "break_glass",
            Self::Reveals => "reveals",
            Self::Violations => "violations",
            Self::Changes => "changes",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SupervisionFact {
    /// G-16: `reviewer` is asked about these.
    ReviewItemsHandedOut { instance: InstanceId, reviewer: PersonId, items: Vec<ReviewItem> },
    /// `by`: who decided; nobody: the deadline did.
    ReviewDecided {
        instance: InstanceId,
        item: String,
        holder: PersonId,
        capability: String,
        verdict: Verdict,
        by: Option<PersonId>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        why: String,
    },
    /// G-19: of the facts of this kind in `[from, until)`, `population` of them, these were drawn with this seed. Whoever
    /// draws again with the same seed from the same journal draws the same.
    SampleDrawn {
        sample: SampleId,
        by: PersonId,
        of: SampleOf,
        from_ms: Millis,
        until_ms: Millis,
        seed: u64,
        population: u64,
        /// Numbers of the facts drawn.
        drawn: Vec<u64>,
    },
    /// AUTH-48: the report was written, and with which root of the journal.
    AuditReported { by: PersonId, from_ms: Millis, until_ms: Millis, format: String, root: String },
}

impl SupervisionFact {
    /// Whom it is about.
    pub fn person(&self) -> PersonId {
        match self {
            Self::ReviewItemsHandedOut { reviewer, .. } => *reviewer,
            Self::ReviewDecided { holder, .. } => *holder,
            Self::SampleDrawn { by, .. } | Self::AuditReported { by, .. } => *by,
        }
    }

    /// The instance whose story it belongs to.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::ReviewItemsHandedOut { instance, .. } | Self::ReviewDecided { instance, .. } => Some(*instance),
            Self::SampleDrawn { .. } | Self::AuditReported { .. } => None,
        }
    }
}

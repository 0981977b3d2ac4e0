//! The knowledge base (知识库): articles that are published, confirmed to be true still, and taken out.

use crate::{ArticleId, InstanceId, Millis, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KnowledgeFact {
    /// AUTH-14, AUTH-15: a new article, or a new text of one. `revision`: 1 is its first text. `instance`: the flow
    /// that published it, as after a launch (AUTH-08) or a special case.
    ArticlePublished {
        article: ArticleId,
        revision: u32,
        /// Of the rulebook: `faq`, `process`, `product`.
        section: String,
        title: String,
        text: String,
        /// Until then somebody has to look whether it still holds.
        review_by_ms: Millis,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// Somebody looked: this revision still holds.
    ArticleConfirmed { article: ArticleId, revision: u32, review_by_ms: Millis },
    /// Taken out of the knowledge base; its texts stay in the journal.
    ArticleRetired { article: ArticleId, reason: String },
}

impl KnowledgeFact {
    pub fn article(&self) -> ArticleId {
        match self {
            Self::ArticlePublished { article, .. }
            | Self::ArticleConfirmed { article, .. }
            | Self::ArticleRetired { article, .. } => *article,
        }
    }

    /// Who wrote it, where a flow published it.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::ArticlePublished { by, .. } => *by,
            Self::ArticleConfirmed { .. } | Self::ArticleRetired { .. } => None,
        }
    }

    /// The instance whose story it belongs to.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::ArticlePublished { instance, .. } => *instance,
            Self::ArticleConfirmed { .. } | Self::ArticleRetired { .. } => None,
        }
    }
}

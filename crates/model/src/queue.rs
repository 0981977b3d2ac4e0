//! Queues: where callers wait for an agent.

use crate::{Millis, QueueId, Skill};
use serde::{Deserialize, Serialize};

/// One queue's rules. All spans in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    pub id: QueueId,
    pub name_zh: String,
    pub name_en: String,
    /// Every agent who takes this queue's calls needs all of them.
    pub skills: Vec<Skill>,
    /// Larger is served first among callers for the same agent.
    pub priority: i32,
    pub ring: Millis,
    pub wrap_up: Millis,
    /// Answered within this counts for the service level.
    pub service_level_within: Millis,
    /// Music prompt, looped while waiting and on hold.
    pub music: String,
    /// How often the caller is told their place; `None`: never.
    pub announce_every: Option<Millis>,
    /// After this wait the caller overflows; `None`: waits without end.
    pub overflow_after: Option<Millis>,
    pub overflow_to: Option<Overflow>,
    /// At most so many wait; the next is treated as overflowing at once.
    pub waiting_max: u32,
    pub is_recorded: bool,
}

/// Where a caller goes who has waited too long or found the queue full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    Queue(QueueId),
    /// Hears the prompt, then the call ends.
    Goodbye {
        prompt: String,
    },
}

//! IVR flows: what a caller hears and presses before a person answers. Data only; `calls` interprets it.

use crate::{Millis, QueueId, Skill};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A node's key within its flow.
pub type NodeId = Arc<str>;
/// A prompt's key: the file `rulebook/ivr/prompts/<language>/<key>.wav`.
pub type Prompt = Arc<str>;

/// A checked flow: every node named by another exists, every prompt has its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    pub key: Arc<str>,
    pub start: NodeId,
    pub nodes: BTreeMap<NodeId, Node>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Plays the prompts one after the other, then goes on.
    Play {
        prompts: Vec<Prompt>,
        next: NodeId,
    },
    /// Plays, takes one key (barge-in at once), goes where the key says. No key for `wait` after the prompt: repeats
    /// up to `repeats` times, then `otherwise`. A key that has no line plays `invalid` and repeats.
    Menu {
        prompts: Vec<Prompt>,
        keys: BTreeMap<char, NodeId>,
        wait: Millis,
        repeats: u8,
        invalid: Option<Prompt>,
        otherwise: NodeId,
    },
    /// Collects `digits_min..=digits_max` digits, ended by `#` or by `wait` without a further digit. The digits stand
    /// in the journal as a count only: they may be a card number.
    Collect {
        prompts: Vec<Prompt>,
        digits_min: u8,
        digits_max: u8,
        wait: Millis,
        repeats: u8,
        next: NodeId,
        otherwise: NodeId,
    },
    /// Goes on by whether the calendar is open now.
    Hours {
        calendar: String,
        open: NodeId,
        closed: NodeId,
    },
    /// Waits in a queue for an agent with the queue's skills and these. `any_of`: the caller may be served from any
    /// of these queues' agents (0 for any agent); statistics count for `queue`.
    Queue {
        queue: QueueId,
        skills: Vec<Skill>,
        priority: i32,
        any_of: Vec<QueueId>,
    },
    /// Rings the phone of one agent or a number of the rulebook directly, without a queue. `otherwise` when it fails.
    Dial {
        phone: Arc<str>,
        is_recorded: bool,
        otherwise: NodeId,
    },
    /// Leaves the centre through a trunk.
    TransferTo {
        number: String,
        trunk: Arc<str>,
        otherwise: NodeId,
    },
    HangUp,
}

//! Nouns of running flows: what the facts about them are made of. The engine that runs them is `process`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Data of a form, a result or a message: field → JSON.
pub type Fields = Map<String, Value>;

/// Why a task is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A step of the flow.
    Step,
    /// An opinion that was asked for (加签).
    Opinion,
    /// A service failed: retry or skip.
    Repair,
}

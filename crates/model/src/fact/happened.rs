//! One thing that happened, and who made it happen.

use super::FactBody;
use crate::{Millis, PersonId};
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Place in the journal, from 1 without gaps. 0: not yet committed.
    #[serde(default)]
    pub seq: u64,
    pub at_ms: Millis,
    pub actor: Actor,
    /// Ids of the policies of the permit under which it happened. Empty: it happened to us (a caller dialled).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    #[serde(flatten)]
    pub body: FactBody,
}

/// Who made it happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Person(PersonId),
    /// The caller, a phone or a trunk.
    Outside,
    /// The exchange by its rules: matching, timers.
    Switch,
    /// A job or the start and stop of the service.
    System,
    /// The demo generator. Everything it makes is marked so.
    Demo,
}

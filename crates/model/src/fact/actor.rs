//! Who made something happen.

use crate::PersonId;
use serde::{Deserialize, Serialize};

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

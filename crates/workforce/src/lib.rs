//! Numbers about work: what a queue and an agent did, computed once, from facts, under a versioned definition.
//!
//! The wallboard and the reports use the same fold, so they can never disagree. No clock, no database, no charts.
//! Start reading at [`metrics`]; [`floor`] is the live picture that is folded alongside.

pub mod figures;
pub mod floor;
pub mod flows;
pub mod metrics;

pub use figures::{AgentFigures, Definition, Formula, QueueFigures};
pub use floor::{AgentLive, CallLive, CallStage, Floor, QueueLive, Waiting};
pub use metrics::{Buckets, Figures, Fold, fold};

#[cfg(test)]
mod tests;

//! Simulated time: the production exchange driven by scenarios that a shift supervisor can read, and by seeds.
//!
//! [`run_scenario_file`] runs one `scenarios/*.scn`, [`run_seed`] a random day: callers who give up at every moment,
//! agents who answer, miss, decline and leave, phones that fail, events that come late or twice, rules that change.
//! [`replay`] plays the calls of past days under other rules.
//! `check` looks on from outside, as the shell would, and lists every broken promise. Nothing here waits or is random
//! but by the seed.

mod centre;
mod check;
mod day;
mod dice;
mod replay;
mod report;
mod rules;
mod scenario;
mod script;
mod tell;
#[cfg(test)]
mod tests;

pub use day::{run_seed, run_seed_for};
pub use replay::{Fate, PastCall, PastShift, Replay, replay};
pub use report::{QueueTally, Report};
pub use scenario::{Outcome, ScenarioError, run, run_scenario_file};

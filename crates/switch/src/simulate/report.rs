//! What a simulation found, to be printed.

use model::{Millis, QueueId};
use std::collections::BTreeMap;
use std::fmt;

/// One queue's callers, counted from facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueTally {
    pub offered: u64,
    pub answered: u64,
    pub abandoned: u64,
    pub overflowed: u64,
    /// Waits of those answered, in all.
    pub wait_ms: Millis,
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Scenario's file or `seed N`.
    pub what: String,
    pub simulated: Millis,
    pub steps: u64,
    pub facts: u64,
    pub calls: u64,
    pub offers: u64,
    pub talks: u64,
    pub queues: BTreeMap<QueueId, QueueTally>,
    /// Broken promises, the first ones. Empty: all kept.
    pub problems: Vec<String>,
}

/// What is checked after every step, in words.
const PROMISES: [&str; 6] = [
    "no call is lost: every call that started ends once, and nothing of it is left",
    "no agent is in two calls, and no caller is offered to two agents",
    "every offer ends once",
    "per queue: offered = answered + abandoned + overflowed + waiting",
    "no ready agent and fitting waiting caller are left beside each other",
    "legs, music and recordings are begun and ended in order",
];

impl Report {
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, simulated, steps, facts, calls, offers, talks, .. } = self;
        writeln!(f, "{what}: {} s of simulated time, {steps} steps, {facts} facts", simulated.0 / 1_000)?;
        writeln!(f, "  calls={calls} offers={offers} talks={talks}")?;
        for (queue, QueueTally { offered, answered, abandoned, overflowed, wait_ms }) in &self.queues {
            let mean_s = wait_ms.0 as f64 / 1_000.0 / (*answered).max(1) as f64;
            writeln!(
                f,
                "  {queue}: offered={offered} answered={answered} abandoned={abandoned} overflowed={overflowed} \
                 mean wait of answered={mean_s:.1}s"
            )?;
        }
        if self.is_ok() {
            for promise in PROMISES {
                writeln!(f, "  kept: {promise}")?;
            }
        }
        for problem in &self.problems {
            writeln!(f, "  BROKEN: {problem}")?;
        }
        Ok(())
    }
}

//! Counters of one queue or agent in one interval, and every figure that is computed from them.
//!
//! Formulas and test vectors: GLOSSARY.md and the tests. A changed formula is a new [`Definition`]: old reports keep
//! theirs.

use model::{Millis, QueueId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How service level is counted. A answered, B abandoned, A_T and B_T those within T, B_s short abandons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// F1: (A_T + B_T) / (A + B).
    ServedOrGoneWithin,
    /// F2: A_T / A.
    OfAnswered,
    /// F3: A_T / (A + B).
    OfAnsweredAndAbandoned,
    /// F4: A_T / (A + B − B_T): who left before T could not be served within it.
    #[default]
    WithoutGoneWithin,
    /// F5: (A_T + B_s) / (A + B).
    WithShortAbandons,
}

/// What the figures mean. Stored with every report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    pub version: u32,
    pub formula: Formula,
    /// Answered within this counts, by queue.
    pub within: BTreeMap<QueueId, Millis>,
    /// For a queue that is not named.
    pub within_default: Millis,
    /// Abandoned sooner than this is short: a wrong number, nobody's fault.
    pub short_abandon: Millis,
}

impl Definition {
    /// Version 1: F4, 20 s where a queue says nothing, short below 5 s.
    pub fn first(within: impl IntoIterator<Item = (QueueId, Millis)>) -> Self {
        Self {
            version: 1,
            formula: Formula::default(),
            within: within.into_iter().collect(),
            within_default: Millis::from_secs(20),
            short_abandon: Millis::from_secs(5),
        }
    }

    pub fn within(&self, queue: &QueueId) -> Millis {
        self.within.get(queue).copied().unwrap_or(self.within_default)
    }
}

/// One queue in one interval. A call counts where it entered the queue; times in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(into = "QueueShown")]
pub struct QueueFigures {
    pub formula: Formula,
    pub entered: u64,
    pub answered: u64,
    pub abandoned: u64,
    /// Left for another queue or a goodbye after too long a wait (flow-out).
    pub overflowed: u64,
    /// Answered within the queue's T.
    pub answered_within: u64,
    /// Abandoned within T.
    pub abandoned_within: u64,
    /// Abandoned sooner than the definition's short span.
    pub abandoned_short: u64,
    pub wait_answered_ms: u64,
    pub wait_abandoned_ms: u64,
    pub wait_max_ms: u64,
    /// Calls whose conversation is over.
    pub handled: u64,
    pub talk_ms: u64,
    pub hold_ms: u64,
    pub wrap_up_ms: u64,
}

impl QueueFigures {
    /// O = answered + abandoned + flow-out: all that were offered and have left.
    pub fn offered(&self) -> u64 {
        self.answered + self.abandoned + self.overflowed
    }

    pub fn waiting(&self) -> u64 {
        self.entered.saturating_sub(self.offered())
    }

    /// By the definition in force. `None` before the first call.
    pub fn service_level_percent(&self) -> Option<f64> {
        self.service_level_percent_by(self.formula)
    }

    pub fn service_level_percent_by(&self, formula: Formula) -> Option<f64> {
        let (a, b) = (self.answered, self.abandoned);
        let (good, all) = match formula {
            Formula::ServedOrGoneWithin => (self.answered_within + self.abandoned_within, a + b),
            Formula::OfAnswered => (self.answered_within, a),
            Formula::OfAnsweredAndAbandoned => (self.answered_within, a + b),
            Formula::WithoutGoneWithin => (self.answered_within, a + b - self.abandoned_within.min(b)),
            Formula::WithShortAbandons => (self.answered_within + self.abandoned_short, a + b),
        };
        percent(good, all)
    }

    /// Average speed of answer: waits of the answered / answered.
    pub fn asa_ms(&self) -> Option<u64> {
        self.wait_answered_ms.checked_div(self.answered)
    }

    /// Average handling time: (talk + hold + wrap-up) / handled.
    pub fn aht_ms(&self) -> Option<u64> {
        (self.talk_ms + self.hold_ms + self.wrap_up_ms).checked_div(self.handled)
    }

    /// Abandoned / offered.
    pub fn abandonment_percent(&self) -> Option<f64> {
        percent(self.abandoned, self.offered())
    }

    /// 接通率: answered / offered.
    pub fn answer_rate_percent(&self) -> Option<f64> {
        percent(self.answered, self.offered())
    }

    /// Adds another interval or queue.
    pub fn merge(&mut self, other: &Self) {
        self.formula = other.formula;
        self.entered += other.entered;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.overflowed += other.overflowed;
        self.answered_within += other.answered_within;
        self.abandoned_within += other.abandoned_within;
        self.abandoned_short += other.abandoned_short;
        self.wait_answered_ms += other.wait_answered_ms;
        self.wait_abandoned_ms += other.wait_abandoned_ms;
        self.wait_max_ms = self.wait_max_ms.max(other.wait_max_ms);
        self.handled += other.handled;
        self.talk_ms += other.talk_ms;
        self.hold_ms += other.hold_ms;
        self.wrap_up_ms += other.wrap_up_ms;
    }
}

/// One agent in one interval; times in milliseconds, cut at the interval's borders.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(into = "AgentShown")]
pub struct AgentFigures {
    /// Conversations begun.
    pub calls: u64,
    pub missed: u64,
    pub declined: u64,
    /// Of calls that ended in this interval.
    pub talk_ms: u64,
    pub hold_ms: u64,
    /// Time in each state.
    pub away_ms: u64,
    pub ready_ms: u64,
    pub ringing_ms: u64,
    pub talking_ms: u64,
    pub wrap_up_ms: u64,
}

impl AgentFigures {
    /// (talk + hold + wrap-up) / (talk + hold + wrap-up + ready and idle). Ringing is neither.
    pub fn occupancy_percent(&self) -> Option<f64> {
        let busy = self.talking_ms + self.wrap_up_ms;
        percent(busy, busy + self.ready_ms)
    }

    /// 工时利用率: handling time / signed-in time.
    pub fn utilisation_percent(&self) -> Option<f64> {
        percent(self.talking_ms + self.wrap_up_ms, self.signed_in_ms())
    }

    pub fn signed_in_ms(&self) -> u64 {
        self.away_ms + self.ready_ms + self.ringing_ms + self.talking_ms + self.wrap_up_ms
    }

    /// None as long as the day's first call runs.
    pub fn aht_ms(&self) -> Option<u64> {
        let handled_ms = self.talk_ms + self.hold_ms + self.wrap_up_ms;
        if handled_ms == 0 { None } else { handled_ms.checked_div(self.calls) }
    }

    pub fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.missed += other.missed;
        self.declined += other.declined;
        self.talk_ms += other.talk_ms;
        self.hold_ms += other.hold_ms;
        self.away_ms += other.away_ms;
        self.ready_ms += other.ready_ms;
        self.ringing_ms += other.ringing_ms;
        self.talking_ms += other.talking_ms;
        self.wrap_up_ms += other.wrap_up_ms;
    }
}

/// In percent with two decimals, as it is shown.
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 10_000.0 / whole as f64).round() / 100.0)
}

/// Counters and what is computed from them, as readers get it.
#[derive(Serialize)]
struct QueueShown {
    entered: u64,
    offered: u64,
    answered: u64,
    abandoned: u64,
    overflowed: u64,
    waiting: u64,
    answered_within: u64,
    abandoned_within: u64,
    abandoned_short: u64,
    wait_answered_ms: u64,
    wait_abandoned_ms: u64,
    wait_max_ms: u64,
    handled: u64,
    talk_ms: u64,
    hold_ms: u64,
    wrap_up_ms: u64,
    service_level_percent: Option<f64>,
    answer_rate_percent: Option<f64>,
    abandonment_percent: Option<f64>,
    asa_ms: Option<u64>,
    aht_ms: Option<u64>,
}

impl From<QueueFigures> for QueueShown {
    fn from(of: QueueFigures) -> Self {
        Self {
            entered: of.entered,
            offered: of.offered(),
            answered: of.answered,
            abandoned: of.abandoned,
            overflowed: of.overflowed,
            waiting: of.waiting(),
            answered_within: of.answered_within,
            abandoned_within: of.abandoned_within,
            abandoned_short: of.abandoned_short,
            wait_answered_ms: of.wait_answered_ms,
            wait_abandoned_ms: of.wait_abandoned_ms,
            wait_max_ms: of.wait_max_ms,
            handled: of.handled,
            talk_ms: of.talk_ms,
            hold_ms: of.hold_ms,
            wrap_up_ms: of.wrap_up_ms,
            service_level_percent: of.service_level_percent(),
            answer_rate_percent: of.answer_rate_percent(),
            abandonment_percent: of.abandonment_percent(),
            asa_ms: of.asa_ms(),
            aht_ms: of.aht_ms(),
        }
    }
}

#[derive(Serialize)]
struct AgentShown {
    calls: u64,
    missed: u64,
    declined: u64,
    talk_ms: u64,
    hold_ms: u64,
    away_ms: u64,
    ready_ms: u64,
    ringing_ms: u64,
    talking_ms: u64,
    wrap_up_ms: u64,
    signed_in_ms: u64,
    occupancy_percent: Option<f64>,
    utilisation_percent: Option<f64>,
    aht_ms: Option<u64>,
}

impl From<AgentFigures> for AgentShown {
    fn from(of: AgentFigures) -> Self {
        Self {
            calls: of.calls,
            missed: of.missed,
            declined: of.declined,
            talk_ms: of.talk_ms,
            hold_ms: of.hold_ms,
            away_ms: of.away_ms,
            ready_ms: of.ready_ms,
            ringing_ms: of.ringing_ms,
            talking_ms: of.talking_ms,
            wrap_up_ms: of.wrap_up_ms,
            signed_in_ms: of.signed_in_ms(),
            occupancy_percent: of.occupancy_percent(),
            utilisation_percent: of.utilisation_percent(),
            aht_ms: of.aht_ms(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published vector: A=1000, B=60, A_20=860, B_20=20, B_5=10.
    #[test]
    fn service_level_formulas_give_the_published_values() {
        let figures = QueueFigures {
            answered: 1_000,
            abandoned: 60,
            answered_within: 860,
            abandoned_within: 20,
            abandoned_short: 10,
            ..QueueFigures::default()
        };
        for (formula, percent) in [
            (Formula::ServedOrGoneWithin, 83.02),
            (Formula::OfAnswered, 86.00),
            (Formula::OfAnsweredAndAbandoned, 81.13),
            (Formula::WithoutGoneWithin, 82.69),
            (Formula::WithShortAbandons, 82.08),
        ] {
            assert_eq!(figures.service_level_percent_by(formula), Some(percent), "{formula:?}");
            assert_eq!(QueueFigures::default().service_level_percent_by(formula), None, "{formula:?} of nothing");
        }
    }

    #[test]
    fn averages_and_rates() {
        let queue = QueueFigures {
            entered: 22,
            answered: 16,
            abandoned: 3,
            overflowed: 1,
            wait_answered_ms: 160_000,
            handled: 4,
            talk_ms: 400_000,
            hold_ms: 20_000,
            wrap_up_ms: 60_000,
            ..QueueFigures::default()
        };
        assert_eq!((queue.offered(), queue.waiting()), (20, 2));
        assert_eq!((queue.asa_ms(), queue.aht_ms()), (Some(10_000), Some(120_000)));
        assert_eq!((queue.abandonment_percent(), queue.answer_rate_percent()), (Some(15.0), Some(80.0)));
        let agent = AgentFigures {
            talking_ms: 50,
            wrap_up_ms: 10,
            ready_ms: 20,
            ringing_ms: 10,
            away_ms: 10,
            ..Default::default()
        };
        assert_eq!((agent.occupancy_percent(), agent.utilisation_percent()), (Some(75.0), Some(60.0)));
    }
}

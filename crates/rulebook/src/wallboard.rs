//! `metrics/wallboard.yaml`: when a figure on the wallboard is green, amber or red.

use crate::files::Sources;
use crate::problem::Problems;
use crate::yaml::{At, Span, line, parse};
use model::Millis;
use serde::{Deserialize, Serialize};

/// Beyond `amber` it is red. Where more is better both are lower bounds, else upper bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Threshold<T> {
    pub green: T,
    pub amber: T,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wallboard {
    /// More is better.
    pub service_level_percent: Threshold<u32>,
    /// Less is better, as the rest.
    pub abandoned_percent: Threshold<u32>,
    pub waiting: Threshold<u32>,
    pub longest_wait_ms: Threshold<Millis>,
    /// A caller who hangs up earlier counts neither as offered nor as abandoned.
    pub short_abandon_within_ms: Millis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThreshold<T> {
    green: At<T>,
    amber: At<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    service_level_percent: RawThreshold<u32>,
    abandoned_percent: RawThreshold<u32>,
    waiting: RawThreshold<u32>,
    longest_wait: RawThreshold<Span>,
    short_abandon_within: Span,
}

pub(crate) fn read(sources: &Sources, problems: &mut Problems) -> Option<Wallboard> {
    const FILE: &str = "wallboard.yaml";
    for text in sources.folder("metrics").iter().filter(|text| !text.name.ends_with(FILE)) {
        problems.add(&text.name, 1, format!("metrics/ has the file {FILE}; rename or remove this one"));
    }
    let Some(file) = sources.file("metrics", FILE) else {
        problems.unreadable("metrics/wallboard.yaml", 1, "the file is missing; copy it from the product's rulebook");
        return None;
    };
    let raw: Raw = parse(file, problems)?;
    let wrong = |at: usize, problems: &mut Problems| {
        problems.add(&file.name, at, "`amber` lies on the wrong side of `green`; swap them");
    };
    if raw.service_level_percent.green.value < raw.service_level_percent.amber.value {
        wrong(line(&raw.service_level_percent.amber), problems);
    }
    for less_is_better in [&raw.abandoned_percent, &raw.waiting] {
        if less_is_better.green.value > less_is_better.amber.value {
            wrong(line(&less_is_better.amber), problems);
        }
    }
    if raw.longest_wait.green.value.0 > raw.longest_wait.amber.value.0 {
        wrong(line(&raw.longest_wait.amber), problems);
    }
    for percent in [&raw.service_level_percent.green, &raw.abandoned_percent.amber] {
        if percent.value > 100 {
            problems.add(&file.name, line(percent), "a share is at most 100 percent");
        }
    }
    let plain = |raw: &RawThreshold<u32>| Threshold { green: raw.green.value, amber: raw.amber.value };
    Some(Wallboard {
        service_level_percent: plain(&raw.service_level_percent),
        abandoned_percent: plain(&raw.abandoned_percent),
        waiting: plain(&raw.waiting),
        longest_wait_ms: Threshold { green: raw.longest_wait.green.value.0, amber: raw.longest_wait.amber.value.0 },
        short_abandon_within_ms: raw.short_abandon_within.0,
    })
}

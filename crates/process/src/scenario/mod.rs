//! Runs a scenario of a flow in simulated time and tells what came of it.
//!
//! The lines are told in `rulebook/flows/README.md`. After every event the state goes through JSON and back, so that
//! each scenario is a test of crash and restore as well.

mod given;
mod play;
mod script;
mod tell;
#[cfg(test)]
mod tests;

use crate::library::Library;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct ScenarioError {
    pub line: usize,
    pub text: String,
}

impl ScenarioError {
    fn new(line: usize, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

#[derive(Debug)]
pub struct Outcome {
    /// The scenario with what was really seen in place of what it expected.
    pub blessed: String,
    /// The first difference.
    pub difference: Option<String>,
    /// Flows that were started, and the ends that they came to.
    pub ended: BTreeMap<String, BTreeSet<String>>,
}

/// Runs a scenario's text against the flows of a library.
pub fn run(text: &str, library: &Arc<Library>) -> Result<Outcome, ScenarioError> {
    let lines = script::parse(text)?;
    let world = given::world(&lines, library)?;
    let mut play = play::Play::new(world);
    let blessed = play.run(text, &lines)?;
    let difference = difference(text, &blessed);
    Ok(Outcome { blessed, difference, ended: play.ended })
}

fn difference(expected: &str, seen: &str) -> Option<String> {
    let bare = |text: &str| -> Vec<(usize, String)> {
        let words = |line: &str| script::without_comment(line).split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().enumerate().map(|(n, line)| (n + 1, words(line))).filter(|(_, line)| !line.is_empty()).collect()
    };
    let (expected, seen) = (bare(expected), bare(seen));
    for index in 0..expected.len().max(seen.len()) {
        let (want, got) = (expected.get(index), seen.get(index));
        if want.map(|(_, text)| text) != got.map(|(_, text)| text) {
            let number = want.or(expected.last()).map_or(1, |(number, _)| *number);
            let text = |line: Option<&(usize, String)>| line.map_or("nothing", |(_, text)| text.as_str()).to_owned();
            return Some(format!("line {number}: expected `{}`, saw `{}`", text(want), text(got)));
        }
    }
    None
}

//! Is a flow sound? Every name exists, every expression has its type (`names.rs`, `refer.rs`), every step is reached
//! and every instance can end (`flow.rs`).

mod flow;
mod names;
mod refer;
#[cfg(test)]
mod tests;

use crate::definition::{Definition, StepKind};
use crate::library::{Known, Library};
use crate::problem::Problems;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use names::Names;
pub use names::{OVERDUE, RECEIVED};

/// Checks the flows and puts the sound ones into the library.
pub(crate) fn check_all(
    flows: Vec<(String, Definition)>,
    library: &mut Library,
    known: &Known,
    problems: &mut Problems,
) {
    let ends: BTreeMap<String, Vec<String>> = flows
        .iter()
        .map(|(_, flow)| (flow.key.clone(), flow.ends.iter().map(|(end, _)| end.clone()).collect()))
        .collect();
    let calls: BTreeMap<String, Vec<String>> = flows.iter().map(|(_, flow)| (flow.key.clone(), called(flow))).collect();
    let mut sound = BTreeMap::new();
    for (file, mut flow) in flows {
        problems.file.clone_from(&file);
        let before = problems.count();
        let names = Names::of(&flow, library, &ends, problems);
        refer::check(&flow, &names, library, known, problems);
        flow::check(&flow, problems);
        if calls_itself(&flow.key, &calls) {
            problems.add(1, "the flow calls itself, straight or by way of others; an instance would never end");
        }
        if problems.count() == before {
            flow.fields = names.fields;
            sound.insert(flow.key.clone(), Arc::new(flow));
        }
    }
    library.flows = sound;
}

/// The flow with the types of its fields, unchecked.
pub(crate) fn typed(mut flow: Definition, library: &Library) -> Definition {
    let ends =
        library.flows.values().map(|flow| (flow.key.clone(), flow.ends.iter().map(|(end, _)| end.clone()).collect()));
    let names = Names::of(&flow, library, &ends.collect(), &mut Problems::default());
    flow.fields = names.fields;
    flow
}

fn called(flow: &Definition) -> Vec<String> {
    flow.all_steps()
        .filter_map(|step| match &step.kind {
            StepKind::Call(call) => Some(call.flow.clone()),
            _ => None,
        })
        .collect()
}

fn calls_itself(key: &str, calls: &BTreeMap<String, Vec<String>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&String> = calls.get(key).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if next == key {
            return true;
        }
        if seen.insert(next) {
            open.extend(calls.get(next).into_iter().flatten());
        }
    }
    false
}

//! Brings a running instance under another version of its flow. What cannot be mapped is told before anything moves.

use super::State;
use super::run::Run;
use super::state::{Doing, Done, TaskKind, TimerFor};
use super::world::World;
use crate::definition::{Definition, Step, StepKind, Work};
use model::Millis;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why an instance cannot move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    pub step: String,
    pub why: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MigrationReport {
    pub can_move: usize,
    /// Instance → what blocks it.
    pub blocked: BTreeMap<String, Vec<Blocker>>,
}

/// What a migration of these instances would do. Changes nothing.
pub fn dry_run<'a>(
    states: impl IntoIterator<Item = &'a State>,
    from: &Definition,
    to: &Definition,
    map: &BTreeMap<String, String>,
) -> MigrationReport {
    let mut report = MigrationReport::default();
    for state in states {
        let blockers = blockers(state, from, to, map);
        if blockers.is_empty() {
            report.can_move += 1;
        } else {
            report.blocked.insert(state.instance.clone(), blockers);
        }
    }
    report
}

/// Moves the instance. `map`: old step → new step, for those that were renamed. Deadlines are those of the new version,
/// counted from when each task was opened.
pub fn migrate(
    state: &State,
    from: &Definition,
    to: &Definition,
    map: &BTreeMap<String, String>,
    now: Millis,
    world: &World,
) -> Result<State, Vec<Blocker>> {
    let blockers = blockers(state, from, to, map);
    if !blockers.is_empty() {
        return Err(blockers);
    }
    let mut moved = state.clone();
    moved.definition.clone_from(&to.hash);
    moved.version = to.version;
    for token in moved.tokens.values_mut() {
        let id = renamed(&from.program.step(token.at).id, map);
        token.at = to.program.place_of(id).expect("it was found when blockers were looked for");
        token.last = token.last.as_ref().map(|last| renamed(last, map).to_owned());
    }
    let renew = |steps: BTreeMap<String, Done>| -> BTreeMap<String, Done> {
        steps.into_iter().map(|(id, done)| (renamed(&id, map).to_owned(), done)).collect()
    };
    moved.steps = renew(moved.steps);
    for scope in moved.scopes.values_mut() {
        scope.steps = renew(std::mem::take(&mut scope.steps));
    }
    // A jump that was taken stays taken.
    moved.jumps = moved.jumps.into_iter().map(|(key, count)| (renamed_key(&key, map), count)).collect();
    for task in moved.tasks.values_mut() {
        task.step = renamed(&task.step, map).to_owned();
    }
    moved.timers.retain(|_, timer| !matches!(timer.what, TimerFor::Overdue { .. }));
    let tasks: Vec<u64> = moved.tasks.keys().copied().collect();
    let mut run = Run::new(to, moved, now, world);
    for task in tasks {
        let of = run.state.tasks[&task].clone();
        if of.kind != TaskKind::Step {
            continue;
        }
        let Some(work) = run.work_of(&of).cloned() else { continue };
        run.now = of.opened;
        let due = work.within.as_ref().and_then(|span| run.deadline(span, of.token));
        if let Some(open) = run.state.tasks.get_mut(&task) {
            open.due = due;
        }
        run.set_reminders(task, &work);
    }
    Ok(run.state)
}

fn renamed<'a>(id: &'a str, map: &'a BTreeMap<String, String>) -> &'a str {
    map.get(id).map_or(id, String::as_str)
}

/// `STEP`, `STEP.OUTCOME`, `STEP#TOKEN` or `return STEP#TOKEN`, as jumps are counted.
fn renamed_key(key: &str, map: &BTreeMap<String, String>) -> String {
    let (before, rest) = key.strip_prefix("return ").map_or(("", key), |rest| ("return ", rest));
    let end = rest.find(['.', '#']).unwrap_or(rest.len());
    format!("{before}{}{}", renamed(&rest[..end], map), &rest[end..])
}

fn blockers(state: &State, from: &Definition, to: &Definition, map: &BTreeMap<String, String>) -> Vec<Blocker> {
    let mut found = Vec::new();
    if state.definition != from.hash {
        found.push(Blocker { step: String::new(), why: "the instance runs under another version".into() });
        return found;
    }
    for token in state.tokens.values() {
        let old = from.program.step(token.at);
        let id = renamed(&old.id, map);
        let Some(place) = to.program.place_of(id) else {
            found.push(Blocker { step: old.id.clone(), why: format!("there is no step `{id}` in the new version") });
            continue;
        };
        if let Some(why) = differs(old, to.program.step(place), &token.doing) {
            found.push(Blocker { step: old.id.clone(), why });
        }
        let region = |flow: &Definition, block| flow.program.parent(flow.program.scope(block));
        let old_region = region(from, token.at.block).map(|place| from.program.step(place).id.clone());
        let new_region = region(to, place.block).map(|place| to.program.step(place).id.clone());
        if old_region.as_deref().map(|id| renamed(id, map)) != new_region.as_deref() {
            found.push(Blocker { step: old.id.clone(), why: "it stands in another `together` or `each` now".into() });
        }
    }
    found
}

/// Why people or systems that wait at the old step could not go on at the new one.
fn differs(old: &Step, new: &Step, doing: &Doing) -> Option<String> {
    let works = |one: &Work, two: &Work| {
        if one.form != two.form {
            return Some("its form has changed".to_owned());
        }
        let gone = one.outcomes.iter().find(|outcome| !two.outcomes.contains(outcome));
        gone.map(|outcome| format!("its outcome `{outcome}` is gone"))
    };
    match (&old.kind, &new.kind, doing) {
        (StepKind::Do(one), StepKind::Do(two), _) => works(one, two),
        (StepKind::Approve(one), StepKind::Approve(two), Doing::Tasks { stage: Some(stage) }) => {
            match (one.stages.get(*stage), two.stages.get(*stage)) {
                (Some(one), Some(two)) if one.work.by == two.work.by => works(&one.work, &two.work),
                _ => Some(format!("its stage {} is another", stage + 1)),
            }
        }
        (StepKind::Together(one), StepKind::Together(two), _) if one.len() != two.len() => {
            Some("it has another number of branches".into())
        }
        (StepKind::Each(one), StepKind::Each(two), _) if one.member != two.member => {
            Some("its members have another name".into())
        }
        (one, two, _) if std::mem::discriminant(one) != std::mem::discriminant(two) => {
            Some("it is another kind of step now".into())
        }
        _ => None,
    }
}

//! What a person may be offered, without trying it: outcomes, forms, messages, steps to take back. Pure, changes
//! nothing; whether it is really possible is said by [`super::step`].

use super::acts::{DISAGREE, RETRY, SKIP};
use super::run::Run;
use super::state::{Doing, Person, State, Task, TaskKind};
use super::world::World;
use super::{Refusal, acts};
use crate::definition::{AGREE, Definition, FormUse, OnMessage, Place, StepKind, Work};
use model::Millis;

/// What the task's people are asked, as the definition says it. Nothing: it is an opinion or a repair.
pub fn work<'a>(definition: &'a Definition, task: &Task) -> Option<&'a Work> {
    if task.kind != TaskKind::Step {
        return None;
    }
    work_of(definition, task)
}

/// The same, also for an opinion on the task.
pub(super) fn work_of<'a>(definition: &'a Definition, task: &Task) -> Option<&'a Work> {
    match (&definition.step(&task.step)?.kind, task.stage) {
        (StepKind::Do(work), _) => Some(work),
        (StepKind::Approve(approve), Some(stage)) => approve.stages.get(stage).map(|stage| &stage.work),
        _ => None,
    }
}

/// The buttons of a task, the good one first.
pub fn outcomes(definition: &Definition, task: &Task) -> Vec<String> {
    let fixed = |outcomes: [&str; 2]| outcomes.map(str::to_owned).into();
    match task.kind {
        TaskKind::Step => work(definition, task).map_or_else(Vec::new, |work| work.outcomes.clone()),
        TaskKind::Signer { .. } => fixed([AGREE, DISAGREE]),
        TaskKind::Repair { .. } => fixed([RETRY, SKIP]),
    }
}

pub fn form<'a>(definition: &'a Definition, task: &Task) -> Option<&'a FormUse> {
    work(definition, task)?.form.as_ref()
}

/// Whether the act asks for the password again.
pub fn is_signed(definition: &Definition, task: &Task) -> bool {
    work(definition, task).is_some_and(|work| work.is_signed)
}

/// Whether it may be done for many at once.
pub fn is_batch(definition: &Definition, task: &Task) -> bool {
    work(definition, task).is_some_and(|work| work.is_batch)
}

/// Steps to which the task may be sent back (退回) now.
pub fn return_to(definition: &Definition, state: &State, task: &Task) -> Vec<String> {
    let Some(work) = work(definition, task) else { return Vec::new() };
    if acts::times_returned(state, task) >= crate::limits::RETURNS_MAX {
        return Vec::new();
    }
    work.return_to.clone()
}

/// Messages of `on_message` that this person may send now.
pub fn messages_possible<'a>(
    definition: &'a Definition,
    state: &State,
    person: &str,
    now: Millis,
    world: &World,
) -> Vec<&'a OnMessage> {
    if state.end.is_some() || state.definition != definition.hash {
        return Vec::new();
    }
    let run = Run::new(definition, state.clone(), now, world);
    let person = Some(person.to_owned());
    definition.messages.iter().filter(|message| run.may_send(message, person.as_ref()).is_ok()).collect()
}

/// Own steps that the person may take back (撤回) now.
pub fn can_take_back(definition: &Definition, state: &State, person: &str) -> Vec<String> {
    let mut last: Vec<&String> = state.tokens.values().filter_map(|token| token.last.as_ref()).collect();
    last.sort();
    last.dedup();
    last.into_iter().filter(|step| back(definition, state, step, person).is_ok()).cloned().collect()
}

/// The token and the place that taking `step` back leads to.
pub(super) fn back(definition: &Definition, state: &State, step: &str, by: &str) -> Result<(u64, Place), Refusal> {
    let is = |person: &Option<Person>| person.as_deref() == Some(by);
    let is_own = |token: Option<u64>| state.done_of(step, token).is_some_and(|done| is(&done.by) || is(&done.actor));
    let mut left = state.tokens.iter().filter(|(_, token)| token.last.as_deref() == Some(step));
    let Some((&token, at)) = left.find(|(id, _)| is_own(Some(**id))) else {
        return Err(if is_own(None) { Refusal::CannotTakeBack } else { Refusal::NotYours });
    };
    let Doing::Tasks { stage: None | Some(0) } = at.doing else { return Err(Refusal::CannotTakeBack) };
    let untouched = |task: &Task| task.holder.is_none() && task.signers.is_empty();
    // Of a 会签 somebody may have signed already.
    let is_good = |task: &Task| untouched(task) && task.needs != crate::definition::Needs::All;
    let is_untouched = state.tasks.values().filter(|task| task.token == token).all(is_good);
    match (is_untouched, definition.program.place_of(step)) {
        (true, Some(place)) => Ok((token, place)),
        _ => Err(Refusal::CannotTakeBack),
    }
}

//! What the engine says has happened, as facts of the journal.

use super::words::{id, ids};
use model::process::{Fields, TaskKind};
use model::{FactBody, InstanceId, PersonId};
use process::engine::{Effect, HowClosed, State};

/// What was filled in with the act under way: it goes into the fact that closes this task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled {
    pub task: u64,
    pub data: Fields,
    pub is_signed: bool,
}

/// `review.2.opinion`: the step, its stage from 0, and what kind of task it is.
fn parts(label: &str) -> (&str, Option<u32>, TaskKind) {
    let mut words = label.split('.');
    let step = words.next().unwrap_or(label);
    let (mut stage, mut kind) = (None, TaskKind::Step);
    for word in words {
        match word {
            "opinion" => kind = TaskKind::Opinion,
            "repair" => kind = TaskKind::Repair,
            number => stage = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)),
        }
    }
    (step, stage, kind)
}

/// The fact of an effect. Nothing: it asks for something to be done, and the doing makes the fact.
/// `state` is the one after the step; `wanted`: whom nobody was found for.
pub(super) fn fact_of(
    instance: InstanceId,
    effect: &Effect,
    state: &State,
    wanted: Option<String>,
    filled: Option<&Filled>,
) -> Option<FactBody> {
    let person = |of: &String| of.parse::<PersonId>().ok();
    Some(match effect {
        Effect::Opened { task, step, people, due } => {
            let (step, stage, of) = parts(step);
            FactBody::TaskOpened {
                instance,
                task: *task,
                step: step.into(),
                stage,
                of,
                people: ids(people),
                due_ms: *due,
                wanted,
            }
        }
        Effect::Claimed { task, by, as_ } => {
            FactBody::TaskClaimed { instance, task: *task, by: person(by)?, holder: person(as_)? }
        }
        Effect::GivenBack { task, by } => {
            let people = state.tasks.get(task).map(|task| ids(task.people())).unwrap_or_default();
            FactBody::TaskGivenBack { instance, task: *task, by: person(by)?, people }
        }
        Effect::Reassigned { task, by, to } => {
            FactBody::TaskReassigned { instance, task: *task, by: person(by)?, to: person(to)? }
        }
        Effect::Closed { task, label, how } => {
            let (outcome, actor, by) = match how {
                HowClosed::Completed { outcome, actor, by } => {
                    (Some(outcome.clone()), id(actor.as_ref()), id(by.as_ref()))
                }
                HowClosed::Dropped => (None, None, None),
            };
            let filled = filled.filter(|filled| filled.task == *task && by.is_some());
            FactBody::TaskClosed {
                instance,
                task: *task,
                step: parts(label).0.into(),
                outcome,
                actor,
                by,
                is_signed: filled.is_some_and(|filled| filled.is_signed),
                data: filled.map(|filled| filled.data.clone()).unwrap_or_default(),
            }
        }
        Effect::Reminded { task, to } => FactBody::TaskReminded { instance, task: *task, to: ids(to) },
        Effect::Escalated { task, to } => FactBody::TaskEscalated { instance, task: *task, to: ids(to) },
        Effect::Done { step, outcome, actor, by } => FactBody::StepDone {
            instance,
            step: step.as_str().into(),
            outcome: outcome.clone(),
            actor: id(actor.as_ref()),
            by: id(by.as_ref()),
        },
        Effect::Noted { text } => FactBody::ExceptionNoted { instance, text: text.clone() },
        Effect::Decided { step, table, rules, outputs } => FactBody::TableDecided {
            instance,
            step: step.as_str().into(),
            table: table.clone(),
            rules: rules.iter().filter_map(|rule| u32::try_from(*rule).ok()).collect(),
            outputs: outputs.clone(),
        },
        Effect::Waits { step, until, message, .. } => FactBody::WaitBegan {
            instance,
            step: step.as_str().into(),
            until_ms: *until,
            message: message.as_ref().map(|(name, _)| name.clone()),
        },
        Effect::Returned { step, to, by } => {
            FactBody::StepReturned { instance, step: step.as_str().into(), to: to.as_str().into(), by: person(by)? }
        }
        Effect::TakenBack { step, by } => {
            FactBody::StepTakenBack { instance, step: step.as_str().into(), by: person(by)? }
        }
        Effect::Jumped { from, to } => {
            FactBody::StepJumped { instance, from: from.as_str().into(), to: to.as_str().into() }
        }
        Effect::Ended { end } => FactBody::InstanceEnded { instance, end: end.clone() },
        // The start has its fact already; `Nobody` is told with the task; the others are carried out.
        Effect::Started { .. }
        | Effect::Nobody { .. }
        | Effect::Service { .. }
        | Effect::Undo { .. }
        | Effect::Call { .. }
        | Effect::CancelCall { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_tasks_are_taken_apart() {
        for (label, step, stage, kind) in [
            ("resolve", "resolve", None, TaskKind::Step),
            ("review.1", "review", Some(0), TaskKind::Step),
            ("review.12.opinion", "review", Some(11), TaskKind::Opinion),
            ("ask.opinion", "ask", None, TaskKind::Opinion),
            ("mark.repair", "mark", None, TaskKind::Repair),
        ] {
            assert_eq!(parts(label), (step, stage, kind), "{label}");
        }
    }
}

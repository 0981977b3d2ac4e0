//! What people do with tasks.

use super::Fields;
use super::event::{Effect, HowClosed, Refusal};
use super::run::Run;
use super::state::{Person, State, Task, TaskKind};
use crate::definition::{AGREE, Check, FormUse, Needs, StepKind};
use crate::limits::{RETURNS_MAX, SIGNERS_MAX};
use crate::value::{Type, Value};
use serde_json::Value as Json;

/// Outcomes of a service's repair.
pub(super) const RETRY: &str = "retry";
pub(super) const SKIP: &str = "skip";
/// The outcome of an opinion that is not `agree`.
pub(super) const DISAGREE: &str = "disagree";

/// How much of a form must be filled in.
#[derive(Clone, Copy)]
pub(super) enum Filled<'a> {
    Whole,
    /// All, and what this outcome needs.
    For(&'a str),
    /// Only what this outcome needs.
    OnlyFor(&'a str),
}

/// Under which the times that a task was sent back are counted.
fn return_key(task: &Task) -> String {
    format!("return {}#{}", task.step, task.token)
}

pub(super) fn times_returned(state: &State, task: &Task) -> u32 {
    state.jumps.get(&return_key(task)).copied().unwrap_or(0)
}

impl Run<'_> {
    fn task(&self, task: u64) -> Result<Task, Refusal> {
        self.state.tasks.get(&task).cloned().ok_or(Refusal::NotOpen)
    }

    /// As whom a person acts on a task: as themselves, or for whom they stand in.
    fn acting(&self, task: &Task, by: &Person) -> Result<Person, Refusal> {
        if task.excluded.contains(by) {
            return Err(Refusal::Excluded);
        }
        let may = |person: &Person| {
            (person == by || self.world.is_deputy(by, person, self.now)) && !task.excluded.contains(person)
        };
        if let Some(holder) = &task.holder {
            // Who was called in for an overdue task need not wait for the holder.
            let called = task.escalated.iter().find(|person| may(person));
            return match (may(holder), called) {
                (true, _) => Ok(holder.clone()),
                (false, Some(person)) => Ok(person.clone()),
                (false, None) if task.candidates.contains(by) => Err(Refusal::Claimed { holder: holder.clone() }),
                (false, None) => Err(Refusal::NotYours),
            };
        }
        let mut people = task.people();
        // Oneself first, then for whom one stands in.
        people.sort_by_key(|person| *person != by);
        people.into_iter().find(|person| may(person)).cloned().ok_or(Refusal::NotYours)
    }

    pub(super) fn claim(&mut self, task: u64, by: Person) -> Result<(), Refusal> {
        let of = self.task(task)?;
        let as_ = self.acting(&of, &by)?;
        if let Some(open) = self.state.tasks.get_mut(&task) {
            open.holder = Some(as_.clone());
        }
        self.effects.push(Effect::Claimed { task, by, as_ });
        Ok(())
    }

    pub(super) fn give_back(&mut self, task: u64, by: Person) -> Result<(), Refusal> {
        let of = self.task(task)?;
        if of.holder.is_none() {
            return Err(Refusal::NotYours);
        }
        self.acting(&of, &by)?;
        if let Some(open) = self.state.tasks.get_mut(&task) {
            open.holder = None;
        }
        self.effects.push(Effect::GivenBack { task, by });
        Ok(())
    }

    /// Who may hand it on is policy's to say (leaders, supervisors); here only what holds in any case: nobody who must
    /// not do it sends it to somebody else either.
    pub(super) fn reassign(&mut self, task: u64, by: Person, to: Person) -> Result<(), Refusal> {
        let of = self.task(task)?;
        if of.excluded.contains(&by) {
            return Err(Refusal::Excluded);
        }
        if of.excluded.contains(&to) {
            return Err(Refusal::Excluded);
        }
        if !self.world.people.contains_key(&to) {
            return Err(Refusal::NotYours);
        }
        if let Some(open) = self.state.tasks.get_mut(&task) {
            open.candidates = vec![to.clone()];
            open.holder = None;
        }
        self.effects.push(Effect::Reassigned { task, by, to });
        Ok(())
    }

    pub(super) fn add_signer(&mut self, task: u64, by: Person, signer: Person) -> Result<(), Refusal> {
        let of = self.task(task)?;
        self.acting(&of, &by)?;
        if of.kind != TaskKind::Step || of.signers.len() >= SIGNERS_MAX {
            return Err(Refusal::TooMuch { limit: SIGNERS_MAX });
        }
        if !self.world.people.contains_key(&signer) || of.excluded.contains(&signer) {
            return Err(Refusal::Excluded);
        }
        let id = self.number();
        let opinion = Task {
            id,
            kind: TaskKind::Signer { of: task },
            needs: Needs::One,
            candidates: vec![signer],
            escalated: Vec::new(),
            holder: None,
            signers: Vec::new(),
            opened: self.now,
            ..of
        };
        self.open(opinion);
        if let Some(open) = self.state.tasks.get_mut(&task) {
            open.signers.push(id);
        }
        Ok(())
    }

    pub(super) fn do_task(&mut self, task: u64, by: Person, outcome: String, data: &Fields) -> Result<(), Refusal> {
        let of = self.task(task)?;
        let actor = self.acting(&of, &by)?;
        let wrong = |outcome: &str| Refusal::NoSuchOutcome { outcome: outcome.to_owned() };
        match of.kind {
            TaskKind::Signer { of: parent } => {
                if outcome != AGREE && outcome != DISAGREE {
                    return Err(wrong(&outcome));
                }
                if let Some(open) = self.state.tasks.get_mut(&parent) {
                    open.signers.retain(|signer| *signer != task);
                }
                self.close(task, HowClosed::Completed { outcome, actor: Some(actor), by: Some(by) });
            }
            TaskKind::Repair { .. } => {
                if outcome != RETRY && outcome != SKIP {
                    return Err(wrong(&outcome));
                }
                let is_retry = outcome == RETRY;
                self.close(task, HowClosed::Completed { outcome, actor: Some(actor), by: Some(by) });
                if is_retry {
                    self.run_service(of.token);
                } else {
                    self.finish(of.token, "skipped".into(), None, None);
                }
            }
            TaskKind::Step => {
                let work = self.work_of(&of).ok_or(Refusal::NotOpen)?.clone();
                if !work.outcomes.contains(&outcome) {
                    return Err(wrong(&outcome));
                }
                if !of.signers.is_empty() {
                    return Err(Refusal::SignersOpen);
                }
                // Who refuses or sends back need not fill in what belongs to an agreement.
                let filled = match of.stage.is_none() || outcome == AGREE {
                    true => Filled::For(&outcome),
                    false => Filled::OnlyFor(&outcome),
                };
                self.take_form(work.form.as_ref(), data, filled, Some(of.token))?;
                self.check(&work.check, Some(of.token))?;
                self.complete(&of, outcome, Some(actor), Some(by));
            }
        }
        Ok(())
    }

    /// A task is done. The step is when nobody else is needed.
    pub(super) fn complete(&mut self, task: &Task, outcome: String, actor: Option<Person>, by: Option<Person>) {
        let first = self.work_of(task).and_then(|work| work.outcomes.first().cloned()).unwrap_or_default();
        let how = HowClosed::Completed { outcome: outcome.clone(), actor: actor.clone(), by: by.clone() };
        self.close(task.id, how);
        let is_open = |other: &Task| other.token == task.token && other.kind == TaskKind::Step;
        let waits_for_others = task.needs == Needs::All && self.state.tasks.values().any(is_open);
        if waits_for_others && outcome == first {
            return;
        }
        self.drop_tasks(task.token);
        if let (Some(stage), StepKind::Approve(approve)) = (task.stage, &self.step_of(task.token).kind)
            && outcome == AGREE
            && self.open_stage(task.token, approve, stage + 1)
        {
            return;
        }
        self.finish(task.token, outcome, actor, by);
    }

    /// Takes the fields of a form into the data.
    pub(super) fn take_form(
        &mut self,
        used: Option<&FormUse>,
        data: &Fields,
        filled: Filled<'_>,
        token: Option<u64>,
    ) -> Result<(), Refusal> {
        let form = used.and_then(|used| self.world.library.forms.get(&used.form));
        let offset = self.world.calendar.utc_offset_minutes;
        for (field, json) in data {
            let kind = form.and_then(|form| form.fields.get(field));
            let fits = kind.is_some_and(|kind| {
                *json == Json::Null || *kind == Type::Any || Value::of_json(json, kind, offset) != Value::Null
            });
            if !fits {
                return Err(Refusal::Field { field: field.clone() });
            }
        }
        if let (Some(form), Some(used)) = (form, used) {
            let always = form.required.iter().chain(&used.required);
            let wanted: Vec<&String> = match filled {
                Filled::Whole => always.collect(),
                Filled::For(outcome) => always.chain(used.required_for(outcome)).collect(),
                Filled::OnlyFor(outcome) => used.required_for(outcome).iter().collect(),
            };
            if let Some(field) = wanted.into_iter().find(|field| data.get(*field).is_none_or(Json::is_null)) {
                return Err(Refusal::Missing { field: field.clone() });
            }
        }
        self.put(token, data.clone());
        Ok(())
    }

    pub(super) fn check(&mut self, checks: &[Check], token: Option<u64>) -> Result<(), Refusal> {
        for check in checks {
            if self.holds(Some(&check.that), token) {
                continue;
            }
            if !check.is_allowed {
                return Err(Refusal::Check { text: check.otherwise.clone() });
            }
            self.state.exceptions.push(check.otherwise.clone());
            self.effects.push(Effect::Noted { text: check.otherwise.clone() });
        }
        Ok(())
    }

    /// 退回.
    pub(super) fn send_back(&mut self, task: u64, by: Person, to: String) -> Result<(), Refusal> {
        let of = self.task(task)?;
        self.acting(&of, &by)?;
        let is_possible = self.work_of(&of).is_some_and(|work| work.return_to.contains(&to));
        let place = self.definition.program.place_of(&to);
        let (true, Some(place)) = (is_possible && of.kind == TaskKind::Step, place) else {
            return Err(Refusal::CannotReturn { to });
        };
        let times = self.state.jumps.entry(return_key(&of)).or_default();
        if *times >= RETURNS_MAX {
            return Err(Refusal::CannotReturn { to });
        }
        *times += 1;
        self.drop_tasks(of.token);
        self.effects.push(Effect::Returned { step: of.step, to, by });
        self.set_ready(of.token, place);
        Ok(())
    }

    /// 撤回: possible while the tasks that followed are untouched.
    pub(super) fn take_back(&mut self, step: String, by: Person) -> Result<(), Refusal> {
        let (token, place) = super::ask::back(self.definition, &self.state, &step, &by)?;
        self.drop_tasks(token);
        self.token_mut(token).last = None;
        self.effects.push(Effect::TakenBack { step, by });
        self.set_ready(token, place);
        Ok(())
    }
}

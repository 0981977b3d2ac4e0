//! What comes to an instance from outside its own people: a call by another flow, the end of that need, people who left.

use super::event::{Effect, Refusal};
use super::run::Run;
use super::state::{Done, Person, State, TaskKind};
use super::world::World;
use super::{Starting, ask};
use crate::definition::Definition;
use crate::value::{Type, Value};
use model::Millis;
use serde_json::{Map, Value as Json};

/// The end of an instance that its caller needs no more.
pub const WITHDRAWN: &str = "withdrawn";

/// Begins an instance that another flow calls, in the name of that flow's applicant (`starting.by`) by the first of its
/// starts. Of the data it takes what its own fields hold; checks that do not hold are noted.
pub fn start_called(
    definition: &Definition,
    starting: Starting,
    now: Millis,
    world: &World,
) -> Result<(State, Vec<Effect>), Refusal> {
    let kind = definition.starts.first().ok_or(Refusal::NoSuchStart)?;
    let mut run = Run::new(definition, State::new(definition, &starting, now), now, world);
    let applicant = starting.by.clone().filter(|person| world.people.contains_key(person));
    run.state.applicant = applicant.or_else(|| run.who(&definition.owner, None).first().cloned());
    let offset = world.calendar.utc_offset_minutes;
    for (field, json) in starting.data {
        let fits = definition.fields.get(&field).is_some_and(|kind| {
            json == Json::Null || *kind == Type::Any || Value::of_json(&json, kind, offset) != Value::Null
        });
        if fits {
            run.state.data.insert(field, json);
        }
    }
    let person = run.state.applicant.clone();
    run.effects.push(Effect::Started { start: kind.id.clone(), applicant: person.clone() });
    for check in &kind.check {
        if !run.holds(Some(&check.that), None) {
            run.state.exceptions.push(check.otherwise.clone());
            run.effects.push(Effect::Noted { text: check.otherwise.clone() });
        }
    }
    let outcome = kind.outcomes.first().cloned().unwrap_or_else(|| "done".into());
    let done = Done { outcome: Some(outcome), actor: person.clone(), by: person, opened: now, done: Some(now) };
    run.state.steps.insert(kind.id.clone(), done);
    run.spawn(0, None, Vec::new());
    run.advance()?;
    Ok((run.state, run.effects))
}

/// Who answers for a flow that nobody has started yet.
pub fn owners(definition: &Definition, now: Millis, world: &World) -> Vec<Person> {
    let nobody = Starting { instance: String::new(), start: String::new(), by: None, data: Map::new() };
    let run = Run::new(definition, State::new(definition, &nobody, now), now, world);
    run.who(&definition.owner, None)
}

impl Run<'_> {
    /// Asks for everything to be undone, last first.
    pub(super) fn undo_all(&mut self) {
        let undo = std::mem::take(&mut self.state.undo);
        for (number, (service, with)) in undo.into_iter().enumerate().rev() {
            let key = format!("{}/undo {}/{number}", self.state.instance, self.state.next);
            self.effects.push(Effect::Undo { service, with, key });
        }
    }

    pub(super) fn withdraw(&mut self) {
        self.drop_all();
        self.undo_all();
        self.end(WITHDRAWN.to_owned());
    }

    /// Takes a person off every open task whose post they no longer hold. Where nobody is left the task goes to whoever
    /// it would go to if it were opened now, at last to the owner.
    pub(super) fn person_left(&mut self, person: &Person) {
        let tasks: Vec<u64> = self.state.tasks.keys().copied().collect();
        for id in tasks {
            let task = &self.state.tasks[&id];
            let is_theirs = task.holder.as_ref() == Some(person)
                || task.candidates.contains(person)
                || task.escalated.contains(person);
            if !is_theirs {
                continue;
            }
            let mut fresh = self.asked_now(id);
            if self.world.people.contains_key(person) && fresh.contains(person) {
                continue;
            }
            let excluded = task.excluded.clone();
            let token = task.token;
            fresh.retain(|other| other != person && !excluded.contains(other));
            if fresh.is_empty() {
                fresh = self.who(&self.definition.owner, Some(token));
                fresh.retain(|other| other != person && !excluded.contains(other));
            }
            let Some(task) = self.state.tasks.get_mut(&id) else { continue };
            if task.holder.as_ref() == Some(person) {
                task.holder = None;
            }
            task.candidates.retain(|other| other != person);
            task.escalated.retain(|other| other != person);
            if task.candidates.is_empty() {
                task.candidates = fresh;
            }
            self.effects.push(Effect::GivenBack { task: id, by: person.clone() });
        }
    }

    /// Who would be asked if the task were opened now.
    fn asked_now(&self, id: u64) -> Vec<Person> {
        let task = &self.state.tasks[&id];
        match (&task.kind, ask::work(self.definition, task)) {
            (TaskKind::Step, Some(work)) => self.who_of(&work.by, Some(task.token), None),
            // An opinion is asked of one person; a repair is the owner's.
            (TaskKind::Signer { of }, _) => match self.state.tasks.get(of) {
                Some(asking) => asking.people().into_iter().cloned().collect(),
                None => Vec::new(),
            },
            (TaskKind::Step | TaskKind::Repair { .. }, _) => Vec::new(),
        }
    }
}

//! Who may know of an instance or a task, and what policy is told about them. The foreign and the absent look the same.

use super::words::{self, Sight};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewInstance;
use model::{Fact, FactBody, InstanceId, PersonId};
use process::Definition;
use process::engine::{State, Task, World};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::processes::{InstanceRecord, TaskRecord};

/// An instance as it is stored, with its text.
#[derive(Clone)]
pub(crate) struct Found {
    pub record: InstanceRecord,
    pub state: State,
    pub definition: Arc<Definition>,
}

/// An instance that the reader may know of.
pub(crate) struct Seen {
    pub found: Found,
    pub tasks: Vec<TaskRecord>,
    pub sight: Sight,
}

/// Whom a person may act for now, beside themselves.
pub(super) fn stands_in_for(world: &World, person: PersonId, now: model::Millis) -> Vec<PersonId> {
    let by = person.to_string();
    let live = world.deputies.iter().filter(|deputy| deputy.by == by && deputy.from <= now && now < deputy.until);
    let mut of: Vec<PersonId> = live.filter_map(|deputy| deputy.of.parse().ok()).collect();
    of.sort();
    of.dedup();
    of.retain(|absent| *absent != person);
    of
}

impl Office {
    /// The person and those they stand in for.
    pub(crate) fn people_of(&self, caller: &Caller) -> Vec<PersonId> {
        let mut people = vec![caller.person.id];
        people.extend(stands_in_for(&self.world(), caller.person.id, self.now()));
        people
    }

    pub(crate) async fn found(&self, record: InstanceRecord) -> Result<Found, OfficeError> {
        let state = read_state(&record)?;
        let definition = self.definition(&record.definition).await?;
        Ok(Found { record, state, definition })
    }

    /// The instance if the reader may know of it, else as if there were none.
    pub(super) async fn seen(&self, caller: &Caller, id: InstanceId) -> Result<Seen, OfficeError> {
        let record = store::processes::instance(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let tasks = store::processes::tasks_of(&self.store, id).await?;
        let found = self.found(record).await?;
        let people = participants(&found.state, &tasks);
        let own = self.people_of(caller);
        let resource = self.instance_resource(&found, &people, &own);
        if self.permit::<ViewInstance>(caller, &resource).is_err() {
            return Err(OfficeError::NotFound);
        }
        let works =
            found.record.applicant == Some(caller.person.id) || own.iter().any(|person| people.contains(person));
        let sight = if works { Sight::Clear } else { Sight::Masked };
        Ok(Seen { found, tasks, sight })
    }

    /// What policy is told of an instance for a question about it. One that the reader may not know is as if it were none.
    pub(crate) async fn instance_about(&self, caller: &Caller, id: InstanceId) -> Result<Resource, OfficeError> {
        match self.seen(caller, id).await {
            Ok(seen) => {
                let people = participants(&seen.found.state, &seen.tasks);
                Ok(self.instance_resource(&seen.found, &people, &self.people_of(caller)))
            }
            Err(OfficeError::NotFound) => Ok(crate::why::unknown_instance(&id.to_string())),
            Err(other) => Err(other),
        }
    }

    /// The same of an open task.
    pub(crate) async fn task_about(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
    ) -> Result<Resource, OfficeError> {
        let unknown = || crate::why::unknown_task(&instance.to_string(), task);
        match self.seen(caller, instance).await {
            Ok(seen) => {
                let open = seen.found.state.tasks.get(&task);
                Ok(open.map_or_else(unknown, |open| self.task_resource(&seen.found, open)))
            }
            Err(OfficeError::NotFound) => Ok(unknown()),
            Err(other) => Err(other),
        }
    }

    /// `own`: the reader and those they stand in for. A deputy sees what the absent would.
    pub(super) fn instance_resource(&self, found: &Found, people: &BTreeSet<PersonId>, own: &[PersonId]) -> Resource {
        let mut people: Vec<PersonId> = people.iter().copied().collect();
        if let [reader, absent @ ..] = own
            && absent.iter().any(|absent| people.contains(absent) || found.record.applicant == Some(*absent))
            && !people.contains(reader)
        {
            people.push(*reader);
        }
        let applicant = found.record.applicant;
        Resource::Instance {
            id: found.record.id.to_string(),
            flow: found.record.flow.clone(),
            applicant,
            applicant_team: applicant.and_then(|applicant| self.directory().team_of(applicant)),
            people,
        }
    }

    /// What policy is told of an open task.
    pub(super) fn task_resource(&self, found: &Found, task: &Task) -> Resource {
        let world = self.world();
        let now = self.now();
        let may = |person: &&String| !task.excluded.contains(*person);
        let asked = task.candidates.iter().chain(&task.escalated).chain(&task.holder).filter(may);
        let own: BTreeSet<PersonId> = asked.filter_map(|person| person.parse().ok()).collect();
        let mut people: Vec<PersonId> = own.iter().copied().collect();
        for deputy in world.deputies.iter().filter(|deputy| deputy.from <= now && now < deputy.until) {
            let is_theirs = deputy.of.parse().is_ok_and(|absent: PersonId| own.contains(&absent));
            people.extend(deputy.by.parse().ok().filter(|by| is_theirs && !own.contains(by)));
        }
        let directory = self.directory();
        let teams: BTreeSet<Option<String>> = match &task.holder {
            Some(holder) => [words::id(Some(holder)).and_then(|holder| directory.team_of(holder))].into(),
            None => own.iter().map(|person| directory.team_of(*person)).collect(),
        };
        Resource::Task {
            instance: found.record.id.to_string(),
            flow: found.record.flow.clone(),
            task: task.id,
            applicant: found.record.applicant,
            people,
            excluded: words::ids(&task.excluded),
            holder_team: if teams.len() == 1 { teams.into_iter().next().flatten() } else { None },
            is_review: task.stage.is_some(),
        }
    }
}

pub(super) fn read_state(record: &InstanceRecord) -> Result<State, OfficeError> {
    serde_json::from_str(&record.state).map_err(|error| {
        tracing::error!(instance = %record.id, error = %error, "the stored state cannot be read");
        OfficeError::Store(store::StoreError::BadRow { column: 0, text: "state of an instance".into() })
    })
}

/// All who have or had a task of it.
pub(super) fn participants(state: &State, tasks: &[TaskRecord]) -> BTreeSet<PersonId> {
    let open = state.tasks.values().flat_map(|task| task.candidates.iter().chain(&task.escalated).chain(&task.holder));
    let now = open.filter_map(|person| person.parse().ok());
    let past = tasks.iter().flat_map(|task| [task.holder, task.actor, task.by]).flatten();
    now.chain(past).collect()
}

/// Data of an instance as its facts tell it: what an ended instance no longer keeps.
pub(super) fn data_of_facts(definition: &Definition, story: &[Fact]) -> model::process::Fields {
    use process::definition::StepKind;
    let mut data = model::process::Fields::new();
    for fact in story {
        match &fact.body {
            FactBody::InstanceStarted { data: fields, .. } | FactBody::TaskClosed { data: fields, .. } => {
                data.extend(fields.clone());
            }
            FactBody::TableDecided { outputs, .. } => data.extend(outputs.clone()),
            FactBody::ServiceDone { step, result, .. } => {
                if let Some(StepKind::Run(run)) = definition.step(step).map(|step| &step.kind) {
                    let sets = run.sets.iter().filter_map(|field| Some((field.clone(), result.get(field)?.clone())));
                    data.extend(sets);
                }
            }
            FactBody::MessageTaken { data: fields, .. } => {
                let known = fields.iter().filter(|(field, _)| definition.fields.contains_key(*field));
                data.extend(known.map(|(field, json)| (field.clone(), json.clone())));
            }
            _ => {}
        }
    }
    data
}

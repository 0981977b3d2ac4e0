//! Instances and tasks, each once for a group: in most commits a task is closed and others are opened.

use super::customers::subjects_in;
use crate::database::{Link, Value, values};
use crate::processes::kind_text;
use crate::{StoreError, wide};
use model::process::Fields;
use model::{Actor, Fact, FactBody, InstanceId, Millis, PersonId, Subject};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};

/// Instances and tasks in the order of their first fact.
#[derive(Default)]
pub(super) struct FlowChanges<'a> {
    begun: Vec<&'a Fact>,
    changed: Vec<InstanceChange<'a>>,
    changed_places: HashMap<InstanceId, usize>,
    tasks: Vec<TaskChange<'a>>,
    task_places: HashMap<(InstanceId, u64), usize>,
    /// Rows of the index of stories: instance, seq.
    story: Vec<Value>,
    /// Who did something in which instance.
    people: Vec<Value>,
    people_seen: HashSet<(InstanceId, PersonId)>,
    /// Papers that fields name: attachment, instance.
    papers: Vec<Value>,
    /// Whose sealed values fields hold: subject, instance.
    subjects: Vec<Value>,
}

struct InstanceChange<'a> {
    instance: InstanceId,
    ended: Option<(Millis, &'a str)>,
    migrated: Option<(&'a str, u32)>,
}

struct TaskChange<'a> {
    instance: InstanceId,
    task: u64,
    opened: Option<&'a Fact>,
    /// The last word about who has it and since when.
    holder: Option<Option<(PersonId, Millis)>>,
    escalated: Option<Millis>,
    closed: Option<Closed<'a>>,
    people: People,
}

struct Closed<'a> {
    at: Millis,
    outcome: Option<&'a str>,
    actor: Option<PersonId>,
    by: Option<PersonId>,
}

/// What becomes of a task's rows in inboxes.
enum People {
    /// They stay, and these come.
    More(Vec<PersonId>),
    /// Only these.
    Only(Vec<PersonId>),
}

impl<'a> FlowChanges<'a> {
    /// Facts that are not about an instance change nothing here.
    pub fn add(&mut self, fact: &'a Fact) {
        let Some(instance) = fact.body.instance() else { return };
        let at = fact.at_ms;
        self.story.extend(values![instance, fact.seq]);
        if let Some(fields) = filled_in(&fact.body) {
            let papers = &mut self.papers;
            fields.values().for_each(|value| name_papers(value, &mut |id| papers.extend(values![id, instance])));
            let subjects = &mut self.subjects;
            let mut name = |subject: Subject| subjects.extend(values![subject.to_string(), instance]);
            fields.values().for_each(|value| subjects_in(value, &mut name));
        }
        match &fact.body {
            FactBody::InstanceStarted { .. } => self.begun.push(fact),
            FactBody::InstanceEnded { end, .. } => {
                self.instance(instance).ended.get_or_insert((at, end));
            }
            FactBody::InstanceMigrated { to, version, .. } => {
                self.instance(instance).migrated = Some((to, *version));
            }
            FactBody::TaskOpened { task, people, .. } => {
                let change = self.task(instance, *task);
                change.opened.get_or_insert(fact);
                change.people = People::Only(people.clone());
            }
            FactBody::TaskClaimed { task, by, holder, .. } => {
                self.task(instance, *task).hand_to(Some((*holder, at)), vec![*holder]);
                self.took_part(instance, [Some(*by), Some(*holder)]);
            }
            FactBody::TaskGivenBack { task, people, by, .. } => {
                self.task(instance, *task).hand_to(None, people.clone());
                self.took_part(instance, [Some(*by), None]);
            }
            FactBody::TaskReassigned { task, to, by, .. } => {
                self.task(instance, *task).hand_to(None, vec![*to]);
                self.took_part(instance, [Some(*by), None]);
            }
            FactBody::TaskEscalated { task, to, .. } => {
                self.task(instance, *task).come_up(at, to);
            }
            FactBody::TaskClosed { task, outcome, actor, by, .. } => {
                let closed = Closed { at, outcome: outcome.as_deref(), actor: *actor, by: *by };
                self.task(instance, *task).closed.get_or_insert(closed);
                self.took_part(instance, [*actor, *by]);
            }
            FactBody::StepReturned { by, .. } | FactBody::StepTakenBack { by, .. } => {
                self.took_part(instance, [Some(*by), None]);
            }
            FactBody::MessageTaken { by, .. } => self.took_part(instance, [*by, None]),
            // The story alone tells the rest.
            _ => {}
        }
    }

    fn instance(&mut self, instance: InstanceId) -> &mut InstanceChange<'a> {
        let changed = &mut self.changed;
        let place = *self.changed_places.entry(instance).or_insert_with(|| {
            changed.push(InstanceChange { instance, ended: None, migrated: None });
            changed.len() - 1
        });
        &mut changed[place]
    }

    fn task(&mut self, instance: InstanceId, task: u64) -> &mut TaskChange<'a> {
        let tasks = &mut self.tasks;
        let place = *self.task_places.entry((instance, task)).or_insert_with(|| {
            tasks.push(TaskChange::new(instance, task));
            tasks.len() - 1
        });
        &mut tasks[place]
    }

    fn took_part(&mut self, instance: InstanceId, people: [Option<PersonId>; 2]) {
        for person in people.into_iter().flatten() {
            if self.people_seen.insert((instance, person)) {
                self.people.extend(values![person, instance]);
            }
        }
    }

    /// Rows that others look up come first: instances, then tasks, then who has them.
    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        let (opened, known): (Vec<_>, Vec<_>) = self.tasks.iter().partition(|task| task.opened.is_some());
        wide::INSERT_INSTANCES.run(link, self.begun.iter().flat_map(|fact| instance_row(fact)).collect()).await?;
        wide::CHANGE_INSTANCES.run(link, self.changed.iter().flat_map(InstanceChange::as_row).collect()).await?;
        wide::INSERT_TASKS.run(link, opened.iter().flat_map(|task| task.as_new_row()).collect()).await?;
        wide::CHANGE_TASKS.run(link, known.iter().flat_map(|task| task.as_change_row()).collect()).await?;
        let emptied = known.iter().filter(|task| task.empties_inboxes());
        wide::DROP_TASK_PEOPLE.run(link, emptied.flat_map(|task| values![task.instance, task.task]).collect()).await?;
        wide::ADD_TASK_PEOPLE.run(link, self.tasks.iter().flat_map(TaskChange::as_people_rows).collect()).await?;
        wide::ADD_STORY.run(link, self.story).await?;
        wide::ADD_INSTANCE_PEOPLE.run(link, self.people).await?;
        wide::ADD_PAPERS.run(link, self.papers).await?;
        wide::ADD_SUBJECT_USES.run(link, self.subjects).await?;
        Ok(())
    }
}

/// What somebody filled in, or another flow handed over.
fn filled_in(body: &FactBody) -> Option<&Fields> {
    match body {
        FactBody::InstanceStarted { data, .. }
        | FactBody::TaskClosed { data, .. }
        | FactBody::MessageTaken { data, .. } => Some(data),
        FactBody::ServiceDone { result, .. } => Some(result),
        _ => None,
    }
}

/// Texts that look like the id of a paper: SHA-256, hex.
fn name_papers(value: &Json, found: &mut impl FnMut(&str)) {
    match value {
        Json::String(text)
            if text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) =>
        {
            found(text);
        }
        Json::Array(list) => list.iter().for_each(|value| name_papers(value, found)),
        Json::Object(fields) => fields.values().for_each(|value| name_papers(value, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn instance_row(fact: &Fact) -> Vec<Value> {
    let FactBody::InstanceStarted { instance, flow, version, definition, applicant, root, parent, .. } = &fact.body
    else {
        unreachable!("only beginnings are kept")
    };
    values![
        fact.seq,
        *instance,
        &**flow,
        i64::from(*version),
        &**definition,
        *applicant,
        Some(*root).filter(|root| root != instance),
        parent.map(|(parent, _)| parent),
        parent.map(|(_, call)| i64::try_from(call).unwrap_or(i64::MAX)),
        fact.at_ms,
        fact.actor == Actor::Demo,
    ]
}

impl InstanceChange<'_> {
    fn as_row(&self) -> Vec<Value> {
        values![
            self.instance,
            self.ended.map(|(at, _)| at),
            self.ended.map(|(_, end)| end.to_owned()),
            self.migrated.map(|(hash, _)| hash.to_owned()),
            self.migrated.map(|(_, version)| i64::from(version)),
        ]
    }
}

impl TaskChange<'_> {
    fn new(instance: InstanceId, task: u64) -> Self {
        let people = People::More(Vec::new());
        Self { instance, task, opened: None, holder: None, escalated: None, closed: None, people }
    }

    /// Nothing changes after the close; so too in the database, where the close may lie in an earlier group.
    fn hand_to(&mut self, holder: Option<(PersonId, Millis)>, people: Vec<PersonId>) {
        if self.closed.is_none() {
            self.holder = Some(holder);
            self.people = People::Only(people);
        }
    }

    fn come_up(&mut self, at: Millis, to: &[PersonId]) {
        if self.closed.is_none() {
            self.escalated.get_or_insert(at);
            let (People::More(people) | People::Only(people)) = &mut self.people;
            people.extend(to);
        }
    }

    fn empties_inboxes(&self) -> bool {
        self.closed.is_some() || matches!(self.people, People::Only(_))
    }

    fn as_new_row(&self) -> Vec<Value> {
        let Some(Fact { at_ms, body: FactBody::TaskOpened { step, stage, of, due_ms, .. }, .. }) = self.opened else {
            unreachable!("only opened ones are asked")
        };
        let holder = self.holder.flatten();
        values![
            self.instance,
            self.task,
            &**step,
            stage.map(i64::from),
            kind_text(*of),
            *at_ms,
            *due_ms,
            holder.map(|(holder, _)| holder),
            holder.map(|(_, since)| since),
            self.escalated,
            self.closed.as_ref().map(|closed| closed.at),
            self.closed.as_ref().and_then(|closed| closed.outcome.map(str::to_owned)),
            self.closed.as_ref().and_then(|closed| closed.actor),
            self.closed.as_ref().and_then(|closed| closed.by),
        ]
    }

    fn as_change_row(&self) -> Vec<Value> {
        let holder = self.holder.flatten();
        values![
            self.instance,
            self.task,
            self.holder.is_some(),
            holder.map(|(holder, _)| holder),
            holder.map(|(_, since)| since),
            self.escalated,
            self.closed.as_ref().map(|closed| closed.at),
            self.closed.as_ref().and_then(|closed| closed.outcome.map(str::to_owned)),
            self.closed.as_ref().and_then(|closed| closed.actor),
            self.closed.as_ref().and_then(|closed| closed.by),
        ]
    }

    fn as_people_rows(&self) -> Vec<Value> {
        let (People::More(people) | People::Only(people)) = &self.people;
        let people = people.iter().filter(|_| self.closed.is_none());
        people.flat_map(|person| values![self.instance, self.task, *person]).collect()
    }
}

//! What people do: start, claim, complete, hand on, send back, take back, send a message.
//!
//! Each act: may they know of it → may they do it → does the form fit → is it signed → the engine decides → one commit.
//! Start reading at [`Office::start_flow`] and [`Office::complete`].

use super::carry::{Act, Beginning};
use super::facts::Filled;
use super::forms::Wanted;
use super::inbox::task_key;
use super::limits::{BATCH_MAX, STORY_FACTS_MAX};
use super::see::Seen;
use super::views::{BatchResult, InstanceView};
use super::words;
use crate::error::bad_input;
use crate::{Caller, Office, OfficeError};
use access::actions::{DoTask, ReassignTask, SendMessage, StartFlow};
use access::{Action, Permit, Resource};
use model::process::Fields;
use model::{Actor, FactBody, InstanceId, PersonId};
use process::Definition;
use process::definition::{AGREE, Start};
use process::engine::{self, Event, Refusal, Starting, Task};
use std::sync::Arc;
use store::processes::TaskRecord;

/// A task as it is handed in.
#[derive(Clone, Default)]
pub struct Completion {
    pub outcome: String,
    pub data: Fields,
    /// For steps that are signed.
    pub password: Option<String>,
}

impl Office {
    /// Starts a flow by hand. `start`: which of its starts; else the first that is the caller's.
    pub async fn start_flow(
        &self,
        caller: &Caller,
        key: &str,
        start: Option<&str>,
        data: Fields,
    ) -> Result<InstanceView, OfficeError> {
        let definition = self.flow_of_today(key)?;
        let permit = self.demand::<StartFlow>(caller, &Resource::Flow { flow: key.to_owned() }).await?;
        let starts = self.starts_of(&definition, caller.person.id);
        let start = match start {
            Some(id) if definition.starts.iter().all(|start| start.id != id) => return Err(Refusal::NoSuchStart.into()),
            Some(id) => starts.into_iter().find(|start| start.id == id),
            None => starts.into_iter().next(),
        };
        let start = start.ok_or(Refusal::NotYours)?.clone();
        let data = self.check_form(caller, start.form.as_ref(), &Fields::new(), data, Wanted::Whole).await?;
        let data = self.prepare_request(caller, &definition, None, data).await?;
        let mut act = Act::by(caller.actor(), permit.reasons());
        act.draft = Some((caller.person.id, start_key(key)));
        let by = Some(caller.person.id);
        let beginning = Beginning { definition, start: start.id, by, data, due: None };
        let instance = self.begin(act, beginning).await?;
        self.instance(caller, instance).await
    }

    /// Starts a flow under another permit than that for flows: internal audit operates nothing, and opens findings.
    pub(crate) async fn start_as(
        &self,
        caller: &Caller,
        key: &str,
        data: Fields,
        reasons: &[String],
    ) -> Result<InstanceId, OfficeError> {
        let definition = self.flow_of_today(key)?;
        let start = self.starts_of(&definition, caller.person.id).into_iter().next().ok_or(Refusal::NotYours)?.clone();
        let data = self.check_form(caller, start.form.as_ref(), &Fields::new(), data, Wanted::Whole).await?;
        let by = Some(caller.person.id);
        self.begin(Act::by(caller.actor(), reasons), Beginning { definition, start: start.id, by, data, due: None })
            .await
    }

    pub(super) fn flow_of_today(&self, key: &str) -> Result<Arc<Definition>, OfficeError> {
        self.rulebook().processes.flows.get(key).cloned().ok_or(OfficeError::NotFound)
    }

    /// The starts that this person may use by hand. The engine is asked, with nothing filled in: it looks at who first.
    pub(super) fn starts_of<'a>(&self, definition: &'a Definition, person: PersonId) -> Vec<&'a Start> {
        let world = self.world();
        let may = |start: &&Start| {
            let by = Some(person.to_string());
            let starting = Starting { instance: String::new(), start: start.id.clone(), by, data: Fields::new() };
            let tried = engine::start(definition, starting, self.now(), &world);
            !matches!(tried, Err(Refusal::NotYours | Refusal::NoSuchStart))
        };
        definition.starts.iter().filter(|start| start.by.is_some()).filter(may).collect()
    }

    pub async fn claim(&self, caller: &Caller, instance: InstanceId, task: u64) -> Result<InstanceView, OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        let by = caller.person.id.to_string();
        self.move_task(caller, seen, &permit, task, Event::Claim { task, by }).await
    }

    pub async fn give_back(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
    ) -> Result<InstanceView, OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        let by = caller.person.id.to_string();
        self.move_task(caller, seen, &permit, task, Event::GiveBack { task, by }).await
    }

    /// Does a task. Of two people who do it at once one wins; the other is told who it was.
    pub async fn complete(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
        completion: Completion,
    ) -> Result<InstanceView, OfficeError> {
        self.do_task(caller, instance, task, completion, false).await?;
        self.instance(caller, instance).await
    }

    async fn do_task(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
        completion: Completion,
        is_batch: bool,
    ) -> Result<(), OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        let Seen { found, .. } = seen;
        let open = &found.state.tasks[&task];
        let Completion { outcome, data, password } = completion;
        if is_batch && !engine::is_batch(&found.definition, open) {
            return Err(bad_input("task", "this step cannot be done for many at once"));
        }
        if !engine::outcomes(&found.definition, open).contains(&outcome) {
            return Err(Refusal::NoSuchOutcome { outcome }.into());
        }
        let wanted = match open.stage.is_none() || outcome == AGREE {
            true => Wanted::For(&outcome),
            false => Wanted::Only(&outcome),
        };
        let used = engine::form(&found.definition, open);
        let data = self.check_form(caller, used, &found.state.data, data, wanted).await?;
        let data = match engine::outcomes(&found.definition, open).first() == Some(&outcome) {
            true => self.prepare_request(caller, &found.definition, Some((&open.step, instance)), data).await?,
            false => data,
        };
        let is_signed = engine::is_signed(&found.definition, open);
        if is_signed {
            self.prove(caller, password.as_deref()).await?;
        }
        let mut act = Act::by(caller.actor(), permit.reasons());
        act.filled = Some(Filled { task, data: data.clone(), is_signed });
        act.draft = Some((caller.person.id, task_key(instance, task)));
        let event = Event::Complete { task, by: caller.person.id.to_string(), outcome, data };
        let moved = self.carry(act, found.record, &[event]).await;
        self.told_who(instance, task, moved).await
    }

    /// The same outcome for many tasks, where their steps allow it. Each is done or refused by itself.
    pub async fn complete_many(
        &self,
        caller: &Caller,
        tasks: Vec<(InstanceId, u64)>,
        outcome: &str,
    ) -> Result<Vec<BatchResult>, OfficeError> {
        if tasks.len() > BATCH_MAX {
            return Err(bad_input("tasks", format!("at most {BATCH_MAX} at once")));
        }
        let mut results = Vec::with_capacity(tasks.len());
        for (instance, task) in tasks {
            let completion = Completion { outcome: outcome.to_owned(), ..Completion::default() };
            let done = self.do_task(caller, instance, task, completion, true).await;
            let (code, why) = match &done {
                Ok(()) => (None, None),
                Err(error) => (Some(code(error).to_owned()), Some(error.to_string())),
            };
            results.push(BatchResult { instance, task, is_done: done.is_ok(), code, why });
        }
        Ok(results)
    }

    /// 转交: to somebody else, by who may do it or who allots work (policy `task:reassign`).
    pub async fn reassign(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
        to: PersonId,
    ) -> Result<InstanceView, OfficeError> {
        let (seen, permit) = self.task_to::<ReassignTask>(caller, instance, task).await?;
        self.somebody_here("to", to)?;
        let (by, to) = (caller.person.id.to_string(), to.to_string());
        self.move_task(caller, seen, &permit, task, Event::Reassign { task, by, to }).await
    }

    /// 交接: an open task goes to `to` on behalf of who hands over, if policy lets them. What is closed, or is theirs
    /// already, stays.
    pub(super) async fn hand_on(
        &self,
        by: PersonId,
        instance: InstanceId,
        task: u64,
        to: PersonId,
    ) -> Result<(), OfficeError> {
        let record = store::processes::instance(&self.store, instance).await?.ok_or(OfficeError::NotFound)?;
        let found = self.found(record).await?;
        let Some(open) = found.state.tasks.get(&task) else { return Ok(()) };
        if words::ids(open.people()) == [to] {
            return Ok(());
        }
        self.somebody_here("new_owner", to)?;
        let resource = self.task_resource(&found, open);
        let permit =
            self.rulebook().access.check::<ReassignTask>(&self.principal(by)?, &resource, self.circumstances());
        let act = Act::by(Actor::Person(by), permit.map_err(OfficeError::Denied)?.reasons());
        let event = Event::Reassign { task, by: by.to_string(), to: to.to_string() };
        self.carry(act, found.record, &[event]).await
    }

    /// 加签: somebody's opinion is needed before the task can be done.
    pub async fn add_signer(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
        signer: PersonId,
    ) -> Result<InstanceView, OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        self.somebody_here("signer", signer)?;
        let (by, signer) = (caller.person.id.to_string(), signer.to_string());
        self.move_task(caller, seen, &permit, task, Event::AddSigner { task, by, signer }).await
    }

    /// 退回: to an earlier step.
    pub async fn return_task(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
        to: &str,
    ) -> Result<InstanceView, OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        let (by, to) = (caller.person.id.to_string(), to.to_owned());
        self.move_task(caller, seen, &permit, task, Event::Return { task, by, to }).await
    }

    /// 撤回: the own step, while nobody has begun the next.
    pub async fn take_back(
        &self,
        caller: &Caller,
        instance: InstanceId,
        step: &str,
    ) -> Result<InstanceView, OfficeError> {
        let seen = self.seen(caller, instance).await?;
        let permit = self.instance_to_message(caller, &seen).await?;
        let event = Event::TakeBack { step: step.to_owned(), by: caller.person.id.to_string() };
        let act = Act::by(caller.actor(), permit.reasons());
        self.carry(act, seen.found.record, &[event]).await?;
        self.instance(caller, instance).await
    }

    /// One of the messages that a flow takes at any time, as `cancel`.
    pub async fn send_message(
        &self,
        caller: &Caller,
        instance: InstanceId,
        name: &str,
        data: Fields,
    ) -> Result<InstanceView, OfficeError> {
        let seen = self.seen(caller, instance).await?;
        let permit = self.instance_to_message(caller, &seen).await?;
        if seen.found.state.end.is_some() {
            return Err(Refusal::Ended.into());
        }
        // A message for a step that waits comes from a system; people send what `on_message` names.
        let message = seen.found.definition.messages.iter().find(|message| message.name == name);
        let message = message.ok_or(Refusal::NobodyWaits)?;
        let stored = &seen.found.state.data;
        let data = self.check_form(caller, message.form.as_ref(), stored, data, Wanted::Whole).await?;
        let by = caller.person.id;
        let mut act = Act::by(Actor::Person(by), permit.reasons());
        let (name, key) = (name.to_owned(), String::new());
        act.facts.push(FactBody::MessageTaken {
            instance,
            name: name.clone(),
            key: key.clone(),
            by: Some(by),
            data: data.clone(),
        });
        let event = Event::Message { name, key, by: Some(by.to_string()), data };
        self.carry(act, seen.found.record, &[event]).await?;
        self.instance(caller, instance).await
    }

    async fn instance_to_message(&self, caller: &Caller, seen: &Seen) -> Result<Permit<SendMessage>, OfficeError> {
        let own = self.people_of(caller);
        let people = super::see::participants(&seen.found.state, &seen.tasks);
        let resource = self.instance_resource(&seen.found, &people, &own);
        self.demand::<SendMessage>(caller, &resource).await
    }

    /// The open task, if the caller may know of it and may do this with it.
    pub(crate) async fn task_to<A: Action>(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
    ) -> Result<(Seen, Permit<A>), OfficeError> {
        let seen = match self.seen(caller, instance).await {
            Err(OfficeError::NotFound) => return Err(self.too_late(caller, instance, task).await?),
            other => other?,
        };
        let Some(open) = seen.found.state.tasks.get(&task) else { return Err(self.gone(&seen.tasks, task)) };
        let permit = self.demand::<A>(caller, &self.task_resource(&seen.found, open)).await?;
        Ok((seen, permit))
    }

    async fn move_task<A: Action>(
        &self,
        caller: &Caller,
        seen: Seen,
        permit: &Permit<A>,
        task: u64,
        event: Event,
    ) -> Result<InstanceView, OfficeError> {
        let instance = seen.found.record.id;
        let act = Act::by(caller.actor(), permit.reasons());
        let moved = self.carry(act, seen.found.record, &[event]).await;
        self.told_who(instance, task, moved).await?;
        self.instance(caller, instance).await
    }

    /// Who was asked for a task hears that another was quicker, also when that ended their part in the instance.
    pub(super) async fn too_late(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
    ) -> Result<OfficeError, OfficeError> {
        let people = self.people_of(caller);
        let story = store::processes::story(&self.store, instance, STORY_FACTS_MAX).await?;
        let was_asked = story.iter().any(|fact| match &fact.body {
            FactBody::TaskOpened { task: of, people: asked, .. }
            | FactBody::TaskGivenBack { task: of, people: asked, .. }
            | FactBody::TaskEscalated { task: of, to: asked, .. } => {
                *of == task && asked.iter().any(|person| people.contains(person))
            }
            FactBody::TaskReassigned { task: of, to, .. } => *of == task && people.contains(to),
            _ => false,
        });
        if !was_asked {
            return Ok(OfficeError::NotFound);
        }
        let tasks = store::processes::tasks_of(&self.store, instance).await?;
        Ok(self.gone(&tasks, task))
    }

    /// Why an open task is not: somebody did it, or there never was one.
    fn gone(&self, tasks: &[TaskRecord], task: u64) -> OfficeError {
        let closed = tasks.iter().find(|row| row.task == task && row.closed_ms.is_some());
        let Some((row, at)) = closed.and_then(|row| Some((row, row.closed_ms?))) else { return OfficeError::NotFound };
        let name = |id| words::person(&self.directory(), id).name;
        OfficeError::AlreadyDone { by: row.by.or(row.actor).map(name), outcome: row.outcome.clone(), at }
    }

    /// Refusals in people's words: who was quicker, who holds it.
    async fn told_who(
        &self,
        instance: InstanceId,
        task: u64,
        moved: Result<(), OfficeError>,
    ) -> Result<(), OfficeError> {
        match moved {
            Err(OfficeError::Process(Refusal::NotOpen | Refusal::Ended)) => {
                let tasks = store::processes::tasks_of(&self.store, instance).await?;
                Err(self.gone(&tasks, task))
            }
            Err(OfficeError::Process(Refusal::Claimed { holder })) => {
                let named = words::id(Some(&holder)).map(|id| words::person(&self.directory(), id).name);
                Err(Refusal::Claimed { holder: named.unwrap_or(holder) }.into())
            }
            other => other,
        }
    }

    fn somebody_here(&self, field: &'static str, person: PersonId) -> Result<(), OfficeError> {
        match self.directory().person(person).is_some_and(|person| person.is_active) {
            true => Ok(()),
            false => Err(bad_input(field, "nobody who works here")),
        }
    }
}

/// The draft of a start.
pub(super) fn start_key(flow: &str) -> String {
    format!("start:{flow}")
}

/// Whether somebody could do the task without asking the engine: for lists.
pub(super) fn is_asked(task: &Task, people: &[PersonId]) -> bool {
    let asked = task.people().into_iter().chain(&task.escalated);
    words::ids(asked).iter().any(|person| people.contains(person))
}

/// Short names of refusals for a batch; `server` gives single answers theirs.
fn code(error: &OfficeError) -> &'static str {
    match error {
        OfficeError::AlreadyDone { .. } => "already_done",
        OfficeError::NotFound => "not_found",
        OfficeError::Denied(_) => "denied",
        OfficeError::BadForm(_) => "bad_form",
        OfficeError::BadInput { .. } => "bad_input",
        OfficeError::PasswordNeeded => "password_needed",
        OfficeError::Process(_) => "flow_refuses",
        OfficeError::Busy => "busy",
        _ => "failed",
    }
}

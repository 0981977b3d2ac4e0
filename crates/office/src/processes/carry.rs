//! The heart: an event goes in, the engine decides, services run, called flows begin and end, and all of it becomes
//! durable in one commit or not at all.
//!
//! A family of instances has one turn at a time; against other processes on the same database the store refuses a
//! revision that is not the newest, and the act is decided again on what is stored. Start reading at [`Office::carry`];
//! what effects ask to be done is `perform.rs`.

mod perform;

use super::facts::Filled;
use super::limits::{ENDED_STATE_BYTES_MAX, FAMILY_AT_ONCE_MAX, STALE_TRIES_MAX, STEPS_AT_ONCE_MAX};
use super::see::{Found, read_state};
use super::services::{self, After};
use super::words::id;
use crate::writer::JournalError;
use crate::{Office, OfficeError, entry};
use model::process::Fields;
use model::{Actor, Fact, FactBody, InstanceId, Millis, PersonId};
use process::Definition;
use process::engine::{self, Effect, Event, Refusal, Starting, State, World};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use store::processes::InstanceRecord;
use store::{Aside, Entry, StoreError};
use uuid::Uuid;

/// Who acts, under which permit, and what they filled in.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub actor: Actor,
    pub reasons: Vec<String>,
    pub filled: Option<Filled>,
    /// Facts that no effect makes: a message that was taken.
    pub facts: Vec<FactBody>,
    /// A draft that is no longer needed once it is done: whose, and its key.
    pub draft: Option<(PersonId, String)>,
}

impl Act {
    pub fn by(actor: Actor, reasons: &[String]) -> Self {
        Self { actor, reasons: reasons.to_vec(), filled: None, facts: Vec::new(), draft: None }
    }
}

/// What starts an instance.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub definition: Arc<Definition>,
    pub start: String,
    pub by: Option<PersonId>,
    pub data: Fields,
    /// The clock's time that it was due at.
    pub due: Option<Millis>,
}

/// One instance that this commit moves.
struct Member {
    definition: Arc<Definition>,
    state: State,
    /// As it is stored; 0: it is not.
    revision: u64,
    root: InstanceId,
    parent: Option<(InstanceId, u64)>,
    is_changed: bool,
}

/// A commit in the making.
struct Load<'a> {
    office: &'a Office,
    world: Arc<World>,
    now: Millis,
    act: Act,
    members: BTreeMap<InstanceId, Member>,
    entries: Vec<Entry>,
    asides: Vec<Aside>,
    after: Vec<After>,
    events: VecDeque<(InstanceId, Event)>,
    effects: VecDeque<(InstanceId, Effect, Option<String>)>,
    steps: usize,
}

/// Another process was quicker: decide again.
enum Failed {
    Stale,
    For(OfficeError),
}

impl<E: Into<OfficeError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::For(error.into())
    }
}

impl Office {
    /// Begins an instance and moves it as far as it goes by itself.
    pub(super) async fn begin(&self, act: Act, beginning: Beginning) -> Result<InstanceId, OfficeError> {
        let instance = InstanceId(Uuid::now_v7());
        self.begin_as(instance, act, beginning).await?;
        Ok(instance)
    }

    /// The same under an id that other facts of the act name already.
    pub(crate) async fn begin_as(
        &self,
        instance: InstanceId,
        act: Act,
        beginning: Beginning,
    ) -> Result<(), OfficeError> {
        let mut load = Load::new(self, act);
        let facts = std::mem::take(&mut load.act.facts);
        load.begin(instance, beginning)?;
        facts.into_iter().for_each(|body| load.fact(body));
        load.run().await.map_err(Failed::into_error)?;
        load.commit().await.map_err(Failed::into_error)
    }

    /// Moves an instance by these events, one after the other. `known`: as it was read a moment ago.
    pub(super) async fn carry(&self, act: Act, known: InstanceRecord, events: &[Event]) -> Result<(), OfficeError> {
        let (instance, root) = (known.id, known.root);
        let turn = self.processes.families.turn(root).await;
        let mut known = (!turn.had_to_wait).then_some(known);
        for _ in 0..STALE_TRIES_MAX {
            let record = match known.take() {
                Some(record) => record,
                None => store::processes::instance(&self.store, instance).await?.ok_or(OfficeError::NotFound)?,
            };
            match self.attempt(act.clone(), record, events).await {
                Ok(()) => return Ok(()),
                Err(Failed::Stale) => {}
                Err(Failed::For(error)) => return Err(error),
            }
        }
        Err(OfficeError::Busy)
    }

    async fn attempt(&self, act: Act, record: InstanceRecord, events: &[Event]) -> Result<(), Failed> {
        let mut load = Load::new(self, act);
        let instance = record.id;
        load.join(record).await?;
        let facts = std::mem::take(&mut load.act.facts);
        facts.into_iter().for_each(|body| load.fact(body));
        for event in events {
            load.events.push_back((instance, event.clone()));
            load.run().await?;
        }
        load.commit().await
    }

    /// Moves an instance through every timer that is due, in their order.
    pub(super) async fn carry_timers(&self, found: &Found) -> Result<(), OfficeError> {
        let turn = self.processes.families.turn(found.record.root).await;
        for _ in 0..STALE_TRIES_MAX {
            let record = store::processes::instance(&self.store, found.record.id).await?;
            let record = record.ok_or(OfficeError::NotFound)?;
            let mut load = Load::new(self, Act::by(Actor::System, &[]));
            load.join(record).await?;
            match load.timers(found.record.id).await {
                Ok(()) => return Ok(()),
                Err(Failed::Stale) => {}
                Err(Failed::For(error)) => return Err(error),
            }
        }
        drop(turn);
        Err(OfficeError::Busy)
    }
}

impl Failed {
    fn into_error(self) -> OfficeError {
        match self {
            Self::Stale => JournalError::Refused(StoreError::Stale).into(),
            Self::For(error) => error,
        }
    }
}

impl<'a> Load<'a> {
    fn new(office: &'a Office, act: Act) -> Self {
        Self {
            office,
            world: office.world(),
            now: office.now(),
            act,
            members: BTreeMap::new(),
            entries: Vec::new(),
            asides: Vec::new(),
            after: Vec::new(),
            events: VecDeque::new(),
            effects: VecDeque::new(),
            steps: 0,
        }
    }

    async fn join(&mut self, record: InstanceRecord) -> Result<(), OfficeError> {
        let state = read_state(&record)?;
        let definition = self.office.definition(&record.definition).await?;
        let InstanceRecord { id, revision, root, parent, .. } = record;
        self.add(id, Member { definition, state, revision, root, parent, is_changed: false })
    }

    fn add(&mut self, instance: InstanceId, member: Member) -> Result<(), OfficeError> {
        if self.members.len() >= FAMILY_AT_ONCE_MAX {
            return Err(Refusal::TooMuch { limit: FAMILY_AT_ONCE_MAX }.into());
        }
        self.members.insert(instance, member);
        Ok(())
    }

    fn fact(&mut self, body: FactBody) {
        let fact =
            Fact { seq: 0, at_ms: self.now, actor: self.act.actor.clone(), reasons: self.act.reasons.clone(), body };
        self.entries.push(entry(fact));
    }

    /// What follows by itself is nobody's act.
    fn fact_of_flow(&mut self, body: FactBody) {
        let fact = Fact { seq: 0, at_ms: self.now, actor: Actor::System, reasons: Vec::new(), body };
        self.entries.push(entry(fact));
    }

    fn begin(&mut self, instance: InstanceId, beginning: Beginning) -> Result<(), OfficeError> {
        let Beginning { definition, start, by, data, due } = beginning;
        let by_person = by.map(|by| by.to_string());
        let starting = Starting { instance: instance.to_string(), start, by: by_person, data: data.clone() };
        let start = starting.start.clone();
        let (state, effects) = engine::start(&definition, starting, self.now, &self.world)?;
        if let Some(due) = due {
            let scheduled = Aside::ScheduledStart {
                flow: definition.key.clone(),
                start: start.clone(),
                due_ms: due,
                instance: Some(instance),
            };
            self.asides.push(scheduled);
        }
        let started = FactBody::InstanceStarted {
            instance,
            flow: definition.key.as_str().into(),
            version: definition.version,
            definition: definition.hash.as_str().into(),
            start,
            applicant: id(state.applicant.as_ref()),
            by,
            root: instance,
            parent: None,
            due_ms: due,
            data,
        };
        self.fact(started);
        self.add(instance, Member { definition, state, revision: 0, root: instance, parent: None, is_changed: true })?;
        self.take(instance, effects);
        Ok(())
    }

    /// Effects wait in their order. Whom nobody was found for is told with the task.
    fn take(&mut self, instance: InstanceId, effects: Vec<Effect>) {
        let wanted: BTreeMap<u64, String> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Nobody { task, wanted } => Some((*task, wanted.clone())),
                _ => None,
            })
            .collect();
        for effect in effects {
            let nobody = match &effect {
                Effect::Opened { task, .. } => wanted.get(task).cloned(),
                _ => None,
            };
            self.effects.push_back((instance, effect, nobody));
        }
    }

    /// Until nothing moves any more.
    async fn run(&mut self) -> Result<(), Failed> {
        loop {
            while let Some((instance, effect, wanted)) = self.effects.pop_front() {
                self.perform(instance, effect, wanted).await?;
            }
            let Some((instance, event)) = self.events.pop_front() else { return Ok(()) };
            self.step(instance, event).await?;
        }
    }

    async fn step(&mut self, instance: InstanceId, event: Event) -> Result<(), OfficeError> {
        self.steps += 1;
        if self.steps > STEPS_AT_ONCE_MAX {
            return Err(Refusal::TooMuch { limit: STEPS_AT_ONCE_MAX }.into());
        }
        if !self.members.contains_key(&instance) {
            let record = store::processes::instance(&self.office.store, instance).await?;
            self.join(record.ok_or(OfficeError::NotFound)?).await?;
        }
        let member = self.members.get_mut(&instance).expect("it has joined");
        // An answer may come to who no longer waits for it: another branch has ended the instance meanwhile.
        let is_answer = matches!(
            event,
            Event::ServiceDone { .. } | Event::ServiceFailed { .. } | Event::CallEnded { .. } | Event::Withdraw
        );
        match engine::step(&member.definition, &member.state, event, self.now, &self.world) {
            Ok((state, effects)) => {
                member.state = state;
                member.is_changed = true;
                self.take(instance, effects);
                Ok(())
            }
            Err(Refusal::NotOpen | Refusal::Ended) if is_answer => Ok(()),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Every timer of the instance that is due, each once.
    async fn timers(mut self, instance: InstanceId) -> Result<(), Failed> {
        for _ in 0..super::limits::TIMERS_AT_ONCE {
            let due = self.members[&instance].state.next_deadline().filter(|(at, _)| *at <= self.now);
            let Some((_, timer)) = due else { break };
            self.events.push_back((instance, Event::Timer { timer }));
            self.run().await?;
        }
        self.commit().await
    }

    /// Everything at once, then what is done after it.
    async fn commit(mut self) -> Result<(), Failed> {
        for (instance, member) in &self.members {
            if !member.is_changed {
                continue;
            }
            self.asides.push(Aside::InstanceState {
                instance: *instance,
                revision: member.revision + 1,
                state: stored(&member.state),
                next_due_ms: member.state.next_deadline().map(|(at, _)| at),
                waits: member.state.waits().cloned().collect(),
            });
        }
        if let Some((person, key)) = self.act.draft.take() {
            self.asides.push(Aside::DraftDropped { person, key });
        }
        if self.entries.is_empty() && self.asides.is_empty() {
            return Ok(());
        }
        match self.office.journal.commit_with(self.entries, self.asides).await {
            Ok(_) => {}
            Err(JournalError::Refused(StoreError::Stale)) => return Err(Failed::Stale),
            Err(error) => return Err(Failed::For(error.into())),
        }
        if !self.after.is_empty() {
            services::after(self.office, self.after).await;
        }
        Ok(())
    }
}

/// The state as it is kept. Of an ended instance only what lists show: its facts tell the rest.
fn stored(state: &State) -> String {
    let text = |state: &State| serde_json::to_string(state).expect("a state is always JSON");
    let whole = text(state);
    if state.end.is_none() || whole.len() <= ENDED_STATE_BYTES_MAX {
        return whole;
    }
    let mut small = state.clone();
    small.steps.clear();
    let mut kept = Fields::new();
    let mut room = ENDED_STATE_BYTES_MAX / 2;
    for (field, json) in &state.data {
        let bytes = field.len() + json.to_string().len();
        if bytes <= room / 4 {
            room -= bytes;
            kept.insert(field.clone(), json.clone());
        }
    }
    small.data = kept;
    small.exceptions.truncate(3);
    text(&small)
}

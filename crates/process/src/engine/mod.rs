//! Runs flows: pure, one step at a time. State, event, time and the facts of the organisation go in; the next state and
//! what is to be done outside come out, or a refusal and nothing has changed.
//!
//! Start reading at [`step`]; tokens move in `run.rs`, people act in `acts.rs`, tasks are opened in `open.rs`; what
//! may be offered to a person is told by `ask.rs`.

mod acts;
mod ask;
mod event;
mod messages;
mod migrate;
mod open;
mod outside;
#[cfg(test)]
mod random_tests;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod words;
mod world;

pub use ask::{can_take_back, form, is_batch, is_signed, messages_possible, outcomes, return_to, work};
pub use event::{Effect, Event, HowClosed, Refusal};
pub use migrate::{Blocker, MigrationReport, dry_run, migrate};
pub use outside::{WITHDRAWN, owners, start_called};
pub use state::{Doing, Done, Ended, Person, Scope, State, Task, TaskKind, Timer, TimerFor, Token};
pub use world::{Deputy, PersonFacts, World};

use crate::definition::{Definition, StartKind};
use model::Millis;
use run::Run;
use serde_json::{Map, Value as Json};

/// Data of a form, a result or a message: field → JSON.
pub type Fields = Map<String, Json>;

/// How an instance begins.
#[derive(Clone, Debug)]
pub struct Starting {
    pub instance: String,
    /// Id of the start, as `apply`.
    pub start: String,
    /// Nobody: the clock, or a system.
    pub by: Option<Person>,
    pub data: Fields,
}

/// Begins an instance.
pub fn start(
    definition: &Definition,
    starting: Starting,
    now: Millis,
    world: &World,
) -> Result<(State, Vec<Effect>), Refusal> {
    let kind = definition.starts.iter().find(|start| start.id == starting.start).ok_or(Refusal::NoSuchStart)?;
    let mut run = Run::new(definition, State::new(definition, &starting, now), now, world);
    match (&starting.by, &kind.by) {
        (Some(by), Some(who)) => {
            run.state.applicant = Some(by.clone());
            if !run.who(who, None).contains(by) {
                return Err(Refusal::NotYours);
            }
        }
        (Some(_), None) => return Err(Refusal::NotYours),
        (None, _) if kind.kind == StartKind::Person => return Err(Refusal::NotYours),
        (None, _) => run.state.applicant = run.who(&definition.owner, None).first().cloned(),
    }
    if run.who(&definition.owner, None).is_empty() {
        return Err(Refusal::Nobody { wanted: definition.owner.to_string() });
    }
    run.take_form(kind.form.as_ref(), &starting.data, acts::Filled::Whole, None)?;
    run.check(&kind.check, None)?;
    run.can_be_decided()?;
    let outcome = kind.outcomes.first().cloned().unwrap_or_else(|| "done".into());
    let person = run.state.applicant.clone();
    run.effects.push(Effect::Started { start: kind.id.clone(), applicant: person.clone() });
    let done = Done { outcome: Some(outcome), actor: person, by: starting.by, opened: now, done: Some(now) };
    run.state.steps.insert(kind.id.clone(), done);
    run.spawn(0, None, Vec::new());
    run.advance()?;
    Ok((run.state, run.effects))
}

/// Takes one step. `Err`: the event is not possible now, and nothing has changed.
pub fn step(
    definition: &Definition,
    state: &State,
    event: Event,
    now: Millis,
    world: &World,
) -> Result<(State, Vec<Effect>), Refusal> {
    if state.definition != definition.hash {
        return Err(Refusal::OtherVersion);
    }
    if state.end.is_some() {
        return Err(Refusal::Ended);
    }
    let mut run = Run::new(definition, state.clone(), now, world);
    run.handle(event)?;
    run.advance()?;
    Ok((run.state, run.effects))
}

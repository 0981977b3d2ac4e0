//! Events that are no acts on tasks: messages, timers, services and calls that end.

use super::Fields;
use super::acts::Filled;
use super::event::{Effect, Event, Refusal};
use super::run::Run;
use super::state::{Doing, Person, Task, TaskKind, TimerFor, Token};
use crate::definition::{Leads, Needs, OnMessage, StepKind};
use crate::value::{Type, Value};
use serde_json::Value as Json;

impl Run<'_> {
    pub(super) fn handle(&mut self, event: Event) -> Result<(), Refusal> {
        match event {
            Event::Claim { task, by } => self.claim(task, by),
            Event::GiveBack { task, by } => self.give_back(task, by),
            Event::Complete { task, by, outcome, data } => self.do_task(task, by, outcome, &data),
            Event::Reassign { task, by, to } => self.reassign(task, by, to),
            Event::AddSigner { task, by, signer } => self.add_signer(task, by, signer),
            Event::Return { task, by, to } => self.send_back(task, by, to),
            Event::TakeBack { step, by } => self.take_back(step, by),
            Event::Message { name, key, by, data } => self.message(&name, &key, by, &data),
            Event::Timer { timer } => self.timer(timer),
            Event::ServiceDone { run, data } => {
                let token = self.doing(|doing| *doing == Doing::Service { run })?;
                if let StepKind::Run(of) = &self.step_of(token).kind {
                    self.set(token, &of.sets, &data);
                    if let Some(undo) = &of.undo {
                        let with = self.with(&of.with, token);
                        self.state.undo.push((undo.clone(), with));
                    }
                }
                // Its token forgets the person's step before it: what a service has done is not taken back.
                self.finish(token, "done".into(), None, None);
                Ok(())
            }
            Event::ServiceFailed { run, .. } => self.service_failed(run),
            Event::PersonLeft { person } => {
                self.person_left(&person);
                Ok(())
            }
            Event::Withdraw => {
                self.withdraw();
                Ok(())
            }
            Event::CallEnded { call, end, data } => {
                let token = self.doing(|doing| *doing == Doing::Call { call })?;
                if let StepKind::Call(of) = &self.step_of(token).kind {
                    self.set(token, &of.sets, &data);
                }
                // The flow that was called has ended: it must not be cancelled any more.
                self.token_mut(token).doing = Doing::Ready;
                self.finish(token, end, None, None);
                Ok(())
            }
        }
    }

    fn doing(&self, is: impl Fn(&Doing) -> bool) -> Result<u64, Refusal> {
        self.state.tokens.iter().find(|(_, token)| is(&token.doing)).map(|(id, _)| *id).ok_or(Refusal::NotOpen)
    }

    /// Fields that a result may fill; what does not have the field's type is left out.
    fn set(&mut self, token: u64, sets: &[String], data: &Fields) {
        let offset = self.world.calendar.utc_offset_minutes;
        for field in sets {
            let Some(json) = data.get(field) else { continue };
            let kind = self.definition.fields.get(field).unwrap_or(&Type::Any);
            if *json == Json::Null || *kind == Type::Any || Value::of_json(json, kind, offset) != Value::Null {
                self.put(Some(token), [(field.clone(), json.clone())].into_iter().collect());
            }
        }
    }

    fn service_failed(&mut self, run: u64) -> Result<(), Refusal> {
        let token = self.doing(|doing| *doing == Doing::Service { run })?;
        let step = self.step_of(token).id.clone();
        let candidates = self.who(&self.definition.owner, Some(token));
        // A second failure of the same run tells nothing new.
        self.token_mut(token).doing = Doing::Tasks { stage: None };
        let id = self.number();
        self.open(Task {
            id,
            step,
            stage: None,
            token,
            kind: TaskKind::Repair { run },
            needs: Needs::One,
            candidates,
            escalated: Vec::new(),
            excluded: Vec::new(),
            holder: None,
            signers: Vec::new(),
            opened: self.now,
            due: None,
        });
        Ok(())
    }

    fn timer(&mut self, timer: u64) -> Result<(), Refusal> {
        let Some(due) = self.state.timers.get(&timer) else { return Err(Refusal::NotOpen) };
        if self.now < due.at {
            return Err(Refusal::TooEarly);
        }
        let what = due.what.clone();
        self.state.timers.remove(&timer);
        match what {
            TimerFor::Overdue { task, index } => self.overdue(task, index),
            TimerFor::Wait { token } => {
                let has_message = matches!(
                    self.state.tokens.get(&token),
                    Some(Token { doing: Doing::Wait { message: Some(_) }, .. })
                );
                let outcome = if has_message { crate::OVERDUE } else { "done" };
                self.finish(token, outcome.to_owned(), None, None);
            }
        }
        Ok(())
    }

    fn message(&mut self, name: &str, key: &str, by: Option<Person>, data: &Fields) -> Result<(), Refusal> {
        let wanted = (name.to_owned(), key.to_owned());
        let waiting: Vec<u64> = self
            .state
            .tokens
            .iter()
            .filter(|(_, token)| matches!(&token.doing, Doing::Wait { message: Some(found) } if *found == wanted))
            .map(|(id, _)| *id)
            .collect();
        for &token in &waiting {
            if let StepKind::Wait(wait) = &self.step_of(token).kind {
                self.set(token, &wait.sets, data);
            }
            self.drop_tasks(token);
            self.finish(token, crate::RECEIVED.to_owned(), None, None);
            if self.state.end.is_some() {
                break;
            }
        }
        if !waiting.is_empty() {
            return Ok(());
        }
        let message =
            self.definition.messages.iter().find(|message| message.name == name).ok_or(Refusal::NobodyWaits)?;
        self.at_any_time(message, by, data)
    }

    /// Whether a message of `on_message` would be taken now.
    pub(super) fn may_send(&self, message: &OnMessage, by: Option<&Person>) -> Result<(), Refusal> {
        match (&message.by, by) {
            (Some(who), Some(by)) => {
                let people = self.who(who, None);
                let may = |person: &Person| person == by || self.world.is_deputy(by, person, self.now);
                if !people.iter().any(may) {
                    return Err(Refusal::NotYours);
                }
            }
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => return Err(Refusal::NotYours),
        }
        if let Some(until) = &message.until
            && matches!(self.eval(until, None), Value::DateTime(until) if self.now > until)
        {
            return Err(Refusal::TooLate);
        }
        if !self.holds(message.when.as_ref(), None) {
            return Err(Refusal::NobodyWaits);
        }
        let taken = self.state.jumps.get(&message_key(message)).copied().unwrap_or(0);
        match &message.leads {
            Leads::Goto(jump) if taken >= jump.max => Err(Refusal::TooMuch { limit: jump.max as usize }),
            Leads::Goto(_) | Leads::End(_) => Ok(()),
        }
    }

    fn at_any_time(&mut self, message: &OnMessage, by: Option<Person>, data: &Fields) -> Result<(), Refusal> {
        self.may_send(message, by.as_ref())?;
        self.take_form(message.form.as_ref(), data, Filled::Whole, None)?;
        self.drop_all();
        if message.undo {
            self.undo_all();
        }
        match &message.leads {
            Leads::End(end) => self.end(end.clone()),
            Leads::Goto(jump) => {
                *self.state.jumps.entry(message_key(message)).or_default() += 1;
                self.effects.push(Effect::Jumped { from: message.name.clone(), to: jump.step.clone() });
                let to = self.definition.program.place_of(&jump.step).expect("jumps were checked when it was read");
                self.spawn(0, None, Vec::new());
                let token = *self.state.tokens.keys().next_back().expect("it was spawned just now");
                self.token_mut(token).at = to;
            }
        }
        Ok(())
    }
}

/// Under which the jumps of a message are counted.
fn message_key(message: &OnMessage) -> String {
    format!("message {}", message.name)
}

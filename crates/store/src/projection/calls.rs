//! Calls and recordings, merged so that a call touched ten times is written once.

use crate::calls::CallOutcome;
use crate::database::{Link, Value, values};
use crate::{StoreError, wide};
use model::{
    Actor, CallCause, CallId, Fact, FactBody, Millis, PersonId, PhoneNumber, QueueId, QueueOutcome, RecordingId,
};
use std::collections::HashMap;
use std::sync::Arc;

/// Each call and recording once, in the order of their first fact.
#[derive(Default)]
pub(super) struct CallChanges {
    calls: Vec<CallChange>,
    call_places: HashMap<CallId, usize>,
    recordings: Vec<RecordingChange>,
}

/// What happened to one call within the group. `begun`: it started here.
struct CallChange {
    call: CallId,
    begun: Option<Begun>,
    ended: Option<Ended>,
    queue: Option<QueueId>,
    agent: Option<PersonId>,
    outcome: Option<CallOutcome>,
    wait: Millis,
    disposition: Option<(String, String)>,
    recording: Option<RecordingId>,
}

struct Begun {
    at: Millis,
    from: PhoneNumber,
    to: String,
    trunk: Arc<str>,
    is_demo: bool,
}

struct Ended {
    at: Millis,
    cause: CallCause,
    status: u16,
    talk: Millis,
    hold: Millis,
}

struct RecordingChange {
    recording: RecordingId,
    call: CallId,
    started: Millis,
    /// End, duration, bytes.
    ended: Option<(Millis, Millis, u64)>,
}

impl CallChanges {
    /// Facts that are not about calls change nothing here.
    pub fn add(&mut self, fact: &Fact) {
        let at = fact.at_ms;
        match &fact.body {
            FactBody::CallStarted { call, from, to, trunk } => {
                let is_demo = fact.actor == Actor::Demo;
                let begun = Begun { at, from: from.clone(), to: to.clone(), trunk: trunk.clone(), is_demo };
                self.call(*call).begun.get_or_insert(begun);
            }
            FactBody::QueueEntered { call, queue, .. } => self.call(*call).queue = Some(queue.clone()),
            FactBody::QueueLeft { call, outcome, wait_ms, .. } => {
                let change = self.call(*call);
                change.wait += *wait_ms;
                change.settle(CallOutcome::from(outcome));
            }
            FactBody::CallBridged { call, agent, .. } => {
                let change = self.call(*call);
                change.agent = agent.or(change.agent);
                change.settle(CallOutcome::Answered);
            }
            FactBody::CallEnded { call, cause, status, talk_ms, hold_ms } => {
                let ended = Ended { at, cause: *cause, status: *status, talk: *talk_ms, hold: *hold_ms };
                self.call(*call).ended = Some(ended);
            }
            FactBody::DispositionSet { call, code, note, .. } => {
                self.call(*call).disposition = Some((code.clone(), note.clone()));
            }
            FactBody::RecordingStarted { call, recording } => {
                self.call(*call).recording = Some(*recording);
                // One row for each recording: PostgreSQL refuses a statement that touches a row twice.
                if !self.recordings.iter().any(|change| change.recording == *recording) {
                    let (recording, call) = (*recording, *call);
                    self.recordings.push(RecordingChange { recording, call, started: at, ended: None });
                }
            }
            FactBody::RecordingEnded { call, recording, duration_ms, bytes } => {
                self.end_recording(*call, *recording, (at, *duration_ms, *bytes));
            }
            _ => {}
        }
    }

    pub async fn write(&self, link: &mut Link) -> Result<(), StoreError> {
        wide::INSERT_CALLS.run(link, self.calls_begun()).await?;
        wide::CHANGE_CALLS.run(link, self.calls_changed()).await?;
        wide::PUT_RECORDINGS.run(link, self.recordings()).await?;
        Ok(())
    }

    fn call(&mut self, call: CallId) -> &mut CallChange {
        let calls = &mut self.calls;
        let place = *self.call_places.entry(call).or_insert_with(|| {
            calls.push(CallChange::new(call));
            calls.len() - 1
        });
        &mut calls[place]
    }

    /// The recording may have begun in this group or before; in the second case the row keeps its own beginning.
    fn end_recording(&mut self, call: CallId, recording: RecordingId, ended: (Millis, Millis, u64)) {
        match self.recordings.iter_mut().find(|change| change.recording == recording) {
            Some(change) => change.ended = Some(ended),
            None => {
                let started = ended.0 - ended.1;
                self.recordings.push(RecordingChange { recording, call, started, ended: Some(ended) });
            }
        }
    }

    /// Rows for `INSERT_CALLS`.
    fn calls_begun(&self) -> Vec<Value> {
        self.calls.iter().filter_map(|change| change.as_new_row()).flatten().collect()
    }

    /// Rows for `CHANGE_CALLS`.
    fn calls_changed(&self) -> Vec<Value> {
        self.calls.iter().filter(|change| change.begun.is_none()).flat_map(CallChange::as_change_row).collect()
    }

    /// Rows for `PUT_RECORDINGS`.
    fn recordings(&self) -> Vec<Value> {
        self.recordings.iter().flat_map(RecordingChange::as_row).collect()
    }
}

/// Calls belong to their agent's team of today: who moves takes them along, and other leaders see them.
pub(super) async fn follow(link: &mut Link, agent: PersonId, team: Option<&str>) -> Result<(), StoreError> {
    let sql = "UPDATE call SET agent_team = $2 WHERE agent_id = $1 AND agent_team IS DISTINCT FROM $2";
    link.execute(sql, values![agent, team.map(str::to_owned)]).await?;
    Ok(())
}

impl CallChange {
    fn new(call: CallId) -> Self {
        Self {
            call,
            begun: None,
            ended: None,
            queue: None,
            agent: None,
            outcome: None,
            wait: Millis::ZERO,
            disposition: None,
            recording: None,
        }
    }

    fn settle(&mut self, outcome: CallOutcome) {
        if self.outcome != Some(CallOutcome::Answered) {
            self.outcome = Some(outcome);
        }
    }

    fn as_new_row(&self) -> Option<Vec<Value>> {
        let begun = self.begun.as_ref()?;
        let outcome = self.outcome.or(self.ended.as_ref().map(Ended::outcome)).unwrap_or(CallOutcome::Ivr);
        let (code, note) = self.disposition.clone().unzip();
        Some(values![
            self.call,
            begun.at,
            self.ended.as_ref().map(|e| e.at.0),
            begun.from.stored(),
            begun.from.masked(),
            begun.from.sealed().map(|sealed| sealed.subject.to_string()),
            begun.to.as_str(),
            &*begun.trunk,
            self.queue.as_ref().map(ToString::to_string),
            self.agent.as_ref().map(ToString::to_string),
            outcome.as_str(),
            self.ended.as_ref().map(|e| cause_text(e.cause).to_owned()),
            self.ended.as_ref().map(|e| i64::from(e.status)),
            self.wait,
            self.ended.as_ref().map_or(Millis::ZERO, |e| e.talk),
            self.ended.as_ref().map_or(Millis::ZERO, |e| e.hold),
            code,
            note,
            self.recording.as_ref().map(ToString::to_string),
            begun.is_demo,
        ])
    }

    fn as_change_row(&self) -> Vec<Value> {
        let (code, note) = self.disposition.clone().unzip();
        values![
            self.call,
            self.ended.as_ref().map(|e| e.at.0),
            self.queue.as_ref().map(ToString::to_string),
            self.agent.as_ref().map(ToString::to_string),
            self.outcome.map(|outcome| outcome.as_str().to_owned()),
            self.ended.as_ref().map(|e| e.outcome().as_str().to_owned()),
            self.ended.as_ref().map(|e| cause_text(e.cause).to_owned()),
            self.ended.as_ref().map(|e| i64::from(e.status)),
            self.wait,
            self.ended.as_ref().map(|e| e.talk.0),
            self.ended.as_ref().map(|e| e.hold.0),
            code,
            note,
            self.recording.as_ref().map(ToString::to_string),
        ]
    }
}

impl Ended {
    /// The outcome of a call that never came to a queue or an agent.
    fn outcome(&self) -> CallOutcome {
        match self.cause {
            CallCause::NoSuchNumber | CallCause::Overloaded | CallCause::BadOffer => CallOutcome::Refused,
            CallCause::CustomerHungUp
            | CallCause::AgentHungUp
            | CallCause::FlowEnded
            | CallCause::Cancelled
            | CallCause::Inactive
            | CallCause::DeviceLost
            | CallCause::ServiceStopped => CallOutcome::Ivr,
        }
    }
}

impl RecordingChange {
    fn as_row(&self) -> Vec<Value> {
        values![
            self.recording,
            self.call,
            self.started,
            self.ended.map(|(at, ..)| at.0),
            self.ended.map(|(_, duration, _)| duration.0),
            self.ended.map(|(.., bytes)| i64::try_from(bytes).unwrap_or(i64::MAX)),
        ]
    }
}

impl From<&QueueOutcome> for CallOutcome {
    fn from(outcome: &QueueOutcome) -> Self {
        match outcome {
            QueueOutcome::Answered => Self::Answered,
            QueueOutcome::Abandoned => Self::Abandoned,
            QueueOutcome::Overflowed => Self::Overflowed,
        }
    }
}

fn cause_text(cause: CallCause) -> &'static str {
    match cause {
        CallCause::CustomerHungUp => "customer_hung_up",
        CallCause::AgentHungUp => "agent_hung_up",
        CallCause::FlowEnded => "flow_ended",
        CallCause::Cancelled => "cancelled",
        CallCause::NoSuchNumber => "no_such_number",
        CallCause::Overloaded => "overloaded",
        CallCause::BadOffer => "bad_offer",
        CallCause::Inactive => "inactive",
        CallCause::DeviceLost => "device_lost",
        CallCause::ServiceStopped => "service_stopped",
    }
}

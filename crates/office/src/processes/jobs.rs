//! What the clock does to flows: deadlines, waits, and the starts of a schedule.
//!
//! Exactly once whatever happens: a timer is in the instance's state and goes with it; a start is a row with the time
//! that it was due at, committed with the instance. A clock that jumps forward finds everything due at once, one that
//! jumps back finds nothing. Start reading at [`Office::tick_processes`].

use super::carry::{Act, Beginning};
use super::limits::{
    DUE_AT_ONCE, FAILED_AGAIN_AFTER, FAILED_AGAIN_AFTER_MAX, FAILURES_KEPT_MAX, LATE_START_MAX, RIGHTS_READ_EVERY,
    STARTS_AT_ONCE, TICK_EVERY,
};
use crate::writer::JournalError;
use crate::{Office, OfficeError, entry};
use model::process::Fields;
use model::{Actor, FactBody, InstanceId, Millis};
use process::Definition;
use process::definition::{Start, StartKind};
use process::engine::World;
use process::parameter::Setting;
use process::worktime::{self, Schedule};
use std::collections::HashMap;
use std::sync::Arc;
use store::Aside;

/// Instances that could not be moved: when again, and after how long.
pub(super) type Failures = HashMap<InstanceId, (Millis, Millis)>;

/// The first start behind `at`.
pub(super) fn next_start(world: &World, start: &Start, at: Millis) -> Option<Millis> {
    let StartKind::Schedule { schedule, on_rest_day } = &start.kind else { return None };
    let schedule = match schedule {
        Schedule::Param(key) => match world.settings.get(key)? {
            Setting::Schedule(schedule) => schedule,
            _ => return None,
        },
        plain => plain,
    };
    worktime::next_start(&world.calendar, schedule, *on_rest_day, at)
}

impl Office {
    /// Until the office is dropped. The first thing is what a crash left.
    pub(crate) async fn run_process_jobs(self: Arc<Self>) {
        if let Err(error) = self.release_tasks_of_who_left().await {
            tracing::error!(error = %error, "could not give on the tasks of people who left");
        }
        let mut tick = tokio::time::interval(TICK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut rights_read = self.now();
        loop {
            tick.tick().await;
            if let Err(error) = self.tick_processes().await {
                tracing::error!(error = %error, "the clock could not move the flows");
            }
            if self.now().since(rights_read) >= RIGHTS_READ_EVERY {
                rights_read = self.now();
                if let Err(error) = self.reload_directory().await {
                    tracing::error!(error = %error, "could not read the people");
                }
            }
            if !self.journal.is_healthy() {
                return;
            }
        }
    }

    /// Everything that is due now. Returns how many instances were moved or started.
    pub async fn tick_processes(&self) -> Result<usize, OfficeError> {
        self.release_tasks_of_leavers().await?;
        Ok(self.move_what_is_due().await? + self.start_what_is_due().await?)
    }

    /// Deadlines, reminders and waits. Returns how many instances were moved.
    pub async fn move_what_is_due(&self) -> Result<usize, OfficeError> {
        let now = self.now();
        let waiting = self.failures().len() as u32;
        let due = store::processes::due(&self.store, now, DUE_AT_ONCE + waiting).await?;
        let mut moved = 0;
        for instance in due {
            if self.failures().get(&instance).is_some_and(|(again, _)| now < *again) {
                continue;
            }
            match self.move_by_clock(instance).await {
                Ok(()) => {
                    moved += 1;
                    self.failures().remove(&instance);
                }
                Err(error) if !self.journal.is_healthy() => return Err(error),
                Err(error) => {
                    tracing::error!(%instance, error = %error, "the clock could not move an instance; it is tried again");
                    let mut failures = self.failures();
                    if failures.len() >= FAILURES_KEPT_MAX {
                        failures.clear();
                    }
                    let before = failures.get(&instance).map_or(FAILED_AGAIN_AFTER, |(_, after)| *after);
                    let after = Millis((before.0 * 2).min(FAILED_AGAIN_AFTER_MAX.0));
                    failures.insert(instance, (now + before, after));
                }
            }
        }
        Ok(moved)
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.processes.failures.lock().expect("no code panics while it holds this lock")
    }

    pub(super) async fn move_by_clock(&self, instance: InstanceId) -> Result<(), OfficeError> {
        let Some(record) = store::processes::instance(&self.store, instance).await? else { return Ok(()) };
        let found = self.found(record).await?;
        self.carry_timers(&found).await
    }

    async fn start_what_is_due(&self) -> Result<usize, OfficeError> {
        let world = self.world();
        let now = self.now();
        let mut last: HashMap<(String, String), Millis> = store::processes::last_scheduled(&self.store)
            .await?
            .into_iter()
            .map(|(flow, start, due)| ((flow, start), due))
            .collect();
        let mut started = 0;
        for flow in self.rulebook().processes.flows.values() {
            for start in flow.starts.iter().filter(|start| matches!(start.kind, StartKind::Schedule { .. })) {
                let Some(mut at) = last.remove(&(flow.key.clone(), start.id.clone())) else {
                    self.note_start(flow, start, now, None).await?;
                    continue;
                };
                for _ in 0..STARTS_AT_ONCE {
                    let Some(due) = next_start(&world, start, at).filter(|due| *due <= now) else { break };
                    started += usize::from(self.start_scheduled(flow, start, due).await?);
                    at = due;
                }
            }
        }
        Ok(started)
    }

    /// Starts it for the time at which it was due, late if need be; what is too late is only noted. False: it was done.
    pub(super) async fn start_scheduled(
        &self,
        flow: &Arc<Definition>,
        start: &Start,
        due: Millis,
    ) -> Result<bool, OfficeError> {
        let missed =
            FactBody::ScheduledStartMissed { flow: flow.key.as_str().into(), start: start.id.clone(), due_ms: due };
        if self.now().since(due) > LATE_START_MAX {
            return self.note_start(flow, start, due, Some(missed)).await;
        }
        let beginning = Beginning {
            definition: Arc::clone(flow),
            start: start.id.clone(),
            by: None,
            data: Fields::new(),
            due: Some(due),
        };
        match self.begin(Act::by(Actor::System, &[]), beginning).await {
            Ok(_) => Ok(true),
            // Another process has started it.
            Err(OfficeError::Journal(JournalError::Refused(_))) => Ok(false),
            Err(OfficeError::Process(refusal)) => {
                tracing::error!(flow = flow.key, due = due.0, %refusal, "a flow could not be started by the clock");
                self.note_start(flow, start, due, Some(missed)).await
            }
            Err(error) => Err(error),
        }
    }

    /// From now on nothing before `due` is looked for.
    async fn note_start(
        &self,
        flow: &Definition,
        start: &Start,
        due: Millis,
        fact: Option<FactBody>,
    ) -> Result<bool, OfficeError> {
        let noted =
            Aside::ScheduledStart { flow: flow.key.clone(), start: start.id.clone(), due_ms: due, instance: None };
        let entries = fact.map(|body| entry(self.fact(Actor::System, &[], body))).into_iter().collect();
        match self.journal.commit_with(entries, vec![noted]).await {
            // Another process was quicker.
            Ok(_) | Err(JournalError::Refused(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

//! People who leave: what waited for them goes to who else may do it (PLAT-05, AUTH-38).

use super::carry::Act;
use crate::directory::Directory;
use crate::{Office, OfficeError};
use model::{Actor, InstanceId, PersonId};
use process::engine::Event;
use std::collections::BTreeSet;
use std::sync::MutexGuard;

impl Office {
    /// Compares the people before and after a change: who is not active any more, or holds a post less.
    pub(crate) fn note_leavers(&self, before: &Directory, after: &Directory) {
        let left = before.everybody().into_iter().filter(|person| {
            let now = after.person(person.id).filter(|now| now.is_active);
            person.is_active && now.is_none_or(|now| person.roles.iter().any(|role| !now.roles.contains(role)))
        });
        self.leavers().extend(left.map(|person| person.id));
    }

    fn leavers(&self) -> MutexGuard<'_, BTreeSet<PersonId>> {
        self.processes.leavers.lock().expect("no code panics while it holds this lock")
    }

    /// What waited for people who left since the last tick. Not within the act that made them leave: it may hold the
    /// turn of an instance with a task of theirs.
    pub(super) async fn release_tasks_of_leavers(&self) -> Result<(), OfficeError> {
        let leavers: Vec<PersonId> = self.leavers().iter().copied().collect();
        for person in leavers {
            self.release_tasks_of(person).await?;
            self.leavers().remove(&person);
        }
        Ok(())
    }

    /// Takes somebody who works here no more off every open task. May be done twice.
    pub(crate) async fn release_tasks_of(&self, person: PersonId) -> Result<usize, OfficeError> {
        let open = store::processes::open_tasks_of_person(&self.store, person).await?;
        let instances: BTreeSet<InstanceId> =
            open.iter().take(super::limits::LEAVING_TASKS_MAX).map(|task| task.instance).collect();
        let mut released = 0;
        for instance in instances {
            let Some(record) = store::processes::instance(&self.store, instance).await? else { continue };
            if record.ended_ms.is_some() {
                continue;
            }
            let event = Event::PersonLeft { person: person.to_string() };
            match self.carry(Act::by(Actor::System, &[]), record, &[event]).await {
                Ok(()) => released += 1,
                // It ended by itself meanwhile.
                Err(OfficeError::Process(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(released)
    }

    /// The same for everybody who is not active: what a crash left between the two.
    pub(super) async fn release_tasks_of_who_left(&self) -> Result<(), OfficeError> {
        for person in self.directory().everybody().iter().filter(|person| !person.is_active) {
            self.release_tasks_of(person.id).await?;
        }
        Ok(())
    }
}

//! People who leave: what waited for them goes to who else may do it (PLAT-05, AUTH-38).

use super::carry::Act;
use crate::{Office, OfficeError};
use model::{Actor, InstanceId, PersonId};
use process::engine::Event;
use std::collections::BTreeSet;

impl Office {
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

//! Drafts that survive a closed tab: what somebody has filled in and not sent yet. Theirs alone, in no fact.

use super::limits::{DRAFT_BYTES_MAX, DRAFT_KEY_CHARS_MAX};
use crate::error::bad_input;
use crate::{Caller, Office, OfficeError};
use model::process::Fields;
use model::{InstanceId, PersonId};
use store::Aside;

/// What was saved, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub data: Fields,
    pub saved_ms: i64,
}

impl Office {
    /// Keys are `start:FLOW` and `task:INSTANCE:TASK`.
    pub async fn save_draft(&self, caller: &Caller, key: &str, data: Fields) -> Result<Draft, OfficeError> {
        self.check_draft_key(caller, key).await?;
        let text = serde_json::to_string(&data).expect("fields are always JSON");
        if text.len() > DRAFT_BYTES_MAX {
            return Err(OfficeError::TooLarge { limit: DRAFT_BYTES_MAX });
        }
        // Sealed whole: half-typed numbers and names have no form yet.
        let text = hex::encode(self.journal.vault().seal_whole(&name_of(caller.person.id, key), text.as_bytes()));
        let saved_ms = self.now();
        let saved = Aside::DraftSaved { person: caller.person.id, key: key.to_owned(), data: text, saved_ms };
        self.journal.commit_with(Vec::new(), vec![saved]).await?;
        Ok(Draft { data, saved_ms: saved_ms.0 })
    }

    pub async fn draft(&self, caller: &Caller, key: &str) -> Result<Option<Draft>, OfficeError> {
        let stored = store::processes::draft(&self.store, caller.person.id, key).await?;
        Ok(stored.and_then(|(text, saved)| {
            let sealed = hex::decode(text).ok()?;
            let text = self.journal.vault().open_whole(&name_of(caller.person.id, key), &sealed)?;
            let data = serde_json::from_slice(&text).ok()?;
            Some(Draft { data, saved_ms: saved.0 })
        }))
    }

    pub async fn drop_draft(&self, caller: &Caller, key: &str) -> Result<(), OfficeError> {
        let dropped = Aside::DraftDropped { person: caller.person.id, key: key.to_owned() };
        self.journal.commit_with(Vec::new(), vec![dropped]).await?;
        Ok(())
    }

    /// A draft is of a flow that exists or of a task that the person may know of.
    async fn check_draft_key(&self, caller: &Caller, key: &str) -> Result<(), OfficeError> {
        if key.chars().count() > DRAFT_KEY_CHARS_MAX {
            return Err(bad_input("key", "too long"));
        }
        let parts: Vec<&str> = key.split(':').collect();
        match parts.as_slice() {
            ["start", flow] => self.flow_of_today(flow).map(|_| ()),
            ["task", instance, task] => {
                let instance: InstanceId = instance.parse().map_err(|_| OfficeError::NotFound)?;
                let task: u64 = task.parse().map_err(|_| OfficeError::NotFound)?;
                let seen = self.seen(caller, instance).await?;
                if seen.found.state.tasks.contains_key(&task) { Ok(()) } else { Err(OfficeError::NotFound) }
            }
            _ => Err(bad_input("key", "write `start:FLOW` or `task:INSTANCE:TASK`")),
        }
    }
}

/// A draft opens only for its owner and in its place.
fn name_of(person: PersonId, key: &str) -> String {
    format!("draft:{person}:{key}")
}

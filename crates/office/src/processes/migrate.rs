//! Brings running instances under the text in force: first what it would do, then the deed, each instance by itself.

use super::limits::{MIGRATION_MAX, MIGRATION_PAGE, STALE_TRIES_MAX};
use super::see::{Found, read_state};
use super::views::{BlockedInstance, MigrationView};
use super::words;
use crate::writer::JournalError;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::MigrateFlow;
use access::{Permit, Resource};
use model::{Actor, FactBody};
use process::Definition;
use process::engine;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::processes::InstanceRecord;
use store::{Aside, StoreError};

impl Office {
    /// What a move of all open instances to the text in force would do. Changes nothing.
    pub async fn migration(&self, caller: &Caller, flow: &str) -> Result<MigrationView, OfficeError> {
        self.permit::<MigrateFlow>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let to = self.flow_of_today(flow)?;
        let mut view = empty(&to);
        for found in self.behind(&to).await? {
            self.look(&found, &to, &mut view);
        }
        Ok(view)
    }

    /// Moves every open instance that can be moved. What cannot stays as it is and is told.
    pub async fn migrate(&self, caller: &Caller, flow: &str) -> Result<MigrationView, OfficeError> {
        let permit = self.demand::<MigrateFlow>(caller, &Resource::Centre).await?;
        let to = self.flow_of_today(flow)?;
        let mut view = empty(&to);
        for found in self.behind(&to).await? {
            match self.move_one(&permit, found.record.clone(), &to).await? {
                Ok(Some(moved)) => view.can_migrate.push(self.instance_row(&moved)),
                // It has ended or was moved meanwhile.
                Ok(None) => {}
                Err(why) => view.cannot.push(BlockedInstance { instance: self.instance_row(&found), why }),
            }
        }
        Ok(view)
    }

    /// Open instances under an earlier text.
    async fn behind(&self, to: &Arc<Definition>) -> Result<Vec<Found>, OfficeError> {
        let (mut found, mut after) = (Vec::new(), None);
        while found.len() < MIGRATION_MAX {
            let page = store::processes::open_of_flow(&self.store, &to.key, after, MIGRATION_PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for record in page {
                if record.definition != to.hash {
                    found.push(self.found(record).await?);
                }
            }
        }
        Ok(found)
    }

    fn look(&self, found: &Found, to: &Definition, view: &mut MigrationView) {
        let report = engine::dry_run([&found.state], &found.definition, to, &BTreeMap::new());
        let row = self.instance_row(found);
        match report.blocked.into_values().next() {
            None => view.can_migrate.push(row),
            Some(blockers) => {
                view.cannot.push(BlockedInstance { instance: row, why: blockers.into_iter().map(told).collect() });
            }
        }
    }

    /// `Ok(None)`: there is nothing to move any more.
    async fn move_one(
        &self,
        permit: &Permit<MigrateFlow>,
        known: InstanceRecord,
        to: &Arc<Definition>,
    ) -> Result<Result<Option<Found>, Vec<String>>, OfficeError> {
        let _turn = self.processes.families.turn(known.root).await;
        for _ in 0..STALE_TRIES_MAX {
            let record = store::processes::instance(&self.store, known.id).await?.ok_or(OfficeError::NotFound)?;
            if record.ended_ms.is_some() || record.definition == to.hash {
                return Ok(Ok(None));
            }
            let from = self.definition(&record.definition).await?;
            let state = read_state(&record)?;
            let moved = engine::migrate(&state, &from, to, &BTreeMap::new(), self.now(), &self.world());
            let moved = match moved {
                Ok(moved) => moved,
                Err(blockers) => return Ok(Err(blockers.into_iter().map(told).collect())),
            };
            let body = FactBody::InstanceMigrated {
                instance: record.id,
                from: from.hash.as_str().into(),
                to: to.hash.as_str().into(),
                version: to.version,
            };
            let fact = self.fact(Actor::Person(permit.person()), permit.reasons(), body);
            let kept = Aside::InstanceState {
                instance: record.id,
                revision: record.revision + 1,
                state: serde_json::to_string(&moved).expect("a state is always JSON"),
                next_due_ms: moved.next_deadline().map(|(at, _)| at),
                waits: moved.waits().cloned().collect(),
            };
            match self.journal.commit_with(vec![entry(fact)], vec![kept]).await {
                Ok(_) => return Ok(Ok(Some(Found { record, state: moved, definition: Arc::clone(to) }))),
                Err(JournalError::Refused(StoreError::Stale)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Busy)
    }
}

fn empty(to: &Definition) -> MigrationView {
    MigrationView {
        flow: words::flow_name(to),
        to: to.hash.clone(),
        to_version: to.version,
        can_migrate: Vec::new(),
        cannot: Vec::new(),
    }
}

fn told(blocker: engine::Blocker) -> String {
    if blocker.step.is_empty() { blocker.why } else { format!("{}: {}", blocker.step, blocker.why) }
}

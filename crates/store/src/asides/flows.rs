//! Beside the facts of running flows: states with their guard, times of the clock, drafts, papers, mail.

use super::Aside;
use crate::StoreError;
use crate::database::{Link, Value, values};
use crate::limits::DRAFTS_OF_PERSON_MAX;
use crate::wide::{ADD_MAIL, ADD_WAITS, DROP_WAITS, PUT_STATES};
use model::InstanceId;
use std::collections::HashSet;

/// Asides that come many at once.
#[derive(Default)]
pub(super) struct Many {
    /// Rows of `PUT_STATES`. In one wave each instance stands once: a statement changes a row only once.
    waves: Vec<Wave>,
    mail: Vec<Value>,
}

#[derive(Default)]
struct Wave {
    instances: HashSet<InstanceId>,
    states: Vec<Value>,
    changed: Vec<Value>,
    waits: Vec<Value>,
}

impl Many {
    /// False: it is not one of those.
    pub fn take(&mut self, aside: &Aside) -> bool {
        match aside {
            Aside::InstanceState { instance, revision, state, next_due_ms, waits } => {
                let place = self.waves.iter().position(|wave| !wave.instances.contains(instance));
                let place = place.unwrap_or(self.waves.len());
                if place == self.waves.len() {
                    self.waves.push(Wave::default());
                }
                let wave = &mut self.waves[place];
                wave.instances.insert(*instance);
                wave.changed.push(Value::from(*instance));
                wave.states.extend(values![*instance, *revision, state.as_str(), *next_due_ms]);
                let mut known = HashSet::new();
                for (name, key) in waits.iter().filter(|wait| known.insert(*wait)) {
                    wave.waits.extend(values![name.as_str(), key.as_str(), *instance]);
                }
                true
            }
            Aside::MailQueued { notice, person, due_ms } => {
                self.mail.extend(values![*notice, *person, *due_ms]);
                true
            }
            _ => false,
        }
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        for wave in self.waves {
            // The number that each state replaces is part of the statement's condition.
            if PUT_STATES.run(link, wave.states).await? != wave.instances.len() as u64 {
                return Err(StoreError::Stale);
            }
            DROP_WAITS.run(link, wave.changed).await?;
            ADD_WAITS.run(link, wave.waits).await?;
        }
        ADD_MAIL.run(link, self.mail).await?;
        Ok(())
    }
}

pub(super) async fn write_one(link: &mut Link, aside: &Aside) -> Result<(), StoreError> {
    match aside {
        Aside::ScheduledStart { flow, start, due_ms, instance } => {
            let sql = "INSERT INTO scheduled_start (flow, start_key, due_ms, instance_id) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (flow, start_key, due_ms) DO NOTHING";
            let row = values![flow.as_str(), start.as_str(), *due_ms, *instance];
            if link.execute(sql, row).await? == 0 {
                return Err(StoreError::Stale);
            }
        }
        Aside::DraftSaved { person, key, data, saved_ms } => {
            let sql = "INSERT INTO draft (person_id, key, data, saved_ms) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (person_id, key) DO UPDATE SET data = excluded.data, saved_ms = excluded.saved_ms";
            link.execute(sql, values![*person, key.as_str(), data.as_str(), *saved_ms]).await?;
            let sql = "DELETE FROM draft WHERE person_id = $1 AND key NOT IN (SELECT k.key FROM draft k \
                       WHERE k.person_id = $1 ORDER BY k.saved_ms DESC, k.key LIMIT $2)";
            link.execute(sql, values![*person, DRAFTS_OF_PERSON_MAX]).await?;
        }
        Aside::DraftDropped { person, key } => {
            let sql = "DELETE FROM draft WHERE person_id = $1 AND key = $2";
            link.execute(sql, values![*person, key.as_str()]).await?;
        }
        Aside::AttachmentBytes { id, bytes } => {
            let sql = "INSERT INTO attachment_bytes (id, bytes) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
            link.execute(sql, vec![Value::from(id.as_str()), Value::Bytes(bytes.clone())]).await?;
        }
        Aside::MailTried { notice, person, next_ms: None, .. } => {
            let sql = "DELETE FROM mail WHERE notice_id = $1 AND person_id = $2";
            link.execute(sql, values![*notice, *person]).await?;
        }
        Aside::MailTried { notice, person, tries, next_ms: Some(next) } => {
            let sql = "UPDATE mail SET tries = $3, due_ms = $4 WHERE notice_id = $1 AND person_id = $2";
            link.execute(sql, values![*notice, *person, i64::from(*tries), *next]).await?;
        }
        _ => unreachable!("only those of flows come here"),
    }
    Ok(())
}

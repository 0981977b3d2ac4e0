//! The rulebook's own tables: versions and their texts, proposed changes, who has read the rules, what policies did.

use crate::database::{Link, Row, values};
use crate::limits::{CHANGES_MAX, PAGE_MAX, POLICY_ROWS_MAX, READERS_OF_RULES_MAX, VERSIONS_MAX};
use crate::{Store, StoreError};
use model::{ChangeId, InstanceId, Millis, PersonId};
use std::collections::BTreeMap;

/// The version that an approved change put into force last, unless the operator's folder has taken its place since.
pub async fn approved(store: &Store) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = 'rulebook_approved'";
    Ok(store.row(sql, Vec::new()).await?.map(|row| row.text(0)).transpose()?)
}

/// Names of a version's files with the hashes of their texts.
pub async fn version(store: &Store, hash: &str) -> Result<Option<BTreeMap<String, String>>, StoreError> {
    let sql = "SELECT files FROM rulebook_version WHERE hash = $1";
    let Some(row) = store.row(sql, values![hash]).await? else { return Ok(None) };
    serde_json::from_str(&row.text(0)?).map(Some).map_err(StoreError::BadFact)
}

pub async fn text(store: &Store, hash: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT text FROM rulebook_file WHERE hash = $1";
    Ok(store.row(sql, values![hash]).await?.map(|row| row.text(0)).transpose()?)
}

/// A version that was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForceRow {
    pub seq: u64,
    pub at_ms: Millis,
    pub hash: String,
    /// `None`: the operator's folder.
    pub change: Option<ChangeId>,
    /// Its texts are kept.
    pub is_kept: bool,
}

/// Versions in force, the latest first.
pub async fn in_force(store: &Store) -> Result<Vec<InForceRow>, StoreError> {
    let sql = "SELECT rulebook_in_force.seq, rulebook_in_force.at_ms, rulebook_in_force.hash, rulebook_in_force.change_id, \
               v.hash FROM rulebook_in_force LEFT JOIN rulebook_version v ON v.hash = rulebook_in_force.hash \
               ORDER BY rulebook_in_force.seq DESC LIMIT $1";
    let row_of = |row: &Row| {
        Ok(InForceRow {
            seq: row.int(0)?.unsigned_abs(),
            at_ms: Millis(row.int(1)?),
            hash: row.text(2)?,
            change: row.parsed_or_none(3)?,
            is_kept: row.text_or_none(4)?.is_some(),
        })
    };
    store.rows(sql, values![VERSIONS_MAX]).await?.iter().map(row_of).collect()
}

/// A proposed change as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    pub id: ChangeId,
    pub instance: InstanceId,
    pub author: PersonId,
    pub proposed_ms: Millis,
    pub base: String,
    pub hash: String,
    pub files: Vec<String>,
    pub reason: String,
    pub scope: String,
    pub expected: String,
    pub rolls_back: Option<ChangeId>,
    /// `proposed`, `scheduled`, `applied`, `refused`, `failed`.
    pub state: String,
    pub due_ms: Option<Millis>,
    pub settled_ms: Option<Millis>,
    /// Why it was refused or failed.
    pub why: String,
}

const ONE_CHANGE: &str = "SELECT id, instance_id, author_id, proposed_ms, base, hash, files, reason, scope, expected, \
                          rolls_back, state, due_ms, settled_ms, why FROM rulebook_change WHERE id = $1";
const CHANGE_OF_INSTANCE: &str = "SELECT id, instance_id, author_id, proposed_ms, base, hash, files, reason, scope, \
                                  expected, rolls_back, state, due_ms, settled_ms, why FROM rulebook_change \
                                  WHERE instance_id = $1";
const CHANGES: &str = "SELECT id, instance_id, author_id, proposed_ms, base, hash, files, reason, scope, expected, \
                       rolls_back, state, due_ms, settled_ms, why FROM rulebook_change \
                       ORDER BY proposed_ms DESC, id DESC LIMIT $1";

fn change_of(row: &Row) -> Result<ChangeRow, StoreError> {
    Ok(ChangeRow {
        id: row.parsed(0)?,
        instance: row.parsed(1)?,
        author: row.parsed(2)?,
        proposed_ms: Millis(row.int(3)?),
        base: row.text(4)?,
        hash: row.text(5)?,
        files: serde_json::from_str(&row.text(6)?).map_err(StoreError::BadFact)?,
        reason: row.text(7)?,
        scope: row.text(8)?,
        expected: row.text(9)?,
        rolls_back: row.parsed_or_none(10)?,
        state: row.text(11)?,
        due_ms: row.int_or_none(12)?.map(Millis),
        settled_ms: row.int_or_none(13)?.map(Millis),
        why: row.text(14)?,
    })
}

pub async fn change(store: &Store, id: ChangeId) -> Result<Option<ChangeRow>, StoreError> {
    store.row(ONE_CHANGE, values![id]).await?.as_ref().map(change_of).transpose()
}

/// The change that this flow is about.
pub async fn change_of_instance(store: &Store, instance: InstanceId) -> Result<Option<ChangeRow>, StoreError> {
    store.row(CHANGE_OF_INSTANCE, values![instance]).await?.as_ref().map(change_of).transpose()
}

/// The latest first.
pub async fn changes(store: &Store) -> Result<Vec<ChangeRow>, StoreError> {
    store.rows(CHANGES, values![CHANGES_MAX]).await?.iter().map(change_of).collect()
}

/// JSON, as it was computed.
pub async fn effect(store: &Store, base: &str, hash: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT effect FROM rulebook_effect WHERE base = $1 AND hash = $2";
    Ok(store.row(sql, values![base, hash]).await?.map(|row| row.text(0)).transpose()?)
}

/// Who has read the rules of this version, and when.
pub async fn acknowledged(store: &Store, version: &str) -> Result<Vec<(PersonId, Millis)>, StoreError> {
    let sql = "SELECT person_id, at_ms FROM rules_acknowledged WHERE version = $1 ORDER BY person_id LIMIT $2";
    let rows = store.rows(sql, values![version, READERS_OF_RULES_MAX]).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, Millis(row.int(1)?)))).collect()
}

/// Policy, how often it let an act pass, how often it stood in the way, since that day.
pub async fn policy_use(store: &Store, since: Millis) -> Result<Vec<(String, u64, u64)>, StoreError> {
    let sql = "SELECT policy, CAST(SUM(used) AS BIGINT), CAST(SUM(refused) AS BIGINT) FROM policy_use WHERE day >= $1 GROUP BY policy \
               ORDER BY policy LIMIT $2";
    let rows = store.rows(sql, values![day_of(since), POLICY_ROWS_MAX]).await?;
    let row_of = |row: &Row| Ok((row.text(0)?, row.int(1)?.unsigned_abs(), row.int(2)?.unsigned_abs()));
    rows.iter().map(row_of).collect()
}

/// Tasks open beyond their deadline now, by flow and step.
pub async fn overdue_now(store: &Store, now: Millis) -> Result<Vec<(String, String, u64)>, StoreError> {
    let sql = "SELECT flow, step, COUNT(*) FROM task WHERE closed_ms IS NULL AND due_ms IS NOT NULL AND due_ms < $1 \
               GROUP BY flow, step ORDER BY flow, step LIMIT $2";
    late(store, sql, now).await
}

/// Tasks closed since then that were late, by flow and step.
pub async fn closed_late(store: &Store, since: Millis) -> Result<Vec<(String, String, u64)>, StoreError> {
    let sql = "SELECT flow, step, COUNT(*) FROM task WHERE closed_ms IS NOT NULL AND closed_ms >= $1 \
               AND due_ms < closed_ms GROUP BY flow, step ORDER BY flow, step LIMIT $2";
    late(store, sql, since).await
}

/// Flows that were started since then, and how often.
pub async fn started(store: &Store, since: Millis) -> Result<Vec<(String, u64)>, StoreError> {
    // By an expression, so that the rows are found by their time and not by reading all of each flow.
    let sql = "SELECT flow || '', COUNT(*) FROM instance WHERE started_ms >= $1 GROUP BY 1 ORDER BY 1 LIMIT $2";
    let rows = store.rows(sql, values![since, i64::from(PAGE_MAX)]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?.unsigned_abs()))).collect()
}

async fn late(store: &Store, sql: &'static str, at: Millis) -> Result<Vec<(String, String, u64)>, StoreError> {
    let rows = store.rows(sql, values![at, POLICY_ROWS_MAX]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?.unsigned_abs()))).collect()
}

pub(crate) fn day_of(at: Millis) -> i64 {
    at.0.div_euclid(24 * 3_600_000)
}

/// What is kept of the rulebook beside the facts.
#[derive(Clone)]
pub enum RulebookAside {
    /// `hash`: SHA-256 of the text.
    Text { hash: String, text: String },
    /// `files`: name to hash of the text.
    Version { hash: String, files: BTreeMap<String, String>, at: Millis },
    /// `effect`: JSON.
    Effect { base: String, hash: String, effect: String },
}

pub(crate) async fn write(link: &mut Link, aside: &RulebookAside) -> Result<(), StoreError> {
    match aside {
        RulebookAside::Text { hash, text } => {
            let sql = "INSERT INTO rulebook_file (hash, text) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
            link.execute(sql, values![hash.as_str(), text.as_str()]).await?;
        }
        RulebookAside::Version { hash, files, at } => {
            let sql = "INSERT INTO rulebook_version (hash, kept_ms, files) VALUES ($1, $2, $3) \
                       ON CONFLICT (hash) DO NOTHING";
            let files = serde_json::to_string(files).expect("names and hashes are always JSON");
            link.execute(sql, values![hash.as_str(), *at, files]).await?;
        }
        RulebookAside::Effect { base, hash, effect } => {
            let sql = "INSERT INTO rulebook_effect (base, hash, effect) VALUES ($1, $2, $3) \
                       ON CONFLICT (base, hash) DO UPDATE SET effect = excluded.effect";
            link.execute(sql, values![base.as_str(), hash.as_str(), effect.as_str()]).await?;
        }
    }
    Ok(())
}

//! Texts of flows that were kept, how many instances run under each, and what the clock started last.

use crate::database::values;
use crate::limits::{DEFINITIONS_MAX, STARTS_MAX};
use crate::{Store, StoreError};
use model::Millis;

/// Flow, version and text.
pub async fn definition(store: &Store, hash: &str) -> Result<Option<(String, u32, String)>, StoreError> {
    let sql = "SELECT flow, version, text FROM flow_definition WHERE hash = $1";
    let Some(row) = store.row(sql, values![hash]).await? else { return Ok(None) };
    Ok(Some((row.text(0)?, u32::try_from(row.int(1)?).unwrap_or(0), row.text(2)?)))
}

/// Of all texts, the first kept first.
pub async fn definition_hashes(store: &Store) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT hash FROM flow_definition ORDER BY kept_ms, hash LIMIT $1";
    let rows = store.rows(sql, values![DEFINITIONS_MAX]).await?;
    rows.iter().map(|row| Ok(row.text(0)?)).collect()
}

/// Open instances of a flow by the text that they run under.
pub async fn open_by_definition(store: &Store, flow: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT definition, COUNT(*) FROM instance WHERE flow = $1 AND ended_ms IS NULL \
               GROUP BY definition ORDER BY definition LIMIT $2";
    let rows = store.rows(sql, values![flow, DEFINITIONS_MAX]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?.unsigned_abs()))).collect()
}

/// Open instances by flow.
pub async fn open_counts(store: &Store) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT flow, COUNT(*) FROM instance WHERE ended_ms IS NULL GROUP BY flow ORDER BY flow LIMIT $1";
    let rows = store.rows(sql, values![DEFINITIONS_MAX]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?.unsigned_abs()))).collect()
}

/// For each flow and start the newest time for which it was started, missed, or first seen.
pub async fn last_scheduled(store: &Store) -> Result<Vec<(String, String, Millis)>, StoreError> {
    let sql = "SELECT flow, start_key, MAX(due_ms) FROM scheduled_start GROUP BY flow, start_key \
               ORDER BY flow, start_key LIMIT $1";
    let rows = store.rows(sql, values![STARTS_MAX]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, Millis(row.int(2)?)))).collect()
}

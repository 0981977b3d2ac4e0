//! The journal as it is read: page by page, by call, by person, by time, and as stored lines for an export.

use crate::database::{Row, values};
use crate::limits::{FACTS_OF_CALL_MAX, FACTS_PAGE_MAX};
use crate::{Store, StoreError, evidence};
use ::journal::{Checkpoint, Exporter, Hash, Head};
use model::{CallId, Fact, Millis, PersonId};
use std::collections::VecDeque;

/// A fact in its stored bytes, for an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub seq: u64,
    pub line: String,
    pub leaf: Hash,
}

/// Number of the last fact; 0 when there is none.
pub async fn last_seq(store: &Store) -> Result<u64, StoreError> {
    let sql = "SELECT COALESCE(MAX(seq), 0) FROM journal";
    let row = store.row(sql, Vec::new()).await?;
    Ok(row.map_or(Ok(0), |row| row.int(0))?.unsigned_abs())
}

/// The next facts after number `seq`, at most [`FACTS_PAGE_MAX`].
pub async fn after(store: &Store, seq: u64, limit: u32) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT body FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = store.rows(sql, values![seq, i64::from(limit.min(FACTS_PAGE_MAX))]).await?;
    rows.iter().map(fact_of).collect()
}

/// Facts that happened in `[from, until)`, by time, without masks: for counting. At most [`FACTS_PAGE_MAX`]. `seq`: the last fact of the page
/// before, 0 for the first page.
pub async fn between(
    store: &Store,
    from: Millis,
    until: Millis,
    seq: u64,
    limit: u32,
) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT body FROM journal \
               WHERE at_ms >= COALESCE((SELECT j.at_ms FROM journal j WHERE j.seq = $3), $1) AND at_ms < $2 \
               AND (at_ms, seq) > (COALESCE((SELECT j.at_ms FROM journal j WHERE j.seq = $3), $1), $3) \
               ORDER BY at_ms, seq LIMIT $4";
    let rows = store.bare_rows(sql, values![from, until, seq, i64::from(limit.min(FACTS_PAGE_MAX))]).await?;
    rows.iter().map(fact_of).collect()
}

/// All facts of one call.
pub async fn of_call(store: &Store, call: CallId) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT body FROM journal WHERE call_id = $1 ORDER BY seq LIMIT $2";
    store.rows(sql, values![call, FACTS_OF_CALL_MAX]).await?.iter().map(fact_of).collect()
}

/// Facts about a person, or made by them, before number `before`: the latest first.
pub async fn of_person(store: &Store, person: PersonId, before: u64, limit: u32) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT body FROM journal WHERE person_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    let rows = store.rows(sql, values![person, before, i64::from(limit.min(FACTS_PAGE_MAX))]).await?;
    rows.iter().map(fact_of).collect()
}

/// The next stored lines after number `seq`, at most [`FACTS_PAGE_MAX`].
pub async fn lines_after(store: &Store, seq: u64, limit: u32) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT seq, body, leaf FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = store.bare_rows(sql, values![seq, i64::from(limit.min(FACTS_PAGE_MAX))]).await?;
    let line_of = |row: &Row| {
        let leaf = row.bytes(2)?.try_into().map_err(|_| StoreError::BadCheckpoint)?;
        Ok(Line { seq: row.int(0)?.unsigned_abs(), line: row.text(1)?, leaf })
    };
    rows.iter().map(line_of).collect()
}

/// Writes the first `until` facts as an export with the checkpoints that were stored and the notes that were signed
/// while it grew: a database that was changed behind the journal's back does not match them. `log`: public key of who
/// signs. Returns how many facts.
pub async fn export<W: std::io::Write>(
    store: &Store,
    until: u64,
    log: Option<String>,
    out: W,
) -> Result<u64, StoreError> {
    let mut exporter = Exporter::new(out);
    // Those that are signed while we write are for the next export.
    let (notes, signed) = evidence::count(store, until).await?;
    exporter.head(Head { facts: until, notes, log }).map_err(StoreError::Export)?;
    let (mut seq, mut checkpoints) = (0, VecDeque::new());
    loop {
        let mut lines = lines_after(store, seq, FACTS_PAGE_MAX).await?;
        lines.retain(|line| line.seq <= until);
        if lines.is_empty() {
            exporter.finish().map_err(StoreError::Export)?;
            return Ok(seq);
        }
        if checkpoints.is_empty() {
            checkpoints.extend(checkpoints_after(store, seq, FACTS_PAGE_MAX).await?);
        }
        let page_end = lines.last().map_or(seq, |line| line.seq);
        let mut notes: VecDeque<_> = evidence::within(store, seq, page_end.min(signed)).await?.into();
        for line in lines {
            seq = line.seq;
            exporter.fact(&line.line, line.leaf).map_err(StoreError::Export)?;
            if let Some(checkpoint) = checkpoints.pop_front_if(|next: &mut Checkpoint| next.size == seq) {
                exporter.stored_checkpoint(&checkpoint).map_err(StoreError::Export)?;
            }
            if let Some(signed) = notes.pop_front_if(|next: &mut evidence::Signed| next.size == seq) {
                exporter.note(&signed.whole()).map_err(StoreError::Export)?;
            }
        }
    }
}

/// The next stored checkpoints after size `size`, at most [`FACTS_PAGE_MAX`].
pub async fn checkpoints_after(store: &Store, size: u64, limit: u32) -> Result<Vec<Checkpoint>, StoreError> {
    let sql = "SELECT size, root FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2";
    let rows = store.rows(sql, values![size, i64::from(limit.min(FACTS_PAGE_MAX))]).await?;
    let checkpoint_of = |row: &Row| Ok(Checkpoint { size: row.int(0)?.unsigned_abs(), root: row.text(1)? });
    rows.iter().map(checkpoint_of).collect()
}

pub(crate) fn fact_of(row: &Row) -> Result<Fact, StoreError> {
    serde_json::from_str(&row.text(0)?).map_err(StoreError::BadFact)
}

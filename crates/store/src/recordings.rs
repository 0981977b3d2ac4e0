//! Sound files of calls: what is known of them. The files themselves lie in the recordings folder.

use crate::database::{Row, values};
use crate::limits::{OPEN_CALLS_MAX, RECORDINGS_OF_CALL_MAX};
use crate::{Store, StoreError};
use model::{CallId, Millis, RecordingId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    pub id: RecordingId,
    pub call: CallId,
    pub started_ms: Millis,
    /// `None`: still being written, or cut off by a crash. So are the next two.
    pub ended_ms: Option<Millis>,
    pub duration_ms: Option<Millis>,
    pub bytes: Option<u64>,
}

pub async fn by_id(store: &Store, recording: RecordingId) -> Result<Option<Recording>, StoreError> {
    let sql = "SELECT id, call_id, started_ms, ended_ms, duration_ms, bytes FROM recording WHERE id = $1";
    store.row(sql, values![recording]).await?.as_ref().map(recording_of).transpose()
}

/// The first made first.
pub async fn of_call(store: &Store, call: CallId) -> Result<Vec<Recording>, StoreError> {
    let sql = "SELECT id, call_id, started_ms, ended_ms, duration_ms, bytes FROM recording \
               WHERE call_id = $1 ORDER BY started_ms, id LIMIT $2";
    store.rows(sql, values![call, RECORDINGS_OF_CALL_MAX]).await?.iter().map(recording_of).collect()
}

/// Recordings without an end, the oldest first: before the switch starts they are the ones that a crash cut off.
pub async fn open(store: &Store) -> Result<Vec<Recording>, StoreError> {
    let sql = "SELECT id, call_id, started_ms, ended_ms, duration_ms, bytes FROM recording \
               WHERE ended_ms IS NULL ORDER BY started_ms LIMIT $1";
    store.rows(sql, values![OPEN_CALLS_MAX]).await?.iter().map(recording_of).collect()
}

fn recording_of(row: &Row) -> Result<Recording, StoreError> {
    Ok(Recording {
        id: row.parsed(0)?,
        call: row.parsed(1)?,
        started_ms: Millis(row.int(2)?),
        ended_ms: row.int_or_none(3)?.map(Millis),
        duration_ms: row.int_or_none(4)?.map(Millis),
        bytes: row.int_or_none(5)?.and_then(|bytes| u64::try_from(bytes).ok()),
    })
}

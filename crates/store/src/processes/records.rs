//! What flows filed: each record is kept by every party.

use crate::database::{Row, values};
use crate::limits::PAGE_MAX;
use crate::paging::{Reading, Span, newest};
use crate::{Store, StoreError};
use model::{InstanceId, Millis, PersonId, RecordId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    pub id: RecordId,
    pub instance: InstanceId,
    /// The service that filed it, as `archive`.
    pub kind: String,
    pub kept_ms: Millis,
    pub parties: Vec<PersonId>,
    /// JSON.
    pub fields: String,
}

macro_rules! record_text {
    ($rest:literal) => {
        concat!("SELECT r.id, r.instance_id, r.kind, r.kept_ms, r.parties, r.fields FROM ", $rest)
    };
}

const BY_PARTY: &str = record_text!(
    "record_party p JOIN record r ON r.id = p.record_id WHERE p.person_id = $1 AND p.kept_ms < $2 AND p.kept_ms >= $3 \
     AND (r.kind = $4 OR $4 IS NULL) ORDER BY p.kept_ms DESC, p.record_id DESC LIMIT $5"
);
const BY_KIND: &str = record_text!(
    "record r WHERE r.kind = $1 AND r.kept_ms < $2 AND r.kept_ms >= $3 ORDER BY r.kept_ms DESC, r.id DESC LIMIT $4"
);
const BY_TIME: &str =
    record_text!("record r WHERE r.kept_ms < $1 AND r.kept_ms >= $2 ORDER BY r.kept_ms DESC, r.id DESC LIMIT $3");
const OF_INSTANCE: &str = record_text!("record r WHERE r.instance_id = $1 ORDER BY r.kept_ms, r.id LIMIT $2");

#[cfg(test)]
pub(super) const TEXTS: &[&str] = &[BY_PARTY, BY_KIND, BY_TIME, OF_INSTANCE];
/// Lists that must follow an index, with its name.
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 3] =
    [("record_party", BY_PARTY), ("record_kind", BY_KIND), ("record_kept", BY_TIME)];

/// The newest first. `before`: when the last row of the page before was kept. All of one millisecond come together,
/// so a page may be longer than `limit`.
pub async fn records(
    store: &Store,
    kind: Option<&str>,
    party: Option<PersonId>,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<RecordRow>, StoreError> {
    let read = |Span { before, from, limit }: Span| -> Reading<'_, RecordRow> {
        Box::pin(async move {
            let rows = match (party, kind) {
                (Some(party), kind) => {
                    store.rows(BY_PARTY, values![party, before, from, kind.map(str::to_owned), limit]).await?
                }
                (None, Some(kind)) => store.rows(BY_KIND, values![kind, before, from, limit]).await?,
                (None, None) => store.rows(BY_TIME, values![before, from, limit]).await?,
            };
            rows.iter().map(record_of).collect()
        })
    };
    newest(before, limit.clamp(1, PAGE_MAX + 1), |record: &RecordRow| record.kept_ms, read).await
}

/// What one instance filed, the oldest first.
pub async fn records_of(store: &Store, instance: InstanceId) -> Result<Vec<RecordRow>, StoreError> {
    store.rows(OF_INSTANCE, values![instance, i64::from(PAGE_MAX)]).await?.iter().map(record_of).collect()
}

fn record_of(row: &Row) -> Result<RecordRow, StoreError> {
    let parties = row.text(4)?;
    Ok(RecordRow {
        id: row.parsed(0)?,
        instance: row.parsed(1)?,
        kind: row.text(2)?,
        kept_ms: Millis(row.int(3)?),
        parties: serde_json::from_str(&parties).map_err(|_| StoreError::BadRow { column: 4, text: parties })?,
        fields: row.text(5)?,
    })
}

//! Papers: files that people added to forms. Their id is the SHA-256 of their bytes.

use crate::database::values;
use crate::{Store, StoreError};
use model::{InstanceId, Millis, PersonId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRecord {
    pub id: String,
    /// As the first who added it called it; so is `by`.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub by: PersonId,
    pub stored_ms: Millis,
}

pub async fn attachment(store: &Store, id: &str) -> Result<Option<AttachmentRecord>, StoreError> {
    let sql = "SELECT id, name, media_type, bytes, by_id, stored_ms FROM attachment WHERE id = $1";
    let Some(row) = store.row(sql, values![id]).await? else { return Ok(None) };
    Ok(Some(AttachmentRecord {
        id: row.text(0)?,
        name: row.text(1)?,
        media_type: row.text(2)?,
        bytes: row.int(3)?.unsigned_abs(),
        by: row.parsed(4)?,
        stored_ms: Millis(row.int(5)?),
    }))
}

pub async fn bytes_of(store: &Store, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM attachment_bytes WHERE id = $1";
    Ok(store.row(sql, values![id]).await?.map(|row| row.bytes(0)).transpose()?)
}

/// Instances whose fields name it, the latest first as far as ids tell.
pub async fn instances_with(store: &Store, id: &str, limit: u32) -> Result<Vec<InstanceId>, StoreError> {
    let sql = "SELECT instance_id FROM attachment_use WHERE attachment_id = $1 ORDER BY instance_id DESC LIMIT $2";
    store.rows(sql, values![id, i64::from(limit)]).await?.iter().map(|row| row.parsed(0)).collect()
}

//! Single values about the whole database.

use crate::{Store, StoreError};
use model::Millis;

/// When it was last tried whether the database can be written.
pub async fn write_tried(store: &Store) -> Result<Option<Millis>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = 'write_tried_ms'";
    store.row(sql, Vec::new()).await?.map(|row| row.parsed(0).map(Millis)).transpose()
}

/// Content hash of the rulebook that was last in force.
pub async fn rulebook_hash(store: &Store) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = 'rulebook_hash'";
    Ok(store.row(sql, Vec::new()).await?.map(|row| row.text(0)).transpose()?)
}

//! Single values about the whole database.

use crate::{Store, StoreError};

/// Content hash of the rulebook that was last in force.
pub async fn rulebook_hash(store: &Store) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = 'rulebook_hash'";
    Ok(store.row(sql, Vec::new()).await?.map(|row| row.text(0)).transpose()?)
}

//! What belongs to a person: drafts, who stands in for them, and what they may do since a flow said so.

use crate::database::values;
use crate::limits::{DELEGATIONS_MAX, QUALIFICATIONS_MAX};
use crate::{Store, StoreError};
use model::{DelegationId, Millis, PersonId};

/// The data of a form that is not sent yet, and when it was saved.
pub async fn draft(store: &Store, person: PersonId, key: &str) -> Result<Option<(String, Millis)>, StoreError> {
    let sql = "SELECT data, saved_ms FROM draft WHERE person_id = $1 AND key = $2";
    let Some(row) = store.row(sql, values![person, key]).await? else { return Ok(None) };
    Ok(Some((row.text(0)?, Millis(row.int(1)?))))
}

/// 代理: the deputy acts for the absent in `[from, until)`, unless it was ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationRecord {
    pub id: DelegationId,
    pub absent: PersonId,
    pub deputy: PersonId,
    pub from_ms: Millis,
    pub until_ms: Millis,
    pub reason: String,
    pub ended_ms: Option<Millis>,
}

/// The last to end first. `now`: only those that still hold or will.
pub async fn delegations(store: &Store, now: Option<Millis>) -> Result<Vec<DelegationRecord>, StoreError> {
    let sql = "SELECT id, absent_id, deputy_id, from_ms, until_ms, reason, ended_ms FROM delegation \
               WHERE until_ms > $1 AND (ended_ms IS NULL OR $2 = 1) ORDER BY until_ms DESC, id DESC LIMIT $3";
    let rows = store.rows(sql, values![now.unwrap_or(Millis(i64::MIN)), now.is_none(), DELEGATIONS_MAX]).await?;
    rows.iter()
        .map(|row| {
            Ok(DelegationRecord {
                id: row.parsed(0)?,
                absent: row.parsed(1)?,
                deputy: row.parsed(2)?,
                from_ms: Millis(row.int(3)?),
                until_ms: Millis(row.int(4)?),
                reason: row.text(5)?,
                ended_ms: row.int_or_none(6)?.map(Millis),
            })
        })
        .collect()
}

/// Exams passed by flows that still hold.
pub async fn qualifications(store: &Store, now: Millis) -> Result<Vec<(PersonId, String)>, StoreError> {
    let sql = "SELECT person_id, qualification FROM qualification WHERE until_ms > $1 OR until_ms IS NULL \
               ORDER BY person_id, qualification LIMIT $2";
    let rows = store.rows(sql, values![now, QUALIFICATIONS_MAX]).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, row.text(1)?))).collect()
}

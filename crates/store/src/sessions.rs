//! Log-ins that last. A session is found by the hash of its token; the token itself is never stored.

use crate::database::values;
use crate::limits::PAGE_MAX;
use crate::people::{Person, person_of};
use crate::{Store, StoreError};
use model::{Millis, PersonId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token_hash: String,
    pub person: PersonId,
    pub opened_ms: Millis,
    /// Ends when unused until then; moved on by use.
    pub idle_until_ms: Millis,
    /// Ends then in any case.
    pub expires_ms: Millis,
    pub user_agent: String,
}

/// The session and whose it is. Whether it has run out is for the caller to judge by its clock.
pub async fn by_token_hash(store: &Store, token_hash: &str) -> Result<Option<(Session, Person)>, StoreError> {
    let sql = "SELECT s.token_hash, s.person_id, s.opened_ms, s.idle_until_ms, s.expires_ms, s.user_agent, \
               p.id, p.username, p.name, p.roles, p.team, p.locale, p.is_active, p.email, p.employment, \
               p.must_change_reason \
               FROM session s JOIN person p ON p.id = s.person_id WHERE s.token_hash = $1";
    let Some(row) = store.row(sql, values![token_hash]).await? else { return Ok(None) };
    Ok(Some((session_of(&row)?, person_of(&row, 6)?)))
}

/// The latest first.
pub async fn of_person(store: &Store, person: PersonId) -> Result<Vec<Session>, StoreError> {
    let sql = "SELECT token_hash, person_id, opened_ms, idle_until_ms, expires_ms, user_agent \
               FROM session WHERE person_id = $1 ORDER BY opened_ms DESC LIMIT $2";
    store.rows(sql, values![person, i64::from(PAGE_MAX)]).await?.iter().map(session_of).collect()
}

fn session_of(row: &crate::database::Row) -> Result<Session, StoreError> {
    Ok(Session {
        token_hash: row.text(0)?,
        person: row.parsed(1)?,
        opened_ms: Millis(row.int(2)?),
        idle_until_ms: Millis(row.int(3)?),
        expires_ms: Millis(row.int(4)?),
        user_agent: row.text(5)?,
    })
}

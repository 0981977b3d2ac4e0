//! Who works here.

use crate::database::{Row, values};
use crate::limits::PEOPLE_MAX;
use crate::{Store, StoreError};
use model::{PersonId, PersonName};
use std::fmt;
use std::ops::Deref;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub username: String,
    pub name: PersonName,
    pub roles: Vec<String>,
    pub team: Option<String>,
    pub locale: String,
    /// For copies of notices.
    pub email: Option<String>,
    pub is_active: bool,
    /// AUTH-01: `full_time`, `part_time` or `external`.
    pub employment: String,
    /// Why the next act must be a new password.
    pub must_change_reason: Option<String>,
    /// Only from [`by_username`], for the log-in.
    pub phc: Option<Phc>,
}

/// A password hash in PHC text form. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Phc(String);

impl Deref for Phc {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phc(…)")
    }
}

pub async fn by_username(store: &Store, username: &str) -> Result<Option<Person>, StoreError> {
    let sql = "SELECT p.id, p.username, p.name, p.roles, p.team, p.locale, p.is_active, p.email, p.employment, \
               p.must_change_reason, s.phc \
               FROM person p LEFT JOIN person_secret s ON s.person_id = p.id WHERE p.username = $1";
    let Some(row) = store.row(sql, values![username]).await? else { return Ok(None) };
    let phc = row.text_or_none(10)?.map(Phc);
    Ok(Some(Person { phc, ..person_of(&row, 0)? }))
}

pub async fn by_id(store: &Store, person: PersonId) -> Result<Option<Person>, StoreError> {
    let sql = "SELECT id, username, name, roles, team, locale, is_active, email, employment, must_change_reason \
               FROM person WHERE id = $1";
    store.row(sql, values![person]).await?.map(|row| person_of(&row, 0)).transpose()
}

/// Everybody, by username.
pub async fn list(store: &Store) -> Result<Vec<Person>, StoreError> {
    let sql = "SELECT id, username, name, roles, team, locale, is_active, email, employment, must_change_reason \
               FROM person ORDER BY username LIMIT $1";
    store.rows(sql, values![PEOPLE_MAX]).await?.iter().map(|row| person_of(row, 0)).collect()
}

/// Ten columns from `first` on, in the order of the selects above.
pub(crate) fn person_of(row: &Row, first: usize) -> Result<Person, StoreError> {
    let roles = row.text(first + 3)?;
    Ok(Person {
        id: row.parsed(first)?,
        username: row.text(first + 1)?,
        name: PersonName(row.text(first + 2)?),
        roles: serde_json::from_str(&roles).map_err(|_| StoreError::BadRow { column: first + 3, text: roles })?,
        team: row.text_or_none(first + 4)?,
        locale: row.text(first + 5)?,
        is_active: row.int(first + 6)? == 1,
        email: row.text_or_none(first + 7)?,
        employment: row.text(first + 8)?,
        must_change_reason: row.text_or_none(first + 9)?,
        phc: None,
    })
}

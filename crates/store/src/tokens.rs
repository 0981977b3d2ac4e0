//! API tokens, by which programs act for a person. Found by the hash of the token; the token itself is never stored.

use crate::database::{Row, values};
use crate::limits::TOKENS_MAX;
use crate::{Store, StoreError};
use model::{Millis, PersonId, TokenId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub person: PersonId,
    /// What it is for, in its maker's words.
    pub name: String,
    pub issued_ms: Millis,
    pub expires_ms: Millis,
    /// Last use, to a minute. `None`: never used.
    pub used_ms: Option<Millis>,
    /// Actions that it is good for. `None`: whatever the person may.
    pub scope: Option<Vec<String>>,
}

/// Whether it has run out is for the caller to judge by its clock.
pub async fn by_hash(store: &Store, token_hash: &str) -> Result<Option<Token>, StoreError> {
    let sql = "SELECT id, person_id, name, issued_ms, expires_ms, used_ms, scope FROM token WHERE token_hash = $1";
    store.row(sql, values![token_hash]).await?.as_ref().map(token_of).transpose()
}

pub async fn by_id(store: &Store, token: TokenId) -> Result<Option<Token>, StoreError> {
    let sql = "SELECT id, person_id, name, issued_ms, expires_ms, used_ms, scope FROM token WHERE id = $1";
    store.row(sql, values![token]).await?.as_ref().map(token_of).transpose()
}

/// The first issued first.
pub async fn list(store: &Store) -> Result<Vec<Token>, StoreError> {
    let sql =
        "SELECT id, person_id, name, issued_ms, expires_ms, used_ms, scope FROM token ORDER BY issued_ms, id LIMIT $1";
    store.rows(sql, values![TOKENS_MAX]).await?.iter().map(token_of).collect()
}

pub async fn of_person(store: &Store, person: PersonId) -> Result<Vec<Token>, StoreError> {
    let sql = "SELECT id, person_id, name, issued_ms, expires_ms, used_ms, scope FROM token \
               WHERE person_id = $1 ORDER BY issued_ms, id LIMIT $2";
    store.rows(sql, values![person, TOKENS_MAX]).await?.iter().map(token_of).collect()
}

fn token_of(row: &Row) -> Result<Token, StoreError> {
    let scope = row.text_or_none(6)?.map(|text| serde_json::from_str(&text).map_err(|_| (6, text))).transpose();
    Ok(Token {
        id: row.parsed(0)?,
        person: row.parsed(1)?,
        name: row.text(2)?,
        issued_ms: Millis(row.int(3)?),
        expires_ms: Millis(row.int(4)?),
        used_ms: row.int_or_none(5)?.map(Millis),
        scope: scope.map_err(|(column, text)| StoreError::BadRow { column, text })?,
    })
}

//! Wrapped keys and the index of sealed values. Nothing in here opens anything.

use crate::database::{Link, values};
use crate::limits::{KEYS_PAGE_MAX, NAMESAKES_MAX};
use crate::{Store, StoreError, masks};
use model::{Class, Subject};

/// A subject's key as it is stored: the number of the master key, and hexadecimal bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    pub subject: String,
    pub master: u32,
    pub wrapped: String,
}

/// `subject`: of a [`Subject`], or a name of the centre's own keys, as `centre:index`.
pub async fn key_of(store: &Store, subject: &str) -> Result<Option<WrappedKey>, StoreError> {
    let sql = "SELECT subject, master, wrapped FROM vault_key WHERE subject = $1";
    store.row(sql, values![subject]).await?.as_ref().map(key).transpose()
}

fn key(row: &crate::database::Row) -> Result<WrappedKey, StoreError> {
    let master = u32::try_from(row.int(1)?).unwrap_or_default();
    Ok(WrappedKey { subject: row.text(0)?, master, wrapped: row.text(2)? })
}

/// Keys that another master key than this one wraps, a page of them.
pub async fn keys_not_of(store: &Store, master: u32) -> Result<Vec<WrappedKey>, StoreError> {
    let sql = "SELECT subject, master, wrapped FROM vault_key WHERE master < $1 ORDER BY master, subject LIMIT $2";
    store.rows(sql, values![i64::from(master), KEYS_PAGE_MAX]).await?.iter().map(key).collect()
}

/// Subjects with this value. More than one only for names.
pub async fn subjects_with(store: &Store, class: Class, blind: &str) -> Result<Vec<Subject>, StoreError> {
    let sql = "SELECT subject FROM vault_index WHERE class = $1 AND blind = $2 ORDER BY subject LIMIT $3";
    let rows = store.rows(sql, values![class.as_str(), blind, NAMESAKES_MAX]).await?;
    rows.iter().map(|row| row.parsed(0)).collect()
}

pub(crate) async fn put_key(link: &mut Link, key: &WrappedKey) -> Result<(), StoreError> {
    let sql = "INSERT INTO vault_key (subject, master, wrapped) VALUES ($1, $2, $3) ON CONFLICT (subject) \
               DO UPDATE SET master = excluded.master, wrapped = excluded.wrapped";
    link.execute(sql, values![key.subject.as_str(), i64::from(key.master), key.wrapped.as_str()]).await?;
    Ok(())
}

pub(crate) async fn put_index(link: &mut Link, class: Class, blind: &str, subject: Subject) -> Result<(), StoreError> {
    let sql = "INSERT INTO vault_index (class, blind, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    link.execute(sql, values![class.as_str(), blind, subject.to_string()]).await?;
    Ok(())
}

/// Whatever was sealed for the subject is unreadable from here on.
pub(crate) async fn destroy(link: &mut Link, subject: Subject) -> Result<(), StoreError> {
    let subject = subject.to_string();
    link.execute("DELETE FROM vault_key WHERE subject = $1", values![subject.as_str()]).await?;
    link.execute("DELETE FROM vault_index WHERE subject = $1", values![subject.as_str()]).await?;
    masks::destroy(link, &subject).await
}

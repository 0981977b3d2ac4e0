//! The two databases behind one face: the same text with `$1` parameters, values and rows that both understand.
//!
//! Integers are `BIGINT`, everything else is text or bytes. Nothing outside this file names a driver's type.

use crate::limits::{ACQUIRE_MS, READERS_POSTGRES, READERS_SQLITE, STATEMENTS_MAX};
use crate::masks::Masks;
use crate::{Options, StoreError};
use model::Sealed;
use model::sealed::Piece;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow};
use sqlx::{
    Arguments, ConnectOptions, Decode, PgConnection, PgPool, Postgres, Row as _, Sqlite, SqliteConnection, SqlitePool,
    TypeInfo, ValueRef,
};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Below this SQLite's WAL can corrupt the database (the WAL-reset bug, fixed in 3.51.3).
const SQLITE_VERSION_MIN: (u32, u32, u32) = (3, 51, 3);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(Some(i64::try_from(number).expect("sequence numbers and sizes stay below 2^63")))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Int(Some(i64::from(is)))
    }
}

impl From<model::Millis> for Value {
    fn from(at: model::Millis) -> Self {
        Self::Int(Some(at.0))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::from(Some(text))
    }
}

impl From<Option<String>> for Value {
    /// PostgreSQL refuses the character 0 in text, and a caller can put one into a SIP user: it must not be able to
    /// fail a commit. What is sealed is stored and compared without its mask.
    fn from(text: Option<String>) -> Self {
        let text = text.map(|text| if Sealed::is_in(&text) { Sealed::bare(&text).into_owned() } else { text });
        Self::Text(text.map(|text| if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }))
    }
}

macro_rules! value_from_id {
    ($($id:ty),*) => {
        $(impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Text(Some(id.to_string()))
            }
        }
        impl From<Option<$id>> for Value {
            fn from(id: Option<$id>) -> Self {
                Self::Text(id.map(|id| id.to_string()))
            }
        })*
    };
}
value_from_id!(model::CallId, model::PersonId, model::RecordingId, model::TokenId, model::QueueId);
value_from_id!(model::CustomerId, model::OrderId);
value_from_id!(model::InstanceId, model::DelegationId, model::NoticeId, model::RecordId);
value_from_id!(model::ArticleId, model::ChangeId);
value_from_id!(model::GrantId, model::SuspensionId, model::SampleId, model::FactorId, model::IdentityId);

impl From<Option<model::Millis>> for Value {
    fn from(at: Option<model::Millis>) -> Self {
        Self::Int(at.map(|at| at.0))
    }
}

/// Parameters of one statement, from anything that becomes a [`Value`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::database::Value::from($value)),*] };
}
pub(crate) use values;

/// One row; columns by place.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
    /// What is sealed in its texts has masks again.
    Masked(Box<Row>, Arc<Masks>),
}

impl Row {
    /// Sealed values in its texts that stand there without a mask.
    pub fn bare_values(&self, found: &mut Vec<Sealed>) {
        let columns = match self {
            Self::Sqlite(row) => row.len(),
            Self::Postgres(row) => row.len(),
            Self::Masked(..) => 0,
        };
        for text in (0..columns).filter_map(|column| self.text_if_any(column)).filter(|text| Sealed::is_in(text)) {
            found.extend(Sealed::pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Sealed(sealed) if sealed.mask.is_empty() => Some(sealed),
                Piece::Sealed(_) | Piece::Plain(_) => None,
            }));
        }
    }

    /// `None`: not a text, or none.
    fn text_if_any(&self, column: usize) -> Option<&str> {
        match self {
            Self::Sqlite(row) => {
                let value = row.try_get_raw(column).ok().filter(|value| value.type_info().name() == "TEXT")?;
                <&str as Decode<Sqlite>>::decode(value).ok()
            }
            Self::Postgres(row) => {
                let value = row.try_get_raw(column).ok()?;
                let is_text = !value.is_null() && value.type_info().name() == "TEXT";
                if is_text { <&str as Decode<Postgres>>::decode(value).ok() } else { None }
            }
            Self::Masked(..) => None,
        }
    }

    pub fn int(&self, column: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
            Self::Masked(row, _) => row.int(column),
        }
    }

    pub fn int_or_none(&self, column: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
            Self::Masked(row, _) => row.int_or_none(column),
        }
    }

    pub fn text(&self, column: usize) -> Result<String, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
            Self::Masked(row, masks) => row.text(column).map(|text| masks.put_into(text)),
        }
    }

    pub fn text_or_none(&self, column: usize) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
            Self::Masked(row, masks) => Ok(row.text_or_none(column)?.map(|text| masks.put_into(text))),
        }
    }

    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
            Self::Masked(row, _) => row.bytes(column),
        }
    }

    /// A text column that holds something with a text form, as an id.
    pub fn parsed<T: FromStr>(&self, column: usize) -> Result<T, StoreError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| StoreError::BadRow { column, text })
    }

    pub fn parsed_or_none<T: FromStr>(&self, column: usize) -> Result<Option<T>, StoreError> {
        self.text_or_none(column)?.map(|text| text.parse().map_err(|_| StoreError::BadRow { column, text })).transpose()
    }
}

/// One connection, for the writer.
pub(crate) enum Link {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Link {
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        match self {
            Self::Sqlite(link) => {
                let done = sqlx::query_with(sql, sqlite_arguments(values)?).execute(&mut **link).await?;
                Ok(done.rows_affected())
            }
            Self::Postgres(link) => {
                let done = sqlx::query_with(sql, postgres_arguments(values)?).execute(&mut **link).await?;
                Ok(done.rows_affected())
            }
        }
    }

    pub async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(link) => {
                let rows = sqlx::query_with(sql, sqlite_arguments(values)?).fetch_all(&mut **link).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(link) => {
                let rows = sqlx::query_with(sql, postgres_arguments(values)?).fetch_all(&mut **link).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Several statements at once without parameters: migrations only.
    pub async fn script(&mut self, sql: String) -> Result<(), sqlx::Error> {
        let script = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        match self {
            Self::Sqlite(link) => script.execute(&mut **link).await.map(drop),
            Self::Postgres(link) => script.execute(&mut **link).await.map(drop),
        }
    }
}

/// The readers.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    pub async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => {
                let rows = sqlx::query_with(sql, sqlite_arguments(values)?).fetch_all(pool).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query_with(sql, postgres_arguments(values)?).fetch_all(pool).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Everything read through it is of one instant, whatever is committed meanwhile.
    pub async fn snapshot(&self) -> Result<Snapshot, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Snapshot::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Snapshot::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A reader's transaction. It ends when dropped.
pub(crate) enum Snapshot {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Snapshot {
    pub async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(link) => {
                let rows = sqlx::query_with(sql, sqlite_arguments(values)?).fetch_all(&mut **link).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(link) => {
                let rows = sqlx::query_with(sql, postgres_arguments(values)?).fetch_all(&mut **link).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(number) => Arguments::add(&mut arguments, number),
            Value::Text(text) => Arguments::add(&mut arguments, text),
            Value::Bytes(bytes) => Arguments::add(&mut arguments, bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(number) => Arguments::add(&mut arguments, number),
            Value::Text(text) => Arguments::add(&mut arguments, text),
            Value::Bytes(bytes) => Arguments::add(&mut arguments, bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Opens the writer's connection and the readers. The writer of a PostgreSQL database holds an advisory lock for as
/// long as it lives; that of a SQLite database is kept alone by a lock file (see `Store::open`).
pub(crate) async fn open(url: &str, options: &Options) -> Result<(Link, Pool), StoreError> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "sqlite" => open_sqlite(url, options).await,
        "postgres" | "postgresql" => open_postgres(url).await,
        _ => Err(StoreError::BadUrl { scheme: scheme.to_owned() }),
    }
}

async fn open_sqlite(url: &str, options: &Options) -> Result<(Link, Pool), StoreError> {
    let connect = SqliteConnectOptions::from_str(url)?
        .create_if_missing(options.is_created_if_missing)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(ACQUIRE_MS))
        .statement_cache_capacity(STATEMENTS_MAX)
        .pragma("mmap_size", "0")
        // A key that is destroyed leaves no bytes in a free page.
        .pragma("secure_delete", "ON")
        .thread_name(|number| format!("sqlite-{number}"))
        .disable_statement_logging();
    let mut link = Link::Sqlite(Box::new(connect.connect().await?));
    refuse_old_sqlite(&mut link).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS_SQLITE)
        .acquire_timeout(Duration::from_millis(ACQUIRE_MS))
        .connect_lazy_with(connect.create_if_missing(false).pragma("query_only", "1"));
    Ok((link, Pool::Sqlite(readers)))
}

async fn refuse_old_sqlite(link: &mut Link) -> Result<(), StoreError> {
    let rows = link.rows("SELECT sqlite_version()", Vec::new()).await?;
    let version = rows.first().map_or(Ok(String::new()), |row| row.text(0))?;
    if is_new_enough(&version) { Ok(()) } else { Err(StoreError::OldSqlite { version }) }
}

fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_VERSION_MIN
}

async fn open_postgres(url: &str) -> Result<(Link, Pool), StoreError> {
    let link = connect_postgres(url).await?;
    let readers = PgPoolOptions::new()
        .max_connections(READERS_POSTGRES)
        .acquire_timeout(Duration::from_millis(ACQUIRE_MS))
        .connect_lazy_with(postgres_options(url)?);
    Ok((link, Pool::Postgres(readers)))
}

/// The writer's connection, with the lock that makes it the only one.
pub(crate) async fn connect_postgres(url: &str) -> Result<Link, StoreError> {
    let mut link = Link::Postgres(Box::new(postgres_options(url)?.connect().await?));
    // Any number will do, as long as every Qiao uses the same: the ASCII of "qiao".
    let rows = link.rows("SELECT CAST(pg_try_advisory_lock(1902797167) AS INT)::BIGINT", Vec::new()).await?;
    if rows.first().map_or(Ok(0), |row| row.int(0))? == 1 { Ok(link) } else { Err(StoreError::InUse) }
}

fn postgres_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("qiao")
        .statement_cache_capacity(STATEMENTS_MAX)
        .options([("synchronous_commit", "on"), ("lock_timeout", "5000"), ("statement_timeout", "30000")])
        .disable_statement_logging())
}

/// The server or the way to it is gone; a new connection may help.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        // Class 57P: the server shuts down, crashed, or an operator ended this connection.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sqlite_below_3_51_3_is_refused() {
        for (version, is_good) in
            [("3.40.1", false), ("3.51.2", false), ("3.51.3", true), ("3.52.0", true), ("4.0", true), ("", false)]
        {
            assert_eq!(super::is_new_enough(version), is_good, "{version}");
        }
    }
}

//! The only SQL of Qiao: the journal of facts, the tables projected from it, and what is read from them.
//!
//! One text for each statement serves SQLite and PostgreSQL. There is one writer: [`Store::commit`] numbers facts
//! without gaps and writes them, their projections and what stands beside them in one durable transaction. No rules live here.
//! Start reading at [`commit`]; reading is one module for each room: [`people`], [`calls`], …

pub mod accounts;
mod asides;
pub mod attachments;
pub mod beside;
pub mod calls;
pub mod commit;
pub mod customers;
mod database;
pub mod evidence;
pub mod grants;
pub mod journal;
pub mod knowledge;
pub mod limits;
mod masks;
pub mod meta;
mod migrate;
pub mod notices;
pub mod orders;
mod paging;
pub mod people;
pub mod processes;
mod projection;
pub mod recordings;
pub mod rulebook;
pub mod sessions;
pub mod supervision;
pub mod tokens;
pub mod vault;
mod wide;

pub use beside::Beside;
pub use calls::{CallCursor, CallFilter, CallOutcome, CallRow, Scope};
pub use commit::{Aside, Entry};
pub use database::Dialect;
pub use people::{Person, Phc};
pub use recordings::Recording;
pub use rulebook::RulebookAside;
pub use sessions::Session;

use database::{Pool, Row, Value};
use std::fs::File;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;

/// How to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    /// Makes a new SQLite database when the file is not there.
    pub is_created_if_missing: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { is_created_if_missing: true }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database")]
    Database(#[from] sqlx::Error),
    #[error("database address begins with `{scheme}:`, expected `sqlite://` or `postgres://`")]
    BadUrl { scheme: String },
    #[error("SQLite {version} can corrupt its database, 3.51.3 or newer is needed")]
    OldSqlite { version: String },
    #[error("another process is the writer of this database")]
    InUse,
    #[error("lock file `{path}`")]
    LockFile { path: PathBuf, source: std::io::Error },
    #[error("migration `{name}` was changed after it was applied")]
    MigrationChanged { name: &'static str },
    #[error("column {column} holds `{text}`, which does not read as its type")]
    BadRow { column: usize, text: String },
    #[error("a fact of the journal does not read back")]
    BadFact(#[source] serde_json::Error),
    #[error("the export cannot be written")]
    Export(#[source] std::io::Error),
    #[error("the journal's checkpoint does not fit its facts")]
    BadCheckpoint,
    /// Nothing of the group was written; the store goes on.
    #[error("the username is taken")]
    UsernameTaken,
    /// Nothing of the group was written; the store goes on.
    #[error("somebody else was faster: what was read has changed since")]
    Stale,
    /// Nothing of the group was written; the store goes on.
    #[error("refused by a constraint of the database")]
    Constraint(#[source] sqlx::Error),
    /// A commit failed and it is not known what is on disk: nothing more is acknowledged until a new start.
    #[error("the writer stopped after a failed commit")]
    Stopped,
}

impl StoreError {
    /// True when nothing was written and the writer may go on with other entries.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::UsernameTaken | Self::Stale | Self::Constraint(_))
    }
}

/// An open database: one writer, a few readers.
pub struct Store {
    readers: Pool,
    writer: Mutex<commit::Writer>,
    dialect: Dialect,
    masks: masks::Lately,
    /// Held for as long as the store lives, so that a SQLite database has one writing process.
    _lock: Option<File>,
}

impl Store {
    /// Opens `sqlite:///path/qiao.db` or `postgres://…` and brings the tables up to date.
    pub async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let lock = sqlite_path(url).map(|path| lock_beside(&path)).transpose()?;
        let (mut link, readers) = database::open(url, &options).await?;
        migrate::migrate(&mut link).await?;
        let dialect = link.dialect();
        let writer = Mutex::new(commit::Writer::open(link, url).await?);
        Ok(Self { readers, writer, dialect, masks: masks::Lately::default(), _lock: lock })
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What SQLite's own check of its file finds; nothing on PostgreSQL, which checks its pages itself.
    pub async fn integrity_problems(&self) -> Result<Vec<String>, StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let rows = self.rows("PRAGMA integrity_check", Vec::new()).await?;
        let lines: Vec<String> = rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Ends all connections. Dropping does the same without waiting.
    pub async fn close(self) {
        self.readers.close().await;
    }

    /// With the masks of what is sealed in them.
    async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let rows = self.readers.rows(sql, values).await?;
        self.with_masks(rows).await
    }

    async fn row(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// As they are stored: for what proves them, and for what counts a million of them.
    async fn bare_rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        Ok(self.readers.rows(sql, values).await?)
    }
}

fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

fn lock_beside(database: &Path) -> Result<File, StoreError> {
    let path = database.with_added_extension("lock");
    let result = File::options().create(true).truncate(false).write(true).open(&path);
    let file = result.map_err(|source| StoreError::LockFile { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(std::fs::TryLockError::Error(source)) => Err(StoreError::LockFile { path, source }),
    }
}

#[cfg(test)]
mod tests;

//! The one way to write: facts, what they change in the tables, and what may not stand in a fact, together.

pub use crate::asides::Aside;
use crate::database::{Dialect, Link, Value, connect_postgres, is_lost, values};
use crate::limits::{CHECKPOINT_EVERY, RECONNECT_EVERY_MS, RECONNECT_MS_MAX};
use crate::projection::{Changes, person_of};
use crate::{Store, StoreError, asides, wide};
use journal::{Hash, Tree};
use model::{Fact, Millis, Sealed};
use std::time::{Duration, Instant};

/// One fact to be committed, and what is written beside it.
pub struct Entry {
    pub fact: Fact,
    pub aside: Option<Aside>,
}

impl From<Fact> for Entry {
    fn from(fact: Fact) -> Self {
        Self { fact, aside: None }
    }
}

impl Store {
    /// Numbers the facts and writes everything in one durable transaction: when it returns `Ok`, a power cut loses
    /// nothing of it. On `Err` no fact has a number. After an error that is not a refusal
    /// ([`StoreError::is_refusal`]) every later commit is [`StoreError::Stopped`].
    pub async fn commit(&self, entries: &mut [Entry]) -> Result<(), StoreError> {
        self.commit_with(entries, &[]).await
    }

    /// As [`Store::commit`], with what belongs to no fact, as a session that was used again.
    pub async fn commit_with(&self, entries: &mut [Entry], asides: &[Aside]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let done = writer.commit(entries, asides).await;
        let beside = entries.iter().filter_map(|entry| entry.aside.as_ref()).chain(asides);
        if beside.into_iter().any(|aside| matches!(aside, Aside::SubjectDestroyed { .. })) {
            self.masks.forget();
            writer.is_unwashed = true;
        }
        writer.wash().await;
        done
    }
}

/// The writer's connection and how far the journal goes.
pub(crate) struct Writer {
    link: Link,
    url: String,
    tree: Tree,
    checkpoint_size: u64,
    /// Set while a commit runs and kept when it fails or is abandoned halfway.
    is_stopped: bool,
    /// Something that was destroyed may still stand in old frames of the WAL.
    is_unwashed: bool,
}

impl Writer {
    pub async fn open(mut link: Link, url: &str) -> Result<Self, StoreError> {
        let (tree, checkpoint_size) = stored_journal(&mut link).await?;
        Ok(Self { link, url: url.to_owned(), tree, checkpoint_size, is_stopped: false, is_unwashed: true })
    }

    /// Size and root of what is committed.
    pub fn tip(&self) -> (u64, Hash) {
        (self.tree.size(), self.tree.root())
    }

    /// Empties the WAL after something was destroyed. It waits for no reader: one that still holds old frames is passed,
    /// and the next commit tries again.
    async fn wash(&mut self) {
        if !self.is_unwashed || self.is_stopped {
            return;
        }
        self.is_unwashed = self.link.dialect() == Dialect::Sqlite
            && !self.is_emptied().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the WAL keeps what was destroyed until it is written over");
                true
            });
    }

    async fn is_emptied(&mut self) -> Result<bool, sqlx::Error> {
        self.link.rows("PRAGMA busy_timeout = 0", Vec::new()).await?;
        let told = self.link.rows("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await;
        // As `ACQUIRE_MS`.
        self.link.rows("PRAGMA busy_timeout = 5000", Vec::new()).await?;
        told?.first().map_or(Ok(true), |row| Ok(row.int(0)? == 0))
    }

    #[cfg(test)]
    pub fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    #[cfg(test)]
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    async fn commit(&mut self, entries: &mut [Entry], asides: &[Aside]) -> Result<(), StoreError> {
        if self.is_stopped {
            return Err(StoreError::Stopped);
        }
        self.is_stopped = true;
        let result = match self.attempt(entries, asides).await {
            Err(StoreError::Database(error)) if self.link.dialect() == Dialect::Postgres && is_lost(&error) => {
                tracing::warn!(?error, "lost the database, connecting again");
                self.resume(entries, asides).await
            }
            other => other,
        };
        match result {
            Ok(tree) => {
                self.tree = tree;
                self.is_stopped = false;
                Ok(())
            }
            Err(error) => {
                self.is_stopped = !error.is_refusal();
                if self.is_stopped {
                    tracing::error!(?error, "a commit failed, the store takes no more");
                }
                entries.iter_mut().for_each(|entry| entry.fact.seq = 0);
                Err(error)
            }
        }
    }

    /// One transaction. Returns the tree with the new facts.
    async fn attempt(&mut self, entries: &mut [Entry], asides: &[Aside]) -> Result<Tree, StoreError> {
        let mut tree = self.tree.clone();
        let rows = journal_rows(entries, &mut tree);
        let is_checkpoint_due = tree.size() >= self.checkpoint_size + CHECKPOINT_EVERY;
        match self.write(entries, rows, asides, is_checkpoint_due.then_some(&tree)).await {
            Ok(()) => self.link.execute("COMMIT", Vec::new()).await.map(drop)?,
            Err(error) => return Err(self.roll_back(error).await),
        }
        if is_checkpoint_due {
            self.checkpoint_size = tree.size();
        }
        Ok(tree)
    }

    /// After a lost PostgreSQL: numbers have no gap and we are the only writer, so the last number tells whether the
    /// transaction arrived. If it did not, it is made once more. SQLite has no such case: there a failure is final.
    async fn resume(&mut self, entries: &mut [Entry], asides: &[Aside]) -> Result<Tree, StoreError> {
        self.link = reconnect(&self.url).await?;
        let (stored, checkpoint_size) = stored_journal(&mut self.link).await?;
        self.checkpoint_size = checkpoint_size;
        let mut tree = self.tree.clone();
        journal_rows(entries, &mut tree);
        if stored == tree && !entries.is_empty() {
            return Ok(tree);
        }
        if stored == self.tree { self.attempt(entries, asides).await } else { Err(StoreError::BadCheckpoint) }
    }

    async fn write(
        &mut self,
        entries: &[Entry],
        rows: Vec<Value>,
        asides: &[Aside],
        checkpoint: Option<&Tree>,
    ) -> Result<(), StoreError> {
        let link = &mut self.link;
        link.execute("BEGIN", Vec::new()).await?;
        wide::INSERT_FACTS.run(link, rows).await?;
        Changes::of(entries.iter().map(|entry| &entry.fact)).write(link).await?;
        let beside = entries.iter().filter_map(|entry| entry.aside.as_ref().map(|aside| (aside, entry.fact.at_ms)));
        asides::write(link, beside.chain(asides.iter().map(|aside| (aside, Millis::ZERO)))).await?;
        if let Some(tree) = checkpoint {
            let peaks: String = tree.peaks().iter().map(journal::hex).collect();
            let sql = "INSERT INTO checkpoint (size, root, peaks) VALUES ($1, $2, $3)";
            link.execute(sql, values![tree.size(), journal::hex(&tree.root()), peaks]).await?;
        }
        Ok(())
    }

    /// Undoes the transaction. A refused constraint is the caller's affair; anything else stops the writer.
    async fn roll_back(&mut self, error: StoreError) -> StoreError {
        let undone = self.link.execute("ROLLBACK", Vec::new()).await;
        match (error, undone) {
            (StoreError::Database(error), Ok(_)) if is_constraint(&error) => refusal(error),
            (error, _) => error,
        }
    }
}

/// The tree over the stored facts, from the last checkpoint on, and the size of that checkpoint.
async fn stored_journal(link: &mut Link) -> Result<(Tree, u64), StoreError> {
    let sql = "SELECT size, peaks FROM checkpoint ORDER BY size DESC LIMIT 1";
    let mut tree = match link.rows(sql, Vec::new()).await?.first() {
        Some(row) => stored_tree(row.int(0)?, &row.text(1)?)?,
        None => Tree::default(),
    };
    let checkpoint_size = tree.size();
    let sql = "SELECT seq, leaf FROM journal WHERE seq > $1 ORDER BY seq";
    for row in link.rows(sql, values![tree.size()]).await? {
        if row.int(0)? != tree.size() as i64 + 1 {
            return Err(StoreError::BadCheckpoint);
        }
        tree.push(row.bytes(1)?.try_into().map_err(|_| StoreError::BadCheckpoint)?);
    }
    Ok((tree, checkpoint_size))
}

async fn reconnect(url: &str) -> Result<Link, StoreError> {
    let until = Instant::now() + Duration::from_millis(RECONNECT_MS_MAX);
    loop {
        match connect_postgres(url).await {
            Err(error) if Instant::now() >= until => return Err(error),
            Err(error) => tracing::debug!(?error, "the database is not back yet"),
            Ok(link) => return Ok(link),
        }
        tokio::time::sleep(Duration::from_millis(RECONNECT_EVERY_MS)).await;
    }
}

/// Gives each fact its number and makes the rows of the journal, growing the tree by their leaves.
fn journal_rows(entries: &mut [Entry], tree: &mut Tree) -> Vec<Value> {
    let mut rows = Vec::with_capacity(entries.len() * 7);
    for Entry { fact, .. } in entries {
        fact.seq = tree.size() + 1;
        let line = Sealed::bare(&journal::canonical(fact)).into_owned();
        let leaf = journal::leaf_hash(line.as_bytes());
        tree.push(leaf);
        rows.push(Value::from(fact.seq));
        rows.push(Value::from(fact.at_ms));
        rows.push(Value::from(journal::kind(&line)));
        rows.push(Value::Text(fact.body.call().map(|call| call.to_string())));
        rows.push(Value::Text(person_of(fact).map(|person| person.to_string())));
        rows.push(Value::from(line));
        rows.push(Value::Bytes(leaf.to_vec()));
    }
    rows
}

fn stored_tree(size: i64, peaks: &str) -> Result<Tree, StoreError> {
    let peaks: Option<Vec<Hash>> =
        peaks.as_bytes().chunks(64).map(|hex| std::str::from_utf8(hex).ok().and_then(journal::from_hex)).collect();
    let tree = peaks.and_then(|peaks| Tree::restore(u64::try_from(size).ok()?, peaks));
    tree.ok_or(StoreError::BadCheckpoint)
}

fn is_constraint(error: &sqlx::Error) -> bool {
    use sqlx::error::ErrorKind;
    let Some(error) = error.as_database_error() else { return false };
    matches!(
        error.kind(),
        ErrorKind::UniqueViolation
            | ErrorKind::ForeignKeyViolation
            | ErrorKind::NotNullViolation
            | ErrorKind::CheckViolation
    )
}

/// PostgreSQL names the constraint, SQLite its column.
fn refusal(error: sqlx::Error) -> StoreError {
    let is_username = error
        .as_database_error()
        .is_some_and(|e| e.constraint() == Some("person_username_unique") || e.message().contains("person.username"));
    if is_username { StoreError::UsernameTaken } else { StoreError::Constraint(error) }
}

//! What the service signed about its journal: notes, cosignatures of witnesses, and the proofs that go with them.
//!
//! Proofs are computed from the stored leaves and from roots of full subtrees, made as the journal grows. Nothing of
//! here is trusted by who checks a proof. Start reading at [`prove`].

use crate::commit::Aside;
use crate::database::{Link, Row, values};
use crate::limits::{COSIGNATURES_MAX, FACTS_PAGE_MAX, PAGE_MAX, SUBTREE_LEAVES, SUBTREES_AT_ONCE};
use crate::{Store, StoreError};
use ::journal::{Hash, Tree, from_hex, hex, proof};
use model::Millis;
use std::ops::Range;

/// What was signed at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub size: u64,
    /// The log's own note.
    pub note: String,
    pub at_ms: Millis,
    /// Lines of witnesses, in the order of their names.
    pub cosignatures: Vec<Cosignature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    pub witness: String,
    pub line: String,
    /// As the witness says.
    pub seen_ms: Millis,
}

/// What the signing job and witnesses write, beside the facts.
pub enum Evidence {
    Signed { size: u64, note: String, at: Millis },
    Cosigned { size: u64, by: Cosignature },
    Subtree { number: u64, root: String },
}

impl Signed {
    /// The note with every signature line.
    pub fn whole(&self) -> String {
        self.cosignatures.iter().fold(self.note.clone(), |note, by| note + &by.line)
    }
}

/// The last note.
pub async fn last(store: &Store) -> Result<Option<Signed>, StoreError> {
    let sql = "SELECT size, note, at_ms FROM signed_checkpoint ORDER BY size DESC LIMIT 1";
    let rows = store.rows(sql, Vec::new()).await?;
    Ok(with_cosignatures(store, rows).await?.pop())
}

/// The note of exactly this size.
pub async fn of_size(store: &Store, size: u64) -> Result<Option<Signed>, StoreError> {
    let sql = "SELECT size, note, at_ms FROM signed_checkpoint WHERE size = $1";
    let rows = store.rows(sql, values![size]).await?;
    Ok(with_cosignatures(store, rows).await?.pop())
}

/// The next notes after a size, at most [`PAGE_MAX`].
pub async fn after(store: &Store, size: u64, limit: u32) -> Result<Vec<Signed>, StoreError> {
    let sql = "SELECT size, note, at_ms FROM signed_checkpoint WHERE size > $1 ORDER BY size LIMIT $2";
    let rows = store.rows(sql, values![size, i64::from(limit.min(PAGE_MAX))]).await?;
    with_cosignatures(store, rows).await
}

/// All notes of sizes in `(after, until]`, of which a page of facts has at most [`FACTS_PAGE_MAX`].
pub async fn within(store: &Store, after: u64, until: u64) -> Result<Vec<Signed>, StoreError> {
    let sql = "SELECT size, note, at_ms FROM signed_checkpoint WHERE size > $1 AND size <= $2 ORDER BY size LIMIT $3";
    let rows = store.rows(sql, values![after, until, i64::from(FACTS_PAGE_MAX)]).await?;
    with_cosignatures(store, rows).await
}

/// How many notes there are about at most so many facts, and the largest of their sizes.
pub(crate) async fn count(store: &Store, until: u64) -> Result<(u64, u64), StoreError> {
    let sql = "SELECT COUNT(*), COALESCE(MAX(size), 0) FROM signed_checkpoint WHERE size <= $1";
    let Some(row) = store.row(sql, values![until]).await? else { return Ok((0, 0)) };
    Ok((row.int(0)?.unsigned_abs(), row.int(1)?.unsigned_abs()))
}

async fn with_cosignatures(store: &Store, rows: Vec<Row>) -> Result<Vec<Signed>, StoreError> {
    let mut notes = Vec::with_capacity(rows.len());
    for row in &rows {
        let (size, note, at_ms) = (row.int(0)?.unsigned_abs(), row.text(1)?, Millis(row.int(2)?));
        notes.push(Signed { size, note, at_ms, cosignatures: Vec::new() });
    }
    let (Some(first), Some(last)) = (notes.first(), notes.last()) else { return Ok(notes) };
    let sql = "SELECT size, witness, line, seen_ms FROM cosignature WHERE size >= $1 AND size <= $2 \
               ORDER BY size, witness LIMIT $3";
    let limit = COSIGNATURES_MAX * i64::from(FACTS_PAGE_MAX);
    for row in store.rows(sql, values![first.size, last.size, limit]).await? {
        let size = row.int(0)?.unsigned_abs();
        let by = Cosignature { witness: row.text(1)?, line: row.text(2)?, seen_ms: Millis(row.int(3)?) };
        if let Ok(place) = notes.binary_search_by_key(&size, |note| note.size) {
            notes[place].cosignatures.push(by);
        }
    }
    Ok(notes)
}

impl Store {
    /// How many facts are committed and their root, as of one moment.
    pub async fn tip(&self) -> (u64, Hash) {
        self.writer.lock().await.tip()
    }
}

/// Roots of full subtrees that are not stored yet, up to `size` facts, at most [`SUBTREES_AT_ONCE`]: to be committed.
pub async fn missing_subtrees(store: &Store, size: u64) -> Result<Vec<Aside>, StoreError> {
    let row = store.row("SELECT COALESCE(MAX(number), -1) FROM subtree", Vec::new()).await?;
    let next = (row.map_or(Ok(-1), |row| row.int(0))? + 1).unsigned_abs();
    let until = (size / SUBTREE_LEAVES).min(next + SUBTREES_AT_ONCE);
    let mut made = Vec::new();
    for number in next..until {
        let root = root_of_leaves(store, number * SUBTREE_LEAVES..(number + 1) * SUBTREE_LEAVES).await?;
        made.push(Aside::Evidence(Evidence::Subtree { number, root: hex(&root) }));
    }
    Ok(made)
}

/// Hashes of a proof, one for each of these ranges of leaves ([`proof::inclusion_subtrees`] and its like), which must
/// lie within what [`missing_subtrees`] has been asked for.
pub async fn prove(store: &Store, subtrees: Vec<Range<u64>>) -> Result<Vec<Hash>, StoreError> {
    let mut hashes = Vec::with_capacity(subtrees.len());
    for range in subtrees {
        hashes.push(root_of(store, range).await?);
    }
    Ok(hashes)
}

/// That the first `from` facts are the beginning of the first `size`. `None`: there is no such pair.
pub async fn consistency(store: &Store, from: u64, size: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    match proof::consistency_subtrees(from, size) {
        Some(subtrees) => Ok(Some(prove(store, subtrees).await?)),
        None => Ok(None),
    }
}

/// That fact `index + 1` is among the first `size`, with its leaf. `None`: it is not.
pub async fn inclusion(store: &Store, index: u64, size: u64) -> Result<Option<(Hash, Vec<Hash>)>, StoreError> {
    let Some(subtrees) = proof::inclusion_subtrees(index, size) else { return Ok(None) };
    let leaf = root_of_leaves(store, index..index + 1).await?;
    Ok(Some((leaf, prove(store, subtrees).await?)))
}

/// A range of RFC 6962 begins at a multiple of a power of two that is not below its length: whole stored subtrees
/// first, then single leaves.
async fn root_of(store: &Store, range: Range<u64>) -> Result<Hash, StoreError> {
    if range.end - range.start < SUBTREE_LEAVES {
        return root_of_leaves(store, range).await;
    }
    let (first, end) = (range.start / SUBTREE_LEAVES, range.end / SUBTREE_LEAVES);
    let mut tree = Tree::default();
    let mut next = first;
    while next < end {
        let sql = "SELECT number, root FROM subtree WHERE number >= $1 AND number < $2 ORDER BY number LIMIT $3";
        let rows = store.rows(sql, values![next, end, i64::from(FACTS_PAGE_MAX)]).await?;
        for row in &rows {
            if row.int(0)?.unsigned_abs() != next {
                return Err(StoreError::BadCheckpoint);
            }
            let root = from_hex(&row.text(1)?).ok_or(StoreError::BadCheckpoint)?;
            tree.push_perfect(root, SUBTREE_LEAVES);
            next += 1;
        }
        if rows.is_empty() {
            return Err(StoreError::BadCheckpoint);
        }
    }
    push_leaves(store, end * SUBTREE_LEAVES..range.end, &mut tree).await?;
    Ok(tree.root())
}

async fn root_of_leaves(store: &Store, range: Range<u64>) -> Result<Hash, StoreError> {
    let mut tree = Tree::default();
    push_leaves(store, range, &mut tree).await?;
    Ok(tree.root())
}

async fn push_leaves(store: &Store, range: Range<u64>, tree: &mut Tree) -> Result<(), StoreError> {
    let sql = "SELECT seq, leaf FROM journal WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
    let mut next = range.start;
    for row in store.rows(sql, values![range.start, range.end, SUBTREE_LEAVES]).await? {
        next += 1;
        if row.int(0)?.unsigned_abs() != next {
            return Err(StoreError::BadCheckpoint);
        }
        tree.push(row.bytes(1)?.try_into().map_err(|_| StoreError::BadCheckpoint)?);
    }
    if next == range.end { Ok(()) } else { Err(StoreError::BadCheckpoint) }
}

pub(crate) async fn write(link: &mut Link, evidence: &Evidence) -> Result<(), StoreError> {
    match evidence {
        Evidence::Signed { size, note, at } => {
            let sql = "INSERT INTO signed_checkpoint (size, note, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            link.execute(sql, values![*size, note.as_str(), *at]).await?;
        }
        Evidence::Cosigned { size, by } => {
            let sql = "INSERT INTO cosignature (size, witness, line, seen_ms) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
            link.execute(sql, values![*size, by.witness.as_str(), by.line.as_str(), by.seen_ms]).await?;
        }
        Evidence::Subtree { number, root } => {
            let sql = "INSERT INTO subtree (number, root) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            link.execute(sql, values![*number, root.as_str()]).await?;
        }
    }
    Ok(())
}

//! The journal as a file for auditors: JSON Lines, one fact a line in its canonical bytes, and checkpoint lines
//! `{"checkpoint":{"size":n,"root":hex,"leaves":[hex…]}}` with the leaf hashes since the checkpoint before.
//!
//! The hashes come from where they were stored at commit, so that a changed fact does not match its own leaf and a
//! changed leaf does not match the root.

use crate::limits::{CHECKPOINT_EVERY, LINE_BYTES_MAX};
use crate::tree::{Hash, Tree, leaf_hash};
use crate::{from_hex, hex};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// A statement about the first `size` facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub size: u64,
    /// Hexadecimal.
    pub root: String,
}

/// What an export was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub facts: u64,
    pub checkpoints: u64,
    /// Over all facts; compare it with what a witness keeps.
    pub root: Hash,
}

/// The first line that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct FirstBad {
    /// From 1. One past the last when something is missing at the end.
    pub line: u64,
    /// Number of the bad fact, when it can be told.
    pub seq: Option<u64>,
    pub why: String,
}

#[derive(Serialize, Deserialize)]
struct CheckpointLine {
    checkpoint: CheckpointBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckpointBody {
    size: u64,
    root: String,
    /// Empty when nothing came since the checkpoint before.
    leaves: Vec<String>,
}

/// Writes an export piece by piece, as the facts are read.
pub struct Exporter<W: Write> {
    out: W,
    tree: Tree,
    leaves: Vec<String>,
}

impl<W: Write> Exporter<W> {
    pub fn new(out: W) -> Self {
        Self { out, tree: Tree::default(), leaves: Vec::new() }
    }

    /// The next fact: its stored bytes and its stored leaf hash.
    pub fn fact(&mut self, line: &str, leaf: Hash) -> io::Result<()> {
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")?;
        self.tree.push(leaf);
        self.leaves.push(hex(&leaf));
        if self.tree.size().is_multiple_of(CHECKPOINT_EVERY) { self.state(hex(&self.tree.root())) } else { Ok(()) }
    }

    /// A checkpoint that was stored when the journal had this size: it is written as it was, for the checker to judge.
    pub fn stored_checkpoint(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        debug_assert_eq!(checkpoint.size, self.tree.size(), "a checkpoint stands after the facts it speaks of");
        self.state(checkpoint.root.clone())
    }

    /// The last checkpoint; without one the end could be cut off unseen.
    pub fn finish(mut self) -> io::Result<W> {
        self.state(hex(&self.tree.root()))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn state(&mut self, root: String) -> io::Result<()> {
        let body = CheckpointBody { size: self.tree.size(), root, leaves: std::mem::take(&mut self.leaves) };
        serde_json::to_writer(&mut self.out, &CheckpointLine { checkpoint: body })?;
        self.out.write_all(b"\n")
    }
}

/// Writes facts given as (stored bytes, stored leaf hash), in order from the first.
pub fn export<W: Write>(out: W, facts: impl IntoIterator<Item = (String, Hash)>) -> io::Result<W> {
    let mut exporter = Exporter::new(out);
    for (line, leaf) in facts {
        exporter.fact(&line, leaf)?;
    }
    exporter.finish()
}

/// Checks an export from its first line: numbers without gap, every leaf, every root, and a checkpoint at the end.
/// `witnessed`: a checkpoint that was kept elsewhere; the export must contain that very state.
pub fn verify_export<L: AsRef<[u8]>>(
    lines: impl IntoIterator<Item = L>,
    witnessed: Option<&Checkpoint>,
) -> Result<Summary, FirstBad> {
    let mut check = Check { witnessed, ..Check::default() };
    for line in lines {
        check.line += 1;
        check.take(line.as_ref())?;
    }
    check.line += 1;
    check.end()
}

/// A verification on its way. `pending`: leaves of the lines since the last checkpoint.
#[derive(Default)]
struct Check<'a> {
    line: u64,
    tree: Tree,
    pending: Vec<(u64, Hash)>,
    checkpoints: u64,
    witnessed: Option<&'a Checkpoint>,
    is_witness_seen: bool,
}

/// A line is a fact or a checkpoint, told apart by what it has; the rest of a fact's fields does not matter here.
#[derive(Deserialize)]
struct AnyLine {
    seq: Option<u64>,
    checkpoint: Option<CheckpointBody>,
}

impl Check<'_> {
    fn take(&mut self, line: &[u8]) -> Result<(), FirstBad> {
        if line.len() > LINE_BYTES_MAX {
            return Err(self.bad(None, format!("longer than {LINE_BYTES_MAX} bytes")));
        }
        let parsed: AnyLine =
            serde_json::from_slice(line).map_err(|e| self.bad(Some(self.next_seq()), format!("not JSON: {e}")))?;
        match parsed {
            AnyLine { checkpoint: Some(checkpoint), seq: None } => self.checkpoint(checkpoint),
            AnyLine { checkpoint: None, seq: Some(seq) } => self.fact(seq, line),
            AnyLine { .. } => {
                Err(self.bad(Some(self.next_seq()), "neither a fact with `seq` nor a checkpoint".to_owned()))
            }
        }
    }

    fn fact(&mut self, seq: u64, line: &[u8]) -> Result<(), FirstBad> {
        let expected = self.next_seq();
        if seq != expected {
            return Err(self.bad(Some(expected), format!("fact {expected} expected, found {seq}")));
        }
        let leaf = leaf_hash(line);
        self.pending.push((self.line, leaf));
        self.tree.push(leaf);
        self.witness(expected)
    }

    /// Compares with the outside checkpoint when the tree has reached its size.
    fn witness(&mut self, seq: u64) -> Result<(), FirstBad> {
        let Some(witnessed) = self.witnessed.filter(|w| w.size == self.tree.size()) else { return Ok(()) };
        self.is_witness_seen = true;
        if hex(&self.tree.root()) == witnessed.root.to_ascii_lowercase() {
            return Ok(());
        }
        Err(self.bad(Some(seq), format!("the first {} facts are not those of the given checkpoint", witnessed.size)))
    }

    fn checkpoint(&mut self, stated: CheckpointBody) -> Result<(), FirstBad> {
        let pending = std::mem::take(&mut self.pending);
        let first_seq = self.tree.size() - pending.len() as u64 + 1;
        for (index, ((line, leaf), text)) in pending.iter().zip(&stated.leaves).enumerate() {
            if from_hex(text) != Some(*leaf) {
                let seq = first_seq + index as u64;
                let why = format!("fact {seq} is not what was committed: its hash differs");
                return Err(FirstBad { line: *line, seq: Some(seq), why });
            }
        }
        if stated.size != self.tree.size() {
            let why = format!("the checkpoint speaks of {} facts, {} are here", stated.size, self.tree.size());
            return Err(self.bad(None, why));
        }
        if stated.leaves.len() != pending.len() {
            return Err(self.bad(None, "the checkpoint has another number of leaves than facts before it".to_owned()));
        }
        if from_hex(&stated.root) != Some(self.tree.root()) {
            let why = format!("root differs: a fact from {first_seq} to {} or this line was changed", stated.size);
            return Err(self.bad(None, why));
        }
        self.checkpoints += 1;
        Ok(())
    }

    fn end(self) -> Result<Summary, FirstBad> {
        if !self.pending.is_empty() || self.checkpoints == 0 {
            return Err(self.bad(None, "the export ends without a checkpoint: its end is missing".to_owned()));
        }
        if let Some(witnessed) = self.witnessed.filter(|w| w.size > 0 && !self.is_witness_seen) {
            let why =
                format!("{} facts expected by the given checkpoint, {} are here", witnessed.size, self.tree.size());
            return Err(self.bad(None, why));
        }
        Ok(Summary { facts: self.tree.size(), checkpoints: self.checkpoints, root: self.tree.root() })
    }

    fn next_seq(&self) -> u64 {
        self.tree.size() + 1
    }

    fn bad(&self, seq: Option<u64>, why: String) -> FirstBad {
        FirstBad { line: self.line, seq, why }
    }
}

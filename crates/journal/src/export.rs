//! The journal as a file for auditors: JSON Lines. A head, then one fact a line in its canonical bytes; between them
//! checkpoints with the leaf hashes since the one before, and the notes that were signed when the journal was so long.
//!
//! The hashes come from where they were stored at commit, so that a changed fact does not match its own leaf and a
//! changed leaf does not match the root. How such a file is judged: [`crate::verify`].

use crate::hex;
use crate::limits::CHECKPOINT_EVERY;
use crate::tree::{Hash, Tree, leaf_hash};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// A statement about the first `size` facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub size: u64,
    /// Hexadecimal.
    pub root: String,
}

/// `{"export":{"facts":…,"log":…}}`, the first line. Exports without one are from before there were notes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadLine {
    pub export: Head,
}

/// What an export says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub facts: u64,
    /// Signed notes between the facts: one that is taken out is missed.
    #[serde(default)]
    pub notes: u64,
    /// Public key of the log that signed the notes, `name+hash+key`. Only a copy kept elsewhere proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckpointLine {
    pub checkpoint: CheckpointBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckpointBody {
    pub size: u64,
    pub root: String,
    /// Empty when nothing came since the checkpoint before.
    pub leaves: Vec<String>,
}

/// A signed note with its cosignatures: what the log said, and who saw it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteLine {
    pub note: String,
    /// Leaf hash of the note's text, hexadecimal: a reader who does not have every witness's key still sees a line that was
    /// damaged.
    pub hash: String,
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

    /// The first line.
    pub fn head(&mut self, head: Head) -> io::Result<()> {
        debug_assert_eq!(self.tree.size(), 0, "the head comes first");
        self.line(&HeadLine { export: head })
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

    /// A note that was signed when the journal had this size, as it was. A checkpoint stands before it, so that a
    /// changed fact is found by its own hash and not as a note that does not fit.
    pub fn note(&mut self, note: &str) -> io::Result<()> {
        if !self.leaves.is_empty() {
            self.state(hex(&self.tree.root()))?;
        }
        self.line(&NoteLine { note: note.to_owned(), hash: hex(&leaf_hash(note.as_bytes())) })
    }

    /// The last checkpoint; without one the end could be cut off unseen.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.leaves.is_empty() || self.tree.size() == 0 {
            self.state(hex(&self.tree.root()))?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn state(&mut self, root: String) -> io::Result<()> {
        let leaves = std::mem::take(&mut self.leaves);
        self.line(&CheckpointLine { checkpoint: CheckpointBody { size: self.tree.size(), root, leaves } })
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
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

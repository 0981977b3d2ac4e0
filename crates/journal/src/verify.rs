//! The check of an export, line by line: numbers without gap, every leaf, every root, every signature, a checkpoint at
//! the end; and on the way what the facts say about each other ([`crate::rules`]).
//!
//! What this cannot see alone: that the end is missing back to a checkpoint, and a history that was written anew by who
//! has the log's key. Both are seen with what somebody else keeps: a checkpoint with a witness's signature. Start
//! reading at [`Verification::take`].

use crate::export::{Checkpoint, CheckpointBody, CheckpointLine, Head, HeadLine, NoteLine};
use crate::limits::LINE_BYTES_MAX;
use crate::note::{CheckpointNote, Kind, Note, Verifier};
use crate::rules::{Finding, Rules};
use crate::tree::{Hash, Tree, leaf_hash};
use crate::{from_hex, hex};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the checker has from elsewhere than the export.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The export must contain this very state.
    pub checkpoint: Option<Checkpoint>,
    /// Keys of the log: each note must be signed by one of them. Without any, the head's key is taken for it.
    /// Keys of witnesses: where one of them signed, the signature must hold.
    pub keys: Vec<Verifier>,
}

/// What an export was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub facts: u64,
    pub checkpoints: u64,
    /// Over all facts; compare it with what a witness keeps.
    pub root: Hash,
    /// The log's name and up to which fact its notes go.
    pub signed: Option<(String, u64)>,
    /// Of each known witness that signed: name, up to which fact, and when, in seconds since 1970.
    pub witnessed: Vec<(String, u64, u64)>,
    /// What the facts say that should not be. The record is whole all the same.
    pub findings: Vec<Finding>,
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

/// Checks an export from its first line. `witnessed`: a checkpoint that was kept elsewhere.
pub fn verify_export<L: AsRef<[u8]>>(
    lines: impl IntoIterator<Item = L>,
    witnessed: Option<&Checkpoint>,
) -> Result<Summary, FirstBad> {
    verify_with(lines, Known { checkpoint: witnessed.cloned(), keys: Vec::new() })
}

/// The same with keys.
pub fn verify_with<L: AsRef<[u8]>>(lines: impl IntoIterator<Item = L>, known: Known) -> Result<Summary, FirstBad> {
    let mut verification = Verification::new(known);
    for line in lines {
        let line = line.as_ref();
        verification.take(line, leaf_hash(line))?;
    }
    verification.end()
}

/// A verification on its way. `pending`: leaves of the lines since the last checkpoint.
pub struct Verification {
    known: Known,
    line: u64,
    head: Option<Head>,
    tree: Tree,
    pending: Vec<(u64, Hash)>,
    checkpoints: u64,
    /// The line before was a checkpoint without new facts.
    is_idle: bool,
    notes: u64,
    is_witness_seen: bool,
    /// The given checkpoint does not fit. Kept until the facts before the next checkpoint are judged one by one.
    unwitnessed: Option<FirstBad>,
    signed: Option<(String, u64)>,
    witnessed: Vec<(String, u64, u64)>,
    rules: Rules,
}

impl Verification {
    pub fn new(known: Known) -> Self {
        Self {
            known,
            line: 0,
            head: None,
            tree: Tree::default(),
            pending: Vec::new(),
            checkpoints: 0,
            is_idle: false,
            notes: 0,
            is_witness_seen: false,
            unwitnessed: None,
            signed: None,
            witnessed: Vec::new(),
            rules: Rules::default(),
        }
    }

    /// The next line and its hash, which the caller may have computed elsewhere: it is most of the work.
    pub fn take(&mut self, line: &[u8], hash: Hash) -> Result<(), FirstBad> {
        self.line += 1;
        if line.len() > LINE_BYTES_MAX {
            return Err(self.bad(None, format!("longer than {LINE_BYTES_MAX} bytes")));
        }
        if line.starts_with(b"{\"seq\":") {
            self.fact(line, hash)
        } else if line.starts_with(b"{\"checkpoint\":") {
            let CheckpointLine { checkpoint } = self.read(line)?;
            self.checkpoint(checkpoint)
        } else if line.starts_with(b"{\"note\":") {
            let NoteLine { note, hash } = self.read(line)?;
            if hash != hex(&leaf_hash(note.as_bytes())) {
                return Err(self.bad(None, "the signed note is not as it was".to_owned()));
            }
            self.note(&note)
        } else if line.starts_with(b"{\"export\":") && self.line == 1 {
            let HeadLine { export } = self.read(line)?;
            self.head(export)
        } else {
            Err(self.bad(Some(self.next_seq()), "neither a fact with `seq` nor a checkpoint nor a note".to_owned()))
        }
    }

    /// A line that is not hashed itself: it must be exactly what would be written for what it says.
    fn read<T: Serialize + DeserializeOwned>(&self, line: &[u8]) -> Result<T, FirstBad> {
        let value: T =
            serde_json::from_slice(line).map_err(|e| self.bad(Some(self.next_seq()), format!("not readable: {e}")))?;
        let is_as_written = serde_json::to_vec(&value).is_ok_and(|written| written == line);
        if is_as_written { Ok(value) } else { Err(self.bad(None, "not as it was written".to_owned())) }
    }

    fn head(&mut self, head: Head) -> Result<(), FirstBad> {
        let key = head.log.as_deref().map(Verifier::parse).transpose();
        let key = key.map_err(|error| self.bad(None, format!("the log's key: {error}")))?;
        if key.as_ref().map(ToString::to_string) != head.log {
            return Err(self.bad(None, "the log's key is not as it was written".to_owned()));
        }
        if let Some(key) = key.filter(|_| !self.known.keys.iter().any(|key| key.kind == Kind::Log)) {
            self.known.keys.push(key);
        }
        self.head = Some(head);
        Ok(())
    }

    fn fact(&mut self, line: &[u8], leaf: Hash) -> Result<(), FirstBad> {
        let expected = self.next_seq();
        let seq = seq_of(line).ok_or_else(|| self.bad(Some(expected), "a fact without a number".to_owned()))?;
        if seq != expected {
            return Err(self.bad(Some(expected), format!("fact {expected} expected, found {seq}")));
        }
        self.is_idle = false;
        self.pending.push((self.line, leaf));
        self.tree.push(leaf);
        self.witness(expected);
        self.rules.take(seq, line);
        Ok(())
    }

    /// Compares with the outside checkpoint when the tree has reached its size.
    fn witness(&mut self, seq: u64) {
        let Some(witnessed) = self.known.checkpoint.as_ref().filter(|w| w.size == self.tree.size()) else { return };
        self.is_witness_seen = true;
        if hex(&self.tree.root()) != witnessed.root.to_ascii_lowercase() {
            let why = format!("the first {} facts are not those of the given checkpoint", witnessed.size);
            self.unwitnessed = Some(self.bad(Some(seq), why));
        }
    }

    fn checkpoint(&mut self, stated: CheckpointBody) -> Result<(), FirstBad> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() && self.is_idle {
            return Err(self.bad(None, "the same checkpoint twice".to_owned()));
        }
        self.is_idle = pending.is_empty();
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
        if stated.root != hex(&self.tree.root()) || stated.leaves.iter().any(|leaf| leaf.bytes().any(is_upper)) {
            let why = format!("root differs: a fact from {first_seq} to {} or this line was changed", stated.size);
            return Err(self.bad(None, why));
        }
        self.checkpoints += 1;
        self.unwitnessed.take().map_or(Ok(()), Err)
    }

    /// A signed note speaks of exactly the facts before it.
    fn note(&mut self, text: &str) -> Result<(), FirstBad> {
        let wrong = |why: String| self.bad(None, format!("the signed note: {why}"));
        let note = Note::parse(text).map_err(|error| wrong(error.to_string()))?;
        let stated = CheckpointNote::parse(&note.text).map_err(|error| wrong(error.to_string()))?;
        if self.head.is_none()
            || !self.pending.is_empty()
            || self.signed.as_ref().is_some_and(|(_, size)| *size == stated.size)
        {
            return Err(wrong("it stands where none can be".to_owned()));
        }
        if (stated.size, stated.root) != (self.tree.size(), self.tree.root()) {
            return Err(wrong(format!(
                "it speaks of {} facts that are not the {} here",
                stated.size,
                self.tree.size()
            )));
        }
        let mut of_log = None;
        let mut witnessed = Vec::new();
        for key in &self.known.keys {
            match (key.kind, note.verify(key)) {
                (Kind::Log, Ok(_)) => of_log = Some(key.name.clone()),
                (Kind::Witness, Ok(at_s)) => witnessed.push((key.name.clone(), stated.size, at_s)),
                (_, Err(error)) if note.names(key) => return Err(wrong(error.to_string())),
                (_, Err(_)) => {}
            }
        }
        let Some(log) = of_log else { return Err(wrong("no known key of the log has signed it".to_owned())) };
        self.signed = Some((log, stated.size));
        self.notes += 1;
        for seen in witnessed {
            self.witnessed.retain(|(name, ..)| *name != seen.0);
            self.witnessed.push(seen);
        }
        Ok(())
    }

    pub fn end(mut self) -> Result<Summary, FirstBad> {
        self.line += 1;
        if !self.pending.is_empty() || self.checkpoints == 0 {
            return Err(self.bad(None, "the export ends without a checkpoint: its end is missing".to_owned()));
        }
        let here = self.tree.size();
        if let Some(head) = self.head.as_ref().filter(|head| head.facts != here) {
            return Err(self.bad(None, format!("{} facts expected by the first line, {here} are here", head.facts)));
        }
        if let Some(head) = self.head.as_ref().filter(|head| head.notes != self.notes) {
            let why = format!("{} signed notes expected by the first line, {} are here", head.notes, self.notes);
            return Err(self.bad(None, why));
        }
        if let Some(witnessed) = self.known.checkpoint.as_ref().filter(|w| w.size > 0 && !self.is_witness_seen) {
            let why = format!("{} facts expected by the given checkpoint, {here} are here", witnessed.size);
            return Err(self.bad(None, why));
        }
        Ok(Summary {
            facts: here,
            checkpoints: self.checkpoints,
            root: self.tree.root(),
            signed: self.signed,
            witnessed: self.witnessed,
            findings: self.rules.end(),
        })
    }

    fn next_seq(&self) -> u64 {
        self.tree.size() + 1
    }

    fn bad(&self, seq: Option<u64>, why: String) -> FirstBad {
        FirstBad { line: self.line, seq, why }
    }
}

/// The number of a fact from its canonical line, `{"seq":7,…`.
fn seq_of(line: &[u8]) -> Option<u64> {
    let rest = &line[b"{\"seq\":".len()..];
    let digits = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    if rest[digits] != b',' || (digits > 1 && rest[0] == b'0') {
        return None;
    }
    std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase()
}

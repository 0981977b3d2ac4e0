//! How a witness judges what a log shows it: every note must go on from the last one that it signed.
//!
//! Pure: whoever calls fetches, stores and signs. C2SP tlog-witness, with the witness asking instead of being asked.

use crate::note::{CheckpointNote, Note, NoteError, Verifier};
use crate::proof::verify_consistency;
use crate::tree::Hash;

/// The log does not go on from what was signed. Nothing must be signed; both notes together are the evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Alarm {
    #[error("the note is not signed by the log: {0}")]
    NotSigned(#[from] NoteError),
    #[error("the note is of another log, `{origin}`")]
    OtherLog { origin: String },
    #[error("the journal shrank from {seen} facts to {shown}: its end was cut off or an old copy was put back")]
    Shrunk { seen: u64, shown: u64 },
    #[error("the first {seen} facts are not those that were seen: the journal was written anew")]
    Rewritten { seen: u64 },
}

/// A note with the signature of the log that we know.
pub fn signed_by(text: &str, log: &Verifier) -> Result<CheckpointNote, Alarm> {
    let note = Note::parse(text)?;
    note.verify(log)?;
    let stated = CheckpointNote::parse(&note.text)?;
    if stated.origin == log.name { Ok(stated) } else { Err(Alarm::OtherLog { origin: stated.origin }) }
}

/// Whether the log must be asked for a proof to go on from `seen` to `shown`.
pub fn needs_proof(seen: &CheckpointNote, shown: &CheckpointNote) -> bool {
    seen.size > 0 && seen.size < shown.size
}

/// `proof`: of consistency, as the log gives it; empty where none is needed.
pub fn judge(seen: &CheckpointNote, shown: &CheckpointNote, proof: &[Hash]) -> Result<(), Alarm> {
    if shown.size < seen.size {
        return Err(Alarm::Shrunk { seen: seen.size, shown: shown.size });
    }
    let goes_on = seen.size == 0 || verify_consistency(seen.size, &seen.root, shown.size, &shown.root, proof);
    if goes_on { Ok(()) } else { Err(Alarm::Rewritten { seen: seen.size }) }
}

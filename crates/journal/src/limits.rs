//! Limits of the journal's proof.

/// Facts between two checkpoints of an export. A checkpoint line carries their leaf hashes: 1,000 × 67 bytes = 67 KB,
/// small enough for any line reader, and the first bad record is found within one checkpoint.
pub const CHECKPOINT_EVERY: u64 = 1_000;

/// Bytes of one line of an export that is read back: a checkpoint of 1,000 leaves is 67 KB, a fact less than 64 KB.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// Findings about what the facts say that are told one by one; more are only counted.
pub const FINDINGS_MAX: usize = 1_000;

//! Bounds of this crate.

/// Policies in all files together. Each check evaluates the slice of its action; at 60 policies and 27 actions that
/// is some 5 to 15, which keeps a check below 50 µs.
pub const POLICIES_MAX: usize = 60;

/// Reasons named in one refusal. More than three are not read.
pub const REASONS_MAX: usize = 3;

/// Longest policy file, in bytes.
pub const POLICY_FILE_BYTES_MAX: usize = 256 * 1024;

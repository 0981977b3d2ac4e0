//! The journal's proof: canonical bytes of a fact, the Merkle tree over them, and the offline check of an export.
//!
//! Touches no database, file or clock. Canonical bytes are the JSON that serde makes of [`model::Fact`]: fields in the
//! order of their declaration, no spaces, `seq` first. They are stored once and never made again: an old line keeps its
//! bytes when fields are added. Start reading at [`canonical`], then [`tree`], then [`export`] and
//! [`verify`].

pub mod export;
pub mod limits;
pub mod note;
pub mod proof;
pub mod rules;
pub mod tree;
pub mod verify;
pub mod witness;

pub use export::{Checkpoint, Exporter, Head, export};
pub use tree::{Hash, Tree, leaf_hash};
pub use verify::{FirstBad, Known, Summary, verify_export, verify_with};

use model::Fact;

/// The fact as it is stored, hashed and exported: one line of JSON without the line end.
pub fn canonical(fact: &Fact) -> String {
    let line = serde_json::to_string(fact).expect("a fact has string keys only, and writing to memory cannot fail");
    debug_assert!(!line.contains('\n'), "JSON escapes line ends");
    line
}

/// The kind of a fact from its canonical line: `call_started`. Empty when the line is not of [`canonical`].
pub fn kind(line: &str) -> &str {
    // Inside a string the quotes would be escaped, so the first match is the field itself.
    let Some((_, rest)) = line.split_once("\"kind\":\"") else { return "" };
    rest.split('"').next().unwrap_or_default()
}

/// Lower-case hexadecimal, as in exports and in the checkpoint table.
pub fn hex(hash: &Hash) -> String {
    use std::fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

/// The inverse of [`hex`]; `None` for anything but 64 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod note_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod witness_tests;

//! Sealing of personal values: keys go in, bytes come out. No clock, no randomness, no files, no database.
//!
//! A master key ([`MasterKey`]) wraps one data key for each subject ([`DataKey`]); values are sealed with AES-256-GCM-SIV
//! (RFC 8452) under the subject's key, so that destroying that one key makes everything of the subject unreadable. Equal
//! values of one subject give equal text: flows can compare what they cannot read. Nothing with a key in it prints.
//! Start reading at [`DataKey::seal`]; what is found in free text is [`find`].

mod escrow;
mod find;
mod keys;
mod mask;
mod normal;
#[cfg(test)]
mod tests;

pub use escrow::{Salt, lock, unlock};
pub use find::{Found, find};
pub use keys::{DataKey, IndexKey, KEY_BYTES, KeyFile, MasterKey, Wrapped};
pub use mask::mask;
pub use normal::normal;

/// Why something does not open. It never tells what was in it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VaultError {
    #[error("sealed with another key, or changed since")]
    DoesNotOpen,
    #[error("the key file does not read: {0}")]
    BadKeyFile(&'static str),
    #[error("the passphrase does not fit, or the file was changed")]
    WrongPassphrase,
}

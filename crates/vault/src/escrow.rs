//! A copy of the key file under a passphrase, for a safe: who has lost the file and has neither copy has lost the data.

use crate::keys::DataKey;
use crate::{KEY_BYTES, KeyFile, VaultError};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const HEAD: &str = "qiao vault escrow 1";
/// Name that is authenticated with the copy.
const NAME: &str = "escrow";
/// Argon2id: 64 MiB, three passes. A copy on paper is guessed at for years, and opened once in a disaster.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Characters of a line, so that it can be printed and typed.
const LINE_CHARS: usize = 64;

/// Random, 16 bytes.
pub type Salt = [u8; 16];

/// The copy as text.
pub fn lock(keys: &KeyFile, passphrase: &str, salt: Salt) -> String {
    let body = derived(passphrase, &salt).seal_bytes(NAME, keys.text().as_bytes());
    let whole = STANDARD.encode([&salt[..], &body].concat());
    let mut text = format!("{HEAD}\n");
    for line in whole.as_bytes().chunks(LINE_CHARS) {
        text.push_str(std::str::from_utf8(line).expect("Base64 is ASCII"));
        text.push('\n');
    }
    text
}

pub fn unlock(text: &str, passphrase: &str) -> Result<KeyFile, VaultError> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.next() != Some(HEAD) {
        return Err(VaultError::BadKeyFile("its first line is not `qiao vault escrow 1`"));
    }
    let whole = STANDARD.decode(lines.collect::<String>());
    let whole = whole.map_err(|_| VaultError::BadKeyFile("a line is not Base64"))?;
    let (salt, body) = whole.split_at_checked(16).ok_or(VaultError::BadKeyFile("it is too short"))?;
    let clear = derived(passphrase, salt).open_bytes(NAME, body).map_err(|_| VaultError::WrongPassphrase)?;
    let clear = Zeroizing::new(String::from_utf8(clear).map_err(|_| VaultError::WrongPassphrase)?);
    KeyFile::read(&clear)
}

fn derived(passphrase: &str, salt: &[u8]) -> DataKey {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(KEY_BYTES)).expect("the figures above are allowed");
    let mut key = [0; KEY_BYTES];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, &mut key).expect("salt and length are allowed");
    DataKey::new(key)
}

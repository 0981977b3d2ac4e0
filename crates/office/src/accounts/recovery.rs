//! Recovery codes: on paper, for the day when the phone is lost. Each is good for one use.

use sha2::{Digest, Sha256};

/// Enough for some years of lost phones; a sheet holds them.
const CODES: usize = 10;
/// 80 bits: nobody guesses one, so a plain hash keeps it.
const CODE_BYTES: usize = 10;

/// The codes to show once, and their hashes to keep.
pub(super) fn new_codes() -> (Vec<String>, Vec<String>) {
    let codes: Vec<String> = (0..CODES).map(|_| grouped(&super::random_bytes::<CODE_BYTES>())).collect();
    let hashes = codes.iter().map(|code| hash(code)).collect();
    (codes, hashes)
}

/// The hashes that are left when this code is used; `None`: it is none of them.
pub(super) fn without(hashes: &[String], code: &str) -> Option<Vec<String>> {
    let used = hash(code);
    let left: Vec<String> = hashes.iter().filter(|one| **one != used).cloned().collect();
    (left.len() < hashes.len()).then_some(left)
}

/// `ABCD-EFGH-IJKL-MNOP`.
fn grouped(bytes: &[u8]) -> String {
    let text = super::totp::base32(bytes);
    text.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join("-")
}

/// Case, blanks and hyphens do not matter: it is typed from paper.
fn hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(plain.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_good_once_however_it_is_typed() {
        let (codes, hashes) = new_codes();
        assert_eq!((codes.len(), codes[0].len()), (10, 19), "{}", codes[0]);
        let left = without(&hashes, &codes[3].to_lowercase().replace('-', " ")).expect("is one of them");
        assert_eq!(left.len(), 9);
        assert_eq!(without(&left, &codes[3]), None, "used");
        assert_eq!(without(&hashes, ""), None);
    }
}

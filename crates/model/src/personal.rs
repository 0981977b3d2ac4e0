//! Personal data that prints masked. The clear value leaves only by a method whose name says so.

use crate::Sealed;
use crate::sealed::ERASED;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A telephone number or SIP user: in clear as it came over the wire (at most 64 characters of `0-9 + * #`, letters, `.`,
/// `_` and `-`), or sealed as it is stored. Prints as `138****0000` either way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    pub const CHARS_MAX: usize = 64;

    /// Keeps what can be part of a number and drops everything else, so that no caller-supplied text reaches a page.
    pub fn from_wire(text: &str) -> Self {
        let kept = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '*' | '#' | '.' | '_' | '-'))
            .take(Self::CHARS_MAX)
            .collect();
        Self(kept)
    }

    /// As the vault made it.
    pub fn of_sealed(sealed: &Sealed) -> Self {
        Self(sealed.to_string())
    }

    /// From a table or the journal: sealed, or in clear where a call was stored before there was a vault.
    pub fn from_stored(text: &str) -> Self {
        if Sealed::is_in(text) { Self(text.to_owned()) } else { Self::from_wire(text) }
    }

    pub fn sealed(&self) -> Option<Sealed> {
        if Sealed::is_in(&self.0) { self.0.parse().ok() } else { None }
    }

    /// For the tables: as it is.
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// The clear number, for the switch that dials it. Nothing of a sealed one: only the vault opens it.
    pub fn reveal(&self) -> &str {
        if Sealed::is_in(&self.0) { "" } else { &self.0 }
    }

    /// `13800000000` → `138****0000`; seven characters or fewer keep the last two only.
    pub fn masked(&self) -> String {
        if let Some(sealed) = self.sealed() {
            return sealed.shown_mask().to_owned();
        }
        if self.0 == ERASED {
            return ERASED.to_owned();
        }
        let chars: Vec<char> = self.0.chars().collect();
        let (head, tail) = match chars.len() {
            0 => return String::new(),
            1..=7 => (0, chars.len().min(2)),
            _ => (chars.len() - 8, 4),
        };
        let head: String = chars[..head].iter().collect();
        let tail: String = chars[chars.len() - tail..].iter().collect();
        format!("{head}****{tail}")
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A person's name. Prints as its first character and a star: `王*`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(pub String);

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.chars().next() {
            Some(first) => write!(f, "{first}*"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_masked() {
        for (wire, shown) in [
            ("13800000000", "138****0000"),
            ("+8613800000000", "+86138****0000"),
            ("95000", "****00"),
            ("<script>1", "****t1"),
            ("", ""),
        ] {
            assert_eq!(PhoneNumber::from_wire(wire).to_string(), shown, "{wire}");
        }
    }
}

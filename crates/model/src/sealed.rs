//! Personal values in their sealed text form: what is stored in place of a number, a name, an address.
//!
//! `⟦sealed:1:phone:0193…:q2Fz…:138****0000⟧`: version, class, subject, ciphertext, and what may be shown of it. The form
//! stands alone or inside a longer text. Whoever reads it needs no key to show the last part; who opens it is the vault.
//! The last part never reaches a disk with the rest ([`Sealed::bare`]): it is kept beside and goes with the key.
//! Nothing that comes from outside is taken for one: [`Sealed::none_in`] takes the brackets away.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

const OPENS: &str = "⟦sealed:1:";
const CLOSES: char = '⟧';
/// What is shown of a value whose mask is gone with its key.
pub const ERASED: &str = "已删除 erased";
/// Characters of a mark: 128 bits of the cipher's tag, rounded up.
const MARK_CHARS: usize = 22;

/// What kind of personal value it is; each has its own mask and its own rules of who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Phone,
    IdCard,
    BankCard,
    Name,
    Address,
    Note,
}

impl Class {
    pub const ALL: [Self; 6] = [Self::Phone, Self::IdCard, Self::BankCard, Self::Name, Self::Address, Self::Note];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::IdCard => "id_card",
            Self::BankCard => "bank_card",
            Self::Name => "name",
            Self::Address => "address",
            Self::Note => "note",
        }
    }

    /// AUTH-12: whoever serves the customer sees it. The others stay masked until a reveal.
    pub fn is_open_to_who_serves(self) -> bool {
        matches!(self, Self::Name | Self::Address | Self::Note)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Class {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.as_str() == text).ok_or("not a class of personal values")
    }
}

/// Whose key it is sealed with: a customer, or a caller of whom nothing else is known. Random, so that it tells nothing
/// when the key is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub Uuid);

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_simple())
    }
}

impl FromStr for Subject {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// One sealed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub class: Class,
    pub subject: Subject,
    /// Ciphertext in URL-safe Base64 without padding.
    pub body: String,
    /// What may be shown, as `138****0000`. Empty: it was erased, or the text is as it is stored.
    pub mask: String,
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, subject, body, mask } = self;
        write!(f, "{OPENS}{class}:{subject}:{body}:{mask}{CLOSES}")
    }
}

impl FromStr for Sealed {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = "not a sealed value";
        let inner = text.strip_prefix(OPENS).and_then(|rest| rest.strip_suffix(CLOSES)).ok_or(bad)?;
        let mut parts = inner.splitn(4, ':');
        let mut part = || parts.next().ok_or(bad);
        let (class, subject, body, mask) = (part()?, part()?, part()?, part()?);
        let is_body =
            !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_body || mask.contains(CLOSES) {
            return Err(bad);
        }
        Ok(Self {
            class: class.parse()?,
            subject: subject.parse().map_err(|_| bad)?,
            body: body.to_owned(),
            mask: mask.to_owned(),
        })
    }
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    Sealed(Sealed),
}

impl Sealed {
    /// Quick: whether there can be one at all.
    pub fn is_in(text: &str) -> bool {
        text.contains(OPENS)
    }

    /// The text in its stretches. What looks sealed and is not stays plain.
    pub fn pieces(text: &str) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let (mut rest, mut plain_from, mut at) = (text, 0, 0);
        while let Some(start) = rest.find(OPENS) {
            let from = &rest[start..];
            let Some(end) = from.find(CLOSES).map(|end| end + CLOSES.len_utf8()) else { break };
            if let Ok(sealed) = from[..end].parse() {
                if plain_from < at + start {
                    pieces.push(Piece::Plain(&text[plain_from..at + start]));
                }
                pieces.push(Piece::Sealed(sealed));
                (at, rest) = (at + start + end, &from[end..]);
                plain_from = at;
            } else {
                (at, rest) = (at + start + OPENS.len(), &from[OPENS.len()..]);
            }
        }
        if plain_from < text.len() {
            pieces.push(Piece::Plain(&text[plain_from..]));
        }
        pieces
    }

    /// The text with the masks in their places.
    pub fn shown(text: &str) -> String {
        if !Self::is_in(text) {
            return text.to_owned();
        }
        let shown = Self::pieces(text).into_iter().map(|piece| match piece {
            Piece::Plain(plain) => plain.to_owned(),
            Piece::Sealed(sealed) => sealed.shown_mask().to_owned(),
        });
        shown.collect()
    }

    /// What a page shows of it.
    pub fn shown_mask(&self) -> &str {
        if self.mask.is_empty() { ERASED } else { &self.mask }
    }

    /// Tells this value from every other one of its subject: the end of the ciphertext.
    pub fn mark(&self) -> &str {
        &self.body[self.body.len().saturating_sub(MARK_CHARS)..]
    }

    /// The text as it is stored: sealed values without their masks.
    pub fn bare(text: &str) -> Cow<'_, str> {
        if Self::is_in(text) {
            Cow::Owned(Self::with_masks(text, |_| Some(String::new())))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The text with other masks; `None` keeps the one that is there.
    pub fn with_masks(text: &str, mask: impl Fn(&Self) -> Option<String>) -> String {
        let pieces = Self::pieces(text).into_iter().map(|piece| match piece {
            Piece::Plain(plain) => plain.to_owned(),
            Piece::Sealed(sealed) => match mask(&sealed) {
                Some(mask) => Self { mask, ..sealed }.to_string(),
                None => sealed.to_string(),
            },
        });
        pieces.collect()
    }

    /// A text from outside, which cannot hold a sealed value: the brackets become other ones.
    pub fn none_in(text: &str) -> String {
        if Self::is_in(text) { text.replace(OPENS, "[sealed:") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(mask: &str) -> Sealed {
        Sealed { class: Class::Phone, subject: Subject(Uuid::from_u128(7)), body: "ab-_9".into(), mask: mask.into() }
    }

    #[test]
    fn a_sealed_value_reads_back_alone_and_inside_a_text() {
        let sealed = one("138****0000");
        let text = sealed.to_string();
        assert_eq!(text.parse(), Ok(sealed.clone()));
        let long = format!("请回电{text}，或{text}");
        let piece = || Piece::Sealed(sealed.clone());
        assert_eq!(Sealed::pieces(&long), [Piece::Plain("请回电"), piece(), Piece::Plain("，或"), piece()]);
        assert_eq!(Sealed::shown(&long), "请回电138****0000，或138****0000");
    }

    #[test]
    fn a_stored_value_has_no_mask_and_one_without_reads_as_erased() {
        let text = format!("请回电{}，谢谢", one("138****0000"));
        let bare = Sealed::bare(&text);
        assert!(!bare.contains("138****0000"), "{bare}");
        assert_eq!(Sealed::shown(&bare), format!("请回电{ERASED}，谢谢"));
        assert_eq!(Sealed::with_masks(&bare, |_| Some("138****0000".into())), text);
        assert_eq!(Sealed::with_masks(&bare, |_| None), bare);
        assert!(matches!(Sealed::bare("请回电"), Cow::Borrowed("请回电")));
        assert_eq!(one("x").mark(), "ab-_9");
    }

    #[test]
    fn what_only_looks_sealed_stays_as_it_is() {
        for text in ["", "⟦sealed:1:", "⟦sealed:1:phone:x:y:z⟧", "⟦sealed:1:shoe:00:y:z⟧ 和 ⟦", "⟦⟧"] {
            assert_eq!(Sealed::shown(text), text);
        }
        let nested = format!("⟦sealed:1:{}", one("1"));
        assert_eq!(Sealed::shown(&nested), "⟦sealed:1:1");
        assert!(!Sealed::is_in(&Sealed::none_in(&one("1").to_string())));
    }
}

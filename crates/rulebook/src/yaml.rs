//! YAML with places: a value knows its line, an unknown key is refused, a mapping keeps its order.

use crate::files::Text;
use crate::limits::{KEY_CHARS_MAX, NAME_CHARS_MAX};
use crate::problem::{Problems, known};
use model::Millis;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_saphyr::{Error, MessageFormatter, Spanned, UserMessageFormatter};
use std::fmt;
use std::marker::PhantomData;

/// A value with its place.
pub(crate) type At<T> = Spanned<T>;

pub(crate) fn line<T>(at: &At<T>) -> usize {
    usize::try_from(at.referenced.line()).unwrap_or(usize::MAX)
}

/// A mapping in the order of its file, its keys with their places.
#[derive(Debug)]
pub(crate) struct Entries<V>(pub Vec<(At<String>, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Each<V> {
            type Value = Entries<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of `key: value`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        from.deserialize_map(Each(PhantomData))
    }
}

/// A span as people write it: `20s`, `2m`, `1h`, `500ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Span(pub Millis);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let unit = match unit {
            "ms" => Some(1),
            "s" => Some(1_000),
            "m" => Some(60_000),
            "h" => Some(3_600_000),
            _ => None,
        };
        match (number.parse::<i64>(), unit) {
            (Ok(number), Some(unit)) if number < 1_000_000_000 => Ok(Self(Millis(number * unit))),
            _ => Err(serde::de::Error::custom(format!(
                "`{text}` is not a span; write for example `20s`, `2m`, `1h` or `500ms`"
            ))),
        }
    }
}

/// Parses a file; what is wrong goes to `problems`.
pub(crate) fn parse<T: DeserializeOwned>(file: &Text, problems: &mut Problems) -> Option<T> {
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    match serde_saphyr::from_str_with_options(&file.text, options) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.location().map_or(1, |place| place.line());
            problems.unreadable(&file.name, usize::try_from(line).unwrap_or(1), words(&error));
            None
        }
    }
}

fn words(error: &Error) -> String {
    let error = error.without_snippet();
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            format!("unknown key `{field}`; correct or remove it ({})", known(expected.iter().copied()))
        }
        Error::SerdeMissingField { field, .. } => format!("the key `{field}` is missing here; add it"),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            format!("`{variant}` is not possible here ({})", known(expected.iter().copied()))
        }
        Error::DuplicateMappingKey { key, .. } => {
            format!("the key `{}` stands here a second time; remove one", key.as_deref().unwrap_or("?"))
        }
        Error::InvalidScalar { ty, .. } => match *ty {
            "f32" | "f64" => "this is not a number; write one, as `2.5`".into(),
            other => format!("this is not a whole number ({other}); write one, as `20`"),
        },
        Error::InvalidBooleanStrict { .. } => "this is neither `true` nor `false`; write one of them".into(),
        _ => UserMessageFormatter.format_message(error).into_owned(),
    }
}

/// A key of the rulebook: lower-case letters, digits, `_`, `-`, `.`.
pub(crate) fn check_key(file: &str, key: &At<String>, problems: &mut Problems) {
    let text = &key.value;
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    if text.is_empty() || text.len() > KEY_CHARS_MAX || !text.chars().all(is_good) {
        let message = format!(
            "the key `{text}` is not possible; use 1 to {KEY_CHARS_MAX} lower-case letters, digits, `_`, `-` or `.`"
        );
        problems.add(file, line(key), message);
    }
}

/// A name for people: not empty, one line, not too long.
pub(crate) fn check_name(file: &str, name: &At<String>, problems: &mut Problems) {
    let text = name.value.trim();
    if text.is_empty() {
        problems.add(file, line(name), "the name is empty; write one");
    } else if text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        problems.add(file, line(name), format!("a name has one line of at most {NAME_CHARS_MAX} characters"));
    }
}

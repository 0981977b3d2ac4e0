//! YAML as a tree in which each value knows its line, and the canonical text of such a tree.
//!
//! Scalars stay texts: the reader of a key says what it wants. A mapping that is read through [`Keys`] refuses every
//! key that nobody asked for.

use crate::limits::{FILE_BYTES_MAX, YAML_DEPTH_MAX};
use crate::problem::Problems;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{MessageFormatter, Spanned, UserMessageFormatter};
use std::cell::RefCell;
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Y {
    pub line: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Text(String),
    List(Vec<Y>),
    Map(Vec<(String, usize, Y)>),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Y {
    pub fn text(text: impl Into<String>) -> Self {
        Self { line: 0, kind: Kind::Text(text.into()) }
    }

    pub fn list(list: Vec<Y>) -> Self {
        Self { line: 0, kind: Kind::List(list) }
    }

    pub fn map(entries: Vec<(&str, Y)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), 0, value)).collect();
        Self { line: 0, kind: Kind::Map(entries) }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }
}

struct Raw(Kind);

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw(Kind::Text(value.to_string())))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw(Kind::Text(value.to_string())))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw(Kind::Text(value.to_string())))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw(Kind::Text(value.to_string())))
    }
    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw(Kind::Text(value.to_owned())))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw(Kind::default()))
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw(Kind::default()))
    }
    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Raw, D::Error> {
        Raw::deserialize(from)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Raw>>()? {
            list.push(placed(item));
        }
        Ok(Raw(Kind::List(list)))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries: Vec<(String, usize, Y)> = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Spanned<Raw>>()? {
            let line = usize::try_from(key.referenced.line()).unwrap_or(1);
            entries.push((key.value, line, placed(value)));
        }
        Ok(Raw(Kind::Map(entries)))
    }
}

fn placed(at: Spanned<Raw>) -> Y {
    Y { line: usize::try_from(at.referenced.line()).unwrap_or(1), kind: at.value.0 }
}

/// Reads a text; what is wrong goes to `problems`.
pub(crate) fn parse(text: &str, problems: &mut Problems) -> Option<Y> {
    if text.len() > FILE_BYTES_MAX {
        problems.add(1, format!("the file has more than {FILE_BYTES_MAX} bytes; split it"));
        return None;
    }
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(tree) => {
            let tree = placed(tree);
            if depth(&tree) > YAML_DEPTH_MAX {
                problems.add(1, format!("the file nests more than {YAML_DEPTH_MAX} times"));
                return None;
            }
            Some(tree)
        }
        Err(error) => {
            let line = error.location().map_or(1, |place| place.line());
            let line = usize::try_from(line).unwrap_or(1);
            problems.add(line, UserMessageFormatter.format_message(error.without_snippet()).into_owned());
            None
        }
    }
}

fn depth(tree: &Y) -> usize {
    match &tree.kind {
        Kind::Text(_) => 1,
        Kind::List(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => 1 + entries.iter().map(|(_, _, value)| depth(value)).max().unwrap_or(0),
    }
}

/// A mapping being read. Keys that nobody asks for are refused by [`Keys::finish`].
pub(crate) struct Keys<'a> {
    pub line: usize,
    entries: &'a [(String, usize, Y)],
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Keys<'a> {
    pub fn of(tree: &'a Y, what: &str, problems: &mut Problems) -> Self {
        let entries: &[_] = match &tree.kind {
            Kind::Map(entries) => entries,
            Kind::Text(_) | Kind::List(_) => {
                problems.add(tree.line, format!("{what} is a mapping of `key: value`"));
                &[]
            }
        };
        let line = entries.first().map_or(tree.line, |entry| entry.1);
        Self { line, entries, asked: RefCell::default() }
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.0 == key)
    }

    pub fn first_key(&self) -> &'a str {
        self.entries.first().map_or("", |entry| entry.0.as_str())
    }

    pub fn opt(&self, key: &'static str) -> Option<&'a Y> {
        self.asked.borrow_mut().push(key);
        self.entries.iter().find(|entry| entry.0 == key).map(|entry| &entry.2)
    }

    pub fn must(&self, key: &'static str, problems: &mut Problems) -> Option<&'a Y> {
        let found = self.opt(key);
        if found.is_none() {
            problems.add(self.line, format!("the key `{key}` is missing here; add it"));
        }
        found
    }

    /// Refuses what nobody asked for.
    pub fn finish(&self, problems: &mut Problems) {
        let asked = self.asked.borrow();
        for (key, line, _) in self.entries {
            if !asked.contains(&key.as_str()) {
                let known = asked.join(", ");
                problems.add(*line, format!("unknown key `{key}`; correct or remove it (there is {known})"));
            }
        }
    }
}

/// The canonical text: block style, keys in the order given, texts quoted where they need it.
pub(crate) fn emit(tree: &Y) -> String {
    let mut out = String::new();
    block(tree, 0, &mut out);
    out
}

fn block(tree: &Y, indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    match &tree.kind {
        Kind::Text(text) => {
            out.push_str(&scalar(text));
            out.push('\n');
        }
        Kind::List(list) => {
            for item in list {
                out.push_str(&pad);
                out.push('-');
                nested(item, indent + 1, true, out);
            }
        }
        Kind::Map(entries) => {
            for (key, _, value) in entries {
                out.push_str(&pad);
                out.push_str(&scalar(key));
                out.push(':');
                nested(value, indent + 1, false, out);
            }
        }
    }
}

/// A value behind `-` or `key:`; a mapping in a list begins on the line of its dash.
fn nested(tree: &Y, indent: usize, is_item: bool, out: &mut String) {
    match &tree.kind {
        Kind::Text(text) => {
            out.push(' ');
            out.push_str(&scalar(text));
            out.push('\n');
        }
        Kind::List(list) if list.is_empty() => out.push_str(" []\n"),
        Kind::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Kind::Map(_) if is_item => {
            let mut inner = String::new();
            block(tree, indent, &mut inner);
            out.push(' ');
            out.push_str(inner.trim_start());
        }
        Kind::List(_) | Kind::Map(_) => {
            out.push('\n');
            block(tree, indent, out);
        }
    }
}

fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '(' | ')' | ' ');
    let begins = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if begins && text.chars().all(is_plain) && !text.ends_with(' ') && !is_word_of_yaml(text) {
        return text.to_owned();
    }
    if !text.is_empty() && text.len() < 10 && text.chars().all(|c| c.is_ascii_digit()) && !text.starts_with('0') {
        return text.to_owned();
    }
    serde_json::Value::String(text.to_owned()).to_string()
}

fn is_word_of_yaml(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf")
}

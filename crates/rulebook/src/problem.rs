//! What is wrong with a rulebook, where, and how to mend it.

use crate::limits::PROBLEMS_MAX;
use serde::Serialize;
use std::fmt;

/// Prints as `file:line: message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Relative to the rulebook's folder.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Collects problems, so that one reading tells them all.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    plain: Vec<Problem>,
    dangling: Vec<Problem>,
    /// A file could not be read, so names that it would have given are unknown through no fault of who uses them.
    is_incomplete: bool,
}

impl Problems {
    pub fn add(&mut self, file: &str, line: usize, message: impl Into<String>) {
        push(&mut self.plain, file, line, message.into());
    }

    /// A file that cannot be read as a whole.
    pub fn unreadable(&mut self, file: &str, line: usize, message: impl Into<String>) {
        self.is_incomplete = true;
        push(&mut self.plain, file, line, message.into());
    }

    /// A name that nothing in the rulebook bears, or something that nobody names.
    pub fn dangling(&mut self, file: &str, line: usize, message: impl Into<String>) {
        push(&mut self.dangling, file, line, message.into());
    }

    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.dangling.is_empty()
    }

    /// In the order in which a reader walks the folder. While files are unreadable, dangling names are not told.
    pub fn into_sorted(self) -> Vec<Problem> {
        let mut all = self.plain;
        if !self.is_incomplete {
            all.extend(self.dangling);
        }
        all.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        all.dedup();
        all.truncate(PROBLEMS_MAX);
        all
    }
}

fn push(to: &mut Vec<Problem>, file: &str, line: usize, message: String) {
    if to.len() < PROBLEMS_MAX {
        to.push(Problem { file: file.to_owned(), line: line.max(1), message });
    }
}

/// `known: a, b, c`, for messages about a name that does not exist.
pub(crate) fn known<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN_MAX: usize = 12;
    let mut all: Vec<&str> = names.into_iter().collect();
    all.sort_unstable();
    if all.is_empty() {
        return "none is known".to_owned();
    }
    let more = if all.len() > SHOWN_MAX { ", …" } else { "" };
    all.truncate(SHOWN_MAX);
    format!("known: {}{more}", all.join(", "))
}

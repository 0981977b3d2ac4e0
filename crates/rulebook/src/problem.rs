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
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub fn add(&mut self, file: &str, line: usize, message: impl Into<String>) {
        if self.0.len() < PROBLEMS_MAX {
            self.0.push(Problem { file: file.to_owned(), line: line.max(1), message: message.into() });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order in which a reader walks the folder.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.0.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        self.0.dedup();
        self.0
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

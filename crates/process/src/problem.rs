//! What is wrong with a file, where, and how to mend it.

use crate::limits::PROBLEMS_MAX;
use serde::Serialize;
use std::fmt;

/// Prints as `file:line: message`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// Collects problems of one file after the other, so that one reading tells them all.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    pub file: String,
    all: Vec<Problem>,
}

impl Problems {
    pub fn of(file: &str) -> Self {
        Self { file: file.to_owned(), all: Vec::new() }
    }

    pub fn add(&mut self, line: usize, message: impl Into<String>) {
        if self.all.len() < PROBLEMS_MAX {
            self.all.push(Problem { file: self.file.clone(), line, message: message.into() });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.all.sort();
        self.all.dedup();
        self.all
    }
}

//! Statements that take many rows at once, in a few fixed widths so that each is prepared once.
//!
//! Why not one width for all: SQLite finds a parameter by name in linear time, so very wide statements cost more than
//! they save; 32 rows are within 5 % of the best.

mod calls;
mod flows;

pub(crate) use calls::*;
pub(crate) use flows::*;

use crate::database::{Link, Value};

const WIDTHS: [usize; 3] = [32, 8, 1];

/// `head` + one group of parameters for each row + `tail`, in every width.
pub(crate) struct Wide {
    columns: usize,
    texts: [String; WIDTHS.len()],
}

impl Wide {
    /// `types`: one for each column when PostgreSQL cannot tell it from the target (`VALUES` as a table), else empty.
    fn new(head: &str, columns: usize, types: &[&str], tail: &str) -> Self {
        Self { columns, texts: WIDTHS.map(|rows| text_of(head, columns, types, rows, tail)) }
    }

    /// Runs the statement for rows that lie one after the other in `values`. Returns how many rows it changed.
    pub async fn run(&'static self, link: &mut Link, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        debug_assert_eq!(values.len() % self.columns, 0, "rows are whole");
        let mut changed = 0;
        let mut values = values.into_iter();
        for (rows, text) in WIDTHS.iter().zip(&self.texts) {
            while values.len() >= rows * self.columns {
                changed += link.execute(text, values.by_ref().take(rows * self.columns).collect()).await?;
            }
        }
        Ok(changed)
    }

    #[cfg(test)]
    pub fn texts(&'static self) -> &'static [String] {
        &self.texts
    }
}

fn text_of(head: &str, columns: usize, types: &[&str], rows: usize, tail: &str) -> String {
    let parameter = |number: usize| match types.get((number - 1) % columns) {
        Some(name) => format!("CAST(${number} AS {name})"),
        None => format!("${number}"),
    };
    let row = |row: usize| {
        let parameters: Vec<String> = (1..=columns).map(|column| parameter(row * columns + column)).collect();
        format!("({})", parameters.join(", "))
    };
    let groups: Vec<String> = (0..rows).map(row).collect();
    format!("{head} {}{tail}", groups.join(", "))
}

/// Every wide statement, for the test that prepares them.
#[cfg(test)]
pub(crate) fn all() -> Vec<&'static Wide> {
    [calls::all(), flows::all()].concat()
}

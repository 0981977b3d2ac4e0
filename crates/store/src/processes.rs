//! Running flows as they are read: instances, their tasks by person, and what the clock and messages look for.
//!
//! Start reading at [`inbox`] (`tasks.rs`) and [`instances`] (`instances.rs`). Lists of instances go by their number,
//! which is the order of the journal: no clock that jumps can hide or double a row.

mod definitions;
mod drafts;
mod instances;
mod numbers;
mod records;
mod tasks;

pub use definitions::{definition, definition_hashes, last_scheduled, open_by_definition, open_counts};
pub use drafts::{DelegationRecord, delegations, draft, qualifications};
pub use instances::{
    InstanceFilter, InstanceRecord, children_of, due, instance, instances, next_due, open_of_flow, story, waiting_for,
};
pub use numbers::{instances_in, numbers_rows};
pub use records::{RecordRow, records, records_of};
pub use tasks::{
    InboxCursor, TaskRecord, done_by, inbox, inbox_counts, open_tasks_of_many, open_tasks_of_person, overdue, tasks_of,
};

pub(crate) use tasks::kind_text;

/// Statements that are put together, for the test that prepares them.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = instances::TEXTS.iter().chain(tasks::TEXTS).map(|text| (*text).to_owned()).collect();
    texts.extend(records::TEXTS.iter().chain(numbers::TEXTS).map(|text| (*text).to_owned()));
    texts.push(tasks::INBOX_COUNTS_OF_MANY.clone());
    texts.push(tasks::OPEN_OF_MANY.clone());
    texts
}

/// Lists that must follow an index, with what their plan names.
#[cfg(test)]
pub(crate) fn lists() -> Vec<(&'static str, &'static str)> {
    [&instances::LISTS[..], &tasks::LISTS, &records::LISTS, &numbers::LISTS].concat()
}

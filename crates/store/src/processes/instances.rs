//! Instances: one row for each run of a flow, with the engine's state beside it.

use crate::database::{Row, Value, values};
use crate::limits::{CHILDREN_MAX, FACTS_OF_INSTANCE_MAX, PAGE_MAX};
use crate::{Store, StoreError};
use model::{Fact, InstanceId, Millis, PersonId};

/// One run of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceRecord {
    pub id: InstanceId,
    /// What people call it by: the number of its first fact.
    pub number: u64,
    pub flow: String,
    pub version: u32,
    /// Hash of the text that it runs under.
    pub definition: String,
    pub applicant: Option<PersonId>,
    /// The first of its family; itself when nobody called it.
    pub root: InstanceId,
    /// Who called it, and with which call.
    pub parent: Option<(InstanceId, u64)>,
    pub started_ms: Millis,
    pub ended_ms: Option<Millis>,
    pub end: Option<String>,
    /// Grows by one with each state; 0 before the first.
    pub revision: u64,
    /// The engine's state as JSON; empty in lists that say so.
    pub state: String,
    pub is_demo: bool,
}

/// Which instances the reader asks for; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceFilter {
    pub flow: Option<String>,
    /// Of one of these; an empty list finds nothing.
    pub applicants: Option<Vec<PersonId>>,
    pub is_open: Option<bool>,
    /// With an open task that was due before.
    pub overdue_at: Option<Millis>,
    /// This number only.
    pub text_number: Option<u64>,
    /// In which this person did something.
    pub participant: Option<PersonId>,
}

macro_rules! columns {
    ($state:literal) => {
        concat!(
            "i.id, i.number, i.flow, i.version, i.definition, i.applicant_id, i.root_id, i.parent_id, i.parent_call, ",
            "i.started_ms, i.ended_ms, i.end_key, i.revision, i.is_demo, ",
            $state
        )
    };
}
pub(super) use columns;

/// `$lead` decides which index is read; everything else is the same. PostgreSQL takes a parameter's type from its
/// first use, so `IS NULL` stands last.
macro_rules! list_text {
    ($from:literal, $lead:literal, $number:literal) => {
        concat!(
            "SELECT ",
            columns!("i.state"),
            " FROM ",
            $from,
            " WHERE ",
            $lead,
            " AND ",
            $number,
            " < $1 AND ",
            $number,
            " > $2 AND (i.flow = $3 OR $3 IS NULL) ",
            "AND (i.applicant_id = $4 OR $4 IS NULL) ",
            "AND ($5 = 2 OR ($5 = 1 AND i.ended_ms IS NULL) OR ($5 = 0 AND i.ended_ms IS NOT NULL)) ",
            "AND (i.number = $6 OR $6 IS NULL) ",
            "AND (i.id IN (SELECT t.instance_id FROM task t ",
            "WHERE t.closed_ms IS NULL AND t.due_ms IS NOT NULL AND t.due_ms < $7) OR $7 IS NULL) ",
            "AND (i.number IN (SELECT x.number FROM instance_person x WHERE x.person_id = $8) OR $8 IS NULL) ",
            "ORDER BY ",
            $number,
            " DESC LIMIT $9"
        )
    };
}

const BY_PARTICIPANT: &str =
    list_text!("instance_person p JOIN instance i ON i.number = p.number", "p.person_id = $8", "p.number");
const BY_OVERDUE: &str = list_text!(
    "instance i",
    "i.id IN (SELECT o.instance_id FROM task o WHERE o.closed_ms IS NULL AND o.due_ms IS NOT NULL AND o.due_ms < $7)",
    "i.number"
);
const BY_APPLICANT: &str = list_text!("instance i", "i.applicant_id = $4", "i.number");
const BY_OPEN_FLOW: &str = list_text!("instance i", "i.flow = $3 AND i.ended_ms IS NULL", "i.number");
const BY_OPEN: &str = list_text!("instance i", "i.ended_ms IS NULL", "i.number");
const BY_FLOW: &str = list_text!("instance i", "i.flow = $3", "i.number");
const BY_NUMBER: &str = list_text!("instance i", "i.number > 0", "i.number");
/// Lists that must follow an index, with its name.
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 6] = [
    ("instance_applicant", BY_APPLICANT),
    ("instance_open_flow", BY_OPEN_FLOW),
    ("instance_open", BY_OPEN),
    ("instance_flow", BY_FLOW),
    ("INTEGER PRIMARY KEY", BY_NUMBER),
    ("PRIMARY KEY (person_id", BY_PARTICIPANT),
];

const BY_ID: &str = concat!("SELECT ", columns!("i.state"), " FROM instance i WHERE i.id = $1");
const CHILDREN: &str = concat!(
    "SELECT ",
    columns!("i.state"),
    " FROM instance i WHERE i.parent_id = $1 AND i.parent_id IS NOT NULL ORDER BY i.number LIMIT $2"
);
const OPEN_OF_FLOW: &str = concat!(
    "SELECT ",
    columns!("i.state"),
    " FROM instance i WHERE i.flow = $1 AND i.ended_ms IS NULL ",
    "AND i.number > COALESCE((SELECT a.number FROM instance a WHERE a.id = $2), 0) ORDER BY i.number LIMIT $3"
);

#[cfg(test)]
pub(super) const TEXTS: &[&str] = &[
    BY_PARTICIPANT,
    BY_OVERDUE,
    BY_APPLICANT,
    BY_OPEN_FLOW,
    BY_OPEN,
    BY_FLOW,
    BY_NUMBER,
    BY_ID,
    CHILDREN,
    OPEN_OF_FLOW,
];

pub async fn instance(store: &Store, id: InstanceId) -> Result<Option<InstanceRecord>, StoreError> {
    store.row(BY_ID, values![id]).await?.as_ref().map(instance_of).transpose()
}

/// The newest first, at most `limit`. `after`: start and id of the last row of the page before; the order is that of
/// the numbers, so the id alone tells the place.
pub async fn instances(
    store: &Store,
    filter: &InstanceFilter,
    after: Option<(Millis, InstanceId)>,
    limit: u32,
) -> Result<Vec<InstanceRecord>, StoreError> {
    let limit = limit.clamp(1, PAGE_MAX + 1) as usize;
    let before = match after {
        None => i64::MAX,
        Some((_, id)) => {
            let row = store.row("SELECT number FROM instance WHERE id = $1", values![id]).await?;
            row.map_or(Ok(0), |row| row.int(0))?
        }
    };
    let Some(applicants) = &filter.applicants else { return page(store, filter, None, (0, before), limit).await };
    // One index range for each applicant. What the page cannot hold any more is not read: `from` moves up.
    let mut found: Vec<InstanceRecord> = Vec::new();
    let mut from = 0;
    for applicant in applicants {
        let rows = page(store, filter, Some(*applicant), (from, before), limit).await?;
        found.extend(rows.into_iter().filter(|row| i64::try_from(row.number).is_ok_and(|number| number > from)));
        found.sort_unstable_by_key(|row| std::cmp::Reverse(row.number));
        found.dedup_by_key(|row| row.number);
        found.truncate(limit);
        if let Some(last) = found.get(limit - 1) {
            from = i64::try_from(last.number).unwrap_or(0);
        }
    }
    Ok(found)
}

/// One page with numbers in the open span `between`.
async fn page(
    store: &Store,
    filter: &InstanceFilter,
    applicant: Option<PersonId>,
    between: (i64, i64),
    limit: usize,
) -> Result<Vec<InstanceRecord>, StoreError> {
    let sql = match (filter.participant, filter.overdue_at, applicant, &filter.flow, filter.is_open) {
        (Some(_), ..) => BY_PARTICIPANT,
        (None, Some(_), ..) => BY_OVERDUE,
        (None, None, Some(_), ..) => BY_APPLICANT,
        (None, None, None, Some(_), Some(true)) => BY_OPEN_FLOW,
        (None, None, None, None, Some(true)) => BY_OPEN,
        (None, None, None, Some(_), _) => BY_FLOW,
        (None, None, None, None, _) => BY_NUMBER,
    };
    let parameters = values![
        between.1,
        between.0,
        filter.flow.clone(),
        applicant,
        filter.is_open.map_or(2, i64::from),
        filter.text_number.map(|number| i64::try_from(number).unwrap_or(i64::MAX)),
        filter.overdue_at,
        filter.participant,
        Value::from(limit as u64),
    ];
    store.rows(sql, parameters).await?.iter().map(instance_of).collect()
}

/// Whom an instance called, the first first.
pub async fn children_of(store: &Store, instance: InstanceId) -> Result<Vec<InstanceRecord>, StoreError> {
    store.rows(CHILDREN, values![instance, CHILDREN_MAX]).await?.iter().map(instance_of).collect()
}

/// Open instances of a flow, the oldest first: page by page for a change of its text.
pub async fn open_of_flow(
    store: &Store,
    flow: &str,
    after: Option<InstanceId>,
    limit: u32,
) -> Result<Vec<InstanceRecord>, StoreError> {
    let limit = i64::from(limit.clamp(1, PAGE_MAX));
    store.rows(OPEN_OF_FLOW, values![flow, after, limit]).await?.iter().map(instance_of).collect()
}

/// Instances with a timer at or before `now`, the earliest first.
pub async fn due(store: &Store, now: Millis, limit: u32) -> Result<Vec<InstanceId>, StoreError> {
    let sql = "SELECT id FROM instance WHERE next_due_ms <= $1 AND next_due_ms IS NOT NULL \
               ORDER BY next_due_ms, number LIMIT $2";
    store.rows(sql, values![now, i64::from(limit)]).await?.iter().map(|row| row.parsed(0)).collect()
}

/// The earliest timer of all.
pub async fn next_due(store: &Store) -> Result<Option<Millis>, StoreError> {
    let sql = "SELECT next_due_ms FROM instance WHERE next_due_ms IS NOT NULL ORDER BY next_due_ms LIMIT 1";
    Ok(store.row(sql, Vec::new()).await?.map(|row| row.int(0)).transpose()?.map(Millis))
}

/// Instances that would take this message now, the oldest first.
pub async fn waiting_for(store: &Store, name: &str, key: &str, limit: u32) -> Result<Vec<InstanceId>, StoreError> {
    let sql = "SELECT w.instance_id FROM instance_wait w WHERE w.name = $1 AND w.key = $2 \
               ORDER BY w.instance_id LIMIT $3";
    store.rows(sql, values![name, key, i64::from(limit)]).await?.iter().map(|row| row.parsed(0)).collect()
}

/// What happened in an instance, in order, at most [`FACTS_OF_INSTANCE_MAX`].
pub async fn story(store: &Store, instance: InstanceId, limit: u32) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT j.body FROM instance_fact f JOIN journal j ON j.seq = f.seq \
               WHERE f.number = (SELECT i.number FROM instance i WHERE i.id = $1) ORDER BY f.seq LIMIT $2";
    let limit = i64::from(limit.min(FACTS_OF_INSTANCE_MAX));
    store.rows(sql, values![instance, limit]).await?.iter().map(crate::journal::fact_of).collect()
}

/// The 15 columns of `columns!`.
pub(super) fn instance_of(row: &Row) -> Result<InstanceRecord, StoreError> {
    let id = row.parsed(0)?;
    let parent: Option<InstanceId> = row.parsed_or_none(7)?;
    let call = row.int_or_none(8)?.unwrap_or(0).unsigned_abs();
    Ok(InstanceRecord {
        id,
        number: row.int(1)?.unsigned_abs(),
        flow: row.text(2)?,
        version: u32::try_from(row.int(3)?).unwrap_or(0),
        definition: row.text(4)?,
        applicant: row.parsed_or_none(5)?,
        root: row.parsed_or_none(6)?.unwrap_or(id),
        parent: parent.map(|parent| (parent, call)),
        started_ms: Millis(row.int(9)?),
        ended_ms: row.int_or_none(10)?.map(Millis),
        end: row.text_or_none(11)?,
        revision: row.int(12)?.unsigned_abs(),
        is_demo: row.int(13)? == 1,
        state: row.text(14)?,
    })
}

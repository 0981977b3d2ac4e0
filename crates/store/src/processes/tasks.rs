//! Tasks: the inbox of a person is one index range of `task_person`, which holds open tasks only.

use crate::database::{Row, Value, values};
use crate::limits::{INBOX_PEOPLE_MAX, OPEN_TASKS_OF_PERSON_MAX, PAGE_MAX, TASKS_OF_INSTANCE_MAX};
use crate::paging::{Reading, Span, newest};
use crate::{Store, StoreError};
use model::process::TaskKind;
use model::{InstanceId, Millis, PersonId};
use std::sync::LazyLock;

/// One thing to be done by one of some people, open or closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRecord {
    pub instance: InstanceId,
    /// Its number within the instance.
    pub task: u64,
    pub flow: String,
    pub step: String,
    /// Of an approval, from 0.
    pub stage: Option<u32>,
    pub of: TaskKind,
    pub opened_ms: Millis,
    pub due_ms: Option<Millis>,
    pub holder: Option<PersonId>,
    pub claimed_ms: Option<Millis>,
    /// When it came up for the first time.
    pub escalated_ms: Option<Millis>,
    pub closed_ms: Option<Millis>,
    /// None of a closed one: it was no longer needed.
    pub outcome: Option<String>,
    /// Who answers for it.
    pub actor: Option<PersonId>,
    /// Who did it.
    pub by: Option<PersonId>,
}

/// The last row of a page of open tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InboxCursor {
    /// `i64::MAX`: no deadline.
    pub due_ms: i64,
    pub opened_ms: i64,
    pub instance: InstanceId,
    pub task: u64,
}

impl InboxCursor {
    /// The place of a task in lists of open tasks.
    pub fn of(task: &TaskRecord) -> Self {
        let due_ms = task.due_ms.map_or(i64::MAX, |due| due.0);
        Self { due_ms, opened_ms: task.opened_ms.0, instance: task.instance, task: task.task }
    }

    fn values(cursor: Option<Self>) -> [Value; 4] {
        let first = (i64::MIN, i64::MIN, String::new(), -1);
        let (due, opened, instance, task) = cursor.map_or(first, |cursor| {
            let task = i64::try_from(cursor.task).unwrap_or(i64::MAX);
            (cursor.due_ms, cursor.opened_ms, cursor.instance.to_string(), task)
        });
        [due.into(), opened.into(), instance.into(), task.into()]
    }
}

macro_rules! task_text {
    ($rest:literal) => {
        concat!(
            "SELECT t.instance_id, t.task, t.flow, t.step, t.stage, t.kind, t.opened_ms, t.due_ms, t.holder_id, ",
            "t.claimed_ms, t.escalated_ms, t.closed_ms, t.outcome, t.actor_id, t.by_id FROM ",
            $rest
        )
    };
}
pub(super) use task_text;

const INBOX: &str = task_text!(
    "task_person p JOIN task t ON t.instance_id = p.instance_id AND t.task = p.task WHERE p.person_id = $1 \
     AND (p.due_ms, p.opened_ms, p.instance_id, p.task) > ($2, $3, $4, $5) AND (p.flow = $6 OR $6 IS NULL) \
     ORDER BY p.due_ms, p.opened_ms, p.instance_id, p.task LIMIT $7"
);
const OPEN_OF_PERSON: &str = task_text!(
    "task_person p JOIN task t ON t.instance_id = p.instance_id AND t.task = p.task WHERE p.person_id = $1 \
     ORDER BY p.due_ms, p.opened_ms, p.instance_id, p.task LIMIT $2"
);
const OF_INSTANCE: &str = task_text!("task t WHERE t.instance_id = $1 ORDER BY t.task LIMIT $2");
const OVERDUE: &str = task_text!(
    "task t WHERE t.closed_ms IS NULL AND t.due_ms IS NOT NULL AND t.due_ms < $1 \
     AND (t.due_ms, t.opened_ms, t.instance_id, t.task) > ($2, $3, $4, $5) \
     ORDER BY t.due_ms, t.opened_ms, t.instance_id, t.task LIMIT $6"
);
const DONE_BY: &str = task_text!(
    "task t WHERE t.by_id = $1 AND t.closed_ms < $2 AND t.closed_ms >= $3 \
     ORDER BY t.closed_ms DESC LIMIT $4"
);
const DONE_FOR: &str = task_text!(
    "task t WHERE t.actor_id = $1 AND t.actor_id <> t.by_id AND t.closed_ms < $2 AND t.closed_ms >= $3 \
     ORDER BY t.closed_ms DESC LIMIT $4"
);

#[cfg(test)]
pub(super) const TEXTS: &[&str] = &[INBOX, OPEN_OF_PERSON, OF_INSTANCE, OVERDUE, DONE_BY, DONE_FOR];
/// Lists that must follow an index, with its name.
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 5] = [
    ("PRIMARY KEY (person_id", INBOX),
    ("PRIMARY KEY (person_id", OPEN_OF_PERSON),
    ("task_due", OVERDUE),
    ("task_done", DONE_BY),
    ("task_done_for", DONE_FOR),
];

/// `$1`, …: as many people or instances as one statement takes.
const LISTED: usize = INBOX_PEOPLE_MAX;

fn listed(from: usize) -> String {
    (from..from + LISTED).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// Fills a list to its width by saying the last one again.
fn padded(mut ids: Vec<Value>) -> Vec<Value> {
    let Some(last) = ids.last().cloned() else { return ids };
    ids.resize(LISTED, last);
    ids
}

pub(super) static INBOX_COUNTS_OF_MANY: LazyLock<String> = LazyLock::new(|| {
    let head = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN d.due_ms < $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN d.due_ms >= $1 AND d.due_ms < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT DISTINCT p.instance_id, p.task, p.due_ms FROM task_person p WHERE p.person_id IN ";
    format!("{head}({})) d", listed(3))
});

pub(super) static OPEN_OF_MANY: LazyLock<String> = LazyLock::new(|| {
    let head = task_text!("task t WHERE t.closed_ms IS NULL AND t.instance_id IN ");
    format!("{head}({}) ORDER BY t.instance_id, t.task LIMIT ${}", listed(1), LISTED + 1)
});

/// Open tasks of the first of `people` and those whom they stand in for, by deadline and then by age, each with whose
/// row it is: the first of `people` who has it. At most [`INBOX_PEOPLE_MAX`] people are looked at.
pub async fn inbox(
    store: &Store,
    people: &[PersonId],
    flow: Option<&str>,
    after: Option<InboxCursor>,
    limit: u32,
) -> Result<Vec<(TaskRecord, PersonId)>, StoreError> {
    let limit = limit.clamp(1, PAGE_MAX + 1);
    let mut found: Vec<(TaskRecord, PersonId)> = Vec::new();
    for person in people.iter().take(INBOX_PEOPLE_MAX) {
        let mut parameters = values![*person];
        parameters.extend(InboxCursor::values(after));
        parameters.extend(values![flow.map(str::to_owned), i64::from(limit)]);
        for row in store.rows(INBOX, parameters).await? {
            found.push((task_of(&row)?, *person));
        }
    }
    // Stable: of two rows of one task the one of whom was asked for first stays.
    found.sort_by_key(|(task, _)| InboxCursor::of(task));
    found.dedup_by_key(|(task, _)| (task.instance, task.task));
    found.truncate(limit as usize);
    Ok(found)
}

/// Open, overdue, and due from now until the end of the day; each task once.
pub async fn inbox_counts(
    store: &Store,
    people: &[PersonId],
    now: Millis,
    today_end: Millis,
) -> Result<(u64, u64, u64), StoreError> {
    let row = match people {
        [] => return Ok((0, 0, 0)),
        [person] => {
            let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN p.due_ms < $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
                CAST(COALESCE(SUM(CASE WHEN p.due_ms >= $1 AND p.due_ms < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) \
                FROM task_person p WHERE p.person_id = $3";
            store.row(sql, values![now, today_end, *person]).await?
        }
        many => {
            let people = many.iter().take(INBOX_PEOPLE_MAX).map(|person| Value::from(*person)).collect();
            let mut parameters = values![now, today_end];
            parameters.extend(padded(people));
            store.row(&INBOX_COUNTS_OF_MANY, parameters).await?
        }
    };
    let Some(row) = row else { return Ok((0, 0, 0)) };
    Ok((row.int(0)?.unsigned_abs(), row.int(1)?.unsigned_abs(), row.int(2)?.unsigned_abs()))
}

/// What a person did, or a deputy did for them; the newest first. `before`: the close of the last row of the page
/// before. All that closed in one millisecond come together, so a page may be longer than `limit`.
pub async fn done_by(
    store: &Store,
    person: PersonId,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<TaskRecord>, StoreError> {
    let read = |span: Span| -> Reading<'_, TaskRecord> {
        Box::pin(async move {
            let mut found = Vec::new();
            for sql in [DONE_BY, DONE_FOR] {
                let rows = store.rows(sql, values![person, span.before, span.from, span.limit]).await?;
                found.extend(rows.iter().map(task_of).collect::<Result<Vec<_>, _>>()?);
            }
            found.sort_by_key(|task| std::cmp::Reverse((task.closed_ms, task.instance, task.task)));
            found.truncate(usize::try_from(span.limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    };
    newest(before, limit.clamp(1, PAGE_MAX + 1), |task: &TaskRecord| task.closed_ms.unwrap_or(Millis::ZERO), read).await
}

/// All tasks of an instance, the oldest first.
pub async fn tasks_of(store: &Store, instance: InstanceId) -> Result<Vec<TaskRecord>, StoreError> {
    store.rows(OF_INSTANCE, values![instance, TASKS_OF_INSTANCE_MAX]).await?.iter().map(task_of).collect()
}

/// Open tasks of a page of instances.
pub async fn open_tasks_of_many(store: &Store, instances: &[InstanceId]) -> Result<Vec<TaskRecord>, StoreError> {
    let mut found = Vec::new();
    for some in instances.chunks(LISTED) {
        let mut parameters = padded(some.iter().map(|instance| Value::from(*instance)).collect());
        parameters.push(TASKS_OF_INSTANCE_MAX.into());
        for row in store.rows(&OPEN_OF_MANY, parameters).await? {
            found.push(task_of(&row)?);
        }
    }
    Ok(found)
}

/// Everything that waits for a person: to hand it over, or before they leave.
pub async fn open_tasks_of_person(store: &Store, person: PersonId) -> Result<Vec<TaskRecord>, StoreError> {
    store.rows(OPEN_OF_PERSON, values![person, OPEN_TASKS_OF_PERSON_MAX]).await?.iter().map(task_of).collect()
}

/// Open tasks that were due before `now`, the longest overdue first.
pub async fn overdue(
    store: &Store,
    now: Millis,
    after: Option<InboxCursor>,
    limit: u32,
) -> Result<Vec<TaskRecord>, StoreError> {
    let mut parameters = values![now];
    parameters.extend(InboxCursor::values(after));
    parameters.push(i64::from(limit.clamp(1, PAGE_MAX + 1)).into());
    store.rows(OVERDUE, parameters).await?.iter().map(task_of).collect()
}

pub(crate) fn kind_text(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Step => "step",
        TaskKind::Opinion => "opinion",
        TaskKind::Repair => "repair",
    }
}

/// The 15 columns of `task_text!`.
pub(super) fn task_of(row: &Row) -> Result<TaskRecord, StoreError> {
    let kinds = [TaskKind::Step, TaskKind::Opinion, TaskKind::Repair];
    let kind = row.text(5)?;
    let of = kinds.into_iter().find(|one| kind_text(*one) == kind);
    Ok(TaskRecord {
        instance: row.parsed(0)?,
        task: row.int(1)?.unsigned_abs(),
        flow: row.text(2)?,
        step: row.text(3)?,
        stage: row.int_or_none(4)?.and_then(|stage| u32::try_from(stage).ok()),
        of: of.ok_or(StoreError::BadRow { column: 5, text: kind })?,
        opened_ms: Millis(row.int(6)?),
        due_ms: row.int_or_none(7)?.map(Millis),
        holder: row.parsed_or_none(8)?,
        claimed_ms: row.int_or_none(9)?.map(Millis),
        escalated_ms: row.int_or_none(10)?.map(Millis),
        closed_ms: row.int_or_none(11)?.map(Millis),
        outcome: row.text_or_none(12)?,
        actor: row.parsed_or_none(13)?,
        by: row.parsed_or_none(14)?,
    })
}

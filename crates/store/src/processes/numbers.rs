//! What numbers and exports are counted from: tasks and instances of a span of time. States are left out.

use super::instances::{InstanceRecord, columns, instance_of};
use super::tasks::{TaskRecord, task_of, task_text};
use crate::database::values;
use crate::{Store, StoreError};
use model::Millis;

const CLOSED: &str = task_text!(
    "task t WHERE t.closed_ms >= $1 AND t.closed_ms < $2 AND t.closed_ms IS NOT NULL AND (t.flow = $3 OR $3 IS NULL) \
     ORDER BY t.closed_ms LIMIT $4"
);
const OPEN: &str = task_text!(
    "task t WHERE t.opened_ms >= $1 AND t.opened_ms < $2 AND t.closed_ms IS NULL AND (t.flow = $3 OR $3 IS NULL) \
     ORDER BY t.opened_ms LIMIT $4"
);
const STARTED: &str = concat!(
    "SELECT ",
    columns!("'' AS state"),
    " FROM instance i WHERE i.started_ms >= $1 AND i.started_ms < $2 AND (i.flow = $3 OR $3 IS NULL) ",
    "ORDER BY i.started_ms LIMIT $4"
);
const ENDED: &str = concat!(
    "SELECT ",
    columns!("'' AS state"),
    " FROM instance i WHERE i.ended_ms >= $1 AND i.ended_ms < $2 AND i.ended_ms IS NOT NULL AND i.started_ms < $1 ",
    "AND (i.flow = $3 OR $3 IS NULL) ORDER BY i.ended_ms LIMIT $4"
);

#[cfg(test)]
pub(super) const TEXTS: &[&str] = &[CLOSED, OPEN, STARTED, ENDED];
/// Lists that must follow an index, with its name.
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 4] =
    [("task_closed", CLOSED), ("task_open", OPEN), ("instance_started", STARTED), ("instance_ended", ENDED)];

/// Tasks that were closed in `[from, to)`, and then those that were opened in it and are still open. At most `limit`:
/// who counts whole months must ask for enough.
pub async fn numbers_rows(
    store: &Store,
    flow: Option<&str>,
    from: Millis,
    to: Millis,
    limit: u32,
) -> Result<Vec<TaskRecord>, StoreError> {
    let mut found = Vec::new();
    for sql in [CLOSED, OPEN] {
        let left = i64::from(limit) - found.len() as i64;
        let rows = store.rows(sql, values![from, to, flow.map(str::to_owned), left]).await?;
        found.extend(rows.iter().map(task_of).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Instances that were started in `[from, to)`, and then those that ended in it and were started before. Without
/// their states.
pub async fn instances_in(
    store: &Store,
    flow: Option<&str>,
    from: Millis,
    to: Millis,
    limit: u32,
) -> Result<Vec<InstanceRecord>, StoreError> {
    let mut found = Vec::new();
    for sql in [STARTED, ENDED] {
        let left = i64::from(limit) - found.len() as i64;
        let rows = store.rows(sql, values![from, to, flow.map(str::to_owned), left]).await?;
        found.extend(rows.iter().map(instance_of).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

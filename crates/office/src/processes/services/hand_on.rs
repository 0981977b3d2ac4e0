//! `handover.hand_on`: gives every open task of a handover to the person who was named for it (FLOW-02, FLOW-09).
//!
//! The tasks stand in other instances, each with a commit of its own, made before the handover's step is committed. A
//! crash between leaves the step undone; done again, a task that already went to its new owner stays with them.

use super::{ServiceCall, ServiceOutcome};
use crate::processes::limits::HAND_ON_WITHIN;
use crate::{Office, OfficeError};
use model::{InstanceId, PersonId};
use serde_json::{Value as Json, json};
use std::future::Future;
use std::pin::Pin;

/// A task as a row of the form keeps it.
pub(super) fn reference(instance: InstanceId, task: u64) -> String {
    format!("{instance}:{task}")
}

fn read(text: &str) -> Option<(InstanceId, u64)> {
    let (instance, task) = text.split_once(':')?;
    Some((instance.parse().ok()?, task.parse().ok()?))
}

/// `items`: rows with `what`, `task` and `new_owner`; a promise that is no task has a new owner by its row alone.
pub(super) async fn all(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let by = call.applicant.ok_or("没有交班人 / there is nobody who hands over")?;
    let rows = call.with.get("items").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let (mut handed_on, mut problems) = (0, Vec::new());
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Json::as_str);
        let Some((instance, task)) = text("task").and_then(read) else { continue };
        let Some(to) = text("new_owner").and_then(|to| to.parse().ok()) else { continue };
        match one(office, by, instance, task, to).await {
            Ok(()) => handed_on += 1,
            Err(why) => problems.push(format!("{}: {why}", text("what").unwrap_or_default())),
        }
    }
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let mut outcome = ServiceOutcome::default();
    outcome.result.insert("handed_on".into(), json!(handed_on));
    Ok(outcome)
}

/// Boxed: an instance is moved while another one is.
fn one<'a>(
    office: &'a Office,
    by: PersonId,
    instance: InstanceId,
    task: u64,
    to: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
    Box::pin(async move {
        // Two handovers that wait for each other's turn must not wait for ever.
        match tokio::time::timeout(HAND_ON_WITHIN, office.hand_on(by, instance, task, to)).await {
            Err(_) => Err("正忙，请重试 / busy, try again".to_owned()),
            Ok(Ok(())) => Ok(()),
            Ok(Err(OfficeError::Denied(denied))) => Err(denied.in_a_line()),
            Ok(Err(error)) => Err(error.to_string()),
        }
    })
}

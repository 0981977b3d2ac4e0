//! Records that flows keep: the filed case itself, and what rooms that are still to come will take over.

use super::{ServiceCall, ServiceOutcome, id_of, person_of, text_of};
use crate::Office;
use crate::limits::RECORD_PARTIES_MAX;
use model::process::Fields;
use model::{FactBody, PersonId, RecordId};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use store::processes::RecordRow;

/// Names the record that no longer holds.
const UNDOES: &str = "undoes";

/// the case as it stands, kept by everyone who asked, acted or receives it.
pub(super) async fn archive(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let tasks = store::processes::tasks_of(&office.store, call.instance).await.map_err(|error| error.to_string())?;
    let acted = tasks.iter().flat_map(|task| [task.actor, task.by]).flatten();
    let parties = acted.chain(call.acted.iter().copied()).chain(call.to.iter().copied()).chain(call.applicant);
    let mut fields = call.data.clone();
    fields.extend(call.with.clone());
    Ok(kept(call, parties.collect(), fields))
}

/// An absence in the roster. Its result names the entry.
pub(super) fn mark_absent(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    text_of(call, "from")?;
    let mut outcome = kept(call, [person.id].into_iter().chain(call.applicant).collect(), call.with.clone());
    outcome.result.insert("roster_entry".into(), Json::String(id_of(call, "record").to_string()));
    Ok(outcome)
}

/// Something that a later room takes over, as the step says it.
pub(super) fn note(call: &ServiceCall) -> ServiceOutcome {
    let parties = call.acted.iter().copied().chain(call.to.iter().copied()).chain(call.applicant).collect();
    let fields = if call.with.is_empty() { call.data.clone() } else { call.with.clone() };
    kept(call, parties, fields)
}

/// What is undone stays in the journal; a record beside it says that it no longer holds. Nothing to undo: nothing.
pub(super) async fn undo(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let undone_kind = match call.service.as_str() {
        "roster.restore" => "roster.mark_absent",
        _ => "routing.start_call_back",
    };
    let found = store::processes::records_of(&office.store, call.instance).await.map_err(|error| error.to_string())?;
    let fields_of = |record: &RecordRow| serde_json::from_str::<Fields>(&record.fields).unwrap_or_default();
    let is_over = |open: &RecordRow| {
        let id = Json::String(open.id.to_string());
        found.iter().any(|record| record.kind == call.service && fields_of(record).get(UNDOES) == Some(&id))
    };
    // The same `with` when it was the very entry; a step that only ends it has none.
    let is_it = |record: &&RecordRow| {
        record.kind == undone_kind
            && (call.with.is_empty() || fields_of(record) == without_nulls(&call.with))
            && !is_over(record)
    };
    let Some(open) = found.iter().rev().find(is_it) else { return Ok(ServiceOutcome::default()) };
    let mut fields = fields_of(open);
    fields.insert(UNDOES.into(), Json::String(open.id.to_string()));
    Ok(kept(call, open.parties.iter().copied().collect(), fields))
}

fn kept(call: &ServiceCall, parties: BTreeSet<PersonId>, fields: Fields) -> ServiceOutcome {
    let body = FactBody::RecordKept {
        record: RecordId(id_of(call, "record")),
        instance: call.instance,
        record_kind: call.service.clone(),
        parties: parties.into_iter().take(RECORD_PARTIES_MAX).collect(),
        fields: without_nulls(&fields),
    };
    ServiceOutcome { facts: vec![body], ..ServiceOutcome::default() }
}

fn without_nulls(fields: &Fields) -> Fields {
    fields.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())).collect()
}

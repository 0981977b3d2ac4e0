//! The rulebook as pages see it: lists for choosing, and the whole for reading. Never phones' secrets or passwords.

use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewRulebook;
use model::QueueId;
use rulebook::{Disposition, Rulebook};
use serde_json::{Value, json};

impl Office {
    /// Queues, flows, dispositions, posts, policies and clauses in force.
    pub fn rulebook_in_force(&self, caller: &Caller) -> Result<Value, OfficeError> {
        self.permit::<ViewRulebook>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let book = &self.rulebook();
        Ok(json!({
            "hash": book.hash,
            "centre": book.centre,
            "departments": book.departments,
            "teams": book.teams,
            "roles": book.roles,
            "skills": book.skills,
            "qualifications": book.qualifications,
            "capabilities": book.capabilities,
            "exclusions": book.exclusions,
            "queues": book.queues,
            "flows": book.flows,
            "inbound": book.inbound,
            "calendars": book.calendars,
            "dispositions": dispositions(book),
            "processes": processes(book),
            "wallboard": book.wallboard,
            "clauses": book.clauses,
            "policies": self.rulebook().access.policies(),
        }))
    }
}

/// What a desk and a wallboard need to know; names in both languages.
pub fn config(book: &Rulebook) -> Value {
    let queues: Vec<Value> = book
        .queues
        .iter()
        .map(|queue| {
            json!({
                "id": queue.id,
                "name_zh": queue.name_zh,
                "name_en": queue.name_en,
                "service_level_within_ms": queue.service_level_within,
                "service_level_target_percent": book.wallboard.service_level_percent.green,
                "wrap_up_ms": queue.wrap_up,
                "ring_ms": queue.ring,
            })
        })
        .collect();
    // The others happen by themselves.
    let away: Vec<Value> = book
        .away_reasons
        .iter()
        .filter(|reason| reason.is_chosen)
        .map(|reason| json!({ "code": reason.code, "name_zh": reason.name_zh, "name_en": reason.name_en }))
        .collect();
    json!({
        "dispositions": dispositions(book),
        "queues": queues,
        "flows": book.node_names,
        "away_reasons": away,
        "wallboard": book.wallboard,
        "teams": book.teams,
        "roles": book.roles.iter().map(|role| json!({
            "id": role.id, "name_zh": role.name_zh, "name_en": role.name_en,
        })).collect::<Vec<_>>(),
        "capabilities": book.capabilities.iter().map(|capability| json!({
            "id": capability.action,
            "name_zh": capability.name_zh,
            "name_en": capability.name_en,
            "sensitivity": capability.sensitivity,
            "can_be_asked_for": capability.grant.is_some(),
        })).collect::<Vec<_>>(),
    })
}

/// The processes of the rulebook by name; their texts stand in the catalogue of flows.
fn processes(book: &Rulebook) -> Value {
    let shown = book.processes.flows.values().map(|flow| {
        json!({
            "id": flow.key,
            "name_zh": flow.name.zh,
            "name_en": flow.name.en,
            "source": flow.source,
            "version": flow.version,
        })
    });
    shown.collect()
}

fn dispositions(book: &Rulebook) -> Value {
    book.dispositions
        .iter()
        .map(|of| json!({ "queue": of.queue, "items": of.items.iter().map(disposition).collect::<Vec<_>>() }))
        .collect()
}

fn disposition(item: &Disposition) -> Value {
    let mut shown = json!({ "code": item.code, "name_zh": item.name_zh, "name_en": item.name_en });
    if !item.items.is_empty() {
        shown["children"] = item.items.iter().map(disposition).collect();
    }
    shown
}

/// Whether this code can stand on a call of this queue; a call that reached no queue takes any queue's.
pub(crate) fn has_disposition(book: &Rulebook, queue: Option<&QueueId>, code: &str) -> bool {
    book.dispositions.iter().filter(|of| queue.is_none_or(|queue| of.queue == *queue)).any(|of| of.find(code).is_some())
}

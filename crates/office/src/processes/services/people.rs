//! Services that change what a person may do: qualifications that were earned, accounts that end.

use super::{After, ServiceCall, ServiceOutcome, person_of, text_of};
use crate::Office;
use crate::limits::{QUALIFICATION_CHARS_MAX, QUALIFICATIONS_AT_ONCE_MAX};
use model::{Actor, FactBody};
use serde_json::Value as Json;

/// who has passed may work from now on; policies ask for the qualification by this key. One, or several that one
/// exam gives.
pub(super) fn grant(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    let several = call.with.get("qualifications").and_then(Json::as_array);
    let passed: Vec<&str> = match several {
        Some(several) => several.iter().filter_map(Json::as_str).collect(),
        None => vec![text_of(call, "qualification")?],
    };
    if passed.is_empty() || passed.len() > QUALIFICATIONS_AT_ONCE_MAX {
        return Err("没有可授予的资格 / there is no qualification to grant".into());
    }
    if passed.iter().any(|one| one.trim().is_empty() || one.chars().count() > QUALIFICATION_CHARS_MAX) {
        return Err(format!(
            "资格名称为空或超过 {QUALIFICATION_CHARS_MAX} 字 / a qualification's name is empty or too long"
        ));
    }
    let facts = passed.into_iter().map(|qualification| FactBody::QualificationGranted {
        person: person.id,
        qualification: qualification.trim().to_owned(),
        until_ms: None,
        instance: Some(call.instance),
    });
    Ok(ServiceOutcome { facts: facts.collect(), after: vec![After::ReloadDirectory], ..ServiceOutcome::default() })
}

/// PLAT-05: who has left holds no right; sessions and tokens end with the commit.
pub(super) async fn disable(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    if !person.is_active {
        return Ok(ServiceOutcome::default());
    }
    let entries = office.disabling(&Actor::System, &[], person.id).await.map_err(|error| error.to_string())?;
    let mut outcome = ServiceOutcome { after: vec![After::EndSessionsOf(person.id)], ..ServiceOutcome::default() };
    for entry in entries {
        outcome.facts.push(entry.fact.body);
        outcome.asides.extend(entry.aside);
    }
    Ok(outcome)
}

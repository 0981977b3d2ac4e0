//! Services that change what a person may do: qualifications that were earned, accounts that end.

use super::{After, ServiceCall, ServiceOutcome, person_of, text_of};
use crate::Office;
use crate::limits::QUALIFICATION_CHARS_MAX;
use model::{Actor, FactBody};

/// who has passed may work from now on; policies ask for the qualification by this key.
pub(super) fn grant(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    let qualification = text_of(call, "qualification")?;
    if qualification.chars().count() > QUALIFICATION_CHARS_MAX {
        return Err(format!("资格名称超过 {QUALIFICATION_CHARS_MAX} 字 / the qualification's name is too long"));
    }
    let body = FactBody::QualificationGranted {
        person: person.id,
        qualification: qualification.to_owned(),
        until_ms: None,
        instance: Some(call.instance),
    };
    Ok(ServiceOutcome { facts: vec![body], after: vec![After::ReloadDirectory], ..ServiceOutcome::default() })
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

//! AUTH-27: too much and too little. Rights that nobody uses, and acts that are refused again and again.

use super::standing;
use crate::error::bad_input;
use crate::processes::views::PersonView;
use crate::rights::register::sensitivity_text;
use crate::rights::views::GrantView;
use crate::why::rights::{is_traced, reach_text};
use crate::{Caller, Office, OfficeError};
use access::Circumstances;
use model::{Millis, PersonId};
use rulebook::{Capability, Sensitivity};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use store::grants::{GrantFilter, GrantRecord};
use store::supervision::RightUse;
use utoipa::ToSchema;

/// Days that a report may look back.
const DAYS: std::ops::RangeInclusive<u32> = 1..=366;
/// Refusals in the span from which on somebody seems to lack a right.
const OFTEN: u64 = 3;
/// Rights for a time of one capability that are looked at for "granted later".
const GRANTS_LOOKED_AT: u32 = 200;

/// A right that was not used in the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnusedRight {
    pub person: PersonView,
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
    pub sensitivity: String,
    /// `grant`: a right for a time; `standing`: it comes with a post.
    pub kind: String,
    /// Of a standing right: `everything`, `team` or `own`.
    pub reach: Option<String>,
    pub grant: Option<GrantView>,
    /// Null: never, as far as facts tell.
    pub last_used_ms: Option<i64>,
    pub uses: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OverReport {
    pub days: u32,
    pub since_ms: i64,
    pub people: u64,
    pub rights: Vec<UnusedRight>,
    /// Sensitive rights whose use leaves no trace, so that this report cannot speak about them.
    pub untraced: Vec<String>,
}

/// An act that somebody was refused often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LackedRight {
    pub person: PersonView,
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
    pub sensitivity: String,
    pub times: u64,
    pub last_ms: i64,
    /// Granted since the last refusal, or running now.
    pub granted: Option<GrantView>,
    /// The person may do it now.
    pub allowed_now: bool,
    /// A right for a time would open it.
    pub is_grantable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShortReport {
    pub days: u32,
    pub since_ms: i64,
    /// Refusals from which on a right is listed.
    pub often: u64,
    pub rights: Vec<LackedRight>,
}

impl Office {
    /// Rights for a time that are older than the span, and sensitive rights of posts, without a use in it.
    pub async fn unused_rights(&self, caller: &Caller, days: u32) -> Result<OverReport, OfficeError> {
        let since = self.since(days)?;
        let people = self.people_to_look_after(caller, None)?;
        let used = store::supervision::uses(&self.store).await?;
        let used: HashMap<(PersonId, &str), &RightUse> =
            used.iter().map(|of| ((of.person, of.action.as_str()), of)).collect();
        let seen: HashSet<PersonId> = people.iter().map(|person| person.id).collect();
        let now = self.now();
        let open = store::grants::open(&self.store).await?;
        let is_unused = |of: &&GrantRecord| {
            seen.contains(&of.person)
                && of.is_open(now)
                && of.from < since
                && of.last_used.is_none_or(|last| last < since)
        };
        let mut rights: Vec<UnusedRight> =
            open.iter().filter(is_unused).map(|record| self.unused_grant(caller, record)).collect();
        let book = self.rulebook();
        let is_sensitive = |of: &&Capability| of.sensitivity != Sensitivity::Ordinary;
        let machines = self.machines();
        for person in people.iter().filter(|person| !machines.contains(&person.id)) {
            let principal = self.principal(person.id)?;
            for capability in book.capabilities.iter().filter(is_sensitive).filter(|of| is_traced(&of.action)) {
                let used = used.get(&(person.id, capability.action.as_str()));
                if used.is_some_and(|used| used.last >= since) {
                    continue;
                }
                let Some(held) = standing(&book.access, &capability.action, &principal, now) else { continue };
                rights.push(UnusedRight {
                    person: self.person_shown(person.id),
                    capability: capability.action.clone(),
                    capability_zh: capability.name_zh.clone(),
                    capability_en: capability.name_en.clone(),
                    sensitivity: sensitivity_text(capability.sensitivity).into(),
                    kind: "standing".into(),
                    reach: Some(reach_text(held.reach).into()),
                    grant: None,
                    last_used_ms: used.map(|used| used.last.0),
                    uses: used.map_or(0, |used| used.uses),
                });
            }
        }
        let untraced = book.capabilities.iter().filter(is_sensitive).filter(|of| !is_traced(&of.action));
        let untraced = untraced.map(|of| of.action.clone()).collect();
        Ok(OverReport { days, since_ms: since.0, people: people.len() as u64, rights, untraced })
    }

    fn unused_grant(&self, caller: &Caller, record: &GrantRecord) -> UnusedRight {
        let view = self.grant_view(caller, record);
        UnusedRight {
            person: self.person_shown(record.person),
            capability: view.capability.clone(),
            capability_zh: view.capability_zh.clone(),
            capability_en: view.capability_en.clone(),
            sensitivity: view.sensitivity.clone(),
            kind: "grant".into(),
            reach: None,
            last_used_ms: view.last_used_ms,
            uses: view.uses,
            grant: Some(view),
        }
    }

    /// What people were refused at least [`OFTEN`] times, the most often first; with what has become of it.
    pub async fn lacked_rights(&self, caller: &Caller, days: u32) -> Result<ShortReport, OfficeError> {
        let since = self.since(days)?;
        let people = self.people_to_look_after(caller, None)?;
        let seen: HashSet<PersonId> = people.iter().map(|person| person.id).collect();
        let book = self.rulebook();
        let circumstances = Circumstances::at(self.now());
        let mut rights = Vec::new();
        for refused in store::supervision::refusals(&self.store, since).await? {
            let Some(capability) = book.capability(&refused.action) else { continue };
            if refused.times < OFTEN || !seen.contains(&refused.person) {
                continue;
            }
            let principal = self.principal(refused.person)?;
            let answer = book.access.holds(&refused.action, &principal, circumstances);
            let granted = self.granted_since(refused.person, &refused.action, since).await?;
            rights.push(LackedRight {
                person: self.person_shown(refused.person),
                capability: refused.action.clone(),
                capability_zh: capability.name_zh.clone(),
                capability_en: capability.name_en.clone(),
                sensitivity: sensitivity_text(capability.sensitivity).into(),
                times: refused.times,
                last_ms: refused.last.0,
                granted: granted.map(|record| self.grant_view(caller, &record)),
                allowed_now: answer.is_ok(),
                is_grantable: answer.is_err_and(|denied| denied.why().is_grantable),
            });
        }
        Ok(ShortReport { days, since_ms: since.0, often: OFTEN, rights })
    }

    /// The newest right for a time that the person was given in the span.
    async fn granted_since(
        &self,
        person: PersonId,
        capability: &str,
        since: Millis,
    ) -> Result<Option<GrantRecord>, OfficeError> {
        let filter = GrantFilter { person: Some(person), capability: Some(capability.to_owned()), team: None };
        let held = store::grants::list(&self.store, &filter, None, GRANTS_LOOKED_AT).await?;
        Ok(held.into_iter().find(|record| record.given >= since))
    }

    fn since(&self, days: u32) -> Result<Millis, OfficeError> {
        if !DAYS.contains(&days) {
            return Err(bad_input("days", format!("from {} to {}", DAYS.start(), DAYS.end())));
        }
        Ok(self.days_ago(days))
    }
}

//! Stopping what somebody may do (AUTH-42, AUTH-50): one act, in force when it returns; it opens the violation case.

use super::views::{SuspendedView, SuspensionView};
use crate::error::bad_input;
use crate::limits::{RIGHT_REASON_CHARS_MAX, SUSPENSION_MINUTES_MAX, SUSPENSIONS_SHOWN_MAX};
use crate::people::resource_of;
use crate::processes::carry::{Act, Beginning};
use crate::processes::notices::checked;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{LiftSuspension, SuspendRights, ViewAccess};
use model::process::Fields;
use model::{AuthorityFact, CallId, FactBody, InstanceId, Millis, PersonId, SuspensionId};
use serde_json::json;
use store::grants::SuspensionRecord;
use uuid::Uuid;

/// The flow that an incident becomes.
const CASE: &str = "violation-case";

/// Whom to stop, at what.
#[derive(Clone, Debug)]
pub struct Suspend {
    pub person: PersonId,
    /// Nothing: whatever the person may do.
    pub capability: Option<String>,
    pub reason: String,
    /// Nothing: until it is lifted.
    pub minutes: Option<u32>,
    /// The call at which it was seen.
    pub call: Option<CallId>,
}

impl Office {
    /// Stops one right or all. Who is stopped altogether leaves the desk, with the call; the session stays, so that the
    /// person can read why.
    pub async fn suspend(&self, caller: &Caller, asked: Suspend) -> Result<SuspendedView, OfficeError> {
        let reason = checked("reason", &asked.reason, 1, RIGHT_REASON_CHARS_MAX)?;
        let until = self.until_of(asked.minutes)?;
        if let Some(capability) = &asked.capability
            && self.rulebook().capability(capability).is_none()
        {
            return Err(bad_input("capability", "there is no such right"));
        }
        let person = self.directory().person(asked.person).ok_or(OfficeError::NotFound)?;
        let permit = self.demand::<SuspendRights>(caller, &resource_of(&person)).await?;
        // A case names only a call that its reporter sees, on the floor or in the list.
        if let Some(call) = asked.call
            && !self.sees_live_call(caller, call)
        {
            self.visible_call(caller, call).await?;
        }
        let id = SuspensionId(Uuid::now_v7());
        let stopped = |instance| {
            FactBody::Authority(AuthorityFact::RightSuspended {
                suspension: id,
                person: asked.person,
                capability: asked.capability.clone(),
                until_ms: until,
                reason: reason.clone(),
                call: asked.call,
                instance,
            })
        };
        let case = InstanceId(Uuid::now_v7());
        let mut act = Act::by(caller.actor(), permit.reasons());
        act.facts.push(stopped(Some(case)));
        let instance = match self.case_of(caller, &asked, &reason) {
            Some(beginning) => match self.begin_as(case, act, beginning).await {
                Ok(()) => Some(case),
                Err(error @ (OfficeError::Journal(_) | OfficeError::Store(_))) => return Err(error),
                Err(error) => {
                    tracing::warn!(error = %error, "a suspension opened no violation case");
                    None
                }
            },
            None => None,
        };
        if instance.is_none() {
            // The stop does not depend on the paper.
            self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), stopped(None)))]).await?;
        }
        self.rights_changed().await?;
        if asked.capability.is_none() {
            self.end_calls_of(asked.person).await;
        }
        let record = store::grants::suspension(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        Ok(SuspendedView { suspension: self.suspension_view(caller, &record), instance })
    }

    fn until_of(&self, minutes: Option<u32>) -> Result<Option<Millis>, OfficeError> {
        match minutes {
            None => Ok(None),
            Some(minutes) if (1..=SUSPENSION_MINUTES_MAX).contains(&minutes) => {
                Ok(Some(self.now() + Millis::from_secs(i64::from(minutes) * 60)))
            }
            Some(_) => {
                Err(bad_input("minutes", format!("from 1 to {SUSPENSION_MINUTES_MAX}, or none until it is lifted")))
            }
        }
    }

    fn case_of(&self, caller: &Caller, asked: &Suspend, reason: &str) -> Option<Beginning> {
        let definition = self.rulebook().processes.flows.get(CASE).cloned()?;
        let start = definition.starts.first()?.id.clone();
        let mut data = Fields::new();
        data.insert("person".into(), json!(asked.person));
        data.insert("what".into(), json!(reason));
        data.insert("reporter".into(), json!(caller.person.id));
        asked.capability.as_ref().map(|capability| data.insert("capability".into(), json!(capability)));
        asked.call.map(|call| data.insert("call".into(), json!(call.to_string())));
        Some(Beginning { definition, start, by: Some(caller.person.id), data, due: None })
    }

    /// Gives back what was stopped. Once; again changes nothing.
    pub async fn lift_suspension(
        &self,
        caller: &Caller,
        id: SuspensionId,
        reason: &str,
    ) -> Result<SuspensionView, OfficeError> {
        let reason = checked("reason", reason, 1, RIGHT_REASON_CHARS_MAX)?;
        let _one_at_a_time = self.changing_people.lock().await;
        let record = self.visible_suspension(caller, id).await?;
        let person = self.directory().person(record.person).ok_or(OfficeError::NotFound)?;
        let permit = self.demand::<LiftSuspension>(caller, &resource_of(&person)).await?;
        if record.lifted.is_none() {
            let body = AuthorityFact::SuspensionLifted { suspension: id, person: record.person, reason };
            let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Authority(body));
            self.commit(vec![entry(fact)]).await?;
            self.rights_changed().await?;
        }
        let record = store::grants::suspension(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        Ok(self.suspension_view(caller, &record))
    }

    async fn visible_suspension(&self, caller: &Caller, id: SuspensionId) -> Result<SuspensionRecord, OfficeError> {
        let record = store::grants::suspension(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let person = self.directory().person(record.person).ok_or(OfficeError::NotFound)?;
        match self.permit::<ViewAccess>(caller, &resource_of(&person)) {
            Ok(_) => Ok(record),
            Err(_) => Err(OfficeError::NotFound),
        }
    }

    /// The newest first, of those whose rights the reader may see.
    pub async fn suspensions(
        &self,
        caller: &Caller,
        person: Option<PersonId>,
    ) -> Result<Vec<SuspensionView>, OfficeError> {
        if let Some(id) = person {
            self.permit::<ViewAccess>(caller, &self.resource_of_person(id)).map_err(OfficeError::Denied)?;
        }
        let directory = self.directory();
        let is_seen = |record: &SuspensionRecord| {
            let of = directory.person(record.person);
            of.is_some_and(|person| self.permit::<ViewAccess>(caller, &resource_of(&person)).is_ok())
        };
        let found = store::grants::suspensions(&self.store, person, SUSPENSIONS_SHOWN_MAX).await?;
        Ok(found.iter().filter(|record| is_seen(record)).map(|record| self.suspension_view(caller, record)).collect())
    }

    fn suspension_view(&self, caller: &Caller, record: &SuspensionRecord) -> SuspensionView {
        let (capability_zh, capability_en) = match &record.capability {
            Some(capability) => self.capability_name(capability),
            None => ("全部权限".to_owned(), "All rights".to_owned()),
        };
        let is_in_force = record.holds(self.now());
        let of = self.directory().person(record.person).map(|person| resource_of(&person));
        let may_lift = is_in_force && of.is_some_and(|of| self.permit::<LiftSuspension>(caller, &of).is_ok());
        SuspensionView {
            id: record.id,
            person: self.holder_view(record.person),
            capability: record.capability.clone(),
            capability_zh,
            capability_en,
            since_ms: record.since.0,
            until_ms: record.until.map(|at| at.0),
            is_in_force,
            reason: record.reason.clone(),
            by: record.by.map(|by| self.actor_view(by)),
            call: record.call,
            instance: record.instance,
            lifted: record.lifted.as_ref().map(|of| self.ended_view(of)),
            may_lift,
        }
    }
}

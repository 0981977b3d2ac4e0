//! What somebody may do at all, and who may do something: each right with its ground, its end and its last use.

use super::{PolicyView, RequestOffer};
use crate::directory::Person;
use crate::error::bad_input;
use crate::people::resource_of;
use crate::processes::views::PersonView;
use crate::rights::register::sensitivity_text;
use crate::rights::views::{GrantView, SuspensionView};
use crate::{Caller, Office, OfficeError};
use access::actions::ViewAccess;
use access::{Circumstances, Principal, Reach, Resource};
use model::{Millis, PersonId};
use rulebook::Capability;
use serde::Serialize;
use std::collections::HashMap;
use store::supervision::RightUse;
use utoipa::ToSchema;

/// One right of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RightView {
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
    /// `ordinary`, `sensitive` or `critical`.
    pub sensitivity: String,
    pub allowed: bool,
    /// How far it reaches: `everything`, `team` or `own`. Null: it is not held.
    pub reach: Option<String>,
    /// Those that give it, else those that refuse it.
    pub policies: Vec<PolicyView>,
    /// It comes from a right for a time, not from the post.
    pub grant: Option<GrantView>,
    /// When it ends by itself. Null: it comes with the post, or it is not held.
    pub until_ms: Option<i64>,
    pub suspension: Option<SuspensionView>,
    /// Null with `is_traced`: never used. Looking at pages leaves no trace, so that most rights are not counted.
    pub last_used_ms: Option<i64>,
    pub uses: u64,
    /// Whether its uses are counted.
    pub is_traced: bool,
    /// The request that would open it; only of the reader's own.
    pub request: Option<RequestOffer>,
}

/// Somebody with all rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RightsView {
    pub person: PersonView,
    pub is_active: bool,
    pub qualifications: Vec<String>,
    pub rights: Vec<RightView>,
}

/// Somebody who may do something, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HolderOfRight {
    pub person: PersonView,
    pub reach: String,
    pub policies: Vec<PolicyView>,
    pub grant: Option<GrantView>,
    pub last_used_ms: Option<i64>,
    pub uses: u64,
}

/// Who may do something, among those whose rights the reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhoView {
    pub action: String,
    pub action_zh: String,
    pub action_en: String,
    pub sensitivity: String,
    pub is_traced: bool,
    pub holders: Vec<HolderOfRight>,
    /// The others, of whom it was asked.
    pub without: u64,
}

pub(crate) fn reach_text(reach: Reach) -> &'static str {
    match reach {
        Reach::Everything => "everything",
        Reach::Team => "team",
        Reach::Own => "own",
    }
}

/// Whether the use of a right leaves a fact that is counted.
pub(crate) fn is_traced(action: &str) -> bool {
    store::supervision::TRACED.contains(&action)
}

impl Office {
    /// AUTH-04: everything that the caller may and may not do, and why.
    pub async fn my_rights(&self, caller: &Caller) -> Result<RightsView, OfficeError> {
        self.rights_view(caller, &caller.person).await
    }

    /// The same of somebody else, for who may see it.
    pub async fn rights_of(&self, caller: &Caller, id: PersonId) -> Result<RightsView, OfficeError> {
        let person = self.directory().person(id);
        let seen = person.filter(|person| self.permit::<ViewAccess>(caller, &resource_of(person)).is_ok());
        let Some(person) = seen else {
            // Who sees everybody's rights may know that an id does not exist; to others both look the same.
            self.permit::<ViewAccess>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
            return Err(OfficeError::NotFound);
        };
        self.rights_view(caller, &person).await
    }

    async fn rights_view(&self, caller: &Caller, person: &Person) -> Result<RightsView, OfficeError> {
        let principal = self.principal(person.id)?;
        let used = store::supervision::uses_of(&self.store, person.id).await?;
        let used: HashMap<String, RightUse> = used.into_iter().map(|of| (of.action.clone(), of)).collect();
        let is_own = caller.person.id == person.id;
        let book = self.rulebook();
        let mut rights = Vec::with_capacity(book.capabilities.len());
        for capability in &book.capabilities {
            rights.push(self.right_view(caller, &principal, capability, used.get(&capability.action), is_own).await?);
        }
        Ok(RightsView {
            person: self.person_shown(person.id),
            is_active: person.is_active,
            qualifications: person.qualifications.clone(),
            rights,
        })
    }

    async fn right_view(
        &self,
        caller: &Caller,
        principal: &Principal,
        capability: &Capability,
        used: Option<&RightUse>,
        is_own: bool,
    ) -> Result<RightView, OfficeError> {
        let action = &capability.action;
        let answer = self.rulebook().access.holds(action, principal, self.circumstances());
        let (mut grant, mut request, mut policies) = (None, None, Vec::new());
        match &answer {
            Ok(held) => {
                grant = self.grant_behind(caller, &held.reasons).await?;
                policies.extend(held.reasons.iter().filter_map(|id| self.policy_view(id, None)));
            }
            Err(denied) => {
                request = RequestOffer::for_refusal(denied).filter(|_| is_own && capability.grant.is_some());
                let told = denied.why().reasons.iter();
                policies.extend(told.filter_map(|reason| self.policy_view(&reason.policy, Some(reason))));
            }
        }
        Ok(RightView {
            capability: action.clone(),
            capability_zh: capability.name_zh.clone(),
            capability_en: capability.name_en.clone(),
            sensitivity: sensitivity_text(capability.sensitivity).into(),
            allowed: answer.is_ok(),
            reach: answer.as_ref().ok().map(|held| reach_text(held.reach).to_owned()),
            policies,
            until_ms: grant.as_ref().map(|grant: &GrantView| grant.until_ms),
            grant,
            suspension: self.suspension_behind(caller, principal, action).await?,
            last_used_ms: used.map(|used| used.last.0),
            uses: used.map_or(0, |used| used.uses),
            is_traced: is_traced(action),
            request,
        })
    }

    /// AUTH-27: who may do this, and why. Leaders ask it of their own team.
    pub async fn who(&self, caller: &Caller, action: &str, team: Option<&str>) -> Result<WhoView, OfficeError> {
        let book = self.rulebook();
        let capability = book.capability(action).ok_or_else(|| bad_input("action", "there is no such right"))?;
        let people = self.people_to_look_after(caller, team)?;
        let used = store::supervision::uses(&self.store).await?;
        let used: HashMap<PersonId, &RightUse> =
            used.iter().filter(|of| of.action == action).map(|of| (of.person, of)).collect();
        let circumstances = Circumstances::at(self.now());
        let mut view = WhoView {
            action: action.to_owned(),
            action_zh: capability.name_zh.clone(),
            action_en: capability.name_en.clone(),
            sensitivity: sensitivity_text(capability.sensitivity).into(),
            is_traced: is_traced(action),
            holders: Vec::new(),
            without: 0,
        };
        for person in people {
            let principal = self.principal(person.id)?;
            let Ok(held) = book.access.holds(action, &principal, circumstances) else {
                view.without += 1;
                continue;
            };
            let used = used.get(&person.id);
            view.holders.push(HolderOfRight {
                person: self.person_shown(person.id),
                reach: reach_text(held.reach).into(),
                policies: held.reasons.iter().filter_map(|id| self.policy_view(id, None)).collect(),
                grant: self.grant_behind(caller, &held.reasons).await?,
                last_used_ms: used.map(|used| used.last.0),
                uses: used.map_or(0, |used| used.uses),
            });
        }
        Ok(view)
    }

    /// Active people whose rights the caller may see. Nobody but the caller: then it is refused.
    pub(crate) fn people_to_look_after(
        &self,
        caller: &Caller,
        team: Option<&str>,
    ) -> Result<Vec<std::sync::Arc<Person>>, OfficeError> {
        let mut people = self.directory().everybody();
        people.retain(|person| person.is_active && self.permit::<ViewAccess>(caller, &resource_of(person)).is_ok());
        if people.iter().all(|person| person.id == caller.person.id) {
            self.permit::<ViewAccess>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        }
        people.retain(|person| team.is_none_or(|team| person.team.as_deref() == Some(team)));
        Ok(people)
    }

    pub(crate) fn days_ago(&self, days: u32) -> Millis {
        self.now() - Millis::from_secs(i64::from(days) * 24 * 3_600)
    }
}

//! The register (FORM-04): who holds which right until when, who agreed, how it was used. What a reader may see of it is
//! what `access:view` lets them see of its holder.

use super::parts_of;
use super::views::{
    ActorView, ApprovalView, CanView, EndedView, GrantDetail, GrantEvent, GrantState, GrantUse, GrantView, HolderView,
    ScopeView,
};
use crate::error::bad_input;
use crate::limits::{FACTS_PAGE_MAX, GRANT_USES_SHOWN, PAGE_DEFAULT, PAGE_MAX, ROWS_LOOKED_AT_MAX};
use crate::people::resource_of;
use crate::processes::Page;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::{RequestAccess, RevokeGrant, ViewAccess};
use model::{FactBody, GrantId, GrantScope, Millis, PersonId};
use rulebook::Sensitivity;
use store::grants::{GrantFilter, GrantRecord, Revoked};

/// Which of the register.
#[derive(Clone, Debug, Default)]
pub struct GrantsAsked {
    pub state: Option<GrantState>,
    pub person: Option<PersonId>,
    pub capability: Option<String>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

impl Office {
    /// The newest first, as far as the reader may see their holders: everybody, the own team, or themselves.
    pub async fn grants(&self, caller: &Caller, asked: GrantsAsked) -> Result<Page<GrantView>, OfficeError> {
        let filter = self.register_filter(caller, &asked)?;
        let limit = asked.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
        let mut before: Option<u64> = match asked.cursor.as_deref() {
            Some(text) => Some(text.parse().map_err(|_| bad_input("cursor", "it is not one of ours"))?),
            None => None,
        };
        let (mut items, mut looked_at) = (Vec::new(), 0);
        loop {
            let rows = store::grants::list(&self.store, &filter, before, PAGE_MAX).await?;
            let is_last = rows.len() < PAGE_MAX as usize;
            for row in rows {
                before = Some(row.number);
                looked_at += 1;
                let view = self.grant_view(caller, &row);
                if asked.state.is_none_or(|state| state == view.state) {
                    items.push(view);
                }
                if items.len() >= limit {
                    return Ok(Page { items, next: before.map(|number| number.to_string()) });
                }
            }
            if is_last || looked_at >= ROWS_LOOKED_AT_MAX {
                let next = before.filter(|_| !is_last).map(|number| number.to_string());
                return Ok(Page { items, next });
            }
        }
    }

    fn register_filter(&self, caller: &Caller, asked: &GrantsAsked) -> Result<GrantFilter, OfficeError> {
        let filter = GrantFilter { capability: asked.capability.clone(), person: asked.person, team: None };
        if let Some(id) = asked.person {
            self.permit::<ViewAccess>(caller, &self.resource_of_person(id)).map_err(OfficeError::Denied)?;
            return Ok(filter);
        }
        if self.permit::<ViewAccess>(caller, &Resource::Centre).is_ok() {
            return Ok(filter);
        }
        if let Some(team) = &caller.person.team
            && self.permit::<ViewAccess>(caller, &Resource::Team(team.clone())).is_ok()
        {
            return Ok(GrantFilter { team: Some(team.clone()), ..filter });
        }
        self.permit::<ViewAccess>(caller, &resource_of(&caller.person)).map_err(OfficeError::Denied)?;
        Ok(GrantFilter { person: Some(caller.person.id), ..filter })
    }

    /// One right with its story and its newest uses.
    pub async fn grant(&self, caller: &Caller, id: GrantId) -> Result<GrantDetail, OfficeError> {
        let record = self.visible_grant(caller, id).await?;
        let reason = format!("grant:{id}");
        let facts = store::journal::of_person(&self.store, record.person, u64::MAX, FACTS_PAGE_MAX).await?;
        let uses = facts.iter().filter(|fact| fact.reasons.contains(&reason));
        let used = uses.take(GRANT_USES_SHOWN).map(|fact| GrantUse {
            seq: fact.seq,
            at_ms: fact.at_ms.0,
            kind: kind_of(&fact.body),
        });
        Ok(GrantDetail {
            used: used.collect(),
            story: self.story_of_grant(&record),
            grant: self.grant_view(caller, &record),
        })
    }

    /// A right whose holder's rights the reader may see; else as if there were none.
    pub(crate) async fn visible_grant(&self, caller: &Caller, id: GrantId) -> Result<GrantRecord, OfficeError> {
        let record = store::grants::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let person = self.directory().person(record.person).ok_or(OfficeError::NotFound)?;
        match self.permit::<ViewAccess>(caller, &resource_of(&person)) {
            Ok(_) => Ok(record),
            Err(_) => Err(OfficeError::NotFound),
        }
    }

    /// What somebody holds or will hold: neither revoked nor over.
    pub async fn grants_of(&self, person: PersonId) -> Result<Vec<GrantRecord>, OfficeError> {
        let mut open = store::grants::open(&self.store).await?;
        let now = self.now();
        open.retain(|grant| grant.person == person && grant.is_open(now));
        Ok(open)
    }

    fn story_of_grant(&self, record: &GrantRecord) -> Vec<GrantEvent> {
        let event = |at: Millis, what: &str, by, text: &str| GrantEvent {
            at_ms: at.0,
            what: what.to_owned(),
            by,
            text: text.to_owned(),
        };
        let applied = record.approvals.iter().rfind(|approval| approval.stage == "apply");
        let mut story = vec![event(record.given, "given", applied.map(|of| self.actor_view(of.person)), &record.why)];
        story.extend(record.warned.map(|at| event(at, "warned", None, "")));
        story.extend(record.replaced.map(|(at, by)| event(at, "replaced", None, &by.to_string())));
        story.extend(record.expired.map(|at| event(at, "expired", None, "")));
        story.extend(
            record.revoked.as_ref().map(|of| event(of.at, "revoked", of.by.map(|by| self.actor_view(by)), &of.why)),
        );
        story.sort_by_key(|event| event.at_ms);
        story
    }

    /// As the reader sees it.
    pub fn grant_view(&self, caller: &Caller, record: &GrantRecord) -> GrantView {
        let book = self.rulebook();
        let (capability_zh, capability_en) = self.capability_name(&record.capability);
        let sensitivity = book.capability(&record.capability).map_or(Sensitivity::Critical, |known| known.sensitivity);
        let state = self.state_of(record);
        let is_open = matches!(state, GrantState::Coming | GrantState::Live);
        let holder = self.directory().person(record.person).map(|person| resource_of(&person));
        let may_revoke = holder.is_some_and(|holder| self.permit::<RevokeGrant>(caller, &holder).is_ok());
        let is_own = record.person == caller.person.id
            && self.permit::<RequestAccess>(caller, &resource_of(&caller.person)).is_ok();
        GrantView {
            id: record.id,
            person: self.holder_view(record.person),
            capability: record.capability.clone(),
            capability_zh,
            capability_en,
            sensitivity: sensitivity_text(sensitivity).to_owned(),
            scope: self.scope_view(&record.scope),
            given_ms: record.given.0,
            from_ms: record.from.0,
            until_ms: record.ends().0,
            state,
            why: record.why.clone(),
            cautions: record.cautions.clone(),
            approvals: record.approvals.iter().map(|of| self.approval_view(of)).collect(),
            instance: record.instance,
            is_joint: record.is_joint,
            is_break_glass: record.is_break_glass,
            last_used_ms: record.last_used.map(|at| at.0),
            uses: record.uses,
            revoked: record.revoked.as_ref().map(|of| self.ended_view(of)),
            replaces: record.replaces,
            replaced_by: record.replaced.map(|(_, by)| by),
            can: CanView {
                extend: is_open && is_own && !record.is_break_glass && record.replaced.is_none(),
                revoke: is_open && may_revoke,
            },
        }
    }

    fn state_of(&self, record: &GrantRecord) -> GrantState {
        let now = self.now();
        match record {
            GrantRecord { revoked: Some(_), .. } => GrantState::Revoked,
            GrantRecord { replaced: Some((at, _)), .. } if *at <= now => GrantState::Replaced,
            GrantRecord { expired: Some(_), .. } => GrantState::Expired,
            _ if record.ends() <= now => GrantState::Expired,
            _ if now < record.from => GrantState::Coming,
            _ => GrantState::Live,
        }
    }

    fn approval_view(&self, of: &model::Approval) -> ApprovalView {
        ApprovalView {
            stage: of.stage.clone(),
            person: self.actor_view(of.person),
            at_ms: of.at_ms.0,
            opinion: of.opinion.clone(),
        }
    }

    pub(crate) fn ended_view(&self, of: &Revoked) -> EndedView {
        EndedView { at_ms: of.at.0, by: of.by.map(|by| self.actor_view(by)), reason: of.why.clone() }
    }

    pub(crate) fn actor_view(&self, id: PersonId) -> ActorView {
        let name = self.directory().person(id).map_or_else(|| id.to_string(), |person| person.name.0.clone());
        ActorView { id, name }
    }

    pub(crate) fn holder_view(&self, id: PersonId) -> HolderView {
        match self.directory().person(id) {
            Some(person) => HolderView {
                id,
                name: person.name.0.clone(),
                username: person.username.clone(),
                team: person.team.clone(),
            },
            None => HolderView { id, name: id.to_string(), username: String::new(), team: None },
        }
    }

    pub(crate) fn scope_view(&self, scope: &GrantScope) -> ScopeView {
        let (covers, id) = parts_of(scope);
        let book = self.rulebook();
        let (name_zh, name_en) = match scope {
            GrantScope::Centre => ("整个中心".to_owned(), "The whole centre".to_owned()),
            GrantScope::Team(id) => match book.teams.iter().find(|team| team.id == *id) {
                Some(team) => (team.name_zh.clone(), team.name_en.clone()),
                None => (id.clone(), id.clone()),
            },
            GrantScope::Customer(_) => ("一位客户".to_owned(), "One customer".to_owned()),
        };
        ScopeView { covers: covers.to_owned(), id: id.map(str::to_owned), name_zh, name_en }
    }
}

pub(crate) fn sensitivity_text(of: Sensitivity) -> &'static str {
    match of {
        Sensitivity::Ordinary => "ordinary",
        Sensitivity::Sensitive => "sensitive",
        Sensitivity::Critical => "critical",
    }
}

fn kind_of(body: &FactBody) -> String {
    let json = serde_json::to_value(body).unwrap_or_default();
    json.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

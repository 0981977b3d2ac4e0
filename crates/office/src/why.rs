//! Why somebody may or may not: the decision, the policies with their words and text, the right for a time and the
//! approvals behind it, what suspends it, and the request that would open the door.
//!
//! An id that the reader may not know is asked about as one that does not exist. Start reading at [`Office::why_may`]; what a
//! person may do at all is in [`rights`].

pub mod rights;

use crate::error::bad_input;
use crate::processes::views::{NameView, PersonView};
use crate::rights::parts_of;
use crate::rights::register::sensitivity_text;
use crate::rights::views::{GrantView, SuspensionView};
use crate::{Caller, Office, OfficeError};
use access::actions::ViewPeople;
use access::{Circumstances, Denied, EVERYTHING, Principal, Reason, Resource, ResourceKind};
use model::{CustomerId, GrantScope, InstanceId, OrderId, OrderState, PersonId};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How a reason names the grant that was its evidence.
const GRANT: &str = "grant:";
/// The flow that asks for a right.
const REQUEST_FLOW: &str = "access-request";

/// A flow to start, filled in as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequestOffer {
    pub flow: String,
    /// By field of the flow's form.
    pub fields: BTreeMap<String, String>,
}

impl RequestOffer {
    /// For a refusal that a right for a time would have opened.
    pub fn for_refusal(denied: &Denied) -> Option<Self> {
        let why = denied.why();
        let scope = why.within.as_ref().filter(|_| why.is_grantable)?;
        Some(Self::for_right(&denied.action, scope))
    }

    fn for_right(capability: &str, scope: &GrantScope) -> Self {
        let (kind, id) = parts_of(scope);
        let mut fields = BTreeMap::from([("capability".to_owned(), capability.to_owned())]);
        fields.insert("scope_kind".into(), kind.into());
        fields.extend(id.map(|id| ("scope_id".to_owned(), id.to_owned())));
        Self { flow: REQUEST_FLOW.into(), fields }
    }
}

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    Centre,
    Team(String),
    Person(String),
    Call(String),
    Customer(String),
    Order(String),
    Flow(String),
    Instance(String),
    /// Instance and number.
    Task(String, u64),
}

impl About {
    /// As in a query: `kind=call&id=…`; a task's id is `INSTANCE.NUMBER`.
    pub fn read(kind: &str, id: Option<&str>) -> Result<Self, OfficeError> {
        let id = || id.filter(|id| !id.is_empty()).map(str::to_owned).ok_or_else(|| bad_input("id", "say which"));
        Ok(match kind {
            "centre" => Self::Centre,
            "team" => Self::Team(id()?),
            "person" => Self::Person(id()?),
            "call" => Self::Call(id()?),
            "customer" => Self::Customer(id()?),
            "order" => Self::Order(id()?),
            "flow" => Self::Flow(id()?),
            "instance" => Self::Instance(id()?),
            "task" => {
                let id = id()?;
                let read =
                    id.rsplit_once('.').and_then(|(instance, task)| Some((instance.to_owned(), task.parse().ok()?)));
                let (instance, task) = read.ok_or_else(|| bad_input("id", "an instance, a dot and a task's number"))?;
                Self::Task(instance, task)
            }
            _ => return Err(bad_input("kind", "centre, team, person, call, customer, order, flow, instance or task")),
        })
    }
}

/// One policy in words and in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyView {
    pub policy: String,
    pub clause: String,
    pub why_zh: String,
    pub why_en: String,
    pub remedy_zh: String,
    pub remedy_en: String,
    pub text: String,
    /// Its conditions that did not hold, as the policy says them.
    pub missing: Vec<String>,
    /// The same in words, where it is evidence that was lacking.
    pub lacks: Vec<LackView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LackView {
    /// As `grant_expired`.
    pub key: String,
    pub name: NameView,
}

/// A decision with everything that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhyView {
    pub allowed: bool,
    pub action: String,
    pub action_zh: String,
    pub action_en: String,
    /// `ordinary`, `sensitive` or `critical`.
    pub sensitivity: String,
    /// Allowed: those that permit it. Refused: those that forbid it, else the nearest that did not match.
    pub policies: Vec<PolicyView>,
    pub grant: Option<GrantView>,
    pub suspension: Option<SuspensionView>,
    pub request: Option<RequestOffer>,
    /// Only a fresh proof of who asks is lacking.
    pub step_up: bool,
}

impl Office {
    /// Why the caller may or may not do this to that.
    pub async fn why_may(&self, caller: &Caller, action: &str, about: &About) -> Result<WhyView, OfficeError> {
        let principal = self.principal(caller.person.id)?;
        let resource = self.resource_about(caller, about).await?;
        let book = self.rulebook();
        if book.capability(action).is_none() {
            return Err(bad_input("action", "there is no such right"));
        }
        if !book.access.applies(action, ResourceKind::of(&resource)) {
            return Err(bad_input("kind", "this right is not about such a thing"));
        }
        let mut circumstances = self.circumstances_of(caller);
        // Purpose and consent are given with the act itself: here they are taken as given.
        circumstances = Circumstances { has_purpose: true, has_consent: true, ..circumstances };
        let answer = book.access.ask(action, &principal, &resource, circumstances);
        self.why_view(caller, &principal, action, answer).await
    }

    async fn why_view(
        &self,
        caller: &Caller,
        principal: &Principal,
        action: &str,
        answer: Result<Vec<String>, Denied>,
    ) -> Result<WhyView, OfficeError> {
        let book = self.rulebook();
        let (action_zh, action_en) = self.capability_name(action);
        let sensitivity = book.capability(action).map_or("", |of| sensitivity_text(of.sensitivity));
        let mut view = WhyView {
            allowed: answer.is_ok(),
            action: action.into(),
            action_zh,
            action_en,
            sensitivity: sensitivity.into(),
            policies: Vec::new(),
            grant: None,
            suspension: self.suspension_behind(caller, principal, action).await?,
            request: None,
            step_up: false,
        };
        match answer {
            Ok(reasons) => {
                view.policies = reasons.iter().filter_map(|id| self.policy_view(id, None)).collect();
                view.grant = self.grant_behind(caller, &reasons).await?;
            }
            Err(denied) => {
                view.request = RequestOffer::for_refusal(&denied);
                view.step_up = denied.why().needs_step_up;
                let told = denied.why().reasons.iter();
                view.policies = told.filter_map(|reason| self.policy_view(&reason.policy, Some(reason))).collect();
            }
        }
        Ok(view)
    }

    pub(crate) fn policy_view(&self, id: &str, told: Option<&Reason>) -> Option<PolicyView> {
        let book = self.rulebook();
        let info = book.access.policies().iter().find(|info| info.words.policy == id)?;
        let lack = |lack: &access::Lack| {
            let (key, zh, en) = lack.words();
            LackView { key: key.into(), name: NameView::new(zh, en) }
        };
        Some(PolicyView {
            policy: info.words.policy.clone(),
            clause: info.words.clause.clone(),
            why_zh: info.words.why_zh.clone(),
            why_en: info.words.why_en.clone(),
            remedy_zh: info.words.remedy_zh.clone(),
            remedy_en: info.words.remedy_en.clone(),
            text: info.text.clone(),
            missing: told.map(|reason| reason.missing.clone()).unwrap_or_default(),
            lacks: told.map(|reason| reason.lacks.iter().map(lack).collect()).unwrap_or_default(),
        })
    }

    /// The right for a time among the reasons of a permit.
    pub(crate) async fn grant_behind(
        &self,
        caller: &Caller,
        reasons: &[String],
    ) -> Result<Option<GrantView>, OfficeError> {
        let named = reasons.iter().find_map(|reason| reason.strip_prefix(GRANT)?.parse().ok());
        let Some(id) = named else { return Ok(None) };
        Ok(store::grants::by_id(&self.store, id).await?.map(|record| self.grant_view(caller, &record)))
    }

    /// What stops this right of the person now, if something does.
    pub(crate) async fn suspension_behind(
        &self,
        caller: &Caller,
        principal: &Principal,
        action: &str,
    ) -> Result<Option<SuspensionView>, OfficeError> {
        if !principal.suspended.iter().any(|of| of == action || of == EVERYTHING) {
            return Ok(None);
        }
        let made = self.suspensions(caller, Some(principal.person)).await?;
        let is_it = |of: &SuspensionView| of.is_in_force && of.capability.as_deref().is_none_or(|of| of == action);
        Ok(made.into_iter().find(is_it))
    }

    pub(crate) fn person_shown(&self, id: PersonId) -> PersonView {
        let found = self.directory().person(id);
        let (name, roles, team) = found.map_or_else(
            || (id.to_string(), Vec::new(), None),
            |person| (person.name.0.clone(), person.roles.clone(), person.team.clone()),
        );
        PersonView { id, name, roles, team }
    }

    /// What policy is told. What the reader may not know is built as if nothing were known of it.
    async fn resource_about(&self, caller: &Caller, about: &About) -> Result<Resource, OfficeError> {
        Ok(match about {
            About::Centre => Resource::Centre,
            About::Team(team) => Resource::Team(team.clone()),
            About::Flow(flow) => Resource::Flow { flow: flow.clone() },
            About::Call(id) => self.call_about(caller, id).await?,
            About::Person(id) => {
                let found = id.parse().ok().and_then(|id| self.directory().person(id));
                let known = found.filter(|person| {
                    person.id == caller.person.id
                        || self.permit::<ViewPeople>(caller, &crate::people::resource_of(person)).is_ok()
                });
                let unknown = || Resource::Person { person: PersonId(uuid::Uuid::nil()), team: None };
                known.map_or_else(unknown, |person| crate::people::resource_of(&person))
            }
            About::Customer(id) => self.customer_about(caller, id).await?,
            About::Order(id) => self.order_about(caller, id).await?,
            About::Instance(id) => match id.parse::<InstanceId>() {
                Ok(known) => self.instance_about(caller, known).await?,
                Err(_) => unknown_instance(id),
            },
            About::Task(instance, task) => match instance.parse::<InstanceId>() {
                Ok(known) => self.task_about(caller, known, *task).await?,
                Err(_) => unknown_task(instance, *task),
            },
        })
    }

    async fn call_about(&self, caller: &Caller, id: &str) -> Result<Resource, OfficeError> {
        let unknown = Resource::Call { id: id.to_owned(), agent: None, agent_team: None };
        let Ok(known) = id.parse() else { return Ok(unknown) };
        match self.visible_call(caller, known).await {
            Ok((_, resource)) => Ok(resource),
            Err(OfficeError::NotFound) => Ok(unknown),
            Err(other) => Err(other),
        }
    }

    async fn order_about(&self, caller: &Caller, id: &str) -> Result<Resource, OfficeError> {
        if let Ok(known) = id.parse::<OrderId>() {
            match self.visible_order(caller, known).await {
                Ok(seen) => return Ok(seen.resource),
                Err(OfficeError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        let (order, state) = (id.to_owned(), OrderState::Placed);
        Ok(Resource::Order { order, state, taker: None, serving: Vec::new(), approver: None })
    }

    /// Who else serves the customer is nobody's business: policy is told only whether the asker does.
    async fn customer_about(&self, caller: &Caller, id: &str) -> Result<Resource, OfficeError> {
        let (mut serving, mut team) = (Vec::new(), None);
        if let Ok(known) = id.parse::<CustomerId>()
            && self.around(caller, known).await?.is_serving
        {
            serving.push(caller.person.id);
            team.clone_from(&caller.person.team);
        }
        Ok(Resource::Customer { customer: id.to_owned(), team, serving })
    }
}

pub(crate) fn unknown_instance(id: &str) -> Resource {
    Resource::Instance {
        id: id.to_owned(),
        flow: String::new(),
        applicant: None,
        applicant_team: None,
        people: Vec::new(),
    }
}

pub(crate) fn unknown_task(instance: &str, task: u64) -> Resource {
    Resource::Task {
        instance: instance.to_owned(),
        flow: String::new(),
        task,
        applicant: None,
        people: Vec::new(),
        excluded: Vec::new(),
        holder_team: None,
        is_review: false,
    }
}

//! Authority: Cedar policies, and the `Permit` without which nothing changes or is revealed.
//!
//! The only crate that knows Cedar. [`Access::check`] is the one constructor of a [`Permit`]. Start reading there.

pub mod actions;
mod denied;
mod evidence;
mod explain;
mod holds;
mod limits;
mod load;
mod request;
mod rules;
mod scope;
#[cfg(test)]
mod tests;

pub use denied::{Denied, Why};
pub use explain::Lack;
pub use holds::{Held, Reach};
pub use load::{PolicyInfo, PolicyProblem, ProblemIn};
pub use request::ResourceKind;
pub use scope::Scope;

use load::Slice;
use model::{GrantId, GrantScope, Millis, OrderState, PersonId};
use rules::Rules;
use serde::Serialize;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

/// Something a person may be allowed to do. One type per action, so that a use case can demand exactly its permit.
pub trait Action {
    /// As in the schema and in `rulebook/org/capabilities.yaml`: `area:verb`.
    const NAME: &'static str;
}

/// Proof that policy allowed `A` for this person on this resource at this moment. Only [`Access::check`] makes one.
#[derive(Debug)]
pub struct Permit<A: Action> {
    person: PersonId,
    reasons: Vec<String>,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Ids of the policies that allowed it, and `grant:<id>` where a right for a time was their evidence. They go into the
    /// facts.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub person: PersonId,
    pub username: String,
    pub roles: Vec<String>,
    pub team: Option<String>,
    pub is_active: bool,
    /// Passed exams and the like, as `authz-exam` (AUTH-54).
    pub qualifications: Vec<String>,
    /// Held for a time beside what the posts give.
    pub grants: Vec<Grant>,
    /// Capabilities that are suspended now; [`EVERYTHING`] for all of them (AUTH-42, AUTH-50).
    pub suspended: Vec<String>,
    /// A secret was shared or given out once: nothing goes before a new password (PLAT-03).
    pub must_change_password: bool,
}

/// In [`Principal::suspended`]: whatever the person may do.
pub const EVERYTHING: &str = "*";

/// A right for a time. Whether it holds at the moment of a request, the policies say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    /// The action's name, as `number:reveal`.
    pub capability: String,
    pub scope: GrantScope,
    pub from: Millis,
    pub until: Millis,
    /// The departments concerned agreed too (AUTH-32).
    pub is_joint: bool,
    /// Taken in an emergency, reviewed afterwards.
    pub is_break_glass: bool,
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The centre as a whole, for lists and pages.
    Centre,
    Team(String),
    /// A call and who handled it: own calls, own team's calls.
    Call {
        id: String,
        agent: Option<PersonId>,
        agent_team: Option<String>,
    },
    Person {
        person: PersonId,
        team: Option<String>,
    },
    /// A flow of the rulebook by its key.
    Flow {
        flow: String,
    },
    /// A running or ended flow.
    Instance {
        id: String,
        flow: String,
        applicant: Option<PersonId>,
        applicant_team: Option<String>,
        /// All who have or had a task of it, their deputies too.
        people: Vec<PersonId>,
    },
    /// A task and who may do it now.
    Task {
        instance: String,
        flow: String,
        task: u64,
        applicant: Option<PersonId>,
        /// Candidates, holder, those it was escalated to, and the deputies of all these.
        people: Vec<PersonId>,
        /// Who must not do it: separation of duties.
        excluded: Vec<PersonId>,
        /// The holder's team; of a pool, the team that all its candidates share.
        holder_team: Option<String>,
        /// A stage of an approval: the applicant never decides it (AUTH-30 … AUTH-32).
        is_review: bool,
    },
    /// A customer. `team`: of the agents who serve them, if that is fixed.
    Customer {
        customer: String,
        team: Option<String>,
        /// Who has an open call or case of this customer.
        serving: Vec<PersonId>,
    },
    /// An approved request for a right, about to be put into force (AUTH-34).
    AccessRequest {
        id: String,
        applicant: PersonId,
        /// Who made the first review and the final one.
        first: Option<PersonId>,
        last: Option<PersonId>,
        /// The departments concerned had to agree, and who did.
        needs_joint: bool,
        joint: Vec<PersonId>,
    },
    /// A change of money in a customer's account (AUTH-23).
    MoneyChange {
        id: String,
        maker: PersonId,
        finance: Option<PersonId>,
        supervisor: Option<PersonId>,
    },
    /// A proposed change of the rulebook (AUTH-25).
    Change {
        id: String,
        author: PersonId,
        is_approved: bool,
    },
    /// An order and where it stands (AUTH-16).
    Order {
        order: String,
        state: OrderState,
        /// Who took it. Nobody: it came from another system.
        taker: Option<PersonId>,
        /// Who serves its customer now.
        serving: Vec<PersonId>,
        /// Who approved that it is stopped or fetched back (AUTH-18).
        approver: Option<PersonId>,
    },
    /// A section of the knowledge base. `editors`: the posts that keep it (AUTH-15).
    Section {
        section: String,
        editors: Vec<String>,
    },
}

/// Circumstances of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    pub now: Millis,
    /// When the person last proved who they are beyond the session.
    pub stepped_up: Option<Millis>,
    /// What it is for was said.
    pub has_purpose: bool,
    /// The person has an open call or case of this very customer.
    pub has_case: bool,
    /// The customer agreed that this person sees it, and that still holds.
    pub has_consent: bool,
}

impl Circumstances {
    /// Nothing but the time is known.
    pub fn at(now: Millis) -> Self {
        Self { now, stepped_up: None, has_purpose: false, has_case: false, has_consent: false }
    }
}

/// One policy in people's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub policy: String,
    /// Id of the clause that it enforces, as `AUTH-54`.
    pub clause: String,
    pub why_zh: String,
    pub why_en: String,
    /// What the reader can do about it.
    pub remedy_zh: String,
    pub remedy_en: String,
    /// The policy's conditions that did not hold, as Cedar text: for whoever keeps the policies. Empty for a forbid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The same in words, as far as it is evidence: a grant, a purpose, a consent, a fresh proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Lack>,
}

/// One question.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub action: &'a str,
    pub principal: &'a Principal,
    pub resource: &'a Resource,
    pub circumstances: Circumstances,
}

/// The policies in force, checked against their schema. Immutable: new policies are a new `Access`.
#[derive(Debug)]
pub struct Access {
    rules: Arc<Rules>,
    infos: Vec<PolicyInfo>,
}

impl Access {
    /// Parses and validates strictly. `policies`: file name and text of each file.
    pub fn new<F: AsRef<str>, T: AsRef<str>>(schema: &str, policies: &[(F, T)]) -> Result<Self, Vec<PolicyProblem>> {
        load::load(schema, policies)
    }

    /// The only way to a [`Permit`].
    pub fn check<A: Action>(
        &self,
        principal: &Principal,
        resource: &Resource,
        circumstances: Circumstances,
    ) -> Result<Permit<A>, Denied> {
        let reasons = self.ask(A::NAME, principal, resource, circumstances)?;
        Ok(Permit { person: principal.person, reasons, action: PhantomData })
    }

    /// The same question with the action by name, for pages that show what may be done. The answer permits nothing:
    /// it carries only the ids of the policies that would.
    pub fn ask(
        &self,
        action: &str,
        principal: &Principal,
        resource: &Resource,
        circumstances: Circumstances,
    ) -> Result<Vec<String>, Denied> {
        let asked = Asked { action, principal, resource, circumstances };
        let Some(slice) = self.rules.slices.get(action) else { return Err(Denied::unexplained(action)) };
        let answer = self.rules.decide(slice, asked);
        if !answer.is_allowed {
            return Err(Denied::to(asked, &self.rules));
        }
        let rests_on_grant = answer.determining.iter().any(|id| slice.reads_grant.contains(id));
        let grant = evidence::best(action, principal, resource, circumstances).filter(|_| rests_on_grant);
        Ok(answer.determining.into_iter().chain(grant.map(|grant| format!("grant:{}", grant.id))).collect())
    }

    /// Only yes or no, without the reasons: for asking of many resources.
    pub fn allows(
        &self,
        action: &str,
        principal: &Principal,
        resource: &Resource,
        circumstances: Circumstances,
    ) -> bool {
        let asked = Asked { action, principal, resource, circumstances };
        self.rules.slices.get(action).is_some_and(|slice| self.rules.decide(slice, asked).is_allowed)
    }

    /// What this person may do, each action asked of the resource that a page would ask it of: the centre where the
    /// action is about the centre, else an own call, instance or task, else the own account.
    pub fn may(
        &self,
        principal: &Principal,
        circumstances: Circumstances,
    ) -> BTreeMap<&'static str, Result<Vec<String>, Denied>> {
        let own_call =
            Resource::Call { id: "own".into(), agent: Some(principal.person), agent_team: principal.team.clone() };
        let own_account = Resource::Person { person: principal.person, team: principal.team.clone() };
        let own_team = principal.team.clone().map(Resource::Team);
        let (flow, mine) = ("own".to_owned(), vec![principal.person]);
        let own_flow = Resource::Flow { flow: flow.clone() };
        let own_instance = Resource::Instance {
            id: "own".into(),
            flow: flow.clone(),
            applicant: Some(principal.person),
            applicant_team: principal.team.clone(),
            people: mine.clone(),
        };
        let own_task = Resource::Task {
            instance: "own".into(),
            flow,
            task: 1,
            applicant: None,
            people: mine,
            excluded: Vec::new(),
            holder_team: principal.team.clone(),
            is_review: false,
        };
        let own_customer = Resource::Customer { customer: "own".into(), team: None, serving: vec![principal.person] };
        let own_order = |state, approver| Resource::Order {
            order: "own".into(),
            state,
            taker: Some(principal.person),
            serving: vec![principal.person],
            approver,
        };
        let somebody = PersonId(uuid::Uuid::nil());
        let own_orders = [own_order(OrderState::Placed, None), own_order(OrderState::Shipped, Some(somebody))];
        let resources: Vec<&Resource> =
            [&Resource::Centre, &own_call, &own_flow, &own_instance, &own_task, &own_customer]
                .into_iter()
                .chain(&own_orders)
                .chain(&own_team)
                .chain([&own_account])
                .collect();
        let ask = |action, slice: &Slice| {
            let of_kind = resources.iter().filter(|of| slice.kinds.contains(&ResourceKind::of(of)));
            self.first_allowed(action, principal, of_kind.copied(), circumstances).map(|(_, reasons)| reasons)
        };
        self.rules.slices.iter().map(|(action, slice)| (*action, ask(*action, slice))).collect()
    }

    /// The first of these that is allowed, and the reasons. Where all are refused, the refusal about the first: it is
    /// about the widest and explains best.
    fn first_allowed<'a>(
        &self,
        action: &str,
        principal: &Principal,
        resources: impl Iterator<Item = &'a Resource>,
        circumstances: Circumstances,
    ) -> Result<(usize, Vec<String>), Denied> {
        let mut widest = None;
        for (place, resource) in resources.enumerate() {
            match self.ask(action, principal, resource, circumstances) {
                Ok(reasons) => return Ok((place, reasons)),
                Err(denied) => _ = widest.get_or_insert(denied),
            }
        }
        Err(widest.unwrap_or_else(|| Denied::unexplained(action)))
    }

    /// Whether the schema lets this action be asked of this kind of resource. Elsewhere it is always denied.
    pub fn applies(&self, action: &str, kind: ResourceKind) -> bool {
        self.rules.slices.get(action).is_some_and(|slice| slice.kinds.contains(&kind))
    }

    /// All policies in the order of their files, for the rulebook's page.
    pub fn policies(&self) -> &[PolicyInfo] {
        &self.infos
    }
}

//! What somebody may do at all, and how far it reaches: each action is asked of the widest thing first, with all the
//! evidence in its favour that the moment of an act would have to bring.

use crate::{Access, Circumstances, Denied, Principal, Resource, ResourceKind};
use model::{OrderState, PersonId};
use serde::Serialize;
use uuid::Uuid;

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everything of the centre.
    Everything,
    /// What belongs to the own team.
    Team,
    /// What is the person's own, or what the person works on.
    Own,
}

/// A right that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub reach: Reach,
    /// Policies, and `grant:<id>` where a right for a time is the evidence.
    pub reasons: Vec<String>,
}

impl Access {
    /// Whether the person may do this to anything at all. `Err`: the refusal about the widest thing.
    pub fn holds(&self, action: &str, principal: &Principal, circumstances: Circumstances) -> Result<Held, Denied> {
        let evidence = Circumstances {
            stepped_up: Some(circumstances.now),
            has_purpose: true,
            has_case: true,
            has_consent: true,
            ..circumstances
        };
        let mut asked: Vec<(Reach, Resource)> = widest_first(principal);
        asked.retain(|(_, resource)| self.applies(action, ResourceKind::of(resource)));
        let (place, reasons) =
            self.first_allowed(action, principal, asked.iter().map(|(_, resource)| resource), evidence)?;
        Ok(Held { reach: asked[place].0, reasons })
    }
}

fn widest_first(principal: &Principal) -> Vec<(Reach, Resource)> {
    let (me, team) = (principal.person, principal.team.clone());
    // Ids of nobody: no person has a UUID of so few bits.
    let [first, second, third] = [1, 2, 3].map(|number| PersonId(Uuid::from_u128(number)));
    let call = |agent, agent_team| Resource::Call { id: "some".into(), agent: Some(agent), agent_team };
    let instance = |applicant: PersonId, applicant_team, people| Resource::Instance {
        id: "some".into(),
        flow: "some".into(),
        applicant: Some(applicant),
        applicant_team,
        people,
    };
    let task = |people, holder_team| Resource::Task {
        instance: "some".into(),
        flow: "some".into(),
        task: 1,
        applicant: Some(first),
        people,
        excluded: Vec::new(),
        holder_team,
        is_review: false,
    };
    let customer = |serving| Resource::Customer { customer: "some".into(), team: None, serving };
    let order = |state, taker, serving, approver| Resource::Order {
        order: "some".into(),
        state,
        taker: Some(taker),
        serving,
        approver,
    };
    let mut all = vec![
        (Reach::Everything, Resource::Centre),
        (Reach::Everything, Resource::Person { person: first, team: None }),
        (Reach::Everything, call(first, None)),
        (Reach::Everything, instance(first, None, Vec::new())),
        (Reach::Everything, task(Vec::new(), None)),
        (Reach::Everything, customer(Vec::new())),
        (Reach::Everything, order(OrderState::Placed, first, Vec::new(), None)),
        (Reach::Everything, order(OrderState::Shipped, first, Vec::new(), Some(second))),
        (Reach::Everything, Resource::Flow { flow: "some".into() }),
        (Reach::Everything, approved_request(first, [second, third])),
        (
            Reach::Everything,
            Resource::MoneyChange { id: "some".into(), maker: first, finance: Some(second), supervisor: Some(third) },
        ),
        (Reach::Everything, Resource::Section { section: "some".into(), editors: principal.roles.clone() }),
        (Reach::Everything, Resource::Change { id: "some".into(), author: first, is_approved: true }),
    ];
    if team.is_some() {
        all.extend(team.clone().map(|team| (Reach::Team, Resource::Team(team))));
        all.push((Reach::Team, Resource::Person { person: first, team: team.clone() }));
        all.push((Reach::Team, call(first, team.clone())));
        all.push((Reach::Team, instance(first, team.clone(), Vec::new())));
        all.push((Reach::Team, task(Vec::new(), team.clone())));
    }
    all.extend([
        (Reach::Own, call(me, team.clone())),
        (Reach::Own, Resource::Person { person: me, team: team.clone() }),
        (Reach::Own, instance(me, team.clone(), vec![me])),
        (Reach::Own, task(vec![me], team)),
        (Reach::Own, customer(vec![me])),
        (Reach::Own, order(OrderState::Placed, me, vec![me], None)),
        (Reach::Own, order(OrderState::Shipped, me, vec![me], Some(second))),
    ]);
    // What a right for a time covers may be narrower than a team.
    let granted = principal.grants.iter().filter_map(|grant| match &grant.scope {
        model::GrantScope::Centre => None,
        model::GrantScope::Team(team) => Some(vec![Resource::Team(team.clone()), call(first, Some(team.clone()))]),
        model::GrantScope::Customer(of) => {
            Some(vec![Resource::Customer { customer: of.clone(), team: None, serving: Vec::new() }])
        }
    });
    all.extend(granted.flatten().map(|resource| (Reach::Own, resource)));
    all
}

fn approved_request(applicant: PersonId, [first, last]: [PersonId; 2]) -> Resource {
    let joint = vec![PersonId(Uuid::from_u128(4))];
    let (first, last) = (Some(first), Some(last));
    Resource::AccessRequest { id: "some".into(), applicant, first, last, needs_joint: true, joint }
}

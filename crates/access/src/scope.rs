//! Which rows of a list a person sees, as a shape that a query can filter by.
//!
//! A policy may not name a single call, instance, person or team (refused at load), so what it says about a row depends
//! only on whether its people are the asker, somebody else or nobody, and on whether its team is the asker's, one that a
//! grant names, another or none. Asking every such case gives the scope, and the property tests in `tests/rows.rs` hold it
//! against every row.

use crate::actions::ViewInstance;
use crate::{Access, Action, Circumstances, Principal, Resource};
use model::{GrantScope, PersonId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every row.
    All,
    /// Calls of these teams' agents or instances of their applicants, and what is the person's own.
    Within {
        teams: Vec<String>,
        /// Calls that this person took; instances that they applied for or had a task of.
        own: Option<PersonId>,
    },
    Nothing,
}

impl Scope {
    /// Whether a call of this agent and team is within.
    pub fn covers(&self, agent: Option<PersonId>, agent_team: Option<&str>) -> bool {
        self.covers_instance(agent, agent_team, &[])
    }

    /// Whether an instance of this applicant, team and people is within.
    pub fn covers_instance(&self, applicant: Option<PersonId>, team: Option<&str>, people: &[PersonId]) -> bool {
        match self {
            Self::All => true,
            Self::Within { teams, own } => {
                let is_of_team = team.is_some_and(|team| teams.iter().any(|of| of == team));
                is_of_team || own.is_some_and(|own| applicant == Some(own) || people.contains(&own))
            }
            Self::Nothing => false,
        }
    }
}

/// One kind of row: agent or applicant, team, others.
type Row = (Option<PersonId>, Option<String>, Vec<PersonId>);

impl Access {
    /// Calls: the widest shape that shows nothing which a check of the single call would deny.
    pub fn scope<A: Action>(&self, principal: &Principal, circumstances: Circumstances) -> Scope {
        let call = |(agent, agent_team, _): Row| Resource::Call { id: "scope".into(), agent, agent_team };
        self.shape(A::NAME, principal, circumstances, &[Vec::new()], call)
    }

    /// The same for lists of instances.
    pub fn instance_scope(&self, principal: &Principal, circumstances: Circumstances) -> Scope {
        let others = [Vec::new(), vec![principal.person], vec![somebody_but(principal.person)]];
        let instance = |(applicant, applicant_team, people): Row| {
            let (id, flow) = ("scope".to_owned(), "scope".to_owned());
            Resource::Instance { id, flow, applicant, applicant_team, people }
        };
        self.shape(ViewInstance::NAME, principal, circumstances, &others, instance)
    }

    fn shape(
        &self,
        action: &str,
        principal: &Principal,
        circumstances: Circumstances,
        others: &[Vec<PersonId>],
        resource: impl Fn(Row) -> Resource,
    ) -> Scope {
        let person = principal.person;
        // No team of the rulebook has a space in its key.
        let mut teams: Vec<Option<String>> = vec![None, Some("another team".to_owned())];
        teams.extend(named_teams(action, principal).into_iter().map(Some));
        let mut cases: Vec<(Row, bool)> = Vec::new();
        for of in [None, Some(person), Some(somebody_but(person))] {
            for team in &teams {
                for people in others {
                    let row = (of, team.clone(), people.clone());
                    let is_allowed = self.allows(action, principal, &resource(row.clone()), circumstances);
                    cases.push((row, is_allowed));
                }
            }
        }
        if cases.iter().all(|&(_, is_allowed)| is_allowed) {
            return Scope::All;
        }
        // A shape takes in a kind of row only where every row of that kind is allowed.
        let whole = |is_of_kind: &dyn Fn(&Row) -> bool| {
            cases.iter().filter(|(row, _)| is_of_kind(row)).all(|&(_, is_allowed)| is_allowed)
        };
        let is_own = |(of, _, people): &Row| *of == Some(person) || people.contains(&person);
        let own = Some(person).filter(|_| whole(&is_own));
        let mut teams: Vec<String> = teams.into_iter().flatten().collect();
        teams.retain(|team| whole(&|(_, of, _): &Row| of.as_ref() == Some(team)));
        if teams.is_empty() && own.is_none() { Scope::Nothing } else { Scope::Within { teams, own } }
    }
}

/// The person's own team and those of their grants, each once.
fn named_teams(action: &str, principal: &Principal) -> Vec<String> {
    let of_grants = principal.grants.iter().filter(|grant| grant.capability == action);
    let of_grants = of_grants.filter_map(|grant| match &grant.scope {
        GrantScope::Team(team) => Some(team.clone()),
        GrantScope::Centre | GrantScope::Customer(_) => None,
    });
    let mut teams: Vec<String> = principal.team.iter().cloned().chain(of_grants).collect();
    teams.sort_unstable();
    teams.dedup();
    teams
}

fn somebody_but(person: PersonId) -> PersonId {
    PersonId(if person.0 == Uuid::max() { Uuid::nil() } else { Uuid::max() })
}

//! Which rows of a list a person sees, as one of four shapes that a query can filter by.
//!
//! A policy may not name a single call, instance, person or team (refused at load), so what it says about a row depends
//! only on whether its people are the asker, somebody else or nobody, and on whether its team is the asker's, another or
//! none. Asking every such case gives the scope, and the property tests in `tests/rows.rs` hold it against every row.

use crate::actions::ViewInstance;
use crate::{Access, Action, Circumstances, Principal, Resource};
use model::PersonId;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every row.
    All,
    /// Calls of this team's agents, instances of its applicants, and what is `person`'s own.
    Team {
        team: String,
        person: PersonId,
    },
    /// Calls that this person took; instances that they applied for or had a task of.
    Own {
        person: PersonId,
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
        let is_own = |person: &PersonId| applicant == Some(*person) || people.contains(person);
        match self {
            Self::All => true,
            Self::Team { team: own, person } => team == Some(own) || is_own(person),
            Self::Own { person } => is_own(person),
            Self::Nothing => false,
        }
    }
}

/// One kind of row: agent or applicant, team, others.
type Row = (Option<PersonId>, Option<String>, Vec<PersonId>);

impl Access {
    /// Calls: the widest of the four shapes that shows nothing which a check of the single call would deny.
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
        let mut teams = vec![None, Some("another team".to_owned())];
        teams.extend(principal.team.clone().map(Some));
        let mut allowed = false;
        let mut denied: Vec<Row> = Vec::new();
        for of in [None, Some(person), Some(somebody_but(person))] {
            for team in &teams {
                for people in others {
                    let row = (of, team.clone(), people.clone());
                    if self.allows(action, principal, &resource(row.clone()), circumstances) {
                        allowed = true;
                    } else {
                        denied.push(row);
                    }
                }
            }
        }
        if !allowed {
            return Scope::Nothing;
        }
        let team = principal.team.clone().map(|team| Scope::Team { team, person });
        [Some(Scope::All), team, Some(Scope::Own { person })]
            .into_iter()
            .flatten()
            .find(|shape| !denied.iter().any(|(of, team, people)| shape.covers_instance(*of, team.as_deref(), people)))
            .unwrap_or(Scope::Nothing)
    }
}

fn somebody_but(person: PersonId) -> PersonId {
    PersonId(if person.0 == Uuid::max() { Uuid::nil() } else { Uuid::max() })
}

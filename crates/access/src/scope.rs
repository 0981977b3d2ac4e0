//! Which calls of a list a person sees, as one of four shapes that a query can filter by.
//!
//! A policy may not name a single call, person or team (refused at load), so what it says about a call depends only
//! on whether its agent is the asker, somebody else or nobody, and on whether its team is the asker's, another or none:
//! nine cases. Asking all nine gives the scope, and the property test in `tests.rs` holds it against every row.

use crate::{Access, Action, Circumstances, Principal, Resource};
use model::PersonId;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every call.
    All,
    /// Calls of this team's agents, and those that `person` took.
    Team {
        team: String,
        person: PersonId,
    },
    /// Calls that this person took.
    Own {
        person: PersonId,
    },
    Nothing,
}

impl Scope {
    /// Whether a call of this agent and team is within.
    pub fn covers(&self, agent: Option<PersonId>, agent_team: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Team { team, person } => agent_team == Some(team) || agent == Some(*person),
            Self::Own { person } => agent == Some(*person),
            Self::Nothing => false,
        }
    }
}

impl Access {
    /// The widest of the four shapes that shows nothing which a check of the single call would deny.
    pub fn scope<A: Action>(&self, principal: &Principal, circumstances: Circumstances) -> Scope {
        let person = principal.person;
        let somebody = PersonId(if person.0 == Uuid::max() { Uuid::nil() } else { Uuid::max() });
        // No team of the rulebook has a space in its key.
        let elsewhere = Some("another team".to_owned());
        let mut agents = vec![None, Some(person), Some(somebody)];
        let mut teams = vec![None, elsewhere];
        if principal.team.is_some() {
            teams.push(principal.team.clone());
        }
        let mut allowed = Vec::new();
        let mut denied = Vec::new();
        for agent in agents.drain(..) {
            for team in &teams {
                let call = Resource::Call { id: "scope".into(), agent, agent_team: team.clone() };
                let answer = self.ask(A::NAME, principal, &call, circumstances);
                if answer.is_ok() { &mut allowed } else { &mut denied }.push((agent, team.clone()));
            }
        }
        if allowed.is_empty() {
            return Scope::Nothing;
        }
        let team = principal.team.clone().map(|team| Scope::Team { team, person });
        [Some(Scope::All), team, Some(Scope::Own { person })]
            .into_iter()
            .flatten()
            .find(|shape| !denied.iter().any(|(agent, team)| shape.covers(*agent, team.as_deref())))
            .unwrap_or(Scope::Nothing)
    }
}

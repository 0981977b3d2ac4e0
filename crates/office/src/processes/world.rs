//! The organisation as the engine asks for it: made from the people, the delegations and the rulebook.
//!
//! One immutable picture, replaced whenever one of these changes.

use crate::directory::{Directory, Person};
use crate::{Office, OfficeError};
use process::engine::{Deputy, PersonFacts, World};
use rulebook::Rulebook;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::processes::DelegationRecord;

const LEADER: &str = "team_leader";
const MANAGER: &str = "manager";
const ABOVE_MANAGER: &str = "gm";

pub(super) fn build(rulebook: &Rulebook, directory: &Directory, delegations: &[DelegationRecord]) -> World {
    let mut active = directory.everybody();
    active.retain(|person| person.is_active);
    let holds = |person: &Person, role: &str| person.roles.iter().any(|held| held == role);
    let first = |role: &str, not: &Person| {
        active.iter().find(|other| holds(other, role) && other.id != not.id).map(|other| other.id.to_string())
    };
    let department_of = |role: &String| rulebook.roles.iter().find(|of| of.id == *role).map(|of| of.department.clone());
    let facts = |person: &Arc<Person>| {
        let manager = match holds(person, MANAGER) {
            true => first(ABOVE_MANAGER, person),
            false => first(MANAGER, person),
        };
        // A leader's leader is the manager, as for everybody without a team.
        let leader = match holds(person, LEADER) {
            true => None,
            false => active.iter().find(|other| {
                holds(other, LEADER) && other.team.is_some() && other.team == person.team && other.id != person.id
            }),
        };
        PersonFacts {
            roles: person.roles.clone(),
            department: person.roles.first().and_then(department_of),
            team: person.team.clone(),
            leader: leader.map(|leader| leader.id.to_string()).or_else(|| manager.clone()),
            manager,
        }
    };
    let people: BTreeMap<String, PersonFacts> =
        active.iter().map(|person| (person.id.to_string(), facts(person))).collect();
    let deputies = delegations.iter().filter(|given| given.ended_ms.is_none()).map(|given| Deputy {
        of: given.absent.to_string(),
        by: given.deputy.to_string(),
        from: given.from_ms,
        until: given.until_ms,
    });
    World {
        people,
        deputies: deputies.collect(),
        calendar: rulebook.work_calendar(),
        library: Arc::clone(&rulebook.processes),
        settings: rulebook
            .processes
            .settings(&BTreeMap::new())
            .expect("the defaults were read when the rulebook was checked"),
    }
}

impl Office {
    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.processes.world.read().expect("no code panics while it holds this lock"))
    }

    /// After people or delegations have changed.
    pub(crate) async fn reload_world(&self) -> Result<(), OfficeError> {
        let delegations = store::processes::delegations(&self.store, Some(self.now())).await?;
        let fresh = Arc::new(build(&self.rulebook(), &self.directory(), &delegations));
        *self.processes.world.write().expect("no code panics while it holds this lock") = fresh;
        Ok(())
    }
}

//! The facts of the organisation, given as data: who holds which post, who leads whom, who stands in for whom.

use super::state::Person;
use crate::library::Library;
use crate::parameter::Settings;
use model::{Calendar, Millis};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct World {
    /// Active people only.
    pub people: BTreeMap<Person, PersonFacts>,
    pub deputies: Vec<Deputy>,
    /// The centre's work time.
    pub calendar: Calendar,
    pub library: Arc<Library>,
    pub settings: Settings,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFacts {
    pub roles: Vec<String>,
    pub department: Option<String>,
    pub team: Option<String>,
    pub leader: Option<Person>,
    pub manager: Option<Person>,
}

/// `by` acts for `of` in `[from, until)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    pub of: Person,
    pub by: Person,
    pub from: Millis,
    pub until: Millis,
}

impl World {
    pub(super) fn with_role(&self, role: &str) -> Vec<Person> {
        self.those(|facts| facts.roles.iter().any(|held| held == role))
    }

    pub(super) fn those(&self, is_one: impl Fn(&PersonFacts) -> bool) -> Vec<Person> {
        self.people.iter().filter(|(_, facts)| is_one(facts)).map(|(person, _)| person.clone()).collect()
    }

    pub(super) fn is_deputy(&self, by: &str, of: &str, now: Millis) -> bool {
        let is = |deputy: &Deputy| deputy.by == by && deputy.of == of && deputy.from <= now && now < deputy.until;
        self.people.contains_key(by) && self.deputies.iter().any(is)
    }
}

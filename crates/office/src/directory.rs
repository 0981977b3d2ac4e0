//! Who works here: one immutable picture of all people, replaced whenever one of them changes.
//!
//! Names, roles and teams come from the database; qualifications from the rulebook and from exams that flows noted.

use crate::OfficeError;
use crate::rights::expiry::warn_before;
use crate::rights::held::{Agenda, Held};
use access::Principal;
use model::{Millis, PersonId, PersonName};
use rulebook::Rulebook;
use std::collections::HashMap;
use std::sync::Arc;
use store::Store;

#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub username: String,
    pub name: PersonName,
    pub roles: Vec<String>,
    pub team: Option<String>,
    pub locale: String,
    pub is_active: bool,
    /// Where copies of notices go.
    pub email: Option<String>,
    /// From the rulebook, and what flows granted since.
    pub qualifications: Vec<String>,
    /// Rights for a time, those that have ended left out.
    pub grants: Vec<access::Grant>,
    /// Capabilities that are suspended now ([`access::EVERYTHING`]: all).
    pub suspended: Vec<String>,
    /// A secret was shared or given out once: nothing goes before a new password.
    pub must_change_password: bool,
    /// AUTH-01: `full_time`, `part_time` or `external`.
    pub employment: String,
    /// From the rulebook: whose calls this person takes. Empty: no agent.
    pub queues: Vec<model::QueueId>,
}

#[derive(Debug, Default)]
pub struct Directory {
    by_id: HashMap<PersonId, Arc<Person>>,
    by_username: HashMap<String, PersonId>,
    /// What of people's rights the clock has still to note.
    pub(crate) agenda: Agenda,
}

impl Directory {
    /// `now`: what has run out by then does not count.
    pub async fn load(store: &Store, rulebook: &Rulebook, now: Millis) -> Result<Self, OfficeError> {
        let rows = store::people::list(store).await?;
        let mut granted: HashMap<PersonId, Vec<String>> = HashMap::new();
        for (person, qualification) in store::processes::qualifications(store, now).await? {
            granted.entry(person).or_default().push(qualification);
        }
        let seeds: HashMap<&str, &rulebook::PersonSeed> =
            rulebook.people.iter().map(|seed| (&*seed.username, seed)).collect();
        let have_read = crate::reading::gated(store, rulebook).await?;
        let mut held = Held::load(store, now, warn_before(rulebook)).await?;
        let mut directory = Self::default();
        for row in rows {
            let seed = seeds.get(&*row.username);
            let mut qualifications = seed.map(|seed| seed.qualifications.clone()).unwrap_or_default();
            for passed in granted.remove(&row.id).unwrap_or_default() {
                if !qualifications.contains(&passed) {
                    qualifications.push(passed);
                }
            }
            if have_read.as_ref().is_some_and(|read| !read.contains(&row.id)) {
                qualifications.push(crate::reading::UNREAD.to_owned());
            }
            let person = Person {
                qualifications,
                grants: held.grants_of(&row, rulebook),
                suspended: held.suspended_of(row.id),
                must_change_password: row.must_change_reason.is_some(),
                employment: row.employment,
                queues: seed.map(|seed| seed.queues.clone()).unwrap_or_default(),
                id: row.id,
                username: row.username,
                name: row.name,
                roles: row.roles,
                team: row.team,
                locale: row.locale,
                is_active: row.is_active,
                email: row.email,
            };
            directory.by_username.insert(person.username.to_lowercase(), person.id);
            directory.by_id.insert(person.id, Arc::new(person));
        }
        directory.agenda = held.agenda;
        Ok(directory)
    }

    pub fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.by_id.get(&id).cloned()
    }

    pub fn by_username(&self, username: &str) -> Option<Arc<Person>> {
        self.person(*self.by_username.get(&username.to_lowercase())?)
    }

    /// Everybody, by username.
    pub fn everybody(&self) -> Vec<Arc<Person>> {
        let mut all: Vec<_> = self.by_id.values().cloned().collect();
        all.sort_by(|a, b| a.username.cmp(&b.username));
        all
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub fn principal(&self, id: PersonId) -> Option<Principal> {
        let person = self.by_id.get(&id)?;
        Some(Principal {
            person: person.id,
            username: person.username.clone(),
            roles: person.roles.clone(),
            team: person.team.clone(),
            is_active: person.is_active,
            qualifications: person.qualifications.clone(),
            grants: person.grants.clone(),
            suspended: person.suspended.clone(),
            must_change_password: person.must_change_password,
        })
    }

    pub fn team_of(&self, id: PersonId) -> Option<String> {
        self.by_id.get(&id)?.team.clone()
    }
}

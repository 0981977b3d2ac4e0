//! What the switch must know of the rulebook and of the people of this moment.

use crate::{PersonSeed, Rulebook};
use access::actions::{TakeCalls, UseDesk};
use access::{Circumstances, Principal, Resource};
use model::{AgentProfile, Millis, PersonId, Phone, Routing};
use std::collections::HashMap;

/// Somebody of the database.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub person: PersonId,
    pub username: &'a str,
    /// Of today: the rulebook tells only those that an account began with.
    pub roles: &'a [String],
    pub team: Option<&'a str>,
    pub is_active: bool,
    pub must_change_password: bool,
    /// Passed since, beside what the rulebook says.
    pub qualifications: &'a [String],
    pub grants: &'a [access::Grant],
    pub suspended: &'a [String],
}

impl Rulebook {
    /// One immutable picture for the switch. `people`: everybody in the database; who is not in the rulebook serves no
    /// queue and is left out.
    pub fn routing(&self, version: u64, people: &[Known<'_>]) -> Routing {
        let seeds: HashMap<&str, &PersonSeed> = self.people.iter().map(|seed| (seed.username.as_str(), seed)).collect();
        let agents = people.iter().filter_map(|known| self.profile(known, seeds.get(known.username)?));
        Routing {
            version,
            queues: self.queues.clone(),
            flows: self.flows.clone(),
            inbound: self.inbound.clone(),
            trunks: self.trunks.clone(),
            phones: self.phones_in_use(people, &seeds),
            agents: agents.collect(),
            calendars: self.calendars.clone(),
            sip_realm: self.centre.sip_realm.clone(),
            prompts_folder: self.prompts_folder.clone(),
        }
    }

    /// Desk phones without those of people whose account is disabled: they neither register nor ring nor call. One that
    /// several share stays while one of them is here; one that is nobody's stays.
    fn phones_in_use(&self, people: &[Known<'_>], seeds: &HashMap<&str, &PersonSeed>) -> Vec<Phone> {
        let mut is_used: HashMap<&str, bool> = HashMap::new();
        for known in people {
            if let Some(phone) = seeds.get(known.username).and_then(|seed| seed.phone.as_deref()) {
                *is_used.entry(phone).or_default() |= known.is_active;
            }
        }
        let stays = |phone: &&Phone| is_used.get(&*phone.key).copied().unwrap_or(true);
        self.phones.iter().filter(stays).cloned().collect()
    }

    /// `None`: somebody whose post has no desk. The exam, the account and its password decide whether calls may be taken
    /// (AUTH-54, PLAT-03, PLAT-05); policies about taking calls see the time 0 here and are asked again when an agent goes ready.
    fn profile(&self, known: &Known<'_>, seed: &PersonSeed) -> Option<AgentProfile> {
        let principal = |is_active, must_change_password| Principal {
            person: known.person,
            username: seed.username.clone(),
            roles: known.roles.to_vec(),
            team: known.team.map(str::to_owned),
            is_active,
            qualifications: seed.qualifications.iter().chain(known.qualifications).cloned().collect(),
            grants: known.grants.to_vec(),
            suspended: known.suspended.to_vec(),
            must_change_password,
        };
        let at_start = Circumstances::at(Millis::ZERO);
        self.access.check::<UseDesk>(&principal(true, false), &Resource::Centre, at_start).ok()?;
        let today = principal(known.is_active, known.must_change_password);
        let may_take_calls = self.access.check::<TakeCalls>(&today, &Resource::Centre, at_start).is_ok();
        Some(AgentProfile {
            person: known.person,
            username: seed.username.as_str().into(),
            queues: seed.queues.clone(),
            skills: seed.skills.clone(),
            phone: seed.phone.clone(),
            is_always_ready: seed.is_always_ready,
            may_take_calls,
        })
    }
}

//! Rights and stops of all people as the directory keeps them, and when the clock next changes something about them.
//!
//! A right whose end was noted never comes back, whatever a clock says. One that a person's posts exclude, or that the
//! rules no longer know, counts for nothing from the moment that people or rules change; the clock's job then notes it.

use crate::OfficeError;
use access::EVERYTHING;
use model::{GrantId, Millis, PersonId};
use rulebook::Rulebook;
use std::collections::HashMap;
use store::Store;
use store::grants::GrantRecord;
use store::people::Person;

/// What the clock or a change of people and rules has still to be noted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    /// When the next right or suspension ends, or its holder is to be warned.
    pub next: Option<Millis>,
    /// Rights that their holders must not hold, and why.
    pub conflicts: Vec<(GrantId, PersonId, String)>,
}

/// Read once for everybody.
pub(crate) struct Held {
    grants: HashMap<PersonId, Vec<GrantRecord>>,
    suspended: HashMap<PersonId, Vec<String>>,
    pub agenda: Agenda,
}

impl Held {
    /// `warn_before`: how long before its end a holder is warned.
    pub async fn load(store: &Store, now: Millis, warn_before: Millis) -> Result<Self, OfficeError> {
        let mut held = Self { grants: HashMap::new(), suspended: HashMap::new(), agenda: Agenda::default() };
        for grant in store::grants::open(store).await? {
            held.agenda.look_at(grant.ends());
            if let Some(warn) = warn_at(&grant, warn_before) {
                held.agenda.look_at(warn);
            }
            if grant.is_open(now) {
                held.grants.entry(grant.person).or_default().push(grant);
            }
        }
        for stop in store::grants::suspensions_open(store).await?.into_iter().filter(|stop| stop.holds(now)) {
            if let Some(until) = stop.until {
                held.agenda.look_at(until);
            }
            let of = held.suspended.entry(stop.person).or_default();
            let capability = stop.capability.unwrap_or_else(|| EVERYTHING.to_owned());
            if !of.contains(&capability) {
                of.push(capability);
            }
        }
        Ok(held)
    }

    /// What this person holds, those that begin later too.
    pub fn grants_of(&mut self, person: &Person, rulebook: &Rulebook) -> Vec<access::Grant> {
        let mut kept = Vec::new();
        for record in self.grants.remove(&person.id).unwrap_or_default() {
            match conflict(rulebook, &person.roles, person.is_active, &record.capability) {
                Some(why) => self.agenda.conflicts.push((record.id, person.id, why)),
                None => kept.extend(evidence(&record, rulebook)),
            }
        }
        kept
    }

    pub fn suspended_of(&mut self, person: PersonId) -> Vec<String> {
        self.suspended.remove(&person).unwrap_or_default()
    }
}

impl Agenda {
    fn look_at(&mut self, at: Millis) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }

    pub fn is_due(&self, now: Millis) -> bool {
        !self.conflicts.is_empty() || self.next.is_some_and(|next| next <= now)
    }
}

/// When the holder is to be warned; not before half of its time is over. Emergency rights end within the hour.
pub(super) fn warn_at(grant: &GrantRecord, warn_before: Millis) -> Option<Millis> {
    let is_quiet = grant.warned.is_some() || grant.is_break_glass || grant.replaced.is_some();
    let half = Millis(grant.from.0 + (grant.until.0 - grant.from.0) / 2);
    (!is_quiet).then(|| (grant.until - warn_before).max(half))
}

/// Why somebody with these posts must not hold this right, if so.
pub(crate) fn conflict(rulebook: &Rulebook, roles: &[String], is_active: bool, capability: &str) -> Option<String> {
    if !is_active {
        return Some("账号已停用 / The account is disabled".into());
    }
    if rulebook.capability(capability).is_none_or(|known| known.grant.is_none()) {
        return Some("规则不再允许申请这项权限 / The rules no longer let anybody hold it for a time".into());
    }
    rulebook.excluded(roles, capability).map(|pair| format!("{} / {}", pair.why_zh, pair.why_en))
}

/// Why nobody has all these posts together, if so.
pub(crate) fn posts_conflict(rulebook: &Rulebook, roles: &[String]) -> Option<String> {
    let (pair, (one, other)) = rulebook.posts_excluded(roles)?;
    let name = |id: &str| rulebook.roles.iter().find(|role| role.id == id);
    let zh = [one, other].map(|id| name(id).map_or(id, |role| &role.name_zh)).join("、");
    let en = [one, other].map(|id| name(id).map_or(id, |role| &role.name_en)).join(", ");
    Some(format!("{}（{zh}） / {} ({en})", pair.why_zh, pair.why_en))
}

/// The right itself, and what it brings with it.
fn evidence(record: &GrantRecord, rulebook: &Rulebook) -> impl Iterator<Item = access::Grant> {
    let rule = rulebook.capability(&record.capability).and_then(|known| known.grant.as_ref());
    let brought = rule.into_iter().flat_map(|rule| rule.brings.clone());
    std::iter::once(record.capability.clone()).chain(brought).map(|capability| access::Grant {
        id: record.id,
        capability,
        scope: record.scope.clone(),
        from: record.from,
        until: record.ends(),
        is_joint: record.is_joint,
        is_break_glass: record.is_break_glass,
    })
}

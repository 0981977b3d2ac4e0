//! Rights for a time: given, used, ended; suspensions. A grant is used by every fact that names it as a reason.

use crate::StoreError;
use crate::database::{Link, values};
use model::{Actor, AuthorityFact, Fact, FactBody, GrantId, GrantScope, Millis, PersonId};
use std::collections::BTreeMap;

/// How a reason names a grant; the others are ids of policies.
const REASON: &str = "grant:";

#[derive(Default)]
pub(super) struct GrantChanges<'a> {
    /// In the order in which they happened.
    facts: Vec<&'a Fact>,
    /// How often each was used, and when last.
    uses: BTreeMap<GrantId, (u64, Millis)>,
}

impl<'a> GrantChanges<'a> {
    /// Facts that have nothing to do with rights change nothing here.
    pub fn add(&mut self, fact: &'a Fact) {
        if let FactBody::Authority(body) = &fact.body
            && !matches!(body, AuthorityFact::ViolationRecorded { .. })
        {
            self.facts.push(fact);
        }
        for used in fact.reasons.iter().filter_map(|reason| reason.strip_prefix(REASON)?.parse().ok()) {
            let (count, last) = self.uses.entry(used).or_insert((0, fact.at_ms));
            *count += 1;
            *last = (*last).max(fact.at_ms);
        }
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        for fact in self.facts {
            let FactBody::Authority(body) = &fact.body else { unreachable!("only those are kept") };
            write_one(link, fact, body).await?;
        }
        for (grant, (count, last)) in self.uses {
            let sql = "UPDATE grant_held SET uses = uses + $2, last_used_ms = CASE WHEN COALESCE(last_used_ms, $3) > $3 \
                       THEN last_used_ms ELSE $3 END WHERE id = $1";
            link.execute(sql, values![grant, count, last]).await?;
        }
        Ok(())
    }
}

async fn write_one(link: &mut Link, fact: &Fact, body: &AuthorityFact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match body {
        AuthorityFact::GrantGiven { .. } => give(link, fact, body).await?,
        AuthorityFact::GrantRevoked { grant, reason, by, .. } => {
            let by = by.or_else(|| person(&fact.actor));
            let sql = "UPDATE grant_held SET revoked_ms = $2, revoked_by_id = $3, revoked_why = $4 \
                       WHERE id = $1 AND revoked_ms IS NULL";
            link.execute(sql, values![*grant, at, by, reason.as_str()]).await?;
        }
        AuthorityFact::GrantExpired { grant, .. } => {
            let sql = "UPDATE grant_held SET expired_ms = COALESCE(expired_ms, $2) WHERE id = $1";
            link.execute(sql, values![*grant, at]).await?;
        }
        AuthorityFact::ExpiryWarned { grant, .. } => {
            let sql = "UPDATE grant_held SET warned_ms = COALESCE(warned_ms, $2) WHERE id = $1";
            link.execute(sql, values![*grant, at]).await?;
        }
        AuthorityFact::RightSuspended { suspension, person: of, capability, until_ms, reason, call, instance } => {
            let sql = "INSERT INTO suspension (number, id, person_id, capability, since_ms, until_ms, reason, call_id, \
                       instance_id, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
            let row = values![fact.seq, *suspension, *of, capability.clone(), at, *until_ms, reason.as_str()];
            let links = values![*call, *instance, person(&fact.actor)];
            link.execute(sql, row.into_iter().chain(links).collect()).await?;
        }
        AuthorityFact::SuspensionLifted { suspension, reason, .. } => {
            let sql = "UPDATE suspension SET lifted_ms = $2, lifted_by_id = $3, lifted_why = $4 \
                       WHERE id = $1 AND lifted_ms IS NULL";
            link.execute(sql, values![*suspension, at, person(&fact.actor), reason.as_str()]).await?;
        }
        AuthorityFact::ViolationRecorded { .. } => {}
    }
    Ok(())
}

async fn give(link: &mut Link, fact: &Fact, body: &AuthorityFact) -> Result<(), StoreError> {
    let AuthorityFact::GrantGiven {
        grant,
        person,
        capability,
        scope,
        from_ms,
        until_ms,
        instance,
        why,
        cautions,
        approvals,
        is_joint,
        is_break_glass,
        replaces,
    } = body
    else {
        unreachable!("only given ones come here")
    };
    let (covers, id) = match scope {
        GrantScope::Centre => ("centre", None),
        GrantScope::Team(team) => ("team", Some(team.clone())),
        GrantScope::Customer(customer) => ("customer", Some(customer.clone())),
    };
    let approvals = serde_json::to_string(approvals).expect("approvals are always JSON");
    let sql = "INSERT INTO grant_held (number, id, person_id, capability, covers, scope_id, from_ms, until_ms, given_ms, \
               instance_id, why, cautions, approvals, is_joint, is_break_glass, is_demo, replaces_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    let what = values![fact.seq, *grant, *person, capability.as_str(), covers, id, *from_ms, *until_ms, fact.at_ms];
    let why = values![*instance, why.as_str(), cautions.as_str(), approvals];
    let how = values![*is_joint, *is_break_glass, fact.actor == Actor::Demo, *replaces];
    link.execute(sql, what.into_iter().chain(why).chain(how).collect()).await?;
    if let Some(old) = replaces {
        // No gap: the old one holds until the new one begins.
        let sql = "UPDATE grant_held SET replaced_ms = $2, replaced_by_id = $3 WHERE id = $1 AND replaced_ms IS NULL";
        link.execute(sql, values![*old, *from_ms, *grant]).await?;
    }
    Ok(())
}

fn person(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person(person) => Some(*person),
        Actor::Outside | Actor::Switch | Actor::System | Actor::Demo => None,
    }
}

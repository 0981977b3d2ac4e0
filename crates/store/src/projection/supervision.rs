//! What rights were used for and refused; violations, reviews and samples.

use crate::StoreError;
use crate::database::{Link, values};
use model::{
    AccountFact, Actor, AuthorityFact, CustomerFact, DelegationFact, Fact, FactBody, Millis, OrderFact, PersonId,
    RulesFact, SampleOf, SupervisionFact,
};
use std::collections::BTreeMap;

const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Times and the last of them.
type Counted = (u64, Millis);

#[derive(Default)]
pub(super) struct SupervisionChanges<'a> {
    uses: BTreeMap<(PersonId, &'static str), Counted>,
    refusals: BTreeMap<(i64, PersonId, &'a str), Counted>,
    /// In the order in which they happened.
    facts: Vec<&'a Fact>,
}

impl<'a> SupervisionChanges<'a> {
    pub fn add(&mut self, fact: &'a Fact) {
        let count = |counted: &mut Counted| {
            counted.0 += 1;
            counted.1 = counted.1.max(fact.at_ms);
        };
        if let Some(used) = use_of(fact) {
            count(self.uses.entry(used).or_insert((0, fact.at_ms)));
        }
        if let FactBody::ActDenied { person, action, .. } = &fact.body {
            let day = fact.at_ms.0.div_euclid(DAY_MS);
            count(self.refusals.entry((day, *person, action)).or_insert((0, fact.at_ms)));
        }
        if subject_of(&fact.body).is_some() || is_kept(&fact.body) {
            self.facts.push(fact);
        }
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        for ((person, action), (uses, last)) in self.uses {
            let sql = "INSERT INTO right_use (person_id, action, last_ms, uses) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (person_id, action) DO UPDATE SET uses = right_use.uses + excluded.uses, \
                       last_ms = CASE WHEN right_use.last_ms > excluded.last_ms THEN right_use.last_ms \
                       ELSE excluded.last_ms END";
            link.execute(sql, values![person, action, last, uses]).await?;
        }
        for ((day, person, action), (times, last)) in self.refusals {
            let sql = "INSERT INTO right_refusal (day, person_id, action, times, last_ms) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (day, person_id, action) DO UPDATE SET times = right_refusal.times + excluded.times, \
                       last_ms = CASE WHEN right_refusal.last_ms > excluded.last_ms THEN right_refusal.last_ms \
                       ELSE excluded.last_ms END";
            link.execute(sql, values![day, person, action, times, last]).await?;
        }
        for fact in self.facts {
            if let Some(subject) = subject_of(&fact.body) {
                let sql = "INSERT INTO audit_subject (subject, at_ms, seq) VALUES ($1, $2, $3)";
                link.execute(sql, values![subject.text(), fact.at_ms, fact.seq]).await?;
            }
            keep(link, fact).await?;
        }
        Ok(())
    }
}

/// The right whose use a fact shows. Looking at a page leaves no fact, so that only these can be counted.
fn use_of(fact: &Fact) -> Option<(PersonId, &'static str)> {
    if let FactBody::Revealed { person, what, .. } = &fact.body {
        let is_recording = what.starts_with("recording");
        return Some((*person, if is_recording { "recording:play" } else { "number:reveal" }));
    }
    if let FactBody::Customer(CustomerFact::FieldRevealed { person, field, .. }) = &fact.body {
        return reveal_of(field).map(|action| (*person, action));
    }
    if let FactBody::Order(OrderFact::OrderStopRequested { by, .. }) = &fact.body {
        return Some((*by, "order:stop"));
    }
    let Actor::Person(person) = fact.actor else { return None };
    let action = match &fact.body {
        FactBody::PersonDisabled { .. } | FactBody::PersonEnabled { .. } => "people:manage",
        FactBody::TaskReassigned { .. } => "task:reassign",
        FactBody::Delegation(DelegationFact::DelegationGiven { .. }) => "delegation:give",
        FactBody::NoticeSent { instance: None, .. } => "notice:send",
        FactBody::InstanceMigrated { .. } => "flow:migrate",
        FactBody::TokenIssued { .. } => "token:issue",
        FactBody::Authority(body) => match body {
            AuthorityFact::GrantGiven { is_break_glass: true, .. } => "access:break_glass",
            AuthorityFact::GrantGiven { .. } => "access:apply",
            AuthorityFact::GrantRevoked { .. } => "access:revoke",
            AuthorityFact::RightSuspended { .. } => "access:suspend",
            AuthorityFact::SuspensionLifted { .. } => "access:lift",
            _ => return None,
        },
        FactBody::Customer(body) => match body {
            CustomerFact::CustomerAdded { .. } | CustomerFact::CustomerChanged { .. } => "customer:edit",
            CustomerFact::ConsentRecorded { .. } => "consent:record",
            CustomerFact::CustomerErased { .. } => "customer:erase",
            CustomerFact::HoldSet { .. } | CustomerFact::HoldLifted { .. } => "customer:hold",
            _ => return None,
        },
        FactBody::Order(body) => match body {
            OrderFact::OrderTaken { by: Some(_), .. } => "order:take",
            OrderFact::OrderTaken { by: None, .. }
            | OrderFact::OrderShipped { .. }
            | OrderFact::OrderDelivered { .. }
            | OrderFact::OrderReturned { .. } => "order:ship",
            OrderFact::OrderAddressChanged { .. }
            | OrderFact::OrderExchanged { .. }
            | OrderFact::OrderCancelled { .. } => "order:change",
            OrderFact::OrderStopRequested { .. } => "order:stop",
        },
        FactBody::Account(AccountFact::PersonMoved { .. }) => "account:move",
        FactBody::Rules(RulesFact::ChangeProposed { .. }) => "rulebook:propose",
        FactBody::Rules(RulesFact::ChangeApplied { .. }) => "rulebook:apply",
        FactBody::Supervision(SupervisionFact::SampleDrawn { .. } | SupervisionFact::AuditReported { .. }) => {
            "audit:work"
        }
        _ => return None,
    };
    Some((person, action))
}

fn reveal_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "id_card" => "id_card:reveal",
        "bank_card" => "bank_card:reveal",
        "phone" | "number" => "number:reveal",
        _ => return None,
    })
}

/// Actions whose use leaves a fact. Of the others nobody can say when they were used last.
pub const TRACED: [&str; 28] = [
    "access:apply",
    "access:break_glass",
    "access:lift",
    "access:revoke",
    "access:suspend",
    "account:move",
    "audit:work",
    "bank_card:reveal",
    "consent:record",
    "customer:edit",
    "customer:erase",
    "customer:hold",
    "delegation:give",
    "flow:migrate",
    "id_card:reveal",
    "notice:send",
    "number:reveal",
    "order:change",
    "order:ship",
    "order:stop",
    "order:take",
    "people:manage",
    "recording:play",
    "rulebook:apply",
    "rulebook:propose",
    "task:reassign",
    "token:issue",
    "money:execute",
];

/// What of an audit's subjects a fact is. One for each fact: an emergency right is not drawn among the others.
fn subject_of(body: &FactBody) -> Option<SampleOf> {
    match body {
        FactBody::Authority(AuthorityFact::GrantGiven { is_break_glass: true, .. }) => Some(SampleOf::BreakGlass),
        FactBody::Authority(AuthorityFact::GrantGiven { .. }) => Some(SampleOf::Grants),
        FactBody::Authority(AuthorityFact::ViolationRecorded { .. }) => Some(SampleOf::Violations),
        FactBody::Revealed { .. } | FactBody::Customer(CustomerFact::FieldRevealed { .. }) => Some(SampleOf::Reveals),
        FactBody::Rules(RulesFact::ChangeApplied { .. }) => Some(SampleOf::Changes),
        _ => None,
    }
}

fn is_kept(body: &FactBody) -> bool {
    matches!(body, FactBody::Supervision(_))
}

async fn keep(link: &mut Link, fact: &Fact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match &fact.body {
        FactBody::Authority(AuthorityFact::ViolationRecorded {
            person,
            instance,
            tier,
            what,
            points,
            restricted_until_ms,
        }) => {
            let sql = "INSERT INTO violation (instance_id, person_id, recorded_ms, tier, what, points, \
                       restricted_until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (instance_id) DO UPDATE SET \
                       tier = excluded.tier, points = excluded.points, \
                       restricted_until_ms = excluded.restricted_until_ms";
            let (tier, points) = (i64::from(*tier), i64::from(*points));
            let row = values![*instance, *person, at, tier, what.as_str(), points, *restricted_until_ms];
            link.execute(sql, row).await?;
        }
        FactBody::Supervision(body) => keep_supervision(link, fact, body).await?,
        _ => {}
    }
    Ok(())
}

async fn keep_supervision(link: &mut Link, fact: &Fact, body: &SupervisionFact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match body {
        SupervisionFact::ReviewItemsHandedOut { instance, reviewer, items } => {
            for item in items {
                let sql = "INSERT INTO review_item (instance_id, item, reviewer_id, holder_id, capability, grant_id, \
                           is_sensitive, last_used_ms, uses, peers_percent) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (instance_id, item) DO NOTHING";
                let whose = values![*instance, item.item.as_str(), *reviewer, item.holder, item.capability.as_str()];
                let of = values![item.grant, item.is_sensitive, item.last_used_ms, item.uses];
                let rest = values![i64::from(item.peers_percent)];
                link.execute(sql, whose.into_iter().chain(of).chain(rest).collect()).await?;
            }
        }
        SupervisionFact::ReviewDecided { instance, item, verdict, by, why, .. } => {
            let sql = "UPDATE review_item SET verdict = $3, decided_by_id = $4, decided_ms = $5, decided_why = $6 \
                       WHERE instance_id = $1 AND item = $2";
            link.execute(sql, values![*instance, item.as_str(), verdict.text(), *by, at, why.as_str()]).await?;
        }
        SupervisionFact::SampleDrawn { sample, by, of, from_ms, until_ms, seed, population, drawn } => {
            let sql = "INSERT INTO audit_sample (number, id, drawn_ms, by_id, subject, from_ms, until_ms, seed, \
                       population, drawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
            let drawn = serde_json::to_string(drawn).expect("numbers are always JSON");
            let whose = values![fact.seq, *sample, at, *by, of.text(), *from_ms, *until_ms];
            link.execute(sql, whose.into_iter().chain(values![*seed, *population, drawn]).collect()).await?;
        }
        SupervisionFact::AuditReported { .. } => {}
    }
    Ok(())
}

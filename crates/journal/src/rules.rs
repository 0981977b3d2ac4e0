//! What the facts say about each other: whether each reveal rests on a right or a consent that held at that moment,
//! and whether each right came about as it must.
//!
//! Judged from the facts alone, without the office's tables or policies, so that an auditor needs neither. A finding is
//! not damage: the record is as it was written, and what it records should not have happened. Start reading at
//! [`Rules::take`].

use crate::limits::FINDINGS_MAX;
use model::fact::{AuthorityFact, CustomerFact};
use model::{Actor, CustomerId, Fact, FactBody, GrantId, Millis, PersonId};
use std::collections::{BTreeSet, HashMap};

/// Fields that nobody sees without a grant (AUTH-13, AUTH-15); other fields may be revealed by a post.
const NEED_GRANT: [&str; 2] = ["id_card", "bank_card"];
/// How a fact's reasons name the grant that a permit rested on.
const GRANT: &str = "grant:";
const KINDS: [&str; 5] = ["grant_given", "grant_revoked", "field_revealed", "consent_recorded", "consent_withdrawn"];

/// Something that the facts say and that should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub seq: u64,
    pub what: String,
}

#[derive(Default)]
pub(crate) struct Rules {
    grants: HashMap<GrantId, Held>,
    /// Until when a person may see a field of a customer because the customer agreed.
    consents: HashMap<(CustomerId, PersonId, String), Millis>,
    findings: Vec<Finding>,
    more: usize,
}

struct Held {
    person: PersonId,
    capability: String,
    from: Millis,
    until: Millis,
    /// Number of the fact that revoked it.
    revoked: Option<u64>,
}

impl Rules {
    /// Looks at the next fact's canonical line. Most facts are none of these rules' affair and are not parsed.
    pub fn take(&mut self, seq: u64, line: &[u8]) {
        let Ok(line) = std::str::from_utf8(line) else { return };
        // Reasons stand before the kind; inside a string the quotes would be escaped.
        let Some((before, rest)) = line.split_once("\"kind\":\"") else { return };
        let kind = rest.split('"').next().unwrap_or_default();
        let rests_on_grant = before.contains("\"grant:");
        if !rests_on_grant && !KINDS.contains(&kind) {
            return;
        }
        match serde_json::from_str::<Fact>(line) {
            Ok(fact) => self.judge(&fact),
            Err(_) => self.find(seq, format!("a `{kind}` that this version cannot read, so it is not judged")),
        }
    }

    pub fn end(mut self) -> Vec<Finding> {
        if self.more > 0 {
            self.findings.push(Finding { seq: 0, what: format!("and {} more", self.more) });
        }
        self.findings
    }

    fn judge(&mut self, fact: &Fact) {
        for id in fact.reasons.iter().filter_map(|reason| reason.strip_prefix(GRANT)) {
            self.judge_use(fact, id);
        }
        match &fact.body {
            FactBody::Authority(AuthorityFact::GrantGiven { .. }) => self.judge_grant(fact),
            FactBody::Authority(AuthorityFact::GrantRevoked { grant, .. }) => match self.grants.get_mut(grant) {
                Some(held) => held.revoked = held.revoked.or(Some(fact.seq)),
                None => self.find(fact.seq, format!("grant {grant} is revoked that was never given")),
            },
            FactBody::Customer(customer) => self.judge_customer(fact, customer),
            _ => {}
        }
    }

    /// At least two approvers, all different, none of them the holder; of a break-glass right at least not the holder.
    fn judge_grant(&mut self, fact: &Fact) {
        let FactBody::Authority(AuthorityFact::GrantGiven {
            grant,
            person,
            capability,
            from_ms,
            until_ms,
            approvals,
            is_joint,
            is_break_glass,
            ..
        }) = &fact.body
        else {
            return;
        };
        let approvers: BTreeSet<PersonId> = approvals.iter().map(|approval| approval.person).collect();
        if approvers.contains(person) {
            self.find(fact.seq, format!("grant {grant}: its holder {person} is among those who approved it"));
        }
        if !is_break_glass && approvers.len() < 2 {
            let count = approvers.len();
            self.find(fact.seq, format!("grant {grant}: {count} different approvers, at least 2 are needed"));
        }
        if approvers.len() < approvals.len() {
            self.find(fact.seq, format!("grant {grant}: one person approved it at two stages"));
        }
        if *is_joint && !approvals.iter().any(|approval| approval.stage == "joint") {
            self.find(fact.seq, format!("grant {grant}: called joint, but no department concerned agreed"));
        }
        let held =
            Held { person: *person, capability: capability.clone(), from: *from_ms, until: *until_ms, revoked: None };
        if self.grants.insert(*grant, held).is_some() {
            self.find(fact.seq, format!("grant {grant} is given twice"));
        }
    }

    /// A fact that says it was permitted by a grant.
    fn judge_use(&mut self, fact: &Fact, id: &str) {
        let seq = fact.seq;
        let Some(held) = id.parse::<GrantId>().ok().and_then(|id| self.grants.get(&id)) else {
            return self.find(seq, format!("rests on grant {id}, which was never given"));
        };
        let wrong = match fact.actor {
            Actor::Person(person) if person != held.person => {
                Some(format!("which is {}'s, not {person}'s", held.person))
            }
            _ if fact.at_ms < held.from => Some("before it began".to_owned()),
            _ if fact.at_ms >= held.until => Some("after it had ended".to_owned()),
            _ => held.revoked.map(|by| format!("after fact {by} had revoked it")),
        };
        if let Some(wrong) = wrong {
            self.find(seq, format!("rests on grant {id} {wrong}"));
        }
    }

    fn judge_customer(&mut self, fact: &Fact, body: &CustomerFact) {
        match body {
            CustomerFact::ConsentRecorded { customer, person, field, until_ms, .. } => {
                self.consents.insert((*customer, *person, field.clone()), *until_ms);
            }
            CustomerFact::ConsentWithdrawn { customer, field } => {
                self.consents.retain(|(of, _, consented), _| of != customer || consented != field);
            }
            CustomerFact::FieldRevealed { customer, person, field, .. } => {
                self.judge_reveal(fact, *customer, *person, field);
            }
            _ => {}
        }
    }

    /// The grant must be for revealing this very field; whether it was live, its use has told already.
    fn judge_reveal(&mut self, fact: &Fact, customer: CustomerId, person: PersonId, field: &str) {
        let capability = format!("{field}:reveal");
        let granted = fact.reasons.iter().filter_map(|reason| reason.strip_prefix(GRANT)?.parse::<GrantId>().ok());
        let is_granted = granted
            .filter_map(|id| self.grants.get(&id))
            .any(|held| held.person == person && held.capability == capability);
        let consented = self.consents.get(&(customer, person, field.to_owned()));
        let is_consented = consented.is_some_and(|until| fact.at_ms < *until);
        if NEED_GRANT.contains(&field) && !is_granted {
            self.find(fact.seq, format!("{person} saw the {field} of customer {customer} without a grant for it"));
        } else if !is_granted && !is_consented && fact.reasons.is_empty() {
            let what =
                format!("{person} saw the {field} of customer {customer}: no grant, no consent, no rule is named");
            self.find(fact.seq, what);
        }
    }

    fn find(&mut self, seq: u64, what: String) {
        if self.findings.len() < FINDINGS_MAX { self.findings.push(Finding { seq, what }) } else { self.more += 1 }
    }
}

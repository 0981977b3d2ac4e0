//! Versions in force, proposed changes, who has read the rules; and how often each policy was asked for its reason.

use crate::StoreError;
use crate::database::{Link, values};
use crate::rulebook::day_of;
use model::{Fact, FactBody, RulesFact};
use std::collections::BTreeMap;

/// What a group of facts says of policies: one row for each policy and day.
#[derive(Default)]
pub(super) struct PolicyUse<'a> {
    /// By day and policy: let pass, stood in the way.
    counts: BTreeMap<(i64, &'a str), (i64, i64)>,
}

impl<'a> PolicyUse<'a> {
    pub fn add(&mut self, fact: &'a Fact) {
        let is_refusal = matches!(fact.body, FactBody::ActDenied { .. });
        for reason in fact.reasons.iter().filter(|reason| !reason.contains(':')) {
            let (used, refused) = self.counts.entry((day_of(fact.at_ms), reason.as_str())).or_default();
            *(if is_refusal { refused } else { used }) += 1;
        }
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        let sql = "INSERT INTO policy_use (day, policy, used, refused) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (day, policy) DO UPDATE SET used = policy_use.used + excluded.used, \
                   refused = policy_use.refused + excluded.refused";
        for ((day, policy), (used, refused)) in self.counts {
            link.execute(sql, values![day, policy, used, refused]).await?;
        }
        Ok(())
    }
}

/// Notes which version came into force, and by which change: its fact stands before this one.
pub(super) async fn write_in_force(link: &mut Link, fact: &Fact, hash: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (key, value) VALUES ('rulebook_hash', $1) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    link.execute(sql, values![hash]).await?;
    let sql = "INSERT INTO rulebook_in_force (seq, at_ms, hash, change_id) VALUES ($1, $2, $3, \
               (SELECT MAX(id) FROM rulebook_change WHERE hash = $3 AND state = 'applied' AND settled_ms = $2)) \
               ON CONFLICT (seq) DO NOTHING";
    link.execute(sql, values![fact.seq, fact.at_ms, hash]).await?;
    Ok(())
}

pub(super) async fn write(link: &mut Link, fact: &Fact, rules: &RulesFact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match rules {
        RulesFact::ChangeProposed {
            change,
            instance,
            author,
            base,
            hash,
            files,
            reason,
            scope,
            expected,
            rolls_back,
        } => {
            let sql = "INSERT INTO rulebook_change (id, instance_id, author_id, proposed_ms, base, hash, files, reason, \
                       scope, expected, rolls_back, state) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed') ON CONFLICT (id) DO NOTHING";
            let files = serde_json::to_string(files).expect("lists of texts are always JSON");
            let (base, hash, reason) = (base.as_str(), hash.as_str(), reason.as_str());
            let (scope, expected) = (scope.as_str(), expected.as_str());
            let row = values![*change, *instance, *author, at, base, hash, files, reason, scope, expected, *rolls_back];
            link.execute(sql, row).await?;
        }
        RulesFact::ChangeScheduled { change, due_ms, .. } => {
            let sql = "UPDATE rulebook_change SET state = 'scheduled', due_ms = $2 WHERE id = $1";
            link.execute(sql, values![*change, *due_ms]).await?;
        }
        RulesFact::ChangeApplied { change, base, hash } => {
            // Of two changes of the same version the second is refused: nobody overwrites silently.
            let sql = "UPDATE meta SET value = $1 WHERE key = 'rulebook_hash' AND value = $2";
            if link.execute(sql, values![hash.as_str(), base.as_str()]).await? == 0 {
                return Err(StoreError::Stale);
            }
            let sql = "UPDATE rulebook_change SET state = 'applied', settled_ms = $2 WHERE id = $1";
            link.execute(sql, values![*change, at]).await?;
            let sql = "INSERT INTO meta (key, value) VALUES ('rulebook_approved', $1) \
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            link.execute(sql, values![hash.as_str()]).await?;
        }
        RulesFact::ChangeRefused { change, reason } => {
            let sql = "UPDATE rulebook_change SET state = 'refused', settled_ms = $2, why = $3 WHERE id = $1";
            link.execute(sql, values![*change, at, reason.as_str()]).await?;
        }
        RulesFact::ChangeFailed { change, reason } => {
            let sql = "UPDATE rulebook_change SET state = 'failed', settled_ms = $2, why = $3 WHERE id = $1";
            link.execute(sql, values![*change, at, reason.as_str()]).await?;
        }
        RulesFact::FolderAdopted { .. } => {
            link.execute("DELETE FROM meta WHERE key = 'rulebook_approved'", Vec::new()).await?;
        }
        RulesFact::RulesAcknowledged { person, version } => {
            let sql = "INSERT INTO rules_acknowledged (person_id, version, at_ms) VALUES ($1, $2, $3) \
                       ON CONFLICT (version, person_id) DO NOTHING";
            link.execute(sql, values![*person, version.as_str(), at]).await?;
        }
    }
    Ok(())
}

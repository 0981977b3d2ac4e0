//! Reviews of rights (G-16): what is to be looked at and by whom, and putting the decisions into force.

use super::{After, ServiceCall, ServiceOutcome, id_of, person_of};
use crate::Office;
use crate::rights::Word;
use crate::supervision::reviews::{Items, Wanted, item_of, row_of};
use model::process::Fields;
use model::{AuthorityFact, FactBody, GrantId, Millis, PersonId, SupervisionFact, SuspensionId, Verdict};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::grants::GrantRecord;
use store::supervision::ReviewItemRecord;

/// A right whose end is drawn near ends after so long.
const REDUCED_TO: Millis = Millis::from_secs(7 * 24 * 3_600);
/// Rows of one form.
const ROWS_MAX: usize = 500;
const WHY_CHARS_MAX: usize = 300;

/// Without a reviewer: all items, handed out. With one: that reviewer's rows, for the form.
pub(super) async fn collect(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let wanted = Wanted::read(&call.data);
    let items = Items::of(office, &wanted, call.now).await.map_err(|error| error.to_string())?;
    let mut outcome = ServiceOutcome::default();
    if call.with.contains_key("reviewer") {
        let reviewer = person_of(office, call, "reviewer")?;
        let rows = items.by_reviewer.get(&reviewer.id).into_iter().flatten().map(|item| row_of(office, item));
        outcome.result.insert("items".into(), Json::Array(rows.collect()));
        return Ok(outcome);
    }
    if let Some(most) = items.by_reviewer.values().map(Vec::len).max().filter(|most| *most > ROWS_MAX) {
        return Err(format!(
            "一位复核人有 {most} 项，超过 {ROWS_MAX}，请缩小范围 / one reviewer has {most} items, more than {ROWS_MAX}"
        ));
    }
    let all: usize = items.by_reviewer.values().map(Vec::len).sum();
    outcome.result.insert("reviewers".into(), json!(items.by_reviewer.keys().collect::<Vec<_>>()));
    outcome.result.insert("items_total".into(), json!(all));
    let handed = items.by_reviewer.into_iter().map(|(reviewer, items)| {
        FactBody::Supervision(SupervisionFact::ReviewItemsHandedOut { instance: call.instance, reviewer, items })
    });
    outcome.facts = handed.collect();
    Ok(outcome)
}

/// One decision as the form has it.
struct Decision {
    verdict: Verdict,
    why: String,
}

/// What the reviewer decided, or did not, comes into force. Left over: what goes up.
pub(super) async fn apply(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let reviewer = person_of(office, call, "reviewer")?;
    let is_set = |key: &str| call.with.get(key) == Some(&Json::Bool(true));
    let (is_silent, is_last) = (is_set("silent"), is_set("last"));
    let by: Option<PersonId> = call.with.get("by").and_then(Json::as_str).and_then(|by| by.parse().ok());
    let decisions = if is_silent { HashMap::new() } else { decisions_of(call) };
    let rows = store::supervision::review_items(&office.store, call.instance).await.map_err(|e| e.to_string())?;
    let open: BTreeMap<GrantId, GrantRecord> = {
        let open = store::grants::open(&office.store).await.map_err(|e| e.to_string())?;
        open.into_iter().filter(|grant| grant.is_open(call.now)).map(|grant| (grant.id, grant)).collect()
    };
    let mut done = Done { call, by, facts: Vec::new(), ended: BTreeSet::new(), left: Vec::new() };
    let is_open = |row: &&ReviewItemRecord| {
        row.reviewer == reviewer.id && row.verdict.as_deref().is_none_or(|verdict| verdict == "handed_up")
    };
    for row in rows.iter().filter(is_open) {
        let said = decisions.get(&row.item).filter(|_| by != Some(row.holder));
        let grant = row.grant.and_then(|id| open.get(&id));
        done.take(row, grant, said, is_silent, is_last);
    }
    Ok(done.outcome(office))
}

fn decisions_of(call: &ServiceCall) -> HashMap<String, Decision> {
    let rows = call.with.get("items").and_then(Json::as_array).into_iter().flatten();
    let read = |row: &Json| {
        let text = |key: &str| row.get(key).and_then(Json::as_str);
        let verdict = match text("decision")? {
            "keep" => Verdict::Keep,
            "reduce" => Verdict::Reduce,
            "revoke" => Verdict::Revoke,
            _ => return None,
        };
        let why = text("decision_why").unwrap_or_default().chars().take(WHY_CHARS_MAX).collect();
        Some((text("item")?.to_owned(), Decision { verdict, why }))
    };
    rows.filter_map(read).collect()
}

/// The decisions of one reviewer on their way into force.
struct Done<'a> {
    call: &'a ServiceCall,
    by: Option<PersonId>,
    facts: Vec<FactBody>,
    /// Holders who lost something, and what.
    ended: BTreeSet<(PersonId, String)>,
    left: Vec<&'a ReviewItemRecord>,
}

impl<'a> Done<'a> {
    fn take(
        &mut self,
        row: &'a ReviewItemRecord,
        grant: Option<&GrantRecord>,
        said: Option<&Decision>,
        is_silent: bool,
        is_last: bool,
    ) {
        let is_of_post = row.grant.is_none();
        let (verdict, why) = match said {
            // What comes with a post has no end to draw nearer: the superior decides about the post.
            Some(said) if said.verdict == Verdict::Reduce && is_of_post && !is_last => {
                (Verdict::HandedUp, String::new())
            }
            Some(said) if said.verdict == Verdict::Reduce && is_of_post => (Verdict::Keep, said.why.clone()),
            Some(said) => (said.verdict, said.why.clone()),
            None if (is_silent || is_last) && row.is_sensitive => {
                (Verdict::Revoke, "逾期未复核 / nobody answered in time".into())
            }
            None if is_last => (Verdict::Keep, String::new()),
            None => (Verdict::HandedUp, String::new()),
        };
        match verdict {
            Verdict::HandedUp => self.left.push(row),
            Verdict::Revoke => self.revoke(row, grant, &why),
            Verdict::Reduce => self.reduce(grant),
            Verdict::Keep => {}
        }
        self.facts.push(FactBody::Supervision(SupervisionFact::ReviewDecided {
            instance: self.call.instance,
            item: row.item.clone(),
            holder: row.holder,
            capability: row.capability.clone(),
            verdict,
            by: said.and(self.by),
            why,
        }));
    }

    /// A right for a time is revoked; one that comes with a post is suspended until somebody lifts it.
    fn revoke(&mut self, row: &ReviewItemRecord, grant: Option<&GrantRecord>, why: &str) {
        let instance = Some(self.call.instance);
        let reason = if why.is_empty() { "权限复核：撤销 / revoked by a review of rights" } else { why }.to_owned();
        let person = row.holder;
        let body = match (row.grant, grant) {
            (Some(_), None) => return, // It is over already.
            (Some(id), Some(_)) => AuthorityFact::GrantRevoked { grant: id, person, reason, by: self.by, instance },
            (None, _) => AuthorityFact::RightSuspended {
                suspension: SuspensionId(id_of(self.call, &format!("suspension {}", row.item))),
                person,
                capability: Some(row.capability.clone()),
                until_ms: None,
                reason,
                call: None,
                instance,
            },
        };
        self.ended.insert((person, row.capability.clone()));
        self.facts.push(FactBody::Authority(body));
    }

    fn reduce(&mut self, grant: Option<&GrantRecord>) {
        let Some(grant) = grant else { return };
        let from = self.call.now.max(grant.from);
        let until = grant.ends().min(from + REDUCED_TO);
        if until <= from || until == grant.ends() {
            return;
        }
        self.ended.insert((grant.person, grant.capability.clone()));
        self.facts.push(FactBody::Authority(AuthorityFact::GrantGiven {
            grant: GrantId(id_of(self.call, &format!("grant {}", grant.id))),
            person: grant.person,
            capability: grant.capability.clone(),
            scope: grant.scope.clone(),
            from_ms: from,
            until_ms: until,
            instance: Some(self.call.instance),
            why: grant.why.clone(),
            cautions: grant.cautions.clone(),
            approvals: grant.approvals.clone(),
            is_joint: grant.is_joint,
            is_break_glass: grant.is_break_glass,
            replaces: Some(grant.id),
        }));
    }

    fn outcome(mut self, office: &Office) -> ServiceOutcome {
        let mut outcome = ServiceOutcome::default();
        let left: Vec<Json> = self.left.iter().map(|row| row_of(office, &item_of(row))).collect();
        outcome.result.insert("left_count".into(), json!(left.len()));
        outcome.result.insert("items".into(), Json::Array(left));
        for (person, capability) in &self.ended {
            let (zh, en) = office.capability_name(capability);
            let word = Word {
                instance: Some(self.call.instance),
                title_zh: format!("权限复核：{zh} 已撤销或缩短"),
                title_en: format!("Review of rights: {en} was revoked or ends sooner"),
                text: "",
                fields: Fields::from_iter([("capability".to_owned(), json!(capability))]),
                must_acknowledge: false,
            };
            if let Some((notice, copies)) = office.word_to([*person], word) {
                self.facts.push(notice);
                outcome.asides.extend(copies);
            }
        }
        if !self.ended.is_empty() {
            outcome.after.push(After::ReloadDirectory);
        }
        if !outcome.asides.is_empty() {
            outcome.after.push(After::MailQueued);
        }
        outcome.facts = self.facts;
        outcome
    }
}

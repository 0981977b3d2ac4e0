//! The clause board: every clause of the management rules, what enforces it, and how it was kept in the past days.
//!
//! Used and refused come from what policies did (one row for each policy and day), late from tasks beyond their
//! deadline, by the sources that flows and steps cite. Nothing is read fact by fact.

use crate::limits::REPLAY_DAYS;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::AcknowledgeRules;
use model::Millis;
use rulebook::{Clause, Enforcer, Rulebook};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseBoard {
    /// Of clauses and policies: what people confirm to have read.
    pub version: String,
    pub days: u32,
    pub items: Vec<ClauseRow>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseRow {
    /// As `AUTH-54`.
    pub id: String,
    pub text_zh: String,
    pub text_en: String,
    pub enforced_by: Vec<EnforcerView>,
    /// `enforced`, `human`, `not_yet`.
    pub state: &'static str,
    /// Acts that its policies let pass, and runs of its flows.
    pub used: u64,
    /// Acts that its policies stood in the way of.
    pub refused: u64,
    /// Tasks of its flows and steps beyond their deadline: open now, or closed late in these days.
    pub late: u64,
    /// Recorded violations that name it.
    pub broken: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EnforcerView {
    /// `policy`, `flow`, `gate`, `metric`, `human`, `not_yet`.
    pub kind: &'static str,
    /// The policy, the flow or its step; else words.
    pub name: String,
}

impl From<&Enforcer> for EnforcerView {
    fn from(enforcer: &Enforcer) -> Self {
        let (kind, name) = match enforcer {
            Enforcer::Policy(name) => ("policy", name),
            Enforcer::Flow(name) => ("flow", name),
            Enforcer::Gate(name) => ("gate", name),
            Enforcer::Metric(name) => ("metric", name),
            Enforcer::Human(name) => ("human", name),
            Enforcer::NotYet(name) => ("not_yet", name),
        };
        Self { kind, name: name.clone() }
    }
}

/// What the past days say, by policy, flow and cited source.
struct Past {
    policies: BTreeMap<String, (u64, u64)>,
    started: BTreeMap<String, u64>,
    /// By source, as `FLOW-26.1`.
    late: BTreeMap<String, u64>,
    broken: BTreeMap<String, u64>,
}

impl Office {
    /// For whoever must know the clauses: AUTH-04, AUTH-55.
    pub async fn clause_board(&self, caller: &Caller) -> Result<ClauseBoard, OfficeError> {
        self.permit::<AcknowledgeRules>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let book = self.rulebook();
        let past = self.past_of_clauses(&book).await?;
        Ok(ClauseBoard {
            version: book.rules.clone(),
            days: REPLAY_DAYS,
            items: book.clauses.iter().map(|clause| row(clause, &past)).collect(),
        })
    }

    async fn past_of_clauses(&self, book: &Rulebook) -> Result<Past, OfficeError> {
        let now = self.now();
        let since = now - Millis::from_secs(i64::from(REPLAY_DAYS) * 86_400);
        let policies = store::rulebook::policy_use(&self.store, since).await?;
        let started = store::rulebook::started(&self.store, since).await?;
        let open = store::rulebook::overdue_now(&self.store, now).await?;
        let closed = store::rulebook::closed_late(&self.store, since).await?;
        let mut late: BTreeMap<String, u64> = BTreeMap::new();
        for (flow, step, count) in open.into_iter().chain(closed) {
            for source in sources(book, &flow, &step) {
                *late.entry(source).or_default() += count;
            }
        }
        Ok(Past {
            policies: policies.into_iter().map(|(policy, used, refused)| (policy, (used, refused))).collect(),
            started: started.into_iter().collect(),
            late,
            broken: self.violations_by_clause(book, since, now).await?,
        })
    }
}

impl Office {
    /// Recorded violations count for the clauses that they name.
    async fn violations_by_clause(
        &self,
        book: &Rulebook,
        since: Millis,
        now: Millis,
    ) -> Result<BTreeMap<String, u64>, OfficeError> {
        let recorded = store::supervision::violations(&self.store, since, now).await?;
        let mut broken = BTreeMap::new();
        for violation in &recorded {
            let words = violation.what.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
            let named: std::collections::BTreeSet<&str> = words.map(|word| word.trim_end_matches('.')).collect();
            for clause in book.clauses.iter().filter(|clause| named.contains(clause.id.as_str())) {
                *broken.entry(clause.id.clone()).or_default() += 1;
            }
        }
        Ok(broken)
    }
}

/// What a task's flow and step cite. A flow may cite several: `FLOW-01, FIN-10`.
fn sources(book: &Rulebook, flow: &str, step: &str) -> Vec<String> {
    let Some(definition) = book.processes.flows.get(flow) else { return Vec::new() };
    let own = definition.step(step).and_then(|step| step.source.clone());
    let cited = own.iter().chain([&definition.source]).flat_map(|source| source.split(','));
    let mut cited: Vec<String> = cited.map(|source| source.trim().to_owned()).collect();
    cited.sort();
    cited.dedup();
    cited
}

/// `FLOW-26.1` belongs to `FLOW-26`, `FLOW-03A` does not belong to `FLOW-03`.
fn belongs(source: &str, clause: &str) -> bool {
    source == clause || source.strip_prefix(clause).is_some_and(|rest| rest.starts_with('.'))
}

fn row(clause: &Clause, past: &Past) -> ClauseRow {
    let (mut used, mut refused) = (0, 0);
    for enforcer in &clause.enforced_by {
        match enforcer {
            Enforcer::Policy(policy) => {
                let (passed, stopped) = past.policies.get(policy).copied().unwrap_or_default();
                (used, refused) = (used + passed, refused + stopped);
            }
            Enforcer::Flow(flow) if !flow.contains('.') => used += past.started.get(flow).copied().unwrap_or_default(),
            _ => {}
        }
    }
    let late = past.late.iter().filter(|(source, _)| belongs(source, &clause.id)).map(|(_, count)| count).sum();
    let state = match &clause.enforced_by {
        all if all.iter().any(Enforcer::is_of_the_product) => "enforced",
        all if all.iter().any(|enforcer| matches!(enforcer, Enforcer::Human(_))) => "human",
        _ => "not_yet",
    };
    ClauseRow {
        id: clause.id.clone(),
        text_zh: clause.text_zh.clone(),
        text_en: clause.text_en.clone(),
        enforced_by: clause.enforced_by.iter().map(EnforcerView::from).collect(),
        state,
        used,
        refused,
        late,
        broken: past.broken.get(&clause.id).copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_belongs_to_the_clause_of_its_flow_and_to_no_other() {
        assert!(belongs("FLOW-26.1", "FLOW-26") && belongs("AUTH-25", "AUTH-25"));
        assert!(!belongs("FLOW-03A", "FLOW-03") && !belongs("AUTH-250", "AUTH-25"));
    }
}

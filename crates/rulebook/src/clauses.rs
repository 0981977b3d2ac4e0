//! `clauses/`: the management rules in words, and what enforces each. Held against the policies in both directions.

use crate::files::Sources;
use crate::problem::{Problems, known};
use crate::yaml::{At, Entries, line, parse};
use access::Access;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One clause of the centre's management rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// As `AUTH-54`.
    pub id: String,
    pub text_zh: String,
    pub text_en: String,
    pub enforced_by: Vec<Enforcer>,
}

/// What makes a clause hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforcer {
    /// A Cedar policy by its id.
    Policy(String),
    /// A check in the product that has no policy, in words.
    Gate(String),
    /// A figure that shows whether it is kept.
    Metric(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    zh: At<String>,
    en: At<String>,
    enforced_by: Vec<At<String>>,
}

pub(crate) fn read(sources: &Sources, access: Option<&Access>, problems: &mut Problems) -> Vec<Clause> {
    let policies: BTreeMap<&str, &str> = access
        .iter()
        .flat_map(|access| access.policies())
        .map(|policy| (policy.words.policy.as_str(), policy.words.clause.as_str()))
        .collect();
    let mut clauses: Vec<Clause> = Vec::new();
    for file in sources.folder("clauses") {
        let Some(entries) = parse::<Entries<Raw>>(file, problems) else { continue };
        for (id, raw) in entries.0 {
            if clauses.iter().any(|clause| clause.id == id.value) {
                let message = format!("the clause `{}` stands in another file too; keep one", id.value);
                problems.add(&file.name, line(&id), message);
            }
            if !is_clause_id(&id.value) {
                let message = format!("`{}` is not a clause; write area and number, as `AUTH-54`", id.value);
                problems.add(&file.name, line(&id), message);
            }
            for text in [&raw.zh, &raw.en] {
                if text.value.trim().is_empty() {
                    problems.add(&file.name, line(text), "the clause has no words; write them");
                }
            }
            if raw.enforced_by.is_empty() {
                let message = format!("nothing enforces `{}`; name a policy, a gate or a metric", id.value);
                problems.add(&file.name, line(&id), message);
            }
            let enforcer = |text| enforcer(&file.name, &id.value, text, &policies, access.is_some(), problems);
            let enforced_by: Vec<Enforcer> = raw.enforced_by.iter().filter_map(enforcer).collect();
            let (text_zh, text_en) = (raw.zh.value, raw.en.value);
            clauses.push(Clause { id: id.value, text_zh, text_en, enforced_by });
        }
    }
    for policy in access.iter().flat_map(|access| access.policies()) {
        let (id, clause) = (&policy.words.policy, &policy.words.clause);
        match clauses.iter().find(|known| known.id == *clause) {
            None => {
                let message = format!("the clause `{clause}` stands nowhere in clauses/; add it there");
                problems.dangling(&policy.file, policy.line, message);
            }
            Some(known) if !known.enforced_by.contains(&Enforcer::Policy(id.clone())) => {
                let message = format!("the clause `{clause}` does not say `policy {id}` in its `enforced_by`; add it");
                problems.dangling(&policy.file, policy.line, message);
            }
            Some(_) => {}
        }
    }
    clauses
}

fn is_clause_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(area, number)| {
        !area.is_empty()
            && area.chars().all(|c| c.is_ascii_uppercase())
            && number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
    })
}

fn enforcer(
    file: &str,
    clause: &str,
    text: &At<String>,
    policies: &BTreeMap<&str, &str>,
    are_policies_known: bool,
    problems: &mut Problems,
) -> Option<Enforcer> {
    match text.value.split_once(' ') {
        Some(("policy", id)) => {
            match policies.get(id) {
                Some(of) if *of == clause => {}
                Some(of) => {
                    problems.add(file, line(text), format!("the policy `{id}` enforces `{of}`, not `{clause}`"));
                }
                None if are_policies_known => {
                    let near = policies.iter().filter(|(_, of)| **of == clause).map(|(id, _)| *id);
                    problems.dangling(file, line(text), format!("no policy `{id}` (of this clause {})", known(near)));
                }
                None => {}
            }
            Some(Enforcer::Policy(id.to_owned()))
        }
        Some(("gate", words)) => Some(Enforcer::Gate(words.to_owned())),
        Some(("metric", words)) => Some(Enforcer::Metric(words.to_owned())),
        _ => {
            let message =
                format!("`{}` is not an enforcer; write `policy ID`, `gate words` or `metric words`", text.value);
            problems.add(file, line(text), message);
            None
        }
    }
}

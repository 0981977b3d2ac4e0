//! `clauses/`: the management rules in words, and what enforces each. Held against the policies in both directions, and
//! against the flows and their steps: what a clause names must exist.

use crate::files::Sources;
use crate::problem::{Problems, known};
use crate::yaml::{At, Entries, line, parse};
use access::Access;
use process::Library;
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
    /// A flow of the rulebook, or one step of it: `leave`, `leave.review`.
    Flow(String),
    /// A check in the product that has no policy, in words.
    Gate(String),
    /// A figure that shows whether it is kept.
    Metric(String),
    /// A duty of people that the product can only support: who, and with what.
    Human(String),
    /// Nothing enforces it today: what is missing.
    NotYet(String),
}

impl Enforcer {
    /// Whether the product itself makes it hold or shows that it does not.
    pub fn is_of_the_product(&self) -> bool {
        !matches!(self, Self::Human(_) | Self::NotYet(_))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    zh: At<String>,
    en: At<String>,
    enforced_by: Vec<At<String>>,
}

pub(crate) fn read(
    sources: &Sources,
    access: Option<&Access>,
    library: &Library,
    problems: &mut Problems,
) -> Vec<Clause> {
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
            let known = Known { policies: &policies, are_policies_known: access.is_some(), library };
            let enforcer = |text| enforcer(&file.name, &id.value, text, &known, problems);
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

/// `AUTH-54`, `DUTY-1.06`, `FLOW-03A`; `FIN-T1` is a heading of its source.
fn is_clause_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(area, number)| {
        !area.is_empty()
            && area.chars().all(|c| c.is_ascii_uppercase())
            && number.contains(|c: char| c.is_ascii_digit())
            && number.starts_with(|c: char| c.is_ascii_digit() || c == 'T')
            && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
    })
}

/// What a clause may name.
struct Known<'a> {
    policies: &'a BTreeMap<&'a str, &'a str>,
    are_policies_known: bool,
    library: &'a Library,
}

fn enforcer(
    file: &str,
    clause: &str,
    text: &At<String>,
    names: &Known<'_>,
    problems: &mut Problems,
) -> Option<Enforcer> {
    let Some((kind, rest)) = text.value.split_once(' ').filter(|(_, rest)| !rest.trim().is_empty()) else {
        return unknown(file, text, problems);
    };
    Some(match kind {
        "policy" => {
            check_policy(file, clause, rest, text, names, problems);
            Enforcer::Policy(rest.to_owned())
        }
        "flow" => {
            check_flow(file, rest, text, names.library, problems);
            Enforcer::Flow(rest.to_owned())
        }
        "gate" => Enforcer::Gate(rest.to_owned()),
        "metric" => Enforcer::Metric(rest.to_owned()),
        "human" => Enforcer::Human(rest.to_owned()),
        "not_yet" => Enforcer::NotYet(rest.to_owned()),
        _ => return unknown(file, text, problems),
    })
}

fn unknown(file: &str, text: &At<String>, problems: &mut Problems) -> Option<Enforcer> {
    let message = format!(
        "`{}` is not an enforcer; write `policy ID`, `flow KEY`, `flow KEY.STEP`, `gate words`, `metric words`, \
         `human words` or `not_yet words`",
        text.value
    );
    problems.add(file, line(text), message);
    None
}

fn check_policy(file: &str, clause: &str, id: &str, text: &At<String>, names: &Known<'_>, problems: &mut Problems) {
    match names.policies.get(id) {
        Some(of) if *of == clause => {}
        Some(of) => problems.add(file, line(text), format!("the policy `{id}` enforces `{of}`, not `{clause}`")),
        None if names.are_policies_known => {
            let near = names.policies.iter().filter(|(_, of)| **of == clause).map(|(id, _)| *id);
            problems.dangling(file, line(text), format!("no policy `{id}` (of this clause {})", known(near)));
        }
        None => {}
    }
}

/// Flows that could not be read are told where they stand, not here.
fn check_flow(file: &str, name: &str, text: &At<String>, library: &Library, problems: &mut Problems) {
    if library.flows.is_empty() {
        return;
    }
    let (key, step) = name.split_once('.').map_or((name, None), |(key, step)| (key, Some(step)));
    match (library.flows.get(key), step) {
        (None, _) => {
            let message = format!("no flow `{key}` in flows/ ({})", known(library.flows.keys().map(String::as_str)));
            problems.dangling(file, line(text), message);
        }
        (Some(flow), Some(step)) if !flow.all_steps().any(|of| &*of.id == step) => {
            let message =
                format!("the flow `{key}` has no step `{step}` ({})", known(flow.all_steps().map(|of| &*of.id)));
            problems.dangling(file, line(text), message);
        }
        (Some(_), _) => {}
    }
}

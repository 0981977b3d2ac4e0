//! Damaged policies: what a hurried change could leave behind. Each must break a proof, or a proof is missing.

use crate::book::{Book, ProofError, set_of, speaks_of};
use crate::prover::Prover;
use cedar_policy::{Effect, Policy, PolicySet, RequestEnv};
use serde_json::{Value, json};

/// A set of policies that allows more than the rulebook's, and what was done to it.
pub struct Mutant {
    pub what: String,
    pub policies: PolicySet,
    /// The policy that was damaged, as it was: only requests that it speaks of can tell.
    of: Policy,
    /// What is left of it.
    left: Option<Policy>,
    /// Only requests of this action can tell.
    action: Option<String>,
}

impl Mutant {
    /// Whether what is left says the same as before: then a condition was only there for the reader, or for the types.
    pub fn says_the_same(&self, prover: &mut Prover, book: &Book) -> Result<bool, ProofError> {
        let Some(left) = &self.left else { return Ok(false) };
        for env in book.envs.iter().filter(|env| self.concerns(env)) {
            let is_same = prover.is_within(&book.schema, &self.of, left, env)?
                && prover.is_within(&book.schema, left, &self.of, env)?;
            if !is_same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the damage can change the answer to this kind of request.
    pub fn concerns(&self, env: &RequestEnv) -> bool {
        let is_action = self.action.as_deref().is_none_or(|action| env.action().id().unescaped() == action);
        is_action && speaks_of(&self.of, env)
    }
}

/// For each forbid: the policies without it.
pub fn without_forbids(book: &Book) -> Vec<Mutant> {
    let without = |forbid: &Policy| {
        let rest = book.policies.iter().filter(|policy| policy.id() != forbid.id());
        Mutant {
            what: format!("without {}", forbid.id()),
            policies: set_of(rest),
            of: forbid.clone(),
            left: None,
            action: None,
        }
    };
    book.forbids().map(without).collect()
}

/// For each forbid: one that asks less, by one condition after `unless` or by one action of its list.
pub fn weaker_forbids(book: &Book) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for forbid in book.forbids() {
        let Ok(whole) = forbid.to_json() else { continue };
        let actions = whole["action"]["entities"].as_array().map_or(0, Vec::len);
        for place in 0..actions {
            let mut weaker = whole.clone();
            let dropped = weaker["action"]["entities"].as_array_mut().map(|all| all.remove(place));
            let name = dropped.map_or_else(String::new, |action| action["id"].as_str().unwrap_or_default().to_owned());
            let damaged = mutant(book, forbid, weaker, &format!("no longer about `{name}`"));
            mutants.extend(damaged.map(|mutant| Mutant { action: Some(name), ..mutant }));
        }
        mutants.extend(without_conjuncts(book, forbid, &whole, "unless"));
    }
    mutants
}

/// For each permit that rests on evidence of the moment: one that asks for one piece less.
pub fn weaker_permits(book: &Book) -> Vec<Mutant> {
    let rests_on_evidence = |policy: &&Policy| {
        policy.effect() == Effect::Permit && policy.to_json().is_ok_and(|json| json.to_string().contains("\"context\""))
    };
    let permits = book.policies.iter().filter(rests_on_evidence);
    permits
        .flat_map(|permit| {
            let whole = permit.to_json().unwrap_or_default();
            without_conjuncts(book, permit, &whole, "when")
        })
        .collect()
}

fn without_conjuncts(book: &Book, policy: &Policy, whole: &Value, kind: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let conditions = whole["conditions"].as_array().cloned().unwrap_or_default();
    for (place, condition) in conditions.iter().enumerate().filter(|(_, condition)| condition["kind"] == kind) {
        let parts = conjuncts(&condition["body"]);
        for left_out in 0..parts.len() {
            let rest = parts.iter().enumerate().filter(|(index, _)| *index != left_out).map(|(_, part)| part.clone());
            let body = rest.reduce(|left, right| json!({"&&": {"left": left, "right": right}}));
            let mut weaker = whole.clone();
            weaker["conditions"][place]["body"] = body.unwrap_or_else(|| json!({"Value": true}));
            mutants.extend(mutant(book, policy, weaker, &format!("without its condition {}", left_out + 1)));
        }
    }
    mutants
}

fn conjuncts(body: &Value) -> Vec<Value> {
    match body.get("&&") {
        Some(both) => [conjuncts(&both["left"]), conjuncts(&both["right"])].concat(),
        None => vec![body.clone()],
    }
}

fn mutant(book: &Book, of: &Policy, weaker: Value, what: &str) -> Option<Mutant> {
    let weaker = Policy::from_json(Some(of.id().clone()), weaker).ok()?;
    let others = book.policies.iter().filter(|policy| policy.id() != of.id());
    let policies = set_of(others.chain([&weaker]));
    Some(Mutant { what: format!("{} {what}", of.id()), policies, of: of.clone(), left: Some(weaker), action: None })
}

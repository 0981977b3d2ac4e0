//! Why nothing permitted: each permit taken apart into its conditions, and the permits that came nearest.

use crate::limits::REASONS_MAX;
use crate::load::Slice;
use crate::{Reason, load};
use cedar_policy::{Authorizer, Entities, Policy, PolicyId, PolicySet, Request};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// One permit's conditions. Each is also a policy of its own in [`Slice::conditions`], so that it can be evaluated.
#[derive(Debug)]
pub(crate) struct Parts {
    pub id: String,
    pub conditions: Vec<Condition>,
}

#[derive(Debug)]
pub(crate) struct Condition {
    policy: PolicyId,
    text: String,
    /// How far away one is who fails it: another post is farther than another call.
    distance: u32,
}

const DISTANCE_OF_ROLE: u32 = 3;
const DISTANCE_OF_OTHERS: u32 = 1;

/// The permits that lack least, nearest first, with what they lack.
pub(crate) fn nearest(
    authorizer: &Authorizer,
    slice: &Slice,
    request: &Request,
    entities: &Entities,
    words: &BTreeMap<String, Reason>,
) -> Vec<Reason> {
    let response = authorizer.is_authorized(request, &slice.conditions, entities);
    let holds: HashSet<&PolicyId> = response.diagnostics().reason().collect();
    let mut candidates: Vec<(u32, &Parts)> = slice
        .permits
        .iter()
        .map(|parts| {
            let lacking = parts.conditions.iter().filter(|condition| !holds.contains(&condition.policy));
            (lacking.map(|condition| condition.distance).sum(), parts)
        })
        .collect();
    candidates.sort_by_key(|&(distance, _)| distance);
    let shortest = candidates.first().map_or(0, |&(distance, _)| distance);
    candidates
        .into_iter()
        .take_while(|&(distance, _)| distance == shortest)
        .take(REASONS_MAX)
        .filter_map(|(_, parts)| {
            let lacking = parts.conditions.iter().filter(|condition| !holds.contains(&condition.policy));
            let missing = lacking.map(|condition| condition.text.clone()).collect();
            Some(Reason { missing, ..words.get(&parts.id)?.clone() })
        })
        .collect()
}

/// Takes a permit apart at its scope and at the `&&` of its conditions, and adds the parts to `into`.
pub(crate) fn take_apart(policy: &Policy, into: &mut PolicySet) -> Option<Parts> {
    let id = policy.id().to_string();
    let whole = policy.to_json().ok()?;
    let mut parts = Parts { id, conditions: Vec::new() };
    let all = json!({"op": "All"});
    if whole["principal"]["op"] != "All" {
        parts.add(&whole["principal"], &all, Vec::new(), into)?;
    }
    if whole["resource"]["op"] != "All" {
        parts.add(&all, &whole["resource"], Vec::new(), into)?;
    }
    for condition in whole["conditions"].as_array().into_iter().flatten() {
        let mut bodies = Vec::new();
        if condition["kind"] == "when" {
            conjuncts(&condition["body"], &mut bodies);
        } else {
            bodies.push(&condition["body"]);
        }
        for body in bodies {
            // A `has` only guards what comes after it.
            if body.get("has").is_none() {
                parts.add(&all, &all, vec![json!({"kind": condition["kind"], "body": body})], into)?;
            }
        }
    }
    Some(parts)
}

fn conjuncts<'a>(body: &'a Value, into: &mut Vec<&'a Value>) {
    match body.get("&&") {
        Some(both) => {
            conjuncts(&both["left"], into);
            conjuncts(&both["right"], into);
        }
        None => into.push(body),
    }
}

impl Parts {
    fn add(&mut self, principal: &Value, resource: &Value, conditions: Vec<Value>, into: &mut PolicySet) -> Option<()> {
        let policy = PolicyId::new(format!("{}#{}", self.id, self.conditions.len()));
        let part = json!({
            "effect": "permit", "principal": principal, "action": {"op": "All"}, "resource": resource,
            "conditions": conditions,
        });
        let is_role = part.to_string().contains("Qiao::Role");
        let part = Policy::from_json(Some(policy.clone()), part).ok()?;
        let text = load::text_of(&part);
        into.add(part).ok()?;
        let distance = if is_role { DISTANCE_OF_ROLE } else { DISTANCE_OF_OTHERS };
        self.conditions.push(Condition { policy, text, distance });
        Some(())
    }
}

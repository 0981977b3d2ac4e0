//! Why not: each permit taken apart into its conditions, the permits that came nearest, and what would open the door.

use crate::evidence::{covers, least_scope};
use crate::limits::REASONS_MAX;
use crate::load::Slice;
use crate::rules::Rules;
use crate::{Asked, Circumstances, Grant, Reason, Why, load, request};
use cedar_policy::{Policy, PolicyId, PolicySet};
use model::{GrantId, GrantScope, Millis};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// Evidence that a request would have needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    Grant,
    /// There is one, and it covers something else.
    GrantScope,
    GrantComing,
    GrantExpired,
    /// The departments concerned have not agreed to it.
    GrantJoint,
    Purpose,
    /// Neither the customer's consent nor an open case of this customer.
    Consent,
    StepUp,
}

impl Lack {
    /// Stable name, Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Grant => ("grant", "没有获批的授权", "no approved right"),
            Self::GrantScope => ("grant_scope", "授权不包括这个范围", "the right does not cover this"),
            Self::GrantComing => ("grant_coming", "授权尚未生效", "the right has not begun yet"),
            Self::GrantExpired => ("grant_expired", "授权已到期", "the right has expired"),
            Self::GrantJoint => {
                ("grant_joint", "授权未经联合评审", "the departments concerned have not agreed to the right")
            }
            Self::Purpose => ("purpose", "没有写明用途", "no purpose was stated"),
            Self::Consent => {
                ("consent", "没有客户同意，也没有正在办理的事项", "neither consent nor an open case of the customer")
            }
            Self::StepUp => ("step_up", "最近没有再次证明是本人", "no fresh proof of who asks"),
        }
    }
}

impl Serialize for Lack {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (key, zh, en) = self.words();
        json!({"key": key, "zh": zh, "en": en}).serialize(to)
    }
}

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
    about: About,
}

/// What a condition asks for. How far away one is who fails it depends on that: another post is farther than another
/// call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Role,
    /// All conditions about the grant count as one.
    Grant,
    Joint,
    Purpose,
    Consent,
    Other,
}

const DISTANCE_OF_ROLE: u32 = 3;
const DISTANCE_OF_OTHERS: u32 = 1;

impl Rules {
    /// Why this question is refused. Where a fresh proof alone would not help, what else is lacking is told instead.
    pub fn explain(&self, asked: Asked) -> Why {
        let Some(slice) = self.slices.get(asked.action) else { return Why::default() };
        let fresh = Circumstances { stepped_up: Some(asked.circumstances.now), ..asked.circumstances };
        let proven = Asked { circumstances: fresh, ..asked };
        let asks_for_proof = !slice.reads_proof.is_empty();
        let needs_step_up = asks_for_proof && self.decide(slice, proven).is_allowed;
        let told = if needs_step_up || !asks_for_proof { asked } else { proven };
        let answer = self.decide(slice, told);
        let reasons = if answer.is_forbidden {
            let words = answer.determining.iter().filter_map(|id| self.words.get(id).cloned());
            let lacks = |id: &String| if slice.reads_proof.contains(id) { vec![Lack::StepUp] } else { Vec::new() };
            words.map(|reason| Reason { lacks: lacks(&reason.policy), ..reason }).collect()
        } else {
            self.nearest(slice, told)
        };
        let is_grantable = !slice.reads_grant.is_empty() && self.is_grantable(slice, proven);
        let within = is_grantable.then(|| least_scope(asked.resource));
        Why { reasons, needs_step_up, is_grantable, within }
    }

    /// With everything else in its favour, a grant makes the difference.
    fn is_grantable(&self, slice: &Slice, asked: Asked) -> bool {
        let circumstances =
            Circumstances { has_purpose: true, has_case: true, has_consent: true, ..asked.circumstances };
        let mut holder = asked.principal.clone();
        holder.grants.push(Grant {
            id: GrantId(Uuid::nil()),
            capability: asked.action.to_owned(),
            scope: GrantScope::Centre,
            from: circumstances.now,
            until: Millis(i64::MAX),
            is_joint: true,
            is_break_glass: false,
        });
        // Where nothing but the grant was put in, it alone made the difference.
        let is_same = circumstances == asked.circumstances || !slice.reads_purpose;
        self.decide(slice, Asked { principal: &holder, circumstances, ..asked }).is_allowed
            && (is_same || !self.decide(slice, Asked { circumstances, ..asked }).is_allowed)
    }

    /// The permits that lack least, nearest first, with what they lack.
    fn nearest(&self, slice: &Slice, asked: Asked) -> Vec<Reason> {
        let (request, entities) = request::build(slice, asked);
        let response = self.authorizer.is_authorized(&request, &slice.conditions, &entities);
        let holds: HashSet<&PolicyId> = response.diagnostics().reason().collect();
        let mut candidates: Vec<(u32, &Parts, Vec<&Condition>)> = slice
            .permits
            .iter()
            .map(|parts| {
                let lacking = |condition: &&Condition| !holds.contains(&condition.policy);
                let lacking: Vec<&Condition> = parts.conditions.iter().filter(lacking).collect();
                (distance(&lacking, asked), parts, lacking)
            })
            .collect();
        candidates.sort_by_key(|&(distance, ..)| distance);
        let shortest = candidates.first().map_or(0, |&(distance, ..)| distance);
        candidates
            .into_iter()
            .take_while(|&(distance, ..)| distance == shortest)
            .take(REASONS_MAX)
            .filter_map(|(_, parts, lacking)| {
                let missing = lacking.iter().map(|condition| condition.text.clone()).collect();
                Some(Reason { missing, lacks: lacks(&lacking, asked), ..self.words.get(&parts.id)?.clone() })
            })
            .collect()
    }
}

fn distance(lacking: &[&Condition], asked: Asked) -> u32 {
    let has_one = asked.principal.grants.iter().any(|grant| grant.capability == asked.action);
    let of_grant = if has_one { DISTANCE_OF_OTHERS } else { DISTANCE_OF_ROLE };
    let others = lacking.iter().map(|condition| match condition.about {
        About::Role => DISTANCE_OF_ROLE,
        About::Grant => 0,
        About::Joint | About::Purpose | About::Consent | About::Other => DISTANCE_OF_OTHERS,
    });
    let lacks_grant = lacking.iter().any(|condition| condition.about == About::Grant);
    others.sum::<u32>() + if lacks_grant { of_grant } else { 0 }
}

/// The evidence among what is lacking, each once.
fn lacks(lacking: &[&Condition], asked: Asked) -> Vec<Lack> {
    let is_without_grant = lacking.iter().any(|condition| condition.about == About::Grant);
    let mut lacks: Vec<Lack> = lacking
        .iter()
        .filter_map(|condition| match condition.about {
            About::Grant => Some(lack_of_grant(asked)),
            // What is wrong with a grant that is not there need not be said.
            About::Joint if is_without_grant => None,
            About::Joint => Some(Lack::GrantJoint),
            About::Purpose => Some(Lack::Purpose),
            About::Consent => Some(Lack::Consent),
            About::Role | About::Other => None,
        })
        .collect();
    lacks.sort_unstable();
    lacks.dedup();
    lacks
}

/// Why none of the person's grants holds here. One that covers the resource says it before one that does not.
fn lack_of_grant(asked: Asked) -> Lack {
    let covers = |grant: &&Grant| covers(&grant.scope, asked.resource);
    let of_action = asked.principal.grants.iter().filter(|grant| grant.capability == asked.action);
    match of_action.max_by_key(|grant| (covers(grant), grant.until)) {
        None => Lack::Grant,
        Some(grant) if !covers(&grant) => Lack::GrantScope,
        Some(grant) if asked.circumstances.now < grant.from => Lack::GrantComing,
        Some(_) => Lack::GrantExpired,
    }
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

/// Whether a policy asks what it is for, or for the customer's consent.
pub(crate) fn reads_purpose(policy: &Policy) -> bool {
    ["purpose", "consent", "case"].iter().any(|attribute| reads(policy, attribute))
}

/// Whether a policy looks at this attribute of the circumstances.
pub(crate) fn reads(policy: &Policy, attribute: &str) -> bool {
    policy.to_json().is_ok_and(|whole| is_read(&whole, attribute))
}

fn is_read(part: &Value, attribute: &str) -> bool {
    match part {
        Value::Object(fields) => {
            let is_it = |access: &Value| access["attr"] == attribute && access["left"]["Var"] == "context";
            fields.get(".").is_some_and(is_it) || fields.values().any(|field| is_read(field, attribute))
        }
        Value::Array(items) => items.iter().any(|item| is_read(item, attribute)),
        _ => false,
    }
}

fn about(part: &Value) -> About {
    let reads = |attribute| is_read(part, attribute);
    if reads("grant") {
        if part.to_string().contains("\"attr\":\"joint\"") { About::Joint } else { About::Grant }
    } else if reads("purpose") {
        About::Purpose
    } else if reads("consent") || reads("case") {
        About::Consent
    } else if part.to_string().contains("Qiao::Role") {
        About::Role
    } else {
        About::Other
    }
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
        let about = about(&part);
        let part = Policy::from_json(Some(policy.clone()), part).ok()?;
        let text = load::text_of(&part);
        into.add(part).ok()?;
        self.conditions.push(Condition { policy, text, about });
        Some(())
    }
}

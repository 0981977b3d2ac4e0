//! What speaks for and against a request beside posts: grants, suspensions, purpose, consent, a fresh proof of who asks.
//!
//! Picks the grant that covers the resource; whether it holds at this moment, the policies say.

use crate::request::{TYPES, uid};
use crate::{Asked, Circumstances, EVERYTHING, Grant, Principal, Resource};
use cedar_policy::{Context, RestrictedExpression as Value};
use model::GrantScope;

/// The context of a request. `grant` is there when the person holds one for this action that covers the resource.
pub(crate) fn context(asked: Asked) -> Context {
    let Asked { action, principal, resource, circumstances } = asked;
    let is_suspended = principal.suspended.iter().any(|of| of == action || of == EVERYTHING);
    let proof_age_ms = circumstances.stepped_up.map_or(i64::MAX, |at| circumstances.now.0.saturating_sub(at.0));
    let mut pairs = vec![
        ("now_ms".to_owned(), Value::new_long(circumstances.now.0)),
        ("suspended".to_owned(), Value::new_bool(is_suspended)),
        ("proof_age_ms".to_owned(), Value::new_long(proof_age_ms)),
        ("purpose".to_owned(), Value::new_bool(circumstances.has_purpose)),
        ("case".to_owned(), Value::new_bool(circumstances.has_case)),
        ("consent".to_owned(), Value::new_bool(circumstances.has_consent)),
        ("capability".to_owned(), Value::new_string(action.to_owned())),
    ];
    if let Some(grant) = best(action, principal, resource, circumstances) {
        pairs.push(("grant".to_owned(), record(grant, principal)));
    }
    Context::from_pairs(pairs).expect("the keys differ")
}

/// The grant that a request rests on: one that covers the resource, running ones first, the longest of them.
pub(crate) fn best<'a>(
    action: &str,
    principal: &'a Principal,
    resource: &Resource,
    circumstances: Circumstances,
) -> Option<&'a Grant> {
    let fits = |grant: &&Grant| grant.capability == action && covers(&grant.scope, resource);
    let is_live = |grant: &Grant| grant.from <= circumstances.now && circumstances.now < grant.until;
    principal.grants.iter().filter(fits).max_by_key(|grant| (is_live(grant), grant.is_joint, grant.until))
}

pub(crate) fn covers(scope: &GrantScope, resource: &Resource) -> bool {
    match (scope, resource) {
        (GrantScope::Centre, _) => true,
        (GrantScope::Team(team), Resource::Team(of)) => team == of,
        (GrantScope::Team(team), Resource::Call { agent_team: of, .. })
        | (GrantScope::Team(team), Resource::Person { team: of, .. })
        | (GrantScope::Team(team), Resource::Customer { team: of, .. })
        | (GrantScope::Team(team), Resource::Instance { applicant_team: of, .. })
        | (GrantScope::Team(team), Resource::Task { holder_team: of, .. }) => of.as_ref() == Some(team),
        (GrantScope::Customer(customer), Resource::Customer { customer: of, .. }) => customer == of,
        _ => false,
    }
}

/// The narrowest scope of a grant that covers the resource.
pub(crate) fn least_scope(resource: &Resource) -> GrantScope {
    let team = match resource {
        Resource::Customer { customer, .. } => return GrantScope::Customer(customer.clone()),
        Resource::Team(team) => Some(team),
        Resource::Call { agent_team: team, .. }
        | Resource::Person { team, .. }
        | Resource::Instance { applicant_team: team, .. }
        | Resource::Task { holder_team: team, .. } => team.as_ref(),
        _ => None,
    };
    team.map_or(GrantScope::Centre, |team| GrantScope::Team(team.clone()))
}

fn record(grant: &Grant, principal: &Principal) -> Value {
    let fields = [
        ("holder".to_owned(), Value::new_entity_uid(uid(&TYPES.user, &principal.person.to_string()))),
        ("capability".to_owned(), Value::new_string(grant.capability.clone())),
        ("from_ms".to_owned(), Value::new_long(grant.from.0)),
        ("until_ms".to_owned(), Value::new_long(grant.until.0)),
        ("joint".to_owned(), Value::new_bool(grant.is_joint)),
        ("break_glass".to_owned(), Value::new_bool(grant.is_break_glass)),
        ("centre".to_owned(), Value::new_bool(grant.scope == GrantScope::Centre)),
    ];
    let within = match &grant.scope {
        GrantScope::Centre => None,
        GrantScope::Team(team) => Some(("team".to_owned(), Value::new_entity_uid(uid(&TYPES.team, team)))),
        GrantScope::Customer(of) => Some(("customer".to_owned(), Value::new_entity_uid(uid(&TYPES.customer, of)))),
    };
    Value::new_record(fields.into_iter().chain(within)).expect("the keys differ")
}

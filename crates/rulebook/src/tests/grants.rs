//! What may be asked for can be held, and nothing else: a right for a time turns a no into a yes exactly where
//! `org/capabilities.yaml` says that it can be given.

use super::whole::folder;
use crate::Rulebook;
use access::{Circumstances, Grant, Principal};
use model::{GrantId, GrantScope, Millis, PersonId};
use uuid::Uuid;

const NOW: Millis = Millis(1_795_000_000_000);

fn holder(role: &str, grants: Vec<Grant>) -> Principal {
    Principal {
        person: PersonId(Uuid::from_u128(77)),
        username: "holder".into(),
        roles: vec![role.into()],
        team: Some("team1".into()),
        is_active: true,
        qualifications: vec!["authz-exam".into(), "platform-exam".into()],
        grants,
        suspended: Vec::new(),
        must_change_password: false,
    }
}

/// The widest there is: agreed to by all, for the whole centre, now.
fn grant_for(action: &str) -> Grant {
    Grant {
        id: GrantId(Uuid::from_u128(5)),
        capability: action.into(),
        scope: GrantScope::Centre,
        from: NOW,
        until: NOW + Millis(1),
        is_joint: true,
        is_break_glass: false,
    }
}

#[test]
fn a_grant_opens_what_can_be_asked_for_and_nothing_else() {
    let book = Rulebook::load(&folder("rulebook"), true).expect("the rulebook is sound");
    let now = Circumstances::at(NOW);
    let mut opened = 0;
    for capability in &book.capabilities {
        let action = &*capability.action;
        let is_brought =
            book.capabilities.iter().flat_map(|of| &of.grant).any(|of| of.brings.contains(&capability.action));
        let reach =
            |role: &str, grants| book.access.holds(action, &holder(role, grants), now).ok().map(|held| held.reach);
        let turns = |role: &str| reach(role, Vec::new()) != reach(role, vec![grant_for(action)]);
        let roles: Vec<&str> = book.roles.iter().map(|role| &*role.id).filter(|role| turns(role)).collect();
        match capability.grant.is_some() || is_brought {
            true => assert!(!roles.is_empty(), "`{action}` can be asked for, but no policy reads the grant"),
            false => assert!(roles.is_empty(), "nobody can ask for `{action}`, but a grant opens it to {roles:?}"),
        }
        opened += usize::from(!roles.is_empty());
    }
    assert!(opened >= 5, "{opened} rights are opened by grants");
}

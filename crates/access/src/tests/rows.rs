//! Lists: what a scope shows is what the check of each row permits.

use super::{NOW, access, person};
use crate::actions::{PlayRecording, RevealNumber, ViewCall, ViewInstance};
use crate::{Access, Action, EVERYTHING, Grant, Principal, Resource, Scope};
use model::{GrantId, GrantScope, Millis};
use proptest::prelude::*;
use std::sync::LazyLock;

static ACCESS: LazyLock<Access> = LazyLock::new(access);

const ROLES: [&str; 20] = [
    "agent",
    "senior_agent",
    "team_leader",
    "supervisor",
    "manager",
    "qa",
    "trainer",
    "auditor",
    "finance",
    "hr",
    "logistics",
    "service",
    "product",
    "it",
    "gm",
    "sysadmin",
    "permission_admin",
    "floor_manager",
    "report_analyst",
    "unknown",
];

fn team() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.8, prop::sample::select(vec!["team1".to_owned(), "team2".into(), "夜班".into()]))
}

/// Running, expired and coming grants of every scope.
fn grant() -> impl Strategy<Value = Grant> {
    let capability = prop::sample::select(vec!["call:view", "recording:play", "number:reveal", "instance:view"]);
    let teams = prop::sample::select(vec!["team1", "team2", "夜班"]).prop_map(|team| GrantScope::Team(team.into()));
    let scope = prop_oneof![1 => Just(GrantScope::Centre), 3 => teams, 1 => Just(GrantScope::Customer("k1".into()))];
    (capability, scope, -3_i64..2, -1_i64..3).prop_map(|(capability, scope, from, until)| Grant {
        id: GrantId(uuid::Uuid::nil()),
        capability: capability.into(),
        scope,
        from: NOW.now + Millis(from),
        until: NOW.now + Millis(until),
        is_joint: false,
        is_break_glass: false,
    })
}

fn suspended() -> impl Strategy<Value = Vec<String>> {
    let what = prop::sample::select(vec!["call:view", "recording:play", EVERYTHING]).prop_map(str::to_owned);
    prop_oneof![9 => Just(Vec::new()), 1 => prop::collection::vec(what, 1..3)]
}

fn principal() -> impl Strategy<Value = Principal> {
    let roles = prop::sample::subsequence(ROLES.to_vec(), 0..=3);
    let state = (prop::bool::weighted(0.9), any::<bool>(), prop::bool::weighted(0.1));
    (0_u128..4, roles, team(), state, prop::collection::vec(grant(), 0..4), suspended()).prop_map(
        |(number, roles, team, (is_active, is_qualified, must_change_password), grants, suspended)| Principal {
            person: person(number),
            username: number.to_string(),
            roles: roles.into_iter().map(str::to_owned).collect(),
            team,
            is_active,
            qualifications: if is_qualified { vec!["authz-exam".into()] } else { vec![] },
            grants,
            suspended,
            must_change_password,
        },
    )
}

type Row = (Option<u128>, Option<String>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((prop::option::weighted(0.8, 0_u128..4), team()), 1..12)
}

fn shown_equals_checked<A: Action>(principal: &Principal, rows: &[Row]) -> Result<(), TestCaseError> {
    let scope = ACCESS.scope::<A>(principal, NOW);
    for (number, (agent, team)) in rows.iter().enumerate() {
        let agent = agent.map(person);
        let call = Resource::Call { id: number.to_string(), agent, agent_team: team.clone() };
        let permitted = ACCESS.check::<A>(principal, &call, NOW).is_ok();
        prop_assert_eq!(scope.covers(agent, team.as_deref()), permitted, "{:?} {:?} {:?}", A::NAME, scope, call);
    }
    Ok(())
}

fn cases() -> impl Strategy<Value = Vec<(Row, Vec<u128>)>> {
    let row = (prop::option::weighted(0.8, 0_u128..4), team());
    prop::collection::vec((row, prop::collection::vec(0_u128..4, 0..3)), 1..12)
}

proptest! {
    #[test]
    fn a_list_of_instances_is_the_rows_that_a_check_permits(principal in principal(), cases in cases()) {
        let scope = ACCESS.instance_scope(&principal, NOW);
        for (number, ((applicant, applicant_team), people)) in cases.into_iter().enumerate() {
            let applicant = applicant.map(person);
            let people: Vec<_> = people.into_iter().map(person).collect();
            let shown = scope.covers_instance(applicant, applicant_team.as_deref(), &people);
            let (id, flow) = (number.to_string(), "leave".to_owned());
            let case = Resource::Instance { id, flow, applicant, applicant_team, people };
            let permitted = ACCESS.check::<ViewInstance>(&principal, &case, NOW).is_ok();
            prop_assert_eq!(shown, permitted, "{:?} {:?}", scope, case);
        }
    }

    #[test]
    fn a_filtered_list_is_the_rows_that_a_check_permits(principal in principal(), rows in rows()) {
        shown_equals_checked::<ViewCall>(&principal, &rows)?;
        shown_equals_checked::<PlayRecording>(&principal, &rows)?;
        shown_equals_checked::<RevealNumber>(&principal, &rows)?;
    }
}

#[test]
fn each_post_has_its_scope() {
    let me = person(1);
    let own = || Scope::Within { teams: vec![], own: Some(me) };
    for (role, expected) in [
        ("agent", own()),
        ("team_leader", Scope::Within { teams: vec!["team1".into()], own: Some(me) }),
        ("supervisor", Scope::All),
        ("auditor", Scope::All),
        ("sysadmin", own()),
    ] {
        assert_eq!(ACCESS.scope::<ViewCall>(&super::holder(role), NOW), expected, "{role}");
    }
    for (role, expected) in [
        ("agent", own()),
        ("hr", own()),
        ("gm", own()),
        ("sysadmin", own()),
        ("team_leader", Scope::Within { teams: vec!["team1".into()], own: Some(me) }),
        ("supervisor", Scope::All),
        ("manager", Scope::All),
        ("auditor", Scope::All),
    ] {
        assert_eq!(ACCESS.instance_scope(&super::holder(role), NOW), expected, "{role}");
    }
    let disabled = Principal { is_active: false, ..super::holder("manager") };
    assert_eq!(ACCESS.scope::<ViewCall>(&disabled, NOW), Scope::Nothing);
    assert_eq!(ACCESS.instance_scope(&disabled, NOW), Scope::Nothing);
}

/// A right for a time widens a list by its team or by the whole centre; one for a single customer does not.
#[test]
fn a_grant_widens_the_list_by_what_it_covers() {
    let me = person(1);
    let grant = |scope: GrantScope, until: i64| Grant {
        id: GrantId(uuid::Uuid::from_u128(9)),
        capability: "call:view".into(),
        scope,
        from: NOW.now,
        until: NOW.now + Millis(until),
        is_joint: false,
        is_break_glass: false,
    };
    let team = |key: &str| GrantScope::Team(key.into());
    let within =
        |teams: &[&str]| Scope::Within { teams: teams.iter().map(|team| (*team).to_owned()).collect(), own: Some(me) };
    for (grants, expected) in [
        (vec![grant(GrantScope::Centre, 1)], Scope::All),
        (vec![grant(team("team2"), 1)], within(&["team2"])),
        (vec![grant(team("team3"), 1), grant(team("team2"), 1)], within(&["team2", "team3"])),
        (vec![grant(team("team2"), 0)], within(&[])),
        (vec![grant(GrantScope::Customer("k1".into()), 1)], within(&[])),
    ] {
        let agent = Principal { grants, ..super::holder("agent") };
        assert_eq!(ACCESS.scope::<ViewCall>(&agent, NOW), expected);
    }
}

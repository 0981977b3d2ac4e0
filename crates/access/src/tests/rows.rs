//! Lists: what a scope shows is what the check of each row permits.

use super::{NOW, access, person};
use crate::actions::{PlayRecording, RevealNumber, ViewCall, ViewInstance};
use crate::{Access, Action, Principal, Resource, Scope};
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

fn principal() -> impl Strategy<Value = Principal> {
    let roles = prop::sample::subsequence(ROLES.to_vec(), 0..=3);
    (0_u128..4, roles, team(), prop::bool::weighted(0.9), any::<bool>()).prop_map(
        |(number, roles, team, is_active, is_qualified)| Principal {
            person: person(number),
            username: number.to_string(),
            roles: roles.into_iter().map(str::to_owned).collect(),
            team,
            is_active,
            qualifications: if is_qualified { vec!["authz-exam".into()] } else { vec![] },
            grants: vec![],
            suspended: vec![],
            must_change_password: false,
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
    for (role, expected) in [
        ("agent", Scope::Own { person: me }),
        ("team_leader", Scope::Team { team: "team1".into(), person: me }),
        ("supervisor", Scope::All),
        ("auditor", Scope::All),
        ("sysadmin", Scope::Own { person: me }),
    ] {
        assert_eq!(ACCESS.scope::<ViewCall>(&super::holder(role), NOW), expected, "{role}");
    }
    for (role, expected) in [
        ("agent", Scope::Own { person: me }),
        ("hr", Scope::Own { person: me }),
        ("gm", Scope::Own { person: me }),
        ("sysadmin", Scope::Own { person: me }),
        ("team_leader", Scope::Team { team: "team1".into(), person: me }),
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

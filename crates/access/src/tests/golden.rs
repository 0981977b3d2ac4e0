//! The golden matrix `rulebook/policies/expected-access.txt`: role × action × resource. `BLESS=1` rewrites it.

use super::{NOW, access, folder, holder, person, policies, schema};
use crate::request::ResourceKind;
use crate::{Access, Principal, Resource, actions};
use std::fmt::Write;

const ROLES: [&str; 17] = [
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
];

const HEAD: &str = "\
# Who may do what, computed from the policies. Reviewed like code; `BLESS=1 cargo test -p access` rewrites it.
# Each section is somebody of team1 who holds this one role, is active and has passed the authorization exam.
#   yes      permitted
#   no       nothing permits it
#   FORBID   a policy forbids it, whatever permits it
#   -        not asked of this kind of resource
# own_call: taken by the asker. team_call: by a colleague of the own team. other_call: by another team.
# lost_call: nobody took it. self: the own account. colleague: of the own team. other_person: of another team.
";

fn resources() -> Vec<(&'static str, Resource)> {
    let call = |agent: Option<u128>, team: Option<&str>| Resource::Call {
        id: "c1".into(),
        agent: agent.map(person),
        agent_team: team.map(str::to_owned),
    };
    let somebody = |number, team: &str| Resource::Person { person: person(number), team: Some(team.into()) };
    vec![
        ("centre", Resource::Centre),
        ("own_team", Resource::Team("team1".into())),
        ("other_team", Resource::Team("team2".into())),
        ("own_call", call(Some(1), Some("team1"))),
        ("team_call", call(Some(2), Some("team1"))),
        ("other_call", call(Some(3), Some("team2"))),
        ("lost_call", call(None, None)),
        ("self", somebody(1, "team1")),
        ("colleague", somebody(2, "team1")),
        ("other_person", somebody(3, "team2")),
    ]
}

fn section(access: &Access, title: &str, principal: &Principal, into: &mut String) {
    let resources = resources();
    write!(into, "\n{title:<22}").expect("writing to text");
    for (name, _) in &resources {
        write!(into, " {name:>12}").expect("writing to text");
    }
    into.push('\n');
    for action in actions::ALL {
        let mut line = format!("  {action:<20}");
        for (_, resource) in &resources {
            let cell = if !access.applies(action, ResourceKind::of(resource)) {
                "-"
            } else {
                match access.ask(action, principal, resource, NOW) {
                    Ok(_) => "yes",
                    Err(denied) if denied.reasons.iter().all(|reason| reason.missing.is_empty()) => "FORBID",
                    Err(_) => "no",
                }
            };
            write!(line, " {cell:>12}").expect("writing to text");
        }
        into.push_str(line.trim_end());
        into.push('\n');
    }
}

fn matrix(access: &Access) -> String {
    let mut text = HEAD.to_owned();
    for role in ROLES {
        section(access, role, &holder(role), &mut text);
    }
    let newcomer = Principal { qualifications: vec![], ..holder("agent") };
    section(access, "agent without exam", &newcomer, &mut text);
    let disabled = Principal { is_active: false, ..holder("manager") };
    section(access, "disabled manager", &disabled, &mut text);
    let nobody = Principal { roles: vec![], team: None, ..holder("agent") };
    section(access, "nobody", &nobody, &mut text);
    let two_hats = Principal { roles: vec!["manager".into(), "sysadmin".into()], ..holder("manager") };
    section(access, "manager + sysadmin", &two_hats, &mut text);
    let two_hats = Principal { roles: vec!["agent".into(), "auditor".into()], ..holder("agent") };
    section(access, "agent + auditor", &two_hats, &mut text);
    text
}

#[test]
fn the_golden_matrix_is_what_the_policies_say() {
    let text = matrix(&access());
    let file = folder().join("expected-access.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &text).expect("the golden matrix can be written");
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (expected, found)) in expected.lines().zip(text.lines()).enumerate() {
        assert_eq!(expected, found, "expected-access.txt line {}; BLESS=1 rewrites it", number + 1);
    }
    assert_eq!(expected.lines().count(), text.lines().count(), "expected-access.txt; BLESS=1 rewrites it");
}

/// Without any one policy something in the matrix changes, or an action loses its last permit: none is dead, none is
/// shadowed by another, and no forbid can be lost unseen.
#[test]
fn every_policy_matters() {
    let expected = matrix(&access());
    let schema = schema();
    for info in access().policies() {
        let without: Vec<(String, String)> = policies()
            .into_iter()
            .map(|(file, text)| {
                let kept: Vec<&str> = text
                    .split_inclusive("\n\n")
                    .filter(|policy| !policy.contains(&format!("@id(\"{}\")", info.words.policy)))
                    .collect();
                (file, kept.concat())
            })
            .collect();
        let is_same = Access::new(&schema, &without).is_ok_and(|access| matrix(&access) == expected);
        assert!(!is_same, "nothing changes without `{}`", info.words.policy);
    }
}

#[test]
fn every_refusal_has_words() {
    let access = access();
    for role in ROLES {
        for (name, resource) in resources() {
            for action in actions::ALL {
                let Err(denied) = access.ask(action, &holder(role), &resource, NOW) else { continue };
                assert!(!denied.reasons.is_empty(), "{role} {action} {name}");
                for reason in denied.reasons {
                    assert!(!reason.why_zh.is_empty() && !reason.remedy_en.is_empty(), "{role} {action} {name}");
                }
            }
        }
    }
}

#[test]
fn refusals_name_the_policy_that_stands_in_the_way() {
    let access = access();
    let newcomer = Principal { qualifications: vec![], ..holder("agent") };
    let disabled = Principal { is_active: false, ..holder("manager") };
    let foreign = Resource::Call { id: "c".into(), agent: Some(person(3)), agent_team: Some("team2".into()) };
    let own = Resource::Person { person: person(1), team: None };
    for (who, action, resource, expected) in [
        (&newcomer, "desk:take_calls", &Resource::Centre, &["AUTH-54.a"][..]),
        (&disabled, "floor:view", &Resource::Centre, &["PLAT-05.a"]),
        (&holder("sysadmin"), "people:manage", &own, &["AUTH-26.b"]),
        (&holder("sysadmin"), "recording:play", &foreign, &["AUTH-10.a"]),
        // The nearest permit: one's own calls, not another post.
        (&holder("agent"), "recording:play", &foreign, &["AUTH-43.c"]),
        (&holder("agent"), "call:control", &foreign, &["AUTH-02.b"]),
        (&holder("agent"), "journal:view", &Resource::Centre, &["AUTH-47.a"]),
    ] {
        let denied = access.ask(action, who, resource, NOW).expect_err(action);
        let named: Vec<&str> = denied.reasons.iter().map(|reason| reason.policy.as_str()).collect();
        assert_eq!(named, expected, "{} {action}", who.username);
    }
}

#[test]
fn a_page_learns_what_its_reader_may_do() {
    let access = access();
    let agent = access.may(&holder("agent"), NOW);
    for (action, allowed) in [
        ("desk:use", true),
        ("call:view", true),
        ("recording:play", true),
        ("call:set_disposition", true),
        ("floor:view", false),
        ("people:manage", false),
    ] {
        assert_eq!(agent[action].is_ok(), allowed, "agent {action}");
    }
    assert!(access.may(&holder("sysadmin"), NOW)["people:manage"].is_ok());
    assert_eq!(agent.len(), actions::ALL.len());
}

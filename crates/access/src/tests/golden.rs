//! The golden matrix `rulebook/policies/expected-access.txt`: role × action × resource. `BLESS=1` rewrites it.

use super::columns::{self, Column, flows};
use super::{NOW, access, folder, holder, person};
use crate::request::ResourceKind;
use crate::{Access, Circumstances, Principal, Resource, actions};
use std::fmt::Write;

pub(crate) const ROLES: [&str; 21] = [
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
    "warehouse",
    "administration",
];

const HEAD: &str = "\
# Who may do what, computed from the policies. Reviewed like code; `BLESS=1 cargo test -p access` rewrites it.
# Each section is somebody of team1 who holds this one role, is active, has passed the authorization exam, and proved just
# now who they are. What rights for a time add to it stands in expected-evidence.txt.
#   yes      permitted
#   no       nothing permits it
#   FORBID   a policy forbids it, whatever permits it
#   -        not asked of this kind of resource
# own_call: taken by the asker. team_call: by a colleague of the own team. other_call: by another team.
# lost_call: nobody took it. self: the own account. colleague: of the own team. other_person: of another team.
# own_case: an instance that the asker applied for. joined_case: had a task of it. team_case: applied for by a colleague
# of the own team. other_case: of another team. clock_case: nobody applied for it. own_task: may do it. barred_task: would
# be able to, but separation of duties excludes the asker. review: stage of an approval; own_review: of the own request.
# team_task: a colleague's. other_task: of another team. served: a customer with an open call of the asker; team_customer:
# of the own team; other_customer: of another. reviewed: a request for a right after both reviews. money: a change of money
# that finance and a supervisor approved. change: an approved change of the rules; own_change: proposed by the asker.
# kept_section: of the knowledge base, kept by team_leader and trainer; flow_section: only flows write into it.
# placed: an order not shipped, of a customer whom the asker serves; own_order: the asker took it; other_order: neither.
# shipped: nobody approved a stop; approved_stop: somebody did; self_approved: the asker did; early_stop: before shipping;
# other_stop: of a customer whom the asker does not serve. cancelled, returned: over.
";

/// With a fresh proof of who asks: without, what can do great harm would be forbidden to all.
const PROVEN: Circumstances = Circumstances { stepped_up: Some(NOW.now), ..NOW };

/// The first action about flows, about rights and customers, and about orders; each block of the table has columns of its own.
const FIRST_OF_FLOWS: &str = "flow:view";
const FIRST_OF_RIGHTS: &str = "access:view";
const FIRST_OF_ORDERS: &str = "order:view";

/// Columns for calls, people and pages, those for flows, those for rights, customers and changes, and those for orders.
fn blocks() -> [Vec<Column>; 4] {
    let (wide, persons) = (columns::wide(), columns::persons());
    let first = |mut columns: Vec<Column>, count| columns.drain(..count).collect::<Vec<_>>();
    let changes = columns::changes().into_iter().filter(|(name, _)| ["money", "change", "own_change"].contains(name));
    let rights = [columns::customers(), first(columns::requests(), 1), changes.collect(), columns::sections()].concat();
    [
        [wide.clone(), columns::calls(), columns::customers(), persons.clone()].concat(),
        [wide.clone(), columns::flows(), persons.clone()].concat(),
        [wide.clone(), persons, rights].concat(),
        [first(wide, 1), columns::customers(), columns::orders()].concat(),
    ]
}

fn section(access: &Access, title: &str, principal: &Principal, into: &mut String) {
    let at = |first| actions::ALL.iter().position(|action| *action == first).expect("an action of the product");
    let (others, flows) = actions::ALL.split_at(at(FIRST_OF_FLOWS));
    let (flows, rights) = flows.split_at(at(FIRST_OF_RIGHTS) - at(FIRST_OF_FLOWS));
    let (rights, orders) = rights.split_at(at(FIRST_OF_ORDERS) - at(FIRST_OF_RIGHTS));
    for (actions, columns) in [others, flows, rights, orders].into_iter().zip(blocks()) {
        block(access, title, principal, actions, &columns, into);
    }
}

fn block(access: &Access, title: &str, principal: &Principal, actions: &[&str], columns: &[Column], into: &mut String) {
    write!(into, "\n{title:<22}").expect("writing to text");
    for (name, _) in columns {
        write!(into, " {name:>12}").expect("writing to text");
    }
    into.push('\n');
    for action in actions {
        let mut line = format!("  {action:<20}");
        for (_, resource) in columns {
            let cell = if !access.applies(action, ResourceKind::of(resource)) {
                "-"
            } else {
                match access.ask(action, principal, resource, PROVEN) {
                    Ok(_) => "yes",
                    Err(denied) if denied.why().reasons.iter().all(|reason| reason.missing.is_empty()) => "FORBID",
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
    compare("expected-access.txt", &matrix(&access()));
}

/// Compares with a file beside the policies; `BLESS=1` rewrites it.
pub(crate) fn compare(name: &str, text: &str) {
    let file = folder().join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, text).expect("a golden matrix can be written");
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (expected, found)) in expected.lines().zip(text.lines()).enumerate() {
        assert_eq!(expected, found, "{name} line {}; BLESS=1 rewrites it", number + 1);
    }
    assert_eq!(expected.lines().count(), text.lines().count(), "{name}; BLESS=1 rewrites it");
}

#[test]
fn every_refusal_has_words() {
    let access = access();
    for role in ROLES {
        for (name, resource) in columns::all() {
            for action in actions::ALL {
                let Err(denied) = access.ask(action, &holder(role), &resource, NOW) else { continue };
                assert!(!denied.why().reasons.is_empty(), "{role} {action} {name}");
                for reason in &denied.why().reasons {
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
    let (_, own_task) = flows().into_iter().find(|(name, _)| *name == "own_task").expect("a column");
    let (_, barred_task) = flows().into_iter().find(|(name, _)| *name == "barred_task").expect("a column");
    let (_, other_task) = flows().into_iter().find(|(name, _)| *name == "other_task").expect("a column");
    let (_, other_case) = flows().into_iter().find(|(name, _)| *name == "other_case").expect("a column");
    for (who, action, resource, expected) in [
        (&newcomer, "desk:take_calls", &Resource::Centre, &["AUTH-54.a"][..]),
        (&disabled, "floor:view", &Resource::Centre, &["PLAT-05.a"]),
        (&holder("sysadmin"), "people:manage", &own, &["AUTH-26.b"]),
        (&holder("sysadmin"), "recording:play", &foreign, &["AUTH-10.a"]),
        // The nearest permit: one's own calls, not another post.
        (&holder("agent"), "recording:play", &foreign, &["AUTH-12.a"]),
        (&holder("agent"), "call:control", &foreign, &["PLAT-12.a"]),
        (&holder("agent"), "journal:view", &Resource::Centre, &["AUTH-47.a"]),
        // whatever the post, who acted before does not act again, and hands it to no friend either.
        (&holder("manager"), "task:do", &barred_task, &["X-04.a"]),
        (&holder("manager"), "task:reassign", &barred_task, &["X-04.a"]),
        (&holder("manager"), "task:do", &other_task, &["AUTH-06.b"]),
        (&holder("auditor"), "task:reassign", &own_task, &["AUTH-46.b"]),
        (&disabled, "task:do", &own_task, &["PLAT-05.a"]),
        (&holder("agent"), "instance:view", &other_case, &["AUTH-06.a"]),
    ] {
        let denied = access.ask(action, who, resource, NOW).expect_err(action);
        let named: Vec<&str> = denied.why().reasons.iter().map(|reason| reason.policy.as_str()).collect();
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
        ("flow:start", true),
        ("task:do", true),
        ("instance:view", true),
        ("notice:send", false),
        ("record:view", true),
    ] {
        assert_eq!(agent[action].is_ok(), allowed, "agent {action}");
    }
    assert!(access.may(&holder("sysadmin"), NOW)["people:manage"].is_ok());
    assert!(access.may(&holder("team_leader"), NOW)["notice:send"].is_ok(), "to the own team");
    assert!(access.may(&holder("auditor"), NOW)["task:reassign"].is_err());
    assert_eq!(agent.len(), actions::ALL.len());
}

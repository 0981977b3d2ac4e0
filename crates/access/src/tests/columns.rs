//! What the matrices ask about: one thing of each kind that the policies can tell apart. The asker is person 1 of team1.

use super::person;
use crate::Resource;
use model::PersonId;

pub(crate) type Column = (&'static str, Resource);

/// The customer of a grant for one customer.
pub(crate) const CUSTOMER: &str = "k1";

fn people(numbers: &[u128]) -> Vec<PersonId> {
    numbers.iter().copied().map(person).collect()
}

pub(crate) fn wide() -> Vec<Column> {
    vec![
        ("centre", Resource::Centre),
        ("own_team", Resource::Team("team1".into())),
        ("other_team", Resource::Team("team2".into())),
    ]
}

pub(crate) fn persons() -> Vec<Column> {
    let somebody = |number, team: &str| Resource::Person { person: person(number), team: Some(team.into()) };
    vec![("self", somebody(1, "team1")), ("colleague", somebody(2, "team1")), ("other_person", somebody(3, "team2"))]
}

pub(crate) fn calls() -> Vec<Column> {
    let call = |agent: Option<u128>, team: Option<&str>| Resource::Call {
        id: "c1".into(),
        agent: agent.map(person),
        agent_team: team.map(str::to_owned),
    };
    vec![
        ("own_call", call(Some(1), Some("team1"))),
        ("team_call", call(Some(2), Some("team1"))),
        ("other_call", call(Some(3), Some("team2"))),
        ("lost_call", call(None, None)),
    ]
}

pub(crate) fn flows() -> Vec<Column> {
    let case = |applicant: Option<u128>, team: Option<&str>, of: &[u128]| Resource::Instance {
        id: "i1".into(),
        flow: "leave".into(),
        applicant: applicant.map(person),
        applicant_team: team.map(str::to_owned),
        people: people(of),
    };
    let task = |applicant, of: &[u128], excluded: &[u128], team: &str, is_review| Resource::Task {
        instance: "i1".into(),
        flow: "leave".into(),
        task: 1,
        applicant: Some(person(applicant)),
        people: people(of),
        excluded: people(excluded),
        holder_team: Some(team.into()),
        is_review,
    };
    vec![
        ("flow", Resource::Flow { flow: "leave".into() }),
        ("own_case", case(Some(1), Some("team1"), &[2])),
        ("joined_case", case(Some(3), Some("team2"), &[1, 2])),
        ("team_case", case(Some(2), Some("team1"), &[3])),
        ("other_case", case(Some(3), Some("team2"), &[4])),
        ("clock_case", case(None, None, &[3])),
        ("own_task", task(4, &[1, 2], &[], "team1", false)),
        ("barred_task", task(4, &[1, 2], &[1], "team1", false)),
        ("review", task(4, &[1, 2], &[], "team1", true)),
        ("own_review", task(1, &[1, 2], &[], "team1", true)),
        ("team_task", task(4, &[2], &[], "team1", false)),
        ("other_task", task(4, &[3], &[], "team2", false)),
    ]
}

pub(crate) fn customers() -> Vec<Column> {
    let customer = |key: &str, team: Option<&str>, serving: &[u128]| Resource::Customer {
        customer: key.into(),
        team: team.map(str::to_owned),
        serving: people(serving),
    };
    vec![
        ("served", customer("k3", None, &[1, 2])),
        ("team_customer", customer(CUSTOMER, Some("team1"), &[2])),
        ("other_customer", customer("k2", Some("team2"), &[])),
    ]
}

/// Requests for a right of person 5, reviewed by 6 and 7 and by 8 of another department.
pub(crate) fn requests() -> Vec<Column> {
    let request =
        |applicant, first: Option<u128>, last: Option<u128>, joint: Option<&[u128]>| Resource::AccessRequest {
            id: "r1".into(),
            applicant: person(applicant),
            first: first.map(person),
            last: last.map(person),
            needs_joint: joint.is_some(),
            joint: people(joint.unwrap_or_default()),
        };
    vec![
        ("reviewed", request(5, Some(6), Some(7), None)),
        ("no_first", request(5, None, Some(7), None)),
        ("no_last", request(5, Some(6), None, None)),
        ("one_reviewer", request(5, Some(6), Some(6), None)),
        ("self_first", request(5, Some(5), Some(7), None)),
        ("self_last", request(5, Some(6), Some(5), None)),
        ("own_request", request(1, Some(6), Some(7), None)),
        ("first_by_me", request(5, Some(1), Some(7), None)),
        ("last_by_me", request(5, Some(6), Some(1), None)),
        ("joint_reviewed", request(5, Some(6), Some(7), Some(&[8]))),
        ("no_joint", request(5, Some(6), Some(7), Some(&[]))),
        ("joint_by_asker", request(5, Some(6), Some(7), Some(&[8, 5]))),
        ("joint_by_first", request(5, Some(6), Some(7), Some(&[6, 8]))),
        ("joint_by_last", request(5, Some(6), Some(7), Some(&[8, 7]))),
        ("joint_by_me", request(5, Some(6), Some(7), Some(&[8, 1]))),
    ]
}

/// Changes of money prepared by person 5, and changes of the rules.
pub(crate) fn changes() -> Vec<Column> {
    let money = |maker, finance: Option<u128>, supervisor: Option<u128>| Resource::MoneyChange {
        id: "m1".into(),
        maker: person(maker),
        finance: finance.map(person),
        supervisor: supervisor.map(person),
    };
    let change = |author, is_approved| Resource::Change { id: "v1".into(), author: person(author), is_approved };
    vec![
        ("money", money(5, Some(6), Some(7))),
        ("own_money", money(1, Some(6), Some(7))),
        ("no_finance", money(5, None, Some(7))),
        ("no_supervisor", money(5, Some(6), None)),
        ("one_approver", money(5, Some(6), Some(6))),
        ("maker_finance", money(5, Some(5), Some(7))),
        ("maker_super", money(5, Some(6), Some(5))),
        ("change", change(5, true)),
        ("open_change", change(5, false)),
        ("own_change", change(1, true)),
    ]
}

/// Orders where they stand; the shipped ones without and with an approval.
pub(crate) fn orders() -> Vec<Column> {
    let order = |state, taker: Option<u128>, serving: &[u128], approver: Option<u128>| Resource::Order {
        order: "o1".into(),
        state,
        taker: taker.map(person),
        serving: people(serving),
        approver: approver.map(person),
    };
    use model::OrderState::*;
    vec![
        ("placed", order(Placed, Some(3), &[1], None)),
        ("own_order", order(Placed, Some(1), &[], None)),
        ("other_order", order(Placed, Some(3), &[2], None)),
        ("shipped", order(Shipped, Some(1), &[1], None)),
        ("approved_stop", order(Shipped, Some(3), &[1], Some(9))),
        ("self_approved", order(Delivered, Some(1), &[1], Some(1))),
        ("early_stop", order(Placed, Some(1), &[1], Some(9))),
        ("other_stop", order(Shipped, None, &[2], Some(9))),
        ("cancelled", order(Cancelled, Some(1), &[1], Some(9))),
        ("returned", order(Returned, Some(1), &[1], Some(9))),
    ]
}

/// Sections of the knowledge base: one that leaders and trainers keep, one that nobody writes into by hand.
pub(crate) fn sections() -> Vec<Column> {
    let section = |key: &str, editors: &[&str]| Resource::Section {
        section: key.into(),
        editors: editors.iter().map(|role| (*role).to_owned()).collect(),
    };
    vec![("kept_section", section("faq", &["team_leader", "trainer"])), ("flow_section", section("product", &[]))]
}

/// Everything, each once.
pub(crate) fn all() -> Vec<Column> {
    [wide(), persons(), calls(), flows(), customers(), requests(), changes(), orders(), sections()].concat()
}

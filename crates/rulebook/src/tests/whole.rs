//! The product's own rulebooks load and say what they must.

use crate::{Known, PersonSeed, Problem, Rulebook};
use model::{Millis, Node, PersonId, PhoneAddress, QueueId};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn load(name: &str, with_demo: bool) -> Arc<Rulebook> {
    Rulebook::load(&folder(name), with_demo).unwrap_or_else(|problems| panic!("{name}:\n{}", told(&problems)))
}

pub(super) fn told(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

fn everybody(book: &Rulebook) -> Vec<Known<'_>> {
    book.people.iter().enumerate().map(|(number, seed)| known_of(number as u128, seed)).collect()
}

fn known_of(number: u128, seed: &PersonSeed) -> Known<'_> {
    Known { roles: &seed.roles, team: seed.team.as_deref(), ..known(number, &seed.username) }
}

fn known(number: u128, username: &str) -> Known<'_> {
    Known {
        person: PersonId(Uuid::from_u128(number)),
        username,
        roles: &[],
        team: None,
        is_active: true,
        must_change_password: false,
        qualifications: &[],
        grants: &[],
        suspended: &[],
    }
}

#[test]
fn the_demo_has_the_accounts_queues_and_hotline_of_the_interface() {
    let book = load("rulebook", true);
    let usernames: Vec<&str> = book.people.iter().map(|seed| seed.username.as_str()).collect();
    for username in [
        "admin",
        "grantor",
        "manager",
        "supervisor",
        "leader1",
        "leader2",
        "newcomer",
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
    ] {
        assert!(usernames.contains(&username), "{username}");
    }
    for number in 1..=12 {
        let agent = book.people.iter().find(|seed| seed.username == format!("agent{number}")).expect("agent");
        assert_eq!(agent.team.as_deref(), Some(if number <= 6 { "team1" } else { "team2" }), "agent{number}");
        assert_eq!(agent.roles.contains(&"senior_agent".to_owned()), number == 6, "agent{number}");
        assert_eq!(agent.phone, None, "agent{number} uses the browser phone");
    }
    assert!(book.people.iter().all(|seed| seed.is_demo && seed.password.as_deref() == Some("qiao-demo")));
    let hotline = book.flows.iter().find(|flow| &*flow.key == "hotline").expect("the hotline");
    let Node::Menu { keys, wait, repeats, otherwise, .. } = &hotline.nodes["menu"] else { panic!("a menu") };
    assert_eq!((wait, repeats, &**otherwise), (&Millis::from_secs(5), &1, "presale"));
    for (key, queue) in [('1', "presale"), ('2', "aftersale"), ('3', "complaint")] {
        let Node::Queue { queue: found, .. } = &hotline.nodes[&keys[&key]] else { panic!("a queue") };
        assert_eq!(*found, QueueId::from(queue), "{key}");
    }
    let Node::Queue { any_of, .. } = &hotline.nodes[&keys[&'0']] else { panic!("a queue") };
    assert_eq!(any_of.len(), 3);
    let menu = &book.node_names["hotline"]["menu"];
    assert_eq!((&*menu.name_zh, &*menu.name_en), ("主菜单", "main menu"));
    let trunk = &book.trunks[0];
    assert!(trunk.has_in_network("127.0.0.9".parse::<IpAddr>().expect("an address")));
    assert!(book.demo.is_some());
}

#[test]
fn only_who_may_takes_calls() {
    let book = load("rulebook", true);
    let mut people = everybody(&book);
    for person in &mut people {
        person.is_active = person.username != "agent2";
    }
    let routing = book.routing(7, &people);
    assert_eq!(routing.version, 7);
    let taking = |name: &str| routing.agents.iter().find(|agent| &*agent.username == name).map(|it| it.may_take_calls);
    for (username, expected) in [
        ("agent1", Some(true)),
        ("agent2", Some(false)),
        ("newcomer", Some(false)),
        ("leader1", Some(true)),
        ("demo-a1", Some(true)),
        ("admin", None),
        ("auditor", None),
    ] {
        assert_eq!(taking(username), expected, "{username}");
    }
    let quiet = book.without_demo_machines();
    assert!(quiet.routing(8, &people).agents.iter().all(|agent| !agent.is_always_ready));
    let passed = ["authz-exam".to_owned()];
    let taking_as = |known: Known<'_>| book.routing(8, &[known]).agents.first().map(|agent| agent.may_take_calls);
    let agent = |username: &str| *people.iter().find(|person| person.username == username).expect("an account");
    let newcomer = Known { qualifications: &passed, ..agent("newcomer") };
    assert_eq!(taking_as(newcomer), Some(true), "X-03: the exam was passed since");
    let handed_over = Known { must_change_password: true, ..agent("agent1") };
    assert_eq!(taking_as(handed_over), Some(false), "PLAT-03: not before a new password");
    let trainer = ["trainer".to_owned()];
    let mover = Known { roles: &trainer, team: None, ..agent("agent1") };
    assert_eq!(taking_as(mover), None, "AUTH-38: the post of today counts");
    let stranger = [known(99, "stranger")];
    assert!(book.routing(8, &stranger).agents.is_empty(), "who is not in the rulebook serves no queue");
}

#[test]
fn the_phone_of_who_was_disabled_is_no_phone_any_more() {
    let book = load("rulebook", true);
    let mut people = everybody(&book);
    let has = |people: &[Known<'_>], key: &str| book.routing(1, people).phones.iter().any(|phone| &*phone.key == key);
    let seed = book.people.iter().find(|seed| seed.phone.is_some()).expect("somebody has a desk phone");
    let (key, username) = (seed.phone.clone().expect("it has one"), seed.username.clone());
    assert!(has(&people, &key));
    let alone = book.people.iter().filter(|of| of.phone == seed.phone).count() == 1;
    assert!(alone, "a phone that several share stays while one of them is here");
    people.iter_mut().filter(|known| known.username == username).for_each(|known| known.is_active = false);
    assert!(!has(&people, &key), "it neither registers nor rings nor calls");
    assert_eq!(book.routing(1, &people).phones.len(), book.phones.len() - 1, "the others stay");
    assert_eq!(book.routing(1, &[]).phones.len(), book.phones.len(), "nobody's phones stay");
}

#[test]
fn a_new_centre_has_rules_but_nobody_and_no_trunk() {
    let book = load("rulebook", false);
    assert!(book.people.is_empty() && book.trunks.is_empty() && book.phones.is_empty() && book.demo.is_none());
    assert_eq!(book.queues.len(), 3);
    assert!(book.prompts_folder.is_absolute());
    assert_ne!(book.hash, load("rulebook", true).hash);
    assert_eq!(book.hash, load("rulebook", false).hash);
    for queue in &book.queues {
        let dispositions = book.dispositions.iter().find(|all| all.queue == queue.id).expect("dispositions");
        assert!(dispositions.find("other.wrong_number").is_some());
        assert!(dispositions.find("other").is_none(), "a group cannot be set");
    }
}

#[test]
fn softphones_of_the_demo_keep_digests_only() {
    // RFC 7616 §3.4.2: A1 = user ":" realm ":" password. Vectors by `printf 8001:qiao:demo | md5sum`, `sha256sum`.
    let book = load("rulebook", true);
    let phone = book.phones.iter().find(|phone| &*phone.key == "8001").expect("8001");
    let PhoneAddress::Registers { realm, ha1_md5, ha1_sha256 } = &phone.address else { panic!("it registers") };
    assert_eq!(realm, "qiao");
    assert_eq!(ha1_md5, "8cf97910e10137bb7cd2215340321ae2");
    assert_eq!(ha1_sha256, "3cb4ca942a5e979f0aecec5fbc5a9e71ec008a6987d964e449398ea7fc56fe4f");
}

#[test]
fn the_benches_have_two_hundred_machine_agents() {
    let book = load("benches/rulebook", false);
    let routing = book.routing(1, &everybody(&book));
    assert_eq!(routing.agents.len(), 200);
    assert!(routing.agents.iter().all(|agent| agent.is_always_ready && agent.may_take_calls));
    let numbers: Vec<&str> = routing.inbound.iter().map(|inbound| &*inbound.number).collect();
    assert_eq!(numbers, ["7000", "7001", "7003", "7004"]);
    assert!(book.prompts_folder.join("music_wait.wav").is_file());
}

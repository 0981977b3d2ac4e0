//! The product's own rulebooks load and say what they must.

use crate::{Problem, Rulebook};
use model::{Node, PersonId, PhoneAddress};
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

pub(super) fn load(name: &str, with_demo: bool) -> Arc<Rulebook> {
    Rulebook::load(&folder(name), with_demo).unwrap_or_else(|problems| panic!("{name}:\n{}", told(&problems)))
}

pub(super) fn told(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

fn everybody(book: &Rulebook) -> Vec<(PersonId, String, bool)> {
    let id = |number: usize| PersonId(Uuid::from_u128(number as u128));
    book.people.iter().enumerate().map(|(number, seed)| (id(number), seed.username.clone(), true)).collect()
}

#[test]
fn the_demo_centre_loads() {
    let book = load("rulebook", true);
    let routing = book.routing(7, &everybody(&book));
    let taking = |name: &str| routing.agents.iter().find(|agent| &*agent.username == name).map(|it| it.may_take_calls);
    for (username, expected) in [
        ("agent1", Some(true)),
        ("agent12", Some(true)),
        ("newcomer", Some(false)),
        ("leader1", Some(true)),
        ("demo-a1", Some(true)),
        ("admin", None),
        ("auditor", None),
    ] {
        assert_eq!(taking(username), expected, "{username}");
    }
}

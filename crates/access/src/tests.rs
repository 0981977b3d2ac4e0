//! The rulebook's own policies, tried.

mod columns;
mod evidence;
mod golden;
mod problems;
mod rows;

use crate::{Access, Circumstances, Principal};
use model::{Millis, PersonId};
use std::path::PathBuf;
use uuid::Uuid;

pub(crate) const NOW: Circumstances = Circumstances {
    now: Millis(1_795_000_000_000),
    stepped_up: None,
    has_purpose: false,
    has_case: false,
    has_consent: false,
};

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/policies")
}

pub(crate) fn schema() -> String {
    std::fs::read_to_string(folder().join("schema.cedarschema")).expect("the rulebook has a schema")
}

/// Name and text of each policy file, in the order of their names.
pub(crate) fn policies() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder()).expect("the rulebook has policies");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "cedar"));
    files.sort();
    let name = |file: &PathBuf| file.file_name().expect("a file has a name").to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), std::fs::read_to_string(file).expect("a readable policy"))).collect()
}

pub(crate) fn access() -> Access {
    Access::new(&schema(), &policies()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("the rulebook's policies do not load:\n{}", lines.join("\n"))
    })
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// An active, qualified member of team1 with this one role.
pub(crate) fn holder(role: &str) -> Principal {
    Principal {
        person: person(1),
        username: format!("the {role}"),
        roles: vec![role.to_owned()],
        team: Some("team1".into()),
        is_active: true,
        qualifications: vec!["authz-exam".into()],
        grants: vec![],
        suspended: vec![],
        must_change_password: false,
    }
}

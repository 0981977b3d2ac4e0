//! How long a check takes: `cargo run --release -p access --example measure`. Goal: p50 ≤ 50 µs at 60 policies or fewer.

use access::actions::{ManagePeople, PlayRecording, TakeCalls, ViewCall};
use access::{Access, Action, Circumstances, Principal, Resource};
use model::{Millis, PersonId};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use uuid::Uuid;

const ROUNDS: usize = 20_000;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/policies");
    let read = |file: &Path| std::fs::read_to_string(file).expect("a readable file");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("policies").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "cedar"));
    files.sort();
    let policies: Vec<(String, String)> = files.iter().map(|file| (file.display().to_string(), read(file))).collect();
    let access = Access::new(&read(&folder.join("schema.cedarschema")), &policies).expect("policies that load");
    println!("{} policies, {ROUNDS} checks each", access.policies().len());

    let agent = Principal {
        person: PersonId(Uuid::from_u128(1)),
        username: "agent1".into(),
        roles: vec!["agent".into(), "senior_agent".into()],
        team: Some("team1".into()),
        is_active: true,
        qualifications: vec!["authz-exam".into(), "platform-exam".into()],
        grants: vec![],
        suspended: vec![],
        must_change_password: false,
    };
    let own = Resource::Call { id: "c".into(), agent: Some(agent.person), agent_team: agent.team.clone() };
    let foreign = Resource::Call { id: "c".into(), agent: None, agent_team: Some("team2".into()) };
    measure::<ViewCall>("own call, permitted", &access, &agent, &own);
    measure::<PlayRecording>("foreign recording, denied", &access, &agent, &foreign);
    measure::<TakeCalls>("go ready, permitted", &access, &agent, &Resource::Centre);
    measure::<ManagePeople>("manage people, denied", &access, &agent, &Resource::Centre);
    times("scope of the call list", || drop(black_box(access.scope::<ViewCall>(&agent, now()))));
    times("what a page may show", || drop(black_box(access.may(&agent, now()))));
}

fn now() -> Circumstances {
    Circumstances::at(Millis(1_795_000_000_000))
}

fn measure<A: Action>(what: &str, access: &Access, principal: &Principal, resource: &Resource) {
    times(what, || drop(black_box(access.check::<A>(principal, resource, now()))));
}

fn times(what: &str, mut act: impl FnMut()) {
    let mut nanos: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed().as_nanos()
        })
        .collect();
    nanos.sort_unstable();
    let micros = |share: usize| nanos[ROUNDS * share / 1_000] as f64 / 1_000.0;
    println!("{what:<28} p50 {:>7.1} µs   p99 {:>7.1} µs", micros(500), micros(990));
}

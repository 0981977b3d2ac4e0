//! FLOW-01 … FLOW-32: every flow of the rulebook runs from start to end, by whoever the flow itself names.

use super::driver::{run_to_the_end, start};
use super::house::{House, book};
use model::InstanceId;
use process::definition::StartKind;
use std::collections::BTreeSet;

/// Flows about something that stands already, as a right that somebody holds: random words are refused at their start.
/// Tests of their own run them: `rights.rs`, `accounts.rs`, `rules.rs`.
const ABOUT_SOMETHING: &[&str] = &[
    "access-request",
    "access-change",
    "access-revocation",
    "break-glass-review",
    "customer-erasure",
    "important-data-change",
    "account-opening",
    "account-move",
    "account-reset",
    "temporary-handover",
    "config-change",
];

#[tokio::test]
async fn every_flow_of_the_rulebook_runs_from_start_to_end() {
    let house = House::new().await;
    let book = book();
    let mut ran = BTreeSet::new();
    let is_free = |key: &str| !ABOUT_SOMETHING.contains(&key);
    for flow in book.processes.flows.values().filter(|flow| is_free(&flow.key)) {
        for of in &flow.starts {
            let by_hand = start(&house, &flow.key, &of.id).await;
            let instance = match (by_hand, &of.kind) {
                (Some(instance), _) => instance,
                (None, StartKind::Schedule { .. }) => {
                    let now = house.now();
                    assert!(house.office.start_scheduled(flow, of, now).await.expect("starts"), "{}", flow.key);
                    newest(&house, &flow.key).await
                }
                (None, StartKind::Message(_)) => continue,
                (None, StartKind::Person) => panic!("nobody may start {} by {}", flow.key, of.id),
            };
            let end = run_to_the_end(&house, instance).await;
            assert!(flow.ends.iter().any(|(of, _)| *of == end), "{} ended as `{end}`", flow.key);
            ran.insert(flow.key.clone());
        }
    }
    let failed: Vec<_> = house
        .facts()
        .await
        .into_iter()
        .filter_map(|fact| match fact.body {
            model::FactBody::ServiceFailed { service, reason, step, .. } => Some((service, step, reason)),
            _ => None,
        })
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    let never: Vec<_> = book.processes.flows.keys().filter(|flow| is_free(flow) && !ran.contains(*flow)).collect();
    assert!(never.is_empty(), "{never:?}");
    assert!(ran.len() >= 36, "{} flows", ran.len());
}

async fn newest(house: &House, flow: &str) -> InstanceId {
    let filter = store::processes::InstanceFilter { flow: Some(flow.into()), ..Default::default() };
    let found = store::processes::instances(&house.store, &filter, None, 1).await.expect("reads");
    found[0].id
}

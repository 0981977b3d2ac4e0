//! FLOW-01 … FLOW-32: every flow of the rulebook runs from start to end, by whoever the flow itself names.

use super::driver::{run_to_the_end, start};
use super::house::{House, book};
use model::Millis;
use process::definition::StartKind;

#[tokio::test]
async fn every_flow_of_the_rulebook_runs_from_start_to_end() {
    let house = House::new().await;
    let book = book();
    let (mut run, mut by_clock) = (Vec::new(), Vec::new());
    for flow in book.processes.flows.values() {
        for of in &flow.starts {
            match start(&house, &flow.key, &of.id).await {
                Some(instance) => {
                    let end = run_to_the_end(&house, instance).await;
                    assert!(flow.ends.iter().any(|(of, _)| *of == end), "{} ended as `{end}`", flow.key);
                    run.push((flow.key.as_str(), of.id.as_str(), end));
                }
                None => by_clock.push((flow, of)),
            }
        }
    }
    assert!(run.len() >= 36, "{} starts by hand", run.len());
    for (flow, of) in by_clock {
        let is_by_clock = matches!(of.kind, StartKind::Schedule { .. } | StartKind::Message(_));
        assert!(is_by_clock, "nobody may start {} by {}", flow.key, of.id);
    }
    let ended: std::collections::BTreeSet<&str> = run.iter().map(|(flow, _, _)| *flow).collect();
    // What only the clock starts: it is let to, and then done like the others.
    let rest: Vec<&str> =
        book.processes.flows.keys().map(String::as_str).filter(|flow| !ended.contains(flow)).collect();
    if !rest.is_empty() {
        house.office.tick_processes().await.expect("the first sight of the schedules");
        let mut now = house.now();
        for flow in rest {
            let instance = loop {
                now = now + Millis::from_secs(3_600);
                house.wait_until(now).await;
                let filter = store::processes::InstanceFilter { flow: Some(flow.into()), ..Default::default() };
                let found = store::processes::instances(&house.store, &filter, None, 1).await.expect("reads");
                if let Some(instance) = found.first() {
                    break instance.id;
                }
                assert!(now.0 < house_end(), "{flow} is never started");
            };
            run_to_the_end(&house, instance).await;
        }
    }
}

/// A quarter of a year.
fn house_end() -> i64 {
    super::house::at("2027-02-23T09:00").0
}

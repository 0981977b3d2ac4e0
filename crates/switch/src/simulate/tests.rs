//! 10,000 seeds, and every scenario of the folder.

use super::{Report, run_scenario_file, run_seed_for};
use model::Millis;
use std::panic::{AssertUnwindSafe, catch_unwind};

const SEEDS: u64 = 10_000;
/// Two threads of a small machine.
const THREADS: u64 = 2;

/// R8, section 4 of the reliability goals: invariants over 10,000 seeds at every change.
#[test]
fn ten_thousand_days_keep_every_promise() {
    let span = Millis::from_secs(200);
    let seeds = std::env::var("QIAO_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    let found: Vec<Option<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || first_failure(thread, seeds, span))).collect();
        threads.into_iter().map(|thread| thread.join().expect("panics are caught within")).collect()
    });
    let found: Vec<String> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn first_failure(thread: u64, seeds: u64, span: Millis) -> Option<String> {
    let (mut steps, mut talks) = (0, 0);
    for seed in (thread..seeds).step_by(THREADS as usize) {
        match catch_unwind(AssertUnwindSafe(|| run_seed_for(seed, span))) {
            Ok(report) if report.is_ok() => {
                let Report { steps: of_day, talks: held, .. } = report;
                steps += of_day;
                talks += held;
            }
            Ok(report) => return Some(report.to_string()),
            Err(_) => return Some(format!("seed {seed} panicked; the message is above")),
        }
    }
    println!("thread {thread}: {steps} steps, {talks} talks");
    assert!(talks > seeds / THREADS, "days without talks show nothing");
    None
}

#[test]
fn the_same_seed_gives_the_same_day() {
    let (one, two) = (run_seed_for(7, Millis::from_secs(900)), run_seed_for(7, Millis::from_secs(900)));
    assert_eq!(one.to_string(), two.to_string());
}

/// Each file of the folder tells one story; `BLESS=1` writes what was seen into it.
#[test]
fn scenarios_go_as_they_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder of scenarios").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::path);
    let mut failures = String::new();
    for file in files.iter().filter(|file| file.path().extension().is_some_and(|ext| ext == "scn")) {
        match run_scenario_file(&file.path()) {
            Ok(report) if report.is_ok() => {}
            Ok(report) => failures.push_str(&report.to_string()),
            Err(error) => failures.push_str(&format!("{error}\n")),
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

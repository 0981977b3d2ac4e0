//! Rights at the size of a large centre: `cargo run --release -p office --example rights -- [CALLS] [RACES]`, for
//! benches/RESULTS.md. Makes 5,000 people in 200 teams and so many calls (a million) on SQLite in a temporary folder, by the
//! same writer as a running centre, and reads lists through the office as different people see them. Each list is held
//! against a check of every single call. Then rights are revoked while others use them: one use too many stops it.
//!
//! Prints Markdown. `house.rs` is the centre, `lists.rs` and `races.rs` what is measured.

mod house;
mod lists;
mod races;

use std::time::{Duration, Instant};

const CALLS: u64 = 1_000_000;
const RACES: u64 = 10_000;

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>().expect("a number"));
    let (calls, races) = (numbers.next().unwrap_or(CALLS), numbers.next().unwrap_or(RACES));
    let folder = tempfile::tempdir().expect("a temporary folder");
    lists::measure(folder.path(), calls).await;
    races::measure(folder.path(), races).await;
}

fn head(what: &str) {
    println!("\n| {what} | p50 | p95 | p99 | most |\n|---|---|---|---|---|");
}

/// One line of a table.
fn line(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64() * 1e3;
    println!("| {what} | {:.2} ms | {:.2} ms | {:.2} ms | {:.1} ms |", at(50), at(95), at(99), at(100));
}

async fn times<T>(rounds: usize, mut act: impl AsyncFnMut(usize) -> T) -> Vec<Duration> {
    let mut took = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let began = Instant::now();
        act(round).await;
        took.push(began.elapsed());
    }
    took
}

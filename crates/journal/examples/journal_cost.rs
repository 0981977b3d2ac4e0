//! What the journal costs: `cargo run --release -p journal --example journal_cost`, for benches/RESULTS.md.

use journal::verify::Verification;
use journal::{Exporter, Known, Tree, canonical, leaf_hash};
use model::{Actor, CallId, Fact, FactBody, Millis, PersonId, QueueId, QueueOutcome};
use std::hint::black_box;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

const FACTS: u64 = 1_000_000;

fn fact(seq: u64) -> Fact {
    let (call, person) = (CallId(uuid::Uuid::from_u128(u128::from(seq) << 64)), PersonId(uuid::Uuid::from_u128(7)));
    let (actor, reasons) = (Actor::Person(person), vec!["AUTH-12.c".to_owned()]);
    let body = match seq % 2 {
        0 => FactBody::Revealed { person, what: "number".into(), resource: format!("call {call}") },
        _ => {
            let (queue, outcome, wait_ms) = (QueueId::from("service"), QueueOutcome::Answered, Millis(12_345));
            FactBody::QueueLeft { call, queue, outcome, wait_ms }
        }
    };
    Fact { seq, at_ms: Millis(1_790_000_000_000 + seq as i64), actor, reasons, body }
}

fn main() {
    let began = Instant::now();
    let mut tree = Tree::default();
    let mut exporter = Exporter::new(Vec::new());
    let mut cost = Duration::ZERO;
    for seq in 1..=FACTS {
        let fact = fact(seq);
        let start = Instant::now();
        let line = canonical(&fact);
        let leaf = leaf_hash(line.as_bytes());
        tree.push(leaf);
        cost += start.elapsed();
        exporter.fact(&line, leaf).expect("to memory");
    }
    let export = exporter.finish().expect("to memory");
    let bytes = export.len() as u64 / FACTS;
    println!("canonical bytes, leaf, tree  {:.2} µs a fact", cost.as_secs_f64() * 1e6 / FACTS as f64);
    println!("export                       {FACTS} facts, {bytes} bytes each, made in {:.1?}", began.elapsed());

    let lines: Vec<&[u8]> = export.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let start = Instant::now();
    let mut one = Verification::new(Known::default());
    for line in &lines {
        one.take(line, leaf_hash(line)).expect("intact");
    }
    rate("verified, one thread", start, black_box(one.end().expect("intact").facts));

    let start = Instant::now();
    let ((to, from), all) = (sync_channel(4), &lines);
    let facts = std::thread::scope(|scope| {
        scope.spawn(move || {
            for batch in all.chunks(4_096) {
                let hashes: Vec<_> = batch.iter().map(|line| leaf_hash(line)).collect();
                to.send((batch, hashes)).expect("somebody judges");
            }
        });
        let mut two = Verification::new(Known::default());
        for (batch, hashes) in from {
            for (line, hash) in batch.iter().zip(hashes) {
                two.take(line, hash).expect("intact");
            }
        }
        two.end().expect("intact").facts
    });
    rate("verified, two threads", start, facts);
}

fn rate(what: &str, since: Instant, facts: u64) {
    let seconds = since.elapsed().as_secs_f64();
    println!("{what:<28} {:.0} facts/s", facts as f64 / seconds);
}

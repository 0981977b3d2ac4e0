//! How many facts a second the writer acknowledges, and after how long. For `make bench`.
//!
//! `acked_facts [SECONDS] [FACTS_PER_SECOND] [URL]`: 10 s, 3,000/s, a new SQLite database in the folder for temporary
//! files (its disk is what is measured: set `TMPDIR`). 0 facts per second: 256 writers, each as fast as it can. Every
//! fact is one request that waits for its own acknowledgement.

use model::{Actor, CallCause, CallId, Fact, FactBody, LegId, Millis, PersonId, PhoneNumber, QueueId, QueueOutcome};
use office::writer::Journal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::{Entry, Options, Store};
use uuid::Uuid;
use workforce::{Definition, Floor};

/// Writers at once when the rate is not limited.
const WRITERS: u64 = 256;

#[derive(Default)]
struct Tally {
    acked: AtomicU64,
    failed: AtomicU64,
    latencies_us: Mutex<Vec<u32>>,
    is_over: AtomicBool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds: u64 = arguments.first().map_or(Ok(10), |text| text.parse())?;
    let rate: u64 = arguments.get(1).map_or(Ok(3_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("qiao-acked-facts-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let url = arguments.get(2).cloned().unwrap_or_else(|| format!("sqlite://{}/qiao.db", folder.display()));
    let store = Arc::new(Store::open(&url, Options::default()).await?);
    let floor = Floor::new(Arc::new(Definition::first([])), 480, Millis::ZERO);
    let vault = office::vault::Keeper::for_tests(&store).await;
    let (journal, _facts) = Journal::start(Arc::clone(&store), vault, floor).await?;

    let tally = Arc::new(Tally::default());
    let (started, cpu_before) = (Instant::now(), cpu_ms());
    run(&journal, &tally, Duration::from_secs(seconds), rate).await;
    let (elapsed, cpu) = (started.elapsed(), cpu_ms().saturating_sub(cpu_before));
    report(&journal, &tally, elapsed, cpu);
    drop(journal);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

async fn run(journal: &Journal, tally: &Arc<Tally>, span: Duration, rate: u64) {
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    if rate == 0 {
        for writer in 0..WRITERS {
            tasks.spawn(write_calls(journal.clone(), Arc::clone(tally), writer));
        }
        tokio::time::sleep(span).await;
        tally.is_over.store(true, Ordering::Relaxed);
    } else {
        // One fact when it is due, whether those before were acknowledged or not.
        let mut ticks = tokio::time::interval(Duration::from_millis(1));
        let (mut sent, mut script) = (0, Vec::new().into_iter());
        while started.elapsed() < span {
            ticks.tick().await;
            let due = (started.elapsed().as_secs_f64() * rate as f64) as u64;
            for number in sent..due {
                let fact = script.next().unwrap_or_else(|| {
                    script = life_of_a_call(u128::from(number)).into_iter();
                    script.next().expect("a call has facts")
                });
                tasks.spawn(write_one(journal.clone(), Arc::clone(tally), fact));
            }
            sent = due;
        }
    }
    while let Some(result) = tasks.join_next().await {
        result.expect("a writer does not panic");
    }
}

async fn write_calls(journal: Journal, tally: Arc<Tally>, writer: u64) {
    for call in 0_u128.. {
        for fact in life_of_a_call(u128::from(writer) << 64 | call) {
            if tally.is_over.load(Ordering::Relaxed) {
                return;
            }
            write_one(journal.clone(), Arc::clone(&tally), fact).await;
        }
    }
}

async fn write_one(journal: Journal, tally: Arc<Tally>, fact: Fact) {
    let asked = Instant::now();
    match journal.commit(vec![Entry::from(fact)]).await {
        Ok(_) => tally.acked.fetch_add(1, Ordering::Relaxed),
        Err(_) => tally.failed.fetch_add(1, Ordering::Relaxed),
    };
    let us = u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX);
    tally.latencies_us.lock().expect("no writer panics").push(us);
}

/// The eight facts that an answered call leaves at least.
fn life_of_a_call(number: u128) -> Vec<Fact> {
    let call = CallId(Uuid::from_u128(number));
    let (agent, queue) = (PersonId(Uuid::from_u128(number % 200)), QueueId::from("aftersale"));
    let (leg, wait_ms) = (LegId { call, number: 1 }, Millis(4_000));
    let from = PhoneNumber::from_wire("13800000000");
    let (outcome, cause) = (QueueOutcome::Answered, CallCause::CustomerHungUp);
    let (talk_ms, hold_ms) = (Millis(180_000), Millis(0));
    let bodies = [
        FactBody::CallStarted { call, from, to: "95000".into(), trunk: "bench".into() },
        FactBody::IvrEntered { call, flow: "hotline".into(), node: "menu".into() },
        FactBody::KeyPressed { call, node: "menu".into(), key: '2' },
        FactBody::QueueEntered { call, queue: queue.clone(), priority: 0, skills: Vec::new() },
        FactBody::OfferMade { call, leg, agent, queue: queue.clone(), wait_ms },
        FactBody::QueueLeft { call, queue, outcome, wait_ms },
        FactBody::CallBridged { call, leg, agent: Some(agent) },
        FactBody::CallEnded { call, cause, status: 200, talk_ms, hold_ms },
    ];
    let fact = |body| Fact { seq: 0, at_ms: Millis(1_000), actor: Actor::Switch, reasons: Vec::new(), body };
    bodies.into_iter().map(fact).collect()
}

fn report(journal: &Journal, tally: &Tally, elapsed: Duration, cpu_ms: u64) {
    let acked = tally.acked.load(Ordering::Relaxed);
    let mut latencies = std::mem::take(&mut *tally.latencies_us.lock().expect("no writer panics"));
    latencies.sort_unstable();
    let at =
        |share: f64| latencies.get((latencies.len() as f64 * share) as usize).map_or(0.0, |us| f64::from(*us) / 1e3);
    let stats = journal.stats();
    println!("acked_facts_per_s {:.0}", acked as f64 / elapsed.as_secs_f64());
    println!("failed {}", tally.failed.load(Ordering::Relaxed));
    println!("ack_ms_p50 {:.1}", at(0.50));
    println!("ack_ms_p99 {:.1}", at(0.99));
    println!("ack_ms_max {:.1}", latencies.last().map_or(0.0, |us| f64::from(*us) / 1e3));
    println!("facts_per_commit {:.1}", stats.facts as f64 / stats.groups.max(1) as f64);
    println!("commit_ms_mean {:.2}", stats.commit_us as f64 / 1e3 / stats.groups.max(1) as f64);
    println!("commit_ms_max {:.1}", stats.commit_us_max as f64 / 1e3);
    println!("cpu_us_per_fact {:.1}", cpu_ms as f64 * 1e3 / acked.max(1) as f64);
}

/// CPU time of this process, from `/proc` in ticks of 10 ms; 0 where there is none.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is the name in brackets and may hold blanks; user and system time are the 14th and 15th.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

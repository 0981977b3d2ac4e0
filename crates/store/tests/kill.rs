//! R1: nothing acknowledged is lost when the process is killed at any instant, numbers have no gap, and the state of a
//! running flow is never older or newer than its facts.
//!
//! The test runs itself as a child that commits under load and prints what was acknowledged; the parent kills it with
//! SIGKILL, opens the database again and compares. 20 rounds, 200 with `QIAO_LONG=1`.

use model::process::{Fields, TaskKind};
use model::{Actor, CallCause, CallId, Fact, FactBody, InstanceId, Millis, PersonId, PhoneNumber};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::processes::{self, InstanceFilter};
use store::{Aside, CallOutcome, Entry, Options, Store, calls, journal};
use uuid::Uuid;

/// Set for the child: the database that it writes to.
const CHILD: &str = "QIAO_KILL_TEST_DATABASE";
/// Commits at once in the child.
const COMMITTERS: u128 = 8;

#[test]
fn acknowledged_facts_survive_kill_9() {
    if let Ok(url) = std::env::var(CHILD) {
        return commit_until_killed(&url);
    }
    let rounds = if std::env::var_os("QIAO_LONG").is_some() { 200 } else { 20 };
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}, {rounds} rounds");
    let mut random = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}/qiao.db", folder.path().display());
    let (mut acknowledged, mut committed) = (0, 0);
    for round in 0..rounds {
        let delay = Duration::from_millis(random.random_range(0..120));
        let acked = run_and_kill(&url, delay);
        acknowledged += acked.len();
        committed = verify(&url, &acked, round);
    }
    println!("{acknowledged} acknowledged, {committed} committed, 0 lost");
    assert!(acknowledged > rounds, "the load was too small to mean anything");
    assert_integrity(folder.path());
}

/// The child's life: the numbers that were acknowledged and reached the pipe before it died.
fn run_and_kill(url: &str, delay: Duration) -> Vec<(u64, u128)> {
    let own = std::env::current_exe().expect("this test");
    let mut child = Command::new(own)
        .args(["--exact", "acknowledged_facts_survive_kill_9", "--nocapture"])
        .env(CHILD, url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its output was piped")).lines().map_while(Result::ok);
    let mut acked: Vec<(u64, u128)> = Vec::new();
    let mut killer = None;
    // The last line may be cut: then its acknowledgement did not arrive.
    for line in lines.by_ref() {
        acked.extend(parse(&line));
        if killer.is_none() && !acked.is_empty() {
            let id = i32::try_from(child.id()).expect("process ids are small");
            killer = Some(std::thread::spawn(move || kill_after(id, delay)));
        }
    }
    if let Some(killer) = killer {
        killer.join().expect("the killer ends");
    }
    let status = child.wait().expect("the child is ours");
    assert!(!status.success(), "the child ended by itself");
    acked
}

fn kill_after(id: i32, delay: Duration) {
    let until = Instant::now() + delay;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
    // SAFETY: `id` is our own child, which was not waited for yet.
    let result = unsafe { libc::kill(id, libc::SIGKILL) };
    assert_eq!(result, 0, "the child was there to be killed");
}

/// A disk that takes no more: nothing is acknowledged after the first failed commit, and what was acknowledged before
/// is there. Stands in for a full or broken disk: the child may not make a file larger than 2,000 KiB.
#[test]
fn nothing_is_acknowledged_after_a_failed_write() {
    if let Ok(url) = std::env::var(CHILD) {
        return commit_until_the_disk_is_full(&url);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}/qiao.db", folder.path().display());
    let own = std::env::current_exe().expect("this test");
    let script =
        "trap '' XFSZ; ulimit -f 2000; exec \"$0\" --exact nothing_is_acknowledged_after_a_failed_write --nocapture";
    let child = Command::new("bash").arg("-c").arg(script).arg(own).env(CHILD, &url).output().expect("a child");
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{output}{}", String::from_utf8_lossy(&child.stderr));
    let acked: Vec<(u64, u128)> = output.lines().filter_map(parse).collect();
    assert!(acked.len() > 10, "{output}");
    assert!(output.contains("failed for good"), "{output}");
    verify(&url, &acked, 0);
    assert_integrity(folder.path());
}

fn commit_until_the_disk_is_full(url: &str) {
    runtime().block_on(async {
        let store = Store::open(url, Options::default()).await.expect("opens");
        loop {
            let call = rand::random();
            let mut entries = life_of(call).map(Entry::from);
            match store.commit(&mut entries).await {
                Ok(()) => println!("ack {} {call} .", entries[1].fact.seq),
                Err(error) => {
                    assert!(!error.is_refusal(), "{error:?}");
                    assert!(entries.iter().all(|entry| entry.fact.seq == 0), "no number without a commit");
                    break;
                }
            }
        }
        for _ in 0..3 {
            let again = store.commit(&mut life_of(1).map(Entry::from)).await;
            assert!(matches!(again, Err(store::StoreError::Stopped)), "{again:?}");
        }
        println!("failed for good");
    });
}

fn parse(line: &str) -> Option<(u64, u128)> {
    let (seq, call) = line.strip_prefix("ack ")?.strip_suffix(" .")?.split_once(' ')?;
    Some((seq.parse().ok()?, call.parse().ok()?))
}

fn verify(url: &str, acked: &[(u64, u128)], round: usize) -> u64 {
    runtime().block_on(async {
        let store = Store::open(url, Options::default()).await.expect("opens after a kill");
        let mut facts = Vec::new();
        loop {
            let next = journal::after(&store, facts.len() as u64, 1_000).await.expect("read");
            if next.is_empty() {
                break;
            }
            facts.extend(next);
        }
        for (index, fact) in facts.iter().enumerate() {
            assert_eq!(fact.seq, index as u64 + 1, "round {round}: a gap");
        }
        for (seq, id) in acked {
            let fact = facts.get(*seq as usize - 1).unwrap_or_else(|| panic!("round {round}: fact {seq} is lost"));
            let call = CallId(Uuid::from_u128(*id));
            assert_eq!(fact.body.call(), Some(call), "round {round}: fact {seq} is another");
            let row = calls::by_id(&store, call).await.expect("read").expect("projected with its fact");
            assert_eq!(row.outcome, CallOutcome::Ivr, "round {round}: the call's end is in the same commit");
        }
        verify_instances(&store, &facts, round).await;
        facts.len() as u64
    })
}

/// Every instance stands where its facts say: its state, its revision, its tasks and the inbox are of one commit.
async fn verify_instances(store: &Store, facts: &[Fact], round: usize) {
    let mut told: HashMap<InstanceId, u64> = HashMap::new();
    facts.iter().filter_map(|fact| fact.body.instance()).for_each(|id| *told.entry(id).or_default() += 1);
    let (mut found, mut after) = (0, None);
    loop {
        let rows = processes::instances(store, &InstanceFilter::default(), after, 200).await.expect("read");
        let Some(last) = rows.last() else { break };
        after = Some((last.started_ms, last.id));
        for row in rows {
            found += 1;
            let count = told.get(&row.id).copied().unwrap_or(0);
            assert_eq!(row.revision, count, "round {round}: one state for each fact of {}", row.id);
            assert_eq!(row.state, format!("{{\"facts\":{count}}}"), "round {round}");
            let tasks = processes::tasks_of(store, row.id).await.expect("read");
            assert_eq!(tasks.len() as u64, count - 1, "round {round}");
            let people = [PersonId(row.id.0)];
            let (open, ..) = processes::inbox_counts(store, &people, Millis(0), Millis(0)).await.expect("read");
            assert_eq!(open, count - 1, "round {round}");
        }
    }
    assert_eq!(found, told.len(), "round {round}: an instance without facts, or facts without an instance");
}

/// The child: several tasks commit groups of different sizes as fast as they can.
fn commit_until_killed(url: &str) {
    runtime().block_on(async {
        let store = Arc::new(Store::open(url, Options::default()).await.expect("opens"));
        let tasks: Vec<_> = (0..COMMITTERS).map(|task| tokio::spawn(commit_calls(Arc::clone(&store), task))).collect();
        for task in tasks {
            task.await.expect("a committer does not end");
        }
    });
}

async fn commit_calls(store: Arc<Store>, task: u128) {
    let instance = InstanceId(Uuid::from_u128(rand::random()));
    for revision in 1.. {
        let calls: Vec<u128> = (0..=task * 3).map(|_| rand::random()).collect();
        let mut entries: Vec<Entry> = calls.iter().flat_map(|call| life_of(*call)).map(Entry::from).collect();
        entries.push(step_of(instance, revision).into());
        store.commit_with(&mut entries, &[state_of(instance, revision)]).await.expect("committed");
        let mut out = std::io::stdout().lock();
        for (call, pair) in calls.iter().zip(entries.chunks_exact(2)) {
            // The dot at the end shows that the line is whole.
            writeln!(out, "ack {} {call} .", pair[1].fact.seq).expect("the parent reads");
        }
        out.flush().expect("the parent reads");
    }
}

/// The first fact of an instance begins it, each later one opens a task.
fn step_of(instance: InstanceId, revision: u64) -> Fact {
    let of = TaskKind::Step;
    let body = if revision == 1 {
        FactBody::InstanceStarted {
            instance,
            flow: "leave".into(),
            version: 1,
            definition: "hash".into(),
            start: "apply".into(),
            applicant: None,
            by: None,
            root: instance,
            parent: None,
            due_ms: None,
            data: Fields::new(),
        }
    } else {
        let (people, step) = (vec![PersonId(instance.0)], "review".into());
        FactBody::TaskOpened { instance, task: revision, step, stage: None, of, people, due_ms: None, wanted: None }
    };
    Fact { seq: 0, at_ms: Millis(1), actor: Actor::System, reasons: Vec::new(), body }
}

fn state_of(instance: InstanceId, revision: u64) -> Aside {
    let state = format!("{{\"facts\":{revision}}}");
    Aside::InstanceState { instance, revision, state, next_due_ms: Some(Millis(1)), waits: Vec::new() }
}

fn life_of(id: u128) -> [Fact; 2] {
    let call = CallId(Uuid::from_u128(id));
    let fact = |body| Fact { seq: 0, at_ms: Millis(1), actor: Actor::Outside, reasons: Vec::new(), body };
    let from = PhoneNumber::from_wire("13800000000");
    let (cause, talk_ms, hold_ms) = (CallCause::FlowEnded, Millis::ZERO, Millis::ZERO);
    [
        fact(FactBody::CallStarted { call, from, to: "95000".into(), trunk: "demo".into() }),
        fact(FactBody::CallEnded { call, cause, status: 200, talk_ms, hold_ms }),
    ]
}

fn assert_integrity(folder: &Path) {
    runtime().block_on(async {
        let url = format!("sqlite://{}/qiao.db", folder.display());
        let store = Store::open(&url, Options::default()).await.expect("opens");
        assert_eq!(store.integrity_problems().await.expect("checked"), Vec::<String>::new());
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

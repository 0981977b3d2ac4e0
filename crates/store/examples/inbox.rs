//! How fast the lists of running flows are with 100,000 open instances, and what a finished one takes.
//!
//! `cargo run --release -p store --example inbox` makes a SQLite database in a temporary folder, and the same in the
//! empty PostgreSQL database of `QIAO_POSTGRES` when that is set. `QIAO_INSTANCES` makes it smaller (at most 100,000).

use model::process::{Fields, TaskKind};
use model::{Actor, Fact, FactBody, InstanceId, Millis, PersonId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};
use store::processes::{self, InboxCursor, InstanceFilter};
use store::{Aside, Entry, Options, Store, StoreError};
use uuid::Uuid;

const INSTANCES_MAX: u64 = 100_000;
/// Instances in one commit, as a busy second brings them.
const GROUP: u64 = 100;
const FINISHED: u64 = 5_000;
const STAFF: u64 = 1_000;
const LEADERS: u64 = 40;
const FLOWS: u64 = 30;
/// Reads of each kind.
const TRIES: usize = 200;
const PAGE: u32 = 50;
const NOW: Millis = Millis(1_732_233_600_000);
const HOUR: i64 = 3_600_000;

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let folder = std::env::temp_dir().join(format!("qiao-inbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let result = measure(&format!("sqlite://{}/qiao.db", folder.display()), Some(&folder)).await;
    std::fs::remove_dir_all(&folder).expect("it was made here");
    result?;
    if let Ok(url) = std::env::var("QIAO_POSTGRES") {
        measure(&url, None).await?;
    }
    Ok(())
}

async fn measure(url: &str, folder: Option<&std::path::Path>) -> Result<(), StoreError> {
    let wanted = std::env::var("QIAO_INSTANCES").ok().and_then(|count| count.parse().ok()).unwrap_or(INSTANCES_MAX);
    let count: u64 = INSTANCES_MAX.min(wanted);
    let store = Store::open(url, Options::default()).await?;
    println!("{:?}: {count} open instances, 1 person in a row has {} tasks", store.dialect(), count / 20);
    let mut random = StdRng::seed_from_u64(1);
    let began = Instant::now();
    for group in 0..count / GROUP {
        open_some(&store, &mut random, group * GROUP).await?;
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("  filled at {:.0} instances/s, {:.0} facts/s", count as f64 / seconds, 3.0 * count as f64 / seconds);
    store.close().await;
    let began = Instant::now();
    let store = Store::open(url, Options::default()).await?;
    let next = processes::next_due(&store).await?;
    println!("  opened again in {:?}, next timer {next:?}", began.elapsed());
    inboxes(&store).await?;
    lists(&store, &mut random, count).await?;
    writes(&store, count).await?;
    if let Some(folder) = folder {
        finished(folder).await?;
    }
    Ok(())
}

fn person(number: u64) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(number) + (1 << 64)))
}

fn leader(number: u64) -> PersonId {
    person(STAFF + number % LEADERS)
}

const MANAGER: u64 = STAFF + LEADERS;

/// As UUIDv7: the time first, then chance, the same at each start.
fn instance(number: u64) -> InstanceId {
    let chance = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    InstanceId(Uuid::from_u128(u128::from(number) << 80 | u128::from(chance)))
}

fn fact(at: i64, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms: Millis(NOW.0 + at), actor: Actor::System, reasons: Vec::new(), body }
}

fn begun(at: i64, number: u64) -> Fact {
    let applicant = Some(person(number % STAFF));
    let data = Fields::from_iter([("days".to_owned(), 3.into()), ("reason".to_owned(), "陪家人去医院".into())]);
    let body = FactBody::InstanceStarted {
        instance: instance(number),
        flow: format!("flow{}", number % FLOWS).into(),
        version: 1,
        definition: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        start: "apply".into(),
        applicant,
        by: applicant,
        root: instance(number),
        parent: None,
        due_ms: None,
        data,
    };
    fact(at, body)
}

fn opened(at: i64, number: u64, task: u64, people: Vec<PersonId>, due: i64) -> Fact {
    let (instance, step, of, due_ms) = (instance(number), "review".into(), TaskKind::Step, Some(Millis(NOW.0 + due)));
    fact(at, FactBody::TaskOpened { instance, task, step, stage: Some(0), of, people, due_ms, wanted: None })
}

fn state(number: u64, revision: u64, bytes: usize, next_due_ms: Option<Millis>) -> Aside {
    let state = format!("{{\"data\":\"{}\"}}", "x".repeat(bytes));
    Aside::InstanceState { instance: instance(number), revision, state, next_due_ms, waits: Vec::new() }
}

/// Each waits for a leader; each twentieth for the manager too.
async fn open_some(store: &Store, random: &mut StdRng, first: u64) -> Result<(), StoreError> {
    let (mut entries, mut states): (Vec<Entry>, Vec<Aside>) = Default::default();
    for number in first..first + GROUP {
        let due = random.random_range(-2 * HOUR..200 * HOUR);
        let mut people = vec![leader(number)];
        people.extend((number % 20 == 0).then(|| person(MANAGER)));
        let at = number as i64;
        let (step, outcome) = ("apply".into(), "submitted".into());
        let by = Some(person(number % STAFF));
        let done = FactBody::StepDone { instance: instance(number), step, outcome, actor: by, by };
        entries.extend([begun(at, number), fact(at, done), opened(at, number, 1, people, due)].map(Entry::from));
        states.push(state(number, 1, 1_500, Some(Millis(NOW.0 + due))));
    }
    store.commit_with(&mut entries, &states).await
}

/// Runs a read again and again and prints how long it took.
async fn timed(what: &str, mut read: impl AsyncFnMut(usize) -> Result<usize, StoreError>) -> Result<(), StoreError> {
    let (mut times, mut rows): (Vec<Duration>, usize) = Default::default();
    for number in 0..TRIES {
        let began = Instant::now();
        rows += read(number).await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| times[(TRIES * percent / 100).min(TRIES - 1)];
    println!("  {what:48} p50 {:>9.2?}  p95 {:>9.2?}  {:>5} rows", at(50), at(95), rows / TRIES);
    Ok(())
}

async fn inboxes(store: &Store) -> Result<(), StoreError> {
    let manager = person(MANAGER);
    timed("inbox of the manager, first page", async |_| {
        Ok(processes::inbox(store, &[manager], None, None, PAGE).await?.len())
    })
    .await?;
    let mut cursor: Option<InboxCursor> = None;
    timed("inbox of the manager, page after page", async |_| {
        let rows = processes::inbox(store, &[manager], None, cursor, PAGE).await?;
        cursor = rows.last().map(|(task, _)| InboxCursor::of(task));
        Ok(rows.len())
    })
    .await?;
    timed("inbox of the manager, one flow", async |number| {
        let flow = format!("flow{}", number as u64 % FLOWS);
        Ok(processes::inbox(store, &[manager], Some(&flow), None, PAGE).await?.len())
    })
    .await?;
    timed("inbox of a leader, first page", async |number| {
        Ok(processes::inbox(store, &[leader(number as u64)], None, None, PAGE).await?.len())
    })
    .await?;
    let many: Vec<PersonId> = (0..5).map(leader).collect();
    timed("inbox of a leader who stands in for four", async |_| {
        Ok(processes::inbox(store, &many, None, None, PAGE).await?.len())
    })
    .await?;
    timed("counts of the manager", async |_| {
        Ok(processes::inbox_counts(store, &[manager], NOW, Millis(NOW.0 + 24 * HOUR)).await?.0 as usize)
    })
    .await?;
    timed("counts of a leader who stands in for four", async |_| {
        Ok(processes::inbox_counts(store, &many, NOW, Millis(NOW.0 + 24 * HOUR)).await?.0 as usize)
    })
    .await
}

async fn lists(store: &Store, random: &mut StdRng, count: u64) -> Result<(), StoreError> {
    timed("due, 200", async |_| Ok(processes::due(store, NOW, 200).await?.len())).await?;
    timed("next due", async |_| Ok(processes::next_due(store).await?.iter().len())).await?;
    timed("overdue tasks, first page", async |_| Ok(processes::overdue(store, NOW, None, PAGE).await?.len())).await?;
    let listed = async |filter: InstanceFilter| Ok(processes::instances(store, &filter, None, PAGE).await?.len());
    let any = InstanceFilter::default;
    timed("open instances, first page", async |_| listed(InstanceFilter { is_open: Some(true), ..any() }).await)
        .await?;
    timed("instances of a flow, first page", async |number| {
        listed(InstanceFilter { flow: Some(format!("flow{}", number as u64 % FLOWS)), ..any() }).await
    })
    .await?;
    timed("instances of one applicant", async |number| {
        listed(InstanceFilter { applicants: Some(vec![person(number as u64)]), ..any() }).await
    })
    .await?;
    timed("instances of a team of 25", async |number| {
        let team = (0..25).map(|one| person((number as u64 * 25 + one) % STAFF)).collect();
        listed(InstanceFilter { applicants: Some(team), ..any() }).await
    })
    .await?;
    timed("overdue instances, first page", async |_| listed(InstanceFilter { overdue_at: Some(NOW), ..any() }).await)
        .await?;
    timed("instances nobody took part in", async |_| {
        listed(InstanceFilter { participant: Some(person(1)), ..any() }).await
    })
    .await?;
    timed("one instance, its tasks and its story", async |_| {
        let id = instance(random.random_range(0..count));
        let tasks = processes::tasks_of(store, id).await?.len();
        Ok(processes::instance(store, id).await?.iter().len() + tasks + processes::story(store, id, 100).await?.len())
    })
    .await?;
    timed("open counts by flow", async |_| Ok(processes::open_counts(store).await?.len())).await
}

/// One person completes one task: four facts, the new state, the next task.
async fn writes(store: &Store, count: u64) -> Result<(), StoreError> {
    timed("complete a task, in a commit of its own", async |number| {
        let number = number as u64 * 7 % count;
        let (instance, actor) = (instance(number), Some(leader(number)));
        let closed = FactBody::TaskClosed {
            instance,
            task: 1,
            step: "review".into(),
            outcome: Some("agree".into()),
            actor,
            by: actor,
            is_signed: false,
            data: Fields::new(),
        };
        let (step, outcome) = ("review".into(), "agree".into());
        let done = FactBody::StepDone { instance, step, outcome, actor, by: actor };
        let facts = [fact(1, closed), fact(1, done), opened(1, number, 2, vec![person(number % STAFF)], HOUR)];
        let mut entries = facts.map(Entry::from);
        store.commit_with(&mut entries, &[state(number, 2, 1_500, None)]).await?;
        Ok(entries.len())
    })
    .await
}

/// Leaves from their start to their end in a database of their own.
async fn finished(folder: &std::path::Path) -> Result<(), StoreError> {
    let path = folder.join("finished.db");
    let store = Store::open(&format!("sqlite://{}", path.display()), Options::default()).await?;
    let mut lines = 0;
    for number in 0..FINISHED {
        let mut facts = vec![begun(0, number)];
        for task in 1..=3 {
            let (instance, by) = (instance(number), leader(number + task));
            facts.push(opened(0, number, task, vec![by, person(MANAGER)], HOUR));
            facts.push(fact(0, FactBody::TaskClaimed { instance, task, by, holder: by }));
            let (step, outcome) = ("review".into(), Some("agree".into()));
            let (actor, by, data) = (Some(by), Some(by), Fields::new());
            facts.push(fact(
                0,
                FactBody::TaskClosed { instance, task, step, outcome, actor, by, is_signed: false, data },
            ));
            let (step, outcome) = ("review".into(), "agree".into());
            facts.push(fact(0, FactBody::StepDone { instance, step, outcome, actor, by }));
        }
        facts.push(fact(0, FactBody::InstanceEnded { instance: instance(number), end: "granted".into() }));
        let mut entries: Vec<Entry> = facts.into_iter().map(Entry::from).collect();
        let states = [state(number, 1, 1_500, Some(NOW)), state(number, 2, 1_000, None)];
        store.commit_with(&mut entries, &states).await?;
        lines += entries.iter().map(|entry| journal_bytes(&entry.fact)).sum::<usize>() as u64;
    }
    store.close().await;
    let bytes = std::fs::metadata(&path).expect("the database").len();
    println!(
        "  {} bytes of file for each finished leave of 14 facts and a last state of 1,000; its facts alone are {} as text",
        bytes / FINISHED,
        lines / FINISHED
    );
    Ok(())
}

fn journal_bytes(fact: &Fact) -> usize {
    serde_json::to_string(fact).expect("a fact is always JSON").len()
}

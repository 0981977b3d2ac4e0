//! How many tasks per second are done durably, through the real use cases: permit, form, engine, services, commit.
//!
//! `cargo run --release -p office --example flows -- [URL] [CALLERS] [INSTANCES] [OPEN]`. Without a URL SQLite in a
//! temporary folder. First a flow of five plain steps, then leave slips as the leader approves them, with notices and a
//! record; at last so many slips that stay open, for what is measured on the same database afterwards.

use model::process::Fields;
use model::{Fact, InstanceId, Millis};
use office::passwords::Cost;
use office::processes::acts::Completion;
use office::processes::mail::Mail;
use office::sessions::Session;
use office::switchboard::Switchboard;
use office::writer::Journal;
use office::{Caller, Office, Parts, wall_clock};
use process::{Known, Library};
use rulebook::Rulebook;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Options, Store};
use workforce::{Definition, Floor};

const STEPS: usize = 5;
const PLAIN: &str = "
flow: plain
name: {zh: 五步, en: Five steps}
version: 1
source: BENCH
owner: role/manager
start: {do: ask, by: role/agent}
steps:
  - {do: one, by: applicant, within: 1 work day, overdue: [{after: 0h, remind: assignee}]}
  - {do: two, by: applicant, within: 1 work day, overdue: [{after: 0h, remind: assignee}]}
  - {do: three, by: applicant, within: 1 work day, overdue: [{after: 0h, remind: assignee}]}
  - {do: four, by: applicant, within: 1 work day, overdue: [{after: 0h, remind: assignee}]}
  - {do: five, by: applicant, within: 1 work day, overdue: [{after: 0h, remind: assignee}]}
end: done
";

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = arguments.next().unwrap_or_else(|| format!("sqlite://{}/qiao.db", folder.path().display()));
    let callers: usize = arguments.next().map_or(64, |text| text.parse().expect("CALLERS is a number"));
    let instances: usize = arguments.next().map_or(2_000, |text| text.parse().expect("INSTANCES is a number"));
    let open: usize = arguments.next().map_or(0, |text| text.parse().expect("OPEN is a number"));
    let (office, _facts) = house(&url, folder.path()).await;
    let dialect = url.split(':').next().unwrap_or_default();

    let plain = start_many(&office, "plain", instances, callers, |_| Fields::new()).await;
    let tasks = plain.iter().map(|(agent, id)| (agent.clone(), *id, "done")).collect();
    let (seconds, mut waits) = time(&office, tasks, STEPS, callers).await;
    report(&format!("{dialect}: plain tasks"), instances * STEPS, seconds, &mut waits);

    let leave = start_many(&office, "leave", instances / 4, callers, slip).await;
    let directory = office.directory();
    let leader_of = |agent: &str| {
        let team = directory.by_username(agent).and_then(|person| person.team.clone());
        if team.as_deref() == Some("team1") { "leader1" } else { "leader2" }
    };
    let tasks = leave.iter().map(|(agent, id)| (leader_of(agent).to_owned(), *id, "agree")).collect();
    let (seconds, mut waits) = time(&office, tasks, 1, callers).await;
    report(&format!("{dialect}: leave approvals"), instances / 4, seconds, &mut waits);

    if open > 0 {
        let begun = Instant::now();
        let started = start_many(&office, "leave", open, callers, slip).await.len();
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{dialect}: leave slips begun and left open: {started} in {seconds:.0} s = {:.0}/s",
            started as f64 / seconds
        );
    }
}

async fn house(url: &str, folder: &Path) -> (Arc<Office>, tokio::sync::mpsc::Sender<Fact>) {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut book = Rulebook::clone(&Rulebook::load(&rules, true).expect("the rulebook is sound"));
    let mut library = Library::clone(&book.processes);
    let roles = book.roles.iter().map(|role| role.id.clone()).collect();
    let known = Known { roles, ..Known::default() };
    let files = [("flows/plain.yaml".to_owned(), PLAIN.to_owned())];
    library.flows.extend(Library::read(&files, &known).expect("the flow is sound").flows);
    book.processes = Arc::new(library);
    let book = Arc::new(book);
    let store = Arc::new(Store::open(url, Options::default()).await.expect("a database"));
    let floor = Floor::new(Arc::new(Definition::first([])), book.centre.utc_offset_minutes, Millis(0));
    let vault = office::vault::Keeper::for_tests(&store).await;
    let (journal, facts) = Journal::start(Arc::clone(&store), vault, floor).await.expect("the writer starts");
    let (orders, _) = tokio::sync::mpsc::channel(1);
    let parts = Parts {
        store,
        journal,
        rulebook: Arc::clone(&book),
        switchboard: Switchboard(orders),
        recordings: folder.to_owned(),
        clock: wall_clock(),
        password_cost: Cost { memory_kib: 64, passes: 1 },
        mail: Mail::default(),
        evidence_keys: None,
    };
    let office = Office::open(parts).await.expect("the office opens");
    office.import_people(&book.people).await.expect("people");
    office.keep_definitions().await.expect("texts");
    (office, facts)
}

fn caller(office: &Office, username: &str) -> Caller {
    let person = office.directory().by_username(username).expect("of the demo");
    Caller { session: Arc::new(Session::opened_now(username.into(), person.id, office.now())), person }
}

fn slip(_: usize) -> Fields {
    let slip = json!({"kind": "annual", "from": "2027-01-04", "to": "2027-01-04", "days": 1, "reason": "bench"});
    slip.as_object().cloned().expect("an object")
}

/// Instances of twelve agents in turn, and whose each is.
async fn start_many(
    office: &Arc<Office>,
    flow: &'static str,
    count: usize,
    callers: usize,
    data: fn(usize) -> Fields,
) -> Vec<(String, InstanceId)> {
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..callers)
        .map(|_| {
            let (office, next) = (Arc::clone(office), Arc::clone(&next));
            tokio::spawn(async move {
                let mut started = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return started;
                    }
                    let agent = format!("agent{}", number % 12 + 1);
                    let view = office.start_flow(&caller(&office, &agent), flow, None, data(number)).await;
                    started.push((agent, view.expect("starts").row.id));
                }
            })
        })
        .collect();
    let mut started = Vec::new();
    for worker in workers {
        started.extend(worker.await.expect("no panic"));
    }
    started
}

/// Completes `steps` tasks of each instance, by so many callers at once. Seconds, and how long each waited.
async fn time(
    office: &Arc<Office>,
    tasks: Vec<(String, InstanceId, &'static str)>,
    steps: usize,
    callers: usize,
) -> (f64, Vec<Duration>) {
    let (tasks, next) = (Arc::new(tasks), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let workers: Vec<_> = (0..callers)
        .map(|_| {
            let (office, tasks, next) = (Arc::clone(office), Arc::clone(&tasks), Arc::clone(&next));
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while let Some((who, id, outcome)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let caller = caller(&office, who);
                    let view = office.instance(&caller, *id).await.expect("is seen");
                    let mut task = view.row.open.first().map(|open| open.task);
                    for _ in 0..steps {
                        let completion = Completion { outcome: (*outcome).to_owned(), ..Completion::default() };
                        let since = Instant::now();
                        let done = office.complete(&caller, *id, task.expect("one is open"), completion).await;
                        waits.push(since.elapsed());
                        task = done.expect("is done").row.open.first().map(|open| open.task);
                    }
                }
                waits
            })
        })
        .collect();
    let mut waits = Vec::new();
    for worker in workers {
        waits.extend(worker.await.expect("no panic"));
    }
    (begun.elapsed().as_secs_f64(), waits)
}

fn report(what: &str, count: usize, seconds: f64, waits: &mut [Duration]) {
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len() * share / 100).map_or(0.0, |wait| wait.as_secs_f64() * 1e3);
    let rate = count as f64 / seconds;
    println!("{what}: {count} in {seconds:.2} s = {rate:.0}/s; p50 {:.1} ms, p99 {:.1} ms", at(50), at(99));
}

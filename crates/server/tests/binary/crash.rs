//! R1, R2: kill -9 under load. What was acknowledged is there, every call has an end, recordings play, calls go on.
//!
//! 10 rounds on one data folder, 200 with `QIAO_LONG=1`. `QIAO_SEED` repeats the instants of a run.

use crate::home::{Home, Setting};
use crate::service::{PATIENCE, Service, shell};
use crate::web::Client;
use crate::world::{PASSWORD, World};
use callers::ua::{CallKey, Event};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const AGENTS: usize = 3;
const CALLERS: usize = 5;
/// A call that was answered so long before the kill is in the journal, however slow the disk is.
const WRITTEN_WITHIN: Duration = Duration::from_millis(1_500);
/// Sound of the last moments may be lost: held back 400 ms, written each 400 ms, and a loaded machine.
const SOUND_LOST_MS_MAX: i64 = 1_500;

/// What clients were told is done.
#[derive(Default)]
struct Acknowledged {
    /// Call and note of dispositions.
    dispositions: Vec<(String, String)>,
    /// Cookies of log-ins.
    logins: Vec<String>,
    /// Facts that were read, by number.
    facts: BTreeMap<u64, Value>,
}

/// Logged in once: sessions outlive the kills.
struct Clients {
    agents: Vec<Client>,
    auditor: Client,
}

impl Clients {
    /// The service has another port after each start.
    fn at(&self, service: &Service) -> Self {
        let moved = |client: &Client| Client { address: service.http, headers: client.headers.clone() };
        Self { agents: self.agents.iter().map(moved).collect(), auditor: moved(&self.auditor) }
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    let rounds = if std::env::var_os("QIAO_LONG").is_some() { 200 } else { 10 };
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}, {rounds} rounds");
    let mut dice = StdRng::seed_from_u64(seed);
    let mut home = Home::new(Setting { agents: AGENTS, is_recorded: true, ..Setting::default() });
    let clients = first_log_ins(&home);
    let mut ready = Vec::new();
    let (mut done, mut read, mut cut, mut talking, mut recorded) = (0, 0, 0, 0, 0);
    let mut journal = Vec::new();
    for round in 0..rounds {
        let service = Service::start(&home);
        ready.push(ready_after(&service));
        let mut world = World::over(home, service);
        let now = clients.at(&world.service);
        let call = world.talk("95000");
        world.part(call);
        let load = Load::start(&now, journal.len() as u64);
        let (killed_ms, answered) = run_and_kill(&mut world, &mut dice, round);
        home = world.home;
        let acked = load.end();
        done += acked.dispositions.len() + acked.logins.len();
        read += acked.facts.len();
        talking += answered.len();
        let service = Service::start(&home);
        let auditor = clients.at(&service).auditor;
        read_on(&auditor, &mut journal);
        check_acknowledged(&journal, &acked, &service, round);
        cut += check_calls(&journal, &answered, round);
        recorded += check_recordings(&home, &journal, killed_ms, round);
        service.kill();
    }
    ready.sort();
    let (middle, worst) = (ready[ready.len() / 2], ready[ready.len() - 1]);
    println!(
        "{rounds} kills: {done} acts acknowledged and {read} facts read, 0 lost of {}; {cut} calls cut off, all ended, \
         {talking} of them long answered, {recorded} recordings cut off; ready after {} ms (middle), {} ms (worst)",
        journal.len(),
        middle.as_millis(),
        worst.as_millis()
    );
    assert!(worst < Duration::from_secs(10), "{ready:?}");
    let is_load = done > 10 * rounds && cut > rounds && talking > 0 && recorded > 0;
    assert!(is_load, "the load was too small to mean anything");
    prove(&home);
}

fn first_log_ins(home: &Home) -> Clients {
    let people: Vec<String> =
        (1..=AGENTS).map(|n| format!("a{n}")).chain(["auditor".into(), "supervisor".into()]).collect();
    // The first start adds the rulebook's people.
    let service = Service::start(home);
    for person in &people {
        let done = shell(home, &["user", "password", "--lasting", person], PASSWORD);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let agents = people[..AGENTS].iter().map(|agent| service.client().log_in(agent, PASSWORD)).collect();
    let auditor = service.client().log_in("auditor", PASSWORD);
    service.kill();
    Clients { agents, auditor }
}

/// From the start of the process until it takes calls.
fn ready_after(service: &Service) -> Duration {
    while service.client().get("/readyz").status != 200 {
        assert!(service.started.elapsed() < PATIENCE, "not ready: {}", service.client().get("/readyz").text());
        std::thread::park_timeout(Duration::from_millis(1));
    }
    service.started.elapsed()
}

/// People at work over HTTP, each in a thread, until the service is gone.
struct Load {
    dispositions: Vec<JoinHandle<Vec<(String, String)>>>,
    logins: JoinHandle<Vec<String>>,
    facts: JoinHandle<BTreeMap<u64, Value>>,
}

impl Load {
    fn start(clients: &Clients, after: u64) -> Self {
        let dispositions =
            clients.agents.iter().cloned().map(|agent| std::thread::spawn(move || dispose(&agent))).collect();
        let (stranger, auditor) = (Client::new(clients.auditor.address), clients.auditor.clone());
        Self {
            dispositions,
            logins: std::thread::spawn(move || log_in_again_and_again(&stranger)),
            facts: std::thread::spawn(move || read_along(&auditor, after)),
        }
    }

    fn end(self) -> Acknowledged {
        const ENDS: &str = "clients do not panic";
        Acknowledged {
            dispositions: self.dispositions.into_iter().flat_map(|one| one.join().expect(ENDS)).collect(),
            logins: self.logins.join().expect(ENDS),
            facts: self.facts.join().expect(ENDS),
        }
    }
}

/// Sums up the agent's latest call again and again, with another note each time.
fn dispose(agent: &Client) -> Vec<(String, String)> {
    let mut acked = Vec::new();
    let Ok(list) = agent.send("GET", "/api/v1/calls?limit=1", "") else { return acked };
    let Some(call) = list.json()["items"][0]["id"].as_str().map(str::to_owned) else { return acked };
    loop {
        let note = format!("{:032x}", rand::random::<u128>());
        let body = json!({"code": "solved", "note": note}).to_string();
        match agent.send("POST", &format!("/api/v1/calls/{call}/disposition"), &body) {
            Ok(answer) if answer.status == 204 => acked.push((call.clone(), note)),
            Ok(answer) => panic!("{}", answer.text()),
            Err(_) => return acked,
        }
    }
}

fn log_in_again_and_again(stranger: &Client) -> Vec<String> {
    let mut cookies = Vec::new();
    let body = json!({"username": "supervisor", "password": PASSWORD}).to_string();
    while let Ok(answer) = stranger.send("POST", "/api/v1/session", &body) {
        assert_eq!(answer.status, 200, "{}", answer.text());
        cookies.extend(answer.header("set-cookie").split(';').next().map(str::to_owned));
    }
    cookies
}

fn read_along(auditor: &Client, mut after: u64) -> BTreeMap<u64, Value> {
    let mut facts = BTreeMap::new();
    while let Ok(page) = auditor.send("GET", &format!("/api/v1/journal?limit=1000&after={after}"), "") {
        for fact in page.json()["items"].as_array().expect("a page of facts") {
            after = fact["seq"].as_u64().expect("a number");
            facts.insert(after, fact.clone());
        }
    }
    facts
}

/// Calls come and go until the seeded instant. Returns when that was, and who was in a call long enough to be known.
fn run_and_kill(world: &mut World, dice: &mut StdRng, round: usize) -> (i64, Vec<String>) {
    let end = Instant::now() + Duration::from_millis(dice.random_range(300..2_500));
    let mut since: BTreeMap<CallKey, (String, Option<Instant>)> = BTreeMap::new();
    let mut made = 0;
    while Instant::now() < end {
        if world.customers.talks.len() < CALLERS {
            // The last four digits show in masked numbers.
            let from = format!("1380000{:02}{made:02}", round % 100);
            made = (made + 1) % 100;
            let key = world.customers.call(world.service.sip, &from, "95000");
            since.insert(key, (from, None));
        }
        world.step();
        for event in world.customers.seen.drain(..) {
            match event {
                Event::Answered { key, .. } => {
                    since.get_mut(&key).into_iter().for_each(|call| call.1 = Some(Instant::now()));
                }
                Event::Ended { key } | Event::Released { key } | Event::Refused { key, .. } => {
                    since.remove(&key);
                }
                _ => {}
            }
        }
        if dice.random_range(0..400) == 0
            && let Some(key) = since.keys().nth(dice.random_range(0..CALLERS)).copied()
        {
            world.customers.hang_up(key);
            since.remove(&key);
        }
    }
    world.service.kill_now();
    let killed_ms = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() as i64;
    let is_old = |at: &Option<Instant>| at.is_some_and(|at| at.elapsed() > WRITTEN_WITHIN);
    (killed_ms, since.into_values().filter(|(_, at)| is_old(at)).map(|(from, _)| from).collect())
}

fn kind(fact: &Value) -> &str {
    fact["kind"].as_str().unwrap_or_default()
}

/// The facts that came since, without a gap.
fn read_on(auditor: &Client, journal: &mut Vec<Value>) {
    loop {
        let page = auditor.get(&format!("/api/v1/journal?limit=1000&after={}", journal.len()));
        assert_eq!(page.status, 200, "the auditor's session lives on: {}", page.text());
        let page = page.json();
        let items = page["items"].as_array().expect("a page of facts");
        for fact in items {
            assert_eq!(fact["seq"], journal.len() as u64 + 1, "a gap");
            journal.push(fact.clone());
        }
        if items.is_empty() {
            return;
        }
    }
}

fn check_acknowledged(journal: &[Value], acked: &Acknowledged, service: &Service, round: usize) {
    for (seq, fact) in &acked.facts {
        assert_eq!(journal.get(*seq as usize - 1), Some(fact), "round {round}: fact {seq} was read before the kill");
    }
    let noted: BTreeSet<(&str, &str)> = journal
        .iter()
        .filter(|fact| kind(fact) == "disposition_set")
        .filter_map(|fact| Some((fact["call"].as_str()?, fact["note"].as_str()?)))
        .collect();
    for (call, note) in &acked.dispositions {
        assert!(noted.contains(&(call.as_str(), note.as_str())), "round {round}: disposition {note} of {call} is lost");
    }
    for cookie in acked.logins.iter().rev().take(3) {
        let session = service.client().with("cookie", cookie).get("/api/v1/session");
        assert_eq!(session.status, 200, "round {round}: a log-in is lost: {}", session.text());
    }
}

/// Every call has one end, everything in it too, and who was talking was cut off by the stop. Returns how many were.
fn check_calls(journal: &[Value], answered: &[String], round: usize) -> usize {
    let mut open: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut cut = BTreeSet::new();
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    for fact in journal {
        let call = fact["call"].as_str().unwrap_or_default();
        let mut count = |what, by| *open.entry((call, what)).or_default() += by;
        match kind(fact) {
            "call_started" => {
                count("call", 1);
                from.insert(call, fact["from"].as_str().unwrap_or_default());
            }
            "call_ended" => {
                count("call", -1);
                if fact["cause"] == "service_stopped" {
                    cut.insert(call);
                }
            }
            "offer_made" => count("offer", 1),
            "offer_ended" => count("offer", -1),
            "queue_entered" => count("queue", 1),
            "queue_left" => count("queue", -1),
            "recording_started" => count("recording", 1),
            "recording_ended" => count("recording", -1),
            _ => {}
        }
    }
    let unended: Vec<_> = open.iter().filter(|(_, count)| **count != 0).collect();
    assert!(unended.is_empty(), "round {round}: {unended:?}");
    // Numbers come again after 100 rounds: the latest call counts.
    let round_start = journal.iter().rposition(|fact| kind(fact) == "service_started").unwrap_or(0);
    let before = journal[..round_start].iter().rposition(|fact| kind(fact) == "service_started").unwrap_or(0);
    let ends: Vec<&str> = journal[before..]
        .iter()
        .filter(|fact| kind(fact) == "call_ended" && fact["cause"] == "service_stopped")
        .filter_map(|fact| fact["call"].as_str())
        .collect();
    for number in answered {
        let masked = &number[number.len() - 4..];
        let is_cut = ends.iter().any(|call| from.get(call).is_some_and(|shown| shown.ends_with(masked)));
        assert!(is_cut, "round {round}: the call of {number} was up and has no end by the stop");
    }
    ends.len()
}

/// Every file has the length that its header says; who was recorded at the kill is on it almost to the end.
/// Returns how many those were.
fn check_recordings(home: &Home, journal: &[Value], killed_ms: i64, round: usize) -> usize {
    let folder = home.data().join("recordings");
    let mut seconds = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let bytes = std::fs::read(&path).expect("readable");
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
        assert_eq!(
            (&bytes[..4], &bytes[8..12], &bytes[50..54]),
            (&b"RIFF"[..], &b"WAVE"[..], &b"data"[..]),
            "{path:?}"
        );
        assert_eq!((number(4) + 8, number(54) + 58), (bytes.len(), bytes.len()), "round {round}: sizes of {path:?}");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        seconds.insert(name, (bytes.len() - 58) as i64 / 16);
    }
    // The ends by the start, which reads the files, and which were written by this one.
    let of_this_start = |fact: &&Value| fact["actor"] == "system" && fact["at_ms"].as_i64() >= Some(killed_ms);
    let ends = journal.iter().filter(|fact| kind(fact) == "recording_ended").filter(of_this_start);
    let cut_off: BTreeMap<&str, &Value> = ends.filter_map(|fact| Some((fact["recording"].as_str()?, fact))).collect();
    let mut count = 0;
    for started in journal.iter().filter(|fact| kind(fact) == "recording_started") {
        let name = started["recording"].as_str().expect("an id");
        let Some(ended) = cut_off.get(name) else { continue };
        let expected = killed_ms - started["at_ms"].as_i64().expect("a time") - SOUND_LOST_MS_MAX;
        let found = seconds.get(name).copied();
        assert!(expected <= 0 || found >= Some(expected), "round {round}: {name} has {found:?} ms of {expected}");
        assert_eq!(ended["duration_ms"].as_i64(), found.or(Some(0)), "round {round}: {name}");
        count += usize::from(expected > 0);
    }
    count
}

/// The database is whole, and its export is proven by the offline command.
pub fn prove(home: &Home) {
    let out = home.path().join("export");
    let done = shell(home, &["export", "--out", &out.display().to_string()], "");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let verdict = crate::service::qiao(&["verify"]).arg(out).output().expect("it ran");
    assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stdout));
    let url = format!("sqlite://{}", home.data().join("qiao.db").display());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = store::Store::open(&url, store::Options::default()).await.expect("opens");
        assert_eq!(store.integrity_problems().await.expect("checked"), Vec::<String>::new());
    });
}

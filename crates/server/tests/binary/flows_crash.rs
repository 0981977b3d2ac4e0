//! R1 for flows: kill -9 over running instances. What was acknowledged is there, once; each case ends as it would have
//! undisturbed; the clock starts each flow once a beat.
//!
//! 50 rounds, 1,000 with `QIAO_LONG=1`. `QIAO_SEED` repeats the instants of a run.

use crate::crash::prove;
use crate::flows::{Acknowledged, CLASSES, Case, Staff, TICKS, home_with_flows, read_on, traces};
use crate::home::Setting;
use crate::service::{PATIENCE, Service};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Threads of people at work, and cases that each has on the table.
const WORKERS: usize = 3;
const CASES_EACH: usize = 4;
const BEAT_MS: i64 = 60_000;

#[test]
fn flows_end_as_if_nothing_had_been_killed() {
    let rounds = if std::env::var_os("QIAO_LONG").is_some() { 1_000 } else { 50 };
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}, {rounds} rounds");
    let mut dice = StdRng::seed_from_u64(seed);
    let home = home_with_flows(Setting::default());
    let service = Service::start(&home);
    let staff = Staff::log_in(&home, &service);
    service.kill();

    let mut desk = Desk::new();
    let mut acked = Acknowledged::default();
    let mut journal = Vec::new();
    let mut done = 0;
    // The clock must have started something, also when the rounds were quick.
    while done < rounds || !is_beaten(&journal) {
        let service = Service::start(&home);
        let now = staff.at(&service);
        read_on(now.named("auditor"), &mut journal);
        desk.find_lost_starts(&journal);
        check_acknowledged(&journal, &acked, done);
        let workers: Vec<_> = desk.deal().into_iter().map(|cases| work(&now, cases)).collect();
        park(Duration::from_millis(dice.random_range(20..600)));
        service.kill();
        desk.take_back(workers, &mut acked);
        done += 1;
    }
    // The last round is not cut short.
    let service = Service::start(&home);
    let now = staff.at(&service);
    read_on(now.named("auditor"), &mut journal);
    desk.find_lost_starts(&journal);
    finish(&mut desk.cases, &now, &mut acked);
    read_on(now.named("auditor"), &mut journal);
    check_acknowledged(&journal, &acked, done);
    let beats = check_beats(&journal);
    service.kill();

    let undisturbed = undisturbed();
    let ends = compare_each(desk.over.iter().chain(&desk.cases), &traces(&journal, &staff), undisturbed);
    println!(
        "{done} kills: {} starts and {} completions acknowledged, 0 lost, 0 of {} repeated ones counted twice; {} cases \
         ended as undisturbed: {ends:?}; {beats} scheduled starts, each once",
        acked.starts.len(),
        acked.completions.len(),
        acked.repeated,
        desk.cases.len() + desk.over.len(),
    );
    let is_load = acked.completions.len() > 2 * done && acked.repeated > 0 && desk.over.len() > CLASSES / 2;
    assert!(is_load, "the load was too small to mean anything");
    prove(&home);
}

/// The cases that are on the way, and those that are over.
struct Desk {
    cases: Vec<Case>,
    over: Vec<Case>,
    next: usize,
}

impl Desk {
    fn new() -> Self {
        let next = WORKERS * CASES_EACH;
        Self { cases: (0..next).map(Case::new).collect(), over: Vec::new(), next }
    }

    /// Somebody asked and never heard the answer: the journal knows.
    fn find_lost_starts(&mut self, journal: &[Value]) {
        let mut started: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for fact in journal.iter().filter(|fact| fact["kind"] == "instance_started" && fact["flow"] == "case") {
            let (Some(label), Some(id)) = (fact["data"]["no"].as_str(), fact["instance"].as_str()) else { continue };
            started.entry(label).or_default().push(id);
        }
        for (label, ids) in &started {
            assert_eq!(ids.len(), 1, "{label} was started more than once");
        }
        for case in &mut self.cases {
            let found = started.get(case.label.as_str()).map(|ids| ids[0].to_owned());
            assert!(case.instance.is_none() || case.instance == found, "{} is lost", case.label);
            case.instance = found;
        }
    }

    fn deal(&mut self) -> Vec<Vec<Case>> {
        let mut hands: Vec<Vec<Case>> = (0..WORKERS).map(|_| Vec::new()).collect();
        for (place, case) in std::mem::take(&mut self.cases).into_iter().enumerate() {
            hands[place % WORKERS].push(case);
        }
        hands
    }

    fn take_back(&mut self, workers: Vec<JoinHandle<(Vec<Case>, Acknowledged)>>, acked: &mut Acknowledged) {
        for worker in workers {
            let (cases, own) = worker.join().expect("clients do not panic");
            acked.add(own);
            for case in cases {
                if case.end.is_some() {
                    self.over.push(case);
                    self.cases.push(Case::new(self.next));
                    self.next += 1;
                } else {
                    self.cases.push(case);
                }
            }
        }
    }
}

/// Carries cases on in turn until the service is gone.
fn work(staff: &Staff, mut cases: Vec<Case>) -> JoinHandle<(Vec<Case>, Acknowledged)> {
    let staff = staff.clone();
    std::thread::spawn(move || {
        let mut acked = Acknowledged::default();
        loop {
            let mut is_idle = true;
            for case in cases.iter_mut().filter(|case| case.end.is_none()) {
                is_idle = false;
                if case.advance(&staff, &mut acked).is_err() {
                    return (cases, acked);
                }
            }
            if is_idle {
                return (cases, acked);
            }
        }
    })
}

/// Until all are over.
pub fn finish(cases: &mut [Case], staff: &Staff, acked: &mut Acknowledged) {
    let end = Instant::now() + 10 * PATIENCE;
    while cases.iter().any(|case| case.end.is_none()) {
        for case in cases.iter_mut().filter(|case| case.end.is_none()) {
            case.advance(staff, acked).expect("nobody kills this one");
        }
        assert!(Instant::now() < end, "the cases do not end");
    }
}

fn park(span: Duration) {
    let end = Instant::now() + span;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

pub fn check_acknowledged(journal: &[Value], acked: &Acknowledged, round: usize) {
    let mut closed: BTreeMap<(&str, u64), usize> = BTreeMap::new();
    for fact in journal.iter().filter(|fact| fact["kind"] == "task_closed") {
        let task = (fact["instance"].as_str().expect("an id"), fact["task"].as_u64().expect("a number"));
        *closed.entry(task).or_default() += 1;
    }
    for (task, times) in &closed {
        assert_eq!(*times, 1, "round {round}: task {task:?} was closed {times} times");
    }
    for (instance, task) in &acked.completions {
        let is_there = closed.contains_key(&(instance.as_str(), *task));
        assert!(is_there, "round {round}: task {task} of {instance} was acknowledged and is lost");
    }
    let started: BTreeSet<&str> = journal
        .iter()
        .filter(|fact| fact["kind"] == "instance_started")
        .filter_map(|fact| fact["instance"].as_str())
        .collect();
    for (label, instance) in &acked.starts {
        assert!(
            started.contains(instance.as_str()),
            "round {round}: the start of {label} was acknowledged and is lost"
        );
    }
}

fn is_beaten(journal: &[Value]) -> bool {
    !due_times(journal).is_empty()
}

fn due_times(journal: &[Value]) -> BTreeMap<(String, i64), usize> {
    let mut due = BTreeMap::new();
    for fact in journal.iter().filter(|fact| fact["kind"] == "instance_started") {
        let Some(at) = fact["due_ms"].as_i64() else { continue };
        *due.entry((fact["flow"].as_str().unwrap_or_default().to_owned(), at)).or_default() += 1;
    }
    due
}

/// Every flow of the clock was started once at every beat, also at those that fell into a restart.
fn check_beats(journal: &[Value]) -> usize {
    let due = due_times(journal);
    assert!(due.values().all(|times| *times == 1), "{due:?}");
    let beats: BTreeSet<i64> = due.keys().map(|(_, at)| *at).collect();
    let (first, last) = (beats.first().expect("one came"), beats.last().expect("one came"));
    let all: BTreeSet<i64> = (*first..=*last).step_by(BEAT_MS as usize).collect();
    assert_eq!(beats, all, "a beat was left out");
    // The last beat may just have come.
    for beat in beats.iter().filter(|beat| *beat < last) {
        let flows = due.keys().filter(|(_, at)| at == beat).count();
        assert_eq!(flows, TICKS, "at {beat}: {due:?}");
    }
    due.len()
}

/// What one case of each class leaves behind in a centre that nobody disturbs.
pub fn undisturbed() -> &'static BTreeMap<usize, Vec<String>> {
    static TRACES: OnceLock<BTreeMap<usize, Vec<String>>> = OnceLock::new();
    TRACES.get_or_init(play_undisturbed)
}

fn play_undisturbed() -> BTreeMap<usize, Vec<String>> {
    let home = home_with_flows(Setting::default());
    let service = Service::start(&home);
    let staff = Staff::log_in(&home, &service);
    let mut cases: Vec<Case> = (0..CLASSES).map(Case::new).collect();
    finish(&mut cases, &staff, &mut Acknowledged::default());
    let mut journal = Vec::new();
    read_on(staff.named("auditor"), &mut journal);
    let mut traces = traces(&journal, &staff);
    cases.iter().map(|case| (case.class, traces.remove(&case.label).expect("it left facts"))).collect()
}

/// How often each end was reached.
pub fn compare_each<'a>(
    cases: impl IntoIterator<Item = &'a Case>,
    traces: &BTreeMap<String, Vec<String>>,
    undisturbed: &BTreeMap<usize, Vec<String>>,
) -> BTreeMap<String, usize> {
    let mut ends = BTreeMap::new();
    for case in cases {
        let trace = traces.get(&case.label).unwrap_or_else(|| panic!("{} left nothing", case.label));
        let wanted = &undisturbed[&case.class];
        let (missing, surplus) = (not_in(wanted, trace), not_in(trace, wanted));
        assert!(trace == wanted, "{} of class {}: missing {missing:#?}, too much {surplus:#?}", case.label, case.class);
        *ends.entry(case.end.clone().expect("it is over")).or_default() += 1;
    }
    ends
}

fn not_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    let mut left = those.to_vec();
    let mut missing = Vec::new();
    for line in these {
        match left.iter().position(|other| other == line) {
            Some(place) => drop(left.swap_remove(place)),
            None => missing.push(line),
        }
    }
    missing
}

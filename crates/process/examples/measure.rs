//! How fast flows run in memory: `cargo run --release -p process --example measure`. Plays leave, complaint and shift
//! handover to their ends, over and over, the way the office does: a state is read from JSON, one event is taken, the
//! next state is written as JSON.

use model::{Calendar, Millis};
use process::engine::{self, Doing, Event, Fields, PersonFacts, Starting, State, TaskKind, World};
use process::{Definition, Known, Library};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const INSTANCES: usize = 3_000;
/// A flow that has not ended by then never does.
const EVENTS_MAX: usize = 1_000;

fn main() {
    let root = std::env::args().nth(1).unwrap_or_else(|| "rulebook".into());
    let world = world(library(Path::new(&root)));
    let leave = json!({"kind": "personal", "from": "2026-12-01", "to": "2026-12-03", "days": 3, "reason": "家事"});
    let starts = [("leave", "王芳", leave), ("complaint", "王芳", json!({})), ("shift-handover", "李明", json!({}))];
    println!("{INSTANCES} instances of each flow, one thread, each event with the state from and to JSON");
    let mut all = Measured::default();
    for (key, by, data) in starts {
        let flow = Arc::clone(&world.library.flows[key]);
        let mut one = Measured::default();
        let before = Instant::now();
        for number in 0..INSTANCES {
            play(&flow, &world, number, by, &data, &mut one);
        }
        one.wall = before.elapsed();
        one.tell(key);
        all.add(one);
    }
    all.tell("all");
}

#[derive(Default)]
struct Measured {
    wall: Duration,
    steps: Vec<Duration>,
    completions: usize,
    tasks: usize,
    bytes: usize,
}

impl Measured {
    fn add(&mut self, other: Self) {
        self.wall += other.wall;
        self.steps.extend(other.steps);
        self.completions += other.completions;
        self.tasks += other.tasks;
        self.bytes = self.bytes.max(other.bytes);
    }

    fn tell(&mut self, name: &str) {
        self.steps.sort_unstable();
        let at = |share: usize| self.steps[(self.steps.len() - 1) * share / 1_000].as_secs_f64() * 1e6;
        let per_second = |count: usize| count as f64 / self.wall.as_secs_f64();
        println!(
            "{name}: {:.0} instances/s, {:.0} tasks completed/s, {:.0} events/s; step p50 {:.0} µs, p99 {:.0} µs, \
             p99.9 {:.0} µs, longest {:.0} µs; state at most {} bytes",
            per_second(self.completions),
            per_second(self.tasks),
            per_second(self.steps.len()),
            at(500),
            at(990),
            at(999),
            at(1_000),
            self.bytes
        );
    }
}

fn play(flow: &Definition, world: &World, number: usize, by: &str, data: &Value, measured: &mut Measured) {
    let minute = i64::try_from(number % 60).expect("it is small");
    let mut now = Millis(1_795_400_000_000 + 60_000 * minute);
    let start = &flow.starts[0];
    let mut given = filled(start.form.as_ref().map(|used| used.form.as_str()), world, number);
    given.extend(data.as_object().cloned().unwrap_or_default());
    let starting =
        Starting { instance: format!("i{number}"), start: start.id.clone(), by: Some(by.to_owned()), data: given };
    let (state, _) = engine::start(flow, starting, now, world).unwrap_or_else(|why| panic!("{}: {why}", flow.key));
    let mut kept = serde_json::to_string(&state).expect("a state can be written");
    for _ in 0..EVENTS_MAX {
        let before = Instant::now();
        let state: State = serde_json::from_str(&kept).expect("a state can be read");
        if state.end.is_some() {
            measured.completions += 1;
            return;
        }
        let event = next(flow, &state, world, number, &mut now);
        measured.tasks += usize::from(matches!(event, Event::Complete { .. }));
        let (state, _) =
            engine::step(flow, &state, event.clone(), now, world).unwrap_or_else(|why| panic!("{event:?}: {why}"));
        kept = serde_json::to_string(&state).expect("a state can be written");
        measured.steps.push(before.elapsed());
        measured.bytes = measured.bytes.max(kept.len());
    }
    panic!("{}: no end after {EVENTS_MAX} events", flow.key);
}

/// The first thing that can happen; of every fifth instance the first decision is not the good one.
fn next(flow: &Definition, state: &State, world: &World, number: usize, now: &mut Millis) -> Event {
    for token in state.tokens.values() {
        match &token.doing {
            Doing::Service { run } => return Event::ServiceDone { run: *run, data: Fields::new() },
            Doing::Call { call } => {
                return Event::CallEnded { call: *call, end: "done".into(), data: Fields::new() };
            }
            Doing::Wait { message: Some((name, key)) } => {
                return Event::Message { name: name.clone(), key: key.clone(), by: None, data: Fields::new() };
            }
            Doing::Wait { message: None } | Doing::Ready | Doing::Tasks { .. } | Doing::Branches { .. } => {}
        }
    }
    if let Some(task) = state.tasks.values().find(|task| !task.people().is_empty()) {
        let outcomes = engine::outcomes(flow, task);
        let is_bad = number.is_multiple_of(5) && state.jumps.is_empty() && task.kind == TaskKind::Step;
        let outcome = outcomes[usize::from(is_bad) % outcomes.len()].clone();
        let data = filled(engine::form(flow, task).map(|used| used.form.as_str()), world, number);
        return Event::Complete { task: task.id, by: task.people()[0].clone(), outcome, data };
    }
    let (at, timer) = state.next_deadline().expect("something can always happen");
    *now = at.max(*now);
    Event::Timer { timer }
}

/// Every field of a form with something of its kind.
fn filled(form: Option<&str>, world: &World, number: usize) -> Fields {
    use process::value::Type;
    let Some(form) = form.and_then(|form| world.library.forms.get(form)) else { return Fields::new() };
    let value = |kind: &Type| match kind {
        Type::Bool => json!(number.is_multiple_of(2)),
        Type::Number => json!(number % 7 + 1),
        Type::Text | Type::Any => json!("陈强"),
        Type::Choice(choices) => json!(choices[number % choices.len()]),
        Type::Date => json!("2026-12-01"),
        Type::DateTime => json!("2026-12-01T09:00:00+08:00"),
        Type::Duration => json!("PT1H"),
        Type::List(_) => json!([]),
        Type::Record(_) => json!({}),
    };
    form.fields.iter().map(|(field, kind)| (field.clone(), value(kind))).collect()
}

fn world(library: Library) -> World {
    let settings = library.settings(&Default::default()).expect("the defaults are good");
    let day = vec![(540, 1_080)];
    let person = |roles: &[&str], team: &str| PersonFacts {
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        department: Some("callcentre".into()),
        team: Some(team.into()),
        leader: Some(if team == "a" { "李明" } else { "陈强" }.into()),
        manager: Some("周明华".into()),
    };
    let posts = [
        ("李明", "team_leader", "a"),
        ("陈强", "team_leader", "b"),
        ("周明华", "manager", "m"),
        ("赵雅琴", "supervisor", "m"),
        ("郭勇", "service", "s"),
        ("孙丽", "hr", "h"),
        ("刘思齐", "trainer", "t"),
        ("王芳", "agent", "a"),
    ];
    let mut people: Vec<(String, PersonFacts)> =
        posts.map(|(name, role, team)| (name.to_owned(), person(&[role], team))).into();
    // A centre of some size: who may do something is looked for among all of them.
    people.extend((0..300).map(|number| (format!("p{number}"), person(&["agent"], "b"))));
    World {
        people: people.into_iter().collect(),
        deputies: Vec::new(),
        calendar: Calendar {
            key: "office".into(),
            utc_offset_minutes: 480,
            week: [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]],
            holidays: Vec::new(),
            makeup_days: Vec::new(),
        },
        library: Arc::new(library),
        settings,
    }
}

fn library(root: &Path) -> Library {
    let mut files = Vec::new();
    for folder in ["flows", "forms", "decisions"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a rulebook").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((format!("{folder}/{name}"), std::fs::read_to_string(entry.path()).unwrap_or_default()));
        }
    }
    files.sort();
    Library::read(&files, &Known::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

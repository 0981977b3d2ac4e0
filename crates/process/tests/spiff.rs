//! Our engine against another: random flows are exported as BPMN and played on SpiffWorkflow with the same decisions.
//! After every act the same tasks must be open. The common subset: tasks, `choose`, `together`, `each` one by one,
//! `goto` with its `max`, ends. `scripts/spiff.sh` makes its Python environment,
//! `QIAO_LONG=1` plays ten times as many, `QIAO_SEED=N` one; `QIAO_WITHOUT_SPIFF=1` leaves this out.

use model::{Calendar, Millis};
use process::definition::StepKind;
use process::engine::{self, Event, Fields, PersonFacts, Starting, State, World};
use process::{Definition, Known, Library, bpmn};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const FLOWS: usize = 300;
/// Seeds that once found a difference: a jump to a `together`, which waited for all ways that lead to it.
const FOUND: [u64; 1] = [2_597];
const ACTS_MAX: usize = 2_000;

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("it is below a usize")
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

struct Writer {
    dice: Dice,
    text: String,
    steps: usize,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str) {
        self.text += &format!("{}{text}\n", "  ".repeat(indent));
    }

    /// Jumps go to any step; those that leave their region are refused when the flow is read.
    fn jump(&mut self, in_each: bool) -> String {
        let (target, max) = (self.dice.below(self.steps) + 1, self.dice.below(3) + 1);
        let otherwise = if in_each { "go_on" } else { self.dice.pick(&["go_on", "other"]) };
        format!("goto: s{target}, max: {max}, else: {otherwise}")
    }

    fn list(&mut self, indent: usize, depth: usize, in_each: bool) {
        for _ in 0..=self.dice.below(3) {
            self.steps += 1;
            let id = format!("s{}", self.steps);
            match self.dice.below(if depth == 0 { 5 } else { 8 }) {
                0..=3 => {
                    let on = match self.dice.below(5) {
                        0 | 1 => format!(", on: {{bad: {{{}}}}}", self.jump(in_each)),
                        2 if !in_each => ", on: {bad: {end: other}}".to_owned(),
                        _ => String::new(),
                    };
                    self.line(indent, &format!("- {{do: {id}, by: role/agent, outcomes: [good, bad]{on}}}"));
                }
                4 => {
                    let jump = self.jump(in_each);
                    self.line(indent, &format!("- {{{jump}, id: {id}}}"));
                }
                5 => {
                    // It looks at the task right before it.
                    let task = format!("s{}", self.steps + 1);
                    self.steps += 1;
                    self.line(indent, &format!("- {{do: {task}, by: role/agent, outcomes: [good, bad]}}"));
                    self.line(indent, "- choose:");
                    self.line(indent + 2, &format!("- when: '{task} = \"good\"'"));
                    self.line(indent + 2, "  then:");
                    self.list(indent + 4, depth - 1, in_each);
                    if self.dice.below(2) == 0 {
                        self.line(indent + 2, "- else:");
                        self.list(indent + 4, depth - 1, in_each);
                    }
                    self.line(indent, &format!("  id: {id}"));
                }
                6 => {
                    self.line(indent, "- together:");
                    for _ in 0..2 + self.dice.below(2) {
                        self.line(indent + 2, "-");
                        self.list(indent + 3, depth - 1, in_each);
                    }
                    self.line(indent, &format!("  id: {id}"));
                }
                _ => {
                    self.line(indent, &format!("- each: m{}", self.steps));
                    self.line(indent, &format!("  id: {id}"));
                    self.line(indent, "  in: people");
                    self.line(indent, "  mode: one_by_one");
                    self.line(indent, "  steps:");
                    self.list(indent + 2, depth - 1, true);
                }
            }
        }
    }
}

const FORM: &str = r#"{"type": "object", "properties": {"people": {"type": "array", "items": {"type": "string"}}}}"#;

fn random_flow(seed: u64) -> Option<(String, Library)> {
    let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut writer = Writer { dice, text: String::new(), steps: 0 };
    writer.list(1, 2, false);
    let ends = if writer.text.contains("other") { "{done: true, other: false}" } else { "done" };
    let flow = format!(
        "flow: random\nname: {{zh: 流, en: Flow}}\nversion: 1\nsource: X\nowner: role/agent\nstart: {{do: begin, by: role/agent, form: begin}}\nend: {ends}\nsteps:\n{}",
        writer.text
    );
    let files = [("flows/random.yaml".to_owned(), flow.clone()), ("forms/begin.json".to_owned(), FORM.to_owned())];
    Some((flow, Library::read(&files, &Known::default()).ok()?))
}

fn world(library: Library) -> World {
    let facts = PersonFacts { roles: vec!["agent".into()], ..PersonFacts::default() };
    World {
        people: [("ann".to_owned(), facts)].into(),
        deputies: Vec::new(),
        calendar: Calendar {
            key: "office".into(),
            utc_offset_minutes: 480,
            week: std::array::from_fn(|_| vec![(540, 1_080)]),
            holidays: Vec::new(),
            makeup_days: Vec::new(),
        },
        library: Arc::new(library),
        settings: BTreeMap::new(),
    }
}

/// Step → the member's name of the innermost `each` around it, and the innermost region in which its jumps count.
fn surroundings(flow: &Definition) -> (Value, Value) {
    let (mut members, mut regions) = (serde_json::Map::new(), serde_json::Map::new());
    for step in flow.all_steps() {
        let mut block = flow.program.place_of(&step.id).expect("every step has a place").block;
        let (mut member, mut region) = (None, None);
        while let Some(parent) = flow.program.parent(block) {
            let around = flow.program.step(parent);
            match &around.kind {
                StepKind::Each(each) => {
                    member = member.or_else(|| Some(each.member.clone()));
                    region = region.or_else(|| Some(json!({"kind": "each", "id": around.id})));
                }
                StepKind::Together(_) => {
                    region = region.or_else(|| Some(json!({"kind": "together", "id": around.id})));
                }
                _ => {}
            }
            block = parent.block;
        }
        members.extend(member.map(|member| (step.id.clone(), json!(member))));
        regions.extend(region.map(|region| (step.id.clone(), region)));
    }
    (Value::Object(members), Value::Object(regions))
}

fn label(state: &State, task: &engine::Task) -> String {
    match state.tokens[&task.token].members.last() {
        Some((_, member)) => format!("{}@{}", task.step, member.as_str().unwrap_or("")),
        None => task.step.clone(),
    }
}

/// One random run, told act by act.
fn case(seed: u64) -> Option<Value> {
    let (text, library) = random_flow(seed)?;
    let world = world(library);
    let flow = Arc::clone(&world.library.flows["random"]);
    let mut dice = Dice(seed.wrapping_mul(31) | 1);
    let people = &["x", "y", "z"][..dice.below(3) + 1];
    let data: Fields = json!({ "people": people }).as_object().cloned().expect("an object");
    let starting = Starting { instance: "i".into(), start: "begin".into(), by: Some("ann".into()), data };
    let (mut state, _) = engine::start(&flow, starting, Millis(0), &world).ok()?;
    let mut acts = Vec::new();
    while state.end.is_none() {
        assert!(acts.len() < ACTS_MAX, "seed {seed}: no end after {ACTS_MAX} acts\n{text}");
        let mut open: Vec<(String, u64)> = state.tasks.values().map(|task| (label(&state, task), task.id)).collect();
        open.sort();
        let names: Vec<&str> = open.iter().map(|(name, _)| name.as_str()).collect();
        let (name, task) = &open[dice.below(open.len())];
        let outcome = dice.pick(&["good", "bad"]);
        acts.push(json!({"open": names, "does": name, "outcome": outcome}));
        let event = Event::Complete { task: *task, by: "ann".into(), outcome: outcome.into(), data: Fields::new() };
        state = engine::step(&flow, &state, event, Millis(0), &world).expect("an open task can be done").0;
    }
    let (members, regions) = surroundings(&flow);
    Some(json!({
        "seed": seed, "flow": text, "process": "random", "bpmn": bpmn::export(&flow), "people": people,
        "members": members, "regions": regions, "acts": acts, "end": state.end?.end,
    }))
}

#[test]
fn flows_go_on_another_engine_as_on_ours() {
    if std::env::var_os("QIAO_WITHOUT_SPIFF").is_some() {
        eprintln!("LEFT OUT: QIAO_WITHOUT_SPIFF is set, so our engine was NOT compared with another");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = Command::new(root.join("../../scripts/spiff.sh")).output().expect("scripts/spiff.sh runs");
    let why = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "no Python environment: {why}\nwithout a network set QIAO_WITHOUT_SPIFF=1");
    let python = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
    let first = std::env::var("QIAO_SEED").ok().and_then(|text| text.parse().ok());
    let seeds = first.map_or(0..u64::MAX, |seed| seed..seed + 1);
    let flows = if std::env::var_os("QIAO_LONG").is_some() { 10 * FLOWS } else { FLOWS };
    let cases: Vec<Value> = FOUND.into_iter().chain(seeds).filter_map(case).take(flows).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spiff-cases.json");
    std::fs::write(&file, serde_json::to_string(&cases).expect("JSON")).expect("it can be written");
    let replay = root.join("tests/spiff/replay.py");
    let played = Command::new(python).arg(replay).arg(&file).output().expect("python runs");
    let (out, error) = (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    println!("{out}");
    assert!(played.status.success() && out.starts_with("ok "), "{out}\n{error}");
}

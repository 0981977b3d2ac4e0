//! Random flows: each is refused when it is read or every instance of it ends; a crash at any event changes nothing;
//! it comes back from BPMN as it was. Seeds are printed.

use super::*;
use crate::definition::StepKind;
use crate::library::{Known, Library};
use crate::{bpmn, dates};
use model::Calendar;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// So many fit into some seconds of a build that is not optimised; `QIAO_LONG=1` for five times as many.
const SEEDS: u64 = 2_000;
const EVENTS_MAX: usize = 5_000;

struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
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

    fn leads(&mut self) -> String {
        match self.dice.below(8) {
            0 => "{end: other}".into(),
            _ => {
                let target = self.dice.below(self.steps) + 1;
                let otherwise = *self.dice.pick(&[", else: other", ", else: go_on", ", else: go_on", ""]);
                format!("{{goto: s{target}, max: {}{otherwise}}}", self.dice.below(3) + 1)
            }
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        for _ in 0..=self.dice.below(4) {
            self.step(indent, depth);
        }
    }

    fn step(&mut self, indent: usize, depth: usize) {
        self.steps += 1;
        let id = format!("s{}", self.steps);
        let when = *self.dice.pick(&["", "", "", ", when: 'amount > 3'", ", when: 'not(flag)'"]);
        match self.dice.below(if depth == 0 { 9 } else { 12 }) {
            0..=2 => {
                let needs = *self.dice.pick(&["one", "one", "any", "all"]);
                let by =
                    *self.dice.pick(&["role/agent", "role/manager", "applicant", "leader_of(applicant)", "people"]);
                let on =
                    if self.dice.below(3) == 0 { format!(", on: {{bad: {}}}", self.leads()) } else { String::new() };
                let time = *self.dice.pick(&[
                    "",
                    ", within: 1 work day, overdue: [{after: 0h, remind: assignee}, {after: 2 work hours, escalate: role/manager}, {after: 1 day, outcome: bad}]",
                ]);
                let not = *self.dice.pick(&["", "", ", not: [begin.actor]"]);
                let undo = *self.dice.pick(&["", ", undo: back"]);
                self.line(
                    indent,
                    &format!(
                        "- {{do: {id}, by: {by}, outcomes: [good, bad], needs: {needs}{time}{not}{undo}{on}{when}}}"
                    ),
                );
            }
            3 => {
                let on =
                    if self.dice.below(2) == 0 { format!(", on: {{refuse: {}}}", self.leads()) } else { String::new() };
                self.line(indent, &format!("- {{approve: {id}, stages: [{{by: role/manager}}, {{by: leader_of(applicant), when: 'amount > 1', within: 2 hours, overdue: [{{outcome: agree}}]}}]{on}{when}}}"));
            }
            4 => self
                .line(indent, &format!("- {{run: service.x, id: {id}, with: {{a: amount}}, undo: service.y{when}}}")),
            5 => {
                let how = *self.dice.pick(&[
                    "for: 2 work hours",
                    "every: 1 hour",
                    "until: now",
                    "message: reply, within: 1 day",
                ]);
                self.line(indent, &format!("- {{wait: {id}, {how}{when}}}"));
            }
            6 => {
                let leads = self.leads();
                let leads = leads.trim_start_matches('{').trim_end_matches('}').to_owned();
                let when = if leads.starts_with("end") { "" } else { when };
                self.line(indent, &format!("- {{{leads}, id: {id}{when}}}"));
            }
            7 => self.line(indent, &format!("- {{call: {id}, flow: small{when}}}")),
            8 => self.line(indent, &format!("- {{decide: {id}, table: table{when}}}")),
            kind => self.nested(kind, &id, indent, depth),
        }
    }

    fn nested(&mut self, kind: usize, id: &str, indent: usize, depth: usize) {
        match kind {
            9 => {
                self.line(indent, "- choose:");
                for _ in 0..=self.dice.below(2) {
                    self.line(indent + 2, "- when: 'amount > 2'");
                    self.line(indent + 2, "  then:");
                    self.list(indent + 4, depth - 1);
                }
                if self.dice.below(2) == 0 {
                    self.line(indent + 2, "- else:");
                    self.list(indent + 4, depth - 1);
                }
                self.line(indent, &format!("  id: {id}"));
            }
            10 => {
                self.line(indent, "- together:");
                for _ in 0..2 {
                    self.line(indent + 2, "-");
                    self.list(indent + 3, depth - 1);
                }
                self.line(indent, &format!("  id: {id}"));
            }
            _ => {
                let mode = *self.dice.pick(&["together", "one_by_one"]);
                let member = format!("m{}", self.steps);
                self.line(indent, &format!("- each: {member}"));
                self.line(indent, &format!("  id: {id}"));
                self.line(indent, "  in: people");
                self.line(indent, &format!("  mode: {mode}"));
                if self.dice.below(2) == 0 {
                    self.line(indent, "  until: done_count >= 2");
                }
                self.line(indent, "  steps:");
                self.list(indent + 2, depth - 1);
            }
        }
    }
}

pub(super) const HEAD: &str = "name: {zh: 流, en: Flow}\nversion: 1\nsource: X\nowner: role/manager\n";

fn random_text(seed: u64) -> String {
    let mut writer = Writer { dice: Dice::new(seed), text: String::new(), steps: 0 };
    writer.list(1, 2);
    format!(
        "flow: random\n{HEAD}start: {{do: begin, by: role/agent, form: begin}}\nend: {{done: true, other: false}}\non_message:\n  stop: {{undo: true, end: other}}\nsteps:\n{}",
        writer.text
    )
}

fn random_library(seed: u64) -> Result<Library, Vec<crate::Problem>> {
    library_of(&random_text(seed))
}

fn library_of(flow: &str) -> Result<Library, Vec<crate::Problem>> {
    let small = format!(
        "flow: small\n{HEAD}start: {{do: go, by: role/agent}}\nend: {{fine: true, poor: false}}\nsteps: [{{do: it, by: role/agent, outcomes: [a, b], on: {{b: {{end: poor}}}}}}]\n"
    );
    let form = r#"{"type": "object", "properties": {"amount": {"type": "number"}, "flag": {"type": "boolean"}, "people": {"type": "array", "items": {"type": "string"}}}}"#;
    let table = "table: table\nname: {zh: 表, en: Table}\nsource: X\nhit: first\ninputs: {amount: number}\noutputs: {flag: boolean}\nrules:\n  - {when: {amount: '> 5'}, then: {flag: 'true'}}\n  - {then: {flag: 'false'}}\n";
    let files = [
        ("flows/random.yaml", flow),
        ("flows/small.yaml", small.as_str()),
        ("forms/begin.json", form),
        ("decisions/table.yaml", table),
    ];
    let files: Vec<_> = files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    Library::read(&files, &Known::default())
}

pub(super) fn world(library: Library) -> World {
    let day = vec![(540, 1_080)];
    let person = |roles: &[&str], leader: &str| PersonFacts {
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        leader: Some(leader.to_owned()),
        manager: Some("boss".into()),
        ..PersonFacts::default()
    };
    let people = [
        ("ann", person(&["agent"], "bob")),
        ("bob", person(&["agent"], "boss")),
        ("boss", person(&["manager"], "bob")),
        ("eve", person(&[], "bob")),
    ];
    World {
        people: people.into_iter().map(|(name, facts)| (name.to_owned(), facts)).collect(),
        deputies: vec![Deputy { of: "bob".into(), by: "eve".into(), from: Millis(0), until: Millis(i64::MAX) }],
        calendar: Calendar {
            key: "office".into(),
            utc_offset_minutes: 480,
            week: [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]],
            holidays: vec!["2026-11-25".into()],
            makeup_days: vec!["2026-11-28".into()],
        },
        library: Arc::new(library),
        settings: BTreeMap::new(),
    }
}

/// Something that may happen now; now and then something that may not.
fn next_event(flow: &Definition, state: &State, dice: &mut Dice, now: &mut Millis) -> Event {
    let mut possible: Vec<Event> = Vec::new();
    for task in state.tasks.values() {
        let outcomes: Vec<String> = match (&task.kind, flow.step(&task.step).map(|step| &step.kind)) {
            (TaskKind::Step, Some(StepKind::Do(work))) => work.outcomes.clone(),
            (TaskKind::Repair { .. }, _) => vec!["retry".into(), "skip".into()],
            _ => ["agree", "refuse", "return"].map(str::to_owned).into(),
        };
        let by = task.people().first().map_or("eve".to_owned(), |person| (*person).clone());
        let outcome = dice.pick(&outcomes).clone();
        possible.push(Event::Complete { task: task.id, by: by.clone(), outcome, data: Fields::new() });
        if dice.below(8) == 0 {
            possible.push(Event::Claim { task: task.id, by: by.clone() });
            possible.push(Event::Reassign { task: task.id, by: by.clone(), to: "ann".into() });
            possible.push(Event::AddSigner { task: task.id, by, signer: "eve".into() });
        }
    }
    for token in state.tokens.values() {
        match &token.doing {
            Doing::Service { run } if dice.below(10) == 0 => {
                possible.push(Event::ServiceFailed { run: *run, reason: "x".into() });
            }
            Doing::Service { run } => possible.push(Event::ServiceDone { run: *run, data: Fields::new() }),
            Doing::Call { call } => {
                let end = (*dice.pick(&["fine", "poor"])).to_owned();
                possible.push(Event::CallEnded { call: *call, end, data: Fields::new() });
            }
            Doing::Wait { message: Some((name, key)) } => {
                possible.push(Event::Message { name: name.clone(), key: key.clone(), by: None, data: Fields::new() });
            }
            Doing::Wait { message: None } | Doing::Ready | Doing::Tasks { .. } | Doing::Branches { .. } => {}
        }
    }
    if (possible.is_empty() || dice.below(5) == 0)
        && let Some((at, timer)) = state.next_deadline()
    {
        *now = at.max(*now);
        return Event::Timer { timer };
    }
    assert!(!possible.is_empty(), "stuck: nothing can happen any more: {state:#?}");
    match dice.below(400) {
        0 => Event::Message { name: "stop".into(), key: String::new(), by: None, data: Fields::new() },
        1..=8 => Event::TakeBack { step: "s1".into(), by: "ann".into() },
        _ => dice.pick(&possible).clone(),
    }
}

fn begin(flow: &Definition, seed: u64, world: &World) -> (State, Millis) {
    let now = dates::instant(20_780, 600, 480);
    let mut data = Fields::new();
    data.insert("amount".into(), json!(seed % 7));
    data.insert("people".into(), json!(["ann", "bob", "boss"][..(seed % 4) as usize]));
    let starting = Starting { instance: "i".into(), start: "begin".into(), by: Some("ann".into()), data };
    (start(flow, starting, now, world).unwrap_or_else(|refusal| panic!("seed {seed}: {refusal}")).0, now)
}

#[test]
fn random_flows_end_or_are_refused_and_survive_crashes_and_bpmn() {
    let seeds = if std::env::var_os("QIAO_LONG").is_some() { 5 * SEEDS } else { SEEDS };
    let threads: Vec<_> = (0..2_u64)
        .map(|thread| {
            std::thread::spawn(move || {
                let (mut taken, mut events, mut natural, mut took) = (0, 0, 0, Vec::new());
                for seed in (thread..seeds).step_by(2) {
                    let Ok(library) = random_library(seed) else { continue };
                    taken += 1;
                    let world = world(library);
                    let flow = Arc::clone(&world.library.flows["random"]);
                    // Drawn are some, for that is slow without optimisation.
                    let xml = bpmn::document(&flow, seed % 16 < 2);
                    let back = bpmn::import(&xml).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}"));
                    assert_eq!(back.hash, flow.hash, "seed {seed}: BPMN");
                    let (count, is_natural) = one(&flow, seed, &world, &mut took);
                    events += count;
                    natural += usize::from(is_natural);
                }
                (taken, events, natural, took)
            })
        })
        .collect();
    let (mut taken, mut events, mut natural, mut took) = (0, 0, 0, Vec::new());
    for thread in threads {
        let found = thread.join().expect("the seed stands above");
        taken += found.0;
        events += found.1;
        natural += found.2;
        took.extend(found.3);
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 1_000];
    println!(
        "{seeds} seeds: {taken} sound, {natural} ended by themselves, {events} events; step p50 {} µs, p99 {} µs",
        at(500),
        at(990)
    );
    assert!(taken as u64 > seeds / 20, "too few flows are sound to show anything");
}

/// Runs one instance to its end, restoring it after every event.
fn one(flow: &Definition, seed: u64, world: &World, took: &mut Vec<u128>) -> (usize, bool) {
    let mut dice = Dice::new(seed ^ 0xABCD);
    let (mut kept, mut now) = begin(flow, seed, world);
    let mut restored = kept.clone();
    let mut is_natural = true;
    for count in 0..EVENTS_MAX {
        if kept.end.is_some() {
            assert!(kept.tokens.is_empty() && kept.tasks.is_empty() && kept.timers.is_empty(), "seed {seed}");
            assert!(flow.ends.iter().any(|(end, _)| Some(end) == kept.end.as_ref().map(|ended| &ended.end)));
            return (count, is_natural);
        }
        assert!(!kept.tokens.is_empty(), "seed {seed}: nothing is left that could go on");
        let event = next_event(flow, &kept, &mut dice, &mut now);
        is_natural &= !matches!(&event, Event::Message { name, .. } if name == "stop");
        let before = Instant::now();
        let result = step(flow, &kept, event.clone(), now, world);
        took.push(before.elapsed().as_micros());
        let json = serde_json::to_string(&restored).expect("a state can be written");
        restored = serde_json::from_str(&json).expect("a state can be read");
        let after_crash = step(flow, &restored, event, now, world);
        assert_eq!(result, after_crash, "seed {seed}: a crash changes what happens");
        if let Ok((next, _)) = result {
            kept = next.clone();
            restored = next;
        }
    }
    panic!("seed {seed}: no end after {EVENTS_MAX} events: {kept:#?}");
}

/// A line lost, doubled, swapped or misspelt.
fn broken(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(2) {
        let (one, two) = (dice.below(lines.len()), dice.below(lines.len()));
        match dice.below(6) {
            0 => drop(lines.remove(one)),
            1 => lines.insert(one, lines[two].clone()),
            2 => lines.swap(one, two),
            3 => lines[one] = lines[one].replacen(['a', 'e', 'o'], "x", 1),
            4 => lines[one] = lines[one].replacen("goto: s", "goto: s1", 1),
            _ => lines[one] = lines[one].replace("role/manager", "role/agent").replace("max: ", "max: 9"),
        }
    }
    lines.join("\n")
}

#[test]
fn broken_flows_are_refused_with_a_line_or_their_instances_end() {
    let seeds = if std::env::var_os("QIAO_LONG").is_some() { 5 * SEEDS } else { SEEDS };
    let (mut refused, mut played) = (0, 0);
    for seed in 0..seeds {
        let mut dice = Dice::new(seed ^ 0xB0B);
        let text = broken(&random_text(seed), &mut dice);
        match library_of(&text) {
            Err(problems) => {
                refused += 1;
                let lines = text.lines().count();
                for problem in problems {
                    let is_in = (1..=lines + 1).contains(&problem.line);
                    assert!(is_in && problem.message.len() > 10, "seed {seed}: {problem}\n{text}");
                }
            }
            Ok(library) => {
                let world = world(library);
                let flow = Arc::clone(&world.library.flows["random"]);
                // What was broken may be the start's form or who may start.
                let starting = flow.starts.iter().all(|start| start.id == "begin" && start.form.is_some());
                let is_whole = flow.messages.iter().any(|message| message.name == "stop" && message.by.is_none());
                if starting && is_whole {
                    played += 1;
                    one(&flow, seed, &world, &mut Vec::new());
                }
            }
        }
    }
    println!("{seeds} seeds: {refused} refused, {played} played to their end");
    assert!(refused as u64 > seeds / 10 && played as u64 > seeds / 20, "the texts are broken too much or too little");
}

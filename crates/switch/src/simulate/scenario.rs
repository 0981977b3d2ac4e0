//! Runs a scenario: builds its centre, does what its lines say, and tells what came of it.
//!
//! Prompts last 2 s unless given. A line's time is local (UTC+8) on Monday 2026-11-23. The run ends at the latest
//! time that the file names; lines with `>` are what was seen, and the whole list must agree.

use super::check::Check;
use super::report::Report;
use super::rules::{Centre, read_given};
use super::script::{self, Kind, Line, Words, clock_text, span_text};
use super::tell::Names;
use crate::exchange::Exchange;
use crate::exchange::port::{DialTo, Input, LegEnd, Output};
use model::{Act, AwayReason, CallId, Command, LegId, Millis, PersonId, PhoneNumber, RecordingId};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Monday 2026-11-23 00:00 at UTC+8.
const MIDNIGHT: Millis = Millis(1_795_363_200_000);

#[derive(Debug, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct ScenarioError {
    pub line: usize,
    pub text: String,
}

impl ScenarioError {
    pub fn new(line: usize, text: String) -> Self {
        Self { line, text }
    }
}

#[derive(Debug)]
pub struct Outcome {
    /// The scenario with what was really seen in place of what it expected.
    pub blessed: String,
    pub report: Report,
}

/// Runs a scenario's text. Differences from what it expects stand in the report.
pub fn run(text: &str) -> Result<Outcome, ScenarioError> {
    let lines = script::parse(text)?;
    let mut centre = Centre::default();
    for line in &lines {
        if let Kind::Given(words) = &line.kind {
            read_given(&mut centre, words.clone())?;
        }
    }
    let mut play = Play::new(centre, &lines);
    let blessed = play.run(&lines)?;
    let mut report = play.check.report;
    report.simulated = play.now - play.first;
    report.problems.extend(difference(text, &blessed));
    Ok(Outcome { blessed, report })
}

/// Runs the file; with `BLESS` in the environment its expected lines are rewritten instead of compared.
pub fn run_scenario_file(path: &Path) -> Result<Report, Box<dyn std::error::Error + Send + Sync>> {
    let text = std::fs::read_to_string(path)?;
    let Outcome { blessed, mut report } = run(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    report.what = path.display().to_string();
    if std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0") {
        std::fs::write(path, blessed)?;
        report.problems.retain(|problem| !problem.starts_with("line "));
    }
    Ok(report)
}

/// The first line in which what was seen is not what was expected.
fn difference(expected: &str, seen: &str) -> Option<String> {
    let bare = |text: &str| -> Vec<(usize, String)> {
        let strip = |line: &str| match line.find('#').filter(|&at| at == 0 || line[..at].ends_with(' ')) {
            Some(at) => line[..at].split_whitespace().collect::<Vec<_>>().join(" "),
            None => line.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        text.lines().enumerate().map(|(n, line)| (n + 1, strip(line))).filter(|(_, line)| !line.is_empty()).collect()
    };
    let (expected, seen) = (bare(expected), bare(seen));
    for index in 0..expected.len().max(seen.len()) {
        let (want, got) = (expected.get(index), seen.get(index));
        if want.map(|(_, text)| text) != got.map(|(_, text)| text) {
            let number = want.or(expected.last()).map_or(1, |(number, _)| *number);
            let text =
                |line: Option<&(usize, String)>| line.map_or("nothing".to_owned(), |(_, text)| format!("`{text}`"));
            return Some(format!("line {number}: expected {}, saw {}", text(want), text(got)));
        }
    }
    None
}

struct Play {
    exchange: Exchange,
    check: Check,
    names: Names,
    centre: Centre,
    first: Millis,
    now: Millis,
    calls: HashMap<String, CallId>,
    /// The leg last dialled to a phone or number.
    dialled: HashMap<String, LegId>,
    plans: BTreeMap<(Millis, u64), Input>,
    planned: u64,
    recordings: HashMap<RecordingId, Millis>,
    /// Seen since the last act, with the time of the day.
    seen: Vec<(Millis, String)>,
}

impl Play {
    fn new(mut centre: Centre, lines: &[Line]) -> Self {
        let times = lines.iter().filter_map(|line| match &line.kind {
            Kind::Act(at, _) => Some(*at),
            _ => None,
        });
        let first = MIDNIGHT + times.min().unwrap_or_default();
        centre.finish();
        let mut next = 0_u128;
        let ids = move |_| {
            next += 1;
            Uuid::from_u128(0x1d << 64 | next)
        };
        // Agents who have been idle for a while were ready before the first line.
        let start = first - centre.idle_max() - Millis::from_secs(60);
        let exchange = Exchange::new(Arc::new(centre.rules.clone()), Box::new(ids), start);
        let mut names = Names { midnight: MIDNIGHT, ..Names::default() };
        names.agents = centre.agents.iter().map(|(name, given)| (given.person, name.clone())).collect();
        let mut play = Self {
            exchange,
            check: Check::default(),
            names,
            centre,
            first,
            now: start,
            calls: HashMap::new(),
            dialled: HashMap::new(),
            plans: BTreeMap::new(),
            planned: 0,
            recordings: HashMap::new(),
            seen: Vec::new(),
        };
        play.open_shop();
        play
    }

    /// Brings phones, browsers and agents to where the `given` lines have them.
    fn open_shop(&mut self) {
        for phone in self.centre.registered() {
            self.step(Input::PhoneReachable { phone, is_reachable: true, expires_ms: Millis::from_secs(3_600) });
        }
        let mut agents: Vec<_> = self.centre.agents.values().cloned().collect();
        agents.sort_by_key(|agent| (std::cmp::Reverse(agent.idle), agent.person));
        for agent in agents {
            if agent.is_offline || agent.is_machine {
                continue;
            }
            self.now = self.first - agent.idle - Millis(1);
            self.act(agent.person, Act::SignIn);
            self.step(Input::BrowserPhone { agent: agent.person, is_connected: true });
            if agent.is_ready {
                self.act(agent.person, Act::GoReady);
            }
        }
        self.seen.clear();
    }

    fn run(&mut self, lines: &[Line]) -> Result<String, ScenarioError> {
        let mut text = String::new();
        let mut comments = comments(lines);
        let mut asides = String::new();
        for line in lines {
            match &line.kind {
                Kind::Aside => _ = writeln!(asides, "{}", line.raw),
                Kind::Given(_) => {
                    text.push_str(&std::mem::take(&mut asides));
                    _ = writeln!(text, "{}", line.raw);
                }
                Kind::Act(at, words) => {
                    self.run_until(MIDNIGHT + *at, true);
                    self.write_seen(&mut text, &mut comments);
                    text.push_str(&std::mem::take(&mut asides));
                    _ = writeln!(text, "{}", line.raw);
                    self.carry_out(words.clone())?;
                }
                Kind::Expect { .. } => {}
            }
        }
        let latest = lines.iter().filter_map(|line| match &line.kind {
            Kind::Act(at, _) | Kind::Expect { at: Some(at), .. } => Some(MIDNIGHT + *at),
            Kind::Aside | Kind::Given(_) | Kind::Expect { at: None, .. } => None,
        });
        self.run_until(latest.max().unwrap_or(self.now), false);
        self.write_seen(&mut text, &mut comments);
        text.push_str(&asides);
        for queue in &self.centre.rules.queues {
            let tally = self.check.report.queues.get(&queue.id).copied().unwrap_or_default();
            let seen = format!(
                "report {} offered={} answered={} abandoned={} overflowed={} wait={}",
                queue.id,
                tally.offered,
                tally.answered,
                tally.abandoned,
                tally.overflowed,
                span_text(tally.wait_ms)
            );
            _ = writeln!(text, "> {}", with_comment(seen, &mut comments));
        }
        Ok(text)
    }

    fn write_seen(&mut self, text: &mut String, comments: &mut HashMap<String, Vec<String>>) {
        for (at, seen) in self.seen.drain(..) {
            _ = writeln!(text, "{} > {}", clock_text(at), with_comment(seen, comments));
        }
    }

    /// Lets time go by. `is_before`: what is due at the very time comes before the act, too.
    fn run_until(&mut self, until: Millis, is_before: bool) {
        loop {
            let plan = self.plans.first_key_value().map(|((at, _), _)| *at);
            let deadline = self.exchange.next_deadline();
            let Some(next) = plan.into_iter().chain(deadline).min().filter(|at| *at <= until) else { break };
            self.now = self.now.max(next);
            if deadline.is_some_and(|at| at <= next) {
                self.step(Input::Tick);
            } else if let Some((_, input)) = self.plans.pop_first() {
                self.step(input);
            }
        }
        debug_assert!(is_before || self.now <= until, "the clock does not run past the end");
        self.now = self.now.max(until);
    }

    fn plan(&mut self, after: Millis, input: Input) {
        self.planned += 1;
        self.plans.insert((self.now + after, self.planned), input);
    }

    fn act(&mut self, by: PersonId, act: Act) {
        self.step(Input::Command(Command { by, reasons: vec![], act }));
    }

    fn step(&mut self, input: Input) {
        let mut out = Vec::new();
        self.check.before(&input);
        let result = self.exchange.handle(self.now, input, &mut out);
        self.check.after(&self.exchange, &out);
        let at = self.now - MIDNIGHT;
        for output in &out {
            self.react(output);
            let before = self.seen.last_mut().map(|(_, line)| line);
            if let Some(line) = self.names.tell(output, before) {
                self.seen.push((at, line));
            }
        }
        if let Err(refused) = result {
            self.seen.push((at, format!("refused: {refused}")));
        }
    }

    /// What the world does by itself: prompts end, recordings are written.
    fn react(&mut self, output: &Output) {
        match output {
            Output::Dial { leg, to, .. } => {
                let key = match to {
                    DialTo::Browser(agent) => self.names.agent(*agent).to_owned(),
                    DialTo::Phone(phone) => phone.to_string(),
                    DialTo::Trunk { number, .. } => number.clone(),
                };
                self.names.legs.insert(*leg, key.clone());
                self.dialled.insert(key, *leg);
            }
            Output::Play { leg, play, prompts, is_looped: false } => {
                let lasts =
                    prompts.iter().map(|prompt| self.centre.prompt_span(prompt)).fold(Millis::ZERO, |a, b| a + b);
                self.plan(lasts, Input::PlayEnded { leg: *leg, play: *play });
            }
            Output::StartRecording { recording, .. } => _ = self.recordings.insert(*recording, self.now),
            Output::StopRecording { call, recording } => {
                let since = self.recordings.get(recording).copied().unwrap_or(self.now);
                let (call, recording, duration_ms) = (*call, *recording, self.now.since(since));
                let bytes = duration_ms.0.unsigned_abs() * 16;
                self.plan(Millis::ZERO, Input::RecordingEnded { call, recording, duration_ms, bytes });
            }
            _ => {}
        }
    }

    // ---- What the lines say

    fn carry_out(&mut self, mut words: Words) -> Result<(), ScenarioError> {
        match words.take("an act")?.as_str() {
            "call" => self.new_call(words),
            "caller" => self.caller(words),
            "agent" => self.agent(words),
            "phone" | "number" => self.phone(words),
            "browser" => {
                words.take_if("of");
                let name = words.take("an agent")?;
                let agent = self.person(&words, &name)?;
                let is_connected = !words.take_if("lost");
                self.step(Input::BrowserPhone { agent, is_connected });
                Ok(())
            }
            "rules" => {
                let mut centre = self.centre.clone();
                read_given(&mut centre, words)?;
                centre.finish();
                self.centre = centre;
                let by = PersonId(Uuid::from_u128(0xb055));
                self.act(by, Act::Obey { routing: Arc::new(self.centre.rules.clone()) });
                Ok(())
            }
            "drain" => {
                self.step(Input::Drain);
                Ok(())
            }
            "nothing" => Ok(()), // Time goes by.
            other => Err(words.error(format!("nobody does `{other}`"))),
        }
    }

    fn new_call(&mut self, mut words: Words) -> Result<(), ScenarioError> {
        let name = words.take("the call's name")?;
        let (mut from, mut to, mut digits) = ("13800000000".to_owned(), "95000".to_owned(), String::new());
        loop {
            if words.take_if("from") {
                from = words.take("a number")?;
            } else if words.take_if("to") {
                to = words.take("a number")?;
            } else {
                break;
            }
        }
        for (key, value) in words.pairs() {
            match key.as_str() {
                "digits" => digits = value,
                _ => return Err(words.error(format!("a call has no `{key}`"))),
            }
        }
        let call = CallId(Uuid::from_u128(0xca << 64 | (self.calls.len() as u128 + 1)));
        self.calls.insert(name.clone(), call);
        self.names.calls.insert(call, name);
        let leg = LegId::customer(call);
        for (index, digit) in digits.chars().enumerate() {
            self.plan(Millis(2_000 + 1_000 * index as i64), Input::Digit { leg, digit });
        }
        self.step(Input::Incoming { call, from: PhoneNumber::from_wire(&from), to, trunk: "trunk".into() });
        Ok(())
    }

    fn caller(&mut self, mut words: Words) -> Result<(), ScenarioError> {
        let name = words.take("a call")?;
        let leg = match self.calls.get(&name) {
            Some(call) => LegId::customer(*call),
            None => return Err(words.error(format!("no call `{name}`"))),
        };
        let what = words.rest();
        match what.split_once(' ').map_or((what.as_str(), ""), |(what, digits)| (what, digits)) {
            ("presses", digits) => digits.chars().for_each(|digit| self.step(Input::Digit { leg, digit })),
            ("hangs", "up") => self.step(Input::LegEnded { leg, end: LegEnd::HungUp }),
            ("cancels", _) => self.step(Input::LegEnded { leg, end: LegEnd::Cancelled }),
            ("falls", "silent") => self.step(Input::LegEnded { leg, end: LegEnd::Inactive }),
            ("holds", _) => self.step(Input::LegHeld { leg, is_held: true }),
            ("resumes", _) => self.step(Input::LegHeld { leg, is_held: false }),
            _ => return Err(words.error(format!("a caller does not `{what}`"))),
        }
        Ok(())
    }

    fn phone(&mut self, mut words: Words) -> Result<(), ScenarioError> {
        let key = words.take("a phone or number")?;
        let what = words.rest();
        let (expires_ms, phone) = (Millis::from_secs(3_600), Arc::from(key.as_str()));
        if what == "registers" || what == "is gone" {
            self.step(Input::PhoneReachable { phone, is_reachable: what == "registers", expires_ms });
            return Ok(());
        }
        let leg = *self.dialled.get(&key).ok_or_else(|| words.error(format!("`{key}` was not dialled")))?;
        match what.split_once(' ').map_or((what.as_str(), ""), |(what, more)| (what, more)) {
            ("answers", _) => self.step(Input::LegAnswered { leg }),
            ("fails", status) => self.step(Input::LegFailed { leg, status: status.parse().unwrap_or(480) }),
            ("hangs", "up") => self.step(Input::LegEnded { leg, end: LegEnd::HungUp }),
            ("falls", "silent") => self.step(Input::LegEnded { leg, end: LegEnd::Inactive }),
            ("holds", _) => self.step(Input::LegHeld { leg, is_held: true }),
            ("resumes", _) => self.step(Input::LegHeld { leg, is_held: false }),
            _ => return Err(words.error(format!("a phone does not `{what}`"))),
        }
        Ok(())
    }

    fn person(&self, words: &Words, name: &str) -> Result<PersonId, ScenarioError> {
        let given = self.centre.agents.get(name).ok_or_else(|| words.error(format!("no agent `{name}`")))?;
        Ok(given.person)
    }

    fn agent(&mut self, mut words: Words) -> Result<(), ScenarioError> {
        let name = words.take("an agent")?;
        let agent = self.person(&words, &name)?;
        let what = words.rest();
        // The call that rings or is talked on; an act without one is refused, which is what such a line shows.
        let call = match self.exchange.agent_state(agent) {
            Some(
                model::AgentState::Ringing { call, .. }
                | model::AgentState::Talking { call }
                | model::AgentState::WrapUp { call, .. },
            ) => *call,
            _ => CallId(Uuid::nil()),
        };
        let act = match what.as_str() {
            "answers" => Act::Answer { call },
            "declines" => Act::Decline { call },
            "hangs up" => Act::HangUp { call },
            "holds" => Act::Hold { call },
            "resumes" => Act::Resume { call },
            "finishes wrap-up" => Act::FinishWrapUp { call },
            "ready" => Act::GoReady,
            "away" => Act::GoAway { reason: AwayReason::Break },
            "signs in" => Act::SignIn,
            "signs out" => Act::SignOut { is_final: true },
            "loses the desk" => Act::SignOut { is_final: false },
            what => match what.strip_prefix("presses ").and_then(|keys| keys.chars().next()) {
                Some(digit) => Act::SendDigit { call, digit },
                None => return Err(words.error(format!("an agent does not `{what}`"))),
            },
        };
        self.act(agent, act);
        Ok(())
    }
}

/// Comments of expected lines, by the line's text, so that they stay with it.
fn comments(lines: &[Line]) -> HashMap<String, Vec<String>> {
    let mut comments: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines.iter().rev() {
        if let Kind::Expect { text, comment: Some(comment), .. } = &line.kind {
            comments.entry(text.clone()).or_default().push(comment.clone());
        }
    }
    comments
}

fn with_comment(seen: String, comments: &mut HashMap<String, Vec<String>>) -> String {
    match comments.get_mut(&seen).and_then(Vec::pop) {
        Some(comment) => format!("{seen:<40} {comment}"),
        None => seen,
    }
}

//! Does what the lines say. Services answer at once unless a line says that they fail.

use super::ScenarioError;
use super::given::Given;
use super::script::{Kind, Line, field};
use super::tell;
use crate::dates::{self, MINUTE};
use crate::definition::{Definition, StartKind};
use crate::engine::{self, Effect, Event, Fields, Starting, State};
use model::Millis;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Play {
    given: Given,
    now: Millis,
    instances: BTreeMap<String, (Arc<Definition>, State)>,
    /// The instance that was started last.
    last: String,
    failing: BTreeSet<String>,
    seen: Vec<(Millis, String)>,
    /// Flows that were started, and the ends that they came to.
    pub ended: BTreeMap<String, BTreeSet<String>>,
}

/// Events that one act may cause: more means that something never comes to rest.
const EVENTS_MAX: usize = 10_000;

impl Play {
    pub fn new(given: Given) -> Self {
        let now = dates::instant(given.first_day, 0, given.world.calendar.utc_offset_minutes);
        Self {
            given,
            now,
            instances: BTreeMap::new(),
            last: String::new(),
            failing: BTreeSet::new(),
            seen: Vec::new(),
            ended: BTreeMap::new(),
        }
    }

    pub fn run(&mut self, text: &str, lines: &[Line]) -> Result<String, ScenarioError> {
        let mut blessed = String::new();
        for (source, line) in text.lines().zip(lines) {
            match &line.kind {
                Kind::Expected => continue,
                Kind::Act(minute, words) => {
                    let first = self.given.first_day;
                    let at = dates::instant(first, *minute, self.given.world.calendar.utc_offset_minutes);
                    if at < self.now {
                        return Err(ScenarioError::new(line.number, "this is before the line above it"));
                    }
                    self.time_passes(at).map_err(|error| ScenarioError::new(line.number, error))?;
                    // What the time brought stands before the act.
                    self.flush(&mut blessed);
                    blessed += source;
                    blessed.push('\n');
                    self.act(words).map_err(|error| ScenarioError::new(line.number, error))?;
                    self.flush(&mut blessed);
                }
                Kind::Empty | Kind::Flow | Kind::Given(_) => {
                    blessed += source;
                    blessed.push('\n');
                }
            }
        }
        Ok(blessed)
    }

    fn flush(&mut self, blessed: &mut String) {
        let first = dates::instant(self.given.first_day, 0, self.given.world.calendar.utc_offset_minutes);
        for (at, text) in std::mem::take(&mut self.seen) {
            let minutes = (at - first).0 / MINUTE;
            let day = match minutes / 1_440 {
                0 => String::new(),
                days => format!("+{days}d "),
            };
            *blessed += &format!("{day}{} > {text}\n", dates::minute_text(minutes % 1_440));
        }
    }

    fn time_passes(&mut self, until: Millis) -> Result<(), String> {
        for _ in 0..EVENTS_MAX {
            let next = self
                .instances
                .iter()
                .filter_map(|(name, (_, state))| state.next_deadline().map(|(at, timer)| (at, name.clone(), timer)))
                .min();
            match next {
                Some((at, name, timer)) if at <= until => {
                    self.now = at.max(self.now);
                    self.event(&name, Event::Timer { timer })?;
                }
                Some(_) | None => {
                    self.now = until;
                    return Ok(());
                }
            }
        }
        Err(format!("more than {EVENTS_MAX} timers"))
    }

    fn act(&mut self, words: &[String]) -> Result<(), String> {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let name = match words.as_slice() {
            [.., "in", name] if self.instances.contains_key(*name) => {
                let name = (*name).to_owned();
                words.truncate(words.len() - 2);
                name
            }
            _ => self.last.clone(),
        };
        let fields: Fields = words.iter().filter_map(|word| field(word)).collect();
        words.retain(|word| !word.contains('='));
        let text = |word: &str| word.to_owned();
        match words.as_slice() {
            ["nothing"] => Ok(()),
            [by, "starts", flow, rest @ ..] => self.start(by, flow, rest, fields),
            ["service", service, "fails"] => {
                self.failing.insert(text(service));
                Ok(())
            }
            ["service", service, "works"] => {
                self.failing.remove(*service);
                Ok(())
            }
            ["message", message] => self.message(&name, message, None, fields),
            [by, "sends", message] => self.message(&name, message, Some(text(by)), fields),
            ["call", step, "ends", end] => {
                let state = &self.instances.get(&name).ok_or("nothing has started yet")?.1;
                let flow = &self.instances[&name].0;
                let call = state.tokens.values().find_map(|token| match &token.doing {
                    engine::Doing::Call { call } if flow.program.step(token.at).id == *step => Some(*call),
                    _ => None,
                });
                let call = call.ok_or_else(|| format!("`{step}` does not call now"))?;
                self.event(&name, Event::CallEnded { call, end: text(end), data: fields })
            }
            [by, "does", label] => self.does(&name, by, label, None, &fields),
            [by, "does", label, outcome] => self.does(&name, by, label, Some(outcome), &fields),
            [by, "claims", label] => self.on_task(&name, label, |task| Event::Claim { task, by: text(by) }),
            [by, "gives", "back", label] => self.on_task(&name, label, |task| Event::GiveBack { task, by: text(by) }),
            [by, "gives", label, "to", to] => {
                self.on_task(&name, label, |task| Event::Reassign { task, by: text(by), to: text(to) })
            }
            [by, "adds", signer, "to", label] => {
                self.on_task(&name, label, |task| Event::AddSigner { task, by: text(by), signer: text(signer) })
            }
            [by, "returns", label, "to", to] => {
                self.on_task(&name, label, |task| Event::Return { task, by: text(by), to: text(to) })
            }
            [by, "withdraws", step] => self.event(&name, Event::TakeBack { step: text(step), by: text(by) }),
            _ => Err("this act is unknown; see rulebook/flows/README.md".into()),
        }
    }

    fn start(&mut self, by: &str, flow: &str, rest: &[&str], data: Fields) -> Result<(), String> {
        let definition =
            self.given.world.library.flows.get(flow).ok_or_else(|| format!("there is no flow `{flow}`"))?;
        let definition = Arc::clone(definition);
        let is_person = self.given.world.people.contains_key(by);
        if !is_person && by != "clock" && by != "system" {
            return Err(format!("`{by}` is nobody; a flow is started by a person, `clock` or `system`"));
        }
        let fits = |kind: &StartKind| match (by, kind) {
            ("clock", StartKind::Schedule { .. }) | ("system", StartKind::Message(_)) => true,
            (_, StartKind::Person) => is_person,
            (_, StartKind::Schedule { .. } | StartKind::Message(_)) => false,
        };
        let start = match rest {
            ["with", start, ..] => Some((*start).to_owned()),
            _ => definition
                .starts
                .iter()
                .find(|start| fits(&start.kind))
                .or(definition.starts.first())
                .map(|start| start.id.clone()),
        };
        let name = match rest {
            [.., "as", name] => (*name).to_owned(),
            _ => format!("i{}", self.instances.len() + 1),
        };
        let starting = Starting {
            instance: name.clone(),
            start: start.unwrap_or_default(),
            by: is_person.then(|| by.to_owned()),
            data,
        };
        match engine::start(&definition, starting, self.now, &self.given.world) {
            Ok((state, effects)) => {
                self.last.clone_from(&name);
                self.ended.entry(flow.to_owned()).or_default();
                self.instances.insert(name.clone(), (definition, state));
                self.told(&name, effects)
            }
            Err(refusal) => {
                self.seen.push((self.now, format!("refused: {refusal}")));
                Ok(())
            }
        }
    }

    fn message(&mut self, name: &str, message: &str, by: Option<String>, mut data: Fields) -> Result<(), String> {
        let key = data.remove("key").map_or_else(String::new, |key| match key {
            serde_json::Value::String(key) => key,
            other => other.to_string(),
        });
        self.event(name, Event::Message { name: message.to_owned(), key, by, data })
    }

    fn open(&self, name: &str, label: &str) -> Result<Vec<u64>, String> {
        let (_, state) = self.instances.get(name).ok_or("nothing has started yet")?;
        let tasks = state.tasks.values().filter(|task| task.label() == label || task.step == label);
        Ok(tasks.map(|task| task.id).collect())
    }

    fn does(&mut self, name: &str, by: &str, label: &str, outcome: Option<&str>, data: &Fields) -> Result<(), String> {
        let (definition, state) = self.instances.get(name).ok_or("nothing has started yet")?;
        let task = self.open(name, label)?.first().and_then(|task| state.tasks.get(task));
        let first = task.and_then(|task| match (&task.kind, &definition.step(&task.step)?.kind) {
            (engine::TaskKind::Step, crate::definition::StepKind::Do(work)) => work.outcomes.first().cloned(),
            (engine::TaskKind::Repair { .. }, _) => Some("retry".into()),
            _ => Some("agree".into()),
        });
        let outcome = outcome.map(str::to_owned).or(first).unwrap_or_else(|| "done".into());
        let (by, data) = (by.to_owned(), data.clone());
        self.on_task(name, label, |task| Event::Complete {
            task,
            by: by.clone(),
            outcome: outcome.clone(),
            data: data.clone(),
        })
    }

    /// Of several open tasks of one name the first that lets the person act.
    fn on_task(&mut self, name: &str, label: &str, event: impl Fn(u64) -> Event) -> Result<(), String> {
        let open = self.open(name, label)?;
        let (definition, state) = self.instances.get(name).ok_or("nothing has started yet")?;
        let possible =
            |task: &&u64| engine::step(definition, state, event(**task), self.now, &self.given.world).is_ok();
        let task = open.iter().find(possible).or(open.first()).copied().unwrap_or(u64::MAX);
        self.event(name, event(task))
    }

    fn event(&mut self, name: &str, event: Event) -> Result<(), String> {
        let (definition, state) = self.instances.get(name).ok_or("nothing has started yet")?;
        match engine::step(definition, state, event, self.now, &self.given.world) {
            Ok((next, effects)) => {
                let json = serde_json::to_string(&next).map_err(|error| error.to_string())?;
                let restored: State = serde_json::from_str(&json).map_err(|error| error.to_string())?;
                if restored != next {
                    return Err(format!("the state changes when it is stored: {json}"));
                }
                let definition = Arc::clone(definition);
                self.instances.insert(name.to_owned(), (definition, restored));
                self.told(name, effects)
            }
            Err(refusal) => {
                self.seen.push((self.now, format!("refused: {refusal}")));
                Ok(())
            }
        }
    }

    fn told(&mut self, name: &str, effects: Vec<Effect>) -> Result<(), String> {
        let mut services = Vec::new();
        let is_only = self.instances.len() == 1;
        for effect in effects {
            let definition = &self.instances[name].0;
            if let Some(text) = tell::effect(&effect, definition, self.given.world.calendar.utc_offset_minutes) {
                let text = if is_only { text } else { format!("{name}: {text}") };
                self.seen.push((self.now, text));
            }
            if let Effect::Ended { end } = &effect {
                self.ended.entry(definition.key.clone()).or_default().insert(end.clone());
            }
            if let Effect::Service { run, service, .. } = effect {
                services.push((run, service));
            }
        }
        if self.seen.len() > EVENTS_MAX {
            return Err("the flow never comes to rest".into());
        }
        for (run, service) in services {
            let event = if self.failing.contains(&service) {
                Event::ServiceFailed { run, reason: "the scenario says so".into() }
            } else {
                let data = self.given.answers.get(&service).cloned().unwrap_or_default();
                Event::ServiceDone { run, data }
            };
            self.event(name, event)?;
        }
        Ok(())
    }
}

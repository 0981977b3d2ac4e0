//! Where a scenario is played: the house, who is in it, and the names by which the text knows people, calls and cases.

use super::script::Said;
use super::{Trouble, acts, facts, tell};
use crate::Caller;
use crate::processes::tests::house::{House, OFFSET, PASSWORD, at, book};
use crate::sessions::{Session, Token};
use crate::step_up::Proof;
use model::process::Fields;
use model::{CallId, CustomerId, InstanceId, Millis, OrderId, PersonId, RecordingId};
use process::dates;
use rulebook::Rulebook;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// Monday.
const FIRST_DAY: &str = "2026-11-23";
const DAY: i64 = 24 * 60;
const MINUTE: Millis = Millis::from_secs(60);

/// A call of the story.
pub(super) struct Call {
    pub id: CallId,
    pub recording: RecordingId,
    pub agent: PersonId,
}

pub(super) struct Stage {
    pub house: House,
    /// By the name that the text calls them.
    people: HashMap<String, PersonId>,
    sessions: HashMap<PersonId, Arc<Session>>,
    pub calls: HashMap<String, Call>,
    pub customers: HashMap<String, CustomerId>,
    pub orders: HashMap<String, OrderId>,
    /// In the order in which they began.
    pub cases: Vec<(String, InstanceId)>,
    /// What an id is called where it is told.
    pub labels: HashMap<String, String>,
    /// Flows that the clock starts in this story.
    pub clocked: Vec<String>,
    /// Numbers of facts up to which all was told.
    pub told_until: u64,
    /// Steps of open tasks, by instance and number.
    pub tasks: HashMap<(InstanceId, u64), String>,
    /// Versions of the rules and the like that views name.
    pub last_change: Option<model::ChangeId>,
    pub last_sample: Option<model::SampleId>,
    /// The password for once that was shown last.
    pub code: Option<String>,
    /// What each carries who has signed in.
    pub tokens: HashMap<PersonId, Token>,
}

impl Stage {
    /// The rulebook of this repository, with what the text says of it.
    pub async fn new(text: &str) -> Result<Self, String> {
        let house = House::with(book_of(text)?).await;
        house.set(first_time(text)?);
        house.office.start("scenario").await.map_err(|error| error.to_string())?;
        let mut stage = Self {
            house,
            people: HashMap::new(),
            sessions: HashMap::new(),
            calls: HashMap::new(),
            customers: HashMap::new(),
            orders: HashMap::new(),
            cases: Vec::new(),
            labels: HashMap::new(),
            clocked: Vec::new(),
            told_until: 0,
            tasks: HashMap::new(),
            last_change: None,
            last_sample: None,
            code: None,
            tokens: HashMap::new(),
        };
        // The clock's own starts are counted from here on.
        stage.tick().await?;
        stage.gained().await;
        Ok(stage)
    }

    /// `王芳 agent team1`: somebody of the demo. `customer …`: somebody who calls.
    pub async fn given(&mut self, said: &Said) -> Result<(), String> {
        match said.word(0) {
            "customer" => return acts::customers::given(self, said).await,
            "order" => return acts::orders::given(self, said).await,
            "rules" => return Ok(()),
            "clock" => {
                self.clocked.push(said.word(1).to_owned());
                return Ok(());
            }
            _ => {}
        }
        let (name, role, team) = (said.word(0), said.word(1), said.words.get(2));
        let person = self.named(name).ok_or_else(|| format!("nobody of the rulebook is called {name}"))?;
        if person.roles.iter().all(|of| of != role) || person.team.as_ref() != team {
            return Err(format!("{name} has the posts {:?} and the team {:?}", person.roles, person.team));
        }
        self.people.insert(name.to_owned(), person.id);
        Ok(())
    }

    fn named(&self, name: &str) -> Option<Arc<crate::directory::Person>> {
        self.house.office.directory().everybody().into_iter().find(|person| person.name.0 == name)
    }

    /// Somebody whom the text gave, or who has joined since.
    pub fn person(&self, name: &str) -> Result<PersonId, String> {
        let known = self.people.get(name).copied();
        let is_seed = || self.house.office.rulebook().people.iter().any(|seed| seed.name == name);
        let joined = || self.named(name).map(|person| person.id).filter(|_| !is_seed());
        known.or_else(joined).ok_or_else(|| format!("the scenario does not say who {name} is"))
    }

    /// At their desk. Whoever was away for too long has logged in again.
    pub fn caller(&mut self, name: &str) -> Result<Caller, String> {
        let id = self.person(name)?;
        let person = self.house.office.directory().person(id).ok_or("is not there")?;
        let now = self.house.now();
        let open = self.sessions.get(&id).filter(|session| !session.is_over(now)).cloned();
        let session = open.unwrap_or_else(|| Arc::new(Session::opened_now(name.into(), id, now)));
        session.see(now);
        self.sessions.insert(id, Arc::clone(&session));
        Ok(Caller { session, person })
    }

    /// From here on they sit in the session that they opened.
    pub fn signed_in(&mut self, caller: Caller, token: Token) {
        self.tokens.insert(caller.person.id, token);
        self.sessions.insert(caller.person.id, caller.session);
    }

    pub async fn prove(&mut self, name: &str) -> Result<(), Trouble> {
        let caller = self.caller(name)?;
        self.house.office.step_up(&caller, Proof::Password(PASSWORD.into())).await?;
        Ok(())
    }

    /// Plays one line. What the clock did before it comes first.
    pub async fn act(&mut self, minute: i64, said: &Said) -> Result<Vec<String>, String> {
        let time = at(&format!("{FIRST_DAY}T00:00")) + Millis(minute * MINUTE.0);
        if time < self.house.now() {
            return Err("time does not go back".into());
        }
        let mut told = self.wait_until(time).await?;
        match acts::play(self, said).await {
            Ok(lines) => told.extend(lines.into_iter().map(|line| self.in_words(&line))),
            Err(Trouble::Refused(error)) => {
                let lines = tell::refused(self, &error);
                told.extend(lines.into_iter().map(|line| self.in_words(&line)));
            }
            Err(Trouble::Script(why)) => return Err(why),
        }
        told.extend(self.gained().await);
        Ok(told)
    }

    /// What the journal gained since, as far as this story tells of it.
    pub async fn gained(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        loop {
            let facts = store::journal::after(&self.house.store, self.told_until, 1_000).await.expect("facts");
            let Some(last) = facts.last() else { return told };
            self.told_until = last.seq;
            for fact in &facts {
                let line = facts::tell(self, fact);
                told.extend(line.map(|line| self.in_words(&line)));
            }
        }
    }

    // ---- Names

    pub fn name(&self, id: PersonId) -> String {
        let person = self.house.office.directory().person(id);
        person.map_or_else(|| id.to_string(), |person| person.name.0.clone())
    }

    /// `王芳, 李强`; many are counted.
    pub fn names(&self, ids: &[PersonId]) -> String {
        match ids {
            [] => "nobody".into(),
            few if few.len() <= 4 => few.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(", "),
            many => format!("{} people", many.len()),
        }
    }

    /// Ids of people, customers, calls and cases give way to what they are called.
    pub fn in_words(&self, text: &str) -> String {
        let mut words = text.to_owned();
        for (id, label) in &self.labels {
            words = words.replace(id, label);
        }
        for person in self.house.office.directory().everybody() {
            words = words.replace(&person.id.to_string(), &person.name.0);
        }
        words
    }

    /// `11-23 18:00`, in another year with the year.
    pub fn clock_text(&self, time: Millis) -> String {
        let text = dates::datetime_text(time, OFFSET);
        let is_of_this_year = text.starts_with(&FIRST_DAY[..5]);
        text.get(if is_of_this_year { 5 } else { 0 }..16).unwrap_or(&text).replace('T', " ")
    }

    pub fn call(&self, label: &str) -> Result<&Call, String> {
        self.calls.get(label).ok_or_else(|| format!("there is no call {label}"))
    }

    pub fn customer(&self, label: &str) -> Result<CustomerId, String> {
        self.customers.get(label).copied().ok_or_else(|| format!("there is no customer {label}"))
    }

    /// The case that the line names behind `in`, else the latest.
    pub fn case(&self, said: &Said) -> Result<InstanceId, String> {
        let found = match said.after("in") {
            Some(label) => self.cases.iter().rev().find(|(of, _)| of == label),
            None => self.cases.last(),
        };
        found.map(|(_, id)| *id).ok_or_else(|| "there is no such case".into())
    }

    pub fn case_named(&self, label: &str) -> Result<InstanceId, String> {
        let found = self.cases.iter().rev().find(|(of, _)| of == label);
        found.map(|(_, id)| *id).ok_or_else(|| format!("there is no case {label}"))
    }

    /// Whether it belongs to this story.
    pub fn tells_of(&self, id: InstanceId) -> bool {
        self.cases.iter().any(|(_, of)| *of == id)
    }

    pub fn open_cases(&self) -> Vec<InstanceId> {
        self.cases.iter().map(|(_, id)| *id).collect()
    }

    /// A case has begun: it is called by its flow, with a number when there are several.
    pub fn note_case(&mut self, flow: &str, id: InstanceId) -> String {
        let of = |label: &str| label == flow || label.starts_with(&format!("{flow}#"));
        let before = self.cases.iter().filter(|(label, _)| of(label)).count();
        let label = if before == 0 { flow.to_owned() } else { format!("{flow}#{}", before + 1) };
        self.labels.insert(id.to_string(), label.clone());
        self.cases.push((label.clone(), id));
        label
    }

    /// `as A`: the latest case is called so from now on.
    pub fn rename_case(&mut self, label: &str) {
        if let Some((of, id)) = self.cases.last_mut() {
            *of = label.to_owned();
            self.labels.insert(id.to_string(), label.to_owned());
        }
    }

    // ---- Values

    /// What the fields of a line mean: names are people, `@…` is something of this story.
    pub async fn values(&self, fields: &Fields) -> Result<Fields, String> {
        let mut values = Fields::new();
        for (key, value) in fields {
            values.insert(key.clone(), self.value(value).await?);
        }
        Ok(values)
    }

    async fn value(&self, json: &Json) -> Result<Json, String> {
        Ok(match json {
            Json::String(text) if text.starts_with('@') => Json::String(self.referred(&text[1..]).await?),
            Json::String(text) => match self.people.get(text) {
                Some(id) => Json::String(id.to_string()),
                None => json.clone(),
            },
            Json::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(Box::pin(self.value(item)).await?);
                }
                Json::Array(values)
            }
            other => other.clone(),
        })
    }

    /// `@customer/李先生`, `@call/A`, `@case/A`, `@grant/王芳/recording:play`, `@paper`, `@sample`.
    async fn referred(&self, text: &str) -> Result<String, String> {
        let mut parts = text.split('/');
        let (kind, of) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Ok(match kind {
            "customer" => self.customer(of)?.to_string(),
            "call" => self.call(of)?.id.to_string(),
            "case" => self.case_named(of)?.to_string(),
            "grant" => self.grant(of, parts.next().unwrap_or_default()).await?.to_string(),
            "paper" => self.house.file.clone(),
            "sample" => self.last_sample.ok_or("no sample was drawn")?.to_string(),
            other => return Err(format!("nothing is called `@{other}`")),
        })
    }

    /// The newest right for a time of this kind that somebody was given.
    pub async fn grant(&self, holder: &str, capability: &str) -> Result<model::GrantId, String> {
        let held = self.house.office.grants_of(self.person(holder)?).await.map_err(|error| error.to_string())?;
        let mut of = held.iter().filter(|grant| grant.capability == capability);
        of.next_back().map(|grant| grant.id).ok_or_else(|| format!("{holder} was never given {capability}"))
    }

    /// `30d`, `60m`, `2h`; or a time as `2026-12-10T18:00`.
    pub fn time(&self, text: &str) -> Result<Millis, String> {
        span(text)
            .map(|span| self.house.now() + span)
            .or_else(|| dates::parse_datetime(text, OFFSET))
            .ok_or_else(|| format!("`{text}` is neither a span, as 30d, nor a time, as {FIRST_DAY}T18:00"))
    }
}

/// When the first line is played.
fn first_time(text: &str) -> Result<Millis, String> {
    let lines = super::script::parse(text)?;
    let first = lines.iter().find_map(|line| match line.kind {
        super::script::Kind::Act(minute, _) => Some(minute),
        _ => None,
    });
    Ok(at(&format!("{FIRST_DAY}T00:00")) + Millis(first.unwrap_or_default() * MINUTE.0))
}

/// `30d`, `2h`, `60m`.
pub(super) fn span(text: &str) -> Option<Millis> {
    let minutes = match text.split_at_checked(text.len().checked_sub(1)?)? {
        (number, "d") => number.parse::<i64>().ok()? * DAY,
        (number, "h") => number.parse::<i64>().ok()? * 60,
        (number, "m") => number.parse::<i64>().ok()?,
        _ => return None,
    };
    Some(Millis(minutes * MINUTE.0))
}

/// `given rules FILE "old" becomes "new"`.
fn book_of(text: &str) -> Result<Arc<Rulebook>, String> {
    let book = book();
    let mut texts = None;
    for line in super::script::parse(text)? {
        let super::script::Kind::Given(said) = &line.kind else { continue };
        if said.word(0) != "rules" {
            continue;
        }
        let (file, old, new) = (said.word(1), said.word(2), said.word(4));
        let texts = texts.get_or_insert_with(|| (*book.texts).clone());
        let before = texts.get(file).ok_or_else(|| format!("the rulebook has no {file}"))?;
        if !before.contains(old) || said.word(3) != "becomes" {
            return Err(format!("{file} does not say `{old}`; write: given rules FILE \"old\" becomes \"new\""));
        }
        let after = before.replacen(old, new, 1);
        texts.insert(file.to_owned(), after.into());
    }
    match texts {
        None => Ok(book),
        Some(texts) => Rulebook::of_texts(&book.folder, &texts, true).map_err(|problems| format!("{problems:?}")),
    }
}

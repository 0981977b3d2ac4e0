//! A centre with flows of its own, and people who carry them through over HTTP.
//!
//! What each of them decides follows from the class of the case alone, so that two runs of one class must leave the same
//! facts, whatever happened on the way. Start reading at [`Case::advance`].

use crate::home::{Home, Setting};
use crate::service::{Service, shell};
use crate::web::{Answer, Client};
use crate::world::PASSWORD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Different courses that a case can take.
pub const CLASSES: usize = 24;
/// Flows that the clock starts, all at the same beat.
pub const TICKS: usize = 8;
/// A look at a case that changes nothing is repeated so often: 20 s of waiting for a deadline of none.
const IDLE_LOOKS_MAX: u32 = 4_000;

/// Username, post and team.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("f1", "agent", "team1"),
    ("f2", "agent", "team2"),
    ("l1", "team_leader", "team1"),
    ("l2", "team_leader", "team2"),
    ("m1", "manager", ""),
    ("h1", "hr", ""),
    ("h2", "hr", ""),
    ("i1", "it", ""),
    ("supervisor", "supervisor", ""),
    ("auditor", "auditor", ""),
];

/// Every kind of step that leaves facts: tables, stages, branches, members, a called flow, a deadline, services.
const CASE: &str = r#"
flow: case
name: {zh: 事项, en: Case}
version: 1
source: FLOW-01
owner: role/supervisor
data: {score: number}
start: {do: ask, name: {zh: 提出, en: Ask}, by: role/agent, form: case}
steps:
  - {decide: size, name: {zh: 大小, en: Size}, table: case-size}
  - approve: review
    name: {zh: 审批, en: Review}
    stages:
      - {by: leader_of(applicant), within: 1 hour}
      - {by: role/manager, when: 'is_big', within: 1 hour}
    on: {refuse: {end: refused}, return: {goto: revise, max: 2, else: refused}}
  - together:
      - - {do: left, name: {zh: 左, en: Left}, by: role/hr, form: case-note}
      - - {do: right, name: {zh: 右, en: Right}, by: role/it, outcomes: [good, bad]}
        - {run: notify, id: tell_manager, name: {zh: 告知经理, en: Tell}, to: role/manager, with: {text: 'no'}}
  - each: member
    of: role/team_leader
    mode: together
    steps:
      - {do: confirm, name: {zh: 确认, en: Confirm}, by: member}
  - {call: extra, name: {zh: 附加, en: Extra}, flow: case-extra, with: {no: no}, sets: [score]}
  - do: lapse
    name: {zh: 无人办理, en: Nobody does this}
    by: role/it
    outcomes: [kept, lapsed]
    within: 0h
    overdue: [{after: 0h, outcome: lapsed}]
  - {run: notify, id: tell_applicant, name: {zh: 告知申请人, en: Tell}, to: applicant, with: {text: '"over"'}}
  - {run: archive, name: {zh: 备案, en: File}, to: [applicant, role/hr]}
  - {end: done}
  - {do: revise, name: {zh: 修改, en: Revise}, by: applicant, form: case}
  - {goto: review, max: 2, else: refused}
on_message:
  cancel: {by: applicant, undo: true, end: cancelled}
end: {done: true, refused: false, cancelled: false}
"#;

const EXTRA: &str = r#"
flow: case-extra
name: {zh: 附加, en: Extra}
version: 1
source: FLOW-01
owner: role/supervisor
data: {score: number}
start: {message: extra_wanted, form: case-extra}
steps:
  - {do: rate, name: {zh: 评分, en: Rate}, by: role/hr, form: case-score}
end: rated
"#;

const FORMS: [(&str, &str); 4] = [
    (
        "case",
        r#"{"title": "事项", "x-title-en": "Case", "type": "object", "additionalProperties": false, "required": ["no", "amount"],
        "properties": {"no": {"type": "string", "title": "编号", "x-title-en": "No.", "maxLength": 50},
                       "amount": {"type": "number", "title": "金额", "x-title-en": "Amount"}}}"#,
    ),
    (
        "case-note",
        r#"{"title": "说明", "x-title-en": "Note", "type": "object", "additionalProperties": false, "required": ["note"],
        "properties": {"note": {"type": "string", "title": "说明", "x-title-en": "Note", "maxLength": 200}}}"#,
    ),
    (
        "case-extra",
        r#"{"title": "附加", "x-title-en": "Extra", "type": "object", "additionalProperties": false, "required": ["no"],
        "properties": {"no": {"type": "string", "title": "编号", "x-title-en": "No.", "maxLength": 50}}}"#,
    ),
    (
        "case-score",
        r#"{"title": "评分", "x-title-en": "Score", "type": "object", "additionalProperties": false, "required": ["score"],
        "properties": {"score": {"type": "number", "title": "分数", "x-title-en": "Score"}}}"#,
    ),
];

const SIZE: &str = r#"
table: case-size
name: {zh: 大小, en: Size}
source: FLOW-01
hit: first
inputs: {amount: number}
outputs: {is_big: boolean}
rules:
  - {when: {amount: '> 100'}, then: {is_big: 'true'}}
  - {then: {is_big: 'false'}}
"#;

/// A home whose rulebook has these flows and nobody who takes calls.
pub fn home_with_flows(setting: Setting) -> Home {
    let home = Home::new(Setting { agents: 0, ..setting });
    let mut people = String::from("people:\n");
    for (username, role, team) in PEOPLE {
        let team = if team.is_empty() { String::new() } else { format!("team: {team}, ") };
        people += &format!(
            "  - {{username: {username}, name: \"人{username}\", roles: [{role}], {team}qualifications: [authz-exam]}}\n"
        );
    }
    let mut files = vec![
        ("people.yaml".into(), people),
        ("flows/case.yaml".into(), CASE.into()),
        ("flows/case-extra.yaml".into(), EXTRA.into()),
        ("decisions/case-size.yaml".into(), SIZE.into()),
    ];
    files.extend(FORMS.map(|(key, text)| (format!("forms/{key}.json"), text.into())));
    files.extend((1..=TICKS).map(|n| {
        let text = format!(
            "flow: tick-{n}\nname: {{zh: 定时, en: Tick}}\nversion: 1\nsource: FLOW-01\nowner: role/it\n\
             start: {{schedule: every 1 minute}}\nsteps:\n  - {{do: look, name: {{zh: 看, en: Look}}, by: role/it}}\nend: seen\n"
        );
        (format!("flows/tick-{n}.yaml"), text)
    }));
    files.extend(clauses_of_people());
    for (file, text) in files {
        let path = home.rulebook().join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    home
}

/// The product's clauses without its flows, which are not in this centre: what they do is done by people here.
pub fn clauses_of_people() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/clauses");
    let files = fs::read_dir(folder).expect("the product's clauses").map(|entry| entry.expect("readable").path());
    let by_hand =
        |line: &str| if line.trim_start().starts_with("- flow ") { "    - human by hand" } else { line }.to_owned();
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("readable");
            (format!("clauses/{name}"), text.lines().map(by_hand).collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

/// Everybody, logged in once: sessions outlive kills.
#[derive(Clone)]
pub struct Staff {
    by_id: BTreeMap<String, (String, Client)>,
}

impl Staff {
    pub fn log_in(home: &Home, service: &Service) -> Self {
        let log_in = |(username, ..): (&str, &str, &str)| {
            let done = shell(home, &["user", "password", "--lasting", username], PASSWORD);
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            let client = service.client().log_in(username, PASSWORD);
            let me = client.get("/api/v1/session").json();
            let id = me["person"]["id"].as_str().unwrap_or_else(|| panic!("{me}")).to_owned();
            (id, (username.to_owned(), client))
        };
        Self { by_id: PEOPLE.into_iter().map(log_in).collect() }
    }

    /// The service has another port after each start.
    pub fn at(&self, service: &Service) -> Self {
        let moved = |(id, (username, client)): (&String, &(String, Client))| {
            (id.clone(), (username.clone(), Client { address: service.http, headers: client.headers.clone() }))
        };
        Self { by_id: self.by_id.iter().map(moved).collect() }
    }

    pub fn named(&self, username: &str) -> &Client {
        let found = self.by_id.values().find(|(known, _)| known == username);
        &found.unwrap_or_else(|| panic!("nobody is called {username}")).1
    }

    fn of(&self, id: &str) -> &(String, Client) {
        self.by_id.get(id).unwrap_or_else(|| panic!("nobody of the staff is {id}"))
    }

    /// Ids in a text by usernames, so that facts of two centres can be compared.
    fn with_names(&self, text: &str) -> String {
        self.by_id.iter().fold(text.to_owned(), |text, (id, (username, _))| text.replace(id.as_str(), username))
    }
}

/// What clients were told is done.
#[derive(Default)]
pub struct Acknowledged {
    /// Label and instance.
    pub starts: Vec<(String, String)>,
    /// Instance and task.
    pub completions: Vec<(String, u64)>,
    /// Acts that were sent a second time; none of them counted twice.
    pub repeated: usize,
}

impl Acknowledged {
    pub fn add(&mut self, other: Self) {
        self.starts.extend(other.starts);
        self.completions.extend(other.completions);
        self.repeated += other.repeated;
    }
}

/// One instance of `case` on its way.
pub struct Case {
    pub label: String,
    pub class: usize,
    pub instance: Option<String>,
    pub end: Option<String>,
    idle_looks: u32,
}

impl Case {
    pub fn new(number: usize) -> Self {
        let class = number % CLASSES;
        Self { label: format!("n{number:06}"), class, instance: None, end: None, idle_looks: 0 }
    }

    fn is_big(&self) -> bool {
        self.class % 2 == 1
    }

    fn applicant(&self) -> &'static str {
        if self.class.is_multiple_of(3) { "f2" } else { "f1" }
    }

    fn is_cancelled(&self) -> bool {
        self.class == 17
    }

    fn outcome(&self, step: &str, stage: u64) -> &'static str {
        match (step, stage) {
            ("review", 0) => match self.class / 2 % 6 {
                4 => "refuse",
                5 => "return",
                _ => "agree",
            },
            ("review", _) => "agree",
            ("right", _) if self.class / 4 % 2 == 1 => "bad",
            ("right", _) => "good",
            _ => "done",
        }
    }

    fn data(&self, step: &str) -> Value {
        match step {
            "left" => json!({"note": format!("of {}", self.class)}),
            "rate" => json!({"score": self.class}),
            "revise" => self.asked(),
            _ => json!({}),
        }
    }

    fn asked(&self) -> Value {
        json!({"no": self.label, "amount": if self.is_big() { 500 } else { 50 }})
    }

    /// One act, if one is to be done. `Err`: the server went away.
    pub fn advance(&mut self, staff: &Staff, acked: &mut Acknowledged) -> std::io::Result<()> {
        let Some(instance) = self.instance.clone() else { return self.start(staff, acked) };
        let supervisor = staff.named("supervisor");
        let view = supervisor.send("GET", &format!("/api/v1/instances/{instance}"), "")?;
        assert_eq!(view.status, 200, "{}: {}", self.label, view.text());
        let view = view.json();
        if !view["ended_ms"].is_null() {
            self.end = Some(view["end"]["key"].as_str().unwrap_or_else(|| panic!("{view}")).to_owned());
            return Ok(());
        }
        let mut open = open_steps(&view);
        if open.is_empty() {
            open.extend(self.in_called_flow(staff)?);
        }
        let Some(task) = open.into_iter().find(|task| task.step != "lapse") else {
            self.idle_looks += 1;
            assert!(self.idle_looks < IDLE_LOOKS_MAX, "{} stands still: {view}", self.label);
            std::thread::park_timeout(std::time::Duration::from_millis(5));
            return Ok(());
        };
        self.idle_looks = 0;
        if self.is_cancelled() && task.step == "left" {
            return self.cancel(staff, &instance);
        }
        self.complete(staff, &task, acked)
    }

    /// The called flow runs in an instance of its own: whoever does it finds it in their inbox.
    fn in_called_flow(&self, staff: &Staff) -> std::io::Result<Option<Open>> {
        let answer = staff.named("h1").send("GET", "/api/v1/tasks?box=open&flow=case-extra&limit=100", "")?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        let rows = page["items"].as_array().unwrap_or_else(|| panic!("{page}"));
        let is_own =
            |row: &&Value| row["summary"].as_array().into_iter().flatten().any(|field| field["value"] == *self.label);
        Ok(rows.iter().find(is_own).map(|row| open_step(&row["instance"], row)))
    }

    fn start(&mut self, staff: &Staff, acked: &mut Acknowledged) -> std::io::Result<()> {
        let body = json!({"data": self.asked()}).to_string();
        let client = staff.named(self.applicant()).with("idempotency-key", &format!("start {}", self.label));
        let answer = client.send("POST", "/api/v1/flows/case/start", &body)?;
        assert_eq!(answer.status, 201, "{}: {}", self.label, answer.text());
        let instance = answer.json()["id"].as_str().expect("an id").to_owned();
        acked.starts.push((self.label.clone(), instance.clone()));
        self.instance = Some(instance);
        Ok(())
    }

    fn complete(&self, staff: &Staff, task: &Open, acked: &mut Acknowledged) -> std::io::Result<()> {
        let (_, client) = staff.of(&task.people[self.class % task.people.len()]);
        let path = format!("/api/v1/tasks/{}/{}", task.instance, task.task);
        let view = client.send("GET", &path, "")?;
        assert_eq!(view.status, 200, "{}: {} {}", self.label, task.step, view.text());
        let view = view.json();
        if task.step == "left" && view["allowed"]["claim"] == true {
            let answer = client.send("POST", &format!("{path}/claim"), "")?;
            assert!(answer.status < 300, "{}", answer.text());
        }
        let outcome = self.outcome(&task.step, view["stage"].as_u64().unwrap_or(0));
        let body = json!({"outcome": outcome, "data": self.data(&task.step)}).to_string();
        let keyed = client.with("idempotency-key", &format!("{path} {outcome}"));
        let answer = keyed.send("POST", &format!("{path}/complete"), &body)?;
        assert!(answer.status == 200, "{}: {} {}", self.label, task.step, answer.text());
        acked.completions.push((task.instance.clone(), task.task));
        if task.task.is_multiple_of(3) {
            self.repeat(&[&keyed, client], &format!("{path}/complete"), &body, acked)?;
        }
        Ok(())
    }

    /// The same again: with the key it is the first answer, without it there is no such open task any more.
    fn repeat(&self, clients: &[&Client; 2], path: &str, body: &str, acked: &mut Acknowledged) -> std::io::Result<()> {
        let again: Answer = clients[0].send("POST", path, body)?;
        assert!(again.status < 300, "{}: repeated {}", self.label, again.text());
        let anew = clients[1].send("POST", path, body)?;
        assert!([403, 404, 409].contains(&anew.status), "{}: done twice {}", self.label, anew.text());
        acked.repeated += 1;
        Ok(())
    }

    fn cancel(&self, staff: &Staff, instance: &str) -> std::io::Result<()> {
        let path = format!("/api/v1/instances/{instance}/messages/cancel");
        let answer = staff.named(self.applicant()).send("POST", &path, "{\"data\": {}}")?;
        assert!(answer.status < 300, "{}: {}", self.label, answer.text());
        Ok(())
    }
}

struct Open {
    instance: String,
    task: u64,
    step: String,
    people: Vec<String>,
}

fn open_steps(view: &Value) -> Vec<Open> {
    let open = view["open"].as_array().unwrap_or_else(|| panic!("{view}"));
    open.iter().map(|row| open_step(&view["id"], row)).collect()
}

fn open_step(instance: &Value, row: &Value) -> Open {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{row}")).to_owned();
    Open {
        instance: text(instance),
        task: row["task"].as_u64().unwrap_or_else(|| panic!("{row}")),
        step: text(&row["step"]["key"]),
        people: row["people"].as_array().into_iter().flatten().map(|person| text(&person["id"])).collect(),
    }
}

/// All facts, in their order and without a gap, as the auditor reads them.
pub fn read_on(auditor: &Client, journal: &mut Vec<Value>) {
    loop {
        let page = auditor.get(&format!("/api/v1/journal?limit=1000&after={}", journal.len()));
        assert_eq!(page.status, 200, "{}", page.text());
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

/// What each case left behind, in words that are the same in every centre: by label, sorted.
pub fn traces(journal: &[Value], staff: &Staff) -> BTreeMap<String, Vec<String>> {
    let mut label_of: BTreeMap<&str, String> = BTreeMap::new();
    let mut traces: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for fact in journal {
        let Some(instance) = fact["instance"].as_str() else { continue };
        let kind = fact["kind"].as_str().unwrap_or_default();
        if kind == "instance_started" {
            let root = fact["root"].as_str().unwrap_or_default();
            let own = fact["data"]["no"].as_str().map(str::to_owned);
            let label = label_of.get(root).cloned().or(own);
            label_of.extend(label.map(|label| (instance, label)));
        }
        // A reminder depends on how long the service was down.
        let Some(label) = label_of.get(instance).filter(|_| kind != "task_reminded") else { continue };
        traces.entry(label.clone()).or_default().push(in_words(fact, kind, label, staff));
    }
    traces.values_mut().for_each(|lines| lines.sort());
    traces
}

fn in_words(fact: &Value, kind: &str, label: &str, staff: &Staff) -> String {
    const TOLD: [&str; 18] = [
        "flow",
        "step",
        "stage",
        "of",
        "outcome",
        "people",
        "by",
        "actor",
        "responsible",
        "holder",
        "data",
        "end",
        "service",
        "readers",
        "outputs",
        "parties",
        "is_signed",
        "start",
    ];
    let told = TOLD.iter().filter(|key| !fact[**key].is_null()).map(|key| format!("{key}={}", fact[*key]));
    let text = format!("{kind} {}", told.collect::<Vec<_>>().join(" "));
    staff.with_names(&text).replace(label, "LABEL")
}

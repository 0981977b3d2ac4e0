//! People who do not exist, and the doors by which their numbers, papers and names come into a centre.

use crate::flows::clauses_of_people;
use crate::scanner::Kind;
use crate::service::shell;
use crate::web::{Answer, Client};
use crate::wire::Raw;
use crate::world::{PASSWORD, World};
use callers::message::sdp;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// People; each has a number, two papers and a name: 200 values.
pub const PLANTED: usize = 50;
/// Callers by SIP messages of our own making.
const BY_HAND: usize = 12;
const SCRIPTED: &str = "people:
  - {username: f1, name: 坐席一, roles: [agent], team: team1, qualifications: [authz-exam], email: f1@qiao.test}
  - {username: l1, name: 组长一, roles: [team_leader], team: team1, qualifications: [authz-exam], email: l1@qiao.test}
  - {username: supervisor, name: 主管, roles: [supervisor], qualifications: [authz-exam], email: s@qiao.test}
  - {username: m1, name: 经理, roles: [manager], qualifications: [authz-exam], email: m1@qiao.test}
  - {username: qa, name: 质检, roles: [qa], qualifications: [authz-exam]}
  - {username: h1, name: 人事, roles: [hr], qualifications: [authz-exam]}
  - {username: i1, name: 信息, roles: [it], qualifications: [authz-exam]}
  - {username: auditor, name: 审计, roles: [auditor], qualifications: [authz-exam]}
  - {username: a1, name: 坐席, roles: [agent], qualifications: [authz-exam], queues: [aftersale], phone: a1, is_always_ready: true}
";

/// One of them.
pub struct Canary {
    pub phone: String,
    pub id_card: String,
    pub card: String,
    pub name: String,
}

impl Canary {
    pub fn of(number: usize) -> Self {
        let letter = |at: usize| "甲乙丙丁戊己庚辛壬癸".chars().nth(at % 10).expect("ten of them");
        Self {
            phone: format!("1985{:07}", 1_234_567 + number * 7_919),
            id_card: with_check(&format!("9901011977010{:04}", 1_000 + number * 7)),
            card: with_luhn(&format!("62220299{:010}", 7_654_321_u64 + number as u64 * 104_729)),
            name: format!("欧阳金丝{}{}", letter(number / 10), letter(number)),
        }
    }

    pub fn values(&self) -> [(Kind, &str); 4] {
        [
            (Kind::Phone, &self.phone),
            (Kind::IdCard, &self.id_card),
            (Kind::BankCard, &self.card),
            (Kind::Name, &self.name),
        ]
    }

    /// As somebody writes it down.
    pub fn note(&self) -> String {
        let (head, tail) = self.phone.split_at(3);
        format!("客户 {} 身份证{} 卡 {}，回电 +86 {head} {}", self.phone, self.id_card, self.card, tail)
    }
}

fn with_check(digits: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

fn with_luhn(digits: &str) -> String {
    let double = |(place, digit): (usize, u8)| {
        let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        value / 10 + value % 10
    };
    let sum: u32 = digits.bytes().rev().enumerate().map(double).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// One case with everything that a form can hold of a customer; its texts go into a notice and a record.
const FLOW: &str = r#"
flow: matter
name: {zh: 客户事项, en: Matter of a customer}
version: 1
source: FLOW-01
owner: role/supervisor
start: {do: ask, name: {zh: 提出, en: Ask}, by: role/agent, form: matter}
steps:
  - {run: notify, id: tell_manager, name: {zh: 告知, en: Tell}, to: role/manager, with: {text: 'content'}}
  - {run: archive, name: {zh: 备案, en: File}, to: [applicant]}
  - {do: handle, name: {zh: 处理, en: Handle}, by: role/team_leader, form: matter-note}
on_message:
  more: {by: applicant, form: matter-note, end: done}
end: done
"#;

const FORMS: [(&str, &str); 2] = [
    (
        "matter",
        r#"{"title": "事项", "x-title-en": "Matter", "type": "object", "additionalProperties": false, "required": ["contact"],
        "properties": {
            "contact": {"type": "string", "title": "电话", "x-title-en": "Number", "maxLength": 40, "x-class": "phone"},
            "customer": {"type": "string", "title": "客户", "x-title-en": "Customer", "maxLength": 80, "x-class": "name"},
            "paper": {"type": "string", "title": "证件", "x-title-en": "Paper", "maxLength": 40, "x-class": "id_card"},
            "card": {"type": "string", "title": "银行卡", "x-title-en": "Card", "maxLength": 40, "x-class": "bank_card"},
            "place": {"type": "string", "title": "地址", "x-title-en": "Address", "maxLength": 200, "x-class": "address"},
            "content": {"type": "string", "title": "内容", "x-title-en": "Content", "maxLength": 500, "x-summary": true},
            "others": {"type": "array", "title": "其他", "x-title-en": "Others", "maxItems": 9, "items": {
                "type": "object", "additionalProperties": false, "properties": {
                    "who": {"type": "string", "title": "姓名", "x-title-en": "Name", "maxLength": 80, "x-class": "name"},
                    "number": {"type": "string", "title": "号码", "x-title-en": "Number", "maxLength": 40, "x-class": "phone"}}}}}}"#,
    ),
    (
        "matter-note",
        r#"{"title": "说明", "x-title-en": "Note", "type": "object", "additionalProperties": false, "required": ["said"],
        "properties": {"said": {"type": "string", "title": "说明", "x-title-en": "Note", "maxLength": 400, "x-class": "note"},
                       "caller": {"type": "string", "title": "客户", "x-title-en": "Customer", "maxLength": 80, "x-class": "name"},
                       "text": {"type": "string", "title": "备注", "x-title-en": "Text", "maxLength": 400}}}"#,
    ),
];

/// People and a flow of the doors, over the rulebook's own.
pub fn write_rules(folder: &Path) {
    let mut files = vec![("people.yaml".to_owned(), SCRIPTED.to_owned()), ("flows/matter.yaml".into(), FLOW.into())];
    files.extend(FORMS.map(|(key, text)| (format!("forms/{key}.json"), text.to_owned())));
    files.extend(clauses_of_people());
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
}

/// An answer's name and body, to be looked through.
pub type Seen = Vec<(String, Vec<u8>)>;

/// Everybody who acts, logged in.
pub struct People {
    pub agent: Client,
    pub leader: Client,
    pub supervisor: Client,
    pub manager: Client,
    pub auditor: Client,
    pub qa: Client,
}

impl People {
    pub fn log_in(world: &World) -> Self {
        let log_in = |username: &str| {
            let done = shell(&world.home, &["user", "password", "--lasting", username], PASSWORD);
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            world.service.client().log_in(username, PASSWORD)
        };
        Self {
            agent: log_in("f1"),
            leader: log_in("l1"),
            supervisor: log_in("supervisor"),
            manager: log_in("m1"),
            auditor: log_in("auditor"),
            qa: log_in("qa"),
        }
    }

    pub fn at(&self, address: SocketAddr) -> Self {
        let moved = |client: &Client| Client { address, headers: client.headers.clone() };
        Self {
            agent: moved(&self.agent),
            leader: moved(&self.leader),
            supervisor: moved(&self.supervisor),
            manager: moved(&self.manager),
            auditor: moved(&self.auditor),
            qa: moved(&self.qa),
        }
    }
}

fn send(client: &Client, method: &str, path: &str, body: &Value) -> Answer {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    client.send(method, path, &text).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
}

/// An act that must succeed.
fn done(client: &Client, method: &str, path: &str, body: &Value) -> Answer {
    let answer = send(client, method, path, body);
    assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.text());
    answer
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The customer's record, then everything that people do with it.
pub fn plant_by_http(people: &People, number: usize, one: &Canary, seen: &mut Seen) {
    let People { agent, leader, supervisor, .. } = people;
    let searcher = if number.is_multiple_of(2) { leader } else { supervisor };
    let record = json!({"phone": one.phone, "name": one.name, "id_card": one.id_card, "bank_card": one.card,
        "address": format!("金丝雀街{number}号 {}", one.phone), "note": one.note()});
    let id = done(searcher, "POST", "/api/v1/customers", &record).json()["id"].as_str().expect("an id").to_owned();
    done(searcher, "GET", &format!("/api/v1/customers?phone={}", one.phone), &Value::Null);
    if number % 20 < 2 {
        done(searcher, "GET", &format!("/api/v1/customers?name={}", percent(&one.name)), &Value::Null);
    }
    let calls = format!("/api/v1/calls?q={}", one.phone);
    seen.push((calls.clone(), done(supervisor, "GET", &calls, &Value::Null).body));
    let reveal = json!({"field": "phone", "purpose": format!("回电给 {}", one.note())});
    done(supervisor, "POST", &format!("/api/v1/customers/{id}/reveal"), &reveal);
    for field in ["id_card", "bank_card"] {
        let refused = json!({"field": field, "purpose": one.note()});
        let answer = send(supervisor, "POST", &format!("/api/v1/customers/{id}/reveal"), &refused);
        assert_eq!(answer.status, 403, "{}", answer.text());
        seen.push((format!("refused {field}"), answer.body));
    }
    let asked = json!({"data": {"contact": one.phone, "customer": one.name, "paper": one.id_card, "card": one.card,
        "place": format!("{} 的家", one.name), "content": one.note(),
        "others": [{"who": one.name, "number": format!("+86{}", one.phone)}, {"who": one.name}]}});
    let started = done(agent, "POST", "/api/v1/flows/matter/start", &asked).json();
    let instance = started["id"].as_str().unwrap_or_else(|| panic!("{started}"));
    if number.is_multiple_of(3) {
        let said = json!({"said": format!("{} {}", one.name, one.note()), "caller": one.name, "text": one.note()});
        done(agent, "POST", &format!("/api/v1/instances/{instance}/messages/more"), &json!({"data": said}));
    }
    let draft = json!({"data": {"content": format!("{} {}", one.note(), one.name)}});
    done(agent, "PUT", "/api/v1/drafts/start:matter", &draft);
    let paper = format!("{} {}", one.note(), one.name);
    let file = format!("/api/v1/attachments?name={}.txt", one.phone);
    let answer = agent.with("content-type", "text/plain").send("POST", &file, &paper).expect("an answer");
    assert_eq!(answer.status, 201, "{}", answer.text());
    let notice = json!({"title": format!("请回电 {}", one.phone), "text": one.note(), "roles": ["team_leader"]});
    if number.is_multiple_of(5) {
        done(supervisor, "POST", "/api/v1/notices", &notice);
        let held = json!({"reason": one.note()});
        done(supervisor, "POST", &format!("/api/v1/customers/{id}/hold"), &held);
    }
}

/// What is wrong, with a value in it: errors and logs see it. What the answer says is for who sent it.
pub fn plant_by_mistakes(people: &People, nobody: &Client, number: usize, one: &Canary) {
    let Canary { phone, name, id_card, card } = one;
    let agent = &people.agent;
    if number < 8 {
        let log_in = json!({"username": phone, "password": card});
        assert_eq!(send(nobody, "POST", "/api/v1/session", &log_in).status, 401);
    }
    let (id_shaped, by_name) = (format!("/api/v1/customers/{phone}"), format!("/api/v1/customers/{}", percent(name)));
    for (client, method, path, body) in [
        (agent, "GET", id_shaped.as_str(), json!(null)),
        (agent, "GET", by_name.as_str(), json!(null)),
        (agent, "GET", &format!("/api/v1/flows/{card}"), json!(null)),
        (agent, "GET", &format!("/api/v1/calls?limit={phone}x"), json!(null)),
        (agent, "GET", &format!("/api/v1/calls?{phone}={id_card}"), json!(null)),
        (agent, "GET", &format!("/{phone}/{}", percent(name)), json!(null)),
        (agent, "GET", &format!("/api/v1/{phone}"), json!(null)),
        (agent, "GET", &format!("/api/v1/drafts/{phone}"), json!(null)),
        (agent, "GET", &format!("/api/v1/attachments/{phone}"), json!(null)),
        (agent, "POST", &format!("/api/v1/flows/{id_card}/start"), json!({"data": {}})),
        (agent, "POST", "/api/v1/flows/matter/start", json!({"start": phone, "data": {name: card}})),
        (agent, "POST", "/api/v1/customers", json!({phone: name})),
        (&people.leader, "POST", "/api/v1/customers", json!({"phone": format!("{phone}{card}"), "name": name})),
        (&people.leader, "POST", "/api/v1/customers", json!({"phone": phone, "id_card": name})),
        (&people.leader, "PATCH", &format!("/api/v1/customers/{phone}"), json!({"phone": id_card})),
        (&people.auditor, "GET", &format!("/api/v1/customers?phone={phone}"), json!(null)),
        (nobody, "GET", &format!("/api/v1/customers?phone={phone}&name={}", percent(name)), json!(null)),
    ] {
        let answer = send(client, method, path, &body);
        // The page itself answers to unknown paths outside of the API.
        assert!(answer.status < 500, "{method} {path}: {}", answer.text());
    }
    let broken = format!("{{\"phone\": \"{phone}\", \"name\": \"{name}\", {id_card}");
    assert_eq!(agent.send("POST", "/api/v1/customers", &broken).expect("an answer").status, 400);
    for (header, value) in [("idempotency-key", phone), ("authorization", &format!("Bearer {card}")), ("origin", phone)]
    {
        let answer = agent.with(header, value).send("POST", "/api/v1/drafts/start:leave", "{}").expect("an answer");
        assert!(answer.status < 500, "{header}: {}", answer.text());
    }
    let _ = nobody.raw(format!("GET /{phone} {name} HTTP/9.9\r\n{id_card}\r\n\r\n").as_bytes());
}

/// Calls with numbers and names in every header that can hold them, and what is no good SIP.
pub fn plant_by_sip(world: &mut World, canaries: &[Canary]) {
    let mut raw = Raw::new(world.home.callers().ip(), world.service.sip);
    for (number, one) in canaries.iter().enumerate().take(BY_HAND) {
        let Canary { phone, name, card, id_card } = one;
        let target = ["95000", "7000", phone][number % 3];
        let offer = sdp(raw.address(), "sendrecv");
        let invite = raw.build("INVITE", target, "UDP", &offer);
        let from = format!(
            "From: \"{name} {card}\" <sip:+86{phone}@{ip};user=phone>;tag=c{number}\r\n\
             P-Asserted-Identity: \"{name}\" <tel:+86{phone}>\r\nSubject: {id_card}\r\nX-Caller: {phone}",
            ip = world.home.callers().ip()
        );
        let told: Vec<&str> =
            invite.split("\r\n").map(|line| if line.starts_with("From:") { from.as_str() } else { line }).collect();
        raw.send(told.join("\r\n").as_bytes());
        let broken = told.join("\r\n").replace("Call-ID: ", &format!("Call-ID: {phone}")).replace("CSeq: 1", "CSeq: x");
        raw.send(broken.as_bytes());
        let register = raw.build("REGISTER", phone, "UDP", "");
        let register = register.replace("From: \"Raw\" <sip:", &format!("From: \"{name}\" <sip:{phone}@x;was="));
        raw.send(register.as_bytes());
        raw.send(
            told.join("\r\n").replacen("INVITE", "CANCEL", 1).replace("CSeq: 1 INVITE", "CSeq: 1 CANCEL").as_bytes(),
        );
        (0..30).for_each(|_| world.step());
        raw.receive();
    }
    // The others as customers call: rung for a moment, then gone.
    for one in &canaries[BY_HAND..] {
        let call = world.customers.call(world.service.sip, &one.phone, "95000");
        (0..15).for_each(|_| world.step());
        world.customers.hang_up(call);
    }
    let one = &canaries[0];
    let call = world.customers.call(world.service.sip, &one.phone, "95000");
    for _ in 0..1_500 {
        world.step();
    }
    world.customers.hang_up(call);
    world.until_idle();
}

/// What lists, exports and reports show to those who may not see clear values.
pub fn look_everywhere(people: &People, seen: &mut Seen) {
    const PATHS: [&str; 25] = [
        "/api/v1/calls?limit=100",
        "/api/v1/journal?limit=1000",
        "/api/v1/instances?box=all&limit=100",
        "/api/v1/instances?limit=100",
        "/api/v1/tasks?box=open&limit=100",
        "/api/v1/tasks?limit=100",
        "/api/v1/tasks/counts",
        "/api/v1/notices?limit=100",
        "/api/v1/records?kind=archive&limit=100",
        "/api/v1/flows",
        "/api/v1/flows/numbers",
        "/api/v1/flows/export?format=ocel",
        "/api/v1/flows/export?format=xes",
        "/api/v1/floor",
        "/api/v1/lookup?kind=person&q=1985",
        "/api/v1/lookup?kind=customer&q=1985",
        "/api/v1/audit/report.pdf?from_ms=0&until_ms=9999999999999",
        "/api/v1/audit/report.xlsx?from_ms=0&until_ms=9999999999999",
        "/api/v1/audit/samples",
        "/api/v1/reports/queues?from_ms=0&until_ms=9999999999999",
        "/api/v1/access/mine",
        "/api/v1/access/reports/short?days=30",
        "/api/v1/rulebook",
        "/api/v1/account/sessions",
        "/metrics",
    ];
    let mut read = 0;
    for client in [&people.agent, &people.supervisor, &people.auditor, &people.qa, &people.manager] {
        for path in PATHS {
            let answer = send(client, "GET", path, &Value::Null);
            read += usize::from(answer.status == 200);
            seen.push((path.into(), [&answer.body[..], &crate::scanner::unpacked(&answer.body)].concat()));
        }
        pages_of(client, seen);
    }
    assert!(read > 40, "most lists were read: {read}");
}

/// The page of each case and call that the reader sees, and every fact of the journal.
fn pages_of(client: &Client, seen: &mut Seen) {
    for (list, page) in [("/api/v1/calls?limit=30", "/api/v1/calls/"), ("/api/v1/notices?limit=30", "/api/v1/notices/")]
    {
        let answer = send(client, "GET", list, &Value::Null);
        if answer.status != 200 {
            continue;
        }
        for item in answer.json()["items"].as_array().into_iter().flatten() {
            let path = format!("{page}{}", item["id"].as_str().unwrap_or_default());
            seen.push((path.clone(), send(client, "GET", &path, &Value::Null).body));
        }
    }
    let mut after = 0;
    loop {
        let answer = send(client, "GET", &format!("/api/v1/journal?limit=1000&after={after}"), &Value::Null);
        if answer.status != 200 {
            return;
        }
        let page = answer.json();
        let Some(last) = page["items"].as_array().and_then(|items| items.last()) else { return };
        after = last["seq"].as_u64().expect("a number");
        seen.push(("/api/v1/journal".into(), answer.body));
    }
}

/// Bytes that come over the live socket until it ends.
pub fn listen_live(client: &Client) -> Arc<Mutex<Vec<u8>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut head = format!("GET /api/v1/live HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\n", client.address);
    for (name, value) in &client.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let mut stream = TcpStream::connect(client.address).expect("it listens");
    stream.write_all(head.as_bytes()).expect("writable");
    let kept = Arc::clone(&heard);
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            kept.lock().expect("nobody panics with it").extend_from_slice(&buffer[..length]);
        }
    });
    heard
}

/// A mail server that takes everything and keeps it.
pub fn keep_mails() -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let kept = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&kept);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let all = Arc::clone(&all);
            std::thread::spawn(move || take_mails(stream, &all));
        }
    });
    (address, kept)
}

/// As much of SMTP as a sender needs. Ends with the connection.
fn take_mails(mut stream: TcpStream, all: &Mutex<Vec<u8>>) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(120))).ok()?;
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    stream.write_all(b"220 mail.test\r\n").ok()?;
    let mut is_data = false;
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        all.lock().ok()?.extend_from_slice(&line);
        let answer: &[u8] = match (is_data, &line[..]) {
            (true, b".\r\n") => b"250 taken\r\n",
            (true, _) => continue,
            (false, begun) if begun.starts_with(b"DATA") => b"354 go on\r\n",
            (false, begun) if begun.starts_with(b"QUIT") => b"221 bye\r\n",
            (false, _) => b"250 fine\r\n",
        };
        is_data = answer.starts_with(b"354");
        stream.write_all(answer).ok()?;
    }
}

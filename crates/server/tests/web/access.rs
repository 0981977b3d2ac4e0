//! Who may call what: every operation of the API for every post, as a table that is reviewed.
//!
//! `BLESS=1` rewrites `expected-access.txt`. An operation that names no action, or that this table does not know,
//! fails the test (R9: no route without a policy row).

use super::client::Client;
use super::flows::{leave, slip};
use super::samples::request_of_authority;
use super::world::{World, rulebook_folder};
use model::{CallId, RecordingId};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

const USERS: [&str; 10] =
    ["nobody", "agent1", "agent7", "newcomer", "leader1", "supervisor", "manager", "qa", "admin", "auditor"];

/// Things to ask about: a call, its customer, a leave and a paper of an agent, a delegation that they gave, a notice of the supervisor to
/// them. agent1 is of team1.
#[derive(Clone)]
pub struct Things {
    owner: &'static str,
    pub call: CallId,
    recording: RecordingId,
    pub customer: String,
    pub order: String,
    pub article: String,
    pub person: String,
    pub report: String,
    instance: String,
    task: u64,
    delegation: String,
    notice: String,
    paper: String,
    pub colleague: String,
    pub now: i64,
    /// Whose turn it is: spans of delegations must not overlap.
    turn: i64,
}

impl Things {
    async fn of(world: &World, owner: &'static str) -> Self {
        let (call, recording) = world.call_of(owner, "13800001234").await;
        let now = world.running.app.office.now().0;
        let (agent, supervisor) = (world.as_user(owner).await, world.as_user("supervisor").await);
        let notice = json!({"people": [world.person(owner)], "title": "通知", "text": ""});
        let notice = supervisor.post("/api/v1/notices", notice).await.json();
        let plain = agent.with("content-type", "text/plain");
        let paper = plain.send("POST", "/api/v1/attachments?name=a.txt", Some("a paper".into())).await.json();
        let customer = json!({"phone": "13800001234", "name": "钱某"});
        let customer = supervisor.post("/api/v1/customers", customer).await.json();
        let order = json!({"number": "SO-1", "phone": "13800001234", "product": "cup", "quantity": 1,
            "amount_fen": 12_900, "address": "somewhere", "state": "placed"});
        let order = world.as_user("logistics").await.post("/api/v1/orders/import", order).await.json();
        let article = json!({"section": "faq", "title": "Returns", "text": "Fifteen days"});
        let article = world.as_user("trainer").await.post("/api/v1/knowledge", article).await.json();
        let id = |made: &Value| made["id"].as_str().expect("an id").to_owned();
        let mut things = Self {
            owner,
            call,
            recording,
            customer: id(&customer),
            order: id(&order),
            article: article["article"]["id"].as_str().expect("an id").to_owned(),
            person: world.person("agent2").to_string(),
            report: format!("from_ms={}&until_ms={now}", now - 3_600_000),
            instance: String::new(),
            task: 0,
            delegation: String::new(),
            notice: id(&notice),
            paper: id(&paper),
            colleague: world.person("agent3").to_string(),
            now,
            turn: 0,
        };
        things.renew(world, &agent).await;
        things
    }

    /// A leave and a delegation that nobody has touched.
    async fn renew(&mut self, world: &World, agent: &Client) {
        self.turn += 1;
        self.instance = leave(agent, 1).await;
        let case = agent.get(&format!("/api/v1/instances/{}", self.instance)).await.json();
        self.task = case["open"][0]["task"].as_u64().expect("the leader's task");
        let given = agent.post("/api/v1/delegations", self.delegation_of(&world.person(self.owner).to_string())).await;
        self.delegation = given.json()["id"].as_str().unwrap_or_else(|| panic!("{}", given.text())).to_owned();
    }

    fn delegation_of(&self, absent: &str) -> Value {
        let from = self.now + self.turn * 3_600_000;
        json!({"absent": absent, "deputy": self.colleague, "from_ms": from, "until_ms": from + 3_600_000})
    }
}

/// A request for each operation. `None`: it is tested elsewhere, because it changes who asks.
fn request(operation: &str, things: &Things) -> Option<Option<(String, Option<Value>)>> {
    let Things { call, recording, person, report, .. } = things;
    let get = |path: String| Some(Some((path, None)));
    if let Some(asked) = request_of_flows(operation, things).or_else(|| request_of_authority(operation, things)) {
        return Some(Some(asked));
    }
    match operation {
        "get /calls" => get("/calls".into()),
        "get /calls/{id}" => get(format!("/calls/{call}")),
        "post /calls/{id}/reveal" => {
            Some(Some((format!("/calls/{call}/reveal"), Some(json!({"purpose": "call back"})))))
        }
        "post /calls/{id}/disposition" => {
            Some(Some((format!("/calls/{call}/disposition"), Some(json!({"code": disposition()})))))
        }
        "get /recordings/{id}/audio" => get(format!("/recordings/{recording}/audio")),
        "get /recordings/{id}/peaks" => get(format!("/recordings/{recording}/peaks?buckets=10")),
        "get /floor" => get("/floor".into()),
        "get /reports/queues" => get(format!("/reports/queues?{report}")),
        "get /people" => get("/people".into()),
        "get /people/{id}" => get(format!("/people/{person}")),
        "post /people/{id}/disable" => Some(Some((format!("/people/{person}/disable"), Some(json!({}))))),
        "post /people/{id}/enable" => Some(Some((format!("/people/{person}/enable"), Some(json!({}))))),
        "get /rulebook" => get("/rulebook".into()),
        "get /journal" => get("/journal?limit=1".into()),
        "get /session" => get("/session".into()),
        "get /session/config" => get("/session/config".into()),
        "get /live" => Some(None),
        _ => by_address(operation, things),
    }
}

/// A request made of the address alone: ids of nothing, an empty body. What changes who asks is tested elsewhere.
fn by_address(operation: &str, things: &Things) -> Option<Option<(String, Option<Value>)>> {
    let (method, address) = operation.split_once(' ')?;
    if address.starts_with("/account") || address.starts_with("/session") || address.starts_with("/rules/") {
        return Some(None);
    }
    let part = |part: &str| match part {
        "{task}" => "1".to_owned(),
        named if named.starts_with('{') && address.starts_with("/people/") => things.person.clone(),
        named if named.starts_with('{') => ABSENT.to_owned(),
        plain => plain.to_owned(),
    };
    let path: Vec<String> = address.split('/').map(part).collect();
    Some(Some((path.join("/"), (method != "get").then(|| json!({})))))
}

/// An id that nothing has.
pub const ABSENT: &str = "018f0000-0000-7000-8000-000000000000";

fn request_of_flows(operation: &str, things: &Things) -> Option<(String, Option<Value>)> {
    let Things { instance, task, delegation, notice, paper, colleague, now, .. } = things;
    let span = format!("from_ms={}&to_ms={}", now - 3_600_000, now + 3_600_000);
    let (path, body) = match operation {
        "get /flows" => ("/flows".into(), None),
        "get /flows/{key}" => ("/flows/leave".into(), None),
        "get /flows/{key}/bpmn" => ("/flows/leave/bpmn".into(), None),
        "post /flows/{key}/start" => ("/flows/leave/start".into(), Some(json!({"data": slip(1)}))),
        "get /flows/numbers" => (format!("/flows/numbers?{span}"), None),
        "get /flows/export" => (format!("/flows/export?format=ocel&{span}"), None),
        "get /flows/{key}/migration" => ("/flows/leave/migration".into(), None),
        "post /flows/{key}/migration" => ("/flows/leave/migration".into(), Some(json!({}))),
        "get /tasks" => ("/tasks".into(), None),
        "get /tasks/counts" => ("/tasks/counts".into(), None),
        "get /tasks/{instance}/{task}" => (format!("/tasks/{instance}/{task}"), None),
        "post /tasks/{instance}/{task}/claim" => (format!("/tasks/{instance}/{task}/claim"), Some(json!({}))),
        "post /tasks/{instance}/{task}/give_back" => (format!("/tasks/{instance}/{task}/give_back"), Some(json!({}))),
        "post /tasks/{instance}/{task}/complete" => {
            (format!("/tasks/{instance}/{task}/complete"), Some(json!({"outcome": "agree"})))
        }
        "post /tasks/{instance}/{task}/reassign" => {
            (format!("/tasks/{instance}/{task}/reassign"), Some(json!({"to": colleague})))
        }
        "post /tasks/{instance}/{task}/add_signer" => {
            (format!("/tasks/{instance}/{task}/add_signer"), Some(json!({"signer": colleague})))
        }
        "post /tasks/{instance}/{task}/return" => {
            (format!("/tasks/{instance}/{task}/return"), Some(json!({"to": "route"})))
        }
        "post /tasks/complete" => {
            let tasks = json!([{"instance": instance, "task": task}]);
            ("/tasks/complete".into(), Some(json!({"tasks": tasks, "outcome": "agree"})))
        }
        "get /drafts/{key}" | "delete /drafts/{key}" => ("/drafts/start:leave".into(), None),
        "put /drafts/{key}" => ("/drafts/start:leave".into(), Some(json!({"data": {}}))),
        "get /instances" => ("/instances?box=all".into(), None),
        "get /instances/{id}" => (format!("/instances/{instance}"), None),
        "post /instances/{id}/take_back" => {
            (format!("/instances/{instance}/take_back"), Some(json!({"step": "review"})))
        }
        "post /instances/{id}/messages/{name}" => (format!("/instances/{instance}/messages/cancel"), Some(json!({}))),
        "get /delegations" => ("/delegations".into(), None),
        "post /delegations" => ("/delegations".into(), Some(things.delegation_of(&things.person))),
        "post /delegations/{id}/end" => (format!("/delegations/{delegation}/end"), Some(json!({}))),
        "get /notices" => ("/notices".into(), None),
        "post /notices" => ("/notices".into(), Some(json!({"teams": ["team1"], "title": "通知", "text": ""}))),
        "get /notices/{id}" => (format!("/notices/{notice}"), None),
        "post /notices/{id}/read" => (format!("/notices/{notice}/read"), Some(json!({}))),
        "post /notices/{id}/acknowledge" => (format!("/notices/{notice}/acknowledge"), Some(json!({}))),
        "post /attachments" => ("/attachments?name=b.txt".into(), Some(json!("another paper"))),
        "get /attachments/{id}" => (format!("/attachments/{paper}"), None),
        "get /lookup" => ("/lookup?kind=person".into(), None),
        "get /records" => ("/records".into(), None),
        _ => return None,
    };
    Some((path, body))
}

/// A leaf of the queue's dispositions.
fn disposition() -> String {
    let book = super::world::rulebook();
    let of = book.dispositions.iter().find(|of| &*of.queue.0 == "aftersale").expect("dispositions of aftersale");
    let first = &of.items[0];
    first.items.first().unwrap_or(first).code.clone()
}

#[tokio::test]
async fn every_operation_asks_for_its_permit() {
    let world = World::start().await;
    let mut things = Things::of(&world, "agent1").await;
    let agent = world.as_user("agent1").await;
    let document: Value = serde_json::from_str(&server::routes::openapi::document()).expect("JSON");
    let actions = access::actions::ALL;
    let mut clients = Vec::new();
    for user in USERS {
        clients.push(if user == "nobody" { world.client() } else { world.as_user(user).await });
    }
    let mut table = String::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let short = format!("{method} {}", path.trim_start_matches("/api/v1"));
            let action = operation["x-action"].as_str().unwrap_or_else(|| panic!("{short} names no x-action"));
            assert!(
                matches!(action, "public" | "signed_in") || actions.contains(&action),
                "{short}: `{action}` is no action"
            );
            let sample = request(&short, &things).unwrap_or_else(|| panic!("{short} is not in this test's table"));
            let Some((mut path, mut body)) = sample else { continue };
            // Each asker of an act finds an untouched case.
            let is_renewed =
                method == "post" && ["/tasks", "/instances", "/delegations"].iter().any(|of| path.starts_with(of));
            writeln!(table, "{short}  [{action}]").expect("text");
            for (user, client) in USERS.iter().zip(&clients) {
                if is_renewed {
                    things.renew(&world, &agent).await;
                    (path, body) = request(&short, &things).flatten().expect("it has a sample");
                }
                let status = ask(client, method, &path, &body).await;
                writeln!(table, "  {user:<10} {status}").expect("text");
            }
        }
    }
    compare("tests/web/expected-access.txt", &table);
}

async fn ask(client: &Client, method: &str, path: &str, body: &Option<Value>) -> u16 {
    let body = body.as_ref().map(Value::to_string);
    let client = if path.starts_with("/attachments?") { &client.with("content-type", "text/plain") } else { client };
    let answer = client.send(&method.to_uppercase(), &format!("/api/v1{path}"), body).await;
    if answer.status >= 400 {
        answer.problem();
    }
    answer.status
}

/// Compares with a golden file; `BLESS=1` rewrites it.
pub fn compare(file: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found).expect("writable");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (had, has))) =
        expected.lines().chain(std::iter::repeat("")).zip(found.lines()).enumerate().find(|(_, (a, b))| a != b)
    {
        panic!("{file}:{}: expected `{had}`, found `{has}`; BLESS=1 rewrites it", line + 1);
    }
    assert_eq!(expected.lines().count(), found.lines().count(), "{file}: lines are missing; BLESS=1 rewrites it");
}

#[tokio::test]
async fn a_foreign_call_and_an_absent_one_look_the_same() {
    let world = World::start().await;
    let (call, recording) = world.call_of("agent7", "13800001234").await;
    let absent = uuid::Uuid::now_v7();
    let agent = world.as_user("agent1").await;
    for (foreign, missing) in [
        (format!("/api/v1/calls/{call}"), format!("/api/v1/calls/{absent}")),
        (format!("/api/v1/recordings/{recording}/audio"), format!("/api/v1/recordings/{absent}/audio")),
    ] {
        let (foreign, missing) = (agent.get(&foreign).await, agent.get(&missing).await);
        assert_eq!(foreign.problem(), missing.problem());
        assert_eq!(foreign.status, 404);
    }
    let list = agent.get("/api/v1/calls").await.json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(0), "{list}");
}

/// Whoever may not see a thing cannot tell whether there is one, whatever they ask of it; and nothing breaks.
#[tokio::test]
async fn a_foreign_thing_and_an_absent_one_look_the_same_everywhere() {
    let world = World::start().await;
    let foreign = Things::of(&world, "agent7").await;
    let absent = Things {
        call: ABSENT.parse().expect("an id"),
        recording: ABSENT.parse().expect("an id"),
        customer: ABSENT.into(),
        order: ABSENT.into(),
        person: ABSENT.into(),
        instance: ABSENT.into(),
        task: 1,
        delegation: ABSENT.into(),
        notice: ABSENT.into(),
        paper: "0".repeat(64),
        ..foreign.clone()
    };
    let foreign = Things { person: world.person("agent7").to_string(), ..foreign };
    let document: Value = serde_json::from_str(&server::routes::openapi::document()).expect("JSON");
    let mut different = Vec::new();
    let agent = world.as_user("agent1").await;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let short = path.trim_start_matches("/api/v1");
        for method in operations.as_object().expect("operations").keys().filter(|_| short.contains('{')) {
            let operation = format!("{method} {short}");
            let sample = |things| request(&operation, things).flatten();
            let (Some((one, body)), Some((other, _))) = (sample(&foreign), sample(&absent)) else { continue };
            let (there, missing) = (ask(&agent, method, &one, &body).await, ask(&agent, method, &other, &body).await);
            assert!(there < 500 && missing < 500, "{operation}: {there} {missing}");
            if there != missing {
                different.push(format!("{operation}: foreign {there}, absent {missing}"));
            }
        }
    }
    assert_eq!(different, KNOWN_BY_THEIR_KEY, "{different:#?}");
}

/// Not secret: that a text of the rulebook is there.
const KNOWN_BY_THEIR_KEY: [&str; 0] = [];

/// A session that is over opens nothing, a token outside of its scope neither.
#[tokio::test]
async fn an_expired_session_is_nobody() {
    let world = World::start().await;
    let things = Things::of(&world, "agent1").await;
    let manager = world.as_user("manager").await;
    world.ahead_ms.store(40 * 24 * 3_600_000, std::sync::atomic::Ordering::Relaxed);
    let document: Value = serde_json::from_str(&server::routes::openapi::document()).expect("JSON");
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let short = format!("{method} {}", path.trim_start_matches("/api/v1"));
            if operation["x-action"] == "public" {
                continue;
            }
            let Some((path, body)) = request(&short, &things).flatten() else { continue };
            assert_eq!(ask(&manager, method, &path, &body).await, 401, "{short}");
        }
    }
}

#[tokio::test]
async fn numbers_are_masked_until_revealed_for_a_purpose() {
    let world = World::start().await;
    let (call, _) = world.call_of("agent1", "13812345678").await;
    let supervisor = world.as_user("supervisor").await;
    for path in ["/api/v1/calls".to_owned(), format!("/api/v1/calls/{call}"), "/api/v1/floor".into()] {
        assert!(!supervisor.get(&path).await.text().contains("12345678"), "{path}");
    }
    let auditor = world.as_user("auditor").await;
    assert!(!auditor.get("/api/v1/journal?limit=1000").await.text().contains("12345678"));
    let path = format!("/api/v1/calls/{call}/reveal");
    assert_eq!(supervisor.post(&path, json!({"purpose": " "})).await.problem(), (422, "bad_input".into()));
    let before = world.last_seq().await;
    let revealed = supervisor.post(&path, json!({"purpose": "customer asked to be called back"})).await;
    assert_eq!(revealed.json(), json!({"from": "13812345678"}));
    assert_eq!(world.kinds_after(before).await, ["revealed"]);
    let agent = world.as_user("agent1").await;
    let own = agent.get("/api/v1/calls").await.json();
    assert_eq!(own["items"][0]["from"], "138****5678");
}

#[tokio::test]
async fn a_search_does_not_tell_hidden_digits() {
    let world = World::start().await;
    world.call_of("agent1", "13812345678").await;
    let agent = world.as_user("agent1").await;
    for (wanted, found) in [("5678", 1), ("138", 1), ("45678", 0), ("1381", 0), ("95000", 1)] {
        let list = agent.get(&format!("/api/v1/calls?q={wanted}")).await.json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(found), "{wanted}: {list}");
    }
}

#[tokio::test]
async fn a_disposition_is_set_once_however_often_it_is_sent() {
    let world = World::start().await;
    let (call, _) = world.call_of("agent1", "13812345678").await;
    let agent = world.as_user("agent1").await.with("idempotency-key", "k-1");
    let path = format!("/api/v1/calls/{call}/disposition");
    let before = world.last_seq().await;
    let body = json!({"code": disposition(), "note": "客户满意"});
    for _ in 0..3 {
        assert_eq!(agent.post(&path, body.clone()).await.status, 204);
    }
    assert_eq!(world.kinds_after(before).await, ["disposition_set"]);
    let other = agent.post(&path, json!({"code": disposition(), "note": "另一个"})).await;
    assert_eq!(other.problem(), (409, "key_reused".into()));
    let detail = agent.get(&format!("/api/v1/calls/{call}")).await.json();
    assert_eq!((&detail["disposition"], &detail["note"]), (&json!(disposition()), &json!("客户满意")));
    // A colleague's call is not theirs to sum up, and the attempt is written down.
    let before = world.last_seq().await;
    let leader = world.as_user("leader1").await;
    assert_eq!(leader.post(&path, body).await.problem(), (403, "denied".into()));
    assert!(world.kinds_after(before).await.contains(&"act_denied".into()));
}

#[test]
fn the_rulebook_of_the_tests_is_the_products() {
    assert!(rulebook_folder().join("centre.yaml").is_file());
}

//! Ids of others: whoever may not see a thing cannot tell it from one that is not there, whatever is asked of it, and
//! nothing is done to it. Every operation of the document with an id in its path, query or body, for every post and for
//! a program with a narrow token. Who sees whose things is a table that is reviewed: `expected-sight.txt`.

use super::access::{ABSENT, compare};
use super::client::{Answer, Client};
use super::flows::leave;
use super::operations::{self, Ids, Operation, Request};
use super::world::{World, fact};
use model::fact::SupervisionFact;
use model::{
    AuthorityFact, ChangeId, FactBody, GrantId, GrantScope, Millis, RulesFact, SampleId, SampleOf, SuspensionId,
};
use office::tokens::NewToken;
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

const ASKERS: [&str; 10] =
    ["agent1", "leader1", "supervisor", "manager", "qa", "grantor", "admin", "auditor", "hr", "newcomer"];
/// The supervisor's program, which may look at calls and nothing else.
const PROGRAM: &str = "program";
/// Kinds that have no thing of somebody else here: their operations are asked for absent and wrong ids.
const NOBODYS: [&str; 4] = ["review", "factor", "identity", "article"];
/// What every member of staff finds by name, to put it into a form.
const FOUND_BY_NAME: &str = "colleague";

struct Asker {
    name: &'static str,
    client: Client,
}

/// Things of agent1, of team1, or of agent7, of team2: one of each kind.
async fn things_of(world: &World, owner: &str, mates: [&str; 2], deputy: &str) -> Ids {
    let (call, recording) = world.call_of(owner, "13800001234").await;
    let agent = world.as_user(owner).await;
    let supervisor = world.as_user("supervisor").await;
    let instance = leave(&agent, 1).await;
    let case = agent.get(&format!("/api/v1/instances/{instance}")).await.json();
    let now = world.running.app.office.now().0;
    let (person, mate) = (world.person(owner), world.person(mates[0]));
    let span = json!({"absent": person, "deputy": world.person(deputy), "from_ms": now, "until_ms": now + 3_600_000});
    let made = |answer: Answer| -> String {
        answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
    };
    let notice = json!({"people": [person], "title": "通知", "text": ""});
    let paper = agent.with("content-type", "text/plain");
    let paper = paper.send("POST", "/api/v1/attachments?name=a.txt", Some(format!("a paper of {owner}"))).await;
    let customer = json!({"phone": format!("1390000{}", 1_000 + owner.len() + now as usize % 7), "name": "钱某"});
    let customer = made(supervisor.post("/api/v1/customers", customer).await);
    let order = json!({"number": format!("N-{owner}"), "customer": customer, "product": "水壶", "quantity": 1,
        "amount_fen": 9_900, "address": "人民路 1 号", "state": "placed"});
    let order = world.as_user("logistics").await.post("/api/v1/orders/import", order).await;
    let token = NewToken { days: 1, name: "crm", scope: None };
    let (_, issued) = world.running.app.office.issue_token(owner, token).await.expect("issued");
    let sessions = agent.get("/api/v1/account/sessions").await.json();
    let mut ids = papers_of_rights(world, owner).await;
    ids.extend([
        ("call", call.to_string()),
        ("recording", recording.to_string()),
        ("customer", customer),
        ("order", made(order)),
        ("person", mate.to_string()),
        (FOUND_BY_NAME, world.person(mates[1]).to_string()),
        ("instance", instance),
        ("task", case["open"][0]["task"].to_string()),
        ("delegation", made(agent.post("/api/v1/delegations", span).await)),
        ("notice", made(supervisor.post("/api/v1/notices", notice).await)),
        ("paper", made(paper)),
        ("token", issued.id.to_string()),
        ("session", sessions["items"][0]["id"].as_str().expect("a device").to_owned()),
    ]);
    ids.extend(NOBODYS.map(|kind| (kind, ABSENT.to_owned())));
    ids
}

/// A right, a suspension, a sample and a change of the rules, as facts: how they come about is tested elsewhere.
async fn papers_of_rights(world: &World, owner: &str) -> Ids {
    let (at, person) = (world.running.app.office.now(), world.person(owner));
    let (grant, suspension) = (GrantId(Uuid::now_v7()), SuspensionId(Uuid::now_v7()));
    let (sample, change) = (SampleId(Uuid::now_v7()), ChangeId(Uuid::now_v7()));
    let given = AuthorityFact::GrantGiven {
        grant,
        person,
        capability: "customer:view".into(),
        scope: GrantScope::Centre,
        from_ms: at,
        until_ms: at + Millis::from_secs(3_600),
        instance: None,
        why: "a reason".into(),
        cautions: String::new(),
        approvals: vec![],
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    };
    let stopped = AuthorityFact::RightSuspended {
        suspension,
        person,
        capability: Some("report:view".into()),
        until_ms: Some(at + Millis::from_secs(3_600)),
        reason: "a suspicion".into(),
        call: None,
        instance: None,
    };
    let drawn = SupervisionFact::SampleDrawn {
        sample,
        by: person,
        of: SampleOf::Grants,
        from_ms: Millis(0),
        until_ms: at,
        seed: 1,
        population: 0,
        drawn: vec![],
    };
    let hash = world.running.app.office.rulebook().hash.clone();
    let proposed = RulesFact::ChangeProposed {
        change,
        instance: model::InstanceId(Uuid::now_v7()),
        author: person,
        base: hash.clone(),
        hash,
        files: vec!["centre.yaml".into()],
        reason: "a reason".into(),
        scope: "all".into(),
        expected: "less work".into(),
        rolls_back: None,
    };
    let bodies = [
        FactBody::Authority(given),
        FactBody::Authority(stopped),
        FactBody::Supervision(drawn),
        FactBody::Rules(proposed),
    ];
    world.commit(bodies.into_iter().map(|body| fact(at, body)).collect()).await;
    Ids::from([
        ("grant", grant.to_string()),
        ("suspension", suspension.to_string()),
        ("sample", sample.to_string()),
        ("change", change.to_string()),
    ])
}

/// The same things with one kind of another's, or of nobody's. An instance and its task belong together.
fn swapped(things: &Ids, kind: &'static str, by: &Ids) -> Ids {
    let mut ids = things.clone();
    ids.insert(kind, by[kind].clone());
    if kind == "instance" {
        ids.insert("task", by["task"].clone());
    }
    ids
}

fn absent() -> Ids {
    let mut ids: Ids =
        operations::all().iter().flat_map(Operation::kinds).map(|kind| (kind, ABSENT.to_owned())).collect();
    ids.insert("task", "1".into());
    ids.insert("paper", "0".repeat(64));
    ids
}

async fn ask(asker: &Asker, operation: &Operation, request: &Request) -> Answer {
    let client = if operation.path.ends_with("/attachments") {
        &asker.client.with("content-type", "text/plain")
    } else {
        &asker.client
    };
    let body = request.body.as_ref().map(Value::to_string);
    client.send(&operation.method.to_uppercase(), &request.path, body).await
}

/// What can be told from an answer: its status and body, without the id that was asked for and without moments.
fn told(answer: &Answer, asked: &str) -> (u16, String) {
    let text = if asked.len() > 8 { answer.text().replace(asked, "*") } else { answer.text() };
    let Ok(mut body) = serde_json::from_str::<Value>(&text) else { return (answer.status, text) };
    forget_moments(&mut body);
    (answer.status, body.to_string())
}

fn forget_moments(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| key != "request_id" && key != "task" && !key.ends_with("_ms"));
            map.values_mut().for_each(forget_moments);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_moments),
        _ => {}
    }
}

/// Whether somebody sees the thing, by the page that shows it.
async fn sees(asker: &Asker, kind: &str, things: &Ids) -> bool {
    let page = |room: &str, of: &str| format!("/api/v1{room}/{}", things[of]);
    let path = match kind {
        "call" | "recording" => page("/calls", "call"),
        "customer" => page("/customers", "customer"),
        "person" => page("/people", "person"),
        FOUND_BY_NAME => return asker.name != PROGRAM,
        "instance" | "task" => page("/instances", "instance"),
        "notice" => page("/notices", "notice"),
        "paper" => page("/attachments", "paper"),
        "grant" => page("/access/grants", "grant"),
        "sample" => page("/audit/samples", "sample"),
        "change" => page("/rulebook/changes", "change"),
        "order" => page("/orders", "order"),
        "delegation" => return is_listed(asker, &["/delegations"], &things["delegation"]).await,
        "suspension" => return is_listed(asker, &["/access/suspensions"], &things["suspension"]).await,
        "token" => return is_listed(asker, &["/account/tokens", "/tokens"], &things["token"]).await,
        "session" => return is_listed(asker, &["/account/sessions"], &things["session"]).await,
        _ if NOBODYS.contains(&kind) => return false,
        _ => panic!("tests/web/swapping.rs does not know the page of a `{kind}`"),
    };
    asker.client.get(&path).await.status == 200
}

async fn is_listed(asker: &Asker, rooms: &[&str], id: &str) -> bool {
    for room in rooms {
        if asker.client.get(&format!("/api/v1{room}")).await.text().contains(id) {
            return true;
        }
    }
    false
}

async fn askers(world: &World) -> Vec<Asker> {
    let mut askers = Vec::new();
    for name in ASKERS {
        askers.push(Asker { name, client: world.as_user(name).await });
    }
    let scope = Some(vec!["call:view".to_owned()]);
    let asked = NewToken { days: 1, name: "narrow", scope };
    let (token, _) = world.running.app.office.issue_token("supervisor", asked).await.expect("issued");
    let bearer = format!("Bearer {}", token.to_bearer());
    askers.push(Asker { name: PROGRAM, client: world.client().with("authorization", &bearer) });
    askers
}

struct Sweep {
    world: World,
    askers: Vec<Asker>,
    own: Ids,
    foreign: Ids,
    absent: Ids,
    operations: Vec<Operation>,
    wrong: Vec<String>,
}

impl Sweep {
    async fn new() -> Self {
        let world = World::start().await;
        let own = things_of(&world, "agent1", ["agent2", "agent3"], "agent3").await;
        let foreign = things_of(&world, "agent7", ["agent8", "agent9"], "agent9").await;
        let operations = operations::all().into_iter().filter(|operation| !operation.kinds().is_empty()).collect();
        Self { askers: askers(&world).await, world, own, foreign, absent: absent(), operations, wrong: Vec::new() }
    }

    /// Kind by kind, who sees the things of agent1 and of agent7.
    async fn sight(&self) -> String {
        let mut kinds: Vec<_> = self.absent.keys().copied().filter(|kind| !NOBODYS.contains(kind)).collect();
        kinds.sort_unstable();
        let mut table = String::from("# of whom: agent1 of team1 / agent7 of team2\n");
        for kind in kinds {
            writeln!(table, "{kind}").expect("text");
            for asker in &self.askers {
                let word = |sees| if sees { "sees" } else { "-" };
                let (own, foreign) = (sees(asker, kind, &self.own).await, sees(asker, kind, &self.foreign).await);
                writeln!(table, "  {:<10} {:<4} / {}", asker.name, word(own), word(foreign)).expect("text");
            }
        }
        table
    }

    /// Of each operation and kind whom to ask, with whether they see the foreign thing.
    async fn cases(&self) -> Vec<(usize, &'static str, usize, bool)> {
        let mut cases = Vec::new();
        for (number, asker) in self.askers.iter().enumerate() {
            let mut known: std::collections::HashMap<&str, bool> = Default::default();
            let sees_order = sees(asker, "order", &self.foreign).await;
            for (of, operation) in self.operations.iter().enumerate() {
                for kind in operation.kinds() {
                    let sees = match known.get(kind) {
                        Some(sees) => *sees,
                        None => sees(asker, kind, &self.foreign).await,
                    };
                    known.insert(kind, sees);
                    // Orders of a customer show to whom orders show, whoever may open the customer's page.
                    let is_by_order = operation.name() == "get /orders" && sees_order;
                    cases.push((of, kind, number, sees || is_by_order));
                }
            }
        }
        cases
    }

    /// A foreign thing that is not seen, and none at all.
    async fn compare_unseen(&mut self, of: usize, kind: &'static str, asker: usize) {
        let (operation, asker) = (&self.operations[of], &self.askers[asker]);
        let foreign = operation.request(&swapped(&self.own, kind, &self.foreign));
        let none = operation.request(&swapped(&self.own, kind, &self.absent));
        let (there, missing) = (ask(asker, operation, &foreign).await, ask(asker, operation, &none).await);
        let told_there = told(&there, &self.foreign[kind]);
        let told_missing = told(&missing, &self.absent[kind]);
        let is_refused = operation.is_read() || there.status >= 400 || told_there == told_missing;
        if there.status >= 500 || missing.status >= 500 || told_there != told_missing || !is_refused {
            let name = operation.name();
            self.wrong.push(format!("{name} {kind} {}: foreign {told_there:?}, absent {told_missing:?}", asker.name));
        }
    }

    /// What is no id, and the id of something else.
    async fn ask_nonsense(&mut self, of: usize, kind: &'static str, asker: usize) {
        let (operation, asker) = (&self.operations[of], &self.askers[asker]);
        let other = if matches!(kind, "call") { &self.own["customer"] } else { &self.own["call"] };
        let none = operation.request(&swapped(&self.own, kind, &self.absent));
        let missing = told(&ask(asker, operation, &none).await, &self.absent[kind]);
        for id in ["'%22x", other.as_str()] {
            let mut ids = self.own.clone();
            ids.insert(kind, id.to_owned());
            let answer = ask(asker, operation, &operation.request(&ids)).await;
            let is_nothing = told(&answer, id) == missing;
            if !(400..500).contains(&answer.status) && !is_nothing {
                self.wrong.push(format!("{} {kind} {} `{id}`: {}", operation.name(), asker.name, answer.text()));
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_id_tells_nothing_and_does_nothing() {
    let mut sweep = Sweep::new().await;
    compare("tests/web/expected-sight.txt", &sweep.sight().await);
    let cases = sweep.cases().await;
    let before = sweep.world.last_seq().await;
    let mut unseen = 0;
    for (of, kind, asker, sees) in &cases {
        // A task is asked for with its instance.
        if !sees && *kind != "task" && !NOBODYS.contains(kind) {
            sweep.compare_unseen(*of, kind, *asker).await;
            unseen += 1;
        }
    }
    let mut done = sweep.world.kinds_after(before).await;
    done.retain(|kind| kind != "act_denied");
    for (of, kind, asker, _) in &cases {
        sweep.ask_nonsense(*of, kind, *asker).await;
    }
    assert!(sweep.wrong.is_empty(), "{} wrong: {:#?}", sweep.wrong.len(), sweep.wrong);
    assert_eq!(done, Vec::<String>::new(), "nothing was done to what is not seen");
    assert!(unseen > 300 && cases.len() > 700, "{unseen} of {}", cases.len());
}

//! Flows over HTTP: a leave from the slip to the last signature, two people at one task, and everything that is refused.

use super::client::{Answer, Client};
use super::world::World;
use serde_json::{Value, json};

pub const V1: &str = "/api/v1";

pub fn slip(days: u32) -> Value {
    json!({
        "kind": "personal", "from": "2030-01-10", "to": format!("2030-01-{}", 9 + days), "days": days, "reason": "家中有事",
    })
}

/// Starts a leave and gives its id.
pub async fn leave(applicant: &Client, days: u32) -> String {
    let answer = applicant.post(&format!("{V1}/flows/leave/start"), json!({"data": slip(days)})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// The number of the reader's open task in this instance.
pub async fn task_in(client: &Client, instance: &str) -> Option<u64> {
    let page = client.get(&format!("{V1}/tasks")).await.json();
    let rows = page["items"].as_array().expect("rows").clone();
    rows.iter().find(|row| row["instance"] == instance).and_then(|row| row["task"].as_u64())
}

pub async fn complete(client: &Client, instance: &str, task: u64, body: Value) -> Answer {
    client.post(&format!("{V1}/tasks/{instance}/{task}/complete"), body).await
}

async fn do_own(client: &Client, instance: &str, body: Value) -> Value {
    let task = task_in(client, instance).await.expect("a task in the inbox");
    let answer = complete(client, instance, task, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn kinds(instance: &Value) -> Vec<String> {
    let story = instance["story"].as_array().expect("a story");
    story.iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

#[tokio::test]
async fn flow_01_a_leave_of_a_day_needs_the_leader_and_tells_the_manager() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let catalogue = agent.get(&format!("{V1}/flows")).await.json();
    let leaves = catalogue["items"].as_array().expect("flows").iter().find(|row| row["key"] == "leave").cloned();
    assert_eq!(leaves.expect("leave")["starts"][0]["key"], "apply");
    let id = leave(&agent, 1).await;
    assert_eq!(task_in(&agent, &id).await, None, "nobody decides their own request");
    let task = task_in(&leader, &id).await.expect("the leader's");
    let page = leader.get(&format!("{V1}/tasks/{id}/{task}")).await.json();
    assert_eq!((&page["step"]["key"], &page["allowed"]["complete"]), (&json!("review"), &json!(true)), "{page}");
    assert_eq!(page["applicant"]["name"], "王芳");
    let counts = leader.get(&format!("{V1}/tasks/counts")).await.json();
    assert!(counts["open"].as_u64() >= Some(1), "{counts}");
    let view = do_own(&leader, &id, json!({"outcome": "agree"})).await;
    assert!(kinds(&view).contains(&"task_closed".to_owned()), "{:?}", kinds(&view));
    let told = world.as_user("manager").await.get(&format!("{V1}/notices")).await.json();
    assert!(told["items"].as_array().expect("notices").iter().any(|notice| notice["instance"] == id), "{told}");
    // Until the first day it may be cancelled, by who applied.
    let cancel = format!("{V1}/instances/{id}/messages/cancel");
    assert_eq!(leader.post(&cancel, json!({})).await.problem(), (403, "not_yours".into()));
    let ended = agent.post(&cancel, json!({})).await;
    assert_eq!((ended.status, &ended.json()["end"]["key"]), (200, &json!("cancelled")), "{}", ended.text());
    assert_eq!(agent.post(&cancel, json!({})).await.problem(), (409, "instance_ended".into()));
    let facts = world.kinds_after(0).await;
    assert!(facts.contains(&"instance_ended".to_owned()) && facts.contains(&"service_undone".to_owned()), "{facts:?}");
}

#[tokio::test]
async fn flow_01_three_days_go_on_to_the_manager_and_to_hr() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let (manager, hr) = (world.as_user("manager").await, world.as_user("hr").await);
    let id = leave(&agent, 3).await;
    assert_eq!(task_in(&manager, &id).await, None, "the leader is first");
    assert_eq!(hr.get(&format!("{V1}/instances/{id}")).await.status, 404, "not HR's yet");
    do_own(&leader, &id, json!({"outcome": "agree"})).await;
    do_own(&manager, &id, json!({"outcome": "agree"})).await;
    let view = do_own(&hr, &id, json!({"outcome": "done", "data": {"entry_no": "HR-1"}})).await;
    let actors: Vec<&str> = view["story"]
        .as_array()
        .expect("a story")
        .iter()
        .filter(|entry| entry["kind"] == "task_closed")
        .filter_map(|entry| entry["actor"]["name"].as_str())
        .collect();
    assert_eq!(actors, ["陈立", "周明华", "唐悦"]);
    let done = manager.get(&format!("{V1}/tasks?box=done")).await.json();
    assert_eq!(done["items"][0]["instance"], id, "{done}");
}

#[tokio::test]
async fn of_two_who_do_one_task_at_once_one_wins_and_the_other_is_told() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let deputy = world.as_user("leader2").await;
    let now = world.running.app.office.now().0;
    let given = leader
        .post(
            &format!("{V1}/delegations"),
            json!({"absent": world.person("leader1"), "deputy": world.person("leader2"), "from_ms": now,
                "until_ms": now + 86_400_000, "reason": "年假"}),
        )
        .await;
    assert_eq!(given.status, 201, "{}", given.text());
    for _ in 0..4 {
        let id = leave(&agent, 1).await;
        let task = task_in(&leader, &id).await.expect("the leader's");
        assert_eq!(task_in(&deputy, &id).await, Some(task), "the deputy's too");
        let before = world.last_seq().await;
        let body = json!({"outcome": "agree"});
        let (one, other) =
            tokio::join!(complete(&leader, &id, task, body.clone()), complete(&deputy, &id, task, body.clone()));
        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!(won.status, 200, "{}", won.text());
        assert_eq!(lost.problem(), (409, "task_closed".into()));
        assert!(lost.json()["detail"].as_str().is_some_and(|words| words.contains("办理")), "{}", lost.text());
        let closed = world.kinds_after(before).await.iter().filter(|kind| *kind == "task_closed").count();
        assert_eq!(closed, 1, "it happened once");
    }
}

#[tokio::test]
async fn a_foreign_case_and_an_absent_one_look_the_same() {
    let world = World::start().await;
    let id = leave(&world.as_user("agent1").await, 1).await;
    let task = task_in(&world.as_user("leader1").await, &id).await.expect("a task");
    let absent = uuid::Uuid::now_v7().to_string();
    let stranger = world.as_user("agent7").await;
    let before = world.last_seq().await;
    for path in ["", "/claim", "/give_back", "/complete", "/reassign", "/add_signer", "/return"] {
        let body = match path {
            "" => None,
            "/complete" => Some(json!({"outcome": "agree"})),
            "/reassign" => Some(json!({"to": world.person("agent7")})),
            "/add_signer" => Some(json!({"signer": world.person("agent7")})),
            "/return" => Some(json!({"to": "apply"})),
            _ => Some(json!({})),
        };
        let ask = async |instance: &str, task: u64| {
            let path = format!("{V1}/tasks/{instance}/{task}{path}");
            let method = if body.is_some() { "POST" } else { "GET" };
            stranger.send(method, &path, body.as_ref().map(Value::to_string)).await.problem()
        };
        assert_eq!(ask(&id, task).await, ask(&absent, task).await, "{path}");
        assert_eq!(ask(&id, task).await, (404, "not_found".into()), "{path}");
    }
    for path in [format!("{V1}/instances/{id}"), format!("{V1}/instances/nothing"), format!("{V1}/tasks/{id}/x")] {
        assert_eq!(stranger.get(&path).await.problem(), (404, "not_found".into()), "{path}");
    }
    for (path, body) in [("messages/cancel", json!({})), ("take_back", json!({"step": "apply"}))] {
        let answer = stranger.post(&format!("{V1}/instances/{id}/{path}"), body).await;
        assert_eq!(answer.problem(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(world.last_seq().await, before, "nothing changed");
}

#[tokio::test]
async fn who_sees_a_case_may_not_do_its_tasks_for_that() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let id = leave(&agent, 1).await;
    let task = task_in(&world.as_user("leader1").await, &id).await.expect("a task");
    for (user, clause) in [("agent1", "X-04"), ("manager", "AUTH-06"), ("auditor", "AUTH-46")] {
        let client = world.as_user(user).await;
        assert_eq!(client.get(&format!("{V1}/tasks/{id}/{task}")).await.status, 200, "{user} sees it");
        let answer = complete(&client, &id, task, json!({"outcome": "agree"})).await;
        assert_eq!(answer.problem(), (403, "denied".into()), "{user}");
        let reasons = answer.json()["reasons"].as_array().expect("reasons").clone();
        assert!(reasons.iter().any(|reason| reason["clause"] == clause), "{user}: {}", answer.text());
    }
    // Handing the own request to a friend is no way around it.
    let friend = json!({"to": world.person("agent2")});
    let answer = agent.post(&format!("{V1}/tasks/{id}/{task}/reassign"), friend).await;
    assert_eq!(answer.problem(), (403, "denied".into()));
}

#[tokio::test]
async fn what_is_wrong_in_a_form_is_told_field_by_field() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let start = format!("{V1}/flows/leave/start");
    let before = world.last_seq().await;
    let with = |field: &str, value: Value| {
        let mut data = slip(1);
        data[field] = value;
        json!({ "data": data })
    };
    for (body, path) in [
        (json!({"data": {}}), "/kind"),
        (with("days", json!("three")), "/days"),
        (with("kind", json!("world tour")), "/kind"),
        (with("from", json!("2030-13-45")), "/from"),
        (with("reason", json!("")), "/reason"),
        (with("salary", json!(1)), "/salary"),
        (with("stand_in", json!(uuid::Uuid::now_v7())), "/stand_in"),
        (with("to", json!("2030-01-01")), ""),
    ] {
        let answer = agent.post(&start, body.clone()).await;
        assert_eq!(answer.problem(), (422, "bad_form".into()), "{body}: {}", answer.text());
        let fields = answer.json()["fields"].as_array().expect("fields").clone();
        let found = fields.iter().find(|field| field["path"] == path).unwrap_or_else(|| panic!("{path}: {fields:?}"));
        assert!(!found["zh"].as_str().unwrap_or("").is_empty() && !found["en"].as_str().unwrap_or("").is_empty());
    }
    assert_eq!(world.last_seq().await, before, "nothing changed");
}

#[tokio::test]
async fn bodies_take_what_is_named_and_nothing_else() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let id = leave(&agent, 1).await;
    let task = task_in(&leader, &id).await.expect("a task");
    let own = world.person("leader1");
    for (path, body) in [
        ("flows/leave/start".to_owned(), json!({"data": slip(1), "applicant": own})),
        (format!("tasks/{id}/{task}/complete"), json!({"outcome": "agree", "actor": own})),
        (format!("tasks/{id}/{task}/reassign"), json!({"to": own, "by": own})),
        (format!("tasks/{id}/{task}/return"), json!({"to": "apply", "max": 99})),
        ("tasks/complete".into(), json!({"tasks": [{"instance": id, "task": task, "by": own}], "outcome": "agree"})),
        (format!("instances/{id}/messages/cancel"), json!({"data": {}, "by": own})),
        ("delegations".into(), json!({"absent": own, "deputy": own, "from_ms": 1, "until_ms": 2, "id": own})),
        ("notices".into(), json!({"people": [own], "title": "a", "text": "b", "from": own})),
    ] {
        let answer = leader.post(&format!("{V1}/{path}"), body).await;
        assert_eq!(answer.problem(), (422, "bad_input".into()), "{path}");
    }
    for query in
        ["tasks?owner=x", "instances?box=everything", "notices?box=mine", "lookup?kind=password", "tasks?limit=-1"]
    {
        assert_eq!(leader.get(&format!("{V1}/{query}")).await.problem(), (422, "bad_input".into()), "{query}");
    }
    for query in ["tasks?cursor=x", "instances?cursor=x", "notices?cursor=x", "records?cursor=x"] {
        assert_eq!(leader.get(&format!("{V1}/{query}")).await.problem(), (422, "bad_input".into()), "{query}");
    }
    let broken = leader.send("POST", &format!("{V1}/tasks/{id}/{task}/complete"), Some("{".into())).await;
    assert_eq!(broken.problem(), (400, "bad_json".into()));
    let unknown = complete(&leader, &id, task, json!({"outcome": "perhaps"})).await;
    assert_eq!(unknown.problem(), (422, "no_such_outcome".into()));
    let nowhere = leader.post(&format!("{V1}/tasks/{id}/{task}/return"), json!({"to": "apply"})).await;
    assert_eq!(nowhere.problem(), (422, "cannot_return".into()));
    let huge = json!({"data": {"reason": "长".repeat(120_000)}});
    let refused = agent.post(&format!("{V1}/flows/leave/start"), huge).await;
    assert_eq!(refused.problem(), (413, "too_large".into()));
    assert_eq!(agent.post(&format!("{V1}/flows/nothing/start"), json!({})).await.problem(), (404, "not_found".into()));
    let other = agent.post(&format!("{V1}/flows/leave/start"), json!({"start": "resign", "data": slip(1)})).await;
    assert_eq!(other.problem(), (422, "no_such_start".into()));
    let not_mine = agent.post(&format!("{V1}/flows/goods-loan/start"), json!({"data": {}})).await;
    assert_eq!(not_mine.problem(), (403, "not_yours".into()));
}

#[tokio::test]
async fn a_repeated_request_does_nothing_twice() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let start = format!("{V1}/flows/leave/start");
    let keyed = agent.with("idempotency-key", "k-1");
    let first = keyed.post(&start, json!({"data": slip(1)})).await.json();
    let again = keyed.post(&start, json!({"data": slip(1)})).await;
    assert_eq!((again.status, &again.json()["id"]), (201, &first["id"]));
    assert_eq!(keyed.post(&start, json!({"data": slip(2)})).await.problem(), (409, "key_reused".into()));
    let mine = agent.get(&format!("{V1}/instances?box=mine")).await.json();
    assert_eq!(mine["items"].as_array().map(Vec::len), Some(1), "{mine}");
    let id = first["id"].as_str().expect("an id");
    let task = task_in(&leader, id).await.expect("a task");
    let keyed = leader.with("idempotency-key", "k-2");
    for _ in 0..2 {
        let answer = complete(&keyed, id, task, json!({"outcome": "agree"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let without = complete(&leader, id, task, json!({"outcome": "agree"})).await;
    assert_eq!(without.problem(), (409, "task_closed".into()));
    // A refused request leaves its key free.
    let keyed = agent.with("idempotency-key", "k-3");
    assert_eq!(keyed.post(&start, json!({"data": {}})).await.status, 422);
    assert_eq!(keyed.post(&start, json!({"data": slip(1)})).await.status, 201);
}

#[tokio::test]
async fn lists_show_what_their_reader_may_see() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut own = vec![leave(&agent, 1).await, leave(&agent, 1).await, leave(&agent, 2).await];
    let other = leave(&world.as_user("agent7").await, 1).await;
    let shown = async |user: &str, query: &str| {
        let answer = world.as_user(user).await.get(&format!("{V1}/instances?{query}")).await;
        if answer.status != 200 {
            return Err(answer.problem().0);
        }
        let page = answer.json();
        let mut ids: Vec<String> = page["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["id"].as_str().expect("an id").to_owned())
            .collect();
        ids.sort();
        Ok(ids)
    };
    own.sort();
    let mut all = [own.clone(), vec![other.clone()]].concat();
    all.sort();
    for (user, query, expected) in [
        ("agent1", "box=mine", Ok(own.clone())),
        ("agent7", "box=mine", Ok(vec![other.clone()])),
        ("agent2", "box=mine", Ok(vec![])),
        ("leader1", "box=team", Ok(own.clone())),
        ("leader2", "box=team", Ok(vec![other])),
        ("manager", "box=all&flow=leave", Ok(all.clone())),
        ("auditor", "box=all&flow=leave", Ok(all)),
        ("agent1", "box=all", Err(403)),
        ("agent1", "box=team", Err(403)),
        ("hr", "box=all", Err(403)),
        ("gm", "box=all", Err(403)),
        ("manager", "box=all&flow=leave&state=ended", Ok(vec![])),
    ] {
        assert_eq!(shown(user, query).await, expected, "{user} {query}");
    }
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = agent.get(&format!("{V1}/instances?box=mine&limit=2{cursor}")).await.json();
        paged.extend(
            page["items"].as_array().expect("rows").iter().map(|row| row["id"].as_str().expect("id").to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    paged.sort();
    assert_eq!(paged, own, "every row once");
}

#[tokio::test]
async fn a_draft_is_its_writers_alone() {
    let world = World::start().await;
    let (agent, other) = (world.as_user("agent1").await, world.as_user("agent2").await);
    let draft = format!("{V1}/drafts/start:leave");
    assert_eq!(agent.get(&draft).await.json(), Value::Null);
    let put = async |client: &Client, path: &str, body: Value| client.send("PUT", path, Some(body.to_string())).await;
    assert_eq!(put(&agent, &draft, json!({"data": {"reason": "半句"}})).await.status, 204);
    let kept = agent.get(&draft).await.json();
    assert_eq!(kept["data"]["reason"], "半句");
    assert!(kept["saved_ms"].is_i64());
    assert_eq!(other.get(&draft).await.json(), Value::Null);
    assert_eq!(agent.delete(&draft).await.status, 204);
    assert_eq!(agent.get(&draft).await.json(), Value::Null);
    assert_eq!(put(&agent, &draft, json!({"data": {"reason": "长".repeat(120_000)}})).await.problem().0, 413);
    assert_eq!(put(&agent, &format!("{V1}/drafts/start:nothing"), json!({"data": {}})).await.status / 100, 4);
    // A draft goes with the form it became.
    assert_eq!(put(&agent, &draft, json!({"data": {"reason": "半句"}})).await.status, 204);
    leave(&agent, 1).await;
    assert_eq!(agent.get(&draft).await.json(), Value::Null);
}

#[tokio::test]
async fn a_signed_step_asks_for_the_password_and_keeps_the_session() {
    let world = World::start().await;
    let (manager, gm) = (world.as_user("manager").await, world.as_user("gm").await);
    let page = manager.get(&format!("{V1}/flows/goods-loan")).await.json();
    assert_eq!(page["start_forms"][0]["form"], "loan-request", "{page}");
    let data = json!({
        "loan_goods": [{"goods": "样品", "quantity": 1}], "loan_purpose": "培训", "return_on": "2030-01-10",
    });
    let started = manager.post(&format!("{V1}/flows/goods-loan/start"), json!({"data": data})).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let id = started.json()["id"].as_str().expect("an id").to_owned();
    let task = task_in(&gm, &id).await.expect("the general manager's");
    for (password, code) in [(None, "password_needed"), (Some("nonsense"), "wrong_signature")] {
        let answer = complete(&gm, &id, task, json!({"outcome": "agree", "password": password})).await;
        assert_eq!(answer.problem(), (403, code.into()));
    }
    assert_eq!(gm.get(&format!("{V1}/session")).await.status, 200, "still logged in");
    let signed = complete(&gm, &id, task, json!({"outcome": "agree", "password": "qiao-demo"})).await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    let story = signed.json()["story"].as_array().expect("a story").clone();
    assert!(story.iter().any(|entry| entry["kind"] == "task_closed" && entry["is_signed"] == true), "{story:?}");
    assert!(!signed.text().contains("qiao-demo"));
}

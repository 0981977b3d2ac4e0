//! A task that several may do: claiming, giving back, handing on, asking for an opinion, and two at once.

use super::client::Client;
use super::desk::Socket;
use super::flows::{V1, complete, leave, task_in};
use super::world::World;
use serde_json::{Value, json};

/// The report of the day, which any leader may make; started by leader1.
async fn report(leader: &Client) -> (String, u64) {
    let started = leader.post(&format!("{V1}/flows/day-report/start"), json!({})).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let id = started.json()["id"].as_str().expect("an id").to_owned();
    let task = task_in(leader, &id).await.expect("a pool's task");
    (id, task)
}

fn filled() -> Value {
    json!({"outcome": "done", "data": {"day_calls": 3, "day_orders": 1, "day_note": "正常"}})
}

async fn act(client: &Client, id: &str, task: u64, what: &str, body: Value) -> super::client::Answer {
    client.post(&format!("{V1}/tasks/{id}/{task}/{what}"), body).await
}

#[tokio::test]
async fn what_one_has_claimed_another_leaves_alone() {
    let world = World::start().await;
    let (one, two) = (world.as_user("leader1").await, world.as_user("leader2").await);
    let (id, task) = report(&one).await;
    assert_eq!(task_in(&two, &id).await, Some(task));
    let mut socket = Socket::open(&two, "").await;
    socket.next_of("snapshot").await;
    let claimed = act(&one, &id, task, "claim", json!({})).await;
    assert_eq!((claimed.status, &claimed.json()["holder"]["name"]), (200, &json!("陈立")), "{}", claimed.text());
    socket.next_of("inbox").await;
    assert_eq!(task_in(&two, &id).await, None, "it has left the others' inbox");
    let english = two.with("accept-language", "en");
    for what in ["claim", "complete"] {
        let body = if what == "claim" { json!({}) } else { filled() };
        let refused = act(&english, &id, task, what, body).await;
        assert_eq!(refused.problem(), (409, "task_claimed".into()), "{what}");
        assert_eq!(refused.json()["detail"], "陈立 has claimed it");
    }
    assert_eq!(act(&one, &id, task, "give_back", json!({})).await.status, 200);
    socket.next_of("inbox").await;
    assert_eq!(task_in(&two, &id).await, Some(task), "back in the pool");
    // Whoever allots work hands it on; whoever does not may not.
    let to = json!({"to": world.person("leader2")});
    assert_eq!(act(&world.as_user("agent1").await, &id, task, "reassign", to.clone()).await.status, 404);
    assert_eq!(act(&world.as_user("supervisor").await, &id, task, "reassign", to.clone()).await.status, 200);
    assert_eq!(task_in(&one, &id).await, None);
    let nobody = json!({"to": uuid::Uuid::now_v7()});
    assert_eq!(act(&two, &id, task, "reassign", nobody).await.problem(), (422, "bad_input".into()));
    assert_eq!(complete(&two, &id, task, filled()).await.status, 200);
    assert_eq!(act(&two, &id, task, "claim", json!({})).await.problem(), (409, "task_closed".into()));
}

#[tokio::test]
async fn two_who_claim_or_finish_at_once_do_it_once() {
    let world = World::start().await;
    let (one, two) = (world.as_user("leader1").await, world.as_user("leader2").await);
    for round in 0..6 {
        let (id, task) = report(&one).await;
        let what = if round % 2 == 0 { "claim" } else { "complete" };
        let body = if what == "claim" { json!({}) } else { filled() };
        let (first, second) =
            tokio::join!(act(&one, &id, task, what, body.clone()), act(&two, &id, task, what, body.clone()));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{what}: {} {}", first.text(), second.text());
        let lost = if first.status == 409 { first } else { second };
        assert!(matches!(lost.problem().1.as_str(), "task_claimed" | "task_closed"), "{}", lost.text());
    }
}

#[tokio::test]
async fn an_opinion_that_was_asked_for_comes_first() {
    let world = World::start().await;
    let (one, floor) = (world.as_user("leader1").await, world.as_user("floor").await);
    let (id, task) = report(&one).await;
    let signer = json!({"signer": world.person("floor")});
    assert_eq!(act(&one, &id, task, "add_signer", signer).await.status, 200);
    let early = complete(&one, &id, task, filled()).await;
    assert_eq!(early.problem(), (409, "opinion_open".into()));
    let opinion = task_in(&floor, &id).await.expect("an opinion is asked for");
    let page = floor.get(&format!("{V1}/tasks/{id}/{opinion}")).await.json();
    assert_eq!(page["of"], "opinion", "{page}");
    let outcome = page["outcomes"][0]["key"].as_str().expect("an outcome").to_owned();
    let given = complete(&floor, &id, opinion, json!({ "outcome": outcome })).await;
    assert_eq!(given.status, 200, "{}", given.text());
    let done = complete(&one, &id, task, filled()).await;
    assert_eq!(done.status, 200, "{}", done.text());
    // who made it does not receive it, and 撤回 works while nobody has begun the next step.
    assert!(done.json()["take_back"].as_array().is_some_and(|steps| !steps.is_empty()), "{}", done.text());
    let step = done.json()["take_back"][0]["key"].clone();
    let back = one.post(&format!("{V1}/instances/{id}/take_back"), json!({ "step": step })).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert!(task_in(&one, &id).await.is_some(), "to do again");
    let twice = one.post(&format!("{V1}/instances/{id}/take_back"), json!({ "step": step })).await;
    assert_eq!(twice.problem(), (403, "not_yours".into()), "it is nobody's finished step any more");
}

#[tokio::test]
async fn of_many_done_at_once_each_is_done_or_told_why_not() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let id = leave(&agent, 1).await;
    let task = task_in(&leader, &id).await.expect("a task");
    let path = format!("{V1}/tasks/complete");
    let absent = uuid::Uuid::now_v7();
    let tasks = json!([{"instance": id, "task": task}, {"instance": absent, "task": 1}]);
    let answer = leader.post(&path, json!({"tasks": tasks, "outcome": "agree"})).await;
    let items = answer.json()["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 2);
    for (item, code) in items.iter().zip(["bad_input", "not_found"]) {
        assert_eq!((&item["is_done"], &item["code"]), (&json!(false), &json!(code)), "{item}");
    }
    for count in [0, 101] {
        let tasks: Vec<Value> = (0..count).map(|_| json!({"instance": absent, "task": 1})).collect();
        let answer = leader.post(&path, json!({"tasks": tasks, "outcome": "agree"})).await;
        assert_eq!(answer.problem(), (422, "bad_input".into()), "{count}");
    }
}

#[tokio::test]
async fn who_was_disabled_has_no_tasks_and_no_voice() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let id = leave(&agent, 1).await;
    let task = task_in(&leader, &id).await.expect("a task");
    let admin = world.as_user("admin").await;
    let disable = format!("{V1}/people/{}/disable", world.person("leader1"));
    assert_eq!(admin.post(&disable, json!({})).await.status, 204);
    assert_eq!(leader.get(&format!("{V1}/tasks")).await.problem(), (401, "not_logged_in".into()));
    assert_eq!(complete(&leader, &id, task, json!({"outcome": "agree"})).await.problem().0, 401);
}

#[tokio::test]
async fn a_number_that_somebody_wrote_into_a_notice_is_masked_for_everybody() {
    let world = World::start().await;
    let (supervisor, agent) = (world.as_user("supervisor").await, world.as_user("agent1").await);
    let notice = json!({"people": [world.person("agent1")], "title": "回电", "text": "客户 13812345678 请回电"});
    assert_eq!(supervisor.post(&format!("{V1}/notices"), notice).await.status, 201);
    let auditor = world.as_user("auditor").await;
    for (reader, path) in [(&agent, "notices"), (&auditor, "journal?limit=1000")] {
        let shown = reader.get(&format!("{V1}/{path}")).await.text();
        assert!(shown.contains("138****5678") && !shown.contains("13812345678"), "{path}: {shown}");
    }
}

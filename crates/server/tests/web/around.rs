//! Around flows: deputies, notices, papers, finding people, figures and exports, and the word that the inbox has changed.

use super::client::{Answer, Client};
use super::desk::Socket;
use super::flows::{V1, complete, leave, slip, task_in};
use super::world::World;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_deputy_acts_for_the_absent_and_both_names_stay() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let supervisor = world.as_user("supervisor").await;
    let id = leave(&agent, 1).await;
    assert_eq!(task_in(&supervisor, &id).await, None);
    let now = world.running.app.office.now().0;
    let (absent, deputy) = (world.person("leader1"), world.person("supervisor"));
    let given =
        json!({"absent": absent, "deputy": deputy, "from_ms": now, "until_ms": now + 3_600_000, "reason": "年假"});
    let path = format!("{V1}/delegations");
    for (user, status) in [("agent1", 403), ("leader2", 403), ("auditor", 403), ("hr", 403)] {
        let answer = world.as_user(user).await.post(&path, given.clone()).await;
        assert_eq!((answer.status, answer.problem().1), (status, "denied".into()), "{user}");
    }
    let keyed = leader.with("idempotency-key", "d-1");
    let first = keyed.post(&path, given.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(keyed.post(&path, given.clone()).await.json()["id"], first.json()["id"], "a repeat gives no second one");
    assert_eq!(leader.post(&path, given.clone()).await.problem(), (422, "bad_input".into()), "twice in the same time");
    let task = task_in(&supervisor, &id).await.expect("the absent leader's task");
    let row = supervisor.get(&format!("{V1}/tasks/{id}/{task}")).await.json();
    assert_eq!((&row["why"]["because"], &row["why"]["of"]["name"]), (&json!("deputy"), &json!("陈立")), "{row}");
    let view = complete(&supervisor, &id, task, json!({"outcome": "agree"})).await.json();
    let closed =
        view["story"].as_array().expect("a story").iter().find(|entry| entry["kind"] == "task_closed").cloned();
    let closed = closed.expect("it is told");
    assert_eq!((&closed["actor"]["name"], &closed["by"]["name"]), (&json!("陈立"), &json!("赵雅琴")), "{closed}");
    // Over at once when it is ended, and only by who may.
    let delegation = first.json()["id"].as_str().expect("an id").to_owned();
    let other = leave(&agent, 1).await;
    assert!(task_in(&supervisor, &other).await.is_some());
    let end = format!("{path}/{delegation}/end");
    assert_eq!(world.as_user("agent7").await.post(&end, json!({})).await.problem(), (404, "not_found".into()));
    assert_eq!(leader.post(&end, json!({})).await.status, 204);
    assert_eq!(task_in(&supervisor, &other).await, None);
    let own = leader.get(&path).await.json();
    assert!(own["items"].as_array().expect("rows").iter().all(|row| row["id"] != *delegation), "{own}");
}

#[tokio::test]
async fn sys_27_a_notice_tells_its_sender_who_has_read_it() {
    let world = World::start().await;
    let (leader, agent) = (world.as_user("leader1").await, world.as_user("agent1").await);
    let path = format!("{V1}/notices");
    let notice = |teams: Value| json!({"teams": teams, "title": "晨会", "text": "八点半", "must_acknowledge": true});
    assert_eq!(agent.post(&path, notice(json!(["team1"]))).await.problem(), (403, "denied".into()));
    assert_eq!(leader.post(&path, notice(json!(["team2"]))).await.problem(), (403, "denied".into()));
    assert_eq!(leader.post(&path, notice(json!(["team9"]))).await.problem(), (422, "bad_input".into()));
    let keyed = leader.with("idempotency-key", "n-1");
    let sent = keyed.post(&path, notice(json!(["team1"]))).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let id = sent.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(keyed.post(&path, notice(json!(["team1"]))).await.json()["id"], *id, "a repeat sends nothing more");
    let open = agent.get(&format!("{path}?box=open")).await.json();
    assert_eq!(open["items"].as_array().map(Vec::len), Some(1), "{open}");
    assert_eq!(agent.get(&format!("{V1}/tasks/counts")).await.json()["notices_to_acknowledge"], 1);
    let stranger = world.as_user("agent7").await;
    for what in ["read", "acknowledge"] {
        let foreign = stranger.post(&format!("{path}/{id}/{what}"), json!({})).await;
        assert_eq!(foreign.problem(), (404, "not_found".into()));
    }
    assert_eq!(stranger.get(&format!("{path}/{id}")).await.problem(), (404, "not_found".into()));
    let readers = async || {
        let page = leader.get(&format!("{path}/{id}")).await.json();
        let readers = page["readers"].as_array().expect("readers").clone();
        let of = |reader: &&Value| reader["person"]["name"] == "王芳";
        readers.iter().find(of).cloned().expect("agent1 is one of them")
    };
    assert!(readers().await["read_ms"].is_null());
    let before = world.last_seq().await;
    for what in ["read", "acknowledge", "read", "acknowledge"] {
        assert_eq!(agent.post(&format!("{path}/{id}/{what}"), json!({})).await.status, 204);
    }
    assert_eq!(world.kinds_after(before).await, ["notice_read", "notice_acknowledged"], "each once");
    assert!(readers().await["acknowledged_ms"].is_i64());
    // A reader sees themselves, not the others.
    let own = agent.get(&format!("{path}/{id}")).await.json();
    assert_eq!(own["readers"].as_array().map(Vec::len), Some(1), "{own}");
    assert_eq!(leader.get(&format!("{path}?box=sent")).await.json()["items"][0]["id"], *id);
}

async fn upload(client: &Client, name: &str, kind: &str, bytes: &[u8]) -> Answer {
    let cookie = client.cookie.clone().unwrap_or_default();
    let head = format!(
        "POST {V1}/attachments?name={name} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {cookie}\r\n\
         content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        client.address,
        bytes.len()
    );
    client.raw(&[head.as_bytes(), bytes].concat()).await
}

#[tokio::test]
async fn papers_are_checked_by_their_content_and_seen_with_their_case() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let stranger = world.as_user("agent7").await;
    let pdf = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n";
    for (kind, bytes, status, code) in [
        ("application/pdf", &b"MZ\x90\x00 this is a program"[..], 415, "wrong_media_type"),
        ("image/png", &pdf[..], 415, "wrong_media_type"),
        ("text/html", &b"<script>alert(1)</script>"[..], 415, "wrong_media_type"),
        ("application/x-msdownload", &b"MZ"[..], 415, "wrong_media_type"),
        ("", &pdf[..], 415, "wrong_media_type"),
        ("application/pdf", &b""[..], 422, "bad_input"),
    ] {
        let answer = upload(&agent, "a.pdf", kind, bytes).await;
        assert_eq!(answer.problem(), (status, code.into()), "{kind}");
    }
    let mut large = pdf.to_vec();
    large.resize(10 * 1_024 * 1_024 + 1, b' ');
    assert_eq!(upload(&agent, "a.pdf", "application/pdf", &large).await.problem(), (413, "too_large".into()));
    assert_eq!(upload(&world.client(), "a.pdf", "application/pdf", pdf).await.status, 401);
    let auditor = world.as_user("auditor").await;
    assert_eq!(upload(&auditor, "a.pdf", "application/pdf", pdf).await.status, 201, "evidence of a finding");
    let stored = upload(&agent, "%E8%AF%81%E6%98%8E.pdf", "application/pdf; x=1", pdf).await;
    assert_eq!(stored.status, 201, "{}", stored.text());
    let id = stored.json()["id"].as_str().expect("a hash").to_owned();
    assert_eq!((id.len(), &stored.json()["name"]), (64, &json!("证明.pdf")));
    let path = format!("{V1}/attachments/{id}");
    for (client, who) in [(&leader, "leader1"), (&stranger, "agent7")] {
        assert_eq!(client.get(&path).await.problem(), (404, "not_found".into()), "{who}: it stands in no case yet");
    }
    // Naming somebody else's paper in an own form does not open it.
    let mut data = slip(1);
    data["proof"] = json!([id]);
    let stolen = stranger.post(&format!("{V1}/flows/leave/start"), json!({ "data": data })).await;
    assert_eq!(stolen.problem(), (422, "bad_form".into()), "{}", stolen.text());
    let started = agent.post(&format!("{V1}/flows/leave/start"), json!({ "data": data })).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let shown = leader.get(&path).await;
    assert_eq!((shown.status, shown.body.as_slice()), (200, &pdf[..]));
    assert_eq!(shown.header("content-type"), Some("application/pdf"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    let saved = shown.header("content-disposition").expect("a download");
    assert!(saved.starts_with("attachment;") && saved.is_ascii(), "{saved}");
    assert_eq!(stranger.get(&path).await.problem(), (404, "not_found".into()));
    assert_eq!(stranger.get(&format!("{V1}/attachments/..%2f..%2fqiao.db")).await.status, 404);
}

#[tokio::test]
async fn people_are_found_by_name_with_as_little_as_is_needed() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let found = agent.get(&format!("{V1}/lookup?kind=person&q=%E9%99%88")).await.json();
    let labels: Vec<&str> =
        found["items"].as_array().expect("people").iter().filter_map(|item| item["label"].as_str()).collect();
    assert!(labels.contains(&"陈立") && !labels.contains(&"王芳"), "{labels:?}");
    assert_eq!(agent.get(&format!("{V1}/lookup?kind=queue")).await.status, 200);
    assert_eq!(world.client().get(&format!("{V1}/lookup?kind=person")).await.status, 401);
}

#[tokio::test]
async fn figures_records_and_logs_go_to_their_posts() {
    let world = World::start().await;
    leave(&world.as_user("agent1").await, 1).await;
    let now = world.running.app.office.now().0;
    let span = format!("from_ms={}&to_ms={}", now - 3_600_000, now + 60_000);
    for (path, allowed, refused) in [
        (format!("flows/numbers?{span}"), "manager", "agent1"),
        (format!("flows/export?format=ocel&{span}"), "auditor", "supervisor"),
        (format!("flows/export?format=xes&{span}"), "qa", "leader1"),
        ("flows/leave/migration".into(), "manager", "supervisor"),
        ("records".into(), "agent1", "nobody"),
        ("flows/leave/bpmn".into(), "agent1", "nobody"),
    ] {
        let answer = world.as_user(allowed).await.get(&format!("{V1}/{path}")).await;
        assert_eq!(answer.status, 200, "{allowed} {path}: {}", answer.text());
        let client = if refused == "nobody" { world.client() } else { world.as_user(refused).await };
        let status = client.get(&format!("{V1}/{path}")).await.problem().0;
        assert_eq!(status, if refused == "nobody" { 401 } else { 403 }, "{refused} {path}");
    }
    let manager = world.as_user("manager").await;
    let ocel = manager.get(&format!("{V1}/flows/export?format=ocel&{span}")).await;
    assert!(ocel.json()["events"].as_array().is_some_and(|events| !events.is_empty()), "{}", ocel.text());
    assert!(!ocel.text().contains("家中有事"), "no form's data leaves");
    let wrong = manager.get(&format!("{V1}/flows/numbers?from_ms=2&to_ms=1")).await;
    assert_eq!(wrong.problem(), (422, "bad_input".into()));
}

#[tokio::test]
async fn an_inbox_is_told_live_and_nobody_hears_of_others() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut sockets = Vec::new();
    for user in ["leader1", "leader2", "manager", "agent7"] {
        let mut socket = Socket::open(&world.as_user(user).await, "").await;
        socket.next_of("snapshot").await;
        sockets.push(socket);
    }
    let id = leave(&agent, 1).await;
    let told = sockets[0].next_of("inbox").await;
    assert!(told["seq"].as_u64().is_some_and(|seq| seq > 0), "{told}");
    let leader = world.as_user("leader1").await;
    let task = task_in(&leader, &id).await.expect("what it was told of");
    assert_eq!(complete(&leader, &id, task, json!({"outcome": "agree"})).await.status, 200);
    sockets[0].next_of("inbox").await;
    sockets[2].next_of("inbox").await; // The manager's notice.
    // Everybody else heard nothing, and nobody a fact of a flow: the pong is the next thing said.
    for (socket, user) in sockets.iter_mut().zip(["leader1", "leader2", "manager", "agent7"]) {
        socket.say(json!({"type": "ping"})).await;
        loop {
            let message = socket.next().await.expect("open");
            match message["type"].as_str() {
                Some("pong") => break,
                Some("inbox") if matches!(user, "leader1" | "manager") => {}
                _ => panic!("{user} was told {message}"),
            }
        }
    }
}

#[tokio::test]
async fn the_word_of_the_inbox_comes_five_times_a_second_at_most() {
    let world = World::start().await;
    let supervisor = world.as_user("supervisor").await;
    let agent = world.as_user("agent1").await;
    let mut socket = Socket::open(&agent, "").await;
    socket.next_of("snapshot").await;
    let began = Instant::now();
    let mut last = String::new();
    for n in 0..30 {
        let notice = json!({"people": [world.person("agent1")], "title": format!("第 {n} 条"), "text": ""});
        let sent = supervisor.post(&format!("{V1}/notices"), notice).await;
        last = sent.json()["id"].as_str().expect("an id").to_owned();
    }
    let newest = world.last_seq().await;
    let mut words = 0;
    loop {
        words += 1;
        if socket.next_of("inbox").await["seq"].as_u64() >= Some(newest) {
            break;
        }
    }
    let possible = began.elapsed().as_millis() / Duration::from_millis(200).as_millis() + 2;
    assert!(words <= possible, "{words} words in {:?}", began.elapsed());
    assert_eq!(agent.get(&format!("{V1}/notices")).await.json()["items"][0]["id"], *last);
}

//! Logging in and out: PLAT session rules, no telling of who exists, nobody's office locked out.

use super::world::World;
use serde_json::json;

#[tokio::test]
async fn a_session_lasts_from_log_in_to_log_out() {
    let world = World::start().await;
    let mut client = world.client();
    let stranger = client.get("/api/v1/session").await;
    assert_eq!(stranger.problem(), (401, "not_logged_in".into()));
    assert_eq!(stranger.header("x-qiao-demo"), Some("1"), "the login page offers the demo's accounts");
    let answer = client.log_in("agent1", "qiao-demo").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").expect("a cookie");
    for part in ["__Host-qiao=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let me = answer.json();
    assert_eq!(me["person"]["username"], "agent1");
    assert_eq!(me["may"]["desk:use"]["allowed"], true);
    assert_eq!(me["may"]["people:manage"]["allowed"], false);
    assert!(!me["may"]["people:manage"]["reasons"][0]["why_zh"].as_str().expect("why").is_empty());
    assert_eq!(client.get("/api/v1/session").await.json()["person"]["id"], me["person"]["id"]);
    let config = client.get("/api/v1/session/config").await.json();
    assert_eq!(config["queues"].as_array().map(Vec::len), Some(3));
    assert_eq!(config["flows"]["hotline"]["menu"], json!({"name_zh": "主菜单", "name_en": "main menu"}));
    assert!(config["people"].as_array().expect("people").iter().any(|person| person["username"] == "agent1"));
    assert_eq!(client.delete("/api/v1/session").await.status, 204);
    assert_eq!(client.get("/api/v1/session").await.problem(), (401, "not_logged_in".into()));
    let kinds = world.kinds_after(0).await;
    assert!(kinds.contains(&"logged_in".into()) && kinds.contains(&"logged_out".into()), "{kinds:?}");
}

#[tokio::test]
async fn logging_in_again_gives_a_new_session_and_ends_the_old() {
    let world = World::start().await;
    let mut client = world.as_user("agent1").await;
    let old = client.clone();
    assert_eq!(client.log_in("agent1", "qiao-demo").await.status, 200);
    assert_ne!(client.cookie, old.cookie);
    assert_eq!(old.get("/api/v1/session").await.status, 401, "a planted cookie is worth nothing");
    assert_eq!(client.get("/api/v1/session").await.status, 200);
}

#[tokio::test]
async fn nobody_learns_who_exists() {
    let world = World::start().await;
    let admin = world.as_user("admin").await;
    let path = format!("/api/v1/people/{}/disable", world.person("agent9"));
    assert_eq!(admin.post(&path, json!({})).await.status, 204);
    let mut seen = Vec::new();
    for (username, password) in
        [("agent1", "wrong"), ("nobody-here", "wrong"), ("agent9", "qiao-demo"), ("agent1", ""), ("' or 1=1", "x")]
    {
        let answer = world.client().log_in(username, password).await;
        let mut body = answer.json();
        body["request_id"] = json!("");
        seen.push((answer.status, body));
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
    assert_eq!(seen[0].0, 401);
}

#[tokio::test]
async fn guessing_is_stopped_and_others_still_get_in() {
    let world = World::start().await;
    for _ in 0..10 {
        assert_eq!(world.client().log_in("agent2", "wrong").await.problem().1, "wrong_password");
    }
    let refused = world.client().log_in("agent2", "qiao-demo").await;
    assert_eq!(refused.problem(), (429, "too_many_attempts".into()));
    let wait: u64 = refused.header("retry-after").and_then(|text| text.parse().ok()).expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(world.client().log_in("agent3", "qiao-demo").await.status, 200, "the colleague beside them");
}

#[tokio::test]
async fn problems_speak_the_readers_language() {
    let world = World::start().await;
    let client = world.client();
    assert_eq!(client.get("/api/v1/session").await.json()["title"], "请先登录");
    let english = client.with("accept-language", "en-GB,en;q=0.8").get("/api/v1/session").await;
    assert_eq!(english.json()["title"], "Please log in");
}

#[tokio::test]
async fn input_that_cannot_be_read_is_told_where() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let supervisor = world.as_user("supervisor").await;
    let (call, _) = world.call_of("agent1", "13800000001").await;
    let disposition = format!("/api/v1/calls/{call}/disposition");
    let cases = [
        ("POST", "/api/v1/session", "{", 400, "bad_json"),
        ("POST", "/api/v1/session", r#"{"username":"a"}"#, 422, "bad_input"),
        ("POST", "/api/v1/session", r#"{"username":"a","password":"b","role":"admin"}"#, 422, "bad_input"),
        ("POST", &disposition, r#"{"code":"no-such-code"}"#, 422, "bad_input"),
        ("POST", &disposition, r#"{"code":7}"#, 422, "bad_input"),
        ("GET", "/api/v1/calls?limit=many", "", 422, "bad_input"),
        ("GET", "/api/v1/calls?sort=from", "", 422, "bad_input"),
        ("GET", "/api/v1/calls?cursor=x", "", 422, "bad_input"),
        ("GET", "/api/v1/calls/not-an-id", "", 404, "not_found"),
        ("GET", "/api/v1/nothing", "", 404, "not_found"),
        ("DELETE", "/api/v1/calls", "", 405, "method_not_allowed"),
    ];
    for (method, path, body, status, code) in cases {
        let answer = agent.send(method, path, (!body.is_empty()).then(|| body.to_owned())).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{method} {path} {body}");
    }
    let answer = supervisor.get("/api/v1/reports/queues?from_ms=10&until_ms=5").await;
    assert_eq!(answer.problem(), (422, "bad_input".into()));
    let text = agent.with("content-type", "text/plain").post("/api/v1/session", json!({})).await;
    assert_eq!(text.problem(), (415, "wrong_type".into()));
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_silence_or_a_shift() {
    let world = World::start().await;
    let (idle, busy) = (world.as_user("agent1").await, world.as_user("agent2").await);
    world.pass_minutes(29);
    assert_eq!(busy.get("/api/v1/session").await.status, 200);
    world.pass_minutes(2);
    let before = world.last_seq().await;
    assert_eq!(idle.get("/api/v1/session").await.status, 401);
    assert_eq!(world.kinds_after(before).await, ["logged_out"]);
    // Twelve hours are over at last, however busy somebody is.
    for _ in 0..24 {
        assert_eq!(busy.get("/api/v1/session").await.status, 200);
        world.pass_minutes(28);
    }
    world.pass_minutes(20);
    assert_eq!(busy.get("/api/v1/session").await.status, 401);
}

#[tokio::test]
async fn a_session_that_nobody_uses_is_ended_by_the_sweep() {
    let world = World::start().await;
    let idle = world.as_user("agent1").await;
    world.pass_minutes(31);
    let before = world.last_seq().await;
    world.running.app.office.sweep_sessions().await.expect("swept");
    assert_eq!(world.kinds_after(before).await, ["logged_out"]);
    assert_eq!(idle.get("/api/v1/session").await.status, 401);
}

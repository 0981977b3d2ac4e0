//! The live socket: snapshot and facts, acts, take-over, and an end that acts at once.

use super::client::Client;
use super::world::{World, fact};
use futures::{SinkExt, StreamExt};
use model::{Act, AgentState, AwayReason, CallId, FactBody, LegId, Millis, PhoneNumber, QueueId};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderName;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Far beyond what anything here takes; only a broken server is that slow.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(client: &Client, query: &str) -> Self {
        Self::try_open(client, query, None).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub async fn try_open(client: &Client, query: &str, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{}/api/v1/live{query}", client.address).into_client_request()?;
        if let Some(cookie) = &client.cookie {
            request.headers_mut().insert("cookie", cookie.parse().expect("a header"));
        }
        for (name, value) in &client.headers {
            let name: HeaderName = name.parse().expect("a header");
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a header"));
        }
        let (stream, _) = connect_async(request).await?;
        Ok(Self(stream))
    }

    /// The next JSON message; `None` when the server closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("the server says something") {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next message of this type.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await.unwrap_or_else(|| panic!("closed before a `{kind}`"));
            if message["type"] == kind {
                return message;
            }
        }
    }

    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("open");
    }

    pub async fn act(&mut self, message: Value) -> Value {
        self.say(message.clone()).await;
        loop {
            let reply = self.next().await.expect("open");
            if reply["id"] == message["id"] {
                return reply;
            }
        }
    }
}

#[tokio::test]
async fn a_desk_signs_in_acts_and_hears_why_not() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut socket = Socket::open(&agent, "?desk=1").await;
    let snapshot = socket.next_of("snapshot").await;
    let me = world.person("agent1");
    assert_eq!((&snapshot["me"]["agent"], &snapshot["me"]["is_desk"]), (&json!(me), &json!(true)));
    assert!(snapshot["floor"]["queues"]["aftersale"].is_object(), "{snapshot}");
    let agents = snapshot["floor"]["agents"].as_object().expect("agents");
    assert_eq!(agents.keys().collect::<Vec<_>>(), [&me.to_string()], "an agent sees the own desk only");
    let away = socket.act(json!({"type": "act", "id": 1, "act": "go_away", "reason": "meal"})).await;
    assert_eq!((&away["type"], &away["ok"]), (&json!("reply"), &json!(true)));
    let ready = socket.act(json!({"type": "act", "id": 2, "act": "go_ready"})).await;
    assert_eq!((&ready["ok"], &ready["problem"]["code"]), (&json!(false), &json!("no_audio")));
    let answer = socket.act(json!({"type": "media.offer", "id": 3, "generation": 1, "sdp": "v=0 offer"})).await;
    assert_eq!((&answer["type"], &answer["sdp"]), (&json!("media.answer"), &json!("v=0 answer")));
    let bad = socket.act(json!({"type": "media.offer", "id": 4, "generation": 2, "sdp": "nonsense"})).await;
    assert_eq!(bad["problem"]["code"], "bad_offer");
    let foreign = CallId(uuid::Uuid::now_v7());
    let not_mine = socket.act(json!({"type": "act", "id": 5, "act": "hang_up", "call": foreign})).await;
    assert_eq!(not_mine["problem"]["code"], "denied");
    let forbidden = socket.act(json!({"type": "act", "id": 6, "act": "sign_in"})).await;
    assert_eq!(forbidden["problem"]["code"], "bad_input");
    let unknown = socket.act(json!({"type": "act", "id": 7, "act": "fly"})).await;
    assert_eq!(unknown["problem"]["code"], "bad_input");
    socket.say(json!({"type": "ping"})).await;
    assert!(socket.next_of("pong").await["server_time_ms"].is_i64());
    assert!(
        world.orders.lock().expect("unpoisoned").iter().all(|command| command.by != me || !command.reasons.is_empty())
    );
    let acts = world.acts_of(me);
    assert_eq!(acts[..3], [Act::SignIn, Act::GoAway { reason: AwayReason::Meal }, Act::GoReady]);
}

#[tokio::test]
async fn who_has_not_passed_the_exam_cannot_go_ready() {
    let world = World::start().await;
    let newcomer = world.as_user("newcomer").await;
    let mut socket = Socket::open(&newcomer, "?desk=1").await;
    socket.next_of("snapshot").await;
    let before = world.last_seq().await;
    let refused = socket.act(json!({"type": "act", "id": 1, "act": "go_ready"})).await;
    assert_eq!(refused["problem"]["code"], "denied", "{refused}");
    assert_eq!(refused["problem"]["reasons"][0]["clause"], "AUTH-54");
    assert_eq!(world.kinds_after(before).await, ["act_denied"]);
}

#[tokio::test]
async fn a_watcher_cannot_act() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut socket = Socket::open(&agent, "").await;
    assert_eq!(socket.next_of("snapshot").await["me"]["is_desk"], false);
    let refused = socket.act(json!({"type": "act", "id": 1, "act": "go_ready"})).await;
    assert_eq!(refused["problem"]["code"], "wrong_state");
    assert_eq!(world.acts_of(world.person("agent1")), []);
}

#[tokio::test]
async fn a_newer_window_takes_the_desk_over() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut first = Socket::open(&agent, "?desk=1").await;
    first.next_of("snapshot").await;
    let mut second = Socket::open(&agent, "?desk=1").await;
    second.next_of("snapshot").await;
    assert_eq!(first.next_of("bye").await["reason"], "taken_over");
    assert!(first.next().await.is_none());
    assert_eq!(second.act(json!({"type": "act", "id": 1, "act": "go_away", "reason": "break"})).await["ok"], true);
    let signed_out = world.acts_of(world.person("agent1")).iter().any(|act| matches!(act, Act::SignOut { .. }));
    assert!(!signed_out, "the desk moved, it was not left");
}

#[tokio::test]
async fn a_disabled_account_is_out_within_a_second() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut desk = Socket::open(&agent, "?desk=1").await;
    desk.next_of("snapshot").await;
    let admin = world.as_user("admin").await;
    let person = world.person("agent1");
    let begun = std::time::Instant::now();
    assert_eq!(admin.post(&format!("/api/v1/people/{person}/disable"), json!({})).await.status, 204);
    assert_eq!(desk.next_of("bye").await["reason"], "disabled");
    assert!(desk.next().await.is_none());
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(agent.get("/api/v1/session").await.status, 401);
    let acts = world.acts_of(person);
    assert!(acts.contains(&Act::SignOut { is_final: true }), "{acts:?}");
    let obeyed = world.orders.lock().expect("unpoisoned").iter().any(|command| match &command.act {
        Act::Obey { routing } => routing.agents.iter().any(|agent| agent.person == person && !agent.may_take_calls),
        _ => false,
    });
    assert!(obeyed, "the switch knows");
    assert_eq!(admin.post(&format!("/api/v1/people/{person}/enable"), json!({})).await.status, 204);
    assert_eq!(world.client().log_in("agent1", "qiao-demo").await.status, 200);
}

#[tokio::test]
async fn logging_out_closes_the_sockets_of_that_session_only() {
    let world = World::start().await;
    let (here, there) = (world.as_user("supervisor").await, world.as_user("supervisor").await);
    let mut gone = Socket::open(&here, "").await;
    let mut stays = Socket::open(&there, "").await;
    gone.next_of("snapshot").await;
    stays.next_of("snapshot").await;
    assert_eq!(here.delete("/api/v1/session").await.status, 204);
    assert_eq!(gone.next_of("bye").await["reason"], "logged_out");
    stays.say(json!({"type": "ping"})).await;
    stays.next_of("pong").await;
}

#[tokio::test]
async fn facts_come_in_order_masked_and_only_to_whom_they_concern() {
    let world = World::start().await;
    let mut floor = Socket::open(&world.as_user("supervisor").await, "").await;
    let mut mine = Socket::open(&world.as_user("agent1").await, "").await;
    let mut other = Socket::open(&world.as_user("agent7").await, "").await;
    let from_seq = floor.next_of("snapshot").await["seq"].as_u64().expect("a number");
    mine.next_of("snapshot").await;
    other.next_of("snapshot").await;
    let (call, agent) = (CallId(uuid::Uuid::now_v7()), world.person("agent1"));
    let (queue, leg) = (QueueId::from("aftersale"), LegId { call, number: 1 });
    let at = world.running.app.office.now();
    let from = PhoneNumber::from_wire("13812345678");
    world
        .commit(vec![
            fact(at, FactBody::CallStarted { call, from, to: "95000".into(), trunk: "demo".into() }),
            fact(at, FactBody::QueueEntered { call, queue: queue.clone(), priority: 0, skills: vec![] }),
            fact(at, FactBody::OfferMade { call, leg, agent, queue, wait_ms: Millis(0) }),
            fact(
                at,
                FactBody::AgentStateChanged {
                    agent,
                    state: AgentState::Ringing { call, until: at + Millis(15_000) },
                    cause: None,
                },
            ),
            fact(at, FactBody::BrowserPhoneConnected { agent: world.person("agent7") }),
        ])
        .await;
    let mut last = from_seq;
    for kind in ["call_started", "queue_entered", "offer_made", "agent_state_changed", "browser_phone_connected"] {
        let message = floor.next_of("fact").await;
        assert_eq!(message["fact"]["kind"], kind);
        assert!(!message.to_string().contains("12345678"), "{message}");
        let seq = message["fact"]["seq"].as_u64().expect("a number");
        assert!(seq > last, "in order");
        last = seq;
    }
    // The agent hears of the queue; when it rings here, the whole call comes into sight.
    assert_eq!(mine.next_of("fact").await["fact"]["kind"], "queue_entered");
    let rings = mine.next_of("snapshot").await;
    assert_eq!(rings["floor"]["calls"][call.to_string()]["from_masked"], "138****5678", "{rings}");
    assert_eq!(rings["floor"]["agents"][agent.to_string()]["state"], "ringing");
    // The colleague hears of the queue and of themselves, never of the call.
    assert_eq!(other.next_of("fact").await["fact"]["kind"], "queue_entered");
    assert_eq!(other.next_of("fact").await["fact"]["kind"], "browser_phone_connected");
}

#[tokio::test]
async fn strangers_and_foreign_pages_get_no_socket() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let own = format!("http://{}", agent.address);
    for (client, origin, expected) in [
        (world.client(), None, Some(401)),
        (agent.clone(), Some("https://evil.example"), Some(403)),
        (agent.clone(), Some("null"), Some(403)),
        (agent.clone(), Some(own.as_str()), None),
    ] {
        let status = match Socket::try_open(&client, "", origin).await {
            Ok(_) => None,
            Err(Error::Http(response)) => Some(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(status, expected, "{origin:?}");
    }
}

#[tokio::test]
async fn too_large_or_too_many_messages_close_the_socket() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut large = Socket::open(&agent, "").await;
    large.next_of("snapshot").await;
    let _ = large.0.send(Message::text("x".repeat(65 * 1_024))).await;
    assert!(large.next().await.is_none());
    let mut chatty = Socket::open(&agent, "").await;
    chatty.next_of("snapshot").await;
    for _ in 0..200 {
        if chatty.0.send(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
            break;
        }
    }
    while chatty.next().await.is_some() {}
}

#[tokio::test]
async fn a_stop_says_goodbye() {
    let world = World::start().await;
    let mut socket = Socket::open(&world.as_user("supervisor").await, "").await;
    socket.next_of("snapshot").await;
    let stopped = tokio::spawn(world.running.stop());
    assert_eq!(socket.next_of("bye").await["reason"], "draining");
    stopped.await.expect("no panic").expect("stopped");
}

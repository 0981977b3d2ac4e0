//! A right that ends, ends everywhere within a second, and from then on nothing more is told: live sockets that watch
//! the floor, a recording that is being listened to, the desk's acts, and whatever a program holds open.

use super::client::Client;
use super::desk::Socket;
use super::world::{World, fact};
use model::{Act, AuthorityFact, AwayReason, FactBody, GrantId, GrantScope, Millis, RecordingId};
use office::tokens::NewToken;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use uuid::Uuid;

/// What the product promises.
const IN_FORCE_WITHIN: Duration = Duration::from_secs(1);

/// How long the rights of these tests last.
const MINUTES: i64 = 10;

/// A right for a while, as if it had been asked for and approved; in force when it returns.
async fn give(world: &World, username: &str, capability: &str) -> GrantId {
    static STRANGERS: AtomicU32 = AtomicU32::new(0);
    let (at, grant) = (world.running.app.office.now(), GrantId(Uuid::now_v7()));
    let given = AuthorityFact::GrantGiven {
        grant,
        person: world.person(username),
        capability: capability.into(),
        scope: GrantScope::Centre,
        from_ms: at,
        until_ms: at + Millis::from_secs(MINUTES * 60),
        instance: None,
        why: "a reason".into(),
        cautions: String::new(),
        approvals: vec![],
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    };
    world.commit(vec![fact(at, FactBody::Authority(given))]).await;
    // Whoever adds somebody reads the people and their rights anew.
    let new = office::people::NewPerson {
        username: format!("stranger{}", STRANGERS.fetch_add(1, Ordering::Relaxed)),
        name: model::PersonName("路人".into()),
        roles: vec!["agent".into()],
        team: None,
        locale: "zh-CN".into(),
        password: None,
        is_one_time: false,
    };
    world.running.app.office.add_person(new).await.expect("added");
    grant
}

/// Somebody comes from their desk or goes: a fact of the floor about them.
async fn stir(world: &World, username: &str) {
    let agent = world.person(username);
    let state = model::AgentState::Away { reason: AwayReason::Training };
    let body = FactBody::AgentStateChanged { agent, state, cause: None };
    world.commit(vec![fact(world.running.app.office.now(), body)]).await;
}

fn agents_in(snapshot: &Value) -> usize {
    snapshot["floor"]["agents"].as_object().map_or(0, |agents| agents.len())
}

/// Everything that the socket is told until a fact about this person comes.
async fn told_until(socket: &mut Socket, person: &str) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let fact = socket.next_of("fact").await["fact"].clone();
        let about = fact["agent"].as_str().unwrap_or_default().to_owned();
        told.push(about.clone());
        if about == person {
            return told;
        }
    }
}

async fn suspend(world: &World, username: &str, capability: Option<&str>) {
    let asked =
        json!({"person": world.person(username), "capability": capability, "reason": "a suspicion", "minutes": 30});
    let answer = world.as_user("supervisor").await.post("/api/v1/access/suspensions", asked).await;
    assert!(answer.status < 300, "{}", answer.text());
}

/// How a right to watch the floor ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Revoked,
    Suspended,
    StoppedAltogether,
    RunOut,
}

async fn end_right(world: &World, ending: Ending, username: &str, grant: GrantId) {
    match ending {
        Ending::Revoked => {
            let grantor = world.as_user("grantor").await;
            let path = format!("/api/v1/access/grants/{grant}/revoke");
            let answer = grantor.post(&path, json!({"reason": "no longer needed"})).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        Ending::Suspended => suspend(world, username, Some("floor:view")).await,
        Ending::StoppedAltogether => suspend(world, username, None).await,
        // Nobody does anything; a session lives for longer without a desk.
        Ending::RunOut => world.pass_minutes(MINUTES),
    }
}

#[tokio::test]
async fn the_floor_is_lost_within_a_second() {
    let world = World::start().await;
    let (other, at) = (world.person("agent7").to_string(), ["agent1", "agent2", "agent3", "agent4"]);
    // The clock comes last: it moves for everybody.
    let endings = [Ending::Revoked, Ending::Suspended, Ending::StoppedAltogether, Ending::RunOut];
    for (username, ending) in at.into_iter().zip(endings) {
        let grant = give(&world, username, "floor:view").await;
        let watcher = world.as_user(username).await;
        let mut socket = Socket::open(&watcher, "").await;
        assert!(agents_in(&socket.next_of("snapshot").await) > 5, "{ending:?}: the whole floor");
        assert_eq!(watcher.get("/api/v1/floor").await.status, 200, "{ending:?}");
        stir(&world, "agent7").await;
        assert_eq!(told_until(&mut socket, &other).await, std::slice::from_ref(&other), "{ending:?}");
        end_right(&world, ending, username, grant).await;
        let begun = Instant::now();
        // From now on nothing of the others is told, however soon it happens.
        stir(&world, "agent7").await;
        stir(&world, "agent8").await;
        assert_eq!(watcher.get("/api/v1/floor").await.status, 403, "{ending:?}");
        let own = world.person(username).to_string();
        let mut after = socket.next().await.expect("open");
        while after["type"] == "inbox" || after["type"] == "rights" {
            after = socket.next().await.expect("open");
        }
        assert_eq!((&after["type"], agents_in(&after)), (&json!("snapshot"), 1), "{ending:?}: {after}");
        assert!(begun.elapsed() < IN_FORCE_WITHIN, "{ending:?}: {:?}", begun.elapsed());
        stir(&world, username).await;
        assert_eq!(told_until(&mut socket, &own).await, std::slice::from_ref(&own), "{ending:?}: only of themselves");
    }
}

/// How everything of somebody ends.
#[derive(Clone, Copy, Debug)]
enum LastWord {
    LogOut,
    Others,
    Disabling,
    RevokedToken,
    Time,
}

#[tokio::test]
async fn a_session_that_ends_closes_what_it_watches() {
    let world = World::start().await;
    let admin = world.as_user("admin").await;
    let cases = [
        (LastWord::LogOut, "supervisor", "logged_out"),
        (LastWord::Others, "floor", "logged_out"),
        (LastWord::RevokedToken, "manager", "logged_out"),
        (LastWord::Disabling, "leader1", "disabled"),
        (LastWord::Time, "leader2", "expired"),
    ];
    for (out, username, reason) in cases {
        let asked = NewToken { days: 1, name: "wall", scope: None };
        let office = &world.running.app.office;
        let (watcher, token) = match out {
            LastWord::RevokedToken => {
                let (token, issued) = office.issue_token(username, asked).await.expect("issued");
                (world.client().with("authorization", &format!("Bearer {}", token.to_bearer())), Some(issued.id))
            }
            _ => (world.as_user(username).await, None),
        };
        let mut socket = Socket::open(&watcher, "").await;
        assert!(agents_in(&socket.next_of("snapshot").await) > 5, "{out:?}");
        let person = world.person(username);
        match out {
            LastWord::LogOut => assert_eq!(watcher.delete("/api/v1/session").await.status, 204),
            LastWord::Others | LastWord::Disabling => {
                let act = if matches!(out, LastWord::Disabling) { "disable" } else { "end-sessions" };
                assert_eq!(admin.post(&format!("/api/v1/people/{person}/{act}"), json!({})).await.status, 204);
            }
            LastWord::RevokedToken => office.revoke_token(token.expect("a token")).await.expect("revoked"),
            LastWord::Time => world.pass_minutes(31),
        }
        let begun = Instant::now();
        stir(&world, "agent7").await;
        let told = socket.next().await.expect("a word");
        assert_eq!((&told["type"], &told["reason"]), (&json!("bye"), &json!(reason)), "{out:?}: {told}");
        assert!(socket.next().await.is_none(), "{out:?}: closed");
        assert!(begun.elapsed() < IN_FORCE_WITHIN, "{out:?}: {:?}", begun.elapsed());
        assert_eq!(watcher.get("/api/v1/floor").await.status, 401, "{out:?}");
    }
}

/// Nothing happens on the floor, and still the socket of a session without time closes.
#[tokio::test]
async fn a_quiet_socket_closes_too_when_its_time_is_over() {
    let world = World::start().await;
    let mut socket = Socket::open(&world.as_user("supervisor").await, "").await;
    socket.next_of("snapshot").await;
    world.pass_minutes(31);
    let begun = Instant::now();
    assert_eq!(socket.next_of("bye").await["reason"], "expired");
    assert!(begun.elapsed() < IN_FORCE_WITHIN, "{:?}", begun.elapsed());
}

/// Bytes of a recording that the connection's buffers cannot hold: 24 MB as they are kept, twice as many on the way.
const LONG_BYTES: usize = 24 << 20;
/// What may still be on the way when a right ends: buffers of both ends, and the piece that was being read.
const ON_THE_WAY_MAX: usize = 16 << 20;

async fn long_recording(world: &World, agent: &str) -> RecordingId {
    let (_, recording) = world.call_of(agent, "13800001234").await;
    let file = world.config.recordings.join(format!("{recording}.wav"));
    server::demo::write_recording(&file, &vec![0xd5; LONG_BYTES]).expect("writable");
    recording
}

/// Begins to listen and has read the first piece.
async fn listen(client: &Client, recording: RecordingId) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(64 << 10).expect("a small buffer");
    let mut stream = socket.connect(client.address).await.expect("the server listens");
    let (name, value) = match &client.cookie {
        Some(cookie) => ("cookie", cookie.clone()),
        None => ("authorization", client.headers[0].1.clone()),
    };
    let head = format!(
        "GET /api/v1/recordings/{recording}/audio HTTP/1.1\r\nhost: {}\r\n{name}: {value}\r\nrange: bytes=0-\r\n\r\n",
        client.address
    );
    stream.write_all(head.as_bytes()).await.expect("writable");
    let mut first = vec![0; 32 << 10];
    stream.read_exact(&mut first).await.expect("it plays");
    assert!(first.starts_with(b"HTTP/1.1 206"), "{}", String::from_utf8_lossy(&first[..200]));
    stream
}

/// Reads until the server closes; how much came.
async fn rest_of(mut stream: TcpStream) -> usize {
    let (mut came, mut piece) = (0, vec![0; 256 << 10]);
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        came += count;
    }
    came
}

#[tokio::test]
async fn a_recording_stops_when_the_right_to_hear_it_ends() {
    let world = World::start().await;
    let recording = long_recording(&world, "agent1").await;
    let path = format!("/api/v1/recordings/{recording}/audio");
    let whole = rest_of(listen(&world.as_user("manager").await, recording).await).await;
    assert!(whole > 2 * LONG_BYTES - (64 << 10), "undisturbed it is heard to its end: {whole}");
    let program = NewToken { days: 1, name: "archive", scope: Some(vec!["recording:play".into(), "call:view".into()]) };
    let (token, issued) = world.running.app.office.issue_token("manager", program).await.expect("issued");
    let bearer = world.client().with("authorization", &format!("Bearer {}", token.to_bearer()));
    give(&world, "agent7", "call:view").await;
    give(&world, "agent7", "recording:play").await;
    let (qa, supervisor, agent) =
        (world.as_user("qa").await, world.as_user("supervisor").await, world.as_user("agent7").await);
    for (who, listener, status) in
        [("suspended", &qa, 403), ("logged out", &supervisor, 401), ("token", &bearer, 401), ("run out", &agent, 404)]
    {
        let stream = listen(listener, recording).await;
        match who {
            "suspended" => suspend(&world, "qa", Some("recording:play")).await,
            "logged out" => assert_eq!(supervisor.delete("/api/v1/session").await.status, 204),
            "token" => world.running.app.office.revoke_token(issued.id).await.expect("revoked"),
            _ => world.pass_minutes(MINUTES),
        }
        let begun = Instant::now();
        let came = rest_of(stream).await;
        assert!(came < ON_THE_WAY_MAX, "{who}: {came} bytes came after the right had ended");
        assert!(begun.elapsed() < IN_FORCE_WITHIN, "{who}: {:?}", begun.elapsed());
        assert_eq!(
            listener.with("range", "bytes=0-43").get(&path).await.status,
            status,
            "{who}: seeking is asking anew"
        );
    }
}

#[tokio::test]
async fn who_may_not_take_calls_any_more_is_offered_none() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let mut desk = Socket::open(&agent, "?desk=1").await;
    desk.next_of("snapshot").await;
    let person = world.person("agent1");
    let may_take = || {
        let orders = world.orders.lock().expect("unpoisoned");
        let obeyed = orders.iter().rev().find_map(|command| match &command.act {
            Act::Obey { routing } => routing.agents.iter().find(|agent| agent.person == person).cloned(),
            _ => None,
        });
        obeyed.map(|agent| agent.may_take_calls)
    };
    suspend(&world, "agent1", Some("desk:take_calls")).await;
    assert_eq!(may_take(), Some(false), "the switch knew before the answer came");
    let refused = desk.act(json!({"type": "act", "id": 1, "act": "go_ready"})).await;
    assert_eq!(refused["problem"]["code"], "denied", "{refused}");
    let left = |world: &World| world.acts_of(person).contains(&Act::SignOut { is_final: true });
    assert!(!left(&world), "the call that runs goes on: only taking calls was stopped");
    // Stopped altogether: the desk is left, with the call.
    suspend(&world, "agent1", None).await;
    assert!(left(&world));
    let acts = world.orders.lock().expect("unpoisoned").iter().map(|command| command.act.clone()).collect::<Vec<_>>();
    let out = acts.iter().rposition(|act| *act == Act::SignOut { is_final: true }).expect("signed out");
    let heard = acts.iter().rposition(|act| matches!(act, Act::Obey { .. })).expect("obeyed");
    assert!(heard < out, "first no call is for them, then the one that runs ends");
}

//! What keeps others out: origins, sizes, connections, headers; and what machines that watch see.

use super::world::World;
use serde_json::json;
use server::config::Settings;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn writes_come_from_our_own_pages_only() {
    let world = World::start().await;
    let client = world.client();
    let own = format!("http://{}", client.address);
    let body = json!({"username": "agent1", "password": "qiao-demo"});
    for (header, value, status) in [
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "http://127.0.0.1", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("origin", own.as_str(), 200),
        ("sec-fetch-site", "same-origin", 200),
    ] {
        let answer = client.with(header, value).post("/api/v1/session", body.clone()).await;
        assert_eq!(answer.status, status, "{header}: {value}");
    }
}

#[tokio::test]
async fn the_public_address_is_an_origin_of_ours() {
    let settings = Settings { public_url: Some("https://qiao.example.com".into()), ..Settings::default() };
    let world = World::start_with(settings).await;
    let client = world.client().with("origin", "https://qiao.example.com");
    let answer = client.post("/api/v1/session", json!({"username": "agent1", "password": "qiao-demo"})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    for path in ["/", "/floor", "/api/v1/session", "/api/v1/nothing", "/healthz", "/metrics", "/assets/none.js"] {
        let answer = agent.get(path).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{path}");
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer")]
        {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("x-request-id").is_some() && answer.header("cache-control").is_some(), "{path}");
    }
    assert_eq!(agent.get("/api/v1/session").await.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let world = World::start().await;
    let client = world.client();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: 70000\r\n\r\n",
        client.address
    );
    let answer = client.raw(format!("{head}{}", " ".repeat(70_000)).as_bytes()).await;
    assert_eq!(answer.problem(), (413, "too_large".into()));
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let world = World::start_with(Settings { connections_per_address: Some(3), ..Settings::default() }).await;
    let address: SocketAddr = world.running.http;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(address).await.expect("there is room");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: q\r\n\r\n").await.expect("writable");
        let mut byte = [0u8; 1];
        stream.read_exact(&mut byte).await.expect("an answer");
        open.push(stream);
    }
    let mut fourth = TcpStream::connect(address).await.expect("the kernel accepts");
    let _ = fourth.write_all(b"GET /healthz HTTP/1.1\r\nhost: q\r\n\r\n").await;
    let mut bytes = Vec::new();
    let _ = fourth.read_to_end(&mut bytes).await;
    assert!(bytes.is_empty(), "closed without a word");
}

#[tokio::test]
async fn machines_that_watch_are_served_without_a_session() {
    let world = World::start().await;
    let client = world.client();
    assert_eq!(client.get("/healthz").await.json()["status"], "alive");
    let ready = client.get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["status"]), (200, &json!("ready")));
    let figures = client.get("/metrics").await.text();
    for name in ["qiao_calls ", "qiao_queue_waiting{queue=\"aftersale\"} 0", "qiao_journal_seq ", "qiao_sessions "] {
        assert!(figures.contains(name), "{name} in {figures}");
    }
    world.running.app.drain();
    assert_eq!(client.get("/readyz").await.status, 503, "draining");
    assert_eq!(client.get("/healthz").await.status, 200);
    let off =
        World::start_with(Settings { metrics: Some(server::config::MetricsFor::Off), ..Settings::default() }).await;
    assert_eq!(off.client().get("/metrics").await.status, 404);
}

#[tokio::test]
async fn ready_means_that_the_database_takes_a_row() {
    let world = World::start().await;
    let office = &world.running.app.office;
    assert!(office.can_write().await, "the start itself was a commit");
    assert_eq!(store::meta::write_tried(&world.books.store).await.expect("readable"), None, "and proof enough");
    assert!(office.try_write().await);
    assert!(store::meta::write_tried(&world.books.store).await.expect("readable").is_some());
    // A commit that is abandoned halfway leaves the store not knowing what is on disk. Reading goes on. One that still
    // waits for a job's commit to end has not begun, and its end means nothing.
    let mut is_known = true;
    for _ in 0..1_000 {
        let mut abandoned = [super::world::fact(office.now(), model::FactBody::ServiceStopped).into()];
        tokio::select! {
            biased;
            _ = world.books.store.commit(&mut abandoned) => panic!("a commit needs more than one step"),
            () = std::future::ready(()) => {}
        }
        is_known = office.try_write().await;
        if !is_known {
            break;
        }
    }
    assert!(!is_known);
    assert!(world.last_seq().await > 0);
    assert!(!office.try_write().await);
    let ready = world.client().get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["checks"]["database"]), (503, &json!(false)));
}

#[tokio::test]
async fn a_proxy_is_believed_only_when_it_is_ours() {
    let trusting = World::start_with(Settings {
        trusted_proxies: Some(vec!["127.0.0.1".parse().expect("ip")]),
        ..Settings::default()
    })
    .await;
    let far = trusting.client().with("x-forwarded-for", "6.6.6.6, 203.0.113.9");
    assert_eq!(far.get("/metrics").await.status, 404, "not from loopback any more");
    let strict = World::start().await;
    assert_eq!(strict.client().with("x-forwarded-for", "203.0.113.9").get("/metrics").await.status, 200);
}

//! HTTP that is broken, too much, too slow or from a page that is not ours.

use crate::home::{Home, Setting};
use crate::service::Service;
use crate::web::{Answer, Client};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn problem(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["status"], answer.status);
    (answer.status, body["code"].as_str().expect("a code").to_owned())
}

#[test]
fn bad_input_is_a_problem_with_a_code() {
    let home = Home::new(Setting::default());
    let service = Service::start(&home);
    let (client, session) = (service.client(), "/api/v1/session");
    let good = r#"{"username":"nobody","password":"wrong"}"#;
    let plain = client.with("content-type", "text/plain");
    let foreign = client.with("origin", "https://evil.example");
    let large = format!("{{\"username\":\"{}\",\"password\":\"\"}}", "x".repeat(70_000));
    let ask = |client: &Client, method, path, body: &str| client.send(method, path, body).expect("an answer");
    for (answer, expected) in [
        (ask(&client, "POST", session, "{\"username\":"), (400, "bad_json")),
        (ask(&client, "POST", session, "[]"), (422, "bad_input")),
        (ask(&client, "POST", session, r#"{"username":"a","password":"b","role":"admin"}"#), (422, "bad_input")),
        (ask(&client, "POST", session, &large), (413, "too_large")),
        (ask(&plain, "POST", session, good), (415, "wrong_type")),
        (ask(&foreign, "POST", session, good), (403, "bad_origin")),
        (ask(&client, "POST", session, good), (401, "wrong_password")),
        (ask(&client, "GET", "/api/v1/calls", ""), (401, "not_logged_in")),
        (ask(&client, "GET", "/api/v1/nothing", ""), (404, "not_found")),
        (ask(&client, "GET", "/api/v2", ""), (404, "not_found")),
        (ask(&client, "PUT", session, good), (405, "method_not_allowed")),
    ] {
        let (status, code) = problem(&answer);
        assert_eq!((status, code.as_str()), expected, "{}", answer.text());
    }
    assert_eq!(client.get("/healthz").status, 200);
}

#[test]
fn a_live_socket_is_for_our_own_pages() {
    let world = crate::world::World::new(Setting::default());
    let supervisor = world.log_in("supervisor");
    let own = format!("http://{}", supervisor.address);
    for (origin, expected) in [("https://evil.example", 403), ("null", 403), (own.as_str(), 101)] {
        let mut head = format!("GET /api/v1/live HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\n", supervisor.address);
        for (name, value) in &supervisor.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                 sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let mut stream = TcpStream::connect(supervisor.address).expect("it listens");
        stream.write_all(head.as_bytes()).expect("writable");
        let mut line = [0; 12];
        stream.read_exact(&mut line).expect("an answer");
        assert_eq!(String::from_utf8_lossy(&line), format!("HTTP/1.1 {expected}"), "{origin}");
    }
}

/// Slow heads are cut off, garbage is answered or closed, and others are served meanwhile.
#[test]
fn slow_and_senseless_clients_do_no_harm() {
    let home = Home::new(Setting::default());
    let service = Service::start(&home);
    let started = Instant::now();
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(service.http).expect("it listens");
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: q\r\nx-slow: ").expect("writable");
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
            stream
        })
        .collect();
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let sound = format!("POST /api/v1/session HTTP/1.1\r\nhost: {}\r\ncontent-length: 2\r\n\r\n{{}}", service.http);
    for round in 0..300 {
        let mut bytes = sound.clone().into_bytes();
        for _ in 0..dice.random_range(1..20) {
            let at = dice.random_range(0..bytes.len());
            bytes[at] = dice.random();
        }
        let mut stream = TcpStream::connect(service.http).expect("it listens");
        let _ = stream.write_all(&bytes);
        drop(stream);
        if round % 50 == 0 {
            assert_eq!(service.client().get("/healthz").status, 200);
        }
    }
    for stream in &mut slow {
        let mut rest = Vec::new();
        // Closed, with 408 or without a word; not a time-out of ours.
        if let Err(error) = stream.read_to_end(&mut rest) {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "still open after {:?}", started.elapsed());
        }
    }
    assert!(started.elapsed() >= Duration::from_secs(5), "cut off too early: {:?}", started.elapsed());
    assert_eq!(service.client().get("/healthz").status, 200);
}

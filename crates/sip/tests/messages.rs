//! Malformed and unusual messages of our own: `messages/*.sip` with line feeds, outcomes in `messages/EXPECTED.tsv`.
//! And what no file can hold: long datagrams, pieces on TCP, noise from a seed.

mod support;

use std::path::Path;
use std::time::Duration;
use support::*;

const SILENCE: Duration = Duration::from_millis(150);

async fn lives(node: &Node) {
    let mut peer = Peer::udp(node.sip.address()).await;
    let names = Names::new("x");
    peer.send(peer.build("OPTIONS", "sip:node.test", &names, "", "")).await;
    assert_eq!(peer.final_response(&names.call_id).await.status(), 200);
}

#[tokio::test]
async fn each_message_has_its_outcome() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages");
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).expect("the table is part of the tests");
    let node = Node::start(routing(vec![], None)).await;
    for row in table.lines().skip(1) {
        let (name, expected) = row.split_once('\t').expect("file and outcome");
        let message = std::fs::read_to_string(folder.join(format!("{name}.sip"))).expect("each row has its message");
        let message = message.replace('\n', "\r\n");
        for is_tcp in [false, true] {
            let mut peer =
                if is_tcp { Peer::tcp(node.sip.address()).await } else { Peer::udp(node.sip.address()).await };
            peer.send(&message).await;
            match expected {
                "silence" => assert!(peer.receive_within(SILENCE).await.is_none(), "{name}"),
                status => {
                    assert_eq!(peer.receive().await.status().to_string(), status, "{name} over {}", peer.transport())
                }
            }
        }
    }
    lives(&node).await;
}

#[tokio::test]
async fn a_long_datagram_is_told_so() {
    let node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let names = Names::new("x");
    let long = format!("X-Long: {}\r\n", "x".repeat(20_000));
    peer.send(peer.build("OPTIONS", "sip:node.test", &names, &long, "")).await;
    assert_eq!(peer.final_response(&names.call_id).await.status(), 513);
}

#[tokio::test]
async fn tcp_takes_pieces_and_heaps() {
    let node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::tcp(node.sip.address()).await;
    let names = Names::new("x");
    let message = peer.build("OPTIONS", "sip:node.test", &names, "", "");
    for piece in message.as_bytes().chunks(7) {
        peer.send(piece).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(peer.receive().await.status(), 200);
    peer.send(format!("\r\n\r\n{message}{message}")).await;
    assert_eq!([peer.receive().await.status(), peer.receive().await.status()], [200, 200]);
    // Where the next message begins is unknown: the connection is closed.
    peer.send(message.replace("Content-Length: 0", "Content-Length: zero")).await;
    assert_eq!(peer.receive().await.status(), 400);
    assert!(peer.receive_within(PATIENCE).await.is_none());
    lives(&node).await;
}

#[tokio::test]
async fn tcp_keepalives_are_answered() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let node = Node::start(routing(vec![], None)).await;
    let mut stream = tokio::net::TcpStream::connect(node.sip.address()).await.expect("the node listens");
    stream.write_all(b"\r\n\r\n").await.expect("the node reads");
    let mut pong = [0; 2];
    tokio::time::timeout(PATIENCE, stream.read_exact(&mut pong)).await.expect("in time").expect("a pong");
    assert_eq!(&pong, b"\r\n");
}

/// Bytes of a sound INVITE changed at random: no panic, and the node answers afterwards.
#[tokio::test]
async fn noise_does_no_harm() {
    use rand::{Rng, SeedableRng};
    let seed = std::env::var("QIAO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random::<u64>);
    println!("QIAO_SEED={seed}");
    let mut random = rand::rngs::StdRng::seed_from_u64(seed);
    let node = Node::start(routing(vec![registers("8001", "x")], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    for round in 0..2_000 {
        let names = Names::new("95000");
        let mut bytes = peer.build("INVITE", "sip:12345@node.test", &names, "Supported: timer\r\n", SDP).into_bytes();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..4) {
                0 => bytes[at] = random.random(),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, b"\r\n;:<>\"@,= \0"[random.random_range(0..12)]),
                _ => {
                    bytes.remove(at);
                }
            }
            if bytes.len() < 2 {
                break;
            }
        }
        peer.send(&bytes).await;
        if round % 200 == 0 {
            lives(&node).await;
        }
    }
    lives(&node).await;
}

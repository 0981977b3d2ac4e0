//! Who is let in, and what the others hear.

mod support;

use sip::{SipCommand, SipEvent};
use std::time::Duration;
use support::*;

const SILENCE: Duration = Duration::from_millis(200);

async fn invite(peer: &mut Peer, number: &str, extra: &str) -> Names {
    let names = Names::new(number);
    peer.send(peer.build("INVITE", &format!("sip:{number}@{}", peer.node), &names, extra, SDP)).await;
    names
}

async fn refusal(peer: &mut Peer, number: &str, extra: &str) -> Message {
    let names = invite(peer, number, extra).await;
    peer.final_response(&names.call_id).await
}

#[tokio::test]
async fn unknown_numbers_get_404() {
    let node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    assert_eq!(refusal(&mut peer, "12345", "").await.status(), 404);
    assert_eq!((node.sip.load().refused_unknown_number, node.sip.load().dialogs), (1, 0));
}

#[tokio::test]
async fn a_full_trunk_and_a_fast_one_get_503_that_says_when() {
    let mut rules = routing(vec![], None);
    rules.trunks[0].calls_max = 1;
    let mut full = Node::start(rules).await;
    let mut fast = Node::start_with(routing(vec![], None), 1).await;
    for node in [&mut full, &mut fast] {
        let mut peer = Peer::udp(node.sip.address()).await;
        invite(&mut peer, "95000", "").await;
        let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
        let refused = refusal(&mut peer, "95000", "").await;
        assert_eq!(refused.status(), 503);
        assert!((5..=30).contains(&refused.header("Retry-After").parse::<u16>().expect("a number of seconds")));
        node.sip.send(SipCommand::Reject { leg, status: 486, retry_after_s: None });
    }
    assert_eq!((full.sip.load().refused_calls_max, fast.sip.load().refused_overload), (1, 1));
}

#[tokio::test]
async fn a_refused_call_gives_its_place_back() {
    let mut rules = routing(vec![], None);
    rules.trunks[0].calls_max = 1;
    let mut node = Node::start(rules).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    for _ in 0..5 {
        let names = invite(&mut peer, "95000", "").await;
        let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
        node.sip.send(SipCommand::Reject { leg, status: 486, retry_after_s: None });
        assert_eq!(peer.final_response(&names.call_id).await.status(), 486);
    }
}

#[tokio::test]
async fn a_retransmitted_refusal_is_the_same_and_counted_once() {
    let node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let names = Names::new("12345");
    let message = peer.build("INVITE", "sip:12345@node.test", &names, "", SDP);
    let mut answers = Vec::new();
    for _ in 0..3 {
        peer.send(&message).await;
        answers.push(peer.final_response(&names.call_id).await.text);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(node.sip.load().refused_unknown_number, 1);
}

#[tokio::test]
async fn strangers_are_told_nothing() {
    let mut rules = routing(vec![registers("8001", "x")], None);
    rules.trunks[0].sources = vec![("192.0.2.1".parse().expect("an address"), None)];
    let node = Node::start(rules).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    invite(&mut peer, "95000", "").await;
    peer.send(peer.build("OPTIONS", "sip:node.test", &Names::new("x"), "", "")).await;
    peer.send("OPTIONS sip:x SIP/7.0\r\n\r\n").await;
    peer.send("REGISTER sip:x SIP/2.0\r\nVia: broken\r\n\r\n").await;
    assert!(peer.receive_within(SILENCE).await.is_none());
    assert_eq!(node.sip.load().invites, 0);
}

#[tokio::test]
async fn a_phone_calls_only_where_the_rulebook_has_a_trunk_for_phones() {
    let mut peer = Peer::udp(loopback()).await;
    let mut rules = routing(vec![fixed("8001", peer.address)], None);
    rules.trunks[0].sources.clear();
    for inbound in &mut rules.inbound {
        inbound.trunk = None;
    }
    let node = Node::start(rules.clone()).await;
    peer.node = node.sip.address();
    assert_eq!(refusal(&mut peer, "95000", "").await.status(), 403);
    rules.trunks[0].key = "phones".into();
    let mut node = Node::start(rules).await;
    peer.node = node.sip.address();
    invite(&mut peer, "95000", "").await;
    // Whatever the phone writes into From.
    expect!(node, SipEvent::Incoming { trunk, from, .. } => assert_eq!((&*trunk, from.reveal()), ("phones", "8001")));
}

#[tokio::test]
async fn a_draining_node_refuses_calls_and_options() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let live = invite(&mut peer, "95000", "").await;
    let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
    node.sip.drain();
    assert_eq!(refusal(&mut peer, "95000", "").await.status(), 503);
    let names = Names::new("x");
    peer.send(peer.build("OPTIONS", "sip:node.test", &names, "", "")).await;
    assert_eq!(peer.final_response(&names.call_id).await.status(), 503);
    node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
    assert_eq!(peer.final_response(&live.call_id).await.status(), 200);
}

#[tokio::test]
async fn new_rules_hold_from_the_next_call_on() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let mut rules = routing(vec![], None);
    rules.inbound[0].number = "96000".into();
    node.sip.obey(rules.into());
    assert_eq!(refusal(&mut peer, "95000", "").await.status(), 404);
    invite(&mut peer, "96000", "").await;
    expect!(node, SipEvent::Incoming { to, .. } => assert_eq!(to, "96000"));
}

#[tokio::test]
async fn a_gbk_display_name_is_no_reason_to_lose_a_call() {
    let mut node = Node::start(routing(vec![], None)).await;
    for is_tcp in [false, true] {
        let mut peer = if is_tcp { Peer::tcp(node.sip.address()).await } else { Peer::udp(node.sip.address()).await };
        let names = Names::new("95000");
        let message = peer.build("INVITE", "sip:95000@node.test", &names, "", SDP);
        let (head, tail) = message.split_once("From: ").expect("a From is there");
        // 王芳 in GBK, quoted.
        let message = [head.as_bytes(), b"From: \"\xcd\xf5\xb7\xbc\" ", tail.as_bytes()].concat();
        peer.send(message).await;
        assert_eq!(peer.receive().await.status(), 100);
        expect!(node, SipEvent::Incoming { from, .. } => assert_eq!(from.reveal(), "13800000000"));
    }
}

#[tokio::test]
async fn behind_nat_the_answer_goes_where_the_question_came_from() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let mut names = Names::new("95000");
    let private = |message: String, peer: &Peer| message.replace(&peer.address.to_string(), "192.168.7.7:5060");
    let message = private(peer.build("INVITE", "sip:95000@node.test", &names, "", SDP), &peer);
    peer.send(message).await;
    let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
    node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
    let answer = peer.final_response(&names.call_id).await;
    assert!(answer.header("Via").contains(&format!("rport={}", peer.address.port())), "{}", answer.header("Via"));
    names.answered(&answer);
    let message = private(peer.build("ACK", "sip:95000@node.test", names.rebranch(), "", ""), &peer);
    peer.send(message).await;
    expect!(node, SipEvent::Confirmed { .. });
    // The private Contact cannot be reached from here.
    node.sip.send(SipCommand::HangUp { leg });
    assert!(peer.request("BYE").await.text.starts_with("BYE sip:peer@192.168.7.7:5060"));
}

#[tokio::test]
async fn a_node_that_is_dropped_frees_its_port() {
    let node = Node::start(routing(vec![], None)).await;
    let address = node.sip.address();
    drop(node);
    let bound = async {
        while tokio::net::UdpSocket::bind(address).await.is_err()
            || tokio::net::TcpListener::bind(address).await.is_err()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, bound).await.expect("the port is free again");
}

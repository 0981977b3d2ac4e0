//! Phones that register: right, wrong and replayed digests, contacts, expiry, and calls to where they are.

mod support;

use model::{CallId, LegId, PhoneNumber};
use sha2::Digest;
use sip::{InviteTo, SipCommand, SipEvent};
use support::*;

const PASSWORD: &str = "s3cret";

#[derive(Clone, Copy, PartialEq)]
enum Algorithm {
    Sha256,
    Md5,
}

fn hash(algorithm: Algorithm, text: &str) -> String {
    match algorithm {
        Algorithm::Sha256 => hex::encode(sha2::Sha256::digest(text.as_bytes())),
        Algorithm::Md5 => hex::encode(md5::Md5::digest(text.as_bytes())),
    }
}

fn nonce(challenge: &Message) -> String {
    let header = challenge.header("WWW-Authenticate");
    header.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a challenge has a nonce").to_owned()
}

fn authorization(algorithm: Algorithm, user: &str, password: &str, nonce: &str, nc: u32, uri: &str) -> String {
    let name = if algorithm == Algorithm::Sha256 { "SHA-256" } else { "MD5" };
    let ha1 = hash(algorithm, &format!("{user}:{REALM}:{password}"));
    let ha2 = hash(algorithm, &format!("REGISTER:{uri}"));
    let response = hash(algorithm, &format!("{ha1}:{nonce}:{nc:08x}:c0ffee:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"{user}\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{uri}\", \
         response=\"{response}\", algorithm={name}, cnonce=\"c0ffee\", qop=auth, nc={nc:08x}\r\n"
    )
}

struct Phone {
    peer: Peer,
    names: Names,
    user: &'static str,
}

impl Phone {
    async fn new(node: &Node, user: &'static str, is_tcp: bool) -> Self {
        let address = node.sip.address();
        let peer = if is_tcp { Peer::tcp(address).await } else { Peer::udp(address).await };
        let mut names = Names::new(user);
        names.from = format!("<sip:{user}@node.test>;tag=f");
        Self { peer, names, user }
    }

    async fn register(&mut self, extra: &str) -> Message {
        let message = self.peer.build("REGISTER", "sip:node.test", self.names.next(), extra, "");
        self.peer.send(message).await;
        self.peer.final_response(&self.names.call_id).await
    }

    async fn nonce(&mut self) -> String {
        let challenge = self.register("").await;
        assert_eq!(challenge.status(), 401);
        nonce(&challenge)
    }

    async fn sign_in(&mut self, extra: &str) -> Message {
        let nonce = self.nonce().await;
        let credentials = authorization(Algorithm::Sha256, self.user, PASSWORD, &nonce, 1, "sip:node.test");
        self.register(&format!("{credentials}{extra}")).await
    }
}

async fn node() -> Node {
    Node::start(routing(vec![registers("8001", PASSWORD), registers("8002", "other")], None)).await
}

#[tokio::test]
async fn a_phone_registers_and_is_dialled_where_it_is() {
    for is_tcp in [false, true] {
        let mut node = node().await;
        let mut phone = Phone::new(&node, "8001", is_tcp).await;
        assert!(!node.sip.reachable("8001"));
        let welcome = phone.sign_in("Expires: 600\r\n").await;
        assert_eq!(welcome.status(), 200);
        assert!(welcome.header("Contact").contains(&phone.peer.address.to_string()), "{}", welcome.text);
        expect!(node, SipEvent::PhoneRegistered { phone, expires } => {
            assert_eq!((&*phone, expires.0), ("8001", 600_000));
        });
        assert!(node.sip.reachable("8001"));
        assert_eq!(node.sip.registrations()[0].is_tcp, is_tcp);
        let leg = LegId { call: CallId(uuid::Uuid::now_v7()), number: 1 };
        let caller = PhoneNumber::from_wire("13800000000");
        node.sip.send(SipCommand::Invite { leg, to: InviteTo::Phone("8001".into()), caller, offer: SDP.into() });
        let invite = phone.peer.request("INVITE").await;
        let answer = phone.peer.respond(&invite, "200 OK", "p", "", SDP);
        phone.peer.send(answer).await;
        phone.peer.request("ACK").await;
        expect!(node, SipEvent::Answered { .. });
    }
}

#[tokio::test]
async fn sha256_is_offered_first_and_md5_is_taken_too() {
    let node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    let challenge = phone.register("").await;
    let offered = challenge.all("WWW-Authenticate");
    assert!(offered[0].contains("SHA-256") && offered[1].contains("MD5"), "{offered:?}");
    let credentials = authorization(Algorithm::Md5, "8001", PASSWORD, &nonce(&challenge), 1, "sip:node.test");
    assert_eq!(phone.register(&credentials).await.status(), 200);
}

#[tokio::test]
async fn wrong_passwords_and_unknown_users_look_the_same() {
    let node = node().await;
    let mut answers = Vec::new();
    for (user, password) in [("8001", "wrong"), ("9999", PASSWORD)] {
        let mut phone = Phone::new(&node, user, false).await;
        let nonce = phone.nonce().await;
        let refusal =
            phone.register(&authorization(Algorithm::Sha256, user, password, &nonce, 1, "sip:node.test")).await;
        let lines: Vec<String> =
            refusal.text.lines().map(|line| line.split(['=', ':']).next().unwrap_or("").into()).collect();
        answers.push((refusal.status(), lines, refusal.header("WWW-Authenticate").contains("stale")));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 401);
    assert_eq!(node.sip.load().bad_digests, 2);
}

#[tokio::test]
async fn a_replayed_nc_is_refused_and_a_rising_one_is_taken() {
    let node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    let nonce = phone.nonce().await;
    let mut statuses = Vec::new();
    for nc in [1, 2, 2, 1, 5] {
        let credentials = authorization(Algorithm::Sha256, "8001", PASSWORD, &nonce, nc, "sip:node.test");
        statuses.push(phone.register(&credentials).await.status());
    }
    assert_eq!(statuses, [200, 200, 401, 401, 200]);
    // A nonce that is not ours is no credential at all.
    let credentials = authorization(Algorithm::Sha256, "8001", PASSWORD, &"0".repeat(64), 9, "sip:node.test");
    assert_eq!(phone.register(&credentials).await.status(), 401);
}

#[tokio::test]
async fn one_phone_cannot_register_as_another() {
    let node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    phone.names.to = "<sip:8002@node.test>".into();
    assert_eq!(phone.sign_in("").await.status(), 403);
    assert!(!node.sip.reachable("8002"));
}

#[tokio::test]
async fn expiry_is_clamped_and_a_star_removes_all() {
    let mut node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    for (asked, granted) in [(1, 60_000), (600, 600_000), (100_000, 3_600_000)] {
        assert_eq!(phone.sign_in(&format!("Expires: {asked}\r\n")).await.status(), 200);
        expect!(node, SipEvent::PhoneRegistered { expires, .. } => assert_eq!(expires.0, granted, "{asked}"));
    }
    let nonce = phone.nonce().await;
    let credentials = authorization(Algorithm::Sha256, "8001", PASSWORD, &nonce, 1, "sip:node.test");
    let names = phone.names.next().clone();
    let star = phone.peer.build("REGISTER", "sip:node.test", &names, &format!("{credentials}Expires: 0\r\n"), "");
    let star: Vec<&str> =
        star.split("\r\n").map(|line| if line.starts_with("Contact") { "Contact: *" } else { line }).collect();
    phone.peer.send(star.join("\r\n")).await;
    let gone = phone.peer.final_response(&names.call_id).await;
    assert_eq!((gone.status(), gone.header("Contact")), (200, ""));
    expect!(node, SipEvent::PhoneUnregistered { .. });
    assert!(!node.sip.reachable("8001"));
    assert_eq!(node.sip.load().registrations, 0);
}

#[tokio::test]
async fn a_phone_whose_connection_closed_is_gone() {
    let mut node = node().await;
    let mut phone = Phone::new(&node, "8001", true).await;
    assert_eq!(phone.sign_in("").await.status(), 200);
    expect!(node, SipEvent::PhoneRegistered { .. });
    drop(phone);
    expect!(node, SipEvent::PhoneUnregistered { .. });
    let leg = LegId { call: CallId(uuid::Uuid::now_v7()), number: 1 };
    let caller = PhoneNumber::from_wire("1");
    node.sip.send(SipCommand::Invite { leg, to: InviteTo::Phone("8001".into()), caller, offer: SDP.into() });
    expect!(node, SipEvent::Failed { status: 480, .. });
}

#[tokio::test]
async fn contacts_are_bounded() {
    let node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    for client in 0..12 {
        let nonce = phone.nonce().await;
        let credentials = authorization(Algorithm::Sha256, "8001", PASSWORD, &nonce, 1, "sip:node.test");
        let names = phone.names.next().clone();
        let message = phone.peer.build("REGISTER", "sip:node.test", &names, &credentials, "");
        phone.peer.send(message.replace("sip:peer@", &format!("sip:client{client}@"))).await;
        assert_eq!(phone.peer.final_response(&names.call_id).await.status(), 200);
    }
    assert_eq!(node.sip.load().registrations, sip::limits::CONTACTS_MAX);
}

#[tokio::test]
async fn who_guesses_too_often_hears_nothing_any_more() {
    let node = node().await;
    let mut phone = Phone::new(&node, "8001", false).await;
    let nonce = phone.nonce().await;
    for nc in 1..=sip::limits::FAILURES_MAX {
        let credentials = authorization(Algorithm::Md5, "8001", "guess", &nonce, nc, "sip:node.test");
        assert_eq!(phone.register(&credentials).await.status(), 401);
    }
    let message = phone.peer.build("REGISTER", "sip:node.test", phone.names.next(), "", "");
    phone.peer.send(message).await;
    assert!(phone.peer.receive_within(std::time::Duration::from_millis(200)).await.is_none());
}

#[tokio::test]
async fn a_registrar_without_phones_is_not_there() {
    let mut rules = routing(vec![], None);
    rules.trunks.clear();
    let node = Node::start(rules).await;
    let mut phone = Phone::new(&node, "8001", false).await;
    let message = phone.peer.build("REGISTER", "sip:node.test", phone.names.next(), "", "");
    phone.peer.send(message).await;
    assert!(phone.peer.receive_within(std::time::Duration::from_millis(200)).await.is_none());
    assert_eq!(node.sip.load().refused_unknown_source, 1);
}

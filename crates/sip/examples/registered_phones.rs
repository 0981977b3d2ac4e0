//! Registers many phones with digest over UDP and prints what one costs: memory that stays, and the time.
//!
//! usage: registered_phones [phones]. The client keeps nothing for a phone, so the growth is the registrar's.

use md5::{Digest, Md5};
use model::{Phone, PhoneAddress, Routing, Trunk};
use sip::Sip;
use sip::api::{SipConfig, SipEvent};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

const REALM: &str = "bench";
/// Below the registrar's own limit, so that no REGISTER has to come again.
const PER_SECOND: f64 = 500.0;
/// RFC 3261 §17.2.2, timer J: so long a transaction is remembered.
const TRANSACTIONS_FORGOTTEN: Duration = Duration::from_secs(36);

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text.as_bytes()))
}

fn resident_bytes() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/statm").expect("/proc is there");
    let pages: u64 = stat.split(' ').nth(1).and_then(|field| field.parse().ok()).expect("statm has pages");
    pages * 4_096
}

fn phone(number: usize) -> Phone {
    let ha1_md5 = md5(&format!("p{number}:{REALM}:secret"));
    let address = PhoneAddress::Registers { realm: REALM.into(), ha1_md5, ha1_sha256: "00".repeat(32) };
    Phone { key: format!("p{number}").into(), address }
}

struct Client {
    socket: UdpSocket,
    node: SocketAddr,
}

impl Client {
    fn request(&self, number: usize, cseq: u32, credentials: &str) -> String {
        let (node, local) = (self.node, self.socket.local_addr().expect("bound"));
        format!(
            "REGISTER sip:{node} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{number}x{cseq};rport\r\n\
             Max-Forwards: 70\r\nFrom: <sip:p{number}@{node}>;tag={number}\r\nTo: <sip:p{number}@{node}>\r\n\
             Call-ID: {number}@bench\r\nCSeq: {cseq} REGISTER\r\nContact: <sip:p{number}@{local}>\r\n\
             Expires: 3600\r\n{credentials}Content-Length: 0\r\n\r\n"
        )
    }

    async fn ask(&self, request: &str) -> String {
        let mut buffer = vec![0; 4_096];
        self.socket.send_to(request.as_bytes(), self.node).await.expect("loopback takes it");
        let answer = tokio::time::timeout(Duration::from_secs(5), self.socket.recv(&mut buffer)).await;
        let length = answer.expect("the registrar answers").expect("loopback gives it");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    async fn register(&self, number: usize) {
        let challenge = self.ask(&self.request(number, 1, "")).await;
        let offered = challenge.lines().find(|line| line.contains("Digest") && !line.contains("SHA-256"));
        let nonce = offered.and_then(|line| line.split("nonce=\"").nth(1)?.split('"').next()).expect("a nonce");
        let uri = format!("sip:{}", self.node);
        let ha1 = md5(&format!("p{number}:{REALM}:secret"));
        let ha2 = md5(&format!("REGISTER:{uri}"));
        let response = md5(&format!("{ha1}:{nonce}:00000001:c:auth:{ha2}"));
        let credentials = format!(
            "Authorization: Digest username=\"p{number}\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"\r\n"
        );
        let answer = self.ask(&self.request(number, 2, &credentials)).await;
        assert!(answer.starts_with("SIP/2.0 200"), "phone {number} was refused: {answer}");
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5_000);
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    let trunks: Vec<Trunk> = Vec::new();
    let phones = (0..count).map(phone).collect();
    let routing = Routing { version: 1, trunks, phones, sip_realm: REALM.into(), ..Routing::default() };
    let (events, mut inbox) = mpsc::channel(1_024);
    let config = SipConfig { listen: loopback, product: "bench".into(), invites_per_second_max: 100 };
    let node = Sip::start(config, Arc::new(routing), events).await.expect("the registrar starts");
    let registered = tokio::spawn(async move {
        let mut seen = 0;
        while seen < count {
            if matches!(inbox.recv().await, Some(SipEvent::PhoneRegistered { .. })) {
                seen += 1;
            }
        }
    });
    let client = Client { socket: UdpSocket::bind(loopback).await.expect("a port"), node: node.address() };
    let before = resident_bytes();
    let started = Instant::now();
    for number in 0..count {
        let due = started + Duration::from_secs_f64(number as f64 / PER_SECOND);
        tokio::time::sleep_until(due.into()).await;
        client.register(number).await;
    }
    registered.await.expect("all registered");
    let took = started.elapsed();
    let peak = resident_bytes();
    tokio::time::sleep(TRANSACTIONS_FORGOTTEN).await;
    let after = resident_bytes();
    let each = |bytes: u64| bytes.saturating_sub(before) as f64 / 1_024.0 / count as f64;
    println!("registered       {count} phones in {:.1} s, {} held", took.as_secs_f64(), node.registrations().len());
    println!("memory per phone {:.2} KiB, {:.2} KiB while transactions are remembered", each(after), each(peak));
}

//! What the tests share: a node with a small rulebook, a bare peer that speaks SIP over UDP or TCP by hand, and waiting
//! that ends in an error instead of a sleep.
#![allow(dead_code, reason = "each test uses its part")]

use model::{Inbound, Phone, PhoneAddress, Route, Routing, Trunk};
use sip::{Sip, SipConfig, SipEvent};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc;

pub const PATIENCE: Duration = Duration::from_secs(5);
pub const REALM: &str = "qiao.test";
pub const SDP: &str =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0\r\n";

pub fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Numbers 95000 and 95001 on trunk `lo` (any loopback source); phones as given; outbound to `out`.
pub fn routing(phones: Vec<Phone>, outbound: Option<SocketAddr>) -> Routing {
    let number =
        |number: &str| Inbound { number: number.into(), trunk: Some("lo".into()), route: Route::Flow("main".into()) };
    Routing {
        inbound: vec![number("95000"), number("95001")],
        trunks: vec![Trunk {
            key: "lo".into(),
            sources: vec![(loopback().ip(), None)],
            networks: vec![],
            outbound,
            calls_max: 100,
        }],
        phones,
        sip_realm: REALM.into(),
        ..Routing::default()
    }
}

pub fn fixed(key: &str, address: SocketAddr) -> Phone {
    Phone { key: key.into(), address: PhoneAddress::Fixed { address } }
}

/// A phone that registers with `password`.
pub fn registers(key: &str, password: &str) -> Phone {
    use sha2::Digest;
    let a1 = format!("{key}:{REALM}:{password}");
    let ha1_md5 = hex::encode(md5::Md5::digest(a1.as_bytes()));
    let ha1_sha256 = hex::encode(sha2::Sha256::digest(a1.as_bytes()));
    Phone { key: key.into(), address: PhoneAddress::Registers { realm: REALM.into(), ha1_md5, ha1_sha256 } }
}

pub struct Node {
    pub sip: Sip,
    pub events: mpsc::Receiver<SipEvent>,
}

impl Node {
    pub async fn start(routing: Routing) -> Self {
        Self::start_with(routing, 1_000).await
    }

    pub async fn start_with(routing: Routing, invites_per_second_max: u32) -> Self {
        let (to_events, events) = mpsc::channel(256);
        let config = SipConfig { listen: loopback(), product: "Qiao-test".into(), invites_per_second_max };
        let sip = Sip::start(config, Arc::new(routing), to_events).await.expect("loopback has free ports");
        Self { sip, events }
    }

    pub async fn event(&mut self) -> SipEvent {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await.expect("an event comes in time");
        event.expect("the loop of legs lives")
    }
}

/// Next event of the node, which must match; gives what the arm gives.
#[macro_export]
macro_rules! expect {
    ($node:expr, $pattern:pat => $value:expr) => {
        match $node.event().await {
            $pattern => $value,
            other => panic!("expected {}, got {other:?}", stringify!($pattern)),
        }
    };
    ($node:expr, $pattern:pat) => {
        expect!($node, $pattern => ())
    };
}

/// A message as the bare peer reads it.
#[derive(Clone, Debug)]
pub struct Message {
    pub text: String,
}

impl Message {
    pub fn status(&self) -> u16 {
        let code = self.text.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3));
        code.and_then(|code| code.parse().ok()).unwrap_or(0)
    }

    pub fn method(&self) -> &str {
        self.text.split(' ').next().unwrap_or_default()
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.split("\r\n").skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub fn to_tag(&self) -> String {
        self.header("To").split_once(";tag=").map_or(String::new(), |(_, tag)| tag.to_owned())
    }
}

pub enum Wire {
    Udp(UdpSocket),
    Tcp(TcpStream, Vec<u8>),
}

/// Speaks SIP by hand to one node.
pub struct Peer {
    pub wire: Wire,
    pub node: SocketAddr,
    pub address: SocketAddr,
}

impl Peer {
    pub async fn udp(node: SocketAddr) -> Self {
        let socket = UdpSocket::bind(loopback()).await.expect("loopback has free ports");
        let address = socket.local_addr().expect("bound");
        Self { wire: Wire::Udp(socket), node, address }
    }

    pub async fn tcp(node: SocketAddr) -> Self {
        let stream = TcpStream::connect(node).await.expect("the node listens");
        let address = stream.local_addr().expect("connected");
        Self { wire: Wire::Tcp(stream, Vec::new()), node, address }
    }

    pub fn transport(&self) -> &'static str {
        match self.wire {
            Wire::Udp(_) => "UDP",
            Wire::Tcp(..) => "TCP",
        }
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        match &mut self.wire {
            Wire::Udp(socket) => socket.send_to(bytes.as_ref(), self.node).await.map(|_| ()).expect("loopback sends"),
            Wire::Tcp(stream, _) => stream.write_all(bytes.as_ref()).await.expect("the node reads"),
        }
    }

    pub async fn receive(&mut self) -> Message {
        self.receive_within(PATIENCE).await.expect("a message comes in time")
    }

    /// `None`: nothing came, or the connection was closed.
    pub async fn receive_within(&mut self, patience: Duration) -> Option<Message> {
        tokio::time::timeout(patience, self.read()).await.ok().flatten()
    }

    async fn read(&mut self) -> Option<Message> {
        match &mut self.wire {
            Wire::Udp(socket) => {
                let mut buffer = vec![0; 65_535];
                let (length, _) = socket.recv_from(&mut buffer).await.ok()?;
                Some(Message { text: String::from_utf8_lossy(&buffer[..length]).into_owned() })
            }
            Wire::Tcp(stream, buffer) => loop {
                if let Some(message) = take_message(buffer) {
                    return Some(message);
                }
                if stream.read_buf(buffer).await.ok()? == 0 {
                    return None;
                }
            },
        }
    }

    /// Skips other messages, as retransmissions.
    pub async fn final_response(&mut self, call_id: &str) -> Message {
        loop {
            let message = self.receive().await;
            if message.status() >= 200 && message.header("Call-ID") == call_id {
                return message;
            }
        }
    }

    /// The next request with this method.
    pub async fn request(&mut self, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            if message.method() == method {
                return message;
            }
        }
    }

    /// A request to the node; `extra` are whole header lines.
    pub fn build(&self, method: &str, uri: &str, dialog: &Names, extra: &str, body: &str) -> String {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{transport} {address};branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n\
             From: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {cseq_method}\r\n\
             Contact: <sip:peer@{address}{param}>\r\n{extra}{kind}Content-Length: {length}\r\n\r\n{body}",
            transport = self.transport(),
            address = self.address,
            branch = dialog.branch,
            from = dialog.from,
            to = dialog.to,
            call_id = dialog.call_id,
            cseq = dialog.cseq,
            cseq_method = method,
            param = if self.transport() == "TCP" { ";transport=tcp" } else { "" },
            length = body.len(),
        )
    }

    /// A response of ours to a request of theirs.
    pub fn respond(&self, request: &Message, status: &str, tag: &str, extra: &str, body: &str) -> String {
        let vias: String = request.all("Via").iter().map(|via| format!("Via: {via}\r\n")).collect();
        let to = request.header("To");
        let to = if to.contains(";tag=") || tag.is_empty() { to.to_owned() } else { format!("{to};tag={tag}") };
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "SIP/2.0 {status}\r\n{vias}From: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {}\r\nContact: <sip:phone@{}>\r\n\
             {extra}{kind}Content-Length: {}\r\n\r\n{body}",
            request.header("From"),
            request.header("Call-ID"),
            request.header("CSeq"),
            self.address,
            body.len(),
        )
    }
}

fn take_message(buffer: &mut Vec<u8>) -> Option<Message> {
    while buffer.starts_with(b"\r\n") {
        buffer.drain(..2);
    }
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&buffer[..head]).into_owned();
    let length: usize = Message { text }.header("Content-Length").trim().parse().unwrap_or(0);
    if buffer.len() < head + length {
        return None;
    }
    let message: Vec<u8> = buffer.drain(..head + length).collect();
    Some(Message { text: String::from_utf8_lossy(&message).into_owned() })
}

/// The names of one dialog as the bare peer keeps them.
#[derive(Clone, Debug)]
pub struct Names {
    pub call_id: String,
    pub branch: String,
    pub from: String,
    pub to: String,
    pub cseq: u32,
}

impl Names {
    pub fn new(user: &str) -> Self {
        let random = || format!("{:016x}", rand::random::<u64>());
        Self {
            call_id: random(),
            branch: random(),
            from: format!("<sip:13800000000@peer.test>;tag={}", random()),
            to: format!("<sip:{user}@node.test>"),
            cseq: 1,
        }
    }

    /// The next request of the same dialog.
    pub fn next(&mut self) -> &Self {
        self.cseq += 1;
        self.rebranch()
    }

    pub fn rebranch(&mut self) -> &Self {
        self.branch = format!("{:016x}", rand::random::<u64>());
        self
    }

    pub fn answered(&mut self, response: &Message) {
        self.to = response.header("To").to_owned();
    }
}

//! SIP by hand: messages that no well-behaved peer would send, and answers with all their headers.

use callers::message::Message;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

/// A peer that says whatever the test wants.
pub struct Raw {
    pub socket: UdpSocket,
    pub centre: SocketAddr,
    count: u32,
}

/// An answer, owned: a character for each byte, so that mutated bytes can be sent back as they came.
#[derive(Debug)]
pub struct Said(pub String);

impl Said {
    pub fn status(&self) -> u16 {
        Message::parse(self.0.as_bytes()).and_then(|message| message.status()).unwrap_or(0)
    }

    pub fn header(&self, name: &str) -> String {
        let message = Message::parse(self.0.as_bytes());
        message.and_then(|message| message.header(name)).unwrap_or_default().to_owned()
    }
}

impl Raw {
    pub fn new(ip: impl Into<IpAddr>, centre: SocketAddr) -> Self {
        let socket = UdpSocket::bind((ip.into(), 0)).expect("an address of this test alone");
        socket.set_read_timeout(Some(Duration::from_millis(5))).expect("a timeout");
        Self { socket, centre, count: 0 }
    }

    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("bound")
    }

    /// A sound request outside a dialog, with a Call-ID and branch of its own.
    pub fn build(&mut self, method: &str, number: &str, transport: &str, body: &str) -> String {
        self.count += 1;
        let (n, here, centre) = (self.count, self.address(), self.centre);
        let content_type = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} sip:{number}@{centre} SIP/2.0\r\nVia: SIP/2.0/{transport} {here};branch=z9hG4bKraw{port}n{n};rport\r\n\
             Max-Forwards: 70\r\nFrom: \"Raw\" <sip:1360000{n:04}@{ip}>;tag=raw{n}\r\nTo: <sip:{number}@{centre}>\r\n\
             Call-ID: raw-{port}-{n}@{ip}\r\nCSeq: 1 {method}\r\nContact: <sip:raw@{here}>\r\n{content_type}\
             Content-Length: {length}\r\n\r\n{body}",
            port = here.port(),
            ip = here.ip(),
            length = body.len(),
        )
    }

    pub fn send(&self, message: &[u8]) {
        // A datagram that is too long for the kernel never left: the test's message was.
        let _ = self.socket.send_to(message, self.centre);
    }

    /// Text made of a [`Said`].
    pub fn send_back(&self, text: &str) {
        let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        self.send(&bytes);
    }

    /// Everything that has come by now.
    pub fn receive(&self) -> Vec<Said> {
        let mut all = Vec::new();
        let mut buffer = [0; 65_536];
        while let Ok((length, _)) = self.socket.recv_from(&mut buffer) {
            all.push(Said(buffer[..length].iter().map(|byte| char::from(*byte)).collect()));
        }
        all
    }

    /// The final answer to the request, which is sent again as RFC 3261 wants.
    pub fn ask(&self, request: &str, patience: Duration) -> Option<Said> {
        let call_id = Message::parse(request.as_bytes())?.header("Call-ID")?.to_owned();
        let (started, mut again) = (Instant::now(), Duration::ZERO);
        while started.elapsed() < patience {
            if started.elapsed() >= again {
                self.send(request.as_bytes());
                again += Duration::from_millis(500);
            }
            let said = self.receive();
            let ours = |said: &Said| said.status() >= 200 && said.header("Call-ID") == call_id;
            if let Some(answer) = said.into_iter().find(ours) {
                return Some(answer);
            }
        }
        None
    }
}

/// Sends bytes on a connection of their own; what came back within the time, or until it was closed.
pub fn over_tcp(centre: SocketAddr, bytes: &[u8], patience: Duration) -> String {
    let mut stream = TcpStream::connect(centre).expect("SIP listens on TCP");
    stream.set_read_timeout(Some(Duration::from_millis(5))).expect("a timeout");
    // It may be closed while we still write.
    let _ = stream.write_all(bytes);
    let (started, mut heard, mut buffer) = (Instant::now(), Vec::new(), [0; 4_096]);
    while started.elapsed() < patience {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                heard.extend_from_slice(&buffer[..length]);
                if has_final(&heard) {
                    break;
                }
            }
            Err(_) => {} // Nothing yet.
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn has_final(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("\r\n\r\n") && text.lines().any(|line| line.starts_with("SIP/2.0 ") && !line.starts_with("SIP/2.0 1"))
}

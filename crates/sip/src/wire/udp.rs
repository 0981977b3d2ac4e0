//! The UDP socket as the stack sees it: what it reads was screened, what is refused was answered here.

use super::reply::reply;
use super::scan::Scan;
use super::screen::{Verdict, screen};
use crate::directory::Source;
use crate::limits::{DATAGRAM_BYTES_MAX, MESSAGE_BYTES_MAX};
use crate::shared::{Counters, Shared};
use rsipstack::platform::net::UdpSocket as StackSocket;
use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::{Mutex, Weak};
use tokio::net::UdpSocket;

pub struct ScreenedSocket {
    socket: UdpSocket,
    /// Weak, because what is shared holds the connection over this socket.
    shared: Weak<Shared>,
    /// The stack has one reader; it takes the buffer and puts it back.
    buffer: Mutex<Vec<u8>>,
}

impl ScreenedSocket {
    pub fn new(socket: UdpSocket, shared: Weak<Shared>) -> Self {
        Self { socket, shared, buffer: Mutex::default() }
    }
}

#[async_trait::async_trait]
impl StackSocket for ScreenedSocket {
    async fn recv_from(&self, into: &mut [u8]) -> rsipstack::Result<(usize, SocketAddr)> {
        let mut datagram = std::mem::take(&mut *self.buffer.lock().expect("no panic happens while it is swapped"));
        datagram.resize(MESSAGE_BYTES_MAX, 0);
        loop {
            let (length, from) = match self.socket.recv_from(&mut datagram).await {
                Ok(received) => received,
                // A peer's ICMP error (port closed) is no reason to stop.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => continue,
                Err(error) => {
                    // The stack only logs this and reads on: not in a hot loop.
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    return Err(error.into());
                }
            };
            let Some(shared) = self.shared.upgrade() else { return std::future::pending().await };
            match judge(&shared, &datagram[..length], from, true) {
                Outcome::Pass(message) => {
                    let length = message.len();
                    into[..length].copy_from_slice(&message);
                    *self.buffer.lock().expect("no panic happens while it is swapped") = datagram;
                    return Ok((length, from));
                }
                Outcome::Answer(answer) => {
                    self.socket.send_to(&answer, from).await.ok();
                }
                Outcome::Silence => {}
            }
        }
    }

    async fn send_to(&self, data: &[u8], to: SocketAddr) -> rsipstack::Result<usize> {
        Ok(self.socket.send_to(data, to).await?)
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }
}

pub enum Outcome<'a> {
    Pass(Cow<'a, [u8]>),
    Answer(Vec<u8>),
    Silence,
}

/// Who may be heard at all, and whether the message can be read. Strangers hear nothing unless they register well.
pub fn judge<'a>(shared: &Shared, data: &'a [u8], from: SocketAddr, is_datagram: bool) -> Outcome<'a> {
    if data.first().is_none_or(|first| !first.is_ascii_graphic()) {
        // Keepalives are whitespace; STUN and RTP strays begin with control bytes.
        let is_keepalive = data.iter().all(u8::is_ascii_whitespace);
        return if is_keepalive { Outcome::Pass(Cow::Borrowed(data)) } else { Outcome::Silence };
    }
    let scan = Scan::new(data);
    let is_known = match shared.source(from) {
        _ if scan.is_response() => true,
        Source::Trunk(_) | Source::Phone(_) => true,
        Source::Stranger => shared.directory().is_known_host(from.ip()) && scan.has_to_tag(),
    };
    let registers = scan.method() == b"REGISTER" && shared.directory().is_registrar();
    let may_speak = is_known || registers || is_within_dialog(shared, &scan);
    if !may_speak {
        Counters::count(&shared.counters.unknown_source);
        return Outcome::Silence;
    }
    let verdict = screen(data, &scan);
    if !matches!(verdict, Verdict::Pass(_)) {
        Counters::count(&shared.counters.malformed);
        tracing::debug!(source = %from, ?verdict, "refused message");
    }
    match verdict {
        Verdict::Pass(message) if is_datagram && message.len() > DATAGRAM_BYTES_MAX => {
            answer(shared, &scan, 513, "", from)
        }
        Verdict::Pass(message) => Outcome::Pass(message),
        Verdict::Refuse { status, extra } if is_known => answer(shared, &scan, status, &extra, from),
        Verdict::Refuse { .. } | Verdict::Drop => Outcome::Silence,
    }
}

fn answer<'a>(shared: &Shared, scan: &Scan<'_>, status: u16, extra: &str, from: SocketAddr) -> Outcome<'a> {
    match reply(scan, status, extra, &shared.config.product, from) {
        Some(answer) => Outcome::Answer(answer),
        None => Outcome::Silence,
    }
}

/// Our tag in To is 64 random bits: who knows it was told by us or by our peer.
fn is_within_dialog(shared: &Shared, scan: &Scan<'_>) -> bool {
    use super::scan::{Name, param};
    let text = |bytes| std::str::from_utf8(bytes).ok();
    let tag = scan.value(Name::To).and_then(|to| param(to, b"tag")).and_then(text);
    let call_id = scan.value(Name::CallId).and_then(text);
    call_id.zip(tag).is_some_and(|(call_id, tag)| shared.leg_of(call_id, tag).is_some())
}

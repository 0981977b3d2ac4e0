//! TCP: framing, the same screening as on UDP, and one bounded channel each way between a connection and the stack.

use super::scan::{Name, Scan};
use super::screen::number;
use super::udp::{Outcome, judge};
use crate::limits;
use crate::shared::Shared;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{SipMessage, Transport};
use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::connection::TransportSender;
use rsipstack::transport::{SipAddr, SipConnection, TransportEvent};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Connections per host; a place is given back when its task ends.
type Places = Arc<Mutex<HashMap<IpAddr, usize>>>;

pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let places: Places = Arc::default();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shared.cancel.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a TCP connection");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            }
        };
        let directory = shared.directory();
        let may_connect = directory.is_registrar() || directory.is_known_host(peer.ip());
        if may_connect && take_place(&places, peer.ip()) {
            let (shared, places) = (shared.clone(), places.clone());
            tokio::spawn(async move {
                if let Some(flow) = open(stream, peer, &shared).await {
                    flow.run(&shared).await;
                }
                give_place(&places, peer.ip());
            });
        }
    }
}

fn take_place(places: &Places, ip: IpAddr) -> bool {
    let mut places = places.lock().expect("no panic happens while counting");
    let is_free = places.values().sum::<usize>() < limits::CONNECTIONS_MAX
        && places.get(&ip).copied().unwrap_or(0) < limits::CONNECTIONS_PER_ADDRESS_MAX;
    if is_free {
        *places.entry(ip).or_default() += 1;
    }
    is_free
}

fn give_place(places: &Places, ip: IpAddr) {
    let mut places = places.lock().expect("no panic happens while counting");
    if let Some(count) = places.get_mut(&ip) {
        *count -= 1;
        if *count == 0 {
            places.remove(&ip);
        }
    }
}

struct Flow {
    read: OwnedReadHalf,
    peer: SocketAddr,
    connection: SipConnection,
    to_stack: TransportSender,
    raw: mpsc::Sender<Vec<u8>>,
    cancel: CancellationToken,
}

async fn open(stream: TcpStream, peer: SocketAddr, shared: &Arc<Shared>) -> Option<Flow> {
    stream.set_nodelay(true).ok();
    let endpoint = shared.endpoint.get()?.upgrade()?;
    let (read, write) = stream.into_split();
    let (to_stack, from_wire) = mpsc::unbounded_channel();
    let (from_stack, to_wire) = mpsc::channel(limits::WRITES_MAX);
    let (raw, raw_to_wire) = mpsc::channel(8);
    let cancel = shared.cancel.child_token();
    let address = SipAddr { r#type: Some(Transport::Tcp), addr: peer.into() };
    let channel = ChannelConnection::create_connection_bounded(from_wire, from_stack, address, Some(cancel.clone()))
        .await
        .ok()?;
    let connection = SipConnection::Channel(channel);
    endpoint.transport_layer.add_connection(connection.clone());
    tokio::spawn(write_loop(write, to_wire, raw_to_wire, cancel.clone()));
    Some(Flow { read, peer, connection, to_stack, raw, cancel })
}

async fn write_loop(
    mut write: OwnedWriteHalf,
    mut to_wire: mpsc::Receiver<TransportEvent>,
    mut raw: mpsc::Receiver<Vec<u8>>,
    cancel: CancellationToken,
) {
    loop {
        let bytes = tokio::select! {
            Some(event) = to_wire.recv() => match event {
                TransportEvent::Incoming(message, ..) => message.to_bytes(),
                TransportEvent::New(_) | TransportEvent::Closed(_) => continue,
            },
            Some(bytes) = raw.recv() => bytes,
            () = cancel.cancelled() => return,
        };
        if !matches!(timeout(limits::WRITE_WITHIN, write.write_all(&bytes)).await, Ok(Ok(()))) {
            cancel.cancel();
            return;
        }
    }
}

impl Flow {
    async fn run(mut self, shared: &Shared) {
        let mut buffer = Vec::with_capacity(4_096);
        loop {
            let patience = if buffer.is_empty() { limits::CONNECTION_IDLE } else { limits::MESSAGE_WITHIN };
            let read = tokio::select! {
                read = timeout(patience, self.read.read_buf(&mut buffer)) => read,
                () = self.cancel.cancelled() => break,
            };
            if !matches!(read, Ok(Ok(length)) if length > 0) || !self.take_messages(&mut buffer, shared).await {
                break;
            }
        }
        // Answers on their way out are written before the connection goes.
        tokio::time::timeout(limits::WRITE_WITHIN, self.raw.reserve_many(8)).await.ok();
        self.cancel.cancel();
    }

    /// Hands on every whole message; `false`: this connection cannot be read any further.
    async fn take_messages(&self, buffer: &mut Vec<u8>, shared: &Shared) -> bool {
        let mut at = 0;
        let is_sound = loop {
            match frame(&buffer[at..]) {
                Frame::Keepalive(length) => {
                    if length == 4 {
                        self.raw.send(b"\r\n".to_vec()).await.ok();
                    }
                    at += length;
                }
                Frame::Message(length) => {
                    let message = &buffer[at..at + length];
                    at += length;
                    self.take(message, shared).await;
                }
                Frame::Partial => break buffer.len() - at <= limits::MESSAGE_BYTES_MAX,
                Frame::Unframed => {
                    // Where the next message begins is unknown: answer what there is, then close.
                    self.take(&buffer[at..], shared).await;
                    break false;
                }
            }
        };
        buffer.drain(..at);
        is_sound
    }

    async fn take(&self, data: &[u8], shared: &Shared) {
        match judge(shared, data, self.peer, false) {
            Outcome::Pass(message) => self.pass(&message),
            Outcome::Answer(answer) => {
                self.raw.send(answer).await.ok();
            }
            Outcome::Silence => {}
        }
    }

    fn pass(&self, message: &[u8]) {
        let parsed = match SipMessage::try_from(message) {
            Ok(message) => SipConnection::update_msg_received(message, self.peer, Transport::Tcp),
            Err(error) => Err(error.into()),
        };
        match parsed {
            Ok(message) => {
                let source = SipAddr { r#type: Some(Transport::Tcp), addr: self.peer.into() };
                let event = TransportEvent::Incoming(message, self.connection.clone(), source);
                self.to_stack.send(event).ok();
            }
            Err(error) => tracing::debug!(source = %self.peer, %error, "cannot parse message"),
        }
    }
}

enum Frame {
    Keepalive(usize),
    Message(usize),
    Partial,
    /// Content-Length is missing, twice there, or no number.
    Unframed,
}

fn frame(buffer: &[u8]) -> Frame {
    match buffer {
        [b'\r', b'\n', b'\r', b'\n', ..] => return Frame::Keepalive(4),
        [b'\r'] | [b'\r', b'\n', b'\r'] => return Frame::Partial,
        [b'\r', b'\n', ..] => return Frame::Keepalive(2),
        _ => {}
    }
    let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Frame::Partial };
    let scan = Scan::new(&buffer[..head + 4]);
    let length = match scan.count(Name::ContentLength) {
        0 => Some(0),
        1 => scan.value(Name::ContentLength).and_then(number),
        _ => None,
    };
    match length {
        None => Frame::Unframed,
        Some(length) if length > limits::MESSAGE_BYTES_MAX as u64 => Frame::Unframed,
        Some(length) if buffer.len() < head + 4 + length as usize => Frame::Partial,
        Some(length) => Frame::Message(head + 4 + length as usize),
    }
}

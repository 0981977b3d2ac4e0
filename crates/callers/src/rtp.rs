//! RTP for many streams over one UDP socket: streams are told apart by where their packets come from. RFC 3550 §5.1.

use crate::limits::{BATCH, SOCKET_BUFFER_BYTES};
use crate::tone::SILENCE;
use std::collections::HashMap;
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Instant;

/// Samples in one 20 ms packet of G.711.
const FRAME: usize = 160;
const HEADER: usize = 12;
/// RFC 4733 payload type in our SDP.
const TELEPHONE_EVENT: u8 = 101;
/// First bytes of a payload that carries the time when it was sent.
const STAMP: [u8; 4] = *b"QT\xD5\xD5";
/// A 100 ms digit: five packets and three with the end bit.
const DIGIT_PACKETS: u8 = 8;

pub type StreamKey = usize;

/// What one stream has seen so far.
#[derive(Clone, Debug, Default)]
pub struct Received {
    pub packets: u64,
    /// Gaps in the sequence numbers.
    pub lost: u64,
    /// Audio payloads in order, when the stream captures.
    pub sound: Vec<u8>,
    /// Keys heard by RFC 4733.
    pub digits: String,
}

struct Stream {
    target: SocketAddr,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    sound: Arc<[u8]>,
    at: usize,
    is_looped: bool,
    is_stamped: bool,
    captures: bool,
    digit: Option<(u8, u8, u32)>,
    last_sequence: Option<u16>,
    last_digit_timestamp: Option<u32>,
    received: Received,
}

/// What a stream sends and keeps.
#[derive(Clone)]
pub struct StreamOptions {
    /// A-law; silence follows when it is not looped.
    pub sound: Arc<[u8]>,
    pub is_looped: bool,
    /// The payload carries its time of sending instead of sound, to measure the way.
    pub is_stamped: bool,
    /// Keep what comes in [`Received::sound`].
    pub captures: bool,
}

/// See the module. IPv4 only: it is a loopback peer.
pub struct RtpSocket {
    socket: UdpSocket,
    local: SocketAddr,
    streams: Vec<Option<Stream>>,
    free: Vec<StreamKey>,
    by_source: HashMap<SocketAddr, StreamKey>,
    started: Instant,
    /// Next slot of the 20 ms round that is due; a stream's slot is its key modulo the count.
    next_slot: u64,
    inbox: Box<Batch>,
    outbox: Box<Batch>,
    /// One-way times of stamped packets in microseconds, since the last [`RtpSocket::take_delays`].
    delays_us: Vec<u32>,
    pub sent: u64,
}

/// Slots in a 20 ms round, one millisecond each.
const SLOTS: u64 = 20;

impl RtpSocket {
    pub fn bind(local: SocketAddr, clock: Instant) -> std::io::Result<Self> {
        let socket = UdpSocket::bind(local)?;
        socket.set_nonblocking(true)?;
        let options = socket2::SockRef::from(&socket);
        options.set_recv_buffer_size(SOCKET_BUFFER_BYTES)?;
        options.set_send_buffer_size(SOCKET_BUFFER_BYTES)?;
        Ok(Self {
            local: socket.local_addr()?,
            socket,
            streams: Vec::new(),
            free: Vec::new(),
            by_source: HashMap::new(),
            started: clock,
            next_slot: 0,
            inbox: Batch::new(),
            outbox: Batch::new(),
            delays_us: Vec::new(),
            sent: 0,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.local
    }

    pub fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    pub fn open(&mut self, target: SocketAddr, payload_type: u8, options: StreamOptions) -> StreamKey {
        let stream = Stream {
            target,
            payload_type,
            sequence: rand::random(),
            timestamp: rand::random(),
            ssrc: rand::random(),
            sound: options.sound,
            at: 0,
            is_looped: options.is_looped,
            is_stamped: options.is_stamped,
            captures: options.captures,
            digit: None,
            last_sequence: None,
            last_digit_timestamp: None,
            received: Received::default(),
        };
        let key = self.free.pop().unwrap_or_else(|| {
            self.streams.push(None);
            self.streams.len() - 1
        });
        self.streams[key] = Some(stream);
        self.by_source.insert(target, key);
        key
    }

    pub fn close(&mut self, key: StreamKey) -> Received {
        let Some(stream) = self.streams.get_mut(key).and_then(Option::take) else { return Received::default() };
        if self.by_source.get(&stream.target) == Some(&key) {
            self.by_source.remove(&stream.target);
        }
        self.free.push(key);
        stream.received
    }

    pub fn received(&self, key: StreamKey) -> Option<&Received> {
        self.streams.get(key)?.as_ref().map(|stream| &stream.received)
    }

    /// The sound that came since the last call, when the stream captures.
    pub fn take_sound(&mut self, key: StreamKey) -> Vec<u8> {
        let stream = self.streams.get_mut(key).and_then(Option::as_mut);
        stream.map(|stream| std::mem::take(&mut stream.received.sound)).unwrap_or_default()
    }

    /// What is said from now on.
    pub fn say(&mut self, key: StreamKey, sound: Arc<[u8]>, is_looped: bool) {
        if let Some(stream) = self.streams.get_mut(key).and_then(Option::as_mut) {
            (stream.sound, stream.at, stream.is_looped) = (sound, 0, is_looped);
        }
    }

    /// Presses a key for 100 ms. RFC 4733 §2.5.
    pub fn press(&mut self, key: StreamKey, digit: char) {
        let event = match digit {
            '0'..='9' => digit as u8 - b'0',
            '*' => 10,
            '#' => 11,
            _ => return,
        };
        if let Some(stream) = self.streams.get_mut(key).and_then(Option::as_mut) {
            stream.digit = Some((event, 0, stream.timestamp));
        }
    }

    pub fn take_delays(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.delays_us)
    }

    /// Sends what is due and reads what came. Call it every millisecond or so.
    pub fn poll(&mut self, now: Instant) {
        self.receive();
        let due = now.duration_since(self.started).as_millis() as u64;
        // After a stall at most one round is sent late; a microphone does not catch up either.
        self.next_slot = self.next_slot.max(due.saturating_sub(SLOTS));
        while self.next_slot <= due {
            let slot = (self.next_slot % SLOTS) as usize;
            for key in (slot..self.streams.len()).step_by(SLOTS as usize) {
                self.send_one(key);
            }
            self.next_slot += 1;
        }
        self.flush();
    }

    fn send_one(&mut self, key: StreamKey) {
        let nanos = self.started.elapsed().as_nanos() as u64;
        let Some(stream) = self.streams[key].as_mut() else { return };
        let target = stream.target;
        let (packet, address) = self.outbox.slot();
        let length = stream.write(packet, nanos);
        *address = sockaddr(target);
        if self.outbox.push(length) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.sent += self.outbox.send(self.socket.as_raw_fd()) as u64;
    }

    fn receive(&mut self) {
        loop {
            let count = self.inbox.receive(self.socket.as_raw_fd());
            let nanos = self.started.elapsed().as_nanos() as u64;
            for n in 0..count {
                let (packet, source) = self.inbox.packet(n);
                let Some(&key) = self.by_source.get(&source) else { continue };
                let Some(stream) = self.streams.get_mut(key).and_then(Option::as_mut) else { continue };
                if let Some(delay_us) = stream.read(packet, nanos) {
                    self.delays_us.push(delay_us);
                }
            }
            if count < BATCH {
                return;
            }
        }
    }
}

impl Stream {
    fn write(&mut self, packet: &mut [u8], nanos: u64) -> usize {
        packet[0] = 0x80;
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
        self.sequence = self.sequence.wrapping_add(1);
        let timestamp = self.timestamp;
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        if let Some((event, sent, started)) = self.digit {
            packet[1] = TELEPHONE_EVENT | if sent == 0 { 0x80 } else { 0 };
            packet[4..8].copy_from_slice(&started.to_be_bytes());
            let is_end = sent + 3 >= DIGIT_PACKETS;
            let duration = FRAME as u16 * (u16::from(sent) + 1).min(u16::from(DIGIT_PACKETS) - 3);
            packet[HEADER] = event;
            packet[HEADER + 1] = 10 | if is_end { 0x80 } else { 0 };
            packet[HEADER + 2..HEADER + 4].copy_from_slice(&duration.to_be_bytes());
            self.digit = (sent + 1 < DIGIT_PACKETS).then_some((event, sent + 1, started));
            return HEADER + 4;
        }
        packet[1] = self.payload_type;
        packet[4..8].copy_from_slice(&timestamp.to_be_bytes());
        let payload = &mut packet[HEADER..HEADER + FRAME];
        if self.is_stamped {
            payload.fill(SILENCE);
            payload[..4].copy_from_slice(&STAMP);
            payload[4..12].copy_from_slice(&nanos.to_be_bytes());
            return HEADER + FRAME;
        }
        for byte in payload.iter_mut() {
            if self.at >= self.sound.len() && self.is_looped {
                self.at = 0;
            }
            *byte = self.sound.get(self.at).copied().unwrap_or(SILENCE);
            self.at += 1;
        }
        HEADER + FRAME
    }

    /// Returns the way's time in microseconds for a stamped packet.
    fn read(&mut self, packet: &[u8], nanos: u64) -> Option<u32> {
        if packet.len() < HEADER {
            return None;
        }
        let sequence = u16::from_be_bytes([packet[2], packet[3]]);
        if let Some(last) = self.last_sequence {
            let step = sequence.wrapping_sub(last);
            if (2..1_000).contains(&step) {
                self.received.lost += u64::from(step - 1);
            }
        }
        self.last_sequence = Some(sequence);
        self.received.packets += 1;
        let payload = &packet[HEADER..];
        if packet[1] & 0x7F == TELEPHONE_EVENT {
            self.read_digit(packet, payload);
            return None;
        }
        if self.captures {
            self.received.sound.extend_from_slice(payload);
        }
        if payload.len() < 12 || payload[..4] != STAMP {
            return None;
        }
        let sent = u64::from_be_bytes(payload[4..12].try_into().ok()?);
        Some((nanos.saturating_sub(sent) / 1_000) as u32)
    }

    fn read_digit(&mut self, packet: &[u8], payload: &[u8]) {
        let timestamp = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
        let is_new = self.last_digit_timestamp != Some(timestamp);
        if let (true, Some(&event)) = (is_new, payload.first()) {
            self.last_digit_timestamp = Some(timestamp);
            self.received.digits.extend("0123456789*#".chars().nth(usize::from(event)));
        }
    }
}

/// Buffers for one `recvmmsg` or `sendmmsg`.
struct Batch {
    packets: [[u8; 256]; BATCH],
    addresses: [libc::sockaddr_in; BATCH],
    lengths: [usize; BATCH],
    used: usize,
}

impl Batch {
    fn new() -> Box<Self> {
        let address = sockaddr(SocketAddr::from(([0, 0, 0, 0], 0)));
        Box::new(Self { packets: [[0; 256]; BATCH], addresses: [address; BATCH], lengths: [0; BATCH], used: 0 })
    }

    fn slot(&mut self) -> (&mut [u8; 256], &mut libc::sockaddr_in) {
        (&mut self.packets[self.used], &mut self.addresses[self.used])
    }

    /// True when the batch is full.
    fn push(&mut self, length: usize) -> bool {
        self.lengths[self.used] = length;
        self.used += 1;
        self.used == BATCH
    }

    fn packet(&self, n: usize) -> (&[u8], SocketAddr) {
        let address = &self.addresses[n];
        let ip = u32::from_be(address.sin_addr.s_addr).into();
        let source = SocketAddrV4::new(ip, u16::from_be(address.sin_port));
        (&self.packets[n][..self.lengths[n]], source.into())
    }

    fn send(&mut self, fd: i32) -> usize {
        let count = std::mem::take(&mut self.used);
        if count == 0 {
            return 0;
        }
        let mut vectors = self.vectors();
        let mut headers = self.headers(&mut vectors);
        // SAFETY: every header points at a vector, an address and a packet that live until the call returns.
        let sent = unsafe { libc::sendmmsg(fd, headers.as_mut_ptr(), count as u32, libc::MSG_DONTWAIT) };
        sent.max(0) as usize
    }

    fn receive(&mut self, fd: i32) -> usize {
        self.lengths = [256; BATCH];
        let mut vectors = self.vectors();
        let mut headers = self.headers(&mut vectors);
        // SAFETY: as in `send`; the kernel writes at most the given lengths.
        let received =
            unsafe { libc::recvmmsg(fd, headers.as_mut_ptr(), BATCH as u32, libc::MSG_DONTWAIT, std::ptr::null_mut()) };
        let count = received.max(0) as usize;
        for (length, header) in self.lengths.iter_mut().zip(&headers[..count]) {
            *length = (header.msg_len as usize).min(256);
        }
        count
    }

    fn vectors(&mut self) -> [libc::iovec; BATCH] {
        std::array::from_fn(|n| libc::iovec { iov_base: self.packets[n].as_mut_ptr().cast(), iov_len: self.lengths[n] })
    }

    fn headers(&mut self, vectors: &mut [libc::iovec; BATCH]) -> [libc::mmsghdr; BATCH] {
        std::array::from_fn(|n| {
            // SAFETY: all-zero bytes are a valid `msghdr`.
            let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
            header.msg_name = (&raw mut self.addresses[n]).cast();
            header.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
            header.msg_iov = &raw mut vectors[n];
            header.msg_iovlen = 1;
            libc::mmsghdr { msg_hdr: header, msg_len: 0 }
        })
    }
}

fn sockaddr(address: SocketAddr) -> libc::sockaddr_in {
    let SocketAddr::V4(address) = address else {
        panic!("the simulated peers speak IPv4 only");
    };
    libc::sockaddr_in {
        sin_family: libc::AF_INET as u16,
        sin_port: address.port().to_be(),
        sin_addr: libc::in_addr { s_addr: u32::from(*address.ip()).to_be() },
        sin_zero: [0; 8],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{share_at, tone};
    use std::time::Duration;

    #[test]
    fn sound_and_digits_arrive_in_both_directions() {
        let clock = Instant::now();
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut a = RtpSocket::bind(loopback, clock).expect("a port");
        let mut b = RtpSocket::bind(loopback, clock).expect("a port");
        let options =
            |hz| StreamOptions { sound: tone(hz, 1_000).into(), is_looped: true, is_stamped: false, captures: true };
        let at_a = a.open(b.address(), 8, options(440.0));
        let at_b = b.open(a.address(), 8, options(880.0));
        a.press(at_a, '5');
        // Simulated time: half a second of packets, as fast as they can be exchanged.
        for millisecond in 0..500 {
            let now = clock + Duration::from_millis(millisecond);
            a.poll(now);
            b.poll(now);
        }
        let (heard_by_a, heard_by_b) = (a.close(at_a), b.close(at_b));
        assert!(share_at(880.0, &heard_by_a.sound) > 0.8);
        assert!(share_at(440.0, &heard_by_b.sound) > 0.8);
        assert_eq!(heard_by_b.digits, "5");
        assert_eq!((heard_by_a.lost, heard_by_b.lost), (0, 0));
    }
}

//! A telephone on the loopback: a socket, an SDP, tones. Waits only by receive timeouts.

use media::codec::g711;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

pub const FRAME: usize = 160;
/// Longest wait for something that must come.
pub const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    A,
    Mu,
}

#[derive(Clone, Debug)]
pub struct Rtp {
    pub payload_type: u8,
    pub marker: bool,
    pub seq: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: Vec<u8>,
}

pub struct Phone {
    pub socket: UdpSocket,
    pub law: Law,
    pub centre: Option<SocketAddr>,
    pub ssrc: u32,
    seq: u16,
    timestamp: u32,
    phase: usize,
}

impl Phone {
    pub fn new(law: Law, ssrc: u32) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        Self { socket, law, centre: None, ssrc, seq: 65_500, timestamp: u32::MAX - 5_000, phase: 0 }
    }

    pub fn payload_type(&self) -> u8 {
        if self.law == Law::A { 8 } else { 0 }
    }

    /// An offer, or an answer: the same lines.
    pub fn sdp(&self) -> String {
        let (port, pt) = (self.socket.local_addr().expect("bound").port(), self.payload_type());
        let name = if self.law == Law::A { "PCMA" } else { "PCMU" };
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP {pt} 101\r\n\
             a=rtpmap:{pt} {name}/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n"
        )
    }

    /// Takes the centre's address from its SDP.
    pub fn call(&mut self, sdp: &str) {
        let line = sdp.lines().find(|line| line.starts_with("m=audio ")).expect("an audio line");
        let port = line.split(' ').nth(1).and_then(|port| port.parse::<u16>().ok()).expect("a port");
        self.centre = Some(SocketAddr::from(([127, 0, 0, 1], port)));
    }

    /// Sends 20 ms of a tone; 0 Hz is silence.
    pub fn send_tone(&mut self, hertz: u32) {
        let payload: Vec<u8> = (0..FRAME)
            .map(|i| {
                let sample = tone(hertz, self.phase + i);
                if self.law == Law::A { g711::linear_to_alaw(sample) } else { g711::linear_to_ulaw(sample) }
            })
            .collect();
        self.phase += FRAME;
        self.send(self.payload_type(), self.timestamp, false, &payload);
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
    }

    /// Says nothing for so long: only its clock goes on.
    pub fn skip(&mut self, milliseconds: u32) {
        self.timestamp = self.timestamp.wrapping_add(milliseconds * 8);
    }

    /// Sends the packets of one key press of 100 ms.
    pub fn press(&mut self, event: u8) {
        for i in 1..=7_u16 {
            let duration = i.min(5) * 160;
            let end = if i >= 5 { 0x80 } else { 0 };
            let payload = [event, 10 | end, (duration >> 8) as u8, duration as u8];
            self.send(101, self.timestamp, i == 1, &payload);
        }
        self.timestamp = self.timestamp.wrapping_add(800);
    }

    pub fn send(&mut self, payload_type: u8, timestamp: u32, marker: bool, payload: &[u8]) {
        let mut bytes = vec![0x80, payload_type | if marker { 0x80 } else { 0 }];
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(timestamp.to_be_bytes());
        bytes.extend(self.ssrc.to_be_bytes());
        bytes.extend(payload);
        self.seq = self.seq.wrapping_add(1);
        self.socket.send_to(&bytes, self.centre.expect("called")).expect("sent");
    }

    /// The next packet before the deadline.
    pub fn receive_until(&self, deadline: Instant) -> Option<Rtp> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        self.socket.set_read_timeout(Some(left)).expect("a timeout above zero");
        self.read()
    }

    /// What has come and was not taken.
    pub fn waiting(&self) -> Vec<Rtp> {
        self.socket.set_nonblocking(true).expect("non-blocking");
        let packets = std::iter::from_fn(|| self.read()).collect();
        self.socket.set_nonblocking(false).expect("blocking");
        packets
    }

    fn read(&self) -> Option<Rtp> {
        let mut bytes = [0; 2_048];
        let length = self.socket.recv(&mut bytes).ok()?;
        let bytes = &bytes[..length];
        assert!(length >= 12 && bytes[0] == 0x80, "a plain RTP header: {bytes:?}");
        Some(Rtp {
            payload_type: bytes[1] & 0x7f,
            marker: bytes[1] & 0x80 != 0,
            seq: u16::from_be_bytes([bytes[2], bytes[3]]),
            timestamp: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
            ssrc: u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            payload: bytes[12..].to_vec(),
        })
    }

    pub fn receive(&self) -> Rtp {
        self.receive_until(Instant::now() + PATIENCE).expect("a packet in time")
    }

    pub fn receive_many(&self, count: usize) -> Vec<Rtp> {
        (0..count).map(|_| self.receive()).collect()
    }

    /// Samples of packets of this phone's codec.
    pub fn samples(&self, packets: &[Rtp]) -> Vec<i16> {
        let sound = packets.iter().filter(|packet| packet.payload_type == self.payload_type());
        let decode =
            |&byte: &u8| if self.law == Law::A { g711::alaw_to_linear(byte) } else { g711::ulaw_to_linear(byte) };
        sound.flat_map(|packet| packet.payload.iter().map(decode)).collect()
    }
}

/// −16 dBFS.
pub fn tone(hertz: u32, at: usize) -> i16 {
    (f64::sin(at as f64 * f64::from(hertz) * std::f64::consts::TAU / 8_000.0) * 5_000.0) as i16
}

/// Share of the sound's power that lies at one frequency, 0 to 1 (Goertzel).
pub fn purity(samples: &[i16], hertz: u32) -> f64 {
    let step = f64::from(hertz) * std::f64::consts::TAU / 8_000.0;
    let (mut before, mut last) = (0.0, 0.0);
    let mut power = 0.0;
    for &sample in samples {
        let sample = f64::from(sample);
        (before, last) = (last, sample + 2.0 * step.cos() * last - before);
        power += sample * sample;
    }
    let at = last * last + before * before - 2.0 * step.cos() * last * before;
    if power == 0.0 { 0.0 } else { at / (power * samples.len() as f64 / 2.0) }
}

/// Numbers follow each other and time goes on, as a jitter buffer wants it.
pub fn assert_one_timeline(packets: &[Rtp]) {
    for (i, pair) in packets.windows(2).enumerate() {
        assert_eq!(pair[1].ssrc, pair[0].ssrc, "SSRC at {i}");
        assert_eq!(pair[1].seq.wrapping_sub(pair[0].seq), 1, "sequence at {i}");
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32;
        assert!((0..=8_000 * 3).contains(&step), "timestamp goes on by {step} at {i}");
    }
}

//! Recording: the media thread copies each party's payload with its place in time into bounded chunks; one thread
//! of its own turns them into files. Full chunks and a slow disk cost sound in the recording, never in the call.

mod repair;
mod writer;

pub use repair::repair_recordings;

use crate::codec::Codec;
use crate::events::Events;
use crate::limits::{RECORDING_DRIFT_PACKETS, RECORDING_DRIFT_SAMPLES, RECORDING_JUMP_SAMPLES, RECORDING_RING_BYTES};
use model::{CallId, RecordingId};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Instant;
use tracing::error;

/// Size of one chunk; a chunk goes to the writer when it is full or at the next tick.
const CHUNK: usize = 64 << 10;
const CHUNKS_MAX: usize = RECORDING_RING_BYTES / CHUNK;
/// Chunks, starts and stops under way.
const MESSAGES_MAX: usize = CHUNKS_MAX + 1_024;
/// Bytes before each payload in a chunk: number, side, codec, length, position.
const ENTRY: usize = 16;

/// Left: the customer. Right: the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Customer = 0,
    Agent = 1,
}

enum Message {
    Start {
        number: u32,
        call: CallId,
        recording: RecordingId,
        started: Instant,
    },
    Sound(Vec<u8>),
    /// `end`: length in samples.
    Stop {
        number: u32,
        end: u64,
    },
}

/// The media thread's end.
pub struct Recorder {
    messages: SyncSender<Message>,
    empties: Receiver<Vec<u8>>,
    chunk: Vec<u8>,
    /// Chunks made so far; they come back and are used again.
    chunks: usize,
    /// Starts and stops that found the channel full.
    waiting: VecDeque<Message>,
    next_number: u32,
    /// Packets that found no room.
    pub lost: u64,
}

impl Recorder {
    pub fn new(folder: PathBuf, events: Events) -> std::io::Result<(Self, std::thread::JoinHandle<()>)> {
        let (messages, inbox) = sync_channel(MESSAGES_MAX);
        let (give_back, empties) = sync_channel(CHUNKS_MAX);
        let thread = writer::spawn(folder, events, inbox, give_back)?;
        let waiting = VecDeque::new();
        Ok((Self { messages, empties, chunk: Vec::new(), chunks: 0, waiting, next_number: 1, lost: 0 }, thread))
    }

    /// Returns the number that taps and `stop` name it by.
    pub fn start(&mut self, call: CallId, recording: RecordingId, started: Instant) -> u32 {
        let number = self.next_number;
        self.next_number = self.next_number.wrapping_add(1);
        self.send(Message::Start { number, call, recording, started });
        number
    }

    pub fn stop(&mut self, number: u32, end: u64) {
        self.flush();
        self.send(Message::Stop { number, end });
    }

    /// Copies one payload. Full: counted, told once, and the sound is missing.
    pub fn push(&mut self, tap: &mut Tap, sound: Sound<'_>) {
        let position = tap.place(&sound);
        if position < 0 {
            return;
        }
        if self.chunk.capacity() - self.chunk.len() < ENTRY + sound.payload.len() && !self.turn_over() {
            return;
        }
        self.chunk.extend_from_slice(&tap.number.to_le_bytes());
        self.chunk.push(tap.side as u8);
        self.chunk.push(codec_to_byte(sound.codec));
        self.chunk.extend_from_slice(&(sound.payload.len() as u16).to_le_bytes());
        self.chunk.extend_from_slice(&position.to_le_bytes());
        self.chunk.extend_from_slice(sound.payload);
    }

    /// Sends what was gathered. Called on every tick.
    pub fn flush(&mut self) {
        while let Some(message) = self.waiting.pop_front() {
            if let Err(TrySendError::Full(message)) = self.messages.try_send(message) {
                self.waiting.push_front(message);
                return;
            }
        }
        if self.chunk.is_empty() {
            return;
        }
        let chunk = std::mem::take(&mut self.chunk);
        if let Err(TrySendError::Full(Message::Sound(chunk))) = self.messages.try_send(Message::Sound(chunk)) {
            self.chunk = chunk;
        }
    }

    fn turn_over(&mut self) -> bool {
        self.flush();
        if self.chunk.capacity() == 0 {
            if let Ok(empty) = self.empties.try_recv() {
                self.chunk = empty;
            } else if self.chunks < CHUNKS_MAX {
                self.chunks += 1;
                self.chunk = Vec::with_capacity(CHUNK);
            }
        }
        let has_room = self.chunk.is_empty() && self.chunk.capacity() > 0;
        if !has_room {
            if self.lost == 0 {
                error!("the recording thread cannot keep up: sound is missing from recordings");
            }
            self.lost += 1;
        }
        has_room
    }

    /// Starts and stops keep their order.
    fn send(&mut self, message: Message) {
        self.waiting.push_back(message);
        while let Some(message) = self.waiting.pop_front() {
            if let Err(TrySendError::Full(message)) = self.messages.try_send(message) {
                self.waiting.push_front(message);
                return;
            }
        }
    }
}

/// One packet's sound.
#[derive(Clone, Copy)]
pub struct Sound<'a> {
    pub codec: Codec,
    pub ssrc: u32,
    pub timestamp: u32,
    /// Begins after a silence.
    pub marker: bool,
    pub arrival_us: u64,
    pub payload: &'a [u8],
}

/// What hangs on a leg that is recorded.
#[derive(Debug)]
pub struct Tap {
    pub number: u32,
    side: Side,
    started_us: u64,
    anchor: Option<Anchor>,
    /// Packets in a row that were off.
    off: u32,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    ssrc: u32,
    timestamp: u32,
    position: i64,
}

impl Tap {
    pub fn new(number: u32, side: Side, started_us: u64) -> Self {
        Self { number, side, started_us, anchor: None, off: 0 }
    }

    /// Place in the recording, in 8 kHz samples: by RTP timestamp, so that jitter does not show, held against the
    /// time of arrival, so that the two sides do not slide apart.
    fn place(&mut self, sound: &Sound<'_>) -> i64 {
        let arrival = (sound.arrival_us as i64 - self.started_us as i64) * 8 / 1_000;
        let by_timestamp = self.anchor.filter(|anchor| anchor.ssrc == sound.ssrc).map(|anchor| {
            let units = i64::from(sound.timestamp.wrapping_sub(anchor.timestamp) as i32);
            anchor.position + units * 8_000 / i64::from(sound.codec.clock_rate())
        });
        if let Some(position) = by_timestamp {
            let off = (arrival - position).abs();
            self.off = if off > RECORDING_DRIFT_SAMPLES { self.off + 1 } else { 0 };
            // A peer whose clock stood still while it was silent marks its next word.
            let is_restart = sound.marker && off > RECORDING_DRIFT_SAMPLES;
            if self.off < RECORDING_DRIFT_PACKETS && off < RECORDING_JUMP_SAMPLES && !is_restart {
                return position;
            }
        }
        self.off = 0;
        self.anchor = Some(Anchor { ssrc: sound.ssrc, timestamp: sound.timestamp, position: arrival });
        arrival
    }
}

fn codec_to_byte(codec: Codec) -> u8 {
    match codec {
        Codec::Pcma => 0,
        Codec::Pcmu => 1,
        Codec::G722 => 2,
        Codec::Opus => 3,
    }
}

fn codec_from_byte(byte: u8) -> Codec {
    match byte {
        0 => Codec::Pcma,
        1 => Codec::Pcmu,
        2 => Codec::G722,
        _ => Codec::Opus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(timestamp: u32, arrival_us: u64) -> Sound<'static> {
        Sound { codec: Codec::Pcma, ssrc: 1, timestamp, marker: false, arrival_us, payload: &[] }
    }

    #[test]
    fn jitter_does_not_move_sound_but_a_jump_does() {
        let mut tap = Tap::new(1, Side::Agent, 1_000_000);
        assert_eq!(tap.place(&sound(500, 2_000_000)), 8_000);
        assert_eq!(tap.place(&sound(660, 2_090_000)), 8_160, "70 ms late");
        assert_eq!(tap.place(&sound(820, 2_040_000)), 8_320);
        assert_eq!(tap.place(&sound(820, 9_000_000)), 64_000, "silent for seven seconds without counting them");
    }

    #[test]
    fn clocks_that_differ_stay_together() {
        let mut tap = Tap::new(1, Side::Customer, 0);
        let mut worst = 0;
        for i in 0..360_000_u32 {
            let arrival_us = u64::from(i) * 20_002; // 100 ppm slow, two hours.
            let place = tap.place(&sound(i * 160, arrival_us));
            worst = worst.max((place - arrival_us as i64 * 8 / 1_000).abs());
        }
        assert!(worst <= RECORDING_DRIFT_SAMPLES + 30, "{worst} samples apart");
    }
}

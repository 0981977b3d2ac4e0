//! Evens out one stream for decoding: packets in as they come, frames out in order at the pace of the tick.
//!
//! Placed by RTP timestamp, so a pause of the sender (DTX) is silence and a missing packet is loss. The delay follows
//! the network between 40 and 200 ms; a peer whose clock runs fast or slow is met by leaving out or adding a frame,
//! where it is quiet if it can be. Not for relaying: relayed packets pass as they are.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

/// The delay held against the network's unevenness.
const DELAY_US_MIN: i64 = 40_000;
const DELAY_US_MAX: i64 = 200_000;
/// Packets waiting: 1.28 s of 20 ms frames; a peer that sends more at once is not made of sound.
const PACKETS_MAX: usize = 64;
const PAYLOAD_BYTES_MAX: usize = 1_500;
/// One tick.
const TICK_US: i64 = 20_000;
/// Frames made up when nothing came, before it is taken for a pause: the fade of the concealment.
const MADE_UP_MAX: u32 = 3;
/// A timestamp so far off its arrival is a new stream under the old name.
const JUMP_US: i64 = 1_000_000;
/// Frames played between two looks whether less delay would do: one second.
const WINDOW_FRAMES: u32 = 50;
/// Frames played between two looks whether more delay is wanted: 200 ms, so that a network that worsens is met soon.
const SHORT_FRAMES: u32 = 10;
/// How fast the memory of unevenness fades: 5 ms in a second of 20 ms packets.
const FADE_US: i64 = 100;
/// How fast the fastest way seen is forgotten: 500 ppm, more than clocks differ.
const DRIFT_US: i64 = 10;

/// A packet that came too late counts for so many frames of that.
const LATE_COUNTS_FRAMES: u32 = 4;

/// What stands at this place of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pull {
    /// One packet's payload; it may be shorter or longer than a tick.
    Frame(Vec<u8>),
    /// 20 ms are missing: conceal them.
    Lost,
    /// The peer is silent, or nothing has come yet.
    Silence,
}

/// What happened so far, in packets or frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitterCounts {
    pub received: u64,
    pub duplicate: u64,
    /// Came after their place was played.
    pub late: u64,
    /// Places that were concealed.
    pub lost: u64,
    /// Frames left out to bring the delay down, and added to bring it up.
    pub dropped: u64,
    pub added: u64,
    /// New streams.
    pub restarts: u64,
}

pub struct Jitter {
    clock_rate: i64,
    packets: VecDeque<Packet>,
    /// The newest timestamp and its arrival, to extend the next 32-bit timestamp.
    reference: Option<(i64, u64)>,
    /// Timestamp of the next place; none while sound gathers.
    next: Option<i64>,
    /// Where the last frame played ended; what lies before it is over, in a pause too.
    played_until: Option<i64>,
    last_played_seq: Option<u16>,
    /// Made up at the end of the sound: frames in a row, and ticks of RTP that a found gap need not conceal again.
    made_up: u32,
    made_up_ticks: i64,
    /// Shortest way seen from sender to us, less a constant, and how far packets lag behind it.
    fastest_us: Option<i64>,
    uneven_us: i64,
    window: Window,
    short: Window,
    counts: JitterCounts,
}

struct Packet {
    timestamp: i64,
    seq: u16,
    arrival_us: u64,
    payload: Vec<u8>,
}

/// Least and most sound that waited since the last look.
#[derive(Clone, Copy)]
struct Window {
    frames: u32,
    least_us: i64,
    most_us: i64,
}

impl Window {
    const NEW: Window = Window { frames: 0, least_us: i64::MAX, most_us: 0 };

    fn note(&mut self, level_us: i64) {
        self.frames += 1;
        self.least_us = self.least_us.min(level_us);
        self.most_us = self.most_us.max(level_us);
    }
}

impl Jitter {
    /// `clock_rate`: of the RTP timestamps, 8000 (G.711, G.722) or 48000 (Opus).
    pub fn new(clock_rate: u32) -> Self {
        Jitter {
            clock_rate: i64::from(clock_rate.max(1_000)),
            packets: VecDeque::with_capacity(16),
            reference: None,
            next: None,
            played_until: None,
            last_played_seq: None,
            made_up: 0,
            made_up_ticks: 0,
            fastest_us: None,
            uneven_us: 0,
            window: Window::NEW,
            short: Window::NEW,
            counts: JitterCounts::default(),
        }
    }

    pub fn counts(&self) -> JitterCounts {
        self.counts
    }

    /// The delay that the network asks for now.
    pub fn target_us(&self) -> u64 {
        // A frame on top, because a tick may come just before a packet.
        (self.uneven_us + TICK_US).clamp(DELAY_US_MIN, DELAY_US_MAX) as u64
    }

    /// Sound that waits, in microseconds.
    pub fn waiting_us(&self) -> u64 {
        self.level_us().max(0) as u64
    }

    /// Takes a packet; `arrival_us` is any clock that does not jump.
    pub fn push(&mut self, seq: u16, timestamp: u32, arrival_us: u64, payload: &[u8]) {
        if payload.is_empty() || payload.len() > PAYLOAD_BYTES_MAX {
            return;
        }
        self.counts.received += 1;
        let timestamp = self.extend(timestamp, arrival_us);
        self.measure(timestamp, arrival_us);
        if self.next.or(self.played_until).is_some_and(|place| timestamp < place) {
            self.counts.late += 1;
            // The next look whether more delay is wanted comes sooner.
            self.short.frames += LATE_COUNTS_FRAMES;
            return;
        }
        let at = self.packets.iter().rposition(|packet| packet.timestamp <= timestamp);
        if at.is_some_and(|at| self.packets[at].timestamp == timestamp) {
            self.counts.duplicate += 1;
            return;
        }
        let packet = Packet { timestamp, seq, arrival_us, payload: payload.to_vec() };
        self.packets.insert(at.map_or(0, |at| at + 1), packet);
        if self.packets.len() > PACKETS_MAX {
            self.packets.pop_front();
            self.counts.dropped += 1;
        }
    }

    /// Takes what comes next; to be called at each tick until 20 ms are full. `now_us`: the clock of `push`.
    pub fn pull(&mut self, now_us: u64) -> Pull {
        let Some(next) = self.next.or_else(|| self.begin(now_us)) else { return Pull::Silence };
        let Some(first) = self.packets.front() else { return self.make_up() };
        let mut next = next;
        if first.timestamp > next {
            // What was made up while this packet was on its way counts for the gap before it.
            next += self.made_up_ticks.min(first.timestamp - next);
        }
        (self.made_up, self.made_up_ticks) = (0, 0);
        self.next = Some(next);
        if first.timestamp > next {
            return self.gap(next);
        }
        if self.wants_more_delay() {
            self.counts.added += 1;
            return Pull::Lost;
        }
        self.shed_delay();
        self.play()
    }

    /// Starts to play when enough sound waits or the first packet has waited long enough.
    fn begin(&mut self, now_us: u64) -> Option<i64> {
        let first = self.packets.front()?;
        let target = self.target_us();
        let waited = now_us.saturating_sub(first.arrival_us);
        let newest = self.packets.back()?;
        let waiting = self.to_us(newest.timestamp + self.ticks_of(&newest.payload) - first.timestamp);
        // Counting the tick itself, sound as long as the delay means the newest packet has just come.
        if waited + TICK_US as u64 / 2 < target && waiting <= target as i64 {
            return None;
        }
        (self.made_up, self.made_up_ticks) = (0, 0);
        (self.window, self.short) = (Window::NEW, Window::NEW);
        self.next = Some(first.timestamp);
        self.next
    }

    /// Nothing waits: 60 ms are made up without moving on, which adds delay if the packets are only late. Then it is a
    /// pause, and the next sound gathers anew.
    fn make_up(&mut self) -> Pull {
        if self.made_up < MADE_UP_MAX {
            self.made_up += 1;
            self.made_up_ticks += self.to_ticks(TICK_US);
            self.counts.lost += 1;
            return Pull::Lost;
        }
        self.next = None;
        self.last_played_seq = None;
        Pull::Silence
    }

    /// The next packet's place is later than now.
    fn gap(&mut self, next: i64) -> Pull {
        let first = self.packets.front().expect("a gap stands before a packet");
        let missing = first.timestamp - next;
        // No number is missing: the peer paused.
        let is_pause = self.last_played_seq.is_some_and(|last| first.seq == last.wrapping_add(1));
        if self.level_us() - self.to_us(missing) > self.target_us() as i64 {
            // More than enough waits behind the gap: passing over it brings the delay down unheard.
            self.next = Some(first.timestamp);
            self.counts.dropped += 1;
            return self.play();
        }
        self.next = Some(next + missing.min(self.to_ticks(TICK_US)));
        if is_pause {
            return Pull::Silence;
        }
        self.counts.lost += 1;
        Pull::Lost
    }

    fn play(&mut self) -> Pull {
        let Some(packet) = self.packets.pop_front() else { return Pull::Silence };
        self.next = Some(packet.timestamp + self.ticks_of(&packet.payload));
        self.played_until = self.next;
        self.last_played_seq = Some(packet.seq);
        Pull::Frame(packet.payload)
    }

    /// Even the most that waited lately is less than the network asks for: a made-up frame goes in.
    fn wants_more_delay(&mut self) -> bool {
        self.short.note(self.level_us());
        if self.short.frames < SHORT_FRAMES {
            return false;
        }
        let most = std::mem::replace(&mut self.short, Window::NEW).most_us;
        most + TICK_US / 2 < self.target_us() as i64
    }

    /// Once a second: a frame is left out when more waited all the time than the network asks for. Where it is quiet
    /// less is enough and it is done sooner, because nobody hears it there.
    fn shed_delay(&mut self) {
        let (level, target) = (self.level_us(), self.target_us() as i64);
        self.window.note(level);
        let is_quiet = self.packets.front().is_some_and(|first| is_quiet(&first.payload));
        let (frames, spare) = (self.window.frames, self.window.least_us - target);
        let is_full = level > DELAY_US_MAX + target;
        let is_unheard = is_quiet && frames >= WINDOW_FRAMES / 4 && spare > TICK_US;
        let is_time = frames >= WINDOW_FRAMES;
        if (is_full || is_unheard || (is_time && spare > 2 * TICK_US)) && self.packets.len() > 1 {
            self.packets.pop_front();
            // The place moves to the next packet, and a pause stays one.
            self.next = self.packets.front().map(|first| first.timestamp);
            self.last_played_seq = self.last_played_seq.map(|last| last.wrapping_add(1));
            self.counts.dropped += 1;
            self.window = Window::NEW;
        } else if is_time {
            self.window = Window::NEW;
        }
    }

    /// Sound between the next place and the end of the newest packet.
    fn level_us(&self) -> i64 {
        let (Some(next), Some(newest)) = (self.next, self.packets.back()) else { return 0 };
        self.to_us(newest.timestamp + self.ticks_of(&newest.payload) - next)
    }

    /// Extends the 32-bit timestamp next to the newest one; a jump begins a new stream.
    fn extend(&mut self, timestamp: u32, arrival_us: u64) -> i64 {
        let Some((newest, newest_us)) = self.reference else {
            self.reference = Some((i64::from(timestamp), arrival_us));
            return i64::from(timestamp);
        };
        let step = i64::from(timestamp.wrapping_sub(newest as u32) as i32);
        let passed_us = arrival_us as i64 - newest_us as i64;
        if (self.to_us(step) - passed_us).abs() > JUMP_US {
            let counts = self.counts;
            *self = Jitter::new(self.clock_rate as u32);
            self.counts = JitterCounts { restarts: counts.restarts + 1, ..counts };
            self.reference = Some((i64::from(timestamp), arrival_us));
            return i64::from(timestamp);
        }
        let extended = newest + step;
        if step > 0 {
            self.reference = Some((extended, arrival_us));
        }
        extended
    }

    /// How far packets lag behind the fastest: the delay that would have caught them.
    fn measure(&mut self, timestamp: i64, arrival_us: u64) {
        let way_us = arrival_us as i64 - self.to_us(timestamp);
        let fastest = self.fastest_us.map_or(way_us, |fastest| (fastest + DRIFT_US).min(way_us));
        self.fastest_us = Some(fastest);
        self.uneven_us = (way_us - fastest).max(self.uneven_us - FADE_US).clamp(0, DELAY_US_MAX);
    }

    fn to_us(&self, ticks: i64) -> i64 {
        ticks * 1_000_000 / self.clock_rate
    }

    fn to_ticks(&self, us: i64) -> i64 {
        us * self.clock_rate / 1_000_000
    }

    /// RTP ticks of a payload: at 8 kHz one byte each, Opus says it in its first byte.
    fn ticks_of(&self, payload: &[u8]) -> i64 {
        if self.clock_rate == 48_000 { opus_ticks(payload) } else { payload.len() as i64 }
    }
}

/// Ticks at 48 kHz of an Opus packet (RFC 6716 §3.1, table 2, and §3.2).
fn opus_ticks(payload: &[u8]) -> i64 {
    let Some(&first) = payload.first() else { return 0 };
    let frame = match first >> 3 {
        config @ 0..12 => [480, 960, 1_920, 2_880][usize::from(config % 4)],
        config @ 12..16 => [480, 960][usize::from(config % 2)],
        config => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(payload.get(1).map_or(0, |count| count & 0x3F)),
    };
    // 120 ms is the longest packet; a lie must not move the place by more.
    (frame * frames).clamp(120, 5_760)
}

/// Nothing but noise near zero in either law of G.711, or an Opus packet too small to hold speech.
fn is_quiet(payload: &[u8]) -> bool {
    let is_alaw_quiet = |&byte: &u8| (byte ^ 0x55) & 0x7F < 0x08;
    let is_ulaw_quiet = |&byte: &u8| !byte & 0x7F < 0x08;
    payload.len() < 8 || payload.iter().all(is_alaw_quiet) || payload.iter().all(is_ulaw_quiet)
}

//! The one continuous timeline of packets that a leg sends: own SSRC, sequence numbers without holes of our making and
//! timestamps that follow real time, whatever the sound comes from (prompt, music, another leg, a mix).
//!
//! A receiver that sees a jump re-syncs its jitter buffer and the listener hears a click or a second of nothing.

use crate::rtp::Place;

/// Where the sound of a leg comes from just now. Another value than last time sets the marker bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Made on the tick: a prompt, music or a mix; the number tells one from the next.
    Own(u32),
    /// Relayed as it comes from one SSRC of one leg.
    Relay { leg: u32, ssrc: u32 },
}

/// Numbers of a packet as its source sent it.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    pub seq: u16,
    pub timestamp: u32,
    pub marker: bool,
    /// Of a telephone-event: its timestamp stands still while time goes on (RFC 4733 §2.5.1).
    pub is_event: bool,
}

/// A source that jumps by more than so many packets is taken for a new one.
const SEQ_JUMP: i16 = 1_000;
/// A source whose timestamp differs by more than so many seconds from the time that passed is set anew.
const TIMESTAMP_JUMP_SECONDS: i64 = 3;

#[derive(Debug)]
pub struct Egress {
    pub ssrc: u32,
    /// Units per second of the timestamp.
    clock: u32,
    source: Option<Source>,
    /// Highest sequence number, its timestamp, and when it was sent.
    last_seq: u16,
    last_timestamp: u32,
    last_us: u64,
    has_sent: bool,
    /// What is added to the source's numbers.
    seq_offset: u16,
    timestamp_offset: u32,
    /// First sequence number (of the source) of the present anchor: older packets belong before the change.
    anchor_seq: u16,
}

impl Egress {
    /// `seed` numbers are random (RFC 3550 §5.1).
    pub fn new(ssrc: u32, seq: u16, timestamp: u32, clock: u32) -> Self {
        Self {
            ssrc,
            clock,
            source: None,
            last_seq: seq,
            last_timestamp: timestamp,
            last_us: 0,
            has_sent: false,
            seq_offset: 0,
            timestamp_offset: 0,
            anchor_seq: 0,
        }
    }

    /// Another codec's clock from here on; the timeline goes on.
    pub fn set_clock(&mut self, clock: u32) {
        if self.clock != clock {
            self.clock = clock;
            self.source = None;
        }
    }

    /// Place of a packet relayed from `source`. `None`: it is older than the last change of source.
    pub fn relay(&mut self, source: Source, heard: Heard, now_us: u64) -> Option<Place> {
        let Heard { seq, timestamp, marker, is_event } = heard;
        let is_new = self.source != Some(source) || self.jumps(heard, now_us);
        if is_new {
            self.anchor(source, now_us, seq, timestamp);
        }
        if (seq.wrapping_sub(self.anchor_seq) as i16) < 0 {
            return None;
        }
        let place = Place {
            seq: seq.wrapping_add(self.seq_offset),
            timestamp: timestamp.wrapping_add(self.timestamp_offset),
            marker: marker || is_new,
        };
        if is_new || place.seq.wrapping_sub(self.last_seq) as i16 > 0 {
            if is_event && !is_new {
                self.last_seq = place.seq;
            } else {
                self.sent(place, now_us);
            }
        }
        // The anchor follows, half the number space behind, so that a long call does not wrap around onto it.
        if seq.wrapping_sub(self.anchor_seq) > 2 * SEQ_JUMP as u16 {
            self.anchor_seq = seq.wrapping_sub(SEQ_JUMP as u16);
        }
        Some(place)
    }

    /// A packet of the source is not passed on: the next one takes its number.
    pub fn skip_relayed(&mut self) {
        self.seq_offset = self.seq_offset.wrapping_sub(1);
    }

    /// Place of a packet of our own that starts `at` (in clock units of our own tick clock).
    pub fn own(&mut self, source: Source, at: u32, now_us: u64) -> Place {
        let is_new = self.source != Some(source);
        if is_new {
            self.anchor(source, now_us, 0, at);
        }
        let place = Place {
            seq: self.last_seq.wrapping_add(1),
            timestamp: at.wrapping_add(self.timestamp_offset),
            marker: is_new,
        };
        self.sent(place, now_us);
        place
    }

    /// Place of a further packet of an event whose timestamp stands still (RFC 4733 §2.5.1).
    pub fn event(&mut self, timestamp: u32, marker: bool) -> Place {
        self.last_seq = self.last_seq.wrapping_add(1);
        // A relayed source goes on behind the events.
        self.seq_offset = self.seq_offset.wrapping_add(1);
        Place { seq: self.last_seq, timestamp, marker }
    }

    /// Timestamp that sound would have which is sent now: for the start of an event.
    pub fn timestamp_now(&self, now_us: u64) -> u32 {
        self.last_timestamp.wrapping_add(self.elapsed(now_us))
    }

    fn anchor(&mut self, source: Source, now_us: u64, seq: u16, timestamp: u32) {
        let next = if self.has_sent { self.timestamp_now(now_us) } else { self.last_timestamp };
        self.timestamp_offset = next.wrapping_sub(timestamp);
        self.seq_offset = self.last_seq.wrapping_add(1).wrapping_sub(seq);
        self.anchor_seq = seq;
        self.source = Some(source);
    }

    /// Clock units since the last packet; at least one frame of 20 ms, so that time never stands still.
    fn elapsed(&self, now_us: u64) -> u32 {
        let units = now_us.saturating_sub(self.last_us) as u128 * u128::from(self.clock) / 1_000_000;
        (units as u32).max(self.clock / 50)
    }

    fn jumps(&self, heard: Heard, now_us: u64) -> bool {
        let Heard { seq, timestamp, is_event, .. } = heard;
        let step = seq.wrapping_add(self.seq_offset).wrapping_sub(self.last_seq) as i16;
        let moved = i64::from(timestamp.wrapping_add(self.timestamp_offset).wrapping_sub(self.last_timestamp) as i32);
        let passed = now_us.saturating_sub(self.last_us) as i64 * i64::from(self.clock) / 1_000_000;
        step.unsigned_abs() > SEQ_JUMP as u16
            || (step > 0 && !is_event && (moved - passed).abs() > TIMESTAMP_JUMP_SECONDS * i64::from(self.clock))
    }

    fn sent(&mut self, place: Place, now_us: u64) {
        self.last_seq = place.seq;
        self.last_timestamp = place.timestamp;
        self.last_us = now_us;
        self.has_sent = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Source = Source::Relay { leg: 1, ssrc: 10 };
    const B: Source = Source::Relay { leg: 2, ssrc: 20 };

    fn heard(seq: u16, timestamp: u32) -> Heard {
        Heard { seq, timestamp, marker: false, is_event: false }
    }

    #[test]
    fn numbers_go_on_across_prompt_bridge_music_and_transfer() {
        let mut egress = Egress::new(1, 65_530, u32::MAX - 400, 8_000);
        let mut now = 1_000_000;
        let mut places = Vec::new();
        for tick in 0..5 {
            places.push(egress.own(Source::Own(1), tick * 160, now));
            now += 20_000;
        }
        for i in 0..5_u16 {
            places.extend(egress.relay(A, heard(100 + i, 5_000 + u32::from(i) * 160), now));
            now += 20_000;
        }
        for tick in 100..105 {
            places.push(egress.own(Source::Own(2), tick * 160, now));
            now += 20_000;
        }
        for i in 0..5_u16 {
            places.extend(egress.relay(B, heard(65_533_u16.wrapping_add(i), 9 + u32::from(i) * 160), now));
            now += 20_000;
        }
        for (i, pair) in places.windows(2).enumerate() {
            assert_eq!(pair[1].seq.wrapping_sub(pair[0].seq), 1, "sequence at {i}");
            assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 160, "timestamp at {i}");
        }
        let marked: Vec<usize> = (0..places.len()).filter(|&i| places[i].marker).collect();
        assert_eq!(marked, [0, 5, 10, 15]);
    }

    #[test]
    fn loss_and_reordering_pass_through_and_stragglers_of_the_old_source_do_not() {
        let mut egress = Egress::new(1, 0, 0, 8_000);
        let first = egress.relay(A, heard(500, 1_000), 0).expect("first");
        let lost_one = egress.relay(A, heard(502, 1_320), 40_000).expect("third");
        let late = egress.relay(A, heard(501, 1_160), 41_000).expect("second");
        assert_eq!(lost_one.seq, first.seq + 2);
        assert_eq!((late.seq, late.timestamp), (first.seq + 1, first.timestamp + 160));
        assert_eq!(egress.relay(A, heard(499, 840), 42_000), None);
    }

    #[test]
    fn a_long_call_wraps_its_numbers_without_a_new_start() {
        let mut egress = Egress::new(1, 7, 7, 8_000);
        let mut now = 0;
        let mut last = None;
        for i in 0..200_000_u32 {
            let place = egress.relay(A, heard(i as u16, i.wrapping_mul(160)), now).expect("in order");
            if let Some(last) = last {
                assert_eq!(place.seq, u16::wrapping_add(last, 1), "at {i}");
                assert!(!place.marker, "at {i}");
            }
            last = Some(place.seq);
            now += 20_000;
        }
    }

    #[test]
    fn a_peer_that_restarts_its_numbers_is_joined_on() {
        let mut egress = Egress::new(1, 0, 0, 8_000);
        let before = egress.relay(A, heard(10, 160), 0).expect("before");
        let after = egress.relay(A, heard(40_000, 4_000_000), 20_000).expect("after");
        assert_eq!(after.seq, before.seq + 1);
        assert_eq!(after.timestamp, before.timestamp + 160);
        assert!(after.marker);
    }
}

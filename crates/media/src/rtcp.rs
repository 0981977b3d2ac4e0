//! RTCP reports (RFC 3550 §6.4): how we tell a peer what we sent and how well it was heard. What a peer reports is read
//! only as far as our next report needs it.

/// What came in on one leg, as a receiver report counts it (RFC 3550 appendix A.3 and A.8).
#[derive(Debug, Default)]
pub struct Inbound {
    ssrc: Option<u32>,
    seq: u16,
    /// Highest sequence number with its wraps above, and the first one.
    highest: u32,
    first: u32,
    received: u32,
    expected_before: u32,
    received_before: u32,
    /// In sixteenths of a clock unit.
    jitter: u32,
    way: u32,
    /// Middle 32 bits of the peer's last NTP time, and when it came.
    sender_report: Option<(u32, u64)>,
}

/// A source whose numbers jump by more is a new one.
const SEQ_JUMP: u16 = 1_000;

impl Inbound {
    /// Counts one packet. Returns how many are missing before it; -1: it is one that was missing.
    pub fn count(&mut self, ssrc: u32, seq: u16, timestamp: u32, clock: u32, now_us: u64) -> i64 {
        let arrival = (u128::from(now_us) * u128::from(clock) / 1_000_000) as u32;
        let way = arrival.wrapping_sub(timestamp);
        let step = seq.wrapping_sub(self.seq) as i16;
        if self.ssrc != Some(ssrc) || step.unsigned_abs() > SEQ_JUMP {
            let first = u32::from(seq);
            let sender_report = self.sender_report.filter(|_| self.ssrc == Some(ssrc));
            *self = Self {
                ssrc: Some(ssrc),
                seq,
                highest: first,
                first,
                received: 1,
                way,
                sender_report,
                ..Self::default()
            };
            return 0;
        }
        self.received = self.received.wrapping_add(1);
        let moved = (way.wrapping_sub(self.way) as i32).unsigned_abs();
        self.way = way;
        // A timestamp that stands still (events) or jumps is no jitter.
        if moved < clock {
            self.jitter = self.jitter.wrapping_add(moved).wrapping_sub((self.jitter + 8) >> 4);
        }
        if step <= 0 {
            return if step == 0 { 0 } else { -1 };
        }
        self.seq = seq;
        self.highest = self.highest.wrapping_add(u32::from(step.unsigned_abs()));
        i64::from(step) - 1
    }

    /// Reads a compound packet for the last sender report.
    pub fn hear_report(&mut self, mut bytes: &[u8], now_us: u64) {
        while bytes.len() >= 8 && bytes[0] >> 6 == 2 {
            let length = 4 + 4 * usize::from(u16::from_be_bytes([bytes[2], bytes[3]]));
            if bytes[1] == SENDER_REPORT && bytes.len() >= 28 {
                let middle = u32::from_be_bytes([bytes[10], bytes[11], bytes[12], bytes[13]]);
                self.sender_report = Some((middle, now_us));
            }
            let Some(rest) = bytes.get(length..) else { return };
            bytes = rest;
        }
    }

    /// The report block of RFC 3550 §6.4.1.
    fn block(&mut self, now_us: u64) -> Option<[u8; 24]> {
        let ssrc = self.ssrc?;
        let expected = self.highest.wrapping_sub(self.first).wrapping_add(1);
        let lost = i64::from(expected) - i64::from(self.received);
        let expected_now = i64::from(expected.wrapping_sub(self.expected_before));
        let lost_now = expected_now - i64::from(self.received.wrapping_sub(self.received_before));
        (self.expected_before, self.received_before) = (expected, self.received);
        let fraction = if expected_now > 0 { (lost_now.max(0) * 256 / expected_now).min(255) as u8 } else { 0 };
        let lost = (lost.clamp(-0x80_0000, 0x7f_ffff) as i32).to_be_bytes();
        let (last, since) = self.sender_report.map_or((0, 0), |(last, at_us)| {
            (last, (u128::from(now_us.saturating_sub(at_us)) * 65_536 / 1_000_000) as u32)
        });
        let mut block = [0; 24];
        block[0..4].copy_from_slice(&ssrc.to_be_bytes());
        block[4] = fraction;
        block[5..8].copy_from_slice(&lost[1..]);
        block[8..12].copy_from_slice(&self.highest.to_be_bytes());
        block[12..16].copy_from_slice(&(self.jitter >> 4).to_be_bytes());
        block[16..20].copy_from_slice(&last.to_be_bytes());
        block[20..24].copy_from_slice(&since.to_be_bytes());
        Some(block)
    }
}

/// What we sent on one leg.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
    pub packets: u32,
    pub octets: u32,
}

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
/// Seconds from 1900 (NTP) to 1970.
const NTP_OFFSET: u64 = 2_208_988_800;

/// One compound packet: sender report when we have sent, else receiver report; then our name, which RFC 3550 §6.5.1
/// wants in each. `unix_us`: time of day; `timestamp`: of sound that would be sent now.
pub fn report(ssrc: u32, sent: Sent, timestamp: u32, unix_us: u64, inbound: &mut Inbound, now_us: u64) -> Vec<u8> {
    let block = inbound.block(now_us);
    let blocks = u8::from(block.is_some());
    let mut out = Vec::with_capacity(80);
    let kind = if sent.packets > 0 { SENDER_REPORT } else { RECEIVER_REPORT };
    let words = 1 + if sent.packets > 0 { 5 } else { 0 } + 6 * u16::from(blocks);
    out.extend([0x80 | blocks, kind]);
    out.extend(words.to_be_bytes());
    out.extend(ssrc.to_be_bytes());
    if sent.packets > 0 {
        out.extend(((unix_us / 1_000_000 + NTP_OFFSET) as u32).to_be_bytes());
        out.extend((((unix_us % 1_000_000) << 32) / 1_000_000).to_be_bytes().split_at(4).1);
        out.extend(timestamp.to_be_bytes());
        out.extend(sent.packets.to_be_bytes());
        out.extend(sent.octets.to_be_bytes());
    }
    out.extend(block.iter().flatten());
    // CNAME: the SSRC in hexadecimal, which says nothing about us (RFC 7022).
    let name = format!("{ssrc:08x}");
    let chunk = 4 + 2 + name.len() + 1;
    let padded = chunk.next_multiple_of(4);
    out.extend([0x81, SOURCE_DESCRIPTION]);
    out.extend((padded as u16 / 4).to_be_bytes());
    out.extend(ssrc.to_be_bytes());
    out.extend([1, name.len() as u8]);
    out.extend(name.as_bytes());
    out.resize(out.len() + 1 + padded - chunk, 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_is_counted_as_the_peer_wants_it() {
        let mut inbound = Inbound::default();
        let mut missing = 0;
        for seq in (65_530..65_536).chain(0..20_u32).filter(|seq| seq % 5 != 0) {
            missing += inbound.count(9, seq as u16, seq * 160, 8_000, u64::from(seq) * 20_000);
        }
        // 65531 to 19 are 25 numbers; 65535, 0, 5, 10 and 15 did not come.
        assert_eq!(missing, 5);
        let block = inbound.block(0).expect("something came");
        assert_eq!(block[..8], [0, 0, 0, 9, (5 * 256 / 25) as u8, 0, 0, 5]);
        assert_eq!(block[8..12], (65_536_u32 + 19).to_be_bytes());
        assert_eq!(inbound.block(0).expect("still")[4], 0, "nothing was lost since the last report");
    }

    #[test]
    fn reports_are_well_formed_and_the_time_between_them_is_told() {
        let mut ours = Inbound::default();
        let sent = Sent { packets: 3, octets: 480 };
        let theirs = report(7, sent, 1_000, 1_700_000_000_500_000, &mut Inbound::default(), 0);
        ours.count(7, 1, 0, 8_000, 0);
        ours.hear_report(&theirs, 1_000_000);
        for sent in [sent, Sent::default()] {
            let bytes = report(8, sent, 0, 0, &mut ours, 3_000_000);
            let mut at = 0;
            let mut kinds = Vec::new();
            while at < bytes.len() {
                kinds.push(bytes[at + 1]);
                at += 4 + 4 * usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
            }
            assert_eq!(at, bytes.len(), "lengths add up");
            assert_eq!(kinds, [if sent.packets > 0 { 200 } else { 201 }, 202]);
        }
        let block = ours.block(3_000_000).expect("something came");
        let seconds = ((1_700_000_000 + NTP_OFFSET) & 0xffff) as u32;
        assert_eq!(block[16..20], (seconds << 16 | 0x8000).to_be_bytes(), "half a second is 0x8000");
        assert_eq!(block[20..24], (2 * 65_536_u32).to_be_bytes());
    }

    #[test]
    fn reports_that_lie_about_their_length_are_read_to_their_end() {
        for bytes in [&[0x80, 200, 0xff, 0xff, 0, 0, 0, 0][..], &[0x80, 200, 0, 0, 0, 0, 0, 0, 0][..], &[0x80][..]] {
            Inbound::default().hear_report(bytes, 0);
        }
    }
}

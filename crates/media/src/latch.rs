//! Where a peer's RTP is sent: to its SDP address until its packets tell better, then to where they come from, and
//! to nobody else. Without this a peer behind NAT hears nothing; with too much of it anybody can steal a call.

use crate::limits::{LATCH_KNOWN_PACKETS, LATCH_OTHER_PACKETS, RELATCH_SILENCE};
use std::net::SocketAddr;

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the peer's.
    Take,
    /// From a stranger.
    Drop,
}

#[derive(Debug)]
pub struct Latch {
    sdp: Option<SocketAddr>,
    settled: Option<Settled>,
    candidate: Option<Candidate>,
}

#[derive(Debug)]
struct Settled {
    from: SocketAddr,
    heard_us: u64,
}

#[derive(Debug)]
struct Candidate {
    from: SocketAddr,
    ssrc: u32,
    seq: u16,
    count: u8,
}

impl Latch {
    pub fn new(sdp: Option<SocketAddr>) -> Self {
        Self { sdp, settled: None, candidate: None }
    }

    /// A re-INVITE: the peer may come from elsewhere now.
    pub fn renew(&mut self, sdp: SocketAddr) {
        *self = Self::new(Some(sdp));
    }

    /// Where to send.
    pub fn target(&self) -> Option<SocketAddr> {
        self.settled.as_ref().map(|settled| settled.from).or(self.sdp)
    }

    pub fn sdp(&self) -> Option<SocketAddr> {
        self.sdp
    }

    /// Judges one well-formed packet of a negotiated payload type.
    pub fn judge(&mut self, from: SocketAddr, ssrc: u32, seq: u16, now_us: u64) -> Verdict {
        let is_known = self.sdp == Some(from);
        match &mut self.settled {
            Some(settled) if settled.from == from => {
                settled.heard_us = now_us;
                return Verdict::Take;
            }
            // Where the SDP says it is, the peer may always be: a stranger who was quicker does not keep it out.
            Some(_) if is_known => {}
            Some(settled) if now_us.saturating_sub(settled.heard_us) < RELATCH_SILENCE.as_micros() as u64 => {
                return Verdict::Drop;
            }
            Some(_) | None => {}
        }
        let needed = if is_known { LATCH_KNOWN_PACKETS } else { LATCH_OTHER_PACKETS };
        let count = self.count(from, ssrc, seq, is_known);
        if count >= needed {
            self.settled = Some(Settled { from, heard_us: now_us });
            self.candidate = None;
        }
        // Before anything settled, a first comer is heard at once: waiting would clip the first word.
        if is_known || count >= needed || (self.settled.is_none() && count > 0) { Verdict::Take } else { Verdict::Drop }
    }

    /// Packets in a row of one stranger at a time; 0: another one is being looked at.
    fn count(&mut self, from: SocketAddr, ssrc: u32, seq: u16, is_known: bool) -> u8 {
        match &mut self.candidate {
            Some(candidate) if candidate.from == from && candidate.ssrc == ssrc => {
                // In a row: up to three lost between two.
                let is_next = (1..=4).contains(&seq.wrapping_sub(candidate.seq));
                candidate.count = if is_next { candidate.count + 1 } else { 1 };
                candidate.seq = seq;
                candidate.count
            }
            Some(candidate) if self.sdp == Some(candidate.from) && !is_known => 0,
            Some(_) | None => {
                self.candidate = Some(Candidate { from, ssrc, seq, count: 1 });
                1
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    fn a_peer_behind_nat_is_followed_after_its_probation() {
        let mut latch = Latch::new(Some(address(1)));
        assert_eq!(latch.target(), Some(address(1)));
        for seq in 0..6 {
            assert_eq!(latch.judge(address(2), 9, seq, 0), Verdict::Take);
        }
        assert_eq!(latch.target(), Some(address(2)));
    }

    #[test]
    fn a_stranger_cannot_take_a_call_that_talks() {
        let mut latch = Latch::new(Some(address(1)));
        let mut taken = 0;
        for seq in 0..200_u16 {
            let now = u64::from(seq) * 20_000;
            latch.judge(address(1), 9, seq, now);
            taken += u32::from(latch.judge(address(66), 13, seq, now) == Verdict::Take);
        }
        assert_eq!(taken, 0, "packets of the stranger that were heard");
        assert_eq!(latch.target(), Some(address(1)));
    }

    #[test]
    fn a_stranger_who_was_quicker_does_not_keep_the_peer_out() {
        let mut latch = Latch::new(Some(address(1)));
        for seq in 0..10 {
            latch.judge(address(66), 13, seq, 0);
        }
        assert_eq!(latch.target(), Some(address(66)));
        for seq in 0..4 {
            latch.judge(address(66), 13, 10 + seq, 0);
            assert_eq!(latch.judge(address(1), 9, seq, 0), Verdict::Take);
        }
        assert_eq!(latch.target(), Some(address(1)));
        assert_eq!(latch.judge(address(66), 13, 14, 0), Verdict::Drop);
    }

    #[test]
    fn a_peer_that_moves_is_found_again_after_a_second_of_silence() {
        let mut latch = Latch::new(Some(address(1)));
        for seq in 0..3 {
            latch.judge(address(1), 9, seq, 0);
        }
        for seq in 3..9 {
            assert_eq!(latch.judge(address(3), 9, seq, 500_000), Verdict::Drop);
        }
        for seq in 9..15 {
            latch.judge(address(3), 9, seq, 1_500_000);
        }
        assert_eq!(latch.target(), Some(address(3)));
    }
}

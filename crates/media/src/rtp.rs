//! RTP packets (RFC 3550 §5.1) as bytes: reading one in place, and putting our header before its payload.
//!
//! Nothing here allocates: the relay path parses into ranges of the receive buffer and sends from the same buffer.

/// Length of a header without CSRCs and extension.
pub const HEADER: usize = 12;

/// What stands in a header, and where its payload lies in the datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    pub payload_type: u8,
    pub marker: bool,
    pub seq: u16,
    /// In units of the payload type's clock.
    pub timestamp: u32,
    pub ssrc: u32,
    /// Offset of the payload; at least [`HEADER`].
    pub start: usize,
    /// End of the payload, padding cut off.
    pub end: usize,
}

impl Packet {
    /// `None`: not RTP version 2, or its own lengths do not fit into the datagram.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < HEADER || bytes[0] >> 6 != 2 || is_rtcp(bytes) {
            return None;
        }
        let mut start = HEADER + usize::from(bytes[0] & 0x0f) * 4;
        if bytes[0] & 0x10 != 0 {
            let extension = bytes.get(start..start + 4)?;
            start += 4 + usize::from(u16::from_be_bytes([extension[2], extension[3]])) * 4;
        }
        let mut end = bytes.len();
        if bytes[0] & 0x20 != 0 {
            let padding = usize::from(*bytes.last()?);
            end = end.checked_sub(padding.max(1))?;
        }
        (start <= end).then_some(())?;
        Some(Self {
            payload_type: bytes[1] & 0x7f,
            marker: bytes[1] & 0x80 != 0,
            seq: u16::from_be_bytes([bytes[2], bytes[3]]),
            timestamp: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
            ssrc: u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            start,
            end,
        })
    }
}

/// RTCP on the RTP port (RFC 5761 §4): packet types 192 to 223.
pub fn is_rtcp(bytes: &[u8]) -> bool {
    bytes.len() >= 8 && bytes[0] >> 6 == 2 && (192..=223).contains(&bytes[1])
}

/// Place of one packet on an egress timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub seq: u16,
    pub timestamp: u32,
    pub marker: bool,
}

/// Writes a 12-byte header to the front of `out`.
pub fn write_header(out: &mut [u8], payload_type: u8, place: Place, ssrc: u32) {
    out[0] = 0x80;
    out[1] = payload_type | if place.marker { 0x80 } else { 0 };
    out[2..4].copy_from_slice(&place.seq.to_be_bytes());
    out[4..8].copy_from_slice(&place.timestamp.to_be_bytes());
    out[8..12].copy_from_slice(&ssrc.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_as_it_was_written() {
        let mut bytes = [0_u8; HEADER + 3];
        write_header(&mut bytes, 8, Place { seq: 65_535, timestamp: 0xdead_beef, marker: true }, 7);
        let packet = Packet::parse(&bytes).expect("our own header");
        assert_eq!((packet.payload_type, packet.marker, packet.seq), (8, true, 65_535));
        assert_eq!((packet.timestamp, packet.ssrc, packet.start, packet.end), (0xdead_beef, 7, 12, 15));
    }

    #[test]
    fn csrcs_extension_and_padding_are_not_payload() {
        let mut bytes = vec![0xb1, 0x00, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0xbe, 0xde, 0, 1, 1, 2, 3, 4];
        bytes.extend([0xaa, 0xbb, 0, 2]);
        let packet = Packet::parse(&bytes).expect("a packet with everything");
        assert_eq!(&bytes[packet.start..packet.end], [0xaa, 0xbb]);
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for (what, bytes) in [
            ("empty", &[][..]),
            ("short", &[0x80; 11][..]),
            ("version 1", &[0x40; 20][..]),
            ("15 CSRCs missing", &[0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..]),
            ("extension beyond the end", &[0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff][..]),
            ("padding beyond the start", &[0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200][..]),
            ("RTCP", &[0x80, 200, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0][..]),
        ] {
            assert_eq!(Packet::parse(bytes), None, "{what}");
        }
    }
}

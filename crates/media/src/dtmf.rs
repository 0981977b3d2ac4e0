//! Keys as RTP telephone-events (RFC 4733): one digit per key press in, a row of packets per digit out.
//!
//! Knows payloads and RTP timestamps, not headers or clocks. In-band tones are not listened for.

/// A press shorter than this is a bounce or an echo: telephone systems want 40 ms (ITU-T Q.24).
const PRESS_MS_MIN: u32 = 40;
/// Presses remembered against repeated and late packets.
const REMEMBERED: usize = 4;
/// Steps of 20 ms that a digit sounds.
const DIGIT_TICKS: u32 = 5;
/// The end is said three times, because nothing repeats it when it is lost (RFC 4733 §2.5.1.4).
const END_REPEATS: u32 = 3;
/// Silence between two digits that a sender keeps, in ticks of 20 ms.
pub const PAUSE_TICKS: u32 = 3;
/// −10 dBm0.
const VOLUME: u8 = 10;

/// The digit of an event code; none for the flash (16) and everything that is not a key.
pub fn digit_of(event: u8) -> Option<char> {
    const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];
    KEYS.get(usize::from(event)).copied()
}

/// The event code of a digit.
pub fn event_of(digit: char) -> Option<u8> {
    match digit {
        '0'..='9' => Some(digit as u8 - b'0'),
        '*' => Some(10),
        '#' => Some(11),
        'A'..='D' => Some(digit as u8 - b'A' + 12),
        'a'..='d' => Some(digit as u8 - b'a' + 12),
        _ => None,
    }
}

/// Listens to the telephone-events of one stream.
#[derive(Clone, Debug)]
pub struct DtmfIn {
    duration_min: u16,
    recent: [Option<Press>; REMEMBERED],
    next: usize,
}

#[derive(Clone, Copy, Debug)]
struct Press {
    event: u8,
    /// RTP timestamp of the press, or of its latest segment when it is long.
    timestamp: u32,
    duration: u16,
    is_counted: bool,
    has_ended: bool,
}

impl Default for DtmfIn {
    fn default() -> Self {
        DtmfIn::new()
    }
}

impl DtmfIn {
    /// For `telephone-event/8000`.
    pub fn new() -> Self {
        DtmfIn::with_clock(8_000)
    }

    pub fn with_clock(clock_rate: u32) -> Self {
        let duration_min = u16::try_from(clock_rate / 1_000 * PRESS_MS_MIN).unwrap_or(u16::MAX);
        DtmfIn { duration_min, recent: [None; REMEMBERED], next: 0 }
    }

    /// Takes one packet. The digit is given once for each press, as soon as it lasts 40 ms.
    pub fn packet(&mut self, timestamp: u32, payload: &[u8]) -> Option<char> {
        let &[event, flags, high, low, ..] = payload else { return None };
        let digit = digit_of(event)?;
        let duration = u16::from_be_bytes([high, low]);
        let duration_min = self.duration_min;
        let press = self.press(event, timestamp);
        press.duration = press.duration.max(duration);
        press.has_ended |= flags & 0x80 != 0;
        if press.is_counted || press.duration < duration_min {
            return None;
        }
        press.is_counted = true;
        Some(digit)
    }

    /// The press this packet belongs to: one known by its timestamp, the next segment of a long one (RFC 4733
    /// §2.5.1.3), or a new one that takes the place of the oldest.
    fn press(&mut self, event: u8, timestamp: u32) -> &mut Press {
        let is_same = |press: &Press| press.event == event && press.timestamp == timestamp;
        let is_segment = |press: &Press| {
            press.event == event
                && !press.has_ended
                && press.duration >= 0xFF00
                && timestamp == press.timestamp.wrapping_add(u32::from(press.duration))
        };
        let known = self.recent.iter().position(|slot| slot.as_ref().is_some_and(|p| is_same(p) || is_segment(p)));
        let index = known.unwrap_or_else(|| {
            let index = self.next;
            self.next = (self.next + 1) % REMEMBERED;
            self.recent[index] = None;
            index
        });
        let fresh = Press { event, timestamp, duration: 0, is_counted: false, has_ended: false };
        let press = self.recent[index].get_or_insert(fresh);
        if press.timestamp != timestamp {
            (press.timestamp, press.duration) = (timestamp, 0);
        }
        press
    }
}

/// One packet to send; all packets of a digit carry the RTP timestamp of its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DtmfPacket {
    pub payload: [u8; 4],
    /// The RTP marker, on the first.
    pub is_marker: bool,
    /// The digit is over; said three times.
    pub is_end: bool,
}

/// Sends one digit: an iterator that gives one packet for each 20 ms.
#[derive(Clone, Debug)]
pub struct DtmfOut {
    event: u8,
    frame: u16,
    sent: u32,
}

impl DtmfOut {
    /// For `telephone-event/8000`; none when it is no key.
    pub fn new(digit: char) -> Option<Self> {
        DtmfOut::with_clock(digit, 8_000)
    }

    pub fn with_clock(digit: char, clock_rate: u32) -> Option<Self> {
        let frame = u16::try_from(clock_rate / 50).ok()?;
        Some(DtmfOut { event: event_of(digit)?, frame, sent: 0 })
    }
}

impl Iterator for DtmfOut {
    type Item = DtmfPacket;

    fn next(&mut self) -> Option<DtmfPacket> {
        if self.sent >= DIGIT_TICKS - 1 + END_REPEATS {
            return None;
        }
        self.sent += 1;
        let is_end = self.sent >= DIGIT_TICKS;
        // 5 ticks of a 48 kHz clock are 4800, far below the field's 65535.
        let duration = self.frame.saturating_mul(self.sent.min(DIGIT_TICKS) as u16);
        let [high, low] = duration.to_be_bytes();
        let flags = if is_end { 0x80 | VOLUME } else { VOLUME };
        Some(DtmfPacket { payload: [self.event, flags, high, low], is_marker: self.sent == 1, is_end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(event: u8, is_end: bool, duration: u16) -> [u8; 4] {
        let [high, low] = duration.to_be_bytes();
        [event, if is_end { 0x8A } else { 0x0A }, high, low]
    }

    type Sent = (u32, [u8; 4]);

    fn digits(packets: &[Sent]) -> String {
        let mut listener = DtmfIn::new();
        packets.iter().filter_map(|(timestamp, payload)| listener.packet(*timestamp, payload)).collect()
    }

    #[test]
    fn every_digit_has_an_event_and_back() {
        for digit in "0123456789*#ABCD".chars() {
            assert_eq!(digit_of(event_of(digit).expect("a key")), Some(digit));
        }
        assert_eq!((event_of('a'), event_of('x'), digit_of(16)), (Some(12), None, None));
    }

    #[test]
    fn what_we_send_is_heard_once() {
        for clock_rate in [8_000, 48_000] {
            let mut listener = DtmfIn::with_clock(clock_rate);
            for (index, digit) in "0259*#D".chars().enumerate() {
                let sender = DtmfOut::with_clock(digit, clock_rate).expect("a key");
                let heard: Vec<char> =
                    sender.filter_map(|sent| listener.packet(index as u32 * 10_000, &sent.payload)).collect();
                assert_eq!(heard, [digit]);
            }
        }
        assert!(DtmfOut::new('?').is_none());
    }

    #[test]
    fn a_digit_is_100_ms_with_the_marker_first_and_three_ends() {
        let sent: Vec<DtmfPacket> = DtmfOut::new('5').expect("a key").collect();
        let durations: Vec<u16> = sent.iter().map(|p| u16::from_be_bytes([p.payload[2], p.payload[3]])).collect();
        assert_eq!(durations, [160, 320, 480, 640, 800, 800, 800]);
        let flags: Vec<(bool, bool)> = sent.iter().map(|p| (p.is_marker, p.payload[1] & 0x80 != 0)).collect();
        let middle = (false, false);
        assert_eq!(flags, [(true, false), middle, middle, middle, (false, true), (false, true), (false, true)]);
    }

    #[test]
    fn presses_are_counted_once_each() {
        let held: Vec<Sent> = (1..=50).map(|n| (1_000, packet(7, false, n * 160))).collect();
        let cases: [(&[Sent], &str); 8] = [
            // Repeated ends.
            (&[(1, packet(1, false, 160)), (1, packet(1, true, 800)), (1, packet(1, true, 800))], "1"),
            // Only an end arrived.
            (&[(1, packet(1, true, 800))], "1"),
            // The end was lost, the next press has its own timestamp.
            (&[(1, packet(1, false, 480)), (9_000, packet(1, false, 480))], "11"),
            // Too short.
            (&[(1, packet(1, false, 160)), (1, packet(1, true, 240))], ""),
            // A late packet of the press before.
            (&[(1, packet(1, true, 800)), (9_000, packet(2, true, 800)), (1, packet(1, true, 800))], "12"),
            // A device that never changes its timestamp still has two keys.
            (&[(1, packet(1, true, 800)), (1, packet(2, true, 800))], "12"),
            // Flash is no digit.
            (&[(1, packet(16, true, 800))], ""),
            (&held, "7"),
        ];
        for (packets, expected) in cases {
            assert_eq!(digits(packets), expected, "{packets:?}");
        }
    }

    #[test]
    fn a_press_longer_than_the_field_is_one_digit() {
        let packets = [
            (u32::MAX - 10, packet(3, false, 0xFFFF)),
            ((u32::MAX - 10).wrapping_add(0xFFFF), packet(3, false, 320)),
            ((u32::MAX - 10).wrapping_add(0xFFFF), packet(3, true, 900)),
        ];
        assert_eq!(digits(&packets), "3");
    }

    #[test]
    fn stubs_of_packets_are_ignored() {
        for length in 0..4 {
            assert_eq!(DtmfIn::new().packet(1, &packet(1, true, 800)[..length]), None);
        }
    }
}

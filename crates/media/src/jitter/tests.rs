use super::*;
use proptest::prelude::*;

const FRAME: u32 = 160;

/// A payload that tells which packet it is, loud enough not to be quiet.
fn payload(index: u32) -> Vec<u8> {
    let mut payload = vec![0x2A; FRAME as usize];
    payload[..4].copy_from_slice(&index.to_be_bytes());
    payload
}

fn index_of(payload: &[u8]) -> u32 {
    u32::from_be_bytes([payload[0], payload[1], payload[2], payload[3]])
}

/// Plays packets `(index, arrival in ms)`; gives what each tick pulled: a number, `L` or `.`.
fn played(packets: &[(u32, u64)], ticks: u64) -> Vec<String> {
    let mut jitter = Jitter::new(8_000);
    let mut said = Vec::new();
    for tick in 0..ticks {
        let now_us = tick * 20_000;
        for &(index, at) in packets.iter().filter(|packet| packet.1 * 1_000 / 20_000 == tick) {
            push(&mut jitter, index, at * 1_000);
        }
        said.push(match jitter.pull(now_us + 19_000) {
            Pull::Frame(payload) => index_of(&payload).to_string(),
            Pull::Lost => "L".into(),
            Pull::Silence => ".".into(),
        });
    }
    said
}

/// Starts just below both wraps, so that every test crosses them.
fn push(jitter: &mut Jitter, index: u32, arrival_us: u64) {
    let seq = (0xFFFDu32.wrapping_add(index)) as u16;
    let timestamp = (u32::MAX - 400).wrapping_add(index * FRAME);
    jitter.push(seq, timestamp, arrival_us, &payload(index));
}

#[test]
fn an_even_stream_comes_out_even() {
    let packets: Vec<(u32, u64)> = (0..50).map(|n| (n, u64::from(n) * 20)).collect();
    let said = played(&packets, 50);
    assert_eq!(said[..2], [".", "0"]);
    for (tick, said) in said.iter().enumerate().skip(1) {
        assert_eq!(*said, (tick - 1).to_string());
    }
}

#[test]
fn order_doubles_and_loss() {
    // Packets, what is heard.
    let cases: [(&[(u32, u64)], &str); 5] = [
        (&[(0, 0), (2, 20), (1, 21), (3, 41), (4, 61), (5, 81)], ". 0 1 2 3 4 5"),
        (&[(0, 0), (0, 1), (1, 20), (1, 22), (2, 40), (3, 60), (2, 61), (4, 80), (5, 100)], ". 0 1 2 3 4 5"),
        // One is lost for good: one frame is concealed and everything behind it keeps its place.
        (&[(0, 0), (1, 20), (3, 60), (4, 80), (5, 100)], ". 0 1 L 3 4 5"),
        // One comes after its place was played.
        (&[(0, 0), (1, 20), (3, 60), (4, 80), (2, 90), (5, 100)], ". 0 1 L 3 4 5"),
        // The stream ends: it fades, then it is silent.
        (&[(0, 0), (1, 20)], ". 0 1 L L L ."),
    ];
    for (packets, expected) in cases {
        assert_eq!(played(packets, 7).join(" "), expected, "{packets:?}");
    }
}

#[test]
fn late_packets_are_waited_for_and_the_delay_grows() {
    // All packets from the fifth on are 60 ms late: a few frames are made up, and every packet is heard.
    let packets: Vec<(u32, u64)> = (0..30).map(|n| (n, u64::from(n) * 20 + if n < 5 { 0 } else { 60 })).collect();
    let said = played(&packets, 33);
    let heard: Vec<u32> = said.iter().filter_map(|said| said.parse().ok()).collect();
    assert_eq!(heard[..25], (0..25).collect::<Vec<_>>());
    assert!(said.iter().filter(|said| *said == "L").count() <= 5, "{said:?}");
}

#[test]
fn a_pause_of_the_sender_is_silence_not_loss() {
    let mut jitter = Jitter::new(8_000);
    let (mut silent, mut heard, mut lost) = (0, 0, 0);
    for tick in 0..200u32 {
        let now_us = u64::from(tick) * 20_000;
        // Speaks for a second, pauses for one without a gap in the sequence numbers.
        if tick % 100 < 50 {
            let seq = (tick / 100 * 50 + tick % 100) as u16;
            jitter.push(seq, tick * FRAME, now_us, &payload(tick));
        }
        match jitter.pull(now_us + 19_000) {
            Pull::Frame(_) => heard += 1,
            Pull::Lost => lost += 1,
            Pull::Silence => silent += 1,
        }
    }
    assert_eq!(heard, 100);
    // The fade at the end of each talk spurt.
    assert_eq!(lost, 6);
    assert_eq!(silent, 94);
}

#[test]
fn unevenness_is_met_by_delay_within_bounds() {
    // Unevenness of the network in ms, bounds of the delay in ms.
    let cases = [(0u64, 40, 40), (10, 40, 40), (60, 60, 90), (150, 140, 180), (900, 200, 200)];
    for (uneven, least, most) in cases {
        let mut jitter = Jitter::new(8_000);
        for n in 0..200u32 {
            let late = if n % 7 == 3 { uneven } else { 0 };
            push(&mut jitter, n, (u64::from(n) * 20 + late) * 1_000);
            jitter.pull(u64::from(n) * 20_000 + 19_000);
        }
        let target = jitter.target_us() / 1_000;
        assert!((least..=most).contains(&target), "{uneven} ms: {target}");
    }
}

/// Plays an hour of a peer whose clock differs by so many millionths; gives the counts and the greatest delay in ms.
fn drifting(parts_per_million: i64) -> (JitterCounts, u64) {
    let mut jitter = Jitter::new(8_000);
    let (mut sent, mut worst) = (0u32, 0);
    for tick in 0..180_000u64 {
        let now_us = tick * 20_000;
        let peer_us = now_us as i64 + now_us as i64 * parts_per_million / 1_000_000;
        while i64::from(sent) * 20_000 <= peer_us {
            push(&mut jitter, sent, now_us);
            sent += 1;
        }
        jitter.pull(now_us + 10_000);
        worst = worst.max(jitter.waiting_us() / 1_000);
    }
    (jitter.counts(), worst)
}

#[test]
fn a_clock_that_runs_fast_or_slow_is_followed() {
    // 100 ppm of an hour are 360 ms, 18 frames.
    for (parts_per_million, frames) in [(100, 18u64), (-100, 18), (200, 36), (-200, 36)] {
        let (counts, worst) = drifting(parts_per_million);
        let moved = if parts_per_million > 0 { counts.dropped } else { counts.added + counts.lost };
        assert!((frames.saturating_sub(5)..=frames + 5).contains(&moved), "{parts_per_million}: {counts:?}");
        assert_eq!((counts.late, counts.restarts), (0, 0), "{parts_per_million}");
        assert!(worst <= 140, "{parts_per_million}: {worst} ms");
    }
}

#[test]
fn a_burst_does_not_stay_as_delay() {
    let mut jitter = Jitter::new(8_000);
    let mut sent = 0;
    for tick in 0..600u64 {
        let now_us = tick * 20_000;
        // From the third second on the network holds everything back for half a second, once.
        if !(150..175).contains(&tick) {
            while u64::from(sent) <= tick {
                push(&mut jitter, sent, now_us);
                sent += 1;
            }
        }
        jitter.pull(now_us + 10_000);
    }
    assert!(jitter.waiting_us() <= 280_000, "{}", jitter.waiting_us());
}

#[test]
fn a_new_stream_under_the_old_name_starts_anew() {
    let mut jitter = Jitter::new(8_000);
    for n in 0..20u32 {
        push(&mut jitter, n, u64::from(n) * 20_000);
        jitter.pull(u64::from(n) * 20_000 + 19_000);
    }
    let mut heard = Vec::new();
    for n in 20..40u32 {
        jitter.push(n as u16, 3_000_000_000 + n * FRAME, u64::from(n) * 20_000, &payload(n));
        if let Pull::Frame(payload) = jitter.pull(u64::from(n) * 20_000 + 19_000) {
            heard.push(index_of(&payload));
        }
    }
    assert_eq!(jitter.counts().restarts, 1);
    assert_eq!(heard, (20..39).collect::<Vec<_>>());
}

#[test]
fn opus_packets_say_how_long_they_are() {
    // First bytes, ticks.
    let cases: [(&[u8], i64); 8] = [
        (&[0x08], 960),
        (&[0x00], 480),
        (&[0x18], 2_880),
        (&[0x68], 960),
        (&[0xF8], 960),
        (&[0xE1], 240),
        (&[0x0B, 0x03], 2_880),
        (&[0xFB, 0x3F], 5_760),
    ];
    for (payload, expected) in cases {
        assert_eq!(opus_ticks(payload), expected, "{payload:x?}");
    }
    let mut encoder = crate::codec::Encoder::new(crate::codec::Codec::Opus);
    let mut packet = Vec::new();
    encoder.encode(&[1_000; 160], &mut packet);
    assert_eq!(opus_ticks(&packet), 960);
}

#[test]
fn frames_of_10_and_60_ms_keep_their_places() {
    for (samples, per_tick) in [(80u32, 2u32), (480, 0)] {
        let mut jitter = Jitter::new(8_000);
        let (mut waiting, mut heard, mut sent) = (0u32, Vec::new(), 0u32);
        for tick in 0..60u64 {
            while u64::from(sent * samples) <= tick * 160 {
                let mut bytes = vec![0x2A; samples as usize];
                bytes[..4].copy_from_slice(&sent.to_be_bytes());
                jitter.push(sent as u16, sent * samples, tick * 20_000, &bytes);
                sent += 1;
            }
            while waiting < 160 {
                match jitter.pull(tick * 20_000 + 19_000) {
                    Pull::Frame(bytes) => {
                        heard.push(index_of(&bytes));
                        waiting += samples;
                    }
                    Pull::Lost => panic!("nothing was lost at {samples} samples, tick {tick}"),
                    Pull::Silence => waiting = 160,
                }
            }
            waiting -= 160;
        }
        assert_eq!(heard, (0..heard.len() as u32).collect::<Vec<_>>());
        assert!(heard.len() as u32 >= (sent - 8).max(per_tick), "{samples}: {} of {sent}", heard.len());
    }
}

proptest! {
    /// Whatever comes: nothing panics, nothing grows, nothing that waits lies before what is played next.
    #[test]
    fn any_network_is_survived(
        packets in prop::collection::vec((0u32..400, 0u64..8_000, 0u8..20), 0..500),
        is_opus in any::<bool>(),
    ) {
        let mut jitter = Jitter::new(if is_opus { 48_000 } else { 8_000 });
        let mut packets = packets;
        packets.sort_by_key(|packet| packet.1);
        let mut packets = packets.into_iter().peekable();
        let mut restarts = 0;
        for tick in 0..500u64 {
            while let Some((index, at, wild)) = packets.next_if(|packet| packet.1 < tick * 20) {
                let timestamp = if wild == 0 { index.wrapping_mul(2_654_435_761) } else { index * FRAME };
                jitter.push(index as u16, timestamp, at * 1_000, &payload(index));
            }
            if let Pull::Frame(_) = jitter.pull(tick * 20_000) {
                let counts = jitter.counts();
                if counts.restarts == restarts && !is_opus {
                    prop_assert!(jitter.packets.iter().all(|p| p.timestamp >= jitter.next.unwrap_or(i64::MIN)));
                }
                restarts = counts.restarts;
            }
            prop_assert!(jitter.packets.len() <= PACKETS_MAX);
        }
    }

    /// A network that only delays, up to 150 ms, loses little and keeps the order.
    #[test]
    fn delayed_packets_are_heard_in_order(delays in prop::collection::vec(0u64..150, 300)) {
        let mut arrivals: Vec<(u64, u32)> = (0u32..).zip(&delays).map(|(n, d)| (u64::from(n) * 20 + d, n)).collect();
        arrivals.sort();
        let mut jitter = Jitter::new(8_000);
        let mut arrivals = arrivals.into_iter().peekable();
        let mut heard = Vec::new();
        for tick in 0..330u64 {
            while let Some((at, n)) = arrivals.next_if(|a| a.0 < (tick + 1) * 20) {
                push(&mut jitter, n, at * 1_000);
            }
            if let Pull::Frame(payload) = jitter.pull((tick + 1) * 20_000) {
                heard.push(index_of(&payload));
            }
        }
        prop_assert!(heard.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(heard.len() >= 270, "{} heard, {:?}", heard.len(), jitter.counts());
    }
}

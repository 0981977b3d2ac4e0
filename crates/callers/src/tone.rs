//! Test tones and small sound files as A-law, and a way to hear which tone came.

use std::f64::consts::TAU;
use std::path::Path;

/// Samples per second of G.711.
pub const RATE: f64 = 8_000.0;
/// A-law for silence (+0). ITU-T G.711.
pub const SILENCE: u8 = 0xD5;

/// `milliseconds` of a sine at `hz`, at −12 dBFS.
pub fn tone(hz: f64, milliseconds: u32) -> Vec<u8> {
    let count = (f64::from(milliseconds) * RATE / 1_000.0) as usize;
    (0..count).map(|n| alaw((8_000.0 * (TAU * hz * n as f64 / RATE).sin()) as i16)).collect()
}

/// Share of the sound's power at `hz`, 0 to 1 (Goertzel over the whole slice).
pub fn share_at(hz: f64, sound: &[u8]) -> f64 {
    let coefficient = 2.0 * (TAU * hz / RATE).cos();
    let (mut s1, mut s2, mut total) = (0.0, 0.0, 0.0);
    for byte in sound {
        let sample = f64::from(linear(*byte));
        total += sample * sample;
        let s0 = sample + coefficient * s1 - s2;
        (s2, s1) = (s1, s0);
    }
    if total == 0.0 {
        return 0.0;
    }
    let power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    2.0 * power / (total * sound.len() as f64)
}

/// Linear 16 bit → A-law. ITU-T G.711 table 1a.
pub fn alaw(sample: i16) -> u8 {
    let scaled = i32::from(sample) >> 3;
    let (mask, magnitude) = if scaled >= 0 { (0xD5, scaled) } else { (0x55, -scaled - 1) };
    // The segment is the place of the highest bit above the fifth.
    let segment = (27 - (magnitude | 0x1F).leading_zeros() as i32).clamp(0, 7);
    let mantissa = (magnitude >> segment.max(1)) & 0x0F;
    ((segment << 4) | mantissa) as u8 ^ mask
}

/// A-law → linear 16 bit.
pub fn linear(byte: u8) -> i16 {
    let bits = byte ^ 0x55;
    let segment = i32::from((bits >> 4) & 0x07);
    let mantissa = i32::from(bits & 0x0F);
    let magnitude = match segment {
        0 => (mantissa << 4) + 8,
        _ => ((mantissa << 4) + 0x108) << (segment - 1),
    };
    if bits & 0x80 != 0 { magnitude as i16 } else { -magnitude as i16 }
}

/// A mono 8 kHz WAV file (PCM16 or A-law) as A-law bytes. `None`: not such a file.
pub fn read_wav(path: &Path) -> Option<Vec<u8>> {
    let file = std::fs::read(path).ok()?;
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
        return None;
    }
    let (mut at, mut format) = (12, 0u16);
    while at + 8 <= file.len() {
        let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().ok()?) as usize;
        let end = at.checked_add(8)?.checked_add(length)?.min(file.len());
        let body = file.get(at + 8..end)?;
        match &file[at..at + 4] {
            b"fmt " => format = u16::from_le_bytes(body.get(..2)?.try_into().ok()?),
            b"data" if format == 6 => return Some(body.to_vec()),
            b"data" if format == 1 => {
                return Some(body.chunks_exact(2).map(|s| alaw(i16::from_le_bytes([s[0], s[1]]))).collect());
            }
            _ => {}
        }
        at = end + (length & 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_heard_at_its_own_frequency_only() {
        let sound = tone(440.0, 500);
        assert!(share_at(440.0, &sound) > 0.9);
        assert!(share_at(1_000.0, &sound) < 0.05);
    }

    #[test]
    fn alaw_round_trip_stays_within_a_step() {
        for sample in (-32_000..32_000).step_by(97) {
            let back = i32::from(linear(alaw(sample)));
            let step = (i32::from(sample).abs() / 16).max(16);
            assert!((back - i32::from(sample)).abs() <= step, "{sample} came back as {back}");
        }
        assert_eq!(alaw(0), SILENCE);
    }
}

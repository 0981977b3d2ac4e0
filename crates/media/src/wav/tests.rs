use super::*;
use crate::codec::g711::{linear_to_alaw, linear_to_ulaw};
use std::f32::consts::PI;
use std::path::PathBuf;
use tempfile::TempDir;

struct Spec {
    tag: u16,
    channels: u16,
    rate: u32,
    /// Size that the header gives for the samples; none: the right one.
    said: Option<u32>,
}

fn file(folder: &TempDir, spec: &Spec, data: &[u8]) -> PathBuf {
    let bits: u16 = if spec.tag == 1 { 16 } else { 8 };
    let frame = spec.channels * bits / 8;
    let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
    bytes.extend(b"LIST\x03\0\0\0abc\0");
    bytes.extend(b"fmt \x12\0\0\0");
    bytes.extend(spec.tag.to_le_bytes());
    bytes.extend(spec.channels.to_le_bytes());
    bytes.extend(spec.rate.to_le_bytes());
    bytes.extend((spec.rate * u32::from(frame)).to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(b"data");
    bytes.extend(spec.said.unwrap_or(data.len() as u32).to_le_bytes());
    bytes.extend(data);
    let path = folder.path().join("a.wav");
    std::fs::write(&path, bytes).expect("written");
    path
}

fn tone(hertz: f32, rate: u32, seconds: f32) -> Vec<i16> {
    let count = (seconds * rate as f32) as usize;
    (0..count).map(|n| (8_000.0 * (2.0 * PI * hertz * n as f32 / rate as f32).sin()) as i16).collect()
}

fn bytes_of(tag: u16, samples: &[i16]) -> Vec<u8> {
    match tag {
        1 => samples.iter().flat_map(|s| s.to_le_bytes()).collect(),
        6 => samples.iter().map(|&s| linear_to_alaw(s)).collect(),
        _ => samples.iter().map(|&s| linear_to_ulaw(s)).collect(),
    }
}

#[test]
fn a_prompt_of_each_kind_sounds_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let expected = tone(440.0, 8_000, 0.5);
    for tag in [1, 6, 7] {
        for channels in [1u16, 2] {
            for rate in [8_000, 16_000] {
                let mono = tone(440.0, rate, 0.5);
                let all: Vec<i16> = mono.iter().flat_map(|&s| std::iter::repeat_n(s, channels.into())).collect();
                let path = file(&folder, &Spec { tag, channels, rate, said: None }, &bytes_of(tag, &all));
                let read = read_prompt(&path).expect("a prompt");
                assert_eq!(read.len(), expected.len(), "{tag} {channels} {rate}");
                // The edges ring in the filter; between them the wave stands where it should.
                let worst = (40..read.len() - 40).map(|i| (i32::from(read[i]) - i32::from(expected[i])).abs()).max();
                let bound = if rate == 16_000 { 1_700 } else { 300 };
                assert!(worst < Some(bound), "{tag} {channels} {rate}: {worst:?}");
            }
        }
    }
}

#[test]
fn what_is_no_prompt_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = |tag, channels, rate| Spec { tag, channels, rate, said: None };
    let cases = [
        (spec(1, 1, 44_100), "a prompt is mono or stereo at 8 or 16 kHz, this has 1 channels at 44100 Hz"),
        (spec(1, 6, 8_000), "a prompt is mono or stereo at 8 or 16 kHz, this has 6 channels at 8000 Hz"),
        (spec(85, 1, 8_000), "format 85 with 8 bits; PCM16, A-law or µ-law is wanted"),
    ];
    for (spec, expected) in cases {
        let error = read_prompt(&file(&folder, &spec, &[0; 64])).expect_err(expected).to_string();
        assert_eq!(error, format!("the WAV file cannot be used: {expected}"));
    }
    let path = folder.path().join("b.wav");
    for (bytes, expected) in [
        (&b""[..], "it ends before its samples"),
        (b"RIFF\0\0\0\0AVI LIST", "it does not begin with RIFF and WAVE"),
        (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "its samples come before its format"),
        (b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0\x01\0", "its format is cut short"),
    ] {
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(read_prompt(&path).expect_err(expected).to_string(), format!("not a WAV file: {expected}"));
    }
    assert!(matches!(read_prompt(&folder.path().join("none.wav")), Err(WavError::Io(_))));
}

/// Two seconds: the customer speaks in the first, the agent in the second.
fn recording(folder: &TempDir, said: Option<u32>) -> (PathBuf, Vec<i16>) {
    let speech = tone(300.0, 8_000, 1.0);
    let silence = vec![0i16; speech.len()];
    let left = speech.iter().chain(&silence);
    let right = silence.iter().chain(&speech);
    let both: Vec<i16> = left.zip(right).flat_map(|(&l, &r)| [l, r]).collect();
    let data = bytes_of(6, &both);
    let expected = data.iter().map(|&b| ALAW_TO_LINEAR[usize::from(b)]).collect();
    (file(folder, &Spec { tag: 6, channels: 2, rate: 8_000, said }, &data), expected)
}

#[test]
fn peaks_show_who_spoke_when_even_with_sizes_of_before_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    for said in [None, Some(0), Some(100)] {
        let (path, _) = recording(&folder, said);
        let drawn = peaks(&path, 20).expect("a recording");
        assert_eq!((drawn.duration_ms, drawn.left.len(), drawn.right.len()), (2_000, 20, 20));
        for bucket in 0..20 {
            let (left, right) = (drawn.left[bucket], drawn.right[bucket]);
            let (speaks, listens) = if bucket < 10 { (left, right) } else { (right, left) };
            assert!((0.23..0.26).contains(&speaks) && listens < 0.001, "{bucket}: {left} {right}");
        }
        assert_eq!(peaks(&path, 0).expect("a recording").left.len(), 1);
    }
}

#[test]
fn an_empty_recording_is_silent_and_a_header_long() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder, &Spec { tag: 6, channels: 2, rate: 8_000, said: None }, &[]);
    assert_eq!(
        peaks(&path, 3).expect("a recording"),
        Peaks { duration_ms: 0, left: vec![0.0; 3], right: vec![0.0; 3] }
    );
    let view = Pcm16View::open(&path).expect("a recording");
    assert_eq!((view.len(), view.read_range(0, 1_000).expect("read").len()), (44, 44));
}

#[test]
fn any_range_equals_that_piece_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, samples) = recording(&folder, Some(7));
    let view = Pcm16View::open(&path).expect("a recording");
    assert_eq!((view.len(), view.duration_ms()), (44 + 2 * samples.len() as u64, 2_000));
    let whole = view.read_range(0, view.len()).expect("read");
    assert_eq!(whole.len() as u64, view.len());
    let sound: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    assert_eq!(whole[44..], sound);
    assert_eq!(whole[40..44], (sound.len() as u32).to_le_bytes());
    let total = view.len();
    for (from, len) in
        [(0, 2), (0, 44), (43, 1), (43, 2), (44, 1), (45, 1), (45, 2), (46, 7), (1_001, 333), (total - 1, 9)]
    {
        let piece = view.read_range(from, len).expect("read");
        let until = (from + len).min(total);
        assert_eq!(piece, whole[from as usize..until as usize], "{from} {len}");
    }
    assert!(view.read_range(total, 1).expect("read").is_empty());
    assert!(view.read_range(u64::MAX, u64::MAX).expect("read").is_empty());
    // The whole is a WAV file that our own reader takes.
    std::fs::write(&path, &whole).expect("written");
    assert_eq!(read_prompt(&path).expect("a WAV file").len(), samples.len() / 2);
}

#[test]
fn a_torn_last_frame_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(&folder, &Spec { tag: 6, channels: 2, rate: 8_000, said: None }, &[0xD5; 9]);
    let view = Pcm16View::open(&path).expect("a recording");
    assert_eq!(view.len(), 44 + 4 * 4);
    assert_eq!(view.read_range(0, 100).expect("read").len(), 60);
}

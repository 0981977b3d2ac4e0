use super::*;
use crate::codec::g711::*;
use std::f32::consts::PI;

/// `seconds` of a sine, frame by frame.
fn tone(hertz: f32, amplitude: f32, frames: usize) -> Vec<i16> {
    (0..frames * FRAME_SAMPLES).map(|n| (amplitude * (2.0 * PI * hertz * n as f32 / 8_000.0).sin()) as i16).collect()
}

/// Share of the energy at one frequency (Goertzel), 1.0 for a pure tone.
fn purity(samples: &[i16], hertz: f32) -> f32 {
    let coefficient = 2.0 * (2.0 * PI * hertz / 8_000.0).cos();
    let (mut s1, mut s2, mut energy) = (0.0f32, 0.0f32, 1.0f32);
    for &sample in samples {
        let s0 = f32::from(sample) + coefficient * s1 - s2;
        (s2, s1) = (s1, s0);
        energy += f32::from(sample) * f32::from(sample);
    }
    2.0 * (s1 * s1 + s2 * s2 - coefficient * s1 * s2) / (energy * samples.len() as f32)
}

fn loudness(samples: &[i16]) -> f32 {
    (samples.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / samples.len() as f32).sqrt()
}

fn through(codec: Codec, input: &[i16]) -> (Vec<i16>, Vec<usize>) {
    let (mut encoder, mut decoder) = (Encoder::new(codec), Decoder::new(codec));
    let (mut out, mut sizes) = (Vec::new(), Vec::new());
    for frame in input.chunks(FRAME_SAMPLES) {
        let mut payload = Vec::new();
        encoder.encode(frame, &mut payload);
        sizes.push(payload.len());
        decoder.decode(&payload, &mut out);
    }
    (out, sizes)
}

#[test]
fn a_tone_survives_each_codec() {
    // Codec, frequency, least purity, greatest change of loudness.
    let cases = [
        (Codec::Pcma, 440.0, 0.99, 0.02),
        (Codec::Pcma, 3_200.0, 0.99, 0.02),
        (Codec::Pcmu, 440.0, 0.99, 0.02),
        (Codec::Pcmu, 3_200.0, 0.99, 0.02),
        (Codec::G722, 440.0, 0.99, 0.05),
        (Codec::G722, 1_800.0, 0.99, 0.05),
        (Codec::G722, 3_200.0, 0.97, 0.1),
        (Codec::Opus, 440.0, 0.95, 0.2),
        (Codec::Opus, 1_800.0, 0.9, 0.2),
    ];
    for (codec, hertz, purity_min, change_max) in cases {
        let input = tone(hertz, 8_000.0, 50);
        let (output, _) = through(codec, &input);
        assert_eq!(output.len(), input.len(), "{codec:?}");
        // The first 200 ms are the codec's to settle in.
        let settled = &output[1_600..];
        let (pure, loud) = (purity(settled, hertz), loudness(settled) / loudness(&input));
        assert!(pure > purity_min, "{codec:?} at {hertz} Hz: purity {pure}");
        assert!((loud - 1.0).abs() < change_max, "{codec:?} at {hertz} Hz: loudness {loud}");
    }
}

#[test]
fn a_frame_has_the_size_the_rtp_clock_says() {
    for codec in [Codec::Pcma, Codec::Pcmu, Codec::G722] {
        let (_, sizes) = through(codec, &tone(440.0, 8_000.0, 5));
        assert_eq!(sizes, [160; 5], "{codec:?}");
        assert_eq!(codec.frame_ticks(), 160);
    }
    let (_, sizes) = through(Codec::Opus, &tone(440.0, 8_000.0, 50));
    assert!(sizes.iter().all(|&size| (2..200).contains(&size)), "{sizes:?}");
    assert_eq!(Codec::Opus.frame_ticks(), 960);
}

#[test]
fn g711_agrees_with_the_recommendation() {
    // Sample, A-law, µ-law: values of ITU-T G.191.
    let cases: [(i16, u8, u8); 9] = [
        (0, 0xD5, 0xFF),
        (-1, 0x55, 0x7F),
        (8, 0xD5, 0xFE),
        (1_000, 0xFA, 0xCE),
        (-1_000, 0x7A, 0x4E),
        (8_000, 0x8A, 0xA0),
        (-8_000, 0x0A, 0x20),
        (32_767, 0xAA, 0x80),
        (-32_768, 0x2A, 0x00),
    ];
    for (sample, alaw, ulaw) in cases {
        assert_eq!((linear_to_alaw(sample), linear_to_ulaw(sample)), (alaw, ulaw), "{sample}");
    }
    assert_eq!((ALAW_SILENCE, ULAW_SILENCE), (0xD5, 0xFF));
}

#[test]
fn g711_bytes_come_back_and_samples_stay_near() {
    for byte in 0..=255u8 {
        assert_eq!(linear_to_alaw(alaw_to_linear(byte)), byte);
        // µ-law has two zeros.
        assert_eq!(linear_to_ulaw(ulaw_to_linear(byte)), if byte == 0x7F { 0xFF } else { byte });
    }
    for sample in i16::MIN..=i16::MAX {
        // The widest step is a sixteenth of the segment: 1/32 of the value, and 4 steps of 2 at the least.
        let allowed = (f32::from(sample).abs() / 30.0).max(8.0) + 8.0;
        for back in [alaw_to_linear(linear_to_alaw(sample)), ulaw_to_linear(linear_to_ulaw(sample))] {
            let error = (f32::from(back) - f32::from(sample)).abs();
            assert!(error <= allowed || sample.unsigned_abs() > 32_000, "{sample} became {back}");
        }
    }
}

#[test]
fn our_g711_tables_equal_the_library_s() {
    let bytes: Vec<u8> = (0..=255).collect();
    let decoded = |codec| audio_codec::create_decoder(codec).decode(&bytes);
    assert_eq!(decoded(audio_codec::CodecType::PCMA), ALAW_TO_LINEAR);
    assert_eq!(decoded(audio_codec::CodecType::PCMU), ULAW_TO_LINEAR);
}

#[test]
fn the_direct_tables_equal_the_way_through_samples() {
    let mut payload: Vec<u8> = (0..=255).collect();
    alaw_to_ulaw(&mut payload);
    assert!(payload.iter().enumerate().all(|(a, &u)| u == linear_to_ulaw(alaw_to_linear(a as u8))));
    ulaw_to_alaw(&mut payload);
    // There and back moves a sample by one step at the most.
    for (a, &back) in payload.iter().enumerate() {
        let (before, after) = (f32::from(alaw_to_linear(a as u8)), f32::from(alaw_to_linear(back)));
        assert!((before - after).abs() <= (before.abs() / 15.0).max(16.0), "{a:#x} became {back:#x}");
    }
}

#[test]
fn a_lost_frame_goes_on_and_a_long_gap_falls_silent() {
    for codec in [Codec::Pcma, Codec::Pcmu, Codec::G722] {
        let input = tone(200.0, 8_000.0, 30);
        let (mut encoder, mut decoder) = (Encoder::new(codec), Decoder::new(codec));
        let mut out = Vec::new();
        for (index, frame) in input.chunks(FRAME_SAMPLES).enumerate() {
            let mut payload = Vec::new();
            encoder.encode(frame, &mut payload);
            match index {
                10 => decoder.conceal(&mut out),
                15..20 => decoder.conceal(&mut out),
                _ => decoder.decode(&payload, &mut out),
            }
        }
        assert_eq!(out.len(), input.len());
        let of = |frame: usize| &out[frame * FRAME_SAMPLES..(frame + 1) * FRAME_SAMPLES];
        assert!(purity(of(10), 200.0) > 0.9, "{codec:?}: {}", purity(of(10), 200.0));
        assert!(loudness(of(10)) > 0.6 * loudness(of(9)), "{codec:?}");
        assert_eq!(loudness(of(19)), 0.0, "{codec:?}");
        assert!(purity(of(25), 200.0) > 0.95, "{codec:?}");
        // No click where the gap ends: no step is much greater than the tone's own.
        let step = out[9 * FRAME_SAMPLES..14 * FRAME_SAMPLES].windows(2).map(|w| (w[1] - w[0]).unsigned_abs()).max();
        assert!(step < Some(3_500), "{codec:?}: {step:?}");
    }
}

#[test]
fn opus_fills_gaps_and_survives_garbage() {
    let mut decoder = Decoder::new(Codec::Opus);
    let mut out = Vec::new();
    decoder.conceal(&mut out);
    assert_eq!(out.len(), FRAME_SAMPLES);
    decoder.decode(&[], &mut out);
    assert_eq!(out.len(), 2 * FRAME_SAMPLES);
    let mut seed = 7u32;
    for length in 1..300 {
        let garbage: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        out.clear();
        decoder.decode(&garbage, &mut out);
        assert!(!out.is_empty() && out.len() <= OPUS_SAMPLES_MAX);
    }
}

#[test]
fn an_oversized_payload_is_a_lost_frame() {
    for codec in [Codec::Pcma, Codec::Pcmu, Codec::G722, Codec::Opus] {
        let mut out = Vec::new();
        Decoder::new(codec).decode(&[0x55; 4_000], &mut out);
        assert_eq!(out.len(), FRAME_SAMPLES, "{codec:?}");
    }
}

#[test]
fn names_are_read_as_peers_write_them() {
    let cases = [
        ("PCMA/8000", Some(Codec::Pcma)),
        ("pcmu/8000/1", Some(Codec::Pcmu)),
        ("G722/8000", Some(Codec::G722)),
        ("G722/16000", Some(Codec::G722)),
        ("opus/48000/2", Some(Codec::Opus)),
        ("OPUS/48000", Some(Codec::Opus)),
        ("PCMA/16000", None),
        ("PCMA/8000/2", None),
        ("G729/8000", None),
        ("PCMA", None),
        ("", None),
    ];
    for (map, expected) in cases {
        assert_eq!(Codec::from_rtpmap(map), expected, "{map}");
    }
}

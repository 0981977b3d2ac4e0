//! Fills the gaps of a stream whose codec cannot: the last pitch period goes on and fades (after ITU-T G.711 App. I).

use super::FRAME_SAMPLES;

/// 40 ms: two of the longest pitch periods and some.
const HISTORY: usize = 2 * FRAME_SAMPLES;
/// Pitch periods looked at, in samples: 66 to 200 Hz, as App. I does.
const PITCH_MIN: usize = 40;
const PITCH_MAX: usize = 120;
/// How much sound is compared to find the pitch.
const COMPARED: usize = 160;
/// 4 ms in which what was made up passes into what came.
const CROSSFADE: usize = 32;
/// Full for 10 ms, then down to nothing at 60 ms.
const FULL_SAMPLES: usize = 80;
const SILENT_AFTER_SAMPLES: usize = 480;

pub struct Concealer {
    history: [i16; HISTORY],
    /// Samples made up since the last that came, and the period repeated.
    made_up: usize,
    pitch: usize,
}

impl Concealer {
    pub fn new() -> Self {
        Concealer { history: [0; HISTORY], made_up: 0, pitch: PITCH_MAX }
    }

    /// Takes note of samples that came; after a gap their beginning is joined to the made-up sound.
    pub fn heard(&mut self, samples: &mut [i16]) {
        if self.made_up > 0 {
            for (index, sample) in samples.iter_mut().take(CROSSFADE).enumerate() {
                let share = index as f32 / CROSSFADE as f32;
                let old = f32::from(self.next());
                *sample = (old + (f32::from(*sample) - old) * share) as i16;
            }
            self.made_up = 0;
        }
        if samples.len() >= HISTORY {
            self.history.copy_from_slice(&samples[samples.len() - HISTORY..]);
        } else {
            self.history.copy_within(samples.len().., 0);
            self.history[HISTORY - samples.len()..].copy_from_slice(samples);
        }
    }

    /// Appends 20 ms.
    pub fn conceal(&mut self, out: &mut Vec<i16>) {
        if self.made_up == 0 {
            self.pitch = self.find_pitch();
        }
        for _ in 0..FRAME_SAMPLES {
            let sample = self.next();
            out.push(sample);
        }
    }

    fn next(&mut self) -> i16 {
        if self.made_up >= SILENT_AFTER_SAMPLES {
            return 0;
        }
        let sample = self.history[HISTORY - self.pitch + self.made_up % self.pitch];
        let fading = self.made_up.saturating_sub(FULL_SAMPLES) as f32;
        let gain = 1.0 - fading / (SILENT_AFTER_SAMPLES - FULL_SAMPLES) as f32;
        self.made_up += 1;
        (f32::from(sample) * gain) as i16
    }

    /// The lag at which the last 20 ms resemble the sound before them most.
    fn find_pitch(&self) -> usize {
        let recent = &self.history[HISTORY - COMPARED..];
        let likeness = |lag: usize| {
            let before = &self.history[HISTORY - COMPARED - lag..HISTORY - lag];
            let (mut cross, mut energy) = (0.0f32, 1.0f32);
            for (&a, &b) in recent.iter().zip(before) {
                cross += f32::from(a) * f32::from(b);
                energy += f32::from(b) * f32::from(b);
            }
            cross / energy.sqrt()
        };
        (PITCH_MIN..=PITCH_MAX)
            .map(|lag| (lag, likeness(lag)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map_or(PITCH_MAX, |best| best.0)
    }
}

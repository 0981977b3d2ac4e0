//! Between 8 and 16 kHz by one half-band low-pass filter, with its memory across frames.

use std::sync::LazyLock;

/// Odd, so that the delay is whole samples: 31 at 16 kHz, 1.9 ms.
const TAPS: usize = 63;
/// −6 dB point in Hz at 16 kHz: telephone speech ends at 3.4 kHz, images begin at 4 kHz.
const CUTOFF_HZ: f32 = 3_750.0;

/// Windowed sinc (Blackman, stop band below −70 dB), sum 1.
static FILTER: LazyLock<[f32; TAPS]> = LazyLock::new(|| {
    use std::f32::consts::PI;
    let middle = (TAPS / 2) as f32;
    let mut taps = [0.0f32; TAPS];
    for (index, tap) in taps.iter_mut().enumerate() {
        let x = index as f32 - middle;
        let turn = 2.0 * CUTOFF_HZ / 16_000.0;
        let sinc = if x == 0.0 { turn } else { (PI * turn * x).sin() / (PI * x) };
        let phase = 2.0 * PI * index as f32 / (TAPS - 1) as f32;
        *tap = sinc * (0.42 - 0.5 * phase.cos() + 0.08 * (2.0 * phase).cos());
    }
    let sum: f32 = taps.iter().sum();
    taps.map(|tap| tap / sum)
});

fn to_sample(value: f32) -> i16 {
    value.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

/// 16 kHz to 8 kHz.
pub struct HalfDown {
    /// The last `TAPS - 1` inputs, then the frame at work.
    line: Vec<f32>,
}

impl Default for HalfDown {
    fn default() -> Self {
        HalfDown::new()
    }
}

impl HalfDown {
    /// Samples of the output by which it lags behind the input.
    pub const LAG_SAMPLES: usize = TAPS / 4;

    pub fn new() -> Self {
        HalfDown { line: vec![0.0; TAPS - 1] }
    }

    /// Appends half as many samples; an odd last sample waits for the next call.
    pub fn run(&mut self, input: &[i16], out: &mut Vec<i16>) {
        self.line.extend(input.iter().map(|&s| f32::from(s)));
        let filter = &*FILTER;
        let mut at = 0;
        while at + TAPS <= self.line.len() {
            let sum: f32 = self.line[at..at + TAPS].iter().zip(filter).map(|(s, tap)| s * tap).sum();
            out.push(to_sample(sum));
            at += 2;
        }
        self.line.drain(..at);
    }
}

/// 8 kHz to 16 kHz.
pub struct HalfUp {
    /// The last `TAPS / 2` inputs, then the frame at work.
    line: Vec<f32>,
}

const UP_MEMORY: usize = TAPS / 2;

impl HalfUp {
    pub fn new() -> Self {
        HalfUp { line: vec![0.0; UP_MEMORY] }
    }

    /// Appends twice as many samples.
    pub fn run(&mut self, input: &[i16], out: &mut Vec<i16>) {
        self.line.extend(input.iter().map(|&s| f32::from(s)));
        let filter = &*FILTER;
        for at in 0..input.len() {
            let window = &self.line[at..=at + UP_MEMORY];
            // Zeros stand between the inputs, so each output meets every other tap; the gain of 2 makes up for them.
            for phase in 0..2 {
                let taps = filter.iter().skip(phase).step_by(2);
                let sum: f32 = window.iter().rev().zip(taps).map(|(s, tap)| s * tap).sum();
                out.push(to_sample(2.0 * sum));
            }
        }
        self.line.drain(..input.len());
    }
}

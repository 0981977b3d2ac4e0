//! Percentiles of what was measured.

use std::time::Duration;

/// Times in microseconds.
#[derive(Default)]
pub struct Times(Vec<u32>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time.as_micros().min(u128::from(u32::MAX)) as u32);
    }

    pub fn extend(&mut self, microseconds: Vec<u32>) {
        self.0.extend(microseconds);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// `p50 1.20 ms, p95 …, p99 …, max …`.
    pub fn text(&mut self) -> String {
        if self.0.is_empty() {
            return "nothing was measured".to_owned();
        }
        self.0.sort_unstable();
        let at = |percent: usize| {
            let index = (self.0.len() * percent / 100).min(self.0.len() - 1);
            f64::from(self.0[index]) / 1_000.0
        };
        format!("p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, max {:.2} ms", at(50), at(95), at(99), at(100))
    }
}

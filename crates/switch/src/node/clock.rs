//! Wall time that never jumps: the wall clock read once, carried on by the monotonic clock.

use model::Millis;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started_wall: Millis,
    started: Instant,
}

impl Clock {
    pub fn start() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started_wall: Millis(wall.as_millis() as i64), started: Instant::now() }
    }

    pub fn now(&self) -> Millis {
        self.started_wall + Millis(self.started.elapsed().as_millis() as i64)
    }

    /// When the clock will show `at`.
    pub fn instant_of(&self, at: Millis) -> Instant {
        self.started + std::time::Duration::from_millis(at.since(self.started_wall).0 as u64)
    }
}

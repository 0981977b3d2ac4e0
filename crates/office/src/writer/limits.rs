//! Limits of the writer, each with the sketch that justifies it.

use std::time::Duration;

/// Facts of one commit. At 30 µs of work each, 256 keep the writer below 8 ms beside the disk's flush of 1 to 6 ms.
pub const GROUP_FACTS_MAX: usize = 256;
/// How long a fact of the switch waits for company before it is written. Nobody waits for its answer; a screen that
/// shows it 10 ms later is not noticed.
pub const GROUP_WAIT: Duration = Duration::from_millis(10);
/// Between the beginnings of two commits. The first request after a quiet moment is written at once; under load groups
/// of 4 ms share one flush, which costs a person nothing and the machine a third.
pub const GROUP_PACE: Duration = Duration::from_millis(4);
/// Facts between the switch and the writer: at 3,000 facts/s five seconds of a stalled disk. When it is full the
/// switch refuses new calls.
pub const FACTS_WAITING_MAX: usize = 16_384;
/// Commits that wait for their turn: each is one request of a person. One more is told that we are busy.
pub const REQUESTS_WAITING_MAX: usize = 4_096;
/// How far a live page may fall behind before it must take a new snapshot: 2.7 s at 3,000 facts/s.
pub const FACTS_BEHIND_MAX: usize = 8_192;
/// Facts read at once when the floor is built at a start.
pub const REPLAY_PAGE: u32 = 1_000;
/// Facts of one commit when a start ends what was cut off: 500 calls take some five flushes.
pub const RECOVERY_FACTS_AT_ONCE: usize = 500;

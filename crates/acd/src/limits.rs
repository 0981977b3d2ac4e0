//! Named limits of the distribution, each with the sketch that justifies it.

use model::Millis;

/// A machine agent that failed or missed an offer pauses this long, doubling with each failure in a row …
pub const BACK_OFF_MIN: Millis = Millis::from_secs(1);
/// … up to this: a bench phone that comes back is used again within half a minute, and a dead one costs each caller
/// at most two offers a minute.
pub const BACK_OFF_MAX: Millis = Millis::from_secs(30);

/// Queues that may send a caller on to each other before the caller is let go: more is a circle in the rulebook.
pub const OVERFLOW_HOPS_MAX: u8 = 8;

/// A place further back is announced and recorded as this one. Counting it is a walk of 10 ns a caller: 2,000 waiting
/// callers told every 30 s cost at most 0.7 ms a second.
pub const PLACE_MAX: u32 = 1_000;

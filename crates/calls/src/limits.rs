//! Named limits of a call, each with the sketch that justifies it.

use model::Millis;

/// Nodes a call may enter: a caller who presses a key every second is let go after a quarter of an hour; a circle of
/// nodes that wait for nothing ends in microseconds.
pub const NODES_MAX: u32 = 1_000;

/// The end of prompts that never comes is taken for heard: no prompt of a call centre lasts five minutes.
pub const PROMPTS_MAX: Millis = Millis::from_secs(300);

/// A phone that a flow dials directly rings this long: five rings of 1 s sound and 4 s pause.
pub const DIAL_RING: Millis = Millis::from_secs(25);

/// A number outside rings this long: abroad the first ring may take 15 s.
pub const TRANSFER_RING: Millis = Millis::from_secs(60);

/// A browser that was lost in a talk may come back within: a reload takes 2 s, a changed network 10 s.
pub const DEVICE_GRACE: Millis = Millis::from_secs(30);

/// A recording's end is waited for so long after the call: writing the file's last second takes milliseconds.
pub const RECORDING_END: Millis = Millis::from_secs(60);

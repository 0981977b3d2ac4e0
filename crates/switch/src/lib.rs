//! The switch: one signalling loop that joins `sip` and `media` to `calls` and `acd`.

pub mod exchange;
pub mod node;
pub mod simulate;

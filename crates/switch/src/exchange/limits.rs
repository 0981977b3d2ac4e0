//! Named limits of the exchange, with the sketch that justifies each.

/// Calls at once on one node: 2,000 waiting and 300 talking are the goal of one machine; a call costs about 1 KiB
/// here, so that even this many are 10 MB.
pub const CALLS_MAX: usize = 10_000;

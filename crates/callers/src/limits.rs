//! Limits of the simulated peers.

use std::time::Duration;

/// RFC 3261 §17.1.1.1: T1, the first retransmission.
pub const T1: Duration = Duration::from_millis(500);
/// RFC 3261 §17.1.2.2: T2, the longest gap between retransmissions.
pub const T2: Duration = Duration::from_secs(4);
/// RFC 3261 §17.1.1.2, timer B: 64 × T1, then the transaction has failed.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(32);
/// Longest datagram that is read.
pub const DATAGRAM_BYTES_MAX: usize = 8_192;
/// Packets taken or sent by one system call.
pub const BATCH: usize = 64;
/// Socket buffers: 30,000 packets/s × 214 bytes × 0.3 s of a stalled reader.
pub const SOCKET_BUFFER_BYTES: usize = 4 << 20;
/// Calls that one user agent carries at once.
pub const CALLS_MAX: usize = 20_000;

//! Every number of this crate that bounds something, with the sketch that justifies it.

use std::time::Duration;

/// New INVITEs per second let in before 503. One leg costs about 0.6 ms of CPU, a call has two: 300 × 1.2 ms is 36 % of
/// one core, which leaves room for the dialogs that already live.
pub const INVITES_PER_SECOND_MAX: u32 = 300;

/// REGISTERs with credentials per second; what is above hears nothing and comes again. 0.3 ms of CPU each, and the
/// stack remembers each for 32 s: 100 MB at most.
pub const REGISTERS_PER_SECOND_MAX: u32 = 1_000;

/// `Retry-After` of an overload 503, drawn evenly so that refused callers do not come back in one wave.
pub const RETRY_AFTER_S: std::ops::RangeInclusive<u16> = 5..=30;

/// Largest message: what a UDP datagram can carry; a voice INVITE is below 4 KiB.
pub const MESSAGE_BYTES_MAX: usize = 65_535;

/// The stack below reads datagrams into this much; longer ones get 513 instead of being cut without notice.
pub const DATAGRAM_BYTES_MAX: usize = 8_192;

/// Receive buffer of the UDP socket: a burst of 2,000 messages while the reader is scheduled out.
pub const SOCKET_BUFFER_BYTES: usize = 4 << 20;

/// Header lines of one message. RFC 4475's longest has about 60.
pub const HEADERS_MAX: usize = 256;

/// What waits for the loop of legs: 200 calls/s × 2 legs × 6 inputs are 2,400 per second.
pub const INPUTS_MAX: usize = 8_192;

/// Commands that wait for the loop of legs: some seconds of a full load.
pub const COMMANDS_MAX: usize = 16_384;

/// Events the switch has not taken yet; above this new calls get 503.
pub const EVENTS_BEHIND_MAX: usize = 4_096;

/// Contacts of one phone: a desk phone, a softphone, and what a crashed client left behind.
pub const CONTACTS_MAX: usize = 10;

/// A registration is never shorter (each one costs a digest) nor longer (a lost phone is noticed within the hour).
pub const EXPIRES_MIN_S: u32 = 60;
pub const EXPIRES_MAX_S: u32 = 3_600;

/// How long a digest nonce may be used: a registration interval and a bit, else `stale=true`.
pub const NONCE_LIFE: Duration = Duration::from_secs(3_900);

/// Nonces whose last `nc` we remember; each costs 100 bytes.
pub const NONCES_MAX: usize = 20_000;

/// Wrong digests from one source within `FAILURE_WINDOW`, after which it hears nothing any more.
pub const FAILURES_MAX: u32 = 20;
pub const FAILURE_WINDOW: Duration = Duration::from_secs(60);

/// Sources whose failures are counted at once; beyond it the oldest windows are forgotten.
pub const FAILING_SOURCES_MAX: usize = 10_000;

/// Refused INVITEs we remember, so that a retransmission is neither counted nor judged again.
pub const REFUSALS_MAX: usize = 8_192;
pub const REFUSAL_LIFE: Duration = Duration::from_secs(32);

/// RFC 4028 §5: the smallest session interval; RFC 3261 T1 × 64 × 3 rounded up.
pub const SESSION_INTERVAL_MIN_S: u32 = 90;

/// The longest session interval we agree to when we are asked for more.
pub const SESSION_INTERVAL_MAX_S: u32 = 7_200;

/// A leg that waits for the last response (BYE, CANCEL) is dropped after this: RFC 3261 64 × T1 and a second.
pub const GOODBYE: Duration = Duration::from_secs(33);

/// An INVITE that the switch does not answer, and the trunk does not take back, ends after this.
pub const UNANSWERED: Duration = Duration::from_secs(300);

/// TCP connections at once, and from one address.
pub const CONNECTIONS_MAX: usize = 4_096;
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 256;

/// A TCP peer that sends nothing for this long is closed; phones send keepalives each 30 to 120 s.
pub const CONNECTION_IDLE: Duration = Duration::from_secs(900);

/// A message on TCP that began must be complete within this (slow senders).
pub const MESSAGE_WITHIN: Duration = Duration::from_secs(10);

/// A TCP peer that does not read for this long is closed.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Messages that wait to be written to one TCP connection.
pub const WRITES_MAX: usize = 256;

/// Tries to find a port that is free for UDP and TCP alike.
pub const PORT_TRIES: usize = 32;

/// How often expired registrations are swept.
pub const SWEEP: Duration = Duration::from_secs(1);

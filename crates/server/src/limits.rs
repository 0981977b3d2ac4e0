//! Every list, queue, retry and timeout of the server, each with the sketch that justifies it.

use model::Millis;
use std::time::Duration;

/// A request's head must be here by then; `axum::serve` has no such limit at all (slowloris).
pub const HEADERS_WITHIN: Duration = Duration::from_secs(10);
pub const TLS_HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Request heads: 100 headers of usual size; browsers send 1–2 KiB.
pub const HEAD_BYTES_MAX: usize = 32 * 1_024;
/// JSON bodies: the largest is a disposition with a note of 2,000 characters.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;
/// Forms of flows: `office` takes 256 KiB of data, with room for the rest of the request.
pub const FORM_BODY_BYTES_MAX: usize = 320 * 1_024;
/// A file of a form: a scan of ten pages. `office` takes no more either.
pub const ATTACHMENT_BYTES_MAX: usize = 10 * 1_024 * 1_024;
/// Files on their way in at once: 16 × 10 MiB = 160 MiB.
pub const ATTACHMENTS_AT_ONCE: usize = 16;
/// A file must be here by then: 10 MiB at 1 Mbit/s take 84 s.
pub const ATTACHMENT_WITHIN: Duration = Duration::from_secs(120);
/// Tasks named in one request; `office` does no more at once either.
pub const TASKS_AT_ONCE_MAX: usize = 100;
/// Open connections in all: 4,000 × ~30 KiB = 120 MiB.
pub const CONNECTIONS_MAX: usize = 4_000;
/// Open requests get this long to finish when the server stops.
pub const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// BYEs are answered and the last recordings written within this, when the service stops with calls.
pub const STOP_WITHIN: Duration = Duration::from_secs(3);

/// Live socket: an SDP offer is 3–6 KiB.
pub const LIVE_MESSAGE_BYTES_MAX: usize = 64 * 1_024;
/// What may wait for a slow reader before it is closed: a snapshot of 200 agents and 2,000 calls is some 400 KiB.
pub const LIVE_WRITE_BUFFER_MAX: usize = 1_024 * 1_024;
/// A reader who does not take a message for so long is closed (1013).
pub const LIVE_WRITE_WITHIN: Duration = Duration::from_secs(10);
/// Pings to notice dead peers; proxies cut silent connections after 60 s.
pub const LIVE_PING_EVERY: Duration = Duration::from_secs(20);
/// Nothing heard, not even a pong, for so long: the peer is gone.
pub const LIVE_SILENCE_MAX: Duration = Duration::from_secs(50);
/// Messages of one client: a desk acts once a second at most; digits come faster.
pub const LIVE_MESSAGES_PER_SECOND: u32 = 30;
pub const LIVE_SOCKETS_PER_SESSION: usize = 20;
/// Of the word that an inbox has changed, five a second: each makes a page ask for its counts.
pub const LIVE_INBOX_EVERY: Duration = Duration::from_millis(200);

/// Answers kept for repeated `Idempotency-Key`s: 4,096 × ~300 B.
pub const IDEMPOTENCY_KEYS_MAX: usize = 4_096;
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 100;
/// How long a repeat is recognised; clients retry within minutes.
pub const IDEMPOTENCY_KEPT: Duration = Duration::from_secs(3_600);

/// Bars of a waveform: a 4K screen shows no more.
pub const PEAKS_MAX: usize = 4_000;
/// Piece in which audio is read and sent.
pub const AUDIO_PIECE_BYTES: u64 = 64 * 1_024;

/// The disk must have so much room to be called ready.
pub const DISK_FREE_BYTES_MIN: u64 = 64 * 1_024 * 1_024;

/// A sign-on at a provider: finding the phone, a password that was forgotten.
pub const SIGN_ON_WITHIN: Millis = Millis::from_secs(10 * 60);
/// Sign-ons that wait for their provider: 2,000 people within ten minutes, and room for others. ~500 B each.
pub const SIGN_ONS_BEGUN_MAX: usize = 10_000;
/// People look at the button meanwhile.
pub const PROVIDER_ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// What a provider says of itself is some 5 KB, its keys 2 KB each with their certificates.
pub const PROVIDER_ANSWER_BYTES_MAX: usize = 256 * 1_024;
/// Keys of one provider that are looked at: it has two or three, more while it changes them.
pub const PROVIDER_KEYS_MAX: usize = 50;
/// How long what a provider says of itself is taken as it was.
pub const PROVIDER_KEPT: Millis = Millis::from_secs(3_600);
/// A provider that did not answer, or whose keys did not have one, is asked again after so long.
pub const PROVIDER_ASKED_AGAIN: Millis = Millis::from_secs(10);

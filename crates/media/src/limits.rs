//! Every bound of this crate, with the sketch that justifies it.

use std::time::Duration;

/// Legs at once: 500 calls of two legs, doubled for rings and transfers.
pub const LEGS_MAX: usize = 2_000;
/// Browser phones at once: one per agent and a second one while a page reloads.
pub const BROWSERS_MAX: usize = 2_000;
/// Commands under way to the media thread: 20 calls set up per second × 10 commands × 5 s of a stalled thread, and
/// room for a centre that hangs up all at once.
pub const COMMANDS_MAX: usize = 8_192;
/// Events the switch has not taken yet; beyond it the newest are counted and dropped.
pub const EVENTS_WAITING_MAX: usize = 65_536;
/// Prompts of one `play`: "you are", a three-digit number spoken digit by digit, "in the queue".
pub const PROMPTS_PER_PLAY_MAX: usize = 32;
/// Decoded prompts kept: 8 kHz × 2 bytes = 16 kB per second of sound, so 64 MiB is over an hour of prompts.
pub const PROMPT_CACHE_BYTES_MAX: usize = 64 << 20;
/// Prompts waiting for the thread that reads them from disk.
pub const PROMPT_LOADS_MAX: usize = 1_024;
/// Parties one leg can hear at once (conference, monitoring).
pub const HEARS_MAX: usize = 8;

/// A port rests so long before another call gets it, so that late packets of the old call find nobody.
pub const PORT_COOL_DOWN: Duration = Duration::from_secs(2);
/// Ports that are tried before `NoPort`: others may sit on some of ours, not on most.
pub const PORT_TRIES_MAX: usize = 64;

/// The beat of everything that is not relayed.
pub const TICK: Duration = Duration::from_millis(20);
/// After a stall at most so many ticks are made up for; the rest is lost time and would only add delay.
pub const TICKS_CAUGHT_UP_MAX: u64 = 2;
/// Samples of one tick at 8 kHz.
pub const FRAME: usize = 160;

/// Largest datagram: Ethernet's MTU. G.711 at 60 ms takes 492 bytes, DTLS handshakes come in fragments below it.
pub const DATAGRAM_MAX: usize = 1_536;
/// Datagrams per system call.
pub const BATCH: usize = 16;
/// epoll results per system call.
pub const READY_MAX: usize = 256;
/// Receive buffer of an RTP socket: 50 packets/s × about 1 KiB of kernel memory each = more than 1 s of stall.
pub const RTP_SOCKET_BUFFER: usize = 64 << 10;
/// Of the one socket of all browsers: 300 browsers × 50 packets/s × 1 KiB × 250 ms.
pub const WEBRTC_SOCKET_BUFFER: usize = 4 << 20;

/// Packets in a row from the address of the SDP that settle where we send to.
pub const LATCH_KNOWN_PACKETS: u8 = 2;
/// Packets in a row from any other address, while nothing settled it yet.
pub const LATCH_OTHER_PACKETS: u8 = 6;
/// A settled source must have been silent for so long before another one is considered.
pub const RELATCH_SILENCE: Duration = Duration::from_secs(1);

/// Bytes of sound on their way to the recording thread: 300 calls × 100 packets/s × 184 bytes = 5.5 MB/s, so 1.5 s.
pub const RECORDING_RING_BYTES: usize = 8 << 20;
/// How often the recording thread empties its ring: a tenth of the ring's time.
pub const RECORDING_POLL: Duration = Duration::from_millis(100);
/// Sound is written when it is so old; packets later than this are lost to the recording.
pub const RECORDING_HOLD_MS: u64 = 400;
/// How often a recording's file grows; with the hold above a crash loses less than one second.
pub const RECORDING_WRITE: Duration = Duration::from_millis(400);
/// A party's place in the recording may differ by so much from the time its packets come, then it is set anew:
/// larger than a network's jitter, smaller than what a listener takes for an interruption. In 8 kHz samples.
pub const RECORDING_DRIFT_SAMPLES: i64 = 960;
/// Packets in a row that must be off by more than that.
pub const RECORDING_DRIFT_PACKETS: u32 = 25;
/// Off by so much it is a jump, not drift: set anew at once. In 8 kHz samples.
pub const RECORDING_JUMP_SAMPLES: i64 = 8_000;

/// How often legs are looked at for silence on the wire, in ticks.
pub const INACTIVE_CHECK_TICKS: u64 = 5;
/// How often a leg sends its RTCP report, in ticks: RFC 3550 §6.2, five seconds.
pub const RTCP_EVERY_TICKS: u64 = 250;
/// Sound of one party that waits to be mixed: 200 ms at 8 kHz; older sound is dropped so that delay cannot grow.
pub const MIX_WAITING_SAMPLES_MAX: usize = 1_600;
/// DTMF digits waiting to be sent on one leg.
pub const DIGITS_WAITING_MAX: usize = 64;

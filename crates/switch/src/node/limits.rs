//! The node's limits. Sketch: 200 calls/s, about 12 signalling events and 10 facts a call.

use std::time::Duration;

/// Events from SIP that wait for the loop: 2,400 a second at 200 calls/s, so three seconds' worth.
pub const SIP_EVENTS_MAX: usize = 8_192;

/// Events from media: digits, ends of prompts, ends of recordings; fewer than from SIP.
pub const MEDIA_EVENTS_MAX: usize = 8_192;

/// Acts of people that wait for the loop; 1,000 desks with one key each.
pub const COMMANDS_MAX: usize = 1_024;

/// New calls are refused while more facts than this wait for the journal. Calls that are already up may add about
/// ten each before they end: 2,000 calls × 10 facts × 1 KiB = 20 MiB at most.
pub const FACTS_WAITING_MAX: usize = 256;

/// New calls are refused while the journal's channel has less room than this.
pub const FACTS_ROOM_MIN: usize = 64;

/// Events taken from one source before the others are looked at again.
pub const EVENTS_A_TURN_MAX: usize = 64;

/// A node that stops at once waits so long for answers to its BYEs: on a network that works they come in one round
/// trip, and two retransmissions (500 ms, 1 s) have their chance.
pub const GOODBYES: Duration = Duration::from_millis(1_600);
pub const GOODBYES_LOOKED_AT: Duration = Duration::from_millis(10);

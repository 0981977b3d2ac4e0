//! Real SIP and real RTP on loopback through a running node: audio in both directions, by tone.

mod calls;
mod world;

//! Simulated callers and answering phones: real SIP and real RTP over loopback, for the demo, the load program and
//! the wire tests.
//!
//! Knows nothing of the product's own crates, so that it is an independent peer of them. Everything is driven by its
//! owner's loop: [`ua::UserAgent`] for signalling, [`rtp::RtpSocket`] for sound; neither waits or spawns.

pub mod limits;
pub mod message;
pub mod rtp;
pub mod tone;
pub mod traffic;
pub mod ua;

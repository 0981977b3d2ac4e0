//! Real RTP on the loopback: what the parties hear, what is told, what is recorded.

mod bridge;
mod browser;
mod centre;
mod mix;
mod phone;
mod recording;

//! Real RTP on the loopback: what the parties hear, what is told, what is recorded.

mod bridge;
mod centre;
mod phone;
mod recording;

//! Sound: RTP, WebRTC, codecs, prompts, recordings.
//!
//! Knows legs and who hears whom; never why. One thread ticks every 20 ms on an absolute timeline and relays packets
//! as they come. Start reading at [`api`].

pub mod api;
pub mod codec;
pub mod dtmf;
pub mod sdp;

//! Sound: RTP, WebRTC, codecs, prompts, recordings.
//!
//! Knows legs and who hears whom; never why. One thread ticks every 20 ms on an absolute timeline and relays packets
//! as they come. Start reading at [`api`], then `handle` and `engine`.

pub mod api;
pub mod codec;
pub mod dtmf;
pub mod jitter;
pub mod sdp;
pub mod wav;
pub mod webrtc;

mod egress;
mod engine;
mod events;
mod handle;
mod latch;
mod limits;
mod net;
mod ports;
mod prompts;
mod record;
mod rtcp;
mod rtp;

pub use api::{Media, MediaConfig, MediaError, MediaEvent, MediaLoad, Reanswer, repair_recordings};

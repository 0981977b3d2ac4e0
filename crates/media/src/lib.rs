//! Sound: RTP, WebRTC, codecs, prompts, recordings.
//!
//! Knows legs and who hears whom; never why. One thread ticks every 20 ms on an absolute timeline and relays packets
//! as they come. Start reading at [`api`], then `handle` and `engine`.

pub mod api;
pub mod codec;
pub mod dtmf;
pub mod jitter {
    pub enum Pull {
        Frame(Vec<u8>),
        Lost,
        Silence,
    }
    pub struct Jitter(std::collections::VecDeque<Vec<u8>>);
    impl Jitter {
        pub fn new(_clock: u32) -> Self {
            Self(Default::default())
        }
        pub fn push(&mut self, _seq: u16, _ts: u32, _at: u64, payload: &[u8]) {
            self.0.push_back(payload.to_vec());
        }
        pub fn pull(&mut self, _now: u64) -> Pull {
            self.0.pop_front().map_or(Pull::Silence, Pull::Frame)
        }
    }
}
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
mod rtp;

pub use api::{Media, MediaConfig, MediaError, MediaEvent, MediaLoad, Reanswer, repair_recordings};

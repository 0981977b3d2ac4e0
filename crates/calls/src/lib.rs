//! One call from the first INVITE to the last hang-up: legs, IVR flow, waiting, ringing, talking, hold. A pure core:
//! it never sees SIP, sound or queues, only what happened; it returns what is to be done.
//!
//! Start at [`Call::handle`], the table of a call. `flow` walks the IVR, `talk` is what happens while two people hear
//! each other. What a caller hears while waiting is in `prompts`.
//!
//! When is the customer answered (200)? As soon as the flow plays or asks something, or the caller has to wait. A flow
//! that begins with a queue or a phone only rings (180) until somebody answers, and costs the caller nothing before.

mod call;
mod flow;
pub mod limits;
mod port;
mod prompts;
mod talk;
#[cfg(test)]
mod tests;

pub use call::Call;
pub use port::{DialTo, Input, LegEnd, Output, Want};
pub use prompts::place_prompts;

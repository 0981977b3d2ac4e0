//! Automatic call distribution: agent states, queues, and which caller goes to which agent. A pure core: time and
//! events come in, facts and offers come out.
//!
//! One writer owns all queues, so no agent is offered twice and no caller is offered to two. Between two steps no
//! ready agent and waiting caller that fit each other exist. Start at [`Acd::handle`]; the agent's table is in
//! [`agent`]; [`pairing`] finds the longest idle agent and the first caller without looking at all of them.

mod acd;
pub mod agent;
pub mod limits;
mod obey;
mod pairing;
mod port;
mod queue;
#[cfg(test)]
mod tests;

pub use acd::Acd;
pub use port::{Demand, Input, Output};

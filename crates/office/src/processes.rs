//! Flows at work: starting them, doing their tasks, following them, and what keeps them on time.
//!
//! The engine is `process`; here its effects become facts, its services run, and permits are asked. One lock for each
//! family of instances (a root and the flows it called), one commit for each step.

pub(crate) mod services;
pub mod views;

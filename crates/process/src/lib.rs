//! The centre's processes as data: flows are read, checked and stepped here, and nowhere else.
//!
//! Pure: no clock, no randomness, no IO. `step(definition, state, event, now, world)` gives the next state and what is
//! to be done outside; the same code runs in production, in the scenarios and in the tests. The language is told in
//! `rulebook/flows/README.md`. Start reading at [`definition::Definition`], then [`engine::step`].

pub mod bpmn;
mod check;
pub mod dates;
pub mod definition;
mod diagram;
pub mod engine;
pub mod expr;
pub mod form;
mod library;
pub mod limits;
pub mod log;
pub mod parameter;
mod problem;
pub mod scenario;
pub mod services;
pub mod table;
pub mod value;
pub mod who;
pub mod worktime;
mod yaml;

pub use check::{OVERDUE, RECEIVED};
pub use definition::Definition;
pub use diagram::{Diagram, DiagramEdge, DiagramNode, diagram};
pub use library::{Known, Library};
pub use problem::Problem;

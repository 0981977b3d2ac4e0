//! The real rulebook on a real store, with a clock that the test moves.
//!
//! `house.rs` is the house that all of them stand in; `driver.rs` does whatever task is open, as one of its people.

mod accounts;
mod acts;
mod call_lists;
mod canaries;
mod clock;
mod crash;
mod customers;
mod driver;
mod every_flow;
pub(crate) mod house;
mod knowledge;
mod leave;
mod mail;
mod money;
mod notices;
mod orders;
mod outside;
mod papers;
mod posts;
mod rights;
mod rights_life;
mod rules;
mod services;
mod supervision;
mod wrong;

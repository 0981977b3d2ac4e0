//! The leaf: configuration, subcommands, HTTP, the embedded pages. Translates; decides nothing.
//!
//! `main.rs` calls [`commands::run`]. The running service is put together in [`run`]; what is served stands in
//! [`routes`], one file per room.

pub mod books;
pub mod commands;
pub mod config;
pub mod control;
pub mod demo;
pub mod files;
pub mod http;
pub mod journal_key;
pub mod keys;
pub mod limits;
pub mod outbound;
pub mod rehearse;
pub mod routes;
pub mod rules;
pub mod run;
pub mod sign_on;
pub mod telephony;

/// As it stands in facts, headers and `qiao --version`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

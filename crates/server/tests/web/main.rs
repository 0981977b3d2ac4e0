//! The server as its clients see it: real HTTP and sockets on a free port, the product's rulebook, no telephony.

mod access;
mod account;
mod around;
mod client;
mod commands;
mod desk;
mod document;
mod flows;
mod limits;
mod pool;
mod recordings;
mod samples;
mod session;
mod tokens;
mod world;

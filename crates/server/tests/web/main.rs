//! The server as its clients see it: real HTTP and sockets on a free port, the product's rulebook, no telephony.

mod access;
mod account;
mod around;
mod assignment;
mod client;
mod commands;
mod desk;
mod document;
mod doors;
mod flows;
mod limits;
mod operations;
mod pool;
mod provider;
mod recordings;
mod revocation;
mod samples;
mod session;
mod sign_on;
mod swapping;
mod tokens;
mod world;

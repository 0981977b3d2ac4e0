//! The real `qiao` binary as a process: real SIP, RTP and HTTP, sipp and `callers` as its peers, kills and broken input.
//!
//! Each test has loopback addresses and a data folder of its own. Start reading at [`service::Service`] and [`world`].

mod calls;
mod canaries;
mod canary_doors;
mod canary_erased;
mod crash;
mod drain;
mod evidence;
mod flows;
mod flows_crash;
mod flows_postgres;
mod home;
mod http;
mod journal;
mod mutations;
mod postgres;
mod refusals;
mod revocation;
mod scanner;
mod service;
mod sipp;
mod torture;
mod web;
mod wire;
mod world;

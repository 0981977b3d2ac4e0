//! The load program: callers, answering agents and the RTP probe on one clock.
//!
//! Callers come from one address as a trunk, agents answer at another, as in `benches/rulebook/`. Each subcommand
//! drives one figure and prints it with its unit; `--pid` adds the CPU and memory of the node under load.

mod figures;
mod floor;
mod process;
mod runs;

use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::process::ExitCode;

/// Drives a node with real SIP and RTP, and measures.
#[derive(Parser)]
struct Options {
    /// SIP address of the node.
    #[arg(long, default_value = "127.0.0.1:5060", global = true)]
    node: SocketAddr,
    /// Where callers call from; a trunk in the node's rulebook.
    #[arg(long, default_value = "127.0.0.2:5070", global = true)]
    callers: SocketAddr,
    /// Where agents' phones answer; fixed addresses in the node's rulebook.
    #[arg(long, default_value = "127.0.0.3:5080", global = true)]
    agents: SocketAddr,
    /// Process id of the node, for its CPU and memory.
    #[arg(long, global = true)]
    pid: Option<u32>,
    #[command(subcommand)]
    run: Run,
}

#[derive(Subcommand)]
enum Run {
    /// New calls at a steady rate: share failed, INVITE→200, CPU per call.
    Calls {
        #[arg(long, default_value = "7001")]
        number: String,
        /// Calls per second.
        #[arg(long, default_value_t = 200)]
        rate: u32,
        #[arg(long, default_value_t = 20)]
        seconds: u32,
        /// How long a call stays up.
        #[arg(long, default_value_t = 400)]
        hold_ms: u64,
    },
    /// Concurrent calls with RTP both ways: lost packets, one-way time, CPU per 100 calls, memory per call.
    Media {
        #[arg(long, default_value = "7004")]
        number: String,
        #[arg(long, default_value_t = 300)]
        calls: u32,
        #[arg(long, default_value_t = 20)]
        seconds: u32,
    },
    /// One call after the other: INVITE to the agent's INVITE.
    Ring {
        #[arg(long, default_value = "7001")]
        number: String,
        #[arg(long, default_value_t = 300)]
        calls: u32,
    },
    /// More callers than agents: an agent's hang-up to the same agent's next INVITE.
    Waiting {
        #[arg(long, default_value = "7001")]
        number: String,
        /// Agents in the rulebook.
        #[arg(long, default_value_t = 200)]
        agent_count: u32,
        /// Callers beyond the agents.
        #[arg(long, default_value_t = 50)]
        waiting: u32,
        #[arg(long, default_value_t = 15)]
        seconds: u32,
    },
}

fn main() -> ExitCode {
    let options = Options::parse();
    match runs::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("load: {problem}");
            ExitCode::FAILURE
        }
    }
}

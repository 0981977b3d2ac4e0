//! `qiao key`: copy, try, put back and replace the key of personal values.

use super::{From, block_on, password};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A copy under a passphrase (asked for, or one line of standard input), to be kept outside this machine.
    Escrow {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        from: From,
    },
    /// Prove that a copy opens and is of the key in use. Writes nothing.
    Drill {
        copy: PathBuf,
        #[command(flatten)]
        from: From,
    },
    /// Make a lost key file from its copy.
    Restore {
        copy: PathBuf,
        #[command(flatten)]
        from: From,
    },
    /// Replace the master key, while the centre is stopped.
    Rotate {
        #[command(flatten)]
        from: From,
    },
}

pub fn run(key: Key) -> anyhow::Result<ExitCode> {
    let told = match key.command {
        Command::Escrow { out, from } => crate::keys::escrow(&from.resolve()?, &out, &password::read_password()?)?,
        Command::Drill { copy, from } => crate::keys::drill(&from.resolve()?, &copy, &password::read_password()?)?,
        Command::Restore { copy, from } => crate::keys::restore(&from.resolve()?, &copy, &password::read_password()?)?,
        Command::Rotate { from } => block_on(crate::keys::rotate(&from.resolve()?))?,
    };
    println!("{told}");
    Ok(ExitCode::SUCCESS)
}

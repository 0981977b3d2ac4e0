//! `qiao user`: accounts from the shell, journaled like any other act. Passwords come from standard input.

use super::From;
use super::books::ask;
use super::password::read_password;
use crate::control::Request;
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Add an account; its password is read from standard input.
    Add {
        username: String,
        /// Name as colleagues see it; default: the user name.
        #[arg(long)]
        name: Option<String>,
        /// A role of the rulebook; may be given several times.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        #[arg(long)]
        team: Option<String>,
        /// The person chose the password and keeps it; without, the next log-in asks for another.
        #[arg(long)]
        lasting: bool,
        #[command(flatten)]
        from: From,
    },
    /// Close an account: its sessions end at once.
    Disable {
        username: String,
        #[command(flatten)]
        from: From,
    },
    Enable {
        username: String,
        #[command(flatten)]
        from: From,
    },
    /// Set a new password, read from standard input; all sessions end, and the next log-in asks for another password.
    Password {
        username: String,
        /// The person chose the password and keeps it; without, the next log-in asks for another.
        #[arg(long)]
        lasting: bool,
        #[command(flatten)]
        from: From,
    },
}

pub fn run(user: User) -> anyhow::Result<ExitCode> {
    match user.act {
        Act::Add { username, name, roles, team, lasting, from } => {
            let password = read_password()?;
            let name = name.unwrap_or_else(|| username.clone());
            ask(from, Request::AddPerson { username, name, roles, team, password, is_one_time: !lasting })
        }
        Act::Disable { username, from } => ask(from, Request::SetActive { username, is_active: false }),
        Act::Enable { username, from } => ask(from, Request::SetActive { username, is_active: true }),
        Act::Password { username, lasting, from } => {
            let password = read_password()?;
            ask(from, Request::SetPassword { username, password, is_one_time: !lasting })
        }
    }
}

//! `qiao token`: API tokens for programs, from the shell, journaled like any other act.

use super::From;
use super::books::ask;
use crate::control::Request;
use clap::{Args, Subcommand};
use model::TokenId;
use std::process::ExitCode;

#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Make a token by which a program acts for a person; it is printed once and kept only as a hash.
    Create {
        /// User name of the person whose rights the program has.
        #[arg(long, value_name = "NAME")]
        user: String,
        /// Days until it runs out, 1 to 366.
        #[arg(long)]
        days: i64,
        /// What it is for, as in `crm`.
        #[arg(long, value_name = "TEXT", default_value = "")]
        name: String,
        /// Actions that it is good for, as `call:view,report:view`; without: whatever the person may.
        #[arg(long, value_name = "ACTIONS", value_delimiter = ',')]
        scope: Option<Vec<String>>,
        #[command(flatten)]
        from: From,
    },
    /// Print every token: id, person, name, and when it runs out and was last used.
    List {
        #[command(flatten)]
        from: From,
    },
    /// End a token at once, with the sockets that its program holds open.
    Revoke {
        /// Its id, as `qiao token list` prints it.
        id: TokenId,
        #[command(flatten)]
        from: From,
    },
}

pub fn run(token: Token) -> anyhow::Result<ExitCode> {
    match token.act {
        Act::Create { user, days, name, scope, from } => {
            ask(from, Request::IssueToken { username: user, days, name, scope })
        }
        Act::List { from } => ask(from, Request::ListTokens),
        Act::Revoke { id, from } => ask(from, Request::RevokeToken { id }),
    }
}

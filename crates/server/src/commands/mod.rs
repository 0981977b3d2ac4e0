//! The command line: what each subcommand takes. What it does stands in the file of its name.

mod books;
mod check;
mod demo;
mod init;
mod key;
mod password;
mod rulebook;
mod serve;
mod simulate;
mod token;
mod user;
mod verify;
mod witness;

use crate::config::{Config, Settings};
use clap::{Args, Parser, Subcommand};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "qiao", version, about = "桥 Qiao: a self-hosted call centre", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the centre.
    Serve(Serve),
    /// Run the demo centre: a small one that comes alive.
    Demo(demo::Demo),
    /// Make a new centre: config, rulebook, an admin account with a one-time password.
    Init(init::Init),
    /// Check config and rulebook; errors read `file:line: what and how to mend it`.
    Check(check::Check),
    /// Run the production routing code in simulated time and check its invariants.
    Simulate(simulate::Simulate),
    /// Prove a journal export complete and unchanged, offline.
    Verify(verify::Verify),
    /// Watch a centre's journal from another machine and sign what goes on from what was seen.
    Witness(witness::Witness),
    /// Print the public key that the journal is signed with; made at the first start or now.
    JournalKey(books::JournalKey),
    /// Write the journal for auditors: one fact a line, with checkpoints.
    Export(books::Export),
    /// A consistent backup of the database, also while the centre runs.
    Backup(books::Backup),
    /// Put a backup into an empty data folder, verifying it.
    Restore(books::Restore),
    /// The key of personal values: copy it, try a copy, put it back, replace it.
    Key(key::Key),
    /// Print the OpenAPI 3.1 document.
    Openapi,
    /// Print every setting with its default and meaning.
    Config,
    /// The rules in force as a folder.
    Rulebook(rulebook::Rulebook),
    /// Manage accounts from the shell.
    User(user::User),
    /// Manage API tokens of programs from the shell.
    Token(token::Token),
}

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    pub from: From,
}

/// Where the settings come from.
#[derive(Args, Clone)]
pub struct From {
    /// The operator's file.
    #[arg(long, env = "QIAO_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
}

impl From {
    pub fn resolve(self) -> anyhow::Result<Config> {
        Ok(Config::resolve(self.settings, self.config.as_deref())?)
    }
}

/// Runs the command line; errors go to standard error with their whole chain.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Serve(serve) => serve::run(serve),
        Command::Demo(demo) => demo::run(demo),
        Command::Init(init) => init::run(init),
        Command::Check(check) => check::run(check),
        Command::Simulate(simulate) => simulate::run(simulate),
        Command::Verify(verify) => verify::run(verify),
        Command::Witness(witness) => witness::run(witness),
        Command::JournalKey(key) => books::journal_key(key),
        Command::Export(export) => books::export(export),
        Command::Backup(backup) => books::backup(backup),
        Command::Restore(restore) => books::restore(restore),
        Command::Key(key) => key::run(key),
        Command::Openapi => {
            print!("{}", crate::routes::openapi::document());
            Ok(ExitCode::SUCCESS)
        }
        Command::Config => {
            print!("{}", crate::config::DEFAULT_TOML);
            Ok(ExitCode::SUCCESS)
        }
        Command::Rulebook(rulebook) => rulebook::run(rulebook),
        Command::User(user) => user::run(user),
        Command::Token(token) => token::run(token),
    };
    done.unwrap_or_else(|error| {
        eprintln!("qiao: {error:#}");
        ExitCode::FAILURE
    })
}

/// Whether the data folder was made by `qiao demo`: then its rulebook has a demo too.
fn is_demo_folder(config: &Config) -> bool {
    crate::demo::is_demo_folder(&config.data)
}

/// The runtime of commands that do more than compute.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Logs to standard error; standard output is for results.
fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    // The SIP library logs whole messages, with callers' numbers, unless somebody asks for just that.
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{QUIET},{filter}"))
        .map_err(|error| anyhow::anyhow!("`log`: {error}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}

/// Libraries that are heard only when they warn.
const QUIET: &str = "rsipstack=warn,sqlx=warn,str0m=warn,hyper=warn";

//! `qiao export`, `qiao backup`, `qiao restore`.

use super::{From, block_on};
use crate::control::{Request, administer};
use clap::Args;
use journal::note::Kind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    from: From,
    /// JSON Lines, for `qiao verify`.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    from: From,
    /// Everything of the database; recordings and rulebook are folders to be copied beside it.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub struct Restore {
    /// A file of `qiao backup`.
    file: PathBuf,
    #[command(flatten)]
    from: From,
}

#[derive(Args)]
pub struct JournalKey {
    #[command(flatten)]
    from: From,
}

/// One line for witnesses and auditors; the secret stays in its file.
pub fn journal_key(key: JournalKey) -> anyhow::Result<ExitCode> {
    let config = key.from.resolve()?;
    let signer = crate::journal_key::read_or_make(&config.journal_key_file, Kind::Log, crate::run::LOG_NAME)?;
    println!("{}", signer.verifier());
    Ok(ExitCode::SUCCESS)
}

pub fn export(export: Export) -> anyhow::Result<ExitCode> {
    let out = absolute(&export.out)?;
    ask(export.from, Request::Export { out })
}

pub fn backup(backup: Backup) -> anyhow::Result<ExitCode> {
    let out = absolute(&backup.out)?;
    ask(backup.from, Request::Backup { out })
}

pub fn restore(restore: Restore) -> anyhow::Result<ExitCode> {
    let config = restore.from.resolve()?;
    println!("{}", block_on(crate::books::restore(&config, &restore.file))?);
    Ok(ExitCode::SUCCESS)
}

/// The service has another working folder than the shell.
fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    std::path::absolute(path)
}

pub fn ask(from: From, request: Request) -> anyhow::Result<ExitCode> {
    let config = from.resolve()?;
    let rulebook = super::serve::load_rulebook(&config, super::is_demo_folder(&config))?;
    println!("{}", block_on(administer(&config, rulebook, request))?);
    Ok(ExitCode::SUCCESS)
}

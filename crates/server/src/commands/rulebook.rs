//! `qiao rulebook`: the rules in force as a folder, so that they live happily in git.

use super::{From, block_on};
use crate::control::{Request, administer};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Rulebook {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Write the version in force into an empty folder, byte for byte.
    Export {
        folder: PathBuf,
        #[command(flatten)]
        from: Box<From>,
    },
    /// Show what a folder would change in the version in force, and for whom. Changes nothing.
    Diff {
        folder: PathBuf,
        #[command(flatten)]
        from: Box<From>,
    },
    /// Put the folder of `--rulebook` into force in place of an approved version: the operator's act, journaled.
    Adopt {
        #[command(flatten)]
        from: Box<From>,
    },
    /// Read a BPMN 2.0 file and print it as a flow of `flows/`, to be completed by hand and checked.
    ImportBpmn { file: PathBuf },
}

pub fn run(rulebook: Rulebook) -> anyhow::Result<ExitCode> {
    match rulebook.act {
        Act::Export { folder, from } => {
            let folder = absolute(&folder)?;
            ask(*from, |_| Request::ExportRules { folder })
        }
        Act::Diff { folder, from } => {
            let folder = absolute(&folder)?;
            ask(*from, |with_demo| Request::DiffRules { folder, with_demo })
        }
        Act::Adopt { from } => {
            let folder = absolute(&from.clone().resolve()?.rulebook)?;
            ask(*from, |with_demo| Request::AdoptRules { folder, with_demo })
        }
        Act::ImportBpmn { file } => import_bpmn(&file),
    }
}

/// What stands outside the stated subset is refused with the element's id.
fn import_bpmn(file: &Path) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    match process::bpmn::import(&text) {
        Ok(flow) => {
            print!("{}", flow.canonical());
            Ok(ExitCode::SUCCESS)
        }
        Err(refused) => {
            refused.iter().for_each(|one| eprintln!("{}: {one}", file.display()));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Asks the running service, or the closed books.
fn ask(from: From, request: impl FnOnce(bool) -> Request) -> anyhow::Result<ExitCode> {
    let config = from.resolve()?;
    let is_demo = super::is_demo_folder(&config);
    let book = super::serve::load_rulebook(&config, is_demo)?;
    println!("{}", block_on(administer(&config, book, request(is_demo)))?);
    Ok(ExitCode::SUCCESS)
}

/// The service may run in another folder.
fn absolute(folder: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(folder).with_context(|| format!("cannot find `{}`", folder.display()))
}

//! `qiao rulebook`: the rules in force as a folder, so that they live happily in git.

use super::From;
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
    /// Write the checked rulebook in force into an empty folder.
    Export {
        folder: PathBuf,
        #[command(flatten)]
        from: Box<From>,
    },
    /// Read a BPMN 2.0 file and print it as a flow of `flows/`, to be completed by hand and checked.
    ImportBpmn { file: PathBuf },
}

pub fn run(rulebook: Rulebook) -> anyhow::Result<ExitCode> {
    match rulebook.act {
        Act::Export { folder, from } => export(&folder, *from),
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

fn export(folder: &Path, from: From) -> anyhow::Result<ExitCode> {
    let config = from.resolve()?;
    let book = super::serve::load_rulebook(&config, super::is_demo_folder(&config))?;
    if folder.exists() && folder.read_dir()?.next().is_some() {
        anyhow::bail!("`{}` is not empty", folder.display());
    }
    copy(&config.rulebook, folder)?;
    println!("exported version {} to {}", &book.hash[..12], folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The folder was read by the check above, so its depth and size are bounded by the rulebook's limits.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to).with_context(|| format!("cannot make `{}`", to.display()))?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target).with_context(|| format!("cannot write `{}`", target.display()))?;
        }
    }
    Ok(())
}

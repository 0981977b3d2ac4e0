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
        from: From,
    },
}

pub fn run(rulebook: Rulebook) -> anyhow::Result<ExitCode> {
    let Act::Export { folder, from } = rulebook.act;
    let config = from.resolve()?;
    let book = super::serve::load_rulebook(&config, super::is_demo_folder(&config))?;
    if folder.exists() && folder.read_dir()?.next().is_some() {
        anyhow::bail!("`{}` is not empty", folder.display());
    }
    copy(&config.rulebook, &folder)?;
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

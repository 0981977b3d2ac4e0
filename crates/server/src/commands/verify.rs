//! `qiao verify`: proves an export complete and unchanged, offline; names the first bad record.

use anyhow::Context;
use clap::Args;
use journal::Checkpoint;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Verify {
    /// A file of `qiao export`.
    export: PathBuf,
    /// A checkpoint that was kept elsewhere, `{"size":…,"root":"…"}`: the export must contain that very state.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

pub fn run(verify: Verify) -> anyhow::Result<ExitCode> {
    let witnessed: Option<Checkpoint> = match &verify.checkpoint {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            Some(serde_json::from_str(&text).context("the checkpoint is not `{\"size\":…,\"root\":\"…\"}`")?)
        }
        None => None,
    };
    let file = File::open(&verify.export).with_context(|| format!("cannot read `{}`", verify.export.display()))?;
    let lines = BufReader::new(file).split(b'\n');
    let mut broken = None;
    let lines = lines.map_while(|line| line.map_err(|error| broken = Some(error)).ok());
    let result = journal::verify_export(lines, witnessed.as_ref());
    if let Some(error) = broken {
        return Err(error).context("cannot read the export to its end");
    }
    match result {
        Ok(summary) => {
            println!(
                "ok: {} facts, {} checkpoints, complete and unchanged; root {}",
                summary.facts,
                summary.checkpoints,
                journal::hex(&summary.root)
            );
            if witnessed.is_none() {
                println!("compare the root with one that was kept elsewhere, or give it as --checkpoint");
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(bad) => {
            let of_fact = bad.seq.map(|seq| format!(", fact {seq}")).unwrap_or_default();
            println!("NOT INTACT: line {}{of_fact}: {}", bad.line, bad.why);
            Ok(ExitCode::FAILURE)
        }
    }
}

//! `qiao verify`: proves an export complete and unchanged, offline; names the first bad record.

use anyhow::Context;
use clap::Args;
use journal::Checkpoint;
use journal::note::{CheckpointNote, Note, Verifier};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Verify {
    /// A file of `qiao export`.
    export: PathBuf,
    /// A checkpoint that was kept elsewhere, `{"size":…,"root":"…"}` or a signed note (C2SP tlog-checkpoint): the export
    /// must contain that very state.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Public keys, one `name+hash+key` a line: each of them must have signed the checkpoint.
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    key: Option<PathBuf>,
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// The checkpoint, when all keys have signed it.
fn checkpoint(text: &str, keys: Option<&str>) -> anyhow::Result<Checkpoint> {
    let Some(keys) = keys else {
        return match Note::parse(text) {
            Ok(note) => Ok(CheckpointNote::parse(&note.text)?.checkpoint()),
            Err(_) => serde_json::from_str(text)
                .context("the checkpoint is neither a signed note nor `{\"size\":…,\"root\":\"…\"}`"),
        };
    };
    let note = Note::parse(text).context("the checkpoint: only a signed note can be held against keys")?;
    let mut signed = 0;
    for line in keys.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let key = Verifier::parse(line).with_context(|| format!("the key `{line}`"))?;
        note.verify(&key).context("the checkpoint")?;
        signed += 1;
    }
    anyhow::ensure!(signed > 0, "the file of keys holds no key");
    Ok(CheckpointNote::parse(&note.text)?.checkpoint())
}

pub fn run(verify: Verify) -> anyhow::Result<ExitCode> {
    let keys = verify.key.as_deref().map(read).transpose()?;
    let witnessed = verify.checkpoint.as_deref().map(read).transpose()?;
    let witnessed = witnessed.map(|text| checkpoint(&text, keys.as_deref())).transpose()?;
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

#[cfg(test)]
mod tests {
    use super::checkpoint;
    use journal::note::{CheckpointNote, Kind, Signer};

    #[test]
    fn a_checkpoint_counts_only_with_every_key_asked_for() {
        let [log, other] = [[1; 32], [2; 32]].map(|seed| Signer::new("log", Kind::Log, &seed).expect("a seed"));
        let note = CheckpointNote { origin: "log".into(), size: 3, root: [5; 32] };
        let signed = note.signed(&log);
        let key = format!("# of the log\n{}\n", log.verifier());
        assert_eq!(checkpoint(&signed, Some(&key)).expect("signed"), note.checkpoint());
        assert_eq!(checkpoint(&signed, None).expect("a note"), note.checkpoint());
        for (text, keys) in [
            (signed.as_str(), other.verifier().to_string()),
            (signed.as_str(), format!("{}\n{}", log.verifier(), other.verifier())),
            (signed.as_str(), "# none".to_owned()),
            (signed.as_str(), "nonsense".to_owned()),
            (r#"{"size":3,"root":"00"}"#, log.verifier().to_string()),
        ] {
            assert!(checkpoint(text, Some(&keys)).is_err(), "{keys}");
        }
    }
}

//! `qiao verify`: proves an export complete and unchanged, offline; names the first bad record.

use crate::journal_key::public_keys;
use anyhow::{Context, bail, ensure};
use clap::Args;
use journal::limits::LINE_BYTES_MAX;
use journal::note::{CheckpointNote, Kind, Note, Verifier};
use journal::verify::Verification;
use journal::{Checkpoint, FirstBad, Hash, Known, Summary, leaf_hash};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};

/// The record is as it was written, and what it records should not have happened.
const FINDINGS: u8 = 2;
/// Findings that are printed one by one.
const SHOWN: usize = 50;

#[derive(Args)]
pub struct Verify {
    /// A file of `qiao export`.
    export: PathBuf,
    /// A checkpoint that was kept elsewhere, `{"size":…,"root":"…"}` or a signed note (C2SP tlog-checkpoint), as the
    /// state of a witness: the export must contain that very state.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Public keys of the log, one `name+hash+key` a line: one of them must have signed every note of the export, and
    /// each of them the checkpoint.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    key: Vec<PathBuf>,
    /// Public keys of witnesses: each of them must have signed the checkpoint, or some note of the export.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    witness_key: Vec<PathBuf>,
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn keys(files: &[PathBuf], kind: Option<Kind>) -> anyhow::Result<Vec<Verifier>> {
    let mut all = Vec::new();
    for file in files {
        let keys = public_keys(&read(file)?).with_context(|| format!("`{}`", file.display()))?;
        ensure!(!keys.is_empty(), "`{}` holds no key", file.display());
        if let Some(other) = keys.iter().find(|key| kind.is_some_and(|kind| kind != key.kind)) {
            bail!("`{}`: `{}` is not a witness's key", file.display(), other.name);
        }
        all.extend(keys);
    }
    Ok(all)
}

/// The checkpoint, when all keys have signed it.
fn checkpoint(text: &str, keys: &[Verifier]) -> anyhow::Result<Checkpoint> {
    let note = match Note::parse(text) {
        Ok(note) => note,
        Err(error) if !keys.is_empty() => {
            return Err(error).context("the checkpoint: only a signed note can be held against keys");
        }
        Err(_) => {
            return serde_json::from_str(text)
                .context("the checkpoint is neither a signed note nor `{\"size\":…,\"root\":\"…\"}`");
        }
    };
    for key in keys {
        note.verify(key).context("the checkpoint")?;
    }
    Ok(CheckpointNote::parse(&note.text)?.checkpoint())
}

pub fn run(verify: Verify) -> anyhow::Result<ExitCode> {
    let mut keys_known = keys(&verify.key, None)?;
    keys_known.extend(keys(&verify.witness_key, Some(Kind::Witness))?);
    let witnesses: Vec<Verifier> = keys_known.iter().filter(|key| key.kind == Kind::Witness).cloned().collect();
    let has_log_key = keys_known.iter().any(|key| key.kind == Kind::Log);
    let given = verify.checkpoint.as_deref().map(read).transpose()?;
    let given = given.map(|text| checkpoint(&text, &keys_known)).transpose()?;
    let is_given = given.is_some();
    let summary = match verified(&verify.export, Known { checkpoint: given, keys: keys_known })? {
        Ok(summary) => summary,
        Err(bad) => {
            let of_fact = bad.seq.map(|seq| format!(", fact {seq}")).unwrap_or_default();
            println!("NOT INTACT: line {}{of_fact}: {}", bad.line, bad.why);
            return Ok(ExitCode::FAILURE);
        }
    };
    tell(&summary, is_given, has_log_key);
    let silent = witnesses.iter().find(|key| !summary.witnessed.iter().any(|(name, ..)| *name == key.name));
    if let Some(silent) = silent.filter(|_| !is_given) {
        println!("NOT WITNESSED: `{}` has signed no note of this export", silent.name);
        return Ok(ExitCode::FAILURE);
    }
    Ok(if summary.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn tell(summary: &Summary, is_given: bool, has_log_key: bool) {
    let (facts, root) = (summary.facts, journal::hex(&summary.root));
    println!("ok: {facts} facts, {} checkpoints, complete and unchanged; root {root}", summary.checkpoints);
    match &summary.signed {
        Some((log, size)) if has_log_key => println!("signed by `{log}` up to fact {size}"),
        Some((log, size)) => {
            println!("signed by `{log}` up to fact {size}; give its key as --key, from elsewhere than the export");
        }
        None if has_log_key => println!("none of it is signed"),
        None => {}
    }
    for (witness, size, at_s) in &summary.witnessed {
        println!("seen by `{witness}` up to fact {size} at {}", when(*at_s));
    }
    if !is_given {
        println!("compare the root with one that was kept elsewhere, or give it as --checkpoint");
    }
    for finding in summary.findings.iter().take(SHOWN) {
        println!("finding: fact {}: {}", finding.seq, finding.what);
    }
    if summary.findings.len() > SHOWN {
        println!("and {} more findings", summary.findings.len() - SHOWN);
    }
}

/// `2026-11-21 09:30:00 UTC`.
fn when(at_s: u64) -> String {
    let at_s = i64::try_from(at_s).unwrap_or(i64::MAX);
    let (day, second) = (at_s.div_euclid(86_400), at_s.rem_euclid(86_400));
    let date = model::calendar::date_text(day);
    format!("{date} {:02}:{:02}:{:02} UTC", second / 3_600, second / 60 % 60, second % 60)
}

/// Lines with their hashes. Hashing is half of the work: one thread reads and hashes, the other judges.
struct Batch {
    bytes: Vec<u8>,
    lines: Vec<(Range<usize>, Hash)>,
}

/// Bytes of a batch: some thousand facts.
const BATCH_BYTES: usize = 1 << 20;
/// Batches that wait to be judged.
const BATCHES: usize = 4;

fn verified(export: &Path, known: Known) -> anyhow::Result<Result<Summary, FirstBad>> {
    let file = File::open(export).with_context(|| format!("cannot read `{}`", export.display()))?;
    let (to, from) = sync_channel(BATCHES);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_batches(BufReader::new(file), &to));
        let mut verification = Verification::new(known);
        for Batch { bytes, lines } in &from {
            for (range, hash) in lines {
                if let Err(bad) = verification.take(&bytes[range], hash) {
                    return Ok(Err(bad));
                }
            }
        }
        reading.join().expect("the reader does not panic").context("cannot read the export to its end")?;
        Ok(verification.end())
    })
}

/// Ends early when nobody judges any more.
fn read_batches(mut file: impl BufRead, to: &SyncSender<Batch>) -> std::io::Result<()> {
    loop {
        let mut batch = Batch { bytes: Vec::with_capacity(2 * BATCH_BYTES), lines: Vec::new() };
        let mut is_end = false;
        while batch.bytes.len() < BATCH_BYTES && !is_end {
            let start = batch.bytes.len();
            // One byte more than a line may have: the judge must see that it is too long.
            let read = file.by_ref().take(LINE_BYTES_MAX as u64 + 2).read_until(b'\n', &mut batch.bytes)?;
            is_end = read == 0;
            if !is_end {
                let end = batch.bytes.len() - usize::from(batch.bytes.ends_with(b"\n"));
                batch.lines.push((start..end, leaf_hash(&batch.bytes[start..end])));
            }
        }
        if to.send(batch).is_err() || is_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{checkpoint, when};
    use journal::note::{CheckpointNote, Kind, Signer};

    #[test]
    fn a_checkpoint_counts_only_with_every_key_asked_for() {
        let [log, other] = [[1; 32], [2; 32]].map(|seed| Signer::new("log", Kind::Log, &seed).expect("a seed"));
        let note = CheckpointNote { origin: "log".into(), size: 3, root: [5; 32] };
        let signed = note.signed(&log);
        assert_eq!(checkpoint(&signed, &[log.verifier()]).expect("signed"), note.checkpoint());
        assert_eq!(checkpoint(&signed, &[]).expect("a note"), note.checkpoint());
        for (text, keys) in [
            (signed.as_str(), vec![other.verifier()]),
            (signed.as_str(), vec![log.verifier(), other.verifier()]),
            (r#"{"size":3,"root":"00"}"#, vec![log.verifier()]),
        ] {
            assert!(checkpoint(text, &keys).is_err(), "{keys:?}");
        }
    }

    #[test]
    fn times_of_witnesses_are_told_in_utc() {
        assert_eq!(when(1_790_000_000), "2026-09-21 14:13:20 UTC");
    }
}

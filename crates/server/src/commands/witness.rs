//! `qiao witness`: watches a journal from another machine and signs only what goes on from what it signed before.
//!
//! What it signed last is its whole memory, written down before anybody hears of it, so that a restart forgets nothing.
//! When the journal shrank or was written anew it signs nothing more, keeps both notes as evidence, and ends.

mod fetch;
mod memory;

use crate::journal_key::{public_keys, read_or_make};
use anyhow::{Context, ensure};
use clap::Args;
use fetch::Log;
use journal::note::{CheckpointNote, Kind, Note, Signer, Verifier};
use journal::witness::{Alarm, judge, needs_proof, signed_by};
use memory::Memory;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How a witness is called, with some letters of its own.
const WITNESS_NAME: &str = "qiao.witness";
/// The journal shrank or was written anew.
const ALARM: u8 = 3;

#[derive(Args)]
pub struct Witness {
    /// Where the centre's pages are, as `https://qiao.example.com`.
    #[arg(long)]
    url: String,
    /// File with an API token of somebody who may read the journal (`qiao token create`).
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Our own secret key; made when there is no file.
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// Public key of the log, as `qiao journal-key` prints it, or a file with it. Never ask the service itself for it.
    #[arg(long, value_name = "KEY|FILE")]
    log_key: String,
    /// What we signed last: a signed note, good for `qiao verify --checkpoint`.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Seconds between two looks.
    #[arg(long, default_value_t = 60, value_name = "S", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Certificate (PEM) to trust beside those of this machine, for `tls = "self"`.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Look once, then end.
    #[arg(long)]
    once: bool,
}

pub fn run(witness: Witness) -> anyhow::Result<ExitCode> {
    super::log_to_stderr("info")?;
    let log_key = log_key(&witness.log_key)?;
    let signer = read_or_make(&witness.key_file, Kind::Witness, WITNESS_NAME)?;
    tracing::info!("witness key, for `journal_witnesses` of the centre: {}", signer.verifier());
    let memory = Memory::open(&witness.state)?;
    let token = std::fs::read_to_string(&witness.token_file)
        .with_context(|| format!("cannot read `{}`", witness.token_file.display()))?;
    let log = Log::new(&witness.url, token.trim(), witness.ca.as_deref())?;
    let mut watch = Watch { log, log_key, signer, memory };
    let every = (!witness.once).then_some(Duration::from_secs(witness.every));
    super::block_on(async move { watch.go_on(every).await })
}

fn log_key(given: &str) -> anyhow::Result<Verifier> {
    let text = if Path::new(given).is_file() { std::fs::read_to_string(given)? } else { given.to_owned() };
    let keys = public_keys(&text).context("`--log-key`")?;
    ensure!(keys.len() == 1 && keys[0].kind == Kind::Log, "`--log-key` is the one public key of a log");
    Ok(keys.into_iter().next().expect("there is one"))
}

struct Watch {
    log: Log,
    log_key: Verifier,
    signer: Signer,
    memory: Memory,
}

/// Why a look ended without a signature.
enum Failure {
    /// To be tried again.
    Unreachable(anyhow::Error),
    Alarm {
        why: Alarm,
        shown: String,
    },
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Unreachable(error)
    }
}

impl Watch {
    /// `every`: until something is wrong; else one look.
    async fn go_on(&mut self, every: Option<Duration>) -> anyhow::Result<ExitCode> {
        loop {
            match self.look().await {
                Ok(Some(size)) => tracing::info!(journal.size = size, "signed: the journal goes on from what was seen"),
                Ok(None) => tracing::debug!("nothing new"),
                Err(Failure::Unreachable(error)) if every.is_none() => return Err(error),
                Err(Failure::Unreachable(error)) => tracing::warn!("could not look: {error:#}"),
                Err(Failure::Alarm { why, shown }) => return self.raise(&why, &shown),
            }
            match every {
                Some(every) => tokio::time::sleep(every).await,
                None => return Ok(ExitCode::SUCCESS),
            }
        }
    }

    /// The size that was signed, if there was something new.
    async fn look(&mut self) -> Result<Option<u64>, Failure> {
        let shown_text = self.log.checkpoint().await?;
        let alarm = |why| Failure::Alarm { why, shown: shown_text.clone() };
        let shown = signed_by(&shown_text, &self.log_key).map_err(alarm)?;
        let seen = self.memory.last().map(|text| self.own(text)).transpose()?;
        if let Some(seen) = &seen {
            let proof = match needs_proof(seen, &shown) {
                true => self.log.consistency(seen.size, shown.size).await?,
                false => Vec::new(),
            };
            judge(seen, &shown, &proof).map_err(alarm)?;
        }
        let is_new = seen.as_ref() != Some(&shown);
        if is_new {
            let at_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            let line = self.signer.line(&shown.text(), at_s);
            let of_log = Note::parse(&shown_text).ok().and_then(|note| note.line_of(&self.log_key));
            let of_log = of_log.context("the log's own line is gone")?;
            // Before anybody hears of it: what was said must not be forgotten by a crash.
            self.memory.keep(&format!("{}\n{of_log}{line}", shown.text()))?;
        }
        let is_known = Note::parse(&shown_text).is_ok_and(|note| note.verify(&self.signer.verifier()).is_ok());
        if is_new || !is_known {
            let kept = self.memory.last().unwrap_or_default();
            let line = Note::parse(kept).ok().and_then(|note| note.line_of(&self.signer.verifier()));
            self.log.cosign(shown.size, &line.context("our own line is gone")?).await?;
        }
        Ok(is_new.then_some(shown.size))
    }

    /// What we signed before. A state that does not bear our signature was changed by somebody.
    fn own(&self, text: &str) -> anyhow::Result<CheckpointNote> {
        let note = Note::parse(text).context("the state file")?;
        note.verify(&self.signer.verifier()).context("the state file: not what we wrote")?;
        Ok(CheckpointNote::parse(&note.text)?)
    }

    fn raise(&self, why: &Alarm, shown: &str) -> anyhow::Result<ExitCode> {
        let seen = self.memory.last().unwrap_or("(nothing)\n");
        let evidence = format!("{why}\n\n==== seen and signed before ====\n{seen}\n==== shown now ====\n{shown}");
        let kept = self.memory.keep_evidence(&evidence)?;
        tracing::error!("ALARM: {why}");
        eprintln!("\nALARM. Nothing was signed. Both notes are kept in `{}`:\n{evidence}", kept.display());
        Ok(ExitCode::from(ALARM))
    }
}

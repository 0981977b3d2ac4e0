//! The journal as a file: for auditors, and as a backup from which everything can be made again.
//!
//! A backup is the export and the password hashes: all other tables are projections of the facts, so a restore commits
//! the same facts again and must arrive at the same root. It fits SQLite and PostgreSQL alike. Sound files and the
//! rulebook are folders and are copied as such.

use crate::config::Config;
use anyhow::{Context, bail, ensure};
use journal::Exporter;
use model::{Fact, PersonId};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use store::limits::FACTS_PAGE_MAX;
use store::{Entry, Aside, Store};

/// Facts committed at once by a restore: one fsync for each group.
const GROUP_FACTS: usize = 2_000;

/// First line of a backup.
#[derive(Serialize, Deserialize)]
struct Head {
    qiao_backup: u32,
    version: String,
}

/// A line of secrets; the export follows.
#[derive(Serialize, Deserialize)]
struct SecretLine {
    secret: Hashed,
}

#[derive(Serialize, Deserialize)]
struct Hashed {
    person: PersonId,
    phc: String,
}

/// Writes every fact up to now.
pub async fn export(store: &Store, out: &Path) -> anyhow::Result<String> {
    let (mut file, temporary) = begin(out)?;
    let facts = write_facts(store, &mut file).await?;
    finish(file, &temporary, out)?;
    Ok(format!("exported {facts} facts to {}", out.display()))
}

/// Writes what a restore needs.
pub async fn backup(store: &Store, out: &Path) -> anyhow::Result<String> {
    let (mut file, temporary) = begin(out)?;
    let head = Head { qiao_backup: 1, version: crate::VERSION.into() };
    writeln!(file, "{}", serde_json::to_string(&head)?)?;
    let people = store::people::list(store).await?;
    for person in &people {
        let found = store::people::by_username(store, &person.username).await?;
        if let Some(phc) = found.and_then(|person| person.phc) {
            let line = SecretLine { secret: Hashed { person: person.id, phc: phc.to_string() } };
            writeln!(file, "{}", serde_json::to_string(&line)?)?;
        }
    }
    let facts = write_facts(store, &mut file).await?;
    finish(file, &temporary, out)?;
    Ok(format!("backed up {facts} facts and {} people to {}", people.len(), out.display()))
}

async fn write_facts(store: &Store, file: &mut BufWriter<File>) -> anyhow::Result<u64> {
    let mut exporter = Exporter::new(file);
    let last = store::journal::last_seq(store).await?;
    let mut seq = 0;
    while seq < last {
        let lines = store::journal::lines_after(store, seq, FACTS_PAGE_MAX).await?;
        ensure!(!lines.is_empty(), "the journal ends at fact {seq}, before its last number {last}");
        for line in lines.into_iter().take_while(|line| line.seq <= last) {
            seq = line.seq;
            exporter.fact(&line.line, line.leaf)?;
        }
    }
    exporter.finish()?;
    Ok(last)
}

/// A new file beside the wanted one: a half-written export must not look like a whole one.
fn begin(out: &Path) -> anyhow::Result<(BufWriter<File>, std::path::PathBuf)> {
    let temporary = out.with_added_extension("part");
    crate::files::write_secret(&temporary, b"").with_context(|| format!("cannot write `{}`", temporary.display()))?;
    let file = File::options().write(true).open(&temporary)?;
    Ok((BufWriter::new(file), temporary))
}

fn finish(file: BufWriter<File>, temporary: &Path, out: &Path) -> anyhow::Result<()> {
    let file = file.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    std::fs::rename(temporary, out)?;
    Ok(())
}

/// Proves the backup, makes it into the empty database of `config`, and proves the result.
pub async fn restore(config: &Config, from: &Path) -> anyhow::Result<String> {
    let lines = || -> anyhow::Result<_> {
        let file = File::open(from).with_context(|| format!("cannot read `{}`", from.display()))?;
        Ok(BufReader::new(file).lines())
    };
    let mut secrets = Vec::new();
    let mut is_headed = false;
    let mut first_fact = 0;
    for (index, line) in lines()?.enumerate() {
        let line = line?;
        if index == 0 {
            let head: Head = serde_json::from_str(&line).context("line 1: this is not a backup of Qiao")?;
            ensure!(head.qiao_backup == 1, "the backup is of a newer kind ({})", head.qiao_backup);
            is_headed = true;
        } else if let Ok(SecretLine { secret: Hashed { person, phc } }) = serde_json::from_str(&line) {
            secrets.push(Aside::PasswordHash { person, phc });
        } else {
            first_fact = index;
            break;
        }
    }
    ensure!(is_headed, "the backup is empty");
    let journal_lines = || -> anyhow::Result<_> { Ok(lines()?.skip(first_fact).map(Result::unwrap_or_default)) };
    let proven = journal::verify_export(journal_lines()?, None)
        .map_err(|bad| anyhow::anyhow!("the backup is damaged after line {first_fact}: {bad}"))?;
    crate::files::make_private_folder(&config.data)?;
    let store = Store::open(&config.database, store::Options::default()).await.context("cannot open the database")?;
    let last = store::journal::last_seq(&store).await?;
    if last > 0 {
        bail!("the database already holds {last} facts; restore into an empty data folder");
    }
    let mut group: Vec<Entry> = Vec::new();
    for line in journal_lines()? {
        // Checkpoints are made anew.
        let Ok(fact) = serde_json::from_str::<Fact>(&line) else { continue };
        group.push(Entry::from(fact));
        if group.len() >= GROUP_FACTS {
            store.commit(&mut std::mem::take(&mut group)).await?;
        }
    }
    store.commit_with(&mut group, &[]).await?;
    store.commit_with(&mut [], &secrets).await?;
    prove_restored(&store, &proven.root, proven.facts).await?;
    Ok(format!("restored {} facts; root {} proven", proven.facts, journal::hex(&proven.root)))
}

async fn prove_restored(store: &Store, root: &journal::Hash, facts: u64) -> anyhow::Result<()> {
    let mut tree = journal::Tree::default();
    loop {
        let lines = store::journal::lines_after(store, tree.size(), FACTS_PAGE_MAX).await?;
        if lines.is_empty() {
            break;
        }
        lines.into_iter().for_each(|line| tree.push(line.leaf));
    }
    ensure!(
        tree.size() == facts && tree.root() == *root,
        "the restored journal is not the one that was backed up: do not use it"
    );
    Ok(())
}

//! The journal as a file: for auditors, and as a backup from which everything can be made again.
//!
//! A backup is the password hashes, what stands beside the facts (states of running flows, drafts, bytes of papers) and
//! the export: all other tables are projections of the facts, so a restore commits the same facts again and must arrive
//! at the same root. It fits SQLite and PostgreSQL alike. Sound files and the rulebook are folders and are copied as
//! such.

use crate::config::Config;
use anyhow::{Context, bail, ensure};
use model::{Fact, PersonId};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use store::limits::FACTS_PAGE_MAX;
use store::{Aside, Beside, Entry, Store};

/// Facts committed at once by a restore: one fsync for each group.
const GROUP_FACTS: usize = 2_000;
/// Bytes of lines beside the facts that are put back at once: two papers of the largest size, in hexadecimal.
const GROUP_BYTES: usize = 40 * 1024 * 1024;
/// Kind of backup that is written. The one before has nothing beside its facts and still restores.
const KIND: u32 = 2;

/// First line of a backup.
#[derive(Serialize, Deserialize)]
struct Head {
    qiao_backup: u32,
    version: String,
}

/// A line of secrets; others beside the facts and then the export follow.
#[derive(Serialize, Deserialize)]
struct SecretLine {
    secret: Hashed,
}

#[derive(Serialize, Deserialize)]
struct Hashed {
    person: PersonId,
    phc: String,
}

/// A line of what no fact tells.
#[derive(Serialize, Deserialize)]
struct BesideLine {
    beside: Beside,
}

/// How such a line begins: it may have megabytes and is not read to know what it is.
const BESIDE: &str = "{\"beside\":";

/// Writes every fact up to now.
pub async fn export(store: &Store, log: Option<String>, out: &Path) -> anyhow::Result<String> {
    let (mut file, temporary) = begin(out)?;
    let facts = store::journal::last_seq(store).await?;
    store::journal::export(store, facts, log, &mut file).await?;
    finish(file, &temporary, out)?;
    Ok(format!("exported {facts} facts to {}", out.display()))
}

/// Writes what a restore needs.
pub async fn backup(store: &Store, log: Option<String>, out: &Path) -> anyhow::Result<String> {
    let (mut file, temporary) = begin(out)?;
    let head = Head { qiao_backup: KIND, version: crate::VERSION.into() };
    writeln!(file, "{}", serde_json::to_string(&head)?)?;
    let people = store::people::list(store).await?;
    for person in &people {
        let found = store::people::by_username(store, &person.username).await?;
        if let Some(phc) = found.and_then(|person| person.phc) {
            let line = SecretLine { secret: Hashed { person: person.id, phc: phc.to_string() } };
            writeln!(file, "{}", serde_json::to_string(&line)?)?;
        }
    }
    // The facts end where the rows beside them were read; whoever has a password was added before.
    let facts = store::beside::all(store, |beside| {
        let line = serde_json::to_string(&BesideLine { beside })?;
        debug_assert!(line.starts_with(BESIDE), "a restore knows it by this");
        writeln!(file, "{line}")
    })
    .await?;
    store::journal::export(store, facts, log, &mut file).await?;
    finish(file, &temporary, out)?;
    Ok(format!("backed up {facts} facts and {} people to {}", people.len(), out.display()))
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

/// A backup whose facts are proven.
struct Proven {
    secrets: Vec<Aside>,
    /// Index of the line at which the export begins.
    first_fact: usize,
    root: journal::Hash,
    facts: u64,
}

/// Proves the backup, makes it into the empty database of `config`, and proves the result.
pub async fn restore(config: &Config, from: &Path) -> anyhow::Result<String> {
    let proven = prove(from)?;
    crate::files::make_private_folder(&config.data)?;
    let store = Store::open(&config.database, store::Options::default()).await.context("cannot open the database")?;
    fill(&store, from, proven).await
}

fn lines_of(from: &Path) -> anyhow::Result<std::io::Lines<BufReader<File>>> {
    let file = File::open(from).with_context(|| format!("cannot read `{}`", from.display()))?;
    Ok(BufReader::new(file).lines())
}

fn prove(from: &Path) -> anyhow::Result<Proven> {
    let mut secrets = Vec::new();
    let mut is_headed = false;
    let mut first_fact = 0;
    for (index, line) in lines_of(from)?.enumerate() {
        let line = line?;
        if index == 0 {
            let head: Head = serde_json::from_str(&line).context("line 1: this is not a backup of Qiao")?;
            ensure!(head.qiao_backup <= KIND, "the backup is of a newer kind ({})", head.qiao_backup);
            is_headed = true;
        } else if line.starts_with(BESIDE) {
            // Read again when it is put back.
        } else if let Ok(SecretLine { secret: Hashed { person, phc } }) = serde_json::from_str(&line) {
            secrets.push(Aside::PasswordHash { person, phc });
        } else {
            first_fact = index;
            break;
        }
    }
    ensure!(is_headed, "the backup is empty");
    let journal_lines = lines_of(from)?.skip(first_fact).map(Result::unwrap_or_default);
    let journal::Summary { root, facts, .. } = journal::verify_export(journal_lines, None)
        .map_err(|bad| anyhow::anyhow!("the backup is damaged after line {first_fact}: {bad}"))?;
    Ok(Proven { secrets, first_fact, root, facts })
}

async fn fill(store: &Store, from: &Path, proven: Proven) -> anyhow::Result<String> {
    let last = store::journal::last_seq(store).await?;
    if last > 0 {
        bail!("the database already holds {last} facts; restore into an empty data folder");
    }
    let mut group: Vec<Entry> = Vec::new();
    for line in lines_of(from)?.skip(proven.first_fact).map(Result::unwrap_or_default) {
        // Checkpoints are made anew.
        let Ok(fact) = serde_json::from_str::<Fact>(&line) else { continue };
        group.push(Entry::from(fact));
        if group.len() >= GROUP_FACTS {
            store.commit(&mut std::mem::take(&mut group)).await?;
        }
    }
    store.commit_with(&mut group, &[]).await?;
    store.commit_with(&mut [], &proven.secrets).await?;
    put_beside(store, lines_of(from)?.take(proven.first_fact)).await?;
    prove_restored(store, &proven.root, proven.facts).await?;
    Ok(format!("restored {} facts; root {} proven", proven.facts, journal::hex(&proven.root)))
}

/// After the facts, so that each state finds its instance.
async fn put_beside(store: &Store, lines: impl Iterator<Item = std::io::Result<String>>) -> anyhow::Result<()> {
    let (mut group, mut bytes) = (Vec::new(), 0);
    for line in lines {
        let line = line?;
        if !line.starts_with(BESIDE) {
            continue;
        }
        let BesideLine { beside } = serde_json::from_str(&line).context("a line beside the facts does not read")?;
        bytes += line.len();
        group.push(Aside::Restored(beside));
        if group.len() >= GROUP_FACTS || bytes >= GROUP_BYTES {
            store.commit_with(&mut [], &std::mem::take(&mut group)).await.context("the backup is damaged")?;
            bytes = 0;
        }
    }
    store.commit_with(&mut [], &group).await.context("the backup is damaged")?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use model::process::Fields;
    use model::{Actor, FactBody, InstanceId, Millis};
    use store::{attachments, processes};
    use uuid::Uuid;

    /// A centre with a running flow comes back so that the flow goes on: its state, what it waits for, the draft of a
    /// person, the times of the clock that are dealt with, the bytes of a paper.
    #[tokio::test]
    async fn a_restore_brings_back_what_no_fact_tells() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let open = async |name: &str| {
            let url = format!("sqlite://{}/{name}.db", folder.path().display());
            Store::open(&url, store::Options::default()).await.expect("a new database")
        };
        let (instance, person) = (InstanceId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let first = open("first").await;
        first.commit_with(&mut [begun(instance, person).into()], &beside(instance, person)).await.expect("committed");
        let next = Aside::InstanceState {
            instance,
            revision: 2,
            state: "{\"at\":\"review\"}".into(),
            next_due_ms: Some(Millis(90)),
            waits: vec![("paid".into(), "k".into())],
        };
        first.commit_with(&mut [], &[next]).await.expect("committed");
        let file = folder.path().join("backup");
        backup(&first, None, &file).await.expect("backed up");

        let second = open("second").await;
        let told = fill(&second, &file, prove(&file).expect("proven")).await.expect("restored");
        assert!(told.starts_with("restored 1 facts"), "{told}");
        let row = processes::instance(&second, instance).await.expect("read").expect("there");
        assert_eq!((row.revision, row.state.as_str()), (2, "{\"at\":\"review\"}"));
        assert_eq!(Some(row), processes::instance(&first, instance).await.expect("read"));
        assert_eq!(processes::next_due(&second).await.expect("read"), Some(Millis(90)));
        assert_eq!(processes::waiting_for(&second, "paid", "k", 9).await.expect("read"), [instance]);
        let draft = processes::draft(&second, person, "start:leave").await.expect("read");
        assert_eq!(draft, Some(("{}".into(), Millis(5))));
        assert_eq!(processes::last_scheduled(&second).await.expect("read").len(), 1);
        assert_eq!(attachments::bytes_of(&second, "ab").await.expect("read"), Some(vec![0, 255, 16]));
        // The next step is guarded by the restored revision.
        let step = |revision| Aside::InstanceState {
            instance,
            revision,
            state: String::new(),
            next_due_ms: None,
            waits: Vec::new(),
        };
        assert!(second.commit_with(&mut [], &[step(2)]).await.is_err_and(|error| error.is_refusal()));
        second.commit_with(&mut [], &[step(3)]).await.expect("it goes on");
    }

    /// A backup of the kind before has nothing beside its facts.
    #[tokio::test]
    async fn an_older_backup_still_restores() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
        let first = Store::open(&url("first"), store::Options::default()).await.expect("a new database");
        let (instance, person) = (InstanceId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        first.commit(&mut [begun(instance, person).into()]).await.expect("committed");
        let file = folder.path().join("backup");
        backup(&first, None, &file).await.expect("backed up");
        let text = std::fs::read_to_string(&file).expect("a file");
        assert!(!text.contains(BESIDE), "{text}");
        let second = Store::open(&url("second"), store::Options::default()).await.expect("a new database");
        std::fs::write(&file, text.replacen("\"qiao_backup\":2", "\"qiao_backup\":1", 1)).expect("written");
        fill(&second, &file, prove(&file).expect("proven")).await.expect("restored");
        std::fs::write(&file, text.replacen("\"qiao_backup\":2", "\"qiao_backup\":3", 1)).expect("written");
        assert!(prove(&file).is_err(), "of a newer kind");
    }

    fn begun(instance: InstanceId, person: PersonId) -> Fact {
        let body = FactBody::InstanceStarted {
            instance,
            flow: "leave".into(),
            version: 1,
            definition: "hash".into(),
            start: "apply".into(),
            applicant: Some(person),
            by: Some(person),
            root: instance,
            parent: None,
            due_ms: None,
            data: Fields::new(),
        };
        Fact { seq: 0, at_ms: Millis(1), actor: Actor::Person(person), reasons: Vec::new(), body }
    }

    fn beside(instance: InstanceId, person: PersonId) -> [Aside; 4] {
        let (flow, start) = ("roster".to_owned(), "monthly".to_owned());
        [
            Aside::InstanceState {
                instance,
                revision: 1,
                state: "{}".into(),
                next_due_ms: Some(Millis(70)),
                waits: Vec::new(),
            },
            Aside::ScheduledStart { flow, start, due_ms: Millis(3), instance: None },
            Aside::DraftSaved { person, key: "start:leave".into(), data: "{}".into(), saved_ms: Millis(5) },
            Aside::AttachmentBytes { id: "ab".into(), bytes: vec![0, 255, 16] },
        ]
    }
}

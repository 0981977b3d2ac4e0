//! Which version is in force, its texts in the database, and another one that takes its place while the centre runs.
//!
//! The database says what is in force. The operator's folder is it at the first start, and at each start as long as no
//! approved change has come into force; after that the folder waits until the operator takes it over by name
//! ([`Office::adopt`]), so that nothing approved is overwritten silently. Start reading at [`at_start`].

use super::views::FolderDiffers;
use crate::error::bad_input;
use crate::writer::Journal;
use crate::{Office, OfficeError, entry};
use model::{Actor, Fact, FactBody, Millis, RulesFact};
use rulebook::Rulebook;
use rulebook::texts::{Texts, differing, is_closed, text_hash};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Aside, RulebookAside, Store};

/// The rules to start with, and how the folder differs from them.
pub(crate) async fn at_start(
    store: &Store,
    folder: Arc<Rulebook>,
) -> Result<(Arc<Rulebook>, Option<FolderDiffers>), OfficeError> {
    let Some(approved) = store::rulebook::approved(store).await? else { return Ok((folder, None)) };
    let Some(texts) = texts_of(store, &approved).await? else { return Ok((folder, None)) };
    // People, devices and sounds are the operator's alone: there the folder counts, whatever was approved.
    let own = folder.texts.iter().filter(|(name, _)| is_closed(name));
    let mut texts: Texts = texts.into_iter().filter(|(name, _)| !is_closed(name)).collect();
    texts.extend(own.map(|(name, text)| (name.clone(), Arc::clone(text))));
    let files = differing(&texts, &folder.texts);
    if files.is_empty() {
        return Ok((folder, None));
    }
    let differs = FolderDiffers { hash: folder.hash.clone(), files: files.into_iter().collect() };
    match Rulebook::of_texts(&folder.folder, &texts, folder.has_demo()) {
        Ok(book) => {
            tracing::warn!(
                version = short(&approved),
                files = differs.files.join(", "),
                "the rulebook's folder differs from the approved version in force, which stays: `qiao rulebook export` \
                 writes it into a folder, `qiao rulebook diff` shows what the folder would change, `qiao rulebook \
                 adopt` puts the folder into force"
            );
            Ok((book, Some(differs)))
        }
        Err(problems) if folder.has_demo() => {
            // The demo's rules are those of its binary, whatever was tried in it before.
            let problem = problems.first().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(problem, "this demo's approved rules are of another release; its own are in force again");
            Ok((folder, None))
        }
        Err(problems) => {
            let list: Vec<String> = problems.iter().take(10).map(ToString::to_string).collect();
            let why = format!(
                "the approved version {} does not fit this release:\n  {}\nmend a copy of it and put it into force with \
                 `qiao rulebook adopt --rulebook FOLDER`",
                short(&approved),
                list.join("\n  ")
            );
            Err(bad_input("rulebook", why))
        }
    }
}

/// The operator's word for the folder while nothing runs: the next start has it in force.
pub async fn adopt_offline(journal: &Journal, hash: &str, now: Millis) -> Result<(), OfficeError> {
    let body = FactBody::Rules(RulesFact::FolderAdopted { hash: hash.to_owned() });
    let fact = Fact { seq: 0, at_ms: now, actor: Actor::System, reasons: Vec::new(), body };
    journal.commit(vec![entry(fact)]).await?;
    Ok(())
}

/// The texts of a version that is kept.
pub(crate) async fn texts_of(store: &Store, hash: &str) -> Result<Option<Texts>, OfficeError> {
    let Some(files) = store::rulebook::version(store, hash).await? else { return Ok(None) };
    let mut texts = Texts::new();
    for (name, text) in files {
        let Some(text) = store::rulebook::text(store, &text).await? else { return Ok(None) };
        texts.insert(name, Arc::from(text));
    }
    Ok(Some(texts))
}

/// What is written so that a version can be read again.
pub(super) fn kept(book: &Rulebook, now: Millis) -> Vec<Aside> {
    let mut asides: Vec<Aside> = Vec::new();
    let mut files = BTreeMap::new();
    for (name, text) in book.texts.iter() {
        let hash = text_hash(text);
        asides.push(Aside::Rulebook(RulebookAside::Text { hash: hash.clone(), text: text.to_string() }));
        files.insert(name.clone(), hash);
    }
    asides.push(Aside::Rulebook(RulebookAside::Version { hash: book.hash.clone(), files, at: now }));
    asides
}

pub(super) fn short(hash: &str) -> &str {
    &hash[..hash.len().min(12)]
}

impl Office {
    /// Notes the version in force where it is new, and keeps its texts.
    pub(crate) async fn note_version(&self) -> Result<(), OfficeError> {
        let book = self.rulebook();
        let mut entries = Vec::new();
        if store::meta::rulebook_hash(&self.store).await?.as_ref() != Some(&book.hash) {
            let body = FactBody::RulebookInForce { hash: book.hash.clone() };
            entries.push(entry(self.fact(Actor::System, &[], body)));
        }
        let is_kept = store::rulebook::version(&self.store, &book.hash).await?.is_some();
        let asides = if is_kept { Vec::new() } else { kept(&book, self.now()) };
        if !entries.is_empty() || !asides.is_empty() {
            self.journal.commit_with(entries, asides).await?;
        }
        Ok(())
    }

    /// For the shell, whose office never starts: the version in force is noted.
    pub async fn note_start_of_rules(&self) -> Result<(), OfficeError> {
        self.note_version().await
    }

    /// How the operator's folder differed at the start.
    pub(crate) fn folder_differs(&self) -> Option<FolderDiffers> {
        self.rules.folder.read().expect("no code panics while it holds this lock").clone()
    }

    pub(crate) fn set_folder_differs(&self, differs: Option<FolderDiffers>) {
        *self.rules.folder.write().expect("no code panics while it holds this lock") = differs;
    }

    /// Takes the folder into force by the operator's word, while the centre runs.
    pub async fn adopt(&self, book: Arc<Rulebook>) -> Result<(), OfficeError> {
        let _one_at_a_time = self.rules.swapping.lock().await;
        let adopted = FactBody::Rules(RulesFact::FolderAdopted { hash: book.hash.clone() });
        let in_force = FactBody::RulebookInForce { hash: book.hash.clone() };
        let entries = [adopted, in_force].map(|body| entry(self.fact(Actor::System, &[], body)));
        self.journal.commit_with(entries.into(), kept(&book, self.now())).await?;
        self.set_folder_differs(None);
        self.obey_rules(book).await
    }

    /// Puts the version into force that the database says is: after a change was applied.
    pub(crate) async fn follow_rules(&self) -> Result<(), OfficeError> {
        let _one_at_a_time = self.rules.swapping.lock().await;
        let before = self.rulebook();
        let Some(hash) = store::meta::rulebook_hash(&self.store).await? else { return Ok(()) };
        if hash == before.hash {
            return Ok(());
        }
        let texts = texts_of(&self.store, &hash).await?.ok_or(OfficeError::NotFound)?;
        let book = Rulebook::of_texts(&before.folder, &texts, before.has_demo())
            .map_err(|problems| bad_input("rulebook", problems.first().map(ToString::to_string).unwrap_or_default()))?;
        self.obey_rules(book).await
    }

    /// Everything that follows the rules takes the new ones: policies, posts, queues, menus, flows, parameters, the
    /// switch. Running instances keep the text that they began with.
    async fn obey_rules(&self, book: Arc<Rulebook>) -> Result<(), OfficeError> {
        self.keep_flows(&book).await?;
        *self.in_force.write().expect("no code panics while it holds this lock") = Arc::clone(&book);
        self.processes.renew(&book);
        self.reload_directory().await?;
        self.obey().await;
        tracing::info!(version = short(&book.hash), "new rules are in force");
        Ok(())
    }
}

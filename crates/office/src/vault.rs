//! The keeper of the vault: finds and makes the keys of subjects, seals what is about to be written, opens what somebody
//! may read.
//!
//! No personal number gets past the writer in clear: it seals every fact through [`Keeper::seal_group`], whatever room the
//! fact comes from. Forms are sealed before the engine sees them ([`Keeper::seal_fields`]). A new key is written in the
//! transaction of the first fact that needs it, never later. Nothing in here decides who may read: callers hold a permit.

mod fields;
pub(crate) use fields::class_of;
mod seal;
#[cfg(test)]
mod tests;

use crate::limits::SUBJECTS_KEPT_MAX;
use model::sealed::Piece;
use model::{Class, FactorId, Sealed, Subject};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use store::vault::WrappedKey;
use store::{Aside, Store, StoreError};
use vault::{DataKey, IndexKey, KEY_BYTES, KeyFile, Wrapped};
use zeroize::Zeroizing;

/// The centre's own keys, beside those of subjects.
const INDEX: &str = "centre:index";
const CENTRE: &str = "centre:whole";
/// Begins a sealed secret; what is kept in clear is JSON and never begins so.
const SECRET_FORM: &str = "sealed:1:";

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file does not fit this database: its values are sealed with another key")]
    WrongKey,
    #[error("reading the keys")]
    Store(#[from] StoreError),
}

pub struct Keeper {
    store: Arc<Store>,
    master: KeyFile,
    index: IndexKey,
    /// For what belongs to no subject: drafts, papers.
    centre: DataKey,
    known: Mutex<Known>,
    /// Held while a subject is looked up and made, so that a value never gets two.
    making: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<Subject, DataKey>,
    subjects: HashMap<(Class, String), Subject>,
    /// Values whose masks are written already, or are in `fresh`.
    masked: HashSet<(Subject, String)>,
    /// Keys that are not written yet: the next commit takes them along.
    fresh: Vec<Aside>,
}

fn random_key() -> DataKey {
    DataKey::new(rand::random::<[u8; KEY_BYTES]>())
}

fn new_subject() -> Subject {
    Subject(uuid::Builder::from_random_bytes(rand::random()).into_uuid())
}

impl Keeper {
    /// Makes the centre's own keys at the first start.
    pub async fn open(store: Arc<Store>, master: KeyFile) -> Result<Arc<Self>, KeyError> {
        let mut fresh = Vec::new();
        let mut own = async |name: &str| -> Result<DataKey, KeyError> {
            match store::vault::key_of(&store, name).await? {
                Some(stored) => unwrapped(&master, &stored).ok_or(KeyError::WrongKey),
                None => {
                    let key = random_key();
                    fresh.push(Aside::KeyKept(wrapped(&master, name, &key)));
                    Ok(key)
                }
            }
        };
        let (index, centre) = (IndexKey::new(own(INDEX).await?), own(CENTRE).await?);
        let known = Mutex::new(Known { fresh, ..Known::default() });
        Ok(Arc::new(Self { store, master, index, centre, known, making: tokio::sync::Mutex::default() }))
    }

    /// With a key that everybody knows: for tests and examples.
    pub async fn for_tests(store: &Arc<Store>) -> Arc<Self> {
        let master = KeyFile::new(vault::MasterKey::new(1, [7; KEY_BYTES]));
        Self::open(Arc::clone(store), master).await.expect("the same key as before")
    }

    /// Whether the database holds anything sealed, so that a missing key file is a disaster and not a first start.
    pub async fn is_in_use(store: &Store) -> Result<bool, StoreError> {
        Ok(store::vault::key_of(store, INDEX).await?.is_some())
    }

    /// Keys to be written with the next commit.
    pub(crate) fn take_fresh(&self) -> Vec<Aside> {
        std::mem::take(&mut self.known().fresh)
    }

    /// Whose key a value is sealed with, if there is one already.
    pub(crate) async fn find(&self, class: Class, clear: &str) -> Result<Option<Subject>, StoreError> {
        let Some(blind) = self.index.blind(class, clear) else { return Ok(None) };
        if let Some(subject) = self.known().subjects.get(&(class, blind.clone())) {
            return Ok(Some(*subject));
        }
        Ok(store::vault::subjects_with(&self.store, class, &blind).await?.first().copied())
    }

    /// All subjects of this name.
    pub(crate) async fn find_all(&self, class: Class, clear: &str) -> Result<Vec<Subject>, StoreError> {
        let Some(blind) = self.index.blind(class, clear) else { return Ok(Vec::new()) };
        store::vault::subjects_with(&self.store, class, &blind).await
    }

    /// The same, made when there is none.
    pub(crate) async fn subject_of(&self, class: Class, clear: &str) -> Result<Subject, StoreError> {
        let Some(blind) = self.index.blind(class, clear) else { return Ok(self.own_subject()) };
        let _one_at_a_time = self.making.lock().await;
        if let Some(subject) = self.find(class, clear).await?
            && self.key_of(subject).await?.is_some()
        {
            self.known().subjects.insert((class, blind), subject);
            return Ok(subject);
        }
        let subject = self.own_subject();
        let mut known = self.known();
        known.fresh.push(Aside::Indexed { class, blind: blind.clone(), subject });
        known.subjects.insert((class, blind), subject);
        Ok(subject)
    }

    /// A new subject that no value finds.
    pub(crate) fn own_subject(&self) -> Subject {
        let (subject, key) = (new_subject(), random_key());
        let mut known = self.known();
        if known.keys.len() >= SUBJECTS_KEPT_MAX && known.fresh.is_empty() {
            known.keys.clear();
            known.subjects.clear();
            known.masked.clear();
        }
        known.fresh.push(Aside::KeyKept(wrapped(&self.master, &subject.to_string(), &key)));
        known.keys.insert(subject, key);
        subject
    }

    /// So that this value finds the subject.
    pub(crate) fn index(&self, class: Class, clear: &str, subject: Subject) -> Option<Aside> {
        let blind = self.index.blind(class, clear)?;
        Some(Aside::Indexed { class, blind, subject })
    }

    /// The key and every cached trace of a subject that was destroyed.
    pub(crate) fn forget(&self, subject: Subject) {
        let mut known = self.known();
        known.keys.remove(&subject);
        known.subjects.retain(|_, other| *other != subject);
        known.masked.retain(|(other, _)| *other != subject);
    }

    /// Sealed, and what may be shown of it goes with the next commit.
    fn sealed(&self, key: &DataKey, subject: Subject, class: Class, clear: &str) -> Sealed {
        let sealed = key.seal(subject, class, clear);
        let mut known = self.known();
        if known.masked.insert((subject, sealed.mark().to_owned())) {
            known.fresh.push(Aside::MaskKept(sealed.clone()));
        }
        sealed
    }

    async fn key_of(&self, subject: Subject) -> Result<Option<DataKey>, StoreError> {
        if let Some(key) = self.known().keys.get(&subject) {
            return Ok(Some(key.clone()));
        }
        let Some(stored) = store::vault::key_of(&self.store, &subject.to_string()).await? else { return Ok(None) };
        let key = unwrapped(&self.master, &stored);
        if let Some(key) = &key {
            self.known().keys.insert(subject, key.clone());
        }
        Ok(key)
    }

    /// `None`: the subject was erased, or the value is not of this centre. Whoever calls this holds a permit, or is the
    /// demo that dials its own callers.
    pub async fn open_one(&self, sealed: &Sealed) -> Result<Option<Zeroizing<String>>, StoreError> {
        let key = self.key_of(sealed.subject).await?;
        Ok(key.and_then(|key| key.open(sealed).ok()))
    }

    /// A text with those of its sealed values in clear that `opens` names, and the masks of the others.
    pub(crate) async fn open_text(&self, text: &str, opens: impl Fn(Class) -> bool) -> Result<String, StoreError> {
        if !Sealed::is_in(text) {
            return Ok(text.to_owned());
        }
        let mut opened = String::with_capacity(text.len());
        for piece in Sealed::pieces(text) {
            match piece {
                Piece::Plain(plain) => opened.push_str(plain),
                Piece::Sealed(sealed) if opens(sealed.class) => match self.open_one(&sealed).await? {
                    Some(clear) => opened.push_str(&clear),
                    None => opened.push_str(sealed.shown_mask()),
                },
                Piece::Sealed(sealed) => opened.push_str(sealed.shown_mask()),
            }
        }
        Ok(opened)
    }

    /// Whole texts and files that belong to no subject.
    pub(crate) fn seal_whole(&self, name: &str, clear: &[u8]) -> Vec<u8> {
        self.centre.seal_bytes(name, clear)
    }

    pub(crate) fn open_whole(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.centre.open_bytes(name, sealed).ok()
    }

    /// What proves who somebody is, as it is stored.
    pub(crate) fn seal_secret(&self, factor: FactorId, clear: &str) -> String {
        if clear.starts_with(SECRET_FORM) {
            return clear.to_owned();
        }
        format!("{SECRET_FORM}{}", hex::encode(self.seal_whole(&secret_name(factor), clear.as_bytes())))
    }

    /// `None`: sealed with another key, or for another factor. One from before it was sealed is as it stands.
    pub(crate) fn open_secret(&self, factor: FactorId, stored: &str) -> Option<String> {
        let Some(sealed) = stored.strip_prefix(SECRET_FORM) else { return Some(stored.to_owned()) };
        String::from_utf8(self.open_whole(&secret_name(factor), &hex::decode(sealed).ok()?)?).ok()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().expect("no code panics while it holds this lock")
    }
}

/// What is authenticated with it: a secret opens for no other factor.
fn secret_name(factor: FactorId) -> String {
    format!("factor {factor}")
}

fn wrapped(master: &KeyFile, subject: &str, key: &DataKey) -> WrappedKey {
    let Wrapped { master, key } = master.wrap(subject, key);
    WrappedKey { subject: subject.to_owned(), master, wrapped: hex::encode(key) }
}

fn unwrapped(master: &KeyFile, stored: &WrappedKey) -> Option<DataKey> {
    let key = hex::decode(&stored.wrapped).ok()?;
    master.unwrap(&stored.subject, &Wrapped { master: stored.master, key }).ok()
}

/// Wraps every key with the newest master key. Returns how many; the older master keys are not needed any more then.
pub async fn wrap_anew(store: &Store, master: &KeyFile) -> Result<u64, KeyError> {
    let mut count = 0;
    loop {
        let page = store::vault::keys_not_of(store, master.newest().number()).await?;
        if page.is_empty() {
            return Ok(count);
        }
        let mut asides = Vec::with_capacity(page.len());
        for stored in &page {
            let key = unwrapped(master, stored).ok_or(KeyError::WrongKey)?;
            asides.push(Aside::KeyKept(wrapped(master, &stored.subject, &key)));
        }
        count += asides.len() as u64;
        store.commit_with(&mut [], &asides).await?;
    }
}

//! What a witness keeps: the last note that it signed, and evidence when something is wrong.

use anyhow::{Context, bail};
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub struct Memory {
    path: PathBuf,
    last: Option<String>,
    /// Held for as long as the memory: two witnesses with one memory would sign different things.
    _lock: File,
}

impl Memory {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let folder = folder_of(path);
        crate::files::make_private_folder(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        let lock = path.with_added_extension("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&lock)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("another witness uses `{}`", path.display()),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let last = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        };
        Ok(Self { path: path.to_owned(), last, _lock: lock })
    }

    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// Durable when it returns: the bytes, then the name.
    pub fn keep(&mut self, note: &str) -> anyhow::Result<()> {
        write_durably(&self.path, note).with_context(|| format!("cannot write `{}`", self.path.display()))?;
        self.last = Some(note.to_owned());
        Ok(())
    }

    pub fn keep_evidence(&self, evidence: &str) -> anyhow::Result<PathBuf> {
        let path = self.path.with_added_extension("alarm");
        write_durably(&path, evidence).with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(path)
    }
}

fn write_durably(path: &Path, text: &str) -> std::io::Result<()> {
    let part = path.with_added_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

//! The vault's key file: made at the first start, read at each other one, replaced, copied under a passphrase.
//!
//! It is in no backup: whoever has a backup and not this file has nothing of any person. Start reading at
//! [`open_vault`].

use crate::config::Config;
use crate::files::{make_private_folder, write_secret};
use anyhow::{Context, bail, ensure};
use office::vault::{Keeper, wrap_anew};
use std::path::Path;
use std::sync::Arc;
use store::Store;
use vault::{KEY_BYTES, KeyFile, MasterKey};
use zeroize::Zeroizing;

/// Characters of an escrow's passphrase, at least: four words.
const PASSPHRASE_CHARS_MIN: usize = 16;

/// The keeper over this database. Refuses to start without the key that its values are sealed with.
pub async fn open_vault(config: &Config, store: &Arc<Store>) -> anyhow::Result<Arc<Keeper>> {
    let keys = match read(&config.vault_key_file)? {
        Some(keys) => keys,
        None if Keeper::is_in_use(store).await? => bail!("{}", lost(&config.vault_key_file)),
        None => make(&config.vault_key_file)?,
    };
    let keeper = Keeper::open(Arc::clone(store), keys).await;
    keeper.with_context(|| format!("key file `{}` (key `vault_key_file`)", config.vault_key_file.display()))
}

fn lost(path: &Path) -> String {
    format!(
        "the key file `{}` is missing, and this database holds values that only it opens: put the file back, or make it \
         from its copy with `qiao key restore COPY`; a new one would not open anything",
        path.display()
    )
}

/// `None`: there is none.
fn read(path: &Path) -> anyhow::Result<Option<KeyFile>> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            let keys = KeyFile::read(&text);
            Ok(Some(keys.with_context(|| format!("`{}` (key `vault_key_file`)", path.display()))?))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}` (key `vault_key_file`)", path.display())),
    }
}

fn make(path: &Path) -> anyhow::Result<KeyFile> {
    let keys = KeyFile::new(MasterKey::new(1, rand::random::<[u8; KEY_BYTES]>()));
    write(path, &keys)?;
    tracing::warn!(
        "made the key of personal values: {}; keep a copy elsewhere (`qiao key escrow`), without it they are lost",
        path.display()
    );
    Ok(keys)
}

/// Whole or not at all: a half-written key file would be a lost one.
fn write(path: &Path, keys: &KeyFile) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        make_private_folder(folder)?;
    }
    let temporary = path.with_added_extension("part");
    let written = write_secret(&temporary, keys.text().as_bytes())
        .and_then(|()| std::fs::File::open(&temporary)?.sync_all())
        .and_then(|()| std::fs::rename(&temporary, path));
    written.with_context(|| format!("cannot write `{}` (key `vault_key_file`)", path.display()))
}

/// A copy under a passphrase, to be printed or put into a safe.
pub fn escrow(config: &Config, out: &Path, passphrase: &str) -> anyhow::Result<String> {
    ensure!(
        passphrase.chars().count() >= PASSPHRASE_CHARS_MIN,
        "a passphrase of at least {PASSPHRASE_CHARS_MIN} characters, as four words"
    );
    let keys = read(&config.vault_key_file)?.context("there is no key file yet: start the centre first")?;
    write_secret(out, vault::lock(&keys, passphrase, rand::random()).as_bytes())?;
    Ok(format!("wrote the copy to {}; try it with `qiao key drill`", out.display()))
}

/// Proves that a copy opens and is of the key in use, without writing anything.
pub fn drill(config: &Config, copy: &Path, passphrase: &str) -> anyhow::Result<String> {
    let keys = opened(copy, passphrase)?;
    match read(&config.vault_key_file)? {
        Some(own) if *own.text() == *keys.text() => Ok("the copy opens and is of the key in use".into()),
        Some(_) => bail!("the copy opens, but it is of another key: make a new one with `qiao key escrow`"),
        None => Ok("the copy opens; there is no key file to compare it with".into()),
    }
}

/// Makes the key file from its copy. Never over another one.
pub fn restore(config: &Config, copy: &Path, passphrase: &str) -> anyhow::Result<String> {
    let path = &config.vault_key_file;
    ensure!(!path.exists(), "`{}` is there already: take it away first if it is not the right one", path.display());
    write(path, &opened(copy, passphrase)?)?;
    Ok(format!("wrote {}", path.display()))
}

fn opened(copy: &Path, passphrase: &str) -> anyhow::Result<KeyFile> {
    let text = std::fs::read_to_string(copy).with_context(|| format!("cannot read `{}`", copy.display()))?;
    Ok(vault::unlock(&text, passphrase)?)
}

/// A new master key: every subject's key is wrapped anew, then the old one is gone, and with it whatever older backups
/// hold of erased people. Refused while the centre runs: one process writes a database.
pub async fn rotate(config: &Config) -> anyhow::Result<String> {
    let keys = read(&config.vault_key_file)?.context("there is no key file yet: start the centre first")?;
    let store = Store::open(&config.database, store::Options { is_created_if_missing: false }).await;
    let store = store.context("cannot open the database; stop the centre first")?;
    // A crash on the way leaves both keys in the file: the next try goes on where this one stopped.
    let both = keys.with_newer(rand::random());
    write(&config.vault_key_file, &both)?;
    let count = wrap_anew(&store, &both).await?;
    write(&config.vault_key_file, &both.newest_alone())?;
    Ok(format!(
        "wrapped {count} keys with master key {}; make a new copy with `qiao key escrow`",
        both.newest().number()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn config(folder: &Path) -> Config {
        Config::resolve(Settings { data: Some(folder.into()), ..Settings::default() }, None).expect("settings")
    }

    async fn open(config: &Config) -> anyhow::Result<()> {
        let store = Arc::new(Store::open(&config.database, store::Options::default()).await?);
        let keeper = open_vault(config, &store).await?;
        let floor = workforce::Floor::new(Arc::new(workforce::Definition::first([])), 480, model::Millis::ZERO);
        let (journal, facts) = office::writer::Journal::start(Arc::clone(&store), keeper, floor).await?;
        journal.commit_with(Vec::new(), Vec::new()).await?;
        let trial = store::Aside::WriteTried { at: model::Millis(1) };
        journal.commit_with(Vec::new(), vec![trial]).await?;
        drop((journal, facts));
        // The writer goes when nobody needs it; its lock on the file with it.
        while Arc::strong_count(&store) > 1 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_lost_key_stops_the_start_and_its_copy_mends_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = config(folder.path());
        open(&config).await.expect("the first start makes the key");
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&config.vault_key_file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let copy = folder.path().join("copy");
        assert!(escrow(&config, &copy, "too short").is_err());
        escrow(&config, &copy, "correct horse battery").expect("copied");
        drill(&config, &copy, "correct horse battery").expect("opens");
        assert!(drill(&config, &copy, "wrong horse battery!").is_err());
        assert!(restore(&config, &copy, "correct horse battery").is_err(), "never over another one");

        std::fs::remove_file(&config.vault_key_file).expect("lost");
        let refused = open(&config).await.expect_err("refused").to_string();
        assert!(refused.contains("qiao key restore"), "{refused}");
        let other = KeyFile::new(MasterKey::new(1, [1; KEY_BYTES]));
        write(&config.vault_key_file, &other).expect("written");
        assert!(open(&config).await.is_err(), "of another centre");
        std::fs::remove_file(&config.vault_key_file).expect("gone");
        restore(&config, &copy, "correct horse battery").expect("restored");
        open(&config).await.expect("opens again");

        rotate(&config).await.expect("replaced");
        open(&config).await.expect("with the new key");
        assert!(drill(&config, &copy, "correct horse battery").is_err(), "the copy is of the old one");
    }
}

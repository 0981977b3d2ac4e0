//! Key files: the log's own, with which the service signs its journal, and a witness's. One line each, in the text form
//! of C2SP signed-note, readable by their owner only.

use anyhow::{Context, ensure};
use journal::note::{Kind, Signer, Verifier};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The key in the file; a new one when there is no file. `name`: how a new one is called, made unique by some letters.
pub fn read_or_make(path: &Path, kind: Kind, name: &str) -> anyhow::Result<Signer> {
    match std::fs::read_to_string(path) {
        Ok(text) => read(path, &text, kind),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(path, kind, name).with_context(|| format!("cannot write the key file `{}`", path.display()))
        }
        Err(error) => Err(error).with_context(|| format!("cannot read the key file `{}`", path.display())),
    }
}

fn read(path: &Path, text: &str, kind: Kind) -> anyhow::Result<Signer> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode();
    ensure!(mode & 0o077 == 0, "the key file `{}` is readable by others: `chmod 600` it", path.display());
    let signer = Signer::parse(text).with_context(|| format!("the key file `{}`", path.display()))?;
    ensure!(signer.verifier().kind == kind, "the key of `{}` is for another use", path.display());
    Ok(signer)
}

/// Written whole and made durable before anything is signed with it: a note whose key is lost proves nothing.
fn make(path: &Path, kind: Kind, name: &str) -> anyhow::Result<Signer> {
    let name = format!("{name}/{:08x}", rand::random::<u32>());
    let signer = Signer::new(&name, kind, &rand::random::<[u8; 32]>())?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    crate::files::make_private_folder(folder)?;
    let mut file = tempfile_in(folder, path)?;
    writeln!(file.0, "{}", signer.to_secret())?;
    file.0.sync_all()?;
    // Never over a key that another process made meanwhile.
    std::fs::hard_link(&file.1, path)?;
    std::fs::remove_file(&file.1)?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(signer)
}

fn tempfile_in(folder: &Path, beside: &Path) -> std::io::Result<(std::fs::File, std::path::PathBuf)> {
    let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = folder.join(format!(".{name}.{}", std::process::id()));
    crate::files::write_secret(&path, b"")?;
    Ok((std::fs::File::options().write(true).open(&path)?, path))
}

/// Public keys from texts, of files or settings: one `name+hash+key` a line, `#` begins a remark.
pub fn public_keys(text: &str) -> anyhow::Result<Vec<Verifier>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| Verifier::parse(line).with_context(|| format!("the key `{line}`"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_only_for_its_owner() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("deep/journal.key");
        let made = read_or_make(&path, Kind::Log, "qiao.journal").expect("made");
        let again = read_or_make(&path, Kind::Log, "qiao.journal").expect("read");
        assert_eq!(made.verifier(), again.verifier());
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(path.parent().expect("a folder")).expect("read").count(), 1, "nothing left over");
        assert!(read_or_make(&path, Kind::Witness, "w").is_err(), "a log's key is no witness's");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("changed");
        let error = read_or_make(&path, Kind::Log, "qiao.journal").err().expect("readable by others");
        assert!(error.to_string().contains("chmod 600"), "{error}");
        let other = read_or_make(&folder.path().join("other"), Kind::Log, "qiao.journal").expect("made");
        assert_ne!(made.verifier(), other.verifier());
    }
}

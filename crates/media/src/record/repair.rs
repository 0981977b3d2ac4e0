//! After a crash the sizes in a recording's header may lag behind the file: set them by what is there.

use super::writer::{HEADER, header};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use tracing::warn;

/// Mends every recording in the folder; returns how many needed it. To be called before the media starts.
/// Files that are not ours are left alone.
pub fn repair_recordings(folder: &Path) -> io::Result<usize> {
    let mut mended = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "wav") {
            continue;
        }
        match repair(&path) {
            Ok(was_broken) => mended += usize::from(was_broken),
            Err(error) => warn!("recording {} cannot be mended: {error}", path.display()),
        }
    }
    Ok(mended)
}

fn repair(path: &Path) -> io::Result<bool> {
    let file = File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let mut found = [0; HEADER];
    let is_ours = length >= HEADER as u64 && {
        file.read_exact_at(&mut found, 0)?;
        // All but the sizes stand where we write them.
        let blank = |mut bytes: [u8; HEADER]| {
            for range in [4..8, 46..50, 54..58] {
                bytes[range].fill(0);
            }
            bytes
        };
        blank(found) == blank(header(0))
    };
    if !is_ours {
        return Ok(false);
    }
    let samples = (length - HEADER as u64) / 2;
    let right = header(samples);
    let is_torn = length != HEADER as u64 + samples * 2;
    if found == right && !is_torn {
        return Ok(false);
    }
    file.set_len(HEADER as u64 + samples * 2)?;
    file.write_all_at(&right, 0)?;
    file.sync_all()?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crashed_recording_gets_the_length_it_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.wav");
        let mut bytes = header(100).to_vec();
        bytes.extend([0x55; 2 * 300 + 1]);
        std::fs::write(&path, &bytes).expect("written");
        std::fs::write(folder.path().join("other.wav"), b"RIFF of somebody else").expect("written");
        assert_eq!(repair_recordings(folder.path()).expect("readable"), 1);
        let mended = std::fs::read(&path).expect("there");
        assert_eq!(mended[..HEADER], header(300));
        assert_eq!(mended.len(), HEADER + 600);
        assert_eq!(repair_recordings(folder.path()).expect("readable"), 0, "nothing is left to mend");
    }
}

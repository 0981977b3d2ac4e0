//! A PostgreSQL server of our own for one test: temporary folder, unix socket, no network. It ends with the test, also
//! when the test is killed, because a shell beside it waits for the end of its input.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Server {
    pub url: String,
    keeper: Child,
    _folder: tempfile::TempDir,
}

/// Ends when its input ends. `$0`: folder of the binaries, `$1`: folder of the data.
const KEEPER: &str = r#"
set -e
"$0/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$1/initdb.log" 2>&1
options="-c listen_addresses='' -c unix_socket_directories='$1'"
"$0/pg_ctl" -D "$1/data" -w -l "$1/server.log" -o "$options" start >/dev/null
echo ready
read _ || true
"$0/pg_ctl" -D "$1/data" -m immediate stop >/dev/null
"#;

impl Server {
    /// `None` when PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let binaries = binaries()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = if is_root() {
            // PostgreSQL refuses to run as root.
            let given = Command::new("chown").arg("postgres").arg(folder.path()).status();
            assert!(given.expect("chown runs").success());
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", KEEPER]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", KEEPER]);
            command
        };
        command.arg(binaries).arg(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().expect("a shell for PostgreSQL");
        let mut line = String::new();
        let output = keeper.stdout.take().expect("its output was piped");
        BufReader::new(output).read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "ready", "PostgreSQL did not start, see {}", folder.path().display());
        let url = format!("postgres:///postgres?host={}&user=postgres", folder.path().display());
        Some(Self { url, keeper, _folder: folder })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It ends by itself now; nothing to do if it ended before.
        let _ended = self.keeper.wait();
    }
}

fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.into_iter().rev().find(|folder| folder.join("pg_ctl").is_file() && folder.join("initdb").is_file())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|own| own.uid() == 0)
}

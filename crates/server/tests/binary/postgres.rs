//! The same binary on PostgreSQL: a call from end to end, a restart, the same facts.

use crate::home::{Home, Setting};
use crate::service::Service;
use crate::world::{PASSWORD, World};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A throwaway PostgreSQL in a temporary folder, reachable through a socket there.
pub struct Server {
    pub url: String,
    keeper: Child,
    folder: TempDir,
}

/// Starts the server, says `ready`, and stops it when its own standard input ends: also when the test is killed.
const KEEPER: &str = r#"
"$0/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$1/initdb.log" 2>&1
"$0/pg_ctl" -D "$1/data" -w -l "$1/server.log" -o "-c listen_addresses='' -c unix_socket_directories='$1'" start >/dev/null
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
        Some(Self { url, keeper, folder })
    }

    /// Its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
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

#[test]
fn a_call_on_postgresql_survives_a_kill() {
    let Some(server) = Server::start() else {
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let home = Home::new(Setting { is_recorded: true, database: Some(server.url.clone()), ..Setting::default() });
    let service = Service::start(&home);
    let mut world = World::over(home, service);
    let auditor = world.log_in("auditor");
    let call = world.talk("95000");
    world.part(call);
    world.until_idle();
    let first = auditor.get("/api/v1/journal?limit=1000").json();
    let facts = first["items"].as_array().expect("facts").clone();
    let kinds: Vec<&str> = facts.iter().filter_map(|fact| fact["kind"].as_str()).collect();
    for kind in ["logged_in", "call_started", "offer_made", "call_bridged", "recording_ended", "call_ended"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    world.talk("95000");
    let World { home, service, agents, customers, .. } = world;
    service.kill();
    drop((agents, customers));
    assert!(!home.data().join("qiao.db").exists(), "nothing is kept in SQLite");
    let service = Service::start(&home);
    let mut world = World::over(home, service);
    let auditor = world.service.client().log_in("auditor", PASSWORD);
    let again = auditor.get("/api/v1/journal?limit=1000").json();
    let later = again["items"].as_array().expect("facts");
    assert_eq!(later[..facts.len()], facts[..], "the same facts after the restart");
    let stopped = later.iter().filter(|fact| fact["cause"] == "service_stopped").count();
    assert_eq!(stopped, 1, "the call that ran at the kill has its end");
    let call = world.talk("95000");
    world.part(call);
    world.until_idle();
}

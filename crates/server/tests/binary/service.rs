//! `qiao` as a child process: started, watched, drained, killed. Only ever our own child, by its handle.

use crate::home::Home;
use crate::web::Client;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// On a machine that also compiles and plays other tests.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running `qiao serve`. Dropped: killed.
pub struct Service {
    child: Child,
    pub http: SocketAddr,
    pub sip: SocketAddr,
    pub started: Instant,
    log: PathBuf,
}

/// `qiao` with arguments, and none of the caller's own settings.
pub fn qiao(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qiao"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("QIAO_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// `qiao COMMAND …` on the home's data, to its end.
pub fn shell(home: &Home, arguments: &[&str], input: &str) -> Output {
    let mut child = qiao(arguments)
        .arg("--data")
        .arg(home.data())
        .arg("--rulebook")
        .arg(home.rulebook())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is there");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

impl Service {
    pub fn start(home: &Home) -> Self {
        let log = home.path().join("log");
        let errors = File::options().create(true).append(true).open(&log).expect("writable");
        let mut command = qiao(&["serve", "--http", "127.0.0.1:0"]);
        command
            .args(["--sip", &format!("{}:0", home.node_ip())])
            .args(["--drain-seconds", &home.setting.drain_seconds.to_string()])
            .args(["--log", home.setting.log])
            .args(&home.setting.more)
            .arg("--data")
            .arg(home.data())
            .arg("--rulebook")
            .arg(home.rulebook());
        if let Some(database) = &home.setting.database {
            command.args(["--database", database]);
        }
        if let Some(witness) = home.setting.witness.get() {
            command.args(["--journal-witnesses", witness]);
        }
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("the binary is there");
        let output = child.stdout.take().expect("piped");
        let (line_tx, line_rx) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = BufReader::new(output).read_line(&mut line);
            // Nobody waits any more when it took too long.
            let _ = line_tx.send(line);
        });
        let line = line_rx.recv_timeout(PATIENCE).unwrap_or_default();
        let address = |key: &str| {
            let value = line.split_whitespace().find_map(|word| word.strip_prefix(key))?;
            value.trim_start_matches("https://").trim_start_matches("http://").parse().ok()
        };
        let (Some(http), Some(sip)) = (address("http="), address("sip=")) else {
            let _ = child.kill();
            panic!("no ready line but `{line}`; its log: {}", read(&log));
        };
        Self { child, http, sip, started, log }
    }

    pub fn client(&self) -> Client {
        Client::new(self.http)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.kill_now();
    }

    pub fn kill_now(&mut self) {
        self.child.kill().expect("our own child");
        self.child.wait().expect("our own child");
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        let id = i32::try_from(self.child.id()).expect("process ids are small");
        // SAFETY: `id` is our own child, which was not waited for yet.
        assert_eq!(unsafe { libc::kill(id, libc::SIGTERM) }, 0, "it was there to be told");
    }

    pub fn exit(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("our own child")
    }

    /// One figure of `/metrics`.
    pub fn figure(&self, name: &str) -> f64 {
        figure(&self.client(), name)
    }

    pub fn resident_bytes(&self) -> u64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.id())).expect("it runs");
        let pages: u64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("proc(5)");
        pages * 4_096
    }

    pub fn log(&self) -> String {
        read(&self.log)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let log = read(&self.log);
        if std::thread::panicking() {
            let from = log.len().saturating_sub(6_000);
            eprintln!("…{}", log.get(from..).unwrap_or(&log));
        } else {
            assert!(!log.contains("panicked at"), "{log}");
        }
    }
}

fn read(log: &PathBuf) -> String {
    let mut text = Vec::new();
    let _ = File::open(log).and_then(|mut file| file.read_to_end(&mut text));
    String::from_utf8_lossy(&text).into_owned()
}

/// One figure of `/metrics`.
pub fn figure(client: &Client, name: &str) -> f64 {
    let text = client.get("/metrics").text();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("`{name}` in {text}"))
}

/// Looks again until it holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "did not happen: {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

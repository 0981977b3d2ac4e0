//! sipp as a peer that shares no code with us: scenarios of our own writing in `sipp/`.

use crate::home::Home;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running sipp. Dropped: killed.
pub struct Sipp {
    child: Child,
    folder: PathBuf,
    name: &'static str,
}

impl Sipp {
    /// `None` and a line that says so: sipp is not installed.
    pub fn start(home: &Home, name: &'static str, ip: Ipv4Addr, arguments: &[String]) -> Option<Self> {
        let folder = home.path().join(format!("sipp-{name}"));
        std::fs::create_dir_all(&folder).expect("writable");
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/binary/sipp/{name}.xml"));
        let screen = std::fs::File::create(folder.join("screen")).expect("writable");
        let child = Command::new("sipp")
            .arg("-sf")
            .arg(scenario)
            .args([
                "-i",
                &ip.to_string(),
                "-mi",
                &ip.to_string(),
                "-mp",
                "40000",
                "-nostdin",
                "-trace_err",
                "-trace_msg",
            ])
            .args(["-error_file", "errors", "-message_file", "messages", "-timeout", "40s", "-timeout_error"])
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(screen.try_clone().expect("a second handle"))
            .stderr(screen)
            .spawn();
        match child {
            Ok(child) => Some(Self { child, folder, name }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                println!("skipped: sipp is not installed (Debian: sip-tester)");
                None
            }
            Err(error) => panic!("sipp: {error}"),
        }
    }

    /// Whether it has ended, all calls as the scenario says.
    pub fn is_done(&mut self) -> bool {
        match self.child.try_wait().expect("our own child") {
            None => false,
            Some(status) if status.success() => true,
            Some(status) => {
                let read = |file| std::fs::read_to_string(self.folder.join(file)).unwrap_or_default();
                let messages = read("messages");
                let from = messages.char_indices().rev().nth(8_000).map_or(0, |(at, _)| at);
                panic!("sipp {}: {status}\n{}\n{}", self.name, read("errors"), &messages[from..]);
            }
        }
    }
}

impl Drop for Sipp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

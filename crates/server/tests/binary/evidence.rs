//! The journal signed by the service and watched by a witness, by the commands that an operator and an auditor type.

use crate::home::{Home, Setting};
use crate::service::{PATIENCE, Service, qiao, shell};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A witness on its own folder, as if on another machine.
struct Witness<'a> {
    home: &'a Home,
    folder: PathBuf,
    log_key: String,
}

impl Witness<'_> {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// One look. Exit code and words.
    fn look(&self, service: &Service) -> (Option<i32>, String) {
        self.look_by(&["--url", &format!("http://{}", service.http)])
    }

    fn look_by(&self, way: &[&str]) -> (Option<i32>, String) {
        let output = qiao(&["witness", "--once"])
            .args(way)
            .arg("--token-file")
            .arg(self.file("token"))
            .arg("--key-file")
            .arg(self.file("witness.key"))
            .args(["--log-key", &self.log_key])
            .arg("--state")
            .arg(self.file("witness.note"))
            .output()
            .expect("the binary is there");
        (output.status.code(), said(&output))
    }

    fn verify(&self, export: &Path, more: &[&Path]) -> (Option<i32>, String) {
        std::fs::write(self.file("log.pub"), &self.log_key).expect("writable");
        let mut command = qiao(&["verify"]);
        command.arg(export).arg("--key").arg(self.file("log.pub"));
        if let [checkpoint] = more {
            command.arg("--checkpoint").arg(checkpoint);
        }
        let output = command.output().expect("the binary is there");
        (output.status.code(), said(&output))
    }

    fn export(&self, name: &str) -> PathBuf {
        let out = self.file(name);
        let output = shell(self.home, &["export", "--out", &out.display().to_string()], "");
        assert!(output.status.success(), "{}", said(&output));
        out
    }
}

/// Starts, waits until something is signed, does what is asked, and stops, which signs once more.
fn while_running<T>(home: &Home, act: impl FnOnce(&Service) -> T) -> T {
    let mut service = Service::start(home);
    let done = act(&service);
    service.terminate();
    let until = Instant::now() + PATIENCE;
    while service.exit().is_none() {
        assert!(Instant::now() < until, "it does not stop: {}", service.log());
        std::thread::park_timeout(Duration::from_millis(20));
    }
    done
}

/// A look that finds a note: the first is signed within a second or two.
fn first_look(witness: &Witness, service: &Service) -> (Option<i32>, String) {
    let until = Instant::now() + PATIENCE;
    loop {
        let (code, words) = witness.look(service);
        if code == Some(0) || Instant::now() > until {
            return (code, words);
        }
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

/// The files of one folder take the place of the other's.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    let files = |of: &Path| std::fs::read_dir(of).expect("a folder").flatten().filter(|entry| entry.path().is_file());
    for entry in files(to) {
        std::fs::remove_file(entry.path()).expect("removed");
    }
    for entry in files(from) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn a_witness_follows_the_journal_and_notices_an_old_copy_also_after_its_own_restart() {
    let home = Home::new(Setting::default());
    let folder = home.path().join("elsewhere");
    std::fs::create_dir_all(&folder).expect("a folder");
    let token = while_running(&home, |_| shell(&home, &["token", "create", "--user", "auditor", "--days", "9"], ""));
    assert!(token.status.success(), "{}", said(&token));
    let bearer = String::from_utf8_lossy(&token.stdout).lines().next().unwrap_or_default().to_owned();
    std::fs::write(folder.join("token"), bearer).expect("writable");
    let key = shell(&home, &["journal-key"], "");
    let log_key = String::from_utf8_lossy(&key.stdout).trim().to_owned();
    assert!(log_key.starts_with("qiao.journal/"), "{}", said(&key));
    let witness = Witness { home: &home, folder, log_key };

    // Without being named in the settings a witness is not heard, but it has seen.
    let (code, words) = while_running(&home, |service| first_look_unheard(&witness, service));
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("journal_witnesses"), "{words}");
    let key = words.split("for `journal_witnesses` of the centre: ").nth(1).and_then(|rest| rest.lines().next());
    let key = key.expect("its public key").trim().to_owned();
    home.setting.witness.set(key).expect("set once");

    let older = home.path().join("older");
    let (code, words) = while_running(&home, |service| first_look(&witness, service));
    assert_eq!(code, Some(0), "{words}");
    copy(&home.data(), &older);
    let (code, words) = while_running(&home, |service| first_look(&witness, service));
    assert_eq!(code, Some(0), "it grew: {words}");
    let (code, words) = while_running(&home, |service| first_look(&witness, service));
    assert_eq!(code, Some(0), "it grew again: {words}");
    let note = witness.file("witness.note");
    let (code, words) = witness.verify(&witness.export("export"), &[&note]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("signed by `qiao.journal/"), "{words}");

    // Somebody puts the older copy back. It is whole in itself; only the witness knows better.
    copy(&older, &home.data());
    let old_export = witness.export("export-older");
    assert_eq!(witness.verify(&old_export, &[]).0, Some(0));
    let (code, words) = witness.verify(&old_export, &[&note]);
    assert_eq!(code, Some(1), "{words}");
    for _ in 0..2 {
        let (code, words) = while_running(&home, |service| witness.look(service));
        assert_eq!(code, Some(3), "{words}");
        assert!(words.contains("ALARM"), "{words}");
    }
    let evidence = std::fs::read_to_string(witness.file("witness.note.alarm")).expect("kept");
    assert_eq!(evidence.matches("qiao.journal/").count(), 4, "two notes, each with origin and signature: {evidence}");
}

/// The first look of a witness that the centre does not know yet.
fn first_look_unheard(witness: &Witness, service: &Service) -> (Option<i32>, String) {
    let until = Instant::now() + PATIENCE;
    loop {
        let (code, words) = witness.look(service);
        if words.contains("signed by none") || Instant::now() > until {
            return (code, words);
        }
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

/// A certificate authority of the test's own, and what it signed for 127.0.0.1: certificate of the authority,
/// certificate, key, as files.
fn authority(folder: &Path, name: &str) -> [String; 3] {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let mut own = CertificateParams::new(Vec::new()).expect("no names");
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own_key = KeyPair::generate().expect("a key");
    let root = own.self_signed(&own_key).expect("signed");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
    let leaf = leaf.signed_by(&key, &Issuer::from_params(&own, &own_key)).expect("signed");
    [("ca", root.pem()), ("cert", leaf.pem()), ("key", key.serialize_pem())].map(|(kind, text)| {
        let file = folder.join(format!("{name}-{kind}.pem"));
        std::fs::write(&file, text).expect("writable");
        file.display().to_string()
    })
}

#[test]
fn a_witness_trusts_the_authority_that_it_is_given_and_no_other() {
    let papers = tempfile::tempdir().expect("a temporary folder");
    let [ca, cert, key] = authority(papers.path(), "own");
    let [other, ..] = authority(papers.path(), "other");
    let more = ["--tls", "files", "--tls-cert", &cert, "--tls-key", &key].map(str::to_owned).to_vec();
    let home = Home::new(Setting { more, ..Setting::default() });
    let token = while_running(&home, |_| shell(&home, &["token", "create", "--user", "auditor", "--days", "9"], ""));
    let bearer = String::from_utf8_lossy(&token.stdout).lines().next().unwrap_or_default().to_owned();
    let folder = papers.path().to_path_buf();
    std::fs::write(folder.join("token"), bearer).expect("writable");
    let log_key = String::from_utf8_lossy(&shell(&home, &["journal-key"], "").stdout).trim().to_owned();
    let witness = Witness { home: &home, folder, log_key };
    while_running(&home, |service| {
        let url = format!("https://{}", service.http);
        // It has seen the journal, and only then hears that the centre does not know it yet.
        let until = Instant::now() + PATIENCE;
        let mut words = String::new();
        while !words.contains("signed by none") && Instant::now() < until {
            words = witness.look_by(&["--url", &url, "--ca", &ca]).1;
            std::thread::park_timeout(Duration::from_millis(200));
        }
        assert!(words.contains("signed by none"), "{words}");
        for way in [vec!["--url", url.as_str(), "--ca", &other], vec!["--url", url.as_str()]] {
            let (code, words) = witness.look_by(&way);
            assert!(code != Some(0) && words.contains("certificate") && !words.contains("signed by none"), "{words}");
        }
    });
}

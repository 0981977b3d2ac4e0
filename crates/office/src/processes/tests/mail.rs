//! Copies of notices by mail, to a real SMTP server that comes, goes and refuses (SYS-27).

use super::house::{House, book};
use crate::limits::{MAIL_AGAIN_AFTER, MAIL_TRIES_MAX, MAIL_WITHIN};
use crate::processes::mail::{MailSettings, MailTls};
use crate::processes::notices::NewNotice;
use model::{Actor, FactBody, Millis, NoticeId};
use rulebook::Rulebook;
use serde_json::Value as Json;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// aiosmtpd of the Debian package, in a process of its own. Ends with the test.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    /// Port 0: a free one.
    fn start(port: u16) -> Self {
        Self::start_with(&[&port.to_string()])
    }

    fn start_with(arguments: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/processes/tests/smtp_server.py");
        let mut command = Command::new("/usr/bin/python3");
        let mut child = command
            .arg(script)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd (scripts/need.sh test)");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("readable");
        let port = line.trim().strip_prefix("ready ").and_then(|port| port.parse().ok());
        Self { child, lines, port: port.unwrap_or_else(|| panic!("no mail server: {line:?}; see scripts/need.sh")) }
    }

    fn mail(&mut self) -> Json {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("readable");
        serde_json::from_str(&line).expect("one mail")
    }

    /// Stops it and gives its port free.
    fn stop(mut self) -> u16 {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed already: nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(port: u16) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".into(),
        port,
        tls: MailTls::Off,
        from: "桥 <qiao@example.com>".into(),
        login: None,
        public_url: Some("https://qiao.example.com".into()),
        within: MAIL_WITHIN,
    }
}

/// The demo's people with addresses for some.
fn with_addresses(addresses: &[(&str, &str)]) -> Arc<Rulebook> {
    let mut book = (*book()).clone();
    for seed in &mut book.people {
        let found = addresses.iter().find(|(username, _)| *username == seed.username);
        seed.email = found.map(|(_, email)| (*email).to_owned());
        if seed.username == "agent2" {
            seed.locale = "en".into();
        }
    }
    Arc::new(book)
}

async fn send(house: &House, to: &[&str]) -> NoticeId {
    let people = to.iter().map(|username| house.id(username)).collect();
    let (title, text) = ("明日盘点".to_owned(), "下班后请留下。".to_owned());
    let notice = NewNotice { people, title, text, must_acknowledge: true, ..NewNotice::default() };
    house.office.send_notice(&house.caller("manager"), notice).await.expect("sent").id
}

async fn mail_of(house: &House, notice: NoticeId, username: &str) -> String {
    let readers = house.office.notice(&house.caller("manager"), notice).await.expect("seen").readers;
    let reader = readers.into_iter().find(|reader| reader.person.id == house.id(username)).expect("a reader");
    reader.mail
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sys_27_a_copy_goes_to_who_has_an_address_in_their_language() {
    let mut server = Server::start(0);
    let people = [("agent1", "wang@example.com"), ("agent2", "li@example.com")];
    let house = House::with_mail(with_addresses(&people), Some(settings(server.port))).await;
    let notice = send(&house, &["agent1", "agent2", "agent3"]).await;
    assert_eq!(mail_of(&house, notice, "agent1").await, "waiting");
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 2);
    let mut mails = [server.mail(), server.mail()];
    mails.sort_by_key(|mail| mail["to"][0].as_str().map(str::to_owned));
    let [english, chinese] = mails;
    assert_eq!((&chinese["to"][0], &chinese["subject"]), (&"wang@example.com".into(), &"明日盘点".into()));
    let text = chinese["text"].as_str().expect("a text");
    assert!(text.contains("下班后请留下。") && text.contains("请阅读后确认"), "{text}");
    assert!(text.contains("https://qiao.example.com/notices"), "{text}");
    assert!(english["text"].as_str().expect("a text").contains("Please confirm"), "{english}");
    assert_eq!(chinese["from"], "qiao@example.com");
    let states = [mail_of(&house, notice, "agent1").await, mail_of(&house, notice, "agent3").await];
    assert_eq!(states, ["sent", "none"]);
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 0, "each leaves once");
    let facts = house.facts().await;
    let mailed = facts.iter().filter(|fact| matches!(fact.body, FactBody::NoticeMailed { .. }));
    assert!(mailed.clone().all(|fact| fact.actor == Actor::System));
    assert_eq!(mailed.count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sys_27_a_server_that_was_down_gets_its_mail_when_it_is_back() {
    let port = Server::start(0).stop();
    let people = [("agent1", "wang@example.com"), ("agent2", "li@example.com")];
    let house = House::with_mail(with_addresses(&people), Some(settings(port))).await;
    let notice = send(&house, &["agent1", "agent2"]).await;
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 0);
    assert_eq!(mail_of(&house, notice, "agent1").await, "waiting");
    // The queue is in the store: a restart loses nothing.
    let house = house.reopened().await;
    let mut server = Server::start(port);
    house.set(house.now() + MAIL_AGAIN_AFTER);
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 2);
    assert_ne!(server.mail()["id"], server.mail()["id"]);
    assert_eq!(mail_of(&house, notice, "agent2").await, "sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sys_27_a_refused_address_ends_one_copy_and_a_busy_mailbox_delays_one() {
    let mut server = Server::start(0);
    let people = [("agent1", "refused@example.com"), ("agent2", "later@example.com"), ("agent3", "zhang@example.com")];
    let house = House::with_mail(with_addresses(&people), Some(settings(server.port))).await;
    let notice = send(&house, &["agent1", "agent2", "agent3"]).await;
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 1);
    assert_eq!(server.mail()["to"][0], "zhang@example.com");
    let mut states = Vec::new();
    for username in ["agent1", "agent2", "agent3"] {
        states.push(mail_of(&house, notice, username).await);
    }
    assert_eq!(states, ["failed", "waiting", "sent"]);
    house.set(house.now() + MAIL_AGAIN_AFTER);
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 1);
    assert_eq!(server.mail()["to"][0], "later@example.com");
    let failed = house.facts().await.into_iter().find_map(|fact| match fact.body {
        FactBody::NoticeMailFailed { person, reason, .. } => Some((person, reason)),
        _ => None,
    });
    let (person, reason) = failed.expect("one failed");
    assert_eq!(person, house.id("agent1"));
    assert!(reason.contains("no such mailbox"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sys_27_a_copy_is_given_up_in_the_end_and_the_notice_stays() {
    let port = Server::start(0).stop();
    let house = House::with_mail(with_addresses(&[("agent1", "wang@example.com")]), Some(settings(port))).await;
    let notice = send(&house, &["agent1"]).await;
    let begun = house.now();
    for _ in 0..MAIL_TRIES_MAX {
        assert_eq!(mail_of(&house, notice, "agent1").await, "waiting");
        assert_eq!(house.office.send_mail_due().await.expect("a round"), 0);
        house.set(house.now() + Millis::from_secs(3_600));
    }
    assert_eq!(mail_of(&house, notice, "agent1").await, "failed");
    assert!(house.now() - begun >= Millis::from_secs(18 * 3_600));
    let counts = house.office.notice_counts(&house.caller("agent1")).await.expect("counts");
    assert_eq!(counts, (1, 1), "it waits in the box all the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_holds_copies_back_and_the_right_one_sends_them() {
    let mut server = Server::start_with(&["0", "geheim"]);
    let login = |password: &str| {
        let login = Some(("qiao".to_owned(), password.to_owned()));
        Some(MailSettings { login, ..settings(server.port) })
    };
    let (right, wrong) = (login("geheim"), login("wrong"));
    let mut house = House::with_mail(with_addresses(&[("agent1", "wang@example.com")]), wrong).await;
    let notice = send(&house, &["agent1"]).await;
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 0);
    assert_eq!(mail_of(&house, notice, "agent1").await, "waiting", "it is our mistake, not the reader's");
    house.mail = right;
    let house = house.reopened().await;
    house.set(house.now() + MAIL_AGAIN_AFTER);
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 1);
    assert_eq!(server.mail()["to"][0], "wang@example.com");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_tls_that_was_asked_for_nothing_leaves() {
    let server = Server::start(0);
    let tls = MailSettings { tls: MailTls::StartTls, ..settings(server.port) };
    let house = House::with_mail(with_addresses(&[("agent1", "wang@example.com")]), Some(tls)).await;
    let notice = send(&house, &["agent1"]).await;
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 0);
    assert_eq!(mail_of(&house, notice, "agent1").await, "waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let impatient = MailSettings { within: Duration::from_millis(200), ..settings(port) };
    let people = [("agent1", "wang@example.com"), ("agent2", "li@example.com")];
    let house = House::with_mail(with_addresses(&people), Some(impatient)).await;
    let notice = send(&house, &["agent1", "agent2"]).await;
    assert_eq!(house.office.send_mail_due().await.expect("a round"), 0);
    assert_eq!(mail_of(&house, notice, "agent1").await, "waiting");
    silent.set_nonblocking(true).expect("possible");
    silent.accept().expect("one copy was tried");
    silent.accept().expect_err("and the round ended");
}

#[tokio::test]
async fn without_a_server_no_copy_is_queued() {
    let house = House::with_mail(with_addresses(&[("agent1", "wang@example.com")]), None).await;
    let notice = send(&house, &["agent1"]).await;
    assert_eq!(mail_of(&house, notice, "agent1").await, "none");
}

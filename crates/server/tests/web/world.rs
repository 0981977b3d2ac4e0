//! A running server over a fresh data folder, somebody who plays the switch, and a few calls to look at.

use super::client::Client;
use model::{
    Act, Actor, CallCause, CallId, Command, Fact, FactBody, LegId, Millis, PersonId, PhoneNumber, QueueId,
    QueueOutcome, RecordingId, Refused, Reply,
};
use office::passwords::Cost;
use rulebook::Rulebook;
use server::config::{Config, Settings};
use server::run::{Books, Running, Start};
use server::telephony::Telephony;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use store::Entry;
use tempfile::TempDir;
use uuid::Uuid;

/// Each world begins on Monday 2026-11-23 at 10:20 in its own time: no flow's clock strikes while a test looks.
const MONDAY: Millis = Millis(1_795_400_400_000);

pub struct World {
    pub running: Running,
    pub books: Books,
    pub config: Config,
    /// What the switch was told, in order.
    pub orders: Arc<Mutex<Vec<Command>>>,
    pub folder: TempDir,
    /// How far the office's clock is ahead, in milliseconds.
    pub ahead_ms: Arc<AtomicI64>,
}

pub fn rulebook_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebook")
}

/// The product's rulebook with its demo: read once, it takes a while.
pub fn rulebook() -> Arc<Rulebook> {
    static BOOK: OnceLock<Arc<Rulebook>> = OnceLock::new();
    let load = || rulebook::load(&rulebook_folder(), true).unwrap_or_else(|problems| panic!("{problems:#?}"));
    Arc::clone(BOOK.get_or_init(load))
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    pub async fn start_with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let given = Settings {
            data: Some(folder.path().join("data")),
            http: Some("127.0.0.1:0".parse().expect("an address")),
            ..Settings::default()
        };
        let config = Config::resolve(settings.over(given), None).expect("good settings");
        std::fs::create_dir_all(&config.recordings).expect("writable");
        let (telephony, switchboard, mut line) = Telephony::off();
        let orders: Arc<Mutex<Vec<Command>>> = Arc::default();
        let heard = Arc::clone(&orders);
        tokio::spawn(async move {
            while let Some((command, reply)) = line.recv().await {
                let _ = reply.send(play_switch(&command));
                heard.lock().expect("unpoisoned").push(command);
            }
        });
        let ahead_ms: Arc<AtomicI64> = Arc::default();
        let (wall, ahead) = (office::wall_clock(), Arc::clone(&ahead_ms));
        let began = wall();
        let start = Start {
            config: config.clone(),
            rulebook: rulebook(),
            is_demo: true,
            clock: Arc::new(move || MONDAY + (wall() - began) + Millis(ahead.load(Ordering::Relaxed))),
            password_cost: Cost { memory_kib: 64, passes: 1 },
        };
        let (running, books) = Running::start_web(start, telephony, switchboard).await.expect("it starts");
        Self { running, books, config, orders, folder, ahead_ms }
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.ahead_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    pub fn client(&self) -> Client {
        Client::new(self.running.http)
    }

    /// A client who is logged in.
    pub async fn as_user(&self, username: &str) -> Client {
        let mut client = self.client();
        let answer = client.log_in(username, "qiao-demo").await;
        assert_eq!(answer.status, 200, "{username}: {}", answer.text());
        client
    }

    pub fn person(&self, username: &str) -> PersonId {
        self.running.app.office.directory().by_username(username).expect("a person of the demo").id
    }

    pub async fn commit(&self, facts: Vec<Fact>) {
        let entries = facts.into_iter().map(Entry::from).collect();
        self.books.journal.commit(entries).await.expect("committed");
    }

    /// A finished call that `agent` took, with a recording of one second.
    pub async fn call_of(&self, agent: &str, number: &str) -> (CallId, RecordingId) {
        let (call, recording) = (CallId(Uuid::now_v7()), RecordingId(Uuid::now_v7()));
        let person = self.person(agent);
        let queue = QueueId::from("aftersale");
        let leg = LegId { call, number: 1 };
        let from = PhoneNumber::from_wire(number);
        let bodies = [
            FactBody::CallStarted { call, from, to: "95000".into(), trunk: "demo".into() },
            FactBody::QueueEntered { call, queue: queue.clone(), priority: 0, skills: vec![] },
            FactBody::OfferMade { call, leg, agent: person, queue: queue.clone(), wait_ms: Millis(0) },
            FactBody::QueueLeft { call, queue, outcome: QueueOutcome::Answered, wait_ms: Millis(2_000) },
            FactBody::CallBridged { call, leg, agent: Some(person) },
            FactBody::RecordingStarted { call, recording },
            FactBody::RecordingEnded { call, recording, duration_ms: Millis(1_000), bytes: 16_058 },
            FactBody::CallEnded {
                call,
                cause: CallCause::CustomerHungUp,
                status: 200,
                talk_ms: Millis(1_000),
                hold_ms: Millis(0),
            },
        ];
        let at = self.running.app.office.now();
        self.commit(bodies.into_iter().map(|body| fact(at, body)).collect()).await;
        let stereo: Vec<u8> = (0..8_000u32).flat_map(|n| [(n % 251) as u8, 0xd5]).collect();
        let file = self.config.recordings.join(format!("{recording}.wav"));
        server::demo::write_recording(&file, &stereo).expect("writable");
        (call, recording)
    }

    /// What the switch was told about a person.
    pub fn acts_of(&self, person: PersonId) -> Vec<Act> {
        let orders = self.orders.lock().expect("unpoisoned");
        orders.iter().filter(|command| command.by == person).map(|command| command.act.clone()).collect()
    }

    /// Kinds of the journal's facts after `seq`.
    pub async fn kinds_after(&self, seq: u64) -> Vec<String> {
        let facts = store::journal::after(&self.books.store, seq, 1_000).await.expect("readable");
        facts
            .iter()
            .map(|fact| serde_json::to_value(fact).expect("JSON")["kind"].as_str().expect("a kind").to_owned())
            .collect()
    }

    pub async fn last_seq(&self) -> u64 {
        store::journal::last_seq(&self.books.store).await.expect("readable")
    }
}

pub fn fact(at: Millis, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms: at, actor: Actor::Switch, reasons: vec![], body }
}

/// Takes every act; has no audio.
fn play_switch(command: &Command) -> Result<Reply, Refused> {
    match &command.act {
        Act::MediaOffer { generation, sdp } if sdp.starts_with("v=0") => {
            Ok(Reply::MediaAnswer { generation: *generation, sdp: "v=0 answer".into() })
        }
        Act::MediaOffer { .. } => Err(Refused::BadOffer { why: "not SDP".into() }),
        Act::GoReady => Err(Refused::NoAudio),
        _ => Ok(Reply::Done),
    }
}

//! A small centre: the rulebook of this repository with the people of its demo, on SQLite, at a time that is given.

use crate::passwords::Cost;
use crate::processes::acts::Completion;
use crate::processes::inbox::TaskBox;
use crate::processes::mail::{Mail, MailSettings};
use crate::processes::views::{InstanceView, TaskRow};
use crate::sessions::Session;
use crate::switchboard::{Ordered, Switchboard};
use crate::writer::Journal;
use crate::{Caller, Office, OfficeError, Parts};
use model::process::Fields;
use model::{Fact, FactBody, InstanceId, Millis, PersonId, Reply};
use process::dates;
use rulebook::Rulebook;
use serde_json::Value as Json;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use store::{Options, Store, StoreError};
use workforce::{Definition, Floor};

/// China.
pub const OFFSET: i32 = 480;
pub const PASSWORD: &str = "qiao-demo";

pub fn book() -> Arc<Rulebook> {
    static BOOK: OnceLock<Arc<Rulebook>> = OnceLock::new();
    let load = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
        Rulebook::load(&folder, true).unwrap_or_else(|problems| panic!("{problems:?}"))
    };
    Arc::clone(BOOK.get_or_init(load))
}

pub fn at(text: &str) -> Millis {
    dates::parse_datetime(text, OFFSET).expect("a time as 2026-11-23T09:00")
}

pub struct House {
    pub folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
    pub office: Arc<Office>,
    pub store: Arc<Store>,
    book: Arc<Rulebook>,
    pub mail: Option<MailSettings>,
    /// A stored file that forms may name.
    pub file: String,
    // The switch's way into the journal; the writer ends when it is gone.
    _facts: tokio::sync::mpsc::Sender<Fact>,
}

impl House {
    /// Monday 2026-11-23, nine in the morning.
    pub async fn new() -> Self {
        Self::with(book()).await
    }

    pub async fn with(book: Arc<Rulebook>) -> Self {
        Self::with_mail(book, None).await
    }

    /// Copies of notices go to this server.
    pub async fn with_mail(book: Arc<Rulebook>, mail: Option<MailSettings>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let now = Arc::new(AtomicI64::new(at("2026-11-23T09:00").0));
        let (office, store, facts) = open(&folder, &now, &book, mail.as_ref()).await;
        office.import_people(&book.people).await.expect("people");
        let mut house = Self { folder, now, office, store, book, mail, file: String::new(), _facts: facts };
        let stored = house.office.attach(&house.caller("agent1"), "proof.txt", "text/plain", b"proof".to_vec()).await;
        house.file = stored.expect("stored").id;
        house
    }

    /// Stops and starts again on the same data, as after a crash: nothing is said to the old one.
    pub async fn reopened(self) -> Self {
        let book = Arc::clone(&self.book);
        self.reopened_with(book).await
    }

    pub async fn reopened_with(self, book: Arc<Rulebook>) -> Self {
        let Self { folder, now, office, store, mail, file, _facts: facts, .. } = self;
        drop((office, store, facts));
        let (office, store, facts) = open(&folder, &now, &book, mail.as_ref()).await;
        Self { folder, now, office, store, book, mail, file, _facts: facts }
    }

    /// Another office over the same store: as a second process would be.
    pub async fn second_office(&self) -> Arc<Office> {
        let journal = self.office.journal().clone();
        let parts = parts(&self.store, journal, &self.now, &self.book, self.mail.as_ref(), self.folder.path());
        Office::open(parts).await.expect("opens")
    }

    pub fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    pub fn set(&self, now: Millis) {
        self.now.store(now.0, Ordering::SeqCst);
    }

    /// Moves the clock and lets it do its work until nothing is due.
    pub async fn wait_until(&self, time: Millis) {
        self.set(time);
        while self.office.tick_processes().await.expect("ticks") > 0 {}
    }

    pub fn id(&self, username: &str) -> PersonId {
        self.office.directory().by_username(username).unwrap_or_else(|| panic!("nobody is `{username}`")).id
    }

    pub fn caller(&self, username: &str) -> Caller {
        self.caller_in(&self.office, username)
    }

    pub fn caller_in(&self, office: &Office, username: &str) -> Caller {
        let person = office.directory().by_username(username).unwrap_or_else(|| panic!("nobody is `{username}`"));
        Caller { session: Arc::new(Session::opened_now(username.into(), person.id, self.now())), person }
    }

    pub async fn start(&self, username: &str, flow: &str, data: Json) -> Result<InstanceView, OfficeError> {
        self.office.start_flow(&self.caller(username), flow, None, fields(data)).await
    }

    /// The open task of a step, as somebody sees it in the inbox.
    pub async fn task_of(&self, username: &str, instance: InstanceId) -> TaskRow {
        let rows = self.inbox(username).await;
        let found = rows.iter().find(|row| row.instance == instance).cloned();
        found.unwrap_or_else(|| panic!("nothing of {instance} waits for {username}"))
    }

    pub async fn inbox(&self, username: &str) -> Vec<TaskRow> {
        let caller = self.caller(username);
        self.office.inbox(&caller, TaskBox::Open, None, None, Some(200)).await.expect("an inbox").items
    }

    /// Does what waits for somebody in an instance.
    pub async fn does(
        &self,
        username: &str,
        instance: InstanceId,
        outcome: &str,
        data: Json,
    ) -> Result<InstanceView, OfficeError> {
        let task = self.task_of(username, instance).await.task;
        let completion =
            Completion { outcome: outcome.into(), data: fields(data), password: Some(PASSWORD.to_owned()) };
        self.office.complete(&self.caller(username), instance, task, completion).await
    }

    pub async fn view(&self, username: &str, instance: InstanceId) -> InstanceView {
        self.office.instance(&self.caller(username), instance).await.expect("sees it")
    }

    pub async fn facts(&self) -> Vec<Fact> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |fact: &Fact| fact.seq);
            let page = store::journal::after(&self.store, after, 1_000).await.expect("facts");
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    /// Facts of an instance.
    pub async fn story(&self, instance: InstanceId) -> Vec<FactBody> {
        let facts = store::processes::story(&self.store, instance, 1_000).await.expect("a story");
        facts.into_iter().map(|fact| fact.body).collect()
    }
}

pub fn fields(data: Json) -> Fields {
    match data {
        Json::Object(fields) => fields,
        Json::Null => Fields::new(),
        other => panic!("{other} is no form"),
    }
}

/// Does whatever it is told.
fn exchange() -> Switchboard {
    let (orders, mut told) = tokio::sync::mpsc::channel::<Ordered>(16);
    tokio::spawn(async move {
        while let Some((_, reply)) = told.recv().await {
            let _ = reply.send(Ok(Reply::Done));
        }
    });
    Switchboard(orders)
}

fn parts(
    store: &Arc<Store>,
    journal: Journal,
    now: &Arc<AtomicI64>,
    book: &Arc<Rulebook>,
    mail: Option<&MailSettings>,
    folder: &Path,
) -> Parts {
    let now = Arc::clone(now);
    Parts {
        store: Arc::clone(store),
        journal,
        rulebook: Arc::clone(book),
        switchboard: exchange(),
        recordings: folder.to_owned(),
        clock: Arc::new(move || Millis(now.load(Ordering::SeqCst))),
        password_cost: Cost { memory_kib: 64, passes: 1 },
        mail: Mail::new(mail.cloned()).expect("settings of mail that hold up"),
        evidence_keys: None,
    }
}

async fn open(
    folder: &tempfile::TempDir,
    now: &Arc<AtomicI64>,
    book: &Arc<Rulebook>,
    mail: Option<&MailSettings>,
) -> (Arc<Office>, Arc<Store>, tokio::sync::mpsc::Sender<Fact>) {
    let url = format!("sqlite://{}/qiao.db", folder.path().display());
    let store = loop {
        match Store::open(&url, Options::default()).await {
            Ok(store) => break Arc::new(store),
            // The writer of the one before has not heard yet that nobody needs it.
            Err(StoreError::InUse) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    let floor = Floor::new(Arc::new(Definition::first([])), OFFSET, Millis(now.load(Ordering::SeqCst)));
    let vault = crate::vault::Keeper::for_tests(&store).await;
    let (journal, facts) = Journal::start(Arc::clone(&store), vault, floor).await.expect("starts");
    let office = Office::open(parts(&store, journal, now, book, mail, folder.path())).await.expect("opens");
    office.keep_definitions().await.expect("kept");
    (office, store, facts)
}

//! A centre with the rules of this repository on SQLite, its people and calls written as facts.

use model::{Actor, Fact, FactBody, Millis, PersonId, PersonName};
use office::passwords::Cost;
use office::processes::mail::Mail;
use office::sessions::Session;
use office::switchboard::Switchboard;
use office::writer::Journal;
use office::{Caller, Office, Parts, wall_clock};
use rulebook::Rulebook;
use std::path::Path;
use std::sync::Arc;
use store::{Entry, Options, Store};
use uuid::Uuid;
use workforce::{Definition, Floor};

pub struct House {
    pub office: Arc<Office>,
    pub store: Arc<Store>,
    // The switch's way into the journal; the writer ends when it is gone.
    _facts: tokio::sync::mpsc::Sender<Fact>,
}

pub async fn database(folder: &Path, name: &str) -> Arc<Store> {
    let url = format!("sqlite://{}/{name}.db", folder.display());
    Arc::new(Store::open(&url, Options::default()).await.expect("a new database"))
}

impl House {
    /// The people of the demo and who stands in the database already.
    pub async fn open(store: Arc<Store>, folder: &Path) -> Self {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
        let book = Rulebook::load(&rules, true).expect("the rulebook is sound");
        let floor = Floor::new(Arc::new(Definition::first([])), book.centre.utc_offset_minutes, Millis(0));
        let vault = office::vault::Keeper::for_tests(&store).await;
        let (journal, facts) = Journal::start(Arc::clone(&store), vault, floor).await.expect("the writer starts");
        let (orders, _) = tokio::sync::mpsc::channel(1);
        let parts = Parts {
            store: Arc::clone(&store),
            journal,
            rulebook: Arc::clone(&book),
            switchboard: Switchboard(orders),
            recordings: folder.to_owned(),
            clock: wall_clock(),
            password_cost: Cost { memory_kib: 64, passes: 1 },
            mail: Mail::default(),
            evidence_keys: None,
        };
        let office = Office::open(parts).await.expect("the office opens");
        office.import_people(&book.people).await.expect("people");
        office.keep_definitions().await.expect("texts");
        Self { office, store, _facts: facts }
    }

    pub fn caller(&self, username: &str) -> Caller {
        let person = self.office.directory().by_username(username).expect("somebody of this name");
        Caller { session: Arc::new(Session::opened_now(username.into(), person.id, self.office.now())), person }
    }

    /// Facts that the running office must not miss.
    pub async fn commit(&self, facts: Vec<Fact>) {
        let entries = facts.into_iter().map(Entry::from).collect();
        self.office.journal().commit(entries).await.expect("committed");
    }

    /// The office reads its people and their rights anew when somebody is added.
    pub async fn read_people(&self, newcomer: &str) {
        let new = office::people::NewPerson {
            username: newcomer.into(),
            name: PersonName("新人".into()),
            roles: vec!["agent".into()],
            team: None,
            locale: "zh-CN".into(),
            password: None,
            is_one_time: false,
        };
        self.office.add_person(new).await.expect("added");
    }
}

pub fn fact(at_ms: Millis, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms, actor: Actor::System, reasons: Vec::new(), body }
}

/// A qualified agent.
pub fn agent(person: PersonId, username: String, team: &str, at: Millis) -> [Fact; 2] {
    let added = FactBody::PersonAdded {
        person,
        username,
        name: PersonName("王芳".into()),
        roles: vec!["agent".into()],
        team: Some(team.into()),
        locale: "zh-CN".into(),
        email: None,
    };
    let qualification = "authz-exam".to_owned();
    let passed = FactBody::QualificationGranted { person, qualification, until_ms: None, instance: None };
    [fact(at, added), fact(at, passed)]
}

pub fn nth(number: u64) -> PersonId {
    PersonId(Uuid::from_u128(0x5000 + u128::from(number)))
}

pub async fn keep(store: &Store, facts: Vec<Fact>) {
    let mut entries: Vec<Entry> = facts.into_iter().map(Entry::from).collect();
    store.commit(&mut entries).await.expect("committed");
}

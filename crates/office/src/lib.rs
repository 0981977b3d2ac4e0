//! Use cases: permit → load → decide → commit → tell. People and paper; voices are the switch's.
//!
//! Every use case takes a [`Caller`], asks `access` for the permit it needs, and changes things only by committing
//! facts through the one writer. No SQL text and no HTTP type in here. Start reading at [`Office`], then a room:
//! [`people`], [`calls`], [`desk`].

pub mod accounts;
mod attempts;
pub mod calls;
pub mod changes;
pub mod clauses;
pub mod customers;
pub mod desk;
pub mod directory;
pub mod doors;
mod error;
pub mod evidence;
pub mod floor;
pub mod journal;
pub mod knowledge;
pub mod limits;
pub mod live;
pub mod mask;
pub mod orders;
pub mod passwords;
pub mod people;
pub mod processes;
pub mod reading;
pub mod recordings;
pub mod reports;
pub mod rights;
pub mod rules;
#[cfg(test)]
mod scenarios;
pub mod service;
pub mod sessions;
pub mod step_up;
pub mod supervision;
pub mod switchboard;
pub mod tokens;
pub mod vault;
pub mod why;
pub mod writer;

pub use error::OfficeError;
pub use processes::views::FieldProblem;
pub use switchboard::Switchboard;

use access::{Action, Circumstances, Denied, Permit, Principal, Resource};
use attempts::Attempts;
use desk::Desks;
use directory::{Directory, Person};
use limits::{WRITE_PROVEN_FOR, WRITE_TRIED_WITHIN};
use model::{Actor, Fact, FactBody, Millis, PersonId};
use passwords::{Cost, Passwords};
use rulebook::Rulebook;
use sessions::{Session, Sessions};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Instant;
use store::{Entry, Store};
use writer::Journal;

/// Where the office's time comes from. Tests give their own.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The wall clock.
pub fn wall_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis(since.map_or(0, |span| span.as_millis() as i64))
    })
}

/// What the office works with.
pub struct Parts {
    pub store: Arc<Store>,
    pub journal: Journal,
    pub rulebook: Arc<Rulebook>,
    pub switchboard: Switchboard,
    /// Folder of the recordings' files.
    pub recordings: PathBuf,
    pub clock: Clock,
    pub password_cost: Cost,
    /// Copies of notices by mail.
    pub mail: processes::mail::Mail,
    /// Without it the journal is not signed.
    pub evidence_keys: Option<evidence::EvidenceKeys>,
}

pub struct Office {
    store: Arc<Store>,
    journal: Journal,
    /// In force now; another one takes its place as a whole.
    in_force: RwLock<Arc<Rulebook>>,
    switchboard: Switchboard,
    recordings: PathBuf,
    clock: Clock,
    passwords: Passwords,
    attempts: Mutex<Attempts>,
    sessions: Sessions,
    /// API tokens that were used since the start.
    tokens: Sessions,
    desks: Desks,
    directory: RwLock<Arc<Directory>>,
    routing_version: AtomicU64,
    /// One change of people at a time: decide and commit must not interleave.
    changing_people: tokio::sync::Mutex<()>,
    /// Held while the directory is read and put in its place.
    reading_people: tokio::sync::Mutex<()>,
    /// Counts what [`Office::people_changed`] tells.
    people_changed: tokio::sync::watch::Sender<u64>,
    /// When a trial write failed last; held while one is made.
    write_failed_at: tokio::sync::Mutex<Option<Instant>>,
    /// Recordings that a session has opened lately, so that one listening is one fact.
    listened: Mutex<HashMap<(String, model::RecordingId), Millis>>,
    processes: processes::Processes,
    accounts: accounts::Accounts,
    mail: processes::mail::Mail,
    rules: changes::Rules,
    evidence_keys: Option<evidence::EvidenceKeys>,
    /// Searches for customers, so that nobody tries numbers one by one.
    searches: customers::Searches,
    /// One change of customers at a time: look, decide and commit must not interleave.
    changing_customers: tokio::sync::Mutex<()>,
    changing_articles: tokio::sync::Mutex<()>,
}

/// A person with an open session. Their rights are looked up at each use, never kept.
#[derive(Clone, Debug)]
pub struct Caller {
    pub session: Arc<Session>,
    pub person: Arc<Person>,
}

impl Caller {
    /// Whom a fact names.
    fn actor(&self) -> Actor {
        if self.session.is_demo { Actor::Demo } else { Actor::Person(self.person.id) }
    }
}

impl Office {
    /// Opens the office over what is stored already. People come from [`service::first_start`].
    pub async fn open(parts: Parts) -> Result<Arc<Self>, OfficeError> {
        let (rulebook, folder) = changes::versions::at_start(&parts.store, parts.rulebook).await?;
        let directory = Directory::load(&parts.store, &rulebook, (parts.clock)()).await?;
        let processes = processes::Processes::new(&rulebook, &directory);
        let office = Arc::new(Self {
            store: parts.store,
            journal: parts.journal,
            in_force: RwLock::new(rulebook),
            switchboard: parts.switchboard,
            recordings: parts.recordings,
            clock: parts.clock,
            passwords: Passwords::new(parts.password_cost),
            attempts: Mutex::default(),
            sessions: Sessions::default(),
            tokens: Sessions::default(),
            desks: Desks::default(),
            directory: RwLock::new(Arc::new(directory)),
            routing_version: AtomicU64::new(1),
            changing_people: tokio::sync::Mutex::default(),
            reading_people: tokio::sync::Mutex::default(),
            people_changed: tokio::sync::watch::Sender::new(0),
            write_failed_at: tokio::sync::Mutex::default(),
            listened: Mutex::default(),
            processes,
            accounts: accounts::Accounts::default(),
            mail: parts.mail,
            rules: changes::Rules::default(),
            evidence_keys: parts.evidence_keys,
            searches: customers::Searches::default(),
            changing_customers: tokio::sync::Mutex::default(),
            changing_articles: tokio::sync::Mutex::default(),
        });
        office.set_folder_differs(folder);
        office.reload_world().await?;
        Ok(office)
    }

    pub fn now(&self) -> Millis {
        (self.clock)()
    }

    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Whether the database can be read and written: a commit succeeded within [`WRITE_PROVEN_FOR`], or one does now.
    pub async fn can_write(&self) -> bool {
        self.journal.is_healthy()
            && store::journal::last_seq(&self.store).await.is_ok()
            && (self.journal.last_commit_age() <= WRITE_PROVEN_FOR || self.try_write().await)
    }

    /// Writes a row for nothing. Not again so soon after it failed: a disk that hangs must not be asked by everybody.
    pub async fn try_write(&self) -> bool {
        let Ok(mut failed_at) = self.write_failed_at.try_lock() else {
            // Somebody tries already: what they find is the answer.
            return self.write_failed_at.lock().await.is_none();
        };
        if failed_at.is_some_and(|at| at.elapsed() < WRITE_PROVEN_FOR) {
            return false;
        }
        let trial = self.journal.commit_with(Vec::new(), vec![store::Aside::WriteTried { at: self.now() }]);
        let is_written = matches!(tokio::time::timeout(WRITE_TRIED_WITHIN, trial).await, Ok(Ok(_)));
        *failed_at = (!is_written).then(Instant::now);
        is_written
    }

    /// The rules in force, with their policies.
    pub fn rulebook(&self) -> Arc<Rulebook> {
        Arc::clone(&self.in_force.read().expect("no code panics while it holds this lock"))
    }

    pub fn open_sessions(&self) -> usize {
        self.sessions.count()
    }

    /// The people as they are now.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().expect("no code panics while it holds this lock"))
    }

    async fn reload_directory(&self) -> Result<Arc<Directory>, OfficeError> {
        // What was read before somebody's commit must not take the place of what was read after it.
        let _one_at_a_time = self.reading_people.lock().await;
        let fresh = Arc::new(Directory::load(&self.store, &self.rulebook(), self.now()).await?);
        let before = self.directory();
        *self.directory.write().expect("no code panics while it holds this lock") = Arc::clone(&fresh);
        self.note_leavers(&before, &fresh);
        self.reload_world().await?;
        self.people_changed.send_modify(|version| *version += 1);
        Ok(fresh)
    }

    /// Changes whenever people or their rights do: what was allowed to begin is asked again.
    pub fn people_changed(&self) -> tokio::sync::watch::Receiver<u64> {
        self.people_changed.subscribe()
    }

    /// What policy knows of a person, as of now.
    fn principal(&self, person: PersonId) -> Result<Principal, OfficeError> {
        self.directory().principal(person).ok_or(OfficeError::NotLoggedIn)
    }

    /// What the session tells of the moment.
    fn circumstances_of(&self, caller: &Caller) -> Circumstances {
        Circumstances { stepped_up: caller.session.stepped_up(), ..self.circumstances() }
    }

    fn circumstances(&self) -> Circumstances {
        Circumstances::at(self.now())
    }

    /// The permit, or why not. Refusals are not written to the journal: for lists and pages.
    fn permit<A: Action>(&self, caller: &Caller, resource: &Resource) -> Result<Permit<A>, Denied> {
        self.permit_under(caller, resource, self.circumstances_of(caller))
    }

    /// The same with more evidence than the session gives: a purpose, a consent, an open case.
    fn permit_under<A: Action>(
        &self,
        caller: &Caller,
        resource: &Resource,
        circumstances: Circumstances,
    ) -> Result<Permit<A>, Denied> {
        tokens::within_scope(caller, A::NAME)?;
        let Ok(principal) = self.principal(caller.person.id) else {
            return Err(Denied::unexplained(A::NAME));
        };
        self.rulebook().access.check::<A>(&principal, resource, circumstances)
    }

    /// The permit for an act. A refusal is a fact.
    async fn demand<A: Action>(&self, caller: &Caller, resource: &Resource) -> Result<Permit<A>, OfficeError> {
        self.demand_under(caller, resource, self.circumstances_of(caller)).await
    }

    async fn demand_under<A: Action>(
        &self,
        caller: &Caller,
        resource: &Resource,
        circumstances: Circumstances,
    ) -> Result<Permit<A>, OfficeError> {
        match self.permit_under::<A>(caller, resource, circumstances) {
            Ok(permit) => Ok(permit),
            Err(denied) => {
                let person = caller.person.id;
                let body = FactBody::ActDenied { person, action: A::NAME.into(), resource: resource_text(resource) };
                // The clauses' board counts which policies stood in the way.
                let policies: Vec<String> = denied.why().reasons.iter().map(|reason| reason.policy.clone()).collect();
                self.commit(vec![entry(self.fact(Actor::Person(person), &policies, body))]).await?;
                Err(OfficeError::Denied(denied))
            }
        }
    }

    fn fact(&self, actor: Actor, reasons: &[String], body: FactBody) -> Fact {
        Fact { seq: 0, at_ms: self.now(), actor, reasons: reasons.to_vec(), body }
    }

    async fn commit(&self, entries: Vec<Entry>) -> Result<Vec<Arc<Fact>>, OfficeError> {
        Ok(self.journal.commit(entries).await?)
    }
}

fn entry(fact: Fact) -> Entry {
    Entry { fact, aside: None }
}

fn entry_with(fact: Fact, secret: store::Aside) -> Entry {
    Entry { fact, aside: Some(secret) }
}

/// How a resource stands in the journal.
fn resource_text(resource: &Resource) -> String {
    match resource {
        Resource::Centre => "centre".into(),
        Resource::Team(team) => format!("team {team}"),
        Resource::Call { id, .. } => format!("call {id}"),
        Resource::Person { person, .. } => format!("person {person}"),
        Resource::Flow { flow } => format!("flow {flow}"),
        Resource::Instance { id, flow, .. } => format!("instance {id} of {flow}"),
        Resource::Customer { customer, .. } => format!("customer {customer}"),
        Resource::AccessRequest { id, .. } => format!("access request {id}"),
        Resource::Order { order, .. } => format!("order {order}"),
        Resource::MoneyChange { id, .. } => format!("money change {id}"),
        Resource::Change { id, .. } => format!("change {id}"),
        Resource::Section { section, .. } => format!("knowledge section {section}"),
        Resource::Task { instance, task, flow, .. } => format!("task {task} of instance {instance} of {flow}"),
    }
}

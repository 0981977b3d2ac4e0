//! Every statement and every room on both databases, and the promises of the journal.

mod evidence;
mod flows;
mod fold;
mod grouping;
mod postgres;
mod rooms;
mod statements;
mod teams;

use crate::{Entry, Options, Store};
use model::{Actor, CallCause, CallId, Fact, FactBody, LegId, Millis, PersonId, PhoneNumber, QueueId, QueueOutcome};
use uuid::Uuid;

/// A SQLite database in its own folder, which goes when the first of the pair is dropped.
async fn sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(&sqlite_url(&folder), Options::default()).await.expect("a new database");
    (folder, store)
}

fn sqlite_url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}/qiao.db", folder.path().display())
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn call(number: u128) -> CallId {
    CallId(Uuid::from_u128(number))
}

fn fact(at_ms: i64, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms: Millis(at_ms), actor: Actor::Switch, reasons: Vec::new(), body }
}

fn started(at_ms: i64, id: u128, from: &str) -> Fact {
    let from = PhoneNumber::from_wire(from);
    fact(at_ms, FactBody::CallStarted { call: call(id), from, to: "95000".into(), trunk: "demo".into() })
}

fn ended(at_ms: i64, id: u128, cause: CallCause, talk_ms: i64) -> Fact {
    let (talk_ms, hold_ms) = (Millis(talk_ms), Millis(0));
    fact(at_ms, FactBody::CallEnded { call: call(id), cause, status: 200, talk_ms, hold_ms })
}

/// A call of agent `agent` from its beginning to its end: 10 s of waiting, 60 s of talk.
fn answered(at_ms: i64, id: u128, from: &str, agent: u128, queue: &str) -> Vec<Fact> {
    let queue = QueueId::from(queue);
    let (agent, leg, wait_ms) = (person(agent), LegId { call: call(id), number: 1 }, Millis(10_000));
    vec![
        started(at_ms, id, from),
        fact(at_ms, FactBody::QueueEntered { call: call(id), queue: queue.clone(), priority: 0, skills: vec![] }),
        fact(at_ms + 10_000, FactBody::QueueLeft { call: call(id), queue, outcome: QueueOutcome::Answered, wait_ms }),
        fact(at_ms + 10_000, FactBody::CallBridged { call: call(id), leg, agent: Some(agent) }),
        ended(at_ms + 70_000, id, CallCause::CustomerHungUp, 60_000),
    ]
}

async fn commit(store: &Store, facts: Vec<Fact>) -> Vec<Fact> {
    let mut entries: Vec<Entry> = facts.into_iter().map(Entry::from).collect();
    store.commit(&mut entries).await.expect("committed");
    entries.into_iter().map(|entry| entry.fact).collect()
}

#[tokio::test]
async fn every_room_works_on_sqlite() {
    let (folder, store) = sqlite().await;
    statements::all_prepare(&store).await;
    rooms::suite(&store).await;
    grouping::does_not_matter(&store).await;
    flows::suite(&store).await;
    store.close().await;
    let again = Store::open(&sqlite_url(&folder), Options::default()).await.expect("opened again");
    rooms::after_restart(&again).await;
}

#[tokio::test]
async fn every_room_works_on_postgres() {
    let Some(server) = postgres::Server::start() else {
        println!("skipped: no PostgreSQL");
        return;
    };
    let store = Store::open(&server.url, Options::default()).await.expect("a new database");
    let second = Store::open(&server.url, Options::default()).await.err();
    assert!(matches!(second, Some(crate::StoreError::InUse)), "one writer only, found {second:?}");
    statements::all_prepare(&store).await;
    rooms::suite(&store).await;
    grouping::does_not_matter(&store).await;
    flows::suite(&store).await;
    teams::follow_people(&store).await;
    rooms::survives_a_lost_connection(&store).await;
    drop(store);
    let again = open_when_free(&server.url).await;
    rooms::after_restart(&again).await;
}

/// PostgreSQL frees the writer's lock when it has seen that the connection is gone.
async fn open_when_free(url: &str) -> Store {
    loop {
        match Store::open(url, Options::default()).await {
            Err(crate::StoreError::InUse) => tokio::task::yield_now().await,
            other => return other.expect("opened again"),
        }
    }
}

#[tokio::test]
async fn a_sqlite_database_has_one_writer() {
    let (folder, store) = sqlite().await;
    let second = Store::open(&sqlite_url(&folder), Options::default()).await.err();
    assert!(matches!(second, Some(crate::StoreError::InUse)), "{second:?}");
    drop(store);
    assert!(Store::open("mysql://x", Options::default()).await.is_err());
}

//! The writer's promises: order, answers after the commit, a refusal for whom it concerns, silence after a failure.

use super::{Journal, JournalError, limits, recovery};
use model::fact::HoldBy;
use model::process::Fields;
use model::{
    Actor, AgentState, CallCause, CallId, Fact, FactBody, InstanceId, LegId, Millis, OfferOutcome, PersonId,
    PersonName, PhoneNumber, QueueId, QueueOutcome, RecordingId,
};
use std::sync::Arc;
use store::{Aside, CallOutcome, Entry, Options, Store, StoreError};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;
use workforce::{Buckets, Definition, Floor, fold};

struct Bench {
    store: Arc<Store>,
    journal: Journal,
    facts: Sender<Fact>,
    folder: tempfile::TempDir,
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = open(&folder).await;
    let vault = crate::vault::Keeper::for_tests(&store).await;
    let (journal, facts) = Journal::start(Arc::clone(&store), vault, floor()).await.expect("starts");
    Bench { store, journal, facts, folder }
}

async fn open(folder: &tempfile::TempDir) -> Arc<Store> {
    let url = format!("sqlite://{}/qiao.db", folder.path().display());
    Arc::new(Store::open(&url, Options::default()).await.expect("a database"))
}

fn floor() -> Floor {
    Floor::new(definition(), 480, Millis(0))
}

fn definition() -> Arc<Definition> {
    Arc::new(Definition::first([]))
}

fn fact(at_ms: i64, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms: Millis(at_ms), actor: Actor::Switch, reasons: Vec::new(), body }
}

fn call(number: u128) -> CallId {
    CallId(Uuid::from_u128(number))
}

fn started(at_ms: i64, id: u128) -> Fact {
    let from = PhoneNumber::from_wire("13800000000");
    fact(at_ms, FactBody::CallStarted { call: call(id), from, to: "95000".into(), trunk: "demo".into() })
}

fn entered(at_ms: i64, id: u128) -> Fact {
    let queue = QueueId::from("aftersale");
    fact(at_ms, FactBody::QueueEntered { call: call(id), queue, priority: 0, skills: Vec::new() })
}

fn added(id: u128, username: &str) -> Entry {
    let body = FactBody::PersonAdded {
        person: PersonId(Uuid::from_u128(id)),
        username: username.into(),
        name: PersonName("王芳".into()),
        roles: vec!["agent".into()],
        team: None,
        locale: "zh-CN".into(),
        email: None,
    };
    Entry::from(fact(1, body))
}

async fn all_facts(store: &Store) -> Vec<Fact> {
    store::journal::after(store, 0, 1_000).await.expect("read")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reader_gets_every_fact_once_after_its_snapshot() {
    let bench = bench().await;
    let from_switch = tokio::spawn({
        let facts = bench.facts.clone();
        async move {
            for number in 0..200 {
                facts.send(started(number, number as u128)).await.expect("the writer reads");
                facts.send(entered(number, number as u128)).await.expect("the writer reads");
            }
        }
    });
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let journal = bench.journal.clone();
            tokio::spawn(async move {
                let own =
                    journal.commit(vec![Entry::from(fact(1, FactBody::ServiceStopped))]).await.expect("committed");
                let mut watch = journal.watch();
                assert!(watch.seq >= own[0].seq, "whoever was answered sees the own fact");
                let mut floor = Floor::clone(&watch.floor);
                while watch.seq < 408 {
                    let fact = watch.facts.recv().await.expect("fewer facts than fit");
                    assert_eq!(fact.seq, watch.seq + 1, "no gap, no overlap");
                    watch.seq = fact.seq;
                    floor.apply(&fact);
                }
                floor
            })
        })
        .collect();
    from_switch.await.expect("sent");
    for reader in readers {
        let floor = reader.await.expect("read");
        let (seq, last) = bench.journal.floor();
        assert_eq!(seq, 408);
        let json = |floor: &Floor| serde_json::to_value(floor).expect("JSON");
        assert_eq!(json(&floor), json(&last), "snapshot and facts make the same floor");
    }
    let facts = all_facts(&bench.store).await;
    assert_eq!(facts.iter().map(|fact| fact.seq).collect::<Vec<_>>(), (1..=408).collect::<Vec<_>>());
    let of_switch = facts.iter().filter_map(|fact| fact.body.call()).map(|call| call.0.as_u128());
    assert!(of_switch.is_sorted(), "the switch's facts keep their order");
    assert!(bench.journal.stats().groups < 408, "facts are written in groups");
}

#[tokio::test]
async fn a_refusal_concerns_only_its_own_request() {
    let bench = bench().await;
    let taken = bench.journal.commit(vec![added(1, "agent1")]).await.expect("the first");
    assert_eq!(taken[0].seq, 1);
    // All of these wait before the writer runs, so they are one group.
    bench.facts.send(started(5, 7)).await.expect("room");
    let (good, bad, also_good, flushed) = tokio::join!(
        bench.journal.commit(vec![added(2, "agent2"), added(3, "agent3")]),
        bench.journal.commit(vec![added(4, "agent4"), added(5, "agent1")]),
        bench.journal.commit(vec![added(6, "agent6")]),
        bench.journal.flush(),
    );
    assert!(matches!(bad, Err(JournalError::UsernameTaken)), "{bad:?}");
    assert_eq!((good.expect("good").len(), also_good.expect("good").len()), (2, 1));
    flushed.expect("flushed");
    let names: Vec<String> =
        store::people::list(&bench.store).await.expect("read").into_iter().map(|person| person.username).collect();
    assert_eq!(names, ["agent1", "agent2", "agent3", "agent6"]);
    let facts = all_facts(&bench.store).await;
    assert_eq!(facts.iter().map(|fact| fact.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(bench.journal.is_healthy());
    assert!(store::calls::by_id(&bench.store, call(7)).await.expect("read").is_some());
}

/// Two people complete the same task at once: the second hears of it, and what others did in the same group stands.
#[tokio::test]
async fn a_stale_state_concerns_only_its_own_request() {
    let bench = bench().await;
    let (instance, other) = (InstanceId(Uuid::from_u128(70)), InstanceId(Uuid::from_u128(71)));
    let begin = |of| bench.journal.commit_with(vec![begun(of)], vec![state(of, 1)]);
    begin(instance).await.expect("begun");
    let step = || bench.journal.commit_with(vec![noted(instance)], vec![state(instance, 2)]);
    bench.facts.send(started(5, 7)).await.expect("room");
    let (first, second, third, flushed) = tokio::join!(step(), step(), begin(other), bench.journal.flush());
    assert_eq!(first.expect("the first").len(), 1);
    assert!(matches!(second, Err(JournalError::Refused(StoreError::Stale))), "{second:?}");
    assert_eq!(third.expect("another instance").len(), 1);
    flushed.expect("flushed");
    let facts = all_facts(&bench.store).await;
    assert_eq!(facts.iter().map(|fact| fact.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let row = store::processes::instance(&bench.store, instance).await.expect("read").expect("there");
    assert_eq!(row.revision, 2);
    assert!(store::calls::by_id(&bench.store, call(7)).await.expect("read").is_some());
    assert!(bench.journal.is_healthy());
}

fn begun(instance: InstanceId) -> Entry {
    let body = FactBody::InstanceStarted {
        instance,
        flow: "leave".into(),
        version: 1,
        definition: "hash".into(),
        start: "apply".into(),
        applicant: None,
        by: None,
        root: instance,
        parent: None,
        due_ms: None,
        data: Fields::new(),
    };
    Entry::from(fact(1, body))
}

fn noted(instance: InstanceId) -> Entry {
    Entry::from(fact(2, FactBody::ExceptionNoted { instance, text: "late".into() }))
}

fn state(instance: InstanceId, revision: u64) -> Aside {
    Aside::InstanceState { instance, revision, state: "{}".into(), next_due_ms: None, waits: Vec::new() }
}

#[tokio::test]
async fn after_a_failed_commit_nothing_is_acknowledged() {
    let bench = bench().await;
    bench.journal.commit(vec![added(1, "agent1")]).await.expect("committed");
    // A commit that is abandoned halfway leaves the store not knowing what is on disk.
    let mut abandoned = [added(2, "agent2")];
    tokio::select! {
        biased;
        _ = bench.store.commit(&mut abandoned) => panic!("a commit needs more than one step"),
        () = std::future::ready(()) => {}
    }
    let refused = bench.journal.commit(vec![added(3, "agent3")]).await;
    assert!(matches!(refused, Err(JournalError::Stopped)), "{refused:?}");
    assert!(!bench.journal.is_healthy());
    assert!(bench.journal.why_stopped().is_some_and(|why| why.contains("stopped")));
    let again = bench.journal.commit(vec![added(4, "agent4")]).await;
    assert!(matches!(again, Err(JournalError::Stopped)), "{again:?}");
    assert!(bench.journal.flush().await.is_err());
    // The switch notices by a channel that fills: it refuses new calls.
    let room = (0..limits::FACTS_WAITING_MAX * 2).take_while(|_| bench.facts.try_send(started(1, 1)).is_ok()).count();
    assert_eq!(room, limits::FACTS_WAITING_MAX);
    assert_eq!(bench.journal.floor().0, 1, "no live page saw what was not committed");
}

#[tokio::test]
async fn a_flush_waits_for_all_facts_of_the_switch() {
    let bench = bench().await;
    for number in 0..1_000 {
        bench.facts.send(started(1, number)).await.expect("room");
    }
    bench.journal.flush().await.expect("flushed");
    assert_eq!(store::journal::last_seq(&bench.store).await.expect("read"), 1_000);
}

/// Four calls are cut off: in the IVR, ringing at an agent, talking, and on hold while recorded. A fifth had ended, but
/// not its recording.
#[tokio::test]
async fn a_start_ends_the_calls_that_a_crash_left_open() {
    let Bench { store, journal, facts, folder } = bench().await;
    let leg = |id| LegId { call: call(id), number: 1 };
    let [talker, rung, away] = [1, 2, 3].map(|number| PersonId(Uuid::from_u128(number)));
    let agent = Some(talker);
    let queue = QueueId::from("aftersale");
    let offered = FactBody::OfferMade { call: call(2), leg: leg(2), agent: rung, queue, wait_ms: Millis(2_000) };
    let is_in = |at, agent, state| fact(at, FactBody::AgentStateChanged { agent, state, cause: None });
    let (cause, talk_ms, hold_ms) = (CallCause::CustomerHungUp, Millis(4_000), Millis::ZERO);
    let over = FactBody::CallEnded { call: call(5), cause, status: 200, talk_ms, hold_ms };
    let left = |at, id| {
        let (queue, outcome) = (QueueId::from("aftersale"), QueueOutcome::Answered);
        fact(at, FactBody::QueueLeft { call: call(id), queue, outcome, wait_ms: Millis(1_000) })
    };
    let bridged = |at, id| fact(at, FactBody::CallBridged { call: call(id), leg: leg(id), agent });
    let (recording, late) = (RecordingId(Uuid::from_u128(9)), RecordingId(Uuid::from_u128(10)));
    let story = vec![
        started(1_000, 1),
        started(1_000, 2),
        entered(2_000, 2),
        is_in(2_500, away, AgentState::Offline),
        is_in(4_000, rung, AgentState::Ringing { call: call(2), until: Millis(20_000) }),
        fact(4_000, offered),
        started(1_000, 3),
        entered(2_000, 3),
        left(3_000, 3),
        bridged(3_000, 3),
        started(1_000, 4),
        entered(2_000, 4),
        left(3_000, 4),
        bridged(3_000, 4),
        is_in(3_000, talker, AgentState::Talking { call: call(4) }),
        fact(3_000, FactBody::RecordingStarted { call: call(4), recording }),
        started(1_000, 5),
        fact(3_000, FactBody::RecordingStarted { call: call(5), recording: late }),
        fact(7_000, over),
        fact(8_000, FactBody::HoldStarted { call: call(4), by: HoldBy::Agent }),
        // The last sign of life.
        fact(10_000, FactBody::PhoneUnregistered { phone: "8001".into() }),
    ];
    journal.commit(story.into_iter().map(Entry::from).collect()).await.expect("committed");
    // The process dies; the lock goes with it.
    let url_folder = folder;
    drop((journal, facts));
    let store = reopened(store, &url_folder).await;

    let vault = crate::vault::Keeper::for_tests(&store).await;
    let (journal, _facts) = recovery::start(Arc::clone(&store), vault, floor()).await.expect("starts");
    assert_eq!(journal.floor().1.calls.len(), 4, "as it was at the crash");
    let crashed_at = journal.floor().0;
    let sound_of = |_| Some(recovery::Sound { duration_ms: Millis(9_500), bytes: 152_058 });
    let ended = recovery::end_open_calls(&store, &journal, Millis(60_000), sound_of).await.expect("mended");
    assert_eq!(ended, 4);
    let mended_to = journal.floor().0;
    let again = recovery::end_open_calls(&store, &journal, Millis(60_000), sound_of);
    assert_eq!(again.await.expect("nothing left"), 0);
    assert_eq!(journal.floor().0, mended_to, "once is enough");

    let mended = store::journal::after(&store, crashed_at, 100).await.expect("read");
    let (outcome, ring_ms) = (OfferOutcome::Withdrawn, Millis(6_000));
    let withdrawn = FactBody::OfferEnded { call: call(2), leg: leg(2), agent: rung, outcome, ring_ms };
    assert_eq!((mended[0].at_ms, &mended[0].body), (Millis(10_000), &withdrawn));
    let offline = |agent| FactBody::AgentStateChanged { agent, state: AgentState::Offline, cause: None };
    assert_eq!((&mended[1].body, &mended[2].body), (&offline(talker), &offline(rung)));
    assert_eq!(mended[2].at_ms, Millis(10_000), "not until the new start");
    assert!(journal.floor().1.agents.values().all(|live| live.state == AgentState::Offline));

    let rows = [1, 2, 3, 4].map(|id| store::calls::by_id(&store, call(id)));
    let mut outcomes = Vec::new();
    for row in rows {
        let row = row.await.expect("read").expect("there");
        assert_eq!((row.cause.as_deref(), row.ended_ms), (Some("service_stopped"), Some(Millis(60_000))));
        outcomes.push((row.outcome, row.wait_ms.0, row.talk_ms.0, row.hold_ms.0));
    }
    let expected = [
        (CallOutcome::Ivr, 0, 0, 0),
        (CallOutcome::Abandoned, 8_000, 0, 0),
        (CallOutcome::Answered, 1_000, 7_000, 0),
        // The recording went on for longer than any fact tells.
        (CallOutcome::Answered, 1_000, 5_000, 4_500),
    ];
    assert_eq!(outcomes, expected);
    for id in [recording, late] {
        let sound = store::recordings::by_id(&store, id).await.expect("read").expect("there");
        assert_eq!((sound.duration_ms, sound.bytes), (Some(Millis(9_500)), Some(152_058)), "as the file says");
    }
    let floor = journal.floor().1;
    assert!(floor.calls.is_empty() && floor.queues[&QueueId::from("aftersale")].waiting.is_empty());
    let facts = all_facts(&store).await;
    let report = fold(definition(), Buckets::days(480), &facts, Millis(60_000));
    let queue = QueueId::from("aftersale");
    assert_eq!(floor.queues[&queue].today, *report.queues[&queue].values().next().expect("one day"));
    let causes =
        facts.iter().filter(|f| matches!(f.body, FactBody::CallEnded { cause: CallCause::ServiceStopped, .. }));
    assert_eq!(causes.count(), 4, "each call ends once");
}

/// The writer's task ends when its last handle is gone, and then the store is free.
async fn reopened(store: Arc<Store>, folder: &tempfile::TempDir) -> Arc<Store> {
    let mut store = Some(store);
    while let Some(held) = store.take() {
        match Arc::try_unwrap(held) {
            Ok(free) => free.close().await,
            Err(held) => {
                tokio::task::yield_now().await;
                store = Some(held);
            }
        }
    }
    open(folder).await
}

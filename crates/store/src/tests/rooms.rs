//! One story told on each database: people, log-ins, calls, recordings, the journal and its proof.

use super::{answered, call, commit, ended, fact, person, started};
use crate::calls::{self, CallCursor, CallFilter, CallOutcome, CallRow, Scope};
use crate::{Aside, Entry, Store, StoreError, journal, meta, people, recordings, sessions, tokens};
use ::journal::verify_export;
use model::{Actor, CallCause, CallId, Fact, FactBody, Millis, PersonName, QueueId, RecordingId, TokenId};
use uuid::Uuid;

pub async fn suite(store: &Store) {
    assert_eq!(journal::last_seq(store).await.expect("empty"), 0);
    a_trial(store).await;
    everybody(store).await;
    log_ins(store).await;
    programs(store).await;
    lives_of_calls(store).await;
    lists_of_calls(store).await;
    sounds(store).await;
    reading_the_journal(store).await;
    refusals(store).await;
    append_only(store).await;
    assert!(store.integrity_problems().await.expect("checked").is_empty());
    the_export_is_proven(store).await;
}

pub async fn after_restart(store: &Store) {
    let before = journal::last_seq(store).await.expect("the last number");
    let facts = commit(store, vec![fact(1, FactBody::ServiceStopped)]).await;
    assert_eq!(facts[0].seq, before + 1, "numbers go on without a gap");
    the_export_is_proven(store).await;
}

/// An operator, a failover or a restart ends the writer's connection: the next commit goes through all the same, and
/// one that had arrived is not made twice.
pub async fn survives_a_lost_connection(store: &Store) {
    let before = journal::last_seq(store).await.expect("the last number");
    for number in 1..=3 {
        let sql = "SELECT CAST(pg_terminate_backend(pid) AS INT)::BIGINT FROM pg_locks WHERE locktype = 'advisory'";
        let ended = store.rows(sql, Vec::new()).await.expect("asked");
        assert_eq!(ended.len(), 1, "the writer holds the lock");
        let facts = commit(store, vec![fact(1, FactBody::ServiceStopped)]).await;
        assert_eq!(facts[0].seq, before + number);
    }
    the_export_is_proven(store).await;
}

fn added(number: u128, username: &str, team: Option<&str>) -> Fact {
    let body = FactBody::PersonAdded {
        person: person(number),
        username: username.into(),
        name: PersonName("王芳".into()),
        roles: vec!["agent".into(), "senior".into()],
        team: team.map(Into::into),
        locale: "zh-CN".into(),
        email: None,
    };
    fact(1_000, body)
}

async fn a_trial(store: &Store) {
    assert_eq!(meta::write_tried(store).await.expect("read"), None);
    for at in [Millis(500), Millis(5_500)] {
        store.commit_with(&mut [], &[Aside::WriteTried { at }]).await.expect("written");
        assert_eq!(meta::write_tried(store).await.expect("read"), Some(at));
    }
    assert_eq!(journal::last_seq(store).await.expect("empty"), 0, "no fact");
}

async fn everybody(store: &Store) {
    let phc = Aside::PasswordHash { person: person(1), phc: "$argon2id$x".into() };
    let mut entries = vec![
        added(1, "agent1", Some("team1")).into(),
        added(2, "agent2", Some("team2")).into(),
        added(3, "admin", None).into(),
        Entry { fact: fact(1_000, FactBody::PasswordChanged { person: person(1) }), aside: Some(phc) },
        fact(1_000, FactBody::RulebookInForce { hash: "abc".into() }).into(),
    ];
    store.commit(&mut entries).await.expect("three people");
    assert_eq!(entries.iter().map(|entry| entry.fact.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);

    let found = people::by_username(store, "agent1").await.expect("read").expect("there");
    assert_eq!(found.phc.as_deref(), Some("$argon2id$x"));
    assert_eq!((found.id, found.name.0.as_str(), found.is_active), (person(1), "王芳", true));
    assert_eq!(found.roles, ["agent", "senior"]);
    assert!(!format!("{found:?}").contains("argon2"), "a hash does not print");
    assert_eq!(people::by_username(store, "nobody").await.expect("read"), None);
    let names: Vec<String> = people::list(store).await.expect("read").into_iter().map(|p| p.username).collect();
    assert_eq!(names, ["admin", "agent1", "agent2"]);

    commit(store, vec![fact(2_000, FactBody::PersonDisabled { person: person(2) })]).await;
    assert!(!people::by_id(store, person(2)).await.expect("read").expect("there").is_active);
    commit(store, vec![fact(2_000, FactBody::PersonEnabled { person: person(2) })]).await;
    assert!(people::by_id(store, person(2)).await.expect("read").expect("there").is_active);
    commit(store, vec![added(3, "admin", Some("it"))]).await;
    assert_eq!(people::by_id(store, person(3)).await.expect("read").expect("there").team.as_deref(), Some("it"));
    assert_eq!(meta::rulebook_hash(store).await.expect("read").as_deref(), Some("abc"));
}

async fn log_ins(store: &Store) {
    let open = |hash: &str, opened: i64| {
        let secret = Aside::SessionOpened {
            token_hash: hash.into(),
            person: person(1),
            opened_ms: Millis(opened),
            idle_until_ms: Millis(opened + 100),
            expires_ms: Millis(opened + 1_000),
            user_agent: "Firefox\0".into(),
        };
        Entry { fact: fact(opened, FactBody::LoggedIn { person: person(1), provider: None }), aside: Some(secret) }
    };
    store.commit(&mut [open("h1", 10_000), open("h2", 10_001)]).await.expect("two sessions");
    let touched = Aside::SessionTouched { token_hash: "h1".into(), idle_until_ms: Millis(10_500) };
    store.commit_with(&mut [], &[touched]).await.expect("touched");
    let (session, whose) = sessions::by_token_hash(store, "h1").await.expect("read").expect("there");
    assert_eq!((session.idle_until_ms, whose.username.as_str()), (Millis(10_500), "agent1"));
    assert_eq!(session.user_agent, "Firefox\u{fffd}");
    assert_eq!(sessions::of_person(store, person(1)).await.expect("read").len(), 2);

    store.commit(&mut [open("h3", 10_300)]).await.expect("a third; the second is past its idle time");
    assert!(sessions::by_token_hash(store, "h2").await.expect("read").is_none());
    store.commit_with(&mut [], &[Aside::SessionEnded { token_hash: "h1".into() }]).await.expect("ended");
    assert!(sessions::by_token_hash(store, "h1").await.expect("read").is_none());
    store.commit_with(&mut [], &[Aside::SessionsEndedOf { person: person(1) }]).await.expect("ended");
    assert!(sessions::of_person(store, person(1)).await.expect("read").is_empty());
}

async fn programs(store: &Store) {
    let [first, second] = [31, 32].map(|number| TokenId(Uuid::from_u128(number)));
    let issue = |id, hash: &str, issued: i64, expires: i64| {
        let (name, issued_ms, expires_ms) = ("crm".to_owned(), Millis(issued), Millis(expires));
        let body = FactBody::TokenIssued { person: person(1), token: id, name: name.clone(), expires_ms, scope: None };
        let token_hash = hash.to_owned();
        let secret = Aside::TokenIssued { id, token_hash, person: person(1), name, issued_ms, expires_ms, scope: None };
        Entry { fact: fact(issued, body), aside: Some(secret) }
    };
    store.commit(&mut [issue(first, "t1", 20_000, 20_500)]).await.expect("a token");
    let refused = store.commit(&mut [issue(second, "t1", 20_000, 20_500)]).await;
    assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
    let used = Aside::TokenUsed { id: first, used_ms: Millis(20_100) };
    store.commit_with(&mut [], &[used]).await.expect("used");
    let found = tokens::by_hash(store, "t1").await.expect("read").expect("there");
    assert_eq!((found.id, found.person, found.used_ms), (first, person(1), Some(Millis(20_100))));
    assert_eq!(tokens::by_id(store, first).await.expect("read"), Some(found.clone()));
    assert_eq!(tokens::list(store).await.expect("read"), [found]);

    store.commit(&mut [issue(second, "t2", 20_501, 30_000)]).await.expect("a second; the first has run out");
    assert!(tokens::by_hash(store, "t1").await.expect("read").is_none());
    assert_eq!(tokens::of_person(store, person(1)).await.expect("read").len(), 1);
    store.commit_with(&mut [], &[Aside::TokenRevoked { id: second }]).await.expect("revoked");
    assert!(tokens::list(store).await.expect("read").is_empty());
}

async fn row_of(store: &Store, id: u128) -> CallRow {
    calls::by_id(store, call(id)).await.expect("read").expect("there")
}

/// The same facts give the same row, whether they come in one group or one by one.
async fn lives_of_calls(store: &Store) {
    commit(store, answered(100_000, 1, "13800000000", 1, "aftersale")).await;
    for fact in answered(200_000, 2, "13800000000", 1, "aftersale") {
        commit(store, vec![fact]).await;
    }
    let (whole, pieces) = (row_of(store, 1).await, row_of(store, 2).await);
    assert_eq!(whole.outcome, CallOutcome::Answered);
    assert_eq!((whole.wait_ms, whole.talk_ms, whole.ended_ms), (Millis(10_000), Millis(60_000), Some(Millis(170_000))));
    let agent = whole.agent.clone().expect("an agent");
    assert_eq!(
        (agent.id, agent.username.as_deref(), agent.team.as_deref()),
        (person(1), Some("agent1"), Some("team1"))
    );
    assert_eq!(whole.cause.as_deref(), Some("customer_hung_up"));
    let same = CallRow { id: whole.id, started_ms: whole.started_ms, ended_ms: whole.ended_ms, ..pieces };
    assert_eq!(whole, same);

    let queue = QueueId::from("presale");
    let entered =
        |id| fact(1, FactBody::QueueEntered { call: call(id), queue: queue.clone(), priority: 0, skills: vec![] });
    let left = |id, outcome, wait| {
        fact(1, FactBody::QueueLeft { call: call(id), queue: queue.clone(), outcome, wait_ms: Millis(wait) })
    };
    use model::QueueOutcome::{Abandoned, Overflowed};
    commit(store, vec![started(300_000, 3, "1"), entered(3), left(3, Overflowed, 5), entered(3)]).await;
    assert_eq!(row_of(store, 3).await.outcome, CallOutcome::Live);
    assert_eq!(calls::open_ids(store).await.expect("read"), [call(3)]);
    commit(store, vec![left(3, Abandoned, 7), ended(300_100, 3, CallCause::CustomerHungUp, 0)]).await;
    assert_eq!((row_of(store, 3).await.outcome, row_of(store, 3).await.wait_ms), (CallOutcome::Abandoned, Millis(12)));

    commit(store, vec![started(400_000, 4, "2"), ended(400_001, 4, CallCause::NoSuchNumber, 0)]).await;
    commit(store, vec![started(500_000, 5, "3")]).await;
    commit(store, vec![ended(500_001, 5, CallCause::FlowEnded, 0)]).await;
    assert_eq!(
        (row_of(store, 4).await.outcome, row_of(store, 5).await.outcome),
        (CallOutcome::Refused, CallOutcome::Ivr)
    );

    let disposition =
        FactBody::DispositionSet { call: call(1), agent: person(1), code: "refund".into(), note: "退款".into() };
    commit(store, vec![fact(600_000, disposition)]).await;
    assert_eq!(row_of(store, 1).await.note.as_deref(), Some("退款"));
    let mut demo = started(650_000, 6, "4");
    demo.actor = Actor::Demo;
    commit(store, vec![demo, ended(650_001, 6, CallCause::FlowEnded, 0)]).await;
    assert!(row_of(store, 6).await.is_demo && !row_of(store, 5).await.is_demo);
    assert_eq!(calls::facts_of(store, call(1)).await.expect("read").len(), 6);
}

async fn ids(store: &Store, scope: Scope, filter: CallFilter) -> Vec<u128> {
    let (rows, next) = calls::list(store, &scope, &filter, None, 200).await.expect("read");
    assert_eq!(next, None);
    rows.iter().map(|row| row.id.0.as_u128()).collect()
}

async fn lists_of_calls(store: &Store) {
    let mut facts = Vec::new();
    for id in 10..60_u128 {
        // Two at the same millisecond each, so that the cursor must tell them apart.
        let at = 1_000_000 + i64::try_from(id / 2).expect("small") * 1_000;
        facts.extend(answered(at, id, &format!("139{id:08}"), 2, "complaint"));
    }
    commit(store, facts).await;
    let wanted = CallFilter { from: Some(Millis(1_000_000)), ..CallFilter::default() };
    let (mut seen, mut cursor) = (Vec::<CallId>::new(), None);
    loop {
        let (rows, next) = calls::list(store, &Scope::All, &wanted, cursor, 7).await.expect("read");
        seen.extend(rows.iter().map(|row| row.id));
        let Some(next) = next else { break };
        assert_eq!(next.to_string().parse::<CallCursor>(), Ok(next));
        cursor = Some(next);
    }
    let expected: Vec<CallId> = (10..60).rev().map(call).collect();
    assert_eq!(seen, expected, "each once, the latest first");

    let teams =
        |keys: &[&str], agent| Scope::Teams { teams: keys.iter().map(|key| (*key).to_owned()).collect(), agent };
    let any = CallFilter::default;
    let old = || CallFilter { until: Some(Millis(1_000_000)), ..any() };
    assert_eq!(ids(store, Scope::All, old()).await, [6, 5, 4, 3, 2, 1]);
    assert_eq!(ids(store, Scope::None, old()).await, [0_u128; 0]);
    assert_eq!(ids(store, Scope::Agent(person(1)), any()).await, [2, 1]);
    assert_eq!(ids(store, Scope::Agent(person(1)), CallFilter { agent: Some(person(2)), ..any() }).await, [0_u128; 0]);
    assert_eq!(ids(store, teams(&["team1"], None), any()).await, [2, 1]);
    assert_eq!(ids(store, teams(&["team2"], None), old()).await, [0_u128; 0]);
    assert_eq!(ids(store, teams(&["team2"], Some(person(1))), old()).await, [2, 1]);
    assert_eq!(ids(store, teams(&["team2", "team1"], None), old()).await, [2, 1]);
    assert_eq!(ids(store, teams(&["team", "eam1"], None), any()).await, [0_u128; 0], "whole keys only");
    assert_eq!(ids(store, Scope::All, CallFilter { queue: Some("presale".into()), ..any() }).await, [3]);
    assert_eq!(ids(store, Scope::All, CallFilter { agent: Some(person(1)), ..any() }).await, [2, 1]);
    assert_eq!(ids(store, Scope::All, CallFilter { outcome: Some(CallOutcome::Refused), ..any() }).await, [4]);
    assert_eq!(ids(store, Scope::All, CallFilter { outcome: Some(CallOutcome::Live), ..any() }).await, [0_u128; 0]);
    let number = |text: &str| CallFilter { number: Some(text.into()), ..any() };
    assert_eq!(ids(store, Scope::All, number("0059")).await, [59], "by the end");
    assert_eq!(ids(store, Scope::All, number("138")).await, [2, 1], "by the beginning");
    assert_eq!(ids(store, Scope::All, number("%")).await.len(), 56, "nothing left of it, so no filter");
    assert_eq!(ids(store, Scope::All, number("13_0")).await, [0_u128; 0], "no wildcards");
}

async fn sounds(store: &Store) {
    let recording = RecordingId(Uuid::from_u128(77));
    commit(store, vec![fact(110_000, FactBody::RecordingStarted { call: call(1), recording })]).await;
    let open = recordings::by_id(store, recording).await.expect("read").expect("there");
    assert_eq!((open.started_ms, open.duration_ms), (Millis(110_000), None));
    assert_eq!(recordings::open(store).await.expect("read"), [open]);
    let (duration_ms, bytes) = (Millis(60_000), 960_044);
    commit(store, vec![fact(170_000, FactBody::RecordingEnded { call: call(1), recording, duration_ms, bytes })]).await;
    let done = recordings::of_call(store, call(1)).await.expect("read");
    assert_eq!((done.len(), done[0].started_ms, done[0].bytes), (1, Millis(110_000), Some(960_044)));
    assert!(recordings::open(store).await.expect("read").is_empty());
    assert_eq!(row_of(store, 1).await.recording, Some((recording, Some(Millis(60_000)))));
}

async fn reading_the_journal(store: &Store) {
    let last = journal::last_seq(store).await.expect("the last number");
    let mut facts = Vec::new();
    while let Some(next) =
        Some(journal::after(store, facts.len() as u64, 40).await.expect("read")).filter(|n| !n.is_empty())
    {
        facts.extend(next);
    }
    assert_eq!(facts.iter().map(|fact| fact.seq).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
    let between = journal::between(store, Millis(400_000), Millis(500_000), 0, 100).await.expect("read");
    assert_eq!(between.len(), 2);
    let none = journal::between(store, Millis(400_000), Millis(500_000), between[1].seq, 100).await.expect("read");
    assert!(none.is_empty());
    let own = journal::of_person(store, person(1), u64::MAX, 3).await.expect("read");
    assert_eq!(own.len(), 3);
    assert!(own[0].seq > own[1].seq, "the latest first");
    let before = journal::of_person(store, person(1), own[2].seq, 1).await.expect("read");
    assert!(before[0].seq < own[2].seq);
}

/// A refused constraint writes nothing, takes no number, and does not stop the store.
async fn refusals(store: &Store) {
    let last = journal::last_seq(store).await.expect("the last number");
    let mut entries = [started(700_000, 90, "5").into(), added(9, "agent1", None).into()];
    let refused = store.commit(&mut entries).await;
    assert!(matches!(refused, Err(StoreError::UsernameTaken)), "{refused:?}");
    assert_eq!((entries[0].fact.seq, journal::last_seq(store).await.expect("read")), (0, last));
    assert_eq!(calls::by_id(store, call(90)).await.expect("read"), None);
    let nobody = Aside::PasswordHash { person: person(99), phc: "x".into() };
    let refused = store.commit_with(&mut [], &[nobody]).await;
    assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
    let facts = commit(store, vec![started(700_000, 90, "5"), ended(700_001, 90, CallCause::FlowEnded, 0)]).await;
    assert_eq!(facts[0].seq, last + 1);
}

async fn append_only(store: &Store) {
    let mut writer = store.writer.lock().await;
    for sql in ["UPDATE journal SET body = 'x' WHERE seq = 1", "DELETE FROM journal WHERE seq = 1"] {
        let result = writer.link().execute(sql, Vec::new()).await;
        assert!(result.is_err(), "{sql}");
    }
}

async fn the_export_is_proven(store: &Store) {
    let last = journal::last_seq(store).await.expect("the last number");
    let mut export = Vec::new();
    let key = super::evidence::log().verifier().to_string();
    assert_eq!(journal::export(store, last, Some(key), &mut export).await.expect("to memory"), last);
    let export = String::from_utf8(export).expect("text");
    let summary = verify_export(export.lines(), None).expect("as committed");
    assert_eq!(summary.facts, last);
    let writer = store.writer.lock().await;
    assert_eq!(writer.root(), summary.root, "the store's own tree");
}

#[tokio::test]
async fn a_thousand_facts_leave_a_checkpoint_that_a_restart_takes_up() {
    let (folder, store) = super::sqlite().await;
    for group in 0..5_u128 {
        let facts = (0..300).map(|n| ended(1, group * 300 + n, CallCause::FlowEnded, 0)).collect();
        commit(&store, facts).await;
    }
    let checkpoints = journal::checkpoints_after(&store, 0, 10).await.expect("read");
    assert_eq!(checkpoints.iter().map(|c| c.size).collect::<Vec<_>>(), [1_200]);
    drop(store);
    let store = Store::open(&super::sqlite_url(&folder), crate::Options::default()).await.expect("opened again");
    the_export_is_proven(&store).await;
}

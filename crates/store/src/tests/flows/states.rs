//! Instances with their states: the guard against two writers, what the clock and messages find, stories, lists.

use super::{begun, closed, commit, fact, instance, opened, over, person};
use crate::processes::{self, InstanceFilter};
use crate::{Aside, Entry, Store, StoreError, journal};
use model::{FactBody, InstanceId, Millis};

pub async fn suite(store: &Store) {
    a_life(store).await;
    a_stale_state_is_refused(store).await;
    a_time_of_the_clock_starts_once(store).await;
    families(store).await;
    texts(store).await;
    what_is_counted(store).await;
}

fn state(id: u128, revision: u64, due: Option<i64>, waits: &[(&str, &str)]) -> Aside {
    Aside::InstanceState {
        instance: instance(id),
        revision,
        state: format!("{{\"revision\":{revision}}}"),
        next_due_ms: due.map(Millis),
        waits: waits.iter().map(|(name, key)| ((*name).into(), (*key).into())).collect(),
    }
}

async fn waiting(store: &Store, name: &str, key: &str) -> Vec<InstanceId> {
    processes::waiting_for(store, name, key, 10).await.expect("read")
}

async fn a_life(store: &Store) {
    let mut first = [Entry { fact: begun(1_000, 1, "leave", Some(1)), aside: Some(state(1, 1, Some(5_000), &[])) }];
    store.commit(&mut first).await.expect("begun with its state");
    let row = processes::instance(store, instance(1)).await.expect("read").expect("there");
    assert_eq!((row.number, row.revision, row.applicant), (first[0].fact.seq, 1, Some(person(1))));
    assert_eq!((row.root, row.parent, row.ended_ms, row.is_demo), (instance(1), None, None, false));
    assert_eq!(row.state, "{\"revision\":1}");
    assert_eq!(processes::due(store, Millis(4_999), 10).await.expect("read"), []);
    assert_eq!(processes::due(store, Millis(5_000), 10).await.expect("read"), [instance(1)]);
    assert_eq!(processes::next_due(store).await.expect("read"), Some(Millis(5_000)));

    // Two states of one instance in one commit, and the messages of the second only.
    let waits = [("cancel", "k1"), ("paid", "k2"), ("paid", "k2")];
    let two = [state(1, 2, Some(6_000), &[("old", "k0")]), state(1, 3, None, &waits)];
    store.commit_with(&mut [], &two).await.expect("each follows the one before");
    assert_eq!(processes::next_due(store).await.expect("read"), None);
    assert_eq!(waiting(store, "paid", "k2").await, [instance(1)]);
    assert_eq!(waiting(store, "old", "k0").await, []);

    let facts = vec![opened(2_000, 1, 2, &[2], None), over(3_000, 1, "granted")];
    let mut entries: Vec<Entry> = facts.into_iter().map(Entry::from).collect();
    store.commit_with(&mut entries, &[state(1, 4, None, &[])]).await.expect("ended");
    let row = processes::instance(store, instance(1)).await.expect("read").expect("there");
    assert_eq!((row.ended_ms, row.end.as_deref(), row.revision), (Some(Millis(3_000)), Some("granted"), 4));
    assert_eq!(waiting(store, "paid", "k2").await, []);
    let story = processes::story(store, instance(1), 10).await.expect("read");
    assert_eq!(story.iter().map(|fact| fact.at_ms.0).collect::<Vec<_>>(), [1_000, 2_000, 3_000]);
    assert_eq!(processes::story(store, instance(1), 2).await.expect("read").len(), 2);
    assert_eq!(processes::instance(store, instance(99)).await.expect("read"), None);
}

/// The loser of a race hears of it; nothing of its group is written, and the same facts without it go through.
async fn a_stale_state_is_refused(store: &Store) {
    let last = journal::last_seq(store).await.expect("the last number");
    let mut winner = [Entry { fact: begun(1_000, 2, "leave", Some(1)), aside: Some(state(2, 1, None, &[])) }];
    store.commit(&mut winner).await.expect("begun");
    for revision in [0, 1, 3] {
        let mut group: Vec<Entry> = vec![
            begun(1_100, 3, "leave", Some(2)).into(),
            Entry { fact: opened(1_100, 2, 7, &[2], None), aside: Some(state(2, revision, None, &[("x", "y")])) },
        ];
        let refused = store.commit_with(&mut group, &[state(3, 1, None, &[])]).await;
        assert!(matches!(refused, Err(StoreError::Stale)), "revision {revision}: {refused:?}");
        assert!(refused.is_err_and(|error| error.is_refusal()), "the writer goes on with the others");
        assert!(group.iter().all(|entry| entry.fact.seq == 0));
        assert_eq!(journal::last_seq(store).await.expect("read"), last + 1);
        assert_eq!(processes::instance(store, instance(3)).await.expect("read"), None);
        assert_eq!(processes::tasks_of(store, instance(2)).await.expect("read"), []);
        assert_eq!(waiting(store, "x", "y").await, []);
    }
    let unknown = store.commit_with(&mut [], &[state(99, 1, None, &[])]).await;
    assert!(matches!(unknown, Err(StoreError::Stale)), "no such instance: {unknown:?}");
    let mut other = [begun(1_100, 3, "leave", Some(2)).into()];
    store.commit_with(&mut other, &[state(3, 1, None, &[])]).await.expect("the others of the group");
    assert_eq!(other[0].fact.seq, last + 2, "no number was lost");
    commit(store, vec![over(1_200, 2, "refused"), over(1_200, 3, "granted")]).await;
}

async fn a_time_of_the_clock_starts_once(store: &Store) {
    let due = |due_ms, instance| Aside::ScheduledStart {
        flow: "roster".into(),
        start: "monthly".into(),
        due_ms: Millis(due_ms),
        instance,
    };
    store.commit_with(&mut [], &[due(100, None)]).await.expect("first sight");
    let starting =
        |id: u128| [Entry { fact: begun(250, id, "roster", None), aside: Some(due(200, Some(instance(id)))) }];
    store.commit(&mut starting(10)).await.expect("started");
    let again = store.commit(&mut starting(11)).await;
    assert!(matches!(again, Err(StoreError::Stale)), "{again:?}");
    let twice = store.commit_with(&mut [], &[due(300, None), due(300, None)]).await;
    assert!(matches!(twice, Err(StoreError::Stale)), "also within one commit: {twice:?}");
    assert_eq!(processes::instance(store, instance(11)).await.expect("read"), None);
    let last = processes::last_scheduled(store).await.expect("read");
    assert_eq!(last, [("roster".to_owned(), "monthly".to_owned(), Millis(200))]);
    commit(store, vec![over(300, 10, "done")]).await;
}

async fn families(store: &Store) {
    let mut child = begun(2_000, 21, "handover", None);
    if let FactBody::InstanceStarted { root, parent, .. } = &mut child.body {
        (*root, *parent) = (instance(20), Some((instance(20), 4)));
    }
    commit(store, vec![begun(2_000, 20, "leaving", Some(3)), child]).await;
    let children = processes::children_of(store, instance(20)).await.expect("read");
    assert_eq!(children.iter().map(|row| row.id).collect::<Vec<_>>(), [instance(21)]);
    assert_eq!((children[0].root, children[0].parent), (instance(20), Some((instance(20), 4))));
    assert_eq!(processes::children_of(store, instance(21)).await.expect("read"), []);
    commit(store, vec![over(2_100, 20, "done"), over(2_100, 21, "done")]).await;
}

async fn texts(store: &Store) {
    let kept = |hash: &str, version, at| {
        let (flow, text) = ("expense".into(), format!("flow: {hash}"));
        fact(at, FactBody::FlowKept { flow, version, hash: hash.into(), text })
    };
    commit(store, vec![kept("h2", 2, 1), kept("h3", 3, 2), kept("h2", 9, 3)]).await;
    let text = processes::definition(store, "h2").await.expect("read").expect("there");
    assert_eq!(text, ("expense".into(), 2, "flow: h2".into()));
    assert_eq!(processes::definition(store, "h9").await.expect("read"), None);
    assert_eq!(processes::definition_hashes(store).await.expect("read"), ["h2", "h3"]);

    commit(store, (30..35).map(|id| begun(3_000, id, "expense", Some(3))).collect()).await;
    let (from, to) = ("hash-of-expense".into(), "h3".into());
    commit(store, vec![fact(3_100, FactBody::InstanceMigrated { instance: instance(31), from, to, version: 3 })]).await;
    let row = processes::instance(store, instance(31)).await.expect("read").expect("there");
    assert_eq!((row.version, row.definition.as_str()), (3, "h3"));
    let by_text = processes::open_by_definition(store, "expense").await.expect("read");
    assert_eq!(by_text, [("h3".to_owned(), 1), ("hash-of-expense".to_owned(), 4)]);
    assert_eq!(processes::open_counts(store).await.expect("read"), [("expense".to_owned(), 5)]);
    let mut seen = Vec::new();
    while let Some(next) = Some(processes::open_of_flow(store, "expense", seen.last().copied(), 2).await.expect("read"))
        .filter(|next| !next.is_empty())
    {
        seen.extend(next.into_iter().map(|row| row.id));
    }
    assert_eq!(seen, (30..35).map(instance).collect::<Vec<_>>());
    commit(store, (30..35).map(|id| over(3_200, id, "paid")).collect()).await;
    assert_eq!(processes::open_counts(store).await.expect("read"), []);
}

/// Each task and each instance of a span once, whatever it began before or goes on after.
async fn what_is_counted(store: &Store) {
    let facts = vec![
        begun(10_000, 40, "counted", Some(4)),
        opened(10_000, 40, 1, &[5], Some(11_000)),
        closed(20_000, 40, 1, Some("agree"), Some(5), Some(5)),
        opened(20_000, 40, 2, &[5], None),
        begun(20_001, 41, "counted", Some(4)),
        opened(20_001, 41, 1, &[5], None),
        closed(30_000, 40, 2, Some("agree"), Some(5), Some(5)),
        over(30_000, 40, "granted"),
    ];
    commit(store, facts).await;
    let in_span = async |from, to| {
        let (flow, from, to) = (Some("counted"), Millis(from), Millis(to));
        let tasks = processes::numbers_rows(store, flow, from, to, 100).await.expect("read");
        let instances = processes::instances_in(store, flow, from, to, 100).await.expect("read");
        assert!(instances.iter().all(|row| row.state.is_empty()));
        let tasks: Vec<_> = tasks.iter().map(|task| (task.instance.0.as_u128(), task.task)).collect();
        (tasks, instances.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>())
    };
    assert_eq!(in_span(10_000, 20_001).await, (vec![(40, 1)], vec![40]));
    assert_eq!(in_span(20_001, 40_000).await, (vec![(40, 2), (41, 1)], vec![41, 40]));
    assert_eq!(in_span(30_001, 40_000).await, (vec![], vec![]));
    let any = InstanceFilter::default;
    let found = async |filter: InstanceFilter| -> Vec<u128> {
        let filter = InstanceFilter { flow: Some("counted".into()), ..filter };
        let rows = processes::instances(store, &filter, None, 10).await.expect("read");
        rows.iter().map(|row| row.id.0.as_u128()).collect()
    };
    assert_eq!(found(any()).await, [41, 40]);
    assert_eq!(found(InstanceFilter { is_open: Some(true), ..any() }).await, [41]);
    assert_eq!(found(InstanceFilter { is_open: Some(false), ..any() }).await, [40]);
    assert_eq!(found(InstanceFilter { applicants: Some(vec![person(4), person(5)]), ..any() }).await, [41, 40]);
    assert_eq!(found(InstanceFilter { applicants: Some(vec![]), ..any() }).await, [0_u128; 0]);
    assert_eq!(found(InstanceFilter { participant: Some(person(5)), ..any() }).await, [40]);
    assert_eq!(found(InstanceFilter { participant: Some(person(4)), ..any() }).await, [0_u128; 0]);
    let number = processes::instance(store, instance(40)).await.expect("read").expect("there").number;
    assert_eq!(found(InstanceFilter { text_number: Some(number), ..any() }).await, [40]);
    let late = InstanceFilter { overdue_at: Some(Millis(40_000)), ..any() };
    assert_eq!(found(late.clone()).await, [0_u128; 0], "its deadline was missed, but it is closed");
    commit(store, vec![opened(30_000, 41, 2, &[5], Some(39_999))]).await;
    assert_eq!(found(late.clone()).await, [41]);
    assert_eq!(found(InstanceFilter { overdue_at: Some(Millis(39_999)), ..any() }).await, [0_u128; 0], "due now");
    assert_eq!(found(InstanceFilter { participant: Some(person(5)), ..late }).await, [0_u128; 0], "only acted in 40");
    commit(store, vec![closed(40_000, 41, 1, None, None, None), closed(40_000, 41, 2, None, None, None)]).await;
    commit(store, vec![over(40_000, 41, "cancelled")]).await;
}

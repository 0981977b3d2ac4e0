//! Whose inbox a task is in, from its opening to its close.

use super::{begun, closed, commit, fact, instance, opened, person};
use crate::Store;
use crate::processes::{self, TaskRecord};
use model::{Fact, FactBody, Millis, PersonId};

pub async fn suite(store: &Store) {
    a_task_goes_from_hand_to_hand(store).await;
    one_for_another(store).await;
    what_was_done(store).await;
}

/// Of these people, who has the task in the inbox.
async fn whose(store: &Store, task: u64) -> Vec<u128> {
    let mut found = Vec::new();
    for one in 1..=9 {
        let rows = processes::inbox(store, &[person(one)], Some("travel"), None, 50).await.expect("read");
        found.extend(rows.iter().filter(|(row, _)| row.task == task).map(|_| one));
    }
    found
}

async fn row(store: &Store, task: u64) -> TaskRecord {
    let rows = processes::tasks_of(store, instance(100)).await.expect("read");
    rows.into_iter().find(|row| row.task == task).expect("there")
}

fn ids(people: &[u128]) -> Vec<PersonId> {
    people.iter().copied().map(person).collect()
}

async fn a_task_goes_from_hand_to_hand(store: &Store) {
    let of = instance(100);
    let now = |body| fact(60_000, body);
    let (task, by) = (1, person(2));
    commit(store, vec![begun(50_000, 100, "travel", Some(1)), opened(50_000, 100, 1, &[2, 3, 3], Some(70_000))]).await;
    assert_eq!(whose(store, 1).await, [2, 3]);
    commit(store, vec![now(FactBody::TaskClaimed { instance: of, task, by, holder: person(3) })]).await;
    assert_eq!(whose(store, 1).await, [3], "claimed by a deputy for the absent");
    assert_eq!((row(store, 1).await.holder, row(store, 1).await.claimed_ms), (Some(person(3)), Some(Millis(60_000))));
    commit(store, vec![now(FactBody::TaskGivenBack { instance: of, task, by, people: ids(&[2, 3, 4]) })]).await;
    assert_eq!(whose(store, 1).await, [2, 3, 4]);
    assert_eq!((row(store, 1).await.holder, row(store, 1).await.claimed_ms), (None, None));
    commit(store, vec![now(FactBody::TaskReassigned { instance: of, task, by, to: person(5) })]).await;
    assert_eq!(whose(store, 1).await, [5]);
    commit(store, vec![now(FactBody::TaskEscalated { instance: of, task, to: ids(&[6, 5]) })]).await;
    assert_eq!(whose(store, 1).await, [5, 6]);
    assert_eq!(row(store, 1).await.escalated_ms, Some(Millis(60_000)));
    let rows = processes::inbox(store, &[person(6)], None, None, 50).await.expect("read");
    assert_eq!(rows[0].0, row(store, 1).await);
    assert_eq!((rows[0].0.stage, rows[0].0.due_ms, rows[0].0.step.as_str()), (Some(1), Some(Millis(70_000)), "review"));

    let late = processes::overdue(store, Millis(70_001), None, 10).await.expect("read");
    assert_eq!(late.iter().map(|row| (row.instance, row.task)).collect::<Vec<_>>(), [(of, 1)]);
    assert_eq!(processes::overdue(store, Millis(70_000), None, 10).await.expect("read"), []);
    let open = processes::open_tasks_of_many(store, &[instance(99), of]).await.expect("read");
    assert_eq!(open, late);

    commit(store, vec![closed(80_000, 100, 1, Some("agree"), Some(5), Some(6))]).await;
    assert_eq!(whose(store, 1).await, [0_u128; 0]);
    let done = row(store, 1).await;
    assert_eq!((done.outcome.as_deref(), done.actor, done.by), (Some("agree"), Some(person(5)), Some(person(6))));
    assert_eq!(done.closed_ms, Some(Millis(80_000)));
    assert_eq!(processes::overdue(store, Millis(i64::MAX), None, 10).await.expect("read"), []);
    // Nothing comes back after the close.
    commit(store, vec![now(FactBody::TaskEscalated { instance: of, task, to: ids(&[6]) })]).await;
    commit(store, vec![closed(90_000, 100, 1, Some("refuse"), Some(2), Some(2))]).await;
    assert_eq!((whose(store, 1).await, row(store, 1).await), (vec![], done));

    // All of it in one commit.
    let claimed = FactBody::TaskClaimed { instance: of, task: 2, by, holder: by };
    let facts: Vec<Fact> = vec![opened(81_000, 100, 2, &[2, 3], None), now(claimed)];
    commit(store, facts).await;
    assert_eq!(whose(store, 2).await, [2]);
    commit(store, vec![opened(81_000, 100, 3, &[2], None), closed(81_000, 100, 3, None, None, None)]).await;
    assert_eq!(whose(store, 3).await, [0_u128; 0]);
    commit(store, vec![closed(82_000, 100, 2, Some("agree"), Some(2), Some(2))]).await;
}

/// Who stands in for others sees their tasks among the own: each once, named for whose it is.
async fn one_for_another(store: &Store) {
    let facts = vec![
        begun(50_000, 101, "travel", Some(1)),
        opened(50_000, 101, 1, &[7], Some(90_000)),
        opened(50_001, 101, 2, &[8], Some(60_000)),
        opened(50_002, 101, 3, &[7, 8], None),
        opened(50_003, 101, 4, &[9], Some(100_000)),
    ];
    commit(store, facts).await;
    let people = ids(&[7, 8]);
    let rows = processes::inbox(store, &people, None, None, 50).await.expect("read");
    let seen: Vec<_> = rows.iter().map(|(row, whose)| (row.task, *whose)).collect();
    assert_eq!(seen, [(2, person(8)), (1, person(7)), (3, person(7))], "by deadline, those without one last");
    let counts = async |people: &[PersonId], now, end| {
        processes::inbox_counts(store, people, Millis(now), Millis(end)).await.expect("read")
    };
    assert_eq!(counts(&people, 60_001, 90_001).await, (3, 1, 1));
    assert_eq!(counts(&people[..1], 60_001, 90_000).await, (2, 0, 0));
    assert_eq!(counts(&[], 0, 1).await, (0, 0, 0));
    assert_eq!(counts(&ids(&[7, 8, 9]), 95_000, 200_000).await, (4, 2, 1));
    let mine = processes::open_tasks_of_person(store, person(8)).await.expect("read");
    assert_eq!(mine.iter().map(|row| row.task).collect::<Vec<_>>(), [2, 3]);
    commit(store, (1..=4).map(|task| closed(99_000, 101, task, None, None, None)).collect()).await;
}

/// Fifty at once are done in the same millisecond: no page may lose one of them.
async fn what_was_done(store: &Store) {
    let mut facts = vec![begun(200_000, 102, "travel", Some(1))];
    for task in 1..=40 {
        facts.push(opened(200_000, 102, task, &[7], None));
        let by = if task % 3 == 0 { 8 } else { 7 };
        facts.push(closed(200_000 + (task as i64 / 9), 102, task, Some("agree"), Some(7), Some(by)));
    }
    commit(store, facts).await;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let rows = processes::done_by(store, person(7), before, 5).await.expect("read");
        let Some(last) = rows.last() else { break };
        before = last.closed_ms;
        seen.extend(rows.iter().map(|row| (std::cmp::Reverse(row.closed_ms), row.task)));
    }
    assert!(seen.is_sorted_by_key(|(closed, _)| *closed), "the newest first");
    let mut tasks: Vec<u64> = seen.iter().map(|(_, task)| *task).collect();
    tasks.sort_unstable();
    assert_eq!(tasks, (1..=40).collect::<Vec<_>>(), "each once, the own and those that a deputy did");
    let deputy = processes::done_by(store, person(8), None, 50).await.expect("read");
    assert_eq!(deputy.len(), 13);
}

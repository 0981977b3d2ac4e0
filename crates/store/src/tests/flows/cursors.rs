//! Pages of random lists show each row once and in order, and the same facts make the same rows, however they are cut
//! into commits.

use super::{begun, closed, commit, fact, instance, opened, over, person};
use crate::Store;
use crate::processes::{self, InboxCursor, InstanceFilter, TaskRecord};
use model::{Fact, FactBody, InstanceId, Millis, PersonId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;

const PEOPLE: std::ops::Range<u128> = 800..804;

pub async fn suite(store: &Store) {
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    inboxes_have_no_gap(store, &mut random).await;
    lists_of_instances_have_no_gap(store, &mut random).await;
    groups_do_not_matter(store, &mut random).await;
}

/// Few times for many tasks, so that every part of the order counts.
async fn inboxes_have_no_gap(store: &Store, random: &mut StdRng) {
    let mut expected: BTreeMap<PersonId, Vec<InboxCursor>> = BTreeMap::new();
    let mut facts = Vec::new();
    for id in 2_000..2_040 {
        facts.push(begun(1_000, id, "random", None));
        for task in 1..=random.random_range(1..5_u64) {
            let people: Vec<u128> = PEOPLE.filter(|_| random.random_bool(0.4)).collect();
            let due = random.random_bool(0.7).then(|| random.random_range(0..4));
            let opened_ms = random.random_range(0..3);
            facts.push(opened(opened_ms, id, task, &people, due));
            let cursor = InboxCursor { due_ms: due.unwrap_or(i64::MAX), opened_ms, instance: instance(id), task };
            if random.random_bool(0.2) {
                facts.push(closed(5, id, task, None, None, None));
                continue;
            }
            people.into_iter().for_each(|one| expected.entry(person(one)).or_default().push(cursor));
        }
    }
    commit(store, facts).await;
    for people in [vec![person(800)], PEOPLE.map(person).collect(), vec![person(803), person(801)]] {
        let mut own: Vec<InboxCursor> =
            people.iter().flat_map(|one| expected.get(one).cloned().unwrap_or_default()).collect();
        own.sort_unstable();
        own.dedup();
        let mut seen: Vec<InboxCursor> = Vec::new();
        loop {
            let rows = processes::inbox(store, &people, Some("random"), seen.last().copied(), 7).await.expect("read");
            seen.extend(rows.iter().map(|(row, _)| InboxCursor::of(row)));
            if rows.len() < 7 {
                break;
            }
        }
        assert_eq!(seen, own);
        let (open, overdue, today) = processes::inbox_counts(store, &people, Millis(2), Millis(3)).await.expect("read");
        let count = |is: fn(i64) -> bool| own.iter().filter(|cursor| is(cursor.due_ms)).count() as u64;
        assert_eq!((open, overdue, today), (own.len() as u64, count(|due| due < 2), count(|due| due == 2)));
    }
    let (mut seen, mut after) = (Vec::new(), None);
    while let Some(last) = {
        let rows = processes::overdue(store, Millis(3), after, 5).await.expect("read");
        seen.extend(rows.iter().map(InboxCursor::of));
        rows.last().map(InboxCursor::of)
    } {
        after = Some(last);
    }
    assert!(seen.is_sorted() && seen.windows(2).all(|two| two[0] != two[1]));
    assert!(expected.values().flatten().filter(|cursor| cursor.due_ms < 3).all(|cursor| seen.contains(cursor)));
}

/// The clock stands still or jumps back between starts: the order is that of the journal all the same.
async fn lists_of_instances_have_no_gap(store: &Store, random: &mut StdRng) {
    let mut expected: Vec<(u128, Option<u128>, bool)> = Vec::new();
    for id in 3_000..3_060 {
        let applicant = random.random_bool(0.8).then(|| random.random_range(PEOPLE));
        let mut facts = vec![begun(random.random_range(0..5), id, "listed", applicant)];
        let is_open = random.random_bool(0.5);
        facts.extend((!is_open).then(|| over(9, id, "done")));
        commit(store, facts).await;
        expected.push((id, applicant, is_open));
    }
    expected.reverse();
    let flow = || Some("listed".to_owned());
    let some = || Some(vec![person(800), person(802), person(800)]);
    let filters = [
        InstanceFilter { flow: flow(), ..InstanceFilter::default() },
        InstanceFilter { flow: flow(), is_open: Some(true), ..InstanceFilter::default() },
        InstanceFilter { flow: flow(), is_open: Some(false), applicants: some(), ..InstanceFilter::default() },
        InstanceFilter { flow: flow(), applicants: some(), ..InstanceFilter::default() },
    ];
    for filter in filters {
        let is_wanted = |(id, applicant, is_open): &(u128, Option<u128>, bool)| {
            let is_right = filter.is_open.is_none_or(|wanted| wanted == *is_open);
            let is_whose = filter.applicants.is_none() || [Some(800), Some(802)].contains(applicant);
            (is_right && is_whose).then(|| instance(*id))
        };
        let wanted: Vec<InstanceId> = expected.iter().filter_map(is_wanted).collect();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let rows = processes::instances(store, &filter, after, 7).await.expect("read");
            seen.extend(rows.iter().map(|row| row.id));
            let Some(last) = rows.last() else { break };
            after = Some((last.started_ms, last.id));
        }
        assert_eq!(seen, wanted, "{filter:?}");
    }
}

/// The same story for two instances: one written at once, one in random pieces.
async fn groups_do_not_matter(store: &Store, random: &mut StdRng) {
    for story in 0..40 {
        let (whole, pieces) = (10_000 + story * 2, 10_001 + story * 2);
        let told = tell(random, whole);
        let text = serde_json::to_string(&told).expect("JSON");
        let text = text.replace(&instance(whole).to_string(), &instance(pieces).to_string());
        let mut rest: Vec<Fact> = serde_json::from_str(&text).expect("the same shape");
        commit(store, told.clone()).await;
        while !rest.is_empty() {
            let count = random.random_range(1..=rest.len());
            commit(store, rest.drain(..count).collect()).await;
        }
        let rows = (rows_of(store, whole).await, rows_of(store, pieces).await);
        assert_eq!(rows.0, rows.1, "story {story}: {told:#?}");
    }
}

/// A random life of three tasks; sense is not needed, only that each fact comes after any other.
fn tell(random: &mut StdRng, id: u128) -> Vec<Fact> {
    let of = instance(id);
    let mut story = vec![begun(100, id, "story", Some(800))];
    let people: Vec<u128> = PEOPLE.filter(|_| random.random_bool(0.5)).collect();
    story.extend((1..=3).map(|task| opened(100, id, task, &people, random.random_bool(0.5).then_some(900))));
    for at in 0..random.random_range(0..12) {
        let (task, one) = (random.random_range(1..=3), random.random_range(PEOPLE));
        let by = person(one);
        let some: Vec<PersonId> = PEOPLE.filter(|_| random.random_bool(0.4)).map(person).collect();
        let body = match random.random_range(0..6) {
            0 | 1 => FactBody::TaskClaimed { instance: of, task, by, holder: by },
            2 => FactBody::TaskGivenBack { instance: of, task, by, people: some },
            3 => FactBody::TaskReassigned { instance: of, task, by, to: by },
            4 => FactBody::TaskEscalated { instance: of, task, to: some },
            _ => closed(0, id, task, random.random_bool(0.7).then_some("agree"), Some(one), Some(one)).body,
        };
        story.push(fact(200 + at, body));
    }
    if random.random_bool(0.5) {
        story.push(over(500, id, "done"));
    }
    story
}

type Rows = (Option<(Option<Millis>, Option<String>)>, Vec<TaskRecord>, Vec<(PersonId, u64)>, Vec<PersonId>);

/// Everything that is stored of an instance, without its name.
async fn rows_of(store: &Store, id: u128) -> Rows {
    let row = processes::instance(store, instance(id)).await.expect("read");
    let mut tasks = processes::tasks_of(store, instance(id)).await.expect("read");
    tasks.iter_mut().for_each(|task| task.instance = instance(0));
    let (mut inboxes, mut took_part) = (Vec::new(), Vec::new());
    for one in PEOPLE.map(person) {
        let rows = processes::open_tasks_of_person(store, one).await.expect("read");
        inboxes.extend(rows.iter().filter(|row| row.instance == instance(id)).map(|row| (one, row.task)));
        let number = row.as_ref().map(|row| row.number);
        let filter = InstanceFilter { participant: Some(one), text_number: number, ..InstanceFilter::default() };
        let found = processes::instances(store, &filter, None, 1).await.expect("read");
        took_part.extend(found.iter().map(|_| one));
    }
    (row.map(|row| (row.ended_ms, row.end)), tasks, inboxes, took_part)
}

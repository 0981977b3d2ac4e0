//! Deadlines and schedules: each once, whatever starts, jumps and races there are.

use super::acts::{POOL, book_with};
use super::house::{House, at};
use super::leave::asked;
use crate::processes::views::WhyMe;
use model::{FactBody, Millis};
use serde_json::json;
use std::collections::BTreeMap;

const DAILY: &str = "
flow: daily
name: {zh: 每日, en: Daily}
version: 1
source: TEST
owner: role/manager
start: {schedule: daily at 10:00}
steps:
  - {do: look, by: role/manager}
end: done
";

/// How often each time of the schedule was started, and how often it was noted as missed.
async fn starts(house: &House, flow: &str) -> (BTreeMap<Millis, usize>, usize) {
    let (mut started, mut missed) = (BTreeMap::new(), 0);
    for fact in house.facts().await {
        match fact.body {
            FactBody::InstanceStarted { flow: of, due_ms: Some(due), .. } if &*of == flow => {
                *started.entry(due).or_default() += 1;
            }
            FactBody::ScheduledStartMissed { flow: of, .. } if &*of == flow => missed += 1,
            _ => {}
        }
    }
    (started, missed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x_07_a_schedule_starts_once_over_starts_jumps_and_two_offices() {
    let mut house = House::with(book_with(&[("daily", DAILY)])).await;
    house.wait_until(at("2026-11-23T11:00")).await;
    assert_eq!(starts(&house, "daily").await, (BTreeMap::new(), 0), "nothing is made up for the time before");
    house.wait_until(at("2026-11-24T09:59")).await;
    assert!(starts(&house, "daily").await.0.is_empty());
    house.wait_until(at("2026-11-24T10:00")).await;
    let once = BTreeMap::from([(at("2026-11-24T10:00"), 1)]);
    assert_eq!(starts(&house, "daily").await.0, once);
    house = house.reopened().await;
    house.wait_until(at("2026-11-24T10:00")).await;
    // The clock is set back and comes by again.
    house.wait_until(at("2026-11-24T08:00")).await;
    house.wait_until(at("2026-11-24T10:00")).await;
    house = house.reopened().await;
    house.wait_until(at("2026-11-24T10:30")).await;
    assert_eq!(starts(&house, "daily").await.0, once);

    // Two at once.
    let second = house.second_office().await;
    house.set(at("2026-11-25T10:00"));
    let ticks: Vec<_> = (0..8)
        .map(|number| {
            let office = if number % 2 == 0 { house.office.clone() } else { second.clone() };
            tokio::spawn(async move { office.tick_processes().await })
        })
        .collect();
    for tick in ticks {
        tick.await.expect("no panic").expect("ticks");
    }
    let twice = BTreeMap::from([(at("2026-11-24T10:00"), 1), (at("2026-11-25T10:00"), 1)]);
    assert_eq!(starts(&house, "daily").await.0, twice);

    // Ten days without power: the last is made up for, the others are only noted.
    house.wait_until(at("2026-12-05T12:00")).await;
    let (started, missed) = starts(&house, "daily").await;
    assert_eq!(started.keys().last(), Some(&at("2026-12-05T10:00")));
    assert_eq!((started.len(), started.values().sum::<usize>(), missed), (3, 3, 9));
    house.wait_until(at("2026-12-05T12:01")).await;
    assert_eq!(starts(&house, "daily").await, (started, missed));
    let owner = house.inbox("manager").await;
    assert!(
        owner.iter().any(|row| row.flow.key == "daily" && row.applicant.as_ref().is_some_and(|p| p.name == "周明华"))
    );
}

#[tokio::test]
async fn flow_04_the_hourly_count_starts_each_hour() {
    let house = House::new().await;
    house.wait_until(house.now()).await;
    for hour in 1..=5 {
        house.wait_until(at("2026-11-23T09:00") + Millis::from_secs(hour * 3_600)).await;
    }
    assert_eq!(starts(&house, "hourly-count").await.0.into_values().collect::<Vec<_>>(), [1, 1, 1, 1, 1]);
}

#[tokio::test]
async fn t_16_an_overdue_task_comes_up_once_and_is_told() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let due = house.task_of("leader1", id).await.due_ms.expect("a deadline");
    assert_eq!(due, at("2026-11-24T09:00").0, "one work day");
    house.wait_until(Millis(due - 1)).await;
    let story = house.story(id).await;
    assert!(story.iter().any(|body| matches!(body, FactBody::TaskReminded { .. })), "two hours before");
    assert!(house.inbox("manager").await.is_empty());
    house.wait_until(Millis(due)).await;
    let house = house.reopened().await;
    house.wait_until(Millis(due)).await;
    house.wait_until(Millis(due - 3_600_000)).await;
    house.wait_until(Millis(due + 60_000)).await;
    let row = house.task_of("manager", id).await;
    assert_eq!((row.why, row.is_overdue), (WhyMe::Escalated, true));
    let story = house.story(id).await;
    let count = |is: fn(&FactBody) -> bool| story.iter().filter(|body| is(body)).count();
    assert_eq!(count(|body| matches!(body, FactBody::TaskEscalated { .. })), 1);
    assert_eq!(count(|body| matches!(body, FactBody::TaskReminded { .. })), 1);
    assert_eq!(count(|body| matches!(body, FactBody::NoticeSent { .. })), 2, "of each they are told");
    assert!(house.task_of("leader1", id).await.is_overdue, "it is still the leader's too");
    let counts = house.office.task_counts(&house.caller("leader1")).await.expect("counts");
    assert!(counts.overdue >= 1, "{counts:?}");
    house.does("manager", id, "agree", json!({})).await.expect("who was called in does it");
}

#[tokio::test]
async fn an_overdue_outcome_is_the_systems_and_names_nobody() {
    let house = House::with(book_with(&[("pool", POOL)])).await;
    let id = house.start("agent1", "pool", json!({})).await.expect("starts").row.id;
    house.wait_until(house.now() + Millis::from_secs(4 * 3_600)).await;
    let story = house.story(id).await;
    let closed = story.iter().find_map(|body| match body {
        FactBody::TaskClosed { outcome, actor, by, .. } => Some((outcome.clone(), *actor, *by)),
        _ => None,
    });
    assert_eq!(closed, Some((Some("bad".into()), None, None)));
    assert_eq!(house.view("agent1", id).await.row.open[0].step.key, "prepare");
}

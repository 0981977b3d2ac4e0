//! A crash at any boundary gives the same final state as none, and a crash within an act is as if it had not begun or
//! had ended.

use super::house::{House, PASSWORD, at, fields};
use super::leave::slip;
use crate::processes::acts::Completion;
use crate::processes::views::InstanceView;
use model::{FactBody, InstanceId};
use serde_json::{Value as Json, json};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The story without what is random: ids and the journal's numbers.
fn told(view: &InstanceView) -> Vec<String> {
    let name = |person: &Option<crate::processes::views::PersonView>| person.as_ref().map(|p| p.name.clone());
    let entry = |entry: &crate::processes::views::StoryEntry| {
        let people: Vec<&str> = entry.people.iter().map(|person| person.name.as_str()).collect();
        let (step, outcome) = (entry.step.as_ref().map(|s| &s.key), entry.outcome.as_ref().map(|o| &o.key));
        let fields: Vec<String> =
            entry.fields.iter().map(|field| format!("{}={}", field.key, field.shown.zh)).collect();
        format!(
            "{} {} {step:?} {outcome:?} {:?} {:?} {people:?} {fields:?}",
            entry.at_ms,
            entry.kind,
            name(&entry.actor),
            name(&entry.by)
        )
    };
    view.story.iter().map(entry).chain([format!("{:?}", view.row.end)]).collect()
}

async fn restarted(house: House, is_on: bool) -> House {
    if is_on { house.reopened().await } else { house }
}

async fn three_days(with_crashes: bool) -> Vec<String> {
    let mut house = House::new().await;
    let id = house.start("agent1", "leave", slip(3)).await.expect("asks").row.id;
    for (who, outcome, data) in [
        ("leader1", "return", json!({ "opinion": "须补充说明" })),
        ("agent1", "again", slip(2)),
        ("leader1", "agree", json!({})),
        ("manager", "agree", json!({})),
    ] {
        house = restarted(house, with_crashes).await;
        house.does(who, id, outcome, data).await.expect("does it");
    }
    house = restarted(house, with_crashes).await;
    let form = house.office.rulebook().processes.forms["leave-register"].schema.clone();
    let register = super::driver::filled(&house, &form, 0);
    house.does("hr", id, "done", Json::Object(register)).await.expect("hr");
    house = restarted(house, with_crashes).await;
    house.wait_until(at("2026-11-26T00:00")).await;
    house = restarted(house, with_crashes).await;
    told(&house.view("agent1", id).await)
}

#[tokio::test]
async fn a_crash_between_any_two_steps_changes_nothing() {
    let (without, with) = (three_days(false).await, three_days(true).await);
    for (without, with) in without.iter().zip(&with) {
        assert_eq!(without, with);
    }
    assert_eq!(without.len(), with.len());
    assert!(without.iter().any(|line| line.contains("instance_ended")), "{without:?}");
}

/// Polls a future so often, then drops it: the caller is gone.
async fn cut_off<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut future = pin!(future);
    for _ in 0..polls {
        let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(done) = poll {
            return Some(done);
        }
        tokio::task::yield_now().await;
    }
    None
}

#[tokio::test]
async fn an_act_that_is_cut_off_anywhere_is_whole_or_nothing() {
    let mut ends = Vec::new();
    for polls in [1, 2, 3, 5, 8, 12, 20, 40, 80, 200, 1_000] {
        let house = House::new().await;
        let id = house.start("agent1", "leave", slip(1)).await.expect("asks").row.id;
        let task = house.task_of("leader1", id).await.task;
        let completion =
            Completion { outcome: "agree".into(), data: fields(Json::Null), password: Some(PASSWORD.into()) };
        let done =
            cut_off(house.office.complete(&house.caller("leader1"), id, task, completion), polls).await.is_some();
        let house = house.reopened().await;
        let is_open = is_open(&house, id, task).await;
        let story = house.story(id).await;
        let closed = story.iter().filter(|body| matches!(body, FactBody::TaskClosed { .. })).count();
        let marked = story
            .iter()
            .filter(|body| matches!(body, FactBody::ServiceDone { service, .. } if service == "roster.mark_absent"));
        assert_eq!((closed, marked.count()), if is_open { (0, 0) } else { (1, 1) }, "after {polls} polls");
        assert!(!(done && is_open), "what was answered is durable");
        if is_open {
            house.does("leader1", id, "agree", json!({})).await.expect("it is done later");
        }
        ends.push(is_open);
    }
    assert!(ends.contains(&true), "some were cut off before: {ends:?}");
}

async fn is_open(house: &House, id: InstanceId, task: u64) -> bool {
    let tasks = store::processes::tasks_of(&house.store, id).await.expect("reads");
    let row = tasks.iter().find(|row| row.task == task).expect("is there");
    let record = store::processes::instance(&house.store, id).await.expect("reads").expect("is there");
    let found = house.office.found(record).await.expect("reads");
    let in_state = found.state.tasks.contains_key(&task);
    assert_eq!(in_state, row.closed_ms.is_none(), "the state and the table say the same");
    in_state
}

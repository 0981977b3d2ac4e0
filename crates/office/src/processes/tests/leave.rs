//! FLOW-01, leave, by everybody who has a part in it: the path, the refusals, the ways back.

use super::house::{House, at, fields};
use crate::OfficeError;
use crate::processes::views::{InstanceView, WhyMe};
use model::{FactBody, InstanceId};
use process::engine::Refusal;
use serde_json::{Value as Json, json};

pub fn slip(days: u32) -> Json {
    let to = format!("2026-11-{}", 25 + days);
    json!({"kind": "annual", "from": "2026-11-26", "to": to, "days": days, "reason": "family"})
}

pub async fn asked(house: &House, days: u32) -> InstanceId {
    house.start("agent1", "leave", slip(days)).await.expect("may ask").row.id
}

fn open_steps(view: &InstanceView) -> Vec<(&str, Option<&str>)> {
    view.row.open.iter().map(|open| (open.step.key.as_str(), open.people.first().map(|p| p.name.as_str()))).collect()
}

#[tokio::test]
async fn flow_01_one_day_is_for_the_leader_and_the_manager_is_told() {
    let house = House::new().await;
    let view = house.start("agent1", "leave", slip(1)).await.expect("may ask");
    let id = view.row.id;
    assert_eq!(open_steps(&view), [("review", Some("陈立"))]);
    assert_eq!(view.row.applicant.as_ref().map(|person| person.name.as_str()), Some("王芳"));
    let row = house.task_of("leader1", id).await;
    assert_eq!(row.step.name.zh, "组长审批");
    assert_eq!(row.why, WhyMe::Alone);
    assert_eq!(row.outcomes.iter().map(|o| o.key.as_str()).collect::<Vec<_>>(), ["agree", "refuse", "return"]);
    assert!(row.summary.iter().any(|field| field.key == "kind" && field.shown.zh == "年假"), "{:?}", row.summary);
    assert!(house.inbox("leader2").await.is_empty());

    let view = house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    assert_eq!(view.row.ended_ms, None, "it may be cancelled until the first day");
    let told: Vec<_> = house
        .story(id)
        .await
        .into_iter()
        .filter_map(|body| match body {
            FactBody::NoticeSent { to, .. } => Some(to),
            _ => None,
        })
        .collect();
    assert_eq!(told, [vec![house.id("manager")], vec![house.id("agent1")]]);
    assert!(view.records.iter().any(|record| record.kind == "archive"), "the slip is filed");

    house.wait_until(at("2026-11-26T00:00")).await;
    let view = house.view("agent1", id).await;
    assert_eq!(view.row.end.as_ref().map(|end| end.key.as_str()), Some("done"));
    assert!(view.fields.iter().any(|field| field.key == "reason"), "an ended one still tells what it was about");
    let review = view.steps.iter().find(|step| step.step.key == "review").expect("a step");
    assert_eq!((review.state.as_str(), review.people[0].name.as_str()), ("done", "陈立"));
}

#[tokio::test]
async fn flow_01_three_days_go_up_to_manager_and_hr() {
    let house = House::new().await;
    let id = asked(&house, 3).await;
    house.does("leader1", id, "agree", json!({})).await.expect("the leader");
    let view = house.does("manager", id, "agree", json!({})).await.expect("the manager");
    assert_eq!(open_steps(&view), [("register", Some("唐悦"))]);
    let form = house.office.task(&house.caller("hr"), id, view.row.open[0].task).await.expect("hr sees the form");
    assert_eq!(form.row.form.as_deref(), Some("leave-register"));
    let filled = super::driver::filled(&house, &form.form_schema.expect("a form").schema, 0);
    let view = house.does("hr", id, "done", Json::Object(filled)).await.expect("hr enters it");
    assert!(view.row.open.is_empty());
    let kinds: Vec<String> = view.story.iter().map(|entry| entry.kind.clone()).collect();
    assert!(kinds.contains(&"service_done".to_owned()) && kinds.contains(&"record_kept".to_owned()), "{kinds:?}");
    house.wait_until(at("2026-11-26T00:00")).await;
    assert_eq!(house.view("hr", id).await.row.end.expect("ended").name.zh, "完成");
}

#[tokio::test]
async fn flow_01_a_refusal_ends_it_and_the_applicant_is_told() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let view = house.does("leader1", id, "refuse", json!({ "opinion": "须补充说明" })).await.expect("refuses");
    assert_eq!(view.row.end.expect("ended").key, "refused");
    let story = house.story(id).await;
    let agent = house.id("agent1");
    assert!(story.iter().any(|body| matches!(body, FactBody::NoticeSent { to, .. } if to.contains(&agent))));
    assert!(
        !story
            .iter()
            .any(|body| matches!(body, FactBody::ServiceDone { service, .. } if service == "roster.mark_absent"))
    );
}

#[tokio::test]
async fn flow_01_sent_back_and_changed() {
    let house = House::new().await;
    let id = asked(&house, 3).await;
    let view = house.does("leader1", id, "return", json!({ "opinion": "须补充说明" })).await.expect("sends back");
    assert_eq!(open_steps(&view), [("revise", Some("王芳"))]);
    let task = house.office.task(&house.caller("agent1"), id, view.row.open[0].task).await.expect("a task");
    assert_eq!(task.prefilled.get("days"), Some(&json!(3)), "what was said before stands in the form");
    let view = house.does("agent1", id, "again", slip(1)).await.expect("asks again");
    assert_eq!(open_steps(&view), [("review", Some("陈立"))]);
    let view = house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    assert!(view.row.open.is_empty(), "one day needs no manager");
    assert!(view.row.summary.iter().chain(&view.fields).any(|field| field.key == "days" && field.value == json!(1)));
}

#[tokio::test]
async fn flow_01_cancelled_in_time_and_undone() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let agent = house.caller("agent1");
    let view = house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    assert!(view.messages.is_empty(), "only the applicant cancels");
    assert_eq!(house.view("agent1", id).await.messages[0].name.key, "cancel");
    let refused = house.office.send_message(&house.caller("leader1"), id, "cancel", fields(Json::Null)).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::NotYours))), "{refused:?}");
    let view = house.office.send_message(&agent, id, "cancel", fields(Json::Null)).await.expect("cancels");
    assert_eq!(view.row.end.expect("ended").key, "cancelled");
    let story = house.story(id).await;
    assert!(story.iter().any(|body| matches!(body, FactBody::MessageTaken { name, by, .. }
        if name == "cancel" && *by == Some(agent.person.id))));
    assert!(
        story.iter().any(|body| matches!(body, FactBody::ServiceUndone { service, .. } if service == "roster.restore"))
    );
    let again = house.office.send_message(&agent, id, "cancel", fields(Json::Null)).await;
    assert!(matches!(again, Err(OfficeError::Process(Refusal::Ended))), "{again:?}");

    let late = asked(&house, 1).await;
    house.does("leader1", late, "agree", json!({})).await.expect("agrees");
    house.set(at("2026-11-26T00:01"));
    let refused = house.office.send_message(&house.caller("agent1"), late, "cancel", fields(Json::Null)).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::TooLate))), "{refused:?}");
}

#[tokio::test]
async fn flow_01_a_days_notice_is_noted_not_enforced() {
    let house = House::new().await;
    let mut slip = slip(1);
    slip["from"] = json!("2026-11-23");
    slip["to"] = json!("2026-11-23");
    let view = house.start("agent1", "leave", slip).await.expect("may ask");
    assert!(view.story.iter().any(|entry| entry.kind == "exception_noted"), "the leader sees that it is late");
}

#[tokio::test]
async fn x_04_nobody_approves_their_own_leave() {
    let house = House::new().await;
    let view = house.start("leader1", "leave", slip(1)).await.expect("leaders ask too");
    assert_eq!(open_steps(&view), [("review", Some("周明华"))], "a leader's leader is the manager");
    let task = view.row.open[0].task;
    let completion = crate::processes::acts::Completion { outcome: "agree".into(), ..Default::default() };
    let refused = house.office.complete(&house.caller("leader1"), view.row.id, task, completion).await;
    let Err(OfficeError::Denied(denied)) = refused else { panic!("{refused:?}") };
    assert!(denied.why().reasons.iter().any(|reason| reason.clause == "X-04"), "{denied:?}");
    assert!(
        house
            .facts()
            .await
            .iter()
            .any(|fact| matches!(&fact.body, FactBody::ActDenied { action, .. } if action == "task:do"))
    );
}

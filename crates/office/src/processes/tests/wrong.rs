//! Bad input: each gets a clear answer and changes nothing.

use super::house::{House, PASSWORD, fields};
use super::leave::{asked, slip};
use crate::OfficeError;
use crate::processes::acts::Completion;
use model::InstanceId;
use process::engine::Refusal;
use serde_json::{Value as Json, json};
use uuid::Uuid;

fn agree() -> Completion {
    Completion { outcome: "agree".into(), ..Completion::default() }
}

#[tokio::test]
async fn forms_are_held_against_their_schema_field_by_field() {
    let house = House::new().await;
    let before = house.facts().await.len();
    // What, the form, and where it is wrong by which keyword.
    type Case = (&'static str, Json, &'static [(&'static str, &'static str)]);
    let cases: [Case; 10] = [
        (
            "nothing",
            json!({}),
            &[
                ("/kind", "required"),
                ("/from", "required"),
                ("/to", "required"),
                ("/days", "required"),
                ("/reason", "required"),
            ],
        ),
        ("null is missing", with("days", Json::Null), &[("/days", "required")]),
        ("a text for a number", with("days", json!("1")), &[("/days", "type")]),
        ("too many", with("days", json!(181)), &[("/days", "maximum")]),
        ("no date", with("from", json!("2026-02-30")), &[("/from", "format")]),
        ("no choice", with("kind", json!("holiday")), &[("/kind", "oneOf")]),
        ("empty", with("reason", json!("")), &[("/reason", "minLength")]),
        ("unknown field", with("salary", json!(1)), &[("/salary", "unknown")]),
        ("nobody", with("stand_in", json!(Uuid::nil().to_string())), &[("/stand_in", "person")]),
        ("no such file", with("proof", json!(["0".repeat(64)])), &[("/proof/0", "attachment")]),
    ];
    for (what, data, expected) in cases {
        let refused = house.start("agent1", "leave", data).await;
        let Err(OfficeError::BadForm(problems)) = refused else { panic!("{what}: {refused:?}") };
        let mut told: Vec<(&str, &str)> = problems.iter().map(|p| (p.path.as_str(), p.code.as_str())).collect();
        let mut expected = expected.to_vec();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected, "{what}");
        assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()), "{what}");
    }
    let checked = house.start("agent1", "leave", with("to", json!("2026-11-25"))).await;
    assert!(
        matches!(&checked, Err(OfficeError::Process(Refusal::Check { text })) if text.contains("结束日期")),
        "{checked:?}"
    );
    let huge = house.start("agent1", "leave", with("reason", json!("长".repeat(100_000)))).await;
    assert!(matches!(huge, Err(OfficeError::TooLarge { .. })), "{huge:?}");
    assert_eq!(house.facts().await.len(), before, "nothing has changed");
}

fn with(field: &str, value: Json) -> Json {
    let mut slip = slip(1);
    slip[field] = value;
    slip
}

#[tokio::test]
async fn the_foreign_and_the_absent_look_the_same() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let task = house.task_of("leader1", id).await.task;
    let absent = InstanceId(Uuid::now_v7());
    // Of the other team: neither applicant nor asked.
    let stranger = house.caller("agent7");
    for instance in [id, absent] {
        let seen = house.office.instance(&stranger, instance).await;
        assert!(matches!(seen, Err(OfficeError::NotFound)), "{seen:?}");
        let seen = house.office.task(&stranger, instance, task).await;
        assert!(matches!(seen, Err(OfficeError::NotFound)), "{seen:?}");
        let done = house.office.complete(&stranger, instance, task, agree()).await;
        assert!(matches!(done, Err(OfficeError::NotFound)), "{done:?}");
        let claimed = house.office.claim(&stranger, instance, task).await;
        assert!(matches!(claimed, Err(OfficeError::NotFound)), "{claimed:?}");
        let sent = house.office.send_message(&stranger, instance, "cancel", fields(Json::Null)).await;
        assert!(matches!(sent, Err(OfficeError::NotFound)), "{sent:?}");
        let draft =
            house.office.save_draft(&stranger, &format!("task:{instance}:{task}"), fields(json!({"a": 1}))).await;
        assert!(matches!(draft, Err(OfficeError::NotFound)), "{draft:?}");
    }
    // Who may follow it may not do it, and there is no such task for anybody.
    let manager = house.caller("manager");
    let denied = house.office.complete(&manager, id, task, agree()).await;
    assert!(matches!(denied, Err(OfficeError::Denied(_))), "{denied:?}");
    let forged = house.office.complete(&house.caller("leader1"), id, 999, agree()).await;
    assert!(matches!(forged, Err(OfficeError::NotFound)), "{forged:?}");
    let nonsense = Completion { outcome: "approve".into(), ..Completion::default() };
    let refused = house.office.complete(&house.caller("leader1"), id, task, nonsense).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::NoSuchOutcome { .. }))), "{refused:?}");
    assert_eq!(house.view("leader1", id).await.row.open[0].task, task, "it is still open");
}

#[tokio::test]
async fn what_is_done_is_told_with_who_did_it() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let task = house.task_of("leader1", id).await.task;
    house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    let again = house.office.complete(&house.caller("leader1"), id, task, agree()).await;
    let Err(OfficeError::AlreadyDone { by, outcome, .. }) = again else { panic!("{again:?}") };
    assert_eq!((by.as_deref(), outcome.as_deref()), (Some("陈立"), Some("agree")));
}

#[tokio::test]
async fn flows_are_started_by_whom_they_name_only() {
    let house = House::new().await;
    let refused = house.start("hr", "leave", slip(1)).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::NotYours))), "{refused:?}");
    let refused = house.start("auditor", "leave", slip(1)).await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))), "{refused:?}");
    let refused = house.start("agent1", "no-such-flow", slip(1)).await;
    assert!(matches!(refused, Err(OfficeError::NotFound)), "{refused:?}");
    let agent = house.caller("agent1");
    let refused = house.office.start_flow(&agent, "leave", Some("other"), fields(slip(1))).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::NoSuchStart))), "{refused:?}");
}

#[tokio::test]
async fn plat_02_a_signed_step_needs_the_password_again() {
    let house = House::new().await;
    let leader = house.id("leader2").to_string();
    let form = house.office.rulebook().processes.forms["shift-change"].schema.clone();
    let mut data = super::driver::filled(&house, &form, 0);
    data.insert("incoming_leader".into(), json!(leader));
    let view = house.office.start_flow(&house.caller("leader1"), "shift-handover", None, data).await.expect("opens");
    let id = view.row.id;
    let task = view.row.open.iter().find(|open| open.step.key == "fill_book").expect("the book").task;
    let form = house.office.rulebook().processes.forms["handover-book"].schema.clone();
    let filled = super::driver::filled(&house, &form, 0);
    let signed = |password: Option<&str>| Completion {
        outcome: "done".into(),
        data: filled.clone(),
        password: password.map(str::to_owned),
    };
    let me = house.caller("leader1");
    let refused = house.office.complete(&me, id, task, signed(None)).await;
    assert!(matches!(refused, Err(OfficeError::PasswordNeeded)), "{refused:?}");
    let refused = house.office.complete(&me, id, task, signed(Some("qiao-dem0"))).await;
    assert!(matches!(refused, Err(OfficeError::WrongPassword)), "{refused:?}");
    let view = house.office.complete(&me, id, task, signed(Some(PASSWORD))).await.expect("signs");
    let entry = view.story.iter().find(|entry| entry.kind == "task_closed").expect("closed");
    assert!(entry.is_signed);

    let mut limited = false;
    let other = house.caller("leader1");
    for _ in 0..20 {
        let tried = house.office.prove(&other, Some("guess")).await;
        limited |= matches!(tried, Err(OfficeError::TooManyAttempts { .. }));
    }
    assert!(limited, "guessing is slowed down");
}

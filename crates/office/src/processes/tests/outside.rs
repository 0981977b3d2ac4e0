//! What surrounds flows: deputies, looking up, numbers, exports.

use super::house::{House, at};
use super::leave::{asked, slip};
use crate::OfficeError;
use crate::processes::export::ExportFormat;
use crate::processes::lookup::LookupKind;
use model::{DelegationId, FactBody, Millis};
use serde_json::{Value as Json, json};
use uuid::Uuid;

const HOUR: Millis = Millis::from_secs(3_600);
const DAY: Millis = Millis::from_secs(24 * 3_600);

#[tokio::test]
async fn a_deputy_acts_for_the_absent_and_both_names_stay() {
    let house = House::new().await;
    let now = house.now();
    let (leader, supervisor) = (house.caller("leader1"), house.id("supervisor"));
    let given = house.office.give_delegation(&leader, house.id("leader1"), supervisor, now, now + DAY, "休假").await;
    let given = given.expect("one's own deputy");
    assert!(given.may_end && given.deputy.name == "赵雅琴");
    let id = asked(&house, 1).await;
    house.does("supervisor", id, "agree", json!({})).await.expect("stands in");
    let closed = house.story(id).await.into_iter().find_map(|body| match body {
        FactBody::TaskClosed { actor, by, .. } => Some((actor, by)),
        _ => None,
    });
    assert_eq!(closed, Some((Some(house.id("leader1")), Some(supervisor))));
    let told = house.office.notice_counts(&house.caller("supervisor")).await.expect("counts");
    assert_eq!(told.0, 1, "the deputy is told");

    house.office.end_delegation(&leader, given.id).await.expect("back early");
    house.office.end_delegation(&leader, given.id).await.expect("again changes nothing");
    let id = house.start("agent1", "leave", slip(1)).await.expect("asks again").row.id;
    assert!(house.inbox("supervisor").await.iter().all(|row| row.instance != id));
    assert!(house.office.delegations(&leader).await.expect("a list").is_empty());
}

#[tokio::test]
async fn delegations_are_bounded_and_never_go_in_a_circle() {
    let house = House::new().await;
    let now = house.now();
    let give = async |by: &str, absent: &str, deputy: &str, from: Millis, until: Millis| {
        let (absent, deputy) = (house.id(absent), house.id(deputy));
        house.office.give_delegation(&house.caller(by), absent, deputy, from, until, "").await
    };
    let field_of = |result: Result<_, OfficeError>| match result {
        Err(OfficeError::BadInput { field, .. }) => field,
        Err(error) => panic!("{error:?}"),
        Ok(given) => {
            let _: crate::processes::views::DelegationView = given;
            "given"
        }
    };
    assert_eq!(field_of(give("leader1", "leader1", "leader1", now, now + DAY).await), "deputy");
    assert_eq!(field_of(give("leader1", "leader1", "leader2", now, now).await), "until_ms");
    assert_eq!(field_of(give("leader1", "leader1", "leader2", now - DAY, now - HOUR).await), "until_ms");
    assert_eq!(field_of(give("leader1", "leader1", "leader2", now, now + Millis(DAY.0 * 60 + 1)).await), "until_ms");
    let far = now + Millis(DAY.0 * 400);
    assert_eq!(field_of(give("leader1", "leader1", "leader2", far, far + DAY).await), "until_ms");
    assert_eq!(field_of(give("leader1", "leader1", "auditor", now, now + DAY).await), "deputy");
    assert_eq!(field_of(give("leader1", "leader1", "leader2", now, now + DAY).await), "given");
    assert_eq!(field_of(give("leader1", "leader1", "leader2", now + HOUR, now + DAY + DAY).await), "deputy", "twice");
    assert_eq!(field_of(give("leader2", "leader2", "supervisor", now, now + DAY).await), "given");
    assert_eq!(
        field_of(give("supervisor", "supervisor", "leader1", now, now + DAY).await),
        "deputy",
        "a circle of three"
    );
    let after = now + DAY;
    assert_eq!(
        field_of(give("supervisor", "supervisor", "leader1", after, after + DAY).await),
        "given",
        "later it is none"
    );
    // Whose deputy one may name: policy says, and a refusal is a fact.
    for (by, absent, may) in [("leader1", "agent1", true), ("leader1", "agent7", false), ("agent2", "agent1", false)] {
        let given = give(by, absent, "agent3", now, now + DAY).await;
        match may {
            true => assert!(given.is_ok(), "{by} {absent}: {given:?}"),
            false => assert!(matches!(given, Err(OfficeError::Denied(_))), "{by} {absent}: {given:?}"),
        }
    }
    let forged = house.office.end_delegation(&house.caller("agent1"), DelegationId(Uuid::from_u128(3))).await;
    assert!(matches!(forged, Err(OfficeError::NotFound)));
}

#[tokio::test]
async fn looking_up_finds_who_is_there_and_tells_no_more_than_needed() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let found = |kind, q: &str| {
        let items = house.office.look_up(&agent, kind, q).expect("may look up");
        items.into_iter().map(|item| (item.label, item.hint)).collect::<Vec<_>>()
    };
    assert_eq!(found(LookupKind::Person, "王芳"), [("王芳".into(), "agent1 · 一组 · 客服代表".into())]);
    let agents = found(LookupKind::Person, "AGENT1");
    assert!(agents.iter().any(|(label, _)| label == "王芳") && agents.len() == 4, "{agents:?}");
    assert_eq!(found(LookupKind::Person, "nobody"), []);
    assert_eq!(found(LookupKind::Person, "").len(), crate::limits::LOOKUP_MAX);
    assert_eq!(found(LookupKind::Team, "二组")[0].1, "Team 2");
    assert_eq!(found(LookupKind::Queue, "after").len(), 1);
    let long = house.office.look_up(&agent, LookupKind::Person, &"a".repeat(65));
    assert!(matches!(long, Err(OfficeError::BadInput { field: "q", .. })));
    let admin = house.caller("admin");
    house.office.disable(&admin, house.id("agent1")).await.expect("left");
    assert!(house.office.look_up(&house.caller("agent2"), LookupKind::Person, "王芳").expect("may").is_empty());
}

/// Two slips: one is granted within two hours, one is sent back, handed in again and refused a day late.
async fn two_slips(house: &House) {
    let first = asked(house, 1).await;
    house.set(house.now() + HOUR + HOUR);
    house.does("leader1", first, "agree", json!({})).await.expect("agrees");
    let second = house.start("agent2", "leave", slip(1)).await.expect("asks").row.id;
    house.does("leader1", second, "return", json!({"opinion": "日期不对"})).await.expect("sends back");
    house.does("agent2", second, "again", slip(1)).await.expect("hands in again");
    house.wait_until(at("2026-11-25T10:00")).await;
    house.does("leader1", second, "refuse", json!({"opinion": "人手不足"})).await.expect("refuses late");
    house.wait_until(at("2026-11-26T00:00")).await;
}

#[tokio::test]
async fn numbers_tell_cycle_lateness_and_rework_of_a_flow() {
    let house = House::new().await;
    two_slips(&house).await;
    let (from, to) = (at("2026-11-23T00:00"), at("2026-11-27T00:00"));
    let manager = house.caller("manager");
    let numbers = house.office.numbers(&manager, Some("leave"), from, to).await.expect("numbers");
    let leave = &numbers[0];
    assert_eq!((leave.started, leave.ended, leave.open, leave.overdue), (2, 2, 0, 0));
    let ends: Vec<(&str, u64)> = leave.ends.iter().map(|end| (end.end.key.as_str(), end.count)).collect();
    assert_eq!(ends, [("done", 1), ("refused", 1)]);
    assert_eq!(leave.rework_share, Some(0.5));
    let review = leave.steps.iter().find(|step| step.step.key.starts_with("review")).expect("a step");
    assert_eq!((review.done, review.returned, review.escalated), (3, 1, 1));
    assert_eq!(review.on_time_share.map(|share| (share * 3.0).round()), Some(2.0), "two of three");
    assert_eq!(review.cycle_median_ms, Some(2 * HOUR.0));
    assert!(leave.cycle_p90_ms >= leave.cycle_median_ms);
    let all = house.office.numbers(&manager, None, from, to).await.expect("of all");
    let keys: Vec<&str> = all.iter().map(|flow| flow.flow.key.as_str()).collect();
    assert_eq!(keys, ["hourly-count", "leave"], "the clock started the other one");
    for (username, flow, from, to) in [
        ("agent1", Some("leave"), from, to),
        ("manager", Some("no-such-flow"), from, to),
        ("manager", None, to, from),
        ("manager", None, from, from + Millis(DAY.0 * 367)),
    ] {
        let refused = house.office.numbers(&house.caller(username), flow, from, to).await;
        assert!(refused.is_err(), "{username} {flow:?}");
    }
}

#[tokio::test]
async fn exports_tell_what_happened_without_what_was_written_in_forms() {
    let house = House::new().await;
    two_slips(&house).await;
    let (from, to) = (at("2026-11-23T00:00"), at("2026-11-27T00:00"));
    let manager = house.caller("manager");
    let export = async |format| {
        let bytes = house.office.export_log(&manager, format, Some("leave"), from, to).await.expect("exported");
        String::from_utf8(bytes).expect("a text")
    };
    let ocel = export(ExportFormat::Ocel).await;
    let log: Json = serde_json::from_str(&ocel).expect("JSON");
    let types: Vec<&str> =
        log["events"].as_array().expect("events").iter().filter_map(|event| event["type"].as_str()).collect();
    assert!(types.contains(&"review") && types.contains(&"end") && types.contains(&"apply"), "{types:?}");
    let instances = log["objects"].as_array().expect("objects").iter().filter(|object| object["type"] == "instance");
    assert_eq!(instances.count(), 2);
    let xes = export(ExportFormat::Xes).await;
    assert_eq!(xes.matches("<trace>").count(), 2);
    for text in [&ocel, &xes] {
        for private in ["family", "王芳", "陈立", "agent1"] {
            assert!(!text.contains(private), "{private} stands in the export");
        }
    }
    let taken = house
        .facts()
        .await
        .into_iter()
        .filter(|f| matches!(&f.body, FactBody::Revealed { what, .. } if what == "flow log"));
    assert_eq!(taken.count(), 2, "that it was taken out is a fact");
    let refused = house.office.export_log(&house.caller("agent1"), ExportFormat::Xes, None, from, to).await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))));
}

//! SYS-27: notices are read and confirmed, and it is known by whom and by whom not.

use super::house::{House, at};
use super::leave::asked;
use crate::OfficeError;
use crate::limits::NOTICE_TITLE_CHARS_MAX;
use crate::processes::notices::{NewNotice, NoticeBox};
use model::{FactBody, NoticeId, PersonId};
use serde_json::json;
use uuid::Uuid;

fn to_team(team: &str) -> NewNotice {
    let (title, text) = ("早会".to_owned(), "八点半集合\u{7}".to_owned());
    NewNotice { teams: vec![team.into()], title, text, must_acknowledge: true, ..NewNotice::default() }
}

async fn open_of(house: &House, username: &str) -> Vec<NoticeId> {
    let page = house.office.notices(&house.caller(username), NoticeBox::Open, None, None).await.expect("a box");
    page.items.iter().map(|notice| notice.id).collect()
}

#[tokio::test]
async fn sys_27_the_sender_sees_who_has_confirmed_and_who_has_not() {
    let house = House::new().await;
    let leader = house.caller("leader1");
    let sent = house.office.send_notice(&leader, to_team("team1")).await.expect("the own team");
    assert_eq!((sent.text.as_str(), sent.reader_count, sent.acknowledged_count), ("八点半集合", 6, 0));
    let agent = house.caller("agent1");
    assert_eq!(open_of(&house, "agent1").await, [sent.id]);
    assert_eq!(house.office.notice_counts(&agent).await.expect("counts"), (1, 1));

    let read = house.office.read_notice(&agent, sent.id).await.expect("read");
    assert!(read.read_ms.is_some() && read.acknowledged_ms.is_none());
    assert_eq!(house.office.notice_counts(&agent).await.expect("counts"), (0, 1), "reading is not confirming");
    assert_eq!(open_of(&house, "agent1").await, [sent.id]);
    house.office.acknowledge_notice(&agent, sent.id).await.expect("confirmed");
    house.office.acknowledge_notice(&agent, sent.id).await.expect("once more changes nothing");
    assert!(open_of(&house, "agent1").await.is_empty());
    let confirmed = house.facts().await.into_iter().filter(|f| matches!(f.body, FactBody::NoticeAcknowledged { .. }));
    assert_eq!(confirmed.count(), 1);

    let seen = house.office.notice(&leader, sent.id).await.expect("the sender's");
    assert_eq!((seen.readers.len(), seen.notice.acknowledged_count), (6, 1));
    let (last, others) = seen.readers.split_last().expect("readers");
    assert!(last.person.id == house.id("agent1") && last.acknowledged_ms.is_some(), "who has not comes first");
    assert!(others.iter().all(|reader| reader.read_ms.is_none()));
    let own = house.office.notice(&agent, sent.id).await.expect("a reader's");
    assert_eq!(own.readers.len(), 1, "a reader sees themselves only");
    let all = house.office.notice(&house.caller("manager"), sent.id).await.expect("the manager's");
    assert_eq!(all.readers.len(), 6);
    let stranger = house.office.notice(&house.caller("agent8"), sent.id).await;
    assert!(matches!(stranger, Err(OfficeError::NotFound)), "{stranger:?}");
    let box_of_leader = house.office.notices(&leader, NoticeBox::Sent, None, None).await.expect("a box").items;
    assert_eq!(box_of_leader.iter().map(|notice| notice.id).collect::<Vec<_>>(), [sent.id]);
}

#[tokio::test]
async fn sys_27_only_who_may_sends_and_only_to_people_who_are_there() {
    let house = House::new().await;
    let of = |username: &str| house.caller(username);
    for (username, team, may) in [
        ("leader1", "team1", true),
        ("leader1", "team2", false),
        ("agent1", "team1", false),
        ("manager", "team2", true),
    ] {
        let sent = house.office.send_notice(&of(username), to_team(team)).await;
        match may {
            true => assert!(sent.is_ok(), "{username} {team}: {sent:?}"),
            false => assert!(matches!(sent, Err(OfficeError::Denied(_))), "{username} {team}: {sent:?}"),
        }
    }
    let everybody = NewNotice { roles: vec!["agent".into()], ..to_team("team1") };
    let sent = house.office.send_notice(&of("leader1"), everybody).await;
    assert!(matches!(sent, Err(OfficeError::Denied(_))), "a post reaches beyond the own team");
    let nobody = PersonId(Uuid::from_u128(7));
    for (wrong, field) in [
        (NewNotice { title: " ".into(), ..to_team("team1") }, "title"),
        (NewNotice { title: "长".repeat(NOTICE_TITLE_CHARS_MAX + 1), ..to_team("team1") }, "title"),
        (NewNotice { text: "长".repeat(5_000), ..to_team("team1") }, "text"),
        (NewNotice { roles: vec!["king".into()], ..to_team("team1") }, "roles"),
        (to_team("team9"), "teams"),
        (NewNotice { people: vec![nobody], ..to_team("team1") }, "people"),
        (NewNotice { title: "a".into(), ..NewNotice::default() }, "people"),
        (NewNotice { people: vec![house.id("manager")], title: "a".into(), ..NewNotice::default() }, "people"),
    ] {
        match house.office.send_notice(&of("manager"), wrong).await {
            Err(OfficeError::BadInput { field: of, .. }) => assert_eq!(of, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    let forged = house.office.read_notice(&of("agent1"), NoticeId(Uuid::from_u128(1))).await;
    assert!(matches!(forged, Err(OfficeError::NotFound)));
}

#[tokio::test]
async fn flow_01_a_notice_of_a_flow_says_what_the_step_tells_in_words() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    house.does("leader1", id, "refuse", json!({"opinion": "人手不足"})).await.expect("refuses");
    let page = house.office.notices(&house.caller("agent1"), NoticeBox::Open, None, None).await.expect("a box");
    let notice = &page.items[0];
    assert_eq!((notice.instance, notice.from.is_none(), notice.must_acknowledge), (Some(id), true, false));
    assert_eq!(notice.title.zh, "通知申请人未批准");
    let shown = |key: &str| {
        let field = notice.fields.iter().find(|field| field.key == key).unwrap_or_else(|| panic!("{key}"));
        (field.label.zh.clone(), field.shown.zh.clone())
    };
    assert_eq!(shown("result"), ("结果".into(), "不同意".into()));
    assert!(!shown("from").1.is_empty());
}

#[tokio::test]
async fn flow_01_a_late_task_is_told_of_and_its_escalation_too() {
    let house = House::new().await;
    asked(&house, 1).await;
    house.wait_until(at("2026-11-24T18:00")).await;
    let page = house.office.notices(&house.caller("manager"), NoticeBox::Open, None, None).await.expect("a box");
    let titles: Vec<&str> = page.items.iter().map(|notice| notice.title.zh.as_str()).collect();
    assert!(titles.iter().any(|title| title.starts_with("超时上报：请假")), "{titles:?}");
    assert!(page.items.iter().all(|notice| notice.fields.iter().any(|field| field.label.zh == "截止")));
}

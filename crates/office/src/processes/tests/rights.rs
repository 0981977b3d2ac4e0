//! The life of a right, from the request to its end (AUTH-28 … AUTH-42, G-01 … G-08), by everybody who has a part in it.

use super::house::{House, PASSWORD, at, fields};
use crate::processes::acts::Completion;
use crate::processes::views::InstanceView;
use crate::rights::break_glass::Emergency;
use crate::rights::register::GrantsAsked;
use crate::rights::suspend::Suspend;
use crate::rights::views::{GrantState, GrantView};
use crate::{Caller, OfficeError};
use access::Resource;
use access::actions::{PlayRecording, TakeCalls};
use model::{FactBody, InstanceId, Millis};
use process::engine::Refusal;
use serde_json::{Value as Json, json};

pub fn request(capability: &str, until: &str) -> Json {
    json!({
        "capability": capability, "scope_kind": "team", "scope_id": "team1", "from": "2026-11-23T09:00",
        "until": until, "reason": "复盘投诉录音", "attestation": true,
    })
}

/// A request that is granted in full, by those of the demo.
pub async fn granted(house: &House, username: &str, data: Json) -> InstanceId {
    let id = house.start(username, "access-request", data).await.expect("may ask").row.id;
    approved(house, id).await;
    id
}

async fn approved(house: &House, id: InstanceId) {
    house.does("leader1", id, "agree", json!({"opinion": "工作需要"})).await.expect("first review");
    house.does("supervisor", id, "agree", json!({"opinion": "同意"})).await.expect("final review");
    house.does("grantor", id, "granted", json!({})).await.expect("put into force");
}

async fn held(house: &House, username: &str) -> Vec<GrantView> {
    let asked = GrantsAsked { person: Some(house.id(username)), ..GrantsAsked::default() };
    house.office.grants(&house.caller(username), asked).await.expect("sees the own").items
}

fn hears_team1(house: &House, username: &str) -> bool {
    house.office.permit::<PlayRecording>(&house.caller(username), &Resource::Team("team1".into())).is_ok()
}

/// The session proved a moment ago who sits there.
fn proven(house: &House, username: &str) -> Caller {
    let caller = house.caller(username);
    caller.session.step_up(house.now());
    caller
}

fn end(view: &InstanceView) -> Option<&str> {
    view.row.end.as_ref().map(|end| end.key.as_str())
}

fn codes(error: OfficeError) -> Vec<String> {
    match error {
        OfficeError::BadForm(problems) => problems.into_iter().map(|problem| problem.code).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn g_01_to_05_a_request_goes_up_and_is_granted_exactly_as_approved() {
    let house = House::new().await;
    assert!(!hears_team1(&house, "agent1"));
    let view = house.start("agent1", "access-request", request("recording:play", "2026-12-10T18:00")).await;
    let id = view.expect("may ask").row.id;
    assert!(house.inbox("agent1").await.is_empty() && house.inbox("leader2").await.is_empty(), "only the own leader");
    house.does("leader1", id, "agree", json!({"opinion": "工作需要"})).await.expect("first review");
    let shorter = json!({"opinion": "期限缩短", "approved_until": "2026-11-30T18:00"});
    house.does("supervisor", id, "agree", shorter).await.expect("final review");
    assert!(!hears_team1(&house, "agent1"), "approved is not granted");
    let view = house.does("grantor", id, "granted", json!({})).await.expect("put into force");
    assert_eq!(end(&view), Some("granted"));
    assert!(hears_team1(&house, "agent1"), "at once");

    let own = held(&house, "agent1").await;
    let [grant] = own.as_slice() else { panic!("{own:?}") };
    assert_eq!((grant.capability.as_str(), grant.scope.id.as_deref()), ("recording:play", Some("team1")));
    assert_eq!((grant.from_ms, grant.until_ms), (house.now().0, at("2026-11-30T18:00").0), "the approved end");
    assert_eq!(grant.state, GrantState::Live);
    let by: Vec<_> = grant.approvals.iter().map(|of| (of.stage.as_str(), of.person.id, of.opinion.as_str())).collect();
    let expected = [("first", "leader1", "工作需要"), ("final", "supervisor", "期限缩短"), ("apply", "grantor", "")];
    assert_eq!(by, expected.map(|(stage, who, said)| (stage, house.id(who), said)));
    let notices = house.story(id).await.into_iter().filter_map(|body| match body {
        FactBody::NoticeSent { to, text, must_acknowledge, .. } => Some((to, text, must_acknowledge)),
        _ => None,
    });
    let told: Vec<_> = notices.collect();
    let [(to, text, must_acknowledge)] = told.as_slice() else { panic!("{told:?}") };
    assert!(*to == [house.id("agent1")] && *must_acknowledge && text.contains("不得转录"), "AUTH-35: {text}");
    assert!(house.view("agent1", id).await.records.iter().any(|record| record.kind == "archive"), "AUTH-36");

    // AUTH-40: to the request, without anybody acting.
    house.set(Millis(at("2026-11-30T18:00").0 - 1));
    assert!(hears_team1(&house, "agent1"));
    house.set(at("2026-11-30T18:00"));
    assert!(!hears_team1(&house, "agent1"));
}

#[tokio::test]
async fn auth_33_a_refusal_says_why_and_goes_back() {
    let house = House::new().await;
    let data = request("recording:play", "2026-12-10T18:00");
    let id = house.start("agent1", "access-request", data.clone()).await.expect("may ask").row.id;
    assert!(house.does("leader1", id, "refuse", json!({})).await.is_err(), "without a reason");
    let view = house.does("leader1", id, "refuse", json!({"opinion": "没有需要"})).await.expect("refuses");
    assert_eq!(end(&view), Some("refused"));
    let told = house.story(id).await.into_iter().any(|body| {
        matches!(body, FactBody::NoticeSent { to, fields, .. }
        if to == [house.id("agent1")] && fields.values().any(|value| value == "没有需要"))
    });
    assert!(told, "with the reason");
    assert!(held(&house, "agent1").await.is_empty());

    let id = house.start("agent1", "access-request", data).await.expect("may ask again").row.id;
    house.does("leader1", id, "return", json!({"opinion": "写清范围"})).await.expect("sends back");
    let mut other = request("recording:play", "2026-12-01T18:00");
    other["reason"] = json!("只听投诉录音");
    house.does("agent1", id, "again", other).await.expect("hands in again");
    approved(&house, id).await;
    assert_eq!(held(&house, "agent1").await[0].why, "只听投诉录音");
}

#[tokio::test]
async fn auth_32_a_critical_right_needs_the_departments_too() {
    let house = House::new().await;
    let mut data = request("id_card:reveal", "2026-12-10T18:00");
    let id = house.start("agent1", "access-request", data.clone()).await.expect("may ask").row.id;
    house.does("leader1", id, "agree", json!({})).await.expect("first");
    house.does("supervisor", id, "agree", json!({})).await.expect("final");
    assert!(house.inbox("grantor").await.is_empty(), "not before all departments agreed");
    house.does("it", id, "agree", json!({"opinion": "可以"})).await.expect("IT");
    assert!(house.inbox("grantor").await.is_empty());
    house.does("service", id, "agree", json!({})).await.expect("service");
    house.does("grantor", id, "granted", json!({})).await.expect("put into force");
    let grant = &held(&house, "agent1").await[0];
    assert!(grant.is_joint && grant.approvals.iter().filter(|of| of.stage == "joint").count() == 2);

    // The supervisor may ask for it with any right; one department that refuses is enough.
    data["capability"] = json!("recording:play");
    let id = house.start("agent1", "access-request", data).await.expect("may ask").row.id;
    house.does("leader1", id, "agree", json!({})).await.expect("first");
    house.does("supervisor", id, "agree", json!({"ask_joint": ["finance"]})).await.expect("final");
    let view = house.does("finance", id, "refuse", json!({"opinion": "不同意"})).await.expect("finance");
    assert_eq!(end(&view), Some("refused"));
}

#[tokio::test]
async fn auth_28_what_cannot_be_asked_for_is_refused_with_words() {
    let house = House::new().await;
    for (who, data, code) in [
        ("agent1", request("journal:view", "2026-12-10T18:00"), "oneOf"),
        ("agent1", request("recording:play", "2027-02-10T18:00"), "too_long"),
        ("admin", request("recording:play", "2026-12-10T18:00"), "excluded"),
        ("supervisor", request("recording:play", "2026-12-10T18:00"), "has_by_post"),
    ] {
        let refused = house.start(who, "access-request", data).await.expect_err("refused");
        assert_eq!(codes(refused), [code], "{who}");
    }
    let mut no_team = request("recording:play", "2026-12-10T18:00");
    no_team["scope_id"] = json!("team9");
    assert_eq!(codes(house.start("agent1", "access-request", no_team).await.expect_err("no team")), ["scope"]);
    let mut unsigned = request("recording:play", "2026-12-10T18:00");
    unsigned["attestation"] = json!(false);
    assert!(house.start("agent1", "access-request", unsigned).await.is_err(), "AUTH-29");

    granted(&house, "agent1", request("recording:play", "2026-12-10T18:00")).await;
    let again = house.start("agent1", "access-request", request("recording:play", "2026-12-20T18:00")).await;
    assert_eq!(codes(again.expect_err("held")), ["already_held"], "an extension is offered instead");
    house.start("agent1", "access-request", request("call:view", "2026-12-20T18:00")).await.expect("another right");
    let twice = house.start("agent1", "access-request", request("call:view", "2026-12-20T18:00")).await;
    assert_eq!(codes(twice.expect_err("asked already")), ["already_asked"]);
}

#[tokio::test]
async fn nobody_who_could_decide_refuses_the_request_and_names_the_stage() {
    let house = House::new().await;
    // The only permission administrator cannot put her own right into force.
    let refused = house.start("grantor", "access-request", request("recording:play", "2026-12-10T18:00")).await;
    match refused {
        Err(OfficeError::Process(Refusal::Nobody { wanted })) => assert!(wanted.contains("权限管理员"), "{wanted}"),
        other => panic!("{other:?}"),
    }
    let offered = house.office.requestable(&house.caller("grantor")).await.expect("reads");
    assert!(offered.iter().all(|of| of.why_not.is_some()), "and it is not offered");
    // Leaders, supervisors and the manager have chains above or beside them.
    for (who, first, last) in [
        ("agent1", "leader1", "supervisor"),
        ("leader1", "manager", "supervisor"),
        ("supervisor", "manager", "gm"),
        ("manager", "supervisor", "gm"),
        ("gm", "supervisor", "manager"),
        ("qa", "manager", "supervisor"),
    ] {
        let offered = house.office.requestable(&house.caller(who)).await.expect("reads");
        let of = offered.iter().find(|of| of.capability == "customer:edit").expect("is offered");
        let stages: Vec<_> = of.stages.iter().map(|stage| stage.people[0].id).collect();
        assert_eq!(stages, [first, last, "grantor"].map(|name| house.id(name)), "{who}");
    }
    house.office.set_active("supervisor", false).await.expect("is away for good");
    let refused = house.start("agent1", "access-request", request("recording:play", "2026-12-10T18:00")).await;
    match refused {
        Err(OfficeError::Process(Refusal::Nobody { wanted })) => assert!(wanted.contains("终审"), "{wanted}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn auth_37_an_extension_leaves_no_gap() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-11-30T18:00")).await;
    let old = held(&house, "agent1").await.remove(0);
    assert!(old.can.extend);
    let change = json!({"grant": old.id, "until": "2026-12-20T18:00", "reason": "复盘未完", "attestation": true});
    let foreign = house.start("agent2", "access-change", change.clone()).await.expect_err("not hers");
    assert_eq!(codes(foreign), ["not_held"]);
    house.set(at("2026-11-25T10:00"));
    let id = house.start("agent1", "access-change", change).await.expect("may ask").row.id;
    house.set(at("2026-11-26T10:00"));
    assert!(hears_team1(&house, "agent1"));
    approved(&house, id).await;
    let own = held(&house, "agent1").await;
    let [new, old] = own.as_slice() else { panic!("{own:?}") };
    assert_eq!((new.replaces, old.replaced_by, old.state), (Some(old.id), Some(new.id), GrantState::Replaced));
    assert_eq!((old.until_ms, new.from_ms), (new.from_ms, house.now().0), "the one ends where the other begins");
    assert!(hears_team1(&house, "agent1"));
    house.wait_until(at("2026-12-15T10:00")).await;
    assert!(hears_team1(&house, "agent1"));
}

#[tokio::test]
async fn auth_38_the_supervisor_files_the_administrator_revokes_and_they_talk() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-12-10T18:00")).await;
    let grant = held(&house, "agent1").await[0].id;
    let filed = json!({"grant": grant, "cause": "abuse", "reason": "听了无关录音"});
    assert!(house.start("leader1", "access-revocation", filed.clone()).await.is_err(), "for supervisors");
    let id = house.start("supervisor", "access-revocation", filed).await.expect("files it").row.id;
    assert!(hears_team1(&house, "agent1"));
    house.does("grantor", id, "done", json!({})).await.expect("revokes");
    assert!(!hears_team1(&house, "agent1"), "at once");
    let view = &held(&house, "agent1").await[0];
    let revoked = view.revoked.as_ref().expect("revoked");
    assert_eq!((view.state, revoked.by.as_ref().map(|by| by.id)), (GrantState::Revoked, Some(house.id("grantor"))));
    // AUTH-39: the talk is a task of who filed it.
    let talk = json!({"talk_at": "2026-11-23T14:00", "talk_result": "说明了原因和影响"});
    let view = house.does("supervisor", id, "done", talk).await.expect("talks");
    assert_eq!(end(&view), Some("revoked"));
}

#[tokio::test]
async fn auth_38_the_administrator_revokes_directly_with_a_reason() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-12-10T18:00")).await;
    let grant = held(&house, "agent1").await[0].id;
    let office = &house.office;
    assert!(office.revoke_grant(&house.caller("grantor"), grant, " ").await.is_err(), "needs a reason");
    for other in ["agent1", "leader1", "admin"] {
        assert!(office.revoke_grant(&house.caller(other), grant, "不需要").await.is_err(), "{other} may not");
    }
    let view = office.revoke_grant(&house.caller("grantor"), grant, "调岗").await.expect("revoked");
    assert_eq!(view.state, GrantState::Revoked);
    assert!(!hears_team1(&house, "agent1"));
    office.revoke_grant(&house.caller("grantor"), grant, "再次").await.expect("once is enough");
    assert_eq!(held(&house, "agent1").await[0].revoked.as_ref().expect("revoked").reason, "调岗");
}

#[tokio::test]
async fn auth_40_the_holder_is_warned_and_the_end_is_noted_for_good() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-12-15T18:00")).await;
    house.wait_until(at("2026-12-01T09:00")).await;
    assert_eq!(house.office.tick_rights().await.expect("ticks"), 0, "too early");
    house.wait_until(at("2026-12-08T18:00")).await;
    assert_eq!(house.office.tick_rights().await.expect("ticks"), 2, "the warning and its notice");
    assert_eq!(house.office.tick_rights().await.expect("ticks"), 0, "once");
    let (caller, open) = (house.caller("agent1"), crate::processes::notices::NoticeBox::Open);
    let told = house.office.notices(&caller, open, None, None).await.expect("reads").items;
    let warned = told.iter().find(|notice| notice.title.zh.contains("即将到期")).expect("is told");
    assert!(warned.instance.is_some() && warned.fields.iter().any(|field| field.key == "capability"));
    house.set(at("2026-12-15T18:00"));
    assert!(!hears_team1(&house, "agent1"));
    assert_eq!(house.office.tick_rights().await.expect("ticks"), 1, "noted");
    house.set(at("2026-12-01T09:00"));
    house.office.reload_directory().await.expect("reads");
    assert!(!hears_team1(&house, "agent1"), "a clock that goes back revives nothing");
    assert_eq!(held(&house, "agent1").await[0].state, GrantState::Expired);
}

#[tokio::test]
async fn a_right_that_begins_later_is_looked_at_again_when_it_does() {
    let house = House::new().await;
    let mut data = request("recording:play", "2026-12-20T18:00");
    data["from"] = json!("2026-12-01T09:00");
    granted(&house, "agent1", data).await;
    assert_eq!(held(&house, "agent1").await[0].state, GrantState::Coming);
    assert!(!hears_team1(&house, "agent1"));
    house.office.set_active("agent1", false).await.expect("has left");
    house.set(at("2026-12-01T09:00"));
    house.office.tick_rights().await.expect("ticks");
    house.office.set_active("agent1", true).await.expect("is back");
    assert!(!hears_team1(&house, "agent1"), "who left begins anew");
    assert_eq!(held(&house, "agent1").await[0].state, GrantState::Revoked);
}

fn emergency(minutes: u32) -> Emergency {
    Emergency {
        capability: "number:reveal".into(),
        scope_kind: "centre".into(),
        scope_id: None,
        reason: "客户轻生，须立即联系".into(),
        minutes,
    }
}

#[tokio::test]
async fn an_emergency_right_is_loud_short_and_judged_by_somebody_else() {
    let house = House::new().await;
    let office = &house.office;
    let stale = office.break_glass(&house.caller("floor"), emergency(30)).await;
    assert!(matches!(stale, Err(OfficeError::Denied(_))), "needs a fresh proof: {stale:?}");
    assert!(office.break_glass(&proven(&house, "agent1"), emergency(30)).await.is_err(), "not for everybody");
    assert!(office.break_glass(&proven(&house, "floor"), emergency(61)).await.is_err(), "an hour at most");
    let grant = office.break_glass(&proven(&house, "floor"), emergency(30)).await.expect("takes it");
    assert!(grant.is_break_glass && grant.state == GrantState::Live && !grant.can.extend);
    let id = grant.instance.expect("a review is open");
    let caller = house.caller("floor");
    let may = |caller: &Caller| house.office.permit::<access::actions::RevealNumber>(caller, &Resource::Centre).is_ok();
    assert!(may(&caller));
    for watcher in ["supervisor", "manager", "auditor", "grantor"] {
        let notices = crate::processes::notices::NoticeBox::Open;
        let told = office.notices(&house.caller(watcher), notices, None, None).await.expect("reads").items;
        assert!(told.iter().any(|notice| notice.title.zh.contains("紧急授权") && notice.must_acknowledge), "{watcher}");
    }
    house.set(Millis(house.now().0 + 30 * 60_000));
    assert!(!may(&caller), "over to the minute");
    house.does("floor", id, "done", json!({"account": "联系上客户"})).await.expect("answers for it");
    assert!(house.inbox("floor").await.iter().all(|row| row.instance != id), "nobody judges themselves");
    let view = house.does("supervisor", id, "justified", json!({"judgement": "必要"})).await.expect("judges");
    assert_eq!(end(&view), Some("reviewed"));
}

fn stop(house: &House, who: &str, capability: Option<&str>, minutes: Option<u32>) -> Suspend {
    let (person, capability) = (house.id(who), capability.map(str::to_owned));
    Suspend { person, capability, reason: "越权查询".into(), minutes, call: None }
}

#[tokio::test]
async fn auth_42_one_click_stops_somebody_and_opens_the_case() {
    let house = House::new().await;
    let office = &house.office;
    let takes_calls = |who: &str| {
        let routed = office.routing().agents.iter().any(|agent| agent.person == house.id(who) && agent.may_take_calls);
        let permit = office.permit::<TakeCalls>(&house.caller(who), &Resource::Centre).is_ok();
        assert_eq!(routed, permit, "the switch and the desk agree about {who}");
        permit
    };
    assert!(takes_calls("agent1"));
    assert!(
        office.suspend(&house.caller("leader2"), stop(&house, "agent1", None, None)).await.is_err(),
        "own team only"
    );
    assert!(
        office.suspend(&house.caller("leader1"), stop(&house, "leader1", None, None)).await.is_err(),
        "not oneself"
    );
    let done = office.suspend(&house.caller("leader1"), stop(&house, "agent1", None, None)).await.expect("stops");
    assert!(!takes_calls("agent1"));
    let case = done.instance.expect("a case is open");
    assert_eq!(done.suspension.instance, Some(case));
    assert!(house.view("supervisor", case).await.fields.iter().any(|field| field.key == "what"));
    let id = done.suspension.id;
    assert!(office.lift_suspension(&house.caller("agent1"), id, "我没有").await.is_err(), "nobody lifts their own");
    let lifted = office.lift_suspension(&house.caller("supervisor"), id, "查清").await.expect("lifts");
    assert!(!lifted.is_in_force && takes_calls("agent1"));

    // AUTH-50: one right for a time; the end needs nobody.
    let timed = stop(&house, "agent2", Some("desk:take_calls"), Some(60));
    office.suspend(&house.caller("supervisor"), timed).await.expect("stops");
    assert!(!takes_calls("agent2"));
    house.set(Millis(house.now().0 + 60 * 60_000));
    office.tick_rights().await.expect("ticks");
    assert!(takes_calls("agent2"));
}

#[tokio::test]
async fn auth_27_the_quarterly_check_is_counted_done_and_confirmed() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-12-31T18:00")).await;
    house.set(at("2026-12-28T10:00"));
    let id = house.start("grantor", "permission-check", json!(null)).await.expect("begins").row.id;
    let (caller, open) = (house.caller("grantor"), crate::processes::notices::NoticeBox::Open);
    let told = house.office.notices(&caller, open, None, None).await.expect("reads").items;
    let figures = &told.iter().find(|notice| notice.instance == Some(id)).expect("is counted").text;
    assert!(figures.contains("有效授权 1 项") && figures.contains("王芳"), "{figures}");
    let found = json!({"over_findings": "一项未使用", "under_findings": "无", "measures": "撤销"});
    house.does("grantor", id, "done", found).await.expect("examined");
    let view = house.does("supervisor", id, "confirmed", json!({})).await.expect("confirmed");
    assert_eq!(end(&view), Some("checked"));
}

#[tokio::test]
async fn a_signature_is_needed_at_every_stage() {
    let house = House::new().await;
    let data = request("recording:play", "2026-12-10T18:00");
    let id = house.start("agent1", "access-request", data).await.expect("may ask").row.id;
    for (who, outcome) in [("leader1", "agree"), ("supervisor", "agree"), ("grantor", "granted")] {
        let task = house.task_of(who, id).await.task;
        let unsigned = Completion { outcome: outcome.into(), data: fields(json!({})), password: None };
        let refused = house.office.complete(&house.caller(who), id, task, unsigned).await;
        assert!(matches!(refused, Err(OfficeError::PasswordNeeded)), "{who}: {refused:?}");
        let wrong = Completion { outcome: outcome.into(), data: fields(json!({})), password: Some("wrong one".into()) };
        assert!(house.office.complete(&house.caller(who), id, task, wrong).await.is_err());
        let signed = Completion { outcome: outcome.into(), data: fields(json!({})), password: Some(PASSWORD.into()) };
        house.office.complete(&house.caller(who), id, task, signed).await.expect("signed");
    }
}

#[tokio::test]
async fn the_forms_offer_exactly_what_may_be_asked_for() {
    let book = super::house::book();
    for key in ["access-request", "access-change", "access-revocation", "break-glass"] {
        let form = &book.processes.forms[key].schema;
        let choices = form["properties"]["capability"]["oneOf"].as_array().expect("a choice");
        let offered: Vec<&str> = choices.iter().filter_map(|choice| choice["const"].as_str()).collect();
        let known = book.capabilities.iter().filter(|of| of.grant.is_some()).map(|of| of.action.as_str());
        assert_eq!(offered, known.collect::<Vec<_>>(), "{key}");
    }
}

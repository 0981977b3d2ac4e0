//! Joiners, movers, resets and handovers (PLAT-03, PLAT-04, AUTH-22, AUTH-26, AUTH-38, G-13, G-21, G-22).

use super::house::{House, PASSWORD, at};
use crate::OfficeError;
use crate::accounts::sign_on::{ProvenIdentity, SignOn};
use crate::people::LogIn;
use access::Resource;
use access::actions::ViewCall;
use model::fact::AccountFact;
use model::{AuthorityFact, FactBody, GrantId, GrantScope, Millis};
use serde_json::json;
use std::net::Ipv4Addr;
use std::sync::Arc;
use uuid::Uuid;

fn log_in<'a>(username: &'a str, password: &'a str) -> LogIn<'a> {
    LogIn { username, password, source: Ipv4Addr::LOCALHOST.into(), user_agent: "test", replaces: None }
}

#[tokio::test]
async fn a_joiner_enters_with_a_password_for_once() {
    let house = House::new().await;
    let asked = json!({"new_name": "赵新", "new_username": "zhaoxin", "new_role": "agent", "new_team": "team1",
        "employment": "part_time", "opening_reason": "入职"});
    let id = house.start("hr", "account-opening", asked).await.expect("starts").row.id;
    house.does("manager", id, "agree", json!({})).await.expect("approved");
    house.does("admin", id, "done", json!({})).await.expect("opened, with a signature");
    let joiner = house.office.directory().by_username("zhaoxin").expect("is there");
    assert_eq!((&*joiner.employment, joiner.roles.as_slice()), ("part_time", &["agent".to_owned()][..]));
    assert!(joiner.must_change_password);

    let task = house.task_of("admin", id).await.task;
    let admin = house.caller("admin");
    let early = house.office.one_time_password(&admin, id, task).await;
    assert!(matches!(early, Err(OfficeError::StepUpNeeded)), "{early:?}");
    admin.session.step_up(house.now());
    let first = house.office.one_time_password(&admin, id, task).await.expect("made");
    let code = house.office.one_time_password(&admin, id, task).await.expect("made anew");
    assert!(house.office.log_in(log_in("zhaoxin", &first)).await.is_err(), "the one before is worth nothing");
    let other = house.caller("agent1");
    other.session.step_up(house.now());
    assert!(house.office.one_time_password(&other, id, task).await.is_err(), "only whose task it is");

    let (_, caller) = house.office.log_in(log_in("zhaoxin", &code)).await.expect("enters");
    assert!(house.office.permit::<ViewCall>(&caller, &Resource::Centre).is_err(), "nothing before a new password");
    house.office.change_password(&caller, &code, "a-heron-in-the-reeds").await.expect("their own");
    assert!(!house.office.directory().person(caller.person.id).expect("is there").must_change_password);
    let late = house.office.one_time_password(&admin, id, task).await;
    assert!(matches!(late, Err(OfficeError::NotFound)), "nobody makes another for them: {late:?}");
    house.does("admin", id, "done", json!({"code_given": true})).await.expect("handed over");
    let told = serde_json::to_string(&house.facts().await).expect("JSON");
    assert!(!told.contains(&code) && !told.contains(&first), "the secret stands in no fact");
}

#[tokio::test]
async fn a_mover_leaves_the_old_rights_behind_in_the_same_commit() {
    let house = House::new().await;
    let (mover, now) = (house.id("agent1"), house.now());
    let grant = GrantId(Uuid::from_u128(7));
    let given = AuthorityFact::GrantGiven {
        grant,
        person: mover,
        capability: "recording:play".into(),
        scope: GrantScope::Centre,
        from_ms: now,
        until_ms: now + Millis::from_secs(86_400),
        instance: None,
        why: "复盘".into(),
        cautions: String::new(),
        approvals: Vec::new(),
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    };
    let fact = house.office.fact(model::Actor::System, &[], FactBody::Authority(given));
    house.office.commit(vec![crate::entry(fact)]).await.expect("given");
    house.office.reload_directory().await.expect("read");
    let asked = json!({"mover": mover, "move_role": "trainer", "move_reason": "转岗"});
    let id = house.start("hr", "account-move", asked).await.expect("starts").row.id;
    house.does("manager", id, "agree", json!({})).await.expect("approved");
    house.does("admin", id, "done", json!({})).await.expect("moved");
    let person = house.office.directory().person(mover).expect("is there");
    assert_eq!((person.roles.as_slice(), &person.team), (&["trainer".to_owned()][..], &None));
    assert!(person.grants.is_empty(), "{:?}", person.grants);
    let facts = house.facts().await;
    let moved = facts.iter().position(|fact| matches!(&fact.body, FactBody::Account(AccountFact::PersonMoved { .. })));
    let next = &facts[moved.expect("it moved") + 1].body;
    assert!(matches!(next, FactBody::Authority(AuthorityFact::GrantRevoked { grant: of, .. }) if *of == grant));
}

fn identity() -> ProvenIdentity {
    ProvenIdentity {
        provider: "company".into(),
        issuer: "https://sso.example.com".into(),
        subject: "13800001234".into(),
        has_second_factor: false,
    }
}

fn sign_on() -> SignOn<'static> {
    SignOn { identity: identity(), source: [127, 0, 0, 1].into(), user_agent: "test", replaces: None }
}

#[tokio::test]
async fn a_reset_ends_the_old_secrets_and_needs_two_who_checked() {
    let house = House::new().await;
    let locked = house.id("agent1");
    let (token, caller) = house.office.log_in(log_in("agent1", PASSWORD)).await.expect("a session");
    house.office.link_identity(&caller, identity()).await.expect("linked");
    let asked =
        json!({"locked_person": locked, "situation": "lost_device", "identity_checks": ["staff_card", "video"]});
    let id = house.start("it", "account-reset", asked).await.expect("starts").row.id;
    house.does("leader1", id, "confirmed", json!({"identity_note": "当面"})).await.expect("confirmed");
    assert!(house.office.caller(&token).await.is_err(), "old sessions end");
    assert!(house.office.log_in(log_in("agent1", PASSWORD)).await.is_err(), "the old password is worth nothing");
    let signed_on = house.office.sign_on(sign_on()).await;
    assert!(matches!(signed_on, Err(OfficeError::NotLinked)), "nor is an identity that anybody may have linked");
    let task = house.task_of("it", id).await.task;
    let it = house.caller("it");
    it.session.step_up(house.now());
    let code = house.office.one_time_password(&it, id, task).await.expect("made");
    let (_, caller) = house.office.log_in(log_in("agent1", &code)).await.expect("enters");
    assert!(caller.person.must_change_password);
}

#[tokio::test]
async fn a_handover_shares_no_secret() {
    let house = House::new().await;
    let (_, caller) = house.office.log_in(log_in("agent1", PASSWORD)).await.expect("a session");
    house.office.link_identity(&caller, identity()).await.expect("linked");
    let asked = json!({"deputy": house.id("agent2"), "handover_from": "2026-11-24T09:00:00+08:00",
        "handover_until": "2026-11-25T18:00:00+08:00", "handover_reason": "培训", "password_shared": true});
    let id = house.start("agent1", "temporary-handover", asked).await.expect("starts").row.id;
    house.wait_until(at("2026-11-23T09:02")).await;
    let person = house.office.directory().person(house.id("agent1")).expect("is there");
    assert!(person.must_change_password, "at once, whatever the superior says");
    let (_, caller) = house.office.sign_on(sign_on()).await.expect("enters");
    assert!(caller.person.must_change_password, "a sign-on leads nowhere else either");
    house.does("leader1", id, "agreed", json!({})).await.expect("agreed");
    house.set(at("2026-11-24T10:00"));
    let given = store::processes::delegations(&house.store, Some(house.now())).await.expect("reads");
    assert!(given.iter().any(|one| one.absent == house.id("agent1") && one.deputy == house.id("agent2")));
}

#[tokio::test]
async fn who_leaves_keeps_no_right_and_no_session() {
    let house = House::new().await;
    let (token, _) = house.office.log_in(log_in("agent3", PASSWORD)).await.expect("a session");
    house.office.set_active("agent3", false).await.expect("disabled");
    assert!(house.office.caller(&token).await.is_err());
    let person: Arc<_> = house.office.directory().by_username("agent3").expect("is known");
    assert!(person.grants.is_empty() && !person.is_active);
}

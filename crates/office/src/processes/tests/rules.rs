//! Changes of the rules by everybody who has a part in them (AUTH-24, AUTH-25, G-15), the rules that people read
//! (AUTH-55, G-20), and maintenance (G-24).

use super::house::{House, at, book};
use crate::changes::views::{ChangeView, EditedFile, Proposal};
use crate::rights::suspend::Suspend;
use crate::{Office, OfficeError};
use model::{FactBody, Millis, RulesFact};
use serde_json::json;

const QUEUE: &str = "queues/presale.yaml";

fn edit_of(office: &Office, path: &str, from: &str, to: &str) -> EditedFile {
    let text = office.rulebook().texts[path].to_string();
    assert!(text.contains(from), "{path} has no `{from}`");
    EditedFile { path: path.into(), text: Some(text.replacen(from, to, 1)) }
}

/// The line of a queue's file with this key, and another value.
fn ring(office: &Office, seconds: u32) -> EditedFile {
    let text = office.rulebook().texts[QUEUE].to_string();
    let line = text.lines().find(|line| line.starts_with("ring")).expect("a line of ringing").to_owned();
    let (key, _) = line.split_once(':').expect("a value");
    edit_of(office, QUEUE, &line, &format!("{key}: {seconds}s"))
}

fn proposal(office: &Office, files: Vec<EditedFile>) -> Proposal {
    Proposal {
        reason: "早晨来电多，响铃太久".into(),
        scope: "presale".into(),
        expected: "等待更短".into(),
        base: office.rulebook().hash.clone(),
        files,
        apply_at_ms: None,
    }
}

async fn house() -> House {
    let house = House::new().await;
    house.office.start("test").await.expect("starts");
    house
}

async fn proposed(house: &House, seconds: u32) -> ChangeView {
    let asked = proposal(&house.office, vec![ring(&house.office, seconds)]);
    house.office.propose_change(&house.caller("supervisor"), asked).await.expect("may propose")
}

async fn approve(house: &House, change: &ChangeView) {
    for head in ["manager", "it"] {
        house.does(head, change.row.instance, "agree", json!({})).await.expect(head);
    }
}

async fn state(house: &House, change: &ChangeView) -> (String, String) {
    let view = house.office.change(&house.caller("manager"), change.row.id).await.expect("sees it");
    (view.row.state, view.row.why)
}

fn ring_now(office: &Office) -> Millis {
    office.rulebook().queues.iter().find(|queue| &*queue.id.0 == "presale").expect("the queue").ring
}

#[tokio::test]
async fn auth_25_g_15_a_change_shows_its_effect_is_approved_and_comes_into_force_at_its_time() {
    let house = house().await;
    let before = ring_now(&house.office);
    let change = proposed(&house, 7).await;
    assert_eq!(change.row.state, "proposed");
    assert_eq!(change.differences.len(), 1);
    assert!(change.differences[0].unified.contains("+"), "{:?}", change.differences);
    // Nobody is asked who proposed it, and each head only once.
    assert!(house.inbox("supervisor").await.iter().all(|row| row.instance != change.row.instance));
    approve(&house, &change).await;
    house
        .does("admin", change.row.instance, "schedule", json!({"apply_at": "2026-11-23T18:00"}))
        .await
        .expect("puts it on the clock");
    assert_eq!(state(&house, &change).await.0, "scheduled");
    assert_eq!(ring_now(&house.office), before, "not before its time");
    house.wait_until(at("2026-11-23T18:00")).await;
    assert_eq!(state(&house, &change).await, ("applied".into(), String::new()));
    assert_eq!(ring_now(&house.office), Millis::from_secs(7));
    let facts = house.facts().await;
    let applied = facts.iter().position(|fact| matches!(&fact.body, FactBody::Rules(RulesFact::ChangeApplied { .. })));
    let next = &facts[applied.expect("it is told") + 1].body;
    assert!(matches!(next, FactBody::RulebookInForce { hash } if *hash == change.row.hash), "{next:?}");
    // A restart has the approved version in force though the folder has the old one, and says that they differ.
    let house = house.reopened().await;
    assert_eq!(ring_now(&house.office), Millis::from_secs(7));
    let versions = house.office.rule_versions(&house.caller("manager")).await.expect("sees them");
    assert_eq!(versions.folder.expect("it differs").files, [QUEUE]);
    assert_eq!(versions.items[0].change, Some(change.row.id));
}

#[tokio::test]
async fn auth_24_who_approved_does_not_put_it_into_force_and_agents_do_not_propose() {
    let house = house().await;
    let asked = proposal(&house.office, vec![ring(&house.office, 8)]);
    let refused = house.office.propose_change(&house.caller("agent1"), asked).await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))), "{refused:?}");
    // The only administrator cannot propose: nobody else could carry it out.
    let asked = proposal(&house.office, vec![ring(&house.office, 8)]);
    let refused = house.office.propose_change(&house.caller("admin"), asked).await;
    assert!(matches!(refused, Err(OfficeError::BadInput { field: "author", .. })), "{refused:?}");
    // The manager's own change is the general manager's to approve.
    let asked = proposal(&house.office, vec![ring(&house.office, 8)]);
    let change = house.office.propose_change(&house.caller("manager"), asked).await.expect("may propose");
    house.does("it", change.row.instance, "agree", json!({})).await.expect("it agrees");
    house.does("gm", change.row.instance, "refuse", json!({"opinion": "太短"})).await.expect("refuses");
    assert_eq!(state(&house, &change).await, ("refused".into(), "太短".into()));
}

#[tokio::test]
async fn auth_25_of_two_editors_the_second_is_told_what_changed() {
    let house = house().await;
    let (first, second) = (proposed(&house, 7).await, proposed(&house, 9).await);
    let stale = proposal(&house.office, vec![ring(&house.office, 11)]);
    for change in [&first, &second] {
        approve(&house, change).await;
        house
            .does("admin", change.row.instance, "schedule", json!({"apply_at": "2026-11-23T18:00"}))
            .await
            .expect("puts it on the clock");
    }
    house.wait_until(at("2026-11-23T18:00")).await;
    let mut states = [state(&house, &first).await, state(&house, &second).await];
    states.sort();
    assert_eq!(states[0].0, "applied");
    assert!(states[1].0 == "failed" && states[1].1.contains(QUEUE), "{states:?}");
    let refused = house.office.propose_change(&house.caller("supervisor"), stale).await;
    assert!(matches!(&refused, Err(OfficeError::RulesMoved(files)) if files == &[QUEUE]), "{refused:?}");
}

#[tokio::test]
async fn auth_25_a_broken_rule_is_told_with_its_line_and_never_filed() {
    let house = house().await;
    let broken = EditedFile { path: QUEUE.into(), text: Some("name_zh: 售前\nringing: 20\n".into()) };
    let base = house.office.rulebook().hash.clone();
    let caller = house.caller("supervisor");
    let preview = house.office.preview_change(&caller, &base, std::slice::from_ref(&broken)).await.expect("answers");
    assert!(
        preview.problems.iter().any(|problem| problem.file == QUEUE && problem.line == 2),
        "{:?}",
        preview.problems
    );
    assert!(preview.effect.is_none());
    let refused = house.office.propose_change(&caller, proposal(&house.office, vec![broken])).await;
    assert!(matches!(refused, Err(OfficeError::BadForm(_))), "{refused:?}");
    let secret = EditedFile { path: "demo/people.yaml".into(), text: Some(String::new()) };
    let refused = house.office.propose_change(&caller, proposal(&house.office, vec![secret])).await;
    assert!(matches!(refused, Err(OfficeError::BadInput { field: "files", .. })), "{refused:?}");
    assert!(house.office.changes(&caller).await.expect("sees them").is_empty());
}

#[tokio::test]
async fn auth_25_a_policy_taken_away_shows_who_loses_what() {
    let house = house().await;
    let text = house.office.rulebook().texts["policies/leaders.cedar"].to_string();
    // A leader sees the team's calls no more.
    let edited = text.replacen("Qiao::Action::\"call:view\", ", "", 1);
    assert_ne!(text, edited, "leaders see calls in another way now: mend this test");
    let file = EditedFile { path: "policies/leaders.cedar".into(), text: Some(edited) };
    let base = house.office.rulebook().hash.clone();
    let preview = house.office.preview_change(&house.caller("supervisor"), &base, &[file]).await.expect("answers");
    assert!(preview.problems.is_empty(), "{:?}", preview.problems);
    let effect = preview.effect.expect("an effect");
    let lost = effect.rights.items.iter().filter(|line| line.action == "call:view" && !line.gains);
    let leaders: Vec<String> = lost.flat_map(|line| line.usernames.clone()).collect();
    assert!(leaders.contains(&"leader1".to_owned()), "{:?}", effect.rights);
    assert!(effect.readers > 0, "policies are rules that people read");
}

#[tokio::test]
async fn auth_25_a_crash_between_the_clock_and_the_hour_loses_nothing() {
    let house = house().await;
    let change = proposed(&house, 6).await;
    approve(&house, &change).await;
    house
        .does("admin", change.row.instance, "schedule", json!({"apply_at": "2026-11-23T18:00"}))
        .await
        .expect("puts it on the clock");
    let house = house.reopened().await;
    assert_ne!(ring_now(&house.office), Millis::from_secs(6));
    house.wait_until(at("2026-11-23T19:00")).await;
    assert_eq!(state(&house, &change).await.0, "applied");
    assert_eq!(ring_now(&house.office), Millis::from_secs(6));
}

#[tokio::test]
async fn auth_38_the_clock_does_not_act_for_somebody_whose_right_has_ended() {
    // Whoever put it on the clock has left, or was stopped, before the hour: nothing comes into force, and it is told why.
    for ending in ["disabled", "stopped"] {
        let house = house().await;
        let before = ring_now(&house.office);
        let change = proposed(&house, 9).await;
        approve(&house, &change).await;
        let at_six = json!({"apply_at": "2026-11-23T18:00"});
        house.does("admin", change.row.instance, "schedule", at_six).await.expect("puts it on the clock");
        if ending == "disabled" {
            house.office.set_active("admin", false).await.expect("has left");
        } else {
            let person = house.id("admin");
            let (capability, reason) = (Some("rulebook:apply".to_owned()), "调查".to_owned());
            let asked = Suspend { person, capability, reason, minutes: None, call: None };
            house.office.suspend(&house.caller("manager"), asked).await.expect("stops it");
        }
        house.wait_until(at("2026-11-23T18:00")).await;
        let (state, why) = state(&house, &change).await;
        assert_eq!(state, "failed", "{ending}: {why}");
        assert!(!why.is_empty(), "{ending}");
        assert_eq!(ring_now(&house.office), before, "{ending}");
    }
}

#[tokio::test]
async fn g_15_a_change_is_taken_back_by_one_more() {
    let house = house().await;
    let before = ring_now(&house.office);
    let change = proposed(&house, 6).await;
    approve(&house, &change).await;
    house.does("admin", change.row.instance, "schedule", json!({})).await.expect("at once");
    assert_eq!(ring_now(&house.office), Millis::from_secs(6));
    let caller = house.caller("supervisor");
    let back = house.office.roll_back_change(&caller, change.row.id, "漏接变多".into()).await.expect("may");
    assert_eq!(back.row.rolls_back, Some(change.row.id));
    approve(&house, &back).await;
    house.does("admin", back.row.instance, "schedule", json!({})).await.expect("at once");
    assert_eq!(ring_now(&house.office), before);
    assert_eq!(house.office.rulebook().hash, book().hash, "the very version from before");
}

#[tokio::test]
async fn auth_55_who_has_not_read_is_listed_and_the_gate_closes_calls() {
    let house = house().await;
    let office = &house.office;
    let own = office.own_reading(&house.caller("agent1")).await.expect("answers");
    assert!(!own.is_read && own.mode == "remind");
    let caller = house.caller("agent1");
    assert!(office.acknowledge_rules(&caller, &own.version).await.expect("confirmed").is_read);
    let stale = office.acknowledge_rules(&caller, "an older one").await;
    assert!(matches!(stale, Err(OfficeError::RulesMoved(_))), "{stale:?}");
    let all = office.acknowledgements(&house.caller("trainer")).await;
    let all = match all {
        Ok(all) => all,
        Err(_) => office.acknowledgements(&house.caller("manager")).await.expect("the manager sees it"),
    };
    assert_eq!(all.read.len(), 1);
    assert!(all.unread.len() > 10);
    // As a gate: who has not read takes no calls.
    let parameters = "flows/parameters.yaml";
    let text = office.rulebook().texts[parameters].to_string();
    let mut texts = (*office.rulebook().texts).clone();
    texts.insert(parameters.into(), text.replacen("default: remind", "default: gate", 1).into());
    let gated = rulebook::Rulebook::of_texts(&office.rulebook().folder, &texts, true).expect("it checks");
    office.adopt(gated).await.expect("in force");
    let takes = |name: &str| {
        let routing = office.routing();
        routing.agents.iter().find(|agent| &*agent.username == name).map(|agent| agent.may_take_calls)
    };
    assert_eq!((takes("agent1"), takes("agent2")), (Some(true), Some(false)));
    let caller = house.caller("agent2");
    office.acknowledge_rules(&caller, &own.version).await.expect("confirmed");
    assert_eq!(takes("agent2"), Some(true));
}

#[tokio::test]
async fn g_20_a_revision_is_approved_published_trained_and_in_effect() {
    let house = house().await;
    let revision = json!({"topic": "AUTH-13", "change_needed": "写清楚特殊场景"});
    let view = house.start("trainer", "rule-revision", revision).await.expect("may start");
    let id = view.row.id;
    for head in ["manager", "gm"] {
        house.does(head, id, "agree", json!({})).await.expect(head);
    }
    house.does("manager", id, "done", json!({"published_text": "请阅读 AUTH-13"})).await.expect("published");
    let cases = json!({"trained_on": "2026-11-24", "cases_used": "一次误查"});
    house.does("trainer", id, "done", cases).await.expect("trained");
    let view = house.does("trainer", id, "excused", json!({"chase_note": "下周一"})).await.expect("seen to");
    assert_eq!(view.row.end.as_ref().map(|end| end.key.as_str()), Some("in_effect"));
}

#[tokio::test]
async fn g_24_maintenance_is_announced_with_a_plan_and_checked_by_another() {
    let house = house().await;
    let plan = json!({
        "systems": "话务平台升级", "window_from": "2026-11-25T02:00", "window_until": "2026-11-25T04:00",
        "impact": "两分钟不能呼入", "emergency_steps": "切换备用线路", "rollback_steps": "恢复上一版本",
    });
    let id = house.start("it", "maintenance-window", plan).await.expect("may start").row.id;
    house.does("manager", id, "agree", json!({})).await.expect("approves");
    house.wait_until(at("2026-11-25T02:00")).await;
    house.does("it", id, "done", json!({"work_done": "完成"})).await.expect("carried out");
    let view = house.does("supervisor", id, "works", json!({})).await.expect("checked");
    assert_eq!(view.row.end.as_ref().map(|end| end.key.as_str()), Some("done"));
}

#[tokio::test]
async fn the_board_tells_of_every_clause_and_counts_what_policies_did() {
    let house = house().await;
    let caller = house.caller("manager");
    let asked = proposal(&house.office, vec![ring(&house.office, 8)]);
    house.office.propose_change(&house.caller("agent1"), asked).await.expect_err("refused");
    proposed(&house, 7).await;
    let board = house.office.clause_board(&caller).await.expect("sees it");
    assert!(board.items.len() >= 200);
    let clause = |id: &str| board.items.iter().find(|row| row.id == id).expect("the clause");
    assert!(clause("AUTH-25").used > 0 && clause("AUTH-25").refused > 0, "{:?}", clause("AUTH-25"));
    assert_eq!((clause("PLAT-18").state, clause("PLAT-19").state), ("not_yet", "human"));
}

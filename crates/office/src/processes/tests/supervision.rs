//! Looking after rights: violations by tier, reviews that really take rights away, reports, samples, why.

use super::house::{House, at, fields};
use crate::OfficeError;
use crate::supervision::audit::report::Format;
use crate::supervision::audit::{Draw, drawn};
use crate::why::About;
use model::{Actor, Approval, AuthorityFact, FactBody, GrantId, GrantScope, InstanceId, Millis, PersonId, SampleOf};
use serde_json::{Value as Json, json};
use uuid::Uuid;

const DAY: Millis = Millis::from_secs(24 * 3_600);

async fn note(house: &House, time: Millis, actor: Actor, reasons: Vec<String>, body: FactBody) {
    let fact = model::Fact { seq: 0, at_ms: time, actor, reasons, body };
    house.office.commit(vec![crate::entry(fact)]).await.expect("noted");
}

/// A right for a time, given from `from` on for thirty days.
async fn granted(house: &House, number: u128, username: &str, capability: &str, from: Millis) -> GrantId {
    let grant = GrantId(Uuid::from_u128(number));
    let approval = |stage: &str, username| Approval {
        stage: stage.into(),
        person: house.id(username),
        at_ms: from,
        opinion: "同意".into(),
    };
    let body = AuthorityFact::GrantGiven {
        grant,
        person: house.id(username),
        capability: capability.into(),
        scope: GrantScope::Centre,
        from_ms: from,
        until_ms: from + Millis(DAY.0 * 30),
        instance: None,
        why: "回访".into(),
        cautions: String::new(),
        approvals: vec![approval("first", "leader1"), approval("final", "supervisor")],
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    };
    note(house, from, Actor::Person(house.id("grantor")), Vec::new(), FactBody::Authority(body)).await;
    house.office.reload_directory().await.expect("read anew");
    grant
}

async fn case(house: &House, severity: &str) -> (InstanceId, Json) {
    let told = json!({"person": house.id("agent1"), "what": "查询无关客户", "capability": "number:reveal"});
    let id = house.start("leader1", "violation-case", told).await.expect("reported").row.id;
    house.does("agent1", id, "explained", json!({"statement": "误操作"})).await.expect("explains");
    let found = json!({"severity": severity, "assessment": "属实"});
    house.does("supervisor", id, "violation", found).await.expect("assessed");
    let ledger =
        house.office.violations(&house.caller("supervisor"), Some(house.id("agent1"))).await.expect("a ledger");
    let row = ledger.ledger.iter().find(|of| of.instance == id).expect("on record").clone();
    (id, json!({"tier": row.tier, "points": row.points, "restricted": row.is_restricted}))
}

fn is_suspended(house: &House, username: &str, capability: &str) -> bool {
    let person = house.office.directory().by_username(username).expect("here");
    person.suspended.iter().any(|of| of == capability)
}

#[tokio::test]
async fn auth_49_to_52_the_tier_follows_from_the_history_and_really_restricts() {
    let house = House::new().await;
    let (first, outcome) = case(&house, "minor").await;
    assert_eq!(outcome, json!({"tier": 1, "points": 0, "restricted": false}));
    let talk = json!({"reminder": "只查自己服务的客户", "talked_at": "2026-11-23T10:00"});
    house.does("supervisor", first, "done", talk).await.expect("AUTH-49: warned orally");
    let regret =
        json!({"criticism": "我没有遵守只查询本人服务客户的规定，今后改正。", "will_improve": "先看事由再查询"});
    house.does("agent1", first, "done", regret).await.expect("AUTH-49: reflects");
    let view = house.does("agent1", first, "accepts", json!({})).await.expect("accepts");
    assert_eq!(view.row.end.expect("over").key, "closed");
    assert!(!is_suspended(&house, "agent1", "number:reveal"));

    // AUTH-52: minor again is no longer minor.
    let (second, outcome) = case(&house, "minor").await;
    assert_eq!(outcome, json!({"tier": 2, "points": 5, "restricted": true}));
    assert!(is_suspended(&house, "agent1", "number:reveal"), "AUTH-50: restricted at once");
    let warned = house.does("supervisor", second, "done", json!({"warning": "书面警告"})).await;
    warned.expect("AUTH-50: signed");
    let appeal = json!({"appeal_reason": "当时是客户要求"});
    house.does("agent1", second, "appeals", appeal).await.expect("appeals");
    let view = house.does("manager", second, "overturned", json!({"appeal_decision": "成立"})).await.expect("decided");
    assert_eq!(view.row.end.expect("over").key, "cleared");
    assert!(!is_suspended(&house, "agent1", "number:reveal"), "given back with the appeal");

    let (_, outcome) = case(&house, "grave").await;
    assert_eq!(outcome["tier"], 3, "AUTH-51");
    assert!(is_suspended(&house, "agent1", access::EVERYTHING));
}

#[tokio::test]
async fn auth_50_the_restriction_ends_with_its_time_and_others_see_nothing() {
    let house = House::new().await;
    let (id, outcome) = case(&house, "serious").await;
    assert_eq!(outcome, json!({"tier": 2, "points": 10, "restricted": true}));
    for (username, sees) in [("hr", true), ("auditor", true), ("leader1", true), ("leader2", false), ("agent2", false)]
    {
        let seen = house.office.violation(&house.caller(username), id).await.is_ok();
        assert_eq!(seen, sees, "{username}");
    }
    assert!(house.office.violations(&house.caller("agent1"), Some(house.id("agent1"))).await.is_ok(), "the own one");
    let denied = house.office.violations(&house.caller("agent2"), Some(house.id("agent1"))).await;
    assert!(matches!(denied, Err(OfficeError::Denied(_))));
    house.set(house.now() + Millis(DAY.0 * 15));
    house.office.reload_directory().await.expect("read anew");
    assert!(!is_suspended(&house, "agent1", "number:reveal"), "after fourteen days");
}

async fn review(house: &House) -> InstanceId {
    let asked = json!({"review_title": "季度复核", "review_of": "grants", "review_sensitivity": "sensitive",
        "review_until": "2026-11-30T18:00"});
    house.start("grantor", "access-review", asked).await.expect("started").row.id
}

#[tokio::test]
async fn g_16_silence_ends_what_is_sensitive_and_the_review_closes_when_all_is_in_force() {
    let house = House::new().await;
    let kept = granted(&house, 1, "agent1", "recording:play", house.now()).await;
    let silent = granted(&house, 2, "agent7", "recording:play", house.now()).await;
    let revoked = granted(&house, 3, "agent2", "recording:play", house.now()).await;
    let id = review(&house).await;
    let detail = house.office.review(&house.caller("grantor"), id).await.expect("a review");
    assert_eq!((detail.review.items, detail.review.decided, detail.review.reviewers.len()), (3, 0, 2));
    assert!(detail.items.iter().all(|item| item.reviewer.id != item.holder.id), "nobody reviews themselves");
    let own = house.office.review(&house.caller("leader1"), id).await.expect("the own part");
    assert_eq!(own.items.len(), 2);
    assert!(matches!(house.office.review(&house.caller("agent1"), id).await, Err(OfficeError::NotFound)));

    let task = house.task_of("leader1", id).await.task;
    let form = house.office.task(&house.caller("leader1"), id, task).await.expect("a task").prefilled;
    let mut rows = form["items"].as_array().expect("the own items are there to be decided").clone();
    assert_eq!(rows.len(), 2);
    for row in &mut rows {
        let holder: PersonId = row["holder"].as_str().expect("a person").parse().expect("an id");
        row["decision"] = json!(if holder == house.id("agent1") { "keep" } else { "revoke" });
    }
    house.does("leader1", id, "decided", json!({"items": rows})).await.expect("decided");
    let is_open = async |grant| {
        let record = store::grants::by_id(&house.store, grant).await.expect("reads").expect("is there");
        record.is_open(house.now())
    };
    assert!(is_open(kept).await && is_open(silent).await && !is_open(revoked).await);
    assert!(house.office.directory().by_username("agent2").expect("here").grants.is_empty(), "at once");
    assert!(house.view("grantor", id).await.row.end.is_none(), "leader2 has not answered");
    house.wait_until(at("2026-11-30T18:01")).await;
    assert!(!is_open(silent).await, "silence ends a sensitive right");
    assert_eq!(house.view("grantor", id).await.row.end.expect("over").key, "applied");
    let detail = house.office.review(&house.caller("grantor"), id).await.expect("a review").review;
    assert_eq!((detail.keep, detail.revoke, detail.decided), (1, 2, 3));
}

#[tokio::test]
async fn auth_27_unused_rights_and_what_is_refused_again_and_again() {
    let house = House::new().await;
    let long_ago = house.now() - Millis(DAY.0 * 20);
    granted(&house, 1, "agent1", "recording:play", long_ago).await;
    let used = granted(&house, 2, "agent2", "recording:play", long_ago).await;
    let (agent2, agent3) = (house.id("agent2"), house.id("agent3"));
    let heard = FactBody::Revealed { person: agent2, what: "recording".into(), resource: "recording 1".into() };
    note(&house, house.now(), Actor::Person(agent2), vec![format!("grant:{used}")], heard).await;
    let over = house.office.unused_rights(&house.caller("grantor"), 10).await.expect("a report");
    let grants: Vec<_> =
        over.rights.iter().filter(|right| right.kind == "grant").map(|right| right.person.id).collect();
    assert_eq!(grants, [house.id("agent1")]);
    assert!(over.rights.iter().any(|right| right.kind == "standing" && right.capability == "people:manage"));
    assert!(over.untraced.contains(&"floor:view".to_owned()));

    for _ in 0..3 {
        let (action, resource) = ("recording:play".to_owned(), "centre".to_owned());
        let denied = FactBody::ActDenied { person: agent3, action, resource };
        note(&house, house.now(), Actor::Person(agent3), Vec::new(), denied).await;
    }
    let short = house.office.lacked_rights(&house.caller("grantor"), 10).await.expect("a report").rights;
    let row = short.iter().find(|right| right.person.id == agent3).expect("agent3 lacks it");
    assert_eq!((row.times, row.granted.is_some()), (3, false));
    granted(&house, 3, "agent3", "recording:play", house.now()).await;
    let short = house.office.lacked_rights(&house.caller("grantor"), 10).await.expect("a report").rights;
    assert!(short.iter().any(|right| right.person.id == agent3 && right.granted.is_some()), "granted later");

    let team = house.office.unused_rights(&house.caller("leader2"), 10).await.expect("of the own team");
    assert!(team.rights.iter().all(|right| right.person.team.as_deref() == Some("team2")), "{:?}", team.rights.len());
    assert!(matches!(house.office.unused_rights(&house.caller("agent1"), 10).await, Err(OfficeError::Denied(_))));
    assert!(house.office.unused_rights(&house.caller("grantor"), 0).await.is_err());
}

#[tokio::test]
async fn auth_04_every_yes_names_its_grant_and_every_no_its_request() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let no = house.office.why_may(&agent, "recording:play", &About::Centre).await.expect("an answer");
    assert!(!no.allowed && !no.policies.is_empty());
    let request = no.request.expect("it can be asked for");
    assert_eq!((request.flow.as_str(), request.fields["capability"].as_str()), ("access-request", "recording:play"));
    let grant = granted(&house, 1, "agent1", "recording:play", house.now()).await;
    let yes = house.office.why_may(&house.caller("agent1"), "recording:play", &About::Centre).await.expect("an answer");
    assert!(yes.allowed && yes.policies.iter().all(|policy| !policy.clause.is_empty() && !policy.text.is_empty()));
    let behind = yes.grant.expect("the right behind it");
    assert_eq!((behind.id, behind.approvals.len()), (grant, 2));
    let mine = house.office.my_rights(&house.caller("agent1")).await.expect("rights");
    let row = mine.rights.iter().find(|right| right.capability == "recording:play").expect("listed");
    assert!(row.allowed && row.until_ms.is_some());
    // A call that is not there and one that is somebody else's are the same.
    let about = |id: &str| About::Call(id.to_owned());
    let nobody = Uuid::from_u128(77).to_string();
    let [a, b] = [about("nonsense"), about(&nobody)];
    let asked = house.caller("agent3");
    let (a, b) =
        (house.office.why_may(&asked, "call:view", &a).await, house.office.why_may(&asked, "call:view", &b).await);
    assert_eq!(a.expect("an answer"), b.expect("an answer"));
    let who = house.office.who(&house.caller("supervisor"), "recording:play", None).await.expect("who");
    assert!(who.holders.iter().any(|holder| holder.person.id == house.id("agent1") && holder.grant.is_some()));
    assert!(matches!(house.office.who(&asked, "recording:play", None).await, Err(OfficeError::Denied(_))));
}

#[tokio::test]
async fn g_19_a_sample_is_drawn_again_by_its_seed_and_its_evidence_is_in_one_place() {
    let house = House::new().await;
    for number in 1..=9 {
        granted(&house, number, "agent1", "recording:play", house.now()).await;
    }
    let auditor = house.caller("auditor");
    let draw =
        Draw { of: SampleOf::Grants, from: house.now() - DAY, until: house.now() + DAY, size: 4, seed: Some(42) };
    let first = house.office.draw_sample(&auditor, draw).await.expect("drawn");
    let again = house.office.draw_sample(&auditor, draw).await.expect("drawn");
    assert_eq!((&first.drawn, first.population), (&again.drawn, 9));
    assert_ne!(first.drawn, drawn(43, 4, &(1..=9).collect::<Vec<_>>()));
    let detail = house.office.sample(&auditor, first.id).await.expect("its evidence");
    assert_eq!(detail.items.len(), 4);
    for item in &detail.items {
        let grant = item.grant.as_ref().expect("AUTH-47: the right with its approvals");
        assert_eq!(grant.grant.approvals.len(), 2);
        assert!(item.facts.contains(&item.fact));
    }
    assert!(matches!(house.office.draw_sample(&house.caller("manager"), draw).await, Err(OfficeError::Denied(_))));

    let form = json!({"finding": "理由过于笼统", "finding_grade": "medium", "responsible": house.id("leader1"),
        "advice": "补充事由", "due_on": "2026-11-27", "liability": "none", "sample": first.id,
        "sample_item": first.drawn[0].to_string()});
    let finding = house.office.open_finding(&auditor, fields(form)).await.expect("AUTH-48: opened");
    assert_eq!((finding.sample, finding.sample_item), (Some(first.id), Some(first.drawn[0])));
    let id = finding.instance;
    house.does("leader1", id, "done", json!({"rectified": "已补充"})).await.expect("put right");
    let view = house.does("auditor", id, "fixed", json!({"recheck_note": "属实"})).await.expect("looked at again");
    assert_eq!(view.row.end.expect("over").key, "fixed");

    let (from, until) = (house.now() - DAY, house.now() + DAY);
    let pdf = house.office.audit_report(&auditor, from, until, Format::Pdf).await.expect("a report");
    assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(b"%%EOF\n"));
    let xlsx = house.office.audit_report(&auditor, from, until, Format::Xlsx).await.expect("a report");
    assert!(xlsx.starts_with(b"PK"));
    let reported = house
        .facts()
        .await
        .into_iter()
        .filter(|fact| matches!(fact.body, FactBody::Supervision(model::SupervisionFact::AuditReported { .. })));
    assert_eq!(reported.count(), 2);
    let refused = house.office.audit_report(&house.caller("agent1"), from, until, Format::Pdf).await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))));
}

#[tokio::test]
async fn auth_56_and_57_an_answer_is_owed_and_what_is_not_adopted_has_its_reason() {
    let house = House::new().await;
    let idea = json!({"feedback_kind": "idea", "feedback": "夜班可由组长代批"});
    let id = house.start("agent1", "rule-feedback", idea).await.expect("told").row.id;
    let bare = house.does("supervisor", id, "not_adopted", json!({"answer_text": "谢谢"})).await;
    assert!(matches!(bare, Err(OfficeError::BadForm(_))), "a refusal says why");
    let why = json!({"answer_text": "谢谢", "not_adopted_why": "与制度冲突"});
    let view = house.does("supervisor", id, "not_adopted", why).await.expect("answered");
    assert_eq!(view.row.end.expect("over").key, "disposed");
    let question = json!({"feedback_kind": "question", "feedback": "如何申请调听录音？"});
    let id = house.start("agent1", "rule-feedback", question).await.expect("asked").row.id;
    let task = house.task_of("leader1", id).await;
    assert!(task.due_ms.is_some(), "AUTH-56: by a day");
}

#[tokio::test]
async fn auth_44_a_finding_of_quality_that_happens_again_becomes_a_violation_case() {
    let house = House::new().await;
    let told = json!({"person": house.id("agent1"), "use_finding": "查看号码未写明用途", "use_kind": "no_purpose",
        "fix_by": "2026-11-27", "capability": "number:reveal"});
    let id = house.start("qa", "permission-use-finding", told).await.expect("noted").row.id;
    house.does("agent1", id, "done", json!({"correction": "已改正"})).await.expect("corrected");
    house.does("qa", id, "repeated", json!({"use_recheck": "再次发生"})).await.expect("looked at again");
    let cases = house.office.violations(&house.caller("supervisor"), None).await.expect("a ledger").open;
    assert!(cases.iter().any(|case| case.person.id == house.id("agent1")), "{cases:?}");
}

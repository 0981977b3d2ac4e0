//! What flows ask of the product, as it shows in other rooms: rights, accounts, records, counts.

use super::house::{House, at, fields};
use super::leave::{asked, slip};
use crate::knowledge::Sought;
use crate::processes::services::{self, ServiceCall};
use access::Resource;
use access::actions::TakeCalls;
use model::process::Fields;
use model::{
    Actor, CallCause, CallId, FactBody, InstanceId, LegId, Millis, OfferOutcome, PersonId, PhoneNumber, QueueId,
    QueueOutcome,
};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use uuid::Uuid;

fn call(house: &House, service: &str, with: Json) -> ServiceCall {
    ServiceCall {
        instance: InstanceId(Uuid::from_u128(1)),
        step: "mark".into(),
        service: service.into(),
        key: "1/7".into(),
        to: vec![house.id("manager")],
        with: fields(with),
        applicant: Some(house.id("agent1")),
        definition: Arc::clone(&super::house::book().processes.flows["leave"]),
        data: Fields::new(),
        acted: vec![house.id("leader1")],
        steps: std::collections::BTreeMap::new(),
        now: house.now(),
    }
}

/// Facts of one call that an agent answered at a time of the day, and what it came to.
async fn answered(house: &House, username: &str, time: &str, disposition: Option<&str>) {
    let (call, agent, at) = (CallId(Uuid::now_v7()), house.id(username), at(time));
    let queue = QueueId::from("presale");
    let leg = LegId { call, number: 1 };
    let span = Millis(1_000);
    let mut bodies = vec![
        FactBody::CallStarted {
            call,
            from: PhoneNumber::from_wire("13800000000"),
            to: "95000".into(),
            trunk: "demo".into(),
        },
        FactBody::QueueEntered { call, queue: queue.clone(), priority: 0, skills: Vec::new() },
        FactBody::OfferMade { call, leg, agent, queue: queue.clone(), wait_ms: span },
        FactBody::OfferEnded { call, leg, agent, outcome: OfferOutcome::Answered, ring_ms: span },
        FactBody::QueueLeft { call, queue, outcome: QueueOutcome::Answered, wait_ms: span },
        FactBody::CallBridged { call, leg, agent: Some(agent) },
        FactBody::CallEnded { call, cause: CallCause::CustomerHungUp, status: 200, talk_ms: span, hold_ms: Millis(0) },
    ];
    bodies.extend(disposition.map(|code| FactBody::DispositionSet {
        call,
        agent,
        code: code.into(),
        note: String::new(),
    }));
    let facts = bodies
        .into_iter()
        .map(|body| crate::entry(model::Fact { seq: 0, at_ms: at, actor: Actor::Switch, reasons: Vec::new(), body }));
    house.office.commit(facts.collect()).await.expect("noted");
}

fn may_take_calls(house: &House, username: &str) -> bool {
    let id = house.id(username);
    let routed = house.office.routing().agents.iter().any(|agent| agent.person == id && agent.may_take_calls);
    let permit = house.office.permit::<TakeCalls>(&house.caller(username), &Resource::Centre).is_ok();
    assert_eq!(routed, permit, "the switch and the desk agree");
    permit
}

#[tokio::test]
async fn every_service_that_flows_may_name_is_carried_out() {
    let house = House::new().await;
    for service in process::services::NAMES {
        if let Err(reason) = services::run(&house.office, &call(&house, service, json!({}))).await {
            assert!(!reason.contains("there is no service"), "{service}: {reason}");
        }
    }
    assert!(process::services::UNDOING.iter().all(|name| process::services::NAMES.contains(name)));
    assert!(process::services::NAMES.is_sorted());
    let unknown = services::run(&house.office, &call(&house, "roster.burn", json!({}))).await.err();
    assert!(unknown.expect("refused").contains("roster.burn"));
}

#[tokio::test]
async fn the_same_run_makes_the_same_thing_and_another_run_another() {
    let house = House::new().await;
    let with = json!({"person": house.id("agent1"), "from": "2026-11-26", "to": "2026-11-27"});
    let mut call = call(&house, "roster.mark_absent", with);
    let first = services::run(&house.office, &call).await.unwrap_or_else(|why| panic!("{why}"));
    let again = services::run(&house.office, &call).await.unwrap_or_else(|why| panic!("{why}"));
    assert_eq!((first.facts.clone(), first.result), (again.facts, again.result));
    call.key = "1/8".into();
    let other = services::run(&house.office, &call).await.unwrap_or_else(|why| panic!("{why}"));
    assert_ne!(first.facts, other.facts);
}

#[tokio::test]
async fn a_service_without_what_it_needs_says_so_in_words() {
    let house = House::new().await;
    let nobody = PersonId(Uuid::from_u128(9));
    for (service, with, said) in [
        ("roster.mark_absent", json!({"from": "2026-11-26"}), "`person`"),
        ("roster.mark_absent", json!({"person": nobody, "from": "2026-11-26"}), "`person`"),
        ("accounts.disable", json!({"person": "nobody"}), "`person`"),
        ("qualification.grant", json!({"person": house.id("agent1")}), "`qualification`"),
        ("qualification.grant", json!({"person": house.id("agent1"), "qualification": "长".repeat(201)}), "too long"),
        ("qualification.grant", json!({"person": house.id("agent1"), "qualifications": []}), "no qualification"),
        ("handover.recount", json!({}), "`leader`"),
    ] {
        let reason = services::run(&house.office, &call(&house, service, with)).await.err().expect(service);
        assert!(reason.contains(said), "{service}: {reason}");
    }
    let mut to_nobody = call(&house, "notify", json!({"text": "a"}));
    to_nobody.to.clear();
    assert!(services::run(&house.office, &to_nobody).await.is_err(), "a notice to nobody is not silently lost");
}

#[tokio::test]
async fn x_03_who_passes_the_joining_exam_may_take_calls() {
    let house = House::new().await;
    assert!(!may_take_calls(&house, "newcomer"), "AUTH-54: not before the exam");
    let induction = json!({"trainees": [house.id("newcomer")], "starts_on": "2026-11-23", "induction_note": "文化"});
    let id = house.start("hr", "joining-training", induction).await.expect("HR begins").row.id;
    let plan = json!({"topic": "上岗", "content": "专业技能", "trainer_person": house.id("trainer"),
        "held_from": "2026-11-24T09:00", "held_to": "2026-11-24T17:00"});
    let exam = json!({"exam_kind": "both", "score": 90});
    let skills = json!({"typing_per_minute": 60, "script_trained": "开场白", "simulation_note": "良好"});
    house.does("trainer", id, "done", plan).await.expect("arranged");
    house.does("manager", id, "done", json!({"taught": "沟通"})).await.expect("taught");
    house.does("trainer", id, "passed", exam.clone()).await.expect("skills examined");
    house.does("trainer", id, "done", skills).await.expect("trained");
    assert!(!may_take_calls(&house, "newcomer"), "the comprehensive exam is still to come");
    let view = house.does("trainer", id, "passed", exam).await.expect("examined");
    assert!(may_take_calls(&house, "newcomer"), "{:?}", view.row.end);
    let house = house.reopened().await;
    assert!(may_take_calls(&house, "newcomer"), "also after a restart");
}

#[tokio::test]
async fn plat_05_the_account_of_who_left_ends_with_its_flow() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let leaves = json!({"last_day": "2026-11-25", "leaving_kind": "resignation", "leaving_reason": "moves"});
    let id = house.start("agent1", "leaving", leaves).await.expect("hands it in").row.id;
    let talk = json!({"leader_talk": "谈过", "can_be_kept": false});
    house.does("leader1", id, "done", talk).await.expect("talks");
    let talk = json!({"manager_talk": "谈过", "conclusion": "同意"});
    house.does("manager", id, "leaves", talk).await.expect("concludes");
    house.does("hr", id, "leaves", json!({"hr_talk": "谈过"})).await.expect("talks last");
    assert!(house.office.directory().person(agent.person.id).expect("known").is_active, "until the last day");
    house.wait_until(at("2026-11-25T00:00")).await;
    assert!(!house.office.directory().person(agent.person.id).expect("known").is_active);
    assert!(!may_take_calls_at_all(&house, agent.person.id));
    let ended = house.facts().await.into_iter().filter(|fact| matches!(fact.body, FactBody::PersonDisabled { .. }));
    assert_eq!(ended.map(|fact| fact.actor).collect::<Vec<_>>(), [Actor::System]);
}

fn may_take_calls_at_all(house: &House, person: PersonId) -> bool {
    house.office.routing().agents.iter().any(|agent| agent.person == person && agent.may_take_calls)
}

#[tokio::test]
async fn x_01_both_sides_keep_the_filed_slip_and_others_do_not_see_it() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    let records = |username: &'static str| {
        let house = &house;
        async move {
            let page = house.office.records(&house.caller(username), Some("archive"), None, None).await;
            page.expect("a list").items.into_iter().map(|record| record.instance).collect::<Vec<_>>()
        }
    };
    for (username, keeps) in [
        ("agent1", true),
        ("leader1", true),
        ("manager", true),
        ("auditor", true),
        ("agent2", false),
        ("leader2", false),
    ] {
        assert_eq!(records(username).await.contains(&id), keeps, "{username}");
    }
    let page = house.office.records(&house.caller("agent1"), Some("archive"), None, None).await.expect("a list");
    let record = &page.items[0];
    assert_eq!((record.kind.as_str(), record.flow.key.as_str()), ("archive", "leave"));
    assert_eq!(record.fields["reason"], "family");
    let parties: Vec<&str> = record.parties.iter().map(|person| person.name.as_str()).collect();
    assert!(parties.contains(&"王芳") && parties.contains(&"陈立"), "{parties:?}");
}

#[tokio::test]
async fn customers_data_in_a_record_is_masked_for_its_parties_and_not_there_for_others() {
    let house = House::new().await;
    let told = json!({"inbound_call": "c1", "inbound_customer": "孙女士", "inbound_number": "13800001111",
        "inbound_kind": "question", "inbound_text": "问保质期", "is_solved": true});
    let id = house.start("agent1", "inbound", told).await.expect("noted").row.id;
    let fields_for = async |username: &str| {
        let page = house.office.records(&house.caller(username), Some("archive"), None, None).await.expect("a list");
        let record = page.items.into_iter().find(|record| record.instance == id);
        record.expect("filed").fields
    };
    assert_eq!(fields_for("agent1").await["inbound_number"], "138****1111");
    assert_eq!(fields_for("agent1").await["inbound_customer"], "孙*", "AUTH-12: the case is over");
    let watched = fields_for("supervisor").await;
    assert_eq!(watched["inbound_text"], "问保质期");
    assert!(!watched.contains_key("inbound_number") && !watched.contains_key("inbound_customer"), "{watched:?}");
}

#[tokio::test]
async fn flow_13_what_was_switched_on_is_switched_off_once() {
    let house = House::new().await;
    let decision =
        json!({"waiting_now": 30, "cb_teams": ["team1"], "cb_leaders": [house.id("leader1")], "cb_reason": "高峰"});
    let switched = async |id: InstanceId| {
        let records = store::processes::records_of(&house.store, id).await.expect("records");
        let routing = records.into_iter().filter(|record| record.kind.starts_with("routing."));
        routing.map(|record| (record.kind, record.fields.contains("undoes"))).collect::<Vec<_>>()
    };
    let (on, off) = (("routing.start_call_back".to_owned(), false), ("routing.stop_call_back".to_owned(), true));
    let peak = house.start("manager", "call-back-at-peak", decision.clone()).await.expect("switched on").row.id;
    assert_eq!(switched(peak).await, std::slice::from_ref(&on));
    house.set(house.now() + Millis::from_secs(60));
    house.does("manager", peak, "done", json!({})).await.expect("the peak is over");
    assert_eq!(switched(peak).await, [on.clone(), off.clone()]);

    let mistaken = house.start("manager", "call-back-at-peak", decision).await.expect("switched on").row.id;
    house.set(house.now() + Millis::from_secs(60));
    let called_off = house.office.send_message(&house.caller("manager"), mistaken, "call_off", Fields::new()).await;
    assert_eq!(called_off.expect("called off").row.end.expect("ended").key, "called_off");
    assert_eq!(switched(mistaken).await, [on, off]);
}

#[tokio::test]
async fn flow_01_a_cancelled_leave_is_taken_out_of_the_roster() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    house.does("leader1", id, "agree", json!({})).await.expect("agrees");
    let cancel = house.office.send_message(&house.caller("agent1"), id, "cancel", Fields::new()).await;
    assert_eq!(cancel.expect("cancelled").row.end.expect("ended").key, "cancelled");
    let records = store::processes::records_of(&house.store, id).await.expect("records");
    let kinds: Vec<&str> = records.iter().map(|record| record.kind.as_str()).collect();
    assert!(kinds.contains(&"roster.mark_absent") && kinds.contains(&"roster.restore"), "{kinds:?}");
    let marked = records.iter().find(|record| record.kind == "roster.mark_absent").expect("marked");
    let restored = records.iter().find(|record| record.kind == "roster.restore").expect("restored");
    let restored: Fields = serde_json::from_str(&restored.fields).expect("fields");
    assert_eq!(restored["undoes"], json!(marked.id), "it says what it undoes");
}

#[tokio::test]
async fn flow_02_the_handover_counts_the_shift_from_facts() {
    let house = House::new().await;
    let leader = house.id("leader1");
    let log_in = house.office.fact(Actor::Person(leader), &[], FactBody::LoggedIn { person: leader, provider: None });
    house.office.commit(vec![crate::entry(log_in)]).await.expect("at nine");
    answered(&house, "agent1", "2026-11-23T08:59", Some("order.placed")).await;
    answered(&house, "agent1", "2026-11-23T09:30", Some("order.placed")).await;
    answered(&house, "agent2", "2026-11-23T12:00", Some("inquiry.price")).await;
    answered(&house, "leader1", "2026-11-23T13:00", None).await;
    answered(&house, "agent7", "2026-11-23T13:00", Some("order.placed")).await;
    house.set(at("2026-11-23T17:00"));
    // A slip waits for leader1 alone; an IT problem waits for whoever of IT takes it.
    asked(&house, 1).await;
    let change = json!({"shift": "early", "ends_at": "2026-11-23T17:30", "incoming_leader": house.id("leader2")});
    let id = house.start("leader1", "shift-handover", change).await.expect("opens").row.id;
    let data =
        house.office.found(store::processes::instance(&house.store, id).await.expect("reads").expect("is there"));
    let data = data.await.expect("reads").state.data;
    assert_eq!(
        (&data["counted_calls"], &data["counted_orders"]),
        (&json!(3), &json!(1)),
        "the team's, since the log-in"
    );
    assert_eq!(data["open_count"], json!(1), "the slip needs a new owner");
}

#[tokio::test]
async fn flow_02_every_open_task_goes_to_the_person_named_for_it() {
    let house = House::new().await;
    let slip = asked(&house, 1).await;
    let change = json!({"shift": "early", "ends_at": "2026-11-23T17:30", "incoming_leader": house.id("leader2")});
    let id = house.start("leader1", "shift-handover", change).await.expect("opens").row.id;
    let gathered = json!({"present_count": 8, "is_knowledge_revised": true});
    house.does("leader2", id, "done", gathered).await.expect("gathers");
    house
        .does("leader1", id, "done", json!({"typed_calls": 0, "typed_orders": 0, "events": "平稳"}))
        .await
        .expect("writes");
    let rows = house.view("leader1", id).await.fields.into_iter().find(|field| field.key == "open_items");
    let rows = rows.expect("counted");
    assert!(!rows.shown.zh.contains(&slip.to_string()), "the task's id is nobody's business: {}", rows.shown.zh);
    let mut row = rows.value[0].clone();
    row["new_owner"] = json!(house.id("leader2"));
    let carried = json!({"open_items": [row], "is_all_carried": true});
    house.does("leader1", id, "done", carried).await.expect("carries over");
    assert!(house.inbox("leader2").await.iter().any(|task| task.instance == slip), "the slip is leader2's now");
    assert!(house.inbox("leader1").await.iter().all(|task| task.instance != slip), "and no longer leader1's");
    let facts = house.facts().await;
    let given = facts.iter().find(|fact| {
        matches!(&fact.body, FactBody::TaskReassigned { instance, to, .. } if *instance == slip && *to == house.id("leader2"))
    });
    let given = given.expect("a fact");
    assert_eq!(given.actor, Actor::Person(house.id("leader1")));
    assert!(!given.reasons.is_empty(), "under a permit");
    assert!(house.story(id).await.iter().all(|body| !matches!(body, FactBody::ServiceFailed { .. })));
}

#[tokio::test]
async fn flow_04_hours_and_days_are_counted_from_facts_and_orders_only_where_they_are_noted() {
    let house = House::new().await;
    answered(&house, "agent1", "2026-11-23T08:10", None).await;
    answered(&house, "agent7", "2026-11-23T08:59", None).await;
    answered(&house, "agent7", "2026-11-23T09:00", None).await;
    house.set(at("2026-11-23T09:05"));
    let run = async |service: &str, with: Json| {
        services::run(&house.office, &call(&house, service, with)).await.unwrap_or_else(|why| panic!("{why}")).result
    };
    let hour = run("report.count_calls", json!({})).await;
    let text = hour["counted"].as_str().expect("a text");
    assert!(text.starts_with("2026-11-23 08:00–09:00  进线 / calls 2，"), "{text}");
    assert!(text.contains("王芳 1/0") && text.contains("黄磊 1/0") && text.contains("一组 / Team 1"), "{text}");
    let day = run("report.count_day", json!({})).await;
    assert_eq!((&day["counted_calls"], day.get("counted_orders")), (&json!(3), None), "nobody notes orders");
    answered(&house, "agent7", "2026-11-23T09:01", Some("order.placed")).await;
    let team1 = run("report.count_shift", json!({"leader": house.id("leader1")})).await;
    assert_eq!((&team1["counted_calls"], &team1["counted_orders"]), (&json!(1), &json!(0)));
    house.set(at("2026-12-01T09:00"));
    let month = run("report.month", json!({})).await;
    assert!(
        month["figures"].as_str().expect("a text").starts_with("2026-11  进线 / calls 4，成单 / orders 1"),
        "{month:?}"
    );
}

#[tokio::test]
async fn flow_20_new_products_reach_every_agent_with_a_receipt() {
    let house = House::new().await;
    let paper =
        house.office.attach(&house.caller("product"), "a.txt", "text/plain", b"a".to_vec()).await.expect("stored");
    let launch = json!({"new_product": "净水器", "launch_on": "2026-12-01", "selling_points": "三年质保", "product_material": [paper.id]});
    let id = house.start("product", "new-product-information", launch).await.expect("launches").row.id;
    if house.inbox("manager").await.iter().any(|row| row.instance == id) {
        house.does("manager", id, "done", json!({})).await.expect("passes it on");
    }
    let told = house.story(id).await.into_iter().find_map(|body| match body {
        FactBody::NoticeSent { to, must_acknowledge: true, fields, .. } => Some((to, fields)),
        _ => None,
    });
    let (to, told) = told.expect("a notice with a receipt");
    assert!(["agent1", "agent12", "leader2", "trainer"].iter().all(|username| to.contains(&house.id(username))));
    assert_eq!(told["new_product"], "净水器");
    let sought = Sought { text: "净水器".into(), ..Sought::default() };
    let found =
        house.office.articles(&house.caller("agent3"), sought, None, None).await.expect("AUTH-08: open to agents");
    assert_eq!((found.items[0].text.as_str(), found.items[0].section.as_str()), ("三年质保", "product"));
    assert_eq!(slip(1)["days"], 1);
}

//! AUTH-11…13, G-09, G-10, G-23: a customer in a call, what opens and what does not, a change of important data, an
//! erasure and what is left.

use super::house::House;
use crate::customers::{Agreed, ClearFields, Reveal, Sought};
use crate::{Caller, OfficeError};
use model::fact::{AccountFact, FactorKind};
use model::process::Fields;
use model::{
    Actor, AgentState, AuthorityFact, CallId, Class, CustomerId, Fact, FactBody, FactorId, GrantId, GrantScope,
    InstanceId, LegId, Millis, PhoneNumber, Sealed, Subject,
};
use serde_json::json;
use uuid::Uuid;

pub(super) const PHONE: &str = "13812345678";
const ID_CARD: &str = "11010519491231002X";

fn fields(list: &[(Class, &str)]) -> ClearFields {
    list.iter().map(|(class, value)| (*class, (*value).to_owned())).collect()
}

async fn commit(house: &House, bodies: Vec<FactBody>) {
    let fact = |body| Fact { seq: 0, at_ms: house.now(), actor: Actor::Switch, reasons: Vec::new(), body };
    house.office.commit(bodies.into_iter().map(fact).map(crate::entry).collect()).await.expect("noted");
}

/// Somebody calls and talks with this agent.
pub(super) async fn talking(house: &House, username: &str, number: &str) -> CallId {
    let (call, agent) = (CallId(Uuid::now_v7()), house.id(username));
    let from = PhoneNumber::from_wire(number);
    let state = AgentState::Talking { call };
    let bodies = vec![
        FactBody::CallStarted { call, from, to: "95000".into(), trunk: "demo".into() },
        FactBody::CallBridged { call, leg: LegId { call, number: 1 }, agent: Some(agent) },
        FactBody::AgentStateChanged { agent, state, cause: None },
    ];
    commit(house, bodies).await;
    call
}

pub(super) async fn hang_up(house: &House, username: &str) {
    let state = AgentState::Ready;
    commit(house, vec![FactBody::AgentStateChanged { agent: house.id(username), state, cause: None }]).await;
}

pub(super) async fn known_customer(house: &House) -> CustomerId {
    let list = [
        (Class::Phone, PHONE),
        (Class::Name, "李先生"),
        (Class::IdCard, ID_CARD),
        (Class::Address, "北京市朝阳区建国路88号1号楼"),
    ];
    house.office.import_customers(vec![fields(&list)]).await.expect("added");
    let found = house.office.find_customers(&house.caller("leader1"), Sought::Phone(PHONE.into())).await;
    found.expect("found")[0].id
}

async fn may_see_papers(house: &House, username: &str) {
    let given = AuthorityFact::GrantGiven {
        grant: GrantId(Uuid::now_v7()),
        person: house.id(username),
        capability: "id_card:reveal".into(),
        scope: GrantScope::Centre,
        from_ms: house.now(),
        until_ms: house.now() + Millis::from_secs(86_400),
        instance: None,
        why: "退款".into(),
        cautions: String::new(),
        approvals: Vec::new(),
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    };
    commit(house, vec![FactBody::Authority(given)]).await;
    house.office.reload_directory().await.expect("read again");
}

fn reveal(class: Class, call: CallId) -> Reveal {
    Reveal { class, purpose: "核对退款账户".into(), call: Some(call), instance: None }
}

async fn seen(house: &House, caller: &Caller, id: CustomerId) -> Vec<(Class, String, bool)> {
    let page = house.office.customer(caller, id).await.expect("visible");
    page.fields.into_iter().map(|field| (field.class, field.shown, field.is_open)).collect()
}

#[tokio::test]
async fn auth_12_who_serves_sees_name_and_address_and_masks_of_the_rest() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    let agent = house.caller("agent1");
    assert!(matches!(house.office.customer(&agent, id).await, Err(OfficeError::NotFound)), "not serving them");
    let call = talking(&house, "agent1", PHONE).await;
    let expected = [
        (Class::Phone, "138****5678".to_owned(), false),
        (Class::IdCard, "110****002X".to_owned(), false),
        (Class::Name, "李先生".to_owned(), true),
        (Class::Address, "北京市朝阳区建国路88号1号楼".to_owned(), true),
    ];
    assert_eq!(seen(&house, &agent, id).await, expected);
    let page = house.office.customer_of_call(&agent, call).await.expect("visible");
    assert_eq!(page.map(|page| page.row.id), Some(id));
    hang_up(&house, "agent1").await;
    assert!(matches!(house.office.customer(&agent, id).await, Err(OfficeError::NotFound)), "the call is over");
}

#[tokio::test]
async fn auth_13_an_identity_card_opens_with_grant_purpose_consent_and_a_fresh_proof_only() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    let agent = house.caller("agent1");
    let call = talking(&house, "agent1", PHONE).await;
    let ask = async || house.office.reveal_field(&agent, id, reveal(Class::IdCard, call)).await.map(|_| ());
    assert!(matches!(ask().await, Err(OfficeError::Denied(_))), "no grant");
    may_see_papers(&house, "agent1").await;
    agent.session.step_up(house.now());
    assert!(matches!(ask().await, Err(OfficeError::Denied(_))), "no consent and no case");
    let agreed = Agreed { class: Class::IdCard, purpose: "退款".into(), call: Some(call), instance: None };
    let until = house.office.record_consent(&agent, id, agreed.clone()).await.expect("G-10");
    assert_eq!(until, house.now() + Millis::from_secs(15 * 60), "as the rulebook says");
    let opened = house.office.reveal_field(&agent, id, reveal(Class::IdCard, call)).await.expect("G-09");
    assert_eq!(opened.value.as_str(), ID_CARD);
    assert_eq!(opened.until, house.now() + Millis::from_secs(120));
    let looks = store::customers::looks_at(&house.store, id).await.expect("read");
    assert_eq!((looks.len(), looks[0].person, looks[0].field.as_str()), (1, house.id("agent1"), "id_card"));

    let nothing = Reveal { purpose: " ".into(), ..reveal(Class::IdCard, call) };
    assert!(house.office.reveal_field(&agent, id, nothing).await.is_err(), "no purpose");
    let elsewhere = Agreed { call: Some(CallId(Uuid::now_v7())), ..agreed };
    assert!(house.office.record_consent(&agent, id, elsewhere).await.is_err(), "heard in no call of theirs");
    house.office.withdraw_consent(&agent, id, Class::IdCard).await.expect("withdrawn");
    assert!(matches!(ask().await, Err(OfficeError::Denied(_))), "the customer took it back");
    house.set(house.now() + Millis::from_secs(600));
    assert!(matches!(ask().await, Err(OfficeError::Denied(_))), "the proof is old");
}

#[tokio::test]
async fn a_search_finds_by_whole_values_only_is_noted_and_has_a_limit() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    let leader = house.caller("leader1");
    let find = async |sought| house.office.find_customers(&leader, sought).await.map(|found| found.len());
    for (sought, expected) in [
        (Sought::Phone("+86 138 1234 5678".into()), 1),
        (Sought::Phone("1381234567".into()), 0),
        (Sought::Phone("138".into()), 0),
        (Sought::Name("李先生".into()), 1),
        (Sought::Name("李".into()), 0),
    ] {
        assert_eq!(find(sought).await.expect("allowed"), expected);
    }
    let facts = store::journal::of_person(&house.store, house.id("leader1"), u64::MAX, 100).await.expect("read");
    let is_search = |fact: &&Fact| matches!(fact.body, FactBody::Customer(model::CustomerFact::CustomerSought { .. }));
    assert_eq!(facts.iter().filter(is_search).count(), 6, "each one, with the first");
    while find(Sought::Phone("1".into())).await.is_ok() {}
    let refused = find(Sought::Phone(PHONE.into())).await;
    assert!(matches!(refused, Err(OfficeError::TooManyAttempts { .. })), "{id}");
    house.set(house.now() + Millis::from_secs(61));
    assert_eq!(find(Sought::Phone(PHONE.into())).await.expect("again"), 1);
}

#[tokio::test]
async fn g_23_important_data_changes_when_the_person_in_charge_agrees() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    let agent = house.caller("agent1");
    talking(&house, "agent1", PHONE).await;
    let direct = house.office.change_customer(&agent, id, fields(&[(Class::Phone, "13900000001")])).await;
    assert!(matches!(direct, Err(OfficeError::BadInput { field: "phone", .. })), "{direct:?}");
    house.office.change_customer(&agent, id, fields(&[(Class::Note, "周四前退款")])).await.expect("not important");
    let asked = json!({"change_customer": id.to_string(), "change_phone": "13900000001", "change_reason": "客户换号"});
    let instance = house.start("agent1", "important-data-change", asked).await.expect("started").row.id;
    let state = store::processes::instance(&house.store, instance).await.expect("read").expect("there").state;
    assert!(!state.contains("13900000001") && Sealed::is_in(&state), "{state}");
    house.does("supervisor", instance, "agree", json!({})).await.expect("agreed");
    let row = store::customers::by_id(&house.store, id).await.expect("read").expect("there");
    assert_eq!(row.field(Class::Phone).map(|phone| phone.mask.as_str()), Some("139****0001"));
    hang_up(&house, "agent1").await;
    talking(&house, "agent1", "13900000001").await;
    assert_eq!(seen(&house, &agent, id).await[0].1, "139****0001", "known by the new number");
}

#[tokio::test]
async fn erasure_leaves_the_journal_and_opens_nothing_and_a_hold_stops_it() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    talking(&house, "agent1", PHONE).await;
    let sealed: Vec<Sealed> = store::customers::by_id(&house.store, id).await.expect("read").expect("there").fields;
    let manager = house.caller("manager");
    manager.session.step_up(house.now());
    house.office.hold_customer(&manager, id, "诉讼").await.expect("held");
    let held = house.office.erase_customer(&manager, id, "本人要求").await;
    assert!(matches!(held, Err(OfficeError::BadInput { .. })), "{held:?}");
    house.office.lift_hold(&manager, id, "结案").await.expect("lifted");
    house.office.erase_customer(&manager, id, "本人要求").await.expect("erased");
    for one in &sealed {
        assert!(house.office.journal().vault().open_one(one).await.expect("read").is_none(), "{one}");
    }
    let found = house.office.find_customers(&house.caller("leader1"), Sought::Phone(PHONE.into())).await;
    assert!(found.expect("allowed").is_empty());
    assert!(seen(&house, &manager, id).await.is_empty());
}

/// A name or a note without a number belongs to whom the case, its customer or its call belongs to.
#[tokio::test]
async fn what_is_said_without_a_number_is_erased_with_the_customer() {
    let house = House::new().await;
    let id = known_customer(&house).await;
    talking(&house, "agent1", PHONE).await;
    let call = store::customers::calls_of(&house.store, Subject(id.0)).await.expect("read")[0];
    let schema = json!({"properties": {"who": {"x-class": "name"}, "text": {"x-class": "note"}}});
    let said = |more: serde_json::Value| -> Fields {
        let mut said = json!({"who": "李先生", "text": "周四前退款"});
        said.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        serde_json::from_value(said).expect("an object")
    };
    let none = Fields::new();
    let number = house.office.journal().vault().seal_one(Class::Phone, PHONE).await.expect("sealed");
    let before = serde_json::from_value(json!({"contact": number.to_string()})).expect("an object");
    let mut sealed: Vec<Sealed> = Vec::new();
    for (stored, data) in [
        (&none, said(json!({"customer": id.to_string()}))),
        (&none, said(json!({"call": call.to_string()}))),
        (&before, said(json!({}))),
        (&none, said(json!({}))),
    ] {
        let fields = house.office.sealed_form(&schema, stored, data).await.expect("sealed");
        sealed.extend(["who", "text"].map(|key| fields[key].as_str().expect("a text").parse().expect("sealed")));
    }
    let (theirs, nobodys) = sealed.split_at(6);
    assert!(theirs.iter().all(|one| one.subject == Subject(id.0)), "{theirs:?}");
    assert!(nobodys.iter().all(|one| one.subject == nobodys[0].subject && one.subject != Subject(id.0)));
    // What came before anybody knew whose it was is in a case of nobody else.
    let data = json!({"contact": number.to_string(), "said": nobodys[1].to_string()});
    let (instance, flow) = (InstanceId(Uuid::now_v7()), "important-data-change");
    let body = FactBody::InstanceStarted {
        instance,
        flow: flow.into(),
        version: 1,
        definition: house.office.rulebook().processes.flows[flow].hash.as_str().into(),
        start: "ask".into(),
        applicant: Some(house.id("agent1")),
        by: Some(house.id("agent1")),
        root: instance,
        parent: None,
        due_ms: None,
        data: serde_json::from_value(data).expect("an object"),
    };
    commit(&house, vec![body]).await;
    let manager = house.caller("manager");
    manager.session.step_up(house.now());
    house.office.erase_customer(&manager, id, "本人要求").await.expect("erased");
    for one in &sealed {
        assert!(house.office.journal().vault().open_one(one).await.expect("read").is_none(), "{one}");
    }
}

/// The key of an authenticator app is in no file; one that does not open is not taken for none.
#[tokio::test]
async fn secrets_of_second_factors_are_sealed() {
    let house = House::new().await;
    let person = house.id("agent1");
    let add = async |factor: FactorId, secret: &str| {
        let body = AccountFact::FactorAdded { person, factor, of: FactorKind::Totp, name: "手机".into() };
        let body = FactBody::Account(body);
        let fact = Fact { seq: 0, at_ms: house.now(), actor: Actor::System, reasons: Vec::new(), body };
        let kept = store::Aside::FactorSecret { factor, person, secret: secret.into(), used_ms: None };
        house.office.commit(vec![crate::entry_with(fact, kept)]).await.expect("kept");
    };
    let stored = async |factor: FactorId| {
        let all = store::accounts::factors_of(&house.store, person).await.expect("read");
        all.into_iter().find(|one| one.id == factor).and_then(|one| one.secret).expect("there").0
    };
    let (first, second) = (FactorId(Uuid::now_v7()), FactorId(Uuid::now_v7()));
    let clear = r#"{"key":[241,17,99,203],"step":1}"#;
    add(first, clear).await;
    let sealed = stored(first).await;
    assert!(sealed.starts_with("sealed:1:") && !sealed.contains("241"), "{sealed}");
    assert!(house.office.is_enrolled(person).await.expect("opens"));
    let files = std::fs::read_dir(house.folder.path()).expect("a folder");
    let bytes: Vec<u8> =
        files.flat_map(|file| std::fs::read(file.expect("a file").path()).unwrap_or_default()).collect();
    assert!(!bytes.windows(10).any(|window| window == b"[241,17,99"), "in no file");
    // From before they were sealed.
    let old = store::Aside::FactorSecret { factor: first, person, secret: clear.into(), used_ms: None };
    house.store.commit_with(&mut [], &[old]).await.expect("as it was");
    assert!(house.office.is_enrolled(person).await.expect("opens"));
    house.office.seal_old_secrets().await.expect("sealed");
    assert_eq!(stored(first).await, sealed, "the same again");
    add(second, &sealed).await;
    let broken = house.office.is_enrolled(person).await;
    assert!(matches!(broken, Err(OfficeError::BrokenSecret)), "of another factor: {broken:?}");
}

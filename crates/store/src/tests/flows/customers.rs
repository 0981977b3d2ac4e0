//! Customers, whose values come sealed; their keys, which no fact tells.

use super::{begun, commit, fact, instance, person};
use crate::vault::{self, WrappedKey};
use crate::{Aside, Scope, Store, calls, customers, journal};
use model::process::Fields;
use model::sealed::ERASED;
use model::{CallId, Class, CustomerFact, CustomerId, Fact, FactBody, Millis, PhoneNumber, Sealed, Subject};
use serde_json::json;
use uuid::Uuid;

fn sealed(class: Class, subject: u128) -> Sealed {
    Sealed { class, subject: Subject(Uuid::from_u128(subject)), body: "AbC-_9".into(), mask: "138****0000".into() }
}

/// Their subjects have keys, so that what may be shown of them is kept.
pub async fn keep(store: &Store, values: &[&Sealed]) {
    for sealed in values {
        let key = WrappedKey { subject: sealed.subject.to_string(), master: 2, wrapped: "aa".into() };
        let kept = [Aside::KeyKept(key), Aside::MaskKept((*sealed).clone())];
        store.commit_with(&mut [], &kept).await.expect("kept");
    }
}

fn told(at_ms: i64, of: CustomerFact) -> Fact {
    fact(at_ms, FactBody::Customer(of))
}

fn fields(list: &[(&str, Option<Sealed>)]) -> Fields {
    list.iter().map(|(key, value)| ((*key).to_owned(), json!(value.as_ref().map(Sealed::to_string)))).collect()
}

pub async fn suite(store: &Store) {
    let (id, other) = (CustomerId(Uuid::from_u128(900)), CustomerId(Uuid::from_u128(901)));
    let (phone, name) = (sealed(Class::Phone, 900), sealed(Class::Name, 900));
    let second = sealed(Class::Phone, 905);
    let added = |customer, fields| CustomerFact::CustomerAdded { customer, fields };
    let consent = |field: &str| CustomerFact::ConsentRecorded {
        customer: id,
        person: person(1),
        field: field.into(),
        purpose: "退款".into(),
        call: None,
        instance: Some(instance(60)),
        until_ms: Millis(900),
    };
    let looked = CustomerFact::FieldRevealed {
        customer: id,
        person: person(1),
        field: "id_card".into(),
        purpose: "退款".into(),
        until_ms: Millis(90),
    };
    let mut case = begun(9, 907, "refund", None);
    if let FactBody::InstanceStarted { data, .. } = &mut case.body {
        data.insert("note".into(), json!({"list": [format!("回电{second}")]}));
    }
    let changed = fields(&[("phone", Some(second.clone())), ("name", None), ("shoe", Some(name.clone()))]);
    let facts = vec![
        told(1, added(id, fields(&[("phone", Some(phone.clone())), ("name", Some(name.clone()))]))),
        told(2, added(other, fields(&[("name", Some(sealed(Class::Name, 901)))]))),
        told(3, consent("id_card")),
        told(4, consent("bank_card")),
        told(5, CustomerFact::ConsentWithdrawn { customer: id, field: "bank_card".into() }),
        told(6, looked),
        told(7, CustomerFact::CustomerChanged { customer: id, fields: changed }),
        told(8, CustomerFact::HoldSet { customer: id, reason: "诉讼".into() }),
        told(8, CustomerFact::CustomerSought { person: person(1), by: "phone".into(), customer: Some(id) }),
        case,
        told(10, CustomerFact::CustomerErased { customer: other, reason: "本人要求".into() }),
    ];
    commit(store, facts).await;

    let bare = |sealed: &Sealed| Sealed { mask: String::new(), ..sealed.clone() };
    let row = customers::by_id(store, id).await.expect("read").expect("there");
    assert_eq!(row.fields, [bare(&second)], "no mask is in the table");
    keep(store, &[&second]).await;
    let row = customers::by_id(store, id).await.expect("read").expect("there");
    assert_eq!(row.fields, std::slice::from_ref(&second), "the name was cleared, an unknown field is not kept");
    assert_eq!(row.held, Some((Millis(8), "诉讼".into())));
    let found = customers::by_subject(store, second.subject).await.expect("read");
    assert_eq!(found.map(|row| row.id), Some(id), "also by the new number's subject");
    assert_eq!(customers::subjects_of(store, id).await.expect("read"), [phone.subject, second.subject]);
    let consents = customers::consents_of(store, id).await.expect("read");
    let withdrawn: Vec<_> = consents.iter().map(|one| (one.field.as_str(), one.withdrawn_ms)).collect();
    assert_eq!(withdrawn, [("bank_card", Some(Millis(5))), ("id_card", None)]);
    assert_eq!(customers::looks_at(store, id).await.expect("read").len(), 1);
    assert_eq!(customers::cases_of(store, second.subject).await.expect("read"), [instance(907)]);
    let erased = customers::by_id(store, other).await.expect("read").expect("there");
    assert!(erased.fields.is_empty() && erased.erased.is_some());
    keys(store, phone.subject).await;
    masks(store).await;
}

/// What may be shown goes with the key, also from what was read before, and does not come back.
async fn masks(store: &Store) {
    let shown = Sealed { mask: "177****3737".into(), ..sealed(Class::Phone, 906) };
    let of_nobody = Sealed { mask: "177****9191".into(), ..sealed(Class::Phone, 907) };
    let call = |at, from: &Sealed| {
        let (call, from) = (CallId(Uuid::from_u128(from.subject.0.as_u128())), PhoneNumber::of_sealed(from));
        fact(at, FactBody::CallStarted { call, from, to: "95000".into(), trunk: "lo".into() })
    };
    commit(store, vec![call(20, &shown)]).await;
    keep(store, &[&shown]).await;
    let id = CallId(Uuid::from_u128(906));
    let row = async || calls::by_id(store, id).await.expect("read").expect("there").from;
    let filter = calls::CallFilter { number: Some("3737".into()), ..Default::default() };
    let found = async || calls::list(store, &Scope::All, &filter, None, 9).await.expect("read").0.len();
    assert_eq!((row().await.masked(), found().await), (shown.mask.clone(), 1));
    store.commit_with(&mut [], &[Aside::MaskKept(of_nobody.clone())]).await.expect("no key, no mask");
    commit(store, vec![call(21, &of_nobody)]).await;
    let other = calls::by_id(store, CallId(Uuid::from_u128(907))).await.expect("read").expect("there");
    assert_eq!(other.from.masked(), ERASED);

    store.commit_with(&mut [], &[Aside::SubjectDestroyed { subject: shown.subject }]).await.expect("destroyed");
    store.commit_with(&mut [], &[Aside::MaskKept(shown.clone())]).await.expect("too late");
    assert_eq!(row().await.masked(), ERASED);
    assert_eq!(found().await, 0, "not found by its end any more");
    let last = journal::last_seq(store).await.expect("read");
    let lines = journal::lines_after(store, last - 2, 9).await.expect("read");
    assert!(lines[0].line.contains(shown.mark()) && !lines[0].line.contains("3737"), "{}", lines[0].line);
}

async fn keys(store: &Store, subject: Subject) {
    let gone = Subject(Uuid::from_u128(990));
    let kept = |subject: Subject, wrapped: &str| {
        Aside::KeyKept(WrappedKey { subject: subject.to_string(), master: 1, wrapped: wrapped.into() })
    };
    let indexed = |subject| Aside::Indexed { class: Class::Phone, blind: format!("b{subject}"), subject };
    let asides = [kept(subject, "aa"), indexed(subject), kept(gone, "bb"), indexed(gone), kept(subject, "cc")];
    store.commit_with(&mut [], &asides).await.expect("kept");
    let found = vault::subjects_with(store, Class::Phone, &format!("b{gone}")).await.expect("read");
    assert_eq!(found, [gone]);
    store.commit_with(&mut [], &[Aside::SubjectDestroyed { subject: gone }]).await.expect("destroyed");
    assert_eq!(vault::key_of(store, &gone.to_string()).await.expect("read"), None);
    assert!(vault::subjects_with(store, Class::Phone, &format!("b{gone}")).await.expect("read").is_empty());
    let key = vault::key_of(store, &subject.to_string()).await.expect("read").expect("there");
    assert_eq!(key.wrapped, "cc", "wrapped anew");
    assert_eq!(vault::keys_not_of(store, 2).await.expect("read"), [key]);
}

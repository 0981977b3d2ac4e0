//! Customers, whose values come sealed; their keys, which no fact tells.

use super::{begun, commit, fact, instance, person};
use crate::vault::{self, WrappedKey};
use crate::{Aside, Store, customers};
use model::process::Fields;
use model::{Class, CustomerFact, CustomerId, Fact, FactBody, Millis, Sealed, Subject};
use serde_json::json;
use uuid::Uuid;

fn sealed(class: Class, subject: u128) -> Sealed {
    Sealed { class, subject: Subject(Uuid::from_u128(subject)), body: "AbC-_9".into(), mask: "138****0000".into() }
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

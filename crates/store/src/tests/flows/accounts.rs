//! Accounts: factors with what they are checked against, posts that change, and what must be done first.

use super::super::{commit, fact, person};
use crate::{Aside, Entry, Store, accounts, people};
use model::fact::{AccountFact, FactorKind};
use model::{Fact, FactBody, FactorId, IdentityId, Millis, PersonName};
use uuid::Uuid;

fn factor(number: u128) -> FactorId {
    FactorId(Uuid::from_u128(number))
}

fn of(at: i64, body: AccountFact) -> Fact {
    fact(at, FactBody::Account(body))
}

fn added(number: u128, kind: FactorKind) -> Fact {
    of(10, AccountFact::FactorAdded { person: person(801), factor: factor(number), of: kind, name: "手机".into() })
}

fn secret(number: u128, text: &str, used_ms: Option<Millis>) -> Aside {
    Aside::FactorSecret { factor: factor(number), person: person(801), secret: text.into(), used_ms }
}

fn joined(number: u128) -> Fact {
    let body = FactBody::PersonAdded {
        person: person(number),
        username: format!("account{number}"),
        name: PersonName("某人".into()),
        roles: vec!["agent".into()],
        team: Some("team1".into()),
        locale: "zh-CN".into(),
        email: None,
    };
    fact(5, body)
}

pub async fn suite(store: &Store) {
    commit(store, vec![joined(801), joined(802)]).await;
    factors(store).await;
    identities(store).await;
    posts_and_duties(store).await;
}

async fn factors(store: &Store) {
    for (number, kind) in [(1, FactorKind::Totp), (2, FactorKind::Passkey), (3, FactorKind::RecoveryCodes)] {
        let entry = Entry { fact: added(number, kind), aside: Some(secret(number, "{}", None)) };
        store.commit(&mut [entry]).await.expect("added");
    }
    let used = secret(1, r#"{"step":7}"#, Some(Millis(60)));
    store.commit_with(&mut [], &[used]).await.expect("used");
    let gone = of(70, AccountFact::FactorRemoved { person: person(801), factor: factor(3) });
    let forgotten = Aside::FactorForgotten { factor: factor(3) };
    store.commit(&mut [Entry { fact: gone, aside: Some(forgotten) }]).await.expect("removed");
    let found = accounts::factors_of(store, person(801)).await.expect("reads");
    let kinds: Vec<_> = found.iter().map(|factor| (factor.kind, factor.used_ms)).collect();
    assert_eq!(kinds, [(FactorKind::Totp, Some(Millis(60))), (FactorKind::Passkey, None)]);
    assert_eq!(found[0].secret.as_ref().map(|secret| secret.0.as_str()), Some(r#"{"step":7}"#));
    assert!(!format!("{found:?}").contains("step"), "a secret does not print");
}

async fn identities(store: &Store) {
    let linked = |number: u128, owner: u128, subject: &str| {
        of(
            75,
            AccountFact::IdentityLinked {
                person: person(owner),
                identity: IdentityId(Uuid::from_u128(number)),
                provider: "company".into(),
                issuer: "https://sso.example.com".into(),
                subject: subject.into(),
            },
        )
    };
    commit(store, vec![linked(11, 801, "a"), linked(12, 801, "b"), linked(13, 802, "c")]).await;
    let gone = AccountFact::IdentityUnlinked { person: person(801), identity: IdentityId(Uuid::from_u128(11)) };
    commit(store, vec![of(76, gone)]).await;
    let found = accounts::identities_of(store, person(801)).await.expect("reads");
    assert_eq!(found.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["b"]);
    let whose = async |issuer, subject| {
        accounts::identity_of(store, issuer, subject).await.expect("reads").map(|found| found.person)
    };
    assert_eq!(whose("https://sso.example.com", "c").await, Some(person(802)));
    assert_eq!(whose("https://sso.example.com", "a").await, None, "it was removed");
    assert_eq!(whose("https://other.example.com", "c").await, None, "another issuer's subject is somebody else");
    // PLAT-02: an identity is one person's, whoever tries.
    let taken = store.commit(&mut [Entry { fact: linked(14, 801, "c"), aside: None }]).await;
    assert!(taken.is_err(), "{taken:?}");
}

async fn posts_and_duties(store: &Store) {
    let moved = AccountFact::PersonMoved {
        person: person(801),
        roles: vec!["trainer".into()],
        team: None,
        reason: "调岗".into(),
    };
    let part_time = AccountFact::EmploymentSet { person: person(801), employment: "part_time".into() };
    let must = |reason: &str| AccountFact::PasswordMustChange { person: person(801), reason: reason.into() };
    commit(store, vec![of(80, moved), of(81, part_time), of(82, must("reset"))]).await;
    let found = people::by_id(store, person(801)).await.expect("reads").expect("is there");
    assert_eq!((found.roles, found.team, &*found.employment), (vec!["trainer".to_owned()], None, "part_time"));
    assert_eq!(found.must_change_reason.as_deref(), Some("reset"));
    commit(store, vec![fact(83, FactBody::PasswordChanged { person: person(801) })]).await;
    let found = people::by_id(store, person(801)).await.expect("reads").expect("is there");
    assert_eq!(found.must_change_reason, None, "a new password was all that was asked for");
    commit(store, vec![of(84, must("shared"))]).await;
}

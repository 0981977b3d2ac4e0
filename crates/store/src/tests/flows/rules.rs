//! The rulebook's tables: versions, changes in each state, who has read, what policies did.

use super::super::{commit, fact, person};
use super::instance;
use crate::{Aside, RulebookAside, Store, StoreError, rulebook};
use model::{ChangeId, Fact, FactBody, Millis, RulesFact};
use std::collections::BTreeMap;
use uuid::Uuid;

fn change(number: u128) -> ChangeId {
    ChangeId(Uuid::from_u128(number))
}

fn of(at: i64, body: RulesFact) -> Fact {
    fact(at, FactBody::Rules(body))
}

fn proposed(number: u128) -> Fact {
    let (base, hash, files) = ("v1".into(), format!("v{}", number + 1), vec!["queues/presale.yaml".into()]);
    let (reason, scope, expected) = ("更快接听".into(), "presale".into(), "等待更短".into());
    let (change, instance, author) = (change(number), instance(900 + number), person(1));
    let rolls_back = None;
    let body =
        RulesFact::ChangeProposed { change, instance, author, base, hash, files, reason, scope, expected, rolls_back };
    of(100 + number as i64, body)
}

pub async fn suite(store: &Store) {
    versions(store).await;
    changes(store).await;
    readers_and_policies(store).await;
}

async fn versions(store: &Store) {
    let text = |hash: &str| Aside::Rulebook(RulebookAside::Text { hash: hash.into(), text: format!("text {hash}") });
    let files = BTreeMap::from([("centre.yaml".to_owned(), "t1".to_owned())]);
    let version = RulebookAside::Version { hash: "v1".into(), files: files.clone(), at: Millis(5) };
    store.commit_with(&mut [], &[text("t1"), text("t1"), text("t2"), Aside::Rulebook(version)]).await.expect("kept");
    assert_eq!(rulebook::version(store, "v1").await.expect("read"), Some(files));
    assert_eq!(rulebook::text(store, "t2").await.expect("read").as_deref(), Some("text t2"));
    assert_eq!(rulebook::version(store, "none").await.expect("read"), None);
    commit(store, vec![fact(90, FactBody::RulebookInForce { hash: "v1".into() })]).await;
}

async fn changes(store: &Store) {
    commit(store, (1..=3).map(proposed).collect()).await;
    let due_ms = Millis(500);
    commit(
        store,
        vec![
            of(200, RulesFact::ChangeScheduled { change: change(1), instance: instance(901), due_ms, by: person(2) }),
            of(500, RulesFact::ChangeApplied { change: change(1), base: "v1".into(), hash: "v2".into() }),
            fact(500, FactBody::RulebookInForce { hash: "v2".into() }),
            of(510, RulesFact::ChangeRefused { change: change(2), reason: "不同意".into() }),
            of(520, RulesFact::ChangeFailed { change: change(3), reason: "版本已变".into() }),
        ],
    )
    .await;
    let late = of(530, RulesFact::ChangeApplied { change: change(2), base: "v1".into(), hash: "v3".into() });
    let refused = store.commit(&mut [late.into()]).await;
    assert!(matches!(refused, Err(StoreError::Stale)), "two changes of the same version: {refused:?}");
    let all = rulebook::changes(store).await.expect("read");
    let told: Vec<_> = all.iter().map(|row| (row.id, row.state.as_str(), row.why.as_str())).collect();
    assert_eq!(told, [(change(3), "failed", "版本已变"), (change(2), "refused", "不同意"), (change(1), "applied", "")]);
    let first = rulebook::change(store, change(1)).await.expect("read").expect("it is there");
    assert_eq!((first.due_ms, first.settled_ms), (Some(due_ms), Some(Millis(500))));
    let in_force = rulebook::in_force(store).await.expect("read");
    assert_eq!((in_force[0].change, in_force[0].is_kept), (Some(change(1)), false));
    assert_eq!((in_force[1].change, in_force[1].is_kept), (None, true));
    assert_eq!(rulebook::approved(store).await.expect("read").as_deref(), Some("v2"));
    commit(store, vec![of(600, RulesFact::FolderAdopted { hash: "v1".into() })]).await;
    assert_eq!(rulebook::approved(store).await.expect("read"), None);
    let effect = RulebookAside::Effect { base: "v1".into(), hash: "v2".into(), effect: "{}".into() };
    store.commit_with(&mut [], &[Aside::Rulebook(effect)]).await.expect("kept");
    assert_eq!(rulebook::effect(store, "v1", "v2").await.expect("read").as_deref(), Some("{}"));
}

async fn readers_and_policies(store: &Store) {
    let read = |at| of(at, RulesFact::RulesAcknowledged { person: person(1), version: "r1".into() });
    commit(store, vec![read(700), read(800)]).await;
    assert_eq!(rulebook::acknowledged(store, "r1").await.expect("read"), [(person(1), Millis(700))]);
    // Far from the times of the other rooms' facts.
    let at = 40_000 * 24 * 3_600_000;
    let denied = FactBody::ActDenied { person: person(1), action: "call:view".into(), resource: "centre".into() };
    let with = |body| Fact { reasons: vec!["AUTH-12.a".into(), "grant:1".into()], ..fact(at, body) };
    let opened = || with(FactBody::LoggedIn { person: person(1), provider: None });
    commit(store, vec![opened(), opened(), with(denied)]).await;
    commit(store, vec![opened()]).await;
    let used = rulebook::policy_use(store, Millis(at)).await.expect("read");
    assert_eq!(used, [("AUTH-12.a".to_owned(), 3, 1)]);
}

//! Rights for a time: what is given, used, ended and stopped stands in the register.

use super::super::{commit, fact, person};
use super::instance;
use crate::grants::{self, GrantFilter};
use crate::{Entry, Store, StoreError};
use model::{Approval, AuthorityFact, Fact, FactBody, GrantId, GrantScope, Millis, SuspensionId};
use uuid::Uuid;

fn grant(number: u128) -> GrantId {
    GrantId(Uuid::from_u128(number))
}

fn given(at: i64, number: u128, from: i64, until: i64, replaces: Option<GrantId>) -> Fact {
    let approval =
        Approval { stage: "first".into(), person: person(7_002), at_ms: Millis(at), opinion: "同意".into() };
    let body = AuthorityFact::GrantGiven {
        grant: grant(number),
        person: person(7_001),
        capability: "recording:play".into(),
        scope: GrantScope::Team("team1".into()),
        from_ms: Millis(from),
        until_ms: Millis(until),
        instance: Some(instance(700)),
        why: "复盘".into(),
        cautions: "不得外传".into(),
        approvals: vec![approval],
        is_joint: false,
        is_break_glass: false,
        replaces,
    };
    fact(at, FactBody::Authority(body))
}

fn of(at: i64, body: AuthorityFact) -> Fact {
    fact(at, FactBody::Authority(body))
}

pub async fn suite(store: &Store) {
    given_and_used(store).await;
    ended(store).await;
    suspended(store).await;
}

async fn given_and_used(store: &Store) {
    let mut used = fact(50, FactBody::LoggedIn { person: person(7_001), provider: None });
    used.reasons = vec!["AUTH-04.a".into(), format!("grant:{}", grant(1).0)];
    let mut again = used.clone();
    again.at_ms = Millis(40); // A clock that went back does not take the last use back.
    commit(store, vec![given(10, 1, 20, 100, None), used, again]).await;
    let found = grants::by_id(store, grant(1)).await.expect("reads").expect("is there");
    assert_eq!((found.uses, found.last_used), (2, Some(Millis(50))));
    assert_eq!((found.from, found.until, found.given), (Millis(20), Millis(100), Millis(10)));
    assert_eq!(found.approvals[0].opinion, "同意");
    assert!(found.is_open(Millis(99)) && !found.is_open(Millis(100)), "the end itself is outside");

    for wrong in [given(11, 1, 20, 100, None), given(11, 9, 100, 100, None)] {
        let refused = store.commit(&mut [Entry::from(wrong)]).await;
        assert!(matches!(refused, Err(StoreError::Constraint(_))), "twice, or without a time: {refused:?}");
    }
}

async fn ended(store: &Store) {
    commit(store, vec![given(60, 2, 90, 200, Some(grant(1)))]).await;
    let old = grants::by_id(store, grant(1)).await.expect("reads").expect("is there");
    assert_eq!((old.replaced, old.ends()), (Some((Millis(90), grant(2))), Millis(90)), "no gap, no overlap");
    let (grant_2, person) = (grant(2), person(7_001));
    let expired = AuthorityFact::GrantExpired { grant: grant(1), person };
    let warned = AuthorityFact::ExpiryWarned { grant: grant_2, person };
    let revoked =
        AuthorityFact::GrantRevoked { grant: grant_2, person, reason: "调岗".into(), by: None, instance: None };
    let again =
        AuthorityFact::GrantRevoked { grant: grant_2, person, reason: "再次".into(), by: None, instance: None };
    commit(store, vec![of(95, expired), of(96, warned), of(97, revoked), of(98, again)]).await;
    let new = grants::by_id(store, grant_2).await.expect("reads").expect("is there");
    let revoked = new.revoked.clone().expect("revoked");
    assert_eq!((revoked.at, revoked.why.as_str()), (Millis(97), "调岗"), "once is enough");
    assert_eq!(new.warned, Some(Millis(96)));
    assert!(!new.is_open(Millis(98)));
    let open = grants::open(store).await.expect("reads");
    assert!(!open.iter().any(|of| of.id == grant(1) || of.id == grant_2), "what is over is not loaded");
    let filter = GrantFilter { person: Some(person), capability: Some("recording:play".into()), ..Default::default() };
    let page = grants::list(store, &filter, None, 1).await.expect("reads");
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [grant_2]);
    let rest = grants::list(store, &filter, Some(page[0].number), 10).await.expect("reads");
    assert_eq!(rest.iter().map(|row| row.id).collect::<Vec<_>>(), [grant(1)]);
    commit(store, vec![given(99, 3, 100, 300, None)]).await;
}

async fn suspended(store: &Store) {
    let id = |number| SuspensionId(Uuid::from_u128(number));
    let stop = |number, capability: Option<&str>, until: Option<i64>| AuthorityFact::RightSuspended {
        suspension: id(number),
        person: person(7_001),
        capability: capability.map(Into::into),
        until_ms: until.map(Millis),
        reason: "越权查询".into(),
        call: None,
        instance: None,
    };
    let lifted = AuthorityFact::SuspensionLifted { suspension: id(2), person: person(7_001), reason: "查清".into() };
    let facts = [stop(1, None, Some(500)), stop(2, Some("recording:play"), None), lifted];
    commit(store, facts.map(|body| of(400, body)).into()).await;
    let open = grants::suspensions_open(store).await.expect("reads");
    assert_eq!(open.iter().map(|row| row.id).collect::<Vec<_>>(), [id(1)]);
    assert!(open[0].holds(Millis(499)) && !open[0].holds(Millis(500)), "it ends by time");
    let over = grants::suspension(store, id(2)).await.expect("reads").expect("is there");
    assert_eq!(over.lifted.map(|lifted| lifted.why), Some("查清".into()));
    assert_eq!(grants::suspensions(store, Some(person(7_001)), 10).await.expect("reads").len(), 2);
}

//! Uses and refusals, the ledger of violations, reviews and samples, as they are read back.

use super::{commit, fact, instance, person};
use crate::{Store, supervision};
use model::{
    Actor, AuthorityFact, Fact, FactBody, Millis, ReviewItem, SampleId, SampleOf, SupervisionFact, SuspensionId,
    Verdict,
};
use uuid::Uuid;

const DAY: i64 = 86_400_000;
/// Away from the ids of the other suites.
const WHO: u128 = 900;

pub async fn suite(store: &Store) {
    used_and_refused(store).await;
    ledger(store).await;
    reviewed(store).await;
    sampled(store).await;
}

fn by(who: u128, at_ms: i64, body: FactBody) -> Fact {
    Fact { actor: Actor::Person(person(who)), ..fact(at_ms, body) }
}

fn revealed(at_ms: i64, what: &str) -> Fact {
    let (what, resource) = (what.to_owned(), "call 1".to_owned());
    by(WHO, at_ms, FactBody::Revealed { person: person(WHO), what, resource })
}

async fn used_and_refused(store: &Store) {
    // Of a suspension that other tests do not count.
    let lifted = AuthorityFact::SuspensionLifted {
        suspension: SuspensionId(Uuid::from_u128(WHO)),
        person: person(WHO + 1),
        reason: "已说明".into(),
    };
    let denied = |at_ms| {
        let (action, resource) = ("recording:play".to_owned(), "centre".to_owned());
        by(WHO, at_ms, FactBody::ActDenied { person: person(WHO), action, resource })
    };
    let facts = vec![
        revealed(5, "number: 回访"),
        revealed(9, "number: 回访"),
        revealed(7, "recording"),
        by(WHO, 8, FactBody::Authority(lifted)),
        denied(1),
        denied(2),
        denied(3 * DAY),
    ];
    commit(store, facts).await;
    commit(store, vec![revealed(4, "number: 迟到的")]).await;
    let uses = supervision::uses_of(store, person(WHO)).await.expect("uses");
    let uses: Vec<_> = uses.iter().map(|used| (used.action.as_str(), used.uses, used.last.0)).collect();
    assert_eq!(uses, [("access:lift", 1, 8), ("number:reveal", 3, 9), ("recording:play", 1, 7)]);
    assert!(supervision::uses(store).await.expect("uses").iter().any(|used| used.person == person(WHO)));
    let times = async |since| {
        let all = supervision::refusals(store, Millis(since)).await.expect("refusals");
        all.iter().find(|of| of.person == person(WHO)).map(|of| (of.times, of.last.0))
    };
    assert_eq!(times(0).await, Some((3, 3 * DAY)));
    assert_eq!(times(DAY).await, Some((1, 3 * DAY)));
    assert_eq!(times(4 * DAY).await, None);
}

async fn ledger(store: &Store) {
    let recorded = |at_ms, id, tier| {
        let body = AuthorityFact::ViolationRecorded {
            person: person(WHO),
            instance: instance(id),
            tier,
            what: "查询无关客户".into(),
            points: u32::from(tier) * 5,
            restricted_until_ms: (tier == 2).then_some(Millis(at_ms + DAY)),
        };
        fact(at_ms, FactBody::Authority(body))
    };
    commit(store, vec![recorded(10, 901, 1), recorded(20, 902, 2), recorded(30, 901, 0)]).await;
    let found = supervision::violations_of(store, person(WHO)).await.expect("a ledger");
    let rows: Vec<_> = found.iter().map(|row| (row.recorded.0, row.tier, row.points)).collect();
    assert_eq!(rows, [(10, 0, 0), (20, 2, 10)], "what was taken back stays in its place");
    let newest = supervision::violations(store, Millis(0), Millis(100)).await.expect("a ledger");
    assert_eq!(newest.iter().map(|row| row.instance).collect::<Vec<_>>(), [instance(902), instance(901)]);
}

async fn reviewed(store: &Store) {
    let item = |number: &str, is_sensitive| ReviewItem {
        item: number.into(),
        holder: person(WHO),
        capability: "number:reveal".into(),
        grant: None,
        is_sensitive,
        last_used_ms: is_sensitive.then_some(Millis(4)),
        uses: 2,
        peers_percent: 50,
    };
    let (instance, reviewer) = (instance(903), person(WHO + 1));
    let items = vec![item("0001", true), item("0002", false)];
    let handed = SupervisionFact::ReviewItemsHandedOut { instance, reviewer, items };
    let decided = SupervisionFact::ReviewDecided {
        instance,
        item: "0002".into(),
        holder: person(WHO),
        capability: "number:reveal".into(),
        verdict: Verdict::Keep,
        by: Some(reviewer),
        why: "每天使用".into(),
    };
    commit(store, vec![fact(1, FactBody::Supervision(handed)), fact(2, FactBody::Supervision(decided))]).await;
    let rows = supervision::review_items(store, instance).await.expect("items");
    assert_eq!(rows.iter().map(|row| row.verdict.as_deref()).collect::<Vec<_>>(), [None, Some("keep")]);
    assert_eq!(
        (rows[1].decided_by, rows[1].decided, rows[1].why.as_str()),
        (Some(reviewer), Some(Millis(2)), "每天使用")
    );
    assert_eq!((rows[0].last_used, rows[0].uses, rows[0].peers_percent), (Some(Millis(4)), 2, 50));
}

async fn sampled(store: &Store) {
    let of = |subject| supervision::subjects(store, subject, Millis(0), Millis(8));
    let reveals = of(SampleOf::Reveals).await.expect("subjects");
    assert!(reveals.len() >= 3, "those of the first minutes");
    let read = supervision::fact(store, reveals[0]).await.expect("a fact").expect("is there");
    assert!(matches!(read.body, FactBody::Revealed { .. } | FactBody::Customer(_)), "{read:?}");
    let sample = SampleId(Uuid::from_u128(WHO));
    let drawn = SupervisionFact::SampleDrawn {
        sample,
        by: person(WHO),
        of: SampleOf::Reveals,
        from_ms: Millis(0),
        until_ms: Millis(8),
        seed: 7,
        population: reveals.len() as u64,
        drawn: vec![reveals[0]],
    };
    commit(store, vec![fact(50, FactBody::Supervision(drawn))]).await;
    let kept = supervision::sample(store, sample).await.expect("a sample").expect("is there");
    assert_eq!((kept.of, kept.seed, kept.drawn.clone()), (SampleOf::Reveals, 7, vec![reveals[0]]));
    assert!(supervision::samples(store).await.expect("samples").contains(&kept));
}

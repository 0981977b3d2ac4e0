//! AUTH-15: articles are found by their words, each with all its texts.

use super::super::{commit, fact, person};
use super::instance;
use crate::Store;
use crate::knowledge::{self, ArticleFilter};
use model::{ArticleId, Fact, FactBody, KnowledgeFact, Millis};
use uuid::Uuid;

fn article(number: u128) -> ArticleId {
    ArticleId(Uuid::from_u128(number))
}

fn published(at: i64, number: u128, revision: u32, title: &str, text: &str) -> Fact {
    let body = KnowledgeFact::ArticlePublished {
        article: article(number),
        revision,
        section: if number == 1 { "faq".into() } else { "product".into() },
        title: title.into(),
        text: text.into(),
        review_by_ms: Millis(at + 1_000),
        instance: (number == 2).then(|| instance(700)),
        by: (number == 2).then(|| person(7_009)),
    };
    fact(at, FactBody::Knowledge(body))
}

pub async fn suite(store: &Store) {
    let facts = vec![
        published(10, 1, 1, "退货期限", "七天无理由，100% 退款"),
        published(20, 2, 1, "保温杯 Pro", "三年质保"),
        published(30, 1, 2, "退货期限", "十五天无理由，100% 退款"),
    ];
    commit(store, facts).await;
    let titles = async |filter: ArticleFilter| -> Vec<String> {
        let rows = knowledge::articles(store, &filter, None, 10).await.expect("reads");
        rows.into_iter().map(|row| row.title).collect()
    };
    let words = |words: &[&str]| ArticleFilter {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        ..ArticleFilter::default()
    };
    assert_eq!(titles(words(&[])).await, ["退货期限", "保温杯 Pro"], "the latest change first");
    assert_eq!(titles(words(&["PRO", "质保"])).await, ["保温杯 Pro"], "every word, in title or text, in any case");
    assert_eq!(titles(words(&["七天"])).await, [""; 0], "only the text of today");
    assert_eq!(titles(words(&["100%"])).await, ["退货期限"], "a percent sign is a percent sign");
    assert_eq!(titles(words(&["%质"])).await, [""; 0]);
    let section = ArticleFilter { section: Some("product".into()), ..ArticleFilter::default() };
    assert_eq!(titles(section).await, ["保温杯 Pro"]);
    let due = |by| ArticleFilter { due_by: Some(Millis(by)), ..ArticleFilter::default() };
    assert_eq!(titles(due(1_025)).await, ["保温杯 Pro"], "AUTH-14: what nobody looked at in time");

    let page = knowledge::articles(store, &words(&[]), None, 1).await.expect("reads");
    let rest = knowledge::articles(store, &words(&[]), Some(page[0].number), 10).await.expect("reads");
    assert_eq!((page[0].revision, rest.len(), rest[0].id), (2, 1, article(2)));
    let texts = knowledge::revisions(store, article(1)).await.expect("reads");
    assert_eq!(texts.iter().map(|text| (text.revision, text.at.0)).collect::<Vec<_>>(), [(2, 30), (1, 10)]);
    let by_flow = knowledge::revisions(store, article(2)).await.expect("reads").remove(0);
    assert_eq!((by_flow.person, by_flow.instance), (Some(person(7_009)), Some(instance(700))));

    let again = store.commit(&mut [crate::Entry::from(published(40, 1, 2, "退货期限", "别的"))]).await;
    assert!(matches!(again, Err(crate::StoreError::Constraint(_))), "nobody overwrites silently: {again:?}");
    let same = knowledge::by_title(store, "product", "保温杯 Pro").await.expect("reads");
    assert_eq!(same.map(|row| row.id), Some(article(2)));
    let confirmed = KnowledgeFact::ArticleConfirmed { article: article(2), revision: 1, review_by_ms: Millis(9_000) };
    let retired = KnowledgeFact::ArticleRetired { article: article(1), reason: "已并入".into() };
    commit(store, [confirmed, retired].map(|body| fact(50, FactBody::Knowledge(body))).into()).await;
    assert_eq!(titles(due(1_025)).await, [""; 0]);
    assert_eq!(knowledge::count(store).await.expect("reads"), 1);
    let gone = knowledge::article(store, article(1)).await.expect("reads").expect("still there");
    assert_eq!(gone.retired, Some((Millis(50), "已并入".into())));
    let retired = ArticleFilter { is_retired: true, ..ArticleFilter::default() };
    assert_eq!(titles(retired).await, ["退货期限"]);
}

//! The knowledge base: everybody reads, posts keep their sections, flows publish what was approved.

use super::house::House;
use crate::OfficeError;
use crate::knowledge::{ArticleDetail, NewText, Sought};
use model::{FactBody, KnowledgeFact, Millis};
use serde_json::json;

const DAY_MS: i64 = 24 * 3_600 * 1_000;

fn text(section: &str, title: &str, text: &str) -> NewText {
    NewText { changes: None, section: section.into(), title: title.into(), text: text.into() }
}

fn changed(of: &ArticleDetail, text: &str) -> NewText {
    let article = &of.article;
    NewText {
        changes: Some((article.id, article.revision)),
        section: article.section.clone(),
        title: article.title.clone(),
        text: text.into(),
    }
}

async fn titles(house: &House, username: &str, sought: Sought) -> Vec<String> {
    let page = house.office.articles(&house.caller(username), sought, None, None).await.expect("open to everybody");
    page.items.into_iter().map(|article| article.title).collect()
}

#[tokio::test]
async fn auth_03_auth_15_agents_read_everything_and_keep_nothing() {
    let house = House::new().await;
    let new = text("faq", "退货期限", "十五天无理由退货");
    let refused = house.office.publish_article(&house.caller("agent1"), new.clone()).await;
    let Err(OfficeError::Denied(denied)) = refused else { panic!("{refused:?}") };
    assert_eq!(denied.why().reasons[0].clause, "AUTH-15");
    let made =
        house.office.publish_article(&house.caller("trainer"), new).await.expect("a trainer keeps the questions");
    for reader in ["agent1", "newcomer", "auditor", "admin", "it"] {
        let sought = Sought { text: "退货 十五天".into(), ..Sought::default() };
        assert_eq!(titles(&house, reader, sought).await, ["退货期限"], "{reader}");
    }
    let read = house.office.article(&house.caller("agent1"), made.article.id).await.expect("opens");
    assert!(!read.article.may_edit && made.article.may_edit);
    let sections = house.office.sections(&house.caller("leader1")).expect("open to everybody");
    let kept: Vec<_> = sections.iter().filter(|section| section.may_edit).map(|section| section.key.as_str()).collect();
    assert_eq!(kept, ["faq", "process"], "leaders and trainers edit a part of it");
    let foreign = house.office.publish_article(&house.caller("leader1"), text("product", "保温杯", "三年质保")).await;
    assert!(matches!(foreign, Err(OfficeError::Denied(_))), "{foreign:?}");
    let moved = NewText { section: "product".into(), ..changed(&made, "搬走") };
    let moved = house.office.publish_article(&house.caller("trainer"), moved).await;
    assert!(matches!(moved, Err(OfficeError::Denied(_))), "moving an article asks both sections: {moved:?}");
}

#[tokio::test]
async fn auth_14_what_nobody_looked_at_in_time_is_marked_and_listed() {
    let house = House::new().await;
    let product = house.caller("product");
    let made =
        house.office.publish_article(&product, text("product", "保温杯", "39 元，三年质保")).await.expect("kept");
    assert_eq!(made.article.review_by_ms, house.now().0 + 90 * DAY_MS);
    let due = || Sought { is_due: true, ..Sought::default() };
    assert!(titles(&house, "agent1", due()).await.is_empty());
    house.set(Millis(house.now().0 + 90 * DAY_MS));
    assert_eq!(titles(&house, "agent1", due()).await, ["保温杯"]);
    let stale = house.office.confirm_article(&product, made.article.id, 7).await;
    assert!(matches!(stale, Err(OfficeError::Moved)), "only the text that was read is confirmed: {stale:?}");
    let confirmed = house.office.confirm_article(&product, made.article.id, 1).await.expect("looked at");
    assert!(!confirmed.article.is_due);
    assert!(titles(&house, "agent1", due()).await.is_empty());
}

#[tokio::test]
async fn auth_15_nobody_overwrites_silently_and_every_text_stays() {
    let house = House::new().await;
    let (trainer, leader) = (house.caller("trainer"), house.caller("leader1"));
    let first = house.office.publish_article(&trainer, text("faq", "发票", "电子发票")).await.expect("published");
    let by_leader = house.office.publish_article(&leader, changed(&first, "电子或纸质发票")).await.expect("changed");
    let late = house.office.publish_article(&trainer, changed(&first, "只有电子发票")).await;
    assert!(matches!(late, Err(OfficeError::Moved)), "{late:?}");
    let texts: Vec<_> = by_leader.revisions.iter().map(|of| (of.revision, of.text.as_str())).collect();
    assert_eq!(texts, [(2, "电子或纸质发票"), (1, "电子发票")]);
    assert_eq!(by_leader.revisions[0].by.as_ref().map(|by| by.id), Some(house.id("leader1")));
    let gone = house.office.retire_article(&trainer, first.article.id, "并入《开票说明》").await.expect("taken out");
    assert!(gone.article.retired.is_some() && !gone.article.may_edit);
    assert!(titles(&house, "agent1", Sought::default()).await.is_empty());
    let again = house.office.publish_article(&leader, changed(&by_leader, "又来")).await;
    assert!(matches!(again, Err(OfficeError::Moved)), "{again:?}");
}

#[tokio::test]
async fn fin_01_an_update_is_published_when_the_manager_has_approved() {
    let house = House::new().await;
    let form = json!({"article_section": "case", "article_title": "海外地址", "article_text": "转国际部",
        "article_reason": "来电常问"});
    let id = house.start("agent1", "knowledge-update", form.clone()).await.expect("anybody proposes").row.id;
    assert!(titles(&house, "agent1", Sought::default()).await.is_empty(), "nothing before the approval");
    house.does("manager", id, "agree", json!({})).await.expect("approves");
    assert_eq!(titles(&house, "agent2", Sought::default()).await, ["海外地址"]);
    let mut better = form;
    better["article_text"] = json!("转国际部，九点到十八点");
    let again = house.start("agent2", "knowledge-update", better.clone()).await.expect("proposes").row.id;
    house.does("manager", again, "agree", json!({})).await.expect("approves");
    let page = house.office.articles(&house.caller("agent1"), Sought::default(), None, None).await.expect("reads");
    assert_eq!((page.items.len(), page.items[0].revision), (1, 2), "the same title is the same article");
    let published = house.story(again).await.into_iter().find_map(|body| match body {
        FactBody::Knowledge(KnowledgeFact::ArticlePublished { by, instance, .. }) => Some((by, instance)),
        _ => None,
    });
    assert_eq!(published, Some((Some(house.id("agent2")), Some(again))));
    better["article_title"] = json!("另一条");
    let refused = house.start("agent1", "knowledge-update", better).await.expect("proposes").row.id;
    house.does("manager", refused, "refuse", json!({"opinion": "重复"})).await.expect("refuses");
    assert_eq!(titles(&house, "agent1", Sought::default()).await, ["海外地址"]);
}

//! A change of money in a customer's account: two approvals, two people, neither of them who prepared it (AUTH-23, G-14).

use super::house::House;
use crate::OfficeError;
use model::FactBody;
use serde_json::{Value as Json, json};

fn refund() -> Json {
    json!({
        "money_customer": "张三", "money_account": "20261123-0042", "money_kind": "refund", "money_amount": 129.5,
        "money_reason": "商品破损，客户要求退款", "identity_checked": true,
    })
}

fn records(facts: &[FactBody]) -> Vec<&FactBody> {
    facts
        .iter()
        .filter(|body| matches!(body, FactBody::RecordKept { record_kind, .. } if record_kind == "money.execute"))
        .collect()
}

#[tokio::test]
async fn g_14_money_moves_after_finance_and_a_supervisor() {
    let house = House::new().await;
    let id = house.start("agent1", "money-change", refund()).await.expect("agents prepare").row.id;
    assert!(house.inbox("supervisor").await.is_empty(), "finance first");
    house.does("finance", id, "agree", json!({})).await.expect("finance approves");
    house.does("supervisor", id, "agree", json!({})).await.expect("a supervisor approves");
    assert!(records(&house.story(id).await).is_empty(), "approved is not carried out");
    let view = house.does("agent1", id, "done", json!({})).await.expect("carried out");
    assert_eq!(view.row.end.as_ref().map(|end| end.key.as_str()), Some("executed"));
    let story = house.story(id).await;
    let [FactBody::RecordKept { parties, fields, .. }] = records(&story)[..] else { panic!("{story:?}") };
    for who in ["agent1", "finance", "supervisor"] {
        assert!(parties.contains(&house.id(who)), "{who} keeps it");
    }
    assert_eq!(fields["money_amount"], json!(129.5));
}

#[tokio::test]
async fn g_14_refused_or_returned_nothing_moves() {
    let house = House::new().await;
    let id = house.start("agent1", "money-change", refund()).await.expect("agents prepare").row.id;
    let silent = house.does("finance", id, "refuse", json!({})).await;
    assert!(matches!(silent, Err(OfficeError::BadForm(_))), "a refusal states its reason: {silent:?}");
    house.does("finance", id, "return", json!({"opinion": "金额不符"})).await.expect("sent back");
    house.does("agent1", id, "done", refund()).await.expect("changed");
    house.does("finance", id, "agree", json!({})).await.expect("finance approves");
    let view = house.does("supervisor", id, "refuse", json!({"opinion": "依据不足"})).await.expect("refused");
    assert_eq!(view.row.end.as_ref().map(|end| end.key.as_str()), Some("refused"));
    assert!(records(&house.story(id).await).is_empty());
}

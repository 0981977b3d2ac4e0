//! AUTH-12, AUTH-16 … AUTH-18, FLOW-19, G-11: the orders of the customer in the call, what may be done before shipping, and
//! the supervisor's approval after it.

use super::customers::{PHONE, hang_up, known_customer, talking};
use super::house::House;
use crate::orders::{Goods, NewOrder, OrderBrought, SoughtOrders};
use crate::{Caller, OfficeError};
use model::{CustomerId, FactBody, InstanceId, OrderFact, OrderId, OrderState};
use serde_json::{Value as Json, json};

const ADDRESS: &str = "北京市朝阳区建国路88号1号楼";

fn goods(product: &str) -> Goods {
    Goods { product: product.into(), quantity: 1, amount_fen: 12_900 }
}

fn brought(number: &str, customer: CustomerId, state: OrderState) -> OrderBrought {
    let number = number.to_owned();
    OrderBrought {
        number,
        customer: Some(customer),
        phone: None,
        goods: goods("保温杯"),
        address: ADDRESS.into(),
        state,
    }
}

/// An order that another system took.
async fn known_order(house: &House, number: &str, state: OrderState) -> (CustomerId, OrderId) {
    let customer = known_customer(house).await;
    let logistics = house.caller("logistics");
    let (id, is_new) = house.office.bring_order(&logistics, brought(number, customer, state)).await.expect("brought");
    assert!(is_new);
    (customer, id)
}

async fn state_of(house: &House, id: OrderId) -> OrderState {
    store::orders::by_id(&house.store, id).await.expect("reads").expect("there").state
}

async fn numbers(house: &House, caller: &Caller, sought: SoughtOrders) -> Vec<String> {
    let page = house.office.find_orders(caller, sought, None, None).await.expect("a list");
    page.items.into_iter().map(|order| order.number).collect()
}

fn of(customer: CustomerId) -> SoughtOrders {
    SoughtOrders { customer: Some(customer), ..SoughtOrders::default() }
}

/// The policy that refused it.
fn refused_by<T: std::fmt::Debug>(result: Result<T, OfficeError>) -> String {
    let denied = match result {
        Err(OfficeError::Denied(denied) | OfficeError::DeniedWithOffer { denied, .. }) => denied,
        other => panic!("{other:?}"),
    };
    denied.why().reasons.first().map(|reason| reason.policy.clone()).unwrap_or_default()
}

fn wish(number: &str, order_state: &str) -> Json {
    json!({
        "cancel_order": number, "cancel_customer": "李先生", "cancel_reason": "客户要求退货", "order_state": order_state,
        "can_cancel": true, "is_paid": false,
    })
}

async fn end_of(house: &House, id: InstanceId) -> Option<String> {
    house.view("manager", id).await.row.end.map(|end| end.key)
}

#[tokio::test]
async fn auth_12_the_purchases_are_for_who_serves_the_customer() {
    let house = House::new().await;
    let (customer, order) = known_order(&house, "SO-1", OrderState::Delivered).await;
    let (agent, other) = (house.caller("agent1"), house.caller("agent2"));
    let by_number = SoughtOrders { number: Some("SO-1".into()), ..SoughtOrders::default() };
    assert!(numbers(&house, &agent, of(customer)).await.is_empty(), "not serving them");
    assert!(numbers(&house, &agent, by_number.clone()).await.is_empty(), "a foreign number is as one that is not");
    assert!(matches!(house.office.open_order(&agent, order).await, Err(OfficeError::NotFound)));

    talking(&house, "agent1", PHONE).await;
    assert_eq!(numbers(&house, &agent, of(customer)).await, ["SO-1"]);
    assert_eq!(numbers(&house, &agent, by_number).await, ["SO-1"]);
    let page = house.office.open_order(&agent, order).await.expect("visible");
    assert_eq!((page.detail.address.as_str(), page.detail.is_open), (ADDRESS, true));
    assert_eq!(page.detail.order.customer_name, "李*", "a list and a refusal carry masks only");
    assert!(numbers(&house, &other, of(customer)).await.is_empty(), "a colleague does not");

    let seen = house.office.open_order(&house.caller("logistics"), order).await.expect("their work");
    assert!(!seen.detail.is_open && !seen.detail.address.contains("88号"), "{}", seen.detail.address);
    let refused = house.office.find_orders(&house.caller("hr"), SoughtOrders::default(), None, None).await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))), "{refused:?}");
    hang_up(&house, "agent1").await;
    assert!(numbers(&house, &agent, of(customer)).await.is_empty(), "the call is over");
}

#[tokio::test]
async fn auth_12_an_order_is_taken_for_the_customer_in_the_call_and_followed_by_who_took_it() {
    let house = House::new().await;
    let customer = known_customer(&house).await;
    let agent = house.caller("agent1");
    let new = || NewOrder { customer, goods: goods("电饭煲"), address: ADDRESS.into() };
    assert!(
        matches!(house.office.take_order(&agent, new()).await, Err(OfficeError::NotFound)),
        "whom they do not serve"
    );
    talking(&house, "agent1", PHONE).await;
    let nothing = NewOrder { goods: Goods { quantity: 0, ..goods("电饭煲") }, ..new() };
    assert!(matches!(house.office.take_order(&agent, nothing).await, Err(OfficeError::BadInput { .. })));
    let id = house.office.take_order(&agent, new()).await.expect("taken");
    hang_up(&house, "agent1").await;
    let page = house.office.open_order(&agent, id).await.expect("their own order");
    assert!(page.change.is_ok() && page.ship.is_err() && !page.detail.is_open, "masked once the call is over");
    let number = &page.detail.order.number;
    assert!(number.starts_with("Q261123-") && number.len() == 14, "{number}");
    assert_eq!(numbers(&house, &agent, SoughtOrders::default()).await, [number.as_str()], "one's own");
    let journal = format!("{:?}", house.facts().await);
    assert!(!journal.contains("88号") && journal.contains("OrderTaken"), "the address is sealed in the journal");
}

#[tokio::test]
async fn auth_16_what_may_be_done_depends_on_where_the_order_stands() {
    let house = House::new().await;
    let (customer, order) = known_order(&house, "SO-1", OrderState::Placed).await;
    talking(&house, "agent1", PHONE).await;
    let (agent, logistics) = (house.caller("agent1"), house.caller("logistics"));
    let may = async || {
        let page = house.office.open_order(&agent, order).await.expect("visible");
        (page.change.is_ok(), page.stop.is_ok(), page.detail.request.is_some())
    };
    assert_eq!(may().await, (true, false, false), "placed: change, nothing to stop");
    assert_eq!(refused_by(house.office.ship_order(&agent, order).await), "AUTH-16.a", "shipping is logistics' work");
    house.office.ship_order(&logistics, order).await.expect("shipped");
    assert!(matches!(house.office.ship_order(&logistics, order).await, Err(OfficeError::Moved)), "once");
    assert_eq!(may().await, (false, false, true), "shipped: only by the flow");
    house.office.deliver_order(&logistics, order).await.expect("delivered");
    assert_eq!(may().await, (false, false, true));
    // Told again by the other system: the same order, no step back.
    let again = house.office.bring_order(&logistics, brought("SO-1", customer, OrderState::Delivered)).await;
    assert_eq!(again.expect("known"), (order, false));
    let back = house.office.bring_order(&logistics, brought("SO-1", customer, OrderState::Placed)).await;
    assert!(matches!(back, Err(OfficeError::Moved)), "{back:?}");
    let looks_personal =
        house.office.bring_order(&logistics, brought("13912345678", customer, OrderState::Placed)).await;
    assert!(matches!(looks_personal, Err(OfficeError::BadInput { field: "number", .. })), "{looks_personal:?}");
    let by_agent = house.office.bring_order(&agent, brought("SO-2", customer, OrderState::Placed)).await;
    assert_eq!(refused_by(by_agent), "AUTH-16.a");
}

#[tokio::test]
async fn auth_17_before_shipping_who_serves_changes_the_address_the_product_and_cancels() {
    let house = House::new().await;
    let (_, order) = known_order(&house, "SO-1", OrderState::Placed).await;
    let agent = house.caller("agent1");
    let moved = house.office.change_order_address(&agent, order, "上海市浦东新区世纪大道100号").await;
    assert!(matches!(moved, Err(OfficeError::NotFound)), "not serving them");
    talking(&house, "agent1", PHONE).await;
    house.office.change_order_address(&agent, order, "上海市浦东新区世纪大道100号").await.expect("changed");
    house.office.exchange_order(&agent, order, goods("电饭煲")).await.expect("exchanged");
    let page = house.office.open_order(&agent, order).await.expect("visible");
    assert_eq!(
        (page.detail.address.as_str(), page.detail.order.product.as_str()),
        ("上海市浦东新区世纪大道100号", "电饭煲")
    );
    let supervisor = house.caller("supervisor");
    let by_supervisor = house.office.cancel_order(&supervisor, order, "客户不要了").await;
    assert_eq!(refused_by(by_supervisor), "AUTH-16.a", "seeing is not changing");
    house.office.cancel_order(&agent, order, "客户不要了").await.expect("cancelled");
    assert_eq!(state_of(&house, order).await, OrderState::Cancelled);
    assert_eq!(refused_by(house.office.cancel_order(&agent, order, "再次").await), "AUTH-17.a", "it is over");
    let story = house.office.open_order(&agent, order).await.expect("visible").detail.story;
    let steps: Vec<&str> = story.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["taken", "address_changed", "exchanged", "cancelled"]);
    assert_eq!(story[3].person.as_ref().map(|person| person.id), Some(house.id("agent1")));
}

#[tokio::test]
async fn auth_17_the_flow_cancels_the_order_that_is_not_shipped_at_once() {
    let house = House::new().await;
    let (_, order) = known_order(&house, "SO-1", OrderState::Placed).await;
    // Whoever does not serve the customer only hands it on: the department decides.
    let stranger = house.start("agent2", "order-cancellation", wish("SO-1", "new")).await.expect("started").row.id;
    assert_eq!((state_of(&house, order).await, end_of(&house, stranger).await), (OrderState::Placed, None));
    talking(&house, "agent1", PHONE).await;
    // What the form says of the state does not count: the record does.
    let id = house.start("agent1", "order-cancellation", wish("SO-1", "delivered")).await.expect("started").row.id;
    assert_eq!(end_of(&house, id).await.as_deref(), Some("cancelled"));
    assert_eq!(state_of(&house, order).await, OrderState::Cancelled);
}

#[tokio::test]
async fn auth_18_after_shipping_the_supervisor_approves_first_then_the_agent_submits() {
    let house = House::new().await;
    let (_, order) = known_order(&house, "SO-1", OrderState::Shipped).await;
    talking(&house, "agent1", PHONE).await;
    let agent = house.caller("agent1");
    let refused = house.office.change_order_address(&agent, order, "上海市浦东新区世纪大道100号").await;
    let Err(OfficeError::DeniedWithOffer { offer, .. }) = &refused else { panic!("{refused:?}") };
    assert_eq!((offer.flow.as_str(), offer.fields["cancel_order"].as_str()), ("order-cancellation", "SO-1"));
    assert_eq!(offer.fields["order_state"], "shipped");
    assert_eq!(refused_by(refused), "AUTH-17.a");

    // Said to be new, it is shipped all the same.
    let id = house.start("agent1", "order-cancellation", wish("SO-1", "new")).await.expect("started").row.id;
    hang_up(&house, "agent1").await;
    assert!(house.inbox("agent1").await.iter().all(|task| task.instance != id), "the supervisor comes first");
    assert_eq!(state_of(&house, order).await, OrderState::Shipped);
    house.does("supervisor", id, "agree", json!({})).await.expect("approved");
    assert_eq!(state_of(&house, order).await, OrderState::Shipped, "approved is not submitted");
    house.does("agent1", id, "done", json!({})).await.expect("submitted");
    let row = store::orders::by_id(&house.store, order).await.expect("reads").expect("there");
    assert_eq!((row.state, row.approved_by), (OrderState::StopRequested, Some(house.id("supervisor"))));
    let story = house.story(id).await;
    let stopped = story.iter().find_map(|body| match body {
        FactBody::Order(OrderFact::OrderStopRequested { by, approved_by, .. }) => Some((*by, *approved_by)),
        _ => None,
    });
    assert_eq!(stopped, Some((house.id("agent1"), house.id("supervisor"))), "in the story of the flow");
    house.does("logistics", id, "caught", json!({})).await.expect("caught");
    assert_eq!(state_of(&house, order).await, OrderState::Returned);
}

#[tokio::test]
async fn auth_18_a_refusal_stops_nothing_and_logistics_may_come_too_late() {
    let house = House::new().await;
    let (_, order) = known_order(&house, "SO-1", OrderState::Delivered).await;
    talking(&house, "agent1", PHONE).await;
    let id = house.start("agent1", "order-cancellation", wish("SO-1", "delivered")).await.expect("started").row.id;
    house.does("supervisor", id, "refuse", json!({"opinion": "已过退货期"})).await.expect("refused");
    assert_eq!(end_of(&house, id).await.as_deref(), Some("refused"));
    assert_eq!(state_of(&house, order).await, OrderState::Delivered);

    let id = house.start("agent1", "order-cancellation", wish("SO-1", "delivered")).await.expect("started").row.id;
    house.does("supervisor", id, "agree", json!({})).await.expect("approved");
    house.does("agent1", id, "done", json!({})).await.expect("submitted");
    house.does("logistics", id, "missed", json!({})).await.expect("too late");
    assert_eq!(state_of(&house, order).await, OrderState::StopRequested, "nothing came back");
    house.office.deliver_order(&house.caller("logistics"), order).await.expect("it arrived");
    assert_eq!(state_of(&house, order).await, OrderState::Delivered);
}

#[tokio::test]
async fn g_11_one_approval_is_for_one_order_and_nobody_approves_their_own() {
    let house = House::new().await;
    let (customer, order) = known_order(&house, "SO-1", OrderState::Shipped).await;
    let logistics = house.caller("logistics");
    let second =
        house.office.bring_order(&logistics, brought("SO-2", customer, OrderState::Shipped)).await.expect("two").0;
    talking(&house, "agent1", PHONE).await;
    let id = house.start("agent1", "order-cancellation", wish("SO-1", "shipped")).await.expect("started").row.id;
    house.does("supervisor", id, "return", json!({"opinion": "单号不对"})).await.expect("sent back");
    house.does("agent1", id, "done", wish("SO-2", "shipped")).await.expect("another order");
    assert!(house.inbox("agent1").await.iter().all(|task| task.instance != id), "it is asked for anew");
    house.does("supervisor", id, "agree", json!({})).await.expect("approved");
    house.does("agent1", id, "done", json!({})).await.expect("submitted");
    assert_eq!(state_of(&house, order).await, OrderState::Shipped, "what was approved, and nothing else");
    assert_eq!(state_of(&house, second).await, OrderState::StopRequested);
}

#[tokio::test]
async fn flow_19_an_order_kept_elsewhere_goes_on_as_paper() {
    let house = House::new().await;
    let id = house.start("agent1", "order-cancellation", wish("OUT-1", "new")).await.expect("started").row.id;
    let cancelled = json!({"cancelled_at": "2026-11-23T10:00:00+08:00"});
    house.does("agent1", id, "done", cancelled).await.expect("by hand in the other system");
    assert_eq!(end_of(&house, id).await.as_deref(), Some("cancelled"));
    let touched = house.facts().await.into_iter().any(|fact| matches!(fact.body, FactBody::Order(_)));
    assert!(!touched);
}

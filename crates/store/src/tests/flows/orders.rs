//! AUTH-16: where each order stands, whose it is, and its story. An erasure takes the address along.

use super::super::{commit, fact, person};
use super::instance;
use crate::Store;
use crate::orders::{self, OrdersOf};
use model::{Class, CustomerFact, CustomerId, Fact, FactBody, OrderFact, OrderId, OrderState, Sealed, Subject};
use uuid::Uuid;

fn order(number: u128) -> OrderId {
    OrderId(Uuid::from_u128(number))
}

fn customer(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(number))
}

fn address(subject: u128, body: &str) -> Sealed {
    let subject = Subject(Uuid::from_u128(subject));
    Sealed { class: Class::Address, subject, body: body.into(), mask: "浙江省****".into() }
}

fn told(at_ms: i64, of: OrderFact) -> Fact {
    fact(at_ms, FactBody::Order(of))
}

fn taken(at_ms: i64, number: u128, of: u128, by: Option<u128>) -> Fact {
    told(
        at_ms,
        OrderFact::OrderTaken {
            order: order(number),
            number: format!("SO-{number}"),
            customer: customer(of),
            product: "保温杯".into(),
            quantity: 2,
            amount_fen: 19_800,
            address: address(of, "first").to_string(),
            state: if by.is_some() { OrderState::Placed } else { OrderState::Delivered },
            by: by.map(person),
        },
    )
}

pub async fn suite(store: &Store) {
    commit(store, vec![taken(10, 1, 950, Some(1)), taken(11, 2, 950, None), taken(12, 3, 951, Some(2))]).await;
    let stop = OrderFact::OrderStopRequested {
        order: order(1),
        reason: "客户要求退货".into(),
        approved_by: person(9),
        by: person(1),
        instance: instance(700),
    };
    let exchanged =
        OrderFact::OrderExchanged { order: order(1), product: "电饭煲".into(), quantity: 1, amount_fen: 1 };
    let moved = address(950, "second");
    let facts = vec![
        told(20, OrderFact::OrderAddressChanged { order: order(1), address: moved.to_string() }),
        told(21, exchanged),
        told(22, OrderFact::OrderShipped { order: order(1) }),
        told(23, stop),
        fact(
            30,
            FactBody::Customer(CustomerFact::CustomerErased { customer: customer(951), reason: "本人要求".into() }),
        ),
    ];
    commit(store, facts).await;
    super::customers::keep(store, &[&moved]).await;

    let row = orders::by_number(store, "SO-1").await.expect("reads").expect("there");
    assert_eq!((row.id, row.state, row.address.as_ref()), (order(1), OrderState::StopRequested, Some(&moved)));
    assert_eq!((row.product.as_str(), row.quantity, row.amount_fen), ("电饭煲", 1, 1));
    assert_eq!((row.taken_by, row.approved_by, row.instance), (Some(person(1)), Some(person(9)), Some(instance(700))));
    assert_eq!(orders::by_id(store, order(1)).await.expect("reads").as_ref(), Some(&row));
    assert_eq!(orders::by_number(store, "SO-9").await.expect("reads"), None);
    let story = orders::story(store, order(1)).await.expect("reads");
    let steps: Vec<_> = story.iter().map(|step| (step.step.as_str(), step.note.as_str())).collect();
    let expected = [
        ("taken", ""),
        ("address_changed", ""),
        ("exchanged", "电饭煲 × 1"),
        ("shipped", ""),
        ("stop_requested", "客户要求退货"),
    ];
    assert_eq!(steps, expected, "an address is in no story");

    let numbers = async |of, state, before| -> Vec<String> {
        let rows = orders::list(store, of, state, before, 10).await.expect("reads");
        rows.into_iter().map(|row| row.order_no).collect()
    };
    assert_eq!(numbers(OrdersOf::Everybody, None, None).await, ["SO-3", "SO-2", "SO-1"], "the latest first");
    assert_eq!(numbers(OrdersOf::Everybody, Some(OrderState::Delivered), None).await, ["SO-2"]);
    assert_eq!(numbers(OrdersOf::Customer(customer(950)), None, None).await, ["SO-2", "SO-1"]);
    assert_eq!(numbers(OrdersOf::Customer(customer(950)), Some(OrderState::Placed), None).await, [""; 0]);
    assert_eq!(numbers(OrdersOf::Taker(person(2)), Some(OrderState::Placed), None).await, ["SO-3"]);
    assert_eq!(numbers(OrdersOf::Everybody, None, Some(row.number)).await, [""; 0], "nothing before the first");

    let erased = orders::by_number(store, "SO-3").await.expect("reads").expect("there");
    assert_eq!((erased.address, erased.amount_fen), (None, 19_800), "the books stay, where it went does not");
    let late = told(40, OrderFact::OrderAddressChanged { order: order(1), address: moved.to_string() });
    for too_late in [late, told(41, OrderFact::OrderShipped { order: order(1) })] {
        let refused = store.commit(&mut [crate::Entry { fact: too_late, aside: None }]).await;
        assert!(matches!(refused, Err(crate::StoreError::Stale)), "not from where it stands: {refused:?}");
    }
    let twice = store.commit(&mut [crate::Entry { fact: taken(40, 1, 950, None), aside: None }]).await;
    assert!(twice.is_err(), "one order for one number");
}

//! Orders as rows, each address sealed, and the story of each.

use crate::database::{Row, values};
use crate::limits::ORDER_STEPS_MAX;
use crate::{Store, StoreError};
use model::{CustomerId, InstanceId, Millis, OrderId, OrderState, PersonId, Sealed};

#[derive(Clone, Debug, PartialEq)]
pub struct OrderRow {
    /// Of the fact that took it: lists go by it, the latest first.
    pub number: u64,
    pub id: OrderId,
    /// As the customer knows it.
    pub order_no: String,
    pub customer: CustomerId,
    pub product: String,
    pub quantity: u32,
    pub amount_fen: i64,
    /// `None`: the customer was erased.
    pub address: Option<Sealed>,
    pub state: OrderState,
    /// `None`: another system took it.
    pub taken_by: Option<PersonId>,
    /// Who approved its stop, and in which case.
    pub approved_by: Option<PersonId>,
    pub instance: Option<InstanceId>,
    pub placed: Millis,
    pub changed: Millis,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderStepRow {
    /// As its fact is called, without `order_`.
    pub step: String,
    pub person: Option<PersonId>,
    pub instance: Option<InstanceId>,
    pub note: String,
    pub at: Millis,
}

/// Whose orders a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrdersOf {
    Everybody,
    Customer(CustomerId),
    /// Those that this person took.
    Taker(PersonId),
}

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT o.number, o.id, o.order_no, o.customer_id, o.product, o.quantity, o.amount_fen, o.address, o.state, \
             o.taken_by, o.approved_by, o.instance_id, o.placed_ms, o.changed_ms FROM customer_order o ",
            $rest
        )
    };
}

fn order_of(row: &Row) -> Result<OrderRow, StoreError> {
    Ok(OrderRow {
        number: row.int(0)?.unsigned_abs(),
        id: row.parsed(1)?,
        order_no: row.text(2)?,
        customer: row.parsed(3)?,
        product: row.text(4)?,
        quantity: u32::try_from(row.int(5)?).unwrap_or_default(),
        amount_fen: row.int(6)?,
        address: row.parsed_or_none(7)?,
        state: row.parsed(8)?,
        taken_by: row.parsed_or_none(9)?,
        approved_by: row.parsed_or_none(10)?,
        instance: row.parsed_or_none(11)?,
        placed: Millis(row.int(12)?),
        changed: Millis(row.int(13)?),
    })
}

pub async fn by_id(store: &Store, id: OrderId) -> Result<Option<OrderRow>, StoreError> {
    store.row(columns!("WHERE o.id = $1"), values![id]).await?.as_ref().map(order_of).transpose()
}

/// By the number that the customer knows.
pub async fn by_number(store: &Store, order_no: &str) -> Result<Option<OrderRow>, StoreError> {
    store.row(columns!("WHERE o.order_no = $1"), values![order_no]).await?.as_ref().map(order_of).transpose()
}

/// The latest first. `before`: the number of the last one seen.
pub async fn list(
    store: &Store,
    of: OrdersOf,
    state: Option<OrderState>,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<OrderRow>, StoreError> {
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let limit = i64::from(limit);
    let any = || state.map_or("%", OrderState::as_str);
    let rows = match (of, state) {
        (OrdersOf::Everybody, None) => {
            let sql = columns!("WHERE o.number < $1 ORDER BY o.number DESC LIMIT $2");
            store.rows(sql, values![before, limit]).await?
        }
        (OrdersOf::Everybody, Some(state)) => {
            let sql = columns!("WHERE o.state = $1 AND o.number < $2 ORDER BY o.number DESC LIMIT $3");
            store.rows(sql, values![state.as_str(), before, limit]).await?
        }
        (OrdersOf::Customer(customer), _) => {
            let sql = columns!(
                "WHERE o.customer_id = $1 AND o.number < $2 AND o.state LIKE $3 ORDER BY o.number DESC LIMIT $4"
            );
            store.rows(sql, values![customer, before, any(), limit]).await?
        }
        (OrdersOf::Taker(person), _) => {
            let sql =
                columns!("WHERE o.taken_by = $1 AND o.number < $2 AND o.state LIKE $3 ORDER BY o.number DESC LIMIT $4");
            store.rows(sql, values![person, before, any(), limit]).await?
        }
    };
    rows.iter().map(order_of).collect()
}

/// The first first.
pub async fn story(store: &Store, id: OrderId) -> Result<Vec<OrderStepRow>, StoreError> {
    let sql = "SELECT step, person_id, instance_id, note, at_ms FROM order_step WHERE order_id = $1 \
               ORDER BY number LIMIT $2";
    let step = |row: &Row| -> Result<_, StoreError> {
        Ok(OrderStepRow {
            step: row.text(0)?,
            person: row.parsed_or_none(1)?,
            instance: row.parsed_or_none(2)?,
            note: row.text(3)?,
            at: Millis(row.int(4)?),
        })
    };
    store.rows(sql, values![id, ORDER_STEPS_MAX]).await?.iter().map(step).collect()
}

//! Orders: where each stands, and its story. Addresses come sealed.

use crate::StoreError;
use crate::database::{Link, values};
use model::{Actor, Fact, InstanceId, OrderFact, OrderId, OrderState, OrderStep, PersonId};

pub(super) async fn write(link: &mut Link, of: &OrderFact, fact: &Fact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match of {
        OrderFact::OrderTaken { order, number, customer, product, quantity, amount_fen, address, state, by } => {
            let sql = "INSERT INTO customer_order (number, id, order_no, customer_id, product, quantity, amount_fen, \
                       address, state, taken_by, placed_ms, changed_ms) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)";
            let row = values![
                fact.seq,
                *order,
                number.as_str(),
                *customer,
                product.as_str(),
                i64::from(*quantity),
                *amount_fen,
                address.as_str(),
                state.as_str(),
                *by,
                at,
            ];
            link.execute(sql, row).await?;
        }
        OrderFact::OrderAddressChanged { order, address } => {
            let sql = "UPDATE customer_order SET address = $2, changed_ms = $3 WHERE id = $1 AND state = $4";
            let row = values![*order, address.as_str(), at, OrderState::Placed.as_str()];
            moved(link.execute(sql, row).await?)?;
        }
        OrderFact::OrderExchanged { order, product, quantity, amount_fen } => {
            let sql = "UPDATE customer_order SET product = $2, quantity = $3, amount_fen = $4, changed_ms = $5 \
                       WHERE id = $1 AND state = $6";
            let placed = OrderState::Placed.as_str();
            let row = values![*order, product.as_str(), i64::from(*quantity), *amount_fen, at, placed];
            moved(link.execute(sql, row).await?)?;
        }
        OrderFact::OrderStopRequested { order, approved_by, instance, .. } => {
            let sql = "UPDATE customer_order SET approved_by = $2, instance_id = $3 WHERE id = $1";
            link.execute(sql, values![*order, *approved_by, *instance]).await?;
            stand(link, *order, OrderStep::RequestStop, fact).await?;
        }
        OrderFact::OrderCancelled { order, .. } => stand(link, *order, OrderStep::Cancel, fact).await?,
        OrderFact::OrderShipped { order } => stand(link, *order, OrderStep::Ship, fact).await?,
        OrderFact::OrderDelivered { order } => stand(link, *order, OrderStep::Deliver, fact).await?,
        OrderFact::OrderReturned { order, .. } => stand(link, *order, OrderStep::Return, fact).await?,
    }
    step(link, of, fact).await
}

/// From where this step leads there, and from nowhere else: who was quicker wins, the other looks again.
async fn stand(link: &mut Link, order: OrderId, step: OrderStep, fact: &Fact) -> Result<(), StoreError> {
    let sql = "UPDATE customer_order SET state = $2, changed_ms = $3 WHERE id = $1 AND state = $4";
    for from in OrderState::ALL {
        let Some(to) = from.after(step) else { continue };
        if link.execute(sql, values![order, to.as_str(), fact.at_ms, from.as_str()]).await? > 0 {
            return Ok(());
        }
    }
    Err(StoreError::Stale)
}

fn moved(rows: u64) -> Result<(), StoreError> {
    if rows > 0 { Ok(()) } else { Err(StoreError::Stale) }
}

async fn step(link: &mut Link, of: &OrderFact, fact: &Fact) -> Result<(), StoreError> {
    let (step, note) = match of {
        OrderFact::OrderTaken { .. } => ("taken", String::new()),
        OrderFact::OrderAddressChanged { .. } => ("address_changed", String::new()),
        OrderFact::OrderExchanged { product, quantity, .. } => ("exchanged", format!("{product} × {quantity}")),
        OrderFact::OrderCancelled { reason, .. } => ("cancelled", reason.clone()),
        OrderFact::OrderShipped { .. } => ("shipped", String::new()),
        OrderFact::OrderDelivered { .. } => ("delivered", String::new()),
        OrderFact::OrderStopRequested { reason, .. } => ("stop_requested", reason.clone()),
        OrderFact::OrderReturned { .. } => ("returned", String::new()),
    };
    let acted = match fact.actor {
        Actor::Person(person) => Some(person),
        Actor::Outside | Actor::Switch | Actor::System | Actor::Demo => None,
    };
    let (person, instance): (Option<PersonId>, Option<InstanceId>) = (of.person().or(acted), of.instance());
    let sql = "INSERT INTO order_step (number, order_id, step, person_id, instance_id, note, at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let row = values![fact.seq, of.order(), step, person, instance, note, fact.at_ms];
    link.execute(sql, row).await?;
    Ok(())
}

//! What another system or logistics tells: orders taken elsewhere, shipped, delivered, brought back.

use super::change::checked_goods;
use super::{Goods, Seen};
use crate::error::bad_input;
use crate::limits::ORDER_NUMBER_CHARS;
use crate::processes::notices::checked;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::ShipOrder;
use access::{Permit, Resource};
use model::{Actor, Class, CustomerId, FactBody, OrderFact, OrderId, OrderState, OrderStep};
use store::orders::OrderRow;
use uuid::Uuid;

/// An order of another system. Sent again it changes nothing but where the order stands.
#[derive(Clone, Debug)]
pub struct OrderBrought {
    pub number: String,
    /// The customer, or whose number it is; one of both.
    pub customer: Option<CustomerId>,
    pub phone: Option<String>,
    pub goods: Goods,
    pub address: String,
    pub state: OrderState,
}

impl Office {
    /// `true`: it is new. A number that is known already is the same order: it only moves on to the state that is told.
    pub async fn bring_order(&self, caller: &Caller, told: OrderBrought) -> Result<(OrderId, bool), OfficeError> {
        let permit = self.demand::<ShipOrder>(caller, &Resource::Centre).await?;
        let number = self.checked_number(&told.number).await?;
        if let Some(row) = store::orders::by_number(&self.store, &number).await? {
            self.move_order_on(caller, &permit, &row, told.state).await?;
            return Ok((row.id, false));
        }
        let order = OrderId(Uuid::now_v7());
        let body = self.brought(order, number, told).await?;
        self.keep_order(caller, &permit, body).await?;
        Ok((order, true))
    }

    /// Orders of a demo, without a person who brings them. Those whose number is known already are left out.
    pub async fn import_orders(&self, orders: Vec<OrderBrought>) -> Result<usize, OfficeError> {
        let mut added = 0;
        for told in orders {
            let number = self.checked_number(&told.number).await?;
            if store::orders::by_number(&self.store, &number).await?.is_some() {
                continue;
            }
            let body = self.brought(OrderId(Uuid::now_v7()), number, told).await?;
            self.commit(vec![entry(self.fact(Actor::Demo, &[], FactBody::Order(body)))]).await?;
            added += 1;
        }
        Ok(added)
    }

    async fn brought(&self, order: OrderId, number: String, told: OrderBrought) -> Result<OrderFact, OfficeError> {
        if told.state == OrderState::StopRequested {
            return Err(bad_input("state", "a stop is submitted here, after its approval"));
        }
        let goods = checked_goods(told.goods)?;
        let customer = self.customer_told(told.customer, told.phone.as_deref()).await?;
        Ok(OrderFact::OrderTaken {
            order,
            number,
            customer,
            product: goods.product,
            quantity: goods.quantity,
            amount_fen: goods.amount_fen,
            address: self.sealed_address(customer, &told.address).await?,
            state: told.state,
            by: None,
        })
    }

    async fn customer_told(&self, id: Option<CustomerId>, phone: Option<&str>) -> Result<CustomerId, OfficeError> {
        let row = match (id, phone) {
            (Some(id), None) => store::customers::by_id(&self.store, id).await?,
            (None, Some(phone)) => match self.journal.vault().find(Class::Phone, phone).await? {
                Some(subject) => store::customers::by_subject(&self.store, subject).await?,
                None => None,
            },
            _ => return Err(bad_input("customer", "either `customer` or `phone`")),
        };
        let row = row.filter(|row| row.erased.is_none());
        row.map(|row| row.id).ok_or_else(|| bad_input("customer", "no such customer"))
    }

    /// What looks like a telephone or a card number would be sealed in the journal, and found by nobody.
    async fn checked_number(&self, number: &str) -> Result<String, OfficeError> {
        let number = checked("number", number, *ORDER_NUMBER_CHARS.start(), *ORDER_NUMBER_CHARS.end())?;
        match self.journal.vault().seal_text(&number).await? {
            None => Ok(number),
            Some(_) => Err(bad_input("number", "it looks like a personal number; put letters in front of it")),
        }
    }

    pub async fn ship_order(&self, caller: &Caller, id: OrderId) -> Result<(), OfficeError> {
        self.logistics_does(caller, id, OrderState::Shipped).await
    }

    pub async fn deliver_order(&self, caller: &Caller, id: OrderId) -> Result<(), OfficeError> {
        self.logistics_does(caller, id, OrderState::Delivered).await
    }

    /// The goods are back.
    pub async fn return_order(&self, caller: &Caller, id: OrderId) -> Result<(), OfficeError> {
        self.logistics_does(caller, id, OrderState::Returned).await
    }

    async fn logistics_does(&self, caller: &Caller, id: OrderId, to: OrderState) -> Result<(), OfficeError> {
        let Seen { row, resource, .. } = self.visible_order(caller, id).await?;
        let permit = self.demand::<ShipOrder>(caller, &resource).await?;
        let fact = step_to(&row, to, caller).ok_or(OfficeError::Moved)?;
        self.keep_order(caller, &permit, fact).await
    }

    async fn move_order_on(
        &self,
        caller: &Caller,
        permit: &Permit<ShipOrder>,
        row: &OrderRow,
        to: OrderState,
    ) -> Result<(), OfficeError> {
        if row.state == to {
            return Ok(());
        }
        // Two steps at once: nobody told of the shipping.
        if row.state == OrderState::Placed && matches!(to, OrderState::Delivered | OrderState::Returned) {
            self.keep_order(caller, permit, OrderFact::OrderShipped { order: row.id }).await?;
            let shipped = OrderRow { state: OrderState::Shipped, ..row.clone() };
            let fact = step_to(&shipped, to, caller).ok_or(OfficeError::Moved)?;
            return self.keep_order(caller, permit, fact).await;
        }
        let fact = step_to(row, to, caller).ok_or(OfficeError::Moved)?;
        self.keep_order(caller, permit, fact).await
    }
}

/// What logistics tells, if it is possible as the order stands.
fn step_to(row: &OrderRow, to: OrderState, caller: &Caller) -> Option<OrderFact> {
    let order = row.id;
    let (step, fact) = match to {
        OrderState::Shipped => (OrderStep::Ship, OrderFact::OrderShipped { order }),
        OrderState::Delivered => (OrderStep::Deliver, OrderFact::OrderDelivered { order }),
        OrderState::Returned => {
            (OrderStep::Return, OrderFact::OrderReturned { order, by: Some(caller.person.id), instance: None })
        }
        OrderState::Placed | OrderState::Cancelled | OrderState::StopRequested => return None,
    };
    row.state.after(step).map(|_| fact)
}

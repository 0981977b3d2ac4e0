//! Taking an order, and changing it while it may be (AUTH-17): another address, another product, no order at all.

use super::Seen;
use crate::error::bad_input;
use crate::limits::{
    FIELD_CHARS_MAX, ORDER_AMOUNT_FEN_MAX, ORDER_NUMBER_TRIES, ORDER_PRODUCT_CHARS_MAX, ORDER_QUANTITY_MAX,
    PURPOSE_CHARS,
};
use crate::processes::notices::checked;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{ChangeOrder, TakeOrder};
use access::{Action, Permit};
use model::{Class, CustomerId, FactBody, Millis, OrderFact, OrderId, OrderState, Sealed, Subject};
use uuid::Uuid;

/// What is ordered.
#[derive(Clone, Debug)]
pub struct Goods {
    pub product: String,
    pub quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    pub amount_fen: i64,
}

#[derive(Clone, Debug)]
pub struct NewOrder {
    pub customer: CustomerId,
    pub goods: Goods,
    /// In clear; sealed before it is kept.
    pub address: String,
}

impl Office {
    /// For a customer whom the agent serves. Its number is made here.
    pub async fn take_order(&self, caller: &Caller, new: NewOrder) -> Result<OrderId, OfficeError> {
        let goods = checked_goods(new.goods)?;
        let (customer, around) = self.visible_customer(caller, new.customer).await?;
        let permit = self.demand::<TakeOrder>(caller, &around.resource).await?;
        if customer.erased.is_some() {
            return Err(bad_input("customer", "the customer was erased"));
        }
        let address = self.sealed_address(new.customer, &new.address).await?;
        let order = OrderId(Uuid::now_v7());
        let body = OrderFact::OrderTaken {
            order,
            number: self.free_number(order).await?,
            customer: new.customer,
            product: goods.product,
            quantity: goods.quantity,
            amount_fen: goods.amount_fen,
            address,
            state: OrderState::Placed,
            by: Some(caller.person.id),
        };
        self.keep_order(caller, &permit, body).await?;
        Ok(order)
    }

    /// AUTH-17: before shipping only. The refusal after it offers the flow that leads on (AUTH-18).
    pub async fn change_order_address(&self, caller: &Caller, id: OrderId, address: &str) -> Result<(), OfficeError> {
        let (seen, permit) = self.changeable_order(caller, id).await?;
        let address = self.sealed_address(seen.row.customer, address).await?;
        self.keep_order(caller, &permit, OrderFact::OrderAddressChanged { order: id, address }).await
    }

    /// AUTH-17: another product in its place, before shipping only.
    pub async fn exchange_order(&self, caller: &Caller, id: OrderId, goods: Goods) -> Result<(), OfficeError> {
        let Goods { product, quantity, amount_fen } = checked_goods(goods)?;
        let (_, permit) = self.changeable_order(caller, id).await?;
        self.keep_order(caller, &permit, OrderFact::OrderExchanged { order: id, product, quantity, amount_fen }).await
    }

    /// FLOW-19: the agent cancels it where that is still possible.
    pub async fn cancel_order(&self, caller: &Caller, id: OrderId, reason: &str) -> Result<(), OfficeError> {
        let reason = checked("reason", reason, *PURPOSE_CHARS.start(), *PURPOSE_CHARS.end())?;
        let (_, permit) = self.changeable_order(caller, id).await?;
        let by = Some(caller.person.id);
        self.keep_order(caller, &permit, OrderFact::OrderCancelled { order: id, reason, by, instance: None }).await
    }

    async fn changeable_order(&self, caller: &Caller, id: OrderId) -> Result<(Seen, Permit<ChangeOrder>), OfficeError> {
        let seen = self.visible_order(caller, id).await?;
        match self.demand::<ChangeOrder>(caller, &seen.resource).await {
            Ok(permit) => Ok((seen, permit)),
            Err(OfficeError::Denied(denied)) => Err(match self.stop_offer(caller, &seen) {
                Some(offer) => OfficeError::DeniedWithOffer { denied, offer: Box::new(offer) },
                None => OfficeError::Denied(denied),
            }),
            Err(other) => Err(other),
        }
    }

    /// Committed under the permit. An order that moved meanwhile is not where the permit saw it: nothing changes.
    pub(super) async fn keep_order<A: Action>(
        &self,
        caller: &Caller,
        permit: &Permit<A>,
        body: OrderFact,
    ) -> Result<(), OfficeError> {
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Order(body));
        self.commit(vec![entry(fact)]).await.map(drop)
    }

    /// With the customer's own key, so that an erasure takes it along.
    pub(super) async fn sealed_address(&self, customer: CustomerId, address: &str) -> Result<String, OfficeError> {
        let address = Sealed::none_in(address.trim());
        if address.is_empty() || address.chars().count() > FIELD_CHARS_MAX {
            return Err(bad_input("address", format!("from 1 to {FIELD_CHARS_MAX} characters")));
        }
        let sealed = self.journal.vault().seal_for(Subject(customer.0), Class::Address, &address).await?;
        Ok(sealed.to_string())
    }

    /// A day and six digits, as `Q261123-004211`: short enough to be read out.
    async fn free_number(&self, order: OrderId) -> Result<String, OfficeError> {
        let day = day_text(self.now(), self.rulebook().centre.utc_offset_minutes);
        let start = order.0.as_u128() % 1_000_000;
        for step in 0..u128::from(ORDER_NUMBER_TRIES) {
            let number = format!("Q{day}-{:06}", (start + step * 7_919) % 1_000_000);
            if store::orders::by_number(&self.store, &number).await?.is_none() {
                return Ok(number);
            }
        }
        Err(OfficeError::Busy)
    }
}

fn day_text(now: Millis, offset_minutes: i32) -> String {
    let text = process::dates::datetime_text(now, offset_minutes);
    text.get(2..10).unwrap_or_default().replace('-', "")
}

pub(super) fn checked_goods(goods: Goods) -> Result<Goods, OfficeError> {
    let product = checked("product", &goods.product, 1, ORDER_PRODUCT_CHARS_MAX)?;
    if !(1..=ORDER_QUANTITY_MAX).contains(&goods.quantity) {
        return Err(bad_input("quantity", format!("from 1 to {ORDER_QUANTITY_MAX}")));
    }
    if !(0..=ORDER_AMOUNT_FEN_MAX).contains(&goods.amount_fen) {
        return Err(bad_input("amount_fen", format!("from 0 to {ORDER_AMOUNT_FEN_MAX} fen")));
    }
    Ok(Goods { product, ..goods })
}

//! Orders (订单): found, opened with their story, and what may be done as they stand (AUTH-12, AUTH-16 … AUTH-18).
//!
//! Before shipping whoever serves the customer, or took the order, changes or cancels it. After it nobody does: the flow
//! `order-cancellation` asks a supervisor first, and its service stops the order. Start reading at [`Office::open_order`]; acts
//! are in [`change`], what comes from other systems in [`bring`].

mod bring;
mod change;
mod views;

pub use bring::OrderBrought;
pub use change::{Goods, NewOrder};
pub use views::{OrderDetail, OrderPage, OrderStepView, OrderView};

use crate::customers::Around;
use crate::error::bad_input;
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::processes::Page;
use crate::{Caller, Office, OfficeError, tokens};
use access::actions::{ChangeOrder, EditCustomer, ShipOrder, StopOrder, TakeOrder, ViewOrder};
use access::{Action, Resource};
use model::{Class, CustomerId, OrderId, OrderState, PersonId};
use store::orders::{OrderRow, OrdersOf};

/// What a list of orders shows.
#[derive(Clone, Debug, Default)]
pub struct SoughtOrders {
    /// A whole number.
    pub number: Option<String>,
    pub customer: Option<CustomerId>,
    pub state: Option<OrderState>,
}

/// An order that its reader may see, with what is going on around its customer.
pub(crate) struct Seen {
    pub row: OrderRow,
    pub around: Around,
    pub resource: Resource,
}

impl Office {
    /// By a number or a customer; otherwise all, or the asker's own for who may not see all. The latest first.
    pub async fn find_orders(
        &self,
        caller: &Caller,
        sought: SoughtOrders,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<OrderView>, OfficeError> {
        self.sees_some_orders(caller)?;
        let before = cursor.map(str::parse).transpose().map_err(|_| bad_input("cursor", "it is not one of ours"))?;
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        if let Some(number) = &sought.number {
            let found = store::orders::by_number(&self.store, number.trim()).await?;
            let mut items = Vec::new();
            for row in found.into_iter().filter(|row| sought.state.is_none_or(|state| state == row.state)) {
                if sought.customer.is_none_or(|customer| customer == row.customer)
                    && let Ok(seen) = self.seen_order(caller, row).await
                {
                    items.push(self.order_view(&seen.row).await?);
                }
            }
            return Ok(Page { items, next: None });
        }
        let of = match sought.customer {
            Some(customer) => OrdersOf::Customer(customer),
            None if self.permit::<ViewOrder>(caller, &Resource::Centre).is_ok() => OrdersOf::Everybody,
            None => OrdersOf::Taker(caller.person.id),
        };
        let rows = store::orders::list(&self.store, of, sought.state, before, limit).await?;
        let next = (rows.len() >= limit as usize).then(|| rows.last().map(|row| row.number.to_string())).flatten();
        let around = match sought.customer {
            Some(customer) => Some(self.around(caller, customer).await?),
            None => None,
        };
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let serving = around.as_ref().map_or_else(Vec::new, serving_of);
            if self.permit::<ViewOrder>(caller, &resource_of(&row, serving, None)).is_ok() {
                items.push(self.order_view(&row).await?);
            }
        }
        Ok(Page { items, next })
    }

    /// A list is for whoever can see any order at all.
    fn sees_some_orders(&self, caller: &Caller) -> Result<(), OfficeError> {
        tokens::within_scope(caller, ViewOrder::NAME).map_err(OfficeError::Denied)?;
        let principal = self.principal(caller.person.id)?;
        let held = self.rulebook().access.holds(ViewOrder::NAME, &principal, self.circumstances_of(caller));
        held.map(drop).map_err(OfficeError::Denied)
    }

    /// One order. Who may not see it does not learn that it exists.
    pub async fn open_order(&self, caller: &Caller, id: OrderId) -> Result<OrderPage, OfficeError> {
        let seen = self.visible_order(caller, id).await?;
        self.order_page(caller, &seen).await
    }

    pub(crate) async fn visible_order(&self, caller: &Caller, id: OrderId) -> Result<Seen, OfficeError> {
        let row = store::orders::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        self.seen_order(caller, row).await
    }

    async fn seen_order(&self, caller: &Caller, row: OrderRow) -> Result<Seen, OfficeError> {
        let around = self.around(caller, row.customer).await?;
        let resource = resource_of(&row, serving_of(&around), None);
        match self.permit::<ViewOrder>(caller, &resource) {
            Ok(_) => Ok(Seen { row, around, resource }),
            Err(_) => Err(OfficeError::NotFound),
        }
    }

    async fn order_page(&self, caller: &Caller, seen: &Seen) -> Result<OrderPage, OfficeError> {
        let Seen { row, around, resource } = seen;
        // As on the customer's page: open to who serves them, masked for the others.
        let is_open = around.is_serving || self.permit::<EditCustomer>(caller, &around.resource).is_ok();
        let clear = match &row.address {
            Some(sealed) if is_open => self.journal.vault().open_one(sealed).await?.map(|clear| clear.to_string()),
            _ => None,
        };
        let masked = || row.address.as_ref().map(|sealed| sealed.shown_mask().to_owned()).unwrap_or_default();
        let (is_open, address) = (clear.is_some(), clear.unwrap_or_else(masked));
        let detail = OrderDetail {
            order: self.order_view(row).await?,
            address,
            is_open,
            approved_by: row.approved_by.map(|person| self.person_shown(person)),
            instance: row.instance,
            story: self.order_story(row.id).await?,
            request: self.stop_offer(caller, seen),
        };
        Ok(OrderPage {
            detail,
            change: self.permit::<ChangeOrder>(caller, resource).map(drop),
            ship: self.permit::<ShipOrder>(caller, resource).map(drop),
            stop: self.permit::<StopOrder>(caller, resource).map(drop),
        })
    }

    /// Whether an order may be taken for this customer now.
    pub async fn may_take_order(&self, caller: &Caller, customer: CustomerId) -> Result<(), OfficeError> {
        let (_, around) = self.visible_customer(caller, customer).await?;
        self.permit::<TakeOrder>(caller, &around.resource).map(drop).map_err(OfficeError::Denied)
    }

    async fn masked_name(&self, customer: CustomerId) -> Result<String, OfficeError> {
        let row = store::customers::by_id(&self.store, customer).await?;
        let name = row.as_ref().and_then(|row| row.field(Class::Name));
        Ok(name.map(|sealed| sealed.shown_mask().to_owned()).unwrap_or_default())
    }
}

/// `approver`: who approved its stop, in the flow that asks.
pub(crate) fn resource_of(row: &OrderRow, serving: Vec<PersonId>, approver: Option<PersonId>) -> Resource {
    Resource::Order { order: row.id.to_string(), state: row.state, taker: row.taken_by, serving, approver }
}

pub(crate) fn serving_of(around: &Around) -> Vec<PersonId> {
    match &around.resource {
        Resource::Customer { serving, .. } => serving.clone(),
        _ => Vec::new(),
    }
}

//! Orders as pages show them.

use crate::processes::views::PersonView;
use crate::why::RequestOffer;
use crate::{Caller, Office, OfficeError};
use access::Denied;
use model::{CustomerId, InstanceId, OrderId, OrderState};
use serde::Serialize;
use std::collections::BTreeMap;
use store::orders::OrderRow;
use utoipa::ToSchema;

/// The flow that cancels an order, or stops a shipped one after its approval (FLOW-19, G-11).
pub(crate) const CANCEL_FLOW: &str = "order-cancellation";

/// An order as a list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderView {
    #[schema(value_type = String)]
    pub id: OrderId,
    /// As the customer knows it.
    pub number: String,
    #[schema(value_type = String)]
    pub customer: CustomerId,
    /// Masked.
    pub customer_name: String,
    pub product: String,
    pub quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    pub amount_fen: i64,
    /// `placed`, `shipped`, `delivered`, `cancelled`, `stop_requested` or `returned`.
    #[schema(value_type = String)]
    pub state: OrderState,
    /// Nobody: another system took it.
    pub taken_by: Option<PersonView>,
    pub placed_ms: i64,
    pub changed_ms: i64,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderStepView {
    /// `taken`, `address_changed`, `exchanged`, `cancelled`, `shipped`, `delivered`, `stop_requested` or `returned`.
    pub step: String,
    pub person: Option<PersonView>,
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
    pub note: String,
    pub at_ms: i64,
}

/// One order with its story.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderDetail {
    #[serde(flatten)]
    pub order: OrderView,
    /// Masked unless `is_open`. Empty: the customer was erased.
    pub address: String,
    pub is_open: bool,
    /// Who approved that it is stopped or fetched back, and in which case.
    pub approved_by: Option<PersonView>,
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
    /// The first first.
    pub story: Vec<OrderStepView>,
    /// What leads on where changing is no longer possible.
    pub request: Option<RequestOffer>,
}

/// The same with what the reader may do now, and why not.
#[derive(Debug)]
pub struct OrderPage {
    pub detail: OrderDetail,
    pub change: Result<(), Denied>,
    pub ship: Result<(), Denied>,
    /// Without an approval: only the flow submits a stop.
    pub stop: Result<(), Denied>,
}

impl Office {
    pub(super) async fn order_view(&self, row: &OrderRow) -> Result<OrderView, OfficeError> {
        Ok(OrderView {
            id: row.id,
            number: row.order_no.clone(),
            customer: row.customer,
            customer_name: self.masked_name(row.customer).await?,
            product: row.product.clone(),
            quantity: row.quantity,
            amount_fen: row.amount_fen,
            state: row.state,
            taken_by: row.taken_by.map(|person| self.person_shown(person)),
            placed_ms: row.placed.0,
            changed_ms: row.changed.0,
        })
    }

    pub(super) async fn order_story(&self, id: OrderId) -> Result<Vec<OrderStepView>, OfficeError> {
        let rows = store::orders::story(&self.store, id).await?;
        let step = |row: store::orders::OrderStepRow| OrderStepView {
            step: row.step,
            person: row.person.map(|person| self.person_shown(person)),
            instance: row.instance,
            note: model::Sealed::shown(&row.note),
            at_ms: row.at.0,
        };
        Ok(rows.into_iter().map(step).collect())
    }

    /// After shipping: the flow by which a supervisor approves the stop of this very order. Only for who could then submit
    /// it, and while there is something to stop.
    pub(super) fn stop_offer(&self, caller: &Caller, seen: &super::Seen) -> Option<RequestOffer> {
        let row = &seen.row;
        if !matches!(row.state, OrderState::Shipped | OrderState::Delivered) {
            return None;
        }
        let somebody = Some(model::PersonId(uuid::Uuid::nil()));
        let approved = super::resource_of(row, super::serving_of(&seen.around), somebody);
        self.permit::<access::actions::StopOrder>(caller, &approved).ok()?;
        let fields = [("cancel_order", row.order_no.clone()), ("order_state", row.state.to_string())];
        let fields: BTreeMap<String, String> = fields.map(|(key, value)| (key.to_owned(), value)).into();
        Some(RequestOffer { flow: CANCEL_FLOW.into(), fields })
    }
}

//! Orders: taken, changed while they may be, shipped, stopped after an approval, brought back (AUTH-16 … AUTH-18).

use crate::order::OrderState;
use crate::{CustomerId, InstanceId, OrderId, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OrderFact {
    /// `number`: as the customer knows it. `address`: sealed. `by`: who took it; nobody when another system did, and then
    /// it may stand anywhere on its way.
    OrderTaken {
        order: OrderId,
        number: String,
        customer: CustomerId,
        product: String,
        quantity: u32,
        /// The whole amount, in fen (0.01 CNY).
        amount_fen: i64,
        address: String,
        #[serde(default)]
        state: OrderState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// AUTH-17: before shipping only. `address`: sealed.
    OrderAddressChanged {
        order: OrderId,
        address: String,
    },
    /// AUTH-17: another product in its place, before shipping only.
    OrderExchanged {
        order: OrderId,
        product: String,
        quantity: u32,
        amount_fen: i64,
    },
    /// FLOW-19: before shipping only. `instance`: the flow that did it.
    OrderCancelled {
        order: OrderId,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
    },
    OrderShipped {
        order: OrderId,
    },
    OrderDelivered {
        order: OrderId,
    },
    /// AUTH-18: `approved_by` said yes first, then `by` submitted it.
    OrderStopRequested {
        order: OrderId,
        reason: String,
        approved_by: PersonId,
        by: PersonId,
        instance: InstanceId,
    },
    /// The goods are back. `instance`: the flow in which logistics brought them back.
    OrderReturned {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
    },
}

impl OrderFact {
    pub fn order(&self) -> OrderId {
        match self {
            Self::OrderTaken { order, .. }
            | Self::OrderAddressChanged { order, .. }
            | Self::OrderExchanged { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::OrderShipped { order }
            | Self::OrderDelivered { order }
            | Self::OrderStopRequested { order, .. }
            | Self::OrderReturned { order, .. } => *order,
        }
    }

    /// Who did it, where a flow writes it down.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::OrderTaken { by, .. } | Self::OrderCancelled { by, .. } | Self::OrderReturned { by, .. } => *by,
            Self::OrderStopRequested { by, .. } => Some(*by),
            _ => None,
        }
    }

    /// The flow whose story it belongs to.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::OrderCancelled { instance, .. } | Self::OrderReturned { instance, .. } => *instance,
            Self::OrderStopRequested { instance, .. } => Some(*instance),
            _ => None,
        }
    }
}

//! Orders (订单): where one stands, and what may follow (AUTH-16).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where an order stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Taken and not shipped: the address, the product and the order itself may still change (AUTH-17).
    #[default]
    Placed,
    Shipped,
    Delivered,
    Cancelled,
    /// After shipping: a supervisor approved, the agent submitted, logistics has to catch it or fetch it back (AUTH-18).
    StopRequested,
    /// The goods are back.
    Returned,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderStep {
    /// Another address or another product.
    Change,
    Cancel,
    Ship,
    Deliver,
    RequestStop,
    Return,
}

impl OrderState {
    pub const ALL: [Self; 6] =
        [Self::Placed, Self::Shipped, Self::Delivered, Self::Cancelled, Self::StopRequested, Self::Returned];

    /// Where it stands after the step. `None`: not from here.
    pub fn after(self, step: OrderStep) -> Option<Self> {
        use OrderState::*;
        use OrderStep::*;
        Some(match (self, step) {
            (Placed, Change) => Placed,
            (Placed, Cancel) => Cancelled,
            (Placed, Ship) => Shipped,
            // Logistics could not catch it: it arrived all the same.
            (Shipped | StopRequested, Deliver) => Delivered,
            (Shipped | Delivered, RequestStop) => StopRequested,
            // Refused at the door, or stopped and brought back.
            (Shipped | StopRequested, Return) => Returned,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::StopRequested => "stop_requested",
            Self::Returned => "returned",
        }
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OrderState {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or("not a state of an order")
    }
}

#[cfg(test)]
mod tests {
    use super::OrderState::*;
    use super::OrderStep::*;
    use super::*;

    /// Every state by every step; what is not in the table is not possible.
    #[test]
    fn an_order_goes_only_where_the_table_says() {
        let table = [
            (Placed, Change, Placed),
            (Placed, Cancel, Cancelled),
            (Placed, Ship, Shipped),
            (Shipped, Deliver, Delivered),
            (Shipped, RequestStop, StopRequested),
            (Shipped, Return, Returned),
            (Delivered, RequestStop, StopRequested),
            (StopRequested, Deliver, Delivered),
            (StopRequested, Return, Returned),
        ];
        for state in OrderState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            for step in [Change, Cancel, Ship, Deliver, RequestStop, Return] {
                let expected = table.iter().find(|(from, by, _)| (*from, *by) == (state, step)).map(|(.., to)| *to);
                assert_eq!(state.after(step), expected, "{state} {step:?}");
            }
        }
    }
}

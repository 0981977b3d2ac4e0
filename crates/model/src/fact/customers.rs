//! Customers and their data: every personal value in here is sealed, so that the journal holds only ciphertext.

use crate::process::Fields;
use crate::{CallId, CustomerId, InstanceId, Millis, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CustomerFact {
    /// `fields`: sealed values by the name of the field.
    CustomerAdded {
        customer: CustomerId,
        fields: Fields,
    },
    /// Only the fields that changed; `null` clears one.
    CustomerChanged {
        customer: CustomerId,
        fields: Fields,
    },
    /// AUTH-13: the customer agreed, in this call or case, that `person` sees `field` until then.
    ConsentRecorded {
        customer: CustomerId,
        person: PersonId,
        field: String,
        purpose: String,
        call: Option<CallId>,
        instance: Option<InstanceId>,
        until_ms: Millis,
    },
    ConsentWithdrawn {
        customer: CustomerId,
        field: String,
    },
    /// AUTH-13: `person` read the field in clear; it was open until then. The reasons name the grant.
    FieldRevealed {
        customer: CustomerId,
        person: PersonId,
        field: String,
        purpose: String,
        until_ms: Millis,
    },
    /// The keys of the customer are gone: what was sealed with them cannot be read any more, by anybody.
    CustomerErased {
        customer: CustomerId,
        reason: String,
    },
    /// Somebody searched, `by` phone or name, and found this one or none. What they typed is not kept.
    CustomerSought {
        person: PersonId,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// No erasure while it lasts.
    HoldSet {
        customer: CustomerId,
        reason: String,
    },
    HoldLifted {
        customer: CustomerId,
        reason: String,
    },
}

impl CustomerFact {
    /// Who read or was allowed to read, if it is about that.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::ConsentRecorded { person, .. }
            | Self::FieldRevealed { person, .. }
            | Self::CustomerSought { person, .. } => Some(*person),
            _ => None,
        }
    }
}

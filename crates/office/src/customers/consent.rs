//! G-10: the customer agrees, in this call or case, that this person sees this field; and takes it back.

use crate::error::bad_input;
use crate::limits::{CONSENT_DEFAULT, PURPOSE_CHARS};
use crate::{Caller, Office, OfficeError, entry};
use access::actions::RecordConsent;
use model::{CallId, Class, CustomerFact, CustomerId, FactBody, InstanceId, Millis};
use process::parameter::Setting;
use process::value::Value;

/// Parameter of the rulebook: how long a consent holds.
const CONSENT_TIME: &str = "customer_consent_time";

/// What was agreed, and where it can be heard or read.
#[derive(Clone, Debug)]
pub struct Agreed {
    pub class: Class,
    pub purpose: String,
    pub call: Option<CallId>,
    pub instance: Option<InstanceId>,
}

impl Office {
    /// Returns until when it holds.
    pub async fn record_consent(&self, caller: &Caller, id: CustomerId, agreed: Agreed) -> Result<Millis, OfficeError> {
        let purpose = agreed.purpose.trim().to_owned();
        if !PURPOSE_CHARS.contains(&purpose.chars().count()) {
            return Err(bad_input("purpose", "say in 2 to 500 characters what it is for"));
        }
        let (_, around) = self.visible_customer(caller, id).await?;
        let is_heard = agreed.call.is_some_and(|call| around.calls.contains(&call));
        let is_written = agreed.instance.is_some_and(|instance| around.cases.contains(&instance));
        if !is_heard && !is_written {
            return Err(bad_input("call", "a consent is given in a call or a case of this customer"));
        }
        let permit = self.demand::<RecordConsent>(caller, &around.resource).await?;
        let until_ms = self.now() + self.consent_time();
        let recorded = CustomerFact::ConsentRecorded {
            customer: id,
            person: caller.person.id,
            field: agreed.class.as_str().into(),
            purpose,
            call: agreed.call,
            instance: agreed.instance,
            until_ms,
        };
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Customer(recorded));
        self.commit(vec![entry(fact)]).await?;
        Ok(until_ms)
    }

    /// PIPL Art. 15: as easy as giving it. Taking back twice is once.
    pub async fn withdraw_consent(&self, caller: &Caller, id: CustomerId, class: Class) -> Result<(), OfficeError> {
        let (_, around) = self.visible_customer(caller, id).await?;
        let permit = self.demand::<RecordConsent>(caller, &around.resource).await?;
        let consents = store::customers::consents_of(&self.store, id).await?;
        if !consents.iter().any(|consent| consent.field == class.as_str() && consent.withdrawn_ms.is_none()) {
            return Ok(());
        }
        let withdrawn = CustomerFact::ConsentWithdrawn { customer: id, field: class.as_str().into() };
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Customer(withdrawn));
        self.commit(vec![entry(fact)]).await?;
        Ok(())
    }

    fn consent_time(&self) -> Millis {
        let book = self.rulebook();
        let parameter = book.processes.parameters.get(CONSENT_TIME);
        match parameter.and_then(|parameter| parameter.kind.read(&parameter.default).ok()) {
            Some(Setting::Value(Value::Duration(span))) => span,
            _ => CONSENT_DEFAULT,
        }
    }
}

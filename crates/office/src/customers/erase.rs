//! Erasure by destroying keys: no fact is touched, and nothing of the customer opens again. Refused under a legal hold.

use crate::error::bad_input;
use crate::limits::PURPOSE_CHARS;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{EraseCustomer, HoldCustomer};
use model::{CustomerFact, CustomerId, FactBody, Subject};
use store::Aside;

impl Office {
    pub async fn erase_customer(&self, caller: &Caller, id: CustomerId, reason: &str) -> Result<(), OfficeError> {
        let reason = said(reason)?;
        let _one_at_a_time = self.changing_customers.lock().await;
        let (_, around) = self.visible_customer(caller, id).await?;
        let permit = self.demand::<EraseCustomer>(caller, &around.resource).await?;
        let (body, asides, subjects) = self.erasure(id, reason).await?;
        let fact = self.fact(caller.actor(), permit.reasons(), body);
        self.journal.commit_with(vec![entry(fact)], asides).await?;
        self.forget_subjects(&subjects);
        Ok(())
    }

    /// The fact, and what destroys the keys in the same transaction.
    pub(crate) async fn erasure(
        &self,
        id: CustomerId,
        reason: String,
    ) -> Result<(FactBody, Vec<Aside>, Vec<Subject>), OfficeError> {
        let row = store::customers::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        if row.held.is_some() {
            return Err(bad_input("id", "under a legal hold: nothing is erased while it lasts"));
        }
        if row.erased.is_some() {
            return Err(bad_input("id", "the customer was erased already"));
        }
        let mut subjects = store::customers::subjects_of(&self.store, id).await?;
        subjects.extend(store::customers::nameless_of(&self.store, id).await?);
        let asides = subjects.iter().map(|subject| Aside::SubjectDestroyed { subject: *subject }).collect();
        Ok((FactBody::Customer(CustomerFact::CustomerErased { customer: id, reason }), asides, subjects))
    }

    pub(crate) fn forget_subjects(&self, subjects: &[Subject]) {
        subjects.iter().for_each(|subject| self.journal.vault().forget(*subject));
    }

    pub async fn hold_customer(&self, caller: &Caller, id: CustomerId, reason: &str) -> Result<(), OfficeError> {
        let reason = said(reason)?;
        self.put_hold(caller, id, CustomerFact::HoldSet { customer: id, reason }).await
    }

    pub async fn lift_hold(&self, caller: &Caller, id: CustomerId, reason: &str) -> Result<(), OfficeError> {
        let reason = said(reason)?;
        self.put_hold(caller, id, CustomerFact::HoldLifted { customer: id, reason }).await
    }

    async fn put_hold(&self, caller: &Caller, id: CustomerId, hold: CustomerFact) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_customers.lock().await;
        let (row, around) = self.visible_customer(caller, id).await?;
        let permit = self.demand::<HoldCustomer>(caller, &around.resource).await?;
        if row.erased.is_some() {
            return Err(bad_input("id", "the customer was erased already"));
        }
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Customer(hold));
        self.commit(vec![entry(fact)]).await?;
        Ok(())
    }
}

fn said(reason: &str) -> Result<String, OfficeError> {
    let reason = reason.trim();
    if !PURPOSE_CHARS.contains(&reason.chars().count()) {
        return Err(bad_input("reason", "say in 2 to 500 characters why"));
    }
    Ok(reason.to_owned())
}

//! The only way out for a clear value (AUTH-11…13, G-09): a permit with a purpose and its evidence, a fact before the
//! value, a few minutes.

use super::serving::Around;
use crate::error::bad_input;
use crate::limits::{PURPOSE_CHARS, REVEAL_OPEN};
use crate::vault::Keeper;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{RevealBankCard, RevealIdCard, RevealNumber};
use access::{Action, Circumstances, Denied, Permit};
use model::{CallId, Class, CustomerFact, CustomerId, FactBody, InstanceId, Millis, Sealed};
use std::fmt;
use store::customers::ConsentRow;
use zeroize::Zeroizing;

/// A personal value that prints as its mask and cannot be serialised: whoever wants it in clear shows a permit.
pub struct Masked(Sealed);

impl Masked {
    pub fn new(sealed: Sealed) -> Self {
        Self(sealed)
    }

    /// `None`: erased. The permit is proof that policy was asked; its action says what was allowed.
    pub async fn reveal<A: Action>(
        &self,
        vault: &Keeper,
        _permit: &Permit<A>,
    ) -> Result<Option<Zeroizing<String>>, store::StoreError> {
        vault.open_one(&self.0).await
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.shown_mask())
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.shown_mask())
    }
}

/// A value in clear, for so long. No `Debug`: it must not come into a log.
pub struct Revealed {
    pub value: Zeroizing<String>,
    pub until: Millis,
}

/// What somebody says to see a value.
#[derive(Clone, Debug)]
pub struct Reveal {
    pub class: Class,
    pub purpose: String,
    pub call: Option<CallId>,
    pub instance: Option<InstanceId>,
}

impl Office {
    pub async fn reveal_field(&self, caller: &Caller, id: CustomerId, asked: Reveal) -> Result<Revealed, OfficeError> {
        let purpose = asked.purpose.trim().to_owned();
        if !PURPOSE_CHARS.contains(&purpose.chars().count()) {
            return Err(bad_input("purpose", "say in 2 to 500 characters what it is for"));
        }
        let (row, around) = self.visible_customer(caller, id).await?;
        if asked.call.is_some_and(|call| !around.calls.contains(&call)) {
            return Err(bad_input("call", "not a call of this customer"));
        }
        if asked.instance.is_some_and(|instance| !around.cases.contains(&instance)) {
            return Err(bad_input("instance", "not a case of this customer"));
        }
        let sealed = row.field(asked.class).cloned().ok_or(OfficeError::NotFound)?;
        let consents = store::customers::consents_of(&self.store, id).await?;
        let evidence = self.evidence(caller, &around, &consents, asked.class);
        let masked = Masked::new(sealed);
        match asked.class {
            Class::Phone => {
                self.open_field::<RevealNumber>(caller, id, &around, evidence, &masked, &asked, purpose).await
            }
            Class::IdCard => {
                self.open_field::<RevealIdCard>(caller, id, &around, evidence, &masked, &asked, purpose).await
            }
            Class::BankCard => {
                self.open_field::<RevealBankCard>(caller, id, &around, evidence, &masked, &asked, purpose).await
            }
            Class::Name | Class::Address | Class::Note => {
                Err(bad_input("field", "shown to whoever serves the customer"))
            }
        }
    }

    /// The fact is durable before the value leaves.
    #[expect(clippy::too_many_arguments, reason = "one call, three actions")]
    async fn open_field<A: Action>(
        &self,
        caller: &Caller,
        customer: CustomerId,
        around: &Around,
        evidence: Circumstances,
        masked: &Masked,
        asked: &Reveal,
        purpose: String,
    ) -> Result<Revealed, OfficeError> {
        let permit = self.demand_under::<A>(caller, &around.resource, evidence).await?;
        let value = masked.reveal(self.journal.vault(), &permit).await?.ok_or(OfficeError::NotFound)?;
        let until = self.now() + REVEAL_OPEN;
        let field = asked.class.as_str().to_owned();
        let person = caller.person.id;
        let revealed = CustomerFact::FieldRevealed { customer, person, field, purpose, until_ms: until };
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Customer(revealed));
        self.commit(vec![entry(fact)]).await?;
        Ok(Revealed { value, until })
    }

    /// Whether it would be allowed, once a purpose is said.
    pub(super) fn may_reveal(
        &self,
        caller: &Caller,
        around: &Around,
        consents: &[ConsentRow],
        class: Class,
    ) -> Option<Result<(), Denied>> {
        let evidence = self.evidence(caller, around, consents, class);
        match class {
            Class::Phone => Some(self.permit_under::<RevealNumber>(caller, &around.resource, evidence).map(drop)),
            Class::IdCard => Some(self.permit_under::<RevealIdCard>(caller, &around.resource, evidence).map(drop)),
            Class::BankCard => Some(self.permit_under::<RevealBankCard>(caller, &around.resource, evidence).map(drop)),
            Class::Name | Class::Address | Class::Note => None,
        }
    }

    /// What speaks for it beside the grant: a purpose, a case, the customer's word for this person and field, the step-up.
    fn evidence(&self, caller: &Caller, around: &Around, consents: &[ConsentRow], class: Class) -> Circumstances {
        let now = self.now();
        let holds = |consent: &ConsentRow| {
            consent.field == class.as_str()
                && consent.person == caller.person.id
                && consent.withdrawn_ms.is_none()
                && now < consent.until_ms
        };
        let mut evidence = self.circumstances_of(caller);
        evidence.has_purpose = true;
        evidence.has_case = around.has_case;
        evidence.has_consent = consents.iter().any(holds);
        evidence
    }
}

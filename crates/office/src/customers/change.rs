//! Adding a customer and changing what is known. Important fields change by an approved flow (PLAT-14, G-23).

use super::subject_of;
use crate::error::bad_input;
use crate::limits::FIELD_CHARS_MAX;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::EditCustomer;
use model::process::Fields;
use model::{Class, CustomerFact, CustomerId, FactBody, Subject};
use serde_json::Value as Json;
use store::{Aside, Entry};

/// Values in clear by their class, as they come in. An empty one clears the field.
pub type ClearFields = Vec<(Class, String)>;

/// What must not change without the person in charge, once it is known.
pub(crate) const IMPORTANT: [Class; 4] = [Class::Phone, Class::Name, Class::IdCard, Class::BankCard];

impl Office {
    /// The number is needed: by it the customer is found when they call. Adding the same number again is refused.
    pub async fn add_customer(&self, caller: &Caller, fields: ClearFields) -> Result<CustomerId, OfficeError> {
        let fields = checked(fields)?;
        let phone = fields.iter().find(|(class, value)| *class == Class::Phone && !value.is_empty());
        let (_, phone) = phone.ok_or_else(|| bad_input("phone", "a customer is known by a number"))?;
        let _one_at_a_time = self.changing_customers.lock().await;
        let subject = self.journal.vault().subject_of(Class::Phone, phone).await?;
        let id = CustomerId(subject.0);
        let resource = self.resource_of_new(caller, id).await?;
        let permit = self.demand::<EditCustomer>(caller, &resource).await?;
        if store::customers::by_subject(&self.store, subject).await?.is_some() {
            return Err(bad_input("phone", "this number is of a customer already"));
        }
        let (fields, asides) = self.sealed_fields(id, fields).await?;
        let body = FactBody::Customer(CustomerFact::CustomerAdded { customer: id, fields });
        let fact = self.fact(caller.actor(), permit.reasons(), body);
        self.journal.commit_with(vec![entry(fact)], asides).await?;
        Ok(id)
    }

    async fn resource_of_new(&self, caller: &Caller, id: CustomerId) -> Result<Resource, OfficeError> {
        Ok(self.around(caller, id).await?.resource)
    }

    /// Fills in what is not known, changes what is not important.
    pub async fn change_customer(
        &self,
        caller: &Caller,
        id: CustomerId,
        fields: ClearFields,
    ) -> Result<(), OfficeError> {
        let fields = checked(fields)?;
        let _one_at_a_time = self.changing_customers.lock().await;
        let (row, around) = self.visible_customer(caller, id).await?;
        let permit = self.demand::<EditCustomer>(caller, &around.resource).await?;
        if row.erased.is_some() {
            return Err(bad_input("id", "the customer was erased"));
        }
        if let Some((class, _)) =
            fields.iter().find(|(class, _)| IMPORTANT.contains(class) && row.field(*class).is_some())
        {
            return Err(bad_input(name_of(*class), "important data changes by the flow `important-data-change`"));
        }
        let (fields, asides) = self.sealed_fields(id, fields).await?;
        let body = FactBody::Customer(CustomerFact::CustomerChanged { customer: id, fields });
        let fact = self.fact(caller.actor(), permit.reasons(), body);
        self.journal.commit_with(vec![entry(fact)], asides).await?;
        Ok(())
    }

    /// For the flow: what was approved, sealed for the customer. Values come sealed by their form.
    pub(crate) async fn approved_change(
        &self,
        id: CustomerId,
        sent: &[(Class, String)],
    ) -> Result<(FactBody, Vec<Aside>), OfficeError> {
        let row = store::customers::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        if row.erased.is_some() {
            return Err(OfficeError::NotFound);
        }
        let mut clear = Vec::with_capacity(sent.len());
        for (class, value) in sent {
            clear.push((*class, self.journal.vault().open_text(value, |_| true).await?));
        }
        let (fields, asides) = self.sealed_fields(id, checked(clear)?).await?;
        Ok((FactBody::Customer(CustomerFact::CustomerChanged { customer: id, fields }), asides))
    }

    /// Sealed for the customer, and how a search will find them.
    async fn sealed_fields(&self, id: CustomerId, fields: ClearFields) -> Result<(Fields, Vec<Aside>), OfficeError> {
        let (mut sealed, mut asides) = (Fields::new(), Vec::new());
        for (class, value) in fields {
            if value.is_empty() {
                sealed.insert(class.as_str().into(), Json::Null);
                continue;
            }
            let subject = self.subject_for(id, class, &value, &mut asides).await?;
            let value = self.journal.vault().seal_for(subject, class, &value).await?;
            sealed.insert(class.as_str().into(), Json::String(value.to_string()));
        }
        Ok((sealed, asides))
    }

    /// The customer's own key, or that of a number that was known before the customer was.
    async fn subject_for(
        &self,
        id: CustomerId,
        class: Class,
        value: &str,
        asides: &mut Vec<Aside>,
    ) -> Result<Subject, OfficeError> {
        let own = subject_of(id);
        let vault = self.journal.vault();
        if matches!(class, Class::Address | Class::Note) {
            return Ok(own);
        }
        if class == Class::Name {
            asides.extend(vault.index(class, value, own));
            return Ok(own);
        }
        let Some(known) = vault.find(class, value).await? else {
            asides.extend(vault.index(class, value, own));
            return Ok(own);
        };
        match store::customers::by_subject(&self.store, known).await? {
            Some(other) if other.id != id && class == Class::Phone => {
                Err(bad_input("phone", "this number is of another customer"))
            }
            Some(other) if other.id != id => Ok(own),
            _ => Ok(known),
        }
    }

    /// Customers of a demo, without a person who adds them.
    pub async fn import_customers(&self, customers: Vec<ClearFields>) -> Result<usize, OfficeError> {
        let mut added = 0;
        for fields in customers {
            let fields = checked(fields)?;
            let Some((_, phone)) = fields.iter().find(|(class, _)| *class == Class::Phone) else { continue };
            let subject = self.journal.vault().subject_of(Class::Phone, phone).await?;
            if store::customers::by_subject(&self.store, subject).await?.is_some() {
                continue;
            }
            let id = CustomerId(subject.0);
            let (fields, asides) = self.sealed_fields(id, fields).await?;
            let body = FactBody::Customer(CustomerFact::CustomerAdded { customer: id, fields });
            let entries: Vec<Entry> = vec![entry(self.fact(model::Actor::Demo, &[], body))];
            self.journal.commit_with(entries, asides).await?;
            added += 1;
        }
        Ok(added)
    }
}

fn name_of(class: Class) -> &'static str {
    class.as_str()
}

fn checked(fields: ClearFields) -> Result<ClearFields, OfficeError> {
    let trimmed = fields.into_iter().map(|(class, value)| (class, model::Sealed::none_in(value.trim())));
    trimmed
        .map(|(class, value)| {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            let is_fit = value.is_empty()
                || match class {
                    Class::Phone => (5..=15).contains(&digits),
                    Class::IdCard => (8..=20).contains(&value.chars().count()) && value.is_ascii(),
                    Class::BankCard => (12..=19).contains(&digits),
                    Class::Name | Class::Address | Class::Note => true,
                };
            if !is_fit || value.chars().count() > FIELD_CHARS_MAX {
                return Err(bad_input(name_of(class), "not in the expected form"));
            }
            Ok((class, value))
        })
        .collect()
}

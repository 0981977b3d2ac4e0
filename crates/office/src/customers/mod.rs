//! Customers: found by a whole number, seen masked, changed with a reason, erased by destroying their keys.
//!
//! Searching never compares clear values and never shows more than what was typed: a whole number or a whole name finds
//! by a keyed hash, each search is a fact and so many a minute are allowed. What is important (numbers, papers, the
//! name) changes only by the flow `important-data-change` once it is known (PLAT-14). Start reading at
//! [`Office::customer`]; clear values leave only in [`reveal`].

mod change;
mod consent;
mod erase;
mod reveal;
mod serving;

pub use change::ClearFields;
pub(crate) use change::IMPORTANT;
pub use consent::Agreed;
pub use reveal::{Masked, Reveal, Revealed};

use crate::limits::{SEARCH_WITHIN, SEARCHES_MAX};
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{EditCustomer, EraseCustomer, FindCustomer, HoldCustomer, RecordConsent, ViewCustomer};
use access::{Denied, Resource};
use model::{CallId, Class, CustomerFact, CustomerId, FactBody, InstanceId, Millis, PersonId, Sealed, Subject};
pub(crate) use serving::Around;
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use store::customers::{ConsentRow, CustomerRow, LookRow};

/// One field as it may be shown.
#[derive(Debug)]
pub struct Shown {
    pub class: Class,
    /// In clear for who serves the customer and its class allows it (AUTH-12), else the mask.
    pub shown: String,
    pub is_open: bool,
    /// Whether a reveal would succeed with a purpose. `None`: it is open, or has none.
    pub reveal: Option<Result<(), Denied>>,
}

/// One customer with everything around, and what the reader may do.
#[derive(Debug)]
pub struct CustomerPage {
    pub row: CustomerRow,
    pub fields: Vec<Shown>,
    pub is_serving: bool,
    pub consents: Vec<ConsentRow>,
    pub looks: Vec<LookRow>,
    pub calls: Vec<CallId>,
    pub cases: Vec<InstanceId>,
    pub edit: Result<(), Denied>,
    pub consent: Result<(), Denied>,
    pub hold: Result<(), Denied>,
    pub erase: Result<(), Denied>,
}

/// A line of a search: what was found, masked.
#[derive(Debug)]
pub struct FoundCustomer {
    pub id: CustomerId,
    pub name: String,
    pub phone: String,
    pub is_erased: bool,
}

/// What somebody searches by; whole values only.
#[derive(Clone)]
pub enum Sought {
    Phone(String),
    Name(String),
}

/// Who searched when, lately.
#[derive(Debug, Default)]
pub(crate) struct Searches(Mutex<HashMap<PersonId, VecDeque<Millis>>>);

impl Searches {
    /// Counts one more. `Err`: too many, wait so long.
    fn count(&self, person: PersonId, now: Millis) -> Result<(), Millis> {
        let mut all = self.0.lock().expect("no code panics while it holds this lock");
        all.retain(|_, times| times.back().is_some_and(|last| now.since(*last) < SEARCH_WITHIN));
        let times = all.entry(person).or_default();
        times.retain(|at| now.since(*at) < SEARCH_WITHIN);
        match times.front() {
            Some(first) if times.len() >= SEARCHES_MAX => Err(SEARCH_WITHIN - now.since(*first)),
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

impl Office {
    /// Every search is a fact; so is how often it finds nothing.
    pub async fn find_customers(&self, caller: &Caller, sought: Sought) -> Result<Vec<FoundCustomer>, OfficeError> {
        let permit = self.demand::<FindCustomer>(caller, &Resource::Centre).await?;
        let person = caller.person.id;
        if let Err(retry_after) = self.searches.count(person, self.now()) {
            return Err(OfficeError::TooManyAttempts { retry_after });
        }
        let vault = self.journal.vault();
        let (by, subjects) = match &sought {
            Sought::Phone(phone) => ("phone", vault.find(Class::Phone, phone).await?.into_iter().collect()),
            Sought::Name(name) => ("name", vault.find_all(Class::Name, name).await?),
        };
        let mut found: Vec<CustomerRow> = Vec::new();
        for subject in subjects {
            let row = store::customers::by_subject(&self.store, subject).await?;
            found.extend(row.filter(|row| found.iter().all(|known| known.id != row.id)));
        }
        let customer = found.first().map(|row| row.id).filter(|_| found.len() == 1);
        let sought = CustomerFact::CustomerSought { person, by: by.into(), customer };
        let fact = self.fact(caller.actor(), permit.reasons(), FactBody::Customer(sought));
        self.commit(vec![entry(fact)]).await?;
        Ok(found.iter().map(found_row).collect())
    }

    /// One customer. Who may not see the record does not learn that it exists.
    pub async fn customer(&self, caller: &Caller, id: CustomerId) -> Result<CustomerPage, OfficeError> {
        let (row, around) = self.visible_customer(caller, id).await?;
        self.customer_page(caller, row, around).await
    }

    /// The customer of a call that the reader may see. `None`: the caller is nobody that we know.
    pub async fn customer_of_call(&self, caller: &Caller, id: CallId) -> Result<Option<CustomerPage>, OfficeError> {
        let (call, _) = self.visible_call(caller, id).await?;
        let Some(sealed) = call.from.sealed() else { return Ok(None) };
        let Some(row) = store::customers::by_subject(&self.store, sealed.subject).await? else { return Ok(None) };
        match self.visible_customer(caller, row.id).await {
            Ok((row, around)) => Ok(Some(self.customer_page(caller, row, around).await?)),
            Err(OfficeError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn visible_customer(
        &self,
        caller: &Caller,
        id: CustomerId,
    ) -> Result<(CustomerRow, Around), OfficeError> {
        let row = store::customers::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let around = self.around(caller, id).await?;
        match self.permit::<ViewCustomer>(caller, &around.resource) {
            Ok(_) => Ok((row, around)),
            Err(_) => Err(OfficeError::NotFound),
        }
    }

    async fn customer_page(
        &self,
        caller: &Caller,
        row: CustomerRow,
        around: Around,
    ) -> Result<CustomerPage, OfficeError> {
        let consents = store::customers::consents_of(&self.store, row.id).await?;
        let edit = self.permit::<EditCustomer>(caller, &around.resource).map(drop);
        let is_open = around.is_serving || edit.is_ok();
        let mut fields = Vec::with_capacity(row.fields.len());
        for sealed in &row.fields {
            fields.push(self.shown_field(caller, &around, &consents, sealed, is_open).await?);
        }
        let looks = store::customers::looks_at(&self.store, row.id).await?;
        Ok(CustomerPage {
            fields,
            is_serving: around.is_serving,
            consents,
            looks,
            calls: around.calls,
            cases: around.cases,
            edit,
            consent: self.permit::<RecordConsent>(caller, &around.resource).map(drop),
            hold: self.permit::<HoldCustomer>(caller, &around.resource).map(drop),
            erase: self.permit::<EraseCustomer>(caller, &around.resource).map(drop),
            row,
        })
    }

    async fn shown_field(
        &self,
        caller: &Caller,
        around: &Around,
        consents: &[ConsentRow],
        sealed: &Sealed,
        is_open: bool,
    ) -> Result<Shown, OfficeError> {
        let class = sealed.class;
        if is_open && class.is_open_to_who_serves() {
            let clear = self.journal.vault().open_one(sealed).await?;
            let shown = clear.map_or_else(|| sealed.shown_mask().to_owned(), |clear| clear.to_string());
            return Ok(Shown { class, shown, is_open: true, reveal: None });
        }
        let reveal = self.may_reveal(caller, around, consents, class);
        Ok(Shown { class, shown: sealed.shown_mask().to_owned(), is_open: false, reveal })
    }
}

fn found_row(row: &CustomerRow) -> FoundCustomer {
    let mask = |class| row.field(class).map(|sealed: &Sealed| sealed.shown_mask().to_owned()).unwrap_or_default();
    FoundCustomer { id: row.id, name: mask(Class::Name), phone: mask(Class::Phone), is_erased: row.erased.is_some() }
}

/// Whose key a customer's own values are sealed with.
pub(crate) fn subject_of(customer: CustomerId) -> Subject {
    Subject(customer.0)
}

//! Customers as rows of sealed values, what they agreed to, and who read what.

use crate::database::{Row, values};
use crate::limits::{CASES_OF_CUSTOMER_MAX, CONSENTS_MAX, LOOKS_MAX, PAGE_MAX, SUBJECTS_OF_CUSTOMER_MAX};
use crate::{Store, StoreError};
use model::{CallId, Class, CustomerId, InstanceId, Millis, PersonId, Sealed, Subject};

/// One customer; every value sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerRow {
    pub number: u64,
    pub id: CustomerId,
    /// In the order of [`Class::ALL`]; what is not known is missing.
    pub fields: Vec<Sealed>,
    pub added_ms: Millis,
    pub changed_ms: Millis,
    /// No erasure while it lasts; why.
    pub held: Option<(Millis, String)>,
    pub erased: Option<(Millis, String)>,
}

impl CustomerRow {
    pub fn field(&self, class: Class) -> Option<&Sealed> {
        self.fields.iter().find(|sealed| sealed.class == class)
    }
}

macro_rules! columns {
    () => {
        "SELECT c.number, c.id, c.phone, c.name, c.id_card, c.bank_card, c.address, c.note, c.added_ms, c.changed_ms, \
         c.held_ms, c.held_why, c.erased_ms, c.erased_why FROM customer c "
    };
}

fn customer_of(row: &Row) -> Result<CustomerRow, StoreError> {
    let mut fields = Vec::new();
    for column in [2, 4, 5, 3, 6, 7] {
        fields.extend(row.parsed_or_none::<Sealed>(column)?);
    }
    let noted = |at: usize| -> Result<_, StoreError> {
        Ok(row.int_or_none(at)?.map(Millis).zip(Some(row.text_or_none(at + 1)?.unwrap_or_default())))
    };
    Ok(CustomerRow {
        number: row.int(0)?.unsigned_abs(),
        id: row.parsed(1)?,
        fields,
        added_ms: Millis(row.int(8)?),
        changed_ms: Millis(row.int(9)?),
        held: noted(10)?,
        erased: noted(12)?,
    })
}

pub async fn by_id(store: &Store, id: CustomerId) -> Result<Option<CustomerRow>, StoreError> {
    let sql = concat!(columns!(), "WHERE c.id = $1");
    store.row(sql, values![id]).await?.as_ref().map(customer_of).transpose()
}

/// Whose values are sealed with the key of this subject.
pub async fn by_subject(store: &Store, subject: Subject) -> Result<Option<CustomerRow>, StoreError> {
    let sql = concat!(columns!(), "JOIN customer_subject s ON s.customer_id = c.id WHERE s.subject = $1");
    store.row(sql, values![subject.to_string()]).await?.as_ref().map(customer_of).transpose()
}

pub async fn subjects_of(store: &Store, id: CustomerId) -> Result<Vec<Subject>, StoreError> {
    let sql = "SELECT subject FROM customer_subject WHERE customer_id = $1 ORDER BY subject LIMIT $2";
    store.rows(sql, values![id, SUBJECTS_OF_CUSTOMER_MAX]).await?.iter().map(|row| row.parsed(0)).collect()
}

/// Subjects without a number of their own, in cases that are of this customer and nobody else: what was said there of
/// somebody who was not named yet.
pub async fn nameless_of(store: &Store, id: CustomerId) -> Result<Vec<Subject>, StoreError> {
    let sql = "SELECT DISTINCT u.subject FROM customer_subject c JOIN subject_use own ON own.subject = c.subject \
               JOIN subject_use u ON u.instance_id = own.instance_id WHERE c.customer_id = $1 \
               AND NOT EXISTS (SELECT 1 FROM customer_subject s WHERE s.subject = u.subject) \
               AND NOT EXISTS (SELECT 1 FROM vault_index i WHERE i.subject = u.subject) \
               AND NOT EXISTS (SELECT 1 FROM subject_use o WHERE o.instance_id = u.instance_id \
               AND EXISTS (SELECT 1 FROM vault_index i WHERE i.subject = o.subject) \
               AND NOT EXISTS (SELECT 1 FROM customer_subject s WHERE s.subject = o.subject AND s.customer_id = $1)) \
               ORDER BY u.subject LIMIT $2";
    store.rows(sql, values![id, SUBJECTS_OF_CUSTOMER_MAX]).await?.iter().map(|row| row.parsed(0)).collect()
}

/// The latest first.
pub async fn calls_of(store: &Store, subject: Subject) -> Result<Vec<CallId>, StoreError> {
    let sql = "SELECT id FROM call WHERE from_subject = $1 ORDER BY started_ms DESC, id DESC LIMIT $2";
    store.rows(sql, values![subject.to_string(), i64::from(PAGE_MAX)]).await?.iter().map(|row| row.parsed(0)).collect()
}

pub async fn cases_of(store: &Store, subject: Subject) -> Result<Vec<InstanceId>, StoreError> {
    let sql = "SELECT instance_id FROM subject_use WHERE subject = $1 ORDER BY instance_id DESC LIMIT $2";
    let rows = store.rows(sql, values![subject.to_string(), CASES_OF_CUSTOMER_MAX]).await?;
    rows.iter().map(|row| row.parsed(0)).collect()
}

/// Who has an open task in a case of the subject.
pub async fn people_with_cases_of(store: &Store, subject: Subject) -> Result<Vec<PersonId>, StoreError> {
    let sql = "SELECT DISTINCT t.person_id FROM subject_use u JOIN task_person t ON t.instance_id = u.instance_id \
               WHERE u.subject = $1 LIMIT $2";
    let rows = store.rows(sql, values![subject.to_string(), CASES_OF_CUSTOMER_MAX]).await?;
    rows.iter().map(|row| row.parsed(0)).collect()
}

/// AUTH-13: that the customer agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    pub field: String,
    pub person: PersonId,
    pub purpose: String,
    pub call: Option<CallId>,
    pub instance: Option<InstanceId>,
    pub given_ms: Millis,
    pub until_ms: Millis,
    pub withdrawn_ms: Option<Millis>,
}

/// The latest first.
pub async fn consents_of(store: &Store, id: CustomerId) -> Result<Vec<ConsentRow>, StoreError> {
    let sql = "SELECT field, person_id, purpose, call_id, instance_id, given_ms, until_ms, withdrawn_ms FROM consent \
               WHERE customer_id = $1 ORDER BY number DESC LIMIT $2";
    let consent = |row: &Row| -> Result<_, StoreError> {
        Ok(ConsentRow {
            field: row.text(0)?,
            person: row.parsed(1)?,
            purpose: row.text(2)?,
            call: row.parsed_or_none(3)?,
            instance: row.parsed_or_none(4)?,
            given_ms: Millis(row.int(5)?),
            until_ms: Millis(row.int(6)?),
            withdrawn_ms: row.int_or_none(7)?.map(Millis),
        })
    };
    store.rows(sql, values![id, CONSENTS_MAX]).await?.iter().map(consent).collect()
}

/// Somebody read a field in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    pub person: PersonId,
    pub field: String,
    pub purpose: String,
    pub at_ms: Millis,
    pub until_ms: Millis,
}

/// The latest first.
pub async fn looks_at(store: &Store, id: CustomerId) -> Result<Vec<LookRow>, StoreError> {
    let sql = "SELECT person_id, field, purpose, at_ms, until_ms FROM customer_look WHERE customer_id = $1 \
               ORDER BY number DESC LIMIT $2";
    let look = |row: &Row| -> Result<_, StoreError> {
        Ok(LookRow {
            person: row.parsed(0)?,
            field: row.text(1)?,
            purpose: row.text(2)?,
            at_ms: Millis(row.int(3)?),
            until_ms: Millis(row.int(4)?),
        })
    };
    store.rows(sql, values![id, LOOKS_MAX]).await?.iter().map(look).collect()
}

//! Customers, their consents, and who read what. Every value comes sealed.

use crate::StoreError;
use crate::database::{Link, values};
use model::process::Fields;
use model::{CustomerFact, CustomerId, Millis, Sealed, Subject};
use serde_json::Value as Json;

pub(super) async fn write(link: &mut Link, of: &CustomerFact, seq: u64, at: Millis) -> Result<(), StoreError> {
    match of {
        CustomerFact::CustomerAdded { customer, fields } => {
            let sql = "INSERT INTO customer (number, id, added_ms, changed_ms) VALUES ($1, $2, $3, $3) \
                       ON CONFLICT (id) DO NOTHING";
            link.execute(sql, values![seq, *customer, at]).await?;
            belong(link, Subject(customer.0), *customer).await?;
            put(link, *customer, fields, at).await?;
        }
        CustomerFact::CustomerChanged { customer, fields } => put(link, *customer, fields, at).await?,
        CustomerFact::ConsentRecorded { customer, person, field, purpose, call, instance, until_ms } => {
            let sql = "INSERT INTO consent (number, customer_id, field, person_id, purpose, call_id, instance_id, \
                       given_ms, until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            let call = call.map(|call| call.to_string());
            let row =
                values![seq, *customer, field.as_str(), *person, purpose.as_str(), call, *instance, at, *until_ms];
            link.execute(sql, row).await?;
        }
        CustomerFact::ConsentWithdrawn { customer, field } => {
            let sql = "UPDATE consent SET withdrawn_ms = $3 WHERE customer_id = $1 AND field = $2 \
                       AND withdrawn_ms IS NULL";
            link.execute(sql, values![*customer, field.as_str(), at]).await?;
        }
        CustomerFact::FieldRevealed { customer, person, field, purpose, until_ms } => {
            let sql = "INSERT INTO customer_look (number, customer_id, person_id, field, purpose, at_ms, until_ms) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
            let row = values![seq, *customer, *person, field.as_str(), purpose.as_str(), at, *until_ms];
            link.execute(sql, row).await?;
        }
        CustomerFact::CustomerErased { customer, reason } => {
            let sql = "UPDATE customer SET phone = NULL, name = NULL, id_card = NULL, bank_card = NULL, \
                       address = NULL, note = NULL, erased_ms = $2, erased_why = $3 WHERE id = $1";
            link.execute(sql, values![*customer, at, reason.as_str()]).await?;
            // Of the orders everything but where they went is the centre's own books.
            link.execute("UPDATE customer_order SET address = NULL WHERE customer_id = $1", values![*customer]).await?;
        }
        CustomerFact::HoldSet { customer, reason } => {
            let sql = "UPDATE customer SET held_ms = $2, held_why = $3 WHERE id = $1";
            link.execute(sql, values![*customer, at, reason.as_str()]).await?;
        }
        CustomerFact::HoldLifted { customer, .. } => {
            let sql = "UPDATE customer SET held_ms = NULL, held_why = NULL WHERE id = $1";
            link.execute(sql, values![*customer]).await?;
        }
        // Only the journal tells who searched.
        CustomerFact::CustomerSought { .. } => {}
    }
    Ok(())
}

/// `null` clears a field.
async fn put(link: &mut Link, customer: CustomerId, fields: &Fields, at: Millis) -> Result<(), StoreError> {
    for (field, value) in fields {
        let sql = match field.as_str() {
            "phone" => "UPDATE customer SET phone = $2, changed_ms = $3 WHERE id = $1",
            "name" => "UPDATE customer SET name = $2, changed_ms = $3 WHERE id = $1",
            "id_card" => "UPDATE customer SET id_card = $2, changed_ms = $3 WHERE id = $1",
            "bank_card" => "UPDATE customer SET bank_card = $2, changed_ms = $3 WHERE id = $1",
            "address" => "UPDATE customer SET address = $2, changed_ms = $3 WHERE id = $1",
            "note" => "UPDATE customer SET note = $2, changed_ms = $3 WHERE id = $1",
            _ => continue,
        };
        // What is not sealed has no place in the table.
        let sealed = value.as_str().and_then(|text| text.parse::<Sealed>().ok());
        if let Some(sealed) = &sealed {
            belong(link, sealed.subject, customer).await?;
        }
        link.execute(sql, values![customer, sealed.map(|sealed| sealed.to_string()), at]).await?;
    }
    Ok(())
}

async fn belong(link: &mut Link, subject: Subject, customer: CustomerId) -> Result<(), StoreError> {
    let sql = "INSERT INTO customer_subject (subject, customer_id) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING";
    link.execute(sql, values![subject.to_string(), customer]).await?;
    Ok(())
}

/// Subjects of the sealed values in fields.
pub(super) fn subjects_in(value: &Json, found: &mut impl FnMut(Subject)) {
    match value {
        Json::String(text) if Sealed::is_in(text) => {
            for piece in Sealed::pieces(text) {
                if let model::sealed::Piece::Sealed(sealed) = piece {
                    found(sealed.subject);
                }
            }
        }
        Json::Array(list) => list.iter().for_each(|value| subjects_in(value, found)),
        Json::Object(fields) => fields.values().for_each(|value| subjects_in(value, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

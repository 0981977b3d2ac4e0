//! Customers: found, seen, changed, opened for a purpose, erased.

use crate::customers::{Agreed, ClearFields, Reveal, Sought};
use crate::scenarios::Told;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use model::Class;
use serde_json::Value as Json;

const CLASSES: [Class; 6] = [Class::Phone, Class::Name, Class::Address, Class::IdCard, Class::BankCard, Class::Note];

pub(in crate::scenarios) fn class(text: &str) -> Result<Class, String> {
    CLASSES.into_iter().find(|class| class.as_str() == text).ok_or_else(|| format!("`{text}` is no customer's field"))
}

fn fields(said: &Said) -> Result<ClearFields, String> {
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    said.fields.iter().map(|(key, value)| Ok((class(key)?, text(value)))).collect()
}

/// `given customer K phone=… id_card=…`
pub(in crate::scenarios) async fn given(stage: &mut Stage, said: &Said) -> Result<(), String> {
    let label = said.word(1).to_owned();
    let mut fields = fields(said)?;
    fields.push((Class::Name, label.clone()));
    let phone = fields.iter().find(|(class, _)| *class == Class::Phone).map(|(_, phone)| phone.clone());
    let office = &stage.house.office;
    office.import_customers(vec![fields]).await.map_err(|error| error.to_string())?;
    let phone = phone.ok_or("a customer is known by a number")?;
    let subject = office.journal().vault().find(Class::Phone, &phone).await.map_err(|error| error.to_string())?;
    let row = store::customers::by_subject(&stage.house.store, subject.ok_or("was not added")?).await;
    let id = row.map_err(|error| error.to_string())?.ok_or("was not added")?.id;
    stage.labels.insert(id.to_string(), label.clone());
    stage.customers.insert(label, id);
    Ok(())
}

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(0) {
        "finds" if said.word(1) == "customers" => finds(stage, who, said).await,
        "reveals" if said.has("customer") => reveals(stage, who, said).await,
        "notes" if said.word(1) == "consent" => consents(stage, who, said).await,
        "withdraws" => withdraws(stage, who, said).await,
        "changes" if said.word(1) == "customer" => changes(stage, who, said).await,
        "erases" | "holds" | "releases" => ends(stage, who, said).await,
        _ => return None,
    })
}

/// `finds customers by phone=…` or `name=…`
async fn finds(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let sought = match fields(said)?.into_iter().next() {
        Some((Class::Phone, text)) => Sought::Phone(text),
        Some((Class::Name, text)) => Sought::Name(text),
        _ => return Err("customers are found by phone or name".into()),
    };
    let found = stage.house.office.find_customers(&caller, sought).await?;
    if found.is_empty() {
        return Ok(vec!["yes: nobody".into()]);
    }
    Ok(found.iter().map(|one| format!("yes: {} {}", one.name, one.phone)).collect())
}

/// `reveals FIELD of customer K for "…" [during call C] [in CASE]`
async fn reveals(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let asked = Reveal {
        class: class(said.word(1))?,
        purpose: said.after("for").unwrap_or_default().to_owned(),
        call: said.after("call").map(|label| stage.call(label).map(|call| call.id)).transpose()?,
        instance: said.after("in").map(|label| stage.case_named(label)).transpose()?,
    };
    let customer = stage.customer(said.need("customer")?)?;
    let opened = stage.house.office.reveal_field(&caller, customer, asked).await?;
    Ok(vec![format!("yes: {} until {}", opened.value.as_str(), stage.clock_text(opened.until))])
}

/// `notes consent to FIELD of customer K during call C for "…"`
async fn consents(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let agreed = Agreed {
        class: class(said.need("to")?)?,
        purpose: said.after("for").unwrap_or_default().to_owned(),
        call: said.after("call").map(|label| stage.call(label).map(|call| call.id)).transpose()?,
        instance: said.after("in").map(|label| stage.case_named(label)).transpose()?,
    };
    let customer = stage.customer(said.need("customer")?)?;
    stage.house.office.record_consent(&caller, customer, agreed).await?;
    Ok(Vec::new())
}

/// `withdraws consent to FIELD of customer K`
async fn withdraws(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (class, customer) = (class(said.need("to")?)?, stage.customer(said.need("customer")?)?);
    stage.house.office.withdraw_consent(&caller, customer, class).await?;
    Ok(Vec::new())
}

/// `changes customer K address=…`
async fn changes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let customer = stage.customer(said.word(2))?;
    stage.house.office.change_customer(&caller, customer, fields(said)?).await?;
    Ok(Vec::new())
}

/// `erases customer K because "…"`, `holds customer K …`, `releases customer K …`
async fn ends(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (customer, why) = (stage.customer(said.word(2))?, said.after("because").unwrap_or_default());
    let office = &stage.house.office;
    match said.word(0) {
        "erases" => office.erase_customer(&caller, customer, why).await?,
        "holds" => office.hold_customer(&caller, customer, why).await?,
        _ => office.lift_hold(&caller, customer, why).await?,
    }
    Ok(Vec::new())
}

//! Services for customers' data: an approved change of what is important (PLAT-14), an approved erasure (PIPL Art. 47).

use super::{After, ServiceCall, ServiceOutcome, text_of};
use crate::Office;
use crate::customers::IMPORTANT;
use model::{Class, CustomerId};
use serde_json::Value as Json;

/// Puts the approved values into the record. They come sealed by their form and are never in clear in the flow.
pub(super) async fn change(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let customer = customer_of(call)?;
    let sent = |class: &Class| Some((*class, call.with.get(class.as_str()).and_then(Json::as_str)?.to_owned()));
    let values: Vec<(Class, String)> =
        IMPORTANT.iter().filter_map(sent).filter(|(_, value)| !value.is_empty()).collect();
    if values.is_empty() {
        return Err("没有要修改的内容 / there is nothing to change".into());
    }
    let (fact, asides) = office.approved_change(customer, &values).await.map_err(|error| error.to_string())?;
    Ok(ServiceOutcome { facts: vec![fact], asides, ..ServiceOutcome::default() })
}

/// Destroys the keys. Under a legal hold it fails, and the flow's owner hears why.
pub(super) async fn erase(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let customer = customer_of(call)?;
    let reason = text_of(call, "reason")?.to_owned();
    let (fact, asides, subjects) = office.erasure(customer, reason).await.map_err(|error| error.to_string())?;
    Ok(ServiceOutcome { facts: vec![fact], asides, after: vec![After::Forget(subjects)], ..ServiceOutcome::default() })
}

fn customer_of(call: &ServiceCall) -> Result<CustomerId, String> {
    let text = text_of(call, "customer")?;
    text.parse().map_err(|_| "customer 不是客户编号 / `customer` is no customer's id".into())
}

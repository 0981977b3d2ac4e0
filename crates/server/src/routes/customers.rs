//! Customers: found by a whole number or name, seen masked, opened field by field for a purpose.

use super::{Allowed, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{CallId, Class, CustomerId, InstanceId};
use office::Office;
use office::customers::{Agreed, ClearFields, CustomerPage, FoundCustomer, Reveal, Sought};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomersAsked {
    /// A whole telephone number; parts find nothing.
    phone: Option<String>,
    /// A whole name.
    name: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CustomersFound {
    items: Vec<CustomerLine>,
}

#[derive(Serialize, ToSchema)]
pub struct CustomerLine {
    id: String,
    /// Masked.
    name: String,
    /// Masked.
    phone: String,
    is_erased: bool,
}

#[derive(Serialize, ToSchema)]
pub struct CustomerView {
    id: String,
    added_ms: i64,
    changed_ms: i64,
    fields: Vec<CustomerField>,
    /// The reader talks with them or works on one of their cases.
    is_serving: bool,
    held: Option<Noted>,
    erased: Option<Noted>,
    /// The latest first.
    consents: Vec<Consent>,
    /// Who saw what in clear, and what for. The latest first.
    looks: Vec<Look>,
    /// The latest first.
    calls: Vec<String>,
    cases: Vec<CustomerCase>,
    can: CustomerCan,
}

#[derive(Serialize, ToSchema)]
pub struct CustomerField {
    /// `phone`, `name`, `id_card`, `bank_card`, `address` or `note`.
    key: &'static str,
    class: &'static str,
    /// Masked unless `is_open`.
    shown: String,
    is_open: bool,
    can: FieldCan,
}

#[derive(Serialize, ToSchema)]
pub struct FieldCan {
    /// Null: there is nothing to reveal.
    reveal: Option<Allowed>,
}

#[derive(Serialize, ToSchema)]
pub struct CustomerCan {
    edit: Allowed,
    consent: Allowed,
    hold: Allowed,
    erase: Allowed,
}

#[derive(Serialize, ToSchema)]
pub struct Noted {
    at_ms: i64,
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct Consent {
    field: String,
    person: NamedPerson,
    purpose: String,
    call: Option<String>,
    instance: Option<String>,
    given_ms: i64,
    until_ms: i64,
    withdrawn_ms: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Look {
    field: String,
    person: NamedPerson,
    purpose: String,
    at_ms: i64,
    until_ms: i64,
}

#[derive(Serialize, ToSchema)]
pub struct NamedPerson {
    id: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
pub struct CustomerCase {
    instance: String,
}

fn view_of(office: &Office, page: CustomerPage) -> CustomerView {
    let directory = office.directory();
    let person = |id: model::PersonId| NamedPerson {
        id: id.to_string(),
        name: directory.person(id).map_or_else(|| id.to_string(), |person| person.name.0.clone()),
    };
    let shown = |text: &str| model::Sealed::shown(text);
    let noted = |of: Option<(model::Millis, String)>| of.map(|(at, why)| Noted { at_ms: at.0, reason: shown(&why) });
    let fields = page.fields.into_iter().map(|field| CustomerField {
        key: field.class.as_str(),
        class: field.class.as_str(),
        shown: field.shown,
        is_open: field.is_open,
        can: FieldCan { reveal: field.reveal.map(Allowed::from) },
    });
    let consents = page.consents.into_iter().map(|one| Consent {
        field: one.field,
        person: person(one.person),
        purpose: shown(&one.purpose),
        call: one.call.map(|call| call.to_string()),
        instance: one.instance.map(|instance| instance.to_string()),
        given_ms: one.given_ms.0,
        until_ms: one.until_ms.0,
        withdrawn_ms: one.withdrawn_ms.map(|at| at.0),
    });
    let looks = page.looks.into_iter().map(|one| Look {
        field: one.field,
        person: person(one.person),
        purpose: shown(&one.purpose),
        at_ms: one.at_ms.0,
        until_ms: one.until_ms.0,
    });
    CustomerView {
        id: page.row.id.to_string(),
        added_ms: page.row.added_ms.0,
        changed_ms: page.row.changed_ms.0,
        fields: fields.collect(),
        is_serving: page.is_serving,
        held: noted(page.row.held),
        erased: noted(page.row.erased),
        consents: consents.collect(),
        looks: looks.collect(),
        calls: page.calls.iter().map(ToString::to_string).collect(),
        cases: page.cases.iter().map(|case| CustomerCase { instance: case.to_string() }).collect(),
        can: CustomerCan {
            edit: page.edit.into(),
            consent: page.consent.into(),
            hold: page.hold.into(),
            erase: page.erase.into(),
        },
    }
}

/// A page with a value that somebody may see now and nobody later: no cache keeps it.
fn uncached(body: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// Customers with this whole number or name. Each search is noted; only so many a minute.
#[utoipa::path(get, path = "/customers", operation_id = "customers_find", tag = "customers", params(CustomersAsked),
    responses((status = 200, body = CustomersFound), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:find"))))]
pub async fn find(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<CustomersAsked>,
) -> Result<Response, Problem> {
    let sought = match (asked.phone, asked.name) {
        (Some(phone), None) if !phone.trim().is_empty() => Sought::Phone(phone),
        (None, Some(name)) if !name.trim().is_empty() => Sought::Name(name),
        _ => return Err(Problem::with_detail(Code::BadInput, "give a whole `phone` or a whole `name`")),
    };
    let found = app.office.find_customers(&caller, sought).await?;
    let line = |one: FoundCustomer| CustomerLine {
        id: one.id.to_string(),
        name: one.name,
        phone: one.phone,
        is_erased: one.is_erased,
    };
    Ok(uncached(CustomersFound { items: found.into_iter().map(line).collect() }))
}

/// One customer, masked but for what the reader serves.
#[utoipa::path(get, path = "/customers/{id}", operation_id = "customers_one", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = CustomerView), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
) -> Result<Response, Problem> {
    let page = app.office.customer(&caller, id).await?;
    Ok(uncached(view_of(&app.office, page)))
}

#[derive(Serialize, ToSchema)]
pub struct CustomerOfCall {
    /// Null: nobody that we know, or nobody that the reader may see.
    customer: Option<CustomerView>,
}

/// Who calls.
#[utoipa::path(get, path = "/calls/{id}/customer", operation_id = "calls_customer", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = CustomerOfCall), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("call:view"))))]
pub async fn of_call(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CallId>,
) -> Result<Response, Problem> {
    let page = app.office.customer_of_call(&caller, id).await?;
    Ok(uncached(CustomerOfCall { customer: page.map(|page| view_of(&app.office, page)) }))
}

/// Values in clear; what is missing stays as it is, an empty text clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerFields {
    phone: Option<String>,
    name: Option<String>,
    id_card: Option<String>,
    bank_card: Option<String>,
    address: Option<String>,
    note: Option<String>,
}

impl CustomerFields {
    fn list(self) -> ClearFields {
        let Self { phone, name, id_card, bank_card, address, note } = self;
        let all = [
            (Class::Phone, phone),
            (Class::Name, name),
            (Class::IdCard, id_card),
            (Class::BankCard, bank_card),
            (Class::Address, address),
            (Class::Note, note),
        ];
        all.into_iter().filter_map(|(class, value)| Some((class, value?))).collect()
    }
}

#[derive(Serialize, ToSchema)]
pub struct CustomerAdded {
    id: String,
}

/// A new customer, known by a number.
#[utoipa::path(post, path = "/customers", operation_id = "customers_add", tag = "customers", request_body = CustomerFields,
    responses((status = 201, body = CustomerAdded), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:edit"))))]
pub async fn add(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<CustomerFields>,
) -> Result<(StatusCode, Json<CustomerAdded>), Problem> {
    whole(async move {
        let id = app.office.add_customer(&caller, asked.list()).await?;
        Ok((StatusCode::CREATED, Json(CustomerAdded { id: id.to_string() })))
    })
    .await
}

/// Fills in and changes what is not important; important data changes by the flow `important-data-change`.
#[utoipa::path(patch, path = "/customers/{id}", operation_id = "customers_change", tag = "customers", params(("id" = String, Path)), request_body = CustomerFields,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:edit"))))]
pub async fn change(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<CustomerFields>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.change_customer(&caller, id, asked.list()).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldAsked {
    /// `phone`, `id_card` or `bank_card`.
    field: String,
    /// What it is needed for; stays in the journal.
    purpose: String,
    #[schema(value_type = Option<String>)]
    call: Option<CallId>,
    #[schema(value_type = Option<String>)]
    instance: Option<InstanceId>,
}

impl FieldAsked {
    fn class(&self) -> Result<Class, Problem> {
        class_of(&self.field)
    }
}

fn class_of(text: &str) -> Result<Class, Problem> {
    text.parse().map_err(|_| Problem::with_detail(Code::BadInput, format!("`{text}` is no field of a customer")))
}

#[derive(Serialize, ToSchema)]
pub struct ConsentGiven {
    until_ms: i64,
}

/// The customer agrees, in this call or case, that the reader sees the field.
#[utoipa::path(post, path = "/customers/{id}/consents", operation_id = "customers_consent", tag = "customers", params(("id" = String, Path)), request_body = FieldAsked,
    responses((status = 201, body = ConsentGiven), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("consent:record"))))]
pub async fn consent(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<FieldAsked>,
) -> Result<(StatusCode, Json<ConsentGiven>), Problem> {
    let agreed = Agreed { class: asked.class()?, purpose: asked.purpose, call: asked.call, instance: asked.instance };
    whole(async move {
        let until = app.office.record_consent(&caller, id, agreed).await?;
        Ok((StatusCode::CREATED, Json(ConsentGiven { until_ms: until.0 })))
    })
    .await
}

/// The customer takes it back.
#[utoipa::path(delete, path = "/customers/{id}/consents/{field}", operation_id = "customers_withdraw", tag = "customers",
    params(("id" = String, Path), ("field" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("consent:record"))))]
pub async fn withdraw(
    State(app): State<App>,
    Reader(caller): Reader,
    Path((id, field)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id: CustomerId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let class = class_of(&field)?;
    whole(async move {
        app.office.withdraw_consent(&caller, id, class).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[derive(Serialize, ToSchema)]
pub struct FieldRevealed {
    value: String,
    /// The page hides it then.
    until_ms: i64,
}

/// A field in clear, for a purpose and two minutes. Who saw it and what for stays in the journal.
#[utoipa::path(post, path = "/customers/{id}/reveal", operation_id = "customers_reveal", tag = "customers", params(("id" = String, Path)), request_body = FieldAsked,
    responses((status = 200, body = FieldRevealed), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("id_card:reveal"))))]
pub async fn reveal(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<FieldAsked>,
) -> Result<Response, Problem> {
    let asked = Reveal { class: asked.class()?, purpose: asked.purpose, call: asked.call, instance: asked.instance };
    let revealed = app.office.reveal_field(&caller, id, asked).await?;
    Ok(uncached(FieldRevealed { value: revealed.value.to_string(), until_ms: revealed.until.0 }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    reason: String,
}

/// No erasure while it lasts.
#[utoipa::path(post, path = "/customers/{id}/hold", operation_id = "customers_hold", tag = "customers", params(("id" = String, Path)), request_body = Because,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:hold"))))]
pub async fn hold(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<Because>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.hold_customer(&caller, id, &asked.reason).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// The hold ends.
#[utoipa::path(delete, path = "/customers/{id}/hold", operation_id = "customers_lift_hold", tag = "customers", params(("id" = String, Path)), request_body = Because,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:hold"))))]
pub async fn lift_hold(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<Because>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.lift_hold(&caller, id, &asked.reason).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Destroys the customer's keys: nothing of them opens again.
#[utoipa::path(post, path = "/customers/{id}/erase", operation_id = "customers_erase", tag = "customers", params(("id" = String, Path)), request_body = Because,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("customer:erase"))))]
pub async fn erase(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CustomerId>,
    Body(asked): Body<Because>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.erase_customer(&caller, id, &asked.reason).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

//! Rights for a time: what may be asked for, the register, taking away, stopping somebody, emergencies. Requests
//! themselves are flows (`access-request`, `access-change`, `access-revocation`).

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::{CallId, GrantId, PersonId, SuspensionId};
use office::rights::break_glass::Emergency;
use office::rights::register::GrantsAsked;
use office::rights::suspend::Suspend;
use office::rights::views::{GrantDetail, GrantState, GrantView, RequestableView, SuspendedView, SuspensionView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Rights that the reader may ask for, with who would decide each and what the reader holds already.
#[utoipa::path(get, path = "/access/requestable", operation_id = "access_requestable", tag = "access",
    responses((status = 200, body = PageBody<RequestableView>),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:request"))))]
pub async fn requestable(
    State(app): State<App>,
    Reader(caller): Reader,
) -> Result<Json<PageBody<RequestableView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.requestable(&caller).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterAsked {
    /// `coming`, `live`, `expired`, `revoked` or `replaced`.
    #[param(value_type = Option<String>)]
    state: Option<GrantState>,
    #[param(value_type = Option<String>)]
    person: Option<PersonId>,
    /// The action's name, as `recording:play`.
    capability: Option<String>,
    /// 1 to 200, default 50.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The register of rights, the newest first: of everybody, the own team, or the reader.
#[utoipa::path(get, path = "/access/grants", operation_id = "access_grants", tag = "access", params(RegisterAsked),
    responses((status = 200, body = PageBody<GrantView>),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn grants(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<RegisterAsked>,
) -> Result<Json<PageBody<GrantView>>, Problem> {
    let RegisterAsked { state, person, capability, limit, cursor } = asked;
    let asked = GrantsAsked { state, person, capability, limit, cursor };
    Ok(Json(app.office.grants(&caller, asked).await?.into()))
}

/// One right: who agreed, what became of it, how it was used.
#[utoipa::path(get, path = "/access/grants/{id}", operation_id = "access_grant", tag = "access", params(("id" = String, Path)),
    responses((status = 200, body = GrantDetail),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn grant(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<GrantId>,
) -> Result<Json<GrantDetail>, Problem> {
    Ok(Json(app.office.grant(&caller, id).await?))
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithReason {
    /// For the journal and for the person concerned.
    reason: String,
}

/// Takes a right away; in force when it answers.
#[utoipa::path(post, path = "/access/grants/{id}/revoke", operation_id = "access_revoke", tag = "access", params(("id" = String, Path)),
    request_body = WithReason,
    responses((status = 200, body = GrantView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:revoke"))))]
pub async fn revoke(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<GrantId>,
    Body(asked): Body<WithReason>,
) -> Result<Json<GrantView>, Problem> {
    whole(async move { Ok(Json(app.office.revoke_grant(&caller, id, &asked.reason).await?)) }).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuspensionsAsked {
    #[param(value_type = Option<String>)]
    person: Option<PersonId>,
}

/// Suspensions of those whose rights the reader may see, the newest first, lifted ones too.
#[utoipa::path(get, path = "/access/suspensions", operation_id = "access_suspensions", tag = "access", params(SuspensionsAsked),
    responses((status = 200, body = PageBody<SuspensionView>),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn suspensions(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<SuspensionsAsked>,
) -> Result<Json<PageBody<SuspensionView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.suspensions(&caller, asked.person).await?)))
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuspension {
    #[schema(value_type = String)]
    person: PersonId,
    /// The action's name; without one everything.
    capability: Option<String>,
    reason: String,
    /// Up to 90 days; without it until somebody lifts it.
    minutes: Option<u32>,
    /// The call at which it was seen.
    #[schema(value_type = Option<String>)]
    call: Option<CallId>,
}

/// Stops what somebody may do; in force when it answers. Opens the violation case.
#[utoipa::path(post, path = "/access/suspensions", operation_id = "access_suspend", tag = "access", request_body = NewSuspension,
    responses((status = 201, body = SuspendedView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:suspend"))))]
pub async fn suspend(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<NewSuspension>,
) -> Result<(StatusCode, Json<SuspendedView>), Problem> {
    let NewSuspension { person, capability, reason, minutes, call } = asked;
    let asked = Suspend { person, capability, reason, minutes, call };
    whole(async move { Ok((StatusCode::CREATED, Json(app.office.suspend(&caller, asked).await?))) }).await
}

/// Gives back what was stopped.
#[utoipa::path(post, path = "/access/suspensions/{id}/lift", operation_id = "access_lift", tag = "access", params(("id" = String, Path)),
    request_body = WithReason,
    responses((status = 200, body = SuspensionView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:lift"))))]
pub async fn lift(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<SuspensionId>,
    Body(asked): Body<WithReason>,
) -> Result<Json<SuspensionView>, Problem> {
    whole(async move { Ok(Json(app.office.lift_suspension(&caller, id, &asked.reason).await?)) }).await
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmergency {
    /// The action's name, as `recording:play`.
    capability: String,
    /// `centre`, `team` or `customer`.
    scope_kind: String,
    /// Of the team or the customer.
    scope_id: Option<String>,
    reason: String,
    /// An hour at most.
    minutes: u32,
}

/// Takes a right in an emergency: at once, for an hour at most, told to everybody who watches over rights, and reviewed.
#[utoipa::path(post, path = "/access/break-glass", operation_id = "access_break_glass", tag = "access", request_body = NewEmergency,
    responses((status = 201, body = GrantView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:break_glass"))))]
pub async fn break_glass(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<NewEmergency>,
) -> Result<(StatusCode, Json<GrantView>), Problem> {
    let NewEmergency { capability, scope_kind, scope_id, reason, minutes } = asked;
    let asked = Emergency { capability, scope_kind, scope_id, reason, minutes };
    whole(async move { Ok((StatusCode::CREATED, Json(app.office.break_glass(&caller, asked).await?))) }).await
}

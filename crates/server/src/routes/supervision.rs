//! Reports about rights, reviews of them, and the ledger of violations.

use super::PageBody;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use model::{InstanceId, PersonId};
use office::supervision::reports::{OverReport, ShortReport};
use office::supervision::reviews::{ReviewDetail, ReviewView};
use office::supervision::violations::{ViolationDetail, ViolationLedger};
use serde::Deserialize;
use utoipa::IntoParams;

/// Days of a report unless the reader says otherwise: a quarter.
const DAYS: u32 = 90;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DaysAsked {
    /// From 1 to 366; 90 unless given.
    days: Option<u32>,
}

/// Too much: rights that nobody used in the last days.
#[utoipa::path(get, path = "/access/reports/over", operation_id = "access_report_over", tag = "access", params(DaysAsked),
    responses((status = 200, body = OverReport), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn over(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<DaysAsked>,
) -> Result<Json<OverReport>, Problem> {
    Ok(Json(app.office.unused_rights(&caller, asked.days.unwrap_or(DAYS)).await?))
}

/// Too little: what was refused to people again and again.
#[utoipa::path(get, path = "/access/reports/short", operation_id = "access_report_short", tag = "access", params(DaysAsked),
    responses((status = 200, body = ShortReport), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn short(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<DaysAsked>,
) -> Result<Json<ShortReport>, Problem> {
    Ok(Json(app.office.lacked_rights(&caller, asked.days.unwrap_or(DAYS)).await?))
}

/// Reviews of rights with their progress, the newest first.
#[utoipa::path(get, path = "/access/reviews", operation_id = "access_reviews", tag = "access",
    responses((status = 200, body = PageBody<ReviewView>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn reviews(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<ReviewView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.reviews(&caller).await?)))
}

/// One review: all its items for who sees everybody's rights, else the reader's own part.
#[utoipa::path(get, path = "/access/reviews/{id}", operation_id = "access_review", tag = "access", params(("id" = String, Path)),
    responses((status = 200, body = ReviewDetail), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn review(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<InstanceId>,
) -> Result<Json<ReviewDetail>, Problem> {
    Ok(Json(app.office.review(&caller, id).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ViolationsAsked {
    #[param(value_type = Option<String>)]
    person: Option<PersonId>,
}

/// The ledger of one person, or of all whom the reader may see; and the cases that are open.
#[utoipa::path(get, path = "/violations", operation_id = "violations_list", tag = "access", params(ViolationsAsked),
    responses((status = 200, body = ViolationLedger), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("violation:view"))))]
pub async fn violations(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ViolationsAsked>,
) -> Result<Json<ViolationLedger>, Problem> {
    Ok(Json(app.office.violations(&caller, asked.person).await?))
}

/// One case: what it came to, what came before it, what it restricts.
#[utoipa::path(get, path = "/violations/{instance}", operation_id = "violations_one", tag = "access", params(("instance" = String, Path)),
    responses((status = 200, body = ViolationDetail), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("violation:view"))))]
pub async fn violation(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(instance): Named<InstanceId>,
) -> Result<Json<ViolationDetail>, Problem> {
    Ok(Json(app.office.violation(&caller, instance).await?))
}

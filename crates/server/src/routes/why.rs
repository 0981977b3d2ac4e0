//! Why somebody may or may not, what one may do, and who may do something.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use model::PersonId;
use office::why::rights::{RightsView, WhoView};
use office::why::{About, WhyView};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhyAsked {
    /// As `number:reveal`.
    action: String,
    /// `centre`, `team`, `person`, `call`, `customer`, `flow`, `instance` or `task`.
    kind: String,
    /// Of a task: its instance, a dot, its number.
    id: Option<String>,
}

/// Why the reader may or may not do this to that. What the reader may not know is answered as if it did not exist.
#[utoipa::path(get, path = "/access/why", operation_id = "access_why", tag = "access", params(WhyAsked),
    responses((status = 200, body = WhyView), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn why(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<WhyAsked>,
) -> Result<Json<WhyView>, Problem> {
    let about = About::read(&asked.kind, asked.id.as_deref())?;
    Ok(Json(app.office.why_may(&caller, &asked.action, &about).await?))
}

/// Everything that the reader may and may not do, and why.
#[utoipa::path(get, path = "/access/mine", operation_id = "access_mine", tag = "access",
    responses((status = 200, body = RightsView)), extensions(("x-action" = json!("signed_in"))))]
pub async fn mine(State(app): State<App>, Reader(caller): Reader) -> Result<Json<RightsView>, Problem> {
    Ok(Json(app.office.my_rights(&caller).await?))
}

/// Everything that somebody else may do.
#[utoipa::path(get, path = "/access/people/{id}", operation_id = "access_person", tag = "access", params(("id" = String, Path)),
    responses((status = 200, body = RightsView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn person(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<Json<RightsView>, Problem> {
    Ok(Json(app.office.rights_of(&caller, id).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhoAsked {
    action: String,
    /// Only people of this team.
    team: Option<String>,
}

/// Who may do something, and why: among those whose rights the reader may see.
#[utoipa::path(get, path = "/access/who", operation_id = "access_who", tag = "access", params(WhoAsked),
    responses((status = 200, body = WhoView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access:view"))))]
pub async fn who(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<WhoAsked>,
) -> Result<Json<WhoView>, Problem> {
    Ok(Json(app.office.who(&caller, &asked.action, asked.team.as_deref()).await?))
}

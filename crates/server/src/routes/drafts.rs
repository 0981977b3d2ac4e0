//! Forms that are not finished: they survive a closed tab. Keys: `start:FLOW`, `task:INSTANCE:TASK`.

use super::whole;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::process::Fields;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct DraftView {
    #[schema(value_type = Object)]
    data: Fields,
    saved_ms: i64,
}

/// The reader's draft; null when none is kept.
#[utoipa::path(get, path = "/drafts/{key}", operation_id = "drafts_one", tag = "tasks", params(("key" = String, Path)),
    responses((status = 200, body = Option<DraftView>), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<Json<Option<DraftView>>, Problem> {
    let draft = app.office.draft(&caller, &key).await?;
    Ok(Json(draft.map(|draft| DraftView { data: draft.data, saved_ms: draft.saved_ms })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Drafting {
    /// As far as it is filled in; nothing is checked.
    #[schema(value_type = Object)]
    data: Fields,
}

#[utoipa::path(put, path = "/drafts/{key}", operation_id = "drafts_save", tag = "tasks", params(("key" = String, Path)),
    request_body = Drafting,
    responses((status = 204), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn save(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
    Body(asked): Body<Drafting>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.save_draft(&caller, &key, asked.data).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[utoipa::path(delete, path = "/drafts/{key}", operation_id = "drafts_drop", tag = "tasks", params(("key" = String, Path)),
    responses((status = 204), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn drop(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.drop_draft(&caller, &key).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

//! The rules in force, to read: as a whole, their versions, their files; and whether the reader has read them.

use super::whole;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use office::changes::views::{RuleFiles, Versions};
use office::clauses::ClauseBoard;
use office::reading::{OwnReading, RulesReading};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Queues, flows, dispositions, roles, policies and clauses in force.
#[utoipa::path(get, path = "/rulebook", operation_id = "rulebook_in_force", tag = "rulebook",
    responses((status = 200, body = Object), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn in_force(State(app): State<App>, Reader(caller): Reader) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(app.office.rulebook_in_force(&caller)?))
}

/// Versions that were in force, the latest first, and whether the operator's folder differs.
#[utoipa::path(get, path = "/rulebook/versions", operation_id = "rulebook_versions", tag = "rulebook",
    responses((status = 200, body = Versions), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn versions(State(app): State<App>, Reader(caller): Reader) -> Result<Json<Versions>, Problem> {
    Ok(Json(app.office.rule_versions(&caller).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FilesAsked {
    /// Without it the one in force.
    version: Option<String>,
    /// This file, with its text.
    path: Option<String>,
}

/// The files of a version by name; with `path` one of them with its text. Files with people or devices have no text here.
#[utoipa::path(get, path = "/rulebook/files", operation_id = "rulebook_files", tag = "rulebook", params(FilesAsked),
    responses((status = 200, body = RuleFiles), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn files(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<FilesAsked>,
) -> Result<Json<RuleFiles>, Problem> {
    Ok(Json(app.office.rule_files(&caller, asked.version.as_deref(), asked.path.as_deref()).await?))
}

/// Every clause: what enforces it, and how it was kept in the past 30 days.
#[utoipa::path(get, path = "/rulebook/clauses", operation_id = "rulebook_clauses", tag = "rulebook",
    responses((status = 200, body = ClauseBoard), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules:acknowledge"))))]
pub async fn clauses(State(app): State<App>, Reader(caller): Reader) -> Result<Json<ClauseBoard>, Problem> {
    Ok(Json(app.office.clause_board(&caller).await?))
}

/// Whether the reader has confirmed the rules of today.
#[utoipa::path(get, path = "/rulebook/reading", operation_id = "rulebook_reading", tag = "rulebook",
    responses((status = 200, body = OwnReading)),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn reading(State(app): State<App>, Reader(caller): Reader) -> Result<Json<OwnReading>, Problem> {
    Ok(Json(app.office.own_reading(&caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// Of clauses and policies, as `GET /rulebook/reading` gives it.
    version: String,
}

/// The reader has read the rules of this version. 409 when another one is in force by now.
#[utoipa::path(post, path = "/rulebook/acknowledge", operation_id = "rulebook_acknowledge", tag = "rulebook", request_body = Read,
    responses((status = 200, body = OwnReading), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules:acknowledge"))))]
pub async fn acknowledge(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(read): Body<Read>,
) -> Result<Json<OwnReading>, Problem> {
    whole(async move { Ok(Json(app.office.acknowledge_rules(&caller, &read.version).await?)) }).await
}

/// Who has read the rules of today, and who has not.
#[utoipa::path(get, path = "/rulebook/acknowledgements", operation_id = "rulebook_acknowledgements", tag = "rulebook",
    responses((status = 200, body = RulesReading), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn acknowledgements(State(app): State<App>, Reader(caller): Reader) -> Result<Json<RulesReading>, Problem> {
    Ok(Json(app.office.acknowledgements(&caller).await?))
}

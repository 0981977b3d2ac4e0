//! The rules in force, to read.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;

/// Queues, flows, dispositions, roles, policies and clauses in force.
#[utoipa::path(get, path = "/rulebook", operation_id = "rulebook_in_force", tag = "rulebook",
    responses((status = 200, body = Object), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn in_force(State(app): State<App>, Reader(caller): Reader) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(app.office.rulebook_in_force(&caller)?))
}

//! The floor at this moment, for programs; pages use the live socket.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use workforce::Floor;

#[derive(Serialize, ToSchema)]
pub struct FloorNow {
    /// Number of the last fact in it.
    seq: u64,
    server_time_ms: i64,
    /// Agents, queues and calls that the reader may see.
    #[schema(value_type = Object)]
    floor: Floor,
}

#[utoipa::path(get, path = "/floor", operation_id = "floor_now", tag = "floor",
    responses((status = 200, body = FloorNow), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("floor:view"))))]
pub async fn floor(State(app): State<App>, Reader(caller): Reader) -> Result<Json<FloorNow>, Problem> {
    let (seq, floor) = app.office.floor(&caller)?;
    Ok(Json(FloorNow { seq, server_time_ms: app.office.now().0, floor }))
}

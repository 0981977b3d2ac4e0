//! The journal for auditors: facts in their order, numbers masked.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::Asked;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use model::Fact;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FactsAsked {
    /// Facts after this number; default 0.
    after: Option<u64>,
    /// 1 to 1,000; default 50.
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct FactsPage {
    #[schema(value_type = Vec<Object>)]
    items: Vec<Fact>,
    /// `after` of the next page; null at the end.
    next: Option<u64>,
    /// Number of the last fact of the journal.
    last_seq: u64,
}

#[utoipa::path(get, path = "/journal", operation_id = "journal_list", tag = "journal", params(FactsAsked),
    responses((status = 200, body = FactsPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("journal:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<FactsAsked>,
) -> Result<Json<FactsPage>, Problem> {
    let items = app.office.facts(&caller, asked.after.unwrap_or(0), asked.limit).await?;
    let last_seq = app.office.last_seq().await?;
    let next = items.last().map(|fact| fact.seq).filter(|seq| *seq < last_seq);
    Ok(Json(FactsPage { items, next, last_seq }))
}

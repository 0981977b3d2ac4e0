//! Reports: figures of queues over a span, by the same fold as the wallboard's.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::Asked;
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use model::Millis;
use office::reports::{Cut, Row};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportAsked {
    from_ms: i64,
    until_ms: i64,
    /// `half_hour`, `hour`, `day` or `whole`; default `day`.
    bucket: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct QueueReport {
    /// Version of the figures' definitions: GLOSSARY.md.
    definition_version: u32,
    /// By interval, then by queue; intervals without calls are left out.
    buckets: Vec<QueueFigures>,
    /// The whole span, every queue.
    totals: Vec<QueueFigures>,
}

/// One queue in one interval. A call counts in the interval in which it entered the queue.
#[derive(Serialize, ToSchema)]
pub struct QueueFigures {
    queue: String,
    from_ms: i64,
    until_ms: i64,
    /// Left the queue: answered, abandoned or overflowed.
    offered: u64,
    answered: u64,
    abandoned: u64,
    overflowed: u64,
    /// Answered within the queue's service level time.
    within_service_level: u64,
    service_level_percent: Option<f64>,
    answer_rate_percent: Option<f64>,
    abandonment_percent: Option<f64>,
    /// Of answered calls.
    wait_ms_mean: Option<u64>,
    wait_ms_max: u64,
    talk_ms_mean: Option<u64>,
    /// Talk, hold and wrap-up.
    handle_ms_mean: Option<u64>,
}

impl From<Row> for QueueFigures {
    fn from(row: Row) -> Self {
        let of = &row.figures;
        Self {
            queue: row.queue.to_string(),
            from_ms: row.from.0,
            until_ms: row.until.0,
            offered: of.offered(),
            answered: of.answered,
            abandoned: of.abandoned,
            overflowed: of.overflowed,
            within_service_level: of.answered_within,
            service_level_percent: of.service_level_percent(),
            answer_rate_percent: of.answer_rate_percent(),
            abandonment_percent: of.abandonment_percent(),
            wait_ms_mean: of.asa_ms(),
            wait_ms_max: of.wait_max_ms,
            talk_ms_mean: of.talk_ms.checked_div(of.handled),
            handle_ms_mean: of.aht_ms(),
        }
    }
}

#[utoipa::path(get, path = "/reports/queues", operation_id = "reports_queues", tag = "reports", params(ReportAsked),
    responses((status = 200, body = QueueReport), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report:view"))))]
pub async fn queues(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ReportAsked>,
) -> Result<Json<QueueReport>, Problem> {
    let cut = match asked.bucket.as_deref() {
        None | Some("day") => Cut::Day,
        Some("hour") => Cut::Hour,
        Some("half_hour") => Cut::HalfHour,
        Some("whole") => Cut::Whole,
        Some(_) => return Err(Problem::with_detail(Code::BadInput, "`bucket`: `half_hour`, `hour`, `day` or `whole`")),
    };
    let report = app.office.queue_report(&caller, Millis(asked.from_ms), Millis(asked.until_ms), cut).await?;
    Ok(Json(QueueReport {
        definition_version: report.definition.version,
        buckets: report.buckets.into_iter().map(Into::into).collect(),
        totals: report.totals.into_iter().map(Into::into).collect(),
    }))
}

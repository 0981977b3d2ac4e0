//! The workspace of internal audit: samples, the evidence behind them, findings, the report.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use model::process::Fields;
use model::{Millis, SampleId, SampleOf};
use office::supervision::audit::report::Format;
use office::supervision::audit::{Draw, FindingView, SampleDetail, SampleView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Samples, the newest first.
#[utoipa::path(get, path = "/audit/samples", operation_id = "audit_samples", tag = "audit",
    responses((status = 200, body = PageBody<SampleView>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn samples(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<SampleView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.samples(&caller).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSample {
    /// `grants`, `break_glass`, `reveals`, `violations` or `changes`.
    #[schema(value_type = String)]
    of: SampleOf,
    from_ms: i64,
    until_ms: i64,
    /// At most 200.
    size: u32,
    /// Null: a random one. The same seed draws the same again.
    seed: Option<u32>,
}

/// Draws a sample of a period. The draw is a fact of the journal, with its seed.
#[utoipa::path(post, path = "/audit/samples", operation_id = "audit_draw", tag = "audit", request_body = NewSample,
    responses((status = 201, body = SampleView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn draw(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<NewSample>,
) -> Result<(StatusCode, Json<SampleView>), Problem> {
    whole(async move {
        let (from, until) = (Millis(asked.from_ms), Millis(asked.until_ms));
        let draw = Draw { of: asked.of, from, until, size: asked.size, seed: asked.seed };
        Ok((StatusCode::CREATED, Json(app.office.draw_sample(&caller, draw).await?)))
    })
    .await
}

/// A sample with the evidence of each item in one place.
#[utoipa::path(get, path = "/audit/samples/{id}", operation_id = "audit_sample", tag = "audit", params(("id" = String, Path)),
    responses((status = 200, body = SampleDetail), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn sample(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<SampleId>,
) -> Result<Json<SampleDetail>, Problem> {
    Ok(Json(app.office.sample(&caller, id).await?))
}

/// Findings, the newest first.
#[utoipa::path(get, path = "/audit/findings", operation_id = "audit_findings", tag = "audit",
    responses((status = 200, body = PageBody<FindingView>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn findings(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<FindingView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.findings(&caller).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFinding {
    /// The form `audit-finding`; `sample` and `sample_item` name what it is about.
    #[schema(value_type = Object)]
    form: Fields,
}

/// Opens a finding: its owner has to put it right by its day.
#[utoipa::path(post, path = "/audit/findings", operation_id = "audit_open_finding", tag = "audit", request_body = NewFinding,
    responses((status = 201, body = FindingView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn open_finding(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<NewFinding>,
) -> Result<(StatusCode, Json<FindingView>), Problem> {
    whole(async move { Ok((StatusCode::CREATED, Json(app.office.open_finding(&caller, asked.form).await?))) }).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportPeriod {
    from_ms: i64,
    until_ms: i64,
}

/// The audit report of a period, with the last signed root of the journal printed on it.
#[utoipa::path(get, path = "/audit/report.pdf", operation_id = "audit_report_pdf", tag = "audit", params(ReportPeriod),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn report_pdf(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ReportPeriod>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    report(app, caller, asked, Format::Pdf).await
}

/// The same as a workbook; no cell is a formula.
#[utoipa::path(get, path = "/audit/report.xlsx", operation_id = "audit_report_xlsx", tag = "audit", params(ReportPeriod),
    responses((status = 200, body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit:work"))))]
pub async fn report_xlsx(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ReportPeriod>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    report(app, caller, asked, Format::Xlsx).await
}

async fn report(
    app: App,
    caller: office::Caller,
    asked: ReportPeriod,
    format: Format,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    whole(async move {
        let (from, until) = (Millis(asked.from_ms), Millis(asked.until_ms));
        let bytes = app.office.audit_report(&caller, from, until, format).await?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
        let name = format!("attachment; filename=\"audit-report.{}\"", format.extension());
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).expect("ASCII"));
        Ok((headers, bytes))
    })
    .await
}

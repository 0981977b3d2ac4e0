//! The catalogue of flows: their texts, starting them, their figures, and the move of running ones to a new text.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::process::Fields;
use model::{InstanceId, Millis};
use office::processes::export::ExportFormat;
use office::processes::views::{FlowNumbers, FlowRow, FlowView, InstanceView, MigrationView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Every flow of the rulebook, with the starts that the reader may use now.
#[utoipa::path(get, path = "/flows", operation_id = "flows_list", tag = "flows",
    responses((status = 200, body = PageBody<FlowRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:view"))))]
pub async fn list(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<FlowRow>>, Problem> {
    Ok(Json(PageBody::whole(app.office.flows(&caller).await?)))
}

/// One flow: text, forms, diagram, parameters.
#[utoipa::path(get, path = "/flows/{key}", operation_id = "flows_one", tag = "flows", params(("key" = String, Path)),
    responses((status = 200, body = FlowView), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<Json<FlowView>, Problem> {
    Ok(Json(app.office.flow(&caller, &key).await?))
}

/// The flow as BPMN 2.0, with its diagram.
#[utoipa::path(get, path = "/flows/{key}/bpmn", operation_id = "flows_bpmn", tag = "flows", params(("key" = String, Path)),
    responses((status = 200, body = String, content_type = "application/xml"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:view"))))]
pub async fn bpmn(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<Response, Problem> {
    let text = app.office.flow_bpmn(&caller, &key).await?;
    // The key is one of the rulebook's: the office has found it.
    let name = format!("attachment; filename=\"{key}.bpmn\"");
    Ok(([(header::CONTENT_TYPE, "application/xml"), (header::CONTENT_DISPOSITION, &name)], text).into_response())
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Starting {
    /// Which of its starts; needed where it has several.
    start: Option<String>,
    /// The form.
    #[serde(default)]
    #[schema(value_type = Object)]
    data: Fields,
}

/// Starts a flow by hand. A repeat with the same `Idempotency-Key` gets the first instance.
#[utoipa::path(post, path = "/flows/{key}/start", operation_id = "flows_start", tag = "flows",
    params(("key" = String, Path), ("Idempotency-Key" = Option<String>, Header)), request_body = Starting,
    responses((status = 201, body = InstanceView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:start"))))]
pub async fn start(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
    headers: HeaderMap,
    Body(asked): Body<Starting>,
) -> Result<(StatusCode, Json<InstanceView>), Problem> {
    let request = format!("start {key} {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        async move { Ok(app.office.start_flow(&caller, &key, asked.start.as_deref(), asked.data).await?) }
    };
    let id_of = |view: &InstanceView| view.row.id.to_string();
    let view = match once(&app, caller.person.id, &headers, &request, id_of, work).await? {
        Once::Now(view) => view,
        Once::Before(id) => app.office.instance(&caller, super::made::<InstanceId>(&id)?).await?,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NumbersAsked {
    /// Only this flow.
    flow: Option<String>,
    /// Started at or after.
    from_ms: i64,
    /// Started before.
    to_ms: i64,
}

/// How long each flow and each of its steps took, from facts.
#[utoipa::path(get, path = "/flows/numbers", operation_id = "flows_numbers", tag = "flows", params(NumbersAsked),
    responses((status = 200, body = PageBody<FlowNumbers>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report:view"))))]
pub async fn numbers(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<NumbersAsked>,
) -> Result<Json<PageBody<FlowNumbers>>, Problem> {
    let (from, to) = span(asked.from_ms, asked.to_ms)?;
    Ok(Json(PageBody::whole(app.office.numbers(&caller, asked.flow.as_deref(), from, to).await?)))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// OCEL 2.0, JSON.
    Ocel,
    /// IEEE XES, XML.
    Xes,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportAsked {
    #[param(inline)]
    format: LogFormat,
    /// Only this flow.
    flow: Option<String>,
    /// Started at or after.
    from_ms: i64,
    /// Started before.
    to_ms: i64,
}

/// What happened, for process mining: without personal data.
#[utoipa::path(get, path = "/flows/export", operation_id = "flows_export", tag = "flows", params(ExportAsked),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:export"))))]
pub async fn export(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ExportAsked>,
) -> Result<Response, Problem> {
    let (from, to) = span(asked.from_ms, asked.to_ms)?;
    let (format, kind, name) = match asked.format {
        LogFormat::Ocel => (ExportFormat::Ocel, "application/json", "attachment; filename=\"flows.ocel.json\""),
        LogFormat::Xes => (ExportFormat::Xes, "application/xml", "attachment; filename=\"flows.xes\""),
    };
    let bytes = app.office.export_log(&caller, format, asked.flow.as_deref(), from, to).await?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// What a move of running instances to the text in force would do. Changes nothing.
#[utoipa::path(get, path = "/flows/{key}/migration", operation_id = "flows_migration", tag = "flows", params(("key" = String, Path)),
    responses((status = 200, body = MigrationView), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:migrate"))))]
pub async fn migration(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<Json<MigrationView>, Problem> {
    Ok(Json(app.office.migration(&caller, &key).await?))
}

/// Moves those that can be moved.
#[utoipa::path(post, path = "/flows/{key}/migration", operation_id = "flows_migrate", tag = "flows", params(("key" = String, Path)),
    responses((status = 200, body = MigrationView), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("flow:migrate"))))]
pub async fn migrate(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(key): Named<String>,
) -> Result<Json<MigrationView>, Problem> {
    whole(async move { Ok(Json(app.office.migrate(&caller, &key).await?)) }).await
}

fn span(from_ms: i64, to_ms: i64) -> Result<(Millis, Millis), Problem> {
    if from_ms < to_ms {
        Ok((Millis(from_ms), Millis(to_ms)))
    } else {
        Err(Problem::with_detail(Code::BadInput, "`from_ms` is before `to_ms`"))
    }
}

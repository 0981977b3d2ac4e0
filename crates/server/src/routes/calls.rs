//! Calls: the list, one call with its steps, the number in clear, the disposition.

use super::{Allowed, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Kept, Verdict};
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::{CallId, Fact, Millis, PersonId, QueueId};
use serde::{Deserialize, Serialize};
use store::{CallCursor, CallFilter, CallOutcome};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallsAsked {
    /// Rows of a page, 1 to 200; default 50.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Started at or after.
    from_ms: Option<i64>,
    /// Started before.
    until_ms: Option<i64>,
    queue: Option<String>,
    #[param(value_type = Option<String>)]
    agent: Option<PersonId>,
    /// `live`, `ivr`, `answered`, `abandoned`, `overflowed` or `refused`.
    outcome: Option<String>,
    /// The caller's whole number, or the beginning or end of what is shown of it, or of the dialled number.
    q: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CallRow {
    id: String,
    started_ms: i64,
    ended_ms: Option<i64>,
    /// Masked.
    from: String,
    to: String,
    queue: Option<String>,
    agent: Option<AgentName>,
    /// `live`, `ivr`, `answered`, `abandoned`, `overflowed` or `refused`.
    outcome: &'static str,
    cause: Option<String>,
    wait_ms: i64,
    talk_ms: i64,
    hold_ms: i64,
    disposition: Option<String>,
    recording: Option<RecordingInfo>,
    /// Made by the demo generator.
    is_demo: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AgentName {
    id: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
pub struct RecordingInfo {
    id: String,
    /// Null while it is being written.
    duration_ms: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct CallsPage {
    items: Vec<CallRow>,
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CallDetail {
    #[serde(flatten)]
    row: CallRow,
    note: Option<String>,
    /// Everything that happened, numbers masked. Kinds and fields: `crates/model/src/fact.rs`.
    #[schema(value_type = Vec<Object>)]
    facts: Vec<Fact>,
    allowed: CallAllowed,
}

#[derive(Serialize, ToSchema)]
pub struct CallAllowed {
    play: Allowed,
    reveal: Allowed,
    set_disposition: Allowed,
}

fn row_of(row: &store::CallRow) -> CallRow {
    CallRow {
        id: row.id.to_string(),
        started_ms: row.started_ms.0,
        ended_ms: row.ended_ms.map(|at| at.0),
        from: row.from.masked(),
        to: row.to.clone(),
        queue: row.queue.as_ref().map(ToString::to_string),
        agent: row.agent.as_ref().map(|agent| AgentName {
            id: agent.id.to_string(),
            name: agent.name.as_ref().map_or_else(|| agent.id.to_string(), |name| name.0.clone()),
        }),
        outcome: row.outcome.as_str(),
        cause: row.cause.clone(),
        wait_ms: row.wait_ms.0,
        talk_ms: row.talk_ms.0,
        hold_ms: row.hold_ms.0,
        disposition: row.disposition.clone(),
        recording: row
            .recording
            .map(|(id, duration)| RecordingInfo { id: id.to_string(), duration_ms: duration.map(|span| span.0) }),
        is_demo: row.is_demo,
    }
}

/// Calls that the reader may see, the latest first.
#[utoipa::path(get, path = "/calls", operation_id = "calls_list", tag = "calls", params(CallsAsked),
    responses((status = 200, body = CallsPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("call:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<CallsAsked>,
) -> Result<Json<CallsPage>, Problem> {
    let wrong = |what: &str| Problem::with_detail(Code::BadInput, what.to_owned());
    let cursor = asked.cursor.map(|text| text.parse::<CallCursor>()).transpose().map_err(wrong)?;
    let filter = CallFilter {
        from: asked.from_ms.map(Millis),
        until: asked.until_ms.map(Millis),
        queue: asked.queue.as_deref().map(QueueId::from),
        agent: asked.agent,
        outcome: asked.outcome.map(|text| text.parse::<CallOutcome>()).transpose().map_err(wrong)?,
        number: asked.q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        // Found by the office, for whoever may see numbers in clear.
        caller: None,
    };
    let page = app.office.calls(&caller, filter, cursor, asked.limit).await?;
    Ok(Json(CallsPage {
        items: page.items.iter().map(row_of).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// One call with its steps and what the reader may do with it.
#[utoipa::path(get, path = "/calls/{id}", operation_id = "calls_one", tag = "calls", params(("id" = String, Path)),
    responses((status = 200, body = CallDetail), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("call:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CallId>,
) -> Result<Json<CallDetail>, Problem> {
    let page = app.office.call(&caller, id).await?;
    Ok(Json(CallDetail {
        row: row_of(&page.row),
        note: page.row.note.clone(),
        facts: page.facts,
        allowed: CallAllowed {
            play: page.play.into(),
            reveal: page.reveal.into(),
            set_disposition: page.set_disposition.into(),
        },
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// What it is needed for; stays in the journal.
    purpose: String,
}

#[derive(Serialize, ToSchema)]
pub struct Revealed {
    from: String,
}

/// The caller's number in clear. Who read it and what for stays in the journal.
#[utoipa::path(post, path = "/calls/{id}/reveal", operation_id = "calls_reveal", tag = "calls", params(("id" = String, Path)), request_body = Purpose,
    responses((status = 200, body = Revealed), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("number:reveal"))))]
pub async fn reveal(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CallId>,
    Body(asked): Body<Purpose>,
) -> Result<Json<Revealed>, Problem> {
    let from = app.office.reveal_number(&caller, id, &asked.purpose).await?;
    Ok(Json(Revealed { from }))
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disposition {
    /// A leaf of the queue's tree.
    code: String,
    #[serde(default)]
    note: String,
}

/// Sets the disposition of an own call. A repeat with the same `Idempotency-Key` gets the first answer.
#[utoipa::path(post, path = "/calls/{id}/disposition", operation_id = "calls_set_disposition", tag = "calls",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)), request_body = Disposition,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("call:set_disposition"))))]
pub async fn set_disposition(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<CallId>,
    headers: HeaderMap,
    Body(asked): Body<Disposition>,
) -> Result<StatusCode, Problem> {
    let key = Kept::key(&headers)?;
    let person = caller.person.id;
    if let Some(key) = &key {
        let request = format!("disposition {id} {} {}", asked.code, asked.note);
        if let Verdict::Repeat(status, _) = app.idempotency.begin(person, key, &request)? {
            return Ok(status);
        }
    }
    whole(async move {
        let done = app.office.set_disposition(&caller, id, &asked.code, &asked.note).await;
        let status = StatusCode::NO_CONTENT;
        if let Some(key) = key {
            app.idempotency.done(person, &key, done.is_ok().then(|| (status, "".into())));
        }
        Ok(done.map(|()| status)?)
    })
    .await
}

//! Changes of the rules: previewed, proposed, followed, taken back. Approval is the flow `config-change`.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::ChangeId;
use office::changes::views::{ChangeRowView, ChangeView, EditedFile, Preview, Proposal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All changes, the latest first.
#[utoipa::path(get, path = "/rulebook/changes", operation_id = "changes_list", tag = "rulebook",
    responses((status = 200, body = PageBody<ChangeRowView>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn list(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<ChangeRowView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.changes(&caller).await?)))
}

/// One change: its difference and its effect.
#[utoipa::path(get, path = "/rulebook/changes/{id}", operation_id = "changes_one", tag = "rulebook", params(("id" = String, Path)),
    responses((status = 200, body = ChangeView), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ChangeId>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(app.office.change(&caller, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// The version that they are of.
    base: String,
    files: Vec<EditedFile>,
}

/// What the edits would do: problems by file and line, the difference, the effect, who has to approve. Files nothing.
#[utoipa::path(post, path = "/rulebook/changes/preview", operation_id = "changes_preview", tag = "rulebook", request_body = Edits,
    responses((status = 200, body = Preview), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:propose"))))]
pub async fn preview(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(edits): Body<Edits>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(app.office.preview_change(&caller, &edits.base, &edits.files).await?))
}

/// Files a change and starts its flow. 409 with what changed when its base is no longer in force. A repeat with the same
/// `Idempotency-Key` gets the first one.
#[utoipa::path(post, path = "/rulebook/changes", operation_id = "changes_propose", tag = "rulebook",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = Proposal,
    responses((status = 201, body = ChangeView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:propose"))))]
pub async fn propose(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(proposal): Body<Proposal>,
) -> Result<(StatusCode, Json<ChangeView>), Problem> {
    let request = format!("change {}", super::text_of(&proposal));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        async move { Ok(app.office.propose_change(&caller, proposal).await?) }
    };
    answer(&app, &caller, &headers, &request, work).await
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollingBack {
    reason: String,
}

/// One more change that puts back what this one replaced; it goes the same way.
#[utoipa::path(post, path = "/rulebook/changes/{id}/roll-back", operation_id = "changes_roll_back", tag = "rulebook",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)), request_body = RollingBack,
    responses((status = 201, body = ChangeView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rulebook:propose"))))]
pub async fn roll_back(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ChangeId>,
    headers: HeaderMap,
    Body(asked): Body<RollingBack>,
) -> Result<(StatusCode, Json<ChangeView>), Problem> {
    let request = format!("take back {id} {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        async move { Ok(app.office.roll_back_change(&caller, id, asked.reason).await?) }
    };
    answer(&app, &caller, &headers, &request, work).await
}

async fn answer(
    app: &App,
    caller: &office::Caller,
    headers: &HeaderMap,
    request: &str,
    work: impl Future<Output = Result<ChangeView, Problem>> + Send + 'static,
) -> Result<(StatusCode, Json<ChangeView>), Problem> {
    let id_of = |view: &ChangeView| view.row.id.to_string();
    let view = match once(app, caller.person.id, headers, request, id_of, whole(work)).await? {
        Once::Now(view) => view,
        Once::Before(id) => app.office.change(caller, super::made(&id)?).await?,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

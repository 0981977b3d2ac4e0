//! Notices: what one is told, who has read it, who has acknowledged it.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::{NoticeId, PersonId};
use office::processes::notices::{NewNotice, NoticeBox};
use office::processes::views::{NoticeReaders, NoticeView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// To the reader, not read or not acknowledged yet.
    #[default]
    Open,
    /// To the reader.
    All,
    /// By the reader.
    Sent,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticesAsked {
    /// Default `open`.
    #[serde(default, rename = "box")]
    #[param(inline)]
    which: Which,
    /// Rows of a page, 1 to 200; default 50.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Notices, the latest first.
#[utoipa::path(get, path = "/notices", operation_id = "notices_list", tag = "notices", params(NoticesAsked),
    responses((status = 200, body = PageBody<NoticeView>), (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<NoticesAsked>,
) -> Result<Json<PageBody<NoticeView>>, Problem> {
    let which = match asked.which {
        Which::Open => NoticeBox::Open,
        Which::All => NoticeBox::All,
        Which::Sent => NoticeBox::Sent,
    };
    Ok(Json(app.office.notices(&caller, which, asked.cursor.as_deref(), asked.limit).await?.into()))
}

/// Who has read it and who has not.
#[utoipa::path(get, path = "/notices/{id}", operation_id = "notices_one", tag = "notices", params(("id" = String, Path)),
    responses((status = 200, body = NoticeReaders), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice:view_readers"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<NoticeId>,
) -> Result<Json<NoticeReaders>, Problem> {
    Ok(Json(app.office.notice(&caller, id).await?))
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    people: Vec<PersonId>,
    /// Posts, as `agent`.
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    teams: Vec<String>,
    title: String,
    text: String,
    #[serde(default)]
    must_acknowledge: bool,
}

/// Sends a notice. A repeat with the same `Idempotency-Key` sends nothing more.
#[utoipa::path(post, path = "/notices", operation_id = "notices_send", tag = "notices",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = Notice,
    responses((status = 201, body = NoticeView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice:send"))))]
pub async fn send(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(asked): Body<Notice>,
) -> Result<(StatusCode, Json<NoticeView>), Problem> {
    let request = format!("notice {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        let Notice { people, roles, teams, title, text, must_acknowledge } = asked;
        let notice = NewNotice { people, roles, teams, title, text, must_acknowledge };
        async move { Ok(app.office.send_notice(&caller, notice).await?) }
    };
    let id_of = |view: &NoticeView| view.id.to_string();
    let view = match once(&app, caller.person.id, &headers, &request, id_of, work).await? {
        Once::Now(view) => view,
        Once::Before(id) => app.office.notice(&caller, super::made::<NoticeId>(&id)?).await?.notice,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// The reader has read it.
#[utoipa::path(post, path = "/notices/{id}/read", operation_id = "notices_read", tag = "notices", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn read(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<NoticeId>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.read_notice(&caller, id).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// The reader confirms to have read it.
#[utoipa::path(post, path = "/notices/{id}/acknowledge", operation_id = "notices_acknowledge", tag = "notices", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn acknowledge(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<NoticeId>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.acknowledge_notice(&caller, id).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

//! Records that flows keep, and finding people, queues and teams for forms.

use super::PageBody;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::Asked;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use office::processes::lookup::LookupKind;
use office::processes::views::{LookupItem, RecordView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordsAsked {
    /// Only records of this kind.
    kind: Option<String>,
    /// Rows of a page, 1 to 200; default 50.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Records that the reader may see, the latest first: all, or those to which they are a party.
#[utoipa::path(get, path = "/records", operation_id = "records_list", tag = "instances", params(RecordsAsked),
    responses((status = 200, body = PageBody<RecordView>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("record:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<RecordsAsked>,
) -> Result<Json<PageBody<RecordView>>, Problem> {
    Ok(Json(app.office.records(&caller, asked.kind.as_deref(), asked.cursor.as_deref(), asked.limit).await?.into()))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Person,
    Queue,
    Team,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LookupAsked {
    #[param(inline)]
    kind: Kind,
    /// Part of the name; empty: the first ones.
    #[serde(default)]
    q: String,
}

/// Who or what may be named in a form.
#[utoipa::path(get, path = "/lookup", operation_id = "lookup", tag = "tasks", params(LookupAsked),
    responses((status = 200, body = PageBody<LookupItem>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:look_up"))))]
pub async fn look_up(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<LookupAsked>,
) -> Result<Json<PageBody<LookupItem>>, Problem> {
    let kind = match asked.kind {
        Kind::Person => LookupKind::Person,
        Kind::Queue => LookupKind::Queue,
        Kind::Team => LookupKind::Team,
    };
    Ok(Json(PageBody::whole(app.office.look_up(&caller, kind, &asked.q)?)))
}

//! Running and ended flows: lists, one as a story, messages to it, and taking back an own step.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use model::InstanceId;
use model::process::Fields;
use office::Caller;
use office::processes::instances::InstanceBox;
use office::processes::views::{InstanceRow, InstanceView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The reader applied for.
    #[default]
    Mine,
    /// The reader's team applied for.
    Team,
    All,
    /// With a step past its deadline.
    Overdue,
    /// The reader has or had a task of it.
    Took,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstanceState {
    Open,
    Ended,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InstancesAsked {
    /// Default `mine`.
    #[serde(default, rename = "box")]
    #[param(inline)]
    which: Which,
    flow: Option<String>,
    #[param(inline)]
    state: Option<InstanceState>,
    /// Rows of a page, 1 to 200; default 50.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Instances that the reader may see, the latest first.
#[utoipa::path(get, path = "/instances", operation_id = "instances_list", tag = "instances", params(InstancesAsked),
    responses((status = 200, body = PageBody<InstanceRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<InstancesAsked>,
) -> Result<Json<PageBody<InstanceRow>>, Problem> {
    let which = match asked.which {
        Which::Mine => InstanceBox::Mine,
        Which::Team => InstanceBox::Team,
        Which::All => InstanceBox::All,
        Which::Overdue => InstanceBox::Overdue,
        Which::Took => InstanceBox::Took,
    };
    let is_open = asked.state.map(|state| matches!(state, InstanceState::Open));
    let (flow, cursor) = (asked.flow.as_deref(), asked.cursor.as_deref());
    Ok(Json(app.office.instances(&caller, which, flow, is_open, cursor, asked.limit).await?.into()))
}

/// One instance: its fields, its story, its diagram and what the reader may do.
#[utoipa::path(get, path = "/instances/{id}", operation_id = "instances_one", tag = "instances", params(("id" = String, Path)),
    responses((status = 200, body = InstanceView), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<InstanceId>,
) -> Result<Json<InstanceView>, Problem> {
    Ok(Json(app.office.instance(&caller, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakingBack {
    /// One of `take_back` of the instance.
    step: String,
}

/// 撤回: takes back an own step that nobody has built on.
#[utoipa::path(post, path = "/instances/{id}/take_back", operation_id = "instances_take_back", tag = "instances",
    params(("id" = String, Path)), request_body = TakingBack,
    responses((status = 200, body = InstanceView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:message"))))]
pub async fn take_back(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<InstanceId>,
    Body(asked): Body<TakingBack>,
) -> Result<Json<InstanceView>, Problem> {
    whole(async move {
        app.office.take_back(&caller, id, &asked.step).await?;
        Ok(Json(app.office.instance(&caller, id).await?))
    })
    .await
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The message's form, if it has one.
    #[serde(default)]
    #[schema(value_type = Object)]
    data: Fields,
}

/// Sends an instance one of its messages, as `cancel`. A repeat with the same `Idempotency-Key` sends nothing more.
#[utoipa::path(post, path = "/instances/{id}/messages/{name}", operation_id = "instances_send", tag = "instances",
    params(("id" = String, Path), ("name" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = Sending,
    responses((status = 200, body = InstanceView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:message"))))]
pub async fn send(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((id, name)): Named<(InstanceId, String)>,
    headers: HeaderMap,
    Body(asked): Body<Sending>,
) -> Result<Json<InstanceView>, Problem> {
    let request = format!("send {id} {name} {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        async move {
            app.office.send_message(&caller, id, &name, asked.data).await?;
            Ok(app.office.instance(&caller, id).await?)
        }
    };
    let done = once(&app, caller.person.id, &headers, &request, |_| String::new(), work).await?;
    of_instance(&app, &caller, id, done).await
}

/// The instance after an act, or as it is now when the act was a repeat.
pub(super) async fn of_instance(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    done: Once<InstanceView>,
) -> Result<Json<InstanceView>, Problem> {
    match done {
        Once::Now(view) => Ok(Json(view)),
        Once::Before(_) => Ok(Json(app.office.instance(caller, id).await?)),
    }
}

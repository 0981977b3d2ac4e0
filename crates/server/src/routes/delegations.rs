//! Deputies: who stands in for whom, from when until when.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::idempotency::{Once, once};
use crate::http::input::{Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::{DelegationId, Millis, PersonId};
use office::processes::views::DelegationView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Delegations that the reader gave, got or may end; those that are over are left out.
#[utoipa::path(get, path = "/delegations", operation_id = "delegations_list", tag = "delegations",
    responses((status = 200, body = PageBody<DelegationView>)),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn list(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<DelegationView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.delegations(&caller).await?)))
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDelegation {
    /// Who is away.
    #[schema(value_type = String)]
    absent: PersonId,
    /// Who does their tasks; both names stay.
    #[schema(value_type = String)]
    deputy: PersonId,
    from_ms: i64,
    until_ms: i64,
    #[serde(default)]
    reason: String,
}

/// Names a deputy. A repeat with the same `Idempotency-Key` names none anew.
#[utoipa::path(post, path = "/delegations", operation_id = "delegations_give", tag = "delegations",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = NewDelegation,
    responses((status = 201, body = DelegationView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("delegation:give"))))]
pub async fn give(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(asked): Body<NewDelegation>,
) -> Result<(StatusCode, Json<DelegationView>), Problem> {
    let request = format!("delegation {}", super::text_of(&asked));
    let work = {
        let (app, caller) = (app.clone(), caller.clone());
        let (from, until) = (Millis(asked.from_ms), Millis(asked.until_ms));
        async move { Ok(app.office.give_delegation(&caller, asked.absent, asked.deputy, from, until, &asked.reason).await?) }
    };
    let id_of = |view: &DelegationView| view.id.to_string();
    let view = match once(&app, caller.person.id, &headers, &request, id_of, work).await? {
        Once::Now(view) => view,
        Once::Before(id) => {
            let id = super::made::<DelegationId>(&id)?;
            let all = app.office.delegations(&caller).await?;
            all.into_iter().find(|delegation| delegation.id == id).ok_or(Problem::new(Code::NotFound))?
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Ends a delegation now.
#[utoipa::path(post, path = "/delegations/{id}/end", operation_id = "delegations_end", tag = "delegations", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("delegation:give"))))]
pub async fn end(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<DelegationId>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.end_delegation(&caller, id).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

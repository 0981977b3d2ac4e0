//! Who works here; disabling and enabling.

use super::{Allowed, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::Named;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::PersonId;
use office::Caller;
use office::directory::Person;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct PersonRow {
    id: String,
    username: String,
    name: String,
    roles: Vec<String>,
    team: Option<String>,
    locale: String,
    is_active: bool,
    /// `full_time`, `part_time` or `external`.
    employment: String,
    allowed: PersonAllowed,
}

#[derive(Serialize, ToSchema)]
pub struct PersonAllowed {
    manage: Allowed,
}

#[derive(Serialize, ToSchema)]
pub struct PeoplePage {
    items: Vec<PersonRow>,
    /// Always null: all people fit on one page.
    next: Option<String>,
}

fn row_of(app: &App, caller: &Caller, person: &Person) -> PersonRow {
    PersonRow {
        id: person.id.to_string(),
        username: person.username.clone(),
        name: person.name.0.clone(),
        roles: person.roles.clone(),
        team: person.team.clone(),
        locale: person.locale.clone(),
        is_active: person.is_active,
        employment: person.employment.clone(),
        allowed: PersonAllowed { manage: app.office.may_manage(caller, person).into() },
    }
}

/// Everybody the reader may see, by user name.
#[utoipa::path(get, path = "/people", operation_id = "people_list", tag = "people",
    responses((status = 200, body = PeoplePage), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:view"))))]
pub async fn list(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PeoplePage>, Problem> {
    let people = app.office.people(&caller)?;
    let items = people.iter().map(|person| row_of(&app, &caller, person)).collect();
    Ok(Json(PeoplePage { items, next: None }))
}

#[utoipa::path(get, path = "/people/{id}", operation_id = "people_one", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = PersonRow), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<Json<PersonRow>, Problem> {
    let person = app.office.person(&caller, id)?;
    Ok(Json(row_of(&app, &caller, &person)))
}

/// Closes the account: its sessions, live sockets and desk end within a second.
#[utoipa::path(post, path = "/people/{id}/disable", operation_id = "people_disable", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn disable(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.disable(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

#[utoipa::path(post, path = "/people/{id}/enable", operation_id = "people_enable", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn enable(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.enable(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

/// Ends every session of the person, who may log in again.
#[utoipa::path(post, path = "/people/{id}/end-sessions", operation_id = "people_end_sessions", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn end_sessions(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.end_sessions_of(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

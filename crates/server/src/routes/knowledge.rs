//! The knowledge base: sections, articles, their texts.

use super::PageBody;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ArticleId;
use office::knowledge::{ArticleDetail, ArticleView, NewText, SectionView, Sought};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The sections, who keeps them, and whether the reader does.
#[utoipa::path(get, path = "/knowledge/sections", operation_id = "knowledge_sections", tag = "knowledge",
    responses((status = 200, body = PageBody<SectionView>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:view"))))]
pub async fn sections(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<SectionView>>, Problem> {
    Ok(Json(PageBody::whole(app.office.sections(&caller)?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ArticlesAsked {
    /// Words of title or text; all of the first three have to be there.
    #[serde(default)]
    q: String,
    section: Option<String>,
    /// Only what has to be looked at again.
    #[serde(default)]
    due: bool,
    /// What was taken out, instead of what is in.
    #[serde(default)]
    retired: bool,
    cursor: Option<String>,
    /// From 1 to 200; 50 unless given.
    limit: Option<u32>,
}

/// Articles by their words, the latest change first.
#[utoipa::path(get, path = "/knowledge", operation_id = "knowledge_list", tag = "knowledge", params(ArticlesAsked),
    responses((status = 200, body = PageBody<ArticleView>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ArticlesAsked>,
) -> Result<Json<PageBody<ArticleView>>, Problem> {
    let sought = Sought { text: asked.q, section: asked.section, is_due: asked.due, is_retired: asked.retired };
    let page = app.office.articles(&caller, sought, asked.cursor.as_deref(), asked.limit).await?;
    Ok(Json(page.into()))
}

/// One article with all its texts.
#[utoipa::path(get, path = "/knowledge/{id}", operation_id = "knowledge_one", tag = "knowledge", params(("id" = String, Path)),
    responses((status = 200, body = ArticleDetail), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ArticleId>,
) -> Result<Json<ArticleDetail>, Problem> {
    Ok(Json(app.office.article(&caller, id).await?))
}

/// A text to publish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleText {
    section: String,
    #[schema(max_length = 200)]
    title: String,
    #[schema(max_length = 20_000)]
    text: String,
}

/// Publishes a new article.
#[utoipa::path(post, path = "/knowledge", operation_id = "knowledge_publish", tag = "knowledge", request_body = ArticleText,
    responses((status = 201, body = ArticleDetail), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:edit"))))]
pub async fn publish(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(body): Body<ArticleText>,
) -> Result<(StatusCode, Json<ArticleDetail>), Problem> {
    let new = NewText { changes: None, section: body.section, title: body.title, text: body.text };
    Ok((StatusCode::CREATED, Json(app.office.publish_article(&caller, new).await?)))
}

/// A new text of an article.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleChange {
    /// The revision that the writer had before them; another one by now: 409, nobody overwrites silently.
    revision: u32,
    section: String,
    #[schema(max_length = 200)]
    title: String,
    #[schema(max_length = 20_000)]
    text: String,
}

/// Publishes a new text of an article; the ones before stay readable.
#[utoipa::path(put, path = "/knowledge/{id}", operation_id = "knowledge_change", tag = "knowledge", params(("id" = String, Path)), request_body = ArticleChange,
    responses((status = 200, body = ArticleDetail), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:edit"))))]
pub async fn change(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ArticleId>,
    Body(body): Body<ArticleChange>,
) -> Result<Json<ArticleDetail>, Problem> {
    let changes = Some((id, body.revision));
    let new = NewText { changes, section: body.section, title: body.title, text: body.text };
    Ok(Json(app.office.publish_article(&caller, new).await?))
}

/// Somebody looked at this revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleLooked {
    revision: u32,
}

/// The article still holds: its next look is due after the days of its section.
#[utoipa::path(post, path = "/knowledge/{id}/confirm", operation_id = "knowledge_confirm", tag = "knowledge", params(("id" = String, Path)), request_body = ArticleLooked,
    responses((status = 200, body = ArticleDetail), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:edit"))))]
pub async fn confirm(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ArticleId>,
    Body(body): Body<ArticleLooked>,
) -> Result<Json<ArticleDetail>, Problem> {
    Ok(Json(app.office.confirm_article(&caller, id, body.revision).await?))
}

/// Why an article is taken out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleOut {
    reason: String,
}

/// Takes an article out; its texts stay readable under its address.
#[utoipa::path(post, path = "/knowledge/{id}/retire", operation_id = "knowledge_retire", tag = "knowledge", params(("id" = String, Path)), request_body = ArticleOut,
    responses((status = 200, body = ArticleDetail), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"), (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("knowledge:edit"))))]
pub async fn retire(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<ArticleId>,
    Body(body): Body<ArticleOut>,
) -> Result<Json<ArticleDetail>, Problem> {
    Ok(Json(app.office.retire_article(&caller, id, &body.reason).await?))
}

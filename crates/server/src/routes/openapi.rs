//! The OpenAPI 3.1 document, at `/api/openapi.json` and by `qiao openapi`.

use crate::http::App;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(info(
    title = "Qiao",
    version = "1",
    description = "API of Qiao, a call-centre platform. Errors are `application/problem+json` with a stable `code`. \
        A browser has the session cookie, a program sends `Authorization: Bearer` with a token of \
        `qiao token create`. Times are UTC milliseconds, ids UUIDv7. The extension `x-action` of an operation names the right it needs. \
        Beside it: `/healthz`, `/readyz`, `/metrics`.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Head;

/// The document before its paths.
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The whole document as text.
pub fn document() -> String {
    let (_, document) = super::all().split_for_parts();
    to_text(&document)
}

pub fn document_route(document: &utoipa::openapi::OpenApi) -> Router<App> {
    let text: bytes::Bytes = to_text(document).into();
    Router::new().route(
        "/api/openapi.json",
        get(move || async move {
            ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text)
        }),
    )
}

fn to_text(document: &utoipa::openapi::OpenApi) -> String {
    let mut text = document.to_pretty_json().expect("the document is plain data");
    text.push('\n');
    text
}

//! Files of forms: stored once by their content, given to whoever may see an instance that names them.

use super::whole;
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use crate::limits::ATTACHMENT_WITHIN;
use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use office::processes::views::AttachmentView;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentAsked {
    /// The file's name, as people shall see it.
    name: String,
}

/// Stores a file: the bytes are the body, `Content-Type` says what they are and is held against them.
#[utoipa::path(post, path = "/attachments", operation_id = "attachments_add", tag = "tasks", params(AttachmentAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "At most 10 MiB of PNG, JPEG, PDF, XLSX, DOCX, CSV, text, WAV or MP3"),
    responses((status = 201, body = AttachmentView), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("attachment:add"))))]
pub async fn add(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<AttachmentAsked>,
    request: Request,
) -> Result<(StatusCode, Json<AttachmentView>), Problem> {
    let busy = || Problem { retry_after_s: Some(1), ..Problem::new(Code::Busy) };
    let _turn = app.uploads.try_acquire().map_err(|_| busy())?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let read = tokio::time::timeout(ATTACHMENT_WITHIN, Bytes::from_request(request, &app));
    let bytes = match read.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Err(Problem::new(Code::TooLarge)),
        Ok(Err(error)) => return Err(Problem::with_detail(Code::BadRequest, error.body_text())),
        Err(_) => return Err(Problem::with_detail(Code::BadRequest, "the file came too slowly")),
    };
    let office = std::sync::Arc::clone(&app.office);
    let stored = whole(async move { Ok(office.attach(&caller, &asked.name, &media_type, bytes.into()).await?) });
    Ok((StatusCode::CREATED, Json(stored.await?)))
}

/// The file itself.
#[utoipa::path(get, path = "/attachments/{id}", operation_id = "attachments_one", tag = "tasks", params(("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("instance:view"))))]
pub async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let (view, bytes) = app.office.attachment(&caller, &id).await?;
    let kind = HeaderValue::from_str(&view.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, saved_as(&view.name))];
    Ok((headers, bytes).into_response())
}

/// Always a download, never a page of ours; the name in UTF-8 (RFC 8187).
fn saved_as(name: &str) -> HeaderValue {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    HeaderValue::from_str(&text).expect("percent and letters only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        for (name, expected) in [
            ("a b.pdf", "attachment; filename*=UTF-8''a%20b.pdf"),
            ("请假.png", "attachment; filename*=UTF-8''%E8%AF%B7%E5%81%87.png"),
            ("x\"; y=\r\n", "attachment; filename*=UTF-8''x%22%3B%20y%3D%0D%0A"),
        ] {
            assert_eq!(saved_as(name).to_str().expect("ASCII"), expected);
        }
    }
}

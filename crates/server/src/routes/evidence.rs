//! The journal as evidence: signed notes, proofs over them, and what witnesses say. C2SP tlog-checkpoint and
//! tlog-cosignature texts, RFC 6962 proofs.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Body};
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The last signed note with every cosignature, as `text/plain`.
#[utoipa::path(get, path = "/journal/checkpoint", operation_id = "journal_checkpoint", tag = "journal",
    responses((status = 200, content_type = "text/plain", body = String),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("journal:view"))))]
pub async fn last(State(app): State<App>, Reader(caller): Reader) -> Result<Response, Problem> {
    let note = app.office.last_checkpoint(&caller).await?.whole();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], note).into_response())
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotesAsked {
    /// Notes about more facts than this; default 0.
    after: Option<u64>,
    /// 1 to 200; default 50.
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct SignedNote {
    size: u64,
    /// With every cosignature.
    note: String,
    at_ms: i64,
    /// Names of the witnesses that signed it.
    witnesses: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct NotesPage {
    items: Vec<SignedNote>,
    /// `after` of the next page; null at the end.
    next: Option<u64>,
}

#[utoipa::path(get, path = "/journal/checkpoints", operation_id = "journal_checkpoints", tag = "journal", params(NotesAsked),
    responses((status = 200, body = NotesPage), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("journal:view"))))]
pub async fn list(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<NotesAsked>,
) -> Result<Json<NotesPage>, Problem> {
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let notes = app.office.checkpoints(&caller, asked.after.unwrap_or(0), limit).await?;
    let next = (notes.len() as u32 == limit).then(|| notes.last().map(|last| last.size)).flatten();
    let items = notes.into_iter().map(|signed| SignedNote {
        size: signed.size,
        note: signed.whole(),
        at_ms: signed.at_ms.0,
        witnesses: signed.cosignatures.into_iter().map(|by| by.witness).collect(),
    });
    Ok(Json(NotesPage { items: items.collect(), next }))
}

/// Either `from` and `to` (consistency), or `index` and `size` (inclusion).
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProofAsked {
    /// A size that was seen before.
    from: Option<u64>,
    /// A later size, at most the last that was signed.
    to: Option<u64>,
    /// Number of a fact less one.
    index: Option<u64>,
    /// A size, at most the last that was signed.
    size: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct Proof {
    /// Of the fact, hexadecimal; only for inclusion.
    leaf: Option<String>,
    /// Hexadecimal, in the order of RFC 6962 §2.1.
    hashes: Vec<String>,
}

#[utoipa::path(get, path = "/journal/proof", operation_id = "journal_proof", tag = "journal", params(ProofAsked),
    responses((status = 200, body = Proof),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("journal:view"))))]
pub async fn proof(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<ProofAsked>,
) -> Result<Json<Proof>, Problem> {
    let text = |hashes: Vec<journal::Hash>| hashes.iter().map(journal::hex).collect();
    match asked {
        ProofAsked { from: Some(from), to: Some(to), index: None, size: None } => {
            let hashes = app.office.consistency(&caller, from, to).await?;
            Ok(Json(Proof { leaf: None, hashes: text(hashes) }))
        }
        ProofAsked { from: None, to: None, index: Some(index), size: Some(size) } => {
            let found = app.office.inclusion(&caller, index, size).await?;
            Ok(Json(Proof { leaf: Some(journal::hex(&found.leaf)), hashes: text(found.proof) }))
        }
        _ => Err(Problem::with_detail(Code::BadInput, "either `from` and `to`, or `index` and `size`")),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CosignatureGiven {
    /// Of the note that was signed.
    size: u64,
    /// `— name base64`, C2SP tlog-cosignature.
    line: String,
}

/// Kept when one of the witnesses of the settings has signed the note.
#[utoipa::path(post, path = "/journal/cosignature", operation_id = "journal_cosign", tag = "journal",
    request_body = CosignatureGiven,
    responses((status = 204),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("journal:view"))))]
pub async fn cosign(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(given): Body<CosignatureGiven>,
) -> Result<StatusCode, Problem> {
    app.office.cosign(&caller, given.size, &given.line).await?;
    Ok(StatusCode::NO_CONTENT)
}

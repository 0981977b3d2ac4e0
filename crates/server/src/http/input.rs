//! JSON bodies, queries and paths whose faults become problems with a place: 400 for no JSON, 422 for wrong content.

use super::problem::{Code, Problem};
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonSyntaxError(error)) => Err(Problem::with_detail(Code::BadJson, cause_of(&error))),
            Err(JsonRejection::JsonDataError(error)) => Err(Problem::with_detail(Code::BadInput, cause_of(&error))),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Problem::new(Code::WrongType)),
            Err(other) if other.status() == 413 => Err(Problem::new(Code::TooLarge)),
            Err(other) => Err(Problem::with_detail(Code::BadRequest, other.body_text())),
        }
    }
}

/// Query parameters; unknown ones are refused where the type says so.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(QueryRejection::FailedToDeserializeQueryString(error)) => {
                Err(Problem::with_detail(Code::BadInput, cause_of(&error)))
            }
            Err(other) => Err(Problem::with_detail(Code::BadRequest, other.body_text())),
        }
    }
}

/// A path parameter. What is no id is simply not found.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(_)) => Err(Problem::new(Code::NotFound)),
            Err(other) => Err(Problem::with_detail(Code::BadRequest, other.body_text())),
        }
    }
}

/// The innermost cause: serde's own words without axum's preamble.
fn cause_of(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

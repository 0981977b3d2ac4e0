//! The API's rooms, one file each. Every operation names the action it needs in its OpenAPI extension `x-action`
//! (`public`, `signed_in` or an action of `access::actions`); a test refuses operations that do not.

pub mod calls;
pub mod floor;
pub mod health;
pub mod journal;
pub mod live;
pub mod openapi;
pub mod people;
pub mod recordings;
pub mod reports;
pub mod rulebook;
pub mod session;

use crate::http::App;
use crate::http::problem::{Code, Problem};
use access::{Denied, Reason};
use serde::Serialize;
use std::future::Future;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Below this everything is versioned.
pub const BASE: &str = "/api/v1";

/// All routes of the API with their document.
pub fn all() -> OpenApiRouter<App> {
    let v1 = OpenApiRouter::new()
        .routes(routes!(session::log_in, session::me, session::log_out))
        .routes(routes!(session::config))
        .routes(routes!(calls::list))
        .routes(routes!(calls::one))
        .routes(routes!(calls::reveal))
        .routes(routes!(calls::set_disposition))
        .routes(routes!(recordings::audio))
        .routes(routes!(recordings::peaks))
        .routes(routes!(floor::floor))
        .routes(routes!(reports::queues))
        .routes(routes!(people::list))
        .routes(routes!(people::one))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(rulebook::in_force))
        .routes(routes!(journal::list))
        .routes(routes!(live::live));
    OpenApiRouter::with_openapi(openapi::head()).nest(BASE, v1)
}

pub async fn method_not_allowed() -> Problem {
    Problem::new(Code::MethodNotAllowed)
}

/// Whether something may be done, and why not.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Allowed {
    pub allowed: bool,
    /// Empty when allowed.
    #[schema(value_type = Vec<Object>)]
    pub reasons: Vec<Reason>,
}

impl<T> From<Result<T, Denied>> for Allowed {
    fn from(answer: Result<T, Denied>) -> Self {
        match answer {
            Ok(_) => Self { allowed: true, reasons: Vec::new() },
            Err(denied) => Self { allowed: false, reasons: denied.reasons },
        }
    }
}

/// Runs a use case to its end even when the client hangs up halfway: what is committed must also take effect.
pub async fn whole<T: Send + 'static>(
    work: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(_) => Err(Problem::new(Code::Internal)), // The panic hook has logged it.
    }
}

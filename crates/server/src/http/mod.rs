//! HTTP: one state, one router, the layers around it. Rules live in `office`; this only translates.
//!
//! Routes: `crate::routes`, one file per room. Start reading at [`router`].

pub mod auth;
pub mod guard;
pub mod idempotency;
pub mod input;
pub mod listen;
pub mod observe;
pub mod problem;
mod refusal;
pub mod tls;
pub mod ui;

use crate::config::{Config, MetricsFor};
use crate::limits::{ATTACHMENTS_AT_ONCE, BODY_BYTES_MAX};
use crate::routes;
use crate::sign_on::SignOn;
use crate::telephony::Telephony;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use office::Office;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What every route can reach.
#[derive(Clone)]
pub struct App(Arc<Shared>);

pub struct Shared {
    pub office: Arc<Office>,
    pub telephony: Telephony,
    pub is_demo: bool,
    pub is_https: bool,
    pub has_secure_cookie: bool,
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<IpAddr>,
    pub metrics: MetricsFor,
    pub data: PathBuf,
    pub idempotency: idempotency::Kept,
    pub sign_on: SignOn,
    pub live_sockets: routes::live::Sockets,
    /// Files on their way in.
    pub uploads: Semaphore,
    is_draining: AtomicBool,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    pub fn new(office: Arc<Office>, telephony: Telephony, config: &Config, sign_on: SignOn, is_demo: bool) -> Self {
        Self(Arc::new(Shared {
            office,
            telephony,
            is_demo,
            is_https: config.tls != crate::config::TlsMode::Off,
            has_secure_cookie: config.has_secure_cookie,
            public_url: config.public_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            metrics: config.metrics,
            data: config.data.clone(),
            idempotency: idempotency::Kept::default(),
            sign_on,
            live_sockets: routes::live::Sockets::default(),
            uploads: Semaphore::new(ATTACHMENTS_AT_ONCE),
            is_draining: AtomicBool::new(false),
        }))
    }

    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }
}

/// Everything that is served.
pub fn router(app: App) -> Router {
    let (api, document) = routes::all().split_for_parts();
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("audio/"));
    Router::new()
        .merge(api)
        .merge(routes::openapi::document_route(&document))
        .merge(routes::health::router())
        .fallback(ui::page)
        .method_not_allowed_fallback(routes::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(app.clone(), guard::origin))
        .layer(from_fn(problem::render))
        .layer(CompressionLayer::new().gzip(true).compress_when(compressible))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(from_fn(observe::observe))
        .with_state(app)
}

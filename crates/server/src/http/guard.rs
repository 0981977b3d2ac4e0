//! What every response and every write gets: security headers, the Origin check, caching, panics as problems.

use super::App;
use super::auth::bearer_of;
use super::listen::Peer;
use super::problem::{Code, Problem};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header, uri::Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::net::IpAddr;

/// antd writes its styles into the page, hence `'unsafe-inline'` for styles only; no script but our own files runs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; font-src 'self'; \
    manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "microphone=(self), camera=(), geolocation=(), payment=()"),
];

/// Adds the security headers; what no route marked as cacheable is not stored anywhere.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Writes must come from our own pages. Programs send no Origin and are let through: they hold no browser's cookie. So
/// is a bearer token: no foreign page can make a browser send one, and beside it cookies do not count.
pub async fn origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_program = bearer_of(request.headers()).is_some();
    if !is_read && !is_program && !is_ours(&app, request.headers(), request.uri(), false) {
        return Problem::new(Code::BadOrigin).into_response();
    }
    next.run(request).await
}

/// Whether `Origin` is the page we serve. Absent: `true` unless it is needed (the live socket: browsers always send it).
pub fn is_ours(app: &App, headers: &HeaderMap, uri: &Uri, is_needed: bool) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        // A browser tells cross-site requests in this header even where it sends no Origin.
        let is_cross_site = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        return !is_needed && !is_cross_site;
    };
    let Ok(origin) = origin.to_str() else { return false };
    if let Some(public) = &app.public_url
        && origin.eq_ignore_ascii_case(public)
    {
        return true;
    }
    let host =
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.authority().map(|a| a.as_str()));
    let Some(host) = host else { return false };
    let scheme = if app.is_https { "https" } else { "http" };
    origin.eq_ignore_ascii_case(&format!("{scheme}://{host}"))
}

/// The address the request came from, looking through the proxies that we trust.
pub fn source(app: &App, headers: &HeaderMap, peer: Peer) -> IpAddr {
    let mut address = peer.0.ip().to_canonical();
    let forwarded = headers.get_all("x-forwarded-for");
    let hops: Vec<IpAddr> = forwarded
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    for hop in hops.into_iter().rev() {
        if !app.trusted_proxies.contains(&address) {
            break;
        }
        address = hop;
    }
    address
}

/// A panic in a route is a bug: it is logged by the panic hook, and the caller hears 500.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::new(Code::Internal).into_response()
}

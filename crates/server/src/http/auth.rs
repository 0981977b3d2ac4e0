//! Who asks: the session behind the cookie, or the API token that a program shows.

use super::App;
use super::guard;
use super::listen::Peer;
use super::problem::{Code, Problem};
use crate::limits::SIGN_ON_WITHIN;
use crate::routes;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use office::sessions::Token;
use office::{Caller, OfficeError};
use std::net::IpAddr;

/// The session cookie where it is Secure: `__Host-` binds it to this host and to the path `/`.
pub const SECURE_COOKIE: &str = "__Host-qiao";
/// On plain HTTP to other machines, where browsers refuse Secure cookies.
pub const PLAIN_COOKIE: &str = "qiao";

/// A person with an open session, or a program with a token of theirs. Routes that take it answer 401 to everybody
/// else.
pub struct Reader(pub Caller);

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let found = match bearer_of(&parts.headers) {
            // A program: whatever cookie it sends beside it does not count.
            Some(text) => match Token::from_bearer(text) {
                Some(token) => {
                    let Source(source) = Source::from_request_parts(parts, app).await?;
                    app.office.caller_by_token(&token, source).await
                }
                None => Err(OfficeError::NotLoggedIn),
            },
            None => match token_of(app, &parts.headers) {
                Some(token) => app.office.caller(&token).await,
                None => Err(OfficeError::NotLoggedIn),
            },
        };
        match found {
            Ok(caller) if caller.session.is_scoped() => within_scope(parts, caller),
            Ok(caller) => Ok(Self(caller)),
            Err(OfficeError::NotLoggedIn) => Err(Problem::new(Code::NotLoggedIn)),
            Err(other) => Err(other.into()),
        }
    }
}

/// A token that was issued for some actions reaches only their operations, besides asking who it is: also what needs
/// no action of its own, as the own inbox, is not for it.
fn within_scope(parts: &Parts, caller: Caller) -> Result<Reader, Problem> {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let action = routes::action_of(&parts.method, path);
    let is_who_am_i = action == Some("signed_in") && parts.method == Method::GET && path.ends_with("/session");
    match action {
        Some(action) if is_who_am_i || caller.session.is_for(action) => Ok(Reader(caller)),
        _ => Err(Problem::new(Code::OutOfScope)),
    }
}

/// The address a request came from.
pub struct Source(pub IpAddr);

impl FromRequestParts<App> for Source {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let peer = *parts.extensions.get::<Peer>().expect("the listener names the peer of every request");
        Ok(Self(guard::source(app, &parts.headers, peer)))
    }
}

/// What stands after `Authorization: Bearer`. Other schemes are a proxy's affair.
pub fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token of the session cookie, if there is one.
pub fn token_of(app: &App, headers: &HeaderMap) -> Option<Token> {
    cookie_of(headers, cookie_name(app))
}

/// Which browser a sign-on was begun in.
pub fn browser_of(app: &App, headers: &HeaderMap) -> Option<Token> {
    cookie_of(headers, browser_cookie_name(app))
}

/// Until the sign-on is over. Strict: the answer comes from our own page, which the provider sends the browser to.
pub fn set_browser_cookie(app: &App, token: &Token) -> HeaderValue {
    let more = format!("; Max-Age={}", SIGN_ON_WITHIN.0 / 1_000);
    cookie(app, browser_cookie_name(app), token.expose(), &more)
}

fn cookie_of(headers: &HeaderMap, name: &str) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    Token::from_cookie(value)
}

pub fn set_cookie(app: &App, token: &Token) -> HeaderValue {
    cookie(app, cookie_name(app), token.expose(), "")
}

pub fn clear_cookie(app: &App) -> HeaderValue {
    cookie(app, cookie_name(app), "", "; Max-Age=0")
}

fn cookie(app: &App, name: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if app.has_secure_cookie { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
    HeaderValue::from_str(&text).expect("tokens are base64url")
}

fn cookie_name(app: &App) -> &'static str {
    if app.has_secure_cookie { SECURE_COOKIE } else { PLAIN_COOKIE }
}

fn browser_cookie_name(app: &App) -> &'static str {
    if app.has_secure_cookie { "__Host-qiao-sign-on" } else { "qiao-sign-on" }
}

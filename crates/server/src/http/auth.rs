//! Who asks: the session behind the cookie.

use super::App;
use super::guard;
use super::listen::Peer;
use super::problem::{Code, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use office::sessions::Token;
use office::{Caller, OfficeError};
use std::net::IpAddr;

/// The session cookie where it is Secure: `__Host-` binds it to this host and to the path `/`.
pub const SECURE_COOKIE: &str = "__Host-qiao";
/// On plain HTTP to other machines, where browsers refuse Secure cookies.
pub const PLAIN_COOKIE: &str = "qiao";

/// A person with an open session. Routes that take it answer 401 to everybody else.
pub struct Reader(pub Caller);

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token_of(app, &parts.headers).ok_or(Problem::new(Code::NotLoggedIn))?;
        match app.office.caller(&token).await {
            Ok(caller) => Ok(Self(caller)),
            Err(OfficeError::NotLoggedIn) => Err(Problem::new(Code::NotLoggedIn)),
            Err(other) => Err(other.into()),
        }
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

/// The token of the session cookie, if there is one.
pub fn token_of(app: &App, headers: &HeaderMap) -> Option<Token> {
    let name = cookie_name(app);
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    Token::from_cookie(value)
}

pub fn set_cookie(app: &App, token: &Token) -> HeaderValue {
    cookie(app, token.expose(), "")
}

pub fn clear_cookie(app: &App) -> HeaderValue {
    cookie(app, "", "; Max-Age=0")
}

fn cookie(app: &App, value: &str, more: &str) -> HeaderValue {
    let secure = if app.has_secure_cookie { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}", cookie_name(app));
    HeaderValue::from_str(&text).expect("tokens are base64url")
}

fn cookie_name(app: &App) -> &'static str {
    if app.has_secure_cookie { SECURE_COOKIE } else { PLAIN_COOKIE }
}

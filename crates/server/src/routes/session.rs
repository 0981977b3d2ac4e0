//! Who I am and what I may do; logging in and out.

use super::sign_on::ProviderBody;
use super::{Allowed, whole};
use crate::http::App;
use crate::http::auth::{self, Reader, Source};
use crate::http::input::Body;
use crate::http::problem::{Code, Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::accounts::proofs::SecondProof;
use office::accounts::second::{SecondHalf, Ways};
use office::people::LogIn;
use office::step_up::Proof;
use office::{Caller, OfficeError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Says, also to whoever is not logged in, that this is the demo: its login page offers the accounts.
const DEMO_HEADER: HeaderName = HeaderName::from_static("x-qiao-demo");

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    username: String,
    password: String,
}

/// Who is logged in.
#[derive(Serialize, ToSchema)]
pub struct Me {
    person: PersonInfo,
    /// Every action with whether the reader may do it, asked of the centre or of an own call.
    may: BTreeMap<&'static str, Allowed>,
    /// The centre is the demo: its calls and people are made up.
    demo: bool,
    centre: Centre,
    /// The API token by which a program asks; null for a person who logged in.
    token: Option<TokenInfo>,
    /// Nothing goes before a new password.
    must_change_password: bool,
    /// Until then acts that need a fresh proof are open to this session; null: a proof comes first.
    stepped_up_until_ms: Option<i64>,
    server_time_ms: i64,
    version: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct TokenInfo {
    id: String,
    name: String,
    expires_ms: i64,
}

#[derive(Serialize, ToSchema)]
pub struct PersonInfo {
    id: String,
    username: String,
    name: String,
    roles: Vec<String>,
    team: Option<String>,
    locale: String,
}

#[derive(Serialize, ToSchema)]
pub struct Centre {
    name_zh: String,
    name_en: String,
}

pub(super) fn me_of(app: &App, caller: &Caller) -> Me {
    let person = &caller.person;
    let centre = &app.office.rulebook().centre;
    Me {
        person: PersonInfo {
            id: person.id.to_string(),
            username: person.username.clone(),
            name: person.name.0.clone(),
            roles: person.roles.clone(),
            team: person.team.clone(),
            locale: person.locale.clone(),
        },
        may: app.office.may(caller).into_iter().map(|(action, answer)| (action, answer.into())).collect(),
        demo: app.is_demo,
        centre: Centre { name_zh: centre.name_zh.clone(), name_en: centre.name_en.clone() },
        token: caller.session.token.as_ref().map(|token| TokenInfo {
            id: token.id.to_string(),
            name: token.name.clone(),
            expires_ms: caller.session.expires.0,
        }),
        must_change_password: person.must_change_password,
        stepped_up_until_ms: caller.session.proven_until(app.office.now()).map(|at| at.0),
        server_time_ms: app.office.now().0,
        version: crate::VERSION,
    }
}

/// Logs in and sets the session cookie. An older session of this browser ends.
#[utoipa::path(post, path = "/session", operation_id = "session_log_in", tag = "people", request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn log_in(
    State(app): State<App>,
    Source(source): Source,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Problem> {
    whole(async move {
        let asked = LogIn {
            username: &credentials.username,
            password: &credentials.password,
            source,
            user_agent: user_agent_of(&headers),
            replaces: auth::token_of(&app, &headers),
        };
        let (token, caller) = app.office.log_in(asked).await?;
        let cookie = auth::set_cookie(&app, &token);
        Ok(([(header::SET_COOKIE, cookie)], Json(me_of(&app, &caller))).into_response())
    })
    .await
}

pub(super) fn user_agent_of(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// Who I am and what I may do.
#[utoipa::path(get, path = "/session", operation_id = "session_me", tag = "people",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn me(State(app): State<App>, reader: Result<Reader, Problem>) -> Response {
    let mut response = match reader {
        Ok(Reader(caller)) => Json(me_of(&app, &caller)).into_response(),
        Err(problem) => problem.into_response(),
    };
    if app.is_demo {
        response.headers_mut().insert(DEMO_HEADER, HeaderValue::from_static("1"));
    }
    response
}

/// Ends the session, its live sockets and its desk.
#[utoipa::path(delete, path = "/session", operation_id = "session_log_out", tag = "people", responses((status = 204)),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn log_out(State(app): State<App>, Reader(caller): Reader) -> Result<Response, Problem> {
    whole(async move {
        app.office.log_out(&caller).await?;
        Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, auth::clear_cookie(&app))]).into_response())
    })
    .await
}

/// The second half of a log-in. Exactly one of `code`, `recovery_code` and `assertion`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// From the refusal of the first half, or from `POST /session/passkey`.
    ticket: String,
    /// Six digits of the authenticator app.
    code: Option<String>,
    recovery_code: Option<String>,
    /// What the browser's `navigator.credentials.get` answered (`AuthenticationResponseJSON`).
    #[schema(value_type = Option<Object>)]
    assertion: Option<serde_json::Value>,
}

fn second_proof(
    code: Option<String>,
    recovery_code: Option<String>,
    assertion: Option<serde_json::Value>,
) -> Result<SecondProof, Problem> {
    match (code, recovery_code, assertion) {
        (Some(code), None, None) => Ok(SecondProof::Code(code)),
        (None, Some(code), None) => Ok(SecondProof::RecoveryCode(code)),
        (None, None, Some(answer)) => Ok(SecondProof::Passkey(answer)),
        _ => Err(Problem::with_detail(Code::BadInput, "give exactly one proof")),
    }
}

/// Ends a log-in that a second factor was asked for, or one by passkey, and sets the session cookie.
#[utoipa::path(post, path = "/session/second-factor", operation_id = "session_second_factor", tag = "people",
    request_body = SecondFactor,
    responses((status = 200, body = Me), (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn second_factor(
    State(app): State<App>,
    Source(source): Source,
    headers: HeaderMap,
    Body(asked): Body<SecondFactor>,
) -> Result<Response, Problem> {
    whole(async move {
        let half = SecondHalf {
            ticket: &asked.ticket,
            proof: second_proof(asked.code, asked.recovery_code, asked.assertion)?,
            source,
            user_agent: user_agent_of(&headers),
            replaces: auth::token_of(&app, &headers),
        };
        let (token, caller) = app.office.second_factor(half).await.map_err(|error| match error {
            // Nobody is logged in here: the page stays at the log-in.
            OfficeError::WrongProof => Problem::new(Code::WrongFactor),
            other => other.into(),
        })?;
        let cookie = auth::set_cookie(&app, &token);
        Ok(([(header::SET_COOKIE, cookie)], Json(me_of(&app, &caller))).into_response())
    })
    .await
}

/// How to prove who one is.
#[derive(Serialize, ToSchema)]
pub struct WaysBody {
    /// Of a log-in that waits; null within a session.
    ticket: Option<String>,
    password: bool,
    totp: bool,
    recovery_codes: bool,
    /// Options for the browser's `navigator.credentials.get`; null: no passkey.
    #[schema(value_type = Option<Object>)]
    passkey: Option<serde_json::Value>,
}

impl From<Ways> for WaysBody {
    fn from(ways: Ways) -> Self {
        let Ways { ticket, password, totp, recovery_codes, passkey } = ways;
        Self { ticket, password, totp, recovery_codes, passkey }
    }
}

/// What the door offers beside the password.
#[derive(Serialize, ToSchema)]
pub struct Door {
    /// Host for which passkeys are possible; null: none here.
    passkey_host: Option<String>,
    /// Providers by which people sign on.
    sign_on: Vec<ProviderBody>,
}

/// Ways to log in beside the password.
#[utoipa::path(get, path = "/session/ways", operation_id = "session_ways", tag = "people",
    responses((status = 200, body = Door)), extensions(("x-action" = json!("public"))))]
pub async fn ways(State(app): State<App>) -> Json<Door> {
    Json(Door {
        passkey_host: app.office.passkey_host().map(str::to_owned),
        sign_on: app.sign_on.offered().map(ProviderBody::from).collect(),
    })
}

/// Begins a log-in by passkey alone, without a name.
#[utoipa::path(post, path = "/session/passkey", operation_id = "session_passkey", tag = "people",
    responses((status = 200, body = WaysBody), (status = 409, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn begin_passkey(State(app): State<App>) -> Result<Json<WaysBody>, Problem> {
    Ok(Json(app.office.begin_passkey_log_in()?.into()))
}

/// How the reader may give a fresh proof now. Another call takes the challenge of the one before away.
#[utoipa::path(post, path = "/session/step-up/begin", operation_id = "session_step_up_begin", tag = "people",
    responses((status = 200, body = WaysBody), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn begin_step_up(State(app): State<App>, Reader(caller): Reader) -> Result<Json<WaysBody>, Problem> {
    Ok(Json(app.office.step_up_ways(&caller).await?.into()))
}

/// A fresh proof of who asks, exactly one. With a second factor the password alone is not enough.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    password: Option<String>,
    code: Option<String>,
    recovery_code: Option<String>,
    #[schema(value_type = Option<Object>)]
    assertion: Option<serde_json::Value>,
}

#[derive(Serialize, ToSchema)]
pub struct SteppedUp {
    /// Until then acts that need a fresh proof are open to this session.
    until_ms: i64,
}

/// Proves again who asks, for acts that were refused with `step_up: true`.
#[utoipa::path(post, path = "/session/step-up", operation_id = "session_step_up", tag = "people", request_body = StepUp,
    responses((status = 200, body = SteppedUp), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn step_up(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<StepUp>,
) -> Result<Json<SteppedUp>, Problem> {
    whole(async move {
        let proof = match asked.password {
            Some(password) => Proof::Password(password),
            None => Proof::Second(second_proof(asked.code, asked.recovery_code, asked.assertion)?),
        };
        Ok(Json(SteppedUp { until_ms: app.office.step_up(&caller, proof).await?.0 }))
    })
    .await
}

/// Names and lists that the pages need: queues, dispositions, away reasons, people.
#[utoipa::path(get, path = "/session/config", operation_id = "session_config", tag = "people",
    responses((status = 200, body = Object), (status = 401, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn config(State(app): State<App>, Reader(caller): Reader) -> Json<serde_json::Value> {
    let mut config = office::rules::config(&app.office.rulebook());
    let people: Vec<_> = app
        .office
        .names(&caller)
        .iter()
        .map(|person| {
            serde_json::json!({
                "id": person.id, "name": person.name, "username": person.username, "team": person.team,
            })
        })
        .collect();
    config["people"] = people.into();
    Json(config)
}

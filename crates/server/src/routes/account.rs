//! The own account: second factors and passkeys, password, devices, API tokens. Everything here is the reader's own, by
//! the person in person: programs are refused.

use super::{PageBody, whole};
use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Body, Named};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::fact::FactorKind;
use model::{FactorId, TokenId};
use office::accounts::devices::Device;
use office::accounts::factors::FactorView;
use office::tokens::{Issued, NewToken};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct FactorRow {
    id: String,
    /// `totp`, `passkey` or `recovery_codes`.
    #[schema(value_type = String)]
    kind: FactorKind,
    name: String,
    added_ms: i64,
    used_ms: Option<i64>,
    /// Of recovery codes: how many are left.
    codes_left: Option<usize>,
}

impl From<FactorView> for FactorRow {
    fn from(factor: FactorView) -> Self {
        Self {
            id: factor.id.to_string(),
            kind: factor.kind,
            name: factor.name,
            added_ms: factor.added_ms.0,
            used_ms: factor.used_ms.map(|at| at.0),
            codes_left: factor.codes_left,
        }
    }
}

/// What proves who the reader is beside the password.
#[utoipa::path(get, path = "/account/factors", operation_id = "account_factors", tag = "account",
    responses((status = 200, body = PageBody<FactorRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn factors(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<FactorRow>>, Problem> {
    let factors = app.office.factors(&caller).await?;
    Ok(Json(PageBody::whole(factors.into_iter().map(FactorRow::from).collect())))
}

/// The key for an authenticator app, shown once.
#[derive(Serialize, ToSchema)]
pub struct TotpBody {
    /// `otpauth://…`, as the picture says it.
    uri: String,
    /// The key to type, base32.
    secret: String,
    /// QR code, SVG.
    picture: String,
}

/// Begins an authenticator app. It does not count before its first code. Needs a fresh proof.
#[utoipa::path(post, path = "/account/factors/totp", operation_id = "account_totp_begin", tag = "account",
    responses((status = 200, body = TotpBody), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn begin_totp(State(app): State<App>, Reader(caller): Reader) -> Result<Json<TotpBody>, Problem> {
    let setup = app.office.begin_totp(&caller).await?;
    Ok(Json(TotpBody { uri: setup.uri, secret: setup.secret, picture: setup.picture }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    code: String,
    #[serde(default)]
    name: String,
}

#[derive(Serialize, ToSchema)]
pub struct FactorMade {
    id: String,
}

/// The app's first code: from now on it is asked for at each log-in.
#[utoipa::path(post, path = "/account/factors/totp/confirm", operation_id = "account_totp_confirm", tag = "account",
    request_body = FirstCode,
    responses((status = 200, body = FactorMade), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn confirm_totp(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<FirstCode>,
) -> Result<Json<FactorMade>, Problem> {
    whole(async move {
        let id = app.office.confirm_totp(&caller, &asked.code, &asked.name).await?;
        Ok(Json(FactorMade { id: id.to_string() }))
    })
    .await
}

/// Begins a passkey: the options for the browser's `navigator.credentials.create`. Needs a fresh proof.
#[utoipa::path(post, path = "/account/passkeys/begin", operation_id = "account_passkey_begin", tag = "account",
    responses((status = 200, body = Object), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn begin_passkey(State(app): State<App>, Reader(caller): Reader) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(app.office.begin_passkey(&caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// What the browser answered (`RegistrationResponseJSON`).
    #[schema(value_type = Object)]
    credential: serde_json::Value,
    #[serde(default)]
    name: String,
}

/// Keeps the passkey that the browser made.
#[utoipa::path(post, path = "/account/passkeys/finish", operation_id = "account_passkey_finish", tag = "account",
    request_body = NewPasskey,
    responses((status = 200, body = FactorMade), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn finish_passkey(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(made): Body<NewPasskey>,
) -> Result<Json<FactorMade>, Problem> {
    whole(async move {
        let id = app.office.finish_passkey(&caller, made.credential, &made.name).await?;
        Ok(Json(FactorMade { id: id.to_string() }))
    })
    .await
}

#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Shown once; each is good for one log-in.
    codes: Vec<String>,
}

/// New recovery codes; the old ones are worth nothing any more. Needs a fresh proof.
#[utoipa::path(post, path = "/account/recovery-codes", operation_id = "account_recovery_codes", tag = "account",
    responses((status = 200, body = RecoveryCodes), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn recovery_codes(State(app): State<App>, Reader(caller): Reader) -> Result<Json<RecoveryCodes>, Problem> {
    whole(async move { Ok(Json(RecoveryCodes { codes: app.office.new_recovery_codes(&caller).await? })) }).await
}

/// Removes a factor; with the last one the recovery codes go too. Needs a fresh proof.
#[utoipa::path(delete, path = "/account/factors/{id}", operation_id = "account_factor_remove", tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn remove_factor(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<FactorId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.remove_factor(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    current: String,
    new: String,
}

/// A new password. Every other session of the reader ends.
#[utoipa::path(post, path = "/account/password", operation_id = "account_password", tag = "account",
    request_body = PasswordChange,
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn change_password(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    whole(async move {
        app.office.change_password(&caller, &asked.current, &asked.new).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[derive(Serialize, ToSchema)]
pub struct DeviceRow {
    id: String,
    user_agent: String,
    since_ms: i64,
    seen_ms: i64,
    expires_ms: i64,
    /// The one that asks.
    is_this: bool,
}

impl From<Device> for DeviceRow {
    fn from(device: Device) -> Self {
        Self {
            id: device.id,
            user_agent: device.user_agent,
            since_ms: device.since_ms.0,
            seen_ms: device.seen_ms.0,
            expires_ms: device.expires_ms.0,
            is_this: device.is_this,
        }
    }
}

/// Where the reader is logged in, the latest first.
#[utoipa::path(get, path = "/account/sessions", operation_id = "account_sessions", tag = "account",
    responses((status = 200, body = PageBody<DeviceRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn devices(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<DeviceRow>>, Problem> {
    let devices = app.office.devices(&caller).await?;
    Ok(Json(PageBody::whole(devices.into_iter().map(DeviceRow::from).collect())))
}

/// Ends one of the reader's sessions.
#[utoipa::path(delete, path = "/account/sessions/{id}", operation_id = "account_session_end", tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn end_device(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<String>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.end_device(&caller, &id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

/// Ends all of the reader's sessions but this one.
#[utoipa::path(delete, path = "/account/sessions", operation_id = "account_sessions_end", tag = "account",
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn end_devices(State(app): State<App>, Reader(caller): Reader) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.end_other_devices(&caller).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

#[derive(Serialize, ToSchema)]
pub struct TokenRow {
    id: String,
    /// Whose.
    username: String,
    name: String,
    issued_ms: i64,
    expires_ms: i64,
    used_ms: Option<i64>,
    /// Actions that it is good for; null: whatever the person may.
    scope: Option<Vec<String>>,
}

impl From<Issued> for TokenRow {
    fn from(token: Issued) -> Self {
        Self {
            id: token.id.to_string(),
            username: token.username,
            name: token.name,
            issued_ms: token.issued_ms.0,
            expires_ms: token.expires_ms.0,
            used_ms: token.used_ms.map(|at| at.0),
            scope: token.scope,
        }
    }
}

/// The reader's API tokens.
#[utoipa::path(get, path = "/account/tokens", operation_id = "account_tokens", tag = "account",
    responses((status = 200, body = PageBody<TokenRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn tokens(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<TokenRow>>, Problem> {
    let tokens = app.office.own_tokens(&caller).await?;
    Ok(Json(PageBody::whole(tokens.into_iter().map(TokenRow::from).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenAsked {
    /// What it is for.
    #[serde(default)]
    name: String,
    /// 1 to 366.
    days: i64,
    /// Actions that it is good for, each one that the reader has; null: whatever the reader may.
    scope: Option<Vec<String>>,
}

#[derive(Serialize, ToSchema)]
pub struct TokenMade {
    /// For `Authorization: Bearer`. Shown once.
    secret: String,
    token: TokenRow,
}

/// A new API token of the reader. Needs a fresh proof.
#[utoipa::path(post, path = "/account/tokens", operation_id = "account_token_issue", tag = "account",
    request_body = TokenAsked,
    responses((status = 200, body = TokenMade), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("token:issue"))))]
pub async fn issue_token(
    State(app): State<App>,
    Reader(caller): Reader,
    Body(asked): Body<TokenAsked>,
) -> Result<Json<TokenMade>, Problem> {
    whole(async move {
        let new = NewToken { days: asked.days, name: &asked.name, scope: asked.scope };
        let (token, issued) = app.office.issue_own_token(&caller, new).await?;
        Ok(Json(TokenMade { secret: token.to_bearer(), token: issued.into() }))
    })
    .await
}

/// Ends one of the reader's API tokens.
#[utoipa::path(delete, path = "/account/tokens/{id}", operation_id = "account_token_revoke", tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn revoke_token(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<TokenId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.revoke_own_token(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

/// Everybody's API tokens.
#[utoipa::path(get, path = "/tokens", operation_id = "tokens_list", tag = "account",
    responses((status = 200, body = PageBody<TokenRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn all_tokens(State(app): State<App>, Reader(caller): Reader) -> Result<Json<PageBody<TokenRow>>, Problem> {
    let tokens = app.office.tokens_of_all(&caller).await?;
    Ok(Json(PageBody::whole(tokens.into_iter().map(TokenRow::from).collect())))
}

/// Ends anybody's API token.
#[utoipa::path(delete, path = "/tokens/{id}", operation_id = "token_revoke", tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn revoke_any_token(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<TokenId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.revoke_any_token(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

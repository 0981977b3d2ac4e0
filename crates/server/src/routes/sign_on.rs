//! Sign-on by OpenID providers: at the door, from "my account", and links that an administrator makes.
//!
//! Each way out to a provider begins with a POST that answers with an address, and ends with a POST of what the provider
//! sent our page back with: both from our own page, so that Origin is checked and the session's cookie stays strict.

use super::session::{Me, me_of, user_agent_of};
use super::{PageBody, whole};
use crate::config::ProviderSettings;
use crate::http::App;
use crate::http::auth::{self, Reader, Source};
use crate::http::input::{Body, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use crate::sign_on::begun::Purpose;
use crate::sign_on::{Answer, SignOnError, is_own_path};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{IdentityId, PersonId};
use office::accounts::sign_on::{ProvenIdentity, SignOn};
use office::sessions::Token;
use serde::{Deserialize, Serialize};
use store::accounts::Identity;
use utoipa::ToSchema;

/// A provider as its button shows it.
#[derive(Serialize, ToSchema)]
pub struct ProviderBody {
    key: String,
    name_zh: String,
    name_en: String,
}

impl From<&ProviderSettings> for ProviderBody {
    fn from(provider: &ProviderSettings) -> Self {
        let ProviderSettings { key, name_zh, name_en, .. } = provider;
        Self { key: key.clone(), name_zh: name_zh.clone(), name_en: name_en.clone() }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOnAsked {
    /// `key` of the provider.
    provider: String,
    /// Where the page goes then: a path of ours.
    to: Option<String>,
}

/// Where the browser goes now. It comes back to `/sign-on`.
#[derive(Serialize, ToSchema)]
pub struct WayOut {
    url: String,
}

/// What the provider sent the browser back with, as it stands in the address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WayBack {
    state: String,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl WayBack {
    fn answer(&self) -> Answer<'_> {
        Answer { code: self.code.as_deref(), issuer: self.iss.as_deref(), error: self.error.as_deref() }
    }
}

/// Somebody who signed on.
#[derive(Serialize, ToSchema)]
pub struct SignedOn {
    me: Me,
    /// Where they wanted to go; null: to their first room.
    to: Option<String>,
}

/// Begins a sign-on. The answer counts in this browser only, once, for ten minutes.
#[utoipa::path(post, path = "/session/sign-on", operation_id = "session_sign_on_begin", tag = "people",
    request_body = SignOnAsked,
    responses((status = 200, body = WayOut), (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    Body(asked): Body<SignOnAsked>,
) -> Result<Response, Problem> {
    if asked.to.as_deref().is_some_and(|to| !is_own_path(to)) {
        return Err(Problem::with_detail(Code::BadInput, "`to`: a path of this centre, as `/calls`"));
    }
    way_out(&app, &headers, &asked.provider, Purpose::LogIn { to: asked.to }).await
}

async fn way_out(app: &App, headers: &HeaderMap, provider: &str, purpose: Purpose) -> Result<Response, Problem> {
    // Two pages of one browser may be on their way at once.
    let browser = auth::browser_of(app, headers).unwrap_or_else(Token::random);
    let url = app.sign_on.begin(provider, purpose, &browser, app.office.now()).await?;
    let cookie = auth::set_browser_cookie(app, &browser);
    Ok(([(header::SET_COOKIE, cookie)], Json(WayOut { url })).into_response())
}

/// Ends a sign-on and sets the session cookie. An older session of this browser ends.
#[utoipa::path(post, path = "/session/sign-on/finish", operation_id = "session_sign_on_finish", tag = "people",
    request_body = WayBack,
    responses((status = 200, body = SignedOn), (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public"))))]
pub async fn finish(
    State(app): State<App>,
    Source(source): Source,
    headers: HeaderMap,
    Body(back): Body<WayBack>,
) -> Result<Response, Problem> {
    whole(async move {
        app.office.begin_sign_on(source)?;
        let now = app.office.now();
        let begun = app.sign_on.take(&back.state, auth::browser_of(&app, &headers).as_ref(), now)?;
        let Purpose::LogIn { to } = begun.purpose.clone() else { return Err(SignOnError::Over.into()) };
        let identity = app.sign_on.prove(&begun, back.answer(), now).await?;
        let replaces = auth::token_of(&app, &headers);
        let asked = SignOn { identity, source, user_agent: user_agent_of(&headers), replaces };
        let (token, caller) = app.office.sign_on(asked).await?;
        let cookie = auth::set_cookie(&app, &token);
        Ok(([(header::SET_COOKIE, cookie)], Json(SignedOn { me: me_of(&app, &caller), to })).into_response())
    })
    .await
}

/// An identity at a provider that opens an account here.
#[derive(Serialize, ToSchema)]
pub struct IdentityRow {
    id: String,
    /// `key` of the provider.
    provider: String,
    /// Null: the provider is not in the settings any more, and the identity opens nothing.
    name_zh: Option<String>,
    name_en: Option<String>,
    issuer: String,
    /// Whom the provider means, in its own words.
    subject: String,
    linked_ms: i64,
}

fn rows_of(app: &App, identities: Vec<Identity>) -> Json<PageBody<IdentityRow>> {
    let row = |identity: Identity| {
        let settings = app.sign_on.offered().find(|settings| settings.issuer == identity.issuer);
        IdentityRow {
            id: identity.id.to_string(),
            provider: identity.provider,
            name_zh: settings.map(|settings| settings.name_zh.clone()),
            name_en: settings.map(|settings| settings.name_en.clone()),
            issuer: identity.issuer,
            subject: identity.subject,
            linked_ms: identity.linked_ms.0,
        }
    };
    Json(PageBody::whole(identities.into_iter().map(row).collect()))
}

/// The reader's identities at providers.
#[utoipa::path(get, path = "/account/identities", operation_id = "account_identities", tag = "account",
    responses((status = 200, body = PageBody<IdentityRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn identities(
    State(app): State<App>,
    Reader(caller): Reader,
) -> Result<Json<PageBody<IdentityRow>>, Problem> {
    Ok(rows_of(&app, app.office.identities(&caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkAsked {
    /// `key` of the provider.
    provider: String,
}

/// Begins to link an identity of the reader. Needs a fresh proof.
#[utoipa::path(post, path = "/account/identities", operation_id = "account_identity_begin", tag = "account",
    request_body = LinkAsked,
    responses((status = 200, body = WayOut), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn begin_link(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(asked): Body<LinkAsked>,
) -> Result<Response, Problem> {
    app.office.may_link_identity(&caller).await?;
    let session = caller.session.token_hash.clone();
    way_out(&app, &headers, &asked.provider, Purpose::Link { session }).await
}

#[derive(Serialize, ToSchema)]
pub struct IdentityMade {
    id: String,
}

/// Links the identity that the provider named, in the session that began it.
#[utoipa::path(post, path = "/account/identities/finish", operation_id = "account_identity_finish", tag = "account",
    request_body = WayBack,
    responses((status = 200, body = IdentityMade), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn finish_link(
    State(app): State<App>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Body(back): Body<WayBack>,
) -> Result<Json<IdentityMade>, Problem> {
    whole(async move {
        let now = app.office.now();
        let begun = app.sign_on.take(&back.state, auth::browser_of(&app, &headers).as_ref(), now)?;
        if begun.purpose != (Purpose::Link { session: caller.session.token_hash.clone() }) {
            return Err(SignOnError::Over.into());
        }
        let identity = app.sign_on.prove(&begun, back.answer(), now).await?;
        let id = app.office.link_identity(&caller, identity).await?;
        Ok(Json(IdentityMade { id: id.to_string() }))
    })
    .await
}

/// The identity opens the reader's account no more. Needs a fresh proof.
#[utoipa::path(delete, path = "/account/identities/{id}", operation_id = "account_identity_remove", tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("account:secure"))))]
pub async fn unlink(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<IdentityId>,
) -> Result<StatusCode, Problem> {
    whole(async move { Ok(app.office.unlink_identity(&caller, id).await.map(|()| StatusCode::NO_CONTENT)?) }).await
}

/// Identities of somebody whose account the reader manages.
#[utoipa::path(get, path = "/people/{id}/identities", operation_id = "people_identities", tag = "people",
    params(("id" = String, Path)),
    responses((status = 200, body = PageBody<IdentityRow>), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn identities_of(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
) -> Result<Json<PageBody<IdentityRow>>, Problem> {
    Ok(rows_of(&app, app.office.identities_of(&caller, id).await?))
}

/// What the provider's directory says of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectAsked {
    /// `key` of the provider.
    provider: String,
    /// As the provider's ID tokens say it (`sub`).
    subject: String,
}

/// Links a verified subject to somebody's account, who is told. Needs a fresh proof.
#[utoipa::path(post, path = "/people/{id}/identities", operation_id = "people_identity_link", tag = "people",
    params(("id" = String, Path)), request_body = SubjectAsked,
    responses((status = 200, body = IdentityMade), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn link_of(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<PersonId>,
    Body(asked): Body<SubjectAsked>,
) -> Result<Json<IdentityMade>, Problem> {
    whole(async move {
        let settings = app.sign_on.settings_of(&asked.provider);
        let identity = ProvenIdentity {
            provider: asked.provider.as_str().into(),
            // Empty: no such provider. The office says so to whoever may ask.
            issuer: settings.map(|settings| settings.issuer.clone()).unwrap_or_default(),
            subject: asked.subject.trim().to_owned(),
            has_second_factor: false,
        };
        let made = app.office.link_identity_of(&caller, id, identity).await?;
        Ok(Json(IdentityMade { id: made.to_string() }))
    })
    .await
}

/// The identity opens somebody's account no more. Needs a fresh proof.
#[utoipa::path(delete, path = "/people/{id}/identities/{identity}", operation_id = "people_identity_remove", tag = "people",
    params(("id" = String, Path), ("identity" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("people:manage"))))]
pub async fn unlink_of(
    State(app): State<App>,
    Reader(caller): Reader,
    Named((id, identity)): Named<(PersonId, IdentityId)>,
) -> Result<StatusCode, Problem> {
    whole(
        async move { Ok(app.office.unlink_identity_of(&caller, id, identity).await.map(|()| StatusCode::NO_CONTENT)?) },
    )
    .await
}

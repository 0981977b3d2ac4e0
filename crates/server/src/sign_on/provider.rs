//! One OpenID provider: what it says of itself, its keys, and the exchange of a code for an ID token.

use super::SignOnError;
use super::begun::Begun;
use super::id_token::{self, Claims, Expected, Untrue};
use crate::config::{ProviderSettings, is_safe};
use crate::limits::{PROVIDER_ASKED_AGAIN, PROVIDER_KEPT, PROVIDER_KEYS_MAX};
use crate::outbound::Outbound;
use anyhow::{Context, bail};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use model::Millis;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

pub struct Provider {
    pub settings: ProviderSettings,
    secret: Option<Secret>,
    /// One asks, the others wait for the answer: at most one request each for what all need.
    known: Mutex<Known>,
}

/// The client's secret. Does not print.
struct Secret(String);

#[derive(Default)]
struct Known {
    metadata: Option<(Millis, Arc<Metadata>)>,
    keys: Option<(Millis, Arc<Vec<Jwk>>)>,
    /// When it last did not answer.
    failed: Option<Millis>,
}

/// OpenID Connect Discovery 1.0, section 3.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    issuer: String,
    pub authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    /// RFC 9207.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

impl Provider {
    pub fn open(settings: ProviderSettings) -> anyhow::Result<Self> {
        let secret = match &settings.client_secret_file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read `{}` (key `client_secret_file`)", path.display()))?;
                Some(Secret(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            None => None,
        };
        Ok(Self { settings, secret, known: Mutex::default() })
    }

    /// What it says of itself, asked anew now and then.
    pub async fn metadata(&self, outbound: &Outbound, now: Millis) -> Result<Arc<Metadata>, SignOnError> {
        let mut known = self.known.lock().await;
        if let Some((since, metadata)) = &known.metadata
            && is_fresh(*since, now)
        {
            return Ok(Arc::clone(metadata));
        }
        let url = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let fetched = known.ask(now, async { self.checked(fetch(outbound, &url).await?) }).await;
        let metadata = Arc::new(fetched?);
        known.metadata = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    /// Section 4.3: it must be who we meant to ask. And nothing of a log-in goes out in clear.
    fn checked(&self, metadata: Metadata) -> anyhow::Result<Metadata> {
        if metadata.issuer != self.settings.issuer {
            bail!("it calls itself `{}`, not `{}`", metadata.issuer, self.settings.issuer);
        }
        for url in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            if !is_safe(url) {
                bail!("its address `{url}` is not `https://`");
            }
        }
        Ok(metadata)
    }

    /// `after`: only keys that were fetched after then will do. Never more often than [`PROVIDER_ASKED_AGAIN`]: tokens
    /// with made-up keys must not make us ask at will.
    async fn keys(
        &self,
        outbound: &Outbound,
        metadata: &Metadata,
        after: Option<Millis>,
        now: Millis,
    ) -> Result<(Millis, Arc<Vec<Jwk>>), SignOnError> {
        let mut known = self.known.lock().await;
        if let Some((since, keys)) = &known.keys {
            let is_enough = after.is_none_or(|after| *since > after) && is_fresh(*since, now);
            if is_enough || now.since(*since) < PROVIDER_ASKED_AGAIN {
                return Ok((*since, Arc::clone(keys)));
            }
        }
        let url = metadata.jwks_uri.as_str();
        let fetched: Keys = known.ask(now, async { fetch(outbound, url).await }).await?;
        // Keys of kinds that we do not know are not ours to judge.
        let read = fetched.keys.into_iter().take(PROVIDER_KEYS_MAX).filter_map(|key| serde_json::from_value(key).ok());
        let keys = Arc::new(read.collect());
        known.keys = Some((now, Arc::clone(&keys)));
        Ok((now, keys))
    }

    /// RFC 9207: the answer comes from whom we asked, not from another provider that was mixed in.
    pub fn is_own_answer(&self, metadata: &Metadata, issuer: Option<&str>) -> bool {
        match issuer {
            Some(issuer) => issuer == self.settings.issuer,
            None => !metadata.authorization_response_iss_parameter_supported,
        }
    }

    /// Whom the code names.
    pub async fn exchange(
        &self,
        outbound: &Outbound,
        begun: &Begun,
        code: &str,
        redirect_uri: &str,
        now: Millis,
    ) -> Result<Claims, SignOnError> {
        let metadata = self.metadata(outbound, now).await?;
        let request = self.token_request(&metadata, begun, code, redirect_uri).map_err(SignOnError::Down)?;
        let (status, body) = outbound.ask(request).await.map_err(SignOnError::Down)?;
        if status.is_server_error() {
            return Err(SignOnError::Down(anyhow::anyhow!("the token endpoint answered {status}")));
        }
        if status != StatusCode::OK {
            return Err(SignOnError::Untrue("the provider did not take the code"));
        }
        let tokens: Tokens =
            serde_json::from_slice(&body).map_err(|_| SignOnError::Untrue("the provider gave no ID token"))?;
        let expected = Expected {
            settings: &self.settings,
            nonce: &begun.nonce,
            access_token: tokens.access_token.as_deref(),
            began: begun.at,
            now,
        };
        let (since, keys) = self.keys(outbound, &metadata, None, now).await?;
        let mut claims = id_token::check(&tokens.id_token, &keys, &expected);
        if claims.as_ref().is_err_and(|why| *why == Untrue::UnknownKey) {
            let (_, keys) = self.keys(outbound, &metadata, Some(since), now).await?;
            claims = id_token::check(&tokens.id_token, &keys, &expected);
        }
        claims.map_err(|why| match why {
            Untrue::UnknownKey => SignOnError::Untrue("its key is not one of the provider's"),
            Untrue::Wrong(why) => SignOnError::Untrue(why),
        })
    }

    fn token_request(
        &self,
        metadata: &Metadata,
        begun: &Begun,
        code: &str,
        redirect_uri: &str,
    ) -> anyhow::Result<Request<Body>> {
        let client = self.settings.client_id.as_str();
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("code_verifier", &begun.verifier);
        let mut request = Request::post(metadata.token_endpoint.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|of| of == method);
        match &self.secret {
            Some(secret) if takes("client_secret_post") && !takes("client_secret_basic") => {
                form.append_pair("client_id", client).append_pair("client_secret", &secret.0);
            }
            Some(secret) => {
                // RFC 6749, section 2.3.1: both halves are form-encoded first.
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = STANDARD.encode(format!("{}:{}", encoded(client), encoded(&secret.0)));
                request = request.header(header::AUTHORIZATION, format!("Basic {pair}"));
            }
            None => {
                form.append_pair("client_id", client);
            }
        }
        Ok(request.body(Body::from(form.finish()))?)
    }
}

impl Known {
    /// Who did not answer a moment ago is not asked at once again: people wait for it.
    async fn ask<T>(&mut self, now: Millis, asking: impl Future<Output = anyhow::Result<T>>) -> Result<T, SignOnError> {
        if self.failed.is_some_and(|at| now.since(at) < PROVIDER_ASKED_AGAIN) {
            return Err(SignOnError::Down(anyhow::anyhow!("it did not answer a moment ago")));
        }
        let asked = asking.await;
        self.failed = asked.is_err().then_some(now);
        asked.map_err(SignOnError::Down)
    }
}

fn is_fresh(since: Millis, now: Millis) -> bool {
    now.since(since) < PROVIDER_KEPT
}

async fn fetch<T: DeserializeOwned>(outbound: &Outbound, url: &str) -> anyhow::Result<T> {
    let request = Request::get(url).header(header::ACCEPT, "application/json").body(Body::empty())?;
    let (status, body) = outbound.ask(request).await?;
    if status != StatusCode::OK {
        bail!("`{url}` answered {status}");
    }
    serde_json::from_slice(&body).with_context(|| format!("the answer of `{url}` does not read"))
}

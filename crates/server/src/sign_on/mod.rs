//! Sign-on by OpenID providers: the authorization code flow with PKCE, as a client of theirs.
//!
//! Knows the protocol and nothing of accounts: its end is a [`ProvenIdentity`], which `office` takes or refuses. Start
//! reading at [`SignOn::begin`], then [`SignOn::prove`].

pub mod begun;
pub mod id_token;
mod provider;

use crate::config::{Config, ProviderSettings};
use crate::limits::{PROVIDER_ANSWER_BYTES_MAX, PROVIDER_ANSWERS_WITHIN};
use crate::outbound::{Bounds, Outbound};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use begun::{Begun, Purpose, Waiting};
use model::Millis;
use office::accounts::sign_on::ProvenIdentity;
use office::sessions::Token;
use provider::Provider;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, MutexGuard};

/// The page that providers send people back to.
pub const PAGE: &str = "/sign-on";

pub struct SignOn {
    providers: Vec<Provider>,
    waiting: Mutex<Waiting>,
    outbound: Outbound,
    redirect_uri: String,
}

/// Why it does not go on.
#[derive(Debug, thiserror::Error)]
pub enum SignOnError {
    #[error("there is no such provider")]
    NoProvider,
    #[error("the provider does not answer")]
    Down(#[source] anyhow::Error),
    /// Not begun here, in this browser, or too long ago; or it was used already.
    #[error("the sign-on is over")]
    Over,
    /// The person or the provider said no. RFC 6749, section 4.1.2.1.
    #[error("the provider refused: {0}")]
    Cancelled(String),
    #[error("the provider's answer does not hold: {0}")]
    Untrue(&'static str),
    /// The settings let others in: another tenant, another domain.
    #[error("the settings do not let this identity in")]
    NotLetIn,
}

/// What the provider sent the browser back with.
pub struct Answer<'a> {
    pub code: Option<&'a str>,
    pub issuer: Option<&'a str>,
    pub error: Option<&'a str>,
}

impl SignOn {
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        let bounds = Bounds { within: PROVIDER_ANSWERS_WITHIN, bytes_max: PROVIDER_ANSWER_BYTES_MAX };
        Ok(Self {
            providers: config.sign_on.iter().cloned().map(Provider::open).collect::<Result<_, _>>()?,
            waiting: Mutex::default(),
            outbound: Outbound::new(None, bounds)?,
            redirect_uri: format!("{}{PAGE}", config.public_url.as_deref().unwrap_or_default()),
        })
    }

    /// Those whose buttons the login page shows.
    pub fn offered(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.providers.iter().map(|provider| &provider.settings)
    }

    pub fn settings_of(&self, key: &str) -> Option<&ProviderSettings> {
        self.offered().find(|settings| settings.key == key)
    }

    /// Where the browser goes. `browser`: what its cookie holds, so that the answer counts in no other.
    pub async fn begin(
        &self,
        key: &str,
        purpose: Purpose,
        browser: &Token,
        now: Millis,
    ) -> Result<String, SignOnError> {
        let place = self.offered().position(|settings| settings.key == key).ok_or(SignOnError::NoProvider)?;
        let provider = &self.providers[place];
        let metadata = provider.metadata(&self.outbound, now).await?;
        let begun = Begun::new(place, purpose, browser, now);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&begun.verifier));
        let nonce = begun.nonce.clone();
        let state = self.waiting().add(begun);
        let mut url = metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.settings.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &provider.settings.scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// The sign-on of this state, once.
    pub fn take(&self, state: &str, browser: Option<&Token>, now: Millis) -> Result<Begun, SignOnError> {
        self.waiting().take(state, browser, now).ok_or(SignOnError::Over)
    }

    /// Whom the provider names.
    pub async fn prove(&self, begun: &Begun, answer: Answer<'_>, now: Millis) -> Result<ProvenIdentity, SignOnError> {
        let provider = &self.providers[begun.provider];
        let metadata = provider.metadata(&self.outbound, now).await?;
        if !provider.is_own_answer(&metadata, answer.issuer) {
            return Err(SignOnError::Untrue("it comes from another issuer"));
        }
        if let Some(error) = answer.error {
            return Err(SignOnError::Cancelled(error.chars().filter(|c| !c.is_control()).take(64).collect()));
        }
        let code = answer.code.ok_or(SignOnError::Untrue("there is no code"))?;
        let claims = provider.exchange(&self.outbound, begun, code, &self.redirect_uri, now).await?;
        let settings = &provider.settings;
        if !claims.are_let_in(settings) {
            return Err(SignOnError::NotLetIn);
        }
        Ok(ProvenIdentity {
            provider: settings.key.as_str().into(),
            issuer: settings.issuer.clone(),
            has_second_factor: claims.have_second_factor(settings),
            subject: claims.sub,
        })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("no code panics while it holds this lock")
    }
}

/// Whether a page may go there after a log-in: a path of ours, so that no link leads out through the login.
pub fn is_own_path(to: &str) -> bool {
    const BYTES_MAX: usize = 2_000;
    to.starts_with('/')
        && !to.starts_with("//")
        && to.len() <= BYTES_MAX
        && !to.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn plat_02_a_sign_on_leads_to_own_paths_only() {
        for (to, is_own) in [
            ("/calls?from=1#x", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/\t/evil.example", false),
            ("https://evil.example", false),
            ("javascript:alert(1)", false),
            ("", false),
        ] {
            assert_eq!(is_own_path(to), is_own, "{to}");
        }
    }
}

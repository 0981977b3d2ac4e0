//! OpenID providers by which people sign on: `[[sign_on]]`, one table for each. Names: `default.toml`.

use super::ConfigError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::{Host, Url};

/// A clock that is off by more is wrong, and should be set.
const SKEW_SECONDS_MAX: u32 = 300;
const KEY_BYTES_MAX: usize = 32;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Names it in facts and addresses.
    pub key: String,
    /// On the button, after "用 … 登录".
    pub name_zh: String,
    /// On the button, after "Sign in with".
    pub name_en: String,
    /// Exactly as it calls itself.
    pub issuer: String,
    pub client_id: String,
    /// Without: a public client, which PKCE alone protects.
    pub client_secret_file: Option<PathBuf>,
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Claims that the ID token must have, with this text.
    #[serde(default)]
    pub must_have: BTreeMap<String, String>,
    /// A verified e-mail address must be of one of them; empty: none is asked for. Never links anybody.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Values of `amr` or `acr` that say it asked for more than a password; empty: it never counts as a second factor.
    #[serde(default)]
    pub second_factor: Vec<String>,
    #[serde(default = "skew_seconds")]
    pub skew_seconds: u32,
}

fn scopes() -> Vec<String> {
    vec!["openid".into()]
}

fn skew_seconds() -> u32 {
    60
}

/// Refuses what could not work, or would be open to others.
pub(super) fn checked(
    providers: Vec<ProviderSettings>,
    public_url: &str,
) -> Result<Vec<ProviderSettings>, ConfigError> {
    if !providers.is_empty() && public_url.is_empty() {
        return Err(ConfigError::Unfit("`sign_on` needs `public_url`: providers send people back to it alone".into()));
    }
    for (index, provider) in providers.iter().enumerate() {
        let is_twice = providers[..index].iter().any(|other| other.key == provider.key);
        if let Some(why) = if is_twice { Some("`key` is there twice") } else { wrong(provider) } {
            return Err(ConfigError::Unfit(format!("`sign_on` `{}`: {why}", provider.key)));
        }
    }
    Ok(providers)
}

fn wrong(provider: &ProviderSettings) -> Option<&'static str> {
    let ProviderSettings { key, name_zh, name_en, issuer, client_id, scopes, .. } = provider;
    let is_key_byte = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if key.is_empty() || key.len() > KEY_BYTES_MAX || !key.bytes().all(is_key_byte) {
        return Some("`key` has 1 to 32 of a–z, 0–9, `-`");
    }
    if [name_zh, name_en, client_id].into_iter().any(|text| text.trim().is_empty()) {
        return Some("`name_zh`, `name_en` and `client_id` are not empty");
    }
    let url = Url::parse(issuer).ok().filter(|url| url.query().is_none() && url.fragment().is_none());
    if !url.as_ref().is_some_and(is_safe) {
        return Some("`issuer` begins with `https://` (`http://` on this machine only), without `?` and `#`");
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Some("`scopes` has `openid`");
    }
    (provider.skew_seconds > SKEW_SECONDS_MAX).then_some("`skew_seconds` is at most 300")
}

/// Nothing of a log-in travels in clear, but within this machine.
pub fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.host().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "key = \"company\"\nname_zh = \"企业账号\"\nname_en = \"company account\"\n\
        issuer = \"https://sso.example.com/staff\"\nclient_id = \"qiao\"\n";

    fn check(text: &str, public_url: &str) -> Result<Vec<ProviderSettings>, ConfigError> {
        checked(vec![toml::from_str(text).expect("good TOML")], public_url)
    }

    #[test]
    fn a_provider_needs_little_and_trusts_little() {
        let provider = check(WHOLE, "https://qiao.example.com").expect("fits").remove(0);
        assert_eq!((provider.scopes, provider.skew_seconds), (vec!["openid".to_owned()], 60));
        assert!(provider.second_factor.is_empty() && provider.client_secret_file.is_none());
        assert!(check(WHOLE, "").is_err(), "where would it send people back to?");
        for (from, to) in [
            ("https://sso", "http://sso"),
            ("https://sso.example.com/staff", "sso.example.com"),
            ("/staff", "/staff?x=1"),
            ("key = \"company\"", "key = \"The Company\""),
            ("client_id = \"qiao\"", "client_id = \"\""),
            ("client_id = \"qiao\"", "client_id = \"qiao\"\nscopes = [\"email\"]"),
            ("client_id = \"qiao\"", "client_id = \"qiao\"\nskew_seconds = 3600"),
        ] {
            let text = WHOLE.replace(from, to);
            assert!(check(&text, "https://qiao.example.com").is_err(), "{text}");
        }
        assert!(check(&WHOLE.replace("https://sso.example.com", "http://127.0.0.1:9"), "http://localhost:1").is_ok());
        let twice = vec![toml::from_str(WHOLE).expect("TOML"), toml::from_str(WHOLE).expect("TOML")];
        assert!(checked(twice, "https://qiao.example.com").is_err());
    }
}

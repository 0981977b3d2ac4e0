//! Whether an ID token says what it must: signed by the provider's key, for us, now, for this very log-in.
//!
//! OpenID Connect Core 1.0, section 3.1.3.7. Pure: keys and time are arguments. Start reading at [`check`].

use crate::config::ProviderSettings;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use model::Millis;
use serde::Deserialize;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Signatures by a key that only the provider has: no `none`, and no HMAC, whose key would be ours too.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What this log-in expects.
pub struct Expected<'a> {
    pub settings: &'a ProviderSettings,
    pub nonce: &'a str,
    pub access_token: Option<&'a str>,
    /// When the log-in began: a token from before is not its answer.
    pub began: Millis,
    pub now: Millis,
}

/// What the token tells of whom it names.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    iss: String,
    pub sub: String,
    aud: Audience,
    azp: Option<String>,
    /// Seconds since 1970, perhaps with a fraction (RFC 7519, section 2: NumericDate).
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    at_hash: Option<String>,
    #[serde(default)]
    amr: Vec<String>,
    acr: Option<String>,
    #[serde(flatten)]
    others: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Why a token is not taken. Texts are for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untrue {
    /// None of the keys has the name that the token gives: they may have changed.
    UnknownKey,
    Wrong(&'static str),
}

pub fn check(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Claims, Untrue> {
    // `none` is no algorithm that is read at all.
    let header = jsonwebtoken::decode_header(token).map_err(|_| Untrue::Wrong("its header does not read"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Untrue::Wrong("it is signed in a way that is not taken"));
    }
    if header.crit.is_some() {
        return Err(Untrue::Wrong("it asks for an extension"));
    }
    let key = DecodingKey::from_jwk(key_of(&header, keys)?).map_err(|_| Untrue::Wrong("the key does not read"))?;
    // The claims are compared below, by our own clock.
    let mut signature_only = Validation::new(header.alg);
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    signature_only.required_spec_claims.clear();
    let read = jsonwebtoken::decode::<Claims>(token, &key, &signature_only);
    let claims = read.map_err(|_| Untrue::Wrong("its signature or its claims are wrong"))?.claims;
    match wrong(&claims, header.alg, expected) {
        Some(why) => Err(Untrue::Wrong(why)),
        None => Ok(claims),
    }
}

fn key_of<'a>(header: &Header, keys: &'a [Jwk]) -> Result<&'a Jwk, Untrue> {
    let fits = |key: &&Jwk| {
        let common = &key.common;
        let is_for_signatures = !matches!(&common.public_key_use, Some(of) if *of != PublicKeyUse::Signature);
        let is_for_this = common.key_algorithm.is_none_or(|of| of.to_string() == format!("{:?}", header.alg));
        is_for_signatures && is_for_this
    };
    let mut fitting = keys.iter().filter(fits);
    match &header.kid {
        Some(id) => fitting.find(|key| key.common.key_id.as_ref() == Some(id)).ok_or(Untrue::UnknownKey),
        None => match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(Untrue::UnknownKey),
            (Some(_), Some(_)) => Err(Untrue::Wrong("it does not say which of several keys signed it")),
        },
    }
}

fn wrong(claims: &Claims, algorithm: Algorithm, expected: &Expected<'_>) -> Option<&'static str> {
    let settings = expected.settings;
    let (now, skew) = (expected.now.0 as f64 / 1_000.0, f64::from(settings.skew_seconds));
    let client = settings.client_id.as_str();
    let (is_for_us, is_for_others) = match &claims.aud {
        Audience::One(of) => (of == client, false),
        Audience::Many(of) => (of.iter().any(|of| of == client), of.len() > 1),
    };
    let checks = [
        (claims.iss == settings.issuer, "another issuer"),
        (is_for_us, "it is for another client"),
        (!is_for_others || claims.azp.is_some(), "it is for others too, and does not say who asked"),
        (claims.azp.as_deref().is_none_or(|of| of == client), "another client asked for it"),
        (now < claims.exp + skew, "it has run out"),
        (claims.iat <= now + skew, "it is from the future"),
        (claims.iat + skew >= expected.began.0 as f64 / 1_000.0, "it is older than the log-in"),
        (claims.nbf.is_none_or(|from| from <= now + skew), "it does not hold yet"),
        (claims.nonce.as_deref() == Some(expected.nonce), "another log-in's nonce"),
        (is_hash_of(claims.at_hash.as_deref(), algorithm, expected.access_token), "another access token"),
        (is_subject(&claims.sub), "it names nobody"),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map(|(_, why)| why)
}

fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && subject.len() <= office::limits::SUBJECT_BYTES_MAX
}

/// Section 3.1.3.6: the left half of the access token's hash.
fn is_hash_of(hash: Option<&str>, algorithm: Algorithm, access_token: Option<&str>) -> bool {
    let Some(hash) = hash else { return true };
    let Some(access_token) = access_token else { return false };
    let whole = match algorithm {
        Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 => Sha256::digest(access_token).to_vec(),
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(access_token).to_vec(),
        _ => Sha512::digest(access_token).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&whole[..whole.len() / 2]) == hash
}

impl Claims {
    /// Whether the settings let these in: the tenant, the domain.
    pub fn are_let_in(&self, settings: &ProviderSettings) -> bool {
        let text = |name: &str| self.others.get(name).and_then(serde_json::Value::as_str);
        if settings.must_have.iter().any(|(name, wanted)| text(name) != Some(wanted)) {
            return false;
        }
        if settings.email_domains.is_empty() {
            return true;
        }
        let is_verified = self.others.get("email_verified").and_then(serde_json::Value::as_bool) == Some(true);
        let domain = text("email").and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain);
        is_verified
            && domain.is_some_and(|domain| settings.email_domains.iter().any(|of| of.eq_ignore_ascii_case(domain)))
    }

    /// Whether the provider asked for more than a password, in words that the settings name.
    pub fn have_second_factor(&self, settings: &ProviderSettings) -> bool {
        self.amr.iter().chain(&self.acr).any(|how| settings.second_factor.contains(how))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn settings(more: &str) -> ProviderSettings {
        let text = format!(
            "key = \"a\"\nname_zh = \"甲\"\nname_en = \"A\"\nissuer = \"https://a.example\"\nclient_id = \"qiao\"\n{more}"
        );
        toml::from_str(&text).expect("good TOML")
    }

    fn claims(changes: Value) -> Claims {
        let mut whole = json!({"iss": "https://a.example", "sub": "u1", "aud": "qiao", "exp": 1_300, "iat": 1_000,
            "nonce": "n"});
        for (name, value) in changes.as_object().expect("an object") {
            whole[name] = value.clone();
        }
        serde_json::from_value(whole).expect("claims")
    }

    #[test]
    fn plat_02_claims_are_for_us_now_and_for_this_log_in() {
        let settings = settings("skew_seconds = 60");
        let half = URL_SAFE_NO_PAD.encode(&Sha256::digest("token")[..16]);
        let cases = [
            (json!({}), 1_001, None),
            (json!({"aud": ["qiao"]}), 1_001, None),
            (json!({"aud": ["qiao", "b"], "azp": "qiao"}), 1_001, None),
            (json!({"aud": ["qiao", "b"]}), 1_001, Some("it is for others too, and does not say who asked")),
            (json!({"aud": ["b"]}), 1_001, Some("it is for another client")),
            (json!({"azp": "b"}), 1_001, Some("another client asked for it")),
            (json!({"iss": "https://a.example/"}), 1_001, Some("another issuer")),
            (json!({}), 1_359, None),
            (json!({}), 1_360, Some("it has run out")),
            (json!({}), 940, None),
            (json!({}), 939, Some("it is from the future")),
            (json!({"iat": 839}), 1_001, Some("it is older than the log-in")),
            (json!({"nbf": 1_062}), 1_001, Some("it does not hold yet")),
            (json!({"nonce": "m"}), 1_001, Some("another log-in's nonce")),
            (json!({"nonce": null}), 1_001, Some("another log-in's nonce")),
            (json!({"at_hash": half}), 1_001, None),
            (json!({"at_hash": "AAAA"}), 1_001, Some("another access token")),
            (json!({"sub": ""}), 1_001, Some("it names nobody")),
            (json!({"sub": "x".repeat(256)}), 1_001, Some("it names nobody")),
        ];
        for (changes, now_s, expected) in cases {
            let of = Expected {
                settings: &settings,
                nonce: "n",
                access_token: Some("token"),
                began: Millis(900_000),
                now: Millis(now_s * 1_000),
            };
            assert_eq!(wrong(&claims(changes.clone()), Algorithm::RS256, &of), expected, "{changes} at {now_s}");
        }
    }

    #[test]
    fn plat_02_who_is_let_in_and_what_counts_as_a_second_factor_is_in_the_settings() {
        let strict = settings("must_have = { tid = \"t1\" }\nemail_domains = [\"example.com\"]");
        let mail = |address: &str, is_verified: bool| {
            claims(json!({"tid": "t1", "email": address, "email_verified": is_verified})).are_let_in(&strict)
        };
        assert!(mail("wang@example.com", true) && mail("wang@EXAMPLE.com", true));
        assert!(!mail("wang@example.com", false), "an address that nobody verified");
        assert!(!mail("wang@example.com.evil.org", true) && !mail("example.com", true));
        assert!(!claims(json!({"tid": "t2", "email": "a@example.com", "email_verified": true})).are_let_in(&strict));
        assert!(claims(json!({})).are_let_in(&settings("")));

        let counting = settings("second_factor = [\"mfa\", \"gold\"]");
        for (changes, counts) in [
            (json!({"amr": ["pwd", "mfa"]}), true),
            (json!({"acr": "gold"}), true),
            (json!({"amr": ["pwd"], "acr": "silver"}), false),
            (json!({}), false),
        ] {
            assert_eq!(claims(changes.clone()).have_second_factor(&counting), counts, "{changes}");
            assert!(!claims(changes).have_second_factor(&settings("")), "nothing counts unless it is named");
        }
    }
}

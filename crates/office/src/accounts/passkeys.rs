//! Passkeys (WebAuthn): the browser signs a challenge for this very origin, with a key that never leaves its device.
//!
//! The only place that knows `webauthn-rs`. It checks origin, relying party, challenge, the user's verification and the
//! counter that tells a copied key. Everything here is JSON to the outside.

use model::PersonId;
use serde_json::Value as Json;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

pub(super) struct Passkeys {
    webauthn: Webauthn,
    /// The host that passkeys are for: browsers use them on no other.
    pub host: String,
}

/// A proof that does not hold; why is for the log only.
#[derive(Debug)]
pub(super) struct Unproven(pub WebauthnError);

impl From<WebauthnError> for Unproven {
    fn from(error: WebauthnError) -> Self {
        Self(error)
    }
}

pub(super) type Registering = PasskeyRegistration;

/// What an answer is compared with.
#[derive(Debug)]
pub(super) enum Challenge {
    /// For the passkeys of one person.
    Of(PasskeyAuthentication),
    /// Whoever it is: the passkey itself names its owner.
    Anybody(DiscoverableAuthentication),
}

impl Passkeys {
    /// `origin`: `https://qiao.example.com`. `None`: passkeys need a name as host, and HTTPS but on this machine.
    pub fn at(origin: &str, centre: &str) -> Option<Self> {
        let url = Url::parse(origin).ok()?;
        let host = url.domain()?.to_owned();
        if url.scheme() != "https" && host != "localhost" {
            return None;
        }
        let webauthn = WebauthnBuilder::new(&host, &url).ok()?.rp_name(centre).build().ok()?;
        Some(Self { webauthn, host })
    }

    /// For the browser's `navigator.credentials.create`. `known`: those there already, as they are kept.
    pub fn register(
        &self,
        person: PersonId,
        username: &str,
        name: &str,
        known: &[String],
    ) -> Result<(Json, Registering), Unproven> {
        let known: Vec<CredentialID> = read(known).iter().map(|key| key.cred_id().clone()).collect();
        let (challenge, state) = self.webauthn.start_passkey_registration(person.0, username, name, Some(known))?;
        let mut options = json(&challenge);
        // So that the device can name the owner by itself: logging in without typing a name.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = Json::from("preferred");
        Ok((options, state))
    }

    /// The passkey as it is kept.
    pub fn registered(&self, answer: Json, state: &Registering) -> Result<String, Unproven> {
        let answer: RegisterPublicKeyCredential = parsed(answer)?;
        let key = self.webauthn.finish_passkey_registration(&answer, state)?;
        Ok(text(&key))
    }

    /// For `navigator.credentials.get`.
    pub fn challenge(&self, keys: &[String]) -> Result<(Json, Challenge), Unproven> {
        let (challenge, state) = self.webauthn.start_passkey_authentication(&read(keys))?;
        Ok((json(&challenge), Challenge::Of(state)))
    }

    pub fn challenge_to_anybody(&self) -> Result<(Json, Challenge), Unproven> {
        let (challenge, state) = self.webauthn.start_discoverable_authentication()?;
        Ok((json(&challenge), Challenge::Anybody(state)))
    }

    /// Whom an answer to [`Challenge::Anybody`] says it is of. Not proven yet.
    pub fn claimed(&self, answer: &Json) -> Result<PersonId, Unproven> {
        let answer: PublicKeyCredential = parsed(answer.clone())?;
        Ok(PersonId(self.webauthn.identify_discoverable_authentication(&answer)?.0))
    }

    /// Which of `keys` signed, and how it is kept from now on: its counter has moved.
    pub fn proven(&self, answer: Json, challenge: Challenge, keys: &[String]) -> Result<(usize, String), Unproven> {
        let answer: PublicKeyCredential = parsed(answer)?;
        let mut keys = read(keys);
        let result = match challenge {
            Challenge::Of(state) => self.webauthn.finish_passkey_authentication(&answer, &state)?,
            Challenge::Anybody(state) => {
                let (_, id) = self.webauthn.identify_discoverable_authentication(&answer)?;
                let key = keys.iter().find(|key| key.cred_id().as_slice() == id);
                let key = DiscoverableKey::from(key.ok_or(WebauthnError::CredentialNotFound)?);
                self.webauthn.finish_discoverable_authentication_v2(&answer, state, &key)?
            }
        };
        let found = keys.iter().position(|key| key.cred_id() == result.cred_id());
        let at = found.ok_or(WebauthnError::CredentialNotFound)?;
        keys[at].update_credential(&result);
        Ok((at, text(&keys[at])))
    }
}

fn read(keys: &[String]) -> Vec<Passkey> {
    keys.iter().map(|text| serde_json::from_str(text).expect("a passkey is kept as it was written")).collect()
}

fn text(key: &Passkey) -> String {
    serde_json::to_string(key).expect("a passkey is plain data")
}

fn json(value: &impl serde::Serialize) -> Json {
    serde_json::to_value(value).expect("a challenge is plain data")
}

fn parsed<T: serde::de::DeserializeOwned>(answer: Json) -> Result<T, Unproven> {
    serde_json::from_value(answer).map_err(|error| Unproven(WebauthnError::ParseJSONFailure(error)))
}

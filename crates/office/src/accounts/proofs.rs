//! Whether a code or a signature is the person's, and that it is so only once.

use super::passkeys::{Challenge, Unproven};
use super::{locked, recovery, totp};
use crate::{Office, OfficeError, entry};
use model::fact::{AccountFact, FactorKind};
use model::{Actor, FactBody, Millis, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::net::IpAddr;
use store::Aside;
use store::accounts::{Factor, FactorSecret};

/// What proves it beside the password. Never printed.
pub enum SecondProof {
    /// Of the authenticator app.
    Code(String),
    RecoveryCode(String),
    /// What the browser's `navigator.credentials.get` answered.
    Passkey(Json),
}

/// An app's key as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct TotpSecret {
    pub key: Vec<u8>,
    /// The last step whose code was used.
    pub step: i64,
}

/// What a person has, by kind.
pub(super) struct Own(pub Vec<Factor>);

impl Own {
    /// Whether a password alone is not enough any more.
    pub fn is_enrolled(&self) -> bool {
        self.has(FactorKind::Totp) || self.has(FactorKind::Passkey)
    }

    pub fn has(&self, kind: FactorKind) -> bool {
        self.of(kind).next().is_some()
    }

    pub fn of(&self, kind: FactorKind) -> impl Iterator<Item = &Factor> {
        self.0.iter().filter(move |factor| factor.kind == kind && factor.secret.is_some())
    }

    pub fn passkeys(&self) -> Vec<String> {
        self.of(FactorKind::Passkey).map(secret_of).collect()
    }
}

fn secret_of(factor: &Factor) -> String {
    factor.secret.as_ref().map(|secret| secret.0.clone()).unwrap_or_default()
}

impl Office {
    pub(super) async fn own_factors(&self, person: PersonId) -> Result<Own, OfficeError> {
        let mut factors = store::accounts::factors_of(&self.store, person).await?;
        for factor in &mut factors {
            let Some(FactorSecret(stored)) = &mut factor.secret else { continue };
            // A factor that does not open must not count as none: a password alone would be enough.
            *stored = self.journal.vault().open_secret(factor.id, stored).ok_or(OfficeError::BrokenSecret)?;
        }
        Ok(Own(factors))
    }

    /// Secrets of second factors from before they were sealed.
    pub(crate) async fn seal_old_secrets(&self) -> Result<(), OfficeError> {
        loop {
            let old = store::accounts::secrets_in_clear(&self.store).await?;
            if old.is_empty() {
                return Ok(());
            }
            // The writer seals them.
            self.journal.commit_with(Vec::new(), old).await?;
        }
    }

    /// Whether the password alone is not enough for this person.
    pub(crate) async fn is_enrolled(&self, person: PersonId) -> Result<bool, OfficeError> {
        Ok(self.own_factors(person).await?.is_enrolled())
    }

    /// Uses the proof up, or says that it is none. Counted: five wrong ones and more close the account's second step
    /// for a while, like wrong passwords.
    pub(super) async fn prove_second(
        &self,
        person: PersonId,
        proof: SecondProof,
        challenge: Option<Challenge>,
        source: IpAddr,
    ) -> Result<FactorKind, OfficeError> {
        let account = format!("factor {}", self.username_of(person));
        self.attempts()
            .begin(&account, source, self.now())
            .map_err(|refused| OfficeError::TooManyAttempts { retry_after: refused.retry_after })?;
        let _one_at_a_time = self.accounts.proving.lock().await;
        let own = self.own_factors(person).await?;
        let now = self.now();
        let fits = match proof {
            SecondProof::Code(code) => by_code(&own, &code, now),
            SecondProof::RecoveryCode(code) => by_recovery_code(&own, &code),
            SecondProof::Passkey(answer) => self.by_passkey(&own, answer, challenge)?,
        };
        let Some((factor, secret)) = fits else {
            let failed = FactBody::Account(AccountFact::FactorFailed { person });
            self.commit(vec![entry(self.fact(Actor::Outside, &[], failed))]).await?;
            return Err(OfficeError::WrongProof);
        };
        let used = Aside::FactorSecret { factor: factor.id, person, secret, used_ms: Some(now) };
        self.journal.commit_with(Vec::new(), vec![used]).await?;
        self.attempts().succeeded(&account, source);
        Ok(factor.kind)
    }

    fn by_passkey<'a>(
        &self,
        own: &'a Own,
        answer: Json,
        challenge: Option<Challenge>,
    ) -> Result<Option<(&'a Factor, String)>, OfficeError> {
        let Some(challenge) = challenge else { return Ok(None) };
        match self.passkeys()?.proven(answer, challenge, &own.passkeys()) {
            Ok((at, secret)) => Ok(own.of(FactorKind::Passkey).nth(at).map(|factor| (factor, secret))),
            Err(Unproven(why)) => {
                tracing::info!(error = %why, "a passkey did not prove who asks");
                Ok(None)
            }
        }
    }

    /// The challenge for a fresh proof that this session was given.
    pub(super) fn challenge_of(&self, session: &str) -> Option<Challenge> {
        locked(&self.accounts.challenges).take(session, self.now()).map(|(_, challenge)| challenge)
    }
}

fn by_code<'a>(own: &'a Own, code: &str, now: Millis) -> Option<(&'a Factor, String)> {
    own.of(FactorKind::Totp).find_map(|factor| {
        let secret: TotpSecret = serde_json::from_str(&secret_of(factor)).ok()?;
        let step = totp::fitting_step(&secret.key, code, now, Some(secret.step))?;
        Some((factor, json(&TotpSecret { step, ..secret })))
    })
}

fn by_recovery_code<'a>(own: &'a Own, code: &str) -> Option<(&'a Factor, String)> {
    own.of(FactorKind::RecoveryCodes).find_map(|factor| {
        let hashes: Vec<String> = serde_json::from_str(&secret_of(factor)).ok()?;
        Some((factor, json(&recovery::without(&hashes, code)?)))
    })
}

pub(super) fn json(secret: &impl Serialize) -> String {
    serde_json::to_string(secret).expect("a secret is plain data")
}

/// How many recovery codes are left.
pub(super) fn codes_left(factor: &Factor) -> Option<usize> {
    let hashes: Vec<String> = serde_json::from_str(&secret_of(factor)).ok()?;
    (factor.kind == FactorKind::RecoveryCodes).then_some(hashes.len())
}

//! Adding and removing what proves who somebody is: an authenticator app, passkeys, recovery codes.
//!
//! Each act needs a fresh proof. An app counts only when its first code has come; its key is never shown again.

use super::proofs::{TotpSecret, codes_left, json};
use super::{locked, recovery, totp};
use crate::error::bad_input;
use crate::limits::{FACTOR_NAME_CHARS_MAX, FACTORS_PER_PERSON};
use crate::{Caller, Office, OfficeError, entry_with};
use access::Permit;
use access::actions::SecureAccount;
use model::fact::{AccountFact, FactorKind};
use model::{FactBody, FactorId, Millis};
use serde_json::Value as Json;
use store::{Aside, Entry};
use uuid::Uuid;

/// A factor as its owner sees it.
#[derive(Clone, Debug)]
pub struct FactorView {
    pub id: FactorId,
    pub kind: FactorKind,
    pub name: String,
    pub added_ms: Millis,
    pub used_ms: Option<Millis>,
    /// Of recovery codes: how many are left.
    pub codes_left: Option<usize>,
}

/// What an authenticator app needs. Shown once.
pub struct TotpSetup {
    pub uri: String,
    /// The same key to type.
    pub secret: String,
    /// The same as a picture, SVG.
    pub picture: String,
}

impl Office {
    /// The reader's own.
    pub async fn factors(&self, caller: &Caller) -> Result<Vec<FactorView>, OfficeError> {
        self.own_account(caller).await?;
        let own = self.own_factors(caller.person.id).await?;
        let views = own.0.iter().map(|factor| FactorView {
            id: factor.id,
            kind: factor.kind,
            name: factor.name.clone(),
            added_ms: factor.added_ms,
            used_ms: factor.used_ms,
            codes_left: codes_left(factor),
        });
        Ok(views.collect())
    }

    /// A new key for an app. It does not count before [`Office::confirm_totp`].
    pub async fn begin_totp(&self, caller: &Caller) -> Result<TotpSetup, OfficeError> {
        self.own_account_proven(caller).await?;
        if self.own_factors(caller.person.id).await?.has(FactorKind::Totp) {
            return Err(bad_input("totp", "there is an authenticator app already: remove it first"));
        }
        let key = totp::new_key();
        let uri = totp::uri(&key, &self.rulebook().centre.name_zh, &caller.person.username);
        let setup = TotpSetup { secret: totp::base32(&key), picture: totp::picture(&uri), uri };
        locked(&self.accounts.new_keys).begin(caller.session.token_hash.clone(), key, self.now());
        Ok(setup)
    }

    /// The app's first code: from now on it is asked for.
    pub async fn confirm_totp(&self, caller: &Caller, code: &str, name: &str) -> Result<FactorId, OfficeError> {
        let permit = self.own_account_proven(caller).await?;
        let name = named(name)?;
        let _one_at_a_time = self.accounts.proving.lock().await;
        let (now, session) = (self.now(), &caller.session.token_hash);
        let begun = locked(&self.accounts.new_keys).take(session, now);
        let (until, key) = begun.ok_or_else(|| bad_input("totp", "begin again: it took too long"))?;
        let Some(step) = totp::fitting_step(&key, code, now, None) else {
            locked(&self.accounts.new_keys).put_back(session.clone(), until, key);
            return Err(OfficeError::WrongProof);
        };
        let own = self.own_factors(caller.person.id).await?;
        if own.has(FactorKind::Totp) {
            return Err(bad_input("totp", "there is an authenticator app already: remove it first"));
        }
        self.add_factor(caller, &permit, FactorKind::Totp, name, json(&TotpSecret { key, step })).await
    }

    /// For the browser's `navigator.credentials.create`.
    pub async fn begin_passkey(&self, caller: &Caller) -> Result<Json, OfficeError> {
        self.own_account_proven(caller).await?;
        let (person, own) = (&caller.person, self.own_factors(caller.person.id).await?);
        self.room_for_one_more(own.0.len())?;
        let begun = self.passkeys()?.register(person.id, &person.username, &person.name.0, &own.passkeys());
        let (options, state) = begun.map_err(|why| unproven(&why))?;
        locked(&self.accounts.new_passkeys).begin(caller.session.token_hash.clone(), state, self.now());
        Ok(options)
    }

    pub async fn finish_passkey(&self, caller: &Caller, answer: Json, name: &str) -> Result<FactorId, OfficeError> {
        let permit = self.own_account_proven(caller).await?;
        let name = named(name)?;
        let begun = locked(&self.accounts.new_passkeys).take(&caller.session.token_hash, self.now());
        let (_, state) = begun.ok_or_else(|| bad_input("credential", "begin again: it took too long"))?;
        let kept = self.passkeys()?.registered(answer, &state).map_err(|why| unproven(&why))?;
        self.add_factor(caller, &permit, FactorKind::Passkey, name, kept).await
    }

    /// New codes; the old ones are worth nothing any more.
    pub async fn new_recovery_codes(&self, caller: &Caller) -> Result<Vec<String>, OfficeError> {
        let permit = self.own_account_proven(caller).await?;
        let _one_at_a_time = self.accounts.proving.lock().await;
        let own = self.own_factors(caller.person.id).await?;
        if !own.is_enrolled() {
            return Err(bad_input("recovery_codes", "first an authenticator app or a passkey"));
        }
        let old = own.0.iter().filter(|factor| factor.kind == FactorKind::RecoveryCodes);
        let mut entries: Vec<Entry> = old.map(|factor| self.removal(caller, &permit, factor.id)).collect();
        let (codes, hashes) = recovery::new_codes();
        let (_, added) = self.addition(caller, &permit, FactorKind::RecoveryCodes, String::new(), json(&hashes));
        entries.push(added);
        self.commit(entries).await?;
        Ok(codes)
    }

    /// Recovery codes go with the last factor that they stand in for.
    pub async fn remove_factor(&self, caller: &Caller, id: FactorId) -> Result<(), OfficeError> {
        let permit = self.own_account_proven(caller).await?;
        let _one_at_a_time = self.accounts.proving.lock().await;
        let mut own = self.own_factors(caller.person.id).await?;
        if !own.0.iter().any(|factor| factor.id == id) {
            return Err(OfficeError::NotFound);
        }
        own.0.retain(|factor| factor.id != id);
        let orphans: Vec<FactorId> =
            if own.is_enrolled() { Vec::new() } else { own.0.iter().map(|factor| factor.id).collect() };
        let gone = std::iter::once(id).chain(orphans);
        self.commit(gone.map(|id| self.removal(caller, &permit, id)).collect()).await?;
        Ok(())
    }

    async fn add_factor(
        &self,
        caller: &Caller,
        permit: &Permit<SecureAccount>,
        kind: FactorKind,
        name: String,
        secret: String,
    ) -> Result<FactorId, OfficeError> {
        self.room_for_one_more(self.own_factors(caller.person.id).await?.0.len())?;
        let (id, added) = self.addition(caller, permit, kind, name, secret);
        self.commit(vec![added]).await?;
        Ok(id)
    }

    fn addition(
        &self,
        caller: &Caller,
        permit: &Permit<SecureAccount>,
        of: FactorKind,
        name: String,
        secret: String,
    ) -> (FactorId, Entry) {
        let (person, factor) = (caller.person.id, FactorId(Uuid::now_v7()));
        let body = FactBody::Account(AccountFact::FactorAdded { person, factor, of, name });
        let kept = Aside::FactorSecret { factor, person, secret, used_ms: None };
        (factor, entry_with(self.fact(caller.actor(), permit.reasons(), body), kept))
    }

    fn removal(&self, caller: &Caller, permit: &Permit<SecureAccount>, factor: FactorId) -> Entry {
        let body = FactBody::Account(AccountFact::FactorRemoved { person: caller.person.id, factor });
        entry_with(self.fact(caller.actor(), permit.reasons(), body), Aside::FactorForgotten { factor })
    }

    /// What takes every factor from somebody whose identity was checked anew (G-13).
    pub(crate) async fn forgetting_factors(
        &self,
        person: model::PersonId,
    ) -> Result<Vec<(FactBody, Aside)>, OfficeError> {
        // As they stand: also those that do not open.
        let own = store::accounts::factors_of(&self.store, person).await?;
        let gone = own.iter().map(|factor| {
            let body = FactBody::Account(AccountFact::FactorRemoved { person, factor: factor.id });
            (body, Aside::FactorForgotten { factor: factor.id })
        });
        Ok(gone.collect())
    }

    fn room_for_one_more(&self, held: usize) -> Result<(), OfficeError> {
        if held < FACTORS_PER_PERSON {
            return Ok(());
        }
        Err(bad_input("factor", format!("at most {FACTORS_PER_PERSON}: remove one first")))
    }
}

fn named(name: &str) -> Result<String, OfficeError> {
    let name = name.trim();
    if name.chars().count() > FACTOR_NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(bad_input("name", format!("one line of at most {FACTOR_NAME_CHARS_MAX} characters")));
    }
    Ok(name.to_owned())
}

fn unproven(why: &super::passkeys::Unproven) -> OfficeError {
    tracing::info!(error = %why.0, "a passkey was not taken");
    OfficeError::WrongProof
}

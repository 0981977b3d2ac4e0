//! The own account: how somebody proves who they are, and what they can do about it themselves.
//!
//! Second factors and passkeys, the second half of a log-in, sign-on by a provider, a fresh proof for acts that need
//! one, the password, the sessions. Acts for others are `people` and the flows of the rulebook. Start reading at [`Office::second_factor`]
//! and [`Office::factors`].

pub mod devices;
pub mod factors;
mod handed;
pub mod leaked;
mod passkeys;
pub mod password;
pub mod proofs;
mod recovery;
pub mod second;
pub mod sign_on;
mod totp;
mod waiting;

use crate::people::resource_of;
use crate::{Caller, Office, OfficeError};
use access::Permit;
use access::actions::SecureAccount;
use model::PersonId;
use passkeys::{Challenge, Passkeys, Registering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use waiting::Waiting;

/// What is remembered between the two halves of an act. Everything of it may be lost: it is begun again.
#[derive(Default)]
pub(crate) struct Accounts {
    passkeys: OnceLock<Passkeys>,
    /// Log-ins by their ticket.
    log_ins: Mutex<Waiting<second::LogInBegun>>,
    /// By session: the challenge for a fresh proof, a passkey and a key that are to be added.
    challenges: Mutex<Waiting<Challenge>>,
    new_passkeys: Mutex<Waiting<Registering>>,
    new_keys: Mutex<Waiting<Vec<u8>>>,
    /// A code is looked up and used up as one: twice at once is a replay.
    proving: tokio::sync::Mutex<()>,
}

impl Office {
    /// Where browsers find this centre, as `https://qiao.example.com`: passkeys are bound to it. Once, at the start.
    pub fn serve_at(&self, origin: &str) {
        let centre = self.rulebook().centre.name_zh.clone();
        if let Some(passkeys) = Passkeys::at(origin, &centre) {
            self.accounts.passkeys.get_or_init(|| passkeys);
        }
    }

    /// The host for which passkeys are possible.
    pub fn passkey_host(&self) -> Option<&str> {
        Some(self.accounts.passkeys.get()?.host.as_str())
    }

    fn passkeys(&self) -> Result<&Passkeys, OfficeError> {
        self.accounts.passkeys.get().ok_or(OfficeError::NoPasskeys)
    }

    /// The permit for an act on the own account, by the person in person.
    pub(crate) async fn own_account(&self, caller: &Caller) -> Result<Permit<SecureAccount>, OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        self.demand::<SecureAccount>(caller, &resource_of(&caller.person)).await
    }

    /// The same with a fresh proof: an open session alone must not be enough to lock its owner out.
    pub(crate) async fn own_account_proven(&self, caller: &Caller) -> Result<Permit<SecureAccount>, OfficeError> {
        let permit = self.own_account(caller).await?;
        if caller.session.is_proven(self.now()) { Ok(permit) } else { Err(OfficeError::StepUpNeeded) }
    }

    fn username_of(&self, person: PersonId) -> String {
        self.directory().person(person).map(|person| person.username.clone()).unwrap_or_default()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no code panics while it holds this lock")
}

/// From the operating system's generator.
fn random_bytes<const N: usize>() -> [u8; N] {
    use rand::TryRngCore;
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

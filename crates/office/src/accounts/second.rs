//! The second half of a log-in, and of a proof within a session.
//!
//! The password gives a ticket, not a session: the ticket and a second factor do. A passkey does both at once.

use super::locked;
use super::passkeys::Challenge;
use super::proofs::{Own, SecondProof};
use crate::limits::SECOND_FACTOR_TRIES;
use crate::people::LogIn;
use crate::sessions::Token;
use crate::{Caller, Office, OfficeError};
use model::PersonId;
use model::fact::FactorKind;
use model::fact::LogoutCause;
use serde::Serialize;
use serde_json::Value as Json;
use std::net::IpAddr;
use std::sync::Arc;

/// How somebody may prove who they are now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ways {
    /// Names the log-in that waits; null within a session.
    pub ticket: Option<String>,
    pub password: bool,
    pub totp: bool,
    pub recovery_codes: bool,
    /// For the browser's `navigator.credentials.get`.
    pub passkey: Option<Json>,
}

/// A log-in whose first half is done.
#[derive(Debug)]
pub(super) struct LogInBegun {
    /// `None`: whoever the passkey names.
    person: Option<PersonId>,
    /// Who proved the first half, when it was no password.
    provider: Option<Arc<str>>,
    challenge: Option<Challenge>,
    tries: u32,
}

/// The second half.
pub struct SecondHalf<'a> {
    pub ticket: &'a str,
    pub proof: SecondProof,
    pub source: IpAddr,
    pub user_agent: &'a str,
    pub replaces: Option<Token>,
}

impl Office {
    /// Whether this log-in goes on with a second factor. `Err`: it does, and how.
    pub(crate) async fn ask_second_factor(
        &self,
        person: PersonId,
        provider: Option<Arc<str>>,
    ) -> Result<(), OfficeError> {
        let own = self.own_factors(person).await?;
        if !own.is_enrolled() {
            return Ok(());
        }
        let (mut ways, challenge) = self.ways(&own);
        let ticket = Token::random();
        let begun = LogInBegun { person: Some(person), provider, challenge, tries: 0 };
        locked(&self.accounts.log_ins).begin(ticket.hash(), begun, self.now());
        ways.ticket = Some(ticket.expose().to_owned());
        Err(OfficeError::SecondFactorNeeded(Box::new(ways)))
    }

    fn ways(&self, own: &Own) -> (Ways, Option<Challenge>) {
        let keys = own.passkeys();
        let asked = match self.accounts.passkeys.get() {
            Some(passkeys) if !keys.is_empty() => passkeys.challenge(&keys).ok(),
            _ => None,
        };
        let (passkey, challenge) = asked.map_or((None, None), |(json, challenge)| (Some(json), Some(challenge)));
        let (totp, recovery_codes) = (own.has(FactorKind::Totp), own.has(FactorKind::RecoveryCodes));
        (Ways { ticket: None, password: false, totp, recovery_codes, passkey }, challenge)
    }

    /// Begins a log-in by passkey alone.
    pub fn begin_passkey_log_in(&self) -> Result<Ways, OfficeError> {
        let (options, challenge) = self.passkeys()?.challenge_to_anybody().map_err(|_| OfficeError::NoPasskeys)?;
        let ticket = Token::random();
        let begun = LogInBegun { person: None, provider: None, challenge: Some(challenge), tries: 0 };
        locked(&self.accounts.log_ins).begin(ticket.hash(), begun, self.now());
        let ticket = Some(ticket.expose().to_owned());
        Ok(Ways { ticket, passkey: Some(options), ..Ways::default() })
    }

    /// A new session, or why not. Who the ticket is of is never said.
    pub async fn second_factor(&self, half: SecondHalf<'_>) -> Result<(Token, Caller), OfficeError> {
        let ticket = Token::from_cookie(half.ticket).ok_or(OfficeError::WrongPassword)?.hash();
        let waiting = locked(&self.accounts.log_ins).take(&ticket, self.now());
        let (until, mut begun) = waiting.ok_or(OfficeError::TicketOver)?;
        let person = match (begun.person, &half.proof) {
            (Some(person), _) => person,
            (None, SecondProof::Passkey(answer)) => {
                self.passkeys()?.claimed(answer).map_err(|_| OfficeError::WrongProof)?
            }
            (None, _) => return Err(OfficeError::WrongProof),
        };
        // A challenge is good for one answer, codes for some tries.
        let challenge = begun.challenge.take();
        match self.prove_second(person, half.proof, challenge, half.source).await {
            Ok(_) => {}
            Err(OfficeError::WrongProof) => {
                begun.tries += 1;
                if begun.tries < SECOND_FACTOR_TRIES && begun.person.is_some() {
                    locked(&self.accounts.log_ins).put_back(ticket, until, begun);
                }
                return Err(OfficeError::WrongProof);
            }
            Err(other) => return Err(other),
        }
        if !self.directory().person(person).is_some_and(|person| person.is_active) {
            return Err(OfficeError::WrongProof);
        }
        self.open_after_proof(person, half.user_agent, half.replaces, begun.provider).await
    }

    /// Who asks is proven: the browser's old session ends, a new one begins.
    pub(crate) async fn open_after_proof(
        &self,
        person: PersonId,
        user_agent: &str,
        replaces: Option<Token>,
        provider: Option<Arc<str>>,
    ) -> Result<(Token, Caller), OfficeError> {
        if let Some(old) = replaces {
            self.end_session(&old.hash(), crate::sessions::SessionEnd::LoggedOut, LogoutCause::Ended).await?;
        }
        self.open_session(person, user_agent, provider).await
    }

    /// How the reader may give a fresh proof now. Another call takes the challenge of the one before away.
    pub async fn step_up_ways(&self, caller: &Caller) -> Result<Ways, OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        let own = self.own_factors(caller.person.id).await?;
        if !own.is_enrolled() {
            return Ok(Ways { password: true, ..Ways::default() });
        }
        let (ways, challenge) = self.ways(&own);
        if let Some(challenge) = challenge {
            locked(&self.accounts.challenges).begin(caller.session.token_hash.clone(), challenge, self.now());
        }
        Ok(ways)
    }

    /// A second factor within a session.
    pub(crate) async fn prove_again(&self, caller: &Caller, proof: SecondProof) -> Result<FactorKind, OfficeError> {
        let challenge = self.challenge_of(&caller.session.token_hash);
        let desk = crate::processes::desk_of(caller.person.id);
        self.prove_second(caller.person.id, proof, challenge, desk).await
    }
}

impl LogIn<'_> {
    /// Whether it can be a log-in at all.
    pub(crate) fn is_possible(&self) -> bool {
        use crate::limits::{PASSWORD_BYTES_MAX, USERNAME_BYTES_MAX};
        self.username.len() <= USERNAME_BYTES_MAX && self.password.len() <= PASSWORD_BYTES_MAX
    }
}

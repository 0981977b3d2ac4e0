//! Signatures: the signer proves again who they are. The same limits and the same time as at a log-in.

use crate::limits::PASSWORD_BYTES_MAX;
use crate::{Caller, Office, OfficeError, entry};
use model::{Actor, FactBody, PersonId};
use std::net::{IpAddr, Ipv6Addr};

/// Stands in for the address where a session is asked: attempts are counted by address.
pub(crate) fn desk_of(person: PersonId) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from_bits(person.0.as_u128()))
}

impl Office {
    /// Whether this is the caller's password. A program cannot sign: it has none.
    pub(crate) async fn prove(&self, caller: &Caller, password: Option<&str>) -> Result<(), OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        let password = password.filter(|password| !password.is_empty()).ok_or(OfficeError::PasswordNeeded)?;
        if password.len() > PASSWORD_BYTES_MAX {
            return Err(OfficeError::WrongPassword);
        }
        // Counted apart from log-ins: whoever guesses in an open session does not lock the person out of the house.
        let account = format!("sign {}", caller.person.username);
        // A session has no address here; each person counts as an address of their own.
        let desk = desk_of(caller.person.id);
        self.attempts()
            .begin(&account, desk, self.now())
            .map_err(|refused| OfficeError::TooManyAttempts { retry_after: refused.retry_after })?;
        let stored = store::people::by_username(&self.store, &caller.person.username.to_lowercase()).await?;
        let phc = stored.as_ref().filter(|person| person.is_active).and_then(|person| person.phc.as_deref());
        if !self.passwords.verify(phc, password).await? {
            let body = FactBody::LoginFailed { person: Some(caller.person.id) };
            self.commit(vec![entry(self.fact(Actor::Person(caller.person.id), &[], body))]).await?;
            return Err(OfficeError::WrongPassword);
        }
        self.attempts().succeeded(&account, desk);
        // Whoever signs has proved it for the acts that the signature leads to, unless a password is not enough.
        if !self.is_enrolled(caller.person.id).await? {
            caller.session.step_up(self.now());
        }
        Ok(())
    }
}

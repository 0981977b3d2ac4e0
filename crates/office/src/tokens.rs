//! API tokens: a program acts for a person, with that person's rights, until the token runs out or is revoked.
//!
//! Issued, listed and revoked from the shell. The database knows only SHA-256 of a token. Never opens a desk. Start
//! reading at [`Office::caller_by_token`].

use crate::error::bad_input;
use crate::limits::{TOKEN_DAYS, TOKEN_NAME_CHARS_MAX, TOKENS_PER_PERSON};
use crate::sessions::{ApiToken, Session, SessionEnd, Token};
use crate::{Caller, Office, OfficeError, entry_with};
use model::{Actor, FactBody, Millis, PersonId, TokenId};
use std::net::IpAddr;
use std::sync::Arc;
use store::{Aside, Entry};
use uuid::Uuid;

const DAY: Millis = Millis::from_secs(24 * 3_600);

/// A token as the administrator sees it.
#[derive(Clone, Debug)]
pub struct Issued {
    pub id: TokenId,
    pub username: String,
    pub name: String,
    pub issued_ms: Millis,
    pub expires_ms: Millis,
    pub used_ms: Option<Millis>,
}

impl Office {
    /// A new token of the person, for `days`. It is shown once and never again.
    pub async fn issue_token(&self, username: &str, days: i64, name: &str) -> Result<(Token, Issued), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        if !TOKEN_DAYS.contains(&days) {
            return Err(bad_input("days", format!("{} to {}", TOKEN_DAYS.start(), TOKEN_DAYS.end())));
        }
        let name = name.trim();
        if name.chars().count() > TOKEN_NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(bad_input("name", format!("one line of at most {TOKEN_NAME_CHARS_MAX} characters")));
        }
        let person = self.directory().by_username(username).ok_or(OfficeError::NotFound)?;
        if !person.is_active {
            return Err(bad_input("user", "the account is disabled"));
        }
        let now = self.now();
        let own = store::tokens::of_person(&self.store, person.id).await?;
        if own.iter().filter(|token| token.expires_ms > now).count() >= TOKENS_PER_PERSON {
            return Err(bad_input("user", format!("has {TOKENS_PER_PERSON} tokens already: revoke one first")));
        }
        let (token, id, expires_ms) = (Token::random(), TokenId(Uuid::now_v7()), now + Millis(DAY.0 * days));
        let (name, person_id) = (name.to_owned(), person.id);
        let body = FactBody::TokenIssued { person: person_id, token: id, name: name.clone(), expires_ms };
        let secret = Aside::TokenIssued {
            id,
            token_hash: token.hash(),
            person: person_id,
            name: name.clone(),
            issued_ms: now,
            expires_ms,
        };
        self.commit(vec![entry_with(self.fact(Actor::System, &[], body), secret)]).await?;
        let username = person.username.clone();
        Ok((token, Issued { id, username, name, issued_ms: now, expires_ms, used_ms: None }))
    }

    /// Every token that is kept, also those that have run out lately.
    pub async fn tokens(&self) -> Result<Vec<Issued>, OfficeError> {
        let directory = self.directory();
        let stored = store::tokens::list(&self.store).await?;
        let issued = stored.into_iter().map(|token| Issued {
            id: token.id,
            username: directory.person(token.person).map(|person| person.username.clone()).unwrap_or_default(),
            name: token.name,
            issued_ms: token.issued_ms,
            expires_ms: token.expires_ms,
            used_ms: token.used_ms,
        });
        Ok(issued.collect())
    }

    /// Ends the token and its open sockets.
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let token = store::tokens::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        self.commit(vec![self.revocation(Actor::System, &[], token.person, id)]).await?;
        self.tokens.end_token(id, SessionEnd::LoggedOut);
        Ok(())
    }

    /// What ends all tokens of somebody whose account is closed.
    pub(crate) async fn revocations_of(
        &self,
        by: &Actor,
        reasons: &[String],
        person: PersonId,
    ) -> Result<Vec<Entry>, OfficeError> {
        let own = store::tokens::of_person(&self.store, person).await?;
        Ok(own.iter().map(|token| self.revocation(by.clone(), reasons, person, token.id)).collect())
    }

    fn revocation(&self, by: Actor, reasons: &[String], person: PersonId, id: TokenId) -> Entry {
        let body = FactBody::TokenRevoked { person, token: id };
        entry_with(self.fact(by, reasons, body), Aside::TokenRevoked { id })
    }

    /// For whom the token acts, if it is one of ours and has not run out.
    pub async fn caller_by_token(&self, token: &Token, source: IpAddr) -> Result<Caller, OfficeError> {
        let now = self.now();
        let hash = token.hash();
        let session = match self.tokens.find(&hash) {
            Some(session) => session,
            None => self.find_stored_token(&hash, source).await?,
        };
        if session.is_over(now) {
            self.tokens.end(&hash, SessionEnd::Expired);
            return Err(OfficeError::NotLoggedIn);
        }
        let person = self.directory().person(session.person).filter(|person| person.is_active);
        let person = person.ok_or(OfficeError::NotLoggedIn)?;
        self.keep_alive(&session);
        Ok(Caller { session, person })
    }

    async fn find_stored_token(&self, hash: &str, source: IpAddr) -> Result<Arc<Session>, OfficeError> {
        let now = self.now();
        self.attempts()
            .may_try_token(source, now)
            .map_err(|refused| OfficeError::TooManyAttempts { retry_after: refused.retry_after })?;
        // Revoking and disabling wait for this lock or come before it, so that no ended token is kept.
        let _one_at_a_time = self.changing_people.lock().await;
        match store::tokens::by_hash(&self.store, hash).await? {
            Some(stored) if stored.expires_ms > now => {
                let mark = ApiToken { id: stored.id, name: stored.name };
                let used = stored.used_ms.unwrap_or(Millis::ZERO);
                Ok(self.tokens.keep(Session::of_token(hash.into(), stored.person, mark, used, stored.expires_ms)))
            }
            _ => {
                self.attempts().token_failed(source, now);
                Err(OfficeError::NotLoggedIn)
            }
        }
    }

    /// Ends tokens that ran out, so that their open sockets close.
    pub fn sweep_tokens(&self) {
        for session in self.tokens.that_are_over(self.now()) {
            self.tokens.end(&session.token_hash, SessionEnd::Expired);
        }
    }
}

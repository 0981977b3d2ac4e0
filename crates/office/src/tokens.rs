//! API tokens: a program acts for a person, with that person's rights or some of them, until the token runs out or is
//! revoked.
//!
//! Issued by the person, or from the shell; listed and revoked also by who manages accounts. The database knows only SHA-256 of a token. Never opens a desk. Start
//! reading at [`Office::caller_by_token`].

use crate::directory::Person;
use crate::error::bad_input;
use crate::limits::{TOKEN_DAYS, TOKEN_NAME_CHARS_MAX, TOKENS_PER_PERSON};
use crate::people::resource_of;
use crate::sessions::{ApiToken, Session, SessionEnd, Token};
use crate::{Caller, Office, OfficeError, entry_with};
use access::actions::{IssueToken, ManagePeople};
use access::{Denied, Reason, Resource};
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
    /// Actions that it is good for. `None`: whatever the person may.
    pub scope: Option<Vec<String>>,
}

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    pub days: i64,
    pub name: &'a str,
    pub scope: Option<Vec<String>>,
}

impl Office {
    /// A new token of the person, from the shell. It is shown once and never again.
    pub async fn issue_token(&self, username: &str, new: NewToken<'_>) -> Result<(Token, Issued), OfficeError> {
        let person = self.directory().by_username(username).ok_or(OfficeError::NotFound)?;
        if !person.is_active {
            return Err(bad_input("user", "the account is disabled"));
        }
        self.keep_token(&person, new, Actor::System, &[]).await
    }

    /// A new token of the reader's own, with a fresh proof. A program does not make itself another.
    pub async fn issue_own_token(&self, caller: &Caller, new: NewToken<'_>) -> Result<(Token, Issued), OfficeError> {
        self.own_account_proven(caller).await?;
        let permit = self.demand::<IssueToken>(caller, &resource_of(&caller.person)).await?;
        let may = self.may(caller);
        let scope = new.scope.iter().flatten();
        if let Some(action) = scope.into_iter().find(|action| !may.get(action.as_str()).is_some_and(Result::is_ok)) {
            return Err(bad_input("scope", format!("you may not `{action}` yourself")));
        }
        self.keep_token(&caller.person, new, caller.actor(), permit.reasons()).await
    }

    async fn keep_token(
        &self,
        person: &Person,
        new: NewToken<'_>,
        by: Actor,
        reasons: &[String],
    ) -> Result<(Token, Issued), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let NewToken { days, name, scope } = checked(new)?;
        let now = self.now();
        let own = store::tokens::of_person(&self.store, person.id).await?;
        if own.iter().filter(|token| token.expires_ms > now).count() >= TOKENS_PER_PERSON {
            return Err(bad_input("user", format!("has {TOKENS_PER_PERSON} tokens already: revoke one first")));
        }
        let (token, id, expires_ms) = (Token::random(), TokenId(Uuid::now_v7()), now + Millis(DAY.0 * days));
        let (name, person_id) = (name.to_owned(), person.id);
        let body = FactBody::TokenIssued {
            person: person_id,
            token: id,
            name: name.clone(),
            expires_ms,
            scope: scope.clone(),
        };
        let secret = Aside::TokenIssued {
            id,
            token_hash: token.hash(),
            person: person_id,
            name: name.clone(),
            issued_ms: now,
            expires_ms,
            scope: scope.clone(),
        };
        self.commit(vec![entry_with(self.fact(by, reasons, body), secret)]).await?;
        let username = person.username.clone();
        Ok((token, Issued { id, username, name, issued_ms: now, expires_ms, used_ms: None, scope }))
    }

    /// The reader's own.
    pub async fn own_tokens(&self, caller: &Caller) -> Result<Vec<Issued>, OfficeError> {
        self.own_account(caller).await?;
        let stored = store::tokens::of_person(&self.store, caller.person.id).await?;
        Ok(stored.into_iter().map(|token| issued(&caller.person.username, token)).collect())
    }

    pub async fn revoke_own_token(&self, caller: &Caller, id: TokenId) -> Result<(), OfficeError> {
        let permit = self.own_account(caller).await?;
        let token = store::tokens::by_id(&self.store, id).await?;
        let own = token.filter(|token| token.person == caller.person.id).ok_or(OfficeError::NotFound)?;
        self.end_token(caller.actor(), permit.reasons(), own.person, id).await
    }

    /// Everybody's, for who manages accounts.
    pub async fn tokens_of_all(&self, caller: &Caller) -> Result<Vec<Issued>, OfficeError> {
        self.permit::<ManagePeople>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        self.tokens().await
    }

    pub async fn revoke_any_token(&self, caller: &Caller, id: TokenId) -> Result<(), OfficeError> {
        let permit = self.demand::<ManagePeople>(caller, &Resource::Centre).await?;
        let token = store::tokens::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        self.end_token(caller.actor(), permit.reasons(), token.person, id).await
    }

    /// Every token that is kept, also those that have run out lately.
    pub async fn tokens(&self) -> Result<Vec<Issued>, OfficeError> {
        let directory = self.directory();
        let stored = store::tokens::list(&self.store).await?;
        let named = |token: store::tokens::Token| {
            let person = directory.person(token.person);
            issued(&person.map(|person| person.username.clone()).unwrap_or_default(), token)
        };
        Ok(stored.into_iter().map(named).collect())
    }

    /// Ends the token and its open sockets, from the shell.
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), OfficeError> {
        let token = store::tokens::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        self.end_token(Actor::System, &[], token.person, id).await
    }

    async fn end_token(&self, by: Actor, reasons: &[String], of: PersonId, id: TokenId) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        self.commit(vec![self.revocation(by, reasons, of, id)]).await?;
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
                let mark = ApiToken { id: stored.id, name: stored.name, scope: stored.scope };
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

/// A token that was issued for some actions is good for no other, whatever its person may.
pub(crate) fn within_scope(caller: &Caller, action: &str) -> Result<(), Denied> {
    if caller.session.is_for(action) {
        return Ok(());
    }
    let reason = Reason {
        policy: "token.scope".into(),
        clause: "AUTH-26".into(),
        why_zh: "这个接口令牌的范围不包括此操作".into(),
        why_en: "The API token was not issued for this".into(),
        remedy_zh: "请另发一个包含此操作的令牌".into(),
        remedy_en: "Issue another token with this action in its scope".into(),
        ..Reason::default()
    };
    Err(Denied::because(action, reason))
}

fn issued(username: &str, token: store::tokens::Token) -> Issued {
    Issued {
        id: token.id,
        username: username.to_owned(),
        name: token.name,
        issued_ms: token.issued_ms,
        expires_ms: token.expires_ms,
        used_ms: token.used_ms,
        scope: token.scope,
    }
}

/// Fit to be issued, whoever asks. A scope without a single action would be of no use.
fn checked(new: NewToken<'_>) -> Result<NewToken<'_>, OfficeError> {
    if !TOKEN_DAYS.contains(&new.days) {
        return Err(bad_input("days", format!("{} to {}", TOKEN_DAYS.start(), TOKEN_DAYS.end())));
    }
    let name = new.name.trim();
    if name.chars().count() > TOKEN_NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(bad_input("name", format!("one line of at most {TOKEN_NAME_CHARS_MAX} characters")));
    }
    if new.scope.as_ref().is_some_and(Vec::is_empty) {
        return Err(bad_input("scope", "name at least one action"));
    }
    let unknown = new.scope.iter().flatten().find(|action| !access::actions::ALL.contains(&action.as_str()));
    if let Some(action) = unknown {
        return Err(bad_input("scope", format!("there is no action `{action}`")));
    }
    let scope = new.scope.map(|mut scope| {
        scope.sort_unstable();
        scope.dedup();
        scope
    });
    Ok(NewToken { days: new.days, name, scope })
}

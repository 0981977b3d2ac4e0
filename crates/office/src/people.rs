//! People: logging in and out, who may do what, disabling and enabling.
//!
//! An unknown name, a wrong password and a disabled account look and take the same. Start reading at
//! [`Office::log_in`].

use crate::directory::Person;
use crate::error::bad_input;
use crate::limits::{SESSION_ABSOLUTE, SESSION_IDLE, SESSIONS_PER_PERSON, USER_AGENT_CHARS_MAX, USERNAME_BYTES_MAX};
use crate::passwords::Crowded;
use crate::sessions::{Session, SessionEnd, Token};
use crate::{Caller, Office, OfficeError, entry, entry_with};
use access::actions::{ManagePeople, ViewFloor, ViewPeople};
use access::{Denied, Resource};
use model::fact::LogoutCause;
use model::{Actor, FactBody, PersonId, PersonName};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use store::{Aside, Entry};

impl From<Crowded> for OfficeError {
    fn from(_: Crowded) -> Self {
        Self::Crowded
    }
}

/// A name and password as typed, and where from.
pub struct LogIn<'a> {
    pub username: &'a str,
    pub password: &'a str,
    pub source: IpAddr,
    pub user_agent: &'a str,
    /// The session that the browser had: it ends, so that a planted cookie is worth nothing.
    pub replaces: Option<Token>,
}

/// Somebody to add.
pub struct NewPerson {
    pub username: String,
    pub name: PersonName,
    pub roles: Vec<String>,
    pub team: Option<String>,
    pub locale: String,
    pub password: Option<String>,
    /// The password is for one log-in: its owner sets another before anything else.
    pub is_one_time: bool,
}

impl Office {
    /// A new session, or why not: also because a second factor is asked for.
    pub async fn log_in(&self, asked: LogIn<'_>) -> Result<(Token, Caller), OfficeError> {
        if !asked.is_possible() {
            return Err(OfficeError::WrongPassword);
        }
        self.attempts()
            .begin(asked.username, asked.source, self.now())
            .map_err(|refused| OfficeError::TooManyAttempts { retry_after: refused.retry_after })?;
        let found = store::people::by_username(&self.store, &asked.username.trim().to_lowercase()).await?;
        let phc = found.as_ref().filter(|person| person.is_active).and_then(|person| person.phc.as_deref());
        let fits = self.passwords.verify(phc, asked.password).await?;
        let person = match (fits, found) {
            (true, Some(person)) => person.id,
            (_, found) => {
                let body = FactBody::LoginFailed { person: found.map(|person| person.id) };
                self.commit(vec![entry(self.fact(Actor::Outside, &[], body))]).await?;
                return Err(OfficeError::WrongPassword);
            }
        };
        self.attempts().succeeded(asked.username, asked.source);
        self.ask_second_factor(person, None).await?;
        self.open_after_proof(person, asked.user_agent, asked.replaces, None).await
    }

    pub(crate) async fn open_session(
        &self,
        person: PersonId,
        user_agent: &str,
        provider: Option<Arc<str>>,
    ) -> Result<(Token, Caller), OfficeError> {
        let mut open = self.sessions.of(person);
        open.sort_by_key(|session| session.idle_until());
        for oldest in open.iter().take((open.len() + 1).saturating_sub(SESSIONS_PER_PERSON)) {
            self.end_session(&oldest.token_hash, SessionEnd::LoggedOut, LogoutCause::Ended).await?;
        }
        let token = Token::random();
        let now = self.now();
        let opened = Aside::SessionOpened {
            token_hash: token.hash(),
            person,
            opened_ms: now,
            idle_until_ms: now + SESSION_IDLE,
            expires_ms: now + SESSION_ABSOLUTE,
            user_agent: user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect(),
        };
        let fact = self.fact(Actor::Person(person), &[], FactBody::LoggedIn { person, provider });
        self.commit(vec![entry_with(fact, opened)]).await?;
        let session = self.sessions.keep(Session::opened_now(token.hash(), person, now));
        let person = self.directory().person(person).ok_or(OfficeError::NotLoggedIn)?;
        Ok((token, Caller { session, person }))
    }

    /// Whose token this is, if its session is open. Counts as activity.
    pub async fn caller(&self, token: &Token) -> Result<Caller, OfficeError> {
        let now = self.now();
        let hash = token.hash();
        let session = match self.sessions.find(&hash) {
            Some(session) => session,
            None => self.find_stored_session(&hash).await?.ok_or(OfficeError::NotLoggedIn)?,
        };
        if session.is_over(now) {
            self.end_session(&hash, SessionEnd::Expired, LogoutCause::Expired).await?;
            return Err(OfficeError::NotLoggedIn);
        }
        let person = self.directory().person(session.person).filter(|person| person.is_active);
        let person = person.ok_or(OfficeError::NotLoggedIn)?;
        self.keep_alive(&session);
        Ok(Caller { session, person })
    }

    /// The person is there: a request, or a live desk.
    pub fn keep_alive(&self, session: &Session) {
        if session.see(self.now()) {
            let touched = match &session.token {
                Some(token) => Aside::TokenUsed { id: token.id, used_ms: session.seen() },
                None => Aside::SessionTouched {
                    token_hash: session.token_hash.clone(),
                    idle_until_ms: session.idle_until(),
                },
            };
            let journal = self.journal.clone();
            tokio::spawn(async move {
                if let Err(error) = journal.commit_with(Vec::new(), vec![touched]).await {
                    tracing::warn!(error = %error, "could not note that a session is in use");
                }
            });
        }
    }

    /// A session from before the last start.
    async fn find_stored_session(&self, hash: &str) -> Result<Option<Arc<Session>>, OfficeError> {
        let Some((stored, _)) = store::sessions::by_token_hash(&self.store, hash).await? else { return Ok(None) };
        let seen = stored.idle_until_ms - SESSION_IDLE;
        Ok(Some(self.sessions.keep(Session::new(hash.into(), stored.person, seen, stored.expires_ms))))
    }

    /// Ends the session, its live sockets, and its desk with the call that is on it.
    pub async fn log_out(&self, caller: &Caller) -> Result<(), OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        if self.has_desk(caller) {
            self.sign_out_for_good(caller.person.id).await;
        }
        self.end_session(&caller.session.token_hash, SessionEnd::LoggedOut, LogoutCause::ByPerson).await
    }

    /// Ends one session: in memory at once, so that open sockets close, then in the database.
    pub(crate) async fn end_session(&self, hash: &str, why: SessionEnd, cause: LogoutCause) -> Result<(), OfficeError> {
        let ended = match self.sessions.end(hash, why) {
            Some(session) => Some(session.person),
            None => store::sessions::by_token_hash(&self.store, hash).await?.map(|(stored, _)| stored.person),
        };
        let Some(person) = ended else { return Ok(()) };
        let actor = match cause {
            LogoutCause::ByPerson => Actor::Person(person),
            LogoutCause::Expired | LogoutCause::Disabled | LogoutCause::Ended => Actor::System,
        };
        let fact = self.fact(actor, &[], FactBody::LoggedOut { person, cause });
        self.commit(vec![entry_with(fact, Aside::SessionEnded { token_hash: hash.into() })]).await?;
        Ok(())
    }

    /// Ends sessions that ran out although nobody asked.
    pub async fn sweep_sessions(&self) -> Result<(), OfficeError> {
        for session in self.sessions.that_are_over(self.now()) {
            self.end_session(&session.token_hash, SessionEnd::Expired, LogoutCause::Expired).await?;
        }
        Ok(())
    }

    /// What the reader may do, with the reasons where not.
    pub fn may(&self, caller: &Caller) -> BTreeMap<&'static str, Result<Vec<String>, Denied>> {
        match self.principal(caller.person.id) {
            Ok(principal) => {
                let mut may = self.rulebook().access.may(&principal, self.circumstances_of(caller));
                for (action, answer) in &mut may {
                    if let Err(denied) = crate::tokens::within_scope(caller, action) {
                        *answer = Err(denied);
                    }
                }
                may
            }
            Err(_) => BTreeMap::new(),
        }
    }

    /// Everybody the reader may see, by user name.
    pub fn people(&self, caller: &Caller) -> Result<Vec<Arc<Person>>, OfficeError> {
        let mut people = self.directory().everybody();
        people.retain(|person| self.permit::<ViewPeople>(caller, &resource_of(person)).is_ok());
        // The own account alone is no list of people.
        if people.iter().all(|person| person.id == caller.person.id) {
            self.permit::<ViewPeople>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        }
        Ok(people)
    }

    pub fn person(&self, caller: &Caller, id: PersonId) -> Result<Arc<Person>, OfficeError> {
        let found = self.directory().person(id);
        if let Some(person) = &found
            && self.permit::<ViewPeople>(caller, &resource_of(person)).is_ok()
        {
            return Ok(Arc::clone(person));
        }
        // Who sees everybody may know that an id does not exist; to others both look the same.
        self.permit::<ViewPeople>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        Err(OfficeError::NotFound)
    }

    /// Names for ids, as far as the reader sees them elsewhere: everybody for whoever sees people or the floor, else
    /// the own team.
    pub fn names(&self, caller: &Caller) -> Vec<Arc<Person>> {
        let sees_all = self.permit::<ViewPeople>(caller, &Resource::Centre).is_ok()
            || self.permit::<ViewFloor>(caller, &Resource::Centre).is_ok();
        let mut people = self.directory().everybody();
        people.retain(|person| {
            sees_all || person.id == caller.person.id || (person.team.is_some() && person.team == caller.person.team)
        });
        people
    }

    /// Whether the reader may disable and enable this person.
    pub fn may_manage(&self, caller: &Caller, person: &Person) -> Result<(), Denied> {
        self.permit::<ManagePeople>(caller, &resource_of(person)).map(|_| ())
    }

    /// Ends all sessions and live sockets of the person, who cannot log in any more.
    pub async fn disable(&self, caller: &Caller, id: PersonId) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let person = self.person_to_manage(caller, id)?;
        let permit = self.demand::<ManagePeople>(caller, &resource_of(&person)).await?;
        if id == caller.person.id {
            return Err(bad_input("id", "nobody disables their own account"));
        }
        if !person.is_active {
            return Ok(());
        }
        self.disable_by(Actor::Person(caller.person.id), permit.reasons(), id).await
    }

    pub(crate) async fn disable_by(&self, by: Actor, reasons: &[String], id: PersonId) -> Result<(), OfficeError> {
        let entries = self.disabling(&by, reasons, id).await?;
        self.commit(entries).await?;
        self.reload_directory().await?;
        self.end_everything_of(id).await;
        Ok(())
    }

    /// What disables an account: to be committed, then followed by [`Office::end_everything_of`].
    pub(crate) async fn disabling(
        &self,
        by: &Actor,
        reasons: &[String],
        id: PersonId,
    ) -> Result<Vec<Entry>, OfficeError> {
        let disabled = self.fact(by.clone(), reasons, FactBody::PersonDisabled { person: id });
        let mut entries = vec![entry_with(disabled, Aside::SessionsEndedOf { person: id })];
        for _ in self.sessions.of(id) {
            let body = FactBody::LoggedOut { person: id, cause: LogoutCause::Disabled };
            entries.push(entry(self.fact(by.clone(), reasons, body)));
        }
        entries.extend(self.revocations_of(by, reasons, id).await?);
        // AUTH-38: who leaves holds no right for a time either.
        let grants = self.ending_grants(id, "账号停用 / the account is disabled", None).await?;
        entries.extend(grants.into_iter().map(|body| entry(self.fact(by.clone(), reasons, body))));
        Ok(entries)
    }

    /// Live sockets close, and the desk is left with its call. The switch hears first that no call is for them any more:
    /// else the call that ends would make room for another.
    pub(crate) async fn end_everything_of(&self, id: PersonId) {
        self.sessions.end_all_of(id, SessionEnd::Disabled);
        self.tokens.end_all_of(id, SessionEnd::Disabled);
        self.obey().await;
        self.end_calls_of(id).await;
    }

    pub async fn enable(&self, caller: &Caller, id: PersonId) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let person = self.person_to_manage(caller, id)?;
        let permit = self.demand::<ManagePeople>(caller, &resource_of(&person)).await?;
        if person.is_active {
            return Ok(());
        }
        let enabled =
            self.fact(Actor::Person(caller.person.id), permit.reasons(), FactBody::PersonEnabled { person: id });
        self.commit(vec![entry(enabled)]).await?;
        self.reload_directory().await?;
        self.obey().await;
        Ok(())
    }

    /// Whoever may not see people learns nothing about which ids exist.
    pub(crate) fn person_to_manage(&self, caller: &Caller, id: PersonId) -> Result<Arc<Person>, OfficeError> {
        match self.directory().person(id) {
            Some(person) => Ok(person),
            None => match self.permit::<ManagePeople>(caller, &Resource::Centre) {
                Ok(_) => Err(OfficeError::NotFound),
                Err(denied) => Err(OfficeError::Denied(denied)),
            },
        }
    }

    pub(crate) fn attempts(&self) -> std::sync::MutexGuard<'_, crate::attempts::Attempts> {
        self.attempts.lock().expect("no code panics while it holds this lock")
    }
}

pub(crate) fn resource_of(person: &Person) -> Resource {
    Resource::Person { person: person.id, team: person.team.clone() }
}

impl Office {
    /// The same by id. Who is not here is told to policy like a stranger, so that a refusal does not tell who is.
    pub(crate) fn resource_of_person(&self, id: PersonId) -> Resource {
        self.directory().person(id).map_or(Resource::Person { person: id, team: None }, |person| resource_of(&person))
    }
}

/// A user name that may be given: short, lower case, no blanks.
pub fn check_username(username: &str) -> Result<(), OfficeError> {
    let fits = (2..=USERNAME_BYTES_MAX).contains(&username.len())
        && username.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(bad_input("username", "2 to 64 of a–z, 0–9, `.`, `_`, `-`")) }
}

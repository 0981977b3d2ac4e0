//! The service's own life: the first people, start and stop, what a crash left open, new rules for the switch.
//!
//! Runs before anybody can log in and after everybody is out. Start reading at [`Office::start`].

use crate::accounts::password::check_password;
use crate::directory::Person;
use crate::error::bad_input;
use crate::limits::{ROLL_EVERY, SWEEP_EVERY};
use crate::people::{NewPerson, check_username};
use crate::rights::held::posts_conflict;
use crate::writer::recovery::{RecoveryError, end_open_calls};
use crate::{Office, OfficeError, entry, entry_with};
use model::fact::{AccountFact, LogoutCause};
use model::{Act, Actor, FactBody, PersonId, PersonName, Routing};
use rulebook::{Known, PersonSeed};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::{Aside, Entry};
use uuid::Uuid;

/// Commands of the service itself are by nobody.
const NOBODY: PersonId = PersonId(Uuid::nil());

impl From<RecoveryError> for OfficeError {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::Store(error) => error.into(),
            RecoveryError::Journal(error) => error.into(),
        }
    }
}

impl Office {
    /// Adds people of the rulebook who are not in the database yet, with their passwords where they have one (the
    /// demo). Returns how many.
    pub async fn import_people(&self, seeds: &[PersonSeed]) -> Result<usize, OfficeError> {
        let known = self.directory();
        let (mut entries, mut added) = (Vec::new(), 0);
        for seed in seeds.iter().filter(|seed| known.by_username(&seed.username).is_none()) {
            let new = NewPerson {
                username: seed.username.clone(),
                name: PersonName(seed.name.clone()),
                roles: seed.roles.clone(),
                team: seed.team.clone(),
                locale: seed.locale.clone(),
                password: seed.password.clone(),
                is_one_time: false,
            };
            entries.extend(self.entries_of(PersonId(Uuid::now_v7()), new, seed.email.clone()).await?);
            added += 1;
        }
        if added > 0 {
            self.commit(entries).await?;
            self.reload_directory().await?;
        }
        Ok(added)
    }

    /// Adds somebody from the shell.
    pub async fn add_person(&self, new: NewPerson) -> Result<PersonId, OfficeError> {
        check_username(&new.username)?;
        new.password.as_deref().map(|password| check_password(password, &new.username)).transpose()?;
        if let Some(why) = posts_conflict(&self.rulebook(), &new.roles) {
            return Err(bad_input("roles", why));
        }
        let person = PersonId(Uuid::now_v7());
        let entries = self.entries_of(person, new, None).await?;
        self.commit(entries).await?;
        self.reload_directory().await?;
        self.obey().await;
        Ok(person)
    }

    async fn entries_of(
        &self,
        person: PersonId,
        new: NewPerson,
        email: Option<String>,
    ) -> Result<Vec<Entry>, OfficeError> {
        let phc = match &new.password {
            Some(password) => Some(self.passwords.hash(password).await?),
            None => None,
        };
        let NewPerson { username, name, roles, team, locale, is_one_time, .. } = new;
        let added = FactBody::PersonAdded { person, username, name, roles, team, locale, email };
        let mut entries = vec![entry(self.fact(Actor::System, &[], added))];
        if let Some(phc) = phc {
            let changed = self.fact(Actor::System, &[], FactBody::PasswordChanged { person });
            entries.push(entry_with(changed, Aside::PasswordHash { person, phc }));
            if is_one_time {
                entries.push(entry(self.fact(Actor::System, &[], must_change(person, "first"))));
            }
        }
        Ok(entries)
    }

    /// A new password from the shell: all sessions of the person end. `is_one_time`: its owner sets another first.
    pub async fn set_password(&self, username: &str, password: &str, is_one_time: bool) -> Result<(), OfficeError> {
        check_password(password, username)?;
        let person = self.directory().by_username(username).ok_or(OfficeError::NotFound)?.id;
        let phc = self.passwords.hash(password).await?;
        let changed = self.fact(Actor::System, &[], FactBody::PasswordChanged { person });
        let out = FactBody::LoggedOut { person, cause: LogoutCause::Ended };
        let mut entries = vec![
            entry_with(changed, Aside::PasswordHash { person, phc }),
            entry_with(self.fact(Actor::System, &[], out), Aside::SessionsEndedOf { person }),
        ];
        if is_one_time {
            entries.push(entry(self.fact(Actor::System, &[], must_change(person, "reset"))));
        }
        self.commit(entries).await?;
        self.sessions.end_all_of(person, crate::sessions::SessionEnd::LoggedOut);
        self.reload_directory().await?;
        Ok(())
    }

    /// Disables or enables from the shell.
    pub async fn set_active(&self, username: &str, is_active: bool) -> Result<(), OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let person = self.directory().by_username(username).ok_or(OfficeError::NotFound)?;
        match (person.is_active, is_active) {
            (true, false) => self.disable_by(Actor::System, &[], person.id).await,
            (false, true) => {
                let enabled = self.fact(Actor::System, &[], FactBody::PersonEnabled { person: person.id });
                self.commit(vec![entry(enabled)]).await?;
                self.reload_directory().await?;
                self.obey().await;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Closes what a crash left open, then notes the start and the rules in force.
    pub async fn start(&self, version: &str) -> Result<(), OfficeError> {
        let closed = end_open_calls(&self.store, &self.journal, self.now(), |id| self.sound_of(id)).await?;
        if closed > 0 {
            tracing::warn!(calls = closed, "closed calls that the last run left open");
        }
        let entries = vec![entry(self.fact(Actor::System, &[], FactBody::ServiceStarted { version: version.into() }))];
        self.commit(entries).await?;
        self.seal_old_secrets().await?;
        self.note_version().await?;
        let routing = self.routing();
        let queues: Vec<_> = routing.queues.iter().map(|queue| queue.id.clone()).collect();
        self.journal.obey(Arc::new(crate::reports::definition(&self.rulebook())), &queues, &routing.agents);
        self.keep_definitions().await
    }

    pub async fn stop(&self) -> Result<(), OfficeError> {
        self.commit(vec![entry(self.fact(Actor::System, &[], FactBody::ServiceStopped))]).await?;
        Ok(())
    }

    /// Looks after sessions and tokens until the office is dropped.
    pub(crate) async fn run_session_job(self: Arc<Self>) {
        let mut roll = tokio::time::interval(ROLL_EVERY);
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        loop {
            tokio::select! {
                _ = roll.tick() => self.journal.roll(self.now()),
                _ = sweep.tick() => {
                    self.sweep_tokens();
                    if let Err(error) = self.sweep_sessions().await {
                        tracing::error!(error = %error, "could not end sessions that ran out");
                    }
                }
            }
        }
    }

    /// The picture that the switch routes by, as of now.
    pub fn routing(&self) -> Arc<Routing> {
        let version = self.routing_version.fetch_add(1, Ordering::Relaxed);
        let everybody = self.directory().everybody();
        let people: Vec<Known<'_>> = everybody.iter().map(|person| known(person)).collect();
        Arc::new(self.rulebook().routing(version, &people))
    }

    /// People changed: the floor and the switch hear of it.
    pub(crate) async fn obey(&self) {
        let routing = self.routing();
        let queues: Vec<_> = routing.queues.iter().map(|queue| queue.id.clone()).collect();
        self.journal.obey(Arc::new(crate::reports::definition(&self.rulebook())), &queues, &routing.agents);
        let act = Act::Obey { routing };
        if let Err(error) = self.order(NOBODY, &[], act).await {
            // Offline administration has no switch; it reads the people at its start.
            tracing::warn!(error = %error, "the switch did not take the new rights");
        }
    }
}

/// `reason`: `first`, `reset` or `shared`; the page says it in words.
pub(crate) fn must_change(person: PersonId, reason: &str) -> FactBody {
    FactBody::Account(AccountFact::PasswordMustChange { person, reason: reason.to_owned() })
}

pub(crate) fn known(person: &Person) -> Known<'_> {
    Known {
        person: person.id,
        username: &person.username,
        roles: &person.roles,
        team: person.team.as_deref(),
        is_active: person.is_active,
        must_change_password: person.must_change_password,
        qualifications: &person.qualifications,
        grants: &person.grants,
        suspended: &person.suspended,
    }
}

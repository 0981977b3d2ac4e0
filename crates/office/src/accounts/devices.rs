//! The devices on which somebody is logged in, and their end: one, all others, all of somebody else.

use crate::sessions::SessionEnd;
use crate::{Caller, Office, OfficeError, entry_with};
use access::actions::ManagePeople;
use model::fact::LogoutCause;
use model::{Actor, FactBody, Millis, PersonId};
use store::{Aside, Entry};

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct Device {
    /// Part of the hash of its token: names it and opens nothing.
    pub id: String,
    /// What the browser says of itself.
    pub user_agent: String,
    pub since_ms: Millis,
    pub seen_ms: Millis,
    pub expires_ms: Millis,
    pub is_this: bool,
}

/// 64 bits of the hash tell a person's ten sessions apart.
const ID_CHARS: usize = 16;

impl Office {
    /// Where the reader is logged in, the latest first.
    pub async fn devices(&self, caller: &Caller) -> Result<Vec<Device>, OfficeError> {
        self.own_account(caller).await?;
        let now = self.now();
        let stored = store::sessions::of_person(&self.store, caller.person.id).await?;
        let open = stored.into_iter().filter(|session| now < session.expires_ms);
        let devices = open.filter_map(|session| {
            let kept = self.sessions.find(&session.token_hash);
            let stored_until = session.idle_until_ms;
            let idle_until = kept.as_ref().map_or(stored_until, |kept| kept.idle_until().max(stored_until));
            (now < idle_until).then(|| Device {
                id: session.token_hash[..ID_CHARS].to_owned(),
                user_agent: session.user_agent,
                since_ms: session.opened_ms,
                seen_ms: idle_until - crate::limits::SESSION_IDLE,
                expires_ms: session.expires_ms,
                is_this: session.token_hash == caller.session.token_hash,
            })
        });
        Ok(devices.collect())
    }

    /// Ends one of the reader's own.
    pub async fn end_device(&self, caller: &Caller, id: &str) -> Result<(), OfficeError> {
        self.own_account(caller).await?;
        let stored = store::sessions::of_person(&self.store, caller.person.id).await?;
        let found = stored.iter().find(|session| id.len() == ID_CHARS && session.token_hash.starts_with(id));
        let hash = &found.ok_or(OfficeError::NotFound)?.token_hash;
        if *hash == caller.session.token_hash {
            return self.log_out(caller).await;
        }
        self.end_session(hash, SessionEnd::LoggedOut, LogoutCause::ByPerson).await
    }

    /// Ends all of the reader's own but this one.
    pub async fn end_other_devices(&self, caller: &Caller) -> Result<(), OfficeError> {
        let permit = self.own_account(caller).await?;
        let (person, this) = (caller.person.id, caller.session.token_hash.as_str());
        let by = caller.actor();
        let ended = self.ending_sessions(&by, permit.reasons(), person, LogoutCause::ByPerson, Some(this)).await?;
        self.commit(ended).await?;
        self.sessions.end_others_of(person, this, SessionEnd::LoggedOut);
        Ok(())
    }

    /// Ends every session of somebody, who may log in again.
    pub async fn end_sessions_of(&self, caller: &Caller, id: PersonId) -> Result<(), OfficeError> {
        let person = self.person_to_manage(caller, id)?;
        let permit = self.demand::<ManagePeople>(caller, &crate::people::resource_of(&person)).await?;
        let ended = self.ending_sessions(&caller.actor(), permit.reasons(), id, LogoutCause::Ended, None).await?;
        self.commit(ended).await?;
        self.sessions.end_all_of(id, SessionEnd::LoggedOut);
        self.sign_out_for_good(id).await;
        Ok(())
    }

    /// What ends the sessions of a person, each a fact; `but`: the hash of one that stays.
    pub(crate) async fn ending_sessions(
        &self,
        by: &Actor,
        reasons: &[String],
        person: PersonId,
        cause: LogoutCause,
        but: Option<&str>,
    ) -> Result<Vec<Entry>, OfficeError> {
        let stored = store::sessions::of_person(&self.store, person).await?;
        let going = stored.into_iter().filter(|session| but.is_none_or(|but| session.token_hash != but));
        let entries = going.map(|session| {
            let out = self.fact(by.clone(), reasons, FactBody::LoggedOut { person, cause });
            entry_with(out, Aside::SessionEnded { token_hash: session.token_hash })
        });
        Ok(entries.collect())
    }
}

//! Sign-on: somebody whom an OpenID provider names opens the account that the identity was linked to.
//!
//! By issuer and subject alone: an e-mail address is given to somebody else one day. Nobody gets an account here by it
//! (PLAT-04). Whether the provider really named them is the shell's affair, which gives a [`ProvenIdentity`]. Start
//! reading at [`Office::sign_on`].

use crate::directory::Person;
use crate::error::bad_input;
use crate::limits::{IDENTITIES_PER_PERSON, SUBJECT_BYTES_MAX};
use crate::people::resource_of;
use crate::sessions::Token;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::ManagePeople;
use model::fact::AccountFact;
use model::{Actor, FactBody, IdentityId, NoticeId, PersonId};
use std::net::IpAddr;
use std::sync::Arc;
use store::accounts::Identity;
use uuid::Uuid;

/// Whom a provider names. Made only of an ID token that was checked, or by somebody who manages accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenIdentity {
    /// The provider's key in the settings.
    pub provider: Arc<str>,
    pub issuer: String,
    pub subject: String,
    /// The provider asked for more than a password, and the settings take that as a second factor.
    pub has_second_factor: bool,
}

/// A log-in by a provider.
pub struct SignOn<'a> {
    pub identity: ProvenIdentity,
    pub source: IpAddr,
    pub user_agent: &'a str,
    /// The session that the browser had: it ends.
    pub replaces: Option<Token>,
}

impl Office {
    /// Before a provider is asked: counted as failed until [`Office::sign_on`] takes it back.
    pub fn begin_sign_on(&self, source: IpAddr) -> Result<(), OfficeError> {
        let begun = self.attempts().begin_from(source, self.now());
        begun.map_err(|refused| OfficeError::TooManyAttempts { retry_after: refused.retry_after })
    }

    /// A new session, or why not: nobody linked the identity, or a second factor is asked for.
    pub async fn sign_on(&self, asked: SignOn<'_>) -> Result<(Token, Caller), OfficeError> {
        let SignOn { identity, source, user_agent, replaces } = asked;
        let linked = store::accounts::identity_of(&self.store, &identity.issuer, &identity.subject).await?;
        let person = linked.as_ref().and_then(|linked| self.directory().person(linked.person));
        let Some(person) = person.filter(|person| person.is_active) else {
            let failed = FactBody::LoginFailed { person: linked.map(|linked| linked.person) };
            self.commit(vec![entry(self.fact(Actor::Outside, &[], failed))]).await?;
            // A closed account looks like none, as at the password.
            return Err(OfficeError::NotLinked);
        };
        self.attempts().succeeded_from(source);
        if !identity.has_second_factor {
            self.ask_second_factor(person.id, Some(Arc::clone(&identity.provider))).await?;
        }
        self.open_after_proof(person.id, user_agent, replaces, Some(identity.provider)).await
    }

    /// The reader's own.
    pub async fn identities(&self, caller: &Caller) -> Result<Vec<Identity>, OfficeError> {
        self.own_account(caller).await?;
        Ok(store::accounts::identities_of(&self.store, caller.person.id).await?)
    }

    /// Whether the reader may begin to link an identity: with a fresh proof, for whoever holds the provider's account
    /// opens this one from now on.
    pub async fn may_link_identity(&self, caller: &Caller) -> Result<(), OfficeError> {
        self.own_account_proven(caller).await?;
        let held = store::accounts::identities_of(&self.store, caller.person.id).await?;
        room_for_one_more(&held)
    }

    /// What [`Office::may_link_identity`] began in this session: the fresh proof may have run out at the provider.
    pub async fn link_identity(&self, caller: &Caller, identity: ProvenIdentity) -> Result<IdentityId, OfficeError> {
        let permit = self.own_account(caller).await?;
        let _one_at_a_time = self.accounts.proving.lock().await;
        let person = caller.person.id;
        if let Some(known) = self.free_for(person, &identity).await? {
            return Ok(known);
        }
        let (id, body) = linking(person, identity);
        self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), body))]).await?;
        Ok(id)
    }

    pub async fn unlink_identity(&self, caller: &Caller, id: IdentityId) -> Result<(), OfficeError> {
        let permit = self.own_account_proven(caller).await?;
        self.unlink(caller, permit.reasons(), caller.person.id, id).await
    }

    /// Of somebody whose account the reader manages.
    pub async fn identities_of(&self, caller: &Caller, id: PersonId) -> Result<Vec<Identity>, OfficeError> {
        let person = self.person_to_manage(caller, id)?;
        self.demand::<ManagePeople>(caller, &resource_of(&person)).await?;
        Ok(store::accounts::identities_of(&self.store, id).await?)
    }

    /// Links what a directory of the provider says the person's subject is. Its owner is told: whoever has that
    /// identity opens the account.
    pub async fn link_identity_of(
        &self,
        caller: &Caller,
        id: PersonId,
        identity: ProvenIdentity,
    ) -> Result<IdentityId, OfficeError> {
        let person = self.person_to_manage(caller, id)?;
        let permit = self.demand::<ManagePeople>(caller, &resource_of(&person)).await?;
        self.proven(caller)?;
        if identity.issuer.is_empty() {
            return Err(bad_input("provider", "there is no such provider"));
        }
        if identity.subject.is_empty() || identity.subject.len() > SUBJECT_BYTES_MAX {
            return Err(bad_input("subject", format!("1 to {SUBJECT_BYTES_MAX} bytes")));
        }
        let _one_at_a_time = self.accounts.proving.lock().await;
        if let Some(known) = self.free_for(id, &identity).await? {
            return Ok(known);
        }
        let (told, copies) = self.telling_of_link(caller, &person, &identity.provider);
        let (linked, body) = linking(id, identity);
        let facts = [body, told].map(|body| entry(self.fact(caller.actor(), permit.reasons(), body)));
        self.journal.commit_with(facts.into(), copies).await?;
        Ok(linked)
    }

    pub async fn unlink_identity_of(
        &self,
        caller: &Caller,
        id: PersonId,
        identity: IdentityId,
    ) -> Result<(), OfficeError> {
        let person = self.person_to_manage(caller, id)?;
        let permit = self.demand::<ManagePeople>(caller, &resource_of(&person)).await?;
        self.proven(caller)?;
        self.unlink(caller, permit.reasons(), id, identity).await
    }

    /// What takes every identity from somebody whose identity was checked anew (G-13): who linked it is not known.
    pub(crate) async fn forgetting_identities(&self, person: PersonId) -> Result<Vec<FactBody>, OfficeError> {
        let held = store::accounts::identities_of(&self.store, person).await?;
        let gone = held.iter().map(|held| AccountFact::IdentityUnlinked { person, identity: held.id });
        Ok(gone.map(FactBody::Account).collect())
    }

    fn proven(&self, caller: &Caller) -> Result<(), OfficeError> {
        if caller.session.is_proven(self.now()) { Ok(()) } else { Err(OfficeError::StepUpNeeded) }
    }

    /// The link that is there already, none yet, or a refusal: an identity is one person's (PLAT-02).
    async fn free_for(&self, person: PersonId, identity: &ProvenIdentity) -> Result<Option<IdentityId>, OfficeError> {
        match store::accounts::identity_of(&self.store, &identity.issuer, &identity.subject).await? {
            Some(linked) if linked.person == person => return Ok(Some(linked.id)),
            Some(_) => return Err(OfficeError::LinkedToAnother),
            None => {}
        }
        room_for_one_more(&store::accounts::identities_of(&self.store, person).await?)?;
        Ok(None)
    }

    async fn unlink(
        &self,
        caller: &Caller,
        reasons: &[String],
        person: PersonId,
        identity: IdentityId,
    ) -> Result<(), OfficeError> {
        let _one_at_a_time = self.accounts.proving.lock().await;
        let held = store::accounts::identities_of(&self.store, person).await?;
        if !held.iter().any(|held| held.id == identity) {
            return Err(OfficeError::NotFound);
        }
        let body = FactBody::Account(AccountFact::IdentityUnlinked { person, identity });
        self.commit(vec![entry(self.fact(caller.actor(), reasons, body))]).await?;
        Ok(())
    }

    fn telling_of_link(&self, caller: &Caller, owner: &Person, provider: &str) -> (FactBody, Vec<store::Aside>) {
        let notice = NoticeId(Uuid::now_v7());
        let copies = self.mail.copies(&self.directory(), notice, &[owner.id], self.now());
        let body = FactBody::NoticeSent {
            notice,
            instance: None,
            to: vec![owner.id],
            title_zh: "您的账号关联了单点登录身份".into(),
            title_en: "An identity was linked to your account".into(),
            text: format!(
                "{}：{provider}。如有疑问，请在“我的账号”里解除关联，并告诉主管。\n\
                 {}: {provider}. If you did not expect it, remove it in “My account” and tell your supervisor.",
                caller.person.name.0, caller.person.name.0
            ),
            fields: model::process::Fields::new(),
            must_acknowledge: true,
        };
        (body, copies)
    }
}

fn linking(person: PersonId, identity: ProvenIdentity) -> (IdentityId, FactBody) {
    let ProvenIdentity { provider, issuer, subject, .. } = identity;
    let identity = IdentityId(Uuid::now_v7());
    let provider = provider.to_string();
    (identity, FactBody::Account(AccountFact::IdentityLinked { person, identity, provider, issuer, subject }))
}

fn room_for_one_more(held: &[Identity]) -> Result<(), OfficeError> {
    if held.len() < IDENTITIES_PER_PERSON {
        return Ok(());
    }
    Err(bad_input("identity", format!("at most {IDENTITIES_PER_PERSON}: remove one first")))
}

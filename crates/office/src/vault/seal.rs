//! What the writer seals before each commit: the caller's number of every call, and any recognisable number in whatever
//! text a fact or a state holds.

use super::Keeper;
use model::fact::AccountFact;
use model::sealed::Piece;
use model::{Class, FactBody, PhoneNumber, Sealed};
use serde_json::Value as Json;
use store::{Aside, Entry, StoreError};

impl Keeper {
    /// After this, nothing in it holds a recognisable personal number in clear.
    pub(crate) async fn seal_group(&self, entries: &mut [Entry], asides: &mut [Aside]) -> Result<(), StoreError> {
        for entry in entries {
            self.seal_fact(&mut entry.fact.body).await?;
            if let Some(aside) = &mut entry.aside {
                self.seal_aside(aside).await?;
            }
        }
        for aside in asides {
            self.seal_aside(aside).await?;
        }
        Ok(())
    }

    async fn seal_fact(&self, body: &mut FactBody) -> Result<(), StoreError> {
        match body {
            FactBody::CallStarted { from, to, .. } => {
                if from.sealed().is_none() && !from.stored().is_empty() {
                    *from = PhoneNumber::of_sealed(&self.seal_one(Class::Phone, from.stored()).await?);
                }
                self.seal_in_place(to).await?;
            }
            FactBody::Transferred { to, .. } if !Sealed::is_in(to) && !to.is_empty() => {
                *to = self.seal_one(Class::Phone, to).await?.to_string();
            }
            FactBody::DispositionSet { note, .. } => self.seal_in_place(note).await?,
            // The rules' own texts, which are not written about anybody; names and addresses of colleagues.
            FactBody::FlowKept { .. } | FactBody::Rules(_) | FactBody::PersonAdded { .. } => {}
            // A subject may look like a number, and is looked up as it is.
            FactBody::Account(AccountFact::IdentityLinked { .. }) => {}
            body if is_without_text(body) => {}
            body => self.seal_any(body).await?,
        }
        Ok(())
    }

    /// By its JSON, so that a fact of any room is covered, also one that is added tomorrow.
    async fn seal_any(&self, body: &mut FactBody) -> Result<(), StoreError> {
        let mut json = serde_json::to_value(&*body).expect("facts are always JSON");
        if self.seal_json(&mut json).await? {
            *body = serde_json::from_value(json).expect("only texts were changed");
        }
        Ok(())
    }

    async fn seal_aside(&self, aside: &mut Aside) -> Result<(), StoreError> {
        if let Aside::FactorSecret { factor, secret, .. } = aside {
            *secret = self.seal_secret(*factor, secret);
        }
        if let Aside::InstanceState { state, waits, .. } = aside {
            if let Ok(mut json) = serde_json::from_str(state)
                && self.seal_json(&mut json).await?
            {
                *state = json.to_string();
            }
            for (_, key) in waits {
                self.seal_in_place(key).await?;
            }
        }
        Ok(())
    }

    /// Every text within, at any depth. False: nothing was found.
    pub(crate) async fn seal_json(&self, json: &mut Json) -> Result<bool, StoreError> {
        let mut texts = Vec::new();
        texts_of(json, &mut texts);
        let mut is_changed = false;
        for text in texts {
            if let Some(sealed) = self.seal_text(text).await? {
                *text = sealed;
                is_changed = true;
            }
        }
        Ok(is_changed)
    }

    async fn seal_in_place(&self, text: &mut String) -> Result<(), StoreError> {
        if let Some(sealed) = self.seal_text(text).await? {
            *text = sealed;
        }
        Ok(())
    }

    /// The text with each number in it sealed. `None`: there is none.
    pub(crate) async fn seal_text(&self, text: &str) -> Result<Option<String>, StoreError> {
        if vault::find(text).is_empty() {
            return Ok(None);
        }
        let mut sealed = String::with_capacity(text.len());
        let mut is_changed = false;
        for piece in Sealed::pieces(text) {
            let plain = match piece {
                Piece::Plain(plain) => plain,
                Piece::Sealed(already) => {
                    sealed.push_str(&already.to_string());
                    continue;
                }
            };
            let mut from = 0;
            for found in vault::find(plain) {
                sealed.push_str(&plain[from..found.range.start]);
                from = found.range.end;
                sealed.push_str(&self.seal_one(found.class, &plain[found.range]).await?.to_string());
                is_changed = true;
            }
            sealed.push_str(&plain[from..]);
        }
        Ok(is_changed.then_some(sealed))
    }

    /// A value that finds its subject by itself.
    pub(crate) async fn seal_one(&self, class: Class, clear: &str) -> Result<Sealed, StoreError> {
        let subject = self.subject_of(class, clear).await?;
        self.seal_for(subject, class, clear).await
    }

    /// A value of this subject.
    pub(crate) async fn seal_for(
        &self,
        subject: model::Subject,
        class: Class,
        clear: &str,
    ) -> Result<Sealed, StoreError> {
        let key = match self.key_of(subject).await? {
            Some(key) => key,
            // Erased a moment ago: what comes now is of somebody new.
            None => {
                let subject = self.own_subject();
                let key = self.key_of(subject).await?.expect("it was made a moment ago");
                return Ok(self.sealed(&key, subject, class, clear));
            }
        };
        Ok(self.sealed(&key, subject, class, clear))
    }
}

/// What comes thousands of times a second and holds no text of people.
fn is_without_text(body: &FactBody) -> bool {
    use FactBody::*;
    body.call().is_some()
        || matches!(
            body,
            AgentStateChanged { .. }
                | PhoneRegistered { .. }
                | PhoneUnregistered { .. }
                | BrowserPhoneConnected { .. }
                | BrowserPhoneLost { .. }
                | LoggedIn { .. }
                | LoggedOut { .. }
                | ServiceStarted { .. }
                | ServiceStopped
        )
}

fn texts_of<'a>(json: &'a mut Json, texts: &mut Vec<&'a mut String>) {
    match json {
        Json::String(text) => texts.push(text),
        Json::Array(items) => items.iter_mut().for_each(|item| texts_of(item, texts)),
        Json::Object(fields) => fields.values_mut().for_each(|value| texts_of(value, texts)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

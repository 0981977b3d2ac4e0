//! Messages from systems: they start the flows that wait for them, and wake the instances that do.
//!
//! A message finds an instance by its name and key (correlation). Each instance is moved by itself: one that refuses
//! keeps no other back.

use super::carry::{Act, Beginning};
use super::forms::Wanted;
use super::limits::MESSAGE_TAKERS_MAX;
use super::see::{Found, participants};
use super::words::forms_of;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::{SendMessage, StartFlow};
use model::process::Fields;
use model::{Actor, FactBody, InstanceId};
use process::definition::StartKind;
use process::engine::{Event, Refusal};
use serde_json::{Value as Json, json};

/// What a message did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub started: Vec<InstanceId>,
    pub woken: Vec<InstanceId>,
}

impl Office {
    /// A message by whoever may start its flows or speak to its instances: as a rule a program with a token.
    pub async fn post_message(
        &self,
        caller: &Caller,
        name: &str,
        key: &str,
        data: Fields,
    ) -> Result<Taken, OfficeError> {
        let mut taken = Taken::default();
        let mut refused = None;
        // What instances wait for is sealed, too.
        let sealed = self.journal.vault().seal_text(key).await?;
        let key = sealed.as_deref().unwrap_or(key);
        for instance in store::processes::waiting_for(&self.store, name, key, MESSAGE_TAKERS_MAX).await? {
            match self.wake(caller, instance, name, key, data.clone()).await {
                Ok(()) => taken.woken.push(instance),
                Err(error) => refused = Some(error),
            }
        }
        for flow in self.rulebook().processes.flows.values() {
            let start = flow.starts.iter().find(|start| matches!(&start.kind, StartKind::Message(of) if of == name));
            let Some(start) = start else { continue };
            let permit = self.demand::<StartFlow>(caller, &Resource::Flow { flow: flow.key.clone() }).await?;
            let data =
                self.check_form(caller, start.form.as_ref(), &Fields::new(), data.clone(), Wanted::Whole).await?;
            let act = Act::by(Actor::Person(caller.person.id), permit.reasons());
            let definition = flow.clone();
            let beginning = Beginning { definition, start: start.id.clone(), by: None, data, due: None };
            taken.started.push(self.begin(act, beginning).await?);
        }
        match (taken == Taken::default(), refused) {
            (true, Some(error)) => Err(error),
            (true, None) => Err(Refusal::NobodyWaits.into()),
            (false, _) => Ok(taken),
        }
    }

    async fn wake(
        &self,
        caller: &Caller,
        instance: InstanceId,
        name: &str,
        key: &str,
        data: Fields,
    ) -> Result<(), OfficeError> {
        let record = store::processes::instance(&self.store, instance).await?.ok_or(OfficeError::NotFound)?;
        let found = self.found(record).await?;
        let tasks = store::processes::tasks_of(&self.store, instance).await?;
        let people = participants(&found.state, &tasks);
        let resource = self.instance_resource(&found, &people, &self.people_of(caller));
        let permit = self.demand::<SendMessage>(caller, &resource).await?;
        let data = self.sealed_message(&found, data).await?;
        let mut act = Act::by(Actor::Person(caller.person.id), permit.reasons());
        let (name, key) = (name.to_owned(), key.to_owned());
        let by = Some(caller.person.id);
        let (told_name, told_key) = (name.clone(), key.clone());
        act.facts.push(FactBody::MessageTaken { instance, name: told_name, key: told_key, by, data: data.clone() });
        self.carry(act, found.record, &[Event::Message { name, key, by: None, data }]).await
    }

    /// A step that waits has no form of its own: a field has the class that the flow's forms give it.
    async fn sealed_message(&self, found: &Found, data: Fields) -> Result<Fields, OfficeError> {
        let data = self.journal.vault().take_back(&found.state.data, data).await?;
        let book = self.rulebook();
        let forms = forms_of(&found.definition).into_iter().filter_map(|form| book.processes.forms.get(form));
        let mut properties = serde_json::Map::new();
        for form in forms {
            let own = form.schema.get("properties").and_then(Json::as_object);
            properties.extend(own.into_iter().flatten().map(|(key, schema)| (key.clone(), schema.clone())));
        }
        self.sealed_form(&json!({ "properties": properties }), &found.state.data, data).await
    }
}

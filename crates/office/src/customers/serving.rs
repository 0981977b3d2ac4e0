//! Who serves a customer now: talks with them, or has a task in one of their cases. Data opens by the business that
//! needs it, not by curiosity (GB/T 35273 §7.1).

use super::subject_of;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use model::process::Fields;
use model::{AgentState, CallId, CustomerId, InstanceId, PersonId};
use serde_json::Value as Json;

/// Fields of forms that name a customer of this centre.
const CUSTOMER_FIELDS: [&str; 2] = ["change_customer", "erase_customer"];

/// A customer with what is going on around.
pub(crate) struct Around {
    pub resource: Resource,
    pub is_serving: bool,
    /// The reader has a task in a case of the customer.
    pub has_case: bool,
    /// The latest first.
    pub calls: Vec<CallId>,
    pub cases: Vec<InstanceId>,
}

impl Office {
    pub(crate) async fn around(&self, caller: &Caller, id: CustomerId) -> Result<Around, OfficeError> {
        self.around_for(caller.person.id, id).await
    }

    /// As `me` sees it.
    pub(crate) async fn around_for(&self, me: PersonId, id: CustomerId) -> Result<Around, OfficeError> {
        let mut subjects = store::customers::subjects_of(&self.store, id).await?;
        if subjects.is_empty() {
            subjects.push(subject_of(id));
        }
        let (mut calls, mut cases, mut serving) = (Vec::new(), Vec::new(), Vec::new());
        for subject in &subjects {
            calls.extend(store::customers::calls_of(&self.store, *subject).await?);
            cases.extend(store::customers::cases_of(&self.store, *subject).await?);
            serving.extend(store::customers::people_with_cases_of(&self.store, *subject).await?);
        }
        // Ids follow the clock.
        calls.sort_unstable_by(|a, b| b.cmp(a));
        cases.sort_unstable_by(|a, b| b.cmp(a));
        cases.dedup();
        let has_case = serving.contains(&me);
        serving.extend(self.people_in(&calls));
        serving.sort_unstable();
        serving.dedup();
        let is_serving = serving.contains(&me);
        let team = self.team_of_service(me, &serving);
        let resource = Resource::Customer { customer: id.to_string(), team, serving };
        Ok(Around { resource, is_serving, has_case, calls, cases })
    }

    /// Nobody asks for a change or an erasure of whom they cannot see: for them there is no such customer.
    pub(crate) async fn about_seen_customer(&self, caller: &Caller, data: Fields) -> Result<Fields, OfficeError> {
        for field in CUSTOMER_FIELDS {
            let named = data.get(field).and_then(Json::as_str).and_then(|id| id.parse().ok());
            if let Some(customer) = named {
                self.visible_customer(caller, customer).await?;
            }
        }
        Ok(data)
    }

    /// Customers belong to no team; one that serves them has them for that long. The reader's own counts first.
    fn team_of_service(&self, me: PersonId, serving: &[PersonId]) -> Option<String> {
        let directory = self.directory();
        let team = |id: &PersonId| directory.person(*id).and_then(|person| person.team.clone());
        let own = Some(me).filter(|me| serving.contains(me));
        own.as_ref().and_then(team).or_else(|| serving.iter().find_map(team))
    }

    /// Who talks in one of these calls, or writes down what was said in it.
    fn people_in(&self, calls: &[CallId]) -> Vec<PersonId> {
        let (_, floor) = self.journal.floor();
        let is_in = |state: &AgentState| match state {
            AgentState::Talking { call } | AgentState::WrapUp { call, .. } => calls.contains(call),
            AgentState::Ringing { .. } | AgentState::Offline | AgentState::Away { .. } | AgentState::Ready => false,
        };
        floor.agents.iter().filter(|(_, live)| is_in(&live.state)).map(|(agent, _)| *agent).collect()
    }
}

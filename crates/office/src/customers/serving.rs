//! Who serves a customer now: talks with them, or has a task in one of their cases. Data opens by the business that
//! needs it, not by curiosity (GB/T 35273 §7.1).

use super::subject_of;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use model::{AgentState, CallId, CustomerId, InstanceId, PersonId};

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
        let resource = Resource::Customer { customer: id.to_string(), team: None, serving };
        Ok(Around { resource, is_serving, has_case, calls, cases })
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

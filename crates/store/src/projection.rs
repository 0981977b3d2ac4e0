//! What a group of facts changes in the tables. What comes often is merged in memory, so that a call or a task that is
//! touched ten times is written once; what is rare is written fact by fact.
//!
//! Start reading at [`Changes::of`]; a new kind of fact goes to the file of its room.

mod accounts;
mod calls;
mod customers;
mod flows;
mod grants;
mod knowledge;
mod notices;
mod orders;
mod rare;
mod rules;
mod supervision;

pub use supervision::TRACED;

use crate::StoreError;
use crate::database::Link;
use model::{Actor, Fact, FactBody, PersonId};

/// The changes of one group of facts.
#[derive(Default)]
pub(crate) struct Changes<'a> {
    calls: calls::CallChanges,
    flows: flows::FlowChanges<'a>,
    notices: notices::NoticeChanges<'a>,
    grants: grants::GrantChanges<'a>,
    supervision: supervision::SupervisionChanges<'a>,
    policies: rules::PolicyUse<'a>,
    /// In the order in which they happened.
    rare: Vec<&'a Fact>,
}

impl<'a> Changes<'a> {
    pub fn of(facts: impl Iterator<Item = &'a Fact>) -> Self {
        let mut changes = Self::default();
        for fact in facts {
            changes.calls.add(fact);
            changes.flows.add(fact);
            changes.notices.add(fact);
            changes.grants.add(fact);
            changes.supervision.add(fact);
            changes.policies.add(fact);
            if rare::is_rare(&fact.body) {
                changes.rare.push(fact);
            }
        }
        changes
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        self.calls.write(link).await?;
        for fact in self.rare {
            rare::write(link, fact).await?;
        }
        self.policies.write(link).await?;
        self.flows.write(link).await?;
        self.notices.write(link).await?;
        self.grants.write(link).await?;
        self.supervision.write(link).await
    }
}

/// Whom a fact is about or, failing that, who made it happen: the journal is indexed by it.
pub(crate) fn person_of(fact: &Fact) -> Option<PersonId> {
    use FactBody::*;
    match &fact.body {
        OfferMade { agent, .. }
        | OfferEnded { agent, .. }
        | DispositionSet { agent, .. }
        | AgentStateChanged { agent, .. }
        | BrowserPhoneConnected { agent }
        | BrowserPhoneLost { agent } => Some(*agent),
        CallBridged { agent, .. } => *agent,
        PersonAdded { person, .. }
        | PersonDisabled { person }
        | PersonEnabled { person }
        | PasswordChanged { person }
        | LoggedIn { person, .. }
        | LoggedOut { person, .. }
        | TokenIssued { person, .. }
        | TokenRevoked { person, .. }
        | ActDenied { person, .. }
        | Revealed { person, .. }
        | NoticeRead { person, .. }
        | NoticeAcknowledged { person, .. }
        | NoticeMailed { person, .. }
        | NoticeMailFailed { person, .. }
        | QualificationGranted { person, .. } => Some(*person),
        InstanceStarted { applicant: Some(person), .. }
        | TaskClaimed { holder: person, .. }
        | TaskReassigned { to: person, .. }
        | TaskClosed { actor: Some(person), .. }
        | StepDone { actor: Some(person), .. }
        | AttachmentStored { by: person, .. } => Some(*person),
        LoginFailed { person } => *person,
        Authority(of) if of.person().is_some() => of.person(),
        Customer(of) if of.person().is_some() => of.person(),
        Delegation(of) if of.person().is_some() => of.person(),
        Knowledge(of) if of.person().is_some() => of.person(),
        Order(of) if of.person().is_some() => of.person(),
        Account(of) => Some(of.person()),
        Supervision(of) => Some(of.person()),
        Rules(of) if of.person().is_some() => of.person(),
        _ => match fact.actor {
            Actor::Person(person) => Some(person),
            Actor::Outside | Actor::Switch | Actor::System | Actor::Demo => None,
        },
    }
}

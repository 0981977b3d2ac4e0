//! Facts as a reader may see them: numbers masked, free text where it belongs.

use model::{Fact, FactBody, PhoneNumber};

/// A copy whose personal numbers are masked; every page and socket gets this one.
pub fn masked(fact: &Fact) -> Fact {
    let mut fact = fact.clone();
    match &mut fact.body {
        FactBody::CallStarted { from, .. } => *from = PhoneNumber::from_wire(&from.masked()),
        FactBody::Transferred { to, .. } => *to = PhoneNumber::from_wire(to).masked(),
        _ => {}
    }
    fact
}

/// Whether a fact tells of calls, agents or phones: the floor's business. The rest is for the journal's readers.
pub fn is_of_the_floor(body: &FactBody) -> bool {
    use FactBody::*;
    body.call().is_some()
        || matches!(
            body,
            AgentStateChanged { .. }
                | PhoneRegistered { .. }
                | PhoneUnregistered { .. }
                | BrowserPhoneConnected { .. }
                | BrowserPhoneLost { .. }
                | ServiceStarted { .. }
                | ServiceStopped
                | RulebookInForce { .. }
        )
}

//! Who made it happen: puts time, actor and reasons on the facts of one step.

use super::port::Output;
use model::{Actor, Fact, FactBody, Millis, PersonId};

/// One step's circumstances and where its outputs go.
pub struct Step<'a> {
    pub at: Millis,
    pub actor: Actor,
    pub reasons: &'a [String],
    /// New rules: whatever they do to agents and callers was done by who brought them.
    pub is_obey: bool,
    pub out: &'a mut Vec<Output>,
}

impl<'a> Step<'a> {
    pub fn new(at: Millis, actor: Actor, out: &'a mut Vec<Output>) -> Self {
        Self { at, actor, reasons: &[], is_obey: false, out }
    }

    pub fn fact(&mut self, body: FactBody) {
        let actor = self.actor_of(&body);
        let reasons = match actor {
            Actor::Person(_) => self.reasons.to_vec(),
            Actor::Outside | Actor::Switch | Actor::System | Actor::Demo => Vec::new(),
        };
        self.out.push(Output::Fact(Box::new(Fact { seq: 0, at_ms: self.at, actor, reasons, body })));
    }

    fn actor_of(&self, body: &FactBody) -> Actor {
        use FactBody::*;
        match body {
            CallStarted { .. } | KeyPressed { .. } | DigitsCollected { .. } => Actor::Outside,
            IvrEntered { .. }
            | QueueEntered { .. }
            | PlaceAnnounced { .. }
            | OfferMade { .. }
            | RecordingStarted { .. }
            | RecordingEnded { .. } => Actor::Switch,
            OfferEnded { agent, .. } | AgentStateChanged { agent, .. } => self.actor_for(*agent),
            _ => self.actor.clone(),
        }
    }

    /// One person's act may change another agent, as the next call's: that was the exchange.
    fn actor_for(&self, agent: PersonId) -> Actor {
        match &self.actor {
            Actor::Person(by) if *by != agent && !self.is_obey => Actor::Switch,
            actor => actor.clone(),
        }
    }
}

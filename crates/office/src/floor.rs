//! The floor as a reader may see it: whole, the own team, or only the own desk.

use crate::live::Watch;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewFloor;
use model::{AgentState, CallId, Fact, FactBody, Millis, PersonId, QueueId};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::broadcast;
use workforce::Floor;

/// How much of the floor somebody sees. Decided anew when people or their rights change, and when the clock ends a right.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    All,
    /// These agents and queues, and the calls of these agents.
    Some {
        agents: HashSet<PersonId>,
        queues: HashSet<QueueId>,
    },
}

/// What a live socket begins with.
pub struct Watched {
    pub seq: u64,
    pub floor: Floor,
    pub filter: Filter,
    pub facts: broadcast::Receiver<Arc<Fact>>,
}

impl Office {
    /// A consistent picture with the sequence number of the last fact in it.
    pub fn floor(&self, caller: &Caller) -> Result<(u64, Floor), OfficeError> {
        let sight = self.sight(caller);
        let own_only = matches!(&sight, Sight::Some { agents, .. } if agents.len() <= 1);
        if own_only {
            self.permit::<ViewFloor>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        }
        let (seq, floor) = self.journal.floor();
        Ok((seq, reduce(&floor, &sight)))
    }

    /// What the reader's live socket may tell: the floor where allowed, and always the own desk.
    pub fn sight(&self, caller: &Caller) -> Sight {
        if self.permit::<ViewFloor>(caller, &Resource::Centre).is_ok() {
            return Sight::All;
        }
        let own = [caller.person.id];
        let mut agents: HashSet<PersonId> = own.into();
        let mut queues: HashSet<QueueId> = caller.person.queues.iter().cloned().collect();
        if let Some(team) = &caller.person.team
            && self.permit::<ViewFloor>(caller, &Resource::Team(team.clone())).is_ok()
        {
            for member in self.directory().everybody() {
                if member.team.as_ref() == Some(team) {
                    agents.insert(member.id);
                    queues.extend(member.queues.iter().cloned());
                }
            }
        }
        Sight::Some { agents, queues }
    }

    /// When the sight may change by the clock alone: a right of the reader begins or ends.
    pub fn sight_until(&self, caller: &Caller) -> Option<Millis> {
        let (now, principal) = (self.now(), self.principal(caller.person.id).ok()?);
        principal.grants.iter().flat_map(|grant| [grant.from, grant.until]).filter(|at| *at > now).min()
    }

    /// Whether a call that is going on is in the reader's picture.
    pub(crate) fn sees_live_call(&self, caller: &Caller, call: CallId) -> bool {
        let (_, floor) = self.journal.floor();
        floor.calls.contains_key(&call) && reduce(&floor, &self.sight(caller)).calls.contains_key(&call)
    }

    /// The picture for a live socket, and every fact after it.
    pub fn watch(&self, sight: &Sight) -> Watched {
        let Watch { seq, floor, facts } = self.journal.watch();
        let floor = reduce(&floor, sight);
        Watched { seq, filter: Filter::new(sight.clone(), &floor), floor, facts }
    }
}

fn reduce(floor: &Arc<Floor>, sight: &Sight) -> Floor {
    let mut reduced = Floor::clone(floor);
    if let Sight::Some { agents, queues } = sight {
        reduced.agents.retain(|person, _| agents.contains(person));
        reduced.queues.retain(|queue, _| queues.contains(queue));
        let their_calls: HashSet<CallId> = reduced.agents.values().filter_map(call_of).collect();
        reduced
            .calls
            .retain(|call, live| their_calls.contains(call) || live.agent.is_some_and(|agent| agents.contains(&agent)));
    }
    reduced
}

/// The call that occupies an agent now.
pub(crate) fn call_of(agent: &workforce::AgentLive) -> Option<CallId> {
    call_in(&agent.state)
}

pub(crate) fn call_in(state: &AgentState) -> Option<CallId> {
    match state {
        AgentState::Ringing { call, .. } | AgentState::Talking { call } | AgentState::WrapUp { call, .. } => {
            Some(*call)
        }
        AgentState::Offline | AgentState::Away { .. } | AgentState::Ready => None,
    }
}

/// Which facts go to one live socket: keeps the calls that the reader has to do with.
#[derive(Debug)]
pub struct Filter {
    sight: Sight,
    calls: HashSet<CallId>,
}

/// What to do with a fact for one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    Send,
    Skip,
    /// A call came into sight whose beginning the reader has not seen: send a snapshot.
    Snapshot,
}

impl Filter {
    fn new(sight: Sight, floor: &Floor) -> Self {
        let calls = floor.calls.keys().copied().collect();
        Self { sight, calls }
    }

    pub fn pass(&mut self, fact: &Fact) -> Passage {
        if !crate::mask::is_of_the_floor(&fact.body) {
            return Passage::Skip;
        }
        let Sight::Some { agents, queues } = &self.sight else { return Passage::Send };
        let agent = agent_of(&fact.body);
        match fact.body.call() {
            Some(call) => {
                let is_known = self.calls.contains(&call);
                if matches!(fact.body, FactBody::CallEnded { .. }) {
                    self.calls.remove(&call);
                }
                if is_known {
                    return Passage::Send;
                }
                if agent.is_some_and(|agent| agents.contains(&agent)) {
                    // A call is summed up when it is over and out of sight: there is nothing to show anew.
                    if matches!(fact.body, FactBody::DispositionSet { .. }) {
                        return Passage::Send;
                    }
                    self.calls.insert(call);
                    return Passage::Snapshot;
                }
                // Counters of the own queues; such a fact names no caller.
                match &fact.body {
                    FactBody::QueueEntered { queue, .. } | FactBody::QueueLeft { queue, .. }
                        if queues.contains(queue) =>
                    {
                        Passage::Send
                    }
                    _ => Passage::Skip,
                }
            }
            None => match agent {
                Some(agent) if !agents.contains(&agent) => Passage::Skip,
                _ => Passage::Send,
            },
        }
    }
}

fn agent_of(body: &FactBody) -> Option<PersonId> {
    use FactBody::*;
    match body {
        OfferMade { agent, .. }
        | OfferEnded { agent, .. }
        | AgentStateChanged { agent, .. }
        | BrowserPhoneConnected { agent }
        | BrowserPhoneLost { agent }
        | DispositionSet { agent, .. } => Some(*agent),
        CallBridged { agent, .. } => *agent,
        _ => None,
    }
}

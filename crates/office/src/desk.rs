//! The desk's acts: permit, then a command to the switch with the permit's reasons.
//!
//! One desk per person: a new window takes over from the one before. A window that closed may come back within a grace
//! time; then the agent is signed out. Start reading at [`Office::act`].

use crate::error::bad_input;
use crate::limits::DESK_GRACE;
use crate::{Caller, Office, OfficeError};
use access::actions::{ControlCall, TakeCalls, UseDesk};
use access::{Action, Resource};
use model::{Act, CallId, Command, PersonId, Refused, Reply};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// Who sits where. The generation grows with every window that is opened.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    open: Mutex<HashMap<PersonId, Desk>>,
}

#[derive(Debug)]
struct Desk {
    generation: u64,
    token_hash: String,
    /// Dropped when a newer window takes over: its receiver wakes the older one.
    holder: Option<oneshot::Sender<()>>,
}

/// The place at a desk that one live socket holds.
#[derive(Debug)]
pub struct Seat {
    pub person: PersonId,
    pub generation: u64,
    taken_over: oneshot::Receiver<()>,
}

impl Seat {
    /// Resolves when a newer window has taken over.
    pub async fn taken_over(&mut self) {
        let _ = (&mut self.taken_over).await;
    }
}

impl Desks {
    fn sit(&self, person: PersonId, token_hash: &str) -> Seat {
        let (holder, taken_over) = oneshot::channel();
        let mut open = self.lock();
        let generation = open.get(&person).map_or(1, |desk| desk.generation + 1);
        open.insert(person, Desk { generation, token_hash: token_hash.into(), holder: Some(holder) });
        Seat { person, generation, taken_over }
    }

    /// The socket of this seat is gone. False when a newer one sits there already.
    fn rise(&self, seat: &Seat) -> bool {
        match self.lock().get_mut(&seat.person) {
            Some(desk) if desk.generation == seat.generation => {
                desk.holder = None;
                true
            }
            _ => false,
        }
    }

    /// Whether the seat stayed empty.
    fn clear(&self, person: PersonId, generation: u64) -> bool {
        let mut open = self.lock();
        let is_empty = open.get(&person).is_some_and(|desk| desk.generation == generation && desk.holder.is_none());
        if is_empty {
            open.remove(&person);
        }
        is_empty
    }

    fn remove(&self, person: PersonId) -> bool {
        self.lock().remove(&person).is_some()
    }

    fn is_of_session(&self, person: PersonId, token_hash: &str) -> bool {
        self.lock().get(&person).is_some_and(|desk| desk.token_hash == token_hash)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PersonId, Desk>> {
        self.open.lock().expect("no code panics while it holds this lock")
    }
}

impl Office {
    /// Signs the agent in to the exchange; an older window of the same person is taken over.
    pub async fn open_desk(&self, caller: &Caller) -> Result<Seat, OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        let permit = self.demand::<UseDesk>(caller, &Resource::Centre).await?;
        let seat = self.desks.sit(caller.person.id, &caller.session.token_hash);
        match self.order(caller.person.id, permit.reasons(), Act::SignIn).await {
            // Signed in already: a reload within the grace time, or a take-over.
            Ok(_) | Err(OfficeError::Refused(Refused::WrongState { .. })) => Ok(seat),
            Err(other) => {
                self.desks.clear(caller.person.id, seat.generation);
                Err(other)
            }
        }
    }

    /// The socket of this seat is gone: after the grace time the agent is signed out, unless a window came back.
    pub fn close_desk(self: &Arc<Self>, seat: Seat) {
        if !self.desks.rise(&seat) {
            return;
        }
        let office = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(DESK_GRACE).await;
            if office.desks.clear(seat.person, seat.generation) {
                let act = Act::SignOut { is_final: false };
                if let Err(error) = office.order(seat.person, &[], act).await {
                    tracing::debug!(error = %error, "sign-out after the grace time was refused");
                }
            }
        });
    }

    /// Logged out: the desk is left, offers end at once, and so does a call in progress.
    pub(crate) async fn sign_out_for_good(&self, person: PersonId) {
        if self.desks.remove(person) {
            self.end_calls_of(person).await;
        }
    }

    /// Disabled, or stopped altogether: the same, also where no desk is open but a desk phone holds the call.
    pub(crate) async fn end_calls_of(&self, person: PersonId) {
        self.desks.remove(person);
        if let Err(error) = self.order(person, &[], Act::SignOut { is_final: true }).await {
            tracing::debug!(error = %error, "final sign-out was refused");
        }
    }

    pub(crate) fn has_desk(&self, caller: &Caller) -> bool {
        self.desks.is_of_session(caller.person.id, &caller.session.token_hash)
    }

    /// One act of the own desk.
    pub async fn act(&self, caller: &Caller, act: Act) -> Result<Reply, OfficeError> {
        // It waited behind others, and the session ended meanwhile.
        if caller.session.is_over(self.now()) {
            return Err(OfficeError::NotLoggedIn);
        }
        if matches!(act, Act::SignIn | Act::SignOut { .. } | Act::Obey { .. }) {
            return Err(bad_input("act", "the desk's socket signs in and out by itself"));
        }
        let person = caller.person.id;
        let reasons = match act.action() {
            Some(TakeCalls::NAME) => self.demand::<TakeCalls>(caller, &Resource::Centre).await?.reasons().to_vec(),
            Some(UseDesk::NAME) => self.demand::<UseDesk>(caller, &Resource::Centre).await?.reasons().to_vec(),
            Some(ControlCall::NAME) => {
                let resource = act.call().map_or(Resource::Centre, |call| self.live_call(person, call));
                self.demand::<ControlCall>(caller, &resource).await?.reasons().to_vec()
            }
            // A test holds that there is none: an act that nobody may do.
            Some(_) | None => return Err(bad_input("act", "this is no act of a desk")),
        };
        if let Act::SendDigit { digit, .. } = &act
            && !matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D')
        {
            return Err(bad_input("digit", "one of 0–9, *, #, A–D"));
        }
        self.order(person, &reasons, act).await
    }

    /// A call that is going on, with whose it is.
    fn live_call(&self, person: PersonId, call: CallId) -> Resource {
        let (_, floor) = self.journal.floor();
        let agent = match floor.agents.get(&person) {
            Some(own) if crate::floor::call_of(own) == Some(call) => Some(person),
            _ => floor.calls.get(&call).and_then(|live| live.agent),
        };
        let agent_team = agent.and_then(|agent| self.directory().team_of(agent));
        Resource::Call { id: call.to_string(), agent, agent_team }
    }

    pub(crate) async fn order(&self, by: PersonId, reasons: &[String], act: Act) -> Result<Reply, OfficeError> {
        self.switchboard.order(Command { by, reasons: reasons.to_vec(), act }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newer_window_takes_over_and_the_older_does_not_clear_it() {
        let desks = Desks::default();
        let person = PersonId(uuid::Uuid::from_u128(1));
        let mut first = desks.sit(person, "a");
        let second = desks.sit(person, "b");
        first.taken_over().await;
        assert!(!desks.rise(&first), "somebody else sits there");
        assert!(!desks.clear(person, first.generation));
        assert!(desks.rise(&second));
        let third = desks.sit(person, "b");
        assert!(!desks.clear(person, second.generation), "came back within the grace time");
        assert!(third.generation > second.generation);
    }
}

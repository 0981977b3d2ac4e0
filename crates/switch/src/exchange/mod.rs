//! The exchange: `calls` and `acd` joined into one pure machine. The node drives it with the world, the simulator
//! with seeds.
//!
//! Start at [`Exchange::handle`]. What goes in and comes out is in [`port`]; who made a fact happen is decided in
//! `stamp`. It has no clock and no randomness: times and ids are given.

mod join;
pub mod limits;
pub mod port;
mod stamp;
#[cfg(test)]
mod tests;

use acd::Acd;
use calls::Call;
use model::{
    Act, Actor, AgentState, CallCause, CallId, Command, FactBody, LegId, Millis, PersonId, PhoneNumber, Refused, Route,
    Routing,
};
use port::{Input, Output};
use stamp::Step;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// All calls, agents and queues of one node, and the rules they keep to.
pub struct Exchange {
    now: Millis,
    routing: Arc<Routing>,
    /// Which flow a number leads to, by trunk.
    inbound: HashMap<Arc<str>, Vec<Way>>,
    acd: Acd,
    calls: HashMap<CallId, Live>,
    /// Calls that are not over.
    live: usize,
    live_of_trunk: HashMap<Arc<str>, u32>,
    alarms: BTreeSet<(Millis, CallId)>,
    registered: HashSet<Arc<str>>,
    browsers: HashSet<PersonId>,
    is_draining: bool,
    ids: Box<dyn FnMut(Millis) -> Uuid + Send>,
    /// What the first rules led to; goes out with the first step.
    first: Vec<Output>,
    spare_of_calls: Vec<calls::Output>,
    spare_of_acd: Vec<acd::Output>,
}

/// On this trunk, or on any, to the flow with this index.
type Way = (Option<Arc<str>>, usize);

struct Live {
    call: Call,
    trunk: Arc<str>,
    alarm: Option<Millis>,
    /// Counted in `live`.
    is_live: bool,
}

impl Exchange {
    /// `ids` makes UUIDv7 for the given time. What the rules start (machine agents) comes with the first step.
    pub fn new(routing: Arc<Routing>, ids: Box<dyn FnMut(Millis) -> Uuid + Send>, now: Millis) -> Self {
        let mut exchange = Self {
            now,
            routing: Arc::new(Routing::default()),
            inbound: HashMap::new(),
            acd: Acd::default(),
            calls: HashMap::new(),
            live: 0,
            live_of_trunk: HashMap::new(),
            alarms: BTreeSet::new(),
            registered: HashSet::new(),
            browsers: HashSet::new(),
            is_draining: false,
            ids,
            first: Vec::new(),
            spare_of_calls: Vec::new(),
            spare_of_acd: Vec::new(),
        };
        let mut first = Vec::new();
        exchange.obey(routing, &mut Step::new(now, Actor::Switch, &mut first));
        exchange.first = first;
        exchange
    }

    /// Takes one step; the outputs are to be performed in order. `Err`: a command that does not fit, and nothing
    /// changed. A `now` before an earlier one counts as that one.
    pub fn handle(&mut self, now: Millis, input: Input, out: &mut Vec<Output>) -> Result<(), Refused> {
        self.now = self.now.max(now);
        out.append(&mut self.first);
        let result = match input {
            Input::Command(Command { by, reasons, act }) => {
                let is_obey = matches!(act, Act::Obey { .. });
                let mut step = Step { reasons: &reasons, is_obey, ..Step::new(self.now, Actor::Person(by), out) };
                self.command(by, act, &mut step)
            }
            Input::Tick => {
                self.tick(&mut Step::new(self.now, Actor::Switch, out));
                Ok(())
            }
            input => {
                self.event(input, &mut Step::new(self.now, Actor::Outside, out));
                Ok(())
            }
        };
        debug_assert!(self.is_consistent(), "the exchange's counts and its calls agree");
        result
    }

    /// When the next `Tick` has something to do.
    pub fn next_deadline(&self) -> Option<Millis> {
        if !self.first.is_empty() {
            return Some(self.now);
        }
        let of_calls = self.alarms.first().map(|(at, _)| *at);
        [of_calls, self.acd.next_deadline()].into_iter().flatten().min()
    }

    /// Nothing runs and nothing is awaited, not even a recording's end.
    pub fn is_idle(&self) -> bool {
        self.calls.is_empty()
    }

    /// Calls that are not over.
    pub fn calls_live(&self) -> usize {
        self.live
    }

    pub fn is_draining(&self) -> bool {
        self.is_draining
    }

    pub fn routing(&self) -> &Arc<Routing> {
        &self.routing
    }

    pub fn agent_state(&self, agent: PersonId) -> Option<&AgentState> {
        self.acd.agent_state(agent)
    }

    /// The queues and agents, to be read.
    pub fn acd(&self) -> &Acd {
        &self.acd
    }

    /// The calls that are not over, in no order.
    pub fn live_calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.values().filter(|live| live.is_live).map(|live| &live.call)
    }

    fn is_consistent(&self) -> bool {
        // Counting all calls is dear; a sample of steps is enough to find a leak.
        self.now.0 % 64 != 0 || self.live == self.calls.values().filter(|live| !live.call.is_over()).count()
    }

    // ---- Events of the world

    fn event(&mut self, input: Input, step: &mut Step) {
        match input {
            Input::Incoming { call, from, to, trunk } => self.incoming(call, from, to, trunk, step),
            Input::LegRinging { .. } => {} // The customer rings already.
            Input::LegAnswered { leg } => self.tell(leg.call, calls::Input::LegAnswered { leg }, step),
            Input::LegFailed { leg, status } => self.tell(leg.call, calls::Input::LegFailed { leg, status }, step),
            Input::LegEnded { leg, end } => self.tell(leg.call, calls::Input::LegEnded { leg, end }, step),
            Input::LegHeld { leg, is_held } => self.tell(leg.call, calls::Input::LegHeld { leg, is_held }, step),
            Input::Digit { leg, digit } => self.tell(leg.call, calls::Input::Digit { leg, digit }, step),
            Input::PlayEnded { leg, play } => self.tell(leg.call, calls::Input::PlayEnded { leg, play }, step),
            Input::RecordingEnded { call, recording, duration_ms, bytes } => {
                self.tell(call, calls::Input::RecordingEnded { recording, duration_ms, bytes }, step);
            }
            Input::PhoneReachable { phone, is_reachable, expires_ms } => {
                self.phone_reachable(phone, is_reachable, expires_ms, step);
            }
            Input::BrowserPhone { agent, is_connected } => self.browser_phone(agent, is_connected, step),
            Input::Drain => self.is_draining = true,
            Input::Command(_) | Input::Tick => debug_assert!(false, "handled before"),
        }
    }

    fn incoming(&mut self, id: CallId, from: PhoneNumber, to: String, trunk: Arc<str>, step: &mut Step) {
        if self.calls.contains_key(&id) {
            return;
        }
        step.fact(FactBody::CallStarted { call: id, from: from.clone(), to: to.clone(), trunk: trunk.clone() });
        let flow = self.flow_of(&to, &trunk);
        let cause = match flow {
            _ if self.is_draining || self.is_full(&trunk) => Some((CallCause::Overloaded, 503)),
            None => Some((CallCause::NoSuchNumber, 404)),
            Some(_) => None,
        };
        if let Some((cause, status)) = cause {
            return self.refuse(id, cause, status, step);
        }
        let mut acts = std::mem::take(&mut self.spare_of_calls);
        let flow = flow.expect("a call without a flow was refused");
        let call = Call::start(self.now, id, from, Arc::clone(&self.routing), flow, &mut acts);
        *self.live_of_trunk.entry(trunk.clone()).or_default() += 1;
        self.live += 1;
        self.calls.insert(id, Live { call, trunk, alarm: None, is_live: true });
        self.perform(id, &mut acts, step);
        self.spare_of_calls = acts;
        self.settle(id);
    }

    fn refuse(&mut self, call: CallId, cause: CallCause, status: u16, step: &mut Step) {
        let leg = LegId::customer(call);
        step.out.push(Output::Reject { leg, status, retry_after_s: retry_after(call, status) });
        let (talk_ms, hold_ms) = (Millis::ZERO, Millis::ZERO);
        step.fact(FactBody::CallEnded { call, cause, status, talk_ms, hold_ms });
    }

    fn flow_of(&self, to: &str, trunk: &Arc<str>) -> Option<usize> {
        let ways = self.inbound.get(to)?;
        let own = ways.iter().find(|(of, _)| of.as_ref() == Some(trunk));
        own.or_else(|| ways.iter().find(|(of, _)| of.is_none())).map(|(_, flow)| *flow)
    }

    fn is_full(&self, trunk: &Arc<str>) -> bool {
        let calls_max = self.routing.trunks.iter().find(|of| of.key == *trunk).map(|trunk| trunk.calls_max);
        let on_trunk = self.live_of_trunk.get(trunk).copied().unwrap_or_default();
        self.live >= limits::CALLS_MAX || calls_max.is_some_and(|max| on_trunk >= max)
    }

    fn phone_reachable(&mut self, phone: Arc<str>, is_reachable: bool, expires_ms: Millis, step: &mut Step) {
        let is_new = if is_reachable { self.registered.insert(phone.clone()) } else { self.registered.remove(&phone) };
        if !is_new {
            return; // A registration's refresh.
        }
        step.fact(match is_reachable {
            true => FactBody::PhoneRegistered { phone: phone.clone(), expires_ms },
            false => FactBody::PhoneUnregistered { phone: phone.clone() },
        });
        self.step_acd(acd::Input::Phone { phone, is_reachable }, step);
    }

    fn browser_phone(&mut self, agent: PersonId, is_connected: bool, step: &mut Step) {
        let is_new = if is_connected { self.browsers.insert(agent) } else { self.browsers.remove(&agent) };
        if is_new {
            step.fact(match is_connected {
                true => FactBody::BrowserPhoneConnected { agent },
                false => FactBody::BrowserPhoneLost { agent },
            });
        }
        self.step_acd(acd::Input::Browser { agent, is_connected }, step);
        if let Some(AgentState::Talking { call }) = self.acd.agent_state(agent) {
            self.tell(*call, calls::Input::Browser { is_connected }, step);
        }
    }

    fn tick(&mut self, step: &mut Step) {
        self.step_acd(acd::Input::Tick, step);
        while let Some(&(at, call)) = self.alarms.first() {
            if at > self.now {
                break;
            }
            self.tell(call, calls::Input::Tick, step);
            if self.alarms.first() == Some(&(at, call)) {
                debug_assert!(false, "a call's alarm that rang is set again later or never");
                break;
            }
        }
    }

    // ---- Commands

    fn command(&mut self, by: PersonId, act: Act, step: &mut Step) -> Result<(), Refused> {
        match act {
            Act::SignIn => self.try_acd(acd::Input::SignIn { agent: by }, step),
            Act::SignOut { is_final } => self.sign_out(by, is_final, step),
            Act::GoReady => self.try_acd(acd::Input::GoReady { agent: by }, step),
            Act::GoAway { reason } => self.try_acd(acd::Input::GoAway { agent: by, reason }, step),
            Act::FinishWrapUp { call } => self.try_acd(acd::Input::FinishWrapUp { agent: by, call }, step),
            Act::Answer { call } => {
                self.check_ringing(by, call)?;
                match self.acd.phone_of(by) {
                    Some(_) => Err(Refused::WrongState { state: "rings_at_desk_phone".into() }),
                    None => self.try_tell(call, calls::Input::Answer, step),
                }
            }
            Act::Decline { call } => {
                self.check_ringing(by, call)?;
                self.try_acd(acd::Input::Declined { call }, step)
            }
            Act::HangUp { call } => self.talk_act(by, call, calls::Input::HangUp, step),
            Act::Hold { call } => self.talk_act(by, call, calls::Input::Hold, step),
            Act::Resume { call } => self.talk_act(by, call, calls::Input::Resume, step),
            Act::SendDigit { call, digit } => self.talk_act(by, call, calls::Input::SendDigit { digit }, step),
            Act::MediaOffer { .. } | Act::MediaClosed { .. } => Ok(()), // The shell's own.
            Act::Obey { routing } => {
                self.obey(routing, step);
                Ok(())
            }
        }
    }

    fn sign_out(&mut self, by: PersonId, is_final: bool, step: &mut Step) -> Result<(), Refused> {
        self.try_acd(acd::Input::SignOut { agent: by }, step)?;
        match self.acd.agent_state(by) {
            Some(AgentState::Talking { call }) if is_final => self.try_tell(*call, calls::Input::HangUp, step),
            _ => Ok(()),
        }
    }

    fn check_ringing(&self, by: PersonId, call: CallId) -> Result<(), Refused> {
        match self.acd.agent_state(by) {
            Some(AgentState::Ringing { call: rings, .. }) if *rings == call => Ok(()),
            Some(AgentState::Ringing { .. }) | None => Err(Refused::NotYourCall),
            Some(state) => Err(Refused::WrongState { state: acd::agent::name(state).into() }),
        }
    }

    fn talk_act(&mut self, by: PersonId, call: CallId, input: calls::Input, step: &mut Step) -> Result<(), Refused> {
        match self.acd.agent_state(by) {
            Some(AgentState::Talking { call: talks }) if *talks == call => self.try_tell(call, input, step),
            Some(AgentState::Talking { .. }) | None => Err(Refused::NotYourCall),
            Some(state) => Err(Refused::WrongState { state: acd::agent::name(state).into() }),
        }
    }

    fn obey(&mut self, routing: Arc<Routing>, step: &mut Step) {
        self.inbound.clear();
        for inbound in &routing.inbound {
            let Route::Flow(key) = &inbound.route;
            if let Some(flow) = routing.flows.iter().position(|flow| flow.key == *key) {
                self.inbound.entry(inbound.number.clone()).or_default().push((inbound.trunk.clone(), flow));
            }
        }
        self.routing = Arc::clone(&routing);
        self.step_acd(acd::Input::Obey { routing }, step);
    }
}

/// 5 to 30 s, spread by the call's random id, so that refused callers do not come back all at once.
fn retry_after(call: CallId, status: u16) -> Option<u16> {
    (status == 503).then(|| 5 + (call.0.as_u128() % 26) as u16)
}

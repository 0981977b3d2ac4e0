//! The floor: who does what now, who waits, and today's figures. Folded fact by fact, as the journal commits them.
//!
//! Numbers of callers are masked here already: nothing that shows a floor needs the clear ones.

use crate::figures::{AgentFigures, Definition, QueueFigures};
use crate::metrics::{Buckets, Fold};
use model::{AgentProfile, AgentState, CallId, Fact, FactBody, Millis, PersonId, QueueId, RecordingId};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The live picture of the whole centre.
#[derive(Clone, Debug, Serialize)]
pub struct Floor {
    /// Local midnight at which today began.
    pub day_ms: Millis,
    pub agents: BTreeMap<PersonId, AgentLive>,
    pub queues: BTreeMap<QueueId, QueueLive>,
    pub calls: BTreeMap<CallId, CallLive>,
    #[serde(skip)]
    counts: Fold,
    #[serde(skip)]
    staff: Arc<BTreeMap<PersonId, Vec<QueueId>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentLive {
    #[serde(flatten)]
    pub state: AgentState,
    pub since_ms: Millis,
    /// The browser's audio is up.
    pub has_browser_phone: bool,
    pub today: AgentFigures,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QueueLive {
    /// The longest first.
    pub waiting: Vec<Waiting>,
    /// Agents of this queue by state.
    pub ready: u32,
    pub ringing: u32,
    pub talking: u32,
    pub wrap_up: u32,
    pub away: u32,
    pub today: QueueFigures,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    pub call: CallId,
    pub from_masked: String,
    pub since_ms: Millis,
    pub priority: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallLive {
    pub from_masked: String,
    pub to: String,
    pub trunk: Arc<str>,
    pub queue: Option<QueueId>,
    pub agent: Option<PersonId>,
    pub state: CallStage,
    /// When this state began.
    pub since_ms: Millis,
    pub started_ms: Millis,
    /// Waits in queues that are over.
    pub wait_ms: Millis,
    pub recording: Option<RecordingId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStage {
    Ivr,
    Waiting,
    Ringing,
    Talking,
    OnHold,
}

impl Floor {
    /// An empty floor on the local day of `now`.
    pub fn new(definition: Arc<Definition>, utc_offset_minutes: i32, now: Millis) -> Self {
        let buckets = Buckets::days(utc_offset_minutes);
        Self {
            day_ms: buckets.start_of(now),
            agents: BTreeMap::new(),
            queues: BTreeMap::new(),
            calls: BTreeMap::new(),
            counts: Fold::new(definition, buckets),
            staff: Arc::default(),
        }
    }

    /// The rules in force: every queue is on the floor, also an idle one, and it is known who serves which.
    pub fn obey(&mut self, definition: Arc<Definition>, queues: &[QueueId], agents: &[AgentProfile]) {
        self.counts.set_definition(definition);
        self.staff = Arc::new(agents.iter().map(|agent| (agent.person, agent.queues.clone())).collect());
        for queue in queues {
            self.queues.entry(queue.clone()).or_default();
        }
        self.queues.retain(|queue, live| queues.contains(queue) || !live.waiting.is_empty());
        for agent in agents {
            self.agents.entry(agent.person).or_insert_with(|| AgentLive::offline(self.day_ms));
        }
        self.count_agents();
        self.take_figures();
    }

    /// Begins a new day when `now` lies in one: today's figures start again, those who wait keep waiting.
    pub fn roll(&mut self, now: Millis) {
        let today = self.counts.buckets().start_of(now);
        if today > self.day_ms {
            self.day_ms = today;
            self.counts.forget_before(today);
            self.take_figures();
        }
    }

    pub fn apply(&mut self, fact: &Fact) {
        self.roll(fact.at_ms);
        self.counts.apply(fact);
        let at = fact.at_ms;
        match &fact.body {
            FactBody::AgentStateChanged { agent, state, .. } => self.change_agent(at, *agent, state),
            FactBody::BrowserPhoneConnected { agent } => self.agent(*agent, at).has_browser_phone = true,
            FactBody::BrowserPhoneLost { agent } => self.agent(*agent, at).has_browser_phone = false,
            FactBody::ServiceStarted { .. } | FactBody::ServiceStopped => self.clear(at),
            FactBody::PersonDisabled { person } => {
                // The switch signs the agent out; one who never was on the floor needs no entry.
                if let Some(agent) = self.agents.get_mut(person) {
                    agent.has_browser_phone = false;
                }
            }
            body => self.apply_to_call(at, body),
        }
    }

    fn apply_to_call(&mut self, at: Millis, body: &FactBody) {
        use FactBody::*;
        match body {
            CallStarted { call, from, to, trunk } => {
                self.calls.insert(*call, CallLive::new(at, from.masked(), to.clone(), trunk.clone()));
            }
            QueueEntered { call, queue, priority, .. } => self.enter(at, *call, queue, *priority),
            OfferMade { call, agent, .. } => {
                self.stage(at, *call, CallStage::Ringing, Some(*agent));
            }
            OfferEnded { call, agent, outcome, .. } => {
                if *outcome != model::OfferOutcome::Answered {
                    self.stage(at, *call, CallStage::Waiting, None);
                }
                self.refresh_agent(*agent);
            }
            QueueLeft { call, queue, wait_ms, .. } => self.leave(*call, queue, *wait_ms),
            CallBridged { call, agent, .. } => {
                self.stage(at, *call, CallStage::Talking, *agent);
                agent.iter().for_each(|agent| self.refresh_agent(*agent));
            }
            HoldStarted { call, .. } => self.restage(at, *call, CallStage::OnHold),
            HoldEnded { call, .. } => self.restage(at, *call, CallStage::Talking),
            RecordingStarted { call, recording } => {
                if let Some(live) = self.calls.get_mut(call) {
                    live.recording = Some(*recording);
                }
            }
            CallEnded { call, .. } => self.end(*call),
            _ => {}
        }
    }

    fn enter(&mut self, at: Millis, call: CallId, queue: &QueueId, priority: i32) {
        let from_masked = match self.calls.get_mut(&call) {
            Some(live) => {
                live.queue = Some(queue.clone());
                live.state = CallStage::Waiting;
                live.since_ms = at;
                live.from_masked.clone()
            }
            None => String::new(),
        };
        let live = self.queues.entry(queue.clone()).or_default();
        live.waiting.retain(|waiting| waiting.call != call);
        live.waiting.push(Waiting { call, from_masked, since_ms: at, priority });
        self.refresh_queue(queue);
    }

    fn leave(&mut self, call: CallId, queue: &QueueId, wait: Millis) {
        if let Some(live) = self.calls.get_mut(&call) {
            live.wait_ms += wait;
        }
        if let Some(live) = self.queues.get_mut(queue) {
            live.waiting.retain(|waiting| waiting.call != call);
        }
        self.refresh_queue(queue);
    }

    fn end(&mut self, call: CallId) {
        let Some(live) = self.calls.remove(&call) else { return };
        if let Some(queue) = &live.queue {
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.waiting.retain(|waiting| waiting.call != call);
            }
            self.refresh_queue(queue);
        }
        live.agent.iter().for_each(|agent| self.refresh_agent(*agent));
    }

    fn stage(&mut self, at: Millis, call: CallId, stage: CallStage, agent: Option<PersonId>) {
        if let Some(live) = self.calls.get_mut(&call) {
            live.agent = agent;
        }
        self.restage(at, call, stage);
    }

    fn restage(&mut self, at: Millis, call: CallId, stage: CallStage) {
        if let Some(live) = self.calls.get_mut(&call) {
            live.state = stage;
            live.since_ms = at;
        }
    }

    fn change_agent(&mut self, at: Millis, person: PersonId, state: &AgentState) {
        let agent = self.agent(person, at);
        let before = std::mem::replace(&mut agent.state, state.clone());
        agent.since_ms = at;
        self.refresh_agent(person);
        for queue in self.staff.get(&person).cloned().unwrap_or_default() {
            let Some(live) = self.queues.get_mut(&queue) else { continue };
            if let Some(count) = live.count_of(&before) {
                *count = count.saturating_sub(1);
            }
            if let Some(count) = live.count_of(state) {
                *count += 1;
            }
        }
        // Wrap-up that is over belongs to its call's queue.
        if let AgentState::WrapUp { .. } = before {
            for queue in self.staff.get(&person).cloned().unwrap_or_default() {
                self.refresh_queue(&queue);
            }
        }
    }

    /// A start or stop of the service: no call and no agent is left on the floor.
    fn clear(&mut self, at: Millis) {
        self.calls.clear();
        for live in self.queues.values_mut() {
            live.waiting.clear();
        }
        for agent in self.agents.values_mut().filter(|agent| agent.state != AgentState::Offline) {
            *agent = AgentLive { today: agent.today.clone(), ..AgentLive::offline(at) };
        }
        self.count_agents();
        self.take_figures();
    }

    fn agent(&mut self, agent: PersonId, at: Millis) -> &mut AgentLive {
        self.agents.entry(agent).or_insert_with(|| AgentLive::offline(at))
    }

    fn count_agents(&mut self) {
        for live in self.queues.values_mut() {
            *live = QueueLive {
                waiting: std::mem::take(&mut live.waiting),
                today: live.today.clone(),
                ..QueueLive::default()
            };
        }
        for (person, queues) in self.staff.iter() {
            let Some(agent) = self.agents.get(person) else { continue };
            for queue in queues {
                if let Some(count) = self.queues.get_mut(queue).and_then(|live| live.count_of(&agent.state)) {
                    *count += 1;
                }
            }
        }
    }

    fn take_figures(&mut self) {
        for (queue, live) in &mut self.queues {
            live.today = self.counts.queue_at(queue, self.day_ms);
        }
        for (person, live) in &mut self.agents {
            live.today = self.counts.agent_at(*person, self.day_ms);
        }
    }

    fn refresh_queue(&mut self, queue: &QueueId) {
        if let Some(live) = self.queues.get_mut(queue) {
            live.today = self.counts.queue_at(queue, self.day_ms);
        }
    }

    fn refresh_agent(&mut self, person: PersonId) {
        if let Some(live) = self.agents.get_mut(&person) {
            live.today = self.counts.agent_at(person, self.day_ms);
        }
    }
}

impl AgentLive {
    fn offline(since_ms: Millis) -> Self {
        Self { state: AgentState::Offline, since_ms, has_browser_phone: false, today: AgentFigures::default() }
    }
}

impl QueueLive {
    fn count_of(&mut self, state: &AgentState) -> Option<&mut u32> {
        match state {
            AgentState::Offline => None,
            AgentState::Away { .. } => Some(&mut self.away),
            AgentState::Ready => Some(&mut self.ready),
            AgentState::Ringing { .. } => Some(&mut self.ringing),
            AgentState::Talking { .. } => Some(&mut self.talking),
            AgentState::WrapUp { .. } => Some(&mut self.wrap_up),
        }
    }
}

impl CallLive {
    fn new(at: Millis, from_masked: String, to: String, trunk: Arc<str>) -> Self {
        Self {
            from_masked,
            to,
            trunk,
            queue: None,
            agent: None,
            state: CallStage::Ivr,
            since_ms: at,
            started_ms: at,
            wait_ms: Millis::ZERO,
            recording: None,
        }
    }
}

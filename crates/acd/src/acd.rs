//! The distribution itself: agents, offers and timers. Callers are in `queue`, new rules in `obey`.

use crate::agent::{self, Standing};
use crate::limits;
use crate::pairing::{AgentIndex, ClassIndex, Idle, Pairing};
use crate::port::{Input, Output};
use crate::queue::{Caller, QueueState};
use model::{AgentProfile, AgentState, AwayReason, CallId, FactBody, Millis, OfferOutcome, PersonId, QueueId, Refused};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct Acd {
    pub(crate) queues: HashMap<QueueId, QueueState>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) agent_of: HashMap<PersonId, AgentIndex>,
    pub(crate) agents_of_phone: HashMap<Arc<str>, Vec<AgentIndex>>,
    pub(crate) phones_fixed: HashSet<Arc<str>>,
    phones_registered: HashSet<Arc<str>>,
    pub(crate) callers: HashMap<CallId, Caller>,
    pub(crate) pairing: Pairing,
    alarms: BTreeSet<(Millis, Alarm)>,
    /// Counts turns, so that no two are the same.
    turns: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alarm {
    Agent(AgentIndex),
    Caller(CallId),
}

#[derive(Debug)]
pub(crate) struct Agent {
    pub profile: AgentProfile,
    pub state: AgentState,
    /// False: the rules know the person no more.
    is_listed: bool,
    is_signed_in: bool,
    has_browser: bool,
    pub class: ClassIndex,
    /// When the agent last became idle. Kept while an offer rings, so that an abandoned offer costs no turn.
    idle: Idle,
    /// Is among the idle of `pairing`.
    is_paired: bool,
    /// Calls that a flow dialled to this agent's phone directly.
    seized: u16,
    offered_at: Millis,
    /// Queue of the call that rings or is talked on.
    queue: Option<QueueId>,
    /// Offers in a row that a machine agent failed or missed.
    failures: u8,
    back_off_until: Option<Millis>,
    alarm: Option<Millis>,
}

impl Agent {
    pub fn new(profile: AgentProfile, class: ClassIndex) -> Self {
        Self {
            profile,
            state: AgentState::Offline,
            is_listed: true,
            is_signed_in: false,
            has_browser: false,
            class,
            idle: (Millis::ZERO, 0),
            is_paired: false,
            seized: 0,
            offered_at: Millis::ZERO,
            queue: None,
            failures: 0,
            back_off_until: None,
            alarm: None,
        }
    }

    /// Other rules for the same person.
    pub fn obey(&mut self, profile: AgentProfile) {
        if !profile.is_always_ready {
            self.back_off_until = None;
        }
        self.profile = profile;
        self.is_listed = true;
    }

    /// No longer an agent by the rules. A talk goes on to its end.
    pub fn retire(&mut self) {
        self.is_listed = false;
        self.is_signed_in = false;
        self.profile.may_take_calls = false;
        self.profile.is_always_ready = false;
        self.back_off_until = None;
    }

    fn deadline(&self) -> Option<Millis> {
        match self.state {
            AgentState::Ringing { until, .. } | AgentState::WrapUp { until, .. } => Some(until),
            AgentState::Away { .. } => self.back_off_until,
            AgentState::Offline | AgentState::Ready | AgentState::Talking { .. } => None,
        }
    }
}

impl Acd {
    /// Takes one step. `Err`: an act that does not fit, and nothing changed. Late events of calls are ignored.
    pub fn handle(&mut self, now: Millis, input: Input, out: &mut Vec<Output>) -> Result<(), Refused> {
        match input {
            Input::Enqueue(demand) => self.enqueue(now, demand, out),
            Input::CallerGone { call } => self.caller_gone(now, call, out),
            Input::Answered { call } => self.answered(now, call, out),
            Input::Failed { call } => self.end_offer(now, call, OfferOutcome::Failed, out),
            Input::Declined { call } => self.end_offer(now, call, OfferOutcome::Declined, out),
            Input::Freed { agent, call } => self.freed(now, agent, call, out),
            Input::SignIn { agent } => self.sign_in(now, agent, out)?,
            Input::SignOut { agent } => self.sign_out(now, agent, out)?,
            Input::GoReady { agent } => self.act(now, agent, agent::Input::GoReady, out)?,
            Input::GoAway { agent, reason } => self.act(now, agent, agent::Input::GoAway(reason), out)?,
            Input::FinishWrapUp { agent, call } => self.act(now, agent, agent::Input::FinishWrapUp(call), out)?,
            Input::Phone { phone, is_reachable } => self.phone(now, phone, is_reachable, out),
            Input::Browser { agent, is_connected } => {
                if let Some(&agent) = self.agent_of.get(&agent) {
                    self.agents[agent].has_browser = is_connected;
                    self.audio_changed(now, agent, out);
                }
            }
            Input::Seize { phone } => self.seize(now, &phone, true, out),
            Input::Release { phone } => self.seize(now, &phone, false, out),
            Input::Obey { routing } => self.obey(now, &routing, out),
            Input::Tick => self.tick(now, out),
        }
        Ok(())
    }

    /// When the next `Tick` has something to do.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.alarms.first().map(|(at, _)| *at)
    }

    pub fn agent_state(&self, agent: PersonId) -> Option<&AgentState> {
        self.agent_of.get(&agent).map(|&index| &self.agents[index].state)
    }

    pub fn agent_states(&self) -> impl Iterator<Item = (PersonId, &AgentState)> {
        self.agents.iter().map(|agent| (agent.profile.person, &agent.state))
    }

    /// Callers in a queue, waiting or ringing.
    pub fn waiting(&self, queue: &QueueId) -> usize {
        self.queues.get(queue).map_or(0, |queue| queue.callers.len())
    }

    /// Everybody in any queue, waiting or ringing.
    pub fn waiting_calls(&self) -> usize {
        self.callers.len()
    }

    /// A ready agent and a waiting caller who fit each other. Between two steps there is none.
    pub fn unmatched_pair(&self) -> Option<(PersonId, CallId)> {
        let idle = |agent: &&Agent| agent.is_paired;
        self.agents
            .iter()
            .filter(idle)
            .find_map(|agent| self.pairing.caller_for(agent.class).map(|call| (agent.profile.person, call)))
    }

    /// The desk phone where the agent's calls ring. `None`: the browser, or no agent.
    pub fn phone_of(&self, agent: PersonId) -> Option<&Arc<str>> {
        self.agent_of.get(&agent).and_then(|&index| self.agents[index].profile.phone.as_ref())
    }

    /// The agent whose own phone this is. `None`: nobody's, or shared by several.
    pub fn owner_of_phone(&self, phone: &str) -> Option<PersonId> {
        match self.agents_of_phone.get(phone).map(Vec::as_slice) {
            Some(&[agent]) => Some(self.agents[agent].profile.person),
            _ => None,
        }
    }

    fn tick(&mut self, now: Millis, out: &mut Vec<Output>) {
        while let Some(&(at, alarm)) = self.alarms.first() {
            if at > now {
                break;
            }
            match alarm {
                Alarm::Agent(agent) => self.agent_time_over(now, agent, out),
                Alarm::Caller(call) => self.caller_time_over(now, call, out),
            }
            debug_assert!(self.alarms.first() != Some(&(at, alarm)), "an alarm that rang is set again later or never");
        }
    }

    pub(crate) fn set_alarm(&mut self, alarm: Alarm, old: Option<Millis>, new: Option<Millis>) {
        if old == new {
            return;
        }
        if let Some(at) = old {
            self.alarms.remove(&(at, alarm));
        }
        if let Some(at) = new {
            self.alarms.insert((at, alarm));
        }
    }

    pub(crate) fn take_turn(&mut self) -> u64 {
        self.turns += 1;
        self.turns
    }

    // ---- Acts

    fn known(&self, agent: PersonId) -> Result<AgentIndex, Refused> {
        self.agent_of.get(&agent).copied().filter(|&a| self.agents[a].is_listed).ok_or(Refused::MayNotTakeCalls)
    }

    fn act(&mut self, now: Millis, agent: PersonId, input: agent::Input, out: &mut Vec<Output>) -> Result<(), Refused> {
        let agent = self.known(agent)?;
        let state = agent::next(&self.agents[agent].state, now, input, self.standing(agent))?;
        self.agents[agent].back_off_until = None;
        self.enter(now, agent, state, false, out);
        self.match_agent(now, agent, out);
        Ok(())
    }

    fn sign_in(&mut self, now: Millis, agent: PersonId, out: &mut Vec<Output>) -> Result<(), Refused> {
        let index = self.known(agent)?;
        let state = agent::next(&self.agents[index].state, now, agent::Input::SignIn, self.standing(index))?;
        self.agents[index].is_signed_in = true;
        self.enter(now, index, state, false, out);
        Ok(())
    }

    fn sign_out(&mut self, now: Millis, agent: PersonId, out: &mut Vec<Output>) -> Result<(), Refused> {
        let agent = self.known(agent)?;
        self.agents[agent].is_signed_in = false;
        if self.standing(agent).is_always_ready {
            return Ok(()); // Its work does not hang on a desk page.
        }
        self.withdraw_offer(now, agent, out);
        self.step_agent(now, agent, agent::Input::SignOut, false, out);
        Ok(())
    }

    // ---- Offers

    /// Offers the caller, who is in line, to the agent, who is idle.
    pub(crate) fn offer(&mut self, now: Millis, call: CallId, agent: AgentIndex, out: &mut Vec<Output>) {
        self.quit_line(call);
        let caller = self.callers.get_mut(&call).expect("a caller in line is known");
        debug_assert!(caller.offered_to.is_none(), "one offer at a time for a caller");
        caller.offered_to = Some(agent);
        let (queue, wait_ms) = (caller.queue.clone(), now.since(caller.entered_at));
        let ring = self.queues[&queue].rules.ring;
        self.set_caller_alarm(call);
        self.agents[agent].offered_at = now;
        self.agents[agent].queue = Some(queue.clone());
        let phone = self.agents[agent].profile.phone.clone();
        let person = self.agents[agent].profile.person;
        out.push(Output::Offer { call, agent: person, queue, phone, wait_ms });
        self.step_agent(now, agent, agent::Input::Offer { call, until: now + ring }, false, out);
    }

    fn answered(&mut self, now: Millis, call: CallId, out: &mut Vec<Output>) {
        let Some(agent) = self.callers.get(&call).and_then(|caller| caller.offered_to) else { return };
        self.agents[agent].failures = 0;
        self.tell_offer_ended(now, call, agent, OfferOutcome::Answered, out);
        self.leave(now, call, model::QueueOutcome::Answered, out);
        self.step_agent(now, agent, agent::Input::Answered, false, out);
    }

    /// Ends the offer of this call, if one rings, and finds the caller another agent.
    fn end_offer(&mut self, now: Millis, call: CallId, outcome: OfferOutcome, out: &mut Vec<Output>) {
        let Some(agent) = self.callers.get(&call).and_then(|caller| caller.offered_to) else { return };
        let input = match outcome {
            OfferOutcome::Missed | OfferOutcome::Declined => agent::Input::Missed,
            OfferOutcome::Failed => agent::Input::Failed,
            OfferOutcome::Withdrawn | OfferOutcome::Abandoned | OfferOutcome::Answered => agent::Input::OfferWithdrawn,
        };
        self.tell_offer_ended(now, call, agent, outcome, out);
        if input != agent::Input::OfferWithdrawn && self.agents[agent].profile.is_always_ready {
            let agent = &mut self.agents[agent];
            let pause = limits::BACK_OFF_MIN.0 << agent.failures.min(16);
            agent.back_off_until = Some(now + Millis(pause.min(limits::BACK_OFF_MAX.0)));
            agent.failures = agent.failures.saturating_add(1);
        }
        self.step_agent(now, agent, input, true, out);
        self.back_in_line(now, call, out);
        self.match_agent(now, agent, out);
    }

    pub(crate) fn withdraw_offer(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        if let AgentState::Ringing { call, .. } = self.agents[agent].state {
            self.end_offer(now, call, OfferOutcome::Withdrawn, out);
        }
    }

    pub(crate) fn tell_offer_ended(
        &mut self,
        now: Millis,
        call: CallId,
        agent: AgentIndex,
        outcome: OfferOutcome,
        out: &mut Vec<Output>,
    ) {
        if let Some(caller) = self.callers.get_mut(&call) {
            caller.offered_to = None;
        }
        let Agent { profile, offered_at, .. } = &self.agents[agent];
        out.push(Output::OfferEnded { call, agent: profile.person, outcome, ring_ms: now.since(*offered_at) });
    }

    /// The offer ended and not by the agent: idle again, in the old turn, unless rights or audio went meanwhile.
    pub(crate) fn let_agent_off(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        self.step_agent(now, agent, agent::Input::OfferWithdrawn, true, out);
    }

    fn freed(&mut self, now: Millis, agent: PersonId, call: CallId, out: &mut Vec<Output>) {
        let Some(&agent) = self.agent_of.get(&agent) else { return };
        if self.agents[agent].state != (AgentState::Talking { call }) {
            return;
        }
        let queue = self.agents[agent].queue.take();
        let wrap_up = queue.and_then(|id| self.queues.get(&id)).map_or(Millis::ZERO, |queue| queue.rules.wrap_up);
        self.step_agent(now, agent, agent::Input::Freed { until: now + wrap_up }, true, out);
        self.match_agent(now, agent, out);
    }

    fn agent_time_over(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        if let AgentState::Ringing { call, .. } = self.agents[agent].state {
            return self.end_offer(now, call, OfferOutcome::Missed, out);
        }
        self.agents[agent].back_off_until = None;
        self.step_agent(now, agent, agent::Input::TimeOver, true, out);
        self.match_agent(now, agent, out);
    }

    /// Gives an idle agent the caller whose turn it is.
    pub(crate) fn match_agent(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        if !self.agents[agent].is_paired {
            return;
        }
        if let Some(call) = self.pairing.caller_for(self.agents[agent].class) {
            self.offer(now, call, agent, out);
        }
    }

    // ---- Audio

    fn phone(&mut self, now: Millis, phone: Arc<str>, is_reachable: bool, out: &mut Vec<Output>) {
        if is_reachable {
            self.phones_registered.insert(phone.clone());
        } else {
            self.phones_registered.remove(&phone);
        }
        for agent in self.agents_of_phone.get(&phone).cloned().unwrap_or_default() {
            self.audio_changed(now, agent, out);
        }
    }

    fn audio_changed(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        if self.standing(agent).has_audio {
            self.reconsider(now, agent, out);
            return self.match_agent(now, agent, out);
        }
        if let AgentState::Ringing { call, .. } = self.agents[agent].state {
            return self.end_offer(now, call, OfferOutcome::Failed, out);
        }
        self.step_agent(now, agent, agent::Input::AudioLost, true, out);
    }

    /// Rules or audio changed: puts the agent where that leads. Matches nobody.
    pub(crate) fn reconsider(&mut self, now: Millis, agent: AgentIndex, out: &mut Vec<Output>) {
        if self.agents[agent].back_off_until.is_none() {
            self.step_agent(now, agent, agent::Input::Reconsider, true, out);
        }
    }

    fn seize(&mut self, now: Millis, phone: &str, is_seized: bool, out: &mut Vec<Output>) {
        let Some(&[agent]) = self.agents_of_phone.get(phone).map(Vec::as_slice) else { return };
        let seized = &mut self.agents[agent].seized;
        *seized = if is_seized { seized.saturating_add(1) } else { seized.saturating_sub(1) };
        self.pair(now, agent, true);
        self.match_agent(now, agent, out);
    }

    // ---- States

    pub(crate) fn standing(&self, agent: AgentIndex) -> Standing {
        let agent = &self.agents[agent];
        let has_audio = match &agent.profile.phone {
            Some(phone) => self.phones_fixed.contains(phone) || self.phones_registered.contains(phone),
            None => agent.has_browser,
        };
        Standing {
            is_signed_in: agent.is_signed_in,
            may_take_calls: agent.profile.may_take_calls,
            has_audio,
            is_always_ready: agent.profile.is_always_ready,
        }
    }

    /// A step that the exchange itself takes; it always fits.
    fn step_agent(&mut self, now: Millis, agent: AgentIndex, input: agent::Input, is_own: bool, out: &mut Vec<Output>) {
        match agent::next(&self.agents[agent].state, now, input.clone(), self.standing(agent)) {
            Ok(state) => self.enter(now, agent, state, is_own, out),
            Err(refused) => debug_assert!(false, "the exchange's own step {input:?} was refused: {refused}"),
        }
    }

    /// Enters the state and says so when it is a new one. `is_own`: the agent did not ask for it.
    fn enter(&mut self, now: Millis, agent: AgentIndex, state: AgentState, is_own: bool, out: &mut Vec<Output>) {
        let is_new = self.agents[agent].state != state;
        if is_new {
            let was_ringing = matches!(self.agents[agent].state, AgentState::Ringing { .. });
            let cause = match &state {
                AgentState::Away { reason } if is_own => Some(reason.clone()),
                _ => None,
            };
            let person = self.agents[agent].profile.person;
            out.push(Output::Fact(FactBody::AgentStateChanged { agent: person, state: state.clone(), cause }));
            self.agents[agent].state = state;
            self.pair(now, agent, !was_ringing);
        }
        let (old, new) = (self.agents[agent].alarm, self.agents[agent].deadline());
        self.agents[agent].alarm = new;
        self.set_alarm(Alarm::Agent(agent), old, new);
    }

    /// Puts the agent among the idle or takes them out, as the state says.
    fn pair(&mut self, now: Millis, agent: AgentIndex, is_new_turn: bool) {
        let turn = self.take_turn();
        let Agent { state, seized, is_paired, idle, class, .. } = &mut self.agents[agent];
        let is_idle = *state == AgentState::Ready && *seized == 0;
        if is_idle && !*is_paired {
            if is_new_turn {
                *idle = (now, turn);
            }
            self.pairing.add_agent(*class, *idle, agent);
        } else if !is_idle && *is_paired {
            self.pairing.remove_agent(*class, *idle);
        }
        *is_paired = is_idle;
    }

    /// Takes the agent out of the idle without a new turn, while the classes are rebuilt.
    pub(crate) fn repair(&mut self, agent: AgentIndex, class: ClassIndex) {
        let Agent { is_paired, idle, class: of, .. } = &mut self.agents[agent];
        *of = class;
        if *is_paired {
            self.pairing.add_agent(class, *idle, agent);
        }
    }

    /// Why an agent is away, for tests and reports.
    pub fn away_reason(&self, agent: PersonId) -> Option<&AwayReason> {
        match self.agent_state(agent) {
            Some(AgentState::Away { reason }) => Some(reason),
            _ => None,
        }
    }
}

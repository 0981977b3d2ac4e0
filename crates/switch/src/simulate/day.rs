//! A random day: the world around the exchange, thrown by dice. Whatever the exchange does is answered late, never,
//! twice or by something else, as the real world would.

use super::centre;
use super::check::Check;
use super::dice::Dice;
use super::report::Report;
use crate::exchange::Exchange;
use crate::exchange::port::{DialTo, Input, LegEnd, Output};
use model::{Act, AgentState, AwayReason, CallId, Command, LegId, Millis, PersonId, PhoneNumber, RecordingId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use uuid::Uuid;

/// Monday 2026-11-23 08:55 in China: some centres open one minute later, some are open all day.
const START: Millis = Millis(1_795_395_300_000);
/// Late events choose among so many legs last heard of.
const LEGS_MAX: usize = 400;
/// After the last caller everything must be quiet within this.
const QUIET_WITHIN: Millis = Millis::from_secs(600);

/// A day of so many hours from a seed, with what was found. The same seed gives the same day.
pub fn run_seed(seed: u64, hours: u32) -> Report {
    run_seed_for(seed, Millis::from_secs(i64::from(hours) * 3_600))
}

/// As [`run_seed`], for any span.
pub fn run_seed_for(seed: u64, span: Millis) -> Report {
    let mut day = Day::new(seed, span);
    day.run();
    let mut report = day.check.report;
    report.what = format!("seed {seed}");
    report.simulated = day.now - START;
    report
}

/// What the world will do.
#[derive(Debug)]
enum Plan {
    Input(Input),
    NewCaller,
    /// The agent looks at the desk and does something.
    AgentMoves(PersonId),
    /// The same, besides the agent's own rhythm.
    AgentLooksUp(PersonId),
    NewRules,
    /// The caller does something on the telephone.
    CallerMoves(CallId),
    /// Callers stop coming; those who are there hang up.
    Evening,
}

struct Day {
    dice: Dice,
    now: Millis,
    end: Millis,
    exchange: Exchange,
    check: Check,
    plans: BTreeMap<(Millis, u64), Plan>,
    planned: u64,
    out: Vec<Output>,
    /// Legs that were heard of, also those gone: late events choose among them.
    legs: VecDeque<LegId>,
    /// Customers who have not gone.
    customers: BTreeSet<CallId>,
    calls: u128,
    is_evening: bool,
}

impl Day {
    fn new(seed: u64, span: Millis) -> Self {
        let mut dice = Dice::new(seed);
        let routing = Arc::new(centre::centre(&mut dice));
        let mut next = 0_u128;
        let ids = move |_| {
            next += 1;
            Uuid::from_u128(0x1d << 64 | next)
        };
        let mut day = Self {
            exchange: Exchange::new(Arc::clone(&routing), Box::new(ids), START),
            dice,
            now: START,
            end: START + span,
            check: Check::default(),
            plans: BTreeMap::new(),
            planned: 0,
            out: Vec::new(),
            legs: VecDeque::new(),
            customers: BTreeSet::new(),
            calls: 0,
            is_evening: false,
        };
        for agent in 0..12 {
            day.plan(0, 20_000, Plan::AgentMoves(centre::person(agent)));
            let is_connected = day.dice.percent(90);
            day.plan(0, 5_000, Plan::Input(Input::BrowserPhone { agent: centre::person(agent), is_connected }));
        }
        for phone in ["8001", "8002", "8003", "8004"] {
            let (is_reachable, expires_ms) = (day.dice.percent(90), Millis::from_secs(60));
            day.plan(0, 5_000, Plan::Input(Input::PhoneReachable { phone: phone.into(), is_reachable, expires_ms }));
        }
        day.plan(0, 10_000, Plan::NewCaller);
        day.plan(30_000, 300_000, Plan::NewRules);
        let span = span.0;
        day.plan(span, span, Plan::Evening);
        day
    }

    fn plan(&mut self, from_ms: i64, to_ms: i64, plan: Plan) {
        self.planned += 1;
        let at = self.now + self.dice.between(from_ms, to_ms);
        self.plans.insert((at, self.planned), plan);
    }

    fn run(&mut self) {
        let limit = self.end + QUIET_WITHIN;
        loop {
            let plan = self.plans.first_key_value().map(|(key, _)| *key);
            let deadline = self.exchange.next_deadline();
            let is_tick = match (plan, deadline) {
                (Some((at, _)), Some(deadline)) => deadline <= at,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => break,
            };
            self.now =
                if is_tick { deadline.unwrap_or(self.now) } else { plan.map_or(self.now, |(at, _)| at) }.max(self.now);
            if self.now > limit {
                break;
            }
            if is_tick {
                self.step(Input::Tick);
                if self.exchange.next_deadline().is_some_and(|next| next <= self.now) {
                    self.check.report.problems.push("a tick leaves its own deadline standing".to_owned());
                    break;
                }
            } else if let Some((_, plan)) = self.plans.pop_first() {
                self.carry_out(plan);
            }
            if !self.check.report.is_ok() {
                return;
            }
        }
        self.check.at_end(&self.exchange);
    }

    fn carry_out(&mut self, plan: Plan) {
        match plan {
            Plan::Input(input) => {
                self.step(input);
            }
            Plan::NewCaller if self.is_evening => {}
            Plan::NewCaller => self.new_caller(),
            Plan::AgentMoves(agent) => {
                self.agent_moves(agent);
                if !self.is_evening {
                    self.plan(500, 25_000, Plan::AgentMoves(agent));
                }
            }
            Plan::AgentLooksUp(agent) => self.agent_moves(agent),
            Plan::NewRules if self.is_evening => {}
            Plan::NewRules => {
                let routing = Arc::new(centre::change(&mut self.dice, self.exchange.routing()));
                self.act(centre::person(0), Act::Obey { routing });
                self.plan(20_000, 200_000, Plan::NewRules);
            }
            Plan::CallerMoves(call) => self.caller_moves(call),
            Plan::Evening => {
                self.is_evening = true;
                for call in self.customers.clone() {
                    let leg = LegId::customer(call);
                    self.plan(0, 60_000, Plan::Input(Input::LegEnded { leg, end: LegEnd::HungUp }));
                }
            }
        }
    }

    fn step(&mut self, input: Input) -> bool {
        self.check.before(&input);
        if let Input::LegEnded { leg: LegId { call, number: 0 }, .. } = &input {
            self.customers.remove(call);
        }
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        let is_done = self.exchange.handle(self.now, input, &mut out).is_ok();
        if !is_done && !out.is_empty() {
            self.check.report.problems.push(format!("a refused act did {out:?}"));
        }
        self.check.after(&self.exchange, &out);
        for output in &out {
            self.react(output);
        }
        self.out = out;
        is_done
    }

    fn act(&mut self, by: PersonId, act: Act) -> bool {
        self.step(Input::Command(Command { by, reasons: vec![], act }))
    }

    // ---- Callers

    fn new_caller(&mut self) {
        self.calls += 1;
        let call = CallId(Uuid::from_u128(0xca << 64 | self.calls));
        self.customers.insert(call);
        self.hear_of(LegId::customer(call));
        let from = PhoneNumber::from_wire("13800000000");
        let number = *self.dice.pick(&centre::NUMBERS).unwrap_or(&"95000");
        let to = if self.dice.percent(60) { "95000" } else { number };
        self.step(Input::Incoming { call, from, to: to.into(), trunk: centre::TRUNK.into() });
        self.plan(500, 10_000, Plan::CallerMoves(call));
        let gap = if self.dice.percent(10) { 60_000 } else { 15_000 };
        self.plan(0, gap, Plan::NewCaller);
    }

    fn caller_moves(&mut self, call: CallId) {
        if !self.customers.contains(&call) {
            return;
        }
        let leg = LegId::customer(call);
        match self.dice.below(100) {
            0..=59 => {
                let digit = *self.dice.pick(&['0', '1', '1', '2', '3', '4', '5', '9', '#', '*']).unwrap_or(&'1');
                self.step(Input::Digit { leg, digit });
            }
            60..=74 => {
                let end =
                    *self.dice.pick(&[LegEnd::HungUp, LegEnd::Cancelled, LegEnd::Inactive]).unwrap_or(&LegEnd::HungUp);
                self.step(Input::LegEnded { leg, end });
                return;
            }
            75..=84 => {
                let is_held = self.dice.percent(50);
                self.step(Input::LegHeld { leg, is_held });
            }
            85..=94 => self.stray(),
            _ => {}
        }
        self.plan(200, 40_000, Plan::CallerMoves(call));
    }

    fn hear_of(&mut self, leg: LegId) {
        if self.legs.len() == LEGS_MAX {
            self.legs.pop_front();
        }
        self.legs.push_back(leg);
    }

    /// Something that comes late, twice, or of a leg long gone.
    fn stray(&mut self) {
        let Some(&leg) = self.legs.get(self.dice.below(self.legs.len())) else { return };
        let input = match self.dice.below(7) {
            0 if leg.number != 0 => Input::LegAnswered { leg },
            1 if leg.number != 0 => Input::LegFailed { leg, status: 487 },
            2 => Input::LegEnded { leg, end: LegEnd::HungUp },
            3 => Input::PlayEnded { leg, play: self.dice.below(5) as u32 },
            4 => {
                let recording = RecordingId(Uuid::from_u128(0x1d << 64 | self.dice.below(40) as u128));
                Input::RecordingEnded { call: leg.call, recording, duration_ms: Millis(1), bytes: 1 }
            }
            5 => Input::LegHeld { leg, is_held: self.dice.percent(50) },
            _ => Input::Tick,
        };
        self.step(input);
    }

    // ---- The world's answers

    fn react(&mut self, output: &Output) {
        match output {
            Output::Dial { leg, to, .. } => {
                self.hear_of(*leg);
                self.dialled(*leg, to);
            }
            Output::Play { leg, play, is_looped: false, .. } if !self.dice.percent(1) => {
                self.plan(500, 6_000, Plan::Input(Input::PlayEnded { leg: *leg, play: *play }));
            }
            Output::Reject { leg, .. } | Output::HangUp { leg } => {
                if leg.number == 0 {
                    self.customers.remove(&leg.call);
                }
                if self.dice.percent(10) {
                    // The other side's BYE or 200 has crossed ours.
                    let leg = *leg;
                    let late = if self.dice.percent(50) && leg.number != 0 {
                        Input::LegAnswered { leg }
                    } else {
                        Input::LegEnded { leg, end: LegEnd::HungUp }
                    };
                    self.plan(0, 300, Plan::Input(late));
                }
            }
            Output::StopRecording { call, recording } if !self.dice.percent(2) => {
                let (duration_ms, bytes) = (Millis(1_000), 8_000);
                let ended = Input::RecordingEnded { call: *call, recording: *recording, duration_ms, bytes };
                self.plan(0, 2_000, Plan::Input(ended));
            }
            Output::StartRecording { call, recording, .. } if self.dice.percent(2) => {
                let (duration_ms, bytes) = (Millis(500), 4_000); // The disk is full.
                let ended = Input::RecordingEnded { call: *call, recording: *recording, duration_ms, bytes };
                self.plan(0, 9_000, Plan::Input(ended));
            }
            Output::Connect { b, .. } => self.talk_begins(*b),
            _ => {}
        }
    }

    fn dialled(&mut self, leg: LegId, to: &DialTo) {
        match to {
            DialTo::Browser(agent) => {
                if self.dice.percent(80) {
                    self.plan(300, 12_000, Plan::AgentLooksUp(*agent));
                }
            }
            DialTo::Phone(_) | DialTo::Trunk { .. } => match self.dice.below(100) {
                0..=59 => {
                    self.plan(0, 500, Plan::Input(Input::LegRinging { leg }));
                    self.plan(200, 15_000, Plan::Input(Input::LegAnswered { leg }));
                }
                60..=79 => {
                    let status = *self.dice.pick(&[408, 480, 486, 603]).unwrap_or(&480);
                    self.plan(0, 4_000, Plan::Input(Input::LegFailed { leg, status }));
                }
                80..=84 => self.plan(0, 9_000, Plan::Input(Input::LegEnded { leg, end: LegEnd::HungUp })),
                _ => {} // Rings for ever.
            },
        }
    }

    fn talk_begins(&mut self, agent_leg: LegId) {
        let end = match self.dice.below(10) {
            0 => LegEnd::Inactive,
            1 => LegEnd::DeviceLost,
            _ => LegEnd::HungUp,
        };
        let leg = if self.dice.percent(50) { LegId::customer(agent_leg.call) } else { agent_leg };
        self.plan(500, 60_000, Plan::Input(Input::LegEnded { leg, end }));
        if self.dice.percent(20) {
            self.plan(200, 9_000, Plan::Input(Input::LegHeld { leg: agent_leg, is_held: true }));
            self.plan(9_000, 20_000, Plan::Input(Input::LegHeld { leg: agent_leg, is_held: false }));
        }
    }

    // ---- Agents

    fn agent_moves(&mut self, agent: PersonId) {
        let state = self.exchange.agent_state(agent).cloned();
        let act = match state {
            None | Some(AgentState::Offline) => Act::SignIn,
            Some(AgentState::Away { .. }) => self.away_act(),
            Some(AgentState::Ready) => self.ready_act(),
            Some(AgentState::Ringing { call, .. }) => self.ringing_act(call),
            Some(AgentState::Talking { call }) => self.talking_act(call),
            Some(AgentState::WrapUp { call, .. }) => match self.dice.below(4) {
                0 => Act::GoAway { reason: AwayReason::Break },
                1 => Act::GoReady,
                _ => Act::FinishWrapUp { call },
            },
        };
        self.act(agent, act);
        if self.dice.percent(6) {
            let is_connected = self.dice.percent(40);
            self.step(Input::BrowserPhone { agent, is_connected });
            self.plan(500, 40_000, Plan::Input(Input::BrowserPhone { agent, is_connected: true }));
        }
        if self.dice.percent(3) {
            let (phone, expires_ms): (Arc<str>, _) =
                (["8001", "8002", "8003", "8004"][self.dice.below(4)].into(), Millis(60_000));
            self.step(Input::PhoneReachable { phone: phone.clone(), is_reachable: false, expires_ms });
            self.plan(500, 30_000, Plan::Input(Input::PhoneReachable { phone, is_reachable: true, expires_ms }));
        }
    }

    fn away_act(&mut self) -> Act {
        match self.dice.below(10) {
            0 => Act::SignOut { is_final: true },
            1 => Act::GoAway { reason: AwayReason::Meal },
            _ => Act::GoReady,
        }
    }

    fn ready_act(&mut self) -> Act {
        match self.dice.below(20) {
            0 => Act::SignOut { is_final: self.dice.percent(50) },
            1 | 2 => Act::GoAway { reason: AwayReason::Break },
            3 => Act::SignIn,
            _ => Act::GoReady,
        }
    }

    fn ringing_act(&mut self, call: CallId) -> Act {
        match self.dice.below(20) {
            0 => Act::SignOut { is_final: self.dice.percent(50) },
            1 | 2 => Act::Decline { call },
            3 => Act::GoAway { reason: AwayReason::Break },
            4 => Act::Hold { call },
            5 => Act::HangUp { call },
            _ => Act::Answer { call },
        }
    }

    fn talking_act(&mut self, call: CallId) -> Act {
        match self.dice.below(20) {
            0 => Act::SignOut { is_final: self.dice.percent(50) },
            1..=5 => Act::Hold { call },
            6..=10 => Act::Resume { call },
            11 => Act::SendDigit { call, digit: '5' },
            12 => Act::GoReady,
            13 => Act::Answer { call },
            14 => Act::SignIn,
            _ => Act::HangUp { call },
        }
    }
}

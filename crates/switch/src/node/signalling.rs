//! The signalling loop: takes what SIP, media and people send, steps the exchange, performs what it says.

use super::clock::Clock;
use super::perform::Leg;
use super::{End, Gauges, limits};
use crate::exchange::Exchange;
use crate::exchange::port::{Input, LegEnd, Output};
use media::Media;
use media::api::{MediaError, MediaEvent};
use model::{Act, Command, Fact, LegId, Millis, PersonId, Refused, Reply, Routing};
use sip::Sip;
use sip::api::{SipCommand, SipEnd, SipEvent};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::{debug, error, info, warn};

/// A command and where its reply goes.
pub type CommandCall = (Command, oneshot::Sender<Result<Reply, Refused>>);

/// Seconds a refused trunk should wait before it tries again.
const RETRY_AFTER_S: u16 = 5;

pub(super) struct Signalling {
    pub(super) sip: Sip,
    pub(super) media: Media,
    pub(super) exchange: Exchange,
    pub(super) clock: Clock,
    /// Legs that have signalling or media of ours.
    pub(super) legs: HashMap<LegId, Leg>,
    /// The browser phone of each agent, by the generation in force.
    browsers: HashMap<PersonId, u64>,
    /// What came of performing outputs; taken before the next event.
    pub(super) follow_ups: VecDeque<Input>,
    outputs: Vec<Output>,
    facts: mpsc::Sender<Fact>,
    /// Facts for which the channel had no room, oldest first.
    pub(super) facts_waiting: VecDeque<Fact>,
    is_draining: bool,
    gauges: Arc<Gauges>,
}

impl Signalling {
    pub(super) fn new(
        sip: Sip,
        media: Media,
        facts: mpsc::Sender<Fact>,
        routing: Arc<Routing>,
        gauges: Arc<Gauges>,
    ) -> Self {
        let clock = Clock::start();
        let ids = Box::new(|_: Millis| uuid::Uuid::now_v7());
        Self {
            sip,
            media,
            exchange: Exchange::new(routing, ids, clock.now()),
            clock,
            legs: HashMap::new(),
            browsers: HashMap::new(),
            follow_ups: VecDeque::new(),
            outputs: Vec::new(),
            facts,
            facts_waiting: VecDeque::new(),
            is_draining: false,
            gauges,
        }
    }

    pub(super) async fn run(
        mut self,
        mut sip_events: mpsc::Receiver<SipEvent>,
        mut media_events: mpsc::Receiver<MediaEvent>,
        mut commands: mpsc::Receiver<CommandCall>,
        mut end: watch::Receiver<End>,
    ) {
        // Machine agents are ready and timers are set before the first event.
        self.step(Input::Tick);
        let mut sip_batch = Vec::with_capacity(limits::EVENTS_A_TURN_MAX);
        let mut media_batch = Vec::with_capacity(limits::EVENTS_A_TURN_MAX);
        let mut is_commanded = true;
        let facts = self.facts.clone();
        while !(self.is_draining && self.exchange.is_idle() && self.facts_waiting.is_empty()) {
            let deadline = self.exchange.next_deadline().map(|at| self.clock.instant_of(at));
            tokio::select! {
                room = facts.reserve(), if !self.facts_waiting.is_empty() => match room {
                    Ok(room) => {
                        if let Some(fact) = self.facts_waiting.pop_front() {
                            room.send(fact);
                        }
                    }
                    Err(_) => {
                        error!("the journal is gone, the switch stops");
                        return;
                    }
                },
                count = sip_events.recv_many(&mut sip_batch, limits::EVENTS_A_TURN_MAX) => {
                    if count == 0 {
                        error!("SIP is gone, the switch stops");
                        return;
                    }
                    for event in sip_batch.drain(..) {
                        self.on_sip(event);
                    }
                }
                count = media_events.recv_many(&mut media_batch, limits::EVENTS_A_TURN_MAX) => {
                    if count == 0 {
                        error!("media is gone, the switch stops");
                        return;
                    }
                    for event in media_batch.drain(..) {
                        self.on_media(event);
                    }
                }
                command = commands.recv(), if is_commanded => match command {
                    Some((command, reply)) => {
                        let answer = self.on_command(command);
                        // Whoever asked may have gone; the act is done all the same.
                        let _ = reply.send(answer);
                    }
                    None => is_commanded = false,
                },
                () = sleep_until(deadline), if deadline.is_some() => self.step(Input::Tick),
                Ok(()) = end.changed() => {
                    let end = *end.borrow_and_update();
                    self.drain();
                    if end == End::AtOnce {
                        return self.hang_up_all();
                    }
                }
            }
            self.gauges.calls.store(self.exchange.calls_live() as u64, Relaxed);
            self.gauges.facts_waiting.store(self.facts_waiting.len() as u64, Relaxed);
        }
        info!("drained");
    }

    fn drain(&mut self) {
        if !self.is_draining {
            info!("draining: no new calls");
            self.is_draining = true;
            self.sip.drain();
            self.step(Input::Drain);
        }
    }

    /// Phones and callers must not listen to silence until they give up by themselves.
    fn hang_up_all(&mut self) {
        let legs = self.legs.iter().filter(|(_, leg)| matches!(leg, Leg::Customer { .. } | Leg::Dialled));
        legs.for_each(|(leg, _)| self.sip.send(SipCommand::HangUp { leg: *leg }));
        info!(legs = self.legs.len(), "hung up on everybody");
    }

    /// Steps the exchange and performs its outputs, and then whatever came of those.
    pub(super) fn step(&mut self, input: Input) {
        if let Err(refused) = self.step_once(input) {
            debug!(%refused, "the exchange refused an event");
        }
        self.follow_up();
    }

    fn step_once(&mut self, input: Input) -> Result<(), Refused> {
        let started = Instant::now();
        let mut outputs = std::mem::take(&mut self.outputs);
        let result = self.exchange.handle(self.clock.now(), input, &mut outputs);
        self.gauges.step_us_max.fetch_max(started.elapsed().as_micros() as u64, Relaxed);
        for output in outputs.drain(..) {
            self.perform(output);
        }
        self.outputs = outputs;
        result
    }

    fn follow_up(&mut self) {
        while let Some(input) = self.follow_ups.pop_front() {
            if let Err(refused) = self.step_once(input) {
                debug!(%refused, "the exchange refused a follow-up");
            }
        }
    }

    pub(super) fn journal(&mut self, fact: Fact) {
        if !self.facts_waiting.is_empty() {
            return self.facts_waiting.push_back(fact);
        }
        if let Err(TrySendError::Full(fact) | TrySendError::Closed(fact)) = self.facts.try_send(fact) {
            self.facts_waiting.push_back(fact);
        }
    }

    fn is_journal_behind(&self) -> bool {
        self.facts_waiting.len() > limits::FACTS_WAITING_MAX || self.facts.capacity() < limits::FACTS_ROOM_MIN
    }

    fn on_sip(&mut self, event: SipEvent) {
        match event {
            SipEvent::Incoming { leg, from, to, trunk, source, offer } => {
                if self.is_journal_behind() {
                    warn!(%source, "journal is behind: call refused");
                    return self.sip.send(SipCommand::Reject { leg, status: 503, retry_after_s: Some(RETRY_AFTER_S) });
                }
                let opened = match &offer {
                    Some(offer) => self.media.open_offered(leg, offer),
                    None => self.media.open_offering(leg),
                };
                match opened {
                    Ok(sdp) => {
                        self.legs.insert(leg, Leg::Customer { sdp });
                        self.step(Input::Incoming { call: leg.call, from, to, trunk });
                    }
                    Err(problem) => {
                        warn!(%source, %problem, "call refused for its media");
                        let status = status_of(&problem);
                        let retry_after_s = (status == 503).then_some(RETRY_AFTER_S);
                        self.sip.send(SipCommand::Reject { leg, status, retry_after_s });
                    }
                }
            }
            SipEvent::Ringing { leg, .. } => self.step(Input::LegRinging { leg }),
            SipEvent::Answered { leg, answer } => self.on_answered(leg, &answer),
            SipEvent::Confirmed { leg, answer: Some(answer) } => {
                if let Err(problem) = self.media.accept_answer(leg, &answer) {
                    warn!(%leg, %problem, "the answer in the ACK is not usable");
                    self.lose(leg, LegEnd::Inactive);
                }
            }
            SipEvent::Confirmed { answer: None, .. } => {}
            SipEvent::Failed { leg, status } => {
                self.forget(leg);
                self.step(Input::LegFailed { leg, status });
            }
            SipEvent::Reoffer { leg, offer } => self.on_reoffer(leg, offer.as_deref()),
            SipEvent::Digit { leg, digit } => self.step(Input::Digit { leg, digit }),
            SipEvent::Ended { leg, end } => {
                self.forget(leg);
                let end = match end {
                    SipEnd::HungUp => LegEnd::HungUp,
                    SipEnd::Cancelled => LegEnd::Cancelled,
                    SipEnd::Lost => LegEnd::Inactive,
                };
                self.step(Input::LegEnded { leg, end });
            }
            SipEvent::PhoneRegistered { phone, expires } => {
                self.step(Input::PhoneReachable { phone, is_reachable: true, expires_ms: expires });
            }
            SipEvent::PhoneUnregistered { phone } => {
                self.step(Input::PhoneReachable { phone, is_reachable: false, expires_ms: Millis::ZERO });
            }
        }
    }

    fn on_answered(&mut self, leg: LegId, answer: &[u8]) {
        match self.media.accept_answer(leg, answer) {
            Ok(()) => self.step(Input::LegAnswered { leg }),
            Err(problem) => {
                warn!(%leg, %problem, "the phone's answer is not usable");
                self.sip.send(SipCommand::HangUp { leg });
                self.forget(leg);
                self.step(Input::LegFailed { leg, status: 488 });
            }
        }
    }

    fn on_reoffer(&mut self, leg: LegId, offer: Option<&[u8]>) {
        match self.media.reoffered(leg, offer) {
            Ok(answer) => {
                self.sip.send(SipCommand::AnswerReoffer { leg, sdp: Some(answer.sdp) });
                self.step(Input::LegHeld { leg, is_held: answer.is_held });
            }
            Err(problem) => {
                info!(%leg, %problem, "re-offer refused");
                self.sip.send(SipCommand::AnswerReoffer { leg, sdp: None });
            }
        }
    }

    fn on_media(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Digit { leg, digit } => self.step(Input::Digit { leg, digit }),
            MediaEvent::PlayEnded { leg, play } => self.step(Input::PlayEnded { leg, play }),
            MediaEvent::Inactive { leg } => self.lose(leg, LegEnd::Inactive),
            MediaEvent::BrowserConnected { agent, generation } => {
                if self.browsers.get(&agent) == Some(&generation) {
                    self.reattach(agent);
                    self.step(Input::BrowserPhone { agent, is_connected: true });
                }
            }
            MediaEvent::BrowserLost { agent, generation } => self.browser_gone(agent, generation),
            MediaEvent::RecordingEnded { call, recording, duration_ms, bytes } => {
                self.step(Input::RecordingEnded { call, recording, duration_ms, bytes });
            }
        }
    }

    fn on_command(&mut self, command: Command) -> Result<Reply, Refused> {
        let agent = command.by;
        match command.act {
            Act::MediaOffer { generation, sdp } => {
                if self.browsers.get(&agent).is_some_and(|&newest| generation <= newest) {
                    return Err(Refused::OldGeneration);
                }
                let answer = self
                    .media
                    .open_browser(agent, generation, &sdp)
                    .map_err(|problem| Refused::BadOffer { why: problem.to_string() })?;
                self.browsers.insert(agent, generation);
                Ok(Reply::MediaAnswer { generation, sdp: answer })
            }
            Act::MediaClosed { generation } => {
                self.media.close_browser(agent, generation);
                self.browser_gone(agent, generation);
                Ok(Reply::Done)
            }
            Act::Obey { ref routing } => {
                self.sip.obey(routing.clone());
                self.obey_exchange(command)
            }
            _ => self.obey_exchange(command),
        }
    }

    fn obey_exchange(&mut self, command: Command) -> Result<Reply, Refused> {
        let result = self.step_once(Input::Command(command));
        self.follow_up();
        result.map(|()| Reply::Done)
    }

    fn browser_gone(&mut self, agent: PersonId, generation: u64) {
        if self.browsers.get(&agent) == Some(&generation) {
            self.browsers.remove(&agent);
            self.step(Input::BrowserPhone { agent, is_connected: false });
        }
    }

    /// A new generation of the browser takes over the call that the one before was in.
    fn reattach(&mut self, agent: PersonId) {
        let mine = |leg: &Leg| matches!(leg, Leg::Browser { agent: owner } if *owner == agent);
        let legs: Vec<LegId> = self.legs.iter().filter(|(_, leg)| mine(leg)).map(|(id, _)| *id).collect();
        for leg in legs {
            if let Err(problem) = self.media.attach_browser(leg, agent) {
                warn!(%leg, %problem, "the new browser phone could not take over the call");
            }
        }
    }

    /// We end the leg because its other side is gone without a word.
    fn lose(&mut self, leg: LegId, end: LegEnd) {
        if matches!(self.legs.get(&leg), Some(Leg::Customer { .. } | Leg::Dialled)) {
            self.sip.send(SipCommand::HangUp { leg });
        }
        self.forget(leg);
        self.step(Input::LegEnded { leg, end });
    }
}

/// SIP status for a call whose media cannot be opened.
fn status_of(problem: &MediaError) -> u16 {
    match problem {
        MediaError::NoCommonCodec | MediaError::BadSdp(_) => 488,
        MediaError::NoPort | MediaError::TooMany | MediaError::NoLeg | MediaError::Busy | MediaError::Io(_) => 503,
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

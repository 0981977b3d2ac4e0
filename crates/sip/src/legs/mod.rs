//! The loop that owns every leg: one value per leg in one map, stepped one input after the other, no locks and no awaits
//! between an input and its outcome. Transactions live in tasks of their own ([`pump`]) and talk to the loop by channel.
//!
//! [`inbound`] INVITEs we got, [`outbound`] INVITEs we sent, [`within`] requests inside a dialog, [`refresh`] RFC 4028.

mod dialog;
mod inbound;
mod outbound;
pub mod pump;
mod refresh;
#[cfg(test)]
mod tests;
mod within;

use crate::api::{SipCommand, SipEnd, SipEvent};
use crate::flow::Flow;
use crate::limits;
use crate::shared::Shared;
use bytes::Bytes;
use dialog::Dialog;
use model::LegId;
use pump::{Client, Op, Reply};
use rsipstack::sip::{Method, Request, Response, SipMessage};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use tokio::sync::mpsc;

/// What the tasks of transactions tell the loop.
pub enum Input {
    /// An admitted INVITE; 100 was sent. `tag` is ours.
    Invite {
        leg: LegId,
        tag: String,
        request: Box<Request>,
        reply: Reply,
        flow: Flow,
    },
    /// A request inside this leg's dialog.
    Within {
        leg: LegId,
        request: Box<Request>,
        reply: Reply,
    },
    Cancelled {
        leg: LegId,
    },
    Acked {
        leg: LegId,
        cseq: u32,
        body: Bytes,
    },
    /// An INVITE transaction of theirs is over, acknowledged or not.
    Over {
        leg: LegId,
        cseq: u32,
    },
    Response {
        leg: LegId,
        op: Op,
        response: Box<Response>,
    },
    /// Our request could not be sent at all.
    Unsent {
        leg: LegId,
        op: Op,
    },
    /// A 2xx to an INVITE that no transaction waits for any more.
    Stray(Box<Response>),
    /// From the registrar.
    Tell(SipEvent),
}

/// Where a leg stands.
enum State {
    /// Their INVITE is not answered yet.
    Offered {
        invite: Box<Request>,
        reply: Reply,
    },
    /// Our 200 waits for the ACK.
    Accepted {
        cseq: u32,
        is_late_offer: bool,
    },
    /// Our INVITE is not answered yet. `hears`: something provisional came, so CANCEL may be sent.
    Dialling {
        invite: Box<Request>,
        hears: bool,
        is_cancelled: bool,
    },
    Up,
    /// Our BYE waits for its answer.
    Leaving,
}

/// Their re-INVITE or UPDATE, until the switch answers it.
struct Reoffer {
    request: Box<Request>,
    reply: Reply,
}

/// Our 200 to their re-INVITE, until its ACK.
struct Unacked {
    cseq: u32,
    is_late_offer: bool,
}

struct Leg {
    dialog: Dialog,
    state: State,
    /// Holds a place on this trunk.
    trunk: Option<Arc<str>>,
    reoffer: Option<Reoffer>,
    unacked: Option<Unacked>,
    session: Option<refresh::Session>,
    /// Our refreshing request is on its way.
    refreshes: Option<Method>,
    /// The last description we sent: a refresh by re-INVITE repeats it.
    local_sdp: String,
    /// Our ACK to their 2xx, for its retransmissions.
    ack: Option<(u32, Flow, Box<Request>)>,
    /// When a leg that only waits for a last response is dropped.
    gives_up: Option<Instant>,
}

impl Leg {
    fn new(dialog: Dialog, state: State, trunk: Option<Arc<str>>) -> Self {
        Self {
            dialog,
            state,
            trunk,
            reoffer: None,
            unacked: None,
            session: None,
            refreshes: None,
            local_sdp: String::new(),
            ack: None,
            gives_up: None,
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        let session = self.session.as_ref().map(|session| session.at);
        [self.gives_up, session].into_iter().flatten().min()
    }
}

/// What a step leads to on the wire, in this order.
enum Out {
    Send(Flow, Box<SipMessage>),
    Start(Client),
}

/// What woke the loop.
enum Step<'a> {
    /// There is room for an event that waited; `None`: nobody takes events any more.
    Event(Option<mpsc::Permit<'a, SipEvent>>),
    Command(Option<SipCommand>),
    Input(Input),
    Tick,
    Sweep,
}

pub struct Legs {
    shared: Arc<Shared>,
    legs: HashMap<LegId, Leg>,
    deadlines: BinaryHeap<Reverse<(Instant, LegId)>>,
    events: mpsc::Sender<SipEvent>,
    /// Events that found the channel full, oldest first.
    behind: VecDeque<SipEvent>,
    outs: Vec<Out>,
}

impl Legs {
    pub fn new(shared: Arc<Shared>, events: mpsc::Sender<SipEvent>) -> Self {
        let (legs, deadlines) = (HashMap::new(), BinaryHeap::new());
        Self { shared, legs, deadlines, events, behind: VecDeque::new(), outs: Vec::new() }
    }

    pub async fn run(mut self, mut inputs: mpsc::Receiver<Input>, mut commands: mpsc::Receiver<SipCommand>) {
        let events = self.events.clone();
        let mut sweep = tokio::time::interval(limits::SWEEP);
        loop {
            let deadline = self.deadlines.peek().map(|Reverse((at, _))| *at);
            let wait = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            let step = tokio::select! {
                permit = events.reserve(), if !self.behind.is_empty() => Step::Event(permit.ok()),
                command = commands.recv() => Step::Command(command),
                Some(input) = inputs.recv() => Step::Input(input),
                () = wait => Step::Tick,
                _ = sweep.tick() => Step::Sweep,
                () = self.shared.cancel.cancelled() => return,
            };
            match step {
                Step::Event(Some(permit)) => {
                    if let Some(event) = self.behind.pop_front() {
                        permit.send(event);
                    }
                }
                Step::Event(None) => self.behind.clear(), // The switch is gone.
                Step::Command(Some(command)) => self.obey(command),
                Step::Command(None) => return, // Every handle is dropped.
                Step::Input(input) => self.take(input),
                Step::Tick => self.tick(Instant::now()),
                Step::Sweep => self.sweep(),
            }
            self.shared.events_behind.store(self.behind.len(), Relaxed);
            self.shared.legs_live.store(self.legs.len(), Relaxed);
            self.flush().await;
        }
    }

    fn obey(&mut self, command: SipCommand) {
        match command {
            SipCommand::Ring { leg } => self.ring(leg),
            SipCommand::Answer { leg, sdp } => self.answer(leg, sdp),
            SipCommand::Reject { leg, status, retry_after_s } => self.reject(leg, status, retry_after_s),
            SipCommand::Invite { leg, to, caller, offer } => self.dial(leg, &to, &caller, offer),
            SipCommand::AnswerReoffer { leg, sdp } => self.answer_reoffer(leg, sdp),
            SipCommand::HangUp { leg } => self.hang_up(leg),
            SipCommand::Info { leg, digit } => self.send_digit(leg, digit),
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Invite { leg, tag, request, reply, flow } => self.invited(leg, tag, request, reply, flow),
            Input::Within { leg, request, reply } => self.within(leg, request, reply),
            Input::Cancelled { leg } => self.cancelled(leg),
            Input::Acked { leg, cseq, body } => self.acked(leg, cseq, body),
            Input::Over { leg, cseq } => self.over(leg, cseq),
            Input::Response { leg, op, response } => self.response(leg, op, *response),
            Input::Unsent { leg, op } => self.failed(leg, op, 503),
            Input::Stray(response) => self.stray(*response),
            Input::Tell(event) => self.tell(event),
        }
    }

    fn tick(&mut self, now: Instant) {
        while let Some(Reverse((at, leg))) = self.deadlines.peek().copied() {
            if at > now {
                return;
            }
            self.deadlines.pop();
            let Some(found) = self.legs.get(&leg) else { continue };
            if found.gives_up.is_some_and(|at| at <= now) {
                self.give_up(leg);
            } else if found.session.as_ref().is_some_and(|session| session.at <= now) {
                self.session_due(leg, now);
            }
        }
    }

    /// The last response never came, or the switch never answered.
    fn give_up(&mut self, leg: LegId) {
        let event = match self.legs.get(&leg).map(|leg| &leg.state) {
            Some(State::Dialling { .. }) => Some(SipEvent::Failed { leg, status: 408 }),
            Some(State::Offered { .. }) => Some(SipEvent::Ended { leg, end: SipEnd::Lost }),
            Some(State::Accepted { .. } | State::Up | State::Leaving) | None => None,
        };
        self.reject(leg, 408, None);
        self.remove(leg);
        event.into_iter().for_each(|event| self.tell(event));
    }

    /// Wakes the loop at the leg's next deadline. Old wake-ups find nothing due and do nothing.
    fn arm(&mut self, leg: LegId) {
        if let Some(at) = self.legs.get(&leg).and_then(Leg::next_deadline) {
            self.deadlines.push(Reverse((at, leg)));
        }
    }

    fn sweep(&mut self) {
        let gone = self.shared.registrar().sweep(&self.shared.directory(), Instant::now());
        for phone in gone {
            self.tell(SipEvent::PhoneUnregistered { phone });
        }
    }

    fn tell(&mut self, event: SipEvent) {
        if !self.behind.is_empty() {
            self.behind.push_back(event);
        } else if let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
            self.behind.push_back(event);
        }
    }

    async fn flush(&mut self) {
        for out in std::mem::take(&mut self.outs) {
            match out {
                // A TCP peer that does not read must not hold up the loop.
                Out::Send(flow, message) if flow.is_tcp => {
                    tokio::spawn(async move { flow.connection.send(*message, Some(&flow.to)).await });
                }
                Out::Send(flow, message) => {
                    flow.connection.send(*message, Some(&flow.to)).await.ok();
                }
                Out::Start(client) => {
                    tokio::spawn(client.run(self.shared.clone()));
                }
            }
        }
    }

    fn insert(&mut self, id: LegId, leg: Leg) {
        let key = leg.dialog.key();
        self.shared.dialogs.write().expect("no panic happens while dialogs change").insert(key, id);
        self.legs.insert(id, leg);
    }

    fn remove(&mut self, id: LegId) {
        let Some(leg) = self.legs.remove(&id) else { return };
        self.shared.dialogs.write().expect("no panic happens while dialogs change").remove(&leg.dialog.key());
        if let Some(trunk) = &leg.trunk {
            self.shared.give_place(trunk);
        }
        if let Some(reoffer) = leg.reoffer {
            self.respond(&reoffer.reply, &reoffer.request, 487, &leg.dialog.local_tag, Vec::new(), "");
        }
    }

    /// Sends BYE and keeps the leg until it is answered.
    fn bye(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let (request, flow) = leg.dialog.request(&self.shared, Method::Bye, Vec::new(), "");
        leg.state = State::Leaving;
        leg.session = None;
        leg.gives_up = Some(Instant::now() + limits::GOODBYE);
        if let Some(reoffer) = leg.reoffer.take() {
            let tag = leg.dialog.local_tag.clone();
            self.respond(&reoffer.reply, &reoffer.request, 487, &tag, Vec::new(), "");
        }
        self.outs.push(Out::Start(Client { leg: id, op: Op::Bye, request, flow }));
        self.arm(id);
    }

    /// BYE without being asked to: the switch is told.
    fn lose(&mut self, id: LegId) {
        self.tell(SipEvent::Ended { leg: id, end: SipEnd::Lost });
        self.bye(id);
    }

    fn respond(
        &self,
        reply: &Reply,
        request: &Request,
        status: u16,
        tag: &str,
        extra: Vec<rsipstack::sip::Header>,
        body: &str,
    ) {
        reply.send(crate::message::response(request, status, tag, &self.shared.config.product, extra, body));
    }

    fn hang_up(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        match &mut leg.state {
            // A service that stops says so: the trunk may try another one.
            State::Offered { .. } if self.shared.is_draining.load(Relaxed) => self.reject(id, 503, None),
            State::Offered { .. } => self.reject(id, 603, None),
            State::Dialling { .. } => self.cancel(id),
            State::Accepted { .. } | State::Up => self.bye(id),
            State::Leaving => {}
        }
    }
}

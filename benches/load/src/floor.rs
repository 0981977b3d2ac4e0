//! Everybody on the floor of the load: callers and agents, their calls and their sound, stepped on one clock.

use crate::figures::Times;
use callers::message::{sdp, sdp_target};
use callers::rtp::{Received, RtpSocket, StreamKey, StreamOptions};
use callers::ua::{CallKey, Event, UserAgent};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What happened to callers and agents, for the run to act on.
pub enum News {
    Answered {
        call: CallKey,
    },
    Failed {
        status: u16,
    },
    /// The caller's side is over.
    Over,
    /// An agent's phone rings.
    AgentRings {
        agent: String,
    },
    /// An agent has sent BYE or got one: from now on the agent sits idle.
    AgentFree {
        agent: String,
    },
}

struct Caller {
    number: String,
    invited: Instant,
    stream: Option<StreamKey>,
    hangs_up_at: Option<Instant>,
}

struct AgentCall {
    agent: String,
    stream: Option<StreamKey>,
    hangs_up_at: Option<Instant>,
}

pub struct Floor {
    node: SocketAddr,
    callers_ua: UserAgent,
    agents_ua: UserAgent,
    callers_rtp: RtpSocket,
    agents_rtp: RtpSocket,
    callers: HashMap<CallKey, Caller>,
    agents: HashMap<CallKey, AgentCall>,
    invited: HashMap<String, Instant>,
    next_number: u64,
    pub has_sound: bool,
    /// How long a call stays up, by who ends it.
    pub caller_holds: Option<Duration>,
    pub agent_holds: Option<Duration>,
    /// Caller's INVITE → 200.
    pub setup: Times,
    /// Caller's INVITE → agent's INVITE.
    pub ring: Times,
    pub heard: Received,
}

impl Floor {
    pub fn open(node: SocketAddr, callers: SocketAddr, agents: SocketAddr) -> std::io::Result<Self> {
        let clock = Instant::now();
        let any_port = |address: SocketAddr| SocketAddr::new(address.ip(), 0);
        Ok(Self {
            node,
            callers_ua: UserAgent::bind(callers)?,
            agents_ua: UserAgent::bind(agents)?,
            callers_rtp: RtpSocket::bind(any_port(callers), clock)?,
            agents_rtp: RtpSocket::bind(any_port(agents), clock)?,
            callers: HashMap::new(),
            agents: HashMap::new(),
            invited: HashMap::new(),
            next_number: 13_000_000_000,
            has_sound: false,
            caller_holds: None,
            agent_holds: None,
            setup: Times::default(),
            ring: Times::default(),
            heard: Received::default(),
        })
    }

    pub fn call(&mut self, number: &str) -> CallKey {
        let now = Instant::now();
        self.next_number += 1;
        let from = self.next_number.to_string();
        let offer = sdp(self.callers_rtp.address(), "sendrecv");
        let key = self.callers_ua.invite(now, self.node, &from, number, &offer);
        self.invited.insert(from.clone(), now);
        self.callers.insert(key, Caller { number: from, invited: now, stream: None, hangs_up_at: None });
        key
    }

    pub fn hang_up(&mut self, call: CallKey) {
        self.callers_ua.hang_up(Instant::now(), call);
    }

    pub fn hang_up_all(&mut self) {
        for key in self.callers.keys().copied().collect::<Vec<_>>() {
            self.hang_up(key);
        }
    }

    pub fn calls(&self) -> usize {
        self.callers.len()
    }

    /// Nobody is in a call, callers and agents alike.
    pub fn is_quiet(&self) -> bool {
        self.callers.is_empty() && self.agents.is_empty()
    }

    pub fn retransmissions(&self) -> u64 {
        self.callers_ua.retransmissions + self.agents_ua.retransmissions
    }

    pub fn packets_sent(&self) -> u64 {
        self.callers_rtp.sent + self.agents_rtp.sent
    }

    pub fn delays(&mut self) -> Times {
        let mut times = Times::default();
        times.extend(self.callers_rtp.take_delays());
        times.extend(self.agents_rtp.take_delays());
        times
    }

    /// Waits for a packet, a millisecond at most, then lets everybody act.
    pub fn step(&mut self) -> Vec<News> {
        self.wait();
        let now = Instant::now();
        let mut news = Vec::new();
        for event in self.callers_ua.poll(now) {
            self.on_caller(now, event, &mut news);
        }
        for event in self.agents_ua.poll(now) {
            self.on_agent(now, event, &mut news);
        }
        self.hang_up_due(now, &mut news);
        if self.has_sound {
            self.callers_rtp.poll(now);
            self.agents_rtp.poll(now);
        }
        news
    }

    fn wait(&self) {
        let entry = |fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        let mut sockets = [
            entry(self.callers_ua.socket().as_raw_fd()),
            entry(self.agents_ua.socket().as_raw_fd()),
            entry(self.callers_rtp.socket().as_raw_fd()),
            entry(self.agents_rtp.socket().as_raw_fd()),
        ];
        // SAFETY: the array lives until the call returns.
        unsafe { libc::poll(sockets.as_mut_ptr(), sockets.len() as u64, 1) };
    }

    fn stream(&self) -> StreamOptions {
        StreamOptions { sound: Arc::from([]), is_looped: false, is_stamped: true, captures: false }
    }

    fn on_caller(&mut self, now: Instant, event: Event, news: &mut Vec<News>) {
        match event {
            Event::Answered { key, sdp } => {
                let stream = self.has_sound.then(|| sdp_target(&sdp)).flatten();
                let stream = stream.map(|(target, kind)| self.callers_rtp.open(target, kind, self.stream()));
                if let Some(caller) = self.callers.get_mut(&key) {
                    self.setup.add(now.duration_since(caller.invited));
                    caller.stream = stream;
                    caller.hangs_up_at = self.caller_holds.map(|hold| now + hold);
                }
                news.push(News::Answered { call: key });
            }
            Event::Refused { key, status } => {
                self.forget_caller(key);
                // 487 answers our own CANCEL.
                news.push(if status == 487 { News::Over } else { News::Failed { status } });
            }
            Event::Ended { key } | Event::Released { key } => {
                self.forget_caller(key);
                news.push(News::Over);
            }
            Event::Ringing { .. } | Event::Incoming { .. } | Event::Confirmed { .. } | Event::Digit { .. } => {}
        }
    }

    fn forget_caller(&mut self, key: CallKey) {
        let Some(caller) = self.callers.remove(&key) else { return };
        self.invited.remove(&caller.number);
        if let Some(stream) = caller.stream {
            let received = self.callers_rtp.close(stream);
            self.heard.packets += received.packets;
            self.heard.lost += received.lost;
        }
    }

    fn on_agent(&mut self, now: Instant, event: Event, news: &mut Vec<News>) {
        match event {
            Event::Incoming { key, from, to, sdp: offer } => {
                if let Some(invited) = self.invited.get(&from) {
                    self.ring.add(now.duration_since(*invited));
                }
                let stream = self.has_sound.then(|| sdp_target(&offer)).flatten();
                let stream = stream.map(|(target, kind)| self.agents_rtp.open(target, kind, self.stream()));
                let hangs_up_at = self.agent_holds.map(|hold| now + hold);
                self.agents.insert(key, AgentCall { agent: to.clone(), stream, hangs_up_at });
                let answer = sdp(self.agents_rtp.address(), "sendrecv");
                self.agents_ua.answer(now, key, &answer);
                news.push(News::AgentRings { agent: to });
            }
            Event::Ended { key } | Event::Released { key } => {
                let has_left_before = matches!(event, Event::Released { .. });
                let Some(call) = self.agents.remove(&key) else { return };
                if let Some(stream) = call.stream {
                    let received = self.agents_rtp.close(stream);
                    self.heard.packets += received.packets;
                    self.heard.lost += received.lost;
                }
                if !has_left_before {
                    news.push(News::AgentFree { agent: call.agent });
                }
            }
            Event::Ringing { .. }
            | Event::Answered { .. }
            | Event::Refused { .. }
            | Event::Confirmed { .. }
            | Event::Digit { .. } => {}
        }
    }

    fn hang_up_due(&mut self, now: Instant, news: &mut Vec<News>) {
        let is_due = |at: &mut Option<Instant>| at.is_some_and(|at| now >= at) && at.take().is_some();
        for (key, caller) in &mut self.callers {
            if is_due(&mut caller.hangs_up_at) {
                self.callers_ua.hang_up(now, *key);
            }
        }
        for (key, call) in &mut self.agents {
            if is_due(&mut call.hangs_up_at) {
                self.agents_ua.hang_up(now, *key);
                news.push(News::AgentFree { agent: call.agent.clone() });
            }
        }
    }
}

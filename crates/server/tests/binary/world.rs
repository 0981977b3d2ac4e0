//! The people around a running service: callers and agents' phones, with their sound, played by `callers`.

use crate::home::{Home, Setting};
use crate::service::{PATIENCE, Service, shell};
use crate::web::Client;
use callers::message::{sdp, sdp_target};
use callers::rtp::{RtpSocket, StreamKey, StreamOptions};
use callers::tone::{share_at, tone};
use callers::ua::{CallKey, Event, UserAgent};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub const CUSTOMER_HZ: f64 = 440.0;
pub const AGENT_HZ: f64 = 1_000.0;
pub const PASSWORD: &str = "correct-horse-battery";

/// What a party does when its phone rings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Answers,
    Rings,
    IsBusy,
}

/// One side of one call.
#[derive(Default)]
pub struct Talk {
    stream: Option<StreamKey>,
    /// Where our sound goes.
    target: Option<SocketAddr>,
    /// The last second that was heard.
    heard: Vec<u8>,
    offered: String,
    packets: u64,
    last_packet: Option<Instant>,
    /// Longest time between two packets that came.
    pub gap_max: Duration,
}

/// Callers, or phones: one address, any number of calls.
pub struct Party {
    pub ua: UserAgent,
    pub rtp: RtpSocket,
    sound: Arc<[u8]>,
    pub manner: Manner,
    pub talks: BTreeMap<CallKey, Talk>,
    pub seen: Vec<Event>,
}

impl Party {
    pub fn new(address: SocketAddr, hz: f64) -> Self {
        Self {
            ua: UserAgent::bind(address).expect("an address of this test alone"),
            rtp: RtpSocket::bind(SocketAddr::new(address.ip(), 0), Instant::now()).expect("a free port"),
            sound: tone(hz, 1_000).into(),
            manner: Manner::Answers,
            talks: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    pub fn call(&mut self, centre: SocketAddr, from: &str, number: &str) -> CallKey {
        let offer = sdp(self.rtp.address(), "sendrecv");
        let key = self.ua.invite(Instant::now(), centre, from, number, &offer);
        self.talks.insert(key, Talk::default());
        key
    }

    pub fn answer(&mut self, key: CallKey) {
        self.ua.answer(Instant::now(), key, &sdp(self.rtp.address(), "sendrecv"));
        let offered = self.talks.get_mut(&key).map(|talk| std::mem::take(&mut talk.offered)).unwrap_or_default();
        self.speak(key, &offered);
    }

    pub fn hang_up(&mut self, key: CallKey) {
        self.ua.hang_up(Instant::now(), key);
    }

    pub fn poll(&mut self) {
        let now = Instant::now();
        for event in self.ua.poll(now) {
            match &event {
                Event::Incoming { key, .. } if self.manner == Manner::IsBusy => {
                    let key = *key;
                    self.ua.refuse(key, "486 Busy Here");
                }
                Event::Incoming { key, sdp: offered, .. } => {
                    self.talks.insert(*key, Talk { offered: offered.clone(), ..Talk::default() });
                    self.ua.ring(*key);
                    if self.manner == Manner::Answers {
                        self.answer(*key);
                    }
                }
                Event::Answered { key, sdp } => self.speak(*key, &sdp.clone()),
                Event::Ended { key } | Event::Released { key } | Event::Refused { key, .. } => {
                    let talk = self.talks.remove(key);
                    if let Some(stream) = talk.and_then(|talk| talk.stream) {
                        self.rtp.close(stream);
                    }
                }
                Event::Ringing { .. } | Event::Confirmed { .. } | Event::Digit { .. } => {}
            }
            self.seen.push(event);
        }
        self.rtp.poll(now);
        self.listen();
    }

    fn listen(&mut self) {
        const SECOND: usize = 8_000;
        for talk in self.talks.values_mut() {
            let Some(stream) = talk.stream else { continue };
            talk.heard.extend(self.rtp.take_sound(stream));
            let surplus = talk.heard.len().saturating_sub(SECOND);
            talk.heard.drain(..surplus);
            let packets = self.rtp.received(stream).map_or(0, |received| received.packets);
            if packets > talk.packets {
                talk.packets = packets;
                let now = Instant::now();
                let gap = talk.last_packet.replace(now).map_or(Duration::ZERO, |last| now.duration_since(last));
                talk.gap_max = talk.gap_max.max(gap);
            }
        }
    }

    fn speak(&mut self, key: CallKey, their_sdp: &str) {
        let Some(talk) = self.talks.get_mut(&key).filter(|talk| talk.stream.is_none()) else { return };
        let Some((target, payload_type)) = sdp_target(their_sdp) else { return };
        let sound = Arc::clone(&self.sound);
        let options = StreamOptions { sound, is_looped: true, is_stamped: false, captures: true };
        talk.target = Some(target);
        talk.stream = Some(self.rtp.open(target, payload_type, options));
    }

    /// The centre's end of a call's sound.
    pub fn media_of(&self, key: CallKey) -> Option<SocketAddr> {
        self.talks.get(&key)?.target
    }

    /// Whether the last half second of a call is this tone.
    pub fn hears(&self, key: CallKey, hz: f64) -> bool {
        self.talks.get(&key).is_some_and(|talk| {
            let last = talk.heard.len().saturating_sub(4_000);
            talk.heard.len() >= 4_000 && share_at(hz, &talk.heard[last..]) > 0.7
        })
    }

    /// Forgets what was heard and the gaps so far.
    pub fn listen_anew(&mut self) {
        for talk in self.talks.values_mut() {
            talk.heard.clear();
            (talk.last_packet, talk.gap_max) = (None, Duration::ZERO);
        }
    }

    pub fn saw(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.seen.iter().filter(|event| is_it(event)).count()
    }
}

pub struct World {
    // Before its home: the log is read when it ends.
    pub service: Service,
    pub home: Home,
    pub customers: Party,
    pub agents: Party,
    /// Longest time in which this side did not look: its own share of every gap.
    pub stall_max: Duration,
    pub stepped: Instant,
}

impl World {
    pub fn new(setting: Setting) -> Self {
        let home = Home::new(setting);
        let service = Service::start(&home);
        Self::over(home, service)
    }

    pub fn over(home: Home, service: Service) -> Self {
        let customers = Party::new(home.callers(), CUSTOMER_HZ);
        let agents = Party::new(home.phones(), AGENT_HZ);
        Self::of(home, service, customers, agents)
    }

    /// Somebody else plays the phones; `agents` stand aside.
    pub fn without_phones(home: Home, service: Service) -> Self {
        let (customers, aside) = (Party::new(home.callers(), CUSTOMER_HZ), Party::new(home.callers(), AGENT_HZ));
        Self::of(home, service, customers, aside)
    }

    fn of(home: Home, service: Service, customers: Party, agents: Party) -> Self {
        Self { home, service, customers, agents, stall_max: Duration::ZERO, stepped: Instant::now() }
    }

    pub fn step(&mut self) {
        let now = Instant::now();
        self.stall_max = self.stall_max.max(now.duration_since(std::mem::replace(&mut self.stepped, now)));
        self.customers.poll();
        self.agents.poll();
        // Lets others have the processor; what is waited for is looked for again at once.
        std::thread::park_timeout(Duration::from_millis(1));
    }

    /// Lets everybody act until the condition holds.
    pub fn until(&mut self, what: &str, holds: impl Fn(&World) -> bool) {
        self.until_within(PATIENCE, what, holds);
    }

    pub fn until_within(&mut self, patience: Duration, what: &str, holds: impl Fn(&World) -> bool) {
        let end = Instant::now() + patience;
        while !holds(self) {
            let (customers, agents) = (&self.customers.seen, &self.agents.seen);
            assert!(Instant::now() < end, "did not happen: {what}; customers: {customers:?}; agents: {agents:?}");
            self.step();
        }
    }

    /// As [`World::until`], for what is asked over HTTP: not at every step.
    pub fn until_asked(&mut self, what: &str, mut holds: impl FnMut(&World) -> bool) {
        let end = Instant::now() + 2 * PATIENCE;
        while !holds(self) {
            assert!(Instant::now() < end, "did not happen: {what}");
            (0..20).for_each(|_| self.step());
        }
    }

    /// A new call of a customer, with sound in both directions.
    pub fn talk(&mut self, number: &str) -> (CallKey, CallKey) {
        let customer = self.customers.call(self.service.sip, "13900001234", number);
        let before = self.agents.talks.keys().next_back().copied();
        self.until("the agent's phone rings", |world| world.agents.talks.keys().next_back().copied() > before);
        let agent = *self.agents.talks.keys().next_back().expect("it rang");
        self.until("customer and agent hear each other", |world| {
            world.customers.hears(customer, AGENT_HZ) && world.agents.hears(agent, CUSTOMER_HZ)
        });
        (customer, agent)
    }

    /// The customer hangs up; both sides are released.
    pub fn part(&mut self, (customer, agent): (CallKey, CallKey)) {
        self.customers.hang_up(customer);
        self.until("both are released", |world| {
            !world.customers.talks.contains_key(&customer) && !world.agents.talks.contains_key(&agent)
        });
    }

    /// No call, leg or recording is left.
    pub fn until_idle(&mut self) {
        self.until_asked("nothing is left in switch and media", |world| {
            ["qiao_calls", "qiao_switch_calls", "qiao_media_legs", "qiao_media_recordings"]
                .iter()
                .all(|name| world.service.figure(name) == 0.0)
        });
    }

    /// A client of somebody of the rulebook, whose password is set from the shell.
    pub fn log_in(&self, username: &str) -> Client {
        let done = shell(&self.home, &["user", "password", "--lasting", username], PASSWORD);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        self.service.client().log_in(username, PASSWORD)
    }
}

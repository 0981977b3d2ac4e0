//! A node with one trunk, one queue and phones of fixed address, and the people around it.

use callers::message::{sdp, sdp_target};
use callers::rtp::{RtpSocket, StreamKey, StreamOptions};
use callers::tone::{share_at, tone};
use callers::ua::{CallKey, Event, UserAgent};
use model::Node as FlowNode;
use model::{
    AgentProfile, Fact, FactBody, Flow, Inbound, Millis, PersonId, Phone, PhoneAddress, Queue, Route, Routing, Trunk,
};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use switch::node::{Node, NodeConfig, start};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// What is waited for must come within this on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(10);
pub const CUSTOMER_HZ: f64 = 440.0;
pub const AGENT_HZ: f64 = 1_000.0;
pub const MUSIC_HZ: f64 = 600.0;

/// A customer or an agent's phone with its sound.
pub struct Peer {
    pub ua: UserAgent,
    pub rtp: RtpSocket,
    hz: f64,
    pub call: Option<CallKey>,
    pub stream: Option<StreamKey>,
    offered: String,
    pub seen: Vec<Event>,
    heard: Vec<u8>,
}

impl Peer {
    fn new(hz: f64) -> Self {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let clock = Instant::now();
        Self {
            ua: UserAgent::bind(here).expect("a free port"),
            rtp: RtpSocket::bind(here, clock).expect("a free port"),
            hz,
            call: None,
            stream: None,
            offered: String::new(),
            seen: Vec::new(),
            heard: Vec::new(),
        }
    }

    fn poll(&mut self) {
        let now = Instant::now();
        for event in self.ua.poll(now) {
            match &event {
                Event::Incoming { key, sdp, .. } => {
                    self.call = Some(*key);
                    self.ua.ring(*key);
                    self.offered = sdp.clone();
                }
                Event::Answered { sdp, .. } if self.stream.is_none() => self.speak(&sdp.clone()),
                _ => {}
            }
            self.seen.push(event);
        }
        self.rtp.poll(now);
        if let Some(stream) = self.stream {
            self.heard.extend(self.rtp.take_sound(stream));
        }
    }

    fn speak(&mut self, their_sdp: &str) {
        let (target, payload_type) = sdp_target(their_sdp).expect("the SDP has audio");
        let sound = tone(self.hz, 1_000).into();
        let options = StreamOptions { sound, is_looped: true, is_stamped: false, captures: true };
        self.stream = Some(self.rtp.open(target, payload_type, options));
    }

    pub fn answer(&mut self) {
        let key = self.call.expect("a call rings");
        self.ua.answer(Instant::now(), key, &sdp(self.rtp.address(), "sendrecv"));
        let offered = std::mem::take(&mut self.offered);
        self.speak(&offered);
    }

    pub fn hang_up(&mut self) {
        self.ua.hang_up(Instant::now(), self.call.expect("in a call"));
    }

    pub fn press(&mut self, digit: char) {
        self.rtp.press(self.stream.expect("sound is up"), digit);
    }

    /// Whether the last half second that was heard is this tone.
    fn hears(&self, hz: f64) -> bool {
        let last = self.heard.len().saturating_sub(4_000);
        self.heard.len() >= 4_000 && share_at(hz, &self.heard[last..]) > 0.7
    }
}

pub struct World {
    runtime: Runtime,
    pub node: Node,
    facts: mpsc::Receiver<Fact>,
    pub journal: Vec<FactBody>,
    pub customers: Vec<Peer>,
    pub agents: Vec<Peer>,
    pub recordings: tempfile::TempDir,
    _prompts: tempfile::TempDir,
}

/// What differs between tests.
pub struct Setting {
    pub customers: usize,
    pub agents: usize,
    pub is_recorded: bool,
    pub has_menu: bool,
    pub ring: Millis,
}

impl Default for Setting {
    fn default() -> Self {
        Self { customers: 1, agents: 1, is_recorded: false, has_menu: false, ring: Millis::from_secs(20) }
    }
}

impl World {
    pub fn new(setting: &Setting) -> Self {
        let customers: Vec<Peer> = (0..setting.customers).map(|_| Peer::new(CUSTOMER_HZ)).collect();
        let agents: Vec<Peer> = (0..setting.agents).map(|_| Peer::new(AGENT_HZ)).collect();
        let prompts = tempfile::tempdir().expect("a folder");
        let recordings = tempfile::tempdir().expect("a folder");
        write_prompt(&prompts.path().join("music.wav"), MUSIC_HZ, 2_000);
        write_prompt(&prompts.path().join("menu.wav"), 1_300.0, 3_000);
        let phones: Vec<SocketAddr> = agents.iter().map(|agent| agent.ua.address()).collect();
        let routing = routing(setting, &phones, prompts.path());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let loopback = IpAddr::from([127, 0, 0, 1]);
        let config = NodeConfig {
            sip: SocketAddr::new(loopback, 0),
            product: "qiao-test".into(),
            invites_per_second_max: 1_000,
            rtp_ip: loopback,
            rtp_ports: (30_000, 39_999),
            webrtc: SocketAddr::new(loopback, 0),
            webrtc_candidates: Vec::new(),
            recordings: recordings.path().to_owned(),
            inactive_after: Millis::from_secs(60),
        };
        let (facts_tx, facts) = mpsc::channel(10_000);
        let node = runtime.block_on(start(config, Arc::new(routing), facts_tx)).expect("the node starts");
        Self { runtime, node, facts, journal: Vec::new(), customers, agents, recordings, _prompts: prompts }
    }

    /// Customer `n` dials the hotline.
    pub fn call(&mut self, n: usize) {
        self.dial(n, "95000");
    }

    pub fn dial(&mut self, n: usize, number: &str) {
        let centre = self.node.bound().sip;
        let customer = &mut self.customers[n];
        let offer = sdp(customer.rtp.address(), "sendrecv");
        let from = format!("1990000{n:04}");
        customer.call = Some(customer.ua.invite(Instant::now(), centre, &from, number, &offer));
    }

    fn step(&mut self) {
        for peer in self.customers.iter_mut().chain(&mut self.agents) {
            peer.poll();
        }
        while let Ok(fact) = self.facts.try_recv() {
            self.journal.push(fact.body);
        }
        // Lets the node's threads have the processor; what is waited for is looked for again at once.
        std::thread::park_timeout(Duration::from_millis(1));
    }

    /// Lets everybody act until the condition holds.
    pub fn until(&mut self, what: &str, holds: impl Fn(&World) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(self) {
            assert!(Instant::now() < end, "did not happen: {what}; journal: {:#?}", self.journal);
            self.step();
        }
    }

    pub fn until_customer(&mut self, n: usize, what: &str, is_it: impl Fn(&Event) -> bool) {
        self.until(what, |world| world.customers[n].seen.iter().any(&is_it));
    }

    pub fn until_agent_rings(&mut self, n: usize) {
        self.until("the agent's phone rings", |world| {
            world.agents[n].seen.iter().any(|event| matches!(event, Event::Incoming { .. }))
        });
    }

    pub fn until_fact(&mut self, what: &str, is_it: impl Fn(&FactBody) -> bool) {
        self.until(what, |world| world.journal.iter().any(&is_it));
    }

    pub fn until_customer_hears(&mut self, n: usize, hz: f64) {
        self.customers[n].heard.clear();
        self.until(&format!("the customer hears {hz} Hz"), |world| world.customers[n].hears(hz));
    }

    pub fn until_agent_hears(&mut self, n: usize, hz: f64) {
        self.agents[n].heard.clear();
        self.until(&format!("the agent hears {hz} Hz"), |world| world.agents[n].hears(hz));
    }

    pub fn count(&self, is_it: impl Fn(&FactBody) -> bool) -> usize {
        self.journal.iter().filter(|fact| is_it(fact)).count()
    }

    /// Everybody hung up: the node is empty and stops when told to.
    pub fn ends_clean(mut self) {
        self.until("all calls are over", |world| world.node.load().calls == 0);
        self.node.drain();
        let node = self.node.clone();
        let stopped = self.runtime.spawn(async move { node.stopped().await });
        self.until("the node stops", |_| stopped.is_finished());
        let legs = self.node.load().media.legs;
        assert_eq!(legs, 0, "no leg is left in media");
    }
}

fn person(n: usize) -> PersonId {
    PersonId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n as u128))
}

fn routing(setting: &Setting, phones: &[SocketAddr], prompts: &std::path::Path) -> Routing {
    let queue = |id: &str| Queue {
        id: id.into(),
        name_zh: "售后".into(),
        name_en: "After-sales".into(),
        skills: vec![],
        priority: 0,
        ring: setting.ring,
        wrap_up: Millis::from_secs(1),
        service_level_within: Millis::from_secs(20),
        music: "music".into(),
        announce_every: None,
        overflow_after: None,
        overflow_to: None,
        waiting_max: 100,
        is_recorded: setting.is_recorded,
    };
    let wait = FlowNode::Queue { queue: "aftersale".into(), skills: vec![], priority: 0, any_of: vec![] };
    let mut nodes = BTreeMap::from([("wait".into(), wait), ("end".into(), FlowNode::HangUp)]);
    if setting.has_menu {
        let menu = FlowNode::Menu {
            prompts: vec!["menu".into()],
            keys: BTreeMap::from([('2', "wait".into())]),
            wait: Millis::from_secs(5),
            repeats: 1,
            invalid: None,
            otherwise: "end".into(),
        };
        nodes.insert("menu".into(), menu);
    }
    let start = if setting.has_menu { "menu" } else { "wait" };
    let hotline = Flow { key: "hotline".into(), start: start.into(), nodes };
    Routing {
        version: 1,
        queues: vec![queue("aftersale")],
        flows: vec![hotline],
        inbound: vec![Inbound { number: "95000".into(), trunk: None, route: Route::Flow("hotline".into()) }],
        trunks: vec![Trunk {
            key: "line".into(),
            sources: vec![(IpAddr::from([127, 0, 0, 1]), None)],
            networks: vec![],
            outbound: None,
            calls_max: 100,
        }],
        phones: phones
            .iter()
            .enumerate()
            .map(|(n, address)| Phone {
                key: format!("a{n}").into(),
                address: PhoneAddress::Fixed { address: *address },
            })
            .collect(),
        agents: (0..phones.len())
            .map(|n| AgentProfile {
                person: person(n),
                username: format!("a{n}").into(),
                queues: vec!["aftersale".into()],
                skills: vec![],
                phone: Some(format!("a{n}").into()),
                is_always_ready: true,
                may_take_calls: true,
            })
            .collect(),
        calendars: vec![],
        sip_realm: "qiao".into(),
        prompts_folder: prompts.to_owned(),
    }
}

/// A mono 8 kHz A-law WAV of one tone.
fn write_prompt(path: &std::path::Path, hz: f64, milliseconds: u32) {
    let sound = tone(hz, milliseconds);
    let mut file = Vec::from(*b"RIFF");
    file.extend((36 + sound.len() as u32).to_le_bytes());
    file.extend(*b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    for word in [6u16, 1] {
        file.extend(word.to_le_bytes());
    }
    for word in [8_000u32, 8_000] {
        file.extend(word.to_le_bytes());
    }
    for word in [1u16, 8] {
        file.extend(word.to_le_bytes());
    }
    file.extend(*b"data");
    file.extend((sound.len() as u32).to_le_bytes());
    file.extend(sound);
    std::fs::write(path, file).expect("the folder is writable");
}

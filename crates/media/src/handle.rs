//! The handle through which the signalling loop speaks to the media thread. SDP is made and ports are opened in the
//! caller's thread; everything else is a message.

use crate::api::{MediaConfig, MediaError, MediaEvent, MediaLoad, Reanswer};
use crate::codec::Codec;
use crate::engine::Engine;
use crate::events::Events;
use crate::limits::{BROWSERS_MAX, COMMANDS_MAX, LEGS_MAX, PROMPTS_PER_PLAY_MAX, WEBRTC_SOCKET_BUFFER};
use crate::net::{Bell, allow_many_files};
use crate::ports::Ports;
use crate::prompts::{Prompts, Slot};
use crate::record::Recorder;
use crate::sdp::{self, Direction, Negotiated, Remote, SdpError};
use crate::webrtc::{BrowserPeer, WebrtcError};
use model::{CallId, LegId, PersonId, Prompt, RecordingId};
use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, AtomicUsize};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;
use tracing::warn;

/// What the media thread is told.
pub enum Command {
    Open { leg: LegId, sockets: (UdpSocket, UdpSocket), port: u16, negotiated: Option<Box<Negotiated>> },
    Negotiated { leg: LegId, negotiated: Box<Negotiated> },
    Close { leg: LegId },
    Connect { a: LegId, b: LegId },
    Disconnect { a: LegId, b: LegId },
    Play { leg: LegId, play: u32, slots: Vec<Slot>, is_looped: bool },
    StopPlay { leg: LegId },
    SendDigit { leg: LegId, digit: char },
    StartRecording { call: CallId, recording: RecordingId, customer: LegId, agent: LegId },
    StopRecording { recording: RecordingId },
    OpenBrowser { agent: PersonId, generation: u64, peer: Box<BrowserPeer> },
    CloseBrowser { agent: PersonId, generation: u64 },
    AttachBrowser { leg: LegId, agent: PersonId },
    Stop,
}

/// What both threads see.
pub struct Shared {
    pub bell: Bell,
    pub ports: Ports,
    pub load: Load,
    /// Commands that were sent and not yet taken.
    pub commands: AtomicUsize,
    /// Browser phones that are open, with their generation.
    browsers: Mutex<HashMap<PersonId, u64>>,
}

/// Counters behind [`MediaLoad`].
#[derive(Default)]
pub struct Load {
    pub legs: AtomicU32,
    pub browsers: AtomicU32,
    pub recordings: AtomicU32,
    pub packets_in: AtomicU64,
    pub packets_out: AtomicU64,
    pub packets_lost: AtomicI64,
    pub tick_late_us_max: AtomicU64,
}

impl Shared {
    pub fn browsers(&self) -> MutexGuard<'_, HashMap<PersonId, u64>> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The media, as the switch holds it. Cheap to clone; the thread ends with the last clone.
#[derive(Clone)]
pub struct Media(Arc<Handle>);

struct Handle {
    config: MediaConfig,
    webrtc: SocketAddr,
    candidates: Vec<SocketAddr>,
    shared: Arc<Shared>,
    commands: Sender<Command>,
    prompts: Prompts,
    /// What was said in SDP about each RTP leg.
    spoken: Mutex<HashMap<LegId, Spoken>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Spoken {
    local: SocketAddr,
    /// Of the `o=` line; the version grows with each description.
    session: (u64, u64),
    negotiated: Option<Negotiated>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.send(Command::Stop);
    }
}

impl Media {
    /// Binds the WebRTC port, makes the recordings folder and starts the threads. Events go to `events`; none is lost
    /// while the channel is full.
    pub fn start(config: MediaConfig, events: tokio::sync::mpsc::Sender<MediaEvent>) -> Result<Media, MediaError> {
        let has_address = !config.rtp_ip.is_unspecified()
            && (!config.webrtc.ip().is_unspecified() || !config.webrtc_candidates.is_empty());
        if !has_address {
            let why = "RTP and WebRTC need addresses that peers can reach, not the wildcard";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, why).into());
        }
        allow_many_files();
        std::fs::create_dir_all(&config.recordings)?;
        let socket = UdpSocket::bind(config.webrtc)?;
        socket.set_nonblocking(true)?;
        socket2::SockRef::from(&socket).set_recv_buffer_size(WEBRTC_SOCKET_BUFFER)?;
        let webrtc = socket.local_addr()?;
        let candidates = match &config.webrtc_candidates[..] {
            [] => vec![webrtc],
            ips => ips.iter().map(|&ip| SocketAddr::new(ip, webrtc.port())).collect(),
        };
        let shared = Arc::new(Shared {
            bell: Bell::new()?,
            ports: Ports::new(config.rtp_ip, config.rtp_ports, rand::random()),
            load: Load::default(),
            commands: AtomicUsize::new(0),
            browsers: Mutex::default(),
        });
        let prompts = Prompts::new(config.prompts.clone())?;
        let (recorder, recording) = Recorder::new(config.recordings.clone(), Events::new(events.clone()))?;
        let (commands, inbox) = channel();
        let events = Events::new(events);
        let engine = Engine::new(config.clone(), shared.clone(), inbox, events, recorder, (socket, candidates[0]))?;
        let thread = std::thread::Builder::new().name("media".into()).spawn(move || engine.run())?;
        let threads = Mutex::new(vec![thread, recording]);
        let spoken = Mutex::default();
        Ok(Media(Arc::new(Handle { config, webrtc, candidates, shared, commands, prompts, spoken, threads })))
    }

    /// Opens a leg for a peer's offer and returns our answer. From now on the leg can be played to.
    pub fn open_offered(&self, leg: LegId, offer: impl AsRef<[u8]>) -> Result<String, MediaError> {
        let remote = Remote::from_bytes(offer.as_ref())?;
        let (sockets, local) = self.0.open_sockets()?;
        let session = (rand::random::<u64>() >> 1, 1);
        let answered = sdp::answer_with(&remote, local, session, &self.0.preference(leg));
        let (answer, negotiated) =
            answered.inspect_err(|_| self.0.shared.ports.release(local.port(), Instant::now()))?;
        self.0.open(leg, sockets, Spoken { local, session, negotiated: Some(negotiated) });
        Ok(answer)
    }

    /// Opens a leg and returns our offer. The codec that the call's customer speaks stands first, so that nothing needs
    /// to be transcoded.
    pub fn open_offering(&self, leg: LegId) -> Result<String, MediaError> {
        let (sockets, local) = self.0.open_sockets()?;
        let session = (rand::random::<u64>() >> 1, 1);
        let offer = sdp::offer_with(local, session, &self.0.preference(leg), Direction::SendRecv);
        self.0.open(leg, sockets, Spoken { local, session, negotiated: None });
        Ok(offer)
    }

    /// Takes the peer's answer to our offer, the first or a later one.
    pub fn accept_answer(&self, leg: LegId, answer: impl AsRef<[u8]>) -> Result<(), MediaError> {
        let negotiated = sdp::accept(&Remote::from_bytes(answer.as_ref())?)?;
        self.0.spoken().get_mut(&leg).ok_or(MediaError::NoLeg)?.negotiated = Some(negotiated);
        self.0.send(Command::Negotiated { leg, negotiated: Box::new(negotiated) });
        Ok(())
    }

    /// Answers a re-INVITE. Without an offer in it, `sdp` is ours, and the peer's answer goes to `accept_answer`.
    pub fn reoffered<O: AsRef<[u8]>>(&self, leg: LegId, offer: Option<O>) -> Result<Reanswer, MediaError> {
        let preference = self.0.preference(leg);
        let mut all = self.0.spoken();
        let spoken = all.get_mut(&leg).ok_or(MediaError::NoLeg)?;
        let session = (spoken.session.0, spoken.session.1 + 1);
        let current = spoken.negotiated.map(|negotiated| negotiated.codec);
        let preference: Vec<Codec> = current.into_iter().chain(preference).collect();
        let Some(offer) = offer else {
            spoken.session = session;
            let is_held = spoken.negotiated.is_some_and(|negotiated| negotiated.is_held);
            let mut codecs = preference;
            dedupe(&mut codecs);
            return Ok(Reanswer { sdp: sdp::offer_with(spoken.local, session, &codecs, Direction::SendRecv), is_held });
        };
        let remote = Remote::from_bytes(offer.as_ref())?;
        let (sdp, negotiated) = sdp::answer_with(&remote, spoken.local, session, &preference)?;
        spoken.session = session;
        spoken.negotiated = Some(negotiated);
        drop(all);
        self.0.send(Command::Negotiated { leg, negotiated: Box::new(negotiated) });
        Ok(Reanswer { sdp, is_held: negotiated.is_held })
    }

    /// Answers a browser's offer. The peer replaces the agent's older one, and takes over its leg if one is attached;
    /// no `BrowserLost` is told of the older one then.
    pub fn open_browser(&self, agent: PersonId, generation: u64, offer: &str) -> Result<String, MediaError> {
        self.0.may_open()?;
        {
            let browsers = self.0.shared.browsers();
            if browsers.len() >= BROWSERS_MAX && !browsers.contains_key(&agent) {
                return Err(MediaError::TooMany);
            }
        }
        let (peer, answer) = BrowserPeer::accept_offer(offer, &self.0.candidates, Instant::now())?;
        self.0.shared.browsers().insert(agent, generation);
        self.0.send(Command::OpenBrowser { agent, generation, peer: Box::new(peer) });
        Ok(answer)
    }

    /// Drops an agent's browser peer, unless a newer generation has replaced it.
    pub fn close_browser(&self, agent: PersonId, generation: u64) {
        self.0.send(Command::CloseBrowser { agent, generation });
    }

    /// The agent's nailed-up audio becomes this leg until `close(leg)`.
    pub fn attach_browser(&self, leg: LegId, agent: PersonId) -> Result<(), MediaError> {
        self.0.may_open()?;
        if !self.0.shared.browsers().contains_key(&agent) {
            return Err(MediaError::NoLeg);
        }
        self.0.send(Command::AttachBrowser { leg, agent });
        Ok(())
    }

    /// Both hear each other; ends what is played to either.
    pub fn connect(&self, a: LegId, b: LegId) {
        self.0.send(Command::Connect { a, b });
    }

    /// Neither hears the other any more.
    pub fn disconnect(&self, a: LegId, b: LegId) {
        self.0.send(Command::Disconnect { a, b });
    }

    /// Plays prompts one after the other instead of what the leg hears; replaces what was played to it. A digit does
    /// not stop it. Comes back as `PlayEnded` unless looped, stopped or replaced.
    pub fn play(&self, leg: LegId, play: u32, prompts: &[Prompt], is_looped: bool) {
        if prompts.len() > PROMPTS_PER_PLAY_MAX {
            warn!(leg.id = %leg, "a play of {} prompts is cut to {PROMPTS_PER_PLAY_MAX}", prompts.len());
        }
        let slots = prompts.iter().take(PROMPTS_PER_PLAY_MAX).map(|prompt| self.0.prompts.slot(prompt)).collect();
        self.0.send(Command::Play { leg, play, slots, is_looped });
    }

    pub fn stop_play(&self, leg: LegId) {
        self.0.send(Command::StopPlay { leg });
    }

    /// Sends one DTMF digit as telephone-event; false: the peer has none (use SIP INFO).
    pub fn send_digit(&self, leg: LegId, digit: char) -> bool {
        let has_event = self.0.spoken().get(&leg).and_then(|spoken| spoken.negotiated?.telephone_event).is_some();
        if has_event {
            self.0.send(Command::SendDigit { leg, digit });
        }
        has_event
    }

    /// Ends a leg and frees its port. A browser goes back to silence. Unknown legs are ignored.
    pub fn close(&self, leg: LegId) {
        self.0.spoken().remove(&leg);
        self.0.send(Command::Close { leg });
    }

    /// Records what both say, customer left, agent right. A leg may be opened later, or again.
    pub fn start_recording(&self, call: CallId, recording: RecordingId, customer: LegId, agent: LegId) {
        self.0.send(Command::StartRecording { call, recording, customer, agent });
    }

    /// Comes back as `RecordingEnded` once the file is on disk. A recording ends by itself with its second leg.
    pub fn stop_recording(&self, _call: CallId, recording: RecordingId) {
        self.0.send(Command::StopRecording { recording });
    }

    /// Where browsers send, with the port that was bound.
    pub fn webrtc_address(&self) -> SocketAddr {
        self.0.webrtc
    }

    pub fn load(&self) -> MediaLoad {
        let load = &self.0.shared.load;
        MediaLoad {
            legs: load.legs.load(Relaxed),
            browsers: load.browsers.load(Relaxed),
            recordings: load.recordings.load(Relaxed),
            packets_in: load.packets_in.load(Relaxed),
            packets_out: load.packets_out.load(Relaxed),
            packets_lost: load.packets_lost.load(Relaxed).max(0) as u64,
            tick_late_us_max: load.tick_late_us_max.swap(0, Relaxed),
        }
    }

    /// Closes every leg and waits until all recordings are on disk. Blocks: for the end of the service and for tests.
    pub fn shut_down(&self) {
        self.0.send(Command::Stop);
        let threads: Vec<_> = self.0.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for thread in threads {
            if thread.join().is_err() {
                warn!("a media thread had panicked");
            }
        }
    }
}

impl Handle {
    fn spoken(&self) -> MutexGuard<'_, HashMap<LegId, Spoken>> {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never blocks. What is under way is bounded because only `may_open` lets new legs in.
    fn send(&self, command: Command) {
        self.shared.commands.fetch_add(1, Relaxed);
        if self.commands.send(command).is_ok() {
            self.shared.bell.ring();
        }
    }

    /// No new legs while the media thread is stalled or gone.
    fn may_open(&self) -> Result<(), MediaError> {
        if self.shared.commands.load(Relaxed) > COMMANDS_MAX { Err(MediaError::Busy) } else { Ok(()) }
    }

    fn open_sockets(&self) -> Result<((UdpSocket, UdpSocket), SocketAddr), MediaError> {
        self.may_open()?;
        if self.spoken().len() >= LEGS_MAX {
            return Err(MediaError::TooMany);
        }
        let sockets = self.shared.ports.open(Instant::now())?;
        let local = SocketAddr::new(self.config.rtp_ip, sockets.0.local_addr()?.port());
        Ok((sockets, local))
    }

    fn open(&self, leg: LegId, sockets: (UdpSocket, UdpSocket), spoken: Spoken) {
        let port = spoken.local.port();
        let negotiated = spoken.negotiated.map(Box::new);
        self.spoken().insert(leg, spoken);
        self.send(Command::Open { leg, sockets, port, negotiated });
    }

    /// Our order of codecs, led by the one the call's customer speaks.
    fn preference(&self, leg: LegId) -> Vec<Codec> {
        let customer = LegId::customer(leg.call);
        let spoken =
            self.spoken().get(&customer).and_then(|spoken| spoken.negotiated).map(|negotiated| negotiated.codec);
        let mut codecs: Vec<Codec> = spoken.into_iter().chain(sdp::PREFERENCE).collect();
        dedupe(&mut codecs);
        codecs
    }
}

/// Keeps the first of each.
fn dedupe(codecs: &mut Vec<Codec>) {
    let mut seen = Vec::new();
    codecs.retain(|codec| {
        let is_new = !seen.contains(codec);
        seen.push(*codec);
        is_new
    });
}

impl From<SdpError> for MediaError {
    fn from(error: SdpError) -> Self {
        match error {
            SdpError::NoCommonCodec => MediaError::NoCommonCodec,
            other => MediaError::BadSdp(other.to_string()),
        }
    }
}

impl From<WebrtcError> for MediaError {
    fn from(error: WebrtcError) -> Self {
        match error {
            WebrtcError::NoCommonCodec => MediaError::NoCommonCodec,
            other => MediaError::BadSdp(other.to_string()),
        }
    }
}

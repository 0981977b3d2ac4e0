//! The media thread: one loop over all sockets, the commands' bell and the 20 ms beat.
//!
//! Packets between two legs of one codec are passed on as they come (`engine/relay.rs`); everything else is made on
//! the beat (`engine/tick.rs`). Nothing in here waits for anything but the poller. Legs live in a slab; a leg's index
//! is its token at the poller, so that a packet finds its leg without a map.

mod browser;
mod control;
mod leg;
mod relay;
mod tick;

use crate::api::{MediaConfig, MediaEvent};
use crate::events::Events;
use crate::handle::{Command, Shared};
use crate::latch::Latch;
use crate::limits::{HEARS_MAX, LEGS_MAX, TICK};
use crate::net::{Batch, Beat, Poller, hurry};
use crate::prompts::Play;
use crate::record::{Recorder, Side, Tap};
use crate::sdp::Negotiated;
use browser::Browsers;
use leg::{Control, Feed, Leg, Speech, Wire};
use model::{CallId, LegId, RecordingId};
use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::Instant;
use tracing::{debug, error};

const BELL: u64 = u64::MAX;
const BEAT: u64 = u64::MAX - 1;
const WEBRTC: u64 = u64::MAX - 2;
/// Added to a leg's index: its RTCP socket.
const CONTROL: u64 = 1 << 32;

/// Time of this thread, in microseconds since it began; starts at one hour, so that "long ago" can be told.
#[derive(Clone, Copy)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    const OFFSET_US: u64 = 3_600_000_000;

    pub fn now_us(&self) -> u64 {
        self.at(Instant::now())
    }

    pub fn at(&self, instant: Instant) -> u64 {
        Self::OFFSET_US + instant.saturating_duration_since(self.start).as_micros() as u64
    }
}

pub struct Engine {
    config: MediaConfig,
    shared: Arc<Shared>,
    commands: Receiver<Command>,
    events: Events,
    recorder: Recorder,
    clock: Clock,
    poller: Poller,
    beat: Beat,
    /// Taken out while a batch is being worked on.
    batch: Option<Box<Batch>>,
    legs: Vec<Option<Box<Leg>>>,
    free: Vec<u32>,
    by_id: HashMap<LegId, u32>,
    recordings: HashMap<RecordingId, Recording>,
    browsers: Browsers,
    /// The leg that is being worked on, for the log when that fails.
    at: u32,
    /// Beats since the start, those that were dropped included.
    ticks: u64,
    /// Room for one packet we make ourselves.
    scratch: Vec<u8>,
}

struct Recording {
    call: CallId,
    number: u32,
    started_us: u64,
    sides: [LegId; 2],
}

impl Engine {
    pub fn new(
        config: MediaConfig,
        shared: Arc<Shared>,
        commands: Receiver<Command>,
        events: Events,
        recorder: Recorder,
        (webrtc, webrtc_local): (UdpSocket, SocketAddr),
    ) -> std::io::Result<Self> {
        let poller = Poller::new()?;
        let beat = Beat::new(TICK)?;
        poller.add(&shared.bell, BELL)?;
        poller.add(&beat, BEAT)?;
        poller.add(&webrtc, WEBRTC)?;
        let browsers = Browsers::new(webrtc, webrtc_local);
        Ok(Self {
            config,
            shared,
            commands,
            events,
            recorder,
            clock: Clock { start: Instant::now() },
            poller,
            beat,
            batch: Some(Box::new(Batch::new())),
            legs: Vec::new(),
            free: Vec::new(),
            by_id: HashMap::new(),
            recordings: HashMap::new(),
            browsers,
            at: u32::MAX,
            ticks: 0,
            scratch: Vec::with_capacity(crate::limits::DATAGRAM_MAX),
        })
    }

    /// Until the last handle is gone.
    pub fn run(mut self) {
        hurry();
        self.clock = Clock { start: Instant::now() };
        loop {
            let ready = match self.poller.wait() {
                Ok(ready) => ready,
                Err(error) => return error!("the media thread cannot wait for packets and ends: {error}"),
            };
            for i in 0..ready {
                let token = self.poller.token(i);
                match catch_unwind(AssertUnwindSafe(|| self.dispatch(token))) {
                    Ok(true) => {}
                    Ok(false) => return self.close_all(),
                    Err(_) => self.recover(),
                }
            }
        }
    }

    /// Something is ready; false: the last handle is gone.
    fn dispatch(&mut self, token: u64) -> bool {
        self.at = u32::MAX;
        match token {
            BELL => return self.obey(),
            BEAT => self.beat(),
            WEBRTC => self.receive_webrtc(),
            leg if leg & CONTROL != 0 => self.receive_rtcp(leg as u32),
            leg => self.receive_rtp(leg as u32),
        }
        self.drive_touched();
        true
    }

    /// A bug in here costs the leg that met it, not everybody's call.
    fn recover(&mut self) {
        self.batch.get_or_insert_with(|| Box::new(Batch::new()));
        // Commands behind the one that failed still wait.
        self.shared.bell.ring();
        let leg = self.legs.get(self.at as usize).and_then(Option::as_deref).map(|leg| leg.id);
        error!(
            leg.id = leg.map(tracing::field::display),
            "the media thread panicked; the leg it was busy with is dropped"
        );
        if let Some(leg) = leg {
            self.close(leg);
            self.tell(MediaEvent::Inactive { leg });
        }
    }

    /// Takes every waiting command; false: there will be no more.
    fn obey(&mut self) -> bool {
        self.shared.bell.quiet();
        loop {
            match self.commands.try_recv() {
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return false,
                Ok(command) => {
                    self.shared.commands.fetch_sub(1, Relaxed);
                    self.perform(command);
                }
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    fn perform(&mut self, command: Command) {
        match command {
            Command::Open { leg, sockets, port, negotiated } => self.open(leg, sockets, port, negotiated.as_deref()),
            Command::Negotiated { leg, negotiated } => self.negotiated(leg, &negotiated),
            Command::Close { leg } => self.close(leg),
            Command::Connect { a, b } => self.connect(a, b),
            Command::Disconnect { a, b } => self.disconnect(a, b),
            Command::Play { leg, play, slots, is_looped } => self.play(leg, Some(Play::new(play, slots, is_looped))),
            Command::StopPlay { leg } => self.play(leg, None),
            Command::SendDigit { leg, digit } => self.send_digit(leg, digit),
            Command::StartRecording { call, recording, customer, agent } => {
                self.start_recording(call, recording, customer, agent);
            }
            Command::StopRecording { recording } => self.stop_recording(recording),
            Command::OpenBrowser { agent, generation, peer } => self.open_browser(agent, generation, peer),
            Command::CloseBrowser { agent, generation } => self.close_browser(agent, generation),
            Command::AttachBrowser { leg, agent } => self.attach_browser(leg, agent),
            Command::Stop => {}
        }
    }

    fn open(&mut self, id: LegId, sockets: (UdpSocket, UdpSocket), port: u16, negotiated: Option<&Negotiated>) {
        let (socket, control) = (sockets.0, Control::new(sockets.1, negotiated));
        let latch = Latch::new(negotiated.map(|negotiated| negotiated.remote));
        let leg = Leg::new(id, Wire::Rtp { socket, control, port, latch }, negotiated.map(Speech::from), &self.clock);
        self.insert(leg);
    }

    /// Puts a leg into the slab; one of the same id before it is closed.
    fn insert(&mut self, leg: Leg) {
        self.close(leg.id);
        let id = leg.id;
        let index = self.free.pop().unwrap_or_else(|| {
            self.legs.push(None);
            self.legs.len() as u32 - 1
        });
        if let Wire::Rtp { socket, control, .. } = &leg.wire {
            let added = self.poller.add(socket, u64::from(index));
            let both = added.and_then(|()| self.poller.add(&control.socket, CONTROL | u64::from(index)));
            if let Err(error) = both {
                error!(leg.id = %id, "leg cannot be listened to: {error}");
            }
        }
        self.legs[index as usize] = Some(Box::new(leg));
        self.by_id.insert(id, index);
        self.shared.load.legs.store(self.by_id.len() as u32, Relaxed);
        debug_assert!(self.by_id.len() <= LEGS_MAX, "the handle counts legs before it opens one");
        // A recording may have been started before its leg was there.
        let waiting = self.recordings.values().find_map(|recording| {
            let side = recording.sides.iter().position(|&side| side == id)?;
            Some(recording.tap(side))
        });
        self.legs[index as usize].as_mut().expect("just put there").tap = waiting;
    }

    fn negotiated(&mut self, id: LegId, negotiated: &Negotiated) {
        let now_us = self.clock.now_us();
        let Some(index) = self.index(id) else { return };
        let leg = self.leg(index);
        leg.speak_by(Some(Speech::from(negotiated)));
        leg.heard_us = now_us;
        leg.is_inactive = false;
        if let Wire::Rtp { latch, control, .. } = &mut leg.wire {
            latch.renew(negotiated.remote);
            control.remote = Some(negotiated.remote_rtcp);
            control.is_muxed = negotiated.is_rtcp_mux;
        }
        self.replan_around(index);
    }

    fn close(&mut self, id: LegId) {
        let Some(index) = self.by_id.remove(&id) else { return };
        let Some(leg) = self.legs[index as usize].take() else { return };
        self.free.push(index);
        self.shared.load.legs.store(self.by_id.len() as u32, Relaxed);
        for &other in leg.hears.iter().chain(&leg.heard_by) {
            if let Some(other) = self.legs[other as usize].as_mut() {
                other.hears.retain(|&heard| heard != index);
                other.heard_by.retain(|&hearer| hearer != index);
                other.relays_to.retain(|&target| target != index);
            }
        }
        for &other in leg.hears.iter().chain(&leg.heard_by) {
            self.replan_around(other);
        }
        match leg.wire {
            Wire::Rtp { socket, control, port, .. } => {
                drop((socket, control));
                self.shared.ports.release(port, Instant::now());
            }
            Wire::Browser { index } => self.browsers.detach(index, id, leg.egress),
        }
        self.end_recordings_without_legs();
    }

    fn close_all(&mut self) {
        let legs: Vec<LegId> = self.by_id.keys().copied().collect();
        for leg in legs {
            self.close(leg);
        }
        let recordings: Vec<RecordingId> = self.recordings.keys().copied().collect();
        for recording in recordings {
            self.stop_recording(recording);
        }
        self.recorder.flush();
    }

    fn connect(&mut self, a: LegId, b: LegId) {
        let (Some(a), Some(b)) = (self.index(a), self.index(b)) else {
            return debug!("a leg to connect is gone");
        };
        if a == b {
            return;
        }
        for (hearer, heard) in [(a, b), (b, a)] {
            let leg = self.leg(hearer);
            leg.play = None;
            if !leg.hears.contains(&heard) && leg.hears.len() < HEARS_MAX {
                leg.hears.push(heard);
                self.leg(heard).heard_by.push(hearer);
            }
        }
        self.replan_around(a);
        self.replan_around(b);
    }

    fn disconnect(&mut self, a: LegId, b: LegId) {
        let (Some(a), Some(b)) = (self.index(a), self.index(b)) else { return };
        for (one, other) in [(a, b), (b, a)] {
            let leg = self.leg(one);
            leg.hears.retain(|&heard| heard != other);
            leg.heard_by.retain(|&hearer| hearer != other);
        }
        self.replan_around(a);
        self.replan_around(b);
    }

    fn play(&mut self, id: LegId, play: Option<Play>) {
        let Some(index) = self.index(id) else { return };
        self.leg(index).play = play;
        self.replan_around(index);
    }

    fn send_digit(&mut self, id: LegId, digit: char) {
        let Some(index) = self.index(id) else { return };
        let digits = &mut self.leg(index).digits_out.waiting;
        if digits.len() < crate::limits::DIGITS_WAITING_MAX {
            digits.push_back(digit);
        }
    }

    fn start_recording(&mut self, call: CallId, recording: RecordingId, customer: LegId, agent: LegId) {
        if self.recordings.contains_key(&recording) {
            return;
        }
        let now = Instant::now();
        let number = self.recorder.start(call, recording, now);
        let started_us = self.clock.at(now);
        let entry = Recording { call, number, started_us, sides: [customer, agent] };
        for (side, id) in [customer, agent].into_iter().enumerate() {
            if let Some(index) = self.index(id) {
                self.leg(index).tap = Some(entry.tap(side));
            }
        }
        self.recordings.insert(recording, entry);
        self.shared.load.recordings.store(self.recordings.len() as u32, Relaxed);
    }

    fn stop_recording(&mut self, recording: RecordingId) {
        let Some(entry) = self.recordings.remove(&recording) else { return };
        for id in entry.sides {
            if let Some(index) = self.index(id) {
                let leg = self.leg(index);
                leg.tap = leg.tap.take().filter(|tap| tap.number != entry.number);
            }
        }
        let end = (self.clock.now_us() - entry.started_us) * 8 / 1_000;
        debug!(call.id = %entry.call, recording.id = %recording, "recording ends after {end} samples");
        self.recorder.stop(entry.number, end);
        self.shared.load.recordings.store(self.recordings.len() as u32, Relaxed);
    }

    /// Nobody is left to record: nothing more can come, whether or not `stop_recording` follows.
    fn end_recordings_without_legs(&mut self) {
        let by_id = &self.by_id;
        let is_over = |recording: &Recording| recording.sides.iter().all(|side| !by_id.contains_key(side));
        let over: Vec<RecordingId> =
            self.recordings.iter().filter(|(_, recording)| is_over(recording)).map(|(&id, _)| id).collect();
        for recording in over {
            self.stop_recording(recording);
        }
    }

    fn index(&self, id: LegId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// A leg whose index comes from `by_id` or from another leg's lists.
    fn leg(&mut self, index: u32) -> &mut Leg {
        self.legs[index as usize].as_mut().expect("closing a leg takes its index out of every list")
    }

    /// Works out anew what this leg and those around it send.
    fn replan_around(&mut self, index: u32) {
        if self.legs[index as usize].is_none() {
            return;
        }
        self.replan(index);
        let leg = self.leg(index);
        let around: Vec<u32> = leg.hears.iter().chain(&leg.heard_by).copied().collect();
        for &other in &around {
            self.replan(other);
        }
        self.replan_ears(index);
        for other in around {
            self.replan_ears(other);
        }
    }

    /// What does this leg get to hear, and how?
    fn replan(&mut self, index: u32) {
        let Some(leg) = self.legs[index as usize].as_deref() else { return };
        let relayed_from = match leg.hears[..] {
            [only] => {
                let codec = self.legs[only as usize].as_deref().and_then(|leg| leg.speech).map(|speech| speech.codec);
                codec.zip(leg.listens_in()).filter(|&(from, to)| relay::can_pass(from, to)).map(|_| only)
            }
            _ => None,
        };
        let feed = match (leg.listens_in(), &leg.play, relayed_from) {
            (None, ..) => Feed::Nothing,
            (Some(_), Some(_), _) => Feed::Play,
            (Some(_), None, Some(only)) => Feed::Relay(only),
            (Some(_), None, None) if leg.hears.is_empty() => Feed::Nothing,
            (Some(_), None, None) => Feed::Mix,
        };
        let leg = self.leg(index);
        if leg.feed != feed || feed == Feed::Play {
            leg.feed = feed;
            leg.feeds = leg.feeds.wrapping_add(1);
        }
    }

    /// To whom do this leg's packets go as they are, and must it be decoded?
    fn replan_ears(&mut self, index: u32) {
        let Some(leg) = self.legs[index as usize].as_deref() else { return };
        let mut relays_to = Vec::with_capacity(HEARS_MAX);
        let mut is_mixed = false;
        for &hearer in &leg.heard_by {
            match self.legs[hearer as usize].as_deref().map(|leg| leg.feed) {
                Some(Feed::Relay(from)) if from == index => relays_to.push(hearer),
                Some(Feed::Mix) => is_mixed = true,
                Some(Feed::Relay(_) | Feed::Play | Feed::Nothing) | None => {}
            }
        }
        let leg = self.leg(index);
        leg.relays_to = relays_to;
        leg.is_mixed = is_mixed;
        let codec = leg.speech.map(|speech| speech.codec);
        match (is_mixed, codec) {
            (true, Some(codec)) if leg.ears.as_ref().is_none_or(|ears| ears.codec != codec) => {
                leg.ears = Some(Box::new(leg::Ears::new(codec)));
            }
            (true, _) => {}
            (false, _) => leg.ears = None,
        }
    }

    fn tell(&mut self, event: MediaEvent) {
        self.events.send(event);
    }
}

impl Recording {
    fn tap(&self, side: usize) -> Tap {
        let which = if side == 0 { Side::Customer } else { Side::Agent };
        Tap::new(self.number, which, self.started_us)
    }
}

//! Browser phones: all on one UDP port, each a `BrowserPeer` that lives for a shift and becomes a leg for a call.
//!
//! A panic inside the WebRTC library ends that peer and nobody else (`webrtc` sees to that).

use super::Engine;
use super::leg::{Leg, Speech, Wire};
use crate::api::MediaEvent;
use crate::egress::Egress;
use crate::limits::BROWSERS_MAX;
use crate::rtp::{HEADER, Packet, Place};
use crate::webrtc::{BrowserEvent, BrowserPeer, Poll};
use model::{LegId, PersonId};
use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use tracing::{debug, error};

/// Outputs of one peer in a row; more is a loop inside the library.
const POLLS_MAX: usize = 1_000;

pub struct Browsers {
    socket: UdpSocket,
    /// The address that peers believe to have reached: their candidate, also when the socket is a wildcard.
    local: SocketAddr,
    list: Vec<Option<Browser>>,
    by_agent: HashMap<PersonId, u32>,
    /// Where each peer was last heard from. Trusted only as a hint.
    by_source: HashMap<SocketAddr, u32>,
    /// Peers that were given something to send.
    touched: Vec<u32>,
}

struct Browser {
    agent: PersonId,
    generation: u64,
    peer: Box<BrowserPeer>,
    leg: Option<LegId>,
    /// The timeline of what it was sent, while no leg goes on with it.
    egress: Option<Egress>,
    /// When the peer wants to be polled again.
    due: Instant,
    is_touched: bool,
}

impl Browsers {
    pub fn new(socket: UdpSocket, local: SocketAddr) -> Self {
        Self {
            socket,
            local,
            list: Vec::new(),
            by_agent: HashMap::new(),
            by_source: HashMap::new(),
            touched: Vec::new(),
        }
    }

    /// The leg is over; the peer stays, silent.
    pub fn detach(&mut self, index: u32, leg: LegId, egress: Egress) {
        if let Some(browser) = self.get(index)
            && browser.leg.is_none_or(|attached| attached == leg)
        {
            browser.leg = None;
            browser.egress = Some(egress);
        }
    }

    pub fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    fn get(&mut self, index: u32) -> Option<&mut Browser> {
        self.list.get_mut(index as usize)?.as_mut()
    }

    fn insert(&mut self, browser: Browser) -> u32 {
        let agent = browser.agent;
        let index = match self.list.iter().position(Option::is_none) {
            Some(index) => {
                self.list[index] = Some(browser);
                index as u32
            }
            None => {
                self.list.push(Some(browser));
                self.list.len() as u32 - 1
            }
        };
        self.by_agent.insert(agent, index);
        index
    }

    fn remove(&mut self, index: u32) -> Option<Browser> {
        let browser = self.list.get_mut(index as usize)?.take()?;
        self.by_agent.remove(&browser.agent);
        self.by_source.retain(|_, &mut at| at != index);
        Some(browser)
    }

    /// Closes a peer, so that its page notices at once. Returns the leg it was.
    fn say_goodbye(&mut self, mut browser: Browser) -> Option<LegId> {
        let now = Instant::now();
        browser.peer.close(now);
        for _ in 0..POLLS_MAX {
            match browser.peer.poll(now) {
                Poll::Transmit { to, bytes } => {
                    self.socket.send_to(&bytes, to).ok();
                }
                Poll::Event(_) => {}
                Poll::Timeout(_) => break,
            }
        }
        browser.leg
    }

    /// Which peer a datagram is for: the last one from there, else the first that knows it.
    fn find(&mut self, from: SocketAddr, bytes: &[u8]) -> Option<u32> {
        let local = self.local;
        let accepts = |index: u32, browser: &Option<Browser>| {
            browser.as_ref().is_some_and(|browser| browser.peer.accepts(from, local, bytes)).then_some(index)
        };
        if let Some(&index) = self.by_source.get(&from)
            && let Some(found) = self.list.get(index as usize).and_then(|browser| accepts(index, browser))
        {
            return Some(found);
        }
        // From a new place comes a STUN check first (RFC 7983: 0 to 3); all else from there is noise.
        if bytes.first().is_none_or(|&first| first > 3) {
            return None;
        }
        let found = self.list.iter().zip(0..).find_map(|(browser, index)| accepts(index, browser))?;
        if self.by_source.len() < 4 * BROWSERS_MAX {
            self.by_source.insert(from, found);
        }
        Some(found)
    }
}

impl Engine {
    pub(super) fn open_browser(&mut self, agent: PersonId, generation: u64, peer: Box<BrowserPeer>) {
        let before = self.browsers.by_agent.get(&agent).copied().and_then(|index| self.browsers.remove(index));
        let leg = before.and_then(|before| self.browsers.say_goodbye(before));
        let speech = speech(&peer);
        let browser = Browser { agent, generation, peer, leg, egress: None, due: Instant::now(), is_touched: false };
        let index = self.browsers.insert(browser);
        self.count_browsers();
        if let Some(leg) = leg.and_then(|leg| self.index(leg)) {
            let on = self.leg(leg);
            on.wire = Wire::Browser { index };
            on.speak_by(speech);
            self.replan_around(leg);
        }
        self.touch(index);
        self.drive_touched();
    }

    pub(super) fn close_browser(&mut self, agent: PersonId, generation: u64) {
        let Some(&index) = self.browsers.by_agent.get(&agent) else { return };
        if self.browsers.get(index).is_some_and(|browser| browser.generation == generation) {
            self.forget_browser(index);
        }
    }

    /// The agent's audio becomes this leg, a new one or one whose browser was lost.
    pub(super) fn attach_browser(&mut self, id: LegId, agent: PersonId) {
        let Some(&index) = self.browsers.by_agent.get(&agent) else {
            return debug!(leg.id = %id, "the browser to attach is gone");
        };
        let Some(browser) = self.browsers.get(index) else { return };
        let speech = speech(&browser.peer);
        if let Some(before) = browser.leg.take().filter(|&before| before != id) {
            self.close(before);
        }
        let Some(browser) = self.browsers.get(index) else { return };
        browser.leg = Some(id);
        let egress = browser.egress.take();
        match self.index(id) {
            Some(at) if matches!(self.leg(at).wire, Wire::Browser { .. }) => {
                let leg = self.leg(at);
                leg.wire = Wire::Browser { index };
                leg.speak_by(speech);
                self.replan_around(at);
            }
            Some(_) | None => {
                let mut leg = Leg::new(id, Wire::Browser { index }, speech, &self.clock);
                leg.egress = egress.unwrap_or(leg.egress);
                self.insert(leg);
            }
        }
    }

    pub(super) fn receive_webrtc(&mut self) {
        let Some(mut batch) = self.batch.take() else { return };
        let count = batch.receive(self.browsers.socket());
        let now = Instant::now();
        for i in 0..count {
            let Some(from) = batch.from(i).filter(|_| !batch.is_cut(i)) else { continue };
            let bytes = batch.bytes(i);
            let Some(index) = self.browsers.find(from, bytes) else { continue };
            let local = self.browsers.local;
            if let Some(browser) = self.browsers.get(index) {
                browser.peer.receive(now, from, local, bytes);
                self.touch(index);
            }
        }
        self.batch = Some(batch);
        self.drive_touched();
    }

    pub(super) fn send_to_browser(&mut self, index: u32, place: Place, payload: &[u8]) {
        if let Some(browser) = self.browsers.get(index) {
            browser.peer.send(payload, place.timestamp, place.marker, Instant::now());
            self.shared.load.packets_out.fetch_add(1, Relaxed);
            self.touch(index);
        }
    }

    /// Polls peers whose time has come.
    pub(super) fn drive_due_browsers(&mut self) {
        let now = Instant::now();
        for index in 0..self.browsers.list.len() as u32 {
            if self.browsers.get(index).is_some_and(|browser| browser.due <= now) {
                self.touch(index);
            }
        }
        self.drive_touched();
    }

    /// Takes out what touched peers want to send and say. What one says may touch another.
    pub(super) fn drive_touched(&mut self) {
        while let Some(index) = self.browsers.touched.pop() {
            if let Some(browser) = self.browsers.get(index) {
                browser.is_touched = false;
                self.drive(index);
            }
        }
    }

    fn touch(&mut self, index: u32) {
        if let Some(browser) = self.browsers.get(index)
            && !browser.is_touched
        {
            browser.is_touched = true;
            self.browsers.touched.push(index);
        }
    }

    fn drive(&mut self, index: u32) {
        let now = Instant::now();
        for _ in 0..POLLS_MAX {
            let Some(browser) = self.browsers.get(index) else { return };
            match browser.peer.poll(now) {
                Poll::Transmit { to, bytes } => {
                    // A full socket is a lost packet, as anywhere on the way.
                    self.browsers.socket.send_to(&bytes, to).ok();
                }
                Poll::Event(event) => self.on_browser_event(index, event),
                Poll::Timeout(due) => {
                    browser.due = due;
                    return;
                }
            }
        }
        error!("a browser peer does not come to rest and is dropped");
        self.lose_browser(index);
    }

    fn on_browser_event(&mut self, index: u32, event: BrowserEvent) {
        let Some(browser) = self.browsers.get(index) else { return };
        let (agent, generation, leg) = (browser.agent, browser.generation, browser.leg);
        match event {
            BrowserEvent::Connected => self.tell(MediaEvent::BrowserConnected { agent, generation }),
            // It might come back by itself; but the switch has given its call to music by then, and a page that is
            // refused offers anew. So there is one way back only.
            BrowserEvent::Lost => self.lose_browser(index),
            BrowserEvent::Audio(audio) => {
                self.shared.load.packets_in.fetch_add(1, Relaxed);
                if let Some(leg) = leg.and_then(|leg| self.index(leg)) {
                    let place = Place { seq: audio.sequence, timestamp: audio.timestamp, marker: audio.is_marker };
                    self.on_browser_audio(leg, index, place, &audio.payload);
                }
            }
            BrowserEvent::Digit(digit) => {
                if let Some((id, at)) = leg.and_then(|leg| Some((leg, self.index(leg)?))) {
                    self.tell(MediaEvent::Digit { leg: id, digit });
                    self.pass_digit_on(at, digit);
                }
            }
        }
    }

    fn on_browser_audio(&mut self, leg: u32, ssrc: u32, place: Place, payload: &[u8]) {
        let now_us = self.clock.now_us();
        self.at = leg;
        let on = self.leg(leg);
        let Some(speech) = on.speech else { return };
        on.heard_us = now_us;
        let clock = speech.codec.clock_rate();
        let missing = on.inbound.count(ssrc, place.seq, place.timestamp, clock, now_us);
        self.shared.load.packets_lost.fetch_add(missing, Relaxed);
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        bytes.resize(HEADER, 0);
        bytes.extend_from_slice(payload);
        let Place { seq, timestamp, marker } = place;
        let (payload_type, start, end) = (speech.payload_type, HEADER, bytes.len());
        let packet = Packet { payload_type, marker, seq, timestamp, ssrc, start, end };
        self.on_audio(leg, speech, packet, &mut bytes, now_us);
        self.scratch = bytes;
    }

    fn lose_browser(&mut self, index: u32) {
        if let Some((agent, generation)) = self.forget_browser(index) {
            self.tell(MediaEvent::BrowserLost { agent, generation });
        }
    }

    /// The leg, if there is one, stays and is silent until another browser takes it over or it is closed.
    fn forget_browser(&mut self, index: u32) -> Option<(PersonId, u64)> {
        let browser = self.browsers.remove(index)?;
        let (agent, generation) = (browser.agent, browser.generation);
        let mut open = self.shared.browsers();
        if open.get(&agent) == Some(&generation) {
            open.remove(&agent);
        }
        drop(open);
        if let Some(leg) = self.browsers.say_goodbye(browser).and_then(|leg| self.index(leg)) {
            let on = self.leg(leg);
            on.speak_by(None);
            // The slot may soon be another agent's.
            on.wire = Wire::Browser { index: u32::MAX };
            self.replan_around(leg);
        }
        self.count_browsers();
        debug!(agent.id = %agent, generation, "browser phone is gone");
        Some((agent, generation))
    }

    fn count_browsers(&self) {
        self.shared.load.browsers.store(self.browsers.by_agent.len() as u32, Relaxed);
    }
}

fn speech(peer: &BrowserPeer) -> Option<Speech> {
    Some(Speech {
        codec: peer.codec(),
        payload_type: 0,
        event_type: None,
        event_clock: 8_000,
        may_send: true,
        may_receive: true,
        is_held: false,
    })
}

//! Packets that come in: judged, recorded, counted, and passed on within the same call when both sides speak one
//! codec. No allocation and no map on this path.

use super::Engine;
use super::leg::{Feed, Leg, Speech, Wire};
use crate::api::MediaEvent;
use crate::codec::{Codec, g711};
use crate::egress::{Heard, Source};
use crate::latch::Verdict;
use crate::limits::DATAGRAM_MAX;
use crate::record::Sound;
use crate::rtp::{self, HEADER, Packet, Place};
use std::net::SocketAddr;
use std::sync::atomic::Ordering::Relaxed;

impl Engine {
    /// A leg's socket has packets.
    pub(super) fn receive_rtp(&mut self, index: u32) {
        let Some(mut batch) = self.batch.take() else { return };
        let leg = self.legs.get(index as usize).and_then(Option::as_deref);
        if let Some(Wire::Rtp { socket, .. }) = leg.map(|leg| &leg.wire) {
            let count = batch.receive(socket);
            let now_us = self.clock.now_us();
            for i in 0..count {
                if let Some(from) = batch.from(i).filter(|_| !batch.is_cut(i)) {
                    self.on_rtp(index, from, batch.bytes(i), now_us);
                }
            }
        }
        self.batch = Some(batch);
    }

    fn on_rtp(&mut self, index: u32, from: SocketAddr, bytes: &mut [u8], now_us: u64) {
        self.at = index;
        let load = &self.shared.load;
        load.packets_in.fetch_add(1, Relaxed);
        let Some(packet) = Packet::parse(bytes) else {
            if rtp::is_rtcp(bytes) {
                self.on_rtcp(index, from, bytes);
            }
            return;
        };
        let Some(leg) = self.legs[index as usize].as_deref_mut() else { return };
        let (Some(speech), Wire::Rtp { latch, .. }) = (leg.speech, &mut leg.wire) else { return };
        if latch.judge(from, packet.ssrc, packet.seq, now_us) == Verdict::Drop {
            return;
        }
        leg.heard_us = now_us;
        leg.is_inactive = false;
        let clock = speech.codec.clock_rate();
        let missing = leg.inbound.count(packet.ssrc, packet.seq, packet.timestamp, clock, now_us);
        if missing != 0 {
            load.packets_lost.fetch_add(missing, Relaxed);
        }
        if packet.payload_type == speech.payload_type {
            self.on_audio(index, speech, packet, bytes, now_us);
        } else if Some(packet.payload_type) == speech.event_type {
            self.on_event(index, speech, packet, bytes, now_us);
        }
        // Comfort noise and what was not negotiated counts as a sign of life and is not passed on.
    }

    /// Sound of a leg, with at least [`HEADER`] bytes of room before the payload.
    pub(super) fn on_audio(&mut self, index: u32, speech: Speech, packet: Packet, bytes: &mut [u8], now_us: u64) {
        let payload = &bytes[packet.start..packet.end];
        let Some(leg) = self.legs[index as usize].as_deref_mut() else { return };
        if let Some(tap) = &mut leg.tap {
            let Packet { ssrc, timestamp, marker, .. } = packet;
            let sound = Sound { codec: speech.codec, ssrc, timestamp, marker, arrival_us: now_us, payload };
            self.recorder.push(tap, sound);
        }
        if let Some(ears) = &mut leg.ears {
            ears.jitter.push(packet.seq, packet.timestamp, now_us, payload);
        }
        for i in 0..leg.relays_to.len() {
            // Looked up anew on each turn, because `pass_on` needs the whole engine.
            let Some(&target) = self.legs[index as usize].as_deref().and_then(|leg| leg.relays_to.get(i)) else {
                break;
            };
            self.pass_on((index, speech.codec), target, packet, bytes, now_us);
        }
    }

    fn pass_on(&mut self, (from, codec): (u32, Codec), to: u32, packet: Packet, bytes: &mut [u8], now_us: u64) {
        let Some(leg) = self.legs[to as usize].as_deref_mut() else { return };
        let Some(speech) = leg.speech else { return };
        let heard = Heard { seq: packet.seq, timestamp: packet.timestamp, marker: packet.marker, is_event: false };
        let source = Source::Relay { leg: from, ssrc: packet.ssrc };
        let Some(place) = leg.egress.relay(source, heard, now_us) else { return };
        let bytes = &mut bytes[packet.start - HEADER..packet.end];
        let Some(table) = other_law(codec, speech.codec) else {
            return self.send(to, speech.payload_type, place, bytes);
        };
        // Another leg may want the packet as it came, so it is translated in a copy.
        let mut copy = [0; DATAGRAM_MAX];
        let copy = &mut copy[..bytes.len()];
        for (to, &from) in copy[HEADER..].iter_mut().zip(&bytes[HEADER..]) {
            *to = table[usize::from(from)];
        }
        self.send(to, speech.payload_type, place, copy);
    }

    /// A telephone-event: told once per key press, and passed on to who hears this leg.
    fn on_event(&mut self, index: u32, speech: Speech, packet: Packet, bytes: &mut [u8], now_us: u64) {
        let Some(leg) = self.legs[index as usize].as_deref_mut() else { return };
        let digit = leg.digits_in.packet(packet.timestamp, &bytes[packet.start..packet.end]);
        let id = leg.id;
        if let Some(digit) = digit {
            self.tell(MediaEvent::Digit { leg: id, digit });
        }
        let hearers = self.legs[index as usize].as_deref().map_or(0, |leg| leg.heard_by.len());
        for i in 0..hearers {
            let Some(&target) = self.legs[index as usize].as_deref().and_then(|leg| leg.heard_by.get(i)) else { break };
            self.pass_event_on(index, target, speech, packet, bytes, now_us);
        }
    }

    fn pass_event_on(&mut self, from: u32, to: u32, heard: Speech, packet: Packet, bytes: &mut [u8], now_us: u64) {
        let Some(leg) = self.legs[to as usize].as_deref_mut() else { return };
        let Some(speech) = leg.speech else { return };
        let Some(event_type) = speech.event_type.filter(|_| matches!(leg.wire, Wire::Rtp { .. })) else {
            // The peer cannot take it; its number must not look like a lost packet.
            if leg.feed == Feed::Relay(from) {
                leg.egress.skip_relayed();
            }
            return;
        };
        let place = match leg.feed {
            Feed::Relay(_) => {
                let Packet { seq, timestamp, marker, .. } = packet;
                let source = Source::Relay { leg: from, ssrc: packet.ssrc };
                leg.egress.relay(source, Heard { seq, timestamp, marker, is_event: true }, now_us)
            }
            Feed::Mix => Some(event_place(leg, packet, now_us)),
            Feed::Play | Feed::Nothing => None,
        };
        let Some(place) = place else { return };
        if packet.end - packet.start >= 4 && heard.event_clock != speech.event_clock {
            let at = packet.start + 2;
            let duration = u64::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
            let scaled = duration * u64::from(speech.event_clock) / u64::from(heard.event_clock.max(1));
            bytes[at..at + 2].copy_from_slice(&(scaled.min(0xffff) as u16).to_be_bytes());
        }
        self.send(to, event_type, place, &mut bytes[packet.start - HEADER..packet.end]);
    }

    /// Sends one packet: `bytes` begins with room for a header.
    pub(super) fn send(&mut self, to: u32, payload_type: u8, place: Place, bytes: &mut [u8]) {
        let Some(leg) = self.legs[to as usize].as_deref_mut() else { return };
        match &leg.wire {
            Wire::Rtp { socket, latch, .. } => {
                let Some(target) = latch.target() else { return };
                rtp::write_header(bytes, payload_type, place, leg.egress.ssrc);
                // A full socket or an unreachable peer is a lost packet, as anywhere on the way.
                if socket.send_to(bytes, target).is_ok() {
                    leg.sent.packets = leg.sent.packets.wrapping_add(1);
                    leg.sent.octets = leg.sent.octets.wrapping_add((bytes.len() - HEADER) as u32);
                    self.shared.load.packets_out.fetch_add(1, Relaxed);
                }
            }
            Wire::Browser { index } => {
                let index = *index;
                self.send_to_browser(index, place, &bytes[HEADER..]);
            }
        }
    }
}

/// Whether packets of one codec can go out in another as they come.
pub(super) fn can_pass(from: Codec, to: Codec) -> bool {
    from == to || other_law(from, to).is_some()
}

/// Between the two laws of G.711 each byte has its counterpart.
fn other_law(from: Codec, to: Codec) -> Option<&'static [u8; 256]> {
    match (from, to) {
        (Codec::Pcma, Codec::Pcmu) => Some(&g711::ALAW_TO_ULAW),
        (Codec::Pcmu, Codec::Pcma) => Some(&g711::ULAW_TO_ALAW),
        (Codec::Pcma | Codec::Pcmu | Codec::G722 | Codec::Opus, _) => None,
    }
}

/// Timestamp that stands still for one event, number that goes on.
fn event_place(leg: &mut Leg, packet: Packet, now_us: u64) -> Place {
    let (timestamp, is_new) = match leg.event {
        Some((heard, ours)) if heard == packet.timestamp => (ours, false),
        Some(_) | None => (leg.egress.timestamp_now(now_us), true),
    };
    leg.event = Some((packet.timestamp, timestamp));
    leg.egress.event(timestamp, packet.marker || is_new)
}

/// Whether a leg should have been heard for so long that something is wrong.
pub(super) fn is_silent_too_long(leg: &Leg, clock_us: u64, limit_us: u64) -> bool {
    let Some(speech) = leg.speech else { return false };
    matches!(leg.wire, Wire::Rtp { .. })
        && speech.may_receive
        && !speech.is_held
        && clock_us.saturating_sub(leg.heard_us) >= limit_us
}

//! RTCP of the RTP legs: a report every five seconds, and the peer's taken as a sign of life.

use super::Engine;
use super::leg::Wire;
use crate::limits::RTCP_EVERY_TICKS;
use crate::rtcp;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

impl Engine {
    pub(super) fn receive_rtcp(&mut self, index: u32) {
        let Some(mut batch) = self.batch.take() else { return };
        let leg = self.legs.get(index as usize).and_then(Option::as_deref);
        if let Some(Wire::Rtp { control, .. }) = leg.map(|leg| &leg.wire) {
            let count = batch.receive(&control.socket);
            for i in 0..count {
                if let Some(from) = batch.from(i) {
                    self.on_rtcp(index, from, batch.bytes(i));
                }
            }
        }
        self.batch = Some(batch);
    }

    /// On its own port or on that of RTP. Only the address that sound comes from is listened to.
    pub(super) fn on_rtcp(&mut self, index: u32, from: SocketAddr, bytes: &[u8]) {
        let now_us = self.clock.now_us();
        self.at = index;
        let Some(leg) = self.legs[index as usize].as_deref_mut() else { return };
        let Wire::Rtp { control, latch, .. } = &mut leg.wire else { return };
        if latch.target().is_some_and(|target| target.ip() == from.ip()) {
            control.heard_from = Some(from);
            leg.heard_us = now_us;
            leg.inbound.hear_report(bytes, now_us);
        }
    }

    /// Legs take turns, so that reports do not come out in one burst.
    pub(super) fn report(&mut self, tick: u64, now_us: u64) {
        let turn = (tick % RTCP_EVERY_TICKS) as usize;
        for index in (turn..self.legs.len()).step_by(RTCP_EVERY_TICKS as usize) {
            let Some(leg) = self.legs[index].as_deref_mut() else { continue };
            let Wire::Rtp { socket, control, latch, .. } = &leg.wire else { continue };
            let Some(rtp) = latch.target() else { continue };
            let (socket, target) = if control.is_muxed {
                (socket, Some(rtp))
            } else {
                (&control.socket, control.target(rtp, latch.sdp()))
            };
            let Some(target) = target else { continue };
            let unix_us = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros() as u64);
            let timestamp = leg.egress.timestamp_now(now_us);
            let bytes = rtcp::report(leg.egress.ssrc, leg.sent, timestamp, unix_us, &mut leg.inbound, now_us);
            // A report that is lost is followed by the next one.
            socket.send_to(&bytes, target).ok();
        }
    }
}

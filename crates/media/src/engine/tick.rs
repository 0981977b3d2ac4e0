//! What happens every 20 ms: prompts, mixes, digits, silence checks. Nothing on a relayed call.

use super::leg::{Feed, Wire};
use super::{Engine, relay};
use crate::api::MediaEvent;
use crate::codec::Encoder;
use crate::dtmf::{DtmfOut, PAUSE_TICKS};
use crate::egress::Source;
use crate::jitter::Pull;
use crate::limits::{FRAME, INACTIVE_CHECK_TICKS, MIX_WAITING_SAMPLES_MAX, TICKS_CAUGHT_UP_MAX};
use crate::prompts::Step;
use crate::rtp::HEADER;
use std::sync::atomic::Ordering::Relaxed;

/// Packets of one leg decoded in one tick at the most: two of 10 ms, and a few to catch up.
const PULLS_MAX: usize = 6;

impl Engine {
    pub(super) fn beat(&mut self) {
        let passed = self.beat.passed();
        self.ticks += passed;
        let late = self.beat.late(self.ticks).as_micros() as u64;
        self.shared.load.tick_late_us_max.fetch_max(late, Relaxed);
        for back in (0..passed.min(TICKS_CAUGHT_UP_MAX)).rev() {
            self.tick(self.ticks - back);
        }
    }

    fn tick(&mut self, tick: u64) {
        let now_us = self.clock.now_us();
        for index in 0..self.legs.len() as u32 {
            self.at = index;
            self.listen(index, now_us);
        }
        for index in 0..self.legs.len() as u32 {
            self.at = index;
            if !self.speak_digits(index) {
                self.speak(index, tick, now_us);
            }
        }
        self.at = u32::MAX;
        if tick.is_multiple_of(INACTIVE_CHECK_TICKS) {
            self.notice_silence(now_us);
        }
        self.report(tick, now_us);
        self.drive_due_browsers();
        self.recorder.flush();
        self.events.flush();
    }

    /// Decodes the next 20 ms of a leg that is mixed.
    fn listen(&mut self, index: u32, now_us: u64) {
        let Some(ears) = self.legs[index as usize].as_deref_mut().and_then(|leg| leg.ears.as_deref_mut()) else {
            return;
        };
        for _ in 0..PULLS_MAX {
            if ears.waiting.len() >= FRAME {
                break;
            }
            match ears.jitter.pull(now_us) {
                Pull::Frame(payload) => ears.decoder.decode(&payload, &mut ears.waiting),
                Pull::Lost => ears.decoder.conceal(&mut ears.waiting),
                Pull::Silence => break,
            }
        }
        let count = ears.waiting.len().min(FRAME);
        ears.frame[..count].copy_from_slice(&ears.waiting[..count]);
        ears.frame[count..].fill(0);
        let overflow = ears.waiting.len().saturating_sub(count + MIX_WAITING_SAMPLES_MAX);
        ears.waiting.drain(..count + overflow);
    }

    /// Sends this tick's 20 ms to a leg that does not get another's packets as they are.
    fn speak(&mut self, index: u32, tick: u64, now_us: u64) {
        let mut frame = [0_i16; FRAME];
        match self.legs[index as usize].as_deref().map(|leg| leg.feed) {
            None | Some(Feed::Nothing | Feed::Relay(_)) => return,
            Some(Feed::Play) => {
                if !self.play_on(index, &mut frame) {
                    return;
                }
            }
            Some(Feed::Mix) => self.mix(index, &mut frame),
        }
        self.send_frame(index, &frame, tick, now_us);
    }

    /// Fills the frame from what is played; false: there is nothing to send now.
    fn play_on(&mut self, index: u32, frame: &mut [i16; FRAME]) -> bool {
        let leg = self.leg(index);
        let Some(play) = &mut leg.play else { return false };
        match play.next(frame) {
            Step::Sound => true,
            Step::NotYet => false,
            Step::Ended => {
                let event = MediaEvent::PlayEnded { leg: leg.id, play: play.id };
                leg.play = None;
                self.replan_around(index);
                self.tell(event);
                false
            }
        }
    }

    /// Adds up what everyone says whom this leg hears.
    fn mix(&mut self, index: u32, frame: &mut [i16; FRAME]) {
        let mut sum = [0_i32; FRAME];
        let Some(leg) = self.legs[index as usize].as_deref() else { return };
        for &heard in &leg.hears {
            let Some(ears) = self.legs[heard as usize].as_deref().and_then(|leg| leg.ears.as_deref()) else { continue };
            for (sum, &sample) in sum.iter_mut().zip(&ears.frame) {
                *sum += i32::from(sample);
            }
        }
        for (sample, sum) in frame.iter_mut().zip(sum) {
            *sample = sum.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
    }

    fn send_frame(&mut self, index: u32, frame: &[i16; FRAME], tick: u64, now_us: u64) {
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        bytes.resize(HEADER, 0);
        let leg = self.leg(index);
        if let Some(speech) = leg.speech {
            let encoder = match &mut leg.encoder {
                Some((codec, encoder)) if *codec == speech.codec => encoder,
                other => &mut other.insert((speech.codec, Encoder::new(speech.codec))).1,
            };
            encoder.encode(frame, &mut bytes);
            let at = (tick as u32).wrapping_mul(speech.codec.frame_ticks());
            let place = leg.egress.own(Source::Own(leg.feeds), at, now_us);
            self.send(index, speech.payload_type, place, &mut bytes);
        }
        self.scratch = bytes;
    }

    /// Sends one packet of a digit; true: one sounds, so nothing else does.
    fn speak_digits(&mut self, index: u32) -> bool {
        let now_us = self.clock.now_us();
        let Some(leg) = self.legs[index as usize].as_deref_mut() else { return false };
        let Some(speech) = leg.speech else { return false };
        let Some(event_type) = speech.event_type else { return false };
        let digits = &mut leg.digits_out;
        if digits.now.is_none() {
            if digits.pause > 0 {
                digits.pause -= 1;
                return false;
            }
            let Some(digit) = digits.waiting.pop_front() else { return false };
            let timestamp = leg.egress.timestamp_now(now_us);
            digits.now = DtmfOut::with_clock(digit, speech.event_clock).map(|out| (out, timestamp));
        }
        let Some((out, timestamp)) = &mut digits.now else { return false };
        let Some(packet) = out.next() else {
            digits.now = None;
            digits.pause = PAUSE_TICKS;
            return false;
        };
        let place = leg.egress.event(*timestamp, packet.is_marker);
        let mut bytes = [0; HEADER + 4];
        bytes[HEADER..].copy_from_slice(&packet.payload);
        self.send(index, event_type, place, &mut bytes);
        true
    }

    /// A leg that is not held and sends nothing for too long is told once.
    fn notice_silence(&mut self, now_us: u64) {
        let limit_us = self.config.inactive_after.0.max(0) as u64 * 1_000;
        for index in 0..self.legs.len() {
            let Some(leg) = self.legs[index].as_deref_mut() else { continue };
            if !leg.is_inactive && relay::is_silent_too_long(leg, now_us, limit_us) {
                leg.is_inactive = true;
                let id = leg.id;
                self.tell(MediaEvent::Inactive { leg: id });
            }
        }
    }

    /// A digit pressed at a leg whose keys do not come as RTP goes to the RTP legs that hear it.
    pub(super) fn pass_digit_on(&mut self, index: u32, digit: char) {
        let hearers = self.leg(index).heard_by.clone();
        for hearer in hearers {
            let leg = self.leg(hearer);
            if matches!(leg.wire, Wire::Rtp { .. }) && leg.speech.is_some_and(|speech| speech.event_type.is_some()) {
                let id = leg.id;
                self.send_digit(id, digit);
            }
        }
    }
}

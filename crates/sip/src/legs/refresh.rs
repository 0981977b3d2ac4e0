//! Session timers, RFC 4028: who refreshes, when, and what happens when nobody does.

use super::dialog;
use super::pump::{Client, Op};
use super::{Legs, Out, State};
use crate::gate::seconds;
use crate::limits;
use crate::message;
use model::LegId;
use rsipstack::sip::{Header, Method, Request, Response};
use std::time::{Duration, Instant};

/// One dialog's agreement.
pub struct Session {
    interval_s: u32,
    we_refresh: bool,
    /// By UPDATE without a body; else by re-INVITE that repeats our last description.
    by_update: bool,
    /// When we refresh, or when we give up waiting for them.
    pub at: Instant,
    /// When the session ends whoever should have refreshed it.
    expires: Instant,
}

impl Session {
    fn new(interval_s: u32, we_refresh: bool, by_update: bool, now: Instant) -> Self {
        let interval_s = interval_s.clamp(limits::SESSION_INTERVAL_MIN_S, limits::SESSION_INTERVAL_MAX_S);
        let interval = Duration::from_secs(interval_s.into());
        // RFC 4028 §10: half way; the other side hangs up min(32 s, a third) before the end.
        let margin = Duration::from_secs(32).min(interval / 3);
        let at = now + if we_refresh { interval / 2 } else { interval - margin };
        Self { interval_s, we_refresh, by_update, at, expires: now + interval - margin }
    }

    /// `Session-Expires` of a message of ours; `is_request`: we are its user agent client.
    pub fn headers(&self, is_request: bool) -> Vec<Header> {
        let refresher = if self.we_refresh == is_request { "uac" } else { "uas" };
        let expires = Header::SessionExpires(format!("{};refresher={refresher}", self.interval_s).into());
        let require = (!is_request && !self.we_refresh).then(|| Header::Require("timer".into()));
        [expires].into_iter().chain(require).collect()
    }
}

fn refresher(value: &str) -> Option<&str> {
    let value = crate::wire::scan::param(value.as_bytes(), b"refresher")?;
    std::str::from_utf8(value).ok()
}

/// What we agree to in our 200 to their request. `before`: the agreement so far.
pub fn asked(request: &Request, before: Option<Session>, by_update: bool, now: Instant) -> Option<Session> {
    let asked = message::value_of(request, "Session-Expires");
    let knows_timer =
        message::has_token(request, "Supported", "timer") || message::has_token(request, "Require", "timer");
    let Some((value, interval_s)) = asked.and_then(|value| Some((value, seconds(value)?))) else {
        return before.map(|before| Session::new(before.interval_s, before.we_refresh, by_update, now));
    };
    let we_refresh = match refresher(value) {
        Some(who) => who.eq_ignore_ascii_case("uas"),
        None => before.map_or(!knows_timer, |before| before.we_refresh),
    };
    Some(Session::new(interval_s, we_refresh, by_update, now))
}

/// What their 2xx to our request agrees to.
pub fn granted(response: &Response, by_update: bool, now: Instant) -> Option<Session> {
    let value = message::value_of(response, "Session-Expires")?;
    let we_refresh = refresher(value).is_none_or(|who| who.eq_ignore_ascii_case("uac"));
    Some(Session::new(seconds(value)?, we_refresh, by_update, now))
}

impl Legs {
    pub(super) fn session_due(&mut self, id: LegId, now: Instant) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Some(session) = leg.session.as_mut() else { return };
        if !session.we_refresh || session.expires <= now {
            return self.lose(id);
        }
        let is_busy = leg.reoffer.is_some() || leg.unacked.is_some() || leg.refreshes.is_some();
        if is_busy || !matches!(leg.state, State::Up) {
            session.at = now + Duration::from_secs(2);
            return self.arm(id);
        }
        session.at = session.expires;
        let method = if session.by_update { Method::Update } else { Method::Invite };
        let headers = session.headers(true);
        let body = if session.by_update { String::new() } else { leg.local_sdp.clone() };
        let (request, flow) = leg.dialog.request(&self.shared, method, headers, &body);
        leg.refreshes = Some(method);
        self.outs.push(Out::Start(Client { leg: id, op: Op::Refresh, request, flow }));
        self.arm(id);
    }

    pub(super) fn refreshed(&mut self, id: LegId, response: Response) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Some(method) = leg.refreshes.take() else { return };
        leg.dialog.retarget(&response);
        if method == Method::Invite {
            let cseq = message::cseq_of(&response);
            let (ack, flow) = leg.dialog.ack(&self.shared, cseq);
            leg.ack = Some((cseq, flow.clone(), ack.clone()));
            self.outs.push(Out::Send(flow, dialog::message(ack)));
        }
        let now = Instant::now();
        let by_update = leg.dialog.takes_update;
        // An answer without Session-Expires comes from a peer that does not refresh: we go on.
        let before = leg.session.take();
        leg.session = granted(&response, by_update, now)
            .or_else(|| before.map(|before| Session::new(before.interval_s, true, by_update, now)));
        if !matches!(leg.state, State::Up) {
            leg.session = None;
        }
        self.arm(id);
    }

    /// 422: their smallest interval is longer than ours.
    pub(super) fn lengthen(&mut self, id: LegId, response: &Response) {
        let least = message::value_of(response, "Min-SE").and_then(seconds);
        if let Some((session, least)) = self.legs.get_mut(&id).and_then(|leg| leg.session.as_mut()).zip(least) {
            session.interval_s = session.interval_s.max(least).min(limits::SESSION_INTERVAL_MAX_S);
        }
    }

    pub(super) fn not_refreshed(&mut self, id: LegId, status: u16) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.refreshes = None;
        if !matches!(leg.state, State::Up) {
            return;
        }
        let Some(session) = leg.session.as_mut() else { return };
        let now = Instant::now();
        match status {
            // RFC 4028 §10: the dialog is gone.
            408 | 481 => return self.lose(id),
            // RFC 3261 §14.1: who did not open the dialog waits less; we draw from both spans.
            491 => session.at = now + Duration::from_millis(rand::random_range(500..4_000)),
            422 => session.at = now,
            405 | 501 if session.by_update => {
                leg.dialog.takes_update = false;
                session.by_update = false;
                session.at = now;
            }
            _ => session.at = now + Duration::from_secs((session.interval_s / 8).max(5).into()),
        }
        self.arm(id);
    }
}

//! Admission: decides about each request before the stack keeps anything for it. Refusals are stateless, and a
//! retransmission of a refused INVITE is answered as before, without being counted or judged again.

use crate::directory::{Directory, PHONES_TRUNK, Source};
use crate::flow::Flow;
use crate::legs::Input;
use crate::limits;
use crate::message;
use crate::shared::{Counters, Shared};
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, Method, Request, SipMessage, StatusCodeKind};
use rsipstack::transaction::endpoint::TransportEventInspector;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transport::{SipConnection, TransportEvent};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Instant;

pub struct Gate {
    shared: Arc<Shared>,
    state: Mutex<State>,
}

/// What the rate limits have left and what was refused lately.
struct State {
    invites: Bucket,
    registers: Bucket,
    refused: HashMap<TransactionKey, (Refusal, Instant)>,
}

/// A stateless refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub status: u16,
    /// Goes with 503.
    pub retry_after_s: Option<u16>,
}

impl Refusal {
    fn of(status: u16) -> Self {
        Self { status, retry_after_s: (status == 503).then(retry_after) }
    }
}

/// Drawn, so that refused callers do not come back in one wave.
pub fn retry_after() -> u16 {
    rand::random_range(limits::RETRY_AFTER_S)
}

#[async_trait::async_trait]
impl TransportEventInspector for Gate {
    async fn handle(&self, event: TransportEvent) -> Option<TransportEvent> {
        let TransportEvent::Incoming(message, connection, source) = event else { return Some(event) };
        let Ok(from) = source.get_socketaddr() else { return None };
        let passes = match &message {
            SipMessage::Request(request) => self.request(request, &connection, from).await,
            SipMessage::Response(response) => {
                let is_late = response.status_code.kind() == StatusCodeKind::Successful
                    && message::method_of(response) == Some(Method::Invite)
                    && !self.is_awaited(&message);
                if is_late {
                    // Our ACK was lost, or a fork answered too: the dialog answers, the stack has forgotten.
                    self.shared.inputs.try_send(Input::Stray(Box::new(response.clone()))).ok();
                }
                !is_late
            }
        };
        passes.then_some(TransportEvent::Incoming(message, connection, source))
    }
}

impl Gate {
    pub fn new(shared: Arc<Shared>) -> Self {
        let state = State {
            invites: Bucket::new(shared.config.invites_per_second_max),
            registers: Bucket::new(limits::REGISTERS_PER_SECOND_MAX),
            refused: HashMap::new(),
        };
        Self { shared, state: Mutex::new(state) }
    }

    fn is_awaited(&self, message: &SipMessage) -> bool {
        let key = match message {
            SipMessage::Request(request) => TransactionKey::from_request(request, TransactionRole::Server),
            SipMessage::Response(response) => TransactionKey::from_response(response, TransactionRole::Client),
        };
        let endpoint = self.shared.endpoint.get().and_then(std::sync::Weak::upgrade);
        key.ok().zip(endpoint).is_some_and(|(key, endpoint)| {
            endpoint.transactions.contains_key(&key) || endpoint.finished_transactions.contains_key(&key)
        })
    }

    async fn request(&self, request: &Request, connection: &SipConnection, from: SocketAddr) -> bool {
        let is_within = message::tag_of(message::to_of(request)).is_some();
        // The stack drops what it cannot name without an answer.
        let is_nameless = || TransactionKey::from_request(request, TransactionRole::Server).is_err();
        let refusal = match request.method {
            Method::Ack | Method::Cancel => return true,
            _ if is_nameless() => Refusal::of(400),
            _ if is_within => return true,
            Method::Invite => match self.invite(request, from) {
                Ok(()) => return true,
                Err(refusal) => refusal,
            },
            Method::Register => return self.register(request, connection, from).await,
            Method::Options if self.shared.is_draining.load(Relaxed) => Refusal::of(503),
            Method::Options => Refusal::of(200),
            Method::Bye | Method::Update | Method::Info | Method::PRack | Method::Notify => Refusal::of(481),
            Method::Message | Method::Publish | Method::Refer | Method::Subscribe => Refusal::of(405),
        };
        self.answer(request, &refusal, connection).await;
        false
    }

    /// Without credentials a REGISTER is challenged here and forgotten; with them it goes to the registrar.
    async fn register(&self, request: &Request, connection: &SipConnection, from: SocketAddr) -> bool {
        let (now, directory) = (Instant::now(), self.shared.directory());
        if !directory.is_registrar() || self.shared.registrar().is_banned(from.ip(), now) {
            return false;
        }
        if message::value_of(request, "Authorization").is_none() {
            let challenge = self.shared.registrar().challenge(directory.realm(), false, now);
            self.send(request, challenge.status, challenge.headers, connection).await;
            return false;
        }
        self.state.lock().expect("no panic happens inside the gate").registers.take(now)
    }

    /// Whether a new INVITE may become a leg.
    fn invite(&self, request: &Request, from: SocketAddr) -> Result<(), Refusal> {
        let key = TransactionKey::from_request(request, TransactionRole::Server).map_err(|_| Refusal::of(400))?;
        let endpoint = self.shared.endpoint.get().and_then(std::sync::Weak::upgrade).ok_or(Refusal::of(503))?;
        if endpoint.transactions.contains_key(&key) || endpoint.finished_transactions.contains_key(&key) {
            return Ok(()); // A retransmission: the transaction answers it.
        }
        let now = Instant::now();
        let mut state = self.state.lock().expect("no panic happens inside the gate");
        if let Some((refusal, _)) = state.refused.get(&key) {
            return Err(refusal.clone());
        }
        let verdict = self.admit(request, from, &mut state, now);
        if let Err(refusal) = &verdict {
            if state.refused.len() >= limits::REFUSALS_MAX {
                state.refused.retain(|_, (_, at)| now.saturating_duration_since(*at) < limits::REFUSAL_LIFE);
            }
            if state.refused.len() < limits::REFUSALS_MAX {
                state.refused.insert(key, (refusal.clone(), now));
            }
        }
        verdict
    }

    fn admit(&self, request: &Request, from: SocketAddr, state: &mut State, now: Instant) -> Result<(), Refusal> {
        let (shared, counters) = (&self.shared, &self.shared.counters);
        let directory = shared.directory();
        let trunk = trunk_of(&directory, &shared.source(from)).ok_or(Refusal::of(403))?;
        if !directory.has_number(&message::number_of(&request.uri), &trunk) {
            Counters::count(&counters.unknown_number);
            return Err(Refusal::of(404));
        }
        if shared.is_draining.load(Relaxed) {
            Counters::count(&counters.draining);
            return Err(Refusal::of(503));
        }
        let interval = message::value_of(request, "Session-Expires").and_then(seconds);
        if interval.is_some_and(|interval| interval < limits::SESSION_INTERVAL_MIN_S) {
            return Err(Refusal::of(422));
        }
        if shared.calls_on(&trunk) >= directory.calls_max(&trunk) {
            Counters::count(&counters.calls_max);
            return Err(Refusal::of(503));
        }
        if shared.is_behind() || !state.invites.take(now) {
            Counters::count(&counters.overload);
            return Err(Refusal::of(503));
        }
        Ok(())
    }

    async fn answer(&self, request: &Request, refusal: &Refusal, connection: &SipConnection) {
        let mut extra = Vec::new();
        if let Some(seconds) = refusal.retry_after_s {
            extra.push(Header::RetryAfter(seconds.to_string().into()));
        }
        if refusal.status == 422 {
            extra.push(Header::MinSE(limits::SESSION_INTERVAL_MIN_S.to_string().into()));
        }
        if matches!(refusal.status, 200 | 405) {
            extra.push(Header::Allow(message::ALLOW.into()));
            extra.push(Header::Accept("application/sdp".into()));
            extra.push(Header::Supported("timer".into()));
        }
        self.send(request, refusal.status, extra, connection).await;
    }

    /// A stateless answer goes where the request came from.
    async fn send(&self, request: &Request, status: u16, extra: Vec<Header>, connection: &SipConnection) {
        let via = request.via_header().map_or("", |via| via.value());
        let tag = crate::wire::reply::tag(via.as_bytes(), Some(message::call_id_of(request).as_bytes()));
        let response = message::response(request, status, &tag, &self.shared.config.product, extra, "");
        let to = Flow::of(connection).map(|flow| flow.to);
        connection.send(response.into(), to.as_ref()).await.ok();
    }
}

/// A token bucket: one second's worth may come at once.
struct Bucket {
    per_second: f64,
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, tokens: per_second.max(1.0), filled: Instant::now() }
    }

    fn take(&mut self, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.filled).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + gained).min(self.per_second.max(1.0));
        self.filled = now;
        let has_one = self.tokens >= 1.0;
        if has_one {
            self.tokens -= 1.0;
        }
        has_one
    }
}

/// The trunk a new call belongs to; phones call on their own trunk if the rulebook has one.
pub fn trunk_of(directory: &Directory, source: &Source) -> Option<Arc<str>> {
    match source {
        Source::Trunk(trunk) => Some(trunk.clone()),
        Source::Phone(_) if directory.has_trunk(PHONES_TRUNK) => Some(PHONES_TRUNK.into()),
        Source::Phone(_) | Source::Stranger => None,
    }
}

/// The number before any parameters.
pub fn seconds(value: &str) -> Option<u32> {
    value.split(';').next().unwrap_or_default().trim().parse().ok()
}

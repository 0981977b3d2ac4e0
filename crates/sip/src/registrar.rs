//! Where registered phones are: contacts by phone, each with the flow its registration came on. Asked by dialling legs,
//! changed by REGISTER only.

use crate::api::{Registration, SipEvent};
use crate::digest::{Digester, Verdict};
use crate::directory::Directory;
use crate::flow::Flow;
use crate::limits;
use crate::message;
use model::Millis;
use rsipstack::sip::{Header, Request};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where one client of a phone is reached.
#[derive(Clone)]
pub struct Binding {
    pub contact: String,
    pub flow: Flow,
    pub until: Instant,
    call_id: String,
    cseq: u32,
}

impl Binding {
    /// Neither expired nor, on TCP, closed: a Contact behind a closed connection is never dialled.
    fn is_live(&self, now: Instant) -> bool {
        self.until > now && self.flow.is_open()
    }
}

/// What a REGISTER is answered with.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<Header>,
    pub events: Vec<SipEvent>,
    /// The credentials were wrong.
    pub is_failure: bool,
}

impl Answer {
    fn refusal(status: u16) -> Self {
        Self { status, headers: Vec::new(), events: Vec::new(), is_failure: false }
    }
}

pub struct Registrar {
    digester: Digester,
    bindings: HashMap<Arc<str>, Vec<Binding>>,
    /// Who registered last from an address; may name a phone that is gone, so ask `bindings` too.
    sources: HashMap<SocketAddr, Arc<str>>,
    failures: HashMap<std::net::IpAddr, (u32, Instant)>,
}

impl Registrar {
    pub fn new() -> Self {
        Self { digester: Digester::new(), bindings: HashMap::new(), sources: HashMap::new(), failures: HashMap::new() }
    }

    pub fn count(&self) -> usize {
        self.bindings.values().map(Vec::len).sum()
    }

    /// The phone that is registered from this address, for calls that it makes itself.
    pub fn phone_at(&self, from: SocketAddr) -> Option<Arc<str>> {
        let phone = self.sources.get(&from)?;
        let all = self.bindings.get(phone)?;
        all.iter().any(|binding| binding.flow.peer() == Some(from)).then(|| phone.clone())
    }

    /// The contact that registered last.
    pub fn binding(&self, phone: &str, now: Instant) -> Option<Binding> {
        self.bindings.get(phone)?.iter().rev().find(|binding| binding.is_live(now)).cloned()
    }

    pub fn list(&self, now: Instant) -> Vec<Registration> {
        let live = |(phone, all): (&Arc<str>, &Vec<Binding>)| {
            let phone = phone.clone();
            let row = move |binding: &Binding| Registration {
                phone: phone.clone(),
                source: binding.flow.peer().unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0))),
                contact: binding.contact.clone(),
                is_tcp: binding.flow.is_tcp,
                expires_in: Millis(binding.until.saturating_duration_since(now).as_millis() as i64),
            };
            all.iter().map(row).collect::<Vec<_>>()
        };
        self.bindings.iter().flat_map(live).collect()
    }

    /// Whether this source has guessed so often that it is not answered any more.
    pub fn is_banned(&self, from: std::net::IpAddr, now: Instant) -> bool {
        self.failures.get(&from).is_some_and(|(count, since)| {
            *count >= limits::FAILURES_MAX && now.saturating_duration_since(*since) < limits::FAILURE_WINDOW
        })
    }

    fn count_failure(&mut self, from: std::net::IpAddr, now: Instant) {
        let is_old = |since: &Instant| now.saturating_duration_since(*since) >= limits::FAILURE_WINDOW;
        if self.failures.len() >= limits::FAILING_SOURCES_MAX {
            self.failures.retain(|_, (_, since)| !is_old(since));
        }
        let (count, since) = self.failures.entry(from).or_insert((0, now));
        if is_old(since) {
            (*count, *since) = (0, now);
        }
        *count += 1;
    }

    /// Takes one REGISTER.
    pub fn register(&mut self, request: &Request, flow: Flow, directory: &Directory, now: Instant) -> Answer {
        let authorization = message::value_of(request, "Authorization");
        let realm = directory.realm();
        let verdict = self.digester.check(authorization, "REGISTER", realm, now, |user| directory.phone(user));
        let user = match verdict {
            Verdict::Welcome(user) => user,
            Verdict::Ask { is_stale } => return self.challenge(realm, is_stale, now),
            Verdict::Wrong => {
                if let Some(peer) = flow.peer() {
                    self.count_failure(peer.ip(), now);
                }
                return Answer { is_failure: true, ..self.challenge(realm, false, now) };
            }
        };
        let phone = match directory.phone(&user) {
            Some(phone) if message::user_of(message::uri_of(message::to_of(request))) == user => phone.key.clone(),
            Some(_) | None => return Answer::refusal(403),
        };
        self.bind(&phone, request, &flow, now)
    }

    /// 401. Costs no memory: the nonce proves itself.
    pub fn challenge(&self, realm: &str, is_stale: bool, now: Instant) -> Answer {
        let challenges = self.digester.challenges(realm, is_stale, now);
        let headers = challenges.into_iter().map(|value| Header::WwwAuthenticate(value.into())).collect();
        Answer { headers, ..Answer::refusal(401) }
    }

    /// RFC 3261 §10.3, from step 6 on: credentials are right.
    fn bind(&mut self, phone: &Arc<str>, request: &Request, flow: &Flow, now: Instant) -> Answer {
        let Some(contacts) = contacts(request) else { return Answer::refusal(400) };
        let (call_id, cseq) = (message::call_id_of(request), message::cseq_of(request));
        let default = message::value_of(request, "Expires").map(|value| value.parse().unwrap_or(limits::EXPIRES_MAX_S));
        let mut all = self.bindings.remove(phone).unwrap_or_default();
        all.retain(|binding| binding.is_live(now));
        let was_there = !all.is_empty();
        if all.iter().any(|binding| binding.call_id == call_id && binding.cseq >= cseq) {
            self.bindings.insert(phone.clone(), all);
            return Answer::refusal(500); // An older REGISTER overtaken by a newer one.
        }
        if contacts.iter().any(|contact| contact.uri == "*") {
            if contacts.len() > 1 || default != Some(0) {
                self.bindings.insert(phone.clone(), all);
                return Answer::refusal(400);
            }
            all.clear();
        }
        for contact in contacts.into_iter().filter(|contact| contact.uri != "*") {
            all.retain(|binding| binding.contact != contact.uri);
            let asked = contact.expires.or(default).unwrap_or(limits::EXPIRES_MAX_S);
            if asked > 0 {
                let until = now + Duration::from_secs(asked.clamp(limits::EXPIRES_MIN_S, limits::EXPIRES_MAX_S).into());
                let call_id = call_id.to_owned();
                all.push(Binding { contact: contact.uri, flow: flow.clone(), until, call_id, cseq });
            }
        }
        if all.len() > limits::CONTACTS_MAX {
            all.drain(..all.len() - limits::CONTACTS_MAX);
        }
        self.answer(phone, all, was_there, now)
    }

    fn answer(&mut self, phone: &Arc<str>, all: Vec<Binding>, was_there: bool, now: Instant) -> Answer {
        let left = |binding: &Binding| binding.until.saturating_duration_since(now);
        let row = |binding: &Binding| format!("<{}>;expires={}", binding.contact, left(binding).as_secs());
        let headers = all.iter().map(|binding| Header::Contact(row(binding).into())).collect();
        let events = match all.iter().map(left).max() {
            Some(longest) => {
                vec![SipEvent::PhoneRegistered { phone: phone.clone(), expires: Millis(longest.as_millis() as i64) }]
            }
            None if was_there => vec![SipEvent::PhoneUnregistered { phone: phone.clone() }],
            None => Vec::new(),
        };
        if !all.is_empty() {
            self.sources.extend(all.iter().filter_map(|binding| Some((binding.flow.peer()?, phone.clone()))));
            self.bindings.insert(phone.clone(), all);
        }
        Answer { headers, events, ..Answer::refusal(200) }
    }

    /// Forgets what expired, and phones that the rulebook no longer has. Returns the phones that are gone.
    pub fn sweep(&mut self, directory: &Directory, now: Instant) -> Vec<Arc<str>> {
        let mut gone = Vec::new();
        self.bindings.retain(|phone, all| {
            all.retain(|binding| binding.is_live(now) && directory.phone(phone).is_some());
            if all.is_empty() {
                gone.push(phone.clone());
            }
            !all.is_empty()
        });
        if !gone.is_empty() {
            let bindings = &self.bindings;
            self.sources.retain(|_, phone| bindings.contains_key(phone));
        }
        gone
    }
}

struct Contact {
    uri: String,
    expires: Option<u32>,
}

/// The contacts of a REGISTER; `None` when one cannot be read.
fn contacts(request: &Request) -> Option<Vec<Contact>> {
    use crate::wire::scan::{param, split_outside};
    let mut contacts = Vec::new();
    for header in request.headers.iter().filter(|header| matches!(header, Header::Contact(_))) {
        for value in split_outside(header.value().as_bytes(), b',') {
            let value = std::str::from_utf8(value).ok()?.trim();
            let uri = message::uri_of(value).to_owned();
            if uri != "*" {
                message::target(&uri)?;
            }
            let expires = param(value.as_bytes(), b"expires").and_then(|seconds| std::str::from_utf8(seconds).ok());
            contacts.push(Contact { uri, expires: expires.map(|text| text.parse().unwrap_or(limits::EXPIRES_MAX_S)) });
        }
    }
    (contacts.len() <= 2 * limits::CONTACTS_MAX).then_some(contacts)
}

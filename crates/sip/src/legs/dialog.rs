//! The names and addresses of one dialog, RFC 3261 §12, and the requests built from them.

use crate::flow::Flow;
use crate::message::{self, fresh, push_body};
use crate::shared::{DialogKey, Shared};
use rsipstack::sip::prelude::HasHeaders;
use rsipstack::sip::{Header, Host, Method, Request, Response, SipMessage, Uri, Version};
use std::net::{IpAddr, SocketAddr};

#[derive(Clone)]
pub struct Dialog {
    pub call_id: String,
    pub local_tag: String,
    /// Empty until the other side has named itself.
    pub remote_tag: String,
    /// From and To of our requests, without tags.
    pub local: String,
    pub remote: String,
    /// The last CSeq of ours, and of theirs.
    pub cseq: u32,
    pub remote_cseq: u32,
    pub target: Uri,
    pub routes: Vec<String>,
    /// Where they were last seen.
    pub flow: Flow,
    /// Requests go to `flow` whatever the target says: registered phones, and peers behind NAT.
    pub is_pinned: bool,
    /// They know UPDATE.
    pub takes_update: bool,
}

impl Dialog {
    /// The dialog an INVITE of theirs opens.
    pub fn invited(request: &Request, tag: String, flow: Flow) -> Option<Self> {
        let (from, to) = (message::from_of(request), message::to_of(request));
        let contact = request.headers.iter().find(|header| matches!(header, Header::Contact(_)));
        let uri = message::uri_of(contact.map_or(from, |contact| contact.value()));
        let target = message::target(uri)?;
        Some(Self {
            call_id: message::call_id_of(request).to_owned(),
            local_tag: tag,
            remote_tag: message::tag_of(from)?.to_owned(),
            local: message::without_params(to),
            remote: message::without_params(from),
            cseq: rand::random_range(1..10_000),
            remote_cseq: message::cseq_of(request),
            is_pinned: contact.is_none() || is_unreachable(&target, flow.peer()),
            target,
            routes: routes(request),
            flow,
            takes_update: message::has_token(request, "Allow", "UPDATE"),
        })
    }

    /// The dialog an INVITE of ours will open.
    pub fn inviting(local: String, target: Uri, flow: Flow, is_pinned: bool) -> Self {
        Self {
            call_id: format!("{:032x}", rand::random::<u128>()),
            local_tag: fresh(),
            remote_tag: String::new(),
            local,
            remote: format!("<{target}>"),
            cseq: 0,
            remote_cseq: 0,
            target,
            routes: Vec::new(),
            flow,
            is_pinned,
            takes_update: false,
        }
    }

    /// Their 2xx to our INVITE.
    pub fn answered(&mut self, response: &Response) {
        self.remote_tag = message::tag_of(message::to_of(response)).unwrap_or_default().to_owned();
        self.routes = routes(response);
        self.routes.reverse();
        self.retarget(response);
        self.is_pinned |= is_unreachable(&self.target, self.flow.peer());
    }

    /// A target refresh: re-INVITE, UPDATE, or the 2xx to ours.
    pub fn retarget<M: HasHeaders>(&mut self, message: &M) {
        let contact = message.headers().iter().find(|header| matches!(header, Header::Contact(_)));
        if let Some(target) = contact.and_then(|contact| message::target(message::uri_of(contact.value()))) {
            self.target = target;
        }
        if message.headers().iter().any(|header| matches!(header, Header::Allow(_))) {
            self.takes_update = message::has_token(message, "Allow", "UPDATE");
        }
    }

    pub fn key(&self) -> DialogKey {
        (self.call_id.clone(), self.local_tag.clone())
    }

    /// The next request of ours.
    pub fn request(&mut self, shared: &Shared, method: Method, extra: Vec<Header>, body: &str) -> (Box<Request>, Flow) {
        self.cseq += 1;
        let flow = self.flow_for(shared);
        (Box::new(self.build(shared, &flow, method, self.cseq, extra, body)), flow)
    }

    /// The ACK to a 2xx: same number as its INVITE, a transaction of its own.
    pub fn ack(&self, shared: &Shared, cseq: u32) -> (Box<Request>, Flow) {
        let flow = self.flow_for(shared);
        (Box::new(self.build(shared, &flow, Method::Ack, cseq, Vec::new(), "")), flow)
    }

    fn build(
        &self,
        shared: &Shared,
        flow: &Flow,
        method: Method,
        cseq: u32,
        extra: Vec<Header>,
        body: &str,
    ) -> Request {
        let via = format!("SIP/2.0/{} {};branch=z9hG4bK{};rport", flow.transport(), shared.address, fresh());
        let to = match self.remote_tag.as_str() {
            "" => self.remote.clone(),
            tag => format!("{};tag={tag}", self.remote),
        };
        let mut headers = Vec::with_capacity(14 + self.routes.len());
        headers.push(Header::Via(via.into()));
        headers.extend(self.routes.iter().map(|route| Header::Route(route.as_str().into())));
        headers.push(Header::MaxForwards("70".into()));
        headers.push(Header::From(format!("{};tag={}", self.local, self.local_tag).into()));
        headers.push(Header::To(to.into()));
        headers.push(Header::CallId(self.call_id.as_str().into()));
        headers.push(Header::CSeq(format!("{cseq} {method}").into()));
        if matches!(method, Method::Invite | Method::Update) {
            headers.push(Header::Contact(contact(shared, flow).into()));
            headers.push(Header::Allow(message::ALLOW.into()));
            headers.push(Header::Supported("timer".into()));
        }
        headers.push(Header::UserAgent(shared.config.product.as_str().into()));
        let has_kind = extra.iter().any(|header| matches!(header, Header::ContentType(_)));
        headers.extend(extra);
        if has_kind {
            headers.push(Header::ContentLength((body.len() as u32).into()));
        } else {
            push_body(&mut headers, body);
        }
        Request {
            method,
            uri: self.target.clone(),
            version: Version::V2,
            headers: headers.into(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// First route, else the target, as long as it is an address that UDP reaches.
    fn flow_for(&self, shared: &Shared) -> Flow {
        if self.is_pinned || self.flow.is_tcp {
            return self.flow.clone();
        }
        let next = match self.routes.first() {
            Some(route) => message::target(message::uri_of(route)),
            None => Some(self.target.clone()),
        };
        match (next.and_then(|uri| socket_address(&uri)), shared.udp.get()) {
            (Some(peer), Some(udp)) => Flow::udp(udp.clone(), peer),
            _ => self.flow.clone(),
        }
    }
}

/// Our Contact on a flow.
pub fn contact(shared: &Shared, flow: &Flow) -> String {
    let transport = if flow.is_tcp { ";transport=tcp" } else { "" };
    format!("<sip:{}{transport}>", shared.address)
}

/// CANCEL repeats its INVITE's names and branch.
pub fn cancel(invite: &Request, product: &str) -> Box<Request> {
    let mut headers = Vec::with_capacity(9);
    for header in invite.headers.iter() {
        match header {
            Header::Via(_)
            | Header::Route(_)
            | Header::From(_)
            | Header::To(_)
            | Header::CallId(_)
            | Header::MaxForwards(_) => headers.push(header.clone()),
            Header::CSeq(_) => headers.push(Header::CSeq(format!("{} CANCEL", message::cseq_of(invite)).into())),
            _ => {}
        }
    }
    headers.push(Header::UserAgent(product.into()));
    push_body(&mut headers, "");
    Box::new(Request { method: Method::Cancel, headers: headers.into(), body: Vec::new(), ..invite.clone() })
}

pub fn message(request: Box<Request>) -> Box<SipMessage> {
    Box::new(SipMessage::Request(*request))
}

fn routes<M: HasHeaders>(message: &M) -> Vec<String> {
    let record = message.headers().iter().filter(|header| matches!(header, Header::RecordRoute(_)));
    record
        .flat_map(|header| crate::wire::scan::split_outside(header.value().as_bytes(), b','))
        .filter_map(|route| std::str::from_utf8(route).ok())
        .map(|route| route.trim().to_owned())
        .filter(|route| !route.is_empty())
        .collect()
}

fn socket_address(uri: &Uri) -> Option<SocketAddr> {
    match uri.host_with_port.host {
        Host::IpAddr(ip) => Some(SocketAddr::new(ip, uri.host_with_port.port.map_or(5060, |port| port.value()))),
        Host::Domain(_) => None,
    }
}

/// A name, or a private address seen from elsewhere: the peer is behind NAT or does not know its address.
fn is_unreachable(target: &Uri, seen: Option<SocketAddr>) -> bool {
    let Some(address) = socket_address(target) else { return true };
    let is_local = match address.ip() {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unspecified(),
    };
    is_local && seen.is_some_and(|seen| seen.ip() != address.ip())
}

//! The table of legs stepped by hand, with times given: what would take minutes on a wire.

use super::*;
use crate::directory::Directory;
use crate::message;
use model::{CallId, Inbound, Route, Routing, Trunk};
use rsipstack::platform::CancellationToken;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::transaction::transaction::{TransactionEvent, TransactionEventReceiver};
use rsipstack::transport::SipConnection;
use rsipstack::transport::udp::UdpConnection;
use std::net::SocketAddr;
use std::time::Duration;

const SDP: &str = "v=0\r\nm=audio 4 RTP/AVP 8\r\n";

struct Table {
    legs: Legs,
    events: mpsc::Receiver<SipEvent>,
    flow: Flow,
    leg: LegId,
    start: Instant,
}

fn request(method: &str, cseq: u32, to_tag: &str, extra: &str, body: &str) -> Box<Request> {
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    let text = format!(
        "{method} sip:95000@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{method}{cseq}\r\n\
         From: <sip:138@peer>;tag=theirs\r\nTo: <sip:95000@node>{to_tag}\r\nCall-ID: c\r\nCSeq: {cseq} {method}\r\n\
         Contact: <sip:138@127.0.0.1:9>\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    Box::new(Request::try_from(text.as_str()).expect("a sound request"))
}

fn reply() -> (Reply, TransactionEventReceiver) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Reply::new(sender), receiver)
}

fn answered(receiver: &mut TransactionEventReceiver) -> Response {
    match receiver.try_recv() {
        Ok(TransactionEvent::Respond(response)) => response,
        Ok(_) | Err(_) => panic!("an answer was given"),
    }
}

impl Table {
    async fn new() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 5060));
        let config = crate::SipConfig { listen: address, product: "Qiao-test".into(), invites_per_second_max: 10 };
        let routing = Routing {
            inbound: vec![Inbound { number: "95000".into(), trunk: None, route: Route::Flow("main".into()) }],
            trunks: vec![Trunk {
                key: "lo".into(),
                sources: vec![(address.ip(), None)],
                networks: vec![],
                outbound: None,
                calls_max: 9,
            }],
            ..Routing::default()
        };
        let (inputs, _) = mpsc::channel(1);
        let (to_events, events) = mpsc::channel(64);
        let directory = Directory::new(routing.into());
        let shared = Arc::new(Shared::new(config, address, directory, inputs, CancellationToken::new()));
        let udp = UdpConnection::create_connection(SocketAddr::from(([127, 0, 0, 1], 0)), None, None).await;
        let udp = SipConnection::Udp(udp.expect("loopback has free ports"));
        assert!(shared.udp.set(udp.clone()).is_ok());
        let flow = Flow::udp(udp, SocketAddr::from(([127, 0, 0, 1], 9)));
        let leg = LegId::customer(CallId(uuid::Uuid::now_v7()));
        Self { legs: Legs::new(shared, to_events), events, flow, leg, start: Instant::now() }
    }

    /// INVITE with these header lines, answered and acknowledged.
    async fn up(extra: &str) -> (Self, Response) {
        let mut table = Self::new().await;
        let mut replies = table.offer(extra);
        table.legs.answer(table.leg, SDP.into());
        let answer = answered(&mut replies);
        table.legs.acked(table.leg, 1, Bytes::new());
        assert!(matches!(table.event(), SipEvent::Confirmed { .. }));
        (table, answer)
    }

    fn offer(&mut self, extra: &str) -> TransactionEventReceiver {
        let (reply, replies) = reply();
        self.legs.invited(self.leg, "ours".into(), request("INVITE", 1, "", extra, SDP), reply, self.flow.clone());
        assert!(matches!(self.event(), SipEvent::Incoming { .. }));
        replies
    }

    fn within(&mut self, method: &str, cseq: u32, extra: &str, body: &str) -> TransactionEventReceiver {
        let (reply, replies) = reply();
        self.legs.within(self.leg, request(method, cseq, ";tag=ours", extra, body), reply);
        replies
    }

    fn event(&mut self) -> SipEvent {
        self.events.try_recv().expect("an event was told")
    }

    fn tick(&mut self, after_s: u64) {
        self.legs.tick(self.start + Duration::from_secs(after_s));
    }

    /// The one request that goes out now.
    fn request(&mut self) -> Request {
        match std::mem::take(&mut self.legs.outs).pop() {
            Some(Out::Start(client)) => *client.request,
            Some(Out::Send(_, message)) => match *message {
                SipMessage::Request(request) => request,
                SipMessage::Response(_) => panic!("responses go by their transaction"),
            },
            None => panic!("a request goes out"),
        }
    }

    fn respond(&mut self, status: u16, to: &Request, extra: &str) {
        let text = format!(
            "SIP/2.0 {status} X\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: c\r\nCSeq: {}\r\n{extra}Content-Length: 0\r\n\r\n",
            to.via_header().expect("sent").value(),
            message::from_of(to),
            message::to_of(to),
            to.cseq_header().expect("sent").value(),
        );
        let response = Response::try_from(text.as_str()).expect("a sound response");
        self.legs.response(self.leg, Op::Refresh, response);
    }

    fn is_lost(&mut self) -> bool {
        matches!(self.event(), SipEvent::Ended { end: SipEnd::Lost, .. }) && self.request().method == Method::Bye
    }
}

#[tokio::test]
async fn a_call_whose_ack_never_comes_is_lost() {
    let mut table = Table::new().await;
    table.offer("");
    table.legs.answer(table.leg, SDP.into());
    table.legs.over(table.leg, 1);
    assert!(table.is_lost());
    // BYE without an answer: the leg is dropped all the same.
    assert_eq!(table.legs.legs.len(), 1);
    table.tick(40);
    assert_eq!((table.legs.legs.len(), table.legs.shared.calls_on("lo")), (0, 0));
}

#[tokio::test]
async fn an_invite_that_nobody_answers_ends() {
    let mut table = Table::new().await;
    let mut replies = table.offer("");
    table.tick(limits::UNANSWERED.as_secs() + 1);
    assert_eq!(answered(&mut replies).status_code.code(), 408);
    assert!(matches!(table.event(), SipEvent::Ended { end: SipEnd::Lost, .. }));
    assert!(table.legs.legs.is_empty());
}

#[tokio::test]
async fn we_refresh_by_update_at_half_time() {
    let (mut table, answer) = Table::up("Session-Expires: 200;refresher=uas\r\nAllow: INVITE, UPDATE\r\n").await;
    assert_eq!(message::value_of(&answer, "Session-Expires"), Some("200;refresher=uas"));
    table.tick(99);
    assert!(table.legs.outs.is_empty());
    table.tick(101);
    let update = table.request();
    assert_eq!((update.method, update.body.is_empty()), (Method::Update, true));
    assert_eq!(message::value_of(&update, "Session-Expires"), Some("200;refresher=uac"));
    table.respond(200, &update, "Session-Expires: 200;refresher=uac\r\n");
    assert!(table.events.try_recv().is_err());
    // Counted from the answer, which came at once by the real clock.
    table.tick(99);
    assert!(table.legs.outs.is_empty());
    table.tick(101);
    assert_eq!(table.request().method, Method::Update);
}

#[tokio::test]
async fn without_update_we_refresh_by_reinvite_and_refuse_theirs_meanwhile() {
    let (mut table, _) = Table::up("Session-Expires: 200;refresher=uas\r\n").await;
    table.tick(101);
    let invite = table.request();
    assert_eq!((invite.method, invite.body.as_slice()), (Method::Invite, SDP.as_bytes()));
    assert_eq!(answered(&mut table.within("INVITE", 2, "", SDP)).status_code.code(), 491);
    table.respond(200, &invite, "");
    let ack = table.request();
    assert_eq!((ack.method, message::cseq_of(&ack)), (Method::Ack, message::cseq_of(&invite)));
}

#[tokio::test]
async fn a_refresh_that_fails_is_tried_otherwise_or_ends_the_call() {
    let asked = "Session-Expires: 200;refresher=uas\r\nAllow: UPDATE\r\n";
    let (mut table, _) = Table::up(asked).await;
    table.tick(101);
    let update = table.request();
    table.respond(405, &update, "");
    table.tick(102);
    let invite = table.request();
    assert_eq!(invite.method, Method::Invite);
    table.respond(422, &invite, "Min-SE: 500\r\n");
    table.tick(103);
    let invite = table.request();
    assert_eq!(message::value_of(&invite, "Session-Expires"), Some("500;refresher=uac"));
    table.respond(481, &invite, "");
    assert!(table.is_lost());
}

#[tokio::test]
async fn a_peer_that_does_not_refresh_in_time_is_lost() {
    let (mut table, answer) = Table::up("Session-Expires: 200;refresher=uac\r\nSupported: timer\r\n").await;
    assert_eq!(message::value_of(&answer, "Require"), Some("timer"));
    table.tick(160);
    assert!(table.events.try_recv().is_err());
    let extra = "Session-Expires: 1000;refresher=uac\r\nSupported: timer\r\n";
    assert_eq!(answered(&mut table.within("UPDATE", 2, extra, "")).status_code.code(), 200);
    table.tick(900);
    assert!(table.events.try_recv().is_err());
    table.tick(970);
    assert!(table.is_lost());
}

#[tokio::test]
async fn events_that_find_no_room_wait_in_order() {
    let mut table = Table::new().await;
    for index in 0..100 {
        table.legs.tell(SipEvent::Ringing { leg: table.leg, status: 100 + index });
    }
    assert_eq!(table.legs.behind.len(), 36);
    assert!(matches!(table.legs.behind.front(), Some(SipEvent::Ringing { status: 164, .. })));
}

//! What happens inside a dialog: hold, digits, glare, old numbers, session timers, lost ACKs.

mod support;

use model::LegId;
use sip::{SipCommand, SipEnd, SipEvent};
use support::*;

const HELD: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=sendonly\r\n";

struct Call {
    node: Node,
    peer: Peer,
    names: Names,
    leg: LegId,
    answer: Message,
}

impl Call {
    async fn up(extra: &str) -> Self {
        let mut node = Node::start(routing(vec![], None)).await;
        let mut peer = Peer::udp(node.sip.address()).await;
        let mut names = Names::new("95000");
        peer.send(peer.build("INVITE", "sip:95000@node.test", &names, extra, SDP)).await;
        let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
        node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
        let answer = peer.final_response(&names.call_id).await;
        names.answered(&answer);
        peer.send(peer.build("ACK", "sip:95000@node.test", names.rebranch(), "", "")).await;
        expect!(node, SipEvent::Confirmed { .. });
        Self { node, peer, names, leg, answer }
    }

    async fn send(&mut self, method: &str, extra: &str, body: &str) {
        let message = self.peer.build(method, "sip:95000@node.test", self.names.next(), extra, body);
        self.peer.send(message).await;
    }

    async fn ask(&mut self, method: &str, extra: &str, body: &str) -> Message {
        self.send(method, extra, body).await;
        self.peer.final_response(&self.names.call_id).await
    }

    async fn ack(&mut self, body: &str) {
        let message = self.peer.build("ACK", "sip:95000@node.test", self.names.rebranch(), "", body);
        self.peer.send(message).await;
    }
}

#[tokio::test]
async fn a_reinvite_puts_on_hold_and_resumes() {
    let mut call = Call::up("").await;
    for offer in [HELD, SDP] {
        call.send("INVITE", "", offer).await;
        let leg = expect!(call.node, SipEvent::Reoffer { leg, offer: Some(got) } => {
            assert_eq!(got, offer.as_bytes());
            leg
        });
        call.node.sip.send(SipCommand::AnswerReoffer { leg, sdp: Some(HELD.into()) });
        let answer = call.peer.final_response(&call.names.call_id).await;
        assert_eq!((answer.status(), answer.body()), (200, HELD));
        call.ack("").await;
    }
    // The ACKs were no new answers.
    assert_eq!(call.ask("BYE", "", "").await.status(), 200);
    expect!(call.node, SipEvent::Ended { end: SipEnd::HungUp, .. });
}

#[tokio::test]
async fn an_offerless_reinvite_is_answered_in_its_ack() {
    let mut call = Call::up("").await;
    call.send("INVITE", "", "").await;
    let leg = expect!(call.node, SipEvent::Reoffer { leg, offer: None } => leg);
    call.node.sip.send(SipCommand::AnswerReoffer { leg, sdp: Some(SDP.into()) });
    assert_eq!(call.peer.final_response(&call.names.call_id).await.body(), SDP);
    call.ack(HELD).await;
    expect!(call.node, SipEvent::Confirmed { answer: Some(answer), .. } => assert_eq!(answer, HELD.as_bytes()));
}

#[tokio::test]
async fn a_refused_reinvite_gets_488_and_the_call_goes_on() {
    let mut call = Call::up("").await;
    call.send("INVITE", "", HELD).await;
    let leg = expect!(call.node, SipEvent::Reoffer { leg, .. } => leg);
    call.node.sip.send(SipCommand::AnswerReoffer { leg, sdp: None });
    assert_eq!(call.peer.final_response(&call.names.call_id).await.status(), 488);
    call.ack("").await;
    call.send("UPDATE", "", HELD).await;
    let leg = expect!(call.node, SipEvent::Reoffer { leg, .. } => leg);
    call.node.sip.send(SipCommand::AnswerReoffer { leg, sdp: Some(HELD.into()) });
    assert_eq!(call.peer.final_response(&call.names.call_id).await.status(), 200);
    assert_eq!(call.ask("UPDATE", "", "").await.status(), 200);
}

#[tokio::test]
async fn a_second_offer_waits_and_an_old_number_is_refused() {
    let mut call = Call::up("").await;
    call.send("INVITE", "", HELD).await;
    expect!(call.node, SipEvent::Reoffer { .. });
    let refusal = call.ask("UPDATE", "", SDP).await;
    assert_eq!(refusal.status(), 500);
    assert_ne!(refusal.header("Retry-After"), "");
    call.names.cseq = 0;
    assert_eq!(call.ask("INFO", "", "").await.status(), 500);
}

#[tokio::test]
async fn digits_come_by_info() {
    let mut call = Call::up("").await;
    for (kind, body, digit) in [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5'),
        ("application/dtmf-relay", "Signal= #\r\nDuration=100", '#'),
        ("application/dtmf-relay", "Signal=10\r\n", '*'),
        ("application/dtmf", "7", '7'),
    ] {
        let names = call.names.next().clone();
        let message = call.peer.build("INFO", "sip:95000@node.test", &names, "", body);
        call.peer.send(message.replace("application/sdp", kind)).await;
        assert_eq!(call.peer.final_response(&names.call_id).await.status(), 200);
        expect!(call.node, SipEvent::Digit { digit: got, .. } => assert_eq!(got, digit));
    }
    assert_eq!(call.ask("INFO", "", "v=0").await.status(), 415);
    call.node.sip.send(SipCommand::Info { leg: call.leg, digit: '#' });
    let info = call.peer.request("INFO").await;
    assert_eq!((info.header("Content-Type"), info.body()), ("application/dtmf-relay", "Signal=#\r\nDuration=160\r\n"));
}

#[tokio::test]
async fn what_we_do_not_do_is_refused() {
    let mut call = Call::up("").await;
    assert_eq!(call.ask("REFER", "Refer-To: <sip:1@2>\r\n", "").await.status(), 603);
    assert_eq!(call.ask("MESSAGE", "", "").await.status(), 405);
    assert_eq!(call.ask("OPTIONS", "", "").await.status(), 200);
    assert_eq!(call.ask("INVITE", "Require: 100rel\r\n", SDP).await.status(), 420);
    let mut stranger = call.names.clone();
    stranger.from = "<sip:13800000000@peer.test>;tag=other".into();
    let message = call.peer.build("BYE", "sip:95000@node.test", stranger.next(), "", "");
    call.peer.send(message).await;
    assert_eq!(call.peer.final_response(&stranger.call_id).await.status(), 481);
    stranger.call_id = "unknown".into();
    let message = call.peer.build("BYE", "sip:95000@node.test", stranger.next(), "", "");
    call.peer.send(message).await;
    assert_eq!(call.peer.final_response("unknown").await.status(), 481);
}

#[tokio::test]
async fn session_timers_are_agreed() {
    for (asked, granted) in [
        ("Session-Expires: 1800;refresher=uac\r\nSupported: timer\r\n", "1800;refresher=uac"),
        ("Session-Expires: 1800;refresher=uas\r\nSupported: timer\r\n", "1800;refresher=uas"),
        ("Session-Expires: 1800\r\nSupported: timer\r\n", "1800;refresher=uac"),
        ("Session-Expires: 1800\r\n", "1800;refresher=uas"),
        ("x: 90\r\nk: timer\r\n", "90;refresher=uac"),
        ("Supported: timer\r\n", ""),
    ] {
        let mut call = Call::up(asked).await;
        assert_eq!(call.answer.header("Session-Expires"), granted, "{asked}");
        assert_eq!(call.answer.header("Require") == "timer", granted.ends_with("uac"), "{asked}");
        let update = call.ask("UPDATE", "Session-Expires: 120;refresher=uac\r\nSupported: timer\r\n", "").await;
        assert_eq!((update.status(), update.header("Session-Expires")), (200, "120;refresher=uac"));
        let refusal = call.ask("UPDATE", "Session-Expires: 30\r\nSupported: timer\r\n", "").await;
        assert_eq!((refusal.status(), refusal.header("Min-SE")), (422, "90"));
    }
}

#[tokio::test]
async fn a_short_session_is_refused_before_there_is_a_leg() {
    let node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let names = Names::new("95000");
    peer.send(peer.build("INVITE", "sip:95000@node.test", &names, "Session-Expires: 60\r\n", SDP)).await;
    let refusal = peer.final_response(&names.call_id).await;
    assert_eq!((refusal.status(), refusal.header("Min-SE")), (422, "90"));
    assert_eq!(node.sip.load().invites, 0);
}

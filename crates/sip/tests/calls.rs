//! Calls in and out: what a caller, a phone and the switch see.

mod support;

use model::{CallId, LegId, PhoneNumber};
use sip::{InviteTo, SipCommand, SipEnd, SipEvent};
use support::*;

fn leg() -> LegId {
    LegId { call: CallId(uuid::Uuid::now_v7()), number: 1 }
}

fn uri(number: &str, peer: &Peer) -> String {
    format!("sip:{number}@{}", peer.node)
}

/// INVITE until 200 and ACK: the peer's names of the dialog and the leg.
async fn up(node: &mut Node, peer: &mut Peer) -> (Names, LegId) {
    let mut names = Names::new("95000");
    peer.send(peer.build("INVITE", &uri("95000", peer), &names, "", SDP)).await;
    let leg = expect!(node, SipEvent::Incoming { leg, .. } => leg);
    node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
    let answer = peer.final_response(&names.call_id).await;
    assert_eq!(answer.status(), 200);
    names.answered(&answer);
    peer.send(peer.build("ACK", &uri("95000", peer), names.rebranch(), "", "")).await;
    expect!(node, SipEvent::Confirmed { answer: None, .. });
    (names, leg)
}

#[tokio::test]
async fn a_call_in_rings_is_answered_and_hung_up_by_the_caller() {
    let mut node = Node::start(routing(vec![], None)).await;
    for is_tcp in [false, true] {
        let mut peer = if is_tcp { Peer::tcp(node.sip.address()).await } else { Peer::udp(node.sip.address()).await };
        let mut names = Names::new("95000");
        peer.send(peer.build("INVITE", &uri("95000", &peer), &names, "", SDP)).await;
        assert_eq!(peer.receive().await.status(), 100);
        let leg = expect!(node, SipEvent::Incoming { leg, from, to, trunk, offer, .. } => {
            assert_eq!((from.reveal(), to.as_str(), &*trunk), ("13800000000", "95000", "lo"));
            assert_eq!(offer.as_deref(), Some(SDP.as_bytes()));
            leg
        });
        node.sip.send(SipCommand::Ring { leg });
        assert_eq!(peer.receive().await.status(), 180);
        node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
        let answer = peer.receive().await;
        assert_eq!((answer.status(), answer.body()), (200, SDP));
        assert_eq!(answer.header("Contact").contains("tcp"), is_tcp);
        names.answered(&answer);
        peer.send(peer.build("ACK", &uri("95000", &peer), names.rebranch(), "", "")).await;
        expect!(node, SipEvent::Confirmed { answer: None, .. });
        peer.send(peer.build("BYE", &uri("95000", &peer), names.next(), "", "")).await;
        assert_eq!(peer.receive().await.status(), 200);
        expect!(node, SipEvent::Ended { end: SipEnd::HungUp, .. });
    }
    assert_eq!(node.sip.load().dialogs, 0);
    assert_eq!(node.sip.load().invites, 2);
}

#[tokio::test]
async fn we_hang_up_a_call_in() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let (names, leg) = up(&mut node, &mut peer).await;
    node.sip.send(SipCommand::HangUp { leg });
    let bye = peer.request("BYE").await;
    assert_eq!((bye.header("Call-ID"), bye.header("To")), (names.call_id.as_str(), names.from.as_str()));
    peer.send(peer.respond(&bye, "200 OK", "", "", "")).await;
    // Nothing is told: it was us. The next event is the next call's.
    up(&mut node, &mut peer).await;
}

#[tokio::test]
async fn two_nodes_call_each_other() {
    let mut far = Node::start(routing(vec![], None)).await;
    let mut near = Node::start(routing(vec![fixed("95001", far.sip.address())], Some(far.sip.address()))).await;
    for (to, number) in [
        (InviteTo::Phone("95001".into()), "95001"),
        (InviteTo::Trunk { trunk: "lo".into(), number: "95000".into() }, "95000"),
    ] {
        for near_hangs_up in [false, true] {
            let out = leg();
            let caller = PhoneNumber::from_wire("13900000001");
            near.sip.send(SipCommand::Invite { leg: out, to: to.clone(), caller, offer: SDP.into() });
            let inn = expect!(far, SipEvent::Incoming { leg, from, to, .. } => {
                assert_eq!((from.reveal(), to.as_str()), ("13900000001", number));
                leg
            });
            far.sip.send(SipCommand::Ring { leg: inn });
            expect!(near, SipEvent::Ringing { status: 180, .. });
            far.sip.send(SipCommand::Answer { leg: inn, sdp: SDP.into() });
            expect!(near, SipEvent::Answered { answer, .. } => assert_eq!(answer, SDP.as_bytes()));
            expect!(far, SipEvent::Confirmed { answer: None, .. });
            let (hangs_up, ended, leg) = if near_hangs_up { (&near, &mut far, out) } else { (&far, &mut near, inn) };
            hangs_up.sip.send(SipCommand::HangUp { leg });
            expect!(ended, SipEvent::Ended { end: SipEnd::HungUp, .. });
        }
    }
}

#[tokio::test]
async fn refusals_reach_the_one_who_dialled() {
    let mut far = Node::start(routing(vec![], None)).await;
    let mut near = Node::start(routing(vec![fixed("8001", far.sip.address()), registers("8002", "x")], None)).await;
    for (key, status) in [("8001", 404), ("8002", 480), ("8003", 480)] {
        let caller = PhoneNumber::from_wire("1");
        near.sip.send(SipCommand::Invite { leg: leg(), to: InviteTo::Phone(key.into()), caller, offer: SDP.into() });
        expect!(near, SipEvent::Failed { status: got, .. } => assert_eq!(got, status, "{key}"));
    }
    let to = InviteTo::Trunk { trunk: "lo".into(), number: "1".into() };
    near.sip.send(SipCommand::Invite { leg: leg(), to, caller: PhoneNumber::from_wire("1"), offer: SDP.into() });
    expect!(near, SipEvent::Failed { status: 404, .. });
    let mut peer = Peer::udp(far.sip.address()).await;
    let names = Names::new("95000");
    peer.send(peer.build("INVITE", &uri("95000", &peer), &names, "", SDP)).await;
    let leg = expect!(far, SipEvent::Incoming { leg, .. } => leg);
    far.sip.send(SipCommand::Reject { leg, status: 503, retry_after_s: Some(7) });
    let refusal = peer.final_response(&names.call_id).await;
    assert_eq!((refusal.status(), refusal.header("Retry-After")), (503, "7"));
}

#[tokio::test]
async fn a_cancelled_call_ends_on_both_sides() {
    let mut far = Node::start(routing(vec![], None)).await;
    let mut near = Node::start(routing(vec![fixed("95001", far.sip.address())], None)).await;
    let out = leg();
    let to = InviteTo::Phone("95001".into());
    near.sip.send(SipCommand::Invite { leg: out, to, caller: PhoneNumber::from_wire("1"), offer: SDP.into() });
    let inn = expect!(far, SipEvent::Incoming { leg, .. } => leg);
    far.sip.send(SipCommand::Ring { leg: inn });
    expect!(near, SipEvent::Ringing { .. });
    near.sip.send(SipCommand::HangUp { leg: out });
    expect!(far, SipEvent::Ended { end: SipEnd::Cancelled, .. });
    expect!(near, SipEvent::Failed { status: 487, .. });
}

#[tokio::test]
async fn cancel_that_crosses_200_is_followed_by_ack_and_bye() {
    let mut peer = Peer::udp(loopback()).await;
    let mut near = Node::start(routing(vec![fixed("8001", peer.address)], None)).await;
    peer.node = near.sip.address();
    let out = leg();
    let to = InviteTo::Phone("8001".into());
    near.sip.send(SipCommand::Invite { leg: out, to, caller: PhoneNumber::from_wire("1"), offer: SDP.into() });
    let invite = peer.request("INVITE").await;
    peer.send(peer.respond(&invite, "180 Ringing", "t1", "", "")).await;
    expect!(near, SipEvent::Ringing { .. });
    near.sip.send(SipCommand::HangUp { leg: out });
    let cancel = peer.request("CANCEL").await;
    assert_eq!(cancel.header("Via"), invite.header("Via"));
    peer.send(peer.respond(&invite, "200 OK", "t1", "", SDP)).await;
    peer.send(peer.respond(&cancel, "200 OK", "t1", "", "")).await;
    assert_eq!(peer.request("ACK").await.to_tag(), "t1");
    let bye = peer.request("BYE").await;
    peer.send(peer.respond(&bye, "200 OK", "", "", "")).await;
    expect!(near, SipEvent::Failed { status: 487, .. });
}

#[tokio::test]
async fn cancel_waits_for_the_first_sign_of_life() {
    let mut peer = Peer::udp(loopback()).await;
    let mut near = Node::start(routing(vec![fixed("8001", peer.address)], None)).await;
    peer.node = near.sip.address();
    let out = leg();
    let to = InviteTo::Phone("8001".into());
    near.sip.send(SipCommand::Invite { leg: out, to, caller: PhoneNumber::from_wire("1"), offer: SDP.into() });
    let invite = peer.request("INVITE").await;
    near.sip.send(SipCommand::HangUp { leg: out });
    peer.send(peer.respond(&invite, "100 Trying", "", "", "")).await;
    let cancel = peer.request("CANCEL").await;
    peer.send(peer.respond(&cancel, "200 OK", "t1", "", "")).await;
    peer.send(peer.respond(&invite, "487 Request Terminated", "t1", "", "")).await;
    peer.request("ACK").await;
    expect!(near, SipEvent::Failed { status: 487, .. });
}

#[tokio::test]
async fn a_retransmitted_200_is_acknowledged_again_and_a_fork_is_hung_up() {
    let mut peer = Peer::udp(loopback()).await;
    let mut near = Node::start(routing(vec![fixed("8001", peer.address)], None)).await;
    peer.node = near.sip.address();
    let to = InviteTo::Phone("8001".into());
    near.sip.send(SipCommand::Invite { leg: leg(), to, caller: PhoneNumber::from_wire("1"), offer: SDP.into() });
    let invite = peer.request("INVITE").await;
    let answer = peer.respond(&invite, "200 OK", "t1", "", SDP);
    peer.send(&answer).await;
    peer.request("ACK").await;
    expect!(near, SipEvent::Answered { .. });
    peer.send(&answer).await;
    assert_eq!(peer.request("ACK").await.to_tag(), "t1");
    peer.send(peer.respond(&invite, "200 OK", "t2", "", SDP)).await;
    assert_eq!(peer.request("ACK").await.to_tag(), "t2");
    assert_eq!(peer.request("BYE").await.to_tag(), "t2");
}

#[tokio::test]
async fn a_late_offer_is_answered_in_the_ack() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let mut names = Names::new("95000");
    peer.send(peer.build("INVITE", &uri("95000", &peer), &names, "", "")).await;
    let leg = expect!(node, SipEvent::Incoming { leg, offer: None, .. } => leg);
    node.sip.send(SipCommand::Answer { leg, sdp: SDP.into() });
    let offer = peer.final_response(&names.call_id).await;
    assert_eq!(offer.body(), SDP);
    names.answered(&offer);
    peer.send(peer.build("ACK", &uri("95000", &peer), names.rebranch(), "", SDP)).await;
    expect!(node, SipEvent::Confirmed { answer: Some(answer), .. } => assert_eq!(answer, SDP.as_bytes()));
}

#[tokio::test]
async fn a_cancel_by_the_caller_ends_the_leg() {
    let mut node = Node::start(routing(vec![], None)).await;
    let mut peer = Peer::udp(node.sip.address()).await;
    let names = Names::new("95000");
    peer.send(peer.build("INVITE", &uri("95000", &peer), &names, "", SDP)).await;
    assert_eq!(peer.receive().await.status(), 100);
    expect!(node, SipEvent::Incoming { .. });
    peer.send(peer.build("CANCEL", &uri("95000", &peer), &names, "", "")).await;
    let (first, second) = (peer.receive().await, peer.receive().await);
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 487]);
    expect!(node, SipEvent::Ended { end: SipEnd::Cancelled, .. });
}

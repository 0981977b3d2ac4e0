//! What the switch and the signalling say to each other.

use bytes::Bytes;
use model::{LegId, Millis, PhoneNumber};
use std::net::SocketAddr;
use std::sync::Arc;

/// Where to listen and what to call ourselves.
#[derive(Clone, Debug)]
pub struct SipConfig {
    /// UDP and TCP; port 0 picks a free one, the same for both. Never a wildcard address.
    pub listen: SocketAddr,
    /// `Server` and `User-Agent`.
    pub product: String,
    /// New INVITEs per second that are let in before 503; from `limits.rs` unless a test says otherwise.
    pub invites_per_second_max: u32,
}

#[derive(Clone, Debug)]
pub enum SipEvent {
    /// An INVITE that passed admission (known trunk and number, digest where needed). 100 was sent.
    /// `offer` `None`: late offer, ours goes into the 200.
    Incoming {
        leg: LegId,
        from: PhoneNumber,
        to: String,
        trunk: Arc<str>,
        source: SocketAddr,
        offer: Option<Bytes>,
    },
    /// 180 or 183 of a leg we dialled.
    Ringing {
        leg: LegId,
        status: u16,
    },
    /// 200 of a leg we dialled; ACK is sent by this crate.
    Answered {
        leg: LegId,
        answer: Bytes,
    },
    /// The customer's ACK arrived; `answer` when our 200 carried the offer.
    Confirmed {
        leg: LegId,
        answer: Option<Bytes>,
    },
    /// Final refusal of a leg we dialled, or 408 when nothing came, 480 when the phone is not registered.
    Failed {
        leg: LegId,
        status: u16,
    },
    /// re-INVITE or UPDATE with an offer: answer with `SipCommand::AnswerReoffer`. `None`: offerless re-INVITE.
    Reoffer {
        leg: LegId,
        offer: Option<Bytes>,
    },
    /// SIP INFO `application/dtmf-relay` or `application/dtmf`.
    Digit {
        leg: LegId,
        digit: char,
    },
    /// BYE, CANCEL before the answer, a missing ACK, or a session timer that ran out. Sent once for each leg that
    /// had an `Incoming` or `Answered`, unless it was us who hung up.
    Ended {
        leg: LegId,
        end: SipEnd,
    },
    PhoneRegistered {
        phone: Arc<str>,
        expires: Millis,
    },
    PhoneUnregistered {
        phone: Arc<str>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SipEnd {
    HungUp,
    Cancelled,
    /// Lost ACK, expired session, failed transport.
    Lost,
}

#[derive(Clone, Debug)]
pub enum SipCommand {
    /// 180.
    Ring {
        leg: LegId,
    },
    /// 200 with our SDP: the answer, or our offer when theirs was late.
    Answer {
        leg: LegId,
        sdp: String,
    },
    Reject {
        leg: LegId,
        status: u16,
        retry_after_s: Option<u16>,
    },
    /// A new leg. `caller` goes into `From`.
    Invite {
        leg: LegId,
        to: InviteTo,
        caller: PhoneNumber,
        offer: String,
    },
    /// 200 to a re-INVITE with our answer (or our offer when it came without), or 488 on `None`.
    AnswerReoffer {
        leg: LegId,
        sdp: Option<String>,
    },
    /// BYE after the answer, CANCEL before it, 487/603 to an INVITE that was not answered.
    HangUp {
        leg: LegId,
    },
    /// INFO `application/dtmf-relay` when the peer has no telephone-event.
    Info {
        leg: LegId,
        digit: char,
    },
}

/// Whom to dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InviteTo {
    /// Registered or fixed: this crate knows where it is.
    Phone(Arc<str>),
    Trunk {
        trunk: Arc<str>,
        number: String,
    },
}

/// Why the signalling could not start.
#[derive(Debug, thiserror::Error)]
pub enum SipError {
    #[error("`{0}` is a wildcard address: name the address that peers reach")]
    Wildcard(SocketAddr),
    #[error("cannot listen on `{address}`")]
    Bind {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
    #[error("the signalling stack refused to start")]
    Stack(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Counts since the start, and what lives now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SipLoad {
    /// INVITEs that became an `Incoming`.
    pub invites: u64,
    /// Messages from nobody we know; they got no answer.
    pub refused_unknown_source: u64,
    pub refused_unknown_number: u64,
    pub refused_calls_max: u64,
    /// Rate limit, or the switch is behind.
    pub refused_overload: u64,
    pub refused_draining: u64,
    pub malformed: u64,
    pub bad_digests: u64,
    /// Commands that found the queue full; zero unless the signalling is stuck.
    pub commands_lost: u64,
    pub dialogs: usize,
    pub registrations: usize,
}

/// One contact of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub phone: Arc<str>,
    /// Where its packets come from.
    pub source: SocketAddr,
    pub contact: String,
    pub is_tcp: bool,
    pub expires_in: Millis,
}

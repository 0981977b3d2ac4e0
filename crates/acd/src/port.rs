//! What goes into the distribution and what comes out.

use model::{AwayReason, CallId, FactBody, Millis, OfferOutcome, PersonId, Prompt, QueueId, Routing, Skill};
use std::sync::Arc;

/// What a caller asks of a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    pub call: CallId,
    pub queue: QueueId,
    /// Needed besides the queue's own.
    pub skills: Vec<Skill>,
    /// Added to the queue's own.
    pub priority: i32,
    /// Agents of these queues may serve the caller too. Statistics count for `queue`.
    pub any_of: Vec<QueueId>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Enqueue(Demand),
    /// The caller is gone, waiting or ringing.
    CallerGone {
        call: CallId,
    },
    /// The agent whom the call was offered to has answered.
    Answered {
        call: CallId,
    },
    /// The agent's phone could not be reached or refused.
    Failed {
        call: CallId,
    },
    /// The agent refused the offer, by the desk or by the phone (SIP 603).
    Declined {
        call: CallId,
    },
    /// The talk is over.
    Freed {
        agent: PersonId,
        call: CallId,
    },
    SignIn {
        agent: PersonId,
    },
    SignOut {
        agent: PersonId,
    },
    GoReady {
        agent: PersonId,
    },
    GoAway {
        agent: PersonId,
        reason: AwayReason,
    },
    FinishWrapUp {
        agent: PersonId,
        call: CallId,
    },
    Phone {
        phone: Arc<str>,
        is_reachable: bool,
    },
    Browser {
        agent: PersonId,
        is_connected: bool,
    },
    /// A flow dials the phone directly: its agent gets no offer until it is released.
    Seize {
        phone: Arc<str>,
    },
    Release {
        phone: Arc<str>,
    },
    Obey {
        routing: Arc<Routing>,
    },
    Tick,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Ring this agent for this call; `phone` `None`: the browser.
    Offer {
        call: CallId,
        agent: PersonId,
        queue: QueueId,
        phone: Option<Arc<str>>,
        wait_ms: Millis,
    },
    OfferEnded {
        call: CallId,
        agent: PersonId,
        outcome: OfferOutcome,
        ring_ms: Millis,
    },
    /// No fitting agent is ready: the caller waits in this queue.
    Queued {
        call: CallId,
        queue: QueueId,
    },
    /// The caller left the queues unserved: play the prompt, if any, and end the call.
    Overflowed {
        call: CallId,
        prompt: Option<Prompt>,
    },
    /// Tell the waiting caller their place, 1 is next.
    Announce {
        call: CallId,
        queue: QueueId,
        place: u32,
    },
    Fact(FactBody),
}

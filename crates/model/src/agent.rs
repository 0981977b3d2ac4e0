//! Agents as the exchange sees them: who they are, what they can take, what they do now.

use crate::{CallId, Millis, PersonId, QueueId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A skill's key in the rulebook, as `refund`.
pub type Skill = Arc<str>;

/// What an agent is doing now. Names: GLOSSARY.md, "agent state". `since` and `until`: UTC milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AgentState {
    /// Not signed in to the exchange: no live socket, or logged out.
    Offline,
    /// Signed in, takes no calls.
    Away { reason: AwayReason },
    /// 就绪: waits for an offer.
    Ready,
    /// 振铃: an offer rings until `until`.
    Ringing { call: CallId, until: Millis },
    /// 通话.
    Talking { call: CallId },
    /// 话后处理: ends by itself at `until`.
    WrapUp { call: CallId, until: Millis },
}

/// Why an agent is away. The rulebook may add reasons as `Named`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayReason {
    /// Just signed in.
    SignedIn,
    /// 小休.
    Break,
    /// 用餐.
    Meal,
    /// 培训.
    Training,
    /// 会议.
    Meeting,
    /// The last offer was missed; somebody must look before calls come again.
    MissedOffer,
    /// The phone or the browser's audio could not be reached.
    DeviceLost,
}

/// What the exchange must know of an agent to offer calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentProfile {
    pub person: PersonId,
    /// Login name, as `agent1`: shown in simulations and logs.
    pub username: Arc<str>,
    /// Queues whose calls may be offered to this agent.
    pub queues: Vec<QueueId>,
    pub skills: Vec<Skill>,
    /// Where the agent's calls ring. `None`: the browser phone.
    pub phone: Option<Arc<str>>,
    /// A machine agent (bench, IVR bot): ready from the start and after every call, without a sign-in.
    pub is_always_ready: bool,
    /// False when suspended or not qualified (AUTH-54): never offered a call, cannot go ready.
    pub may_take_calls: bool,
}

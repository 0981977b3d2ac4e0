//! The nouns of Qiao: what a call centre is made of, with the invariants that hold everywhere.
//!
//! Nothing here decides, waits or touches the outside: no clock, no randomness, no files. Ids and times are given by
//! the caller. Start reading at [`fact`], the journal's enum: it is the list of everything that can happen.

pub mod agent;
pub mod calendar;
pub mod command;
pub mod fact;
pub mod ids;
pub mod ivr;
pub mod order;
pub mod personal;
pub mod phone;
pub mod process;
pub mod queue;
pub mod routing;
pub mod sealed;
pub mod time;

pub use agent::{AgentProfile, AgentState, AwayReason, Skill};
pub use calendar::Calendar;
pub use command::{Act, Command, Refused, Reply};
pub use fact::{
    AccountFact, Actor, Approval, AuthorityFact, CallCause, CustomerFact, DelegationFact, Fact, FactBody, GrantScope,
    KnowledgeFact, OfferOutcome, OrderFact, QueueOutcome, ReviewItem, RulesFact, SampleOf, SupervisionFact, Verdict,
};
pub use ids::{
    ArticleId, CallId, ChangeId, CustomerId, DelegationId, FactorId, GrantId, IdentityId, InstanceId, LegId, NoticeId,
    OrderId, PersonId, QueueId, RecordId, RecordingId, SampleId, SuspensionId, TokenId,
};
pub use ivr::{Flow, Node, NodeId, Prompt};
pub use order::{OrderState, OrderStep};
pub use personal::{PersonName, PhoneNumber};
pub use phone::{Inbound, Phone, PhoneAddress, Route, Trunk};
pub use process::{Fields, TaskKind};
pub use queue::Queue;
pub use routing::Routing;
pub use sealed::{Class, Sealed, Subject};
pub use time::Millis;

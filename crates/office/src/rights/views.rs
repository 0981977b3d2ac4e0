//! What readers see of rights: the shapes that the API answers with. Times are UTC milliseconds.

use crate::processes::views::{Keyed, NameView, PersonView};
use model::{CallId, GrantId, InstanceId, PersonId, SuspensionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A right for a time as it stands in the register (FORM-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantView {
    #[schema(value_type = String)]
    pub id: GrantId,
    pub person: HolderView,
    /// The action's name, as `recording:play`.
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
    /// `ordinary`, `sensitive` or `critical`.
    pub sensitivity: String,
    pub scope: ScopeView,
    pub given_ms: i64,
    pub from_ms: i64,
    /// When it ends by itself, or another takes its place.
    pub until_ms: i64,
    pub state: GrantState,
    pub why: String,
    pub cautions: String,
    pub approvals: Vec<ApprovalView>,
    /// The request that it comes from; of an emergency right its review.
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
    pub is_joint: bool,
    pub is_break_glass: bool,
    pub last_used_ms: Option<i64>,
    pub uses: u64,
    pub revoked: Option<EndedView>,
    #[schema(value_type = Option<String>)]
    pub replaces: Option<GrantId>,
    #[schema(value_type = Option<String>)]
    pub replaced_by: Option<GrantId>,
    /// What the reader may do with it.
    pub can: CanView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    /// It begins later.
    Coming,
    Live,
    /// Its time is over.
    Expired,
    Revoked,
    /// Another one took its place.
    Replaced,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HolderView {
    #[schema(value_type = String)]
    pub id: PersonId,
    pub name: String,
    pub username: String,
    pub team: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScopeView {
    /// `centre`, `team` or `customer`.
    pub covers: String,
    pub id: Option<String>,
    pub name_zh: String,
    pub name_en: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActorView {
    #[schema(value_type = String)]
    pub id: PersonId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApprovalView {
    /// `first`, `final`, `joint`, or `apply`: who put it into force.
    pub stage: String,
    pub person: ActorView,
    pub at_ms: i64,
    pub opinion: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndedView {
    pub at_ms: i64,
    /// Nobody: the system, because the rules no longer let the person hold it.
    pub by: Option<ActorView>,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CanView {
    /// Ask for a change or a later end (flow `access-change`).
    pub extend: bool,
    /// Revoke it at once.
    pub revoke: bool,
}

/// A right with how it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantDetail {
    pub grant: GrantView,
    /// What became of it, the oldest first.
    pub story: Vec<GrantEvent>,
    /// The newest uses.
    pub used: Vec<GrantUse>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantEvent {
    pub at_ms: i64,
    /// `given`, `warned`, `replaced`, `expired` or `revoked`.
    pub what: String,
    pub by: Option<ActorView>,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantUse {
    /// Number of the fact in the journal.
    pub seq: u64,
    pub at_ms: i64,
    /// The fact's kind, as `revealed`.
    pub kind: String,
}

/// A right that somebody may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequestableView {
    pub capability: String,
    pub name: NameView,
    pub sensitivity: String,
    /// Days from its beginning to its end, at most.
    pub days_max: u32,
    pub cautions: NameView,
    /// Posts of the departments that must agree too.
    pub joint: Vec<Keyed>,
    /// Why it cannot be asked for now; nothing: it can.
    pub why_not: Option<NameView>,
    /// Who would decide, stage by stage.
    pub stages: Vec<StageView>,
    /// What the reader holds of it already.
    pub held: Vec<GrantView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageView {
    pub step: Keyed,
    pub people: Vec<PersonView>,
}

/// A stop of one right or of all (AUTH-42, AUTH-50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SuspensionView {
    #[schema(value_type = String)]
    pub id: SuspensionId,
    pub person: HolderView,
    /// Nothing: whatever the person may do.
    pub capability: Option<String>,
    pub capability_zh: String,
    pub capability_en: String,
    pub since_ms: i64,
    /// Nothing: until it is lifted.
    pub until_ms: Option<i64>,
    pub is_in_force: bool,
    pub reason: String,
    pub by: Option<ActorView>,
    #[schema(value_type = Option<String>)]
    pub call: Option<CallId>,
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
    pub lifted: Option<EndedView>,
    /// Whether the reader may lift it.
    pub may_lift: bool,
}

/// What a suspension did: with the violation case that it opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SuspendedView {
    pub suspension: SuspensionView,
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
}

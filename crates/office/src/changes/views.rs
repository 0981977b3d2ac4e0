//! Changes of the rules as pages show them. The effect is kept as JSON beside the change, so it is read back too.

use crate::processes::views::{NameView, PersonView};
use model::{ChangeId, InstanceId, Millis};
use rulebook::texts::FileDifference;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file as it shall be; without a text it is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditedFile {
    pub path: String,
    pub text: Option<String>,
}

/// What somebody wants to change (FORM-05).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Why.
    pub reason: String,
    /// Whom and what it concerns.
    pub scope: String,
    /// What shall be better afterwards, and how one sees it.
    pub expected: String,
    /// The version that the edits are of.
    pub base: String,
    pub files: Vec<EditedFile>,
    /// Not before; without it as soon as it is approved and scheduled.
    #[serde(default)]
    pub apply_at_ms: Option<i64>,
}

/// What is wrong with an edited file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileProblem {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: String,
}

/// How the proposal looks before it is filed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Empty: the checker has nothing against it.
    pub problems: Vec<FileProblem>,
    /// Files that changed since the base, when somebody else was quicker.
    pub moved: Vec<String>,
    #[schema(value_type = Vec<Object>)]
    pub differences: Vec<FileDifference>,
    pub effect: Option<Effect>,
    /// Who has to approve it.
    pub heads: Vec<NameView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeRowView {
    #[schema(value_type = String)]
    pub id: ChangeId,
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub author: PersonView,
    pub proposed_ms: i64,
    pub base: String,
    pub hash: String,
    pub files: Vec<String>,
    pub reason: String,
    pub scope: String,
    pub expected: String,
    #[schema(value_type = Option<String>)]
    pub rolls_back: Option<ChangeId>,
    /// `proposed`, `scheduled`, `applied`, `refused`, `failed`.
    pub state: String,
    pub due_ms: Option<i64>,
    pub settled_ms: Option<i64>,
    /// Why it was refused or failed.
    pub why: String,
    /// Its version is in force now.
    pub is_in_force: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    #[serde(flatten)]
    pub row: ChangeRowView,
    #[schema(value_type = Vec<Object>)]
    pub differences: Vec<FileDifference>,
    pub effect: Effect,
    /// Files that changed since its base, while it is not settled: it can no longer come into force as it is.
    pub moved: Vec<String>,
    /// May the reader propose to take it back now.
    pub can_roll_back: bool,
}

/// A version that was in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    pub hash: String,
    pub at_ms: i64,
    /// By which change; null: from the operator's folder.
    #[schema(value_type = Option<String>)]
    pub change: Option<ChangeId>,
    pub is_in_force: bool,
    /// Its texts are kept and can be read.
    pub is_kept: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    pub items: Vec<VersionView>,
    /// The operator's folder differs from what is in force.
    pub folder: Option<FolderDiffers>,
}

/// The folder holds other rules than those approved: they wait for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FolderDiffers {
    pub hash: String,
    pub files: Vec<String>,
}

/// A file of a version, for reading and editing.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFile {
    pub path: String,
    /// Null in lists, and for files that only the operator sees.
    pub text: Option<String>,
    /// Only the operator changes it, in the folder.
    pub is_closed: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFiles {
    pub version: String,
    pub items: Vec<RuleFile>,
}

// ---- The effect

/// What a change would do, found by asking the old and the new rules the same questions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Effect {
    pub rights: RightsEffect,
    pub decisions: DecisionsEffect,
    pub calls: CallsEffect,
    pub flows: Vec<FlowEffect>,
    pub parameters: Vec<ParameterEffect>,
    /// How many people would have to read the rules again; nobody when clauses and policies stay.
    pub readers: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RightsEffect {
    /// Policies that are new, gone or different.
    pub policies: Vec<String>,
    /// Questions asked of both.
    pub asked: u64,
    pub items: Vec<RightEffect>,
}

/// Who gains or loses a right on what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RightEffect {
    /// As `call:view`.
    pub action: String,
    pub action_zh: String,
    pub action_en: String,
    pub gains: bool,
    /// Only together with a fresh proof, a purpose, a case or a consent.
    pub needs_evidence: bool,
    pub on_zh: String,
    pub on_en: String,
    pub people: u64,
    /// The first of them.
    pub usernames: Vec<String>,
}

/// Decisions of the past days, asked again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionsEffect {
    pub days: u32,
    /// Facts read; each with a reason or a refusal in it counts as a decision.
    pub decisions: u64,
    /// Those whose question could be asked again.
    pub asked_again: u64,
    pub items: Vec<DecisionEffect>,
    /// There were more facts than are read.
    pub is_cut: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionEffect {
    pub action: String,
    pub action_zh: String,
    pub action_en: String,
    /// Allowed then, refused under the new rules; else the other way round.
    pub would_be_refused: bool,
    pub times: u64,
    pub usernames: Vec<String>,
}

/// Calls of the past days under the old and the new routing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallsEffect {
    /// False: routing is the same, or nobody could play it.
    pub is_played: bool,
    pub days: u32,
    pub calls: u64,
    /// Found nobody at work in their queue, before and after.
    pub nobody_before: u64,
    pub nobody_after: u64,
    /// Went to another queue than before.
    pub other_queue: u64,
    pub longer: u64,
    pub shorter: u64,
    /// Answered before and not after, and the other way round.
    pub lost: u64,
    pub won: u64,
    pub queues: Vec<QueueEffect>,
    /// There were more calls than are played.
    pub is_cut: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueEffect {
    pub queue: String,
    pub name_zh: String,
    pub name_en: String,
    pub before: QueueFate,
    pub after: QueueFate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueFate {
    pub offered: u64,
    pub answered: u64,
    /// Mean of those answered.
    pub wait_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlowEffect {
    pub flow: String,
    pub name_zh: String,
    pub name_en: String,
    /// `added`, `removed`, `changed`.
    pub kind: String,
    /// Open instances: they go on under their own text.
    pub open: u64,
    /// Of these, how many could be moved to the new text.
    pub can_move: u64,
    /// Why others could not, the first reasons.
    pub blocked: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ParameterEffect {
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

pub(super) fn ms(at: Option<Millis>) -> Option<i64> {
    at.map(|at| at.0)
}

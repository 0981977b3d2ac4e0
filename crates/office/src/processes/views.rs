//! What readers see of flows, tasks, instances and notices: the shapes that the API answers with.
//!
//! Names stand in both languages, times are UTC milliseconds, people are shown by [`PersonView`]. What a reader may do
//! with a thing stands beside it in `allowed`.

mod around;

pub use around::*;

use model::process::{Fields, TaskKind};
use model::{InstanceId, Millis, PersonId, RecordId};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NameView {
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonView {
    #[schema(value_type = String)]
    pub id: PersonId,
    pub name: String,
    /// Keys of posts, as `team_leader`.
    pub roles: Vec<String>,
    pub team: Option<String>,
}

/// A key of the rules with its names: a flow, a step, an outcome, an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Keyed {
    pub key: String,
    pub name: NameView,
}

// ---- The catalogue

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FlowRow {
    pub key: String,
    pub name: NameView,
    pub about: Option<String>,
    /// Shelf of the catalogue, as `people`.
    pub group: Option<String>,
    /// Requirement or clause, as `FLOW-01`.
    pub source: String,
    pub version: u32,
    pub owner: Vec<PersonView>,
    /// Starts that the reader may use by hand, now. Empty: the clock, a message or others start it.
    pub starts: Vec<Keyed>,
    /// When the clock starts it next.
    pub next_start_ms: Option<i64>,
    pub open_instances: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FlowView {
    #[serde(flatten)]
    pub row: FlowRow,
    /// SHA-256 of the canonical text.
    pub hash: String,
    /// The canonical text in YAML.
    pub text: String,
    pub forms: Vec<FormView>,
    /// For each start of `row.starts`: its form's key.
    pub start_forms: Vec<StartForm>,
    pub diagram: Diagram,
    /// Parameters and switches that the flow reads, with what is in force.
    pub parameters: Vec<ParameterView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StartForm {
    pub start: String,
    pub form: Option<String>,
    /// Required here, beyond the form's own.
    pub required: Vec<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FormView {
    pub key: String,
    /// JSON Schema 2020-12 with the hints told in `rulebook/forms/README.md`.
    #[schema(value_type = Object)]
    pub schema: Json,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ParameterView {
    pub key: String,
    pub name: NameView,
    pub value: String,
    pub default: String,
    /// `T-01`, or the number of the contradiction that it decides.
    pub clock: Option<String>,
    pub switch: Option<u32>,
    pub source: String,
    pub reason: String,
}

/// Drawn by the UI: boxes and lines with their places in pixels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Diagram {
    pub width: i32,
    pub height: i32,
    pub nodes: Vec<DiagramNode>,
    pub edges: Vec<DiagramEdge>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DiagramNode {
    /// The step's id; gateways and events have ids of the diagram only.
    pub id: String,
    /// `start`, `end`, `task`, `approve`, `service`, `call`, `wait`, `decide`, `exclusive`, `parallel`, `each`, `jump`.
    pub kind: String,
    pub name: NameView,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DiagramEdge {
    pub from: String,
    pub to: String,
    /// An outcome in words, or a condition as the rules write it.
    pub label: Option<NameView>,
    pub points: Vec<(i32, i32)>,
}

// ---- Tasks

/// Why it stands in the reader's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum WhyMe {
    /// One of several who may take it.
    Candidate {
        others: usize,
    },
    /// The only one who may do it.
    Alone,
    Holder,
    /// For an absent person.
    Deputy {
        of: PersonView,
    },
    /// It was overdue and came up.
    Escalated,
    /// Not the reader's task: seen because of their post, or done already.
    Watcher,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskRow {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub task: u64,
    /// Number of the instance, for people.
    pub number: u64,
    pub flow: Keyed,
    /// Step with its stage from 0, when it is one of several.
    pub step: Keyed,
    pub stage: Option<u32>,
    #[schema(value_type = String)]
    pub of: TaskKind,
    pub applicant: Option<PersonView>,
    /// Up to three fields of the instance, to tell it from others: `王芳 · 3 天 · 11-25`.
    pub summary: Vec<FieldView>,
    pub why: WhyMe,
    pub people: Vec<PersonView>,
    pub holder: Option<PersonView>,
    pub opened_ms: i64,
    pub due_ms: Option<i64>,
    pub is_overdue: bool,
    /// May be done for many at once.
    pub is_batch: bool,
    /// Asks for the password again.
    pub is_signed: bool,
    pub outcomes: Vec<Keyed>,
    pub form: Option<String>,
    /// Set when it is done.
    pub closed_ms: Option<i64>,
    pub outcome: Option<Keyed>,
    pub actor: Option<PersonView>,
    pub by: Option<PersonView>,
}

/// A field of an instance in words: label, value as stored, and as shown (names for people, choices in words).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FieldView {
    pub key: String,
    pub label: NameView,
    #[schema(value_type = Object)]
    pub value: Json,
    pub shown: NameView,
    /// `personal` fields are masked unless the reader works on the instance.
    pub is_masked: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskView {
    #[serde(flatten)]
    pub row: TaskRow,
    pub form_schema: Option<FormView>,
    /// Required here, beyond the form's own.
    pub required: Vec<String>,
    /// Outcome → what it needs beyond that, as a reason for refusing.
    pub required_on: BTreeMap<String, Vec<String>>,
    /// What the form begins with: fields known already, or the draft.
    #[schema(value_type = Object)]
    pub prefilled: Fields,
    pub draft_saved_ms: Option<i64>,
    /// What the instance holds so far, in the order in which it came.
    pub fields: Vec<FieldView>,
    /// 退回: where it may be sent back.
    pub return_to: Vec<Keyed>,
    pub allowed: TaskAllowed,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskAllowed {
    pub complete: bool,
    pub claim: bool,
    pub give_back: bool,
    pub reassign: bool,
    pub add_signer: bool,
    /// Why not, in words, when `complete` is false.
    pub why_not: Option<NameView>,
}

/// For the badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskCounts {
    pub open: u64,
    pub overdue: u64,
    /// Due within today.
    pub due_today: u64,
    pub notices_unread: u64,
    pub notices_to_acknowledge: u64,
}

/// One of many that were done at once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchResult {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub task: u64,
    pub is_done: bool,
    /// A problem's `code` and words, when it is not.
    pub code: Option<String>,
    pub why: Option<String>,
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer, as `/from`; empty: the form as a whole.
    pub path: String,
    /// For programs: the keyword of JSON Schema that it fails, or `check`, `type`.
    pub code: String,
    pub zh: String,
    pub en: String,
}

// ---- Instances

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceRow {
    #[schema(value_type = String)]
    pub id: InstanceId,
    pub number: u64,
    pub flow: Keyed,
    pub version: u32,
    pub applicant: Option<PersonView>,
    pub summary: Vec<FieldView>,
    pub started_ms: i64,
    pub ended_ms: Option<i64>,
    pub end: Option<Keyed>,
    /// Open steps with who has them and since when.
    pub open: Vec<OpenStep>,
    pub is_overdue: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpenStep {
    pub task: u64,
    pub step: Keyed,
    pub people: Vec<PersonView>,
    pub opened_ms: i64,
    pub due_ms: Option<i64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceView {
    #[serde(flatten)]
    pub row: InstanceRow,
    /// Hash of the text it runs under.
    pub definition: String,
    #[schema(value_type = Option<String>)]
    pub parent: Option<InstanceId>,
    pub fields: Vec<FieldView>,
    pub story: Vec<StoryEntry>,
    pub diagram: Diagram,
    /// By step: where it stands, who had it and how long.
    pub steps: Vec<StepView>,
    /// Messages that the reader may send now, as `cancel`; each with its form, if it has one.
    pub messages: Vec<MessageView>,
    /// Steps of the reader that may be taken back now (撤回).
    pub take_back: Vec<Keyed>,
    pub records: Vec<RecordView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageView {
    pub name: Keyed,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepView {
    pub step: Keyed,
    /// `open`, `done`, `skipped` or `ahead`.
    pub state: String,
    pub times: u32,
    pub people: Vec<PersonView>,
    pub opened_ms: Option<i64>,
    pub done_ms: Option<i64>,
    pub due_ms: Option<i64>,
    pub outcome: Option<Keyed>,
    pub was_late: bool,
}

/// One sentence of the story; the UI words it by `kind`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StoryEntry {
    pub seq: u64,
    pub at_ms: i64,
    /// The fact's kind, as `task_closed`.
    pub kind: String,
    /// Who answers for it, and who did it when that is somebody else.
    pub actor: Option<PersonView>,
    pub by: Option<PersonView>,
    pub step: Option<Keyed>,
    pub task: Option<u64>,
    pub outcome: Option<Keyed>,
    /// To whom it went.
    pub people: Vec<PersonView>,
    pub due_ms: Option<i64>,
    pub text: Option<String>,
    pub fields: Vec<FieldView>,
    pub is_signed: bool,
    /// Ids of the policies under which it was allowed.
    pub reasons: Vec<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordView {
    #[schema(value_type = String)]
    pub id: RecordId,
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub number: u64,
    pub flow: Keyed,
    pub kind: String,
    pub kept_ms: i64,
    pub parties: Vec<PersonView>,
    #[schema(value_type = Object)]
    pub fields: Fields,
}

// ---- Numbers

/// Of one flow in a span, from facts (durations in milliseconds; null when there is nothing to count).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FlowNumbers {
    pub flow: Keyed,
    pub started: u64,
    pub ended: u64,
    pub open: u64,
    pub overdue: u64,
    /// Ends with how often each.
    pub ends: Vec<EndCount>,
    /// Start to end, of those that ended.
    pub cycle_median_ms: Option<i64>,
    pub cycle_p90_ms: Option<i64>,
    /// Share of tasks done by their deadline, of those with one.
    pub on_time_share: Option<f64>,
    /// Share of instances where a step was done more than once.
    pub rework_share: Option<f64>,
    pub steps: Vec<StepNumbers>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EndCount {
    pub end: Keyed,
    pub count: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepNumbers {
    pub step: Keyed,
    pub done: u64,
    pub open: u64,
    /// Opened to closed.
    pub cycle_median_ms: Option<i64>,
    /// Opened to claimed.
    pub waiting_median_ms: Option<i64>,
    pub on_time_share: Option<f64>,
    pub escalated: u64,
    pub returned: u64,
}

// ---- Change of a flow under running instances

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MigrationView {
    pub flow: Keyed,
    /// The text in force.
    pub to: String,
    pub to_version: u32,
    pub can_migrate: Vec<InstanceRow>,
    pub cannot: Vec<BlockedInstance>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BlockedInstance {
    pub instance: InstanceRow,
    pub why: Vec<String>,
}

/// Somebody who may be named in a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookupItem {
    pub value: String,
    pub label: String,
    pub hint: String,
}

impl NameView {
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// Milliseconds for JSON.
pub fn ms(at: Millis) -> i64 {
    at.0
}

//! The journal's enum: everything that can happen in the centre, in the past tense.
//!
//! A fact is never changed. Names and fields are stable: old journals must stay readable, so fields are only added,
//! with a default.

mod accounts;
mod authority;
mod belongs;
mod customers;
mod delegations;
mod happened;
mod knowledge;
mod orders;
mod outcomes;
mod rules;
mod supervision;

pub use accounts::{AccountFact, FactorKind};
pub use authority::{Approval, AuthorityFact, GrantScope};
pub use customers::CustomerFact;
pub use delegations::DelegationFact;
pub use happened::{Actor, Fact};
pub use knowledge::KnowledgeFact;
pub use orders::OrderFact;
pub use outcomes::{CallCause, HoldBy, LogoutCause, OfferOutcome, QueueOutcome};
pub use rules::RulesFact;
pub use supervision::{ReviewItem, SampleOf, SupervisionFact, Verdict};

use crate::process::{Fields, TaskKind};
use crate::{
    AgentState, AwayReason, CallId, InstanceId, LegId, Millis, NoticeId, PersonId, PersonName, PhoneNumber, QueueId,
    RecordId, RecordingId, Skill, TokenId,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactBody {
    // ---- Calls
    CallStarted {
        call: CallId,
        from: PhoneNumber,
        to: String,
        trunk: Arc<str>,
    },
    /// A node of the IVR flow was entered.
    IvrEntered {
        call: CallId,
        flow: Arc<str>,
        node: Arc<str>,
    },
    /// A menu key. Collected digits are never written, only how many.
    KeyPressed {
        call: CallId,
        node: Arc<str>,
        key: char,
    },
    DigitsCollected {
        call: CallId,
        node: Arc<str>,
        count: u8,
    },
    QueueEntered {
        call: CallId,
        queue: QueueId,
        priority: i32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skills: Vec<Skill>,
    },
    /// The caller was told their place, 1 is next.
    PlaceAnnounced {
        call: CallId,
        queue: QueueId,
        place: u32,
    },
    OfferMade {
        call: CallId,
        leg: LegId,
        agent: PersonId,
        queue: QueueId,
        wait_ms: Millis,
    },
    OfferEnded {
        call: CallId,
        leg: LegId,
        agent: PersonId,
        outcome: OfferOutcome,
        ring_ms: Millis,
    },
    /// The caller left the queue for good. Exactly one for each `QueueEntered`.
    QueueLeft {
        call: CallId,
        queue: QueueId,
        outcome: QueueOutcome,
        wait_ms: Millis,
    },
    /// Agent and customer hear each other.
    CallBridged {
        call: CallId,
        leg: LegId,
        agent: Option<PersonId>,
    },
    HoldStarted {
        call: CallId,
        by: HoldBy,
    },
    HoldEnded {
        call: CallId,
        held_ms: Millis,
    },
    /// The caller was sent out through a trunk, or its attempt failed with this SIP status.
    Transferred {
        call: CallId,
        to: String,
        status: u16,
    },
    RecordingStarted {
        call: CallId,
        recording: RecordingId,
    },
    RecordingEnded {
        call: CallId,
        recording: RecordingId,
        duration_ms: Millis,
        bytes: u64,
    },
    CallEnded {
        call: CallId,
        cause: CallCause,
        /// Final SIP status of the customer's INVITE; 200 when it was answered.
        status: u16,
        talk_ms: Millis,
        hold_ms: Millis,
    },
    DispositionSet {
        call: CallId,
        agent: PersonId,
        code: String,
        #[serde(default)]
        note: String,
    },

    // ---- Agents and phones
    AgentStateChanged {
        agent: PersonId,
        #[serde(flatten)]
        state: AgentState,
        /// Why an away began by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<AwayReason>,
    },
    PhoneRegistered {
        phone: Arc<str>,
        expires_ms: Millis,
    },
    PhoneUnregistered {
        phone: Arc<str>,
    },
    /// The browser's audio is up or gone.
    BrowserPhoneConnected {
        agent: PersonId,
    },
    BrowserPhoneLost {
        agent: PersonId,
    },

    // ---- People and access
    PersonAdded {
        person: PersonId,
        username: String,
        name: PersonName,
        roles: Vec<String>,
        team: Option<String>,
        locale: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
    },
    PersonDisabled {
        person: PersonId,
    },
    PersonEnabled {
        person: PersonId,
    },
    PasswordChanged {
        person: PersonId,
    },
    LoggedIn {
        person: PersonId,
        /// Who proved it, when it was not the centre itself: a provider's key in the settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<Arc<str>>,
    },
    LoggedOut {
        person: PersonId,
        cause: LogoutCause,
    },
    /// `username` as typed is not kept: it may be a password typed into the wrong field.
    LoginFailed {
        person: Option<PersonId>,
    },
    /// A program may act for the person until then. `name`: what it is for.
    TokenIssued {
        person: PersonId,
        token: TokenId,
        name: String,
        expires_ms: Millis,
        /// Actions that it is good for; without: whatever the person may.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Vec<String>>,
    },
    TokenRevoked {
        person: PersonId,
        token: TokenId,
    },
    /// An act was refused by policy.
    ActDenied {
        person: PersonId,
        action: String,
        resource: String,
    },
    /// Somebody listened to a recording or read what is masked by default.
    Revealed {
        person: PersonId,
        what: String,
        resource: String,
    },

    // ---- Flows and their instances (model::process)
    /// This text of a flow may be run from now on; instances name it by its hash.
    FlowKept {
        flow: Arc<str>,
        version: u32,
        hash: Arc<str>,
        text: String,
    },
    /// `due_ms`: when the clock started it, the time that it was due at. `parent`: who called it, and with which call.
    InstanceStarted {
        instance: InstanceId,
        flow: Arc<str>,
        version: u32,
        definition: Arc<str>,
        start: String,
        applicant: Option<PersonId>,
        by: Option<PersonId>,
        root: InstanceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<(InstanceId, u64)>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_ms: Option<Millis>,
        data: Fields,
    },
    /// `stage`: of an approval, from 0. `people`: who may do it; `wanted` is set when nobody was found and it went to
    /// the flow's owner.
    TaskOpened {
        instance: InstanceId,
        task: u64,
        step: Arc<str>,
        stage: Option<u32>,
        of: TaskKind,
        people: Vec<PersonId>,
        due_ms: Option<Millis>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wanted: Option<String>,
    },
    /// `by` for `holder`: the same, or the deputy of the absent.
    TaskClaimed {
        instance: InstanceId,
        task: u64,
        by: PersonId,
        holder: PersonId,
    },
    /// `people`: who may do it now.
    TaskGivenBack {
        instance: InstanceId,
        task: u64,
        by: PersonId,
        people: Vec<PersonId>,
    },
    TaskReassigned {
        instance: InstanceId,
        task: u64,
        by: PersonId,
        to: PersonId,
    },
    TaskReminded {
        instance: InstanceId,
        task: u64,
        to: Vec<PersonId>,
    },
    /// `to` may do it too from now on.
    TaskEscalated {
        instance: InstanceId,
        task: u64,
        to: Vec<PersonId>,
    },
    /// `actor` answers for it, `by` did it. Without an outcome it was no longer needed; without people the deadline
    /// did it. `is_signed`: the person proved again who they are.
    TaskClosed {
        instance: InstanceId,
        task: u64,
        step: Arc<str>,
        outcome: Option<String>,
        /// In JSON under another name: beside the fact's own `actor` it would stand twice.
        #[serde(rename = "responsible")]
        actor: Option<PersonId>,
        by: Option<PersonId>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_signed: bool,
        #[serde(default, skip_serializing_if = "Fields::is_empty")]
        data: Fields,
    },
    /// The step as a whole has this outcome.
    StepDone {
        instance: InstanceId,
        step: Arc<str>,
        outcome: String,
        #[serde(rename = "responsible")]
        actor: Option<PersonId>,
        by: Option<PersonId>,
    },
    /// 退回: sent back to an earlier step.
    StepReturned {
        instance: InstanceId,
        step: Arc<str>,
        to: Arc<str>,
        by: PersonId,
    },
    /// 撤回: taken back by who did it.
    StepTakenBack {
        instance: InstanceId,
        step: Arc<str>,
        by: PersonId,
    },
    StepJumped {
        instance: InstanceId,
        from: Arc<str>,
        to: Arc<str>,
    },
    /// A check of the rules did not hold and was allowed.
    ExceptionNoted {
        instance: InstanceId,
        text: String,
    },
    TableDecided {
        instance: InstanceId,
        step: Arc<str>,
        table: String,
        rules: Vec<u32>,
        outputs: Fields,
    },
    /// A service ran. `key` is the same for each try and other for each run, so that it runs once.
    ServiceDone {
        instance: InstanceId,
        step: Arc<str>,
        service: String,
        key: String,
        with: Fields,
        result: Fields,
    },
    ServiceFailed {
        instance: InstanceId,
        step: Arc<str>,
        service: String,
        key: String,
        reason: String,
    },
    /// What a service did was undone when the instance was cancelled.
    ServiceUndone {
        instance: InstanceId,
        service: String,
        key: String,
        with: Fields,
    },
    FlowCalled {
        instance: InstanceId,
        step: Arc<str>,
        flow: Arc<str>,
        child: InstanceId,
    },
    WaitBegan {
        instance: InstanceId,
        step: Arc<str>,
        until_ms: Option<Millis>,
        message: Option<String>,
    },
    /// Without a person: from a system or another flow.
    MessageTaken {
        instance: InstanceId,
        name: String,
        key: String,
        by: Option<PersonId>,
        data: Fields,
    },
    InstanceEnded {
        instance: InstanceId,
        end: String,
    },
    /// It goes on under another text of its flow.
    InstanceMigrated {
        instance: InstanceId,
        from: Arc<str>,
        to: Arc<str>,
        version: u32,
    },
    /// The clock's time for a flow passed while the service was down for too long.
    ScheduledStartMissed {
        flow: Arc<str>,
        start: String,
        due_ms: Millis,
    },

    // ---- Notices, records and papers
    /// `fields`: what it is about, to be shown under the text.
    NoticeSent {
        notice: NoticeId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
        to: Vec<PersonId>,
        title_zh: String,
        title_en: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        #[serde(default, skip_serializing_if = "Fields::is_empty")]
        fields: Fields,
        must_acknowledge: bool,
    },
    NoticeRead {
        notice: NoticeId,
        person: PersonId,
    },
    /// SYS-27: the person confirms to have read it.
    NoticeAcknowledged {
        notice: NoticeId,
        person: PersonId,
    },
    /// A copy left by mail, or did not after the last try.
    NoticeMailed {
        notice: NoticeId,
        person: PersonId,
    },
    NoticeMailFailed {
        notice: NoticeId,
        person: PersonId,
        reason: String,
    },
    /// Filed by a flow; kept by each party. `record_kind`: the service that filed it, as `archive`.
    RecordKept {
        record: RecordId,
        instance: InstanceId,
        record_kind: String,
        parties: Vec<PersonId>,
        fields: Fields,
    },
    /// The exam is passed, by a flow: rights follow.
    QualificationGranted {
        person: PersonId,
        qualification: String,
        until_ms: Option<Millis>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
    },
    /// `attachment`: SHA-256 of its bytes, hex.
    AttachmentStored {
        attachment: Arc<str>,
        name: String,
        media_type: String,
        bytes: u64,
        by: PersonId,
    },

    // ---- The service
    ServiceStarted {
        version: String,
    },
    ServiceStopped,
    /// The rulebook of this content hash (SHA-256, hex) is in force.
    RulebookInForce {
        hash: String,
    },

    // ---- Rooms with a file of their own. In JSON they look like all others.
    #[serde(untagged)]
    Authority(AuthorityFact),
    #[serde(untagged)]
    Customer(CustomerFact),
    #[serde(untagged)]
    Account(AccountFact),
    #[serde(untagged)]
    Rules(RulesFact),
    #[serde(untagged)]
    Supervision(SupervisionFact),
    #[serde(untagged)]
    Delegation(DelegationFact),
    #[serde(untagged)]
    Knowledge(KnowledgeFact),
    #[serde(untagged)]
    Order(OrderFact),
}

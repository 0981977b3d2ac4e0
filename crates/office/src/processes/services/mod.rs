//! What a flow's `run` asks of the product: notices, records, counts, absences, accounts.
//!
//! A service answers at once with what it found and with the facts that it makes; they are committed together with the
//! step that asked for it, so that it runs exactly once. It changes nothing by itself. Start reading at [`run`].

use crate::Office;
use model::process::Fields;
use model::{FactBody, InstanceId, Millis, PersonId};
use process::Definition;
use std::sync::Arc;
use store::Aside;

/// A flow asks for a service.
#[derive(Clone, Debug)]
pub(crate) struct ServiceCall {
    pub instance: InstanceId,
    pub flow: String,
    pub step: String,
    pub service: String,
    /// The same for each try and other for each run: what it makes may be named by it.
    pub key: String,
    pub to: Vec<PersonId>,
    pub with: Fields,
    pub applicant: Option<PersonId>,
    /// The text that the instance runs under.
    pub definition: Arc<Definition>,
    /// What the instance holds now.
    pub data: Fields,
    /// Everyone who did a step of it so far, also in what is not committed yet.
    pub acted: Vec<PersonId>,
    pub now: Millis,
}

/// What a service found and made.
#[derive(Default)]
pub(crate) struct ServiceOutcome {
    /// Fields that the step may take (`sets`).
    pub result: Fields,
    /// Committed with the step.
    pub facts: Vec<FactBody>,
    pub asides: Vec<Aside>,
    /// Done when the commit is durable. What must survive a crash is a fact.
    pub after: Vec<After>,
}

/// What is done after the commit: only what a new start does by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// People, their rights or their qualifications have changed.
    ReloadDirectory,
    /// The account was disabled in the commit: its sessions end and its calls go on elsewhere.
    EndSessionsOf(PersonId),
    /// Copies by mail were queued.
    MailQueued,
}

/// Carries out a service. `Err`: the reason for a person; the flow's owner is asked what to do.
pub(crate) async fn run(_office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    Err(format!("there is no service `{}`", call.service))
}

/// Undoes a service: `call.service` names the undoing one, as `roster.restore`.
pub(crate) async fn undo(_office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    Err(format!("there is no service `{}`", call.service))
}

/// Done after the commit.
pub(crate) async fn after(_office: &Office, _acts: Vec<After>) {}

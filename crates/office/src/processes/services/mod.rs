//! What a flow's `run` asks of the product: notices, records, counts, absences, accounts.
//!
//! A service answers at once with what it found and with the facts that it makes; they are committed together with the
//! step that asked for it, so that it runs exactly once. It changes nothing by itself; only [`hand_on`] moves other
//! instances, and doing it twice is doing it once. Start reading at [`run`].

mod access;
pub(crate) mod accounts;
mod changes;
mod count;
mod customers;
mod hand_on;
mod keep;
mod knowledge;
mod money;
mod notify;
mod orders;
mod people;
mod reviews;
mod violations;

use crate::Office;
use model::process::Fields;
use model::{FactBody, InstanceId, Millis, PersonId};
use process::Definition;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Aside;
use uuid::Uuid;

/// A flow asks for a service.
#[derive(Clone, Debug)]
pub(crate) struct ServiceCall {
    pub instance: InstanceId,
    pub step: String,
    pub service: String,
    /// The same for each try and other for each run: what it makes is named by it.
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
    /// What was last done at each step, and by whom: also in what is not committed yet.
    pub steps: BTreeMap<String, process::engine::Done>,
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
    /// Keys were destroyed in the commit: nothing of them stays in memory.
    Forget(Vec<model::Subject>),
    /// Copies by mail were queued.
    MailQueued,
    /// Another version of the rules is in force.
    FollowRules,
}

/// Carries out a service. `Err`: the reason for a person; the flow's owner is asked what to do.
pub(crate) async fn run(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    match call.service.as_str() {
        "notify" => notify::send(office, call),
        "archive" => keep::archive(office, call).await,
        "changes.propose" => changes::propose(office, call).await,
        "changes.schedule" => changes::schedule(office, call).await,
        "changes.apply" => changes::apply(office, call).await,
        "changes.refuse" => changes::refuse(office, call).await,
        "rules.publish" => changes::rules_to_read(office, call).await,
        "roster.mark_absent" => keep::mark_absent(office, call),
        "knowledge.publish" => knowledge::publish(office, call).await,
        "customers.stop_advertising" | "routing.start_call_back" => Ok(keep::note(call)),
        "roster.restore" | "routing.stop_call_back" => keep::undo(office, call).await,
        "qualification.grant" => people::grant(office, call),
        "accounts.open" => accounts::open(office, call).await,
        "accounts.move" => accounts::relocate(office, call).await,
        "accounts.reset" => accounts::reset(office, call).await,
        "accounts.hand_over" => accounts::hand_over(office, call).await,
        "accounts.disable" => people::disable(office, call).await,
        "handover.hand_on" => hand_on::all(office, call).await,
        "handover.recount" => count::handover(office, call).await,
        "report.count_calls" => count::last_hour(office, call).await,
        "report.count_shift" => count::shift(office, call).await,
        "report.count_day" => count::day(office, call).await,
        "report.month" => count::month(office, call).await,
        "access.grant" => access::grant(office, call).await,
        "access.revoke" => access::revoke(office, call).await,
        "access.count_rights" => access::count(office, call).await,
        "money.execute" => money::execute(office, call).await,
        "orders.look" => orders::look(office, call).await,
        "orders.cancel" => orders::cancel(office, call).await,
        "orders.stop" => orders::stop(office, call).await,
        "orders.bring_back" => orders::bring_back(office, call).await,
        "customers.change" => customers::change(office, call).await,
        "customers.erase" => customers::erase(office, call).await,
        "reviews.collect" => reviews::collect(office, call).await,
        "reviews.apply" => reviews::apply(office, call).await,
        "violations.grade" => violations::grade(office, call).await,
        "violations.record" => violations::record(office, call).await,
        unknown => Err(format!("没有服务 {unknown} / there is no service `{unknown}`")),
    }
}

/// Undoes a service: `call.service` names the undoing one, as `roster.restore`, `call.with` is what the first one had.
pub(crate) async fn undo(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    debug_assert!(process::services::UNDOING.contains(&call.service.as_str()), "{} undoes nothing", call.service);
    run(office, call).await
}

/// Done after the commit. Failures are logged: a new start does the same by itself.
pub(crate) async fn after(office: &Office, acts: Vec<After>) {
    let changes_people = acts.iter().any(|act| matches!(act, After::ReloadDirectory | After::EndSessionsOf(_)));
    if changes_people && let Err(error) = office.reload_directory().await {
        tracing::error!(error = %error, "could not read the people after a flow had changed them");
    }
    for act in &acts {
        match act {
            After::EndSessionsOf(person) => office.end_everything_of(*person).await,
            After::MailQueued => office.mail.wake(),
            After::FollowRules => {
                if let Err(error) = office.follow_rules().await {
                    tracing::error!(error = %error, "approved rules could not be taken up; the next start does it");
                }
            }
            After::Forget(subjects) => office.forget_subjects(subjects),
            After::ReloadDirectory => {}
        }
    }
    if changes_people {
        office.obey().await;
    }
}

/// An id that follows from the key of the run, so that the database itself refuses a second one.
fn id_of(call: &ServiceCall, what: &str) -> Uuid {
    let digest = Sha256::digest(format!("{what} {}", call.key));
    let bytes: [u8; 16] = digest[..16].try_into().expect("a SHA-256 has 32 bytes");
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A text of `with` that must be there.
fn text_of<'a>(call: &'a ServiceCall, key: &str) -> Result<&'a str, String> {
    let text = call.with.get(key).and_then(serde_json::Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    text.ok_or_else(|| format!("缺少 {key} / `{key}` is missing"))
}

/// The person whom `with` names by this key.
fn person_of(office: &Office, call: &ServiceCall, key: &str) -> Result<Arc<crate::directory::Person>, String> {
    let text = text_of(call, key)?;
    let found = text.parse().ok().and_then(|id| office.directory().person(id));
    found.ok_or_else(|| format!("{key} 不是在册人员 / `{key}` is nobody in the directory"))
}

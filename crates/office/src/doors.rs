//! Every door names an action: what the office does by itself, and what it does for flows, each with the rights of
//! `org/capabilities.yaml` that it carries out. Routes name theirs in the API's document (`x-action`), acts of the desk
//! and the phone in [`model::Act::action`], messages of the live socket beside their words, requests of the shell beside
//! theirs. A new kind does not compile without one, and a test holds all of them against the capabilities.

use crate::Office;
use access::Action;
use access::actions::{
    ApplyChange, ApplyGrant, ChangeOrder, DoTask, EditCustomer, EditKnowledge, EraseCustomer, ExecuteMoney,
    ManagePeople, MoveAccount, OpenAccount, ProposeChange, RevokeGrant, SecureAccount, SendMessage, SendNotice,
    StartFlow, StopOrder, SuspendRights, ViewAccess, ViewJournal, ViewOrder, ViewRecords, ViewReports, ViewViolations,
};
use std::sync::Arc;

/// What the office does without being asked: each is a task of its own from start to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Ends sessions and tokens whose time is over; begins the floor's new day.
    Sessions,
    /// Notes the end of rights, and warns before.
    Rights,
    /// Deadlines, waits and scheduled starts of flows.
    Flows,
    /// Sends copies of notices by mail.
    Mail,
    /// Signs the journal and asks witnesses.
    Evidence,
}

impl Job {
    pub const ALL: [Self; 5] = [Self::Sessions, Self::Rights, Self::Flows, Self::Mail, Self::Evidence];

    /// The actions that it carries out; who allowed them stands in the facts that it acts on.
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Sessions => &[SecureAccount::NAME, ViewReports::NAME],
            Self::Rights => &[RevokeGrant::NAME, SendNotice::NAME],
            Self::Flows => &[StartFlow::NAME, SendMessage::NAME, DoTask::NAME],
            Self::Mail => &[SendNotice::NAME],
            Self::Evidence => &[ViewJournal::NAME],
        }
    }
}

impl Office {
    /// Until the office is dropped.
    pub async fn run_job(self: Arc<Self>, job: Job) {
        match job {
            Job::Sessions => self.run_session_job().await,
            Job::Rights => self.run_rights_job().await,
            Job::Flows => self.run_process_jobs().await,
            Job::Mail => self.run_mail_job().await,
            Job::Evidence => self.run_evidence_job().await,
        }
    }
}

/// The action that a service of flows carries out. `None`: there is no such service.
pub fn action_of_service(service: &str) -> Option<&'static str> {
    Some(match service {
        "notify" => SendNotice::NAME,
        "archive" | "customers.stop_advertising" => ViewRecords::NAME,
        "knowledge.publish" => EditKnowledge::NAME,
        "orders.look" => ViewOrder::NAME,
        "orders.stop" | "orders.bring_back" => StopOrder::NAME,
        "orders.cancel" => ChangeOrder::NAME,
        "changes.propose" | "changes.refuse" => ProposeChange::NAME,
        "changes.schedule" | "changes.apply" | "rules.publish" => ApplyChange::NAME,
        "roster.mark_absent" | "roster.restore" | "routing.start_call_back" | "routing.stop_call_back" => DoTask::NAME,
        "qualification.grant" => MoveAccount::NAME,
        "accounts.open" => OpenAccount::NAME,
        "accounts.move" => MoveAccount::NAME,
        "accounts.reset" | "accounts.hand_over" | "accounts.disable" => ManagePeople::NAME,
        "handover.hand_on" => access::actions::ReassignTask::NAME,
        "handover.recount" | "report.count_calls" | "report.count_shift" | "report.count_day" | "report.month" => {
            ViewReports::NAME
        }
        "access.grant" => ApplyGrant::NAME,
        "access.revoke" => RevokeGrant::NAME,
        "access.count_rights" => ViewAccess::NAME,
        "money.execute" => ExecuteMoney::NAME,
        "customers.change" => EditCustomer::NAME,
        "customers.erase" => EraseCustomer::NAME,
        "reviews.collect" => ViewAccess::NAME,
        "reviews.apply" => RevokeGrant::NAME,
        "violations.grade" => ViewViolations::NAME,
        "violations.record" => SuspendRights::NAME,
        _ => return None,
    })
}

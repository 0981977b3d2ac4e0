//! The one-time password of an account that a flow has opened or reset: made while its owner stands before whoever
//! hands it over, shown to them once, good for one log-in. It stands in no fact and no form.

use crate::processes::services::accounts::account_of;
use crate::service::must_change;
use crate::sessions::Token;
use crate::{Caller, Office, OfficeError, entry, entry_with};
use access::actions::DoTask;
use model::{FactBody, InstanceId};
use store::Aside;

/// The step of a flow that hands it over.
const HAND_CODE: &str = "hand_code";
/// 120 bits; typed once from a screen or from paper.
const CODE_CHARS: usize = 20;

impl Office {
    /// Makes it, for who does the task that hands it over. Another call makes another: the one before is worth nothing.
    pub async fn one_time_password(
        &self,
        caller: &Caller,
        instance: InstanceId,
        task: u64,
    ) -> Result<String, OfficeError> {
        let (seen, permit) = self.task_to::<DoTask>(caller, instance, task).await?;
        let state = &seen.found.state;
        let step = state.tasks.get(&task).map(|open| open.step.as_str());
        let flow = &seen.found.definition.key;
        let person = account_of(&state.data, flow, &self.directory()).filter(|_| step == Some(HAND_CODE));
        let person = person.filter(|person| person.is_active && person.id != caller.person.id);
        // Once its owner has set a password of their own, nobody makes another for them.
        let person = person.filter(|person| person.must_change_password).ok_or(OfficeError::NotFound)?;
        if !caller.session.is_proven(self.now()) {
            return Err(OfficeError::StepUpNeeded);
        }
        let code: String = Token::random().expose().chars().filter(char::is_ascii_alphanumeric).collect();
        let code = code[..CODE_CHARS.min(code.len())].to_owned();
        let phc = self.passwords.hash(&code).await?;
        let reason = if flow.as_str() == "account-opening" { "first" } else { "reset" };
        let changed = FactBody::PasswordChanged { person: person.id };
        self.commit(vec![
            entry_with(
                self.fact(caller.actor(), permit.reasons(), changed),
                Aside::PasswordHash { person: person.id, phc },
            ),
            entry(self.fact(caller.actor(), permit.reasons(), must_change(person.id, reason))),
        ])
        .await?;
        self.reload_directory().await?;
        Ok(code)
    }
}

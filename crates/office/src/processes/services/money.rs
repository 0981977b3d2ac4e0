//! A change of money in a customer's account, carried out after both approvals (AUTH-23, AUTH-11).
//!
//! Who approved is read from who really did the steps, never from a form. The policy is asked once with those who did
//! them and once with those who answer for them: a deputy is neither a way round nor a second person.

use super::access::{person, signed};
use super::{ServiceCall, ServiceOutcome, id_of, keep};
use crate::Office;
use access::Resource;
use access::actions::ExecuteMoney;
use model::PersonId;
use process::definition::AGREE;
use process::engine::Done;
use serde_json::json;

const FINANCE: &str = "finance_review";
const SUPERVISOR: &str = "supervisor_review";
const CARRY_OUT: &str = "carry_out";

/// Keeps the record of it, with everyone who had a part. The money itself moves in the books of finance.
pub(super) async fn execute(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let maker = call.applicant.ok_or("没有经办人 / nobody prepared it")?;
    let whose: [fn(&Done) -> Option<&String>; 2] = [|done| done.by.as_ref(), |done| done.actor.as_ref()];
    for who in whose {
        let approved = |step: &str| -> Option<PersonId> {
            let done = call.steps.get(step).filter(|done| done.outcome.as_deref() == Some(AGREE))?;
            person(who(done))
        };
        let by = person(call.steps.get(CARRY_OUT).and_then(who)).ok_or("没有人执行 / nobody carried it out")?;
        let principal = office.directory().principal(by).ok_or("执行人不在册 / who did it is not here")?;
        let (finance, supervisor) = (approved(FINANCE), approved(SUPERVISOR));
        let resource = Resource::MoneyChange { id: call.instance.to_string(), maker, finance, supervisor };
        let checked = office.rulebook().access.check::<ExecuteMoney>(&principal, &resource, signed(call, CARRY_OUT));
        checked.map_err(|denied| denied.in_a_line())?;
    }
    let mut outcome = keep::note(call);
    outcome.result.insert("money_record".into(), json!(id_of(call, "record")));
    Ok(outcome)
}

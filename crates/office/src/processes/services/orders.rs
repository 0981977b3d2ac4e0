//! Orders that a flow cancels, stops or brings back (AUTH-16 … AUTH-18, FLOW-19, G-11).
//!
//! What the record says counts, not what a form says of it; who approved is read from who really did the step. An order
//! that is not kept here goes on as paper, and the result says so.

use super::access::person;
use super::{ServiceCall, ServiceOutcome, text_of};
use crate::Office;
use crate::orders::{resource_of, serving_of};
use access::actions::{ChangeOrder, StopOrder};
use access::{Circumstances, Principal, Resource};
use model::{FactBody, OrderFact, OrderState, OrderStep, PersonId};
use process::definition::AGREE;
use process::engine::Done;
use serde_json::{Value as Json, json};
use store::orders::OrderRow;

const APPROVAL: &str = "intercept";
const SUBMIT: &str = "submit_interception";
const CATCH: &str = "catch_goods";
/// What became of it, for the flow and its reader.
const DONE: &str = "order_done";
const OUTSIDE: &str = "outside";

/// Where the order stands, whether it is kept here, and whether the applicant may cancel it now. `said`: what the form
/// says of an order that is kept elsewhere.
pub(super) async fn look(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let said = |key: &str| call.with.get(key).cloned().unwrap_or(Json::Null);
    let mut outcome = ServiceOutcome::default();
    let Some(row) = known(office, call).await? else {
        outcome.result.insert("order_kept".into(), json!(false));
        outcome.result.insert("shipping_state".into(), said("said"));
        outcome.result.insert("agent_can".into(), said("can"));
        return Ok(outcome);
    };
    let shipping_state = match row.state {
        OrderState::Placed => "confirmed",
        OrderState::Shipped => "shipped",
        OrderState::Delivered => "delivered",
        OrderState::Cancelled | OrderState::StopRequested | OrderState::Returned => "over",
    };
    let may = match call.applicant {
        Some(applicant) => may_change(office, call, &row, applicant).await.is_ok(),
        None => false,
    };
    outcome.result.insert("order_kept".into(), json!(true));
    outcome.result.insert("shipping_state".into(), json!(shipping_state));
    outcome.result.insert("agent_can".into(), json!(may));
    Ok(outcome)
}

/// AUTH-17, FLOW-19: before shipping, by the applicant or by the department that handles it.
pub(super) async fn cancel(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let Some(row) = known(office, call).await? else { return Ok(outside()) };
    if row.state == OrderState::Cancelled {
        return Ok(done(Vec::new(), row.state));
    }
    let handled = person(call.steps.get("handle").and_then(|done| done.by.as_ref()));
    let by = handled.or(call.applicant).ok_or("没有办理人 / nobody does it")?;
    may_change(office, call, &row, by).await?;
    let reason = text_of(call, "reason")?.to_owned();
    let (by, instance) = (Some(by), Some(call.instance));
    let fact = OrderFact::OrderCancelled { order: row.id, reason, by, instance };
    Ok(done(vec![FactBody::Order(fact)], OrderState::Cancelled))
}

/// AUTH-18: the supervisor agreed to this very order, then the agent submitted it. Asked once with those who did the steps
/// and once with those who answer for them: a deputy is neither a way round nor a second person.
pub(super) async fn stop(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let Some(row) = known(office, call).await? else { return Ok(outside()) };
    let whose: [fn(&Done) -> Option<&String>; 2] = [|done| done.actor.as_ref(), |done| done.by.as_ref()];
    let mut found = None;
    for who in whose {
        let agreed = call.steps.get(APPROVAL).filter(|done| done.outcome.as_deref() == Some(AGREE));
        let approver = person(agreed.and_then(who));
        let by = person(call.steps.get(SUBMIT).and_then(who)).ok_or("没有人提交 / nobody submitted it")?;
        let resource = in_case(call, &row, approver);
        let (principal, at) = (principal_of(office, by)?, Circumstances::at(call.now));
        let checked = office.rulebook().access.check::<StopOrder>(&principal, &resource, at);
        checked.map_err(|denied| denied.in_a_line())?;
        found = found.or(approver.map(|approver| (approver, by)));
    }
    let (approved_by, by) = found.ok_or("没有主管审批 / no supervisor approved it")?;
    let (reason, instance) = (text_of(call, "reason")?.to_owned(), call.instance);
    let fact = OrderFact::OrderStopRequested { order: row.id, reason, approved_by, by, instance };
    Ok(done(vec![FactBody::Order(fact)], OrderState::StopRequested))
}

/// Logistics has the goods back.
pub(super) async fn bring_back(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let Some(row) = known(office, call).await? else { return Ok(outside()) };
    if row.state == OrderState::Returned {
        return Ok(done(Vec::new(), row.state));
    }
    row.state.after(OrderStep::Return).ok_or("订单不在可退回的状态 / the order is not on its way back")?;
    let by = person(call.steps.get(CATCH).and_then(|done| done.by.as_ref()));
    let fact = OrderFact::OrderReturned { order: row.id, by, instance: Some(call.instance) };
    Ok(done(vec![FactBody::Order(fact)], OrderState::Returned))
}

async fn known(office: &Office, call: &ServiceCall) -> Result<Option<OrderRow>, String> {
    let number = text_of(call, "number")?;
    store::orders::by_number(&office.store, number).await.map_err(|error| error.to_string())
}

fn outside() -> ServiceOutcome {
    let mut outcome = ServiceOutcome::default();
    outcome.result.insert(DONE.into(), json!(OUTSIDE));
    outcome
}

fn done(facts: Vec<FactBody>, state: OrderState) -> ServiceOutcome {
    let mut outcome = ServiceOutcome { facts, ..ServiceOutcome::default() };
    outcome.result.insert(DONE.into(), json!(state));
    outcome
}

fn principal_of(office: &Office, person: PersonId) -> Result<Principal, String> {
    office.directory().principal(person).ok_or_else(|| "办理人不在册 / who does it is not here".into())
}

/// With who serves the customer as of now: a flow does not widen what an agent may do with others' customers.
async fn may_change(office: &Office, call: &ServiceCall, row: &OrderRow, by: PersonId) -> Result<(), String> {
    let around = office.around_for(by, row.customer).await.map_err(|error| error.to_string())?;
    let (principal, resource) = (principal_of(office, by)?, resource_of(row, serving_of(&around), None));
    let checked = office.rulebook().access.check::<ChangeOrder>(&principal, &resource, Circumstances::at(call.now));
    checked.map(drop).map_err(|denied| denied.in_a_line())
}

/// The call in which the customer asked may be over when the supervisor has agreed. The case is then what the applicant
/// serves the customer by; that nobody uses it for a stranger's order is what the approval is for.
fn in_case(call: &ServiceCall, row: &OrderRow, approver: Option<PersonId>) -> Resource {
    let submitter = call.steps.get(SUBMIT);
    let people = [submitter.and_then(|done| done.actor.as_ref()), submitter.and_then(|done| done.by.as_ref())];
    let mut serving: Vec<PersonId> = people.into_iter().filter_map(person).collect();
    serving.extend(call.applicant);
    resource_of(row, serving, approver)
}

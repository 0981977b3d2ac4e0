//! BPMN 2.0 out and in. One keyword is one element: `do` and `approve` userTask, `run` serviceTask, `call`
//! callActivity, `wait` intermediateCatchEvent, `decide` businessRuleTask, `choose` exclusiveGateway, `together`
//! parallelGateway, `each` subProcess with multi-instance, `goto` exclusiveGateway that leads back, `end` a terminating
//! endEvent, `overdue` boundary timers, `on_message` an event subProcess.
//!
//! What BPMN has no place for stands in `qiao:` extension elements, so that flow → BPMN → flow is identity. Import also
//! takes BPMN of others (`foreign.rs`): timers and messages on tasks, embedded subprocesses, multi-instance, flows that lead
//! back; everything else is refused with the element's id.

mod export;
mod foreign;
mod foreign_steps;
#[cfg(test)]
mod foreign_tests;
mod import;
mod layout;
#[cfg(test)]
mod tests;
mod xml;

#[cfg(test)]
pub(crate) use export::document;
pub use export::export;
pub use import::{Refused, import};

/// Namespace of the extension elements.
pub const NAMESPACE: &str = "urn:qiao:flow:1";

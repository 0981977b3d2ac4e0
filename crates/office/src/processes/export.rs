//! Process mining: what happened in flows as OCEL 2.0 or XES. No form's data, no names: people are ids.

use super::numbers::check_span;
use crate::error::bad_input;
use crate::limits::EXPORT_INSTANCES_MAX;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::ExportFlows;
use model::process::Fields;
use model::{Fact, FactBody, Millis};
use process::log::{LogEvent, ocel, xes};
use serde_json::json;
use store::processes::InstanceRecord;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// OCEL 2.0, JSON.
    Ocel,
    /// IEEE 1849, XML.
    Xes,
}

impl Office {
    /// Whole stories of the instances that began or ended in `[from, to)`. That it was taken out is a fact.
    pub async fn export_log(
        &self,
        caller: &Caller,
        format: ExportFormat,
        flow: Option<&str>,
        from: Millis,
        to: Millis,
    ) -> Result<Vec<u8>, OfficeError> {
        let permit = self.demand::<ExportFlows>(caller, &Resource::Centre).await?;
        check_span(from, to)?;
        if flow.is_some_and(|flow| !self.rulebook().processes.flows.contains_key(flow)) {
            return Err(OfficeError::NotFound);
        }
        let instances = store::processes::instances_in(&self.store, flow, from, to, EXPORT_INSTANCES_MAX + 1).await?;
        if instances.len() > EXPORT_INSTANCES_MAX as usize {
            return Err(bad_input("to_ms", format!("more than {EXPORT_INSTANCES_MAX} instances; take a shorter span")));
        }
        let mut events = Vec::new();
        for instance in &instances {
            let story = store::processes::story(&self.store, instance.id, super::limits::STORY_FACTS_MAX).await?;
            events.extend(story.iter().filter_map(|fact| event(fact, instance)));
        }
        events.sort_by(|one, two| (one.at, &one.id).cmp(&(two.at, &two.id)));
        let person = caller.person.id;
        let what = format!("{} of {}, {} to {}", instances.len(), flow.unwrap_or("all flows"), from.0, to.0);
        let body = FactBody::Revealed { person, what: "flow log".into(), resource: what };
        self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), body))]).await?;
        Ok(match format {
            ExportFormat::Ocel => ocel(&events).to_string().into_bytes(),
            ExportFormat::Xes => xes(&events).into_bytes(),
        })
    }
}

/// What miners look at: steps that open and end, services, jumps, the instance's beginning and end.
fn event(fact: &Fact, instance: &InstanceRecord) -> Option<LogEvent> {
    let mut attributes = Fields::new();
    let mut set = |key: &str, value: serde_json::Value| drop(attributes.insert(key.into(), value));
    let (activity, lifecycle, actor, by) = match &fact.body {
        FactBody::InstanceStarted { start, applicant, by, version, .. } => {
            set("version", json!(version));
            (start.clone(), "complete", *applicant, *by)
        }
        FactBody::TaskOpened { step, stage, task, due_ms, .. } => {
            set("task", json!(task));
            stage.iter().for_each(|stage| set("stage", json!(stage + 1)));
            due_ms.iter().for_each(|due| set("due_ms", json!(due.0)));
            (step.to_string(), "start", None, None)
        }
        FactBody::TaskClosed { step, task, outcome: Some(outcome), actor, by, is_signed, .. } => {
            set("task", json!(task));
            set("outcome", json!(outcome));
            set("is_signed", json!(is_signed));
            (step.to_string(), "complete", *actor, *by)
        }
        FactBody::TaskEscalated { task, .. } => {
            set("task", json!(task));
            ("escalated".to_owned(), "complete", None, None)
        }
        FactBody::ServiceDone { step, service, .. } => {
            set("service", json!(service));
            (step.to_string(), "complete", None, None)
        }
        FactBody::StepReturned { step, to, by, .. } => {
            set("step", json!(**step));
            set("to", json!(**to));
            ("returned".to_owned(), "complete", Some(*by), Some(*by))
        }
        FactBody::StepTakenBack { step, by, .. } => {
            set("step", json!(**step));
            ("taken back".to_owned(), "complete", Some(*by), Some(*by))
        }
        FactBody::InstanceEnded { end, .. } => {
            set("end", json!(end));
            ("end".to_owned(), "complete", None, None)
        }
        _ => return None,
    };
    Some(LogEvent {
        id: fact.seq.to_string(),
        at: fact.at_ms,
        instance: instance.id.to_string(),
        flow: instance.flow.clone(),
        activity,
        lifecycle: lifecycle.to_owned(),
        actor: actor.map(|person| person.to_string()),
        by: by.map(|person| person.to_string()),
        attributes,
    })
}

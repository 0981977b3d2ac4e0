//! What an effect says in a scenario. Nothing: it only repeats another.

use crate::dates;
use crate::definition::{Definition, Needs, StepKind};
use crate::engine::{Effect, Fields, HowClosed};
use model::Millis;
use std::collections::BTreeMap;

pub(super) fn effect(effect: &Effect, definition: &Definition, offset: i32) -> Option<String> {
    let time = |at: Millis| dates::datetime_text(at, offset)[5..16].replace('T', " ");
    let list = |people: &[String]| if people.is_empty() { "nobody".into() } else { people.join(", ") };
    Some(match effect {
        Effect::Started { start, applicant } => {
            format!("{start} by {}", applicant.as_deref().unwrap_or("nobody"))
        }
        Effect::Opened { step, people, due, .. } => {
            let due = due.map_or(String::new(), |due| format!(" until {}", time(due)));
            format!("task {step} for {}{due}", list(people))
        }
        Effect::Nobody { wanted, .. } => format!("there is no {wanted}; the owner gets it"),
        Effect::Claimed { by, as_, .. } if by == as_ => format!("claimed by {by}"),
        Effect::Claimed { by, as_, .. } => format!("claimed by {by} for {as_}"),
        Effect::GivenBack { by, .. } => format!("given back by {by}"),
        Effect::Reassigned { by, to, .. } => format!("passed on to {to} by {by}"),
        Effect::Closed { label, how: HowClosed::Completed { outcome, actor, by }, .. } => match (actor, by) {
            (Some(actor), Some(by)) if actor == by => format!("{label} {outcome} by {by}"),
            (Some(actor), Some(by)) => format!("{label} {outcome} by {by} for {actor}"),
            _ => format!("{label} {outcome} by the deadline"),
        },
        Effect::Closed { label, how: HowClosed::Dropped, .. } => format!("{label} is no longer needed"),
        Effect::Reminded { to, .. } => format!("remind {}", list(to)),
        Effect::Escalated { to, .. } => format!("escalate to {}", list(to)),
        Effect::Done { step, outcome, .. } => match definition.step(step).map(|step| &step.kind) {
            Some(StepKind::Do(work)) if work.needs == Needs::One => return None,
            _ => format!("{step} = {outcome}"),
        },
        Effect::Noted { text } => format!("noted: {text}"),
        Effect::Decided { step, rules, outputs, .. } => {
            let rules: Vec<String> = rules.iter().map(usize::to_string).collect();
            let rules = if rules.is_empty() { "no rule".into() } else { format!("rule {}", rules.join(", ")) };
            format!("{step}: {rules} gives{}", fields(outputs))
        }
        Effect::Service { service, to, with, .. } => {
            let to = if to.is_empty() { String::new() } else { format!(" to {}", list(to)) };
            format!("service {service}{to}{}", fields(with))
        }
        Effect::Undo { service, with, .. } => format!("undo by {service}{}", fields(with)),
        Effect::Call { flow, with, .. } => format!("call {flow}{}", fields(with)),
        Effect::CancelCall { .. } => "the called flow is cancelled".into(),
        Effect::Waits { step, until, message, group } => {
            let until = until.map_or(String::new(), |until| format!(" until {}", time(until)));
            let message = message.as_ref().map_or(String::new(), |(name, key)| format!(" for message {name} {key}"));
            let group = group.as_ref().map_or(String::new(), |group| format!(" with {group}"));
            format!("{step} waits{message}{until}{group}").trim_end().to_owned()
        }
        Effect::Returned { step, to, by } => format!("{step} sent back to {to} by {by}"),
        Effect::TakenBack { step, by } => format!("{step} taken back by {by}"),
        Effect::Jumped { from, to } => format!("{from} leads to {to}"),
        Effect::Ended { end } => format!("ends {end}"),
    })
}

/// By name: the order of a JSON object is not part of what is told.
fn fields(fields: &Fields) -> String {
    let sorted: BTreeMap<_, _> = fields.iter().collect();
    sorted
        .into_iter()
        .map(|(key, json)| match json {
            serde_json::Value::String(text) if !text.contains(char::is_whitespace) => format!(" {key}={text}"),
            json => format!(" {key}={json}"),
        })
        .collect()
}

//! The catalogue: every flow of the rulebook, who may start it, its text, its forms and its picture.

use super::jobs;
use super::views::{
    Diagram, DiagramEdge, DiagramNode, FlowRow, FlowView, FormView, NameView, ParameterView, StartForm, ms,
};
use super::words;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::{StartFlow, ViewFlows};
use process::definition::StartKind;
use process::{Definition, Library};
use std::collections::BTreeMap;

impl Office {
    /// All flows, by their keys.
    pub async fn flows(&self, caller: &Caller) -> Result<Vec<FlowRow>, OfficeError> {
        self.permit::<ViewFlows>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let counts: BTreeMap<String, u64> = store::processes::open_counts(&self.store).await?.into_iter().collect();
        let last = store::processes::last_scheduled(&self.store).await?;
        let book = self.rulebook();
        let flows = book.processes.flows.values();
        Ok(flows.map(|flow| self.flow_row(caller, flow, counts.get(&flow.key).copied(), &last)).collect())
    }

    pub async fn flow(&self, caller: &Caller, key: &str) -> Result<FlowView, OfficeError> {
        self.permit::<ViewFlows>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let flow = self.flow_of_today(key)?;
        let counts: BTreeMap<String, u64> = store::processes::open_counts(&self.store).await?.into_iter().collect();
        let last = store::processes::last_scheduled(&self.store).await?;
        let book = self.rulebook();
        let library = &book.processes;
        let row = self.flow_row(caller, &flow, counts.get(key).copied(), &last);
        let text = flow.canonical();
        let forms = words::forms_of(&flow).into_iter().filter_map(|form| library.forms.get(form));
        let start_forms = row.starts.iter().filter_map(|start| {
            let start = flow.starts.iter().find(|of| of.id == start.key)?;
            Some(StartForm {
                start: start.id.clone(),
                form: start.form.as_ref().map(|used| used.form.clone()),
                required: start.form.as_ref().map(|used| used.required.clone()).unwrap_or_default(),
            })
        });
        let parameters = library.parameters.values().filter(|parameter| names(&text, &parameter.key));
        Ok(FlowView {
            hash: flow.hash.clone(),
            forms: forms.map(|form| FormView { key: form.key.clone(), schema: form.schema.clone() }).collect(),
            start_forms: start_forms.collect(),
            diagram: self.processes.definitions.drawing(library, &flow),
            parameters: parameters
                .map(|parameter| ParameterView {
                    key: parameter.key.clone(),
                    name: words::name(&parameter.name),
                    value: parameter.default.clone(),
                    default: parameter.default.clone(),
                    clock: parameter.clock.clone(),
                    switch: parameter.switch.as_ref().and_then(|switch| switch.parse().ok()),
                    source: parameter.source.clone(),
                    reason: parameter.reason.clone(),
                })
                .collect(),
            row,
            text,
        })
    }

    /// BPMN 2.0.
    pub async fn flow_bpmn(&self, caller: &Caller, key: &str) -> Result<String, OfficeError> {
        self.permit::<ViewFlows>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        Ok(process::bpmn::export(&*self.flow_of_today(key)?))
    }

    fn flow_row(
        &self,
        caller: &Caller,
        flow: &Definition,
        open: Option<u64>,
        last: &[(String, String, model::Millis)],
    ) -> FlowRow {
        let may_start = self.permit::<StartFlow>(caller, &Resource::Flow { flow: flow.key.clone() }).is_ok();
        let starts = match may_start {
            true => self.starts_of(flow, caller.person.id),
            false => Vec::new(),
        };
        let next =
            flow.starts.iter().filter(|start| matches!(start.kind, StartKind::Schedule { .. })).filter_map(|start| {
                let since =
                    last.iter().find(|(of, key, _)| *of == flow.key && *key == start.id).map(|(_, _, due)| *due);
                jobs::next_start(&self.world(), start, since.unwrap_or(self.now()).max(self.now()))
            });
        FlowRow {
            key: flow.key.clone(),
            name: words::name(&flow.name),
            about: flow.about.clone(),
            group: flow.group.clone(),
            source: flow.source.clone(),
            version: flow.version,
            owner: words::people(&self.directory(), &self.owners(flow)),
            starts: starts.into_iter().map(|start| words::start_name(flow, start)).collect(),
            next_start_ms: next.min().map(ms),
            open_instances: open.unwrap_or(0),
        }
    }

    /// Who answers for the flow: the people of its owner's post or department.
    pub(crate) fn owners(&self, flow: &Definition) -> Vec<model::PersonId> {
        let world = self.world();
        words::ids(&process::engine::owners(flow, self.now(), &world))
    }
}

/// Whether the flow's text reads `param.KEY`.
fn names(text: &str, key: &str) -> bool {
    let wanted = format!("param.{key}");
    text.match_indices(&wanted).any(|(at, _)| {
        let next = text[at + wanted.len()..].chars().next();
        !next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '_')
    })
}

pub(super) fn diagram(library: &Library, flow: &Definition) -> Diagram {
    let drawn = process::diagram(flow);
    Diagram {
        width: drawn.width,
        height: drawn.height,
        nodes: drawn
            .nodes
            .into_iter()
            .map(|node| DiagramNode {
                // An end without a name of its own bears its key.
                name: match node.kind == "end" && node.name.zh == node.name.en {
                    true => words::outcome_name(library, &node.name.zh).name,
                    false => NameView { zh: node.name.zh, en: node.name.en },
                },
                id: node.id,
                kind: node.kind.to_owned(),
                x: node.x,
                y: node.y,
                width: node.width,
                height: node.height,
            })
            .collect(),
        edges: drawn
            .edges
            .into_iter()
            .map(|edge| DiagramEdge {
                from: edge.from,
                to: edge.to,
                label: edge.label.map(|label| on_line(library, &label)),
                points: edge.points,
            })
            .collect(),
    }
}

/// `refuse`, `refuse > 3` (more often than that) and `else` in words; a condition stays as it is written.
fn on_line(library: &Library, label: &str) -> NameView {
    let (outcome, more) = label.split_once(" > ").map_or((label, None), |(outcome, times)| (outcome, Some(times)));
    let is_outcome = !outcome.is_empty() && outcome.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match (outcome, more) {
        ("else", None) => NameView::new("否则", "else"),
        (_, Some(times)) if is_outcome && times.chars().all(|c| c.is_ascii_digit()) => {
            let name = words::outcome_name(library, outcome).name;
            NameView { zh: format!("{} > {times}", name.zh), en: format!("{} > {times}", name.en) }
        }
        (_, None) if is_outcome => words::outcome_name(library, outcome).name,
        _ => NameView::new(label, label),
    }
}

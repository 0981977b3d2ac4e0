//! [`Definition`] → BPMN 2.0 XML.

use super::NAMESPACE;
use super::xml::Element;
use crate::definition::write::{self, attributes};
use crate::definition::{
    Branch, Definition, Jump, Leads, Members, OverdueAction, StartKind, Step, StepKind, WaitFor, Work,
};
use crate::diagram::{else_of, end_of, goes_on, join, led, meeting, message_id, met};
use crate::yaml::{self, Kind, Y};
use std::collections::BTreeMap;

/// The whole flow as a BPMN document.
pub fn export(definition: &Definition) -> String {
    document(definition, true)
}

/// Without its picture it says the same.
pub(crate) fn document(definition: &Definition, is_drawn: bool) -> String {
    let mut out = Out { met: met(definition), ..Out::default() };
    let process = process(definition, &mut out);
    let root = Element::new("definitions")
        .with("xmlns", "http://www.omg.org/spec/BPMN/20100524/MODEL")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI")
        .with("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC")
        .with("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI")
        .with("xmlns:qiao", NAMESPACE)
        .with("id", &format!("{}_definitions", definition.key))
        .with("targetNamespace", NAMESPACE);
    let messages = out
        .messages
        .iter()
        .map(|name| Element::new("message").with("id", &format!("message_{name}")).with("name", name));
    let root = messages.fold(root, Element::child);
    let picture = is_drawn.then(|| super::layout::draw(definition, &process));
    let mut root = root.child(process);
    root.children.extend(picture);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    root.write(0, &mut text);
    text
}

#[derive(Default)]
struct Out {
    /// Steps before which a gateway gathers what leads to them.
    met: std::collections::BTreeSet<String>,
    messages: std::collections::BTreeSet<String>,
    flows: usize,
}

/// Elements of one list and the flows between them.
#[derive(Default)]
struct Region {
    nodes: Vec<Element>,
    flows: Vec<Element>,
    lanes: BTreeMap<String, Vec<String>>,
}

impl Region {
    /// What no outcome and no jump leads elsewhere goes on: the default of its gateway.
    fn set_defaults(&mut self) {
        for node in &mut self.nodes {
            let is_open = node.name == "exclusiveGateway" && node.get("default").is_none();
            let mut out = self.flows.iter().filter(|flow| flow.get("sourceRef") == Some(node.id()));
            if is_open && out.clone().any(|flow| flow.get("qiao:jump").is_some()) {
                let on = out.find(|flow| flow.get("qiao:jump").is_none()).map(|flow| flow.id().to_owned());
                node.attributes.extend(on.map(|id| ("default".to_owned(), id)));
            }
        }
    }
}

fn process(definition: &Definition, out: &mut Out) -> Element {
    let mut region = Region::default();
    let mut head = write::head(definition);
    if !definition.messages.is_empty() {
        let all = definition.messages.iter().map(|message| (message.name.as_str(), write::on_message(message)));
        head.put("on_message", Y::map(all.collect()));
    }
    write::tail(definition, &mut head);
    let mut starts = Vec::new();
    for start in &definition.starts {
        let mut event = Element::new("startEvent").with("id", &start.id);
        match &start.kind {
            StartKind::Person => {}
            StartKind::Schedule { schedule, .. } => event = event.child(timer("timeCycle", &schedule.to_string())),
            StartKind::Message(name) => event = event.child(out.message(name)),
        }
        region.nodes.push(event);
        starts.push(start.id.clone());
    }
    let first = starts.first().cloned().unwrap_or_default();
    let last = out.list(&definition.steps, &first, &mut region);
    // Every start leads to the same step; an empty list leads to the end.
    let target = region.flows.iter().find(|flow| flow.get("sourceRef") == Some(&first));
    let target = target.and_then(|flow| flow.get("targetRef")).unwrap_or("flow_ended").to_owned();
    for start in starts.iter().skip(1) {
        let flow = out.flow(start, &target);
        region.flows.push(flow);
    }
    if let Some(last) = last {
        region.nodes.push(Element::new("endEvent").with("id", "flow_ended"));
        let flow = out.flow(&last, "flow_ended");
        region.flows.push(flow);
    }
    for message in &definition.messages {
        let id = message_id(&message.name);
        let (begin, done) = (format!("{id}_start"), format!("{id}_end"));
        let start = Element::new("startEvent").with("id", &begin).child(out.message(&message.name));
        let mut node = Element::new("subProcess").with("id", &id).with("triggeredByEvent", "true");
        node = node.with("qiao:derived", "true").child(start);
        if let Leads::End(end) = &message.leads {
            let flow = out.flow(&begin, &done);
            node = node.child(ended(&done, end)).child(flow);
        }
        region.nodes.push(node);
    }
    let mut element = Element::new("process")
        .with("id", &definition.key)
        .with("name", &definition.name.zh)
        .with("isExecutable", "true")
        .child(extension("qiao:flow", &yaml::emit(&head.done())));
    let mut lanes = Element::new("laneSet").with("id", "lanes");
    for (number, (name, nodes)) in region.lanes.iter().enumerate() {
        let lane = Element::new("lane").with("id", &format!("lane_{}", number + 1)).with("name", name);
        lanes = lanes.child(nodes.iter().fold(lane, |lane, node| lane.child(Element::new("flowNodeRef").text(node))));
    }
    if !lanes.children.is_empty() {
        element = element.child(lanes);
    }
    region.set_defaults();
    element.children.extend(region.nodes);
    element.children.extend(region.flows);
    element
}

/// An end that follows from an outcome and has no step of its own.
fn ended(id: &str, end: &str) -> Element {
    let node = Element::new("endEvent").with("id", id).with("name", end).with("qiao:derived", "true");
    node.child(Element::new("terminateEventDefinition"))
}

fn condition(text: &str) -> Element {
    Element::new("conditionExpression").with("xsi:type", "tFormalExpression").text(text)
}

fn extension(name: &str, text: &str) -> Element {
    Element::new("extensionElements").child(Element::new(name).text(text))
}

fn timer(kind: &str, text: &str) -> Element {
    Element::new("timerEventDefinition").child(Element::new(kind).text(text))
}

fn element_of(step: &Step) -> &'static str {
    match step.kind {
        StepKind::Do(_) | StepKind::Approve(_) => "userTask",
        StepKind::Run(_) => "serviceTask",
        StepKind::Call(_) => "callActivity",
        StepKind::Wait(_) => "intermediateCatchEvent",
        StepKind::Decide { .. } => "businessRuleTask",
        StepKind::Choose(_) | StepKind::Goto(_) => "exclusiveGateway",
        StepKind::Together(_) => "parallelGateway",
        StepKind::Each(_) => "subProcess",
        StepKind::End(_) => "endEvent",
    }
}

impl Out {
    fn flow(&mut self, from: &str, to: &str) -> Element {
        self.flows += 1;
        let id = format!("flow_{}", self.flows);
        let is_met = self.met.contains(to) && from != meeting(to);
        let to = if is_met { meeting(to) } else { to.to_owned() };
        Element::new("sequenceFlow").with("id", &id).with("sourceRef", from).with("targetRef", &to)
    }

    fn message(&mut self, name: &str) -> Element {
        self.messages.insert(name.to_owned());
        Element::new("messageEventDefinition").with("messageRef", &format!("message_{name}"))
    }

    /// Writes a list behind `before`; what its end is, or nothing when it ends the instance.
    fn list(&mut self, steps: &[Step], before: &str, region: &mut Region) -> Option<String> {
        let mut before = Some(before.to_owned());
        for (index, step) in steps.iter().enumerate() {
            if let Some(before) = &before {
                let flow = self.flow(before, &step.id);
                region.flows.push(flow);
            }
            self.step(step, region);
            let last = match &step.kind {
                StepKind::Choose(_) | StepKind::Together(_) => join(&step.id),
                _ if !step.kind.leads().is_empty() => led(&step.id),
                _ => step.id.clone(),
            };
            if goes_on(step) {
                before = Some(last);
                continue;
            }
            before = None;
            // What stands behind is reached by jumps only; the element says where it is.
            let node = region.nodes.iter_mut().rev().find(|node| node.id() == last);
            if let (Some(next), Some(node)) = (steps.get(index + 1), node) {
                node.attributes.push(("qiao:next".into(), next.id.clone()));
            }
        }
        before
    }

    fn step(&mut self, step: &Step, region: &mut Region) {
        let mut node = Element::new(element_of(step)).with("id", &step.id);
        if let Some(name) = &step.name {
            node = node.with("name", &name.zh);
        }
        let map = attributes(step).done();
        if map.kind != Kind::Map(Vec::new()) {
            node = node.child(extension("qiao:step", &yaml::emit(&map)));
        }
        match &step.kind {
            StepKind::Do(work) => self.boundaries(&step.id, work, region),
            StepKind::Approve(approve) => {
                for stage in &approve.stages {
                    region.lanes.entry(stage.work.by.to_string()).or_default().push(step.id.clone());
                }
            }
            StepKind::Wait(wait) => {
                let event = match &wait.what {
                    WaitFor::Span(span) | WaitFor::Every(span) => timer("timeDuration", &span.to_string()),
                    WaitFor::Until(expr) => timer("timeDate", &expr.text),
                    WaitFor::Message { name, .. } => self.message(name),
                };
                node = node.child(event);
            }
            StepKind::Call(call) => node = node.with("calledElement", &call.flow),
            StepKind::Choose(branches) => node = self.choose(node, &step.id, branches, region),
            StepKind::Together(branches) => node = self.together(node, &step.id, branches, region),
            StepKind::Each(each) => node = self.body(node, &step.id, each, region),
            StepKind::End(_) => node = node.child(Element::new("terminateEventDefinition")),
            StepKind::Run(_) | StepKind::Decide { .. } => {}
            StepKind::Goto(jump) => {
                node = node.with("gatewayDirection", "Diverging");
                let when = step.when.as_ref().map(|when| when.text.as_str());
                let beyond = else_of(&step.id, None);
                self.jump(&step.id, jump, &step.id, when, &beyond, region);
            }
        }
        region.nodes.push(node);
        if !step.kind.leads().is_empty() {
            self.led(step, region);
        }
    }

    /// A jump, as long as it is not used up; `taken("KEY")` is how often it was. Behind it the end of `else`.
    fn jump(&mut self, from: &str, jump: &Jump, key: &str, when: Option<&str>, beyond: &str, region: &mut Region) {
        let left = format!("taken(\"{key}\") < {}", jump.max);
        let text = when.map_or_else(|| left.clone(), |when| format!("({when}) and {left}"));
        let flow = self.flow(from, &jump.step).with("qiao:jump", "true").child(condition(&text));
        region.flows.push(flow);
        if let Some(end) = &jump.otherwise {
            region.nodes.push(ended(beyond, end));
            let flow = self.flow(from, beyond).with("qiao:jump", "true");
            region.flows.push(flow.child(condition(when.unwrap_or("true"))));
        }
    }

    /// The gateway behind a step whose outcomes lead elsewhere. What leads nowhere else goes on: the default.
    fn led(&mut self, step: &Step, region: &mut Region) {
        let id = led(&step.id);
        let flow = self.flow(&step.id, &id);
        region.flows.push(flow);
        let node = Element::new("exclusiveGateway").with("id", &id).with("gatewayDirection", "Diverging");
        region.nodes.push(node.with("qiao:derived", "true"));
        for (outcome, leads) in step.kind.leads() {
            let when = format!("{} = \"{outcome}\"", step.id);
            match leads {
                Leads::Goto(jump) => {
                    let key = format!("{}.{outcome}", step.id);
                    self.jump(&id, jump, &key, Some(&when), &else_of(&step.id, Some(outcome)), region);
                }
                Leads::End(end) => {
                    let to = end_of(&step.id, outcome);
                    region.nodes.push(ended(&to, end));
                    let flow = self.flow(&id, &to).with("qiao:jump", "true").child(condition(&when));
                    region.flows.push(flow);
                }
            }
        }
    }

    fn choose(&mut self, mut node: Element, id: &str, branches: &[Branch], region: &mut Region) -> Element {
        let join = join(id);
        node = node.with("gatewayDirection", "Diverging").with("qiao:join", &join);
        for branch in branches {
            let at = region.flows.len();
            if let Some(last) = self.list(&branch.steps, id, region) {
                let flow = self.flow(&last, &join);
                region.flows.push(flow);
            }
            if let (Some(flow), Some(when)) = (region.flows.get_mut(at), &branch.when) {
                flow.children.push(condition(&when.text));
            } else if let Some(flow) = region.flows.get(at) {
                node = node.with("default", flow.id());
            }
        }
        if branches.last().is_none_or(|branch| branch.when.is_some()) {
            let flow = self.flow(id, &join).with("qiao:pass", "true");
            node = node.with("default", flow.id());
            region.flows.push(flow);
        }
        let join = Element::new("exclusiveGateway").with("id", &join);
        region.nodes.push(join.with("gatewayDirection", "Converging"));
        node
    }

    fn together(&mut self, node: Element, id: &str, branches: &[Vec<Step>], region: &mut Region) -> Element {
        let join = join(id);
        if self.met.contains(id) {
            let node = Element::new("exclusiveGateway").with("id", &meeting(id)).with("qiao:derived", "true");
            region.nodes.push(node.with("gatewayDirection", "Converging"));
            let flow = self.flow(&meeting(id), id);
            region.flows.push(flow);
        }
        for branch in branches {
            if let Some(last) = self.list(branch, id, region) {
                let flow = self.flow(&last, &join);
                region.flows.push(flow);
            }
        }
        let element = Element::new("parallelGateway").with("id", &join);
        region.nodes.push(element.with("gatewayDirection", "Converging"));
        node.with("gatewayDirection", "Diverging").with("qiao:join", &join)
    }

    fn boundaries(&mut self, id: &str, work: &Work, region: &mut Region) {
        region.lanes.entry(work.by.to_string()).or_default().push(id.to_owned());
        let Some(within) = &work.within else { return };
        for (number, overdue) in work.overdue.iter().enumerate() {
            let is_interrupting = matches!(overdue.action, OverdueAction::Outcome(_));
            let sign = if overdue.is_before { "-" } else { "+" };
            region.nodes.push(
                Element::new("boundaryEvent")
                    .with("id", &format!("{id}_overdue_{}", number + 1))
                    .with("attachedToRef", id)
                    .with("cancelActivity", if is_interrupting { "true" } else { "false" })
                    .with("qiao:derived", "true")
                    .child(timer("timeDuration", &format!("{within} {sign} {}", overdue.span))),
            );
        }
    }

    fn body(&mut self, node: Element, id: &str, each: &crate::definition::Each, region: &mut Region) -> Element {
        let mut inner = Region::default();
        let start = format!("{id}_begin");
        let mut node = node.child(
            Element::new("multiInstanceLoopCharacteristics")
                .with("isSequential", if each.is_one_by_one { "true" } else { "false" }),
        );
        if let Some(last) = node.children.last_mut() {
            if let Members::In(list) = &each.from {
                last.children.push(Element::new("loopDataInputRef").text(&list.text));
            }
            // In the order of BPMN's schema. What a member leaves is a record of the list of results.
            last.children.push(Element::new("loopDataOutputRef").text(&each.gather));
            for item in ["inputDataItem", "outputDataItem"] {
                last.children.push(Element::new(item).with("id", &each.member).with("name", &each.member));
            }
            let until = each.until.as_ref().map(|until| Element::new("completionCondition").text(&until.text));
            last.children.extend(until);
        }
        inner.nodes.push(Element::new("startEvent").with("id", &start));
        if let Some(last) = self.list(&each.steps, &start, &mut inner) {
            let end = format!("{id}_done");
            let flow = self.flow(&last, &end);
            inner.flows.push(flow);
            inner.nodes.push(Element::new("endEvent").with("id", &end));
        }
        inner.set_defaults();
        node.children.extend(inner.nodes);
        node.children.extend(inner.flows);
        for (lane, mut nodes) in inner.lanes {
            region.lanes.entry(lane).or_default().append(&mut nodes);
        }
        node
    }
}

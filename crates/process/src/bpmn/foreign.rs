//! BPMN of others, brought into the shape that `import.rs` walks: boundary events become deadlines and outcomes,
//! embedded subprocesses their steps, multi-instance `each`, flows that lead back `goto`, and where several flows meet
//! a gateway stands. What has no counterpart is refused with the element's id. Start reading at [`tidy`].

use super::Refused;
use super::import::{BESIDE, NODES, word};
use super::xml::Element;
use crate::dates::parse_duration;
use crate::limits::{GOTO_MAX, YAML_DEPTH_MAX};
use crate::worktime::Span;
use crate::yaml::{self, Y};
use model::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// The end of an instance that went round too often.
pub(super) const NOT_SETTLED: &str = "not_settled";

type Refusals = Vec<Refused>;

fn refuse<T>(element: &str, why: impl Into<String>) -> Result<T, Refusals> {
    Err(vec![Refused { element: element.to_owned(), why: why.into() }])
}

/// A process of others as one that can be walked.
pub(super) fn tidy(process: &Element) -> Result<Element, Refusals> {
    let mut tidied = process.clone();
    let mut numbers = 0;
    scope(&mut tidied, &mut numbers, 0)?;
    Ok(tidied)
}

fn is_flow(element: &Element) -> bool {
    element.name == "sequenceFlow"
}

fn set(element: &mut Element, key: &str, value: &str) {
    element.attributes.retain(|(name, _)| name != key);
    element.attributes.push((key.to_owned(), value.to_owned()));
}

fn flow(id: &str, from: &str, to: &str) -> Element {
    Element::new("sequenceFlow").with("id", id).with("sourceRef", from).with("targetRef", to)
}

fn own(entries: Vec<(&str, Y)>) -> Element {
    let text = yaml::emit(&Y::map(entries));
    Element::new("extensionElements").child(Element::new("step").text(&text))
}

fn scope(around: &mut Element, numbers: &mut usize, depth: usize) -> Result<(), Refusals> {
    if depth > YAML_DEPTH_MAX {
        return refuse(around.id(), "the subprocesses nest too deep");
    }
    rename(around);
    inline(around)?;
    many(around)?;
    boundaries(around, numbers)?;
    back(around, numbers)?;
    meet(around, numbers);
    for child in around.children.iter_mut().filter(|child| child.name == "subProcess") {
        scope(child, numbers, depth + 1)?;
    }
    Ok(())
}

/// Kinds of tasks that are one kind here.
fn rename(around: &mut Element) {
    for node in &mut around.children {
        match node.name.as_str() {
            "task" | "manualTask" => node.name = "userTask".into(),
            "sendTask" => node.name = "serviceTask".into(),
            "receiveTask" => {
                node.name = "intermediateCatchEvent".into();
                let message = node.get("messageRef").unwrap_or("").to_owned();
                node.children.push(Element::new("messageEventDefinition").with("messageRef", &message));
            }
            _ => {}
        }
    }
}

/// The steps of embedded subprocesses stand where these stood.
fn inline(around: &mut Element) -> Result<(), Refusals> {
    let is_embedded = |node: &Element| {
        node.name == "subProcess"
            && node.get("triggeredByEvent") != Some("true")
            && node.first("multiInstanceLoopCharacteristics").is_none()
            && node.first("standardLoopCharacteristics").is_none()
    };
    for _ in 0..=crate::limits::STEPS_MAX {
        let Some(at) = around.children.iter().position(is_embedded) else { return Ok(()) };
        let inner = around.children.remove(at);
        let id = inner.id().to_owned();
        if let Some(event) = around.children.iter().find(|node| node.get("attachedToRef") == Some(&id)) {
            return refuse(event.id(), "an event on a subprocess cannot be imported; put it on the tasks in it");
        }
        let out: Vec<String> =
            of(around, "sourceRef", &id).map(|flow| flow.get("targetRef").unwrap_or("").to_owned()).collect();
        let starts: Vec<&Element> = inner.children.iter().filter(|node| node.name == "startEvent").collect();
        let ([behind], [start]) = (out.as_slice(), starts.as_slice()) else {
            return refuse(&id, "a subprocess has one start, and one flow leads out of it");
        };
        let start = start.id().to_owned();
        let first =
            of(&inner, "sourceRef", &start).next().and_then(|flow| flow.get("targetRef")).unwrap_or("").to_owned();
        let ends: BTreeSet<String> =
            inner.children.iter().filter(|node| node.name == "endEvent").map(|node| node.id().to_owned()).collect();
        if let Some(end) = inner.children.iter().find(|node| {
            node.name == "endEvent" && node.children.iter().any(|child| child.name.ends_with("EventDefinition"))
        }) {
            return refuse(end.id(), "an end within a subprocess that is more than its end cannot be imported");
        }
        for flow in around.children.iter_mut().filter(|child| is_flow(child)) {
            if flow.get("targetRef") == Some(&id) {
                set(flow, "targetRef", &first);
            }
        }
        around.children.retain(|child| !(is_flow(child) && child.get("sourceRef") == Some(&id)));
        for mut child in inner.children {
            let is_left = child.id() == start || ends.contains(child.id()) || child.get("sourceRef") == Some(&start);
            if is_left || (!is_flow(&child) && BESIDE.contains(&child.name.as_str())) {
                continue;
            }
            if child.get("targetRef").is_some_and(|to| ends.contains(to)) {
                set(&mut child, "targetRef", behind);
            }
            // Who does the subprocess does its tasks.
            share_lane(around, &id, child.id());
            around.children.push(child);
        }
        rename(around);
    }
    refuse(around.id(), "there are too many subprocesses")
}

fn share_lane(around: &mut Element, of: &str, with: &str) {
    for lane in around.children.iter_mut().filter(|child| child.name == "laneSet").flat_map(|set| &mut set.children) {
        if lane.children.iter().any(|child| child.name == "flowNodeRef" && child.text.trim() == of) {
            lane.children.push(Element::new("flowNodeRef").text(with));
        }
    }
}

fn of<'a>(around: &'a Element, end: &'a str, id: &'a str) -> impl Iterator<Item = &'a Element> {
    around.children.iter().filter(move |child| is_flow(child) && child.get(end) == Some(id))
}

/// An expression of others in our words.
pub(super) fn expression(text: &str) -> String {
    let mut text = text.trim().trim_start_matches('=').trim();
    for (open, close) in [("${", "}"), ("#{", "}")] {
        text = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(text).trim();
    }
    let text = text.replace("==", "=").replace("&&", " and ").replace("||", " or ").replace('\'', "\"");
    let text = text.replace("nrOfCompletedInstances", "done_count").replace("nrOfInstances", "item_count");
    // `!(…)` has no other sign here.
    text.replace("!(", "not(").trim().to_owned()
}

/// Multi-instance tasks and subprocesses as `each`.
fn many(around: &mut Element) -> Result<(), Refusals> {
    for node in &mut around.children {
        let id = node.id().to_owned();
        if node.first("standardLoopCharacteristics").is_some() {
            return refuse(&id, "a loop on a task cannot be imported; draw a flow that leads back");
        }
        let Some(loops) = node.first("multiInstanceLoopCharacteristics").cloned() else { continue };
        let text =
            |name: &str| loops.first(name).map(|child| child.text.trim().to_owned()).filter(|text| !text.is_empty());
        let list = text("loopDataInputRef").or_else(|| loops.get("collection").map(expression));
        let item = loops.first("inputDataItem").and_then(|item| item.get("name").or(item.get("id")));
        let (Some(list), Some(member)) = (list, item.or(loops.get("elementVariable"))) else {
            return refuse(
                &id,
                "it must say over which list it runs (`loopDataInputRef`) and how a member is called (`inputDataItem`)",
            );
        };
        let is_one_by_one = loops.get("isSequential") == Some("true");
        let mut entries = vec![("each", Y::text(word(member))), ("in", Y::text(expression(&list)))];
        entries
            .push(("id", Y::text(if node.name == "subProcess" { word(&id) } else { format!("{}_each", word(&id)) })));
        entries.push(("mode", Y::text(if is_one_by_one { "one_by_one" } else { "together" })));
        entries.extend(text("completionCondition").map(|until| ("until", Y::text(expression(&until)))));
        let own = own(entries);
        if node.name == "subProcess" {
            node.children.insert(0, own);
            continue;
        }
        // The task alone in a body of its own.
        let mut task = node.clone();
        task.children.retain(|child| child.name != "multiInstanceLoopCharacteristics");
        let (begin, done) = (format!("{id}_begin"), format!("{id}_done"));
        *node = Element::new("subProcess")
            .with("id", &id)
            .child(own)
            .child(loops)
            .child(Element::new("startEvent").with("id", &begin))
            .child(Element::new("endEvent").with("id", &done))
            .child(flow(&format!("{id}_in"), &begin, &format!("{id}_one")))
            .child(flow(&format!("{id}_out"), &format!("{id}_one"), &done));
        set(&mut task, "id", &format!("{id}_one"));
        set(&mut task, "qiao:lane", &id);
        node.children.push(task);
    }
    Ok(())
}

/// Timers and messages on tasks.
fn boundaries(around: &mut Element, numbers: &mut usize) -> Result<(), Refusals> {
    let events: Vec<Element> = around.children.iter().filter(|node| node.name == "boundaryEvent").cloned().collect();
    around.children.retain(|node| node.name != "boundaryEvent");
    let mut timers: BTreeMap<String, Vec<(Millis, Y)>> = BTreeMap::new();
    for event in events {
        let (id, host) = (event.id().to_owned(), event.get("attachedToRef").unwrap_or("").to_owned());
        let out: Vec<Element> = of(around, "sourceRef", &id).cloned().collect();
        let [out] = out.as_slice() else { return refuse(&id, "exactly one flow leads out of an event on a task") };
        let to = out.get("targetRef").unwrap_or("").to_owned();
        let is_interrupting = event.get("cancelActivity") != Some("false");
        let Some(task) = around.children.iter().find(|node| node.id() == host) else {
            return refuse(&id, "it stands on no element");
        };
        if !matches!(task.name.as_str(), "userTask" | "intermediateCatchEvent") {
            return refuse(&id, format!("an event on a `{}` cannot be imported", task.name));
        }
        let Some(timer) = event.first("timerEventDefinition") else {
            message(around, &event, &host, &to, is_interrupting)?;
            around.children.retain(|child| child.get("sourceRef") != Some(&id));
            continue;
        };
        let span = timer.first("timeDuration").and_then(|text| parse_duration(text.text.trim()));
        let Some(span) = span else { return refuse(&id, "only a `timeDuration` as `PT2H` can be imported") };
        let what = if is_interrupting {
            lead(around, &host, out, numbers)?;
            ("outcome", Y::text("overdue"))
        } else {
            let what = handler(around, &id, &to)?;
            around.children.retain(|child| child.get("sourceRef") != Some(&id));
            what
        };
        timers.entry(host).or_default().push((span, Y::map(vec![what])));
    }
    for (host, mut all) in timers {
        all.sort_by_key(|(span, _)| *span);
        let within = all.first().map_or(Millis::ZERO, |(span, _)| *span);
        let entries = all.into_iter().map(|(span, what)| {
            let after = Y::text(Span::Clock(span - within).to_string());
            let yaml::Kind::Map(mut entries) = what.kind else { return Y::map(vec![("after", after)]) };
            entries.insert(0, ("after".into(), 0, after));
            Y { line: 0, kind: yaml::Kind::Map(entries) }
        });
        let overdue = yaml::emit(&Y::map(vec![("overdue", Y::list(entries.collect()))]));
        if let Some(task) = around.children.iter_mut().find(|node| node.id() == host) {
            set(task, "qiao:within", &Span::Clock(within).to_string());
            set(task, "qiao:overdue", &overdue);
        }
    }
    Ok(())
}

/// An interrupting event leads elsewhere: an outcome of the task, told apart by a gateway behind it.
fn lead(around: &mut Element, host: &str, out: &Element, numbers: &mut usize) -> Result<(), Refusals> {
    let normal: Vec<String> = of(around, "sourceRef", host).map(|flow| flow.id().to_owned()).collect();
    let [normal] = normal.as_slice() else {
        return refuse(host, "exactly one flow leads out of a task with an event on it");
    };
    *numbers += 1;
    let gateway = format!("overdue_{numbers}");
    for flow in around.children.iter_mut().filter(|child| is_flow(child)) {
        if flow.id() == normal {
            set(flow, "sourceRef", &gateway);
        } else if flow.id() == out.id() {
            set(flow, "sourceRef", &gateway);
            let condition = format!("{} = \"overdue\"", word(host));
            flow.children.retain(|child| child.name != "conditionExpression");
            flow.children.push(Element::new("conditionExpression").text(&condition));
        }
    }
    around.children.push(Element::new("exclusiveGateway").with("id", &gateway).with("default", normal));
    around.children.push(flow(&format!("{gateway}_in"), host, &gateway));
    Ok(())
}

/// What happens beside a task that is late: somebody is reminded, or somebody else is asked too.
fn handler(around: &mut Element, event: &str, to: &str) -> Result<(&'static str, Y), Refusals> {
    let name = |id: &str| around.children.iter().find(|node| node.id() == id).map(|node| node.name.clone());
    let is_end = |id: &str| name(id).as_deref() == Some("endEvent");
    let remind = ("remind", Y::text("assignee"));
    if is_end(to) {
        drop_node(around, to);
        return Ok(remind);
    }
    let behind: Vec<String> =
        of(around, "sourceRef", to).map(|flow| flow.get("targetRef").unwrap_or("").to_owned()).collect();
    let incoming = of(around, "targetRef", to).count();
    let what = match (name(to).as_deref(), behind.as_slice()) {
        (Some("serviceTask"), [end]) if is_end(end) && incoming == 1 => remind,
        (Some("userTask"), [end]) if is_end(end) && incoming == 1 => {
            let lane = lane_of(around, to);
            let Some(lane) = lane else { return refuse(to, "no lane says who is asked too") };
            ("escalate", Y::text(lane))
        }
        _ => {
            let why = "what happens beside a late task can be imported if it is one task and then an end";
            return refuse(event, why);
        }
    };
    let end = behind[0].clone();
    around.children.retain(|child| child.get("sourceRef") != Some(to));
    around.children.retain(|child| child.id() != to);
    drop_node(around, &end);
    Ok(what)
}

/// Drops an end to which nothing else leads.
fn drop_node(around: &mut Element, id: &str) {
    let others = of(around, "targetRef", id).filter(|flow| {
        around.children.iter().any(|node| Some(node.id()) == flow.get("sourceRef") && node.name != "boundaryEvent")
    });
    if others.count() == 0 {
        around.children.retain(|child| child.id() != id);
    }
}

fn lane_of(around: &Element, id: &str) -> Option<String> {
    let lanes = around.first("laneSet").map_or(&[][..], |set| set.children.as_slice());
    let is = |lane: &&Element| lane.children.iter().any(|child| child.name == "flowNodeRef" && child.text.trim() == id);
    lanes.iter().find(is).and_then(|lane| lane.get("name")).map(str::to_owned)
}

/// A message that ends everything while a task is open.
fn message(around: &mut Element, event: &Element, host: &str, to: &str, is_interrupting: bool) -> Result<(), Refusals> {
    let Some(reference) = event.first("messageEventDefinition").and_then(|of| of.get("messageRef")) else {
        return refuse(event.id(), "of events on tasks, timers and messages can be imported");
    };
    let is_end = around.children.iter().any(|node| node.id() == to && node.name == "endEvent");
    if !is_interrupting || !is_end || around.name != "process" {
        let why = "a message on a task can be imported if it interrupts and leads straight to an end; write `on_message` instead";
        return refuse(event.id(), why);
    }
    let reference = reference.to_owned();
    drop_node(around, to);
    around.children.push(Element::new("qiaoMessage").with("ref", &reference).with("while", &word(host)));
    Ok(())
}

/// Flows that lead back become `goto`.
fn back(around: &mut Element, numbers: &mut usize) -> Result<(), Refusals> {
    let mut next: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for flow in around.children.iter().filter(|child| is_flow(child)) {
        let end = |key: &str| flow.get(key).unwrap_or("").to_owned();
        next.entry(end("sourceRef")).or_default().push((flow.id().to_owned(), end("targetRef")));
    }
    let mut backward: Vec<(String, String)> = Vec::new();
    let (mut done, mut path) = (BTreeSet::new(), Vec::new());
    let starts = around.children.iter().filter(|node| node.name == "startEvent").map(|node| node.id().to_owned());
    for start in starts.collect::<Vec<_>>() {
        // Depth first, without recursion: a node and how many of its flows were followed.
        path.push((start, 0));
        while let Some((node, followed)) = path.last_mut() {
            let flow = next.get(node).and_then(|flows| flows.get(*followed)).cloned();
            *followed += 1;
            let Some((flow, to)) = flow else {
                done.extend(path.pop().map(|(node, _)| node));
                continue;
            };
            if path.iter().any(|(node, _)| *node == to) {
                backward.push((flow, to));
            } else if !done.contains(&to) {
                path.push((to, 0));
            }
        }
    }
    for (id, to) in backward {
        let target = step_at(around, &to)?;
        *numbers += 1;
        let name = format!("back_{numbers}");
        let entries = vec![
            ("goto", Y::text(target)),
            ("max", Y::text(GOTO_MAX.to_string())),
            ("else", Y::text(NOT_SETTLED)),
            ("id", Y::text(&name)),
        ];
        for flow in around.children.iter_mut().filter(|child| is_flow(child) && child.id() == id) {
            set(flow, "targetRef", &name);
        }
        around.children.push(Element::new("exclusiveGateway").with("id", &name).child(own(entries)));
    }
    pass_through(around);
    Ok(())
}

/// The step that a flow back leads to; gateways that only gather are passed.
fn step_at(around: &mut Element, to: &str) -> Result<String, Refusals> {
    let mut at = to.to_owned();
    for _ in 0..around.children.len() {
        let Some(node) = around.children.iter_mut().find(|node| node.id() == at) else { break };
        if !node.name.ends_with("Gateway") {
            return Ok(word(&at));
        }
        let out: Vec<String> =
            of(around, "sourceRef", &at).map(|flow| flow.get("targetRef").unwrap_or("").to_owned()).collect();
        if let [only] = out.as_slice() {
            at.clone_from(only);
            continue;
        }
        let name = word(&at);
        if let Some(node) = around.children.iter_mut().find(|node| node.id() == at)
            && node.extension("step").is_none()
        {
            node.children.insert(0, own(vec![("id", Y::text(&name))]));
        }
        return Ok(name);
    }
    refuse(to, "a flow leads back to no step")
}

/// Takes gateways out through which one flow passes.
fn pass_through(around: &mut Element) {
    let gateways: Vec<String> = around
        .children
        .iter()
        .filter(|node| matches!(node.name.as_str(), "exclusiveGateway" | "parallelGateway"))
        .filter(|node| node.extension("step").is_none())
        .map(|node| node.id().to_owned())
        .collect();
    for id in gateways {
        let into: Vec<String> = of(around, "targetRef", &id).map(|flow| flow.id().to_owned()).collect();
        let out: Vec<(String, String)> = of(around, "sourceRef", &id)
            .map(|flow| (flow.id().to_owned(), flow.get("targetRef").unwrap_or("").to_owned()))
            .collect();
        if let ([into], [(out, to)]) = (into.as_slice(), out.as_slice()) {
            around.children.retain(|child| child.id() != id && child.id() != out);
            for flow in around.children.iter_mut().filter(|child| child.id() == into) {
                set(flow, "targetRef", to);
            }
        }
    }
}

/// Where several flows lead to one element a gateway gathers them; ends are doubled.
fn meet(around: &mut Element, numbers: &mut usize) {
    let nodes: Vec<Element> =
        around.children.iter().filter(|node| NODES.contains(&node.name.as_str())).cloned().collect();
    for node in nodes {
        let into: Vec<String> = of(around, "targetRef", node.id()).map(|flow| flow.id().to_owned()).collect();
        let is_gateway = node.name.ends_with("Gateway");
        let is_join = is_gateway && of(around, "sourceRef", node.id()).count() <= 1;
        if into.len() < 2 || is_join {
            continue;
        }
        for (index, id) in into.iter().enumerate() {
            if node.name == "endEvent" && index > 0 {
                *numbers += 1;
                let mut copy = node.clone();
                let name = format!("{}_{numbers}", node.id());
                set(&mut copy, "id", &name);
                around.children.push(copy);
                retarget(around, id, &name);
            }
        }
        if node.name == "endEvent" {
            continue;
        }
        *numbers += 1;
        let name = format!("meet_{numbers}");
        // A parallel gateway that gathers and splits waits for all of them.
        let kind = if node.name == "parallelGateway" { "parallelGateway" } else { "exclusiveGateway" };
        into.iter().for_each(|id| retarget(around, id, &name));
        around.children.push(Element::new(kind).with("id", &name).with("gatewayDirection", "Converging"));
        around.children.push(flow(&format!("{name}_out"), &name, node.id()));
    }
}

fn retarget(around: &mut Element, id: &str, to: &str) {
    for flow in around.children.iter_mut().filter(|child| is_flow(child) && child.id() == id) {
        set(flow, "targetRef", to);
    }
}

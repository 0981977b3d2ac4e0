//! BPMN 2.0 XML → [`Definition`]. Walks the graph from its start; gateways must nest. Elements with a `qiao:step` say
//! themselves what they are; others are read from what BPMN says of them.

use super::foreign;
use super::xml::{self, Element};
use crate::definition::{Definition, read_tree};
use crate::problem::Problems;
use crate::yaml::{self, Kind, Y};
use std::collections::BTreeSet;
use std::fmt;

/// Why a document cannot be imported, with the element's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub element: String,
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "element `{}`: {}", self.element, self.why)
    }
}

pub(super) fn refused<T>(element: &str, why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { element: element.to_owned(), why: why.into() })
}

/// Reads a document. The flow still has to be held against forms, roles and tables by [`crate::Library`].
pub fn import(text: &str) -> Result<Definition, Vec<Refused>> {
    let root = xml::parse(text).map_err(|why| vec![Refused { element: "definitions".into(), why }])?;
    let mut processes = root.children.iter().filter(|child| child.name == "process");
    let (Some(process), None) = (processes.next(), processes.next()) else {
        return Err(vec![Refused { element: root.id().into(), why: "exactly one `process` is wanted".into() }]);
    };
    let is_foreign = process.extension("flow").is_none();
    let tidied = if is_foreign { foreign::tidy(process)? } else { process.clone() };
    let process = &tidied;
    let foreign = foreign(process, true);
    if !foreign.is_empty() {
        return Err(foreign);
    }
    let tree = tree(process, &root).map_err(|refused| vec![refused])?;
    let mut problems = Problems::of("bpmn");
    let read = read_tree(&tree, &mut problems);
    match read {
        Some(definition) if problems.is_empty() => Ok(definition),
        Some(_) | None => {
            let told = problems.into_sorted();
            Err(told.into_iter().map(|p| Refused { element: process.id().into(), why: p.message }).collect())
        }
    }
}

pub(super) const NODES: [&str; 11] = [
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "callActivity",
    "intermediateCatchEvent",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
    "subProcess",
    "boundaryEvent",
];
/// What stands beside the graph and is passed over.
pub(super) const BESIDE: [&str; 12] = [
    "qiaoMessage",
    "sequenceFlow",
    "laneSet",
    "extensionElements",
    "documentation",
    "multiInstanceLoopCharacteristics",
    "incoming",
    "outgoing",
    "association",
    "textAnnotation",
    "ioSpecification",
    "property",
];
const EVENTS: [&str; 3] = ["timerEventDefinition", "messageEventDefinition", "terminateEventDefinition"];

/// Every construct outside the subset.
fn foreign(scope: &Element, is_process: bool) -> Vec<Refused> {
    let mut found = Vec::new();
    for child in &scope.children {
        let name = child.name.as_str();
        if BESIDE.contains(&name) {
            continue;
        }
        if !NODES.contains(&name) {
            let id = if child.id().is_empty() { scope.id() } else { child.id() };
            found.push(Refused { element: id.to_owned(), why: format!("`{name}` is outside what can be imported") });
            continue;
        }
        for event in child.children.iter().filter(|inner| inner.name.ends_with("EventDefinition")) {
            if !EVENTS.contains(&event.name.as_str()) {
                let why = format!("`{}` is outside what can be imported", event.name);
                found.push(Refused { element: child.id().to_owned(), why });
            }
        }
        if name == "boundaryEvent" && child.get("qiao:derived").is_none() {
            let why = "a boundary event of others cannot be imported; write `within` and `overdue` instead";
            found.push(Refused { element: child.id().to_owned(), why: why.into() });
        }
        if name == "subProcess" && child.get("qiao:derived").is_none() {
            if child.first("multiInstanceLoopCharacteristics").is_none() || child.extension("step").is_none() {
                let why = "a subprocess of others cannot be imported; write `call` or `each` instead";
                found.push(Refused { element: child.id().to_owned(), why: why.into() });
            }
            found.extend(foreign(child, false));
        }
    }
    if is_process && !scope.children.iter().any(|child| child.name == "startEvent") {
        found.push(Refused { element: scope.id().to_owned(), why: "there is no `startEvent`".into() });
    }
    found
}

fn tree(process: &Element, root: &Element) -> Result<Y, Refused> {
    let is_foreign = process.extension("flow").is_none();
    let mut graph = Graph { scope: process, process, root, is_foreign, walked: BTreeSet::new() };
    let first = graph.starts()?;
    let (steps, _) = graph.list(&first, 0)?;
    graph.all_walked()?;
    let Some(head) = process.extension("flow") else { return graph.foreign_head(steps) };
    let Some(Y { kind: Kind::Map(mut entries), line }) = read_yaml(head) else {
        return refused(process.id(), "its `qiao:flow` cannot be read");
    };
    let at = entries.iter().position(|(key, ..)| key == "on_message" || key == "end").unwrap_or(entries.len());
    entries.insert(at, ("steps".into(), line, Y::list(steps)));
    Ok(Y { line, kind: Kind::Map(entries) })
}

pub(super) fn read_yaml(text: &str) -> Option<Y> {
    let mut problems = Problems::of("bpmn");
    yaml::parse(text, &mut problems)
}

pub(super) struct Graph<'a> {
    pub scope: &'a Element,
    /// Where the lanes stand.
    pub process: &'a Element,
    pub root: &'a Element,
    is_foreign: bool,
    walked: BTreeSet<String>,
}

/// Where a list ended: at a join, or nowhere.
type Reached = Option<String>;

impl<'a> Graph<'a> {
    fn node(&self, id: &str) -> Result<&'a Element, Refused> {
        let found = self.scope.children.iter().find(|child| child.id() == id && NODES.contains(&child.name.as_str()));
        found.ok_or_else(|| Refused { element: id.to_owned(), why: "a sequence flow leads to no such element".into() })
    }

    fn flows(&self) -> impl Iterator<Item = &'a Element> {
        self.scope.children.iter().filter(|child| child.name == "sequenceFlow")
    }

    /// Flows out of a node, jumps left out, in the order of the file.
    fn out(&self, id: &str) -> Vec<&'a Element> {
        self.flows().filter(|flow| flow.get("sourceRef") == Some(id) && flow.get("qiao:jump").is_none()).collect()
    }

    fn target(flow: &Element) -> &str {
        flow.get("targetRef").unwrap_or("")
    }

    fn is_join(&self, node: &Element) -> bool {
        let incoming = self.flows().filter(|flow| Self::target(flow) == node.id() && flow.get("qiao:jump").is_none());
        let is_marked = node.get("gatewayDirection") == Some("Converging");
        node.name.ends_with("Gateway") && (is_marked || incoming.count() > 1 && self.out(node.id()).len() == 1)
    }

    /// All starts must lead to one step.
    fn starts(&mut self) -> Result<String, Refused> {
        let starts: Vec<&Element> = self.scope.children.iter().filter(|child| child.name == "startEvent").collect();
        let mut first: Option<String> = None;
        for start in starts {
            self.walked.insert(start.id().to_owned());
            let out = self.out(start.id());
            let [flow] = out.as_slice() else {
                return refused(start.id(), "a start leads to exactly one element");
            };
            let to = Self::target(flow).to_owned();
            if first.as_ref().is_some_and(|first| *first != to) {
                return refused(start.id(), "all starts must lead to the same element");
            }
            first = Some(to);
        }
        first.ok_or_else(|| Refused { element: self.scope.id().to_owned(), why: "there is no `startEvent`".into() })
    }

    fn list(&mut self, first: &str, depth: usize) -> Result<(Vec<Y>, Reached), Refused> {
        if depth > crate::limits::YAML_DEPTH_MAX {
            return refused(first, "the gateways nest too deep");
        }
        let mut steps = Vec::new();
        let mut at = first.to_owned();
        loop {
            let node = self.node(&at)?;
            if is_meeting(node) {
                if !self.walked.insert(at.clone()) {
                    return refused(&at, "a flow leads back to this element; write `goto` with `max` instead");
                }
                at = self.out(node.id()).first().map_or("", |flow| Self::target(flow)).to_owned();
                continue;
            }
            if self.is_join(node) {
                return Ok((steps, Some(at)));
            }
            if !self.walked.insert(at.clone()) {
                return refused(&at, "a flow leads back to this element; write `goto` with `max` instead");
            }
            if node.name == "endEvent" {
                if let Some(step) = node.extension("step") {
                    steps.push(read_yaml(step).unwrap_or_default());
                } else if node.first("terminateEventDefinition").is_some() {
                    steps.push(Y::map(vec![("end", Y::text("closed"))]));
                }
                match node.get("qiao:next") {
                    Some(next) => at = next.to_owned(),
                    None => return Ok((steps, None)),
                }
                continue;
            }
            let (step, next) = self.step(node, depth)?;
            steps.push(step);
            match next {
                Some(next) => at = next,
                None => return Ok((steps, None)),
            }
        }
    }

    /// One step and what follows it.
    fn step(&mut self, node: &'a Element, depth: usize) -> Result<(Y, Option<String>), Refused> {
        let own = node.extension("step").map(|text| {
            read_yaml(text)
                .filter(|y| matches!(y.kind, Kind::Map(_)))
                .ok_or_else(|| Refused { element: node.id().to_owned(), why: "its `qiao:step` cannot be read".into() })
        });
        let mut own = own.transpose()?;
        let is_goto = own.as_ref().is_some_and(|y| has(y, "goto"));
        if node.name.ends_with("Gateway") && !is_goto {
            return self.gateway(node, own, depth);
        }
        if node.name == "subProcess" {
            let mut inner = Graph { scope: node, walked: BTreeSet::new(), ..*self };
            let first = inner.starts()?;
            let (steps, _) = inner.list(&first, depth + 1)?;
            inner.all_walked()?;
            if let Some(Y { kind: Kind::Map(entries), .. }) = &mut own {
                entries.push(("steps".into(), 0, Y::list(steps)));
            }
        }
        let step = match own {
            Some(own) => own,
            None => self.foreign_step(node)?,
        };
        let node = self.behind_led(node)?;
        let out = self.out(node.id());
        match out.as_slice() {
            [flow] => Ok((step, Some(Self::target(flow).to_owned()))),
            [] => Ok((step, node.get("qiao:next").map(str::to_owned))),
            _ => refused(node.id(), "several flows leave this element; put a gateway behind it"),
        }
    }

    /// The gateway that was written for the outcomes of a step, or the step itself.
    fn behind_led(&mut self, node: &'a Element) -> Result<&'a Element, Refused> {
        if let [flow] = self.out(node.id()).as_slice() {
            let next = self.node(Self::target(flow))?;
            if next.name.ends_with("Gateway") && next.get("qiao:derived").is_some() {
                self.walked.insert(next.id().to_owned());
                return Ok(next);
            }
        }
        Ok(node)
    }

    fn gateway(&mut self, node: &'a Element, own: Option<Y>, depth: usize) -> Result<(Y, Option<String>), Refused> {
        let is_choice = node.name == "exclusiveGateway";
        let mut join: Reached = node.get("qiao:join").map(str::to_owned);
        let mut branches = Vec::new();
        let mut otherwise = None;
        let mut ended: Vec<usize> = Vec::new();
        for flow in self.out(node.id()) {
            if flow.get("qiao:pass").is_some() {
                continue;
            }
            let (mut steps, reached) = self.list(Self::target(flow), depth + 1)?;
            if self.is_foreign && reached.is_none() {
                ended.push(branches.len());
                // Who stands behind must not be reached from here.
                if is_choice && !steps.last().is_some_and(|last| has(last, "end") || has(last, "goto")) {
                    steps.push(Y::map(vec![("end", Y::text("closed"))]));
                }
            }
            match (&join, reached) {
                (Some(join), Some(reached)) if *join != reached => {
                    return refused(
                        node.id(),
                        format!("its branches meet at `{join}` and at `{reached}`; they must nest"),
                    );
                }
                (None, reached) => join = reached,
                (Some(_), _) => {}
            }
            if !is_choice {
                branches.push(Y::list(steps));
                continue;
            }
            let condition = self.condition(flow)?;
            match condition {
                Some(when) => branches.push(Y::map(vec![("when", Y::text(when)), ("then", Y::list(steps))])),
                None if node.get("default") == Some(flow.id()) => {
                    otherwise = Some(Y::map(vec![("else", Y::list(steps))]))
                }
                None => return refused(flow.id(), "this flow has no condition and is not the default"),
            }
        }
        if let (false, false, Some(join)) = (is_choice, ended.is_empty(), &join) {
            return refused(node.id(), format!("one of its branches ends by itself, the others meet at `{join}`"));
        }
        branches.extend(otherwise);
        let mut entries = vec![(if is_choice { "choose" } else { "together" }.to_owned(), 0, Y::list(branches))];
        if let Some(Y { kind: Kind::Map(own), .. }) = own {
            entries.extend(own);
        }
        let step = Y { line: 0, kind: Kind::Map(entries) };
        let Some(join) = join else { return Ok((step, None)) };
        if self.node(&join)?.name != node.name {
            return refused(&join, format!("it joins what `{}` splits and must be a `{}`", node.id(), node.name));
        }
        self.walked.insert(join.clone());
        let out = self.out(&join);
        match out.as_slice() {
            [flow] => Ok((step, Some(Self::target(flow).to_owned()))),
            _ => refused(&join, "one flow leaves a join"),
        }
    }

    fn condition(&self, flow: &Element) -> Result<Option<String>, Refused> {
        let Some(condition) = flow.first("conditionExpression") else { return Ok(None) };
        if !self.is_foreign {
            return Ok(Some(condition.text.trim().to_owned()));
        }
        let text = foreign::expression(&condition.text);
        match crate::expr::Expr::parse(&text, 1) {
            Ok(_) => Ok(Some(text)),
            Err(error) => refused(flow.id(), format!("its condition `{text}` cannot be read: {error}")),
        }
    }

    fn all_walked(&self) -> Result<(), Refused> {
        let is_beside = |node: &Element| node.name == "boundaryEvent" || node.get("qiao:derived").is_some();
        let mut nodes = self.scope.children.iter().filter(|child| NODES.contains(&child.name.as_str()));
        let left = nodes.find(|node| {
            !is_beside(node) && node.name != "endEvent" && !self.is_join(node) && !self.walked.contains(node.id())
        });
        match left {
            Some(node) => refused(node.id(), "nothing leads to this element"),
            None => Ok(()),
        }
    }
}

/// The gateway that was written before a `together`.
fn is_meeting(node: &Element) -> bool {
    node.get("gatewayDirection") == Some("Converging") && node.get("qiao:derived").is_some()
}

fn has(y: &Y, key: &str) -> bool {
    matches!(&y.kind, Kind::Map(entries) if entries.iter().any(|entry| entry.0 == key))
}

/// An id of others as one of ours.
pub(super) fn word(id: &str) -> String {
    let mut word = String::new();
    for c in id.chars() {
        match c {
            'A'..='Z' => {
                if !word.is_empty() && !word.ends_with('_') {
                    word.push('_');
                }
                word.push(c.to_ascii_lowercase());
            }
            'a'..='z' | '0'..='9' | '_' => word.push(c),
            _ => word.push('_'),
        }
    }
    if word.starts_with(|c: char| c.is_ascii_lowercase()) { word } else { format!("x{word}") }
}

//! Where the elements of a diagram stand: a list runs to the right, branches stand below each other.

use super::xml::Element;
use crate::definition::{Definition, Step, StepKind};
use std::collections::BTreeMap;

/// Pixels, as BPMN viewers draw them.
const TASK: (i32, i32) = (120, 70);
const GATEWAY: (i32, i32) = (50, 50);
const EVENT: (i32, i32) = (36, 36);
const GAP: i32 = 50;
const PAD: i32 = 30;

type Shapes = BTreeMap<String, (i32, i32, i32, i32)>;

/// `bpmndi:BPMNDiagram` of a process that was written from this flow.
pub(super) fn diagram(definition: &Definition, process: &Element) -> Element {
    let mut shapes = Shapes::new();
    let (_, height) = size(&definition.steps);
    let middle = PAD + height.max(EVENT.1 * 2) / 2;
    for (number, start) in (0..).zip(&definition.starts) {
        put(&mut shapes, &start.id, PAD, middle + number * (EVENT.1 + GAP), EVENT);
    }
    let end = place(&definition.steps, PAD + EVENT.0 + GAP, middle, &mut shapes);
    put(&mut shapes, "flow_ended", end, middle, EVENT);
    for (number, message) in (0..).zip(&definition.messages) {
        let id = format!("on_{}", message.name.replace('-', "_"));
        let (x, y) = (PAD + number * (TASK.0 + GAP), middle + height / 2 + 2 * GAP + TASK.1);
        put(&mut shapes, &id, x, y, TASK);
        put(&mut shapes, &format!("{id}_start"), x + GAP, y, EVENT);
    }
    let mut plane = Element::new("bpmndi:BPMNPlane").with("id", "plane").with("bpmnElement", &definition.key);
    draw(process, &mut shapes, &mut plane);
    Element::new("bpmndi:BPMNDiagram").with("id", "diagram").child(plane)
}

/// `y` is the middle.
fn put(shapes: &mut Shapes, id: &str, x: i32, y: i32, size: (i32, i32)) {
    shapes.insert(id.to_owned(), (x, y - size.1 / 2, size.0, size.1));
}

fn size(steps: &[Step]) -> (i32, i32) {
    let sizes = steps.iter().map(size_of);
    let (width, height) = sizes.fold((0, 0), |(w, h), (width, height)| (w + width + GAP, h.max(height)));
    (width.max(GAP), height.max(GATEWAY.1))
}

fn size_of(step: &Step) -> (i32, i32) {
    match &step.kind {
        StepKind::Choose(_) | StepKind::Together(_) => {
            let inner = step.kind.blocks().into_iter().map(size);
            let (width, height) = inner.fold((0, 0), |(w, h), (width, height)| (w.max(width), h + height + GAP / 2));
            (2 * GATEWAY.0 + GAP + width, height)
        }
        StepKind::Each(each) => {
            let (width, height) = size(&each.steps);
            (width + 2 * EVENT.0 + GAP + 2 * PAD, height + 2 * PAD)
        }
        StepKind::Goto(_) => GATEWAY,
        StepKind::End(_) | StepKind::Wait(_) => EVENT,
        StepKind::Do(_) | StepKind::Approve(_) | StepKind::Run(_) | StepKind::Call(_) | StepKind::Decide { .. } => TASK,
    }
}

/// Places a list from `x` on around `y`; where it ends.
fn place(steps: &[Step], mut x: i32, y: i32, shapes: &mut Shapes) -> i32 {
    for step in steps {
        let (width, height) = size_of(step);
        match &step.kind {
            StepKind::Choose(_) | StepKind::Together(_) => {
                put(shapes, &step.id, x, y, GATEWAY);
                put(shapes, &format!("{}_join", step.id), x + width - GATEWAY.0, y, GATEWAY);
                let mut top = y - height / 2;
                for block in step.kind.blocks() {
                    let inner = size(block).1;
                    place(block, x + GATEWAY.0 + GAP, top + inner / 2, shapes);
                    top += inner + GAP / 2;
                }
            }
            StepKind::Each(each) => {
                put(shapes, &step.id, x, y, (width, height));
                put(shapes, &format!("{}_begin", step.id), x + PAD, y, EVENT);
                let end = place(&each.steps, x + PAD + EVENT.0 + GAP, y, shapes);
                put(shapes, &format!("{}_done", step.id), end, y, EVENT);
            }
            StepKind::Do(_)
            | StepKind::Approve(_)
            | StepKind::Run(_)
            | StepKind::Call(_)
            | StepKind::Wait(_)
            | StepKind::Decide { .. }
            | StepKind::Goto(_)
            | StepKind::End(_) => put(shapes, &step.id, x, y, (width, height)),
        }
        x += width + GAP;
    }
    x
}

fn draw(scope: &Element, shapes: &mut Shapes, plane: &mut Element) {
    let mut boundaries: BTreeMap<&str, i32> = BTreeMap::new();
    for node in &scope.children {
        if let Some((host, &(x, y, _, height))) =
            node.get("attachedToRef").and_then(|host| Some((host, shapes.get(host)?)))
        {
            // Timers sit side by side on the lower edge.
            let number = boundaries.entry(host).or_default();
            let left = x + *number * EVENT.0;
            *number += 1;
            put(shapes, node.id(), left, y + height, EVENT);
        }
        if let Some(&(x, y, width, height)) = shapes.get(node.id()) {
            let bounds = Element::new("dc:Bounds").with("x", &x.to_string()).with("y", &y.to_string());
            let bounds = bounds.with("width", &width.to_string()).with("height", &height.to_string());
            let shape = Element::new("bpmndi:BPMNShape").with("id", &format!("{}_shape", node.id()));
            plane.children.push(shape.with("bpmnElement", node.id()).with("isExpanded", "true").child(bounds));
        }
        if node.name == "subProcess" {
            draw(node, shapes, plane);
        }
    }
    for flow in scope.children.iter().filter(|child| child.name == "sequenceFlow") {
        let end = |key: &str| flow.get(key).and_then(|id| shapes.get(id)).copied();
        let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else { continue };
        let points = match flow.get("qiao:jump") {
            // Jumps run below.
            Some(_) => {
                let low = (from.1 + from.3).max(to.1 + to.3) + GAP / 2;
                let (one, two) = (from.0 + from.2 / 2, to.0 + to.2 / 2);
                vec![(one, from.1 + from.3), (one, low), (two, low), (two, to.1 + to.3)]
            }
            None => vec![(from.0 + from.2, from.1 + from.3 / 2), (to.0, to.1 + to.3 / 2)],
        };
        let edge = Element::new("bpmndi:BPMNEdge").with("id", &format!("{}_edge", flow.id()));
        let edge = edge.with("bpmnElement", flow.id());
        let point =
            |(x, y): (i32, i32)| Element::new("di:waypoint").with("x", &x.to_string()).with("y", &y.to_string());
        plane.children.push(points.into_iter().map(point).fold(edge, Element::child));
    }
}

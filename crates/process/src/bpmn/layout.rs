//! `bpmndi`: the picture of a flow for BPMN viewers, from the same [`diagram`] that the UI shows.

use super::xml::Element;
use crate::definition::Definition;
use crate::diagram::{DiagramEdge, diagram, message_id};
use std::collections::BTreeMap;

/// Pixels of a boundary event, and of the frame around an event subprocess.
const EVENT: i32 = 30;
const FRAME: i32 = 15;

/// Left, top, width, height.
type Box4 = (i32, i32, i32, i32);

/// `bpmndi:BPMNDiagram` of a process that was written from this flow.
pub(super) fn draw(definition: &Definition, process: &Element) -> Element {
    let picture = diagram(definition);
    let mut shapes: BTreeMap<String, Box4> =
        picture.nodes.iter().map(|node| (node.id.clone(), (node.x, node.y, node.width, node.height))).collect();
    for message in &definition.messages {
        let id = message_id(&message.name);
        let inner = ["start", "end"].map(|part| shapes.get(&format!("{id}_{part}")).copied());
        let mut inner = inner.into_iter().flatten();
        let Some(first) = inner.next() else { continue };
        let last = inner.next().unwrap_or(first);
        let height = last.1 + last.3 - first.1 + 2 * FRAME;
        shapes.insert(id, (first.0 - FRAME, first.1 - FRAME, first.2 + 2 * FRAME, height));
    }
    let mut edges: BTreeMap<(&str, &str), Vec<&DiagramEdge>> = BTreeMap::new();
    for edge in picture.edges.iter().rev() {
        edges.entry((&edge.from, &edge.to)).or_default().push(edge);
    }
    let mut plane = Element::new("bpmndi:BPMNPlane").with("id", "plane").with("bpmnElement", &definition.key);
    draw_scope(process, &mut shapes, &mut edges, &mut plane);
    Element::new("bpmndi:BPMNDiagram").with("id", "diagram").child(plane)
}

fn draw_scope<'a>(
    scope: &'a Element,
    shapes: &mut BTreeMap<String, Box4>,
    edges: &mut BTreeMap<(&'a str, &'a str), Vec<&'a DiagramEdge>>,
    plane: &mut Element,
) {
    let mut boundaries: BTreeMap<&str, i32> = BTreeMap::new();
    for node in &scope.children {
        if let Some((host, &(x, y, width, height))) =
            node.get("attachedToRef").and_then(|host| Some((host, shapes.get(host)?)))
        {
            // Timers sit on the lower edge, to both sides of the line that leaves in its middle.
            let number = boundaries.entry(host).or_default();
            let side = if *number % 2 == 0 { x + *number / 2 * EVENT } else { x + width - (*number / 2 + 1) * EVENT };
            *number += 1;
            shapes.insert(node.id().to_owned(), (side, y + height - EVENT / 2, EVENT, EVENT));
        }
        if let Some(&(x, y, width, height)) = shapes.get(node.id()) {
            let bounds = Element::new("dc:Bounds").with("x", &x.to_string()).with("y", &y.to_string());
            let bounds = bounds.with("width", &width.to_string()).with("height", &height.to_string());
            let shape = Element::new("bpmndi:BPMNShape").with("id", &format!("{}_shape", node.id()));
            plane.children.push(shape.with("bpmnElement", node.id()).with("isExpanded", "true").child(bounds));
        }
        if node.name == "subProcess" {
            draw_scope(node, shapes, edges, plane);
        }
    }
    for flow in scope.children.iter().filter(|child| child.name == "sequenceFlow") {
        let (Some(from), Some(to)) = (flow.get("sourceRef"), flow.get("targetRef")) else { continue };
        let Some(line) = edges.get_mut(&(from, to)).and_then(Vec::pop) else { continue };
        let edge = Element::new("bpmndi:BPMNEdge").with("id", &format!("{}_edge", flow.id()));
        let point =
            |(x, y): &(i32, i32)| Element::new("di:waypoint").with("x", &x.to_string()).with("y", &y.to_string());
        let edge = line.points.iter().map(point).fold(edge.with("bpmnElement", flow.id()), Element::child);
        plane.children.push(edge);
    }
}

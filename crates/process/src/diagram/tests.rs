use super::{Diagram, DiagramNode, diagram};
use crate::definition::Definition;
use std::collections::BTreeSet;
use std::path::Path;

fn flows() -> Vec<Definition> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["tests/language/flows", "../../rulebook/flows"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder of flows").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".yaml") && name != "parameters.yaml" {
                let text = std::fs::read_to_string(entry.path()).expect("a text");
                found.push(Definition::parse(&name, &text).unwrap_or_else(|problems| panic!("{problems:#?}")));
            }
        }
    }
    assert!(found.len() >= 40, "the rulebook has forty flows");
    found
}

fn is_within(one: &DiagramNode, two: &DiagramNode) -> bool {
    two.kind == "each"
        && one.x > two.x
        && one.y > two.y
        && one.x + one.width < two.x + two.width
        && one.y + one.height < two.y + two.height
}

fn is_apart(one: &DiagramNode, two: &DiagramNode, room: i32) -> bool {
    one.x + one.width + room <= two.x
        || two.x + two.width + room <= one.x
        || one.y + one.height + room <= two.y
        || two.y + two.height + room <= one.y
}

#[test]
fn no_box_of_any_flow_overlaps_another() {
    for flow in flows() {
        let picture = diagram(&flow);
        for (index, one) in picture.nodes.iter().enumerate() {
            let is_on = one.x >= 0 && one.y >= 0;
            assert!(is_on && one.x + one.width <= picture.width && one.y + one.height <= picture.height);
            for two in &picture.nodes[index + 1..] {
                let is_good = is_apart(one, two, 10) || is_within(one, two) || is_within(two, one);
                assert!(is_good, "{}: `{}` and `{}` overlap", flow.key, one.id, two.id);
            }
        }
        let ids: BTreeSet<&str> = picture.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids.len(), picture.nodes.len(), "{}: an id stands twice", flow.key);
        for step in flow.all_steps() {
            assert!(ids.contains(step.id.as_str()), "{}: `{}` is not drawn", flow.key, step.id);
        }
    }
}

/// A line runs along the grid's axes and through no box that it does not join.
fn crossed<'a>(picture: &'a Diagram, edge: &super::DiagramEdge) -> Option<&'a DiagramNode> {
    picture.nodes.iter().find(|node| {
        if node.id == edge.from || node.id == edge.to || node.kind == "each" {
            return false;
        }
        edge.points.windows(2).any(|pair| {
            let (left, right) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
            let (top, bottom) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
            right > node.x && left < node.x + node.width && bottom > node.y && top < node.y + node.height
        })
    })
}

#[test]
fn every_line_joins_two_boxes_and_runs_through_no_other() {
    for flow in flows() {
        let picture = diagram(&flow);
        for edge in &picture.edges {
            assert!(edge.points.len() >= 2, "{}: {edge:?}", flow.key);
            for pair in edge.points.windows(2) {
                assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "{}: {edge:?} is slanted", flow.key);
            }
            let touches = |id: &str, point: (i32, i32)| {
                picture.nodes.iter().any(|node| {
                    node.id == id
                        && (node.x..=node.x + node.width).contains(&point.0)
                        && (node.y..=node.y + node.height).contains(&point.1)
                })
            };
            assert!(touches(&edge.from, edge.points[0]), "{}: {edge:?}", flow.key);
            assert!(touches(&edge.to, edge.points[edge.points.len() - 1]), "{}: {edge:?}", flow.key);
            let through = crossed(&picture, edge);
            assert!(through.is_none(), "{}: {edge:?} runs through {through:?}", flow.key);
        }
        // Whoever looks at it can follow it: each box but the starts is led to, or stands in one that is.
        for node in picture.nodes.iter().filter(|node| node.kind != "start") {
            let is_led_to = picture.edges.iter().any(|edge| edge.to == node.id);
            assert!(is_led_to, "{}: nothing leads to `{}`", flow.key, node.id);
        }
    }
}

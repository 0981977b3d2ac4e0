//! A flow as a picture: boxes and lines with their places in pixels, for the UI and for BPMN's own diagram.
//!
//! A list runs down, branches stand side by side, jumps run around the boxes (`route.rs`). Everything stands on a grid
//! of [`GRID`] pixels, tasks with their middles. Small nodes keep room for their name to the right. Pure.
//! Start reading at [`diagram`].

mod route;
mod size;
#[cfg(test)]
mod tests;

use crate::definition::{Definition, Leads, Name, StartKind, Step, StepKind};
use serde::Serialize;
use size::{Met, branches, count, extent, extent_of, on_grid, slot};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diagram {
    pub width: i32,
    pub height: i32,
    pub nodes: Vec<DiagramNode>,
    pub edges: Vec<DiagramEdge>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiagramNode {
    /// The step's id; gateways and events that are no steps have ids of the diagram only.
    pub id: String,
    /// `start`, `end`, `task`, `approve`, `service`, `call`, `wait`, `decide`, `exclusive`, `parallel`, `each`, `jump`.
    pub kind: &'static str,
    /// Empty where there is nothing to say; ends and steps without a name bear their key.
    pub name: Name,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiagramEdge {
    pub from: String,
    pub to: String,
    /// An outcome (`returned`; `returned > 3` when its jump is used up), a condition, or `[condition]` under which the step behind is done at all.
    pub label: Option<String>,
    pub points: Vec<(i32, i32)>,
}

const GRID: i32 = 20;
const TASK: (i32, i32) = (160, 60);
const SMALL: (i32, i32) = (40, 40);
/// Between what stands below each other, and between columns.
const GAP: i32 = 2 * GRID;
const PAD: i32 = 2 * GRID;
/// The name of a container stands above what is in it.
const TITLE: i32 = 2 * GRID;
/// From the middle of a small node to the end of its name.
const NAME: i32 = 5 * GRID;
/// From the middle of a gateway to the middle of an end beside it.
const BESIDE: i32 = 6 * GRID;

/// The exclusive gateway behind a step whose outcomes lead elsewhere.
pub(crate) fn led(step: &str) -> String {
    format!("{step}_led")
}

/// The end to which an outcome of a step leads.
pub(crate) fn end_of(step: &str, outcome: &str) -> String {
    format!("{step}_{outcome}_end")
}

/// The end of a `goto` that is used up; `outcome`: of an outcome's `goto`.
pub(crate) fn else_of(step: &str, outcome: Option<&str>) -> String {
    match outcome {
        Some(outcome) => format!("{step}_{outcome}_else"),
        None => format!("{step}_else"),
    }
}

pub(crate) fn join(step: &str) -> String {
    format!("{step}_join")
}

/// The gateway at which the ways to a `together` meet: a parallel gateway itself would wait for all of them.
pub(crate) fn meeting(step: &str) -> String {
    format!("{step}_in")
}

/// The `together`s to which more than one way leads.
pub(crate) fn met(flow: &Definition) -> BTreeSet<String> {
    let mut targets: Vec<&String> = Vec::new();
    for step in flow.all_steps() {
        targets.extend(match &step.kind {
            StepKind::Goto(jump) => Some(&jump.step),
            _ => None,
        });
        targets.extend(step.kind.leads().iter().filter_map(|(_, leads)| match leads {
            Leads::Goto(jump) => Some(&jump.step),
            Leads::End(_) => None,
        }));
    }
    let first = flow.steps.first().filter(|_| flow.starts.len() > 1).map(|step| &step.id);
    let is_together = |id: &&String| flow.step(id).is_some_and(|step| matches!(step.kind, StepKind::Together(_)));
    targets.into_iter().chain(first).filter(is_together).cloned().collect()
}

pub(crate) fn message_id(message: &str) -> String {
    format!("on_{}", message.replace('-', "_"))
}

/// Whether an instance may go on behind the step.
pub(crate) fn goes_on(step: &Step) -> bool {
    if step.when.is_some() {
        return true;
    }
    let leaves = |leads: &Leads| match leads {
        Leads::End(_) => true,
        Leads::Goto(jump) => jump.otherwise.is_some(),
    };
    match &step.kind {
        StepKind::End(_) => false,
        StepKind::Goto(jump) => jump.otherwise.is_none(),
        StepKind::Do(_) | StepKind::Approve(_) => {
            let outcomes = step.kind.outcomes();
            !outcomes.iter().all(|outcome| step.kind.leads().iter().any(|(led, to)| led == outcome && leaves(to)))
        }
        StepKind::Run(_)
        | StepKind::Call(_)
        | StepKind::Wait(_)
        | StepKind::Decide { .. }
        | StepKind::Choose(_)
        | StepKind::Together(_)
        | StepKind::Each(_) => true,
    }
}

/// The ends that stand beside a step's gateway: id, end, what leads there.
fn ends_beside(step: &Step) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    if let StepKind::Goto(jump) = &step.kind
        && let Some(end) = &jump.otherwise
    {
        found.push((else_of(&step.id, None), end.clone(), "else".to_owned()));
    }
    for (outcome, leads) in step.kind.leads() {
        match leads {
            Leads::End(end) => found.push((end_of(&step.id, outcome), end.clone(), outcome.clone())),
            Leads::Goto(jump) => {
                let end = jump.otherwise.as_ref();
                found.extend(
                    end.map(|end| (else_of(&step.id, Some(outcome)), end.clone(), format!("{outcome} > {}", jump.max))),
                );
            }
        }
    }
    found
}

/// How a line runs.
enum Way {
    /// Down; or sideways to this column, down, and sideways again.
    Column(Option<i32>),
    /// Straight to the right, to an end that stands there.
    Beside,
    Around,
}

struct Line {
    from: String,
    to: String,
    label: Option<String>,
    way: Way,
}

#[derive(Default)]
struct Sheet {
    met: Met,
    nodes: Vec<DiagramNode>,
    lines: Vec<Line>,
}

/// Where a list is to be continued from.
struct Open {
    from: String,
    label: Option<String>,
}

/// Draws a flow.
pub fn diagram(flow: &Definition) -> Diagram {
    let mut sheet = Sheet { met: met(flow), ..Sheet::default() };
    let whole = extent(&flow.steps, &sheet.met);
    let middle = 0;
    let mut y = 0;
    for (number, start) in (0..).zip(&flow.starts) {
        let name = start.name.clone().unwrap_or_else(|| match &start.kind {
            StartKind::Person => same(&start.id),
            StartKind::Schedule { schedule, .. } => same(&schedule.to_string()),
            StartKind::Message(message) => same(message),
        });
        sheet.put(&start.id, "start", name, middle + number * (TASK.0 + GAP), y, SMALL);
    }
    y += SMALL.1 + GAP;
    let first = flow.starts.first().map(|start| Open { from: start.id.clone(), label: None });
    let open = sheet.list(&flow.steps, first, middle, y);
    y += whole.height + GAP;
    if let Some(open) = open {
        sheet.put("flow_ended", "end", Name::default(), middle, y, SMALL);
        sheet.line(open.from, "flow_ended", open.label, Way::Column(None));
        y += SMALL.1 + GAP;
    }
    let target = flow.steps.first().map_or("flow_ended", |step| step.id.as_str());
    for start in flow.starts.iter().skip(1) {
        sheet.line(start.id.clone(), target, None, Way::Around);
    }
    sheet.messages(flow, on_grid(-whole.left + NAME), y);
    sheet.drawn()
}

fn same(text: &str) -> Name {
    Name { zh: text.to_owned(), en: text.to_owned() }
}

impl Sheet {
    /// `x` is the middle, `y` the top of the slot.
    fn put(&mut self, id: &str, kind: &'static str, name: Name, x: i32, y: i32, size: (i32, i32)) {
        let inset = if size == TASK { GRID / 2 } else { 0 };
        let (width, height) = size;
        self.nodes.push(DiagramNode { id: id.to_owned(), kind, name, x: x - width / 2, y: y + inset, width, height });
    }

    fn line(&mut self, from: String, to: &str, label: Option<String>, way: Way) {
        let is_met = self.met.contains(to) && from != meeting(to);
        let to = if is_met { meeting(to) } else { to.to_owned() };
        self.lines.push(Line { from, to, label, way });
    }

    fn list(&mut self, steps: &[Step], mut open: Option<Open>, x: i32, mut y: i32) -> Option<Open> {
        for step in steps {
            if let Some(before) = open {
                let guard = step.when.as_ref().map(|when| format!("[{}]", when.text));
                self.line(before.from, &step.id, before.label.or(guard), Way::Column(Some(x)));
            }
            open = self.step(step, x, y);
            y += extent_of(step, &self.met).height + GAP;
        }
        open
    }

    fn step(&mut self, step: &Step, x: i32, y: i32) -> Option<Open> {
        let name = step.name.clone();
        let or_id = || name.clone().unwrap_or_else(|| same(&step.id));
        let go_on = |from: &str, label: Option<&str>| {
            goes_on(step).then(|| Open { from: from.to_owned(), label: label.map(str::to_owned) })
        };
        match &step.kind {
            StepKind::Choose(_) | StepKind::Together(_) => {
                self.gateway(step, x, y);
                return go_on(&join(&step.id), None);
            }
            StepKind::Each(each) => {
                self.each(step, each, or_id(), x, y);
                return go_on(&step.id, None);
            }
            StepKind::End(end) => self.put(&step.id, "end", name.unwrap_or_else(|| same(end)), x, y, SMALL),
            StepKind::Goto(jump) => {
                self.put(&step.id, "jump", name.unwrap_or_else(|| same(&format!("↺ {}", jump.max))), x, y, SMALL);
                self.line(step.id.clone(), &jump.step, None, Way::Around);
                self.ends(step, &step.id, x, y);
                return go_on(&step.id, None);
            }
            StepKind::Wait(_) => self.put(&step.id, "wait", or_id(), x, y, SMALL),
            StepKind::Do(_) => self.put(&step.id, "task", or_id(), x, y, TASK),
            StepKind::Approve(_) => self.put(&step.id, "approve", or_id(), x, y, TASK),
            StepKind::Run(_) => self.put(&step.id, "service", or_id(), x, y, TASK),
            StepKind::Call(_) => self.put(&step.id, "call", or_id(), x, y, TASK),
            StepKind::Decide { .. } => self.put(&step.id, "decide", or_id(), x, y, TASK),
        }
        if step.kind.leads().is_empty() {
            return go_on(&step.id, None);
        }
        let gateway = led(&step.id);
        let y = y + slot(step) + GAP;
        self.put(&gateway, "exclusive", Name::default(), x, y, SMALL);
        self.line(step.id.clone(), &gateway, None, Way::Column(None));
        for (outcome, leads) in step.kind.leads() {
            if let Leads::Goto(jump) = leads {
                self.line(gateway.clone(), &jump.step, Some(outcome.clone()), Way::Around);
            }
        }
        self.ends(step, &gateway, x, y);
        go_on(&gateway, None)
    }

    fn ends(&mut self, step: &Step, from: &str, x: i32, y: i32) {
        for (number, (id, end, label)) in (0..).zip(ends_beside(step)) {
            self.put(&id, "end", same(&end), x + BESIDE, y + number * (SMALL.1 + GRID), SMALL);
            self.line(from.to_owned(), &id, Some(label), Way::Beside);
        }
    }

    fn gateway(&mut self, step: &Step, x: i32, y: i32) {
        let kind = if matches!(step.kind, StepKind::Choose(_)) { "exclusive" } else { "parallel" };
        let (whole, join) = (extent_of(step, &self.met), join(&step.id));
        let bottom = y + whole.height;
        let mut y = y;
        if self.met.contains(&step.id) {
            self.put(&meeting(&step.id), "exclusive", Name::default(), x, y, SMALL);
            self.line(meeting(&step.id), &step.id, None, Way::Column(None));
            y += SMALL.1 + GAP;
        }
        self.put(&step.id, kind, step.name.clone().unwrap_or_default(), x, y, SMALL);
        self.put(&join, kind, Name::default(), x, bottom - SMALL.1, SMALL);
        let blocks = branches(step);
        let width: i32 =
            blocks.iter().map(|block| extent(block, &self.met).width()).sum::<i32>() + GAP * (count(blocks.len()) - 1);
        let mut left = x - on_grid(width / 2);
        for (index, block) in blocks.into_iter().enumerate() {
            let one = extent(block, &self.met);
            let column = left + one.left;
            left += one.width() + GAP;
            let label = match &step.kind {
                StepKind::Choose(branches) => {
                    let when = branches.get(index).and_then(|branch| branch.when.as_ref());
                    Some(when.map_or_else(|| "else".to_owned(), |when| when.text.clone()))
                }
                _ => None,
            };
            let first = Open { from: step.id.clone(), label };
            if let Some(open) = self.list(block, Some(first), column, y + SMALL.1 + GAP) {
                self.line(open.from, &join, open.label, Way::Column(Some(column)));
            }
        }
    }

    fn each(&mut self, step: &Step, each: &crate::definition::Each, name: Name, x: i32, y: i32) {
        let whole = extent_of(step, &self.met);
        self.nodes.push(DiagramNode {
            id: step.id.clone(),
            kind: "each",
            name,
            x: x - whole.left,
            y,
            width: whole.width(),
            height: whole.height,
        });
        let begin = format!("{}_begin", step.id);
        let top = y + TITLE + GRID;
        self.put(&begin, "start", Name::default(), x, top, SMALL);
        let first = Open { from: begin, label: None };
        if let Some(open) = self.list(&each.steps, Some(first), x, top + SMALL.1 + GAP) {
            let done = format!("{}_done", step.id);
            self.put(&done, "end", Name::default(), x, y + whole.height - GRID - SMALL.1, SMALL);
            self.line(open.from, &done, open.label, Way::Column(None));
        }
    }

    /// Side by side below the flow.
    fn messages(&mut self, flow: &Definition, left: i32, y: i32) {
        for (number, message) in (0..).zip(&flow.messages) {
            let x = left + number * (TASK.0 + 2 * GAP);
            let id = message_id(&message.name);
            let start = format!("{id}_start");
            self.put(&start, "start", same(&message.name), x, y, SMALL);
            match &message.leads {
                Leads::Goto(jump) => self.line(start, &jump.step, None, Way::Around),
                Leads::End(end) => {
                    let done = format!("{id}_end");
                    self.put(&done, "end", same(end), x, y + SMALL.1 + GAP, SMALL);
                    self.line(start, &done, None, Way::Column(None));
                }
            }
        }
    }

    fn drawn(self) -> Diagram {
        let places: BTreeMap<&str, usize> =
            self.nodes.iter().enumerate().map(|(index, node)| (node.id.as_str(), index)).collect();
        let lines: Vec<(usize, usize, &Line)> = self
            .lines
            .iter()
            .filter_map(|line| Some((*places.get(line.from.as_str())?, *places.get(line.to.as_str())?, line)))
            .collect();
        let mut router = route::Router::new(&self.nodes);
        let mut points: Vec<Vec<(i32, i32)>> = Vec::new();
        // What runs straight first: the jumps keep away from it.
        for (from, to, line) in &lines {
            let (from, to) = (&self.nodes[*from], &self.nodes[*to]);
            let way = match line.way {
                Way::Column(column) => route::column(from, to, column),
                Way::Beside => route::beside(from, to),
                Way::Around => Vec::new(),
            };
            router.keep(&way);
            points.push(way);
        }
        for (way, (from, to, _)) in points.iter_mut().zip(&lines).filter(|(way, _)| way.is_empty()) {
            *way = router.around(&self.nodes[*from], &self.nodes[*to]);
        }
        let edges = lines.into_iter().zip(points).map(|((_, _, line), points)| DiagramEdge {
            from: line.from.clone(),
            to: line.to.clone(),
            label: line.label.clone(),
            points,
        });
        let mut edges: Vec<DiagramEdge> = edges.collect();
        self.shift(&mut edges)
    }

    /// Moves everything so that it begins at the upper left.
    fn shift(mut self, edges: &mut Vec<DiagramEdge>) -> Diagram {
        let corners = self.nodes.iter().flat_map(|node| {
            let beside = if (node.width, node.height) == SMALL { NAME } else { node.width };
            [(node.x, node.y), (node.x + beside, node.y + node.height)]
        });
        let all: Vec<(i32, i32)> = corners.chain(edges.iter().flat_map(|edge| edge.points.iter().copied())).collect();
        let least = |of: fn(&(i32, i32)) -> i32| all.iter().map(of).min().unwrap_or(0) - PAD;
        let most = |of: fn(&(i32, i32)) -> i32| all.iter().map(of).max().unwrap_or(0) + PAD;
        let (left, top) = (least(|point| point.0), least(|point| point.1));
        let (width, height) = (most(|point| point.0) - left, most(|point| point.1) - top);
        for node in &mut self.nodes {
            node.x -= left;
            node.y -= top;
        }
        for point in edges.iter_mut().flat_map(|edge| &mut edge.points) {
            *point = (point.0 - left, point.1 - top);
        }
        Diagram { width, height, nodes: self.nodes, edges: std::mem::take(edges) }
    }
}

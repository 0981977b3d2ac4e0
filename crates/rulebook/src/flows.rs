//! `ivr/`: flows, one file each, and `ivr/numbers.yaml`: which flow greets which number.
//!
//! A flow is checked as a graph: every named node exists, every node is reached, and from every node a caller can get
//! to an end.

use crate::files::{Sources, Text};
use crate::limits::{FLOWS_MAX, NODES_MAX, NUMBERS_MAX, PROMPTS_IN_A_ROW_MAX};
use crate::nodes::{Does, RawCollect, RawMenu, RawNode, RawQueue, RawTransfer};
use crate::org::Named;
use crate::problem::{Problems, known};
use crate::prompts::Prompts;
use crate::yaml::{At, Entries, Span, check_key, check_name, line, parse};
use model::{Calendar, Flow, Inbound, Millis, Node, NodeId, Phone, Queue, QueueId, Route, Trunk};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What flows may name.
pub(crate) struct Parts<'a> {
    pub queues: &'a [Queue],
    pub calendars: &'a [Calendar],
    pub prompts: &'a Prompts,
    pub phones: &'a [Phone],
    pub trunks: &'a [Trunk],
    pub skills: &'a [Named],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFlow {
    start: At<String>,
    nodes: Entries<RawNode>,
}

/// What people call a node. A missing name is empty; a node without any is not in [`NodeNames`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodeName {
    pub name_zh: String,
    pub name_en: String,
}

/// Flow → node → names.
pub type NodeNames = BTreeMap<Arc<str>, BTreeMap<NodeId, NodeName>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    flow: At<String>,
    trunk: Option<At<String>>,
}

const NUMBERS: &str = "numbers.yaml";

/// What `ivr/` says.
pub(crate) struct Ivr {
    pub flows: Vec<Flow>,
    pub names: NodeNames,
    pub inbound: Vec<Inbound>,
}

pub(crate) fn read(sources: &Sources, parts: &Parts<'_>, problems: &mut Problems) -> Ivr {
    let (mut flows, mut names) = (Vec::new(), NodeNames::new());
    for file in sources.folder("ivr").iter().filter(|file| !file.name.ends_with(NUMBERS)) {
        if flows.len() == FLOWS_MAX {
            problems.add(&file.name, 1, format!("more than {FLOWS_MAX} flows"));
        }
        if let Some(raw) = parse::<RawFlow>(file, problems) {
            names.insert(file.stem().into(), names_of(file, &raw, problems));
            flows.push(flow(file, raw, parts, problems));
        }
    }
    let inbound = numbers(sources, &flows, parts.trunks, problems);
    Ivr { flows, names, inbound }
}

fn names_of(file: &Text, raw: &RawFlow, problems: &mut Problems) -> BTreeMap<NodeId, NodeName> {
    let mut names = BTreeMap::new();
    for (id, node) in &raw.nodes.0 {
        let given = [&node.name_zh, &node.name_en];
        given.into_iter().flatten().for_each(|name| check_name(&file.name, name, problems));
        if given.iter().any(|name| name.is_some()) {
            let [name_zh, name_en] =
                given.map(|name| name.as_ref().map(|name| name.value.trim().to_owned()).unwrap_or_default());
            names.insert(id.value.as_str().into(), NodeName { name_zh, name_en });
        }
    }
    names
}

fn flow(file: &Text, raw: RawFlow, parts: &Parts<'_>, problems: &mut Problems) -> Flow {
    let mut reader = Reader { file: &file.name, parts, targets: Vec::new(), problems };
    reader.targets.push((None, raw.start.clone()));
    let mut nodes = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (id, node) in raw.nodes.0 {
        check_key(reader.file, &id, reader.problems);
        if nodes.len() == NODES_MAX {
            reader.problems.add(&file.name, line(&id), format!("more than {NODES_MAX} nodes; split the flow"));
        }
        let key = NodeId::from(id.value.as_str());
        let node = reader.node(&id, node.does);
        places.insert(key.clone(), line(&id));
        nodes.insert(key, node);
    }
    let targets = reader.targets;
    let mut are_all_there = true;
    for (_, target) in targets.iter().filter(|(_, target)| !nodes.contains_key(target.value.as_str())) {
        let all = known(nodes.keys().map(|node| &**node));
        problems.add(&file.name, line(target), format!("no node `{}` in this flow ({all})", target.value));
        are_all_there = false;
    }
    let flow = Flow { key: file.stem().into(), start: raw.start.value.as_str().into(), nodes };
    if are_all_there {
        check_graph(&file.name, &flow, &places, problems);
    }
    flow
}

struct Reader<'a, 'p> {
    file: &'a str,
    parts: &'a Parts<'a>,
    /// Nodes that are named, and by which.
    targets: Vec<(Option<NodeId>, At<String>)>,
    problems: &'p mut Problems,
}

impl Reader<'_, '_> {
    fn node(&mut self, id: &At<String>, raw: Does) -> Node {
        let from = NodeId::from(id.value.as_str());
        match raw {
            Does::Play(play) => {
                Node::Play { prompts: self.prompts(id, &play.prompts), next: self.target(&from, play.next) }
            }
            Does::Menu(menu) => self.menu(id, &from, menu),
            Does::Collect(collect) => self.collect(id, &from, collect),
            Does::Hours(hours) => {
                let calendar = hours.calendar.value.as_str();
                let keys = self.parts.calendars.iter().map(|calendar| calendar.key.as_str());
                self.need("calendar", "calendars/", &hours.calendar, keys.collect());
                Node::Hours {
                    calendar: calendar.to_owned(),
                    open: self.target(&from, hours.open),
                    closed: self.target(&from, hours.closed),
                }
            }
            Does::Queue(queue) => self.queue(queue),
            Does::Dial(dial) => {
                let phones = self.parts.phones.iter().map(|phone| &*phone.key);
                self.need("phone", "telephony/phones.yaml", &dial.phone, phones.collect());
                Node::Dial {
                    phone: dial.phone.value.into(),
                    is_recorded: dial.is_recorded,
                    otherwise: self.target(&from, dial.otherwise),
                }
            }
            Does::TransferTo(to) => self.transfer(&from, to),
            Does::HangUp => Node::HangUp,
        }
    }

    fn menu(&mut self, id: &At<String>, from: &NodeId, menu: RawMenu) -> Node {
        self.wait(&menu.wait);
        self.repeats(&menu.repeats);
        if let Some(invalid) = &menu.invalid {
            self.parts.prompts.need(&invalid.value, self.file, line(invalid), self.problems);
        }
        let mut keys = BTreeMap::new();
        for (key, to) in menu.keys.0 {
            let mut chars = key.value.chars();
            match (chars.next(), chars.next()) {
                (Some(one @ ('0'..='9' | '*' | '#')), None) => {
                    keys.insert(one, self.target(from, to));
                }
                _ => {
                    let message =
                        format!("`{}` is no key of a telephone; write \"0\" to \"9\", \"*\" or \"#\"", key.value);
                    self.problems.add(self.file, line(&key), message);
                }
            }
        }
        if keys.is_empty() {
            self.problems.add(self.file, line(id), format!("the menu `{}` has no key; use `play` instead", id.value));
        }
        Node::Menu {
            prompts: self.prompts(id, &menu.prompts),
            keys,
            wait: menu.wait.value.0,
            repeats: menu.repeats.value,
            invalid: menu.invalid.map(|invalid| invalid.value.into()),
            otherwise: self.target(from, menu.otherwise),
        }
    }

    fn collect(&mut self, id: &At<String>, from: &NodeId, collect: RawCollect) -> Node {
        self.wait(&collect.wait);
        self.repeats(&collect.repeats);
        let (min, max) = (collect.digits_min.value, collect.digits_max.value);
        if min == 0 || min > max || max > 32 {
            let message = format!("{min} to {max} digits cannot be collected; both are 1 to 32, the smaller first");
            self.problems.add(self.file, line(&collect.digits_min), message);
        }
        Node::Collect {
            prompts: self.prompts(id, &collect.prompts),
            digits_min: min,
            digits_max: max,
            wait: collect.wait.value.0,
            repeats: collect.repeats.value,
            next: self.target(from, collect.next),
            otherwise: self.target(from, collect.otherwise),
        }
    }

    fn queue(&mut self, raw: RawQueue) -> Node {
        let queues: Vec<&str> = self.parts.queues.iter().map(|queue| &*queue.id.0).collect();
        for queue in raw.any_of.iter().chain([&raw.queue]) {
            self.need("queue", "queues/", queue, queues.clone());
        }
        let skills: Vec<&str> = self.parts.skills.iter().map(|skill| skill.id.as_str()).collect();
        for skill in &raw.skills {
            self.need("skill", "org/skills.yaml", skill, skills.clone());
        }
        Node::Queue {
            queue: QueueId::from(raw.queue.value.as_str()),
            skills: raw.skills.into_iter().map(|skill| skill.value.into()).collect(),
            priority: raw.priority,
            any_of: raw.any_of.iter().map(|queue| QueueId::from(queue.value.as_str())).collect(),
        }
    }

    fn transfer(&mut self, from: &NodeId, to: RawTransfer) -> Node {
        let trunks = self.parts.trunks.iter().map(|trunk| &*trunk.key).collect();
        self.need("trunk", "telephony/trunks.yaml", &to.trunk, trunks);
        let trunk = self.parts.trunks.iter().find(|trunk| *trunk.key == to.trunk.value);
        if trunk.is_some_and(|trunk| trunk.outbound.is_none()) {
            let message = format!("the trunk `{}` is inbound only; give it `outbound` or name another", to.trunk.value);
            self.problems.add(self.file, line(&to.trunk), message);
        }
        if !is_number(&to.number.value) {
            let message =
                format!("`{}` is not a telephone number; write digits, `+` in front at most", to.number.value);
            self.problems.add(self.file, line(&to.number), message);
        }
        Node::TransferTo {
            number: to.number.value,
            trunk: to.trunk.value.into(),
            otherwise: self.target(from, to.otherwise),
        }
    }

    fn target(&mut self, from: &NodeId, target: At<String>) -> NodeId {
        let id = NodeId::from(target.value.as_str());
        self.targets.push((Some(from.clone()), target));
        id
    }

    fn need(&mut self, what: &str, place: &str, name: &At<String>, all: Vec<&str>) {
        if !all.contains(&name.value.as_str()) {
            let message = format!("no {what} `{}` in {place} ({})", name.value, known(all));
            self.problems.dangling(self.file, line(name), message);
        }
    }

    fn prompts(&mut self, id: &At<String>, prompts: &[At<String>]) -> Vec<model::Prompt> {
        if prompts.is_empty() || prompts.len() > PROMPTS_IN_A_ROW_MAX {
            let message =
                format!("the node `{}` plays {} prompts; name 1 to {PROMPTS_IN_A_ROW_MAX}", id.value, prompts.len());
            self.problems.add(self.file, line(id), message);
        }
        for prompt in prompts {
            self.parts.prompts.need(&prompt.value, self.file, line(prompt), self.problems);
        }
        prompts.iter().map(|prompt| prompt.value.as_str().into()).collect()
    }

    fn wait(&mut self, wait: &At<Span>) {
        if wait.value.0 < Millis::from_secs(1) || wait.value.0 > Millis::from_secs(60) {
            self.problems.add(self.file, line(wait), "`wait` is from 1s to 60s");
        }
    }

    fn repeats(&mut self, repeats: &At<u8>) {
        if repeats.value > 10 {
            self.problems.add(self.file, line(repeats), "`repeats` is from 0 to 10; callers hang up sooner");
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (1..=20).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
}

/// Nodes that a node may lead to.
fn leads_to(node: &Node) -> Vec<&NodeId> {
    match node {
        Node::Play { next, .. } => vec![next],
        Node::Menu { keys, otherwise, .. } => keys.values().chain([otherwise]).collect(),
        Node::Collect { next, otherwise, .. } => vec![next, otherwise],
        Node::Hours { open, closed, .. } => vec![open, closed],
        Node::Dial { otherwise, .. } | Node::TransferTo { otherwise, .. } => vec![otherwise],
        Node::Queue { .. } | Node::HangUp => vec![],
    }
}

fn check_graph(file: &str, flow: &Flow, places: &BTreeMap<NodeId, usize>, problems: &mut Problems) {
    let reached = reach(flow, [&flow.start], |_| true);
    for node in flow.nodes.keys().filter(|node| !reached.contains(*node)) {
        problems.add(file, places[node], format!("no way leads to the node `{node}`; name it somewhere or remove it"));
    }
    for (id, node) in &flow.nodes {
        let is_end = |id: &NodeId| {
            matches!(flow.nodes[id], Node::Queue { .. } | Node::HangUp | Node::Dial { .. } | Node::TransferTo { .. })
        };
        let from_here = reach(flow, [id], |_| true);
        if reached.contains(id) && !from_here.iter().any(|id| is_end(id)) {
            let message =
                format!("a caller never gets out of the node `{id}`; let it end in a queue, `dial` or `hang_up`");
            problems.add(file, places[id], message);
            // One telling is enough: the others of the circle are caught in it too.
            break;
        }
        // Nothing is played and nobody is asked here, so a circle of such nodes would spin.
        let is_silent = |node: &Node| matches!(node, Node::Hours { .. } | Node::Dial { .. } | Node::TransferTo { .. });
        if is_silent(node) && reach(flow, leads_to(node), |id| is_silent(&flow.nodes[id])).contains(id) {
            let message =
                format!("the node `{id}` leads back to itself without playing anything; put a `play` between");
            problems.add(file, places[id], message);
            break;
        }
    }
}

/// All nodes that can be got to, going on only from those that `goes_on` holds for.
fn reach<'a>(
    flow: &'a Flow,
    from: impl IntoIterator<Item = &'a NodeId>,
    goes_on: impl Fn(&NodeId) -> bool,
) -> BTreeSet<&'a NodeId> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&NodeId> = from.into_iter().collect();
    while let Some(id) = open.pop() {
        if reached.insert(id) && goes_on(id) {
            open.extend(leads_to(&flow.nodes[id]));
        }
    }
    reached
}

fn numbers(sources: &Sources, flows: &[Flow], trunks: &[Trunk], problems: &mut Problems) -> Vec<Inbound> {
    let mut inbound: Vec<Inbound> = Vec::new();
    let mut used = BTreeSet::new();
    for file in [sources.file("ivr", NUMBERS), sources.file("demo", NUMBERS)].into_iter().flatten() {
        let Some(entries) = parse::<Entries<RawNumber>>(file, problems) else { continue };
        for (number, raw) in entries.0 {
            if !is_number(&number.value) {
                let message =
                    format!("`{}` is not a telephone number; write digits, `+` in front at most", number.value);
                problems.add(&file.name, line(&number), message);
            }
            if !flows.iter().any(|flow| *flow.key == raw.flow.value) {
                let all = known(flows.iter().map(|flow| &*flow.key));
                problems.dangling(&file.name, line(&raw.flow), format!("no flow `{}` in ivr/ ({all})", raw.flow.value));
            }
            if let Some(trunk) = raw.trunk.as_ref().filter(|key| !trunks.iter().any(|one| *one.key == key.value)) {
                let all = known(trunks.iter().map(|trunk| &*trunk.key));
                problems.dangling(&file.name, line(trunk), format!("no trunk `{}` in telephony/ ({all})", trunk.value));
            }
            if inbound.len() == NUMBERS_MAX || inbound.iter().any(|other| *other.number == number.value) {
                let message =
                    format!("the number `{}` stands in another file too, or there are too many", number.value);
                problems.add(&file.name, line(&number), message);
            }
            used.insert(raw.flow.value.clone());
            inbound.push(Inbound {
                number: number.value.into(),
                trunk: raw.trunk.map(|trunk| trunk.value.into()),
                route: Route::Flow(raw.flow.value.into()),
            });
        }
    }
    for flow in flows.iter().filter(|flow| !used.contains(&*flow.key)) {
        let message =
            format!("no number leads to the flow `{}`; add one to ivr/{NUMBERS} or remove the flow", flow.key);
        problems.dangling(&format!("ivr/{}.yaml", flow.key), 1, message);
    }
    inbound
}

//! What elements of others are in our words: steps, waits and the head of the flow.

use super::foreign;
use super::import::{Graph, Refused, read_yaml, refused, word};
use super::xml::Element;
use crate::yaml::{self, Kind, Y};
use std::collections::BTreeSet;

impl Graph<'_> {
    /// Who does a task: the name of its lane.
    pub(super) fn lane(&self, id: &str) -> Result<String, Refused> {
        let lanes = self.process.first("laneSet").map_or(&[][..], |set| set.children.as_slice());
        let lane = lanes
            .iter()
            .find(|lane| lane.children.iter().any(|child| child.name == "flowNodeRef" && child.text.trim() == id));
        match lane.and_then(|lane| lane.get("name")) {
            Some(name) => Ok(name.to_owned()),
            None => refused(id, "no lane says who does this; its lane's name must be a who, as `role/manager`"),
        }
    }

    pub(super) fn foreign_step(&self, node: &Element) -> Result<Y, Refused> {
        let id = word(node.id());
        let name = node.get("name").map(|name| Y::map(vec![("zh", Y::text(name)), ("en", Y::text(name))]));
        let mut entries = match node.name.as_str() {
            "userTask" => {
                let by = self.lane(node.get("qiao:lane").unwrap_or(node.id()))?;
                let mut entries = vec![("do", Y::text(&id)), ("by", Y::text(by))];
                let overdue = node.get("qiao:overdue").and_then(read_yaml);
                let is_led = node.get("qiao:overdue").is_some_and(|text| text.contains("outcome"));
                let outcomes = || Y::list(vec![Y::text("done"), Y::text("overdue")]);
                entries.extend(is_led.then(|| ("outcomes", outcomes())));
                entries.extend(node.get("qiao:within").map(|within| ("within", Y::text(within))));
                if let Some(Y { kind: Kind::Map(mut map), .. }) = overdue {
                    entries.extend(map.pop().map(|(_, _, list)| ("overdue", list)));
                }
                entries
            }
            "serviceTask" => vec![("run", Y::text(&id))],
            "callActivity" => match node.get("calledElement") {
                Some(flow) => vec![("call", Y::text(&id)), ("flow", Y::text(word(flow)))],
                None => return refused(node.id(), "it does not say what it calls (`calledElement`)"),
            },
            "businessRuleTask" => vec![("decide", Y::text(&id)), ("table", Y::text(&id))],
            "intermediateCatchEvent" => return self.foreign_wait(node, &id),
            _ => return refused(node.id(), "this element has no meaning here"),
        };
        entries.extend(name.map(|name| ("name", name)));
        Ok(Y::map(entries))
    }

    fn foreign_wait(&self, node: &Element, id: &str) -> Result<Y, Refused> {
        if let Some(timer) = node.first("timerEventDefinition") {
            let span = timer.first("timeDuration").and_then(|text| crate::dates::parse_duration(text.text.trim()));
            return match span {
                Some(span) => {
                    let span = crate::worktime::Span::Clock(span);
                    Ok(Y::map(vec![("wait", Y::text(id)), ("for", Y::text(span.to_string()))]))
                }
                None => refused(node.id(), "only a `timeDuration` as `PT2H` can be imported"),
            };
        }
        let reference = node.first("messageEventDefinition").and_then(|event| event.get("messageRef"));
        let message = self.root.children.iter().find(|child| child.name == "message" && Some(child.id()) == reference);
        match message.and_then(|message| message.get("name")) {
            Some(name) => {
                let mut entries = vec![("wait", Y::text(id)), ("message", Y::text(word(name)))];
                entries.extend(node.get("qiao:within").map(|within| ("within", Y::text(within))));
                Ok(Y::map(entries))
            }
            None => refused(node.id(), "it waits neither for a time nor for a named message"),
        }
    }

    pub(super) fn foreign_head(&self, steps: Vec<Y>) -> Result<Y, Refused> {
        let process = self.scope;
        let title = process.get("name").unwrap_or(process.id());
        let start = process.children.iter().find(|child| child.name == "startEvent").map_or("", Element::id);
        let id = match word(start).as_str() {
            "start" | "end" | "" => "begin".to_owned(),
            id => id.to_owned(),
        };
        let by = self.lane(start).unwrap_or_else(|_| "role/manager".into());
        let text = steps.iter().map(yaml::emit).collect::<String>();
        // Lists that members are taken from: whoever completes the flow gives them a form.
        let mut lists = BTreeSet::new();
        lists_of(&steps, &mut lists);
        let data = lists.iter().map(|list| (list.as_str(), Y::text("list of text"))).collect::<Vec<_>>();
        let mut end = Y::text("closed");
        if text.contains(foreign::NOT_SETTLED) {
            end = Y::map(vec![("closed", Y::text("true")), (foreign::NOT_SETTLED, Y::text("false"))]);
        }
        let mut messages = Vec::new();
        for message in process.children.iter().filter(|child| child.name == "qiaoMessage") {
            let named = self
                .root
                .children
                .iter()
                .find(|child| child.name == "message" && Some(child.id()) == message.get("ref"));
            let Some(name) = named.and_then(|named| named.get("name")).map(word) else {
                return refused(message.get("ref").unwrap_or(""), "there is no message of this id with a name");
            };
            let step = message.get("while").unwrap_or("");
            let when = format!("{step}.opened != null and {step} = null");
            messages.push((name, Y::map(vec![("when", Y::text(when)), ("end", Y::text("closed"))])));
        }
        let messages: Vec<(&str, Y)> = messages.iter().map(|(name, y)| (name.as_str(), y.clone())).collect();
        let mut entries = vec![
            ("flow", Y::text(word(process.id()))),
            ("name", Y::map(vec![("zh", Y::text(title)), ("en", Y::text(title))])),
            ("version", Y::text("1")),
            ("source", Y::text("BPMN")),
            ("owner", Y::text("role/manager")),
        ];
        if !data.is_empty() {
            entries.push(("data", Y::map(data)));
        }
        entries.push(("start", Y::map(vec![("do", Y::text(id)), ("by", Y::text(by))])));
        entries.push(("steps", Y::list(steps)));
        if !messages.is_empty() {
            entries.push(("on_message", Y::map(messages)));
        }
        entries.push(("end", end));
        Ok(Y::map(entries))
    }
}

/// Names behind `in` of every `each`.
fn lists_of(steps: &[Y], found: &mut BTreeSet<String>) {
    for step in steps {
        let Kind::Map(entries) = &step.kind else { continue };
        for (key, _, y) in entries {
            match &y.kind {
                Kind::Text(text) if key == "in" && word(text) == *text => drop(found.insert(text.clone())),
                Kind::List(list) => {
                    lists_of(list, found);
                    let inner = list.iter().filter_map(|y| match &y.kind {
                        Kind::List(inner) => Some(inner),
                        Kind::Text(_) | Kind::Map(_) => None,
                    });
                    inner.for_each(|inner| lists_of(inner, found));
                }
                Kind::Text(_) | Kind::Map(_) => {}
            }
        }
    }
}

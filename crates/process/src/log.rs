//! Event logs for process mining: OCEL 2.0 (JSON, object-centric) and XES (IEEE 1849-2016, one trace an instance).
//!
//! Pure writers; what an event was is said by whoever reads the facts. Start reading at [`LogEvent`].

use crate::dates::datetime_text;
use crate::engine::Fields;
use model::Millis;
use quick_xml::escape::escape;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// One event of an instance. Attributes are texts, numbers and booleans; others are written as their JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEvent {
    /// Unique in the log.
    pub id: String,
    pub at: Millis,
    pub instance: String,
    pub flow: String,
    /// A step, or what happened to the instance as a whole.
    pub activity: String,
    /// `start` or `complete`, as XES names them.
    pub lifecycle: String,
    /// Who answers for it.
    pub actor: Option<String>,
    /// Who did it, perhaps as a deputy.
    pub by: Option<String>,
    pub attributes: Fields,
}

impl LogEvent {
    /// The attributes and those that stand in fields of their own.
    fn all_attributes(&self) -> Fields {
        let mut all = self.attributes.clone();
        all.insert("lifecycle".into(), json!(self.lifecycle));
        all.insert("flow".into(), json!(self.flow));
        all
    }
}

fn time(at: Millis) -> String {
    let text = datetime_text(at, 0);
    format!("{}.{:03}Z", text.trim_end_matches("+00:00"), at.0.rem_euclid(1_000))
}

/// Types of OCEL 2.0.
fn type_of(value: &Json) -> &'static str {
    match value {
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Json::Number(_) => "float",
        Json::Null | Json::String(_) | Json::Array(_) | Json::Object(_) => "string",
    }
}

/// Of two types found under one name.
fn wider(one: &'static str, two: &'static str) -> &'static str {
    match (one, two) {
        (one, two) if one == two => one,
        ("integer", "float") | ("float", "integer") => "float",
        _ => "string",
    }
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as its type in the log wants it.
fn as_type(value: &Json, kind: &str) -> Json {
    match kind {
        "string" => Json::String(plain(value)),
        "float" => value.as_f64().map_or(Json::Null, |number| json!(number)),
        _ => value.clone(),
    }
}

/// OCEL 2.0 as JSON. Objects are the instances, the people and the flows; ids have their kind in front.
pub fn ocel(events: &[LogEvent]) -> Json {
    let mut types: BTreeMap<&str, BTreeMap<String, &'static str>> = BTreeMap::new();
    for event in events {
        let known = types.entry(&event.activity).or_default();
        for (name, value) in event.all_attributes().iter().filter(|(_, value)| !value.is_null()) {
            let found = type_of(value);
            known.entry(name.clone()).and_modify(|kind| *kind = wider(kind, found)).or_insert(found);
        }
    }
    let event_types: Vec<Json> = types
        .iter()
        .map(|(name, attributes)| {
            let list = attributes.iter().map(|(name, kind)| json!({"name": name, "type": kind}));
            json!({"name": name, "attributes": list.collect::<Vec<_>>()})
        })
        .collect();
    let mut people = BTreeSet::new();
    let mut flows = BTreeSet::new();
    let mut instances: BTreeMap<&str, (&str, Millis)> = BTreeMap::new();
    let mut written = Vec::new();
    for event in events {
        flows.insert(event.flow.as_str());
        let first = instances.entry(&event.instance).or_insert((&event.flow, event.at));
        first.1 = first.1.min(event.at);
        let mut relations = vec![
            json!({"objectId": format!("instance:{}", event.instance), "qualifier": "of"}),
            json!({"objectId": format!("flow:{}", event.flow), "qualifier": "in"}),
        ];
        for (person, qualifier) in [(&event.actor, "actor"), (&event.by, "by")] {
            let Some(person) = person else { continue };
            people.insert(person.as_str());
            relations.push(json!({"objectId": format!("person:{person}"), "qualifier": qualifier}));
        }
        let kinds = &types[event.activity.as_str()];
        let attributes = event.all_attributes();
        let attributes = attributes.iter().filter(|(_, value)| !value.is_null());
        let list = attributes.map(|(name, value)| json!({"name": name, "value": as_type(value, kinds[name])}));
        written.push(json!({
            "id": event.id,
            "type": event.activity,
            "time": time(event.at),
            "attributes": list.collect::<Vec<_>>(),
            "relationships": relations,
        }));
    }
    let mut objects = Vec::new();
    for (id, (flow, at)) in instances {
        objects.push(json!({
            "id": format!("instance:{id}"),
            "type": "instance",
            "attributes": [{"name": "flow", "time": time(at), "value": flow}],
            "relationships": [{"objectId": format!("flow:{flow}"), "qualifier": "runs"}],
        }));
    }
    let bare = |kind: &str, id: &str| json!({"id": format!("{kind}:{id}"), "type": kind, "attributes": [], "relationships": []});
    objects.extend(people.into_iter().map(|id| bare("person", id)));
    objects.extend(flows.into_iter().map(|id| bare("flow", id)));
    json!({
        "objectTypes": [
            {"name": "flow", "attributes": []},
            {"name": "instance", "attributes": [{"name": "flow", "type": "string"}]},
            {"name": "person", "attributes": []},
        ],
        "eventTypes": event_types,
        "objects": objects,
        "events": written,
    })
}

/// XES as XML: a trace for each instance, its events in the order of their time.
pub fn xes(events: &[LogEvent]) -> String {
    let mut traces: BTreeMap<&str, Vec<&LogEvent>> = BTreeMap::new();
    for event in events {
        traces.entry(&event.instance).or_default().push(event);
    }
    let mut out = String::from(XES_HEAD);
    for (instance, mut events) in traces {
        // Stable: what happened at once stays in the order of the facts.
        events.sort_by_key(|event| event.at);
        out.push_str("  <trace>\n");
        attribute(&mut out, 2, "string", "concept:name", instance);
        attribute(&mut out, 2, "string", "flow", &events[0].flow);
        for event in events {
            out.push_str("    <event>\n");
            attribute(&mut out, 3, "string", "concept:name", &event.activity);
            attribute(&mut out, 3, "string", "concept:instance", &event.id);
            attribute(&mut out, 3, "date", "time:timestamp", &time(event.at));
            attribute(&mut out, 3, "string", "lifecycle:transition", &event.lifecycle);
            // Who did it is the resource; for whom is an attribute of ours.
            if let Some(by) = event.by.as_ref().or(event.actor.as_ref()) {
                attribute(&mut out, 3, "string", "org:resource", by);
            }
            if let Some(actor) = &event.actor {
                attribute(&mut out, 3, "string", "actor", actor);
            }
            own(&mut out, &event.attributes);
            out.push_str("    </event>\n");
        }
        out.push_str("  </trace>\n");
    }
    out.push_str("</log>\n");
    out
}

fn own(out: &mut String, attributes: &Map<String, Json>) {
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_null()) {
        let kind = match type_of(value) {
            "integer" if value.is_i64() => "int",
            "integer" => "string",
            kind => kind,
        };
        // What the standard's extensions or this writer mean by a name is theirs.
        let is_taken = name.contains(':') || ["actor", "flow"].contains(&name.as_str());
        let key = if is_taken { format!("data {name}") } else { name.clone() };
        attribute(out, 3, kind, &key, &plain(value));
    }
}

fn attribute(out: &mut String, indent: usize, kind: &str, key: &str, value: &str) {
    let pad = "  ".repeat(indent);
    // XML 1.0 has no control characters, not even escaped.
    let clean: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = escape(clean.as_str()).replace('\n', "&#10;").replace('\t', "&#9;");
    let _ = writeln!(out, "{pad}<{kind} key=\"{}\" value=\"{clean}\"/>", escape(key));
}

const XES_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="?"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="?"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
"#;

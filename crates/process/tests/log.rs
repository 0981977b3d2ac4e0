//! Event logs have the shape that OCEL 2.0 and XES ask for. What other tools make of them was tried by hand with pm4py:
//! `QIAO_LOGS=/tmp/logs cargo test -p process --test log` leaves the files there.

use model::Millis;
use process::log::{LogEvent, ocel, xes};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn event(number: usize, at: i64, activity: &str, lifecycle: &str, by: Option<&str>, attributes: Value) -> LogEvent {
    LogEvent {
        id: format!("f{number}"),
        at: Millis(1_795_000_000_000 + at),
        instance: if number < 5 { "i1".into() } else { "i2".into() },
        flow: "leave".into(),
        activity: activity.into(),
        lifecycle: lifecycle.into(),
        actor: by.map(|_| "wang".into()),
        by: by.map(str::to_owned),
        attributes: attributes.as_object().cloned().unwrap_or_default(),
    }
}

fn events() -> Vec<LogEvent> {
    vec![
        event(
            1,
            0,
            "apply",
            "complete",
            Some("wang"),
            json!({"days": 3, "reason": "家事 <&\"'\u{1}> \n行", "ok": true}),
        ),
        event(2, 1, "review", "start", None, json!({"flow": "x", "rate": 1})),
        event(3, 60_007, "review", "complete", Some("li"), json!({"rate": 1.5, "list": [1, 2], "none": null})),
        event(4, 60_007, "end", "complete", None, json!({"huge": u64::MAX})),
        event(5, -5, "apply", "complete", Some("wang"), json!({"days": "many"})),
    ]
}

fn keep(name: &str, text: &str) {
    if let Some(folder) = std::env::var_os("QIAO_LOGS") {
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(std::path::Path::new(&folder).join(name), text).expect("it can be written");
    }
}

#[test]
fn an_object_centric_log_is_whole() {
    let log = ocel(&events());
    keep("log.jsonocel", &log.to_string());
    let names = |key: &str| -> Vec<&str> {
        let list = log[key].as_array().expect("a list");
        list.iter().map(|entry| entry["name"].as_str().expect("a name")).collect()
    };
    assert_eq!(names("objectTypes"), ["flow", "instance", "person"]);
    assert_eq!(names("eventTypes"), ["apply", "end", "review"]);
    let objects: BTreeSet<&str> =
        log["objects"].as_array().expect("objects").iter().map(|o| o["id"].as_str().expect("an id")).collect();
    assert_eq!(objects, BTreeSet::from(["flow:leave", "instance:i1", "instance:i2", "person:li", "person:wang"]));
    for event in log["events"].as_array().expect("events") {
        let kind = event["type"].as_str().expect("a type");
        let declared = log["eventTypes"].as_array().expect("types").iter().find(|t| t["name"] == kind).expect("known");
        for attribute in event["attributes"].as_array().expect("attributes") {
            let of = declared["attributes"].as_array().expect("declared");
            let of = of.iter().find(|of| of["name"] == attribute["name"]).expect("each attribute is declared");
            let value = &attribute["value"];
            let fits = match of["type"].as_str() {
                Some("string") => value.is_string(),
                Some("integer") => value.is_i64() || value.is_u64(),
                Some("float") => value.is_f64(),
                Some("boolean") => value.is_boolean(),
                _ => false,
            };
            assert!(fits, "{attribute} is declared as {of}");
        }
        let relations = event["relationships"].as_array().expect("relationships");
        assert!(relations.iter().all(|r| objects.contains(r["objectId"].as_str().expect("an object"))));
        assert!(relations.iter().any(|r| r["qualifier"] == "of"));
    }
    assert_eq!(log["events"][2]["time"], "2026-11-18T12:27:40.007Z".replace("12:27:40", &at(60_007)));
    // Of a whole and a broken number the type is `float`; of a number and a text it is `string`.
    let apply = &log["eventTypes"][0]["attributes"];
    assert!(apply.as_array().expect("a list").contains(&json!({"name": "days", "type": "string"})));
}

/// The time of the day of an event.
fn at(after: i64) -> String {
    let seconds = (1_795_000_000_000 + after) / 1_000 % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[test]
fn a_log_of_traces_is_whole() {
    let text = xes(&events());
    keep("log.xes", &text);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut open: Vec<String> = Vec::new();
    let mut events = 0;
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("it is XML") {
            Event::Start(start) => open.push(start.name().as_ref().to_owned()),
            Event::End(_) => {
                let name = open.pop().expect("it began");
                events += usize::from(name == "event");
            }
            Event::Empty(empty) => {
                let is_attribute = ["string", "int", "float", "boolean", "date"].contains(&empty.name().as_ref());
                assert!(is_attribute || ["extension", "classifier"].contains(&empty.name().as_ref()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((events, open.len()), (5, 0));
    assert_eq!(text.matches("<trace>").count(), 2);
    assert!(text.contains("<int key=\"days\" value=\"3\"/>"), "{text}");
    assert!(text.contains("<float key=\"rate\" value=\"1.5\"/>"));
    assert!(text.contains("<string key=\"data flow\" value=\"x\"/>"));
    assert!(text.contains("<string key=\"org:resource\" value=\"li\"/>"));
    assert!(text.contains("家事 &lt;&amp;&quot;&apos;&gt; &#10;行"), "{text}");
    let (first, second) = (text.find("\"f2\"").expect("it"), text.find("\"f3\"").expect("it"));
    assert!(first < second);
}

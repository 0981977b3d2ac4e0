//! BPMN as other tools write it.

use super::import;
use crate::definition::Definition;
use crate::library::{Known, Library};

/// Elements within a process; lanes name who does what.
fn document(lanes: &[(&str, &str)], body: &str) -> String {
    let lane = |(who, ids): &(&str, &str)| {
        let refs: String = ids.split(' ').map(|id| format!("<flowNodeRef>{id}</flowNodeRef>")).collect();
        format!(r#"<lane id="l{}" name="{who}">{refs}</lane>"#, ids.replace(' ', ""))
    };
    let lanes: String = lanes.iter().map(lane).collect();
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><message id="m" name="Cancel"/><process id="p" name="P"><laneSet id="ls">{lanes}</laneSet>{body}</process></definitions>"#
    )
}

fn flows(all: &str) -> String {
    let one = |(number, pair): (usize, &str)| {
        let (ends, condition) = pair.split_once('?').map_or((pair, None), |(ends, text)| (ends, Some(text)));
        let (from, to) = ends.split_once('>').expect("from>to");
        let condition = condition.map_or(String::new(), |text| {
            format!("<conditionExpression>{}</conditionExpression>", text.replace('&', "&amp;").replace('<', "&lt;"))
        });
        format!(
            r#"<sequenceFlow id="{from}_{to}_{number}" sourceRef="{from}" targetRef="{to}">{condition}</sequenceFlow>"#
        )
    };
    all.split(' ').filter(|pair| !pair.is_empty()).enumerate().map(one).collect()
}

/// Reads it, and holds it against the checks of every flow.
fn read(text: &str) -> Definition {
    let flow = import(text).unwrap_or_else(|refused| panic!("{refused:#?}"));
    let form = r#"{"type": "object", "properties": {"amount": {"type": "number"}}}"#;
    // What conditions speak of comes from a form that whoever completes the flow adds.
    let text = flow.canonical().replace("start:\n", "start:\n  form: f\n");
    let files = [("flows/p.yaml".to_owned(), text.clone()), ("forms/f.json".to_owned(), form.to_owned())];
    Library::read(&files, &Known::default()).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    flow
}

fn steps(flow: &Definition) -> String {
    let text = flow.canonical();
    let from = text.find("steps:").expect("the steps");
    text[from..].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn timers_on_tasks_become_deadlines() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="Check"/><boundaryEvent id="b1" attachedToRef="Check" cancelActivity="false"><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>
        <boundaryEvent id="b2" attachedToRef="Check"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>
        <boundaryEvent id="b3" attachedToRef="Check" cancelActivity="false"><timerEventDefinition><timeDuration>PT3H</timeDuration></timerEventDefinition></boundaryEvent>
        <userTask id="Late"/><userTask id="Boss"/><sendTask id="Mail"/><userTask id="Pack"/><endEvent id="e"/><endEvent id="e1"/><endEvent id="e3"/>{}"#,
        flows("s>Check Check>Pack b2>Late Late>Pack Pack>e b1>Mail Mail>e1 b3>Boss Boss>e3")
    );
    let flow = read(&document(&[("role/agent", "s Check Pack"), ("role/manager", "Late Boss")], &body));
    let text = steps(&flow);
    for part in [
        "do: check",
        "outcomes: - done - overdue within: 1 hour",
        "- after: \"0 hours\" outcome: overdue - after: \"1 hour\" remind: assignee - after: \"2 hours\" escalate: role/manager",
        "when: \"check = \\\"overdue\\\"\" then: - do: late by: role/manager",
    ] {
        let plain = |text: &str| text.replace('"', "");
        assert!(plain(&text).contains(&plain(part)), "{part}\n{text}");
    }
    let ids: Vec<&str> = flow.all_steps().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["check", "choose_1", "pack", "late"]);
}

#[test]
fn a_message_on_a_task_ends_the_flow_while_the_task_is_open() {
    let event =
        r#"<boundaryEvent id="b" attachedToRef="Check"><messageEventDefinition messageRef="m"/></boundaryEvent>"#;
    let body = format!(
        r#"<startEvent id="s"/><userTask id="Check"/>{event}<endEvent id="e"/><endEvent id="off"/>{}"#,
        flows("s>Check Check>e b>off")
    );
    let flow = read(&document(&[("role/agent", "s Check")], &body));
    let message = &flow.messages[0];
    assert_eq!(message.name, "cancel");
    assert_eq!(message.when.as_ref().map(|when| when.text.as_str()), Some("check.opened != null and check = null"));
}

#[test]
fn a_subprocess_becomes_its_steps_and_many_become_each() {
    let body = format!(
        r#"<startEvent id="s"/><subProcess id="Sub"><startEvent id="s2"/><userTask id="A"/><userTask id="B"/><endEvent id="e2"/>{}</subProcess>
        <subProcess id="All"><multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>items</loopDataInputRef><inputDataItem id="i" name="item"/><completionCondition>${{nrOfCompletedInstances >= 2}}</completionCondition></multiInstanceLoopCharacteristics><startEvent id="s3"/><userTask id="C"/><endEvent id="e3"/>{}</subProcess>
        <userTask id="D"><multiInstanceLoopCharacteristics xmlns:camunda="x" camunda:collection="${{people}}" camunda:elementVariable="person_id"/></userTask><endEvent id="e"/>{}"#,
        flows("s2>A A>B B>e2"),
        flows("s3>C C>e3"),
        flows("s>Sub Sub>All All>D D>e")
    )
    .replace(">= 2", "&gt;= 2");
    let flow = read(&document(&[("role/agent", "s Sub C"), ("role/manager", "D")], &body));
    let ids: Vec<&str> = flow.all_steps().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "all", "d_each", "c", "d_one"]);
    let text = steps(&flow).replace('"', "");
    assert!(text.contains("each: item id: all in: items mode: one_by_one until: done_count >= 2"), "{text}");
    assert!(text.contains("each: person_id id: d_each in: people mode: together"), "{text}");
    assert_eq!(flow.data.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["items", "people"]);
}

#[test]
fn a_flow_that_leads_back_becomes_a_jump() {
    // By way of a gateway that only gathers, as most tools draw it; the first task is also reached from a second place.
    let body = format!(
        r#"<startEvent id="s"/><exclusiveGateway id="x"/><userTask id="Write"/><userTask id="Read"/><exclusiveGateway id="g" default="g_e_4"/><endEvent id="e"/>{}"#,
        flows("s>x x>Write Write>Read Read>g g>e g>x?${amount&lt;3}").replace("&amp;lt;", "&lt;")
    );
    let flow = read(&document(&[("role/agent", "s Write"), ("role/manager", "Read")], &body));
    let text = steps(&flow).replace('"', "");
    assert!(text.contains("then: - goto: write max: 100 else: not_settled id: back_1"), "{text}");
    assert!(text.contains("end: closed: true not_settled: false") || text.contains("not_settled: false"), "{text}");
}

#[test]
fn an_end_in_a_branch_is_an_end() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="A"/><exclusiveGateway id="g" default="g_B_2"/><userTask id="B"/><endEvent id="e"/>{}"#,
        flows("s>A A>g g>B g>e?amount>3 B>e")
    );
    let flow = read(&document(&[("role/agent", "s A B")], &body));
    assert!(!steps(&flow).is_empty());
    let ids: Vec<&str> = flow.all_steps().map(|step| step.id.as_str()).collect();
    assert!(ids.contains(&"a") && ids.contains(&"b"), "{ids:?}");
}

#[test]
fn what_has_no_counterpart_is_refused_with_its_id() {
    let task = |inner: &str| {
        format!(r#"<startEvent id="s"/><userTask id="A"/>{inner}<endEvent id="e"/>{}"#, flows("s>A A>e b>e"))
    };
    let event = |kind: &str| task(&format!(r#"<boundaryEvent id="b" attachedToRef="A">{kind}</boundaryEvent>"#));
    let cases = [
        (event("<errorEventDefinition/>"), "b", "timers and messages"),
        (event("<signalEventDefinition/>"), "b", "timers and messages"),
        (event("<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"), "b", "timeDuration"),
        (
            format!(
                r#"<startEvent id="s"/><userTask id="A"><standardLoopCharacteristics/></userTask><endEvent id="e"/>{}"#,
                flows("s>A A>e")
            ),
            "A",
            "a loop on a task",
        ),
        (
            format!(
                r#"<startEvent id="s"/><userTask id="A"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>{}"#,
                flows("s>A A>e")
            ),
            "A",
            "over which list",
        ),
        (
            format!(
                r#"<startEvent id="s"/><subProcess id="X"><startEvent id="s2"/><userTask id="A"/><endEvent id="e2"><terminateEventDefinition/></endEvent>{}</subProcess><endEvent id="e"/>{}"#,
                flows("s2>A A>e2"),
                flows("s>X X>e")
            ),
            "e2",
            "an end within a subprocess",
        ),
        (
            format!(
                r#"<startEvent id="s"/><exclusiveGateway id="g" default="g_e_2"/><userTask id="A"/><endEvent id="e"/>{}"#,
                flows("s>g g>A?${foo( g>e A>e")
            ),
            "g_A_1",
            "cannot be read",
        ),
        (
            format!(
                r#"<startEvent id="s"/><parallelGateway id="g"/><userTask id="A"/><userTask id="B"/><userTask id="C"/><parallelGateway id="j"/><endEvent id="e"/><endEvent id="e9"/>{}"#,
                flows("s>g g>A g>B g>C A>j B>j C>e9 j>e")
            ),
            "g",
            "ends by itself",
        ),
    ];
    for (body, element, expected) in cases {
        let refused = import(&document(&[("role/agent", "s A B C")], &body)).expect_err(expected);
        let is_told = refused.iter().any(|one| one.element == element && one.why.contains(expected));
        assert!(is_told, "{element} {expected}: {refused:#?}");
    }
}

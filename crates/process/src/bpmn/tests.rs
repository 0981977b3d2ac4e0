use super::{export, import};
use crate::definition::Definition;
use std::path::Path;

fn flows(folder: &str) -> Vec<Definition> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of flows").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && name != "parameters.yaml" {
            let text = std::fs::read_to_string(entry.path()).expect("a text");
            found.push(Definition::parse(&name, &text).unwrap_or_else(|problems| panic!("{problems:#?}")));
        }
    }
    found
}

#[test]
fn every_flow_comes_back_from_bpmn_as_it_was() {
    for flow in flows("tests/language/flows").into_iter().chain(flows("../../rulebook/flows")) {
        let text = export(&flow);
        let back = import(&text).unwrap_or_else(|refused| panic!("{}: {refused:#?}\n{text}", flow.key));
        assert_eq!(back.canonical(), flow.canonical(), "{}", flow.key);
        assert_eq!(back.hash, flow.hash);
        // Everything is drawn.
        let edges = text.matches("<bpmndi:BPMNEdge").count();
        assert_eq!(edges, text.matches("<sequenceFlow").count(), "{}", flow.key);
        for step in flow.all_steps() {
            assert!(text.contains(&format!("bpmnElement=\"{}\"", step.id)), "{}: {}", flow.key, step.id);
        }
    }
}

const FOREIGN: &str = r#"<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
  <bpmn:process id="Order_Process" name="Order">
    <bpmn:laneSet id="l"><bpmn:lane id="l1" name="role/agent"><bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>Check</bpmn:flowNodeRef><bpmn:flowNodeRef>Pack</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="Check" name="Check &amp; sign"/>
    <bpmn:exclusiveGateway id="g" default="f4"/>
    <bpmn:userTask id="Pack"/>
    <bpmn:exclusiveGateway id="j"/>
    <bpmn:intermediateCatchEvent id="Pause"><bpmn:timerEventDefinition><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="Check"/>
    <bpmn:sequenceFlow id="f2" sourceRef="Check" targetRef="g"/>
    <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="Pack"><bpmn:conditionExpression>check = "done"</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="j"/>
    <bpmn:sequenceFlow id="f5" sourceRef="Pack" targetRef="j"/>
    <bpmn:sequenceFlow id="f6" sourceRef="j" targetRef="Pause"/>
    <bpmn:sequenceFlow id="f7" sourceRef="Pause" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>"#;

#[test]
fn bpmn_of_others_is_read_within_the_subset() {
    let flow = import(FOREIGN).unwrap_or_else(|refused| panic!("{refused:#?}"));
    let ids: Vec<&str> = flow.all_steps().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["check", "choose_1", "pause", "pack"]);
    assert!(flow.canonical().contains("for: 2 hours") || flow.canonical().contains("\"2 hours\""));
}

#[test]
fn what_is_outside_is_refused_with_its_id() {
    for (change, to, element, expected) in [
        (r#"<bpmn:userTask id="Pack"/>"#, r#"<bpmn:complexGateway id="Pack"/>"#, "Pack", "complexGateway"),
        (r#"<bpmn:userTask id="Pack"/>"#, r#"<bpmn:adHocSubProcess id="Pack"/>"#, "Pack", "adHocSubProcess"),
        (r#"<bpmn:userTask id="Pack"/>"#, r#"<bpmn:transaction id="Pack"/>"#, "Pack", "transaction"),
        (r#"<bpmn:userTask id="Pack"/>"#, r#"<bpmn:scriptTask id="Pack"/>"#, "Pack", "scriptTask"),
        (
            r#"<bpmn:endEvent id="e"/>"#,
            r#"<bpmn:endEvent id="e"><bpmn:compensateEventDefinition/></bpmn:endEvent>"#,
            "e",
            "compensateEventDefinition",
        ),
        (r#"targetRef="e""#, r#"targetRef="nowhere""#, "nowhere", "no such element"),
        (r#" default="f4""#, "", "f4", "no condition"),
        ("<bpmn:flowNodeRef>Pack</bpmn:flowNodeRef>", "", "Pack", "no lane"),
        (
            r#"<bpmn:exclusiveGateway id="j"/>"#,
            r#"<bpmn:parallelGateway id="j"/>"#,
            "j",
            "must be a `exclusiveGateway`",
        ),
        (r#"<?xml version="1.0"?>"#, r#"<!DOCTYPE x [<!ENTITY a "b">]>"#, "definitions", "refused"),
        ("</bpmn:process>", "", "definitions", ""),
    ] {
        let text = FOREIGN.replace(change, to);
        let found = import(&text).expect_err(to);
        let is_told = found.iter().any(|refused| refused.element == element && refused.why.contains(expected));
        assert!(is_told, "{to}: {found:#?}");
    }
}

/// Whatever a file says, reading it ends with a flow or with problems.
#[test]
fn damaged_files_are_refused_and_never_panic() {
    let flows = flows("tests/language/flows");
    let mut state = 42_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit.max(1) as u64).expect("it is below a usize")
    };
    for round in 0..600 {
        let flow = &flows[round % flows.len()];
        let is_xml = round % 2 == 0;
        let mut lines: Vec<String> =
            if is_xml { export(flow) } else { flow.canonical() }.lines().map(str::to_owned).collect();
        for _ in 0..=below(3) {
            let (one, two) = (below(lines.len()), below(lines.len()));
            match below(4) {
                0 => lines.swap(one, two),
                1 => lines[one] = lines[two].clone(),
                2 => lines[one] = lines[one].chars().filter(|_| below(6) != 0).collect(),
                _ => lines[one] = lines[one].replace(['1', '2', '0'], "999999999999999999"),
            }
        }
        let mut text = lines.join("\n");
        if round % 4 == 0 {
            // As if others had written it.
            text = text.replace("qiao:flow", "other").replace("qiao:derived", "other");
        }
        if is_xml {
            let _ = import(&text).map(|flow| flow.canonical());
        } else {
            let files = [(format!("flows/{}.yaml", flow.key), text)];
            let _ = crate::Library::read(&files, &crate::Known::default());
        }
    }
}

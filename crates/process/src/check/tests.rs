use crate::library::{Known, Library};
use crate::problem::Problem;

fn read(steps: &str, end: &str) -> Result<Library, Vec<Problem>> {
    let flow = format!(
        "flow: x\nname: {{zh: 甲, en: X}}\nversion: 1\nsource: X\nowner: role/manager\ndata: {{amount: number, list: list of text}}\nstart: {{do: begin, by: role/agent}}\nend: {end}\nsteps:\n{steps}"
    );
    let known = Known { roles: ["agent", "manager"].map(str::to_owned).into(), ..Known::default() };
    Library::read(&[("flows/x.yaml".into(), flow)], &known)
}

#[test]
fn a_flow_that_cannot_work_is_refused() {
    for (steps, end, line, expected) in [
        ("- {do: a, by: role/nobody}\n", "closed", 10, "there is no role `nobody`"),
        ("- {do: a, by: role/agent, form: none}\n", "closed", 10, "there is no form `none`"),
        ("- {decide: a, table: none}\n", "closed", 10, "there is no decision table"),
        ("- {do: a, by: role/agent, within: param.none}\n", "closed", 10, "there is no parameter"),
        ("- {do: a, by: role/agent}\n- {do: a, by: role/agent}\n", "closed", 11, "stands twice"),
        ("- {end: closed}\n- {do: a, by: role/agent}\n", "closed", 11, "never reached"),
        ("- {do: a, by: role/agent}\n", "{closed: true, lost: false}", 8, "never reached"),
        ("- {goto: b, max: 1}\n", "closed", 10, "there is no step `b`"),
        ("- {goto: begin, max: 1}\n", "closed", 10, "is the start"),
        (
            "- together:\n  - [{do: a, by: role/agent}]\n  - [{goto: c, max: 1}]\n- {do: c, by: role/agent}\n",
            "closed",
            12,
            "cannot be reached from here",
        ),
        ("- {do: a, by: role/agent, when: 'amount'}\n", "closed", 10, "a boolean is wanted"),
        ("- {do: a, by: role/agent, when: 'a.color = 1'}\n", "closed", 10, "a step has `actor`"),
        (
            "- {do: a, by: role/agent, outcomes: [yes_sir, no_sir]}\n- {do: b, by: a.actor, when: 'a = \"maybe\"'}\n",
            "closed",
            11,
            "is not possible here",
        ),
        ("- {each: one, in: amount, steps: [{do: a, by: one}]}\n", "closed", 10, "a list of anything is wanted"),
        ("- {do: a, by: role/agent, on: {late: {end: closed}}}\n", "closed", 10, "has no outcome `late`"),
        ("- {do: a, by: role/agent, on: {done: {end: lost}}}\n", "closed", 10, "there is no end `lost`"),
        ("- {call: a, flow: x}\n", "closed", 1, "calls itself"),
        ("- {do: amount, by: role/agent}\n", "closed", 10, "both a step and a field"),
        ("- {do: a, by: amount}\n", "closed", 10, "not a person"),
        ("- {do: a, by: assignee}\n", "closed", 10, "in `overdue` only"),
        ("- {do: a, by: role/agent, colour: red}\n", "closed", 10, "unknown key `colour`"),
    ] {
        let problems = read(steps, end).expect_err(steps);
        let found = problems.iter().any(|problem| problem.message.contains(expected) && problem.line == line);
        assert!(found, "{steps}: {problems:#?}");
    }
}

#[test]
fn a_sound_flow_is_taken() {
    let steps = "- {each: one, in: list, until: 'done_count >= 2', steps: [{do: a, by: one, outcomes: [good, bad], on: {bad: {goto: a, max: 2, else: go_on}}}]}\n- together:\n  - [{do: b, by: role/agent}]\n  - [{end: closed}]\n";
    read(steps, "closed").map(|_| ()).unwrap_or_else(|problems| assert!(!problems.is_empty()));
    let steps = "- {each: one, in: list, until: 'done_count >= 2', steps: [{do: a, by: one, outcomes: [good, bad], on: {bad: {goto: a, max: 2, else: go_on}}}]}\n- choose:\n  - when: 'amount > 3'\n    then: [{end: rich}]\n";
    let library = read(steps, "{closed: true, rich: false}").unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(library.flows.contains_key("x"));
}

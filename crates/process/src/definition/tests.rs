use super::*;

const README: &str = include_str!("../../../../rulebook/flows/README.md");

/// The whole flow of the manual.
fn leave() -> String {
    README.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the example").to_owned()
}

#[test]
fn the_flow_of_the_manual_is_read_and_its_canonical_text_is_itself() {
    let flow = Definition::parse("flows/leave.yaml", &leave()).expect("it reads");
    let canonical = flow.canonical();
    let again = Definition::parse("flows/leave.yaml", &canonical).unwrap_or_else(|e| panic!("{e:?}\n{canonical}"));
    assert_eq!(again.canonical(), canonical);
    assert_eq!(again.hash, flow.hash);
    assert_eq!(again.steps.len(), 7);
}

#[test]
fn the_steps_of_the_manual_are_read() {
    let steps = README.split("```yaml\n").nth(3).and_then(|rest| rest.split("```").next()).expect("the steps");
    let mut text = "flow: all\nname: {zh: 全, en: All}\nversion: 1\nsource: X\nowner: role/manager\nstart: {do: begin, by: role/agent}\nend: closed\nsteps:\n".to_owned();
    for line in steps.lines() {
        text += &format!("  {line}\n");
    }
    let flow = Definition::parse("flows/all.yaml", &text).unwrap_or_else(|e| panic!("{e:#?}"));
    let canonical = flow.canonical();
    let again = Definition::parse("flows/all.yaml", &canonical).unwrap_or_else(|e| panic!("{e:#?}\n{canonical}"));
    assert_eq!(again.canonical(), canonical);
}

#[test]
fn a_mistake_is_told_with_its_line() {
    for (change, to, expected) in [
        ("version: 1  ", "versio: 1  ", "unknown key `versio`"),
        ("by: role/agent", "by: roll/agent", "`roll/agent` is nobody"),
        ("within: 1 work day}", "within: one day}", "`one day` is not a span"),
        ("on: {refuse: {end: refused}", "on: {refuse: {and: refused}", "exactly one of `goto` and `end`"),
        ("max: 1}", "most: 1}", "needs `max`"),
        ("cancelled: false}", "cancelled: tru}", "must be `true`"),
    ] {
        let text = leave().replace(change, to);
        let problems = Definition::parse("flows/leave.yaml", &text).expect_err(change);
        let line = text.lines().position(|line| line.contains(to)).expect("the change") + 1;
        let found =
            problems.iter().any(|problem| problem.message.contains(expected) && problem.line.abs_diff(line) <= 1);
        assert!(found, "{change}: {problems:#?}, wanted line {line}");
    }
}

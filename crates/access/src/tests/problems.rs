//! Broken schemas and policies: each refusal names its line and what to do.

use super::{policies, schema};
use crate::Access;

const WORDS: &str =
    "@clause(\"TEST-01\")\n@why_zh(\"因\")\n@why_en(\"why\")\n@remedy_zh(\"办法\")\n@remedy_en(\"remedy\")\n";

fn problems_of(extra: &str) -> Vec<String> {
    // One file fewer, for its policies and the extra one together stay below the most there may be.
    let mut all = policies();
    all.retain(|(file, _)| file != "departments.cedar");
    all.push(("extra.cedar".into(), extra.to_owned()));
    match Access::new(&schema(), &all) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn broken_policies_are_refused_with_their_line() {
    let with_id = |id: &str, body: &str| format!("@id(\"{id}\")\n{WORDS}{body}\n");
    for (extra, expected) in [
        ("permit(principal, action, resource)".into(), "extra.cedar:1: unexpected end of input"),
        (
            "// one\n@id(\"TEST-01.a\")\n@clause(\"TEST-01\")\npermit (principal, action, resource);".to_owned(),
            "extra.cedar:2: the policy lacks `@why_zh(\"…\")`",
        ),
        (with_id("Y-02.a", "permit (principal, action, resource);"), "extra.cedar:1: the id `Y-02.a` does not begin"),
        (
            with_id("AUTH-54.a", "permit (principal, action, resource);").replace("TEST-01", "AUTH-54"),
            "a second policy has the id `AUTH-54.a`",
        ),
        (
            with_id("TEST-01.a", "permit (principal == Qiao::User::\"u\", action, resource);"),
            "the policy names `Qiao::User::\"u\"`",
        ),
        (
            with_id("TEST-01.a", "forbid (principal, action, resource in Qiao::Team::\"team1\");"),
            "the policy names `Qiao::Team::\"team1\"`",
        ),
        (with_id("TEST-01.a", "permit (principal, action == Qiao::Action::\"desk:fly\", resource);"), "extra.cedar:7:"),
        (with_id("TEST-01.a", "permit (principal, action, resource)\nwhen {\n  principal.activ };"), "extra.cedar:9:"),
        (with_id("TEST-01.a", "permit (principal, action, resource)\nwhen { principal.quals };"), "extra.cedar:8:"),
        (with_id("TEST-01.a", "permit (principal == ?principal, action, resource);"), "a template has slots"),
    ] {
        let found = problems_of(&extra);
        assert!(found.iter().any(|problem| problem.contains(expected)), "expected `{expected}`, found {found:#?}");
    }
}

#[test]
fn the_schema_has_exactly_the_actions_of_the_product() {
    for (from, to, expected) in [
        ("\"desk:use\", ", "", "schema.cedarschema:1: the action `desk:use` is missing"),
        ("\"desk:use\", ", "\"desk:use\", \"desk:fly\", ", ": the product has no action `desk:fly`"),
        ("entity Role;", "entity Role", "schema.cedarschema:"),
    ] {
        let schema = schema().replacen(from, to, 1);
        let problems = Access::new(&schema, &policies()).expect_err(from);
        let found: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|problem| problem.contains(expected)), "expected `{expected}`, found {found:#?}");
    }
}

#[test]
fn every_action_has_a_permit() {
    let without_audit: Vec<_> = policies().into_iter().filter(|(file, _)| file != "audit.cedar").collect();
    let problems = Access::new(&schema(), &without_audit).expect_err("journal:view is permitted by audit.cedar only");
    assert!(problems[0].to_string().contains("no policy permits `journal:view`"), "{}", problems[0]);
}

//! Each rule about what facts say, broken once. The last column is what is found.

use crate::{Exporter, Hash, canonical, leaf_hash, verify_export};
use model::fact::{Approval, AuthorityFact, CustomerFact, GrantScope};
use model::{Actor, CustomerId, Fact, FactBody, GrantId, Millis, PersonId};
use uuid::Uuid;

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

const GRANT: GrantId = GrantId(Uuid::from_u128(77));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(9));
const HOLDER: u128 = 1;

fn given(approvers: &[u128], capability: &str, is_break_glass: bool) -> FactBody {
    let approval = |(place, of): (usize, &u128)| Approval {
        stage: ["first", "final", "joint"][place.min(2)].into(),
        person: person(*of),
        at_ms: Millis(5),
        opinion: String::new(),
    };
    FactBody::Authority(AuthorityFact::GrantGiven {
        grant: GRANT,
        person: person(HOLDER),
        capability: capability.into(),
        scope: GrantScope::Centre,
        from_ms: Millis(10),
        until_ms: Millis(100),
        instance: None,
        why: "回访".into(),
        cautions: String::new(),
        approvals: approvers.iter().enumerate().map(approval).collect(),
        is_joint: approvers.len() > 2,
        is_break_glass,
        replaces: None,
    })
}

fn revoked() -> FactBody {
    let (by, instance) = (None, None);
    let revoked =
        AuthorityFact::GrantRevoked { grant: GRANT, person: person(HOLDER), reason: "调岗".into(), by, instance };
    FactBody::Authority(revoked)
}

fn revealed(field: &str) -> FactBody {
    FactBody::Customer(CustomerFact::FieldRevealed {
        customer: CUSTOMER,
        person: person(HOLDER),
        field: field.into(),
        purpose: "核对身份".into(),
        until_ms: Millis(60_000),
    })
}

fn consented(field: &str) -> FactBody {
    FactBody::Customer(CustomerFact::ConsentRecorded {
        customer: CUSTOMER,
        person: person(HOLDER),
        field: field.into(),
        purpose: "核对身份".into(),
        call: None,
        instance: None,
        until_ms: Millis(90),
    })
}

/// Facts as (time, what, whether it rests on the grant).
fn findings(facts: Vec<(i64, FactBody, bool)>) -> Vec<String> {
    let mut exporter = Exporter::new(Vec::new());
    for (index, (at, body, is_by_grant)) in facts.into_iter().enumerate() {
        let reasons = if is_by_grant { vec![format!("grant:{GRANT}")] } else { Vec::new() };
        let actor = Actor::Person(person(HOLDER));
        let fact = Fact { seq: index as u64 + 1, at_ms: Millis(at), actor, reasons, body };
        let line = canonical(&fact);
        let leaf: Hash = leaf_hash(line.as_bytes());
        exporter.fact(&line, leaf).expect("to memory");
    }
    let text = String::from_utf8(exporter.finish().expect("to memory")).expect("JSON");
    let summary = verify_export(text.lines(), None).expect("intact");
    summary.findings.into_iter().map(|finding| format!("{} {}", finding.seq, finding.what)).collect()
}

#[test]
fn each_broken_rule_is_told_and_good_conduct_is_not() {
    let id_card = || given(&[2, 3], "id_card:reveal", false);
    type Case<'a> = (&'a str, Vec<(i64, FactBody, bool)>, &'a [&'a str]);
    let cases: Vec<Case<'_>> = vec![
        ("used while it holds", vec![(5, id_card(), false), (50, revealed("id_card"), true)], &[]),
        (
            "joint",
            vec![(5, given(&[2, 3, 4], "bank_card:reveal", false), false), (50, revealed("bank_card"), true)],
            &[],
        ),
        ("break-glass", vec![(5, given(&[], "id_card:reveal", true), false), (50, revealed("id_card"), true)], &[]),
        (
            "another field needs a rule or a consent",
            vec![(50, consented("phone"), false), (60, revealed("phone"), false)],
            &[],
        ),
        (
            "consent over",
            vec![(50, consented("phone"), false), (90, revealed("phone"), false)],
            &["2 ", "no rule is named"],
        ),
        ("no grant", vec![(50, revealed("id_card"), false)], &["1 ", "without a grant"]),
        (
            "consent is not enough",
            vec![(5, consented("id_card"), false), (6, revealed("id_card"), false)],
            &["2 ", "without a grant"],
        ),
        (
            "for another field",
            vec![(5, id_card(), false), (50, revealed("bank_card"), true)],
            &["2 ", "without a grant"],
        ),
        ("too early", vec![(5, id_card(), false), (9, revealed("id_card"), true)], &["2 ", "before it began"]),
        ("too late", vec![(5, id_card(), false), (100, revealed("id_card"), true)], &["2 ", "after it had ended"]),
        (
            "revoked",
            vec![(5, id_card(), false), (40, revoked(), false), (50, revealed("id_card"), true)],
            &["3 ", "after fact 2 had revoked it"],
        ),
        ("never given", vec![(50, FactBody::ServiceStopped, true)], &["1 ", "never given"]),
        ("one approver", vec![(5, given(&[2], "call:view", false), false)], &["1 ", "1 different approvers"]),
        ("the same twice", vec![(5, given(&[2, 2], "call:view", false), false)], &["1 ", "1 different approvers"]),
        ("the holder", vec![(5, given(&[2, HOLDER], "call:view", false), false)], &["1 ", "its holder"]),
    ];
    for (name, facts, expected) in cases {
        let found = findings(facts);
        if expected.is_empty() {
            assert!(found.is_empty(), "{name}: {found:?}");
        } else {
            let first = found.first().unwrap_or_else(|| panic!("{name}: nothing found"));
            assert!(expected.iter().all(|part| first.contains(part)), "{name}: {found:?}");
        }
    }
}

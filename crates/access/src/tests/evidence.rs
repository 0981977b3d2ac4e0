//! The golden matrix `rulebook/policies/expected-evidence.txt`: action × thing × evidence × post. `BLESS=1` rewrites it.

use super::columns::{self, CUSTOMER, Column};
use super::golden::{ROLES, compare};
use super::{NOW, access, holder, policies, schema};
use crate::request::ResourceKind;
use crate::{Access, Circumstances, EVERYTHING, Grant, Principal, actions};
use model::{GrantId, GrantScope, Millis};
use std::fmt::Write;
use uuid::Uuid;

const HEAD: &str = "\
# Who may do what under which evidence, computed from the policies: only what is permitted stands here, so that a new line
# or a new post in a line is a new right. Reviewed like code; `BLESS=1 cargo test -p access` rewrites it.
#   action
#     things asked about (expected-access.txt explains them)
#       evidence: posts that may
# always: under each evidence; everybody: each post; but: without those that follow. Posts joined by + are one person's.
# Where not said otherwise the asker is active, has passed the exam, proved who they are just now, said what for, and the
# customer agreed.
#   plain: none of that was done.       proof_5m, proof_old: the proof is five minutes old, or a millisecond more.
#   proof_ahead: it was a millisecond later than now: the clock was set back.
#   no_grant: all but a right for a time. no_proof, no_purpose, no_consent, case_only: with a centre-wide joint right, but
#   without this (case_only: no consent, an open case). joint, single: such a right, agreed to by the departments or not.
#   team, foreign_team, customer: a joint right for team1, team2, the customer of `team_customer`. glass: taken in an
#   emergency. expired, coming: a right until this millisecond, from the next. first_ms, last_ms: its first and its last.
#   stacked: an expired and a running one. misfit: a right to something else. stopped, stopped_all, stopped_other: a joint
#   right, but this, everything, something else is suspended. old_password, no_exam, disabled: a joint right, but that.
#   unread: a joint right, but the rules in force have not been read.
";

struct Evidence {
    name: &'static str,
    grants: Vec<Grant>,
    suspended: Option<&'static str>,
    circumstances: Circumstances,
    change: fn(&mut Principal),
}

/// In [`Evidence::suspended`] and in a grant: the action that is asked about.
const THIS: &str = "this";
const SOMETHING_ELSE: &str = "something:else";

const FULL: Circumstances =
    Circumstances { stepped_up: Some(NOW.now), has_purpose: true, has_case: true, has_consent: true, ..NOW };

fn joint() -> Grant {
    Grant {
        id: GrantId(Uuid::from_u128(1)),
        capability: THIS.into(),
        scope: GrantScope::Centre,
        from: NOW.now - Millis(1000),
        until: NOW.now + Millis(1000),
        is_joint: true,
        is_break_glass: false,
    }
}

fn evidence() -> Vec<Evidence> {
    let now = NOW.now;
    let under = |name, grants: Vec<Grant>, circumstances| Evidence {
        name,
        grants,
        suspended: None,
        circumstances,
        change: |_| {},
    };
    let granted = |name, grant: Grant| under(name, vec![grant], FULL);
    let scoped = |name, scope| granted(name, Grant { scope, ..joint() });
    let team = |key: &str| GrantScope::Team(key.into());
    let stopped = |name, what| Evidence { suspended: Some(what), ..granted(name, joint()) };
    let changed = |name, change| Evidence { change, ..granted(name, joint()) };
    let proof = |age| Circumstances { stepped_up: Some(now - Millis(age)), ..FULL };
    vec![
        under("plain", vec![], NOW),
        under("no_grant", vec![], FULL),
        under("proof_5m", vec![joint()], proof(300_000)),
        under("proof_old", vec![joint()], proof(300_001)),
        under("proof_ahead", vec![joint()], proof(-1)),
        under("no_proof", vec![joint()], Circumstances { stepped_up: None, ..FULL }),
        under("no_purpose", vec![joint()], Circumstances { has_purpose: false, ..FULL }),
        under("no_consent", vec![joint()], Circumstances { has_consent: false, has_case: false, ..FULL }),
        under("case_only", vec![joint()], Circumstances { has_consent: false, ..FULL }),
        granted("joint", joint()),
        granted("single", Grant { is_joint: false, ..joint() }),
        scoped("team", team("team1")),
        scoped("foreign_team", team("team2")),
        scoped("customer", GrantScope::Customer(CUSTOMER.into())),
        granted("glass", Grant { is_joint: false, is_break_glass: true, ..joint() }),
        granted("expired", Grant { until: now, ..joint() }),
        granted("coming", Grant { from: now + Millis(1), ..joint() }),
        granted("first_ms", Grant { from: now, ..joint() }),
        granted("last_ms", Grant { until: now + Millis(1), ..joint() }),
        under("stacked", vec![Grant { until: now, ..joint() }, joint()], FULL),
        granted("misfit", Grant { capability: SOMETHING_ELSE.into(), ..joint() }),
        stopped("stopped", THIS),
        stopped("stopped_all", EVERYTHING),
        stopped("stopped_other", SOMETHING_ELSE),
        changed("old_password", |who| who.must_change_password = true),
        changed("no_exam", |who| who.qualifications.clear()),
        changed("unread", |who| who.qualifications.push("rules-unread".into())),
        changed("disabled", |who| who.is_active = false),
    ]
}

impl Evidence {
    fn permits(&self, access: &Access, action: &str, role: &str, column: &Column) -> bool {
        let named = |what: &str| if what == THIS { action.to_owned() } else { what.to_owned() };
        let of = |grant: &Grant| Grant { capability: named(&grant.capability), ..grant.clone() };
        let mut who = holder(role);
        who.roles = role.split('+').map(str::to_owned).collect();
        who.grants = self.grants.iter().map(of).collect();
        who.suspended = self.suspended.iter().map(|what| named(what)).collect();
        (self.change)(&mut who);
        access.allows(action, &who, &column.1, self.circumstances)
    }
}

/// The posts of the golden matrix, nobody's, and three pairs that meet in one person.
fn posts() -> Vec<&'static str> {
    ROLES.iter().copied().chain(["", "manager+sysadmin", "agent+auditor", "permission_admin+supervisor"]).collect()
}

/// Columns that this action is asked of.
fn asked(access: &Access, action: &str) -> Vec<Column> {
    columns::all().into_iter().filter(|(_, thing)| access.applies(action, ResourceKind::of(thing))).collect()
}

/// The posts that may, by evidence; evidence of the same posts together.
fn permitted(access: &Access, action: &str, column: &Column) -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
    let mut groups: Vec<(Vec<&'static str>, Vec<&'static str>)> = Vec::new();
    for of in evidence() {
        let who: Vec<&str> = posts().into_iter().filter(|role| of.permits(access, action, role, column)).collect();
        match groups.iter_mut().find(|(_, known)| *known == who) {
            Some((names, _)) => names.push(of.name),
            None if who.is_empty() => {}
            None => groups.push((vec![of.name], who)),
        }
    }
    groups
}

fn matrix(access: &Access) -> (String, usize) {
    let all: Vec<&str> = evidence().iter().map(|of| of.name).collect();
    let (mut text, mut cells) = (HEAD.to_owned(), 0);
    for action in actions::ALL {
        let mut tables: Vec<(Vec<&str>, Vec<_>)> = Vec::new();
        for column in asked(access, action) {
            cells += posts().len() * evidence().len();
            let table = permitted(access, action, &column);
            match tables.iter_mut().find(|(_, known)| *known == table) {
                Some((names, _)) => names.push(column.0),
                None => tables.push((vec![column.0], table)),
            }
        }
        writeln!(text, "\n{action}").expect("writing to text");
        for (things, table) in tables.iter().filter(|(_, table)| !table.is_empty()) {
            writeln!(text, "  {}", things.join(" ")).expect("writing to text");
            for (names, who) in table {
                let (names, who) = (words(names, &all, "always"), words(who, &posts(), "everybody"));
                writeln!(text, "    {names}: {who}").expect("writing to text");
            }
        }
    }
    writeln!(text, "\n# {cells} answers").expect("writing to text");
    (text, cells)
}

/// Those named, or, where that is shorter, all but the others.
fn words(some: &[&'static str], all: &[&'static str], everything: &str) -> String {
    let name = |name: &&'static str| if name.is_empty() { "(none)" } else { *name };
    let others: Vec<&str> = all.iter().filter(|one| !some.contains(one)).map(name).collect();
    match others.len() {
        0 => everything.into(),
        few if few < some.len() => format!("{everything} but {}", others.join(" ")),
        _ => some.iter().map(name).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn rights_under_evidence_are_what_the_policies_say() {
    let (text, cells) = matrix(&access());
    assert!(cells >= 10_000, "{cells} cells");
    compare("expected-evidence.txt", &text);
}

/// Without any one policy some answer changes, or an action loses its last permit: none is dead, none is shadowed by
/// others, and no forbid can be lost unseen.
#[test]
fn every_policy_matters() {
    let (whole, schema) = (access(), schema());
    for info in whole.policies() {
        let without: Vec<(String, String)> = policies()
            .into_iter()
            .map(|(file, text)| {
                let id = format!("@id(\"{}\")", info.words.policy);
                let kept: Vec<&str> = text.split_inclusive("\n\n").filter(|policy| !policy.contains(&id)).collect();
                (file, kept.concat())
            })
            .collect();
        let Ok(less) = Access::new(&schema, &without) else { continue };
        let actions: Vec<&str> = match &info.actions[..] {
            [] => actions::ALL.to_vec(),
            some => some.iter().map(String::as_str).collect(),
        };
        // Evidence by evidence: most policies speak up under the first two already.
        let is_seen = actions.iter().any(|action| {
            let columns = asked(&whole, action);
            let differs = |of: &Evidence, column: &Column| {
                let permits = |access, role| of.permits(access, action, role, column);
                posts().into_iter().any(|role| permits(&whole, role) != permits(&less, role))
            };
            evidence().iter().any(|of| columns.iter().any(|column| differs(of, column)))
        });
        assert!(is_seen, "nothing changes without `{}`", info.words.policy);
    }
}

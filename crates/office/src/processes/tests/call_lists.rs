//! Lists of calls, read from the database, are the calls that a check of each permits: while people move, calls come and
//! rights for a time are given, in random worlds.

use super::house::House;
use crate::entry;
use access::Resource;
use access::actions::ViewCall;
use model::fact::AccountFact;
use model::{Actor, AuthorityFact, CallId, Fact, FactBody, GrantId, GrantScope, LegId, Millis, PersonId, PhoneNumber};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::{CallCursor, CallFilter, CallRow};
use uuid::Uuid;

const WORLDS: usize = 40;
const READERS: [&str; 8] = ["agent1", "agent7", "leader1", "leader2", "supervisor", "qa", "admin", "auditor"];
const HOUR: Millis = Millis::from_secs(3_600);
const TEAMS: [Option<&str>; 4] = [Some("team1"), Some("team2"), Some("夜班"), None];

#[tokio::test]
async fn a_list_in_the_database_is_the_calls_that_checks_permit() {
    let house = House::new().await;
    let mut dice = StdRng::seed_from_u64(3);
    let (mut calls, mut shown) = (0, 0);
    for _ in 0..WORLDS {
        let mut facts: Vec<Fact> = Vec::new();
        for _ in 0..dice.random_range(1..8) {
            facts.extend(happening(&house, &mut dice, &mut calls));
        }
        house.office.commit(facts.into_iter().map(entry).collect()).await.expect("committed");
        house.office.reload_directory().await.expect("read");
        for reader in READERS {
            shown += compare(&house, reader).await;
        }
    }
    assert!(calls > 40 && shown > 1_000, "{calls} calls, {shown} rows");
}

/// A call of somebody or nobody, a move, or a right for a time.
fn happening(house: &House, dice: &mut StdRng, calls: &mut u128) -> Vec<Fact> {
    let agent = house.id(&format!("agent{}", dice.random_range(1..=12)));
    let team = TEAMS[dice.random_range(0..TEAMS.len())].map(str::to_owned);
    let at = house.now();
    let fact = |body| Fact { seq: 0, at_ms: at, actor: Actor::System, reasons: Vec::new(), body };
    match dice.random_range(0..6) {
        0 => {
            let (roles, reason) = (vec!["agent".to_owned()], "试验".to_owned());
            vec![fact(FactBody::Account(AccountFact::PersonMoved { person: agent, roles, team, reason }))]
        }
        1 => {
            let holder = house.id(READERS[dice.random_range(0..READERS.len())]);
            vec![fact(given(holder, team.map_or(GrantScope::Centre, GrantScope::Team), at))]
        }
        kind => {
            *calls += 1;
            // Several begin in the same millisecond.
            let call = CallId(Uuid::from_u128(*calls));
            let from = PhoneNumber::from_wire("13800000001");
            let begun = fact(FactBody::CallStarted { call, from, to: "95000".into(), trunk: "trunk".into() });
            let leg = LegId { call, number: 1 };
            let taken = fact(FactBody::CallBridged { call, leg, agent: Some(agent) });
            if kind == 2 { vec![begun] } else { vec![begun, taken] }
        }
    }
}

fn given(person: PersonId, scope: GrantScope, at: Millis) -> FactBody {
    // The whole centre only for a time that has passed: else every reader soon sees everything.
    let (from_ms, until_ms) = if scope == GrantScope::Centre { (at - HOUR, at) } else { (at, at + HOUR) };
    FactBody::Authority(AuthorityFact::GrantGiven {
        grant: GrantId(Uuid::now_v7()),
        person,
        capability: "call:view".into(),
        scope,
        from_ms,
        until_ms,
        instance: None,
        why: "试验".into(),
        cautions: String::new(),
        approvals: Vec::new(),
        is_joint: false,
        is_break_glass: false,
        replaces: None,
    })
}

/// How many rows the reader saw.
async fn compare(house: &House, reader: &str) -> usize {
    let caller = house.caller(reader);
    let all = store::calls::list(&house.store, &store::Scope::All, &CallFilter::default(), None, 200).await;
    let (all, more) = all.expect("read");
    assert_eq!(more, None, "all on one page");
    let permits = |row: &&CallRow| {
        let agent = row.agent.as_ref();
        let resource = Resource::Call {
            id: row.id.to_string(),
            agent: agent.map(|agent| agent.id),
            agent_team: agent.and_then(|agent| agent.team.clone()),
        };
        house.office.permit::<ViewCall>(&caller, &resource).is_ok()
    };
    let expected: Vec<CallId> = all.iter().filter(permits).map(|row| row.id).collect();
    let (mut shown, mut cursor) = (Vec::new(), None::<CallCursor>);
    loop {
        let Ok(page) = house.office.calls(&caller, CallFilter::default(), cursor, Some(7)).await else { break };
        shown.extend(page.items.iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(shown, expected, "{reader}");
    shown.len()
}

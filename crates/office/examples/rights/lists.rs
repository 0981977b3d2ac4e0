//! One page of calls, as different people see them; what the journal takes beside the fsync; what a move takes.

use crate::house::{self, House, agent, fact, keep, nth};
use crate::{head, line, times};
use access::actions::ViewCall;
use access::{Action, Circumstances, Resource};
use model::fact::AccountFact;
use model::{
    AuthorityFact, CallCause, CallId, Fact, FactBody, GrantId, GrantScope, LegId, Millis, PersonId, PhoneNumber,
};
use office::Caller;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::Path;
use std::time::Instant;
use store::{CallCursor, CallFilter, CallRow, Store};
use uuid::Uuid;

const PEOPLE: u64 = 5_000;
const TEAMS: u64 = 200;
/// Calls whose facts share a commit.
const GROUP: u64 = 1_000;
/// Milliseconds from one call to the next: no two begin at once.
const APART: i64 = 40_000;
const NOW: Millis = Millis(1_795_000_000_000);
/// Somebody takes one in so many of all calls: years of them.
const BUSIEST: u64 = 40;
const PAGE: u32 = 50;
const ROUNDS: usize = 300;
/// Newest calls that are checked one by one.
const CHECKED: usize = 10_000;

pub async fn measure(folder: &Path, calls: u64) {
    let store = house::database(folder, "lists").await;
    let mut dice = StdRng::seed_from_u64(1);
    let began = Instant::now();
    fill(&store, &mut dice, calls).await;
    let seconds = began.elapsed().as_secs_f64();
    let each = seconds * 1e6 / (3 * calls) as f64;
    println!("{PEOPLE} people in {TEAMS} teams; {calls} calls of three facts written in {seconds:.0} s,");
    println!("{each:.0} µs a fact with its share of the fsync and the tables made of it.");
    journal(&store).await;

    let house = House::open(store, folder).await;
    let readers = readers(&house).await;
    head("A page of 50 calls, begun at any time");
    for (what, reader) in &readers {
        let took = times(ROUNDS, async |_| {
            let until = Some(NOW - Millis(dice.random_range(0..APART * calls as i64)));
            let filter = CallFilter { until, ..CallFilter::default() };
            house.office.calls(reader, filter, None, Some(PAGE)).await.expect("a page")
        });
        line(what, took.await);
    }
    for (what, reader) in &readers {
        equals_checks(&house, what, reader).await;
    }
    println!("\nEach list holds what a check of each of the newest {CHECKED} calls permits.");
    moves(&house).await;
}

async fn fill(store: &Store, dice: &mut StdRng, calls: u64) {
    let start = NOW - Millis(APART * calls as i64);
    for first in (0..PEOPLE).step_by(500) {
        let facts =
            (first..first + 500).flat_map(|number| agent(nth(number), format!("p{number}"), &team(number), start));
        keep(store, facts.collect()).await;
    }
    for first in (0..calls).step_by(GROUP as usize) {
        let facts = (first..calls.min(first + GROUP)).flat_map(|number| {
            let at = start + Millis(APART * number as i64);
            let is_busiest = dice.random_range(0..BUSIEST) == 0;
            call(at, number, if is_busiest { nth(7) } else { nth(dice.random_range(0..PEOPLE)) })
        });
        keep(store, facts.collect()).await;
    }
}

/// The demo's second team takes no call; its first is one of 200.
fn team(number: u64) -> String {
    match number % TEAMS {
        0 => "team1".into(),
        other => format!("t{other}"),
    }
}

fn call(at: Millis, number: u64, agent: PersonId) -> [Fact; 3] {
    // As version 7 makes them: the later, the greater.
    let call = CallId(Uuid::from_u128(u128::from(at.0.unsigned_abs()) << 80 | 0x7 << 76 | u128::from(number)));
    let from = PhoneNumber::from_wire(&format!("138****{:04}", number % 10_000));
    let (leg, talk_ms) = (LegId { call, number: 1 }, Millis(60_000));
    let ended =
        FactBody::CallEnded { call, cause: CallCause::CustomerHungUp, status: 200, talk_ms, hold_ms: Millis(0) };
    [
        fact(at, FactBody::CallStarted { call, from, to: "95000".into(), trunk: "carrier".into() }),
        fact(at + Millis(5_000), FactBody::CallBridged { call, leg, agent: Some(agent) }),
        fact(at + Millis(65_000), ended),
    ]
}

/// Facts of which no table is made, one in a commit and a thousand: what each takes beside the fsync that they share.
async fn journal(store: &Store) {
    let read = || {
        let body = FactBody::Revealed { person: nth(1), what: "number".into(), resource: "call 1".into() };
        fact(NOW, body)
    };
    head("The journal");
    line(
        "one fact in a commit: canonical bytes, hash, tree, insert, fsync",
        times(200, async |_| keep(store, vec![read()]).await).await,
    );
    let took = times(100, async |_| keep(store, (0..1_000).map(|_| read()).collect()).await).await;
    let each = took.iter().sum::<std::time::Duration>().as_secs_f64() * 1e6 / (1_000 * took.len()) as f64;
    line("a thousand facts in a commit", took);
    println!("\n{each:.0} µs a fact where a thousand share the fsync, the fsync included.");
}

/// A supervisor, an agent, and leaders of a team of 25, of one that took no call, and with rights for three more.
async fn readers(house: &House) -> Vec<(&'static str, Caller)> {
    let now = house.office.now();
    let leader = agent_who_leads(nth(PEOPLE), "lead-of-t40", "t40", now);
    let holder = house.caller("leader1").person.id;
    let given = ["t10", "t20", "t30"].map(|team| {
        let given = AuthorityFact::GrantGiven {
            grant: GrantId(Uuid::now_v7()),
            person: holder,
            capability: ViewCall::NAME.into(),
            scope: GrantScope::Team(team.into()),
            from_ms: now,
            until_ms: now + Millis::from_secs(86_400),
            instance: None,
            why: "bench".into(),
            cautions: String::new(),
            approvals: Vec::new(),
            is_joint: false,
            is_break_glass: false,
            replaces: None,
        };
        fact(now, FactBody::Authority(given))
    });
    house.commit(leader.into_iter().chain(given).collect()).await;
    house.read_people("newcomer-of-lists").await;
    vec![
        ("all (supervisor)", house.caller("supervisor")),
        ("own (agent)", house.caller("p17")),
        ("four teams of 200 (leader with rights for three more)", house.caller("leader1")),
        ("one team of 200 (leader)", house.caller("lead-of-t40")),
        ("a team that took no call (leader)", house.caller("leader2")),
    ]
}

fn agent_who_leads(person: PersonId, username: &str, team: &str, at: Millis) -> [Fact; 2] {
    let [mut added, passed] = agent(person, username.into(), team, at);
    if let FactBody::PersonAdded { roles, .. } = &mut added.body {
        *roles = vec!["team_leader".into()];
    }
    [added, passed]
}

/// The pages of a reader, one after the other, hold the newest calls that a check of each permits: no more, no fewer.
async fn equals_checks(house: &House, what: &str, reader: &Caller) {
    let newest = newest(&house.store).await;
    let access = &house.office.rulebook().access;
    let principal = house.office.directory().principal(reader.person.id).expect("somebody");
    let permits = |row: &CallRow| {
        let agent = row.agent.as_ref();
        let resource = Resource::Call {
            id: row.id.to_string(),
            agent: agent.map(|agent| agent.id),
            agent_team: agent.and_then(|agent| agent.team.clone()),
        };
        access.allows(ViewCall::NAME, &principal, &resource, Circumstances::at(house.office.now()))
    };
    let expected: Vec<CallId> = newest.iter().filter(|row| permits(row)).map(|row| row.id).collect();
    let filter = CallFilter { from: newest.last().map(|row| row.started_ms), ..CallFilter::default() };
    let (mut shown, mut cursor) = (Vec::new(), None::<CallCursor>);
    loop {
        let page = house.office.calls(reader, filter.clone(), cursor, Some(200)).await.expect("a page");
        shown.extend(page.items.iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(shown.len(), expected.len(), "{what}");
    assert!(shown == expected, "{what}: other calls than the checks permit");
}

async fn newest(store: &Store) -> Vec<CallRow> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    while rows.len() < CHECKED {
        let page = store::calls::list(store, &store::Scope::All, &CallFilter::default(), cursor, 200).await;
        let (page, next) = page.expect("a page");
        rows.extend(page);
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    rows
}

/// Who moves takes the calls along, in the commit that tells of it.
async fn moves(house: &House) {
    let to = |person: PersonId, team: String| {
        let (roles, reason, team) = (vec!["agent".to_owned()], "bench".to_owned(), Some(team));
        fact(NOW, FactBody::Account(AccountFact::PersonMoved { person, roles, team, reason }))
    };
    head("Somebody moves to another team");
    let took = times(20, async |round| house.commit(vec![to(nth(100 + round as u64), "t60".into())]).await).await;
    line("who took one call in 5,000", took);
    let took = times(6, async |round| house.commit(vec![to(nth(7), format!("t{}", 70 + round))]).await).await;
    line("who took one call in 40", took);
}

//! How long a check takes: `cargo run --release -p access --example authority`. Goal: p50 ≤ 50 µs and p99 ≤ 250 µs over a
//! mixture of 5,000 people, refused or not; why not is worked out when somebody asks. Then lists against brute force over 10,000 random worlds: one row too many or too few stops it.

use access::actions::{self, ManagePeople, PlayRecording, RevealNumber, TakeCalls, ViewCall, ViewInstance};
use access::{Access, Action, Circumstances, Grant, Principal, Resource, ResourceKind};
use model::{GrantId, GrantScope, Millis, OrderState, PersonId};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use uuid::Uuid;

const ROUNDS: usize = 20_000;
const PEOPLE: u64 = 5_000;
const WORLDS: u64 = 10_000;
const ROLES: [&str; 12] = [
    "agent",
    "agent",
    "agent",
    "agent",
    "senior_agent",
    "team_leader",
    "supervisor",
    "manager",
    "qa",
    "hr",
    "sysadmin",
    "auditor",
];
const NOW: Millis = Millis(1_795_000_000_000);

fn main() {
    let access = load();
    println!("\n| {} policies, {ROUNDS} checks each | p50 | p99 |\n|---|---|---|", access.policies().len());
    let agent = Principal { roles: vec!["agent".into(), "senior_agent".into()], ..person(&mut Chance(1), 1) };
    let own = Resource::Call { id: "c".into(), agent: Some(agent.person), agent_team: agent.team.clone() };
    let foreign = Resource::Call { id: "c".into(), agent: None, agent_team: Some("elsewhere".into()) };
    measure::<ViewCall>("own call, permitted", &access, &agent, &own);
    measure::<TakeCalls>("go ready, permitted", &access, &agent, &Resource::Centre);
    measure::<ManagePeople>("manage people, refused", &access, &agent, &Resource::Centre);
    measure::<PlayRecording>("foreign recording, refused", &access, &agent, &foreign);
    let explained = |_| {
        let refused = access.check::<PlayRecording>(&agent, &foreign, now()).expect_err("no right to it");
        black_box(refused.why());
    };
    times("foreign recording, refused, and somebody asks why", explained);
    times("scope of the call list", |_| drop(black_box(access.scope::<ViewCall>(&agent, now()))));
    times("what a page may show: every action, yes or no", |_| drop(black_box(access.may(&agent, now()))));
    mixture(&access);
    worlds(&access);
}

fn load() -> Access {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/policies");
    let read = |file: &Path| std::fs::read_to_string(file).expect("a readable file");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("policies").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "cedar"));
    files.sort();
    let policies: Vec<(String, String)> = files.iter().map(|file| (file.display().to_string(), read(file))).collect();
    Access::new(&read(&folder.join("schema.cedarschema")), &policies).expect("policies that load")
}

fn now() -> Circumstances {
    Circumstances { stepped_up: Some(NOW), has_purpose: true, has_case: true, has_consent: false, now: NOW }
}

/// Any person of 5,000, any action, anything it can be asked of.
fn mixture(access: &Access) {
    let mut chance = Chance(7);
    let people: Vec<Principal> = (0..PEOPLE).map(|number| person(&mut chance, number)).collect();
    let asked: Vec<(&Principal, &str, Resource)> = (0..ROUNDS)
        .map(|_| {
            loop {
                let who = &people[chance.below(PEOPLE) as usize];
                let action = actions::ALL[chance.below(actions::ALL.len() as u64) as usize];
                let thing = thing(&mut chance);
                if access.applies(action, ResourceKind::of(&thing)) {
                    break (who, action, thing);
                }
            }
        })
        .collect();
    let yes = asked.iter().filter(|(who, action, thing)| access.allows(action, who, thing, now())).count();
    let share = yes * 100 / ROUNDS;
    let answer = |round: usize| {
        let (who, action, thing) = &asked[round];
        access.ask(action, who, thing, now())
    };
    times(&format!("5,000 people, every action, {share} of 100 permitted"), |round| drop(black_box(answer(round))));
    let explained = |round: usize| {
        let answer = answer(round);
        black_box(answer.as_ref().err().map(access::Denied::why));
    };
    times("the same, and every refusal explained", explained);
}

/// Rows that a scope shows are the rows that a check permits, for people with posts, teams, grants and suspensions.
fn worlds(access: &Access) {
    let began = Instant::now();
    let mut chance = Chance(11);
    let mut rows = 0;
    for world in 0..WORLDS {
        let who = person(&mut chance, world % 20);
        let scopes = [
            (ViewCall::NAME, access.scope::<ViewCall>(&who, now())),
            (PlayRecording::NAME, access.scope::<PlayRecording>(&who, now())),
            (RevealNumber::NAME, access.scope::<RevealNumber>(&who, now())),
        ];
        let instances = access.instance_scope(&who, now());
        for _ in 0..6 {
            let (agent, agent_team) = (Some(nth(chance.below(20))), team(&mut chance));
            let agent = agent.filter(|_| chance.below(5) > 0);
            let people = vec![nth(chance.below(20))];
            let call = Resource::Call { id: "c".into(), agent, agent_team: agent_team.clone() };
            for (action, scope) in &scopes {
                let is_permitted = access.allows(action, &who, &call, now());
                assert_eq!(scope.covers(agent, agent_team.as_deref()), is_permitted, "{action} {who:?} {call:?}");
            }
            let is_shown = instances.covers_instance(agent, agent_team.as_deref(), &people);
            let case = Resource::Instance {
                id: "i".into(),
                flow: "leave".into(),
                applicant: agent,
                applicant_team: agent_team,
                people,
            };
            assert_eq!(is_shown, access.allows(ViewInstance::NAME, &who, &case, now()), "{who:?} {case:?}");
            rows += 4;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("\n{WORLDS} random worlds, {rows} rows: every list is what the checks permit ({seconds:.0} s)");
}

/// A small generator with a seed: the same worlds on every machine (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

fn nth(number: u64) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(number) + 1))
}

fn team(chance: &mut Chance) -> Option<String> {
    Some(chance.below(5)).filter(|number| *number > 0).map(|number| format!("team{number}"))
}

fn person(chance: &mut Chance, number: u64) -> Principal {
    let role = ROLES[chance.below(ROLES.len() as u64) as usize];
    let grants = (0..chance.below(4)).map(|_| grant(chance)).collect();
    Principal {
        person: nth(number),
        username: format!("p{number}"),
        roles: vec![role.into()],
        team: team(chance),
        is_active: chance.below(20) > 0,
        qualifications: if chance.below(10) > 0 { vec!["authz-exam".into(), "platform-exam".into()] } else { vec![] },
        grants,
        suspended: if chance.below(20) > 0 { vec![] } else { vec!["recording:play".into()] },
        must_change_password: false,
    }
}

/// Expired, running or coming; for the centre, a team or a customer.
fn grant(chance: &mut Chance) -> Grant {
    let capabilities = ["call:view", "recording:play", "number:reveal", "customer:view", "id_card:reveal"];
    let scope = match chance.below(6) {
        0 => GrantScope::Centre,
        1 => GrantScope::Customer("k1".into()),
        _ => GrantScope::Team(format!("team{}", chance.below(4) + 1)),
    };
    let from = NOW + Millis(1000 - chance.below(3000) as i64);
    Grant {
        id: GrantId(Uuid::from_u128(u128::from(chance.next()))),
        capability: capabilities[chance.below(capabilities.len() as u64) as usize].into(),
        scope,
        from,
        until: from + Millis(1500),
        is_joint: chance.below(2) > 0,
        is_break_glass: false,
    }
}

fn thing(chance: &mut Chance) -> Resource {
    let (who, other) = (nth(chance.below(PEOPLE)), nth(chance.below(PEOPLE)));
    let (id, flow) = ("x".to_owned(), "leave".to_owned());
    match chance.below(12) {
        0 => Resource::Centre,
        1 => Resource::Team("team1".into()),
        2 => Resource::Call { id, agent: Some(who), agent_team: team(chance) },
        3 => Resource::Person { person: who, team: team(chance) },
        4 => Resource::Flow { flow },
        5 => Resource::Instance { id, flow, applicant: Some(who), applicant_team: team(chance), people: vec![other] },
        6 => Resource::Task {
            instance: id,
            flow,
            task: 1,
            applicant: Some(who),
            people: vec![who, other],
            excluded: vec![who],
            holder_team: team(chance),
            is_review: true,
        },
        7 => Resource::Customer { customer: "k1".into(), team: team(chance), serving: vec![who] },
        8 => Resource::AccessRequest {
            id,
            applicant: who,
            first: Some(other),
            last: Some(nth(PEOPLE)),
            needs_joint: false,
            joint: vec![],
        },
        9 => Resource::MoneyChange { id, maker: who, finance: Some(other), supervisor: Some(nth(PEOPLE)) },
        10 => Resource::Order {
            order: id,
            state: OrderState::Shipped,
            taker: Some(who),
            serving: vec![other],
            approver: Some(nth(PEOPLE)),
        },
        _ => Resource::Change { id, author: who, is_approved: true },
    }
}

fn measure<A: Action>(what: &str, access: &Access, principal: &Principal, resource: &Resource) {
    times(what, |_| drop(black_box(access.check::<A>(principal, resource, now()))));
}

fn times(what: &str, mut act: impl FnMut(usize)) {
    let mut nanos: Vec<u128> = (0..ROUNDS)
        .map(|round| {
            let start = Instant::now();
            act(round);
            start.elapsed().as_nanos()
        })
        .collect();
    nanos.sort_unstable();
    let micros = |share: usize| nanos[ROUNDS * share / 1_000] as f64 / 1_000.0;
    println!("| {what} | {:.1} µs | {:.1} µs |", micros(500), micros(990));
}

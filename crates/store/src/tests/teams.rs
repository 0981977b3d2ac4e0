//! Lists by team equal a plain reading of every call, whatever people do: calls begin, pass from one agent to the next,
//! and people come, move and leave their team in the same groups of facts.

use super::{answered, call, commit, ended, fact, person, sqlite, sqlite_url, started};
use crate::database::Link;
use crate::{CallCursor, CallFilter, Options, Scope, Store, calls};
use model::fact::AccountFact;
use model::{CallCause, CallId, Fact, FactBody, LegId, PersonId, PersonName};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;

const TEAMS: [Option<&str>; 4] = [None, Some("red"), Some("blue"), Some("绿")];
const PEOPLE: u128 = 6;
const GROUPS: usize = 60;
/// Beside the ids of the other tests.
const FIRST: u128 = 900_000;
const BEGAN: i64 = 900_000_000;

/// What the lists must show.
#[derive(Default)]
struct World {
    /// By call: when it began, its queue, its agent.
    calls: BTreeMap<u128, (i64, bool, Option<u128>)>,
    teams: BTreeMap<u128, Option<&'static str>>,
}

impl World {
    /// One thing that happens, as facts.
    fn act(&mut self, dice: &mut StdRng) -> Vec<Fact> {
        let who = FIRST + dice.random_range(0..PEOPLE);
        let next = FIRST + self.calls.len() as u128;
        // Two at the same millisecond each.
        let at = BEGAN + i64::try_from(self.calls.len() / 2).expect("few");
        let team = TEAMS[dice.random_range(0..TEAMS.len())];
        match dice.random_range(0..6) {
            0 | 1 => {
                let in_queue = dice.random_bool(0.5);
                self.calls.insert(next, (at, in_queue, Some(who)));
                answered(at, next, "13800000001", who, if in_queue { "wanted" } else { "other" })
            }
            2 => {
                self.calls.insert(next, (at, false, None));
                vec![started(at, next, "13800000002")]
            }
            3 => {
                let known = FIRST + dice.random_range(0..=self.calls.len() as u128);
                let Some((_, _, agent)) = self.calls.get_mut(&known) else { return Vec::new() };
                *agent = Some(who);
                let leg = LegId { call: call(known), number: 9 };
                vec![fact(at, FactBody::CallBridged { call: call(known), leg, agent: Some(person(who)) })]
            }
            4 if self.teams.contains_key(&who) => {
                self.teams.insert(who, team);
                let (roles, reason, team) = (Vec::new(), String::new(), team.map(Into::into));
                let moved = AccountFact::PersonMoved { person: person(who), roles, team, reason };
                vec![fact(at, FactBody::Account(moved))]
            }
            _ => {
                self.teams.insert(who, team);
                vec![described(at, who, team)]
            }
        }
    }

    fn expected(&self, scope: &Scope, filter: &CallFilter) -> Vec<CallId> {
        let sees = |agent: Option<u128>| match scope {
            Scope::Agent(own) => agent.map(person) == Some(*own),
            Scope::Teams { teams, agent: own } => {
                let team = agent.and_then(|agent| self.teams.get(&agent)).copied().flatten();
                team.is_some_and(|team| teams.iter().any(|of| of == team))
                    || (own.is_some() && agent.map(person) == *own)
            }
            Scope::All | Scope::None => unreachable!("not about teams"),
        };
        let wanted = |&(_, in_queue, agent): &(i64, bool, Option<u128>)| {
            let is_asked = filter.agent.is_none_or(|asked| agent.map(person) == Some(asked));
            sees(agent) && is_asked && (in_queue || filter.queue.is_none())
        };
        self.calls.iter().rev().filter(|(_, of)| wanted(of)).map(|(id, _)| call(*id)).collect()
    }
}

fn described(at: i64, who: u128, team: Option<&str>) -> Fact {
    let body = FactBody::PersonAdded {
        person: person(who),
        username: format!("of-teams-{who}"),
        name: PersonName("李强".into()),
        roles: vec!["agent".into()],
        team: team.map(Into::into),
        locale: "zh-CN".into(),
        email: None,
    };
    fact(at, body)
}

/// Everything the reader sees, page by page.
async fn shown(store: &Store, scope: &Scope, filter: &CallFilter) -> Vec<CallId> {
    let (mut seen, mut cursor) = (Vec::new(), None::<CallCursor>);
    loop {
        let (rows, next) = calls::list(store, scope, filter, cursor, 3).await.expect("a page");
        seen.extend(rows.iter().map(|row| row.id));
        if next.is_none() {
            return seen;
        }
        cursor = next;
    }
}

fn scopes() -> Vec<Scope> {
    let teams = |keys: &[&str], agent: Option<PersonId>| Scope::Teams {
        teams: keys.iter().map(|key| (*key).to_owned()).collect(),
        agent,
    };
    vec![
        teams(&["red"], None),
        teams(&["blue", "绿"], Some(person(FIRST))),
        teams(&["red", "blue", "绿"], Some(person(FIRST + 1))),
        teams(&["nobody's"], Some(person(FIRST + 2))),
        teams(&["nobody's"], None),
        Scope::Agent(person(FIRST + 3)),
    ]
}

async fn compare(store: &Store, world: &World) {
    let of = |agent: u128| CallFilter { agent: Some(person(FIRST + agent)), ..CallFilter::default() };
    let queue = CallFilter { queue: Some("wanted".into()), ..CallFilter::default() };
    for scope in scopes() {
        for filter in [CallFilter::default(), queue.clone(), of(0), of(4)] {
            assert_eq!(shown(store, &scope, &filter).await, world.expected(&scope, &filter), "{scope:?} {filter:?}");
        }
    }
}

pub async fn follow_people(store: &Store) {
    let mut dice = StdRng::seed_from_u64(7);
    let mut world = World::default();
    for group in 0..GROUPS {
        let acts = dice.random_range(1..6);
        let facts: Vec<Fact> = (0..acts).flat_map(|_| world.act(&mut dice)).collect();
        commit(store, facts).await;
        if group % 10 == 9 {
            compare(store, &world).await;
        }
    }
    assert!(world.calls.len() > 50, "{} calls", world.calls.len());
}

#[tokio::test]
async fn lists_by_team_equal_a_plain_reading_of_every_call() {
    let (_folder, store) = sqlite().await;
    follow_people(&store).await;
}

#[tokio::test]
async fn a_leader_sees_the_calls_of_who_belongs_to_the_team_today() {
    let (_folder, store) = sqlite().await;
    let (first, second) = (FIRST, FIRST + 1);
    commit(&store, vec![described(1, first, Some("red")), described(1, second, Some("blue"))]).await;
    commit(&store, answered(BEGAN, 1, "1", first, "wanted")).await;
    commit(&store, vec![started(BEGAN + 1, 2, "2"), ended(BEGAN + 2, 2, CallCause::FlowEnded, 0)]).await;
    let of = |team: &str| Scope::Teams { teams: vec![team.into()], agent: None };
    let any = CallFilter::default();
    assert_eq!(shown(&store, &of("red"), &any).await, [call(1)]);
    let (roles, reason, team) = (vec![], "试验".to_owned(), Some("blue".to_owned()));
    let moved = AccountFact::PersonMoved { person: person(first), roles, team, reason };
    commit(&store, vec![fact(BEGAN + 3, FactBody::Account(moved))]).await;
    assert_eq!(shown(&store, &of("red"), &any).await, []);
    assert_eq!(shown(&store, &of("blue"), &any).await, [call(1)]);
    commit(&store, vec![described(BEGAN + 4, first, None)]).await;
    assert_eq!(shown(&store, &of("blue"), &any).await, [], "who is of no team is seen by no team's leader");
}

/// A database that was filled before calls knew their team.
#[tokio::test]
async fn older_calls_get_their_team() {
    let (folder, store) = sqlite().await;
    let mut facts = vec![described(1, FIRST, Some("red")), described(1, FIRST + 1, None)];
    facts.extend((0..4).flat_map(|number| answered(BEGAN, number, "1", FIRST + number % 3, "wanted")));
    commit(&store, facts).await;
    let before =
        ["DROP INDEX call_team", "ALTER TABLE call DROP COLUMN agent_team", "DELETE FROM migration WHERE number = 15"];
    {
        let mut writer = store.writer.lock().await;
        let Link::Sqlite(link) = writer.link() else { unreachable!("SQLite") };
        for text in before {
            sqlx::query(text).execute(&mut **link).await.expect("as it was before");
        }
    }
    store.close().await;
    let store = Store::open(&sqlite_url(&folder), Options::default()).await.expect("opened again");
    let red = Scope::Teams { teams: vec!["red".into()], agent: None };
    assert_eq!(shown(&store, &red, &CallFilter::default()).await, [call(3), call(0)]);
}

//! Whatever people do in whatever order, nobody holds a right that a tiny model of the journal does not give them; and
//! a right that was revoked is denied to everybody who asks afterwards.

use super::house::{House, PASSWORD, at, fields};
use super::rights::{granted, request};
use crate::processes::acts::Completion;
use crate::processes::inbox::TaskBox;
use crate::rights::suspend::Suspend;
use access::Resource;
use access::actions::PlayRecording;
use model::{AuthorityFact, Fact, FactBody, GrantId, GrantScope, Millis, PersonId};
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use uuid::Uuid;

/// Who acts. The first asks; any of them tries whatever is open.
const PEOPLE: [&str; 7] = ["agent1", "leader1", "leader2", "supervisor", "manager", "grantor", "gm"];

#[derive(Clone, Debug)]
enum Op {
    Ask {
        hours: i64,
        later: bool,
    },
    /// Somebody does some open task of some request, whether it is theirs or not.
    Do {
        who: usize,
        task: usize,
        agrees: bool,
    },
    Revoke {
        who: usize,
    },
    Suspend {
        who: usize,
    },
    Lift {
        who: usize,
    },
    /// Hours, back as well.
    Clock {
        hours: i64,
    },
    Tick,
    StandIn {
        absent: usize,
        deputy: usize,
    },
    Leave,
    Return,
}

fn op() -> impl Strategy<Value = Op> {
    let who = || 0..PEOPLE.len();
    prop_oneof![
        3 => (1..200i64, any::<bool>()).prop_map(|(hours, later)| Op::Ask { hours, later }),
        12 => (who(), 0..3usize, prop::bool::weighted(0.9)).prop_map(|(who, task, agrees)| Op::Do { who, task, agrees }),
        2 => who().prop_map(|who| Op::Revoke { who }),
        1 => who().prop_map(|who| Op::Suspend { who }),
        1 => who().prop_map(|who| Op::Lift { who }),
        3 => (-30..120i64).prop_map(|hours| Op::Clock { hours }),
        2 => Just(Op::Tick),
        1 => (who(), who()).prop_map(|(absent, deputy)| Op::StandIn { absent, deputy }),
        1 => Just(Op::Leave),
        1 => Just(Op::Return),
    ]
}

/// A right as the facts tell it.
struct Right {
    from: Millis,
    until: Millis,
    is_over: bool,
}

/// What the facts say that this person may hear, and no more than that.
#[derive(Default)]
struct Model {
    rights: BTreeMap<GrantId, Right>,
    is_away: bool,
    stops: BTreeSet<Uuid>,
}

impl Model {
    fn of(facts: &[Fact], person: PersonId) -> Self {
        let mut model = Self::default();
        for fact in facts {
            match &fact.body {
                FactBody::PersonDisabled { person: of } if *of == person => model.is_away = true,
                FactBody::PersonEnabled { person: of } if *of == person => model.is_away = false,
                FactBody::Authority(body) if body.person() == Some(person) => model.take(body),
                _ => {}
            }
        }
        model
    }

    fn take(&mut self, body: &AuthorityFact) {
        match body {
            AuthorityFact::GrantGiven { grant, person, from_ms, until_ms, approvals, .. } => {
                let who: BTreeSet<PersonId> = approvals.iter().map(|of| of.person).collect();
                let stages: Vec<&str> = approvals.iter().map(|of| of.stage.as_str()).collect();
                assert_eq!(stages, ["first", "final", "apply"], "each stage, in its order");
                assert!(who.len() == 3 && !who.contains(person), "four people: {approvals:?}");
                let until = *until_ms;
                self.rights.insert(*grant, Right { from: *from_ms, until, is_over: false });
            }
            AuthorityFact::GrantRevoked { grant, .. } | AuthorityFact::GrantExpired { grant, .. } => {
                self.rights.get_mut(grant).expect("was given").is_over = true;
            }
            AuthorityFact::RightSuspended { suspension, .. } => drop(self.stops.insert(suspension.0)),
            AuthorityFact::SuspensionLifted { suspension, .. } => drop(self.stops.remove(&suspension.0)),
            AuthorityFact::ExpiryWarned { .. } | AuthorityFact::ViolationRecorded { .. } => {}
        }
    }

    fn hears(&self, now: Millis) -> bool {
        let holds = |right: &Right| !right.is_over && right.from <= now && now < right.until;
        !self.is_away && self.stops.is_empty() && self.rights.values().any(holds)
    }
}

async fn play(house: &House, op: Op) {
    let office = &house.office;
    let is_here = |who: &str| office.directory().by_username(who).is_some_and(|person| person.is_active);
    match op {
        Op::Ask { hours, later } => {
            let now = house.now().0;
            let from = now + if later { 5 * 3_600_000 } else { 0 };
            let time = |at: i64| process::dates::datetime_text(Millis(at), super::house::OFFSET);
            let mut data = request("recording:play", &time(from + hours * 3_600_000));
            data["from"] = json!(time(from));
            let _ = house.start("agent1", "access-request", data).await;
        }
        Op::Do { who, task, agrees } => {
            let mut open = Vec::new();
            for somebody in PEOPLE.iter().filter(|name| is_here(name)) {
                let rows = office.inbox(&house.caller(somebody), TaskBox::Open, None, None, Some(50)).await;
                open.extend(rows.expect("an inbox").items.into_iter().filter(|row| row.flow.key == "access-request"));
            }
            if open.is_empty() {
                return;
            }
            let row = &open[task % open.len()];
            let outcome =
                if agrees { row.outcomes[0].key.clone() } else { row.outcomes[row.outcomes.len() - 1].key.clone() };
            let data = fields(json!({"opinion": "随机"}));
            let done = Completion { outcome, data, password: Some(PASSWORD.into()) };
            let _ = office.complete(&house.caller(PEOPLE[who]), row.instance, row.task, done).await;
        }
        Op::Revoke { who } => {
            let held = office.grants_of(house.id("agent1")).await.expect("reads");
            if let Some(grant) = held.first() {
                let _ = office.revoke_grant(&house.caller(PEOPLE[who]), grant.id, "随机").await;
            }
        }
        Op::Suspend { who } => {
            let person = house.id("agent1");
            let asked = Suspend { person, capability: None, reason: "随机".into(), minutes: None, call: None };
            let _ = office.suspend(&house.caller(PEOPLE[who]), asked).await;
        }
        Op::Lift { who } => {
            for stop in store::grants::suspensions_open(&house.store).await.expect("reads") {
                let _ = office.lift_suspension(&house.caller(PEOPLE[who]), stop.id, "随机").await;
            }
        }
        Op::Clock { hours } => house.set(Millis(house.now().0 + hours * 3_600_000)),
        Op::Tick => drop(office.tick_rights().await.expect("ticks")),
        Op::StandIn { absent, deputy } => {
            let (from, until) = (house.now(), house.now() + Millis::from_secs(24 * 3_600));
            let (absent, deputy) = (house.id(PEOPLE[absent]), house.id(PEOPLE[deputy]));
            let _ = office.give_delegation(&house.caller("supervisor"), absent, deputy, from, until, "").await;
        }
        Op::Leave => office.set_active("agent1", false).await.expect("leaves"),
        Op::Return => {
            // Whoever comes back begins anew: what was held ends within a second.
            office.tick_rights().await.expect("ticks");
            office.set_active("agent1", true).await.expect("returns");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Approving the own request, approving twice, after the end, after somebody left, through deputies, with a clock that
    /// jumps: nobody ever hears more than the facts allow, and no right lacks its three other people.
    #[test]
    fn nobody_holds_more_than_the_facts_tell(ops in prop::collection::vec(op(), 1..45)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let house = House::new().await;
            for op in ops {
                let told = format!("{op:?}");
                play(&house, op).await;
                let model = Model::of(&house.facts().await, house.id("agent1"));
                let team = Resource::Team("team1".into());
                let hears = house.office.permit::<PlayRecording>(&house.caller("agent1"), &team).is_ok();
                assert!(!hears || model.hears(house.now()), "after {told}: more than the facts allow");
                // The other way round once the directory was read at this very time: a clock that went back gives
                // nothing back by itself.
                house.office.reload_directory().await.expect("reads");
                let hears = house.office.permit::<PlayRecording>(&house.caller("agent1"), &team).is_ok();
                assert_eq!(hears, model.hears(house.now()), "after {told}");
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_who_approve_at_once_one_does() {
    let house = Arc::new(House::new().await);
    let data = request("recording:play", "2026-12-10T18:00");
    let id = house.start("agent1", "access-request", data).await.expect("may ask").row.id;
    let task = house.task_of("leader1", id).await.task;
    let tries = (0..100).map(|_| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            let done = Completion { outcome: "agree".into(), data: fields(json!({})), password: Some(PASSWORD.into()) };
            house.office.complete(&house.caller("leader1"), id, task, done).await.is_ok()
        })
    });
    let mut done = 0;
    for one in tries.collect::<Vec<_>>() {
        done += usize::from(one.await.expect("no panic"));
    }
    assert_eq!(done, 1);
}

#[tokio::test]
async fn what_was_approved_cannot_be_edited_afterwards() {
    let house = House::new().await;
    let data = request("recording:play", "2026-12-10T18:00");
    let id = house.start("agent1", "access-request", data).await.expect("may ask").row.id;
    house.does("leader1", id, "agree", json!({})).await.expect("first");
    for field in ["capability", "until", "scope_id", "joint"] {
        let edited = house.does("supervisor", id, "agree", json!({ field: "customer:edit" })).await;
        assert!(edited.is_err(), "{field} is not the reviewer's to change");
    }
    let longer = json!({"approved_until": "2027-12-10T18:00"});
    house.does("supervisor", id, "agree", longer).await.expect("final");
    assert!(house.does("grantor", id, "granted", json!({"until": "2027-01-01T00:00"})).await.is_err());
    house.does("grantor", id, "granted", json!({})).await.expect("in force");
    let held = house.office.grants_of(house.id("agent1")).await.expect("reads");
    assert_eq!((held[0].capability.as_str(), held[0].until), ("recording:play", at("2026-12-10T18:00")));
}

fn given(house: &House, grant: GrantId) -> FactBody {
    FactBody::Authority(AuthorityFact::GrantGiven {
        grant,
        person: house.id("agent1"),
        capability: "recording:play".into(),
        scope: GrantScope::Team("team1".into()),
        from_ms: house.now(),
        until_ms: house.now() + Millis::from_secs(3_600),
        instance: None,
        why: "试验".into(),
        cautions: String::new(),
        approvals: Vec::new(),
        is_joint: false,
        is_break_glass: true,
        replaces: None,
    })
}

/// Rounds of the race, and checks in all of them together.
const ROUNDS: usize = 25;
const CHECKS: u64 = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_checks_against_revocations_find_no_stale_right() {
    let house = Arc::new(House::new().await);
    let (checks, allowed, stale) =
        (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    for round in 1..=ROUNDS as u64 {
        let grant = GrantId(Uuid::now_v7());
        let fact = house.office.fact(model::Actor::System, &[], given(&house, grant));
        house.office.commit(vec![crate::entry(fact)]).await.expect("given");
        house.office.rights_changed().await.expect("read");
        let is_revoked = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (0..3)
            .map(|_| {
                let (house, is_revoked) = (Arc::clone(&house), Arc::clone(&is_revoked));
                let (checks, allowed, stale) = (Arc::clone(&checks), Arc::clone(&allowed), Arc::clone(&stale));
                tokio::task::spawn_blocking(move || {
                    let (caller, team) = (house.caller("agent1"), Resource::Team("team1".into()));
                    let mut after = 0;
                    while after < 20 || checks.load(Ordering::Relaxed) < CHECKS * round / ROUNDS as u64 {
                        // Read before the check: whoever asks after the answer to the revocation must be denied.
                        let was_revoked = is_revoked.load(Ordering::SeqCst);
                        let is_allowed = house.office.permit::<PlayRecording>(&caller, &team).is_ok();
                        checks.fetch_add(1, Ordering::Relaxed);
                        allowed.fetch_add(u64::from(is_allowed), Ordering::Relaxed);
                        stale.fetch_add(u64::from(was_revoked && is_allowed), Ordering::Relaxed);
                        after += u64::from(was_revoked);
                    }
                })
            })
            .collect();
        // Somebody else's reading of the people is under way at the same time.
        let (reloaded, revoked) = (house.office.reload_directory(), async {
            house.office.revoke_grant(&house.caller("grantor"), grant, "试验").await.expect("revoked");
            is_revoked.store(true, Ordering::SeqCst);
        });
        let (reloaded, ()) = tokio::join!(reloaded, revoked);
        reloaded.expect("read");
        for reader in readers {
            reader.await.expect("no panic");
        }
    }
    let (checks, allowed) = (checks.load(Ordering::Relaxed), allowed.load(Ordering::Relaxed));
    println!("{checks} checks, {allowed} allowed before their revocation");
    assert!(checks >= CHECKS && allowed > 0);
    assert_eq!(stale.load(Ordering::Relaxed), 0, "a revoked right was still allowed");
}

#[tokio::test]
async fn a_used_right_shows_its_uses() {
    let house = House::new().await;
    granted(&house, "agent1", request("recording:play", "2026-12-10T18:00")).await;
    let team = Resource::Team("team1".into());
    let permit = house.office.permit::<PlayRecording>(&house.caller("agent1"), &team).expect("hears");
    let grant = house.office.grants_of(house.id("agent1")).await.expect("reads")[0].id;
    assert!(permit.reasons().contains(&format!("grant:{grant}")), "{:?}", permit.reasons());
    let body =
        FactBody::Revealed { person: house.id("agent1"), what: "recording".into(), resource: "recording 1".into() };
    let fact = house.office.fact(model::Actor::Person(house.id("agent1")), permit.reasons(), body);
    house.office.commit(vec![crate::entry(fact)]).await.expect("noted");
    let detail = house.office.grant(&house.caller("agent1"), grant).await.expect("sees the own");
    assert_eq!((detail.grant.uses, detail.grant.last_used_ms), (1, Some(house.now().0)));
    assert_eq!(detail.used[0].kind, "revealed");
}

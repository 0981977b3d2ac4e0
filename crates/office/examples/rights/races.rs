//! Rights that are revoked while others use them. A use that began after the revocation was answered must be denied.

use crate::house::{self, House, agent, fact, keep, nth};
use crate::{head, line};
use access::Action;
use access::actions::PlayRecording;
use model::{
    AuthorityFact, CallCause, CallId, Fact, FactBody, GrantId, GrantScope, LegId, Millis, PhoneNumber, RecordingId,
};
use office::recordings::Heard;
use office::{Caller, Office};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// People with a right at the same time. Then they get new ones.
const HOLDERS: u64 = 100;
const READERS: usize = 2;
/// How often each reader asks again after the answer to the revocation.
const AFTER: u32 = 20;

/// What all readers of all races saw.
#[derive(Default)]
struct Seen {
    allowed: AtomicU64,
    denied: AtomicU64,
    stale: AtomicU64,
}

pub async fn measure(folder: &Path, races: u64) {
    let store = house::database(folder, "races").await;
    let before = Millis(1_795_000_000_000);
    let holders = (0..HOLDERS).flat_map(|number| agent(nth(number), format!("p{number}"), "team1", before));
    keep(&store, holders.chain((0..HOLDERS).flat_map(|number| recorded(before, number))).collect()).await;
    let house = House::open(store, folder).await;
    let (seen, mut took, began) = (Arc::new(Seen::default()), Vec::new(), Instant::now());
    for round in 0..races.div_ceil(HOLDERS) {
        let grants: Vec<GrantId> = (0..HOLDERS).map(|_| GrantId(Uuid::now_v7())).collect();
        let given = grants.iter().zip(0..).map(|(grant, number)| given(&house.office, *grant, number));
        house.commit(given.collect()).await;
        house.read_people(&format!("newcomer{round}")).await;
        for (grant, number) in grants.into_iter().zip(0..) {
            took.push(race(&house, grant, number, &seen).await);
        }
    }
    head("Revoking a right that others use");
    line("until the revocation is answered, in force everywhere and durable", took);
    let [allowed, denied, stale] = [&seen.allowed, &seen.denied, &seen.stale].map(|of| of.load(Ordering::Relaxed));
    let races = races.div_ceil(HOLDERS) * HOLDERS;
    println!(
        "\n{races} races in {:.0} s: {allowed} uses allowed before the revocation was answered,",
        began.elapsed().as_secs_f64()
    );
    println!("{denied} denied, {stale} allowed that began after the answer.");
    assert!(allowed >= races && denied >= races && stale == 0, "a revoked right was used, or none was");
}

/// Readers use the right until some time after it was revoked. Returns how long the revocation took.
async fn race(house: &House, grant: GrantId, number: u64, seen: &Arc<Seen>) -> Duration {
    let caller = house.caller(&format!("p{number}"));
    let heard = house.office.look_at_recording(&caller, recording(number)).await.expect("has the right");
    let (heard, is_revoked) = (Arc::new(heard), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (office, caller, heard) = (Arc::clone(&house.office), caller.clone(), Arc::clone(&heard));
            let (seen, is_revoked) = (Arc::clone(seen), Arc::clone(&is_revoked));
            tokio::task::spawn_blocking(move || use_it(&office, &caller, &heard, &seen, &is_revoked))
        })
        .collect();
    let began = Instant::now();
    house.office.revoke_grant(&house.caller("grantor"), grant, "bench").await.expect("revoked");
    let took = began.elapsed();
    is_revoked.store(true, Ordering::SeqCst);
    let again = house.office.look_at_recording(&caller, recording(number)).await;
    seen.stale.fetch_add(u64::from(again.is_ok()), Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("no panic");
    }
    took
}

fn use_it(office: &Office, caller: &Caller, heard: &Heard, seen: &Seen, is_revoked: &AtomicBool) {
    let mut after = 0;
    while after < AFTER {
        // Read before the use: what begins after the answer must be denied.
        let was_revoked = is_revoked.load(Ordering::SeqCst);
        let is_allowed = office.still_hears(caller, heard);
        let of = match (is_allowed, was_revoked) {
            (true, true) => &seen.stale,
            (true, false) => &seen.allowed,
            (false, _) => &seen.denied,
        };
        of.fetch_add(1, Ordering::Relaxed);
        after += u32::from(was_revoked);
    }
}

fn recording(number: u64) -> RecordingId {
    RecordingId(Uuid::from_u128(0x9000 + u128::from(number)))
}

/// A colleague's call with its recording: an own one needs no right.
fn recorded(at: Millis, number: u64) -> [Fact; 4] {
    let call = CallId(Uuid::from_u128(0x7000 + u128::from(number)));
    let (leg, from) = (LegId { call, number: 1 }, PhoneNumber::from_wire("138****0001"));
    let (cause, talk_ms) = (CallCause::CustomerHungUp, Millis(60_000));
    [
        fact(at, FactBody::CallStarted { call, from, to: "95000".into(), trunk: "carrier".into() }),
        fact(at, FactBody::CallBridged { call, leg, agent: Some(nth((number + 1) % HOLDERS)) }),
        fact(at, FactBody::RecordingStarted { call, recording: recording(number) }),
        fact(at, FactBody::CallEnded { call, cause, status: 200, talk_ms, hold_ms: Millis(0) }),
    ]
}

fn given(office: &Office, grant: GrantId, number: u64) -> Fact {
    let now = office.now();
    let given = AuthorityFact::GrantGiven {
        grant,
        person: nth(number),
        capability: PlayRecording::NAME.into(),
        scope: GrantScope::Team("team1".into()),
        from_ms: now,
        until_ms: now + Millis::from_secs(3_600),
        instance: None,
        why: "bench".into(),
        cautions: String::new(),
        approvals: Vec::new(),
        is_joint: true,
        is_break_glass: false,
        replaces: None,
    };
    fact(now, FactBody::Authority(given))
}

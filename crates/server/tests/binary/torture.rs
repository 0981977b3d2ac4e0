//! RFC 4475 and RFC 5118 against the running binary while people talk through it: nobody's sound stops.
//!
//! The exact outcome of each message is tested in `crates/sip`; here the whole process is watched.

use crate::home::Setting;
use crate::wire::{Raw, over_tcp};
use crate::world::{AGENT_HZ, CUSTOMER_HZ, World};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Longest silence within a call that the process may cause. R3 has 60 ms; this machine also compiles.
pub const GAP_MAX: Duration = Duration::from_millis(200);
/// What the process may grow by from hostile input alone; reliability §3.3 has 5 MiB after warm-up.
pub const GROWTH_BYTES_MAX: u64 = 48 << 20;
const PATIENCE: Duration = Duration::from_secs(5);

fn folder() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("QIAO_TEST_DATA").map_or(default, PathBuf::from);
    Some(data.join("torture")).filter(|folder| folder.is_dir())
}

/// Every message with its name.
fn messages(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for suite in ["rfc4475", "rfc5118/wire"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join(suite))
            .expect("each suite is there")
            .map(|file| file.expect("readable").path())
            .collect();
        files.sort();
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "dat")) {
            all.push((format!("{suite}/{}", file.display()), std::fs::read(&file).expect("readable")));
        }
    }
    all
}

/// Lets the world's calls go on while `attack` runs in a thread of its own.
pub fn meanwhile(world: &mut World, attack: impl FnOnce() + Send) {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let attacker = scope.spawn(|| {
            attack();
            is_over.store(true, Ordering::Release);
        });
        // It may also have ended by a panic.
        while !is_over.load(Ordering::Acquire) && !attacker.is_finished() {
            world.step();
        }
        attacker.join().expect("the attack itself does not fail");
    });
}

/// The call went on all the time: no gap but what this side's own stalls explain.
pub fn assert_unbroken(world: &World) {
    let explained = GAP_MAX + 2 * world.stall_max;
    for (who, party) in [("customer", &world.customers), ("agent", &world.agents)] {
        let gap = party.talks.values().map(|talk| talk.gap_max).max().expect("the call is up");
        println!("longest gap at the {who}: {} ms (own stall {} ms)", gap.as_millis(), world.stall_max.as_millis());
        assert!(gap > Duration::ZERO && gap <= explained, "{who}: {gap:?}, explained {explained:?}");
    }
}

fn control(raw: &mut Raw, what: &str) {
    let options = raw.build("OPTIONS", "95000", "UDP", "");
    let answer = raw.ask(&options, PATIENCE).unwrap_or_else(|| panic!("no answer to OPTIONS after {what}"));
    assert_eq!(answer.status(), 200, "{what}: {answer:?}");
}

#[test]
fn torture_messages_disturb_nobody() {
    let Some(folder) = folder() else {
        println!("skipped: no torture data");
        return;
    };
    let mut world = World::new(Setting::default());
    let call = world.talk("95000");
    world.customers.listen_anew();
    world.agents.listen_anew();
    (world.stall_max, world.stepped) = (Duration::ZERO, std::time::Instant::now());
    let before = world.service.resident_bytes();
    let (ip, centre, client) = (world.home.stranger_ip(), world.service.sip, world.service.client());
    let all = messages(&folder);
    meanwhile(&mut world, || {
        let mut raw = Raw::new(ip, centre);
        for (name, message) in &all {
            control(&mut raw, name);
            raw.send(message);
            control(&mut raw, name);
            over_tcp(centre, message, Duration::from_millis(60));
            let connection = Raw::new(ip, centre).build("OPTIONS", "95000", "TCP", "");
            let answer = over_tcp(centre, connection.as_bytes(), PATIENCE);
            assert!(answer.starts_with("SIP/2.0 200"), "OPTIONS over TCP after {name}: `{answer}`");
        }
        assert_eq!(client.get("/healthz").status, 200);
        assert_eq!(client.get("/readyz").status, 200);
    });
    println!("{} messages played over UDP and TCP", all.len());
    assert!(all.len() >= 60, "the suites are whole");
    assert_unbroken(&world);
    let grown = world.service.resident_bytes().saturating_sub(before);
    println!("grown by {} KiB", grown / 1_024);
    assert!(grown < GROWTH_BYTES_MAX, "{grown} bytes");
    assert!(world.customers.hears(call.0, AGENT_HZ) && world.agents.hears(call.1, CUSTOMER_HZ));
    world.part(call);
    world.until_idle();
}

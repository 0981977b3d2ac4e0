//! 200 planted numbers, papers and names come into the real service by every door. Afterwards they are in no log, no
//! figure, no file of the data folder with its WAL, no export, no backup, no report, no mail, and in no answer to
//! somebody who may not see them.

use crate::canary_doors::{
    Canary, PLANTED, People, Seen, keep_mails, listen_live, look_everywhere, plant_by_http, plant_by_mistakes,
    plant_by_sip, write_rules,
};
use crate::home::{Home, Setting};
use crate::scanner::{Hit, Kind, Scanner};
use crate::service::{Service, shell, until};
use crate::world::World;
use std::collections::BTreeMap;

/// The name of a colleague: no customer's data, stored in clear, so that a scanner that looks at the right places sees it.
const CONTROL: &str = "对照组员乙";

fn scanner(canaries: &[Canary]) -> Scanner {
    Scanner::new(canaries.iter().flat_map(Canary::values).chain([(Kind::Control, CONTROL)]))
}

/// A centre that records calls and tells everything in its log.
pub fn world(setting: Setting) -> World {
    let home = Home::new(Setting { is_recorded: true, log: "debug", ..setting });
    write_rules(&home.rulebook());
    let service = Service::start(&home);
    World::over(home, service)
}

/// `qiao export` and `qiao backup`, into a folder of their own.
pub fn take_out(home: &Home) -> std::path::PathBuf {
    let folder = home.path().join("taken-out");
    std::fs::create_dir_all(&folder).expect("writable");
    for command in ["export", "backup"] {
        let out = folder.join(command).display().to_string();
        let done = shell(home, &[command, "--out", &out], "");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    folder
}

fn told(hits: &[Hit]) -> String {
    let mut by_place: BTreeMap<String, (usize, &Hit)> = BTreeMap::new();
    for hit in hits {
        let key = format!("{} {:?} {}", hit.place, hit.kind, hit.spelling);
        by_place.entry(key).or_insert((0, hit)).0 += 1;
    }
    by_place.values().map(|(count, hit)| format!("{count} × {hit}\n")).collect()
}

/// Everything that was planted, by every door, while the service runs.
fn plant(world: &mut World, canaries: &[Canary], seen: &mut Seen) -> People {
    let added =
        shell(&world.home, &["user", "add", "control", "--name", CONTROL, "--role", "agent"], "correct-horse-battery");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let people = People::log_in(world);
    let live = [&people.supervisor, &people.agent, &people.auditor].map(listen_live);
    plant_by_sip(world, canaries);
    for (number, one) in canaries.iter().enumerate() {
        plant_by_http(&people, number, one, seen);
        plant_by_mistakes(&people, &world.service.client(), number, one);
    }
    let calls = people.supervisor.get("/api/v1/calls?limit=100").json();
    let count = calls["items"].as_array().map_or(0, Vec::len);
    // Those that dial a number that is not ours are refused before they are calls.
    assert!(count >= canaries.len() * 4 / 5, "the calls arrived: {count}");
    look_everywhere(&people, seen);
    for heard in live {
        seen.push(("live socket".into(), heard.lock().expect("nobody panics with it").clone()));
    }
    assert!(seen.iter().any(|(place, bytes)| place == "live socket" && bytes.len() > 10_000), "the floor was heard");
    people
}

#[test]
fn planted_values_are_nowhere_outside_of_ciphertext() {
    let (mail, mails) = keep_mails();
    let arguments = ["--smtp-host", "127.0.0.1", "--smtp-tls", "off", "--smtp-from", "qiao@qiao.test", "--smtp-port"];
    let more = arguments.map(str::to_owned).into_iter().chain([mail.port().to_string()]).collect();
    let mut world = world(Setting { more, ..Setting::default() });
    let canaries: Vec<Canary> = (0..PLANTED).map(Canary::of).collect();
    let mut seen = Seen::new();
    let people = plant(&mut world, &canaries, &mut seen);
    until("mails have left", || mails.lock().expect("nobody panics with it").len() > 1_000);
    let scanner = scanner(&canaries);
    let mut hits = Vec::new();

    // Killed in the middle: the WAL is as it was.
    let World { home, mut service, .. } = world;
    service.kill_now();
    let wal = std::fs::metadata(home.data().join("qiao.db-wal")).map_or(0, |file| file.len());
    assert!(wal > 100_000, "the WAL holds what was written last: {wal} bytes");
    let count = scanner.scan_folder(&home.data(), &mut hits);
    assert!(count > 1_000_000, "the files were read: {count} bytes");

    let again = Service::start(&home);
    let folder = take_out(&home);
    assert!(scanner.scan_folder(&folder, &mut hits) > 100_000, "what was taken out was read");
    look_everywhere(&people.at(again.http), &mut seen);
    let log = again.log();
    assert!(log.contains("DEBUG"), "the log tells everything");
    scanner.scan("log", log.as_bytes(), &mut hits);
    scanner.scan("mails", &mails.lock().expect("nobody panics with it"), &mut hits);
    for (place, bytes) in &seen {
        scanner.scan(place, bytes, &mut hits);
    }
    check(hits);
}

#[test]
fn planted_values_are_not_in_postgresql_either() {
    let Some(server) = crate::postgres::Server::start() else {
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let mut world = world(Setting { database: Some(server.url.clone()), ..Setting::default() });
    let canaries: Vec<Canary> = (0..PLANTED / 2).map(Canary::of).collect();
    let mut seen = Seen::new();
    plant(&mut world, &canaries, &mut seen);
    let scanner = scanner(&canaries);
    let mut hits = Vec::new();
    let folder = take_out(&world.home);
    scanner.scan_folder(&folder, &mut hits);
    // Tables, WAL and the server's own log; compressed values are beyond a search by bytes, the backup holds them too.
    let count = scanner.scan_folder(server.folder(), &mut hits);
    assert!(count > 10_000_000, "the files were read: {count} bytes");
    scanner.scan("log", world.service.log().as_bytes(), &mut hits);
    for (place, bytes) in &seen {
        scanner.scan(place, bytes, &mut hits);
    }
    check(hits);
}

/// The control was found where it must be; nothing else was found anywhere.
fn check(hits: Vec<Hit>) {
    let (controls, leaks): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| hit.kind == Kind::Control);
    for place in ["taken-out/export", "taken-out/backup"] {
        assert!(controls.iter().any(|hit| hit.place.ends_with(place)), "the scanner is blind in {place}");
    }
    assert!(controls.len() > 5, "{}", told(&controls));
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), told(&leaks));
}

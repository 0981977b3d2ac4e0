//! One of the planted people is erased: nothing of them is in any file any more, and what was signed before still holds.

use crate::canaries::{take_out, world};
use crate::canary_doors::{Canary, People, Seen, plant_by_http, plant_by_sip};
use crate::home::{Home, Setting};
use crate::scanner::{Kind, Scanner};
use crate::service::{PATIENCE, Service, qiao, shell};
use crate::world::{PASSWORD, World};
use serde_json::json;
use std::time::{Duration, Instant};

/// Called, has a record and a case, is under no hold.
const ERASED: usize = 14;
/// Stays.
const KEPT: usize = 13;

/// Stops, which signs what the journal holds.
fn stop(mut service: Service) {
    service.terminate();
    let until = Instant::now() + PATIENCE;
    while service.exit().is_none() {
        assert!(Instant::now() < until, "it does not stop: {}", service.log());
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// What pages showed of somebody: the ends of their number and papers.
fn masks(one: &Canary) -> Vec<String> {
    let (phone, paper) = (&one.phone, &one.id_card);
    vec![format!("{}****{}", &phone[..3], &phone[7..]), format!("{}****{}", &paper[..3], &paper[14..])]
}

fn scanner(one: &Canary) -> Scanner {
    let masks = masks(one);
    Scanner::new(masks.iter().map(|mask| (Kind::Phone, mask.as_str())).chain(one.values()))
}

/// Exit code and words of `qiao verify` against a note that was signed before.
fn verified(home: &Home, export: &std::path::Path, note: &str) -> (Option<i32>, String) {
    let (key, file) = (home.path().join("log.pub"), home.path().join("note"));
    let told = shell(home, &["journal-key"], "");
    std::fs::write(&key, &told.stdout).expect("writable");
    std::fs::write(&file, note).expect("writable");
    let mut verify = qiao(&["verify"]);
    verify.arg(export).arg("--key").arg(key).arg("--checkpoint").arg(file);
    let output = verify.output().expect("the binary is there");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn an_erasure_leaves_what_was_signed_and_nothing_of_the_person() {
    let mut world = world(Setting::default());
    let canaries: Vec<Canary> = (0..=ERASED).map(Canary::of).collect();
    let people = People::log_in(&world);
    plant_by_sip(&mut world, &canaries);
    for (number, one) in canaries.iter().enumerate() {
        plant_by_http(&people, number, one, &mut Seen::new());
    }
    let World { home, service, .. } = world;
    stop(service);

    let service = Service::start(&home);
    let people = people.at(service.http);
    let note = people.auditor.get("/api/v1/journal/checkpoint").text();
    let before: u64 = note.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or_else(|| panic!("{note}"));
    let found = people.leader.get(&format!("/api/v1/customers?phone={}", canaries[ERASED].phone)).json();
    let id = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{found}")).to_owned();
    let shown = || people.supervisor.get("/api/v1/calls?limit=100").text();
    assert!(shown().contains(&masks(&canaries[ERASED])[0]), "{}", shown());
    let proven = people.manager.post("/api/v1/session/step-up", &json!({ "password": PASSWORD }));
    assert!(proven.status < 300, "{}", proven.text());
    let erase = people.manager.post(&format!("/api/v1/customers/{id}/erase"), &json!({"reason": "本人要求"}));
    assert!(erase.status < 300, "{}", erase.text());
    let (after, masks_of_kept) = (shown(), masks(&canaries[KEPT]));
    assert!(after.contains("已删除 erased") && after.contains(&masks_of_kept[0]), "{after}");
    stop(service);

    let folder = take_out(&home);
    let (code, words) = verified(&home, &folder.join("export"), &note);
    assert_eq!(code, Some(0), "{words}");
    let whole = std::fs::read_to_string(folder.join("export")).expect("written");
    let facts = whole.lines().filter(|line| line.contains("\"kind\"")).count() as u64;
    assert!(facts > before && before > 100, "signed at {before}, now {facts}");

    let (mut of_erased, mut of_kept) = (Vec::new(), Vec::new());
    for place in [&folder, &home.data()] {
        scanner(&canaries[ERASED]).scan_folder(place, &mut of_erased);
        scanner(&canaries[KEPT]).scan_folder(place, &mut of_kept);
    }
    assert!(of_erased.is_empty(), "{of_erased:#?}");
    let places: Vec<&str> = of_kept.iter().map(|hit| hit.place.as_str()).collect();
    assert!(places.iter().any(|place| place.ends_with("backup")), "what may be shown of others is kept: {places:?}");
    assert!(places.iter().any(|place| place.ends_with("qiao.db")), "{places:?}");
    assert!(!places.iter().any(|place| place.ends_with("export")), "no mask is in a fact: {places:?}");
}

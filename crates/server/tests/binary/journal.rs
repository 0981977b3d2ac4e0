//! The journal out of the binary: export and proof, backup and restore, by the commands that an operator types.

use crate::home::{Home, Setting};
use crate::service::{Service, qiao, shell};
use crate::world::{PASSWORD, World};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::Path;
use std::process::Output;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

/// Verdict of `qiao verify`: exit code and words.
fn verify(lines: &[String], folder: &Path) -> (Option<i32>, String) {
    let file = folder.join("to-verify");
    std::fs::write(&file, lines.join("\n") + "\n").expect("writable");
    let output = qiao(&["verify"]).arg(file).output().expect("the binary is there");
    (output.status.code(), said(&output))
}

fn lines(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("written");
    text.lines().map(str::to_owned).collect()
}

fn facts(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).filter(|line| line.contains("\"kind\"")).collect()
}

/// R10: any single line that is changed, missing, moved or cut off is named.
#[test]
fn an_export_is_proven_and_every_change_is_named() {
    let mut world = World::new(Setting::default());
    let call = world.talk("95000");
    world.log_in("supervisor");
    world.part(call);
    world.until_idle();
    let folder = world.home.path();
    let out = folder.join("export");
    done(&shell(&world.home, &["export", "--out", &out.display().to_string()], ""));
    let whole = lines(&out);
    assert!(facts(&whole).len() > 10, "{whole:?}");
    let (code, words) = verify(&whole, folder);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.starts_with(&format!("ok: {} facts", facts(&whole).len())), "{words}");
    let named = |lines: &[String], line: usize| {
        let (code, words) = verify(lines, folder);
        assert_eq!(code, Some(1), "{words}");
        assert!(words.contains(&format!("NOT INTACT: line {line}")), "line {line}: {words}");
    };
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    // A fact that another fact follows.
    let is_fact = |place: usize| whole.get(place).is_some_and(|line| line.contains("\"kind\""));
    let places: Vec<usize> = (0..whole.len()).filter(|place| is_fact(*place) && is_fact(place + 1)).collect();
    for _ in 0..8 {
        let at = places[dice.random_range(0..places.len())];
        let mut flipped = whole.clone();
        // Within the value of at_ms: still JSON, still a fact.
        let digit = flipped[at].find("\"at_ms\":").expect("every fact has a time") + 10;
        let other = if &flipped[at][digit..=digit] == "1" { "2" } else { "1" };
        flipped[at].replace_range(digit..=digit, other);
        named(&flipped, at + 1);
        let mut shorter = whole.clone();
        shorter.remove(at);
        named(&shorter, at + 1);
        let mut moved = whole.clone();
        moved.swap(at, at + 1);
        named(&moved, at + 1);
    }
    named(&whole[..whole.len() - 1], whole.len());
    let mut cut = whole.clone();
    let last = cut.last_mut().expect("an export has lines");
    last.truncate(last.len() / 2);
    named(&cut, whole.len());
    let mut twice = whole.clone();
    twice.insert(places[0] + 1, whole[places[0]].clone());
    named(&twice, places[0] + 2);
}

#[test]
fn a_backup_of_the_running_centre_restores_to_the_same_facts() {
    let mut world = World::new(Setting::default());
    world.log_in("auditor");
    let ended = world.talk("95000");
    world.part(ended);
    let running = world.talk("95000");
    let backup = world.home.path().join("backup");
    done(&shell(&world.home, &["backup", "--out", &backup.display().to_string()], ""));
    // The key of personal values is in no backup: its copy is kept elsewhere.
    let copy = world.home.path().join("copy-of-key").display().to_string();
    let phrase = "correct horse battery staple\n";
    done(&shell(&world.home, &["key", "escrow", "--out", &copy], phrase));
    world.part(running);
    let restored = Home::new(Setting::default());
    done(&shell(&restored, &["restore", &backup.display().to_string()], ""));
    done(&shell(&restored, &["key", "restore", &copy], phrase));
    // Who signs the journal is the same as before, so its old notes still hold.
    std::fs::copy(world.home.data().join("journal.key"), restored.data().join("journal.key")).expect("its key");
    let out = restored.path().join("export");
    done(&shell(&restored, &["export", "--out", &out.display().to_string()], ""));
    let (before, after) = (lines(&backup), lines(&out));
    assert_eq!(facts(&before), facts(&after), "fact for fact");
    assert_eq!(verify(&after, restored.path()).0, Some(0));
    // The restored centre opens: the call that ran gets an end, people log in with their passwords, calls are taken.
    let mut again = World::over(Home::new(Setting::default()), Service::start(&restored));
    let auditor = again.service.client().log_in("auditor", PASSWORD);
    let journal = auditor.get("/api/v1/journal?limit=1000").json();
    let kinds: Vec<&str> =
        journal["items"].as_array().expect("facts").iter().filter_map(|f| f["kind"].as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "call_started").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == "call_ended").count(), 2);
    again.step();
}

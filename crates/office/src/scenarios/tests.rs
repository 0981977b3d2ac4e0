//! Every scenario of the rights, and that there is one for every requirement.

use super::play;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The requirements: AUTH-01 … AUTH-57 and G-01 … G-24.
const ROOMS: [(&str, u32); 2] = [("AUTH", 57), ("G", 24)];
/// Those that nothing can play, and why.
const WITHOUT: [(&str, &str); 0] = [];
/// Scenarios that are played at once.
const AT_ONCE: usize = 3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/authority")
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("a folder").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|of| of == "scn")).collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The first line that is not as it was seen.
fn difference(told: &str, seen: &str) -> Option<String> {
    let pairs = told
        .lines()
        .map(Some)
        .chain(std::iter::repeat(None))
        .zip(seen.lines().map(Some).chain(std::iter::repeat(None)));
    let lines = told.lines().count().max(seen.lines().count());
    let (number, (told, seen)) = pairs.take(lines).enumerate().find(|(_, (told, seen))| told != seen)?;
    let text = |line: Option<&str>| line.unwrap_or("nothing").to_owned();
    Some(format!("line {}: it says\n  {}\nand what was seen is\n  {}", number + 1, text(told), text(seen)))
}

async fn run(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let seen = play(&text).await?;
    if is_blessing() {
        return std::fs::write(path, seen).map_err(|error| error.to_string());
    }
    difference(&text, &seen).map_or(Ok(()), Err)
}

/// `SCENARIO=AUTH-13` plays only those whose name begins so.
fn wanted(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let only = std::env::var("SCENARIO").unwrap_or_default();
    files.into_iter().filter(|path| name(path).starts_with(&only)).collect()
}

#[test]
fn every_scenario_of_the_rights_is_as_it_says() {
    let (left, failures) = (Arc::new(Mutex::new(wanted(files()))), Arc::new(Mutex::new(Vec::new())));
    let players = (0..AT_ONCE).map(|_| {
        let (left, failures) = (Arc::clone(&left), Arc::clone(&failures));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            loop {
                let Some(path) = left.lock().expect("whole").pop() else { return };
                if let Err(why) = runtime.block_on(run(&path)) {
                    failures.lock().expect("whole").push(format!("{}: {why}", name(&path)));
                }
            }
        })
    });
    for player in players.collect::<Vec<_>>() {
        player.join().expect("a scenario panicked");
    }
    let mut failures = failures.lock().expect("whole").clone();
    failures.sort();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_requirement_of_authority_has_a_scenario() {
    let told: BTreeSet<String> = files().iter().map(|path| name(path)).collect();
    let has = |id: &str| told.iter().any(|name| name.starts_with(&format!("{id}-")));
    let exempt = |id: &str| WITHOUT.iter().any(|(of, why)| *of == id && !why.is_empty());
    let all = ROOMS.iter().flat_map(|(room, last)| (1..=*last).map(move |number| format!("{room}-{number:02}")));
    let missing: Vec<String> = all.filter(|id| !has(id) && !exempt(id)).collect();
    assert!(missing.is_empty(), "without a scenario: {missing:?}");
    let needless: Vec<&str> = WITHOUT.iter().map(|(id, _)| *id).filter(|id| has(id)).collect();
    assert!(needless.is_empty(), "exempt and there: {needless:?}");
}

/// A rule is a sentence, and its scenario shows where it bites: somebody is told no, or the journal says what followed.
#[test]
fn every_scenario_says_its_rule_and_shows_what_comes_of_it() {
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let first = text.lines().next().unwrap_or_default();
        let is_sentence = first.strip_prefix("# ").is_some_and(|rule| rule.chars().count() > 20 && rule.ends_with('.'));
        assert!(is_sentence, "{}: the first line says the rule in a sentence: {first}", path.display());
        let is_seen = |line: &str| line.starts_with("> no: ") || line.contains(" fact ") || line.starts_with("> fact ");
        assert!(text.lines().any(is_seen), "{}: nothing is refused and nothing follows", path.display());
    }
}

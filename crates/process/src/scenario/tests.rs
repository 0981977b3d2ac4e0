//! The language's own scenarios, and those of the rulebook.

use super::run;
use crate::library::{Known, Library};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn library(root: &Path) -> Arc<Library> {
    let mut files = Vec::new();
    for room in ["flows", "forms", "decisions"] {
        for entry in std::fs::read_dir(root.join(room)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((format!("{room}/{name}"), std::fs::read_to_string(entry.path()).expect("a text")));
        }
    }
    files.sort();
    let lines = |problems: Vec<crate::Problem>| problems.iter().map(|p| format!("{p}\n")).collect::<String>();
    Arc::new(Library::read(&files, &Known::default()).unwrap_or_else(|problems| panic!("{}", lines(problems))))
}

fn run_all(scenarios: &Path, library: &Arc<Library>) {
    let mut files: Vec<_> =
        std::fs::read_dir(scenarios).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "scn"));
    files.sort();
    let is_blessing = std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0");
    let mut failures = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        match run(&text, library) {
            Ok(outcome) if is_blessing => std::fs::write(&file, outcome.blessed).expect("it can be written"),
            Ok(outcome) => {
                failures += &outcome.difference.map_or(String::new(), |text| format!("{}: {text}\n", file.display()));
            }
            Err(error) => failures += &format!("{}: {error}\n", file.display()),
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// One small flow for each word of the language.
#[test]
fn every_word_of_the_language_does_what_its_scenario_says() {
    let root = folder("tests/language");
    run_all(&root.join("scenarios"), &library(&root));
}

/// Requirements FLOW-01 to FLOW-32.
#[test]
fn the_rulebook_s_flows_go_as_their_scenarios_say() {
    run_all(&folder("../../scenarios/flows"), &library(&folder("../../rulebook")));
}

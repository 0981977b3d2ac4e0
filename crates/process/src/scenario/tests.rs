//! The language's own scenarios, and those of the rulebook.

use super::run;
use crate::library::{Known, Library};
use std::collections::{BTreeMap, BTreeSet};
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

fn files(scenarios: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(scenarios).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "scn"));
    files.sort();
    files
}

/// Which flows were told, and to which of their ends.
fn run_all(scenarios: &Path, library: &Arc<Library>) -> BTreeMap<String, BTreeSet<String>> {
    let is_blessing = std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0");
    let (mut failures, mut told) = (String::new(), BTreeMap::<String, BTreeSet<String>>::new());
    for file in files(scenarios) {
        let text = std::fs::read_to_string(&file).expect("a text");
        match run(&text, library) {
            Ok(outcome) => {
                outcome.ended.into_iter().for_each(|(flow, ends)| told.entry(flow).or_default().extend(ends));
                match outcome.difference {
                    Some(_) if is_blessing => std::fs::write(&file, outcome.blessed).expect("it can be written"),
                    Some(text) => failures += &format!("{}: {text}\n", file.display()),
                    None => {}
                }
            }
            Err(error) => failures += &format!("{}: {error}\n", file.display()),
        }
    }
    assert!(failures.is_empty(), "{failures}");
    told
}

/// One small flow for each word of the language.
#[test]
fn every_word_of_the_language_does_what_its_scenario_says() {
    let root = folder("tests/language");
    run_all(&root.join("scenarios"), &library(&root));
}

/// Flows of rights, accounts and data: each of their ends is told, also those that nobody wishes for.
const SHELVES_OF_RIGHTS: &[&str] = &["authority", "access", "customers"];

/// Requirements FLOW-01 to FLOW-32, G-01 to G-24.
#[test]
fn the_rulebook_s_flows_go_as_their_scenarios_say() {
    let library = library(&folder("../../rulebook"));
    let told = run_all(&folder("../../scenarios/flows"), &library);
    let mut missing = Vec::new();
    for flow in library.flows.values() {
        let Some(ends) = told.get(&flow.key) else {
            missing.push(format!("{}: no scenario", flow.key));
            continue;
        };
        let is_of_rights = flow.group.as_deref().is_some_and(|shelf| SHELVES_OF_RIGHTS.contains(&shelf))
            || flow.key == "maintenance-window";
        let never = flow.ends.iter().filter(|(end, _)| is_of_rights && !ends.contains(end));
        missing.extend(never.map(|(end, _)| format!("{}: no scenario ends `{end}`", flow.key)));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The first lines say which requirement a story is of.
#[test]
fn every_story_of_a_flow_names_its_requirement() {
    let nameless: Vec<_> = files(&folder("../../scenarios/flows"))
        .into_iter()
        .filter(|file| {
            let text = std::fs::read_to_string(file).expect("a text");
            let about: String = text.lines().take_while(|line| !line.starts_with("given")).collect();
            !["AUTH-", "PLAT-", "FLOW-", "FORM-", "DUTY-", "SYS-", "G-", "T-", "X-", "Contradiction", "Switch "]
                .iter()
                .any(|family| about.contains(family))
        })
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}

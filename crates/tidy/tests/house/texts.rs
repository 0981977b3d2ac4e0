use crate::{root, tracked};

const LINES_MAX: usize = 500;

/// Files that are longer than `LINES_MAX` today. The list may only shrink.
const LONG_FILES: &[&str] = &[];

#[test]
fn files_stay_readable() {
    for (name, text) in tracked(".", &[".rs", ".ts", ".tsx"]) {
        // Word lists are long by nature.
        let is_generated = name.contains("/generated/") || name.starts_with("ui/src/text/");
        let lines = text.lines().count();
        let is_listed = LONG_FILES.contains(&name.as_str());
        assert!(
            is_generated || is_listed || lines <= LINES_MAX,
            "{name} has {lines} lines: split it where the meaning splits"
        );
        assert!(!is_listed || lines > LINES_MAX, "{name} is short now: take it off the list");
    }
}

#[test]
fn nothing_is_left_for_later_and_no_test_sleeps() {
    let unfinished = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "#[ign".to_owned() + "ore"];
    let waiting = ["thread::sle".to_owned() + "ep", "time::sle".to_owned() + "ep("];
    for (name, text) in tracked(".", &[".rs", ".ts", ".tsx", ".sh"]) {
        for word in &unfinished {
            assert!(!text.contains(word.as_str()), "{name} says `{word}`");
        }
        let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
        for word in waiting.iter().filter(|_| is_test) {
            assert!(!text.contains(word.as_str()), "the test {name} waits on the clock: `{word}`");
        }
    }
}

#[test]
fn sql_is_spoken_in_the_store_only() {
    let verbs = ["SELECT ", "INSERT INTO ", "DELETE FROM "];
    for (name, text) in tracked("crates", &[".rs"]) {
        let may = name.starts_with("crates/store/") || name.starts_with("crates/tidy/");
        let said = verbs.iter().find(|verb| text.contains(**verb));
        assert!(may || said.is_none(), "{name} speaks SQL: {said:?}");
    }
}

#[test]
fn every_public_noun_is_in_the_glossary() {
    let glossary = std::fs::read_to_string(root().join("GLOSSARY.md")).expect("GLOSSARY.md is there");
    let facade = std::fs::read_to_string(root().join("crates/model/src/lib.rs")).expect("model is there");
    let nouns = facade
        .lines()
        .filter_map(|line| line.strip_prefix("pub use "))
        .flat_map(|line| line.split([':', '{', '}', ',', ';', ' ']))
        .filter(|word| word.starts_with(char::is_uppercase));
    for noun in nouns {
        assert!(glossary.contains(&format!("`{noun}`")), "GLOSSARY.md lacks `{noun}`");
    }
}

#[test]
fn the_pictures_and_pages_that_are_linked_exist() {
    for (name, text) in tracked(".", &[".md"]) {
        let folder = root().join(&name);
        let folder = folder.parent().expect("a file is in a folder");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            let is_inside = !path.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
            assert!(!is_inside || folder.join(path).exists(), "{name} links to `{target}`, which is not there");
        }
    }
}

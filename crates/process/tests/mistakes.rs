//! Each mistake that a rulebook's processes can have is told with its file and line, and how to mend it. The last test
//! reads the sources and asks for a row of every message.

#[path = "mistakes/rows.rs"]
mod rows;

use process::{Known, Library, Problem};
use rows::{ROWS, TABLE};
use std::collections::BTreeMap;
use std::path::Path;

const FLOW: &str = "flow: x
name: {zh: 甲, en: X}
version: 1
source: X
owner: role/manager
data: {amount: number, list: list of text, flag: boolean, day: date, word: text}
lanes: {boss: role/manager}
start: {do: begin, by: role/agent}
end: closed
steps:
";
const STEPS: &str = "- {decide: rank, table: t}\n- {do: a, by: role/agent}\n";
const FORM: &str = r#"{"type": "object", "properties": {"note": {"type": "string"}, "score": {"type": "number"}}}"#;
const PARAMETERS: &str =
    "limit: {name: {zh: 限, en: Limit}, type: number, default: 5, source: X, reason: X, enforced: X}
kind: {name: {zh: 类, en: Kind}, type: choice, choices: [a, b], default: a, source: X, reason: X, enforced: X}
";

fn read(place: &str, text: &str) -> Result<Library, Vec<Problem>> {
    let mut files = BTreeMap::from([
        ("flows/x.yaml".to_owned(), format!("{FLOW}{STEPS}")),
        ("flows/parameters.yaml".to_owned(), PARAMETERS.to_owned()),
        ("forms/f.json".to_owned(), FORM.to_owned()),
        ("decisions/t.yaml".to_owned(), TABLE.to_owned()),
    ]);
    match (place, place.parse::<usize>()) {
        ("S", _) => drop(files.insert("flows/x.yaml".into(), format!("{FLOW}{text}"))),
        (_, Ok(number)) => {
            let lines = FLOW.lines().enumerate();
            let lines = lines.map(|(index, line)| format!("{}\n", if index + 1 == number { text } else { line }));
            files.insert("flows/x.yaml".into(), format!("{}{STEPS}", lines.collect::<String>()));
        }
        (file, Err(_)) => drop(files.insert(file.to_owned(), text.to_owned())),
    }
    let known = Known {
        roles: ["agent", "manager"].map(str::to_owned).into(),
        departments: ["it"].map(str::to_owned).into(),
        services: ["archive", "notify"].map(str::to_owned).into(),
    };
    Library::read(&files.into_iter().collect::<Vec<_>>(), &known)
}

fn file_of(place: &str) -> &str {
    if place.contains('/') { place } else { "flows/x.yaml" }
}

#[test]
fn without_a_mistake_nothing_is_told() {
    read("S", STEPS).map(drop).unwrap_or_else(|problems| panic!("{problems:#?}"));
}

#[test]
fn each_mistake_is_told_with_its_file_and_line() {
    let mut wrong = String::new();
    for (place, text, line, expected) in ROWS {
        let problems = read(place, text).err().unwrap_or_default();
        let is_told = |p: &Problem| p.file == file_of(place) && p.line == *line && p.message.contains(expected);
        if !problems.iter().any(is_told) {
            wrong += &format!("{place} {text}\n  wanted {line}: {expected}\n");
            problems.iter().for_each(|problem| wrong += &format!("  told   {problem}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What no row can show: made of other messages, or of a size that no table should hold.
const LEFT_OUT: [&str; 8] = [
    "states; make it smaller",
    "bytes; split it",
    "the file nests more than",
    "steps; move some to a flow of their own",
    "an instance that gets to",
    "the steps never run out",
    "is not in the outermost list",
    "a cell of `when` is a test",
];

/// Texts within `problems.add(…)` of the sources, cut at what is filled in.
fn messages() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = "definition/read.rs definition/steps.rs check/flow.rs check/mod.rs check/names.rs check/refer.rs form.rs library.rs parameter.rs table.rs yaml.rs";
    let mut found = Vec::new();
    for file in files.split(' ') {
        let source = std::fs::read_to_string(root.join(file)).expect("a source");
        let source: String = source.lines().map(str::trim_start).collect::<Vec<_>>().join("");
        for part in source.replace("problems.add (", "problems.add(").split("problems.add(").skip(1) {
            let end = part.find("problems.add(").unwrap_or(part.len()).min(part.find(");").unwrap_or(part.len()));
            // Of several texts the last is the message; before it stand keys of lines.
            let texts: Vec<&str> = part[..end].split('"').skip(1).step_by(2).collect();
            let Some(text) = texts.iter().max_by_key(|text| text.len()) else { continue };
            let mut pieces = Vec::new();
            for piece in text.split('{') {
                pieces.push(piece.split_once('}').map_or(piece, |(_, rest)| rest).replace('\\', ""));
            }
            pieces.retain(|piece| piece.chars().count() > 5);
            if !pieces.is_empty() {
                found.push((format!("{file}: {text}"), pieces));
            }
        }
    }
    found
}

#[test]
fn no_message_is_without_a_row() {
    let told: Vec<String> = ROWS
        .iter()
        .flat_map(|(place, text, ..)| read(place, text).err().unwrap_or_default())
        .map(|problem| problem.message)
        .collect();
    let all = messages();
    assert!(all.len() > 80, "the sources are no longer read as they were: {}", all.len());
    let missing: Vec<&String> = all
        .iter()
        .filter(|(text, _)| !LEFT_OUT.iter().any(|left| text.contains(left)))
        .filter(|(_, pieces)| !told.iter().any(|told| pieces.iter().all(|piece| told.contains(piece.as_str()))))
        .map(|(text, _)| text)
        .collect();
    assert!(missing.is_empty(), "no row shows these: {missing:#?}");
}

use crate::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn metadata(with_dependencies: bool) -> Value {
    let mut command = std::process::Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(root());
    if !with_dependencies {
        command.arg("--no-deps");
    }
    let output = command.output().expect("cargo is there");
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Crate → normal dependencies by name, outside crates included.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(false);
    list(&metadata, "packages")
        .iter()
        .map(|package| {
            let normal = list(package, "dependencies").iter().filter(|d| d["kind"].is_null());
            (text(package, "name").to_owned(), normal.map(|d| text(d, "name").to_owned()).collect())
        })
        .collect()
}

#[test]
fn the_table_of_architecture_is_what_cargo_says() {
    let edges = edges();
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let table = page.split("## Crates").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        let knows = match cells[3] {
            "all of these" => {
                edges.keys().filter(|k| !["server", "load", "proofs", "tidy"].contains(&k.as_str())).cloned().collect()
            }
            names => {
                names.split(',').map(|n| n.trim().trim_matches('`').to_owned()).filter(|n| !n.is_empty()).collect()
            }
        };
        written.insert(name, knows);
    }
    for (name, dependencies) in &edges {
        let ours: BTreeSet<String> = dependencies.iter().filter(|d| edges.contains_key(*d)).cloned().collect();
        let said = written.get(name).unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for `{name}`"));
        // The leaf may leave an edge unused; every other row is exact.
        if name == "server" {
            assert!(ours.is_subset(said), "`server` knows more than it may: {:?}", ours.difference(said));
        } else {
            assert_eq!(&ours, said, "ARCHITECTURE.md is wrong about what `{name}` knows");
        }
    }
    let unknown: Vec<_> = written.keys().filter(|name| !edges.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "ARCHITECTURE.md names crates that do not exist: {unknown:?}");
}

#[test]
fn heavy_libraries_stay_in_their_room() {
    let rooms = [
        ("sqlx", &["store"][..]),
        ("axum", &["server"]),
        ("rsipstack", &["sip"]),
        ("str0m", &["media"]),
        ("opusic-c", &["media"]),
        ("cedar-policy", &["access", "proofs"]),
        ("jsonwebtoken", &["server"]),
    ];
    for (name, dependencies) in edges() {
        for (library, allowed) in rooms {
            let is_inside = allowed.contains(&name.as_str());
            assert!(is_inside || !dependencies.contains(library), "`{name}` must not use `{library}`");
        }
    }
}

#[test]
fn cores_touch_nothing() {
    let touching = ["tokio", "rand", "socket2", "libc", "tracing", "sqlx"];
    let edges = edges();
    for core in ["model", "journal", "calls", "acd", "access", "workforce", "rulebook"] {
        for library in touching {
            assert!(!edges[core].contains(library), "the core `{core}` must not use `{library}`");
        }
    }
}

#[test]
fn every_licence_fits_apache_2() {
    let fits = [
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "MIT",
        "MIT-0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "0BSD",
        "BSL-1.0",
        "OpenSSL",
        "CDLA-Permissive-2.0",
        "Unlicense",
        // File by file: used as it is published, it asks nothing of our own files (passkeys).
        "MPL-2.0",
    ];
    let metadata = metadata(true);
    for package in list(&metadata, "packages") {
        let licence = text(package, "license").replace('/', " OR ").replace(['(', ')'], "");
        let one_fits = |side: &str| side.split(" AND ").all(|one| fits.contains(&one.trim()));
        // `A AND (B OR C)` loses its brackets above: then each word must fit somewhere, which is checked word by word.
        let is_fine = licence.split(" OR ").any(one_fits);
        assert!(is_fine, "`{}` has licence `{licence}`", text(package, "name"));
    }
}

#[test]
fn there_is_one_crypto_provider() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--edges", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo is there");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("aws-lc-rs v"), "cargo tree printed nothing to check");
    for provider in ["ring v", "openssl-sys v"] {
        let is_there = tree.lines().any(|line| line.starts_with(provider));
        assert!(!is_there, "`{provider}` is in the tree: aws-lc-rs is the one crypto provider");
    }
}

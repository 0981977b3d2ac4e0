//! Checks the flows of a rulebook: `cargo run -p process --example check -- rulebook`.

use process::{Known, Library};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = std::env::args().nth(1).unwrap_or_else(|| "rulebook".into());
    let root = Path::new(&root);
    let services = process::services::NAMES.iter().map(|name| (*name).to_owned()).collect();
    let known = Known { roles: keys(root, "roles"), departments: keys(root, "departments"), services };
    match Library::read(&files(root), &known) {
        Ok(library) => {
            for flow in library.flows.values() {
                println!("{} {} {}", flow.key, flow.version, &flow.hash[..12]);
            }
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                println!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The keys at the beginning of lines of `org/NAME.yaml`.
fn keys(root: &Path, name: &str) -> std::collections::BTreeSet<String> {
    let text = std::fs::read_to_string(root.join("org").join(format!("{name}.yaml"))).unwrap_or_default();
    let key = |line: &str| line.split_once(':').map(|(key, _)| key.to_owned());
    text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())).filter_map(key).collect()
}

fn files(root: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["flows", "forms", "decisions"] {
        let mut paths: Vec<_> =
            std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
            if let Ok(text) = std::fs::read_to_string(&path) {
                files.push((format!("{folder}/{name}"), text));
            }
        }
    }
    files
}

//! All flows, forms, tables and parameters of a rulebook, read together and held against each other.

use crate::check;
use crate::definition::{Definition, read_tree};
use crate::form::{self, Form};
use crate::parameter::{self, Parameter, Setting, Settings};
use crate::problem::{Problem, Problems};
use crate::table::{self, Table};
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A checked set of processes. Every name in it exists.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub flows: BTreeMap<String, Arc<Definition>>,
    pub forms: BTreeMap<String, Form>,
    pub tables: BTreeMap<String, Table>,
    pub parameters: BTreeMap<String, Parameter>,
}

/// What flows may name beside the library's own files.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub roles: BTreeSet<String>,
    pub departments: BTreeSet<String>,
    /// Services of the product; empty: not checked.
    pub services: BTreeSet<String>,
}

impl Library {
    /// `files`: name relative to the rulebook, as `flows/leave.yaml`, and text. Other names are passed over.
    pub fn read(files: &[(String, String)], known: &Known) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let mut library = Self::default();
        let mut flows: Vec<(String, Definition)> = Vec::new();
        for (file, text) in files {
            problems.file.clone_from(file);
            let stem = file.rsplit('/').next().and_then(|name| name.split_once('.')).map_or("", |(stem, _)| stem);
            match (file.split_once('/'), file.rsplit_once('.')) {
                (Some(("flows", "parameters.yaml")), _) => {
                    let tree = yaml::parse(text, &mut problems);
                    library.parameters = tree.map(|tree| parameter::read(&tree, &mut problems)).unwrap_or_default();
                }
                (Some(("flows", _)), Some((_, "yaml"))) => {
                    let tree = yaml::parse(text, &mut problems);
                    if let Some(flow) = tree.and_then(|tree| read_tree(&tree, &mut problems)) {
                        same_name(&flow.key, stem, &mut problems);
                        flows.push((file.clone(), flow));
                    }
                }
                (Some(("decisions", _)), Some((_, "yaml"))) => {
                    let tree = yaml::parse(text, &mut problems);
                    if let Some(table) = tree.and_then(|tree| table::read(&tree, &mut problems)) {
                        same_name(&table.key, stem, &mut problems);
                        library.tables.insert(table.key.clone(), table);
                    }
                }
                (Some(("forms", _)), Some((_, "json"))) => {
                    let form = form::read(stem, text, &mut problems);
                    library.forms.extend(form.map(|form| (stem.to_owned(), form)));
                }
                _ => {}
            }
        }
        unread(&library.parameters, files, &mut problems);
        check::check_all(flows, &mut library, known, &mut problems);
        if problems.is_empty() { Ok(library) } else { Err(problems.into_sorted()) }
    }

    /// A flow of an earlier rulebook with the types of its fields, as today's forms and tables give them. It was sound
    /// when its instances began; what no longer fits is left untyped.
    pub fn typed(&self, flow: Definition) -> Definition {
        check::typed(flow, self)
    }

    /// What is in force: the defaults, and `changed` over them.
    pub fn settings(&self, changed: &BTreeMap<String, String>) -> Result<Settings, String> {
        if let Some(unknown) = changed.keys().find(|key| !self.parameters.contains_key(*key)) {
            return Err(format!("there is no parameter `{unknown}`"));
        }
        let read = |parameter: &Parameter| {
            let text = changed.get(&parameter.key).unwrap_or(&parameter.default);
            let setting: Setting = parameter.kind.read(text).map_err(|e| format!("`{}`: {e}", parameter.key))?;
            Ok((parameter.key.clone(), setting))
        };
        self.parameters.values().map(read).collect()
    }
}

/// A switch that nothing obeys would only seem to be one.
fn unread(parameters: &BTreeMap<String, Parameter>, files: &[(String, String)], problems: &mut Problems) {
    problems.file = "flows/parameters.yaml".into();
    let is_rule = |name: &str| name.starts_with("flows/") || name.starts_with("decisions/");
    let texts = files.iter().filter(|(name, _)| is_rule(name) && *name != problems.file).map(|(_, text)| text);
    let mut read = BTreeSet::new();
    for text in texts {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let keys = text.split("param.").skip(1).map(|rest| rest.split(|c| !is_word(c)).next().unwrap_or(""));
        read.extend(keys);
    }
    for parameter in parameters.values() {
        let is_read = read.contains(parameter.key.as_str());
        if !is_read && parameter.enforced.is_none() {
            let key = &parameter.key;
            problems.add(
                parameter.line,
                format!("no flow and no table reads `param.{key}`; say under `enforced:` what obeys it, or remove it"),
            );
        }
    }
}

fn same_name(key: &str, stem: &str, problems: &mut Problems) {
    if key != stem {
        problems.add(1, format!("the file is named `{stem}` and says `{key}`; they must be the same"));
    }
}

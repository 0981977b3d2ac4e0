//! The texts of one version by their names, what of them may be seen and edited, and how two versions differ.
//!
//! Start reading at [`differences`].

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Name of a file, as `queues/presale.yaml`, to its text.
pub type Texts = BTreeMap<String, Arc<str>>;

/// Lines around a difference that are shown with it.
const CONTEXT_LINES: usize = 3;
/// Lines of the two sides multiplied, beyond which a file is shown as replaced: 2,000 lines rewritten from end to end.
const COMPARED_CELLS_MAX: usize = 4_000_000;

/// Files that only the operator sees and changes, in the folder: they hold people, devices and their secrets. Those of
/// `base/` belong to another rulebook.
pub fn is_closed(name: &str) -> bool {
    name == "people.yaml" || ["demo/", "telephony/", "base/"].iter().any(|prefix| name.starts_with(prefix))
}

/// SHA-256 of a text, hex.
pub fn text_hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// What people are asked to read and confirm (AUTH-55): the clauses and the policies, not each word of a form.
pub fn rules_hash(texts: &Texts) -> String {
    let mut hash = Sha256::new();
    let is_rule = |name: &str| {
        let own = name.strip_prefix("base/").unwrap_or(name);
        own.starts_with("clauses/") || own.starts_with("policies/")
    };
    for (name, text) in texts.iter().filter(|(name, _)| is_rule(name)) {
        for part in [name.as_str(), text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hex::encode(hash.finalize())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    Added,
    Removed,
    Changed,
}

/// How one file differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDifference {
    pub path: String,
    pub kind: Difference,
    pub added: usize,
    pub removed: usize,
    /// Unified, without the head; empty for a file that only the operator sees.
    pub unified: String,
}

/// Names of files that are not the same in both.
pub fn differing(old: &Texts, new: &Texts) -> BTreeSet<String> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// File by file, in the order of their names.
pub fn differences(old: &Texts, new: &Texts) -> Vec<FileDifference> {
    let one = |path: String| {
        let (before, after) = (old.get(&path), new.get(&path));
        let kind = match (before, after) {
            (None, _) => Difference::Added,
            (_, None) => Difference::Removed,
            _ => Difference::Changed,
        };
        let script = script(text_of(before), text_of(after));
        let count = |mark: char| script.iter().filter(|(of, _)| *of == mark).count();
        let (added, removed) = (count('+'), count('-'));
        let unified = if is_closed(&path) { String::new() } else { unified(&script) };
        FileDifference { path, kind, added, removed, unified }
    };
    differing(old, new).into_iter().map(one).collect()
}

fn text_of(side: Option<&Arc<str>>) -> &str {
    side.map_or("", |text| &**text)
}

/// Every line with ` `, `-` or `+`, by the longest common subsequence of what the two do not begin and end with.
fn script<'a>(old: &'a str, new: &'a str) -> Vec<(char, &'a str)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (mid_a, mid_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut script: Vec<(char, &str)> = a[..head].iter().map(|line| (' ', *line)).collect();
    if mid_a.len().saturating_mul(mid_b.len()) > COMPARED_CELLS_MAX {
        script.extend(mid_a.iter().map(|line| ('-', *line)));
        script.extend(mid_b.iter().map(|line| ('+', *line)));
    } else {
        compare(mid_a, mid_b, &mut script);
    }
    script.extend(a[a.len() - tail..].iter().map(|line| (' ', *line)));
    script
}

fn compare<'a>(a: &[&'a str], b: &[&'a str], script: &mut Vec<(char, &'a str)>) {
    let width = b.len() + 1;
    // `common[i * width + j]`: length of the longest common subsequence of `a[i..]` and `b[j..]`.
    let mut common = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            script.push((' ', a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1] {
            script.push(('-', a[i]));
            i += 1;
        } else {
            script.push(('+', b[j]));
            j += 1;
        }
    }
}

fn unified(script: &[(char, &str)]) -> String {
    let is_near = |at: usize| {
        let from = at.saturating_sub(CONTEXT_LINES);
        script[from..script.len().min(at + CONTEXT_LINES + 1)].iter().any(|(mark, _)| *mark != ' ')
    };
    let (mut text, mut old, mut new, mut is_open) = (String::new(), 0, 0, false);
    for (at, (mark, line)) in script.iter().enumerate() {
        if is_near(at) {
            if !is_open {
                text += &format!("@@ -{} +{} @@\n", old + 1, new + 1);
            }
            text.push(*mark);
            text += line;
            text.push('\n');
        }
        is_open = is_near(at);
        old += usize::from(*mark != '+');
        new += usize::from(*mark != '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(&str, &str)]) -> Texts {
        files.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(*text))).collect()
    }

    #[test]
    fn a_difference_shows_the_lines_with_what_is_around_them() {
        let old = texts(&[("queues/a.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"), ("gone.yaml", "x\n")]);
        let new = texts(&[("queues/a.yaml", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"), ("org/new.yaml", "y\n")]);
        let found = differences(&old, &new);
        let told: Vec<_> = found.iter().map(|of| (of.path.as_str(), of.kind, of.added, of.removed)).collect();
        assert_eq!(
            told,
            [
                ("gone.yaml", Difference::Removed, 0, 1),
                ("org/new.yaml", Difference::Added, 1, 0),
                ("queues/a.yaml", Difference::Changed, 1, 1)
            ]
        );
        assert_eq!(found[2].unified, "@@ -2 +2 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    }

    #[test]
    fn secrets_are_named_but_not_shown() {
        let (old, new) = (texts(&[("telephony/phones.yaml", "a\n")]), texts(&[("telephony/phones.yaml", "b\n")]));
        assert_eq!(differences(&old, &new)[0].unified, "");
        assert!(is_closed("demo/people.yaml") && !is_closed("queues/presale.yaml"));
    }

    #[test]
    fn a_form_is_not_a_rule_that_people_confirm() {
        let mut book = texts(&[("clauses/a.yaml", "AUTH-01"), ("forms/leave.json", "{}")]);
        let before = rules_hash(&book);
        book.insert("forms/leave.json".into(), "{ }".into());
        assert_eq!(rules_hash(&book), before);
        book.insert("clauses/a.yaml".into(), "AUTH-02".into());
        assert_ne!(rules_hash(&book), before);
    }
}

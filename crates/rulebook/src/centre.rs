//! `centre.yaml`: what the centre is called and where its clock stands.

use crate::files::{self, Text};
use crate::problem::Problems;
use crate::texts::Texts;
use crate::yaml::{At, check_name, line, parse};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const FILE: &str = "centre.yaml";

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Centre {
    pub name_zh: String,
    pub name_en: String,
    /// Local time is UTC plus this. China: 480, no daylight saving.
    pub utc_offset_minutes: i32,
    /// Folder of the prompts, as `zh-CN`.
    pub language: String,
    /// Realm of SIP digest authentication.
    pub sip_realm: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name_zh: At<String>,
    name_en: At<String>,
    utc_offset: At<String>,
    language: At<String>,
    sip_realm: At<String>,
    /// Another rulebook that fills the rooms this one lacks: `org`, `policies`, `clauses`, `calendars`, `metrics`, prompts.
    base: Option<At<String>>,
}

pub(crate) fn read(root: &Path, texts: Option<&Texts>, problems: &mut Problems) -> Option<(Centre, Option<PathBuf>)> {
    let file = match texts {
        None => files::read_one(root, FILE, problems)?,
        Some(texts) => match texts.get(FILE) {
            Some(text) => Text { name: FILE.to_owned(), text: text.to_string() },
            None => {
                problems.unreadable(FILE, 1, "the file is missing; a rulebook begins with it");
                return None;
            }
        },
    };
    let raw: Raw = parse(&file, problems)?;
    check_name(FILE, &raw.name_zh, problems);
    check_name(FILE, &raw.name_en, problems);
    let utc_offset_minutes = offset_minutes(&raw.utc_offset.value).unwrap_or_else(|| {
        let message = format!("`{}` is not an offset from UTC; write for example \"+08:00\"", raw.utc_offset.value);
        problems.add(FILE, line(&raw.utc_offset), message);
        0
    });
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    for text in [&raw.language, &raw.sip_realm] {
        if !is_plain(&text.value) || text.value.starts_with('.') {
            problems.add(FILE, line(text), format!("`{}` may have letters, digits, `-` and `.` only", text.value));
        }
    }
    let base = raw.base.and_then(|base| {
        let folder = root.join(&base.value);
        if !folder.join(FILE).is_file() {
            let message = format!("there is no rulebook in `{}`; the path starts from this folder", base.value);
            problems.add(FILE, line(&base), message);
            return None;
        }
        Some(std::fs::canonicalize(&folder).unwrap_or(folder))
    });
    let centre = Centre {
        name_zh: raw.name_zh.value,
        name_en: raw.name_en.value,
        utc_offset_minutes,
        language: raw.language.value,
        sip_realm: raw.sip_realm.value,
    };
    Some((centre, base))
}

/// `+08:00` → 480.
pub(crate) fn offset_minutes(text: &str) -> Option<i32> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
}

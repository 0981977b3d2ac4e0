//! `org/knowledge.yaml`: the sections of the knowledge base, which posts keep each, and how long an article holds.

use crate::files::Sources;
use crate::org::{Org, check_names, entries};
use crate::problem::{Problems, known};
use crate::yaml::{At, line};
use serde::{Deserialize, Serialize};

/// A part of the knowledge base that the same posts keep (AUTH-15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
    /// Posts that publish and change its articles by hand. None: only approved flows do.
    pub editors: Vec<String>,
    /// So many days after it was published or confirmed somebody has to look whether an article still holds (AUTH-14).
    pub review_days: u32,
}

/// A day to ten years.
const REVIEW_DAYS: std::ops::RangeInclusive<u32> = 1..=3_650;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name_zh: At<String>,
    name_en: At<String>,
    #[serde(default)]
    editors: Vec<At<String>>,
    review_days: At<u32>,
}

pub(crate) fn read(sources: &Sources, org: &Org, problems: &mut Problems) -> Vec<Section> {
    let mut all = Vec::new();
    for (file, id, raw) in entries::<Raw>(sources, "knowledge.yaml", problems) {
        check_names(file, &id, &raw.name_zh, &raw.name_en, problems);
        for role in raw.editors.iter().filter(|role| !org.roles.iter().any(|of| of.id == role.value)) {
            let roles = known(org.roles.iter().map(|role| role.id.as_str()));
            problems.dangling(&file.name, line(role), format!("no post `{}` ({roles})", role.value));
        }
        if !REVIEW_DAYS.contains(&raw.review_days.value) {
            let (from, to) = (REVIEW_DAYS.start(), REVIEW_DAYS.end());
            problems.add(&file.name, line(&raw.review_days), format!("`review_days` is from {from} to {to}"));
        }
        all.push(Section {
            id: id.value,
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            editors: raw.editors.into_iter().map(|role| role.value).collect(),
            review_days: raw.review_days.value,
        });
    }
    all
}

impl crate::Rulebook {
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

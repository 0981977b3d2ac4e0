//! `org/`: departments, teams, posts, skills, qualifications, capabilities and the names of away reasons.

use crate::files::{Sources, Text};
use crate::problem::{Problems, known};
use crate::yaml::{At, Entries, check_key, check_name, line, parse};
use model::AwayReason;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
}

pub type Department = Named;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
    pub department: String,
}

/// A post. A person may hold several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
    pub department: String,
    /// What the post is for, in one line.
    pub duty_zh: String,
    pub duty_en: String,
}

/// How much harm misuse does; decides later who must approve a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Daily work.
    Ordinary,
    /// Customers' data or other people's work.
    Sensitive,
    /// Rights, accounts, evidence.
    Critical,
}

/// An action of the product as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capability {
    pub action: String,
    pub name_zh: String,
    pub name_en: String,
    pub sensitivity: Sensitivity,
}

/// What a reason for being away is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwayReasonName {
    pub code: String,
    pub reason: AwayReason,
    pub name_zh: String,
    pub name_en: String,
    /// The agent may choose it; the others happen by themselves.
    pub is_chosen: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Org {
    pub departments: Vec<Department>,
    pub teams: Vec<Team>,
    pub roles: Vec<Role>,
    pub skills: Vec<Named>,
    pub qualifications: Vec<Named>,
    pub capabilities: Vec<Capability>,
    pub away_reasons: Vec<AwayReasonName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNamed {
    name_zh: At<String>,
    name_en: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTeam {
    name_zh: At<String>,
    name_en: At<String>,
    department: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRole {
    name_zh: At<String>,
    name_en: At<String>,
    department: At<String>,
    duty_zh: At<String>,
    duty_en: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCapability {
    name_zh: At<String>,
    name_en: At<String>,
    sensitivity: Sensitivity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAway {
    name_zh: At<String>,
    name_en: At<String>,
    #[serde(default)]
    is_chosen: bool,
}

const FILES: [&str; 7] = [
    "departments.yaml",
    "teams.yaml",
    "roles.yaml",
    "skills.yaml",
    "qualifications.yaml",
    "capabilities.yaml",
    "away-reasons.yaml",
];

pub(crate) fn read(sources: &Sources, problems: &mut Problems) -> Org {
    let texts = sources.folder("org");
    for text in texts.iter().filter(|text| !FILES.iter().any(|file| text.name.ends_with(&format!("/{file}")))) {
        problems.add(&text.name, 1, format!("org/ has the files {}; rename or remove this one", FILES.join(", ")));
    }
    let mut org = Org {
        departments: named(sources, "departments.yaml", problems),
        skills: named(sources, "skills.yaml", problems),
        qualifications: named(sources, "qualifications.yaml", problems),
        capabilities: capabilities(sources, problems),
        away_reasons: away_reasons(sources, problems),
        ..Org::default()
    };
    let departments: BTreeSet<&str> = org.departments.iter().map(|department| department.id.as_str()).collect();
    let check_department = |file: &str, department: &At<String>, problems: &mut Problems| {
        if !departments.contains(department.value.as_str()) {
            let message = format!("no department `{}` ({})", department.value, known(departments.iter().copied()));
            problems.dangling(file, line(department), message);
        }
    };
    for (file, id, raw) in entries::<RawTeam>(sources, "teams.yaml", problems) {
        check_names(file, &id, &raw.name_zh, &raw.name_en, problems);
        check_department(&file.name, &raw.department, problems);
        org.teams.push(Team {
            id: id.value,
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            department: raw.department.value,
        });
    }
    for (file, id, raw) in entries::<RawRole>(sources, "roles.yaml", problems) {
        check_names(file, &id, &raw.name_zh, &raw.name_en, problems);
        check_department(&file.name, &raw.department, problems);
        org.roles.push(Role {
            id: id.value,
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            department: raw.department.value,
            duty_zh: raw.duty_zh.value,
            duty_en: raw.duty_en.value,
        });
    }
    org
}

/// A file of `key: {…}`. A missing file is a problem: each part of the organisation is needed.
fn entries<'a, V: DeserializeOwned>(
    sources: &'a Sources,
    name: &str,
    problems: &mut Problems,
) -> Vec<(&'a Text, At<String>, V)> {
    let Some(file) = sources.file("org", name) else {
        problems.unreadable(
            &format!("org/{name}"),
            1,
            "the file is missing; write it, or `{}` into it when it has no entry",
        );
        return Vec::new();
    };
    let entries: Entries<V> = parse(file, problems).unwrap_or_default();
    entries.0.into_iter().map(|(id, value)| (file, id, value)).collect()
}

fn check_names(file: &Text, id: &At<String>, zh: &At<String>, en: &At<String>, problems: &mut Problems) {
    check_key(&file.name, id, problems);
    check_name(&file.name, zh, problems);
    check_name(&file.name, en, problems);
}

fn named(sources: &Sources, name: &str, problems: &mut Problems) -> Vec<Named> {
    let mut all = Vec::new();
    for (file, id, raw) in entries::<RawNamed>(sources, name, problems) {
        check_names(file, &id, &raw.name_zh, &raw.name_en, problems);
        all.push(Named { id: id.value, name_zh: raw.name_zh.value, name_en: raw.name_en.value });
    }
    all
}

/// Exactly the actions of the product, each once.
fn capabilities(sources: &Sources, problems: &mut Problems) -> Vec<Capability> {
    const FILE: &str = "capabilities.yaml";
    let mut all: Vec<Capability> = Vec::new();
    for (file, action, raw) in entries::<RawCapability>(sources, FILE, problems) {
        check_name(&file.name, &raw.name_zh, problems);
        check_name(&file.name, &raw.name_en, problems);
        if !access::actions::ALL.contains(&action.value.as_str()) {
            let actions = known(access::actions::ALL.iter().copied());
            problems.add(
                &file.name,
                line(&action),
                format!("the product has no action `{}` ({actions})", action.value),
            );
        }
        all.push(Capability {
            action: action.value,
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            sensitivity: raw.sensitivity,
        });
    }
    if let Some(file) = sources.file("org", FILE) {
        for action in access::actions::ALL {
            if !all.iter().any(|capability| capability.action == *action) {
                problems.dangling(
                    &file.name,
                    1,
                    format!("the action `{action}` is missing; add it with its sensitivity"),
                );
            }
        }
    }
    all
}

fn away_reasons(sources: &Sources, problems: &mut Problems) -> Vec<AwayReasonName> {
    const FILE: &str = "away-reasons.yaml";
    use AwayReason::{Break, DeviceLost, Meal, Meeting, MissedOffer, SignedIn, Training};
    let codes = [
        ("signed_in", SignedIn),
        ("break", Break),
        ("meal", Meal),
        ("training", Training),
        ("meeting", Meeting),
        ("missed_offer", MissedOffer),
        ("device_lost", DeviceLost),
    ];
    let mut all: Vec<AwayReasonName> = Vec::new();
    for (file, code, raw) in entries::<RawAway>(sources, FILE, problems) {
        check_name(&file.name, &raw.name_zh, problems);
        check_name(&file.name, &raw.name_en, problems);
        let Some((_, reason)) = codes.iter().find(|(known, _)| *known == code.value) else {
            let all = known(codes.iter().map(|(code, _)| *code));
            problems.add(&file.name, line(&code), format!("no away reason `{}` ({all})", code.value));
            continue;
        };
        all.push(AwayReasonName {
            code: code.value,
            reason: reason.clone(),
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            is_chosen: raw.is_chosen,
        });
    }
    if let Some(file) = sources.file("org", FILE) {
        for (code, _) in codes.iter().filter(|(code, _)| !all.iter().any(|named| named.code == *code)) {
            problems.dangling(&file.name, 1, format!("the away reason `{code}` has no name; add it"));
        }
    }
    all
}

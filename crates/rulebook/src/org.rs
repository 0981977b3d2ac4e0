//! `org/`: departments, teams, posts, skills, qualifications, capabilities and the names of away reasons.

use crate::exclusions::{self, Exclusion};
use crate::files::{Sources, Text};
use crate::knowledge::{self, Section};
use crate::limits::GRANT_DAYS_MAX;
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
    /// How somebody whose post does not give it may hold it for a time. `None`: nobody may ask for it.
    pub grant: Option<Grantable>,
}

/// What holds for a right that is asked for (AUTH-28 … AUTH-35).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grantable {
    /// Days from its beginning to its end, at most.
    pub days_max: u32,
    /// Posts of the departments concerned: each of them must agree (AUTH-32).
    pub joint: Vec<String>,
    /// What it is worth nothing without: whoever holds it may do these too, as far and as long.
    pub brings: Vec<String>,
    /// What the holder has to mind (AUTH-35).
    pub cautions_zh: String,
    pub cautions_en: String,
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
    pub exclusions: Vec<Exclusion>,
    pub sections: Vec<Section>,
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
    grant: Option<RawGrantable>,
    cautions_zh: Option<At<String>>,
    cautions_en: Option<At<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGrantable {
    days_max: At<u32>,
    #[serde(default)]
    joint: Vec<At<String>>,
    #[serde(default)]
    brings: Vec<At<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAway {
    name_zh: At<String>,
    name_en: At<String>,
    #[serde(default)]
    is_chosen: bool,
}

const FILES: [&str; 9] = [
    "departments.yaml",
    "teams.yaml",
    "roles.yaml",
    "skills.yaml",
    "qualifications.yaml",
    "capabilities.yaml",
    "away-reasons.yaml",
    "exclusions.yaml",
    "knowledge.yaml",
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
    check_joint(sources, &org, problems);
    org.exclusions = exclusions::read(sources, &org, problems);
    org.sections = knowledge::read(sources, &org, problems);
    org
}

/// Departments are asked by the posts that speak for them.
fn check_joint(sources: &Sources, org: &Org, problems: &mut Problems) {
    let Some(file) = sources.file("org", "capabilities.yaml") else { return };
    let asked = org.capabilities.iter().flat_map(|of| of.grant.iter().flat_map(|grant| &grant.joint));
    for role in asked.filter(|role| !org.roles.iter().any(|known| known.id == **role)) {
        let roles = known(org.roles.iter().map(|role| role.id.as_str()));
        problems.dangling(&file.name, 1, format!("`joint`: no post `{role}` ({roles})"));
    }
    let brought = org.capabilities.iter().flat_map(|of| of.grant.iter().flat_map(|grant| &grant.brings));
    for action in brought.filter(|action| org.capabilities.iter().all(|known| known.action != **action)) {
        problems.dangling(&file.name, 1, format!("`brings`: no capability `{action}` in org/capabilities.yaml"));
    }
}

/// A file of `key: {…}`. A missing file is a problem: each part of the organisation is needed.
pub(crate) fn entries<'a, V: DeserializeOwned>(
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

pub(crate) fn check_names(file: &Text, id: &At<String>, zh: &At<String>, en: &At<String>, problems: &mut Problems) {
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
        let grant = grantable(file, &action, raw.grant, [raw.cautions_zh, raw.cautions_en], problems);
        all.push(Capability {
            action: action.value,
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            sensitivity: raw.sensitivity,
            grant,
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

/// A right that can be asked for says what its holder has to mind, in both languages.
fn grantable(
    file: &Text,
    action: &At<String>,
    raw: Option<RawGrantable>,
    cautions: [Option<At<String>>; 2],
    problems: &mut Problems,
) -> Option<Grantable> {
    let [zh, en] = cautions;
    match (raw, zh, en) {
        (None, None, None) => None,
        (Some(raw), Some(zh), Some(en)) => {
            for empty in [&zh, &en].into_iter().filter(|text| text.value.trim().is_empty()) {
                problems.add(&file.name, line(empty), "the cautions are empty; say what the holder has to mind");
            }
            if !(1..=GRANT_DAYS_MAX).contains(&raw.days_max.value) {
                let message = format!("`days_max` is from 1 to {GRANT_DAYS_MAX}; a right for longer belongs to a post");
                problems.add(&file.name, line(&raw.days_max), message);
            }
            let joint = raw.joint.into_iter().map(|role| role.value).collect();
            let brings = raw.brings.into_iter().map(|action| action.value).collect();
            let (cautions_zh, cautions_en) = (zh.value, en.value);
            Some(Grantable { days_max: raw.days_max.value, joint, brings, cautions_zh, cautions_en })
        }
        (Some(_), ..) => {
            let message = "a right that can be asked for needs `cautions_zh` and `cautions_en`: what its holder minds";
            problems.add(&file.name, line(action), message);
            None
        }
        (None, ..) => {
            problems.add(&file.name, line(action), "cautions without `grant`: nobody can ask for it and read them");
            None
        }
    }
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

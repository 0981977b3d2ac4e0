//! `org/exclusions.yaml`: separation of duties between a standing post and what is held beside it: a right for a time, or
//! another post.

use crate::files::Sources;
use crate::org::{Org, entries};
use crate::problem::{Problems, known};
use crate::yaml::{At, check_key, line};
use serde::{Deserialize, Serialize};

/// Who has one of `roles` must hold none of `capabilities` for a time, whoever approves it, and none of the posts
/// `never_with`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    pub id: String,
    /// The clause that asks for it, as `AUTH-10`.
    pub source: String,
    pub why_zh: String,
    pub why_en: String,
    pub roles: Vec<String>,
    pub capabilities: Vec<String>,
    pub never_with: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: At<String>,
    why_zh: At<String>,
    why_en: At<String>,
    roles: Vec<At<String>>,
    #[serde(default)]
    capabilities: Vec<At<String>>,
    #[serde(default)]
    never_with: Vec<At<String>>,
}

pub(crate) fn read(sources: &Sources, org: &Org, problems: &mut Problems) -> Vec<Exclusion> {
    let mut all = Vec::new();
    for (file, id, raw) in entries::<Raw>(sources, "exclusions.yaml", problems) {
        check_key(&file.name, &id, problems);
        for empty in [&raw.why_zh, &raw.why_en].into_iter().filter(|text| text.value.trim().is_empty()) {
            problems.add(&file.name, line(empty), "say why they exclude each other");
        }
        if raw.roles.is_empty() || (raw.capabilities.is_empty() && raw.never_with.is_empty()) {
            let message = "name at least one post in `roles`, and what it excludes: rights in `capabilities`, other posts \
                           in `never_with`";
            problems.add(&file.name, line(&id), message);
        }
        for role in raw.never_with.iter().filter(|other| raw.roles.iter().any(|role| role.value == other.value)) {
            problems.add(&file.name, line(role), format!("the post `{}` cannot exclude itself", role.value));
        }
        let posts = raw.roles.iter().chain(&raw.never_with);
        for role in posts.filter(|role| !org.roles.iter().any(|of| of.id == role.value)) {
            let roles = known(org.roles.iter().map(|role| role.id.as_str()));
            problems.dangling(&file.name, line(role), format!("no post `{}` ({roles})", role.value));
        }
        for action in
            raw.capabilities.iter().filter(|action| !org.capabilities.iter().any(|of| of.action == action.value))
        {
            let message = format!("the product has no action `{}`; see capabilities.yaml", action.value);
            problems.dangling(&file.name, line(action), message);
        }
        all.push(Exclusion {
            id: id.value,
            source: raw.source.value,
            why_zh: raw.why_zh.value,
            why_en: raw.why_en.value,
            roles: raw.roles.into_iter().map(|role| role.value).collect(),
            capabilities: raw.capabilities.into_iter().map(|action| action.value).collect(),
            never_with: raw.never_with.into_iter().map(|role| role.value).collect(),
        });
    }
    all
}

impl Exclusion {
    /// Two of these posts that it lets nobody hold together.
    pub fn parts<'a>(&self, roles: &'a [String]) -> Option<(&'a str, &'a str)> {
        let one = roles.iter().find(|role| self.roles.contains(role))?;
        let other = roles.iter().find(|role| self.never_with.contains(role) && *role != one)?;
        Some((one, other))
    }
}

impl crate::Rulebook {
    /// Why nobody holds all these posts together, if so, and two of them that exclude each other.
    pub fn posts_excluded<'a>(&self, roles: &'a [String]) -> Option<(&Exclusion, (&'a str, &'a str))> {
        self.exclusions.iter().find_map(|pair| Some((pair, pair.parts(roles)?)))
    }

    /// Why somebody with these posts must not hold this right, if so.
    pub fn excluded(&self, roles: &[String], capability: &str) -> Option<&Exclusion> {
        self.exclusions.iter().find(|pair| {
            pair.capabilities.iter().any(|of| of == capability) && pair.roles.iter().any(|role| roles.contains(role))
        })
    }

    /// The right as people know it.
    pub fn capability(&self, action: &str) -> Option<&crate::Capability> {
        self.capabilities.iter().find(|of| of.action == action)
    }
}

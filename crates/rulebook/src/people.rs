//! People to begin with: `people.yaml`, and the demo's own. A running centre keeps its people in the database.

use crate::files::{Sources, Text};
use crate::limits::{EMAIL_BYTES_MAX, PEOPLE_MAX};
use crate::org::Org;
use crate::problem::{Problems, known};
use crate::repeat::{Repeat, fill};
use crate::yaml::{At, check_key, check_name, line, parse};
use model::{Phone, Queue, QueueId, Skill};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Somebody who is made when a centre is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonSeed {
    pub username: String,
    pub name: String,
    pub roles: Vec<String>,
    pub team: Option<String>,
    /// Passed exams, as `authz-exam` (AUTH-54).
    pub qualifications: Vec<String>,
    /// Queues whose calls this person takes.
    pub queues: Vec<QueueId>,
    pub skills: Vec<Skill>,
    /// `None`: the browser phone.
    pub phone: Option<Arc<str>>,
    /// A machine that is ready from the start and after every call.
    pub is_always_ready: bool,
    pub locale: String,
    /// For copies of notices by mail. `None`: none are sent.
    pub email: Option<String>,
    /// From `demo/`.
    pub is_demo: bool,
    /// Only in the demo; shown there. Elsewhere passwords are never in the rulebook.
    #[serde(skip)]
    pub password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    password: Option<At<String>>,
    people: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    username: At<String>,
    repeat: Option<Repeat>,
    name: At<String>,
    roles: Vec<At<String>>,
    team: Option<At<String>>,
    #[serde(default)]
    qualifications: Vec<At<String>>,
    #[serde(default)]
    queues: Vec<At<String>>,
    #[serde(default)]
    skills: Vec<At<String>>,
    phone: Option<At<String>>,
    #[serde(default)]
    is_always_ready: bool,
    #[serde(default = "chinese")]
    locale: String,
    email: Option<At<String>>,
}

fn chinese() -> String {
    "zh-CN".into()
}

/// Names that exist, by what they name and where they stand.
struct Names<'a>(BTreeMap<&'static str, (&'static str, BTreeSet<&'a str>)>);

impl Names<'_> {
    fn need(&self, what: &'static str, file: &str, name: &At<String>, problems: &mut Problems) {
        let (place, names) = &self.0[what];
        if !names.contains(name.value.as_str()) {
            let known = known(names.iter().copied());
            problems.dangling(file, line(name), format!("no {what} `{}` in {place} ({known})", name.value));
        }
    }
}

pub(crate) fn read(
    sources: &Sources,
    org: &Org,
    queues: &[Queue],
    phones: &[Phone],
    problems: &mut Problems,
) -> Vec<PersonSeed> {
    let names = Names(BTreeMap::from([
        ("role", ("org/roles.yaml", org.roles.iter().map(|role| role.id.as_str()).collect())),
        ("team", ("org/teams.yaml", org.teams.iter().map(|team| team.id.as_str()).collect())),
        ("qualification", ("org/qualifications.yaml", org.qualifications.iter().map(|one| one.id.as_str()).collect())),
        ("skill", ("org/skills.yaml", org.skills.iter().map(|skill| skill.id.as_str()).collect())),
        ("queue", ("queues/", queues.iter().map(|queue| &*queue.id.0).collect())),
        ("phone", ("telephony/phones.yaml", phones.iter().map(|phone| &*phone.key).collect())),
    ]));
    let mut people: Vec<PersonSeed> = Vec::new();
    for file in [sources.file("", "people.yaml"), sources.file("demo", "people.yaml")].into_iter().flatten() {
        let Some(raw) = parse::<RawFile>(file, problems) else { continue };
        let is_demo = file.name.starts_with("demo/");
        if let Some(password) = raw.password.as_ref().filter(|_| !is_demo) {
            problems.add(&file.name, line(password), "passwords are for the demo only; remove it");
        }
        let password = raw.password.map(|password| password.value).filter(|_| is_demo);
        for one in &raw.people {
            check(&file.name, one, &names, problems);
            check_posts(&file.name, one, org, problems);
            expand(file, one, is_demo, &names, password.as_ref(), &mut people, problems);
        }
    }
    refuse_doubles(sources, &people, problems);
    people
}

fn check(file: &str, raw: &Raw, names: &Names<'_>, problems: &mut Problems) {
    check_name(file, &raw.name, problems);
    for (what, all) in
        [("role", &raw.roles), ("qualification", &raw.qualifications), ("skill", &raw.skills), ("queue", &raw.queues)]
    {
        for name in all {
            names.need(what, file, name, problems);
        }
    }
    if let Some(team) = &raw.team {
        names.need("team", file, team, problems);
    }
    if raw.roles.is_empty() {
        problems.add(file, line(&raw.username), format!("`{}` has no role; give one", raw.username.value));
    }
    if raw.is_always_ready && raw.phone.is_none() {
        let message = format!("`{}` is always ready and needs a `phone`: a machine has no browser", raw.username.value);
        problems.add(file, line(&raw.username), message);
    }
}

/// Nobody begins with two posts that exclude each other.
fn check_posts(file: &str, raw: &Raw, org: &Org, problems: &mut Problems) {
    let roles: Vec<String> = raw.roles.iter().map(|role| role.value.clone()).collect();
    for pair in &org.exclusions {
        if let Some((one, other)) = pair.parts(&roles) {
            let name = &raw.username.value;
            let message = format!(
                "`{name}` has the posts `{one}` and `{other}`, which exclude each other (org/exclusions.yaml, `{}`); take one away",
                pair.id
            );
            problems.add(file, line(&raw.username), message);
        }
    }
}

fn expand(
    file: &Text,
    raw: &Raw,
    is_demo: bool,
    names: &Names<'_>,
    password: Option<&String>,
    people: &mut Vec<PersonSeed>,
    problems: &mut Problems,
) {
    let at = line(&raw.username);
    let numbers = match Repeat::numbers(raw.repeat, PEOPLE_MAX - people.len().min(PEOPLE_MAX)) {
        Ok(numbers) => numbers,
        Err(message) => return problems.add(&file.name, at, message),
    };
    let values = |all: &[At<String>]| all.iter().map(|one| one.value.clone()).collect::<Vec<_>>();
    for number in numbers {
        let filled =
            |text: &At<String>| fill(&text.value, number).map(|value| At::new(value, text.referenced, text.defined));
        let (username, name, phone) = match (filled(&raw.username), filled(&raw.name), raw.phone.as_ref().map(filled)) {
            (Ok(username), Ok(name), None) => (username, name, None),
            (Ok(username), Ok(name), Some(Ok(phone))) => (username, name, Some(phone)),
            (Err(message), _, _) | (_, Err(message), _) | (_, _, Some(Err(message))) => {
                return problems.add(&file.name, at, message);
            }
        };
        check_key(&file.name, &username, problems);
        let email = raw.email.as_ref().map(|email| fill(&email.value, number).unwrap_or_default());
        if let (Some(raw), Some(email)) = (&raw.email, &email)
            && !is_address(email)
        {
            problems.add(&file.name, line(raw), format!("`{email}` is not a mail address; write `name@example.com`"));
        }
        if let Some(phone) = &phone {
            names.need("phone", &file.name, phone, problems);
        }
        people.push(PersonSeed {
            username: username.value,
            name: name.value,
            roles: values(&raw.roles),
            team: raw.team.as_ref().map(|team| team.value.clone()),
            qualifications: values(&raw.qualifications),
            queues: raw.queues.iter().map(|queue| QueueId::from(queue.value.as_str())).collect(),
            skills: raw.skills.iter().map(|skill| Skill::from(skill.value.as_str())).collect(),
            phone: phone.map(|phone| phone.value.into()),
            is_always_ready: raw.is_always_ready,
            locale: raw.locale.clone(),
            email,
            is_demo,
            password: password.cloned(),
        });
    }
}

/// Enough to catch a slip: what an address really is only its server knows.
fn is_address(email: &str) -> bool {
    let is_clean = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;".contains(c));
    email.len() <= EMAIL_BYTES_MAX
        && email.split_once('@').is_some_and(|(name, host)| is_clean(name) && is_clean(host) && !host.contains('@'))
}

/// One account per username, one person per phone.
fn refuse_doubles(sources: &Sources, people: &[PersonSeed], problems: &mut Problems) {
    let file = |person: &PersonSeed| if person.is_demo { "demo" } else { "" };
    let mut usernames = BTreeSet::new();
    let mut phones = BTreeMap::new();
    for person in people {
        let Some(text) = sources.file(file(person), "people.yaml") else { continue };
        let at = line_of(text, &person.username);
        if !usernames.insert(&person.username) {
            let message = format!("a second person has the username `{}`; choose another", person.username);
            problems.add(&text.name, at, message);
        }
        if let Some(other) = person.phone.as_ref().and_then(|phone| phones.insert(phone, &person.username))
            && *other != person.username
        {
            let message = format!("`{}` has the same phone as `{other}`; give each their own", person.username);
            problems.add(&text.name, at, message);
        }
    }
}

/// The last line that names this username; 1 when it came from a `repeat`.
fn line_of(text: &Text, username: &str) -> usize {
    let names = |line: &str| {
        line.trim_start_matches(['-', ' ', '{'])
            .strip_prefix("username:")
            .is_some_and(|rest| rest.trim().trim_matches('"').split([',', '}', ' ']).next() == Some(username))
    };
    text.text.lines().enumerate().filter(|(_, line)| names(line)).last().map_or(1, |(number, _)| number + 1)
}

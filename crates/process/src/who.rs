//! Who: the people that a step is for, as a flow writes it.

use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Role(String),
    Department(String),
    Applicant,
    /// Who holds the task, else everyone who may.
    Assignee,
    /// A lane, or a field or member that holds a person or a list of persons.
    Named(Vec<String>),
    Actor(String),
    LeaderOf(Box<Who>),
    ManagerOf(Box<Who>),
    TeamOf(Box<Who>),
    /// Those of the first who are also in the second.
    Both(Box<Who>, Box<Who>),
    All(Vec<Who>),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(key) => write!(f, "role/{key}"),
            Self::Department(key) => write!(f, "department/{key}"),
            Self::Applicant => f.write_str("applicant"),
            Self::Assignee => f.write_str("assignee"),
            Self::Named(path) => f.write_str(&path.join(".")),
            Self::Actor(step) => write!(f, "{step}.actor"),
            Self::LeaderOf(who) => write!(f, "leader_of({who})"),
            Self::ManagerOf(who) => write!(f, "manager_of({who})"),
            Self::TeamOf(who) => write!(f, "team_of({who})"),
            Self::Both(one, two) => write!(f, "{one} of {two}"),
            Self::All(all) => {
                let all: Vec<String> = all.iter().map(Self::to_string).collect();
                write!(f, "[{}]", all.join(", "))
            }
        }
    }
}

pub fn parse_who(text: &str) -> Result<Who, String> {
    let text = text.trim();
    if let Some((one, two)) = text.split_once(" of ") {
        return Ok(Who::Both(Box::new(parse_who(one)?), Box::new(parse_who(two)?)));
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Ok(Who::All(inner.split(',').map(parse_who).collect::<Result<_, _>>()?));
    }
    type Wrap = fn(Box<Who>) -> Who;
    const FUNCTIONS: [(&str, Wrap); 3] =
        [("leader_of", Who::LeaderOf), ("manager_of", Who::ManagerOf), ("team_of", Who::TeamOf)];
    for (name, wrap) in FUNCTIONS {
        let inner = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
        if let Some(inner) = inner {
            return Ok(wrap(Box::new(parse_who(inner)?)));
        }
    }
    let is_key = |key: &str| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
    };
    let wrong =
        || format!("`{text}` is nobody; write for example `role/manager`, `applicant` or `leader_of(applicant)`");
    if let Some((kind, key)) = text.split_once('/') {
        return match (kind, is_key(key)) {
            ("role", true) => Ok(Who::Role(key.to_owned())),
            ("department", true) => Ok(Who::Department(key.to_owned())),
            _ => Err(wrong()),
        };
    }
    let path: Vec<String> = text.split('.').map(str::to_owned).collect();
    if !path.iter().all(|part| is_key(part)) {
        return Err(wrong());
    }
    Ok(match path.as_slice() {
        [one] if one == "applicant" => Who::Applicant,
        [one] if one == "assignee" => Who::Assignee,
        [step, last] if last == "actor" => Who::Actor(step.clone()),
        _ => Who::Named(path),
    })
}

impl Who {
    /// Whether nothing that happens in an instance changes whom it means.
    pub(crate) fn is_known_from_start(&self, lanes: &[(String, Who)]) -> bool {
        let mut is_known = true;
        self.walk(&mut |who| match who {
            Self::Named(path) => {
                let lane = lanes.iter().find(|(lane, _)| path.as_slice() == [lane.as_str()]);
                is_known &= lane.is_some_and(|(_, who)| who.is_known_from_start(&[]));
            }
            Self::Actor(_) | Self::Assignee => is_known = false,
            Self::Role(_)
            | Self::Department(_)
            | Self::Applicant
            | Self::LeaderOf(_)
            | Self::ManagerOf(_)
            | Self::TeamOf(_)
            | Self::Both(..)
            | Self::All(_) => {}
        });
        is_known
    }

    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Who)) {
        visit(self);
        match self {
            Self::LeaderOf(who) | Self::ManagerOf(who) | Self::TeamOf(who) => who.walk(visit),
            Self::Both(one, two) => {
                one.walk(visit);
                two.walk(visit);
            }
            Self::All(all) => all.iter().for_each(|who| who.walk(visit)),
            Self::Role(_)
            | Self::Department(_)
            | Self::Applicant
            | Self::Assignee
            | Self::Named(_)
            | Self::Actor(_) => {}
        }
    }
}

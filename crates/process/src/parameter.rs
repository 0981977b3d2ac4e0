//! `flows/parameters.yaml`: the clocks and the policy switches that flows name as `param.KEY`.

use crate::dates;
use crate::definition::Name;
use crate::problem::Problems;
use crate::value::{Number, Type, Value};
use crate::worktime::{Schedule, Span, parse_schedule, parse_span};
use crate::yaml::{Keys, Kind, Y};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Parameter {
    pub key: String,
    pub line: usize,
    pub name: Name,
    /// `T-01`: the clock of the requirements that it sets.
    pub clock: Option<String>,
    /// The contradiction of the requirements that it decides.
    pub switch: Option<String>,
    pub kind: ParameterKind,
    pub default: String,
    pub source: String,
    pub reason: String,
    /// What obeys it, when no flow and no table reads it.
    pub enforced: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ParameterKind {
    Duration,
    Number,
    Boolean,
    Text,
    Choice(Vec<String>),
    Span,
    Schedule,
    Time,
}

/// What a parameter is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Value(Value),
    Span(Span),
    Schedule(Schedule),
    /// Local minute of the day.
    Time(i64),
}

/// Key → what is in force.
pub type Settings = BTreeMap<String, Setting>;

impl ParameterKind {
    /// Reads a value of this kind as people write it.
    pub fn read(&self, text: &str) -> Result<Setting, String> {
        Ok(match self {
            Self::Duration => match parse_span(text, 0)? {
                Span::Clock(span) => Setting::Value(Value::Duration(span)),
                _ => {
                    return Err(format!(
                        "`{text}` is not by the clock; a `duration` is, as `1 day`; a `span` may be work time"
                    ));
                }
            },
            Self::Number => {
                let number = Number::parse(text).ok_or_else(|| format!("`{text}` is not a number"))?;
                Setting::Value(Value::Number(number))
            }
            Self::Boolean => match text {
                "true" => Setting::Value(Value::Bool(true)),
                "false" => Setting::Value(Value::Bool(false)),
                _ => return Err(format!("`{text}` is neither `true` nor `false`")),
            },
            Self::Text => Setting::Value(Value::Text(text.to_owned())),
            Self::Choice(choices) if choices.iter().any(|choice| choice == text) => {
                Setting::Value(Value::Text(text.to_owned()))
            }
            Self::Choice(choices) => return Err(format!("`{text}` is not possible; there is {}", choices.join(", "))),
            Self::Span => match parse_span(text, 0)? {
                span @ (Span::Clock(_) | Span::Work(_) | Span::WorkDays(_) | Span::At(_)) => Setting::Span(span),
                _ => return Err(format!("`{text}` is not a plain span")),
            },
            Self::Schedule => match parse_schedule(text)? {
                Schedule::Param(_) => return Err("a schedule that is a parameter cannot name another".into()),
                schedule => Setting::Schedule(schedule),
            },
            Self::Time => {
                Setting::Time(dates::parse_minute(text).ok_or_else(|| format!("`{text}` is not a time, as `17:30`"))?)
            }
        })
    }

    /// The type in expressions; those that are no values have none.
    pub fn value_type(&self) -> Option<Type> {
        match self {
            Self::Duration => Some(Type::Duration),
            Self::Number => Some(Type::Number),
            Self::Boolean => Some(Type::Bool),
            Self::Text => Some(Type::Text),
            Self::Choice(choices) => Some(Type::Choice(choices.clone())),
            Self::Span | Self::Schedule | Self::Time => None,
        }
    }
}

pub(crate) fn read(tree: &Y, problems: &mut Problems) -> BTreeMap<String, Parameter> {
    let Kind::Map(entries) = &tree.kind else {
        problems.add(tree.line, "parameters are a mapping of `key: {…}`");
        return BTreeMap::new();
    };
    let mut found = BTreeMap::new();
    for (key, line, y) in entries {
        if let Some(parameter) = one(key, *line, y, problems) {
            found.insert(key.clone(), parameter);
        }
    }
    found
}

fn one(key: &str, line: usize, y: &Y, problems: &mut Problems) -> Option<Parameter> {
    let keys = Keys::of(y, "a parameter", problems);
    if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        problems
            .add(line, format!("`{key}` is not possible; a parameter's key has lower-case letters, digits and `_`"));
    }
    let text = |y: Option<&Y>| y.and_then(Y::as_text).unwrap_or_default().trim().to_owned();
    let clock = keys.opt("clock").map(|y| text(Some(y)));
    let switch = keys.opt("switch").map(|y| text(Some(y)));
    let name = keys.must("name", problems).map(|y| crate::definition::read_name(y, problems));
    let kind = keys.must("type", problems);
    let choices = keys.opt("choices").map_or_else(Vec::new, |y| match &y.kind {
        Kind::List(list) => list.iter().map(|y| text(Some(y))).collect(),
        Kind::Text(_) | Kind::Map(_) => Vec::new(),
    });
    let default = keys.must("default", problems);
    let source = text(keys.must("source", problems));
    let reason = text(keys.must("reason", problems));
    let enforced = keys.opt("enforced").map(|y| text(Some(y)));
    keys.finish(problems);
    let kind_line = kind.map_or(line, |y| y.line);
    let kind = match kind.and_then(Y::as_text)? {
        "duration" => ParameterKind::Duration,
        "number" => ParameterKind::Number,
        "boolean" => ParameterKind::Boolean,
        "text" => ParameterKind::Text,
        "choice" => ParameterKind::Choice(choices),
        "span" => ParameterKind::Span,
        "schedule" => ParameterKind::Schedule,
        "time" => ParameterKind::Time,
        other => {
            let known = "duration, number, boolean, text, choice, span, schedule, time";
            problems.add(kind_line, format!("`{other}` is no type of a parameter; there is {known}"));
            return None;
        }
    };
    let default_line = default.map_or(line, |y| y.line);
    let default = text(default);
    if let Err(error) = kind.read(&default) {
        problems.add(default_line, error);
    }
    Some(Parameter { key: key.to_owned(), line, name: name?, clock, switch, kind, default, source, reason, enforced })
}

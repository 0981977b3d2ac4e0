//! Values of expressions and fields, and their types. Texts of JSON become values by the type that a form gives them.

use crate::dates;
use model::Millis;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt;

/// A number with six decimals, exact. Overflow makes an operation `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub i64);

const ONE: i64 = 1_000_000;

impl Number {
    pub fn whole(number: i64) -> Option<Self> {
        number.checked_mul(ONE).map(Self)
    }

    /// `12`, `-0.5`. More than six decimals are cut.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.is_empty() || part.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let part: String = part.chars().chain("000000".chars()).take(6).collect();
        let micros = whole.parse::<i64>().ok()?.checked_mul(ONE)?.checked_add(part.parse().ok()?)?;
        Some(Self(sign * micros))
    }

    pub fn times(self, other: Self) -> Option<Self> {
        i64::try_from(i128::from(self.0) * i128::from(other.0) / i128::from(ONE)).ok().map(Self)
    }

    pub fn over(self, other: Self) -> Option<Self> {
        if other.0 == 0 {
            return None;
        }
        i64::try_from(i128::from(self.0) * i128::from(ONE) / i128::from(other.0)).ok().map(Self)
    }

    pub fn floor(self) -> Self {
        Self(self.0.div_euclid(ONE) * ONE)
    }

    /// The whole part, downwards.
    pub fn as_i64(self) -> i64 {
        self.0.div_euclid(ONE)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / ONE as u64, self.0.unsigned_abs() % ONE as u64);
        write!(f, "{sign}{whole}")?;
        if part != 0 {
            write!(f, ".{}", format!("{part:06}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// Days since 1970-01-01.
    Date(i64),
    /// UTC.
    DateTime(Millis),
    Duration(Millis),
    List(Vec<Value>),
    Record(BTreeMap<String, Value>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Of `null`, and of what a form does not describe.
    Any,
    Bool,
    Number,
    Text,
    /// A text out of these.
    Choice(Vec<String>),
    Date,
    DateTime,
    Duration,
    List(Box<Type>),
    Record(BTreeMap<String, Type>),
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("anything"),
            Self::Bool => f.write_str("boolean"),
            Self::Number => f.write_str("number"),
            Self::Text | Self::Choice(_) => f.write_str("text"),
            Self::Date => f.write_str("date"),
            Self::DateTime => f.write_str("datetime"),
            Self::Duration => f.write_str("duration"),
            Self::List(item) => write!(f, "list of {item}"),
            Self::Record(_) => f.write_str("record"),
        }
    }
}

impl Type {
    /// `text`, `list of date`, … as `data:` of a flow says it.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "text" | "person" => Self::Text,
            "number" => Self::Number,
            "boolean" => Self::Bool,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            "record" => Self::Any,
            other => Self::List(Box::new(Self::parse(other.strip_prefix("list of ")?.trim())?)),
        })
    }

    /// Whether a value of one may be compared with, or stand for, a value of the other.
    pub fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Text | Self::Choice(_), Self::Text | Self::Choice(_)) => true,
            (Self::List(one), Self::List(two)) => one.fits(two),
            (Self::Record(_), Self::Record(_)) => true,
            (one, two) => one == two,
        }
    }
}

impl Value {
    /// Reads JSON by its type; what does not fit is `Null`.
    pub fn of_json(json: &Json, kind: &Type, utc_offset_minutes: i32) -> Self {
        match (kind, json) {
            (Type::Any, Json::Bool(is)) | (Type::Bool, Json::Bool(is)) => Self::Bool(*is),
            (Type::Number | Type::Any, Json::Number(number)) => {
                Number::parse(&number.to_string()).map_or(Self::Null, Self::Number)
            }
            (Type::Text | Type::Any, Json::String(text)) => Self::Text(text.clone()),
            (Type::Choice(choices), Json::String(text)) if choices.contains(text) => Self::Text(text.clone()),
            (Type::Date, Json::String(text)) => dates::parse_date(text).map_or(Self::Null, Self::Date),
            (Type::DateTime, Json::String(text)) => {
                dates::parse_datetime(text, utc_offset_minutes).map_or(Self::Null, Self::DateTime)
            }
            (Type::Duration, Json::String(text)) => dates::parse_duration(text).map_or(Self::Null, Self::Duration),
            (Type::List(item), Json::Array(list)) => {
                Self::List(list.iter().map(|json| Self::of_json(json, item, utc_offset_minutes)).collect())
            }
            (Type::Any, Json::Array(list)) => {
                Self::List(list.iter().map(|json| Self::of_json(json, &Type::Any, utc_offset_minutes)).collect())
            }
            (Type::Record(fields), Json::Object(object)) => {
                let field = |key: &String| fields.get(key).unwrap_or(&Type::Any);
                let read = |(key, json)| (String::clone(key), Self::of_json(json, field(key), utc_offset_minutes));
                Self::Record(object.iter().map(read).collect())
            }
            (Type::Any, Json::Object(object)) => {
                let read = |(key, json)| (String::clone(key), Self::of_json(json, &Type::Any, utc_offset_minutes));
                Self::Record(object.iter().map(read).collect())
            }
            (
                Type::Any
                | Type::Bool
                | Type::Number
                | Type::Text
                | Type::Choice(_)
                | Type::Date
                | Type::DateTime
                | Type::Duration
                | Type::List(_)
                | Type::Record(_),
                _,
            ) => Self::Null,
        }
    }

    pub fn to_json(&self, utc_offset_minutes: i32) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(is) => Json::Bool(*is),
            Self::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
            Self::List(list) => list.iter().map(|value| value.to_json(utc_offset_minutes)).collect(),
            Self::Record(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), value.to_json(utc_offset_minutes))).collect()
            }
            Self::Text(_) | Self::Date(_) | Self::DateTime(_) | Self::Duration(_) => {
                Json::String(self.text(utc_offset_minutes))
            }
        }
    }

    /// As people and JSON write it.
    pub fn text(&self, utc_offset_minutes: i32) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(is) => is.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Date(days) => model::calendar::date_text(*days),
            Self::DateTime(at) => dates::datetime_text(*at, utc_offset_minutes),
            Self::Duration(span) => dates::duration_text(*span),
            Self::List(_) | Self::Record(_) => self.to_json(utc_offset_minutes).to_string(),
        }
    }

    /// `a.b`; of a list, of each of its records, as FEEL has it.
    pub fn part(self, name: &str) -> Self {
        match self {
            Self::Record(mut fields) => fields.remove(name).unwrap_or(Self::Null),
            Self::List(list) => Self::List(list.into_iter().map(|value| value.part(name)).collect()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Self::Null,
            Self::Date(_) | Self::DateTime(_) | Self::Duration(_) => Self::Null,
        }
    }

    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }
}

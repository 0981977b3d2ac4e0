//! Forms as the flows see them: JSON Schema's top-level properties with their types. Full validation is the server's.

use crate::problem::Problems;
use crate::value::Type;
use serde_json::Value as Json;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Form {
    pub key: String,
    /// The whole JSON Schema.
    pub schema: Json,
    pub fields: BTreeMap<String, Type>,
    pub required: Vec<String>,
}

pub(crate) fn read(key: &str, text: &str, problems: &mut Problems) -> Option<Form> {
    let schema: Json = match serde_json::from_str(text) {
        Ok(schema) => schema,
        Err(error) => {
            problems.add(error.line(), format!("this is not JSON: {error}"));
            return None;
        }
    };
    if schema.get("type").and_then(Json::as_str) != Some("object") {
        problems.add(1, "a form is a JSON Schema with `\"type\": \"object\"`");
        return None;
    }
    let line_of = |name: &str| {
        let quoted = format!("\"{name}\"");
        text.lines().position(|line| line.contains(&quoted)).map_or(1, |line| line + 1)
    };
    let mut fields = BTreeMap::new();
    for (name, property) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
        let is_good = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_good {
            problems.add(
                line_of(name),
                format!("the field `{name}` is not possible; use lower-case letters, digits and `_`"),
            );
        }
        fields.insert(name.clone(), type_of(property));
    }
    let required: Vec<String> = schema
        .get("required")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    for name in required.iter().filter(|name| !fields.contains_key(*name)) {
        problems.add(line_of(name), format!("`{name}` is required and not among the properties"));
    }
    Some(Form { key: key.to_owned(), schema, fields, required })
}

fn type_of(property: &Json) -> Type {
    let text = |key: &str| property.get(key).and_then(Json::as_str);
    let choices = |list: &[Json]| list.iter().map(|json| json.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    match (text("type"), text("format")) {
        (Some("string"), Some("date")) => Type::Date,
        (Some("string"), Some("date-time")) => Type::DateTime,
        (Some("string"), Some("duration")) => Type::Duration,
        (Some("string"), _) => {
            let list = property.get("enum").and_then(Json::as_array).and_then(|list| choices(list));
            let one_of = property.get("oneOf").and_then(Json::as_array).and_then(|list| {
                let consts: Option<Vec<Json>> = list.iter().map(|entry| entry.get("const").cloned()).collect();
                choices(&consts?)
            });
            list.or(one_of).map_or(Type::Text, Type::Choice)
        }
        (Some("number" | "integer"), _) => Type::Number,
        (Some("boolean"), _) => Type::Bool,
        (Some("array"), _) => Type::List(Box::new(property.get("items").map_or(Type::Any, type_of))),
        (Some("object"), _) => {
            let inner = property.get("properties").and_then(Json::as_object);
            Type::Record(inner.into_iter().flatten().map(|(name, json)| (name.clone(), type_of(json))).collect())
        }
        _ => Type::Any,
    }
}

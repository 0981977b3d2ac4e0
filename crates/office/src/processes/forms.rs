//! Forms held against their JSON Schema, field by field, in both languages; people and files that they name must exist.
//!
//! What a step demands beyond its form (`required:` in the flow) is checked here too. Start reading at
//! [`Office::check_form`].

use super::limits::{FORM_BYTES_MAX, FORM_PROBLEMS_MAX, IDS_LOOKED_UP_MAX};
use crate::{Caller, FieldProblem, Office, OfficeError};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, Validator};
use model::process::Fields;
use model::{CallId, Class, CustomerId, PersonId, Sealed, Subject};
use process::definition::FormUse;
use process::{Library, dates};
use serde_json::Value as Json;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) struct Forms {
    by_key: HashMap<String, Validator>,
}

impl Forms {
    pub fn new(library: &Library, utc_offset_minutes: i32) -> Self {
        let validator = |schema: &Json| {
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true)
                // As the engine reads them, so that what is taken here can be computed with there.
                .with_format("date", |text: &str| dates::parse_date(text).is_some())
                .with_format("date-time", move |text: &str| dates::parse_datetime(text, utc_offset_minutes).is_some())
                .with_format("duration", |text: &str| dates::parse_duration(text).is_some())
                .with_format("person", |text: &str| text.parse::<PersonId>().is_ok())
                .build(&closed(schema.clone()))
        };
        let mut by_key = HashMap::new();
        for (key, form) in &library.forms {
            match validator(&form.schema) {
                Ok(built) => drop(by_key.insert(key.clone(), built)),
                Err(error) => {
                    tracing::error!(form = key, error = %error, "the form is no JSON Schema; it takes nothing")
                }
            }
        }
        Self { by_key }
    }

    /// Forms that can be filled in.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.by_key.len()
    }
}

/// What of a form must be filled in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'a> {
    Whole,
    /// And what this outcome needs beyond.
    For(&'a str),
    /// Who refuses or sends back need not fill in what belongs to an agreement.
    Only(&'a str),
}

/// An object takes no other fields than its own, unless it says otherwise.
fn closed(mut schema: Json) -> Json {
    if let Json::Object(map) = &mut schema {
        if map.contains_key("properties") && !map.contains_key("additionalProperties") {
            map.insert("additionalProperties".into(), Json::Bool(false));
        }
        for key in ["properties", "$defs"] {
            if let Some(Json::Object(inner)) = map.get_mut(key) {
                inner.values_mut().for_each(|schema| *schema = closed(schema.take()));
            }
        }
        if let Some(items) = map.get_mut("items") {
            *items = closed(items.take());
        }
    }
    schema
}

impl Office {
    /// Refuses data that does not fit the form. Nothing empty passes as something: `null` counts as missing and is taken
    /// out. The form is held against the clear values, here and nowhere else: what is returned is sealed. A mask that
    /// comes back unchanged means what is `stored`.
    pub(super) async fn check_form(
        &self,
        caller: &Caller,
        used: Option<&FormUse>,
        stored: &Fields,
        data: Fields,
        wanted: Wanted<'_>,
    ) -> Result<Fields, OfficeError> {
        let mut data = self.journal.vault().take_back(stored, data).await?;
        data.retain(|_, value| !value.is_null());
        let bytes = serde_json::to_vec(&data).map_or(0, |text| text.len());
        if bytes > FORM_BYTES_MAX {
            return Err(OfficeError::TooLarge { limit: FORM_BYTES_MAX });
        }
        let Some(used) = used else {
            let problems: Vec<_> = data.keys().map(|field| unknown("", field)).take(FORM_PROBLEMS_MAX).collect();
            return if problems.is_empty() { Ok(data) } else { Err(OfficeError::BadForm(problems)) };
        };
        let book = self.rulebook();
        let form = book.processes.forms.get(&used.form);
        let validators = self.processes.forms();
        let (Some(form), Some(validator)) = (form, validators.by_key.get(&used.form)) else {
            let zh = format!("表单 {} 已不存在", used.form);
            let en = format!("the form {} is not there any more", used.form);
            return Err(OfficeError::BadForm(vec![FieldProblem { path: String::new(), code: "form".into(), zh, en }]));
        };
        let json = Json::Object(data);
        let mut problems = Vec::new();
        let is_full = !matches!(wanted, Wanted::Only(_));
        for error in validator.iter_errors(&json) {
            let is_root = error.instance_path().as_str().is_empty();
            if !is_full && is_root && matches!(error.kind(), ValidationErrorKind::Required { .. }) {
                continue;
            }
            problems.extend(told(error.instance_path().as_str(), error.kind()));
            if problems.len() >= FORM_PROBLEMS_MAX {
                break;
            }
        }
        let always = used.required.iter().filter(|field| is_full && !form.required.contains(field));
        let here = match wanted {
            Wanted::Whole => &[],
            Wanted::For(outcome) | Wanted::Only(outcome) => used.required_for(outcome),
        };
        for field in always.chain(here).filter(|field| json.get(field.as_str()).is_none()) {
            problems.push(missing("", field));
        }
        let mut named = Vec::new();
        name(&form.schema, &json, String::new(), &mut named);
        problems.extend(self.unknown_names(caller, named).await?);
        let Json::Object(data) = json else { unreachable!("it was made an object above") };
        problems.truncate(FORM_PROBLEMS_MAX);
        if problems.is_empty() {
            self.sealed_form(&form.schema, stored, data).await
        } else {
            Err(OfficeError::BadForm(problems))
        }
    }

    /// Sealed by the classes of the schema.
    pub(super) async fn sealed_form(
        &self,
        schema: &Json,
        stored: &Fields,
        data: Fields,
    ) -> Result<Fields, OfficeError> {
        let around = self.subject_around(stored, &data).await?;
        Ok(self.journal.vault().seal_fields(schema, data, around).await?)
    }

    /// Whose case it is: whose number was filled in before, else the customer or the call that a field names. What is
    /// said of somebody is erased with them, also where it stands without their number.
    async fn subject_around(&self, stored: &Fields, data: &Fields) -> Result<Option<Subject>, OfficeError> {
        let texts = || data.values().chain(stored.values()).filter_map(Json::as_str);
        let of_number = |sealed: &Sealed| sealed.class == Class::Phone;
        if let Some(sealed) = texts().filter_map(|text| text.parse::<Sealed>().ok()).find(of_number) {
            return Ok(Some(sealed.subject));
        }
        for id in texts().filter_map(|text| text.parse::<Uuid>().ok()).take(IDS_LOOKED_UP_MAX) {
            if store::customers::by_id(&self.store, CustomerId(id)).await?.is_some() {
                return Ok(Some(Subject(id)));
            }
            let call = store::calls::by_id(&self.store, CallId(id)).await?;
            if let Some(caller) = call.and_then(|call| call.from.sealed()) {
                return Ok(Some(caller.subject));
            }
        }
        Ok(None)
    }

    /// People and files that do not exist, as far as the reader may know.
    async fn unknown_names(&self, caller: &Caller, named: Vec<Named>) -> Result<Vec<FieldProblem>, OfficeError> {
        let directory = self.directory();
        let mut problems = Vec::new();
        for Named { path, what, text } in named {
            let found = match what {
                What::Person => {
                    let person = text.parse().ok().and_then(|id| directory.person(id));
                    // What is no id at all is told by the format already.
                    text.parse::<PersonId>().is_err() || person.is_some_and(|person| person.is_active)
                }
                What::File => self.may_name_attachment(caller, &text).await?,
            };
            if !found {
                let (code, zh, en) = match what {
                    What::Person => ("person", "没有这位在岗人员", "nobody who works here"),
                    What::File => ("attachment", "附件不存在，请重新上传", "no such file; upload it again"),
                };
                problems.push(FieldProblem { path, code: code.into(), zh: zh.into(), en: en.into() });
            }
        }
        Ok(problems)
    }
}

#[derive(Clone, Copy)]
enum What {
    Person,
    File,
}

/// A person or a file that a form names, and where.
struct Named {
    path: String,
    what: What,
    text: String,
}

fn name(schema: &Json, json: &Json, path: String, found: &mut Vec<Named>) {
    let hint = |key: &str| schema.get(key).and_then(Json::as_str);
    match json {
        Json::String(text) if hint("format") == Some("person") => {
            found.push(Named { path, what: What::Person, text: text.clone() });
        }
        Json::String(text) if hint("x-widget") == Some("attachment") => {
            found.push(Named { path, what: What::File, text: text.clone() });
        }
        Json::Array(list) => {
            let is_files = hint("x-widget") == Some("attachment");
            for (index, item) in list.iter().enumerate() {
                let path = format!("{path}/{index}");
                match (item, schema.get("items")) {
                    (Json::String(text), _) if is_files => {
                        found.push(Named { path, what: What::File, text: text.clone() });
                    }
                    (item, Some(items)) => name(items, item, path, found),
                    (_, None) => {}
                }
            }
        }
        Json::Object(fields) => {
            for (key, value) in fields {
                if let Some(schema) = schema.get("properties").and_then(|properties| properties.get(key)) {
                    name(schema, value, format!("{path}/{key}"), found);
                }
            }
        }
        _ => {}
    }
}

fn problem(path: &str, code: &str, zh: impl Into<String>, en: impl Into<String>) -> FieldProblem {
    FieldProblem { path: path.to_owned(), code: code.to_owned(), zh: zh.into(), en: en.into() }
}

fn unknown(path: &str, field: &str) -> FieldProblem {
    problem(&format!("{path}/{field}"), "unknown", "表单没有这一项", "the form has no such field")
}

fn missing(path: &str, field: &str) -> FieldProblem {
    problem(&format!("{path}/{field}"), "required", "必填", "must be filled in")
}

fn told(path: &str, kind: &ValidationErrorKind) -> Vec<FieldProblem> {
    use ValidationErrorKind as Kind;
    let code = kind.keyword();
    let one = |zh: String, en: String| vec![problem(path, code, zh, en)];
    match kind {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|field| unknown(path, field)).collect()
        }
        Kind::Required { property } => vec![missing(path, property.as_str().unwrap_or_default())],
        Kind::Type { kind } => {
            let (zh, en) = type_words(kind);
            one(format!("应为{zh}"), format!("must be {en}"))
        }
        Kind::Format { format } => {
            let (zh, en) = format_words(format);
            one(format!("应为{zh}"), format!("must be {en}"))
        }
        Kind::Maximum { limit } => one(format!("最大 {limit}"), format!("at most {limit}")),
        Kind::Minimum { limit } => one(format!("最小 {limit}"), format!("at least {limit}")),
        Kind::ExclusiveMaximum { limit } => one(format!("须小于 {limit}"), format!("less than {limit}")),
        Kind::ExclusiveMinimum { limit } => one(format!("须大于 {limit}"), format!("more than {limit}")),
        Kind::MaxLength { limit } => one(format!("最多 {limit} 个字符"), format!("at most {limit} characters")),
        Kind::MinLength { limit: 1 } => one("不能为空".into(), "must not be empty".into()),
        Kind::MinLength { limit } => one(format!("至少 {limit} 个字符"), format!("at least {limit} characters")),
        Kind::MaxItems { limit } => one(format!("最多 {limit} 项"), format!("at most {limit} entries")),
        Kind::MinItems { limit } => one(format!("至少 {limit} 项"), format!("at least {limit} entries")),
        Kind::UniqueItems => one("不能重复".into(), "must not repeat".into()),
        Kind::MultipleOf { multiple_of } => {
            one(format!("须为 {multiple_of} 的倍数"), format!("a multiple of {multiple_of}"))
        }
        Kind::Enum { .. } | Kind::Constant { .. } | Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
            one("不是可选的值".into(), "not one of the choices".into())
        }
        Kind::Pattern { .. } => one("格式不对".into(), "not in the expected form".into()),
        _ => one("不符合要求".into(), "does not fit the form".into()),
    }
}

fn type_words(kind: &TypeKind) -> (&'static str, &'static str) {
    let TypeKind::Single(kind) = kind else { return ("另一种类型", "of another type") };
    match kind.to_string().as_str() {
        "string" => ("文字", "a text"),
        "integer" => ("整数", "a whole number"),
        "number" => ("数字", "a number"),
        "boolean" => ("是或否", "yes or no"),
        "array" => ("列表", "a list"),
        "object" => ("一组内容", "a group of fields"),
        _ => ("另一种类型", "of another type"),
    }
}

fn format_words(format: &str) -> (&'static str, &'static str) {
    match format {
        "date" => ("日期，如 2026-01-31", "a date, as 2026-01-31"),
        "date-time" => ("日期和时间，如 2026-01-31T09:00", "a date and time, as 2026-01-31T09:00"),
        "duration" => ("时长，如 PT2H", "a span, as PT2H"),
        "person" => ("一位人员", "a person"),
        "email" => ("邮箱地址", "an e-mail address"),
        _ => ("另一种格式", "in another format"),
    }
}

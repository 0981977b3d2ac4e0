//! Keys in words: flows, steps, outcomes, fields and people as readers see them.

use super::views::{FieldView, Keyed, NameView, PersonView};
use crate::directory::Directory;
use crate::{Office, OfficeError};
use model::process::Fields;
use model::{Class, CustomerId, PersonId};
use process::definition::{Definition, Name, Start, StepKind};
use process::engine::WITHDRAWN;
use process::expr::Env;
use process::value::Value;
use process::{Library, OVERDUE, RECEIVED};
use rulebook::Rulebook;
use serde_json::Value as Json;

/// The decision table that gives outcomes and ends their words.
const LABELS: &str = "outcome-labels";
/// Fields of a summary.
const SUMMARY_FIELDS: usize = 3;
/// Longer values tell nothing in a row.
const SUMMARY_CHARS: usize = 60;
const MASKED: &str = "＊＊＊";

pub(super) fn name(of: &Name) -> NameView {
    NameView::new(&of.zh, &of.en)
}

pub(super) fn flow_name(definition: &Definition) -> Keyed {
    Keyed { key: definition.key.clone(), name: name(&definition.name) }
}

pub(super) fn start_name(definition: &Definition, start: &Start) -> Keyed {
    let named = start.name.as_ref().map_or_else(|| name(&definition.name), name);
    Keyed { key: start.id.clone(), name: named }
}

/// A step, a stage of an approval (from 0), or the start.
pub(crate) fn step_name(definition: &Definition, step: &str, stage: Option<u32>) -> Keyed {
    let key = step.to_owned();
    if let Some(start) = definition.starts.iter().find(|start| start.id == step) {
        return start_name(definition, start);
    }
    let found = definition.step(step);
    let of_stage = match (found.map(|step| &step.kind), stage) {
        (Some(StepKind::Approve(approve)), Some(stage)) => approve.stages.get(stage as usize),
        _ => None,
    };
    let named = of_stage.and_then(|stage| stage.name.as_ref()).or(found.and_then(|step| step.name.as_ref()));
    Keyed { key, name: named.map_or_else(|| NameView::new(step, step), name) }
}

/// The one input of the table of labels.
struct Outcome<'a>(&'a str);

impl Env for Outcome<'_> {
    fn utc_offset_minutes(&self) -> i32 {
        0
    }

    fn lookup(&self, path: &[String]) -> Value {
        match path {
            [word] if word == "outcome" => Value::Text(self.0.to_owned()),
            _ => Value::Null,
        }
    }
}

/// An outcome or an end in words.
pub(super) fn outcome_name(library: &Library, outcome: &str) -> Keyed {
    let named = match (label_of(library, outcome), outcome) {
        (Some(named), _) => named,
        (None, WITHDRAWN) => NameView::new("已撤销", "Withdrawn"),
        (None, OVERDUE) => NameView::new("已超时", "Overdue"),
        (None, RECEIVED) => NameView::new("已收到", "Received"),
        (None, "retry") => NameView::new("重试", "Try again"),
        (None, "skip") => NameView::new("跳过", "Skip"),
        (None, "skipped") => NameView::new("已跳过", "Skipped"),
        (None, "disagree") => NameView::new("不同意", "Disagree"),
        (None, _) => NameView::new(outcome, outcome),
    };
    Keyed { key: outcome.to_owned(), name: named }
}

/// Kept with its row and shown to nobody (`x-widget: hidden`).
fn is_hidden(schema: Option<&Json>) -> bool {
    schema.and_then(|schema| schema.get("x-widget")).and_then(Json::as_str) == Some("hidden")
}

/// A right or a team, chosen by name and kept by its key (`x-widget: capability`, `x-widget: team`).
fn of_rulebook(book: &Rulebook, schema: Option<&Json>, key: &str) -> Option<NameView> {
    match schema?.get("x-widget")?.as_str()? {
        "capability" => {
            let found = book.capabilities.iter().find(|capability| capability.action == key)?;
            Some(NameView::new(&found.name_zh, &found.name_en))
        }
        "team" => {
            // The same field names a customer where the scope is one: by the end of the id, and nothing of the person.
            let Some(found) = book.teams.iter().find(|team| team.id == key) else { return customer_tail(key) };
            Some(NameView::new(&found.name_zh, &found.name_en))
        }
        _ => None,
    }
}

/// Characters of an id that people compare.
const TAIL_CHARS: usize = 6;

fn customer_tail(key: &str) -> Option<NameView> {
    let id: CustomerId = key.parse().ok()?;
    let text = id.to_string();
    let tail = &text[text.len() - TAIL_CHARS..];
    Some(NameView { zh: format!("客户 …{tail}"), en: format!("customer …{tail}") })
}

/// What the rulebook's table calls an outcome, or a result that stands in no form.
fn label_of(library: &Library, key: &str) -> Option<NameView> {
    let outputs = library.tables.get(LABELS)?.decide(&Outcome(key)).outputs;
    let text = |language: &str| {
        outputs.iter().find_map(|(field, value)| match value {
            Value::Text(text) if field == language => Some(text.clone()),
            _ => None,
        })
    };
    Some(NameView { zh: text("zh")?, en: text("en")? })
}

/// Somebody by id. Who is not in the directory any more keeps the id.
pub(crate) fn person(directory: &Directory, id: PersonId) -> PersonView {
    match directory.person(id) {
        Some(person) => {
            PersonView { id, name: person.name.0.clone(), roles: person.roles.clone(), team: person.team.clone() }
        }
        None => PersonView { id, name: id.to_string(), roles: Vec::new(), team: None },
    }
}

pub(crate) fn people<'a>(directory: &Directory, ids: impl IntoIterator<Item = &'a PersonId>) -> Vec<PersonView> {
    ids.into_iter().map(|id| person(directory, *id)).collect()
}

/// Ids of the engine; what is none is left out.
pub(crate) fn ids<'a>(people: impl IntoIterator<Item = &'a String>) -> Vec<PersonId> {
    people.into_iter().filter_map(|person| person.parse().ok()).collect()
}

pub(super) fn id(person: Option<&String>) -> Option<PersonId> {
    person.and_then(|person| person.parse().ok())
}

/// The forms of a flow, in the order in which it uses them.
pub(super) fn forms_of(definition: &Definition) -> Vec<&str> {
    let mut forms: Vec<&str> = Vec::new();
    let starts = definition.starts.iter().filter_map(|start| start.form.as_ref());
    let messages = definition.messages.iter().filter_map(|message| message.form.as_ref());
    let steps = definition.all_steps().flat_map(|step| match &step.kind {
        StepKind::Do(work) => vec![work.form.as_ref()],
        StepKind::Approve(approve) => approve.stages.iter().map(|stage| stage.work.form.as_ref()).collect(),
        _ => Vec::new(),
    });
    for used in starts.chain(steps.flatten()).chain(messages) {
        if !forms.contains(&used.form.as_str()) {
            forms.push(&used.form);
        }
    }
    forms
}

/// The schema of a field, as the first form of the flow that has it says it.
fn property<'a>(library: &'a Library, definition: &Definition, field: &str) -> Option<&'a Json> {
    forms_of(definition).into_iter().find_map(|form| library.forms.get(form)?.schema.get("properties")?.get(field))
}

fn title(schema: Option<&Json>, key: &str) -> NameView {
    let text = |hint: &str| schema.and_then(|schema| schema.get(hint)).and_then(Json::as_str);
    let zh = text("title").unwrap_or(key);
    NameView::new(zh, text("x-title-en").unwrap_or(zh))
}

pub(super) fn is_personal(schema: Option<&Json>) -> bool {
    fn walk(schema: &Json) -> bool {
        let is = crate::vault::class_of(Some(schema)).is_some();
        let inner = schema.get("properties").and_then(Json::as_object);
        is || inner.is_some_and(|inner| inner.values().any(walk)) || schema.get("items").is_some_and(walk)
    }
    schema.is_some_and(walk)
}

/// What a reader may see of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Works on the instance.
    Clear,
    /// Personal data is masked.
    Masked,
}

impl Office {
    /// Who works on the instance reads names and addresses (AUTH-12); numbers of phones and cards stay masked.
    pub(super) async fn opened(&self, data: &Fields, sight: Sight) -> Result<Fields, OfficeError> {
        let opens = |class: Class| sight == Sight::Clear && class.is_open_to_who_serves();
        Ok(self.journal.vault().open_fields(data, opens).await?)
    }

    /// Fields in words, in the order of the flow's forms; then what services counted. What has no words is not for
    /// people: a table's finding that leads on, a key in another room.
    pub(super) fn fields(&self, definition: &Definition, data: &Fields, sight: Sight) -> Vec<FieldView> {
        let book = self.rulebook();
        let library = &book.processes;
        let mut order: Vec<&String> = Vec::new();
        for form in forms_of(definition) {
            let Some(form) = library.forms.get(form) else { continue };
            let properties = form.schema.get("properties").and_then(Json::as_object);
            order.extend(properties.into_iter().flat_map(|properties| properties.keys()));
        }
        let mut keys: Vec<&String> = Vec::new();
        for key in order.into_iter().filter(|key| data.contains_key(*key)).chain(data.keys()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let has_words =
            |key: &&String| property(library, definition, key).is_some() || label_of(library, key).is_some();
        let shown = keys.into_iter().filter(|key| !data[*key].is_null()).filter(has_words);
        shown.map(|key| self.field(definition, key, &data[key], sight)).collect()
    }

    fn field(&self, definition: &Definition, key: &str, value: &Json, sight: Sight) -> FieldView {
        let book = self.rulebook();
        let schema = property(&book.processes, definition, key);
        let label = match schema {
            Some(schema) => title(Some(schema), key),
            None => label_of(&self.rulebook().processes, key).unwrap_or_else(|| NameView::new(key, key)),
        };
        if sight == Sight::Masked && is_personal(schema) {
            let shown = NameView::new(MASKED, MASKED);
            return FieldView { key: key.into(), label, value: Json::Null, shown, is_masked: true };
        }
        let mut value = value.clone();
        crate::mask::show(&mut value);
        let shown = self.shown(schema, &value);
        FieldView { key: key.into(), label, value, shown, is_masked: false }
    }

    /// A value in words: names for people, titles for choices.
    fn shown(&self, schema: Option<&Json>, value: &Json) -> NameView {
        let same = |text: String| NameView { zh: text.clone(), en: text };
        match value {
            Json::Null => same(String::new()),
            Json::Bool(is) => {
                let (zh, en) = if *is { ("是", "yes") } else { ("否", "no") };
                NameView::new(zh, en)
            }
            Json::Number(number) => same(number.to_string()),
            Json::String(text) => {
                let choices = schema.and_then(|schema| schema.get("oneOf")).and_then(Json::as_array);
                let choice = choices.into_iter().flatten().find(|choice| choice.get("const") == Some(value));
                if let Some(choice) = choice {
                    return title(Some(choice), text);
                }
                if let Some(named) = of_rulebook(&self.rulebook(), schema, text) {
                    return named;
                }
                // Results of services hold people too, and have no schema.
                let named = text.parse().ok().and_then(|id: PersonId| self.directory().person(id));
                same(named.map_or_else(|| text.clone(), |person| person.name.0.clone()))
            }
            Json::Array(list) => {
                let items: Vec<NameView> =
                    list.iter().map(|item| self.shown(schema.and_then(|schema| schema.get("items")), item)).collect();
                joined(&items)
            }
            Json::Object(fields) => {
                let properties = schema.and_then(|schema| schema.get("properties"));
                let items: Vec<NameView> = fields
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(key, value)| (key, properties.and_then(|properties| properties.get(key)), value))
                    .filter(|(_, schema, _)| !is_hidden(*schema))
                    .map(|(key, schema, value)| {
                        let (label, shown) = (title(schema, key), self.shown(schema, value));
                        NameView {
                            zh: format!("{}：{}", label.zh, shown.zh),
                            en: format!("{}: {}", label.en, shown.en),
                        }
                    })
                    .collect();
                joined(&items)
            }
        }
    }

    /// Up to three fields that tell the instance from others: those that a form marks with `x-summary`, else the first
    /// short ones. Never personal data: it stands in lists.
    pub(super) fn summary(&self, definition: &Definition, data: &Fields) -> Vec<FieldView> {
        let book = self.rulebook();
        let library = &book.processes;
        let is_marked = |key: &str| {
            let schema = property(library, definition, key);
            schema.and_then(|schema| schema.get("x-summary")).and_then(Json::as_bool) == Some(true)
        };
        let fields = self.fields(definition, data, Sight::Masked);
        let tells = |field: &&FieldView| {
            let is_short = field.shown.zh.chars().count() <= SUMMARY_CHARS && !field.shown.zh.is_empty();
            let has_words = property(library, definition, &field.key).is_some();
            let is_bare = field.value.is_boolean() || field.value.is_number() || field.value.is_object();
            !field.is_masked && is_short && has_words && !is_bare
        };
        let marked: Vec<FieldView> = fields.iter().filter(|field| is_marked(&field.key)).cloned().collect();
        if !marked.is_empty() {
            return marked.into_iter().filter(|field| !field.is_masked).take(SUMMARY_FIELDS).collect();
        }
        fields.iter().filter(tells).take(SUMMARY_FIELDS).cloned().collect()
    }
}

fn joined(items: &[NameView]) -> NameView {
    let zh: Vec<&str> = items.iter().map(|item| item.zh.as_str()).collect();
    let en: Vec<&str> = items.iter().map(|item| item.en.as_str()).collect();
    NameView { zh: zh.join("；"), en: en.join("; ") }
}

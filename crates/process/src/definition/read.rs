//! The head of a flow: tree → [`Definition`].

use super::steps::StepReader;
use super::{Definition, FormUse, Leads, Name, OnMessage, Program, Start, StartKind};
use crate::expr::Expr;
use crate::problem::Problems;
use crate::value::Type;
use crate::who::{Who, parse_who};
use crate::worktime::{OnRestDay, parse_schedule};
use crate::yaml::{Keys, Kind, Y};
use std::collections::BTreeMap;

pub(crate) fn read_tree(tree: &Y, problems: &mut Problems) -> Option<Definition> {
    let keys = Keys::of(tree, "a flow", problems);
    let key = keys.must("flow", problems).and_then(|y| word(y, problems));
    let name = keys.must("name", problems).map(|y| name(y, problems));
    let version = keys.must("version", problems).and_then(|y| count(y, u32::MAX, problems));
    let source = keys.must("source", problems).and_then(|y| text(y, problems));
    let group = keys.opt("group").and_then(|y| text(y, problems));
    let about = keys.opt("about").and_then(|y| text(y, problems));
    let owner = keys.must("owner", problems).and_then(|y| who(y, problems));
    let lanes = keys.opt("lanes").map_or_else(Vec::new, |y| lanes(y, problems));
    let data = keys.opt("data").map_or_else(Vec::new, |y| data(y, problems));
    let starts = keys.must("start", problems).map_or_else(Vec::new, |y| starts(y, problems));
    let mut reader = StepReader::default();
    let steps = keys.must("steps", problems).map_or_else(Vec::new, |y| reader.list(y, problems));
    let messages = keys.opt("on_message").map_or_else(Vec::new, |y| messages(y, problems));
    let ends = keys.must("end", problems).map_or_else(Vec::new, |y| ends(y, problems));
    let measures = keys.opt("measure").map_or_else(Vec::new, |y| with(y, problems));
    keys.finish(problems);
    let program = Program::new(&steps);
    let lines = lines(&keys);
    let definition = Definition {
        key: key?,
        name: name?,
        version: version?,
        source: source?,
        group,
        about,
        owner: owner?,
        lanes,
        data,
        starts,
        steps,
        messages,
        ends,
        measures,
        program,
        hash: String::new(),
        lines,
        fields: Default::default(),
    };
    Some(definition.sealed())
}

fn lines(keys: &Keys<'_>) -> BTreeMap<String, usize> {
    let mut lines = BTreeMap::new();
    lines.extend(keys.opt("owner").map(|y| ("owner".to_owned(), y.line)));
    for (key, kind) in [("lanes", "lane"), ("end", "end"), ("data", "data"), ("measure", "measure")] {
        match keys.opt(key).map(|y| (y.line, &y.kind)) {
            Some((_, Kind::Map(entries))) => {
                lines.extend(entries.iter().map(|(name, line, _)| (format!("{kind} {name}"), *line)));
            }
            Some((line, Kind::Text(name))) => {
                lines.insert(format!("{kind} {name}"), line);
            }
            Some((_, Kind::List(_))) | None => {}
        }
    }
    lines
}

pub(super) fn text(y: &Y, problems: &mut Problems) -> Option<String> {
    match y.as_text() {
        Some(text) if !text.trim().is_empty() && !text.chars().any(char::is_control) => Some(text.trim().to_owned()),
        Some(_) => {
            problems.add(y.line, "a text of one line is wanted here");
            None
        }
        None => {
            problems.add(y.line, "a text is wanted here, not a list or a mapping");
            None
        }
    }
}

/// A key or id: lower-case letters, digits, `_` and `-`.
pub(super) fn word(y: &Y, problems: &mut Problems) -> Option<String> {
    let text = text(y, problems)?;
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if text.len() > 60 || !text.chars().all(is_good) || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        problems.add(y.line, format!("`{text}` is not possible here; use up to 60 lower-case letters, digits and `_`"));
        return None;
    }
    Some(text)
}

/// An id that expressions may use: without `-`, and no word of the language.
pub(super) fn id(y: &Y, problems: &mut Problems) -> Option<String> {
    const RESERVED: [&str; 20] = [
        "applicant",
        "submitted",
        "now",
        "exceptions",
        "param",
        "assignee",
        "start",
        "end",
        "true",
        "false",
        "null",
        "and",
        "or",
        "in",
        "if",
        "then",
        "else",
        "not",
        "done_count",
        "item_count",
    ];
    let word = word(y, problems)?;
    if word.contains('-') || RESERVED.contains(&word.as_str()) {
        problems.add(y.line, format!("`{word}` cannot be an id: it has `-` or is a word of the language"));
        return None;
    }
    Some(word)
}

pub(crate) fn name(y: &Y, problems: &mut Problems) -> Name {
    let keys = Keys::of(y, "a name", problems);
    let zh = keys.must("zh", problems).and_then(|y| text(y, problems));
    let en = keys.must("en", problems).and_then(|y| text(y, problems));
    keys.finish(problems);
    Name { zh: zh.unwrap_or_default(), en: en.unwrap_or_default() }
}

pub(super) fn count(y: &Y, max: u32, problems: &mut Problems) -> Option<u32> {
    let number = y.as_text().and_then(|text| text.parse().ok()).filter(|number| (1..=max).contains(number));
    if number.is_none() {
        problems.add(y.line, format!("a whole number from 1 to {max} is wanted here"));
    }
    number
}

pub(super) fn flag(y: &Y, problems: &mut Problems) -> bool {
    match y.as_text() {
        Some("true") => true,
        Some("false") => false,
        _ => {
            problems.add(y.line, "this is neither `true` nor `false`; write one of them");
            false
        }
    }
}

pub(super) fn expr(y: &Y, problems: &mut Problems) -> Option<Expr> {
    let text = text(y, problems)?;
    Expr::parse(&text, y.line).map_err(|error| problems.add(y.line, error)).ok()
}

pub(super) fn who(y: &Y, problems: &mut Problems) -> Option<Who> {
    if let Kind::List(list) = &y.kind {
        return Some(Who::All(list.iter().filter_map(|y| who(y, problems)).collect()));
    }
    let text = text(y, problems)?;
    parse_who(&text).map_err(|error| problems.add(y.line, error)).ok()
}

pub(super) fn entries<'a>(y: &'a Y, what: &str, problems: &mut Problems) -> &'a [(String, usize, Y)] {
    match &y.kind {
        Kind::Map(entries) => entries,
        Kind::Text(_) | Kind::List(_) => {
            problems.add(y.line, format!("{what} is a mapping of `key: value`"));
            &[]
        }
    }
}

pub(super) fn items<'a>(y: &'a Y, problems: &mut Problems) -> &'a [Y] {
    match &y.kind {
        Kind::List(list) => list,
        Kind::Text(_) | Kind::Map(_) => {
            problems.add(y.line, "a list is wanted here");
            &[]
        }
    }
}

pub(super) fn words(y: &Y, problems: &mut Problems) -> Vec<String> {
    items(y, problems).iter().filter_map(|y| word(y, problems)).collect()
}

/// `field: expression`, …
pub(super) fn with(y: &Y, problems: &mut Problems) -> Vec<(String, Expr)> {
    let entries = entries(y, "this", problems);
    entries.iter().filter_map(|(key, _, y)| Some((key.clone(), expr(y, problems)?))).collect()
}

pub(super) fn form(y: &Y, problems: &mut Problems) -> Option<FormUse> {
    if y.as_text().is_some() {
        return Some(FormUse { form: word(y, problems)?, required: Vec::new(), required_on: Vec::new() });
    }
    let keys = Keys::of(y, "a form", problems);
    let form = keys.must("use", problems).and_then(|y| word(y, problems));
    let required = keys.opt("required").map_or_else(Vec::new, |y| words(y, problems));
    let required_on = keys.opt("required_on").map_or(&[][..], |y| entries(y, "`required_on`", problems));
    let required_on = required_on.iter().map(|(outcome, _, y)| (outcome.clone(), words(y, problems))).collect();
    keys.finish(problems);
    Some(FormUse { form: form?, required, required_on })
}

fn lanes(y: &Y, problems: &mut Problems) -> Vec<(String, Who)> {
    let entries = entries(y, "`lanes`", problems);
    entries.iter().filter_map(|(key, _, y)| Some((key.clone(), who(y, problems)?))).collect()
}

fn data(y: &Y, problems: &mut Problems) -> Vec<(String, Type, String)> {
    let mut fields = Vec::new();
    for (key, line, y) in entries(y, "`data`", problems) {
        let Some(text) = text(y, problems) else { continue };
        if id(&Y { line: *line, kind: Kind::Text(key.clone()) }, problems).is_none() {
            continue;
        }
        match Type::parse(&text) {
            Some(kind) => fields.push((key.clone(), kind, text)),
            None => problems
                .add(y.line, format!("`{text}` is not a type; write for example `text`, `number` or `list of text`")),
        }
    }
    fields
}

fn starts(y: &Y, problems: &mut Problems) -> Vec<Start> {
    let keys = Keys::of(y, "`start`", problems);
    let starts = match keys.opt("any") {
        Some(list) => {
            keys.finish(problems);
            items(list, problems).iter().filter_map(|y| start(y, problems)).collect()
        }
        None => start(y, problems).into_iter().collect::<Vec<_>>(),
    };
    if starts.is_empty() && problems.is_empty() {
        problems.add(y.line, "the flow has no start");
    }
    starts
}

fn start(y: &Y, problems: &mut Problems) -> Option<Start> {
    let keys = Keys::of(y, "a start", problems);
    let kinds = ["do", "schedule", "message"].into_iter().filter(|kind| keys.has(kind)).count();
    if kinds != 1 {
        problems.add(keys.line, "a start has exactly one of `do`, `schedule` and `message`");
        return None;
    }
    let person = keys.opt("do").and_then(|y| id(y, problems));
    let schedule = keys.opt("schedule").and_then(|y| text(y, problems).map(|text| (text, y.line)));
    let message = keys.opt("message").and_then(|y| word(y, problems));
    let rest = keys.opt("on_rest_day").map(|y| (y, rest_day(y, problems)));
    let own_id = keys.opt("id").and_then(|y| id(y, problems));
    let by = keys.opt("by").and_then(|y| who(y, problems));
    let form = keys.opt("form").and_then(|y| form_of(y, problems));
    let outcomes = keys.opt("outcomes").map_or_else(Vec::new, |y| words(y, problems));
    let check = keys.opt("check").map_or_else(Vec::new, |y| super::steps::checks(y, problems));
    let name = keys.opt("name").map(|y| name(y, problems));
    keys.finish(problems);
    if let (Some((y, _)), None) = (&rest, &schedule) {
        problems.add(y.line, "`on_rest_day` belongs to a `schedule`");
    }
    let kind = match (&person, schedule, message) {
        (Some(_), ..) => StartKind::Person,
        (None, Some((text, line)), _) => {
            let schedule = parse_schedule(&text).map_err(|error| problems.add(line, error)).ok()?;
            StartKind::Schedule { schedule, on_rest_day: rest.map_or(OnRestDay::Run, |rest| rest.1) }
        }
        (None, None, message) => StartKind::Message(message?),
    };
    if kind == StartKind::Person && by.is_none() {
        problems.add(keys.line, "who may start this? add `by`");
    }
    let id = person.or(own_id).unwrap_or_else(|| match &kind {
        StartKind::Person => String::new(),
        StartKind::Schedule { .. } => "by_schedule".into(),
        StartKind::Message(name) => format!("by_{}", name.replace('-', "_")),
    });
    Some(Start { line: keys.line, id, kind, by, form, outcomes, check, name })
}

fn form_of(y: &Y, problems: &mut Problems) -> Option<FormUse> {
    form(y, problems)
}

fn rest_day(y: &Y, problems: &mut Problems) -> OnRestDay {
    match y.as_text() {
        Some("run") => OnRestDay::Run,
        Some("next") => OnRestDay::Next,
        Some("previous") => OnRestDay::Previous,
        Some("skip") => OnRestDay::Skip,
        _ => {
            problems.add(y.line, "`on_rest_day` is `run`, `next`, `previous` or `skip`");
            OnRestDay::Run
        }
    }
}

fn messages(y: &Y, problems: &mut Problems) -> Vec<OnMessage> {
    let mut found = Vec::new();
    for (key, line, y) in entries(y, "`on_message`", problems) {
        let keys = Keys::of(y, "a message", problems);
        let by = keys.opt("by").and_then(|y| who(y, problems));
        let form = keys.opt("form").and_then(|y| form_of(y, problems));
        let when = keys.opt("when").and_then(|y| expr(y, problems));
        let until = keys.opt("until").and_then(|y| expr(y, problems));
        let undo = keys.opt("undo").is_some_and(|y| flag(y, problems));
        let leads: Option<Leads> = super::steps::leads(&keys, problems);
        keys.finish(problems);
        if let Some(leads) = leads {
            found.push(OnMessage { name: key.clone(), line: *line, by, form, when, until, undo, leads });
        }
    }
    found
}

fn ends(y: &Y, problems: &mut Problems) -> Vec<(String, Option<Expr>)> {
    let Kind::Map(entries) = &y.kind else {
        let always = Expr::parse("true", y.line).ok();
        return word(y, problems).map(|end| (end, always)).into_iter().collect();
    };
    let mut ends = Vec::new();
    for (key, _, y) in entries {
        match y.as_text() {
            Some("false") => ends.push((key.clone(), None)),
            _ => ends.extend(expr(y, problems).map(|condition| (key.clone(), Some(condition)))),
        }
    }
    if let Some((_, line, _)) = entries.iter().find(|(key, ..)| key == super::GO_ON) {
        problems.add(*line, "an end cannot be called `go_on`: that is a word of `else:`; name it otherwise");
    }
    let last = ends.iter().rev().find_map(|(_, condition)| condition.as_ref());
    if last.is_none_or(|condition| condition.text != "true") {
        problems.add(y.line, "the last end that is not `false` must be `true`, so that every instance has one");
    }
    ends
}

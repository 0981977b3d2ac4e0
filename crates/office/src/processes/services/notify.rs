//! `notify`: a notice to the people of a step, with what the step tells them.

use super::{After, ServiceCall, ServiceOutcome, id_of};
use crate::Office;
use crate::limits::{NOTICE_READERS_MAX, NOTICE_TEXT_CHARS_MAX};
use model::process::Fields;
use model::{FactBody, NoticeId};
use process::definition::StepKind;
use process::expr::Ast;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Keys of `with` that say how a notice is, not what it tells.
const HOW: [&str; 3] = ["title", "text", "must_acknowledge"];

pub(super) fn send(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let directory = office.directory();
    let machines = office.machines();
    let is_there = |person: &&model::PersonId| {
        directory.person(**person).is_some_and(|person| person.is_active) && !machines.contains(*person)
    };
    let to: Vec<_> = call.to.iter().filter(is_there).copied().collect::<BTreeSet<_>>().into_iter().collect();
    if to.is_empty() {
        return Err("通知没有收件人 / the notice has nobody to go to".into());
    }
    if to.len() > NOTICE_READERS_MAX {
        return Err(format!("收件人超过 {NOTICE_READERS_MAX} 人 / more than {NOTICE_READERS_MAX} readers"));
    }
    let notice = NoticeId(id_of(call, "notice"));
    let (title_zh, title_en) = title_of(call);
    let told = readable(call);
    let body = FactBody::NoticeSent {
        notice,
        instance: Some(call.instance),
        to: to.clone(),
        title_zh,
        title_en,
        text: told.text,
        fields: told.fields,
        must_acknowledge: call.with.get("must_acknowledge") == Some(&Json::Bool(true)),
    };
    let asides = office.mail.copies(&directory, notice, &to, call.now);
    let after = if asides.is_empty() { Vec::new() } else { vec![After::MailQueued] };
    Ok(ServiceOutcome { facts: vec![body], asides, after, ..ServiceOutcome::default() })
}

/// The flow's own title, else what the step is called, else the flow.
fn title_of(call: &ServiceCall) -> (String, String) {
    if let Some(Json::String(title)) = call.with.get("title").filter(|title| title.as_str() != Some("")) {
        return (title.clone(), title.clone());
    }
    let step = call.definition.step(&call.step).and_then(|step| step.name.clone());
    let name = step.unwrap_or_else(|| call.definition.name.clone());
    (name.zh, name.en)
}

/// What a step tells, ready to be shown.
pub(crate) struct Told {
    pub text: String,
    pub fields: Fields,
}

/// Text and fields of `with`. A field that is passed on as it is keeps the name it has in its form, so that it is shown
/// with the form's words; a text that is a word of the flow's, as `released`, is its result.
pub(crate) fn readable(call: &ServiceCall) -> Told {
    let mut fields = Fields::new();
    let mut text = String::new();
    match call.with.get("text") {
        Some(Json::String(word)) if is_word(word) => drop(fields.insert("result".into(), Json::String(word.clone()))),
        Some(Json::String(free)) => text = free.chars().take(NOTICE_TEXT_CHARS_MAX).collect(),
        Some(_) | None => {}
    }
    for (key, value) in call.with.iter().filter(|(key, value)| !HOW.contains(&key.as_str()) && !value.is_null()) {
        fields.insert(source_of(call, key).unwrap_or(key).to_owned(), value.clone());
    }
    Told { text, fields }
}

/// The field of a form that this key of `with` passes on.
fn source_of<'a>(call: &'a ServiceCall, key: &str) -> Option<&'a str> {
    let StepKind::Run(run) = &call.definition.step(&call.step)?.kind else { return None };
    let (_, expr) = run.with.iter().find(|(name, _)| name == key)?;
    match &expr.tree {
        Ast::Name(path) => match path.as_slice() {
            [field] if call.definition.fields.contains_key(field) => Some(field),
            _ => None,
        },
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

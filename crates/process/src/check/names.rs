//! The words that the expressions of a flow may use, with their types.

use crate::definition::{AGREE, Definition, Each, FormUse, Members, REFUSE, RETURN, Step, StepKind, WaitFor, Work};
use crate::expr::type_of;
use crate::library::Library;
use crate::parameter::Parameter;
use crate::problem::Problems;
use crate::value::Type;
use std::collections::BTreeMap;

/// Outcome of a wait for a message.
pub const RECEIVED: &str = "received";
pub const OVERDUE: &str = "overdue";

pub(crate) struct Names<'a> {
    /// Fields of forms, tables and `data`, and members of `each`.
    pub fields: BTreeMap<String, Type>,
    /// Id of a step → its outcomes.
    pub outcomes: BTreeMap<String, Vec<String>>,
    parameters: &'a BTreeMap<String, Parameter>,
}

impl<'a> Names<'a> {
    pub fn of(
        flow: &Definition,
        library: &'a Library,
        ends: &BTreeMap<String, Vec<String>>,
        problems: &mut Problems,
    ) -> Self {
        let mut names = Self { fields: BTreeMap::new(), outcomes: BTreeMap::new(), parameters: &library.parameters };
        for (field, kind, _) in &flow.data {
            names.add(field, kind.clone(), 1, problems);
        }
        for start in &flow.starts {
            names.form(start.form.as_ref(), start.line, library, problems);
            names.step(&start.id, start.outcomes.clone(), start.line, problems);
        }
        for message in &flow.messages {
            names.form(message.form.as_ref(), message.line, library, problems);
        }
        for step in flow.all_steps() {
            names.of_step(step, library, ends, problems);
        }
        // Members last: their lists are typed by the fields.
        for step in flow.all_steps() {
            if let StepKind::Each(each) = &step.kind {
                names.member(each, step.line, problems);
            }
        }
        names
    }

    fn add(&mut self, field: &str, kind: Type, line: usize, problems: &mut Problems) {
        match self.fields.get(field) {
            Some(known)
                if matches!((known, &kind), (Type::Choice(_), Type::Choice(_) | Type::Text)) && *known != kind =>
            {
                self.fields.insert(field.to_owned(), Type::Text);
            }
            Some(known) if !known.fits(&kind) => {
                problems.add(line, format!("the field `{field}` is a {known} elsewhere in the flow and a {kind} here"));
            }
            Some(_) => {}
            None => {
                self.fields.insert(field.to_owned(), kind);
            }
        }
    }

    fn step(&mut self, id: &str, outcomes: Vec<String>, line: usize, problems: &mut Problems) {
        if self.outcomes.insert(id.to_owned(), outcomes).is_some() {
            problems.add(line, format!("the id `{id}` stands twice; give one of them its own, with `id:` if need be"));
        }
    }

    fn form(&mut self, used: Option<&FormUse>, line: usize, library: &Library, problems: &mut Problems) {
        let Some(used) = used else { return };
        let Some(form) = library.forms.get(&used.form) else {
            problems.add(line, format!("there is no form `{0}`; write forms/{0}.json", used.form));
            return;
        };
        for (field, kind) in &form.fields {
            self.add(field, kind.clone(), line, problems);
        }
        for field in used.required.iter().filter(|field| !form.fields.contains_key(*field)) {
            problems.add(line, format!("the form `{}` has no field `{field}`", used.form));
        }
    }

    fn of_step(
        &mut self,
        step: &Step,
        library: &Library,
        ends: &BTreeMap<String, Vec<String>>,
        problems: &mut Problems,
    ) {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let outcomes = match &step.kind {
            StepKind::Do(Work { form, outcomes, .. }) => {
                self.form(form.as_ref(), step.line, library, problems);
                outcomes.clone()
            }
            StepKind::Approve(approve) => {
                for stage in &approve.stages {
                    self.form(stage.work.form.as_ref(), step.line, library, problems);
                }
                words(&[AGREE, REFUSE, RETURN])
            }
            StepKind::Call(call) => ends.get(&call.flow).cloned().unwrap_or_default(),
            StepKind::Wait(wait) if matches!(wait.what, WaitFor::Message { .. }) => words(&[RECEIVED, OVERDUE]),
            StepKind::Decide { table } => {
                if let Some(table) = library.tables.get(table) {
                    for output in &table.outputs {
                        self.add(&output.name, table.output_type(output), step.line, problems);
                    }
                }
                Vec::new()
            }
            StepKind::Run(_)
            | StepKind::Wait(_)
            | StepKind::Choose(_)
            | StepKind::Together(_)
            | StepKind::Each(_)
            | StepKind::Goto(_)
            | StepKind::End(_) => Vec::new(),
        };
        self.step(&step.id, outcomes, step.line, problems);
    }

    fn member(&mut self, each: &Each, line: usize, problems: &mut Problems) {
        let kind = match &each.from {
            Members::Of(_) => Type::Text,
            Members::In(list) => match type_of(&list.tree, &|path| self.type_of(path)) {
                Ok(Type::List(item)) => *item,
                Ok(Type::Any) => Type::Any,
                // Told by the check of the expression itself.
                Ok(_) | Err(_) => return,
            },
        };
        self.add(&each.member, kind, line, problems);
    }

    /// The type of a name, or what is wrong with it.
    pub fn type_of(&self, path: &[String]) -> Result<Type, String> {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["applicant"] => return Ok(Type::Text),
            ["submitted" | "now"] => return Ok(Type::DateTime),
            ["exceptions" | "done_count" | "item_count"] => return Ok(Type::Number),
            ["param", key] => return self.parameter(key),
            [step, "actor" | "by"] if self.outcomes.contains_key(*step) => return Ok(Type::Text),
            [step, "done" | "opened"] if self.outcomes.contains_key(*step) => return Ok(Type::DateTime),
            _ => {}
        }
        let (first, rest) = path.split_first().ok_or("a name is wanted here")?;
        if let Some(outcomes) = self.outcomes.get(first) {
            return match (rest, self.fields.contains_key(first)) {
                (_, true) => Err(format!("`{first}` is both a step and a field; rename one")),
                ([], false) if outcomes.is_empty() => Ok(Type::Text),
                ([], false) => Ok(Type::Choice(outcomes.clone())),
                (_, false) => Err(format!("a step has `actor`, `by`, `opened` and `done`, not `{}`", rest.join("."))),
            };
        }
        let Some(mut kind) = self.fields.get(first) else {
            return Err(format!("there is no field or step `{first}`"));
        };
        for part in rest {
            kind = match kind {
                Type::Record(inner) => inner.get(part).ok_or_else(|| format!("`{first}` has no field `{part}`"))?,
                Type::Any => return Ok(Type::Any),
                other => return Err(format!("`{first}` is a {other} and has no field `{part}`")),
            };
        }
        Ok(kind.clone())
    }

    fn parameter(&self, key: &str) -> Result<Type, String> {
        let parameter =
            self.parameters.get(key).ok_or_else(|| format!("there is no parameter `{key}` in parameters.yaml"))?;
        parameter.kind.value_type().ok_or_else(|| {
            format!("`param.{key}` may be work time or a schedule; it cannot be calculated with, only stand for a span")
        })
    }
}

//! The words that the expressions of a flow may use, with their types.

use crate::definition::{
    AGREE, BlockId, Definition, Each, FormUse, Members, Program, REFUSE, RETURN, Step, StepKind, WaitFor, Work,
};
use crate::expr::type_of;
use crate::library::Library;
use crate::parameter::Parameter;
use crate::problem::Problems;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Outcome of a wait for a message.
pub const RECEIVED: &str = "received";
pub const OVERDUE: &str = "overdue";

pub(crate) struct Names<'a> {
    /// Fields of forms, tables and `data`, and members of `each`.
    pub fields: BTreeMap<String, Type>,
    /// Id of a step → its outcomes.
    pub outcomes: BTreeMap<String, Vec<String>>,
    /// Where each field is filled in: the bodies of `each`, 0 for the flow itself.
    homes: BTreeMap<String, BTreeSet<BlockId>>,
    program: &'a Program,
    parameters: &'a BTreeMap<String, Parameter>,
}

impl<'a> Names<'a> {
    pub fn of(
        flow: &'a Definition,
        library: &'a Library,
        ends: &BTreeMap<String, Vec<String>>,
        problems: &mut Problems,
    ) -> Self {
        let mut names = Self {
            fields: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            homes: BTreeMap::new(),
            program: &flow.program,
            parameters: &library.parameters,
        };
        for (field, kind, _) in &flow.data {
            names.add(field, kind.clone(), flow.line_of(&format!("data {field}")), problems);
        }
        for start in &flow.starts {
            names.form(start.form.as_ref(), &start.outcomes, 0, start.line, library, problems);
            names.step(&start.id, start.outcomes.clone(), start.line, problems);
        }
        for message in &flow.messages {
            names.form(message.form.as_ref(), &[], 0, message.line, library, problems);
        }
        for step in flow.all_steps() {
            names.of_step(step, library, ends, problems);
        }
        // Members last: their lists are typed by the fields. Of nested ones the inner lists are gathered first.
        let eaches: Vec<(&Step, &Each)> = flow
            .all_steps()
            .filter_map(|step| match &step.kind {
                StepKind::Each(each) => Some((step, each)),
                _ => None,
            })
            .collect();
        for (step, each) in &eaches {
            names.member(each, step.line, problems);
            let body = flow.program.place_of(&step.id).and_then(|place| flow.program.children(place).first());
            names.homes.entry(each.member.clone()).or_default().extend(body);
        }
        for (step, each) in eaches.iter().rev() {
            names.gathered(flow, step, each, problems);
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

    /// `home`: the list that the form is filled in in.
    fn form(
        &mut self,
        used: Option<&FormUse>,
        outcomes: &[String],
        home: BlockId,
        line: usize,
        library: &Library,
        problems: &mut Problems,
    ) {
        let Some(used) = used else { return };
        let Some(form) = library.forms.get(&used.form) else {
            problems.add(line, format!("there is no form `{0}`; write forms/{0}.json", used.form));
            return;
        };
        for (field, kind) in &form.fields {
            self.add(field, kind.clone(), line, problems);
            self.filled(field, home);
        }
        for (outcome, _) in used.required_on.iter().filter(|(outcome, _)| !outcomes.contains(outcome)) {
            let known = outcomes.join(", ");
            problems.add(line, format!("`required_on` names the outcome `{outcome}`; there is {known}"));
        }
        for field in used
            .required
            .iter()
            .chain(used.required_on.iter().flat_map(|(_, fields)| fields))
            .filter(|field| !form.fields.contains_key(*field))
        {
            problems.add(line, format!("the form `{}` has no field `{field}`", used.form));
        }
    }

    fn filled(&mut self, field: &str, home: BlockId) {
        let body = self.program.body(home).unwrap_or(0);
        self.homes.entry(field.to_owned()).or_default().insert(body);
    }

    fn of_step(
        &mut self,
        step: &Step,
        library: &Library,
        ends: &BTreeMap<String, Vec<String>>,
        problems: &mut Problems,
    ) {
        let home = self.program.place_of(&step.id).map_or(0, |place| place.block);
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let outcomes = match &step.kind {
            StepKind::Do(Work { form, outcomes, .. }) => {
                self.form(form.as_ref(), outcomes, home, step.line, library, problems);
                outcomes.clone()
            }
            StepKind::Approve(approve) => {
                for stage in &approve.stages {
                    self.form(stage.work.form.as_ref(), &stage.work.outcomes, home, stage.line, library, problems);
                }
                words(&[AGREE, REFUSE, RETURN])
            }
            StepKind::Call(call) => {
                call.sets.iter().for_each(|field| self.filled(field, home));
                ends.get(&call.flow).cloned().unwrap_or_default()
            }
            StepKind::Wait(wait) if matches!(wait.what, WaitFor::Message { .. }) => {
                wait.sets.iter().for_each(|field| self.filled(field, home));
                words(&[RECEIVED, OVERDUE])
            }
            StepKind::Decide { table } => {
                if let Some(table) = library.tables.get(table) {
                    for output in &table.outputs {
                        self.add(&output.name, table.output_type(output), step.line, problems);
                        self.filled(&output.name, home);
                    }
                }
                Vec::new()
            }
            StepKind::Run(run) => {
                run.sets.iter().for_each(|field| self.filled(field, home));
                Vec::new()
            }
            StepKind::Wait(_)
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
            // Where it may stand is told by the check of the expression itself.
            Members::In(list) => match type_of(&list.tree, &|path| self.type_of(path, None)) {
                Ok(Type::List(item)) => *item,
                Ok(Type::Any) => Type::Any,
                // Told by the check of the expression itself.
                Ok(_) | Err(_) => return,
            },
        };
        self.add(&each.member, kind, line, problems);
    }

    /// The list that an `each` leaves: of each member one record.
    fn gathered(&mut self, flow: &Definition, step: &Step, each: &Each, problems: &mut Problems) {
        let Some(place) = self.program.place_of(&step.id) else { return };
        let Some(&body) = self.program.children(place).first() else { return };
        let mut record = BTreeMap::new();
        let member = self.fields.get(&each.member).cloned().unwrap_or(Type::Any);
        record.insert(each.member.clone(), member);
        for (field, homes) in &self.homes {
            if let Some(kind) = self.fields.get(field).filter(|_| homes.contains(&body)) {
                record.insert(field.clone(), kind.clone());
            }
        }
        for inner in flow.all_steps().filter(|inner| inner.kind.is_told()) {
            let home = self.program.place_of(&inner.id).and_then(|place| self.program.body(place.block));
            if let Some(outcomes) = self.outcomes.get(&inner.id).filter(|_| home == Some(body)) {
                let kind = if outcomes.is_empty() { Type::Text } else { Type::Choice(outcomes.clone()) };
                record.insert(inner.id.clone(), kind);
            }
        }
        if self.fields.contains_key(&each.gather) || self.outcomes.contains_key(&each.gather) {
            let name = &each.gather;
            problems.add(step.line, format!("the results go to `{name}`, which is taken; name another by `gather:`"));
            return;
        }
        self.add(&each.gather, Type::List(Box::new(Type::Record(record))), step.line, problems);
        self.filled(&each.gather, place.block);
    }

    /// Whether a name that belongs to these bodies is known in a list; `None`: anywhere.
    fn is_known(&self, mut homes: impl Iterator<Item = BlockId>, at: Option<BlockId>) -> bool {
        at.is_none_or(|at| homes.any(|home| self.program.is_within(at, home)))
    }

    /// The type of a name, or what is wrong with it. `at`: the list in which it is used.
    pub fn type_of(&self, path: &[String], at: Option<BlockId>) -> Result<Type, String> {
        if let Some(first) = path.first() {
            self.place(first, at)?;
        }
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
        let Some(mut kind) = self.fields.get(first).cloned() else {
            return Err(format!("there is no field or step `{first}`"));
        };
        for part in rest {
            kind = part_of(kind, first, part)?;
        }
        Ok(kind)
    }

    /// Refuses what only members of an `each` have, outside of it.
    fn place(&self, name: &str, at: Option<BlockId>) -> Result<(), String> {
        let step = self.outcomes.get(name).and_then(|_| self.program.place_of(name));
        let list = |body: BlockId| {
            let each = self.program.parent(body).map(|place| &self.program.step(place).kind);
            let Some(StepKind::Each(each)) = each else { return String::new() };
            format!("each `{}` has its own `{name}`; here stands the list `{}.{name}`", each.member, each.gather)
        };
        if let Some(body) = step.and_then(|place| self.program.body(place.block))
            && !self.is_known(std::iter::once(body), at)
        {
            return Err(list(body));
        }
        if let Some(homes) = self.homes.get(name)
            && !self.is_known(homes.iter().copied(), at)
        {
            return Err(list(homes.iter().next().copied().unwrap_or(0)));
        }
        Ok(())
    }

    fn parameter(&self, key: &str) -> Result<Type, String> {
        let parameter =
            self.parameters.get(key).ok_or_else(|| format!("there is no parameter `{key}` in parameters.yaml"))?;
        parameter.kind.value_type().ok_or_else(|| {
            format!("`param.{key}` may be work time or a schedule; it cannot be calculated with, only stand for a span")
        })
    }
}

/// The type of `whole.part`: of a list, the list of what its records have there.
fn part_of(kind: Type, whole: &str, part: &str) -> Result<Type, String> {
    match kind {
        Type::Record(mut inner) => inner.remove(part).ok_or_else(|| format!("`{whole}` has no field `{part}`")),
        Type::List(item) => Ok(Type::List(Box::new(part_of(*item, whole, part)?))),
        Type::Any => Ok(Type::Any),
        other => Err(format!("`{whole}` is a {other} and has no field `{part}`")),
    }
}

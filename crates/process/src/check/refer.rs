//! Every who, span, expression, form, table and outcome of a flow refers to something, and has its type.

use super::names::Names;
use crate::definition::{
    BlockId, Check, Definition, Each, Leads, Members, OnMessage, OverdueAction, Run, Start, StartKind, Step, StepKind,
    Wait, WaitFor, Work,
};
use crate::expr::{Ast, Expr, type_of};
use crate::library::{Known, Library};
use crate::parameter::ParameterKind;
use crate::problem::Problems;
use crate::value::Type;
use crate::who::Who;
use crate::worktime::{Schedule, Span};
use std::cell::Cell;

struct Refer<'a> {
    flow: &'a Definition,
    names: &'a Names<'a>,
    library: &'a Library,
    known: &'a Known,
    /// The list that the expressions stand in.
    at: Cell<BlockId>,
}

pub(super) fn check(flow: &Definition, names: &Names<'_>, library: &Library, known: &Known, problems: &mut Problems) {
    let refer = Refer { flow, names, library, known, at: Cell::new(0) };
    refer.head(problems);
    for step in flow.all_steps() {
        refer.step(step, problems);
    }
}

impl Refer<'_> {
    fn head(&self, problems: &mut Problems) {
        let flow = self.flow;
        let line = flow.line_of("owner");
        self.who(&flow.owner, line, false, problems);
        if !matches!(flow.owner, Who::Role(_) | Who::Department(_)) {
            problems.add(line, "the owner is a role or a department, so that there is always somebody");
        }
        for (lane, who) in &flow.lanes {
            let line = flow.line_of(&format!("lane {lane}"));
            self.who(who, line, false, problems);
            if self.names.fields.contains_key(lane) {
                problems.add(line, format!("`{lane}` is both a lane and a field; rename one"));
            }
        }
        for id in self.names.outcomes.keys().filter(|id| self.names.fields.contains_key(*id)) {
            let line = flow.step(id).map_or(1, |step| step.line);
            problems.add(line, format!("`{id}` is both a step and a field; rename one"));
        }
        for start in &flow.starts {
            self.start(start, problems);
        }
        for message in &flow.messages {
            self.message(message, problems);
        }
        for (_, condition) in &flow.ends {
            if let Some(condition) = condition {
                self.want(condition, &Type::Bool, problems);
            }
        }
        for (name, measure) in &flow.measures {
            let of = |path: &[String]| match path {
                [one] if one == "start" || one == "end" => Ok(Type::DateTime),
                // What was last done by whichever member is good enough for a measure.
                path => self.names.type_of(path, None),
            };
            match type_of(&measure.tree, &of) {
                Ok(Type::Duration | Type::Any | Type::Number) => {}
                Ok(kind) => problems.add(measure.line, format!("the measure `{name}` is a {kind}, not a duration")),
                Err(error) => problems.add(measure.line, error),
            }
        }
    }

    fn start(&self, start: &Start, problems: &mut Problems) {
        if let Some(by) = &start.by {
            self.who(by, start.line, false, problems);
        }
        self.checks(&start.check, problems);
        if let StartKind::Schedule { schedule: Schedule::Param(key), .. } = &start.kind {
            match self.library.parameters.get(key).map(|parameter| &parameter.kind) {
                Some(ParameterKind::Schedule) => {}
                Some(_) => problems.add(start.line, format!("the parameter `{key}` is not a `schedule`")),
                None => problems.add(start.line, format!("there is no parameter `{key}` in parameters.yaml")),
            }
        }
    }

    fn message(&self, message: &OnMessage, problems: &mut Problems) {
        if let Some(by) = &message.by {
            self.who(by, message.line, false, problems);
        }
        for (expr, wanted) in [(&message.when, Type::Bool), (&message.until, Type::DateTime)] {
            if let Some(expr) = expr {
                self.want(expr, &wanted, problems);
            }
        }
        if let Leads::Goto(jump) = &message.leads {
            match self.flow.program.place_of(&jump.step) {
                Some(place) if place.block == 0 => {}
                Some(_) => {
                    problems.add(
                        message.line,
                        format!("`{}` is not in the outermost list; a message leads only there", jump.step),
                    );
                }
                None => problems.add(message.line, format!("there is no step `{}`", jump.step)),
            }
        }
        self.end_of(&message.leads, message.line, problems);
    }

    fn end_of(&self, leads: &Leads, line: usize, problems: &mut Problems) {
        let end = match leads {
            Leads::End(end) => Some(end),
            Leads::Goto(jump) => jump.otherwise.as_ref(),
        };
        if let Some(end) = end
            && !self.flow.ends.iter().any(|(known, _)| known == end)
        {
            problems.add(line, format!("there is no end `{end}`; name it under `end:`, with `false` if only here"));
        }
    }

    fn step(&self, step: &Step, problems: &mut Problems) {
        let line = step.line;
        self.at.set(self.flow.program.place_of(&step.id).map_or(0, |place| place.block));
        if let Some(when) = &step.when {
            self.want(when, &Type::Bool, problems);
        }
        for (outcome, leads) in step.kind.leads() {
            self.end_of(leads, line, problems);
            self.used_up(step, outcome, leads, problems);
            let known = self.names.outcomes.get(&step.id).map_or(&[][..], Vec::as_slice);
            if !known.contains(outcome) {
                problems.add(line, format!("`{}` has no outcome `{outcome}`; there is {}", step.id, known.join(", ")));
            }
        }
        match &step.kind {
            StepKind::Do(work) => {
                self.work(work, line, problems);
                self.service(work.undo.as_ref(), line, problems);
            }
            StepKind::Approve(approve) => {
                for stage in &approve.stages {
                    if let Some(when) = &stage.when {
                        self.want(when, &Type::Bool, problems);
                    }
                    self.work(&stage.work, stage.line, problems);
                }
            }
            StepKind::Run(run) => self.run(run, line, problems),
            StepKind::Call(call) => {
                self.with(&call.with, problems);
                self.sets(&call.sets, line, problems);
                if !self.names.outcomes.contains_key(&step.id) || self.names.outcomes[&step.id].is_empty() {
                    problems.add(line, format!("there is no flow `{}`", call.flow));
                }
            }
            StepKind::Wait(wait) => self.wait(wait, line, problems),
            StepKind::Decide { table } => self.table(table, line, problems),
            StepKind::Choose(branches) => {
                for branch in branches {
                    if let Some(when) = &branch.when {
                        self.want(when, &Type::Bool, problems);
                    }
                }
            }
            StepKind::Each(each) => self.each(each, line, problems),
            StepKind::Goto(jump) => self.end_of(&Leads::Goto(jump.clone()), line, problems),
            StepKind::End(end) => self.end_of(&Leads::End(end.clone()), line, problems),
            StepKind::Together(branches) if branches.len() < 2 => {
                problems.add(line, "`together` has at least two branches");
            }
            StepKind::Together(_) => {}
        }
    }

    fn work(&self, work: &Work, line: usize, problems: &mut Problems) {
        self.who(&work.by, line, false, problems);
        for who in &work.not {
            self.who(who, line, false, problems);
        }
        if let Some(within) = &work.within {
            self.span(within, line, problems);
        }
        for overdue in &work.overdue {
            self.span(&overdue.span, line, problems);
            match &overdue.action {
                OverdueAction::Remind(who) | OverdueAction::Escalate(who) => self.who(who, line, true, problems),
                OverdueAction::Outcome(outcome) if work.outcomes.contains(outcome) => {}
                OverdueAction::Outcome(outcome) => {
                    let known = work.outcomes.join(", ");
                    problems.add(line, format!("there is no outcome `{outcome}` here; there is {known}"));
                }
            }
        }
        self.checks(&work.check, problems);
    }

    fn checks(&self, checks: &[Check], problems: &mut Problems) {
        for check in checks {
            self.want(&check.that, &Type::Bool, problems);
        }
    }

    fn run(&self, run: &Run, line: usize, problems: &mut Problems) {
        if let Some(to) = &run.to {
            self.who(to, line, false, problems);
        }
        self.with(&run.with, problems);
        self.sets(&run.sets, line, problems);
        self.service(Some(&run.service), line, problems);
        self.service(run.undo.as_ref(), line, problems);
    }

    fn service(&self, service: Option<&String>, line: usize, problems: &mut Problems) {
        let Some(service) = service else { return };
        if !self.known.services.is_empty() && !self.known.services.contains(service) {
            let known: Vec<&str> = self.known.services.iter().map(String::as_str).collect();
            problems.add(line, format!("there is no service `{service}`; there is {}", known.join(", ")));
        }
    }

    /// A refusal that was sent back once too often must not go on as if it were an agreement.
    fn used_up(&self, step: &Step, outcome: &str, leads: &Leads, problems: &mut Problems) {
        let Leads::Goto(jump) = leads else { return };
        let outcomes = step.kind.outcomes();
        let is_bad = outcomes.first().is_some_and(|good| good != outcome);
        if is_bad && jump.otherwise.is_none() && !jump.goes_on {
            problems.add(
                step.line,
                format!(
                    "`{outcome}` leads to `{}` {} times; say what it comes to after that, with `else: END` or `else: go_on`",
                    jump.step, jump.max
                ),
            );
        }
    }

    fn with(&self, with: &[(String, Expr)], problems: &mut Problems) {
        for (_, expr) in with {
            if let Err(error) = self.type_of(expr) {
                problems.add(expr.line, error);
            }
        }
    }

    fn sets(&self, sets: &[String], line: usize, problems: &mut Problems) {
        for field in sets.iter().filter(|field| !self.names.fields.contains_key(*field)) {
            problems.add(line, format!("there is no field `{field}`; declare it under `data:`"));
        }
    }

    fn wait(&self, wait: &Wait, line: usize, problems: &mut Problems) {
        match &wait.what {
            WaitFor::Span(span) | WaitFor::Every(span) => self.span(span, line, problems),
            WaitFor::Until(expr) => self.want(expr, &Type::DateTime, problems),
            WaitFor::Message { matches, .. } => {
                if let Some(expr) = matches {
                    self.want(expr, &Type::Any, problems);
                }
            }
        }
        if let Some(expr) = &wait.group {
            self.want(expr, &Type::Any, problems);
        }
        if let Some(within) = &wait.within {
            self.span(within, line, problems);
        }
        self.sets(&wait.sets, line, problems);
    }

    fn each(&self, each: &Each, line: usize, problems: &mut Problems) {
        match &each.from {
            Members::Of(who) => self.who(who, line, false, problems),
            Members::In(expr) => self.want(expr, &Type::List(Box::new(Type::Any)), problems),
        }
        if let Some(until) = &each.until {
            self.want(until, &Type::Bool, problems);
        }
    }

    fn table(&self, key: &str, line: usize, problems: &mut Problems) {
        let Some(table) = self.library.tables.get(key) else {
            problems.add(line, format!("there is no decision table `{key}`; write decisions/{key}.yaml"));
            return;
        };
        for (input, kind) in &table.inputs {
            match self.names.type_of(std::slice::from_ref(input), Some(self.at.get())) {
                Ok(found) if found.fits(kind) => {}
                Ok(found) => {
                    problems.add(line, format!("the table `{key}` wants `{input}` as a {kind}; it is a {found}"))
                }
                Err(error) => problems.add(line, format!("the table `{key}` wants `{input}`: {error}")),
            }
        }
    }

    fn span(&self, span: &Span, line: usize, problems: &mut Problems) {
        match span {
            Span::Clock(_) | Span::Work(_) | Span::WorkDays(_) | Span::At(_) => {}
            Span::Until(Expr { tree: Ast::Name(path), .. }) if is_time(path, self.library) => {}
            Span::Until(expr) => self.want(expr, &Type::DateTime, problems),
            Span::Param(key) => match self.library.parameters.get(key).map(|parameter| &parameter.kind) {
                Some(ParameterKind::Span | ParameterKind::Duration) => {}
                Some(_) => problems.add(line, format!("the parameter `{key}` is not a `span` or `duration`")),
                None => problems.add(line, format!("there is no parameter `{key}` in parameters.yaml")),
            },
            Span::Decide(key) => {
                self.table(key, line, problems);
                if let Some(table) = self.library.tables.get(key)
                    && !table.is_span()
                {
                    problems.add(
                        line,
                        format!("the table `{key}` must have one output, of type `span` or with texts that are spans"),
                    );
                }
            }
        }
    }

    fn type_of(&self, expr: &Expr) -> Result<Type, String> {
        type_of(&expr.tree, &|path| self.names.type_of(path, Some(self.at.get())))
    }

    fn want(&self, expr: &Expr, wanted: &Type, problems: &mut Problems) {
        match self.type_of(expr) {
            Ok(kind) if kind.fits(wanted) => {}
            Ok(kind) => problems.add(expr.line, format!("`{}` is a {kind}; a {wanted} is wanted here", expr.text)),
            Err(error) => problems.add(expr.line, error),
        }
    }

    fn who(&self, who: &Who, line: usize, in_overdue: bool, problems: &mut Problems) {
        who.walk(&mut |who| match who {
            Who::Role(key) if !self.known.roles.is_empty() && !self.known.roles.contains(key) => {
                let known: Vec<&str> = self.known.roles.iter().map(String::as_str).collect();
                problems.add(line, format!("there is no role `{key}`; there is {}", known.join(", ")));
            }
            Who::Department(key) if !self.known.departments.is_empty() && !self.known.departments.contains(key) => {
                problems.add(line, format!("there is no department `{key}`"));
            }
            Who::Assignee if !in_overdue => problems.add(line, "`assignee` stands in `overdue` only"),
            Who::Actor(step) => {
                let path = [step.clone(), "actor".to_owned()];
                if let Err(error) = self.names.type_of(&path, Some(self.at.get())) {
                    problems.add(line, error);
                }
            }
            Who::Named(path) => {
                let is_lane = matches!(path.as_slice(), [one] if self.flow.lanes.iter().any(|(lane, _)| lane == one));
                if is_lane {
                    return;
                }
                let person = Type::Text;
                match self.names.type_of(path, Some(self.at.get())) {
                    Ok(kind) if kind.fits(&person) || kind.fits(&Type::List(Box::new(person))) => {}
                    Ok(kind) => problems.add(line, format!("`{}` is a {kind}, not a person", path.join("."))),
                    Err(error) if self.names.fields.contains_key(&path[0]) => problems.add(line, error),
                    Err(_) => {
                        let name = path.join(".");
                        problems.add(line, format!("`{name}` is nobody: no lane, field or member has this name"));
                    }
                }
            }
            Who::Role(_)
            | Who::Department(_)
            | Who::Applicant
            | Who::Assignee
            | Who::LeaderOf(_)
            | Who::ManagerOf(_)
            | Who::TeamOf(_)
            | Who::Both(..)
            | Who::All(_) => {}
        });
    }
}

/// `until param.KEY` with a parameter that is a time of the day.
fn is_time(path: &[String], library: &Library) -> bool {
    let [first, key] = path else { return false };
    let kind = library.parameters.get(key).map(|parameter| &parameter.kind);
    first == "param" && kind == Some(&ParameterKind::Time)
}

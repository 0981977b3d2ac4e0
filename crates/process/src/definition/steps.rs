//! Steps: tree → [`Step`].

use super::read::{count, entries, expr, flag, form, id, items, name, text, who, with, word, words};
use super::{
    AGREE, Approve, Branch, Call, Check, Each, GO_ON, Jump, Leads, Members, Needs, Overdue, OverdueAction, REFUSE,
    RETURN, Run, Stage, Step, StepKind, Wait, WaitFor, Work,
};
use crate::limits::{GOTO_MAX, STAGES_MAX, STEPS_MAX};
use crate::problem::Problems;
use crate::worktime::{Span, parse_span};
use crate::yaml::{Keys, Y};
use std::collections::BTreeMap;

/// Numbers the steps that bear no name.
#[derive(Default)]
pub(super) struct StepReader {
    steps: usize,
    unnamed: BTreeMap<&'static str, usize>,
}

const VERBS: [&str; 11] =
    ["do", "approve", "run", "call", "wait", "decide", "choose", "together", "each", "goto", "end"];

impl StepReader {
    pub fn list(&mut self, y: &Y, problems: &mut Problems) -> Vec<Step> {
        items(y, problems).iter().filter_map(|y| self.step(y, problems)).collect()
    }

    fn step(&mut self, y: &Y, problems: &mut Problems) -> Option<Step> {
        self.steps += 1;
        if self.steps == STEPS_MAX + 1 {
            problems.add(y.line, format!("more than {STEPS_MAX} steps; move some to a flow of their own (`call`)"));
        }
        if self.steps > STEPS_MAX {
            return None;
        }
        let keys = Keys::of(y, "a step", problems);
        let mut verbs = VERBS.into_iter().filter(|verb| keys.has(verb));
        let (verb, second) = (verbs.next(), verbs.next());
        let (Some(verb), None) = (verb, second) else {
            let first = keys.first_key();
            problems.add(keys.line, format!("a step has exactly one of {}; here stands `{first}`", VERBS.join(", ")));
            return None;
        };
        let head = keys.opt(verb)?;
        let when = keys.opt("when").and_then(|y| expr(y, problems));
        let name = keys.opt("name").map(|y| name(y, problems));
        let source = keys.opt("source").and_then(|y| text(y, problems));
        let line = keys.line;
        if let (Some(when), "end") = (keys.opt("when"), verb) {
            problems.add(when.line, "an `end` has no `when`; put it into a branch of `choose`");
        }
        let (id, is_named) = self.id_of(verb, head, &keys, problems)?;
        let kind = self.kind(verb, head, &keys, problems);
        keys.finish(problems);
        Some(Step { id, is_named, line, when, name, source, kind: kind? })
    }

    fn id_of(&mut self, verb: &str, head: &Y, keys: &Keys<'_>, problems: &mut Problems) -> Option<(String, bool)> {
        let verb = VERBS.into_iter().find(|known| *known == verb)?;
        match verb {
            "do" | "approve" | "call" | "wait" | "decide" => return Some((id(head, problems)?, true)),
            _ => {}
        }
        if let Some(own) = keys.opt("id") {
            return Some((id(own, problems)?, true));
        }
        match verb {
            "run" => Some((text(head, problems)?.replace(['.', '-'], "_"), false)),
            "each" => Some((format!("each_{}", id(head, problems)?), false)),
            verb => {
                let number = self.unnamed.entry(verb).or_default();
                *number += 1;
                Some((format!("{verb}_{number}"), false))
            }
        }
    }

    fn kind(&mut self, verb: &str, head: &Y, keys: &Keys<'_>, problems: &mut Problems) -> Option<StepKind> {
        Some(match verb {
            "do" => StepKind::Do(work(keys, None, problems)?),
            "approve" => StepKind::Approve(approve(keys, problems)),
            "run" => StepKind::Run(run(head, keys, problems)?),
            "call" => StepKind::Call(call(keys, problems)?),
            "wait" => StepKind::Wait(wait(keys, problems)?),
            "decide" => StepKind::Decide { table: keys.must("table", problems).and_then(|y| word(y, problems))? },
            "choose" => StepKind::Choose(self.branches(head, problems)),
            "together" => StepKind::Together(items(head, problems).iter().map(|y| self.list(y, problems)).collect()),
            "each" => StepKind::Each(self.each(head, keys, problems)?),
            "goto" => StepKind::Goto(jump(head, keys, problems)?),
            _ => StepKind::End(word(head, problems)?),
        })
    }

    fn branches(&mut self, y: &Y, problems: &mut Problems) -> Vec<Branch> {
        let mut branches: Vec<Branch> = Vec::new();
        for y in items(y, problems) {
            let keys = Keys::of(y, "a branch", problems);
            if branches.last().is_some_and(|branch| branch.when.is_none()) {
                problems.add(keys.line, "behind `else` no branch is reached");
            }
            if let Some(steps) = keys.opt("else") {
                branches.push(Branch { when: None, steps: self.list(steps, problems) });
            } else {
                let when = keys.must("when", problems).and_then(|y| expr(y, problems));
                let steps = keys.must("then", problems).map_or_else(Vec::new, |y| self.list(y, problems));
                branches.extend(when.map(|when| Branch { when: Some(when), steps }));
            }
            keys.finish(problems);
        }
        branches
    }

    fn each(&mut self, head: &Y, keys: &Keys<'_>, problems: &mut Problems) -> Option<Each> {
        let member = id(head, problems)?;
        let list = keys.opt("in").and_then(|y| expr(y, problems)).map(Members::In);
        let people = keys.opt("of").and_then(|y| who(y, problems)).map(Members::Of);
        let mode = keys.opt("mode").map(|y| (y.line, y.as_text().unwrap_or_default()));
        let until = keys.opt("until").and_then(|y| expr(y, problems));
        let gather = keys.opt("gather").and_then(|y| id(y, problems));
        let steps = keys.must("steps", problems).map_or_else(Vec::new, |y| self.list(y, problems));
        let is_one_by_one = match mode {
            None | Some((_, "together")) => false,
            Some((_, "one_by_one")) => true,
            Some((line, _)) => {
                problems.add(line, "`mode` is `together` or `one_by_one`");
                false
            }
        };
        let from = match (list, people) {
            (Some(from), None) | (None, Some(from)) => from,
            _ => {
                problems.add(keys.line, "`each` has exactly one of `in` (a list) and `of` (people)");
                return None;
            }
        };
        let gather = gather.unwrap_or_else(|| Each::gather_of(&member));
        Some(Each { member, from, is_one_by_one, until, gather, steps })
    }
}

/// What a person does; `outcomes`: of a stage, given by the language.
fn work(keys: &Keys<'_>, outcomes: Option<&[&str]>, problems: &mut Problems) -> Option<Work> {
    let by = keys.must("by", problems).and_then(|y| who(y, problems));
    let form = keys.opt("form").and_then(|y| form(y, problems));
    let within = keys.opt("within").and_then(|y| span(y, problems));
    let overdue = keys
        .opt("overdue")
        .map_or_else(Vec::new, |y| items(y, problems).iter().filter_map(|y| overdue(y, problems)).collect());
    if let (false, None) = (overdue.is_empty(), &within) {
        problems.add(keys.line, "`overdue` needs a deadline; add `within`");
    }
    let not =
        keys.opt("not").map_or_else(Vec::new, |y| items(y, problems).iter().filter_map(|y| who(y, problems)).collect());
    let needs = keys.opt("needs").map_or(Needs::One, |y| needs(y, problems));
    let check = keys.opt("check").map_or_else(Vec::new, |y| checks(y, problems));
    let is_signed = keys.opt("sign").is_some_and(|y| flag(y, problems));
    let is_batch = keys.opt("batch").is_some_and(|y| flag(y, problems));
    let fixed = outcomes.map(|fixed| fixed.iter().map(|&outcome| outcome.to_owned()).collect::<Vec<_>>());
    let (outcomes, on, return_to, undo) = match fixed {
        Some(fixed) => (fixed, Vec::new(), Vec::new(), None),
        None => {
            let outcomes = keys.opt("outcomes").map_or_else(|| vec!["done".to_owned()], |y| words(y, problems));
            let on = keys.opt("on").map_or_else(Vec::new, |y| on(y, problems));
            let return_to = keys.opt("return_to").map_or_else(Vec::new, |y| words(y, problems));
            (outcomes, on, return_to, keys.opt("undo").and_then(|y| text(y, problems)))
        }
    };
    if outcomes.is_empty() {
        problems.add(keys.line, "`outcomes` is empty; name at least one, or leave it out");
    }
    let by = by?;
    Some(Work { by, form, outcomes, within, overdue, not, needs, check, on, return_to, is_signed, is_batch, undo })
}

pub(super) fn span(y: &Y, problems: &mut Problems) -> Option<Span> {
    let text = text(y, problems)?;
    parse_span(&text, y.line).map_err(|error| problems.add(y.line, error)).ok()
}

fn needs(y: &Y, problems: &mut Problems) -> Needs {
    match y.as_text() {
        Some("one") => Needs::One,
        Some("any") => Needs::Any,
        Some("all") => Needs::All,
        _ => {
            problems.add(y.line, "`needs` is `one`, `any` (或签) or `all` (会签)");
            Needs::One
        }
    }
}

fn overdue(y: &Y, problems: &mut Problems) -> Option<Overdue> {
    let keys = Keys::of(y, "a step of `overdue`", problems);
    let after = keys.opt("after").and_then(|y| span(y, problems));
    let before = keys.opt("before").and_then(|y| span(y, problems));
    let remind = keys.opt("remind").and_then(|y| who(y, problems)).map(OverdueAction::Remind);
    let escalate = keys.opt("escalate").and_then(|y| who(y, problems)).map(OverdueAction::Escalate);
    let outcome = keys.opt("outcome").and_then(|y| word(y, problems)).map(OverdueAction::Outcome);
    keys.finish(problems);
    let actions = [remind, escalate, outcome];
    let mut actions = actions.into_iter().flatten();
    let (Some(action), None) = (actions.next(), actions.next()) else {
        problems.add(keys.line, "`overdue` wants one of `remind`, `escalate` and `outcome`");
        return None;
    };
    let (span, is_before) = match (after, before) {
        (Some(span), None) => (span, false),
        (None, Some(span)) => (span, true),
        (None, None) => (Span::Clock(model::Millis::ZERO), false),
        (Some(_), Some(_)) => {
            problems.add(keys.line, "`after` and `before` exclude each other");
            return None;
        }
    };
    Some(Overdue { is_before, span, action })
}

pub(super) fn checks(y: &Y, problems: &mut Problems) -> Vec<Check> {
    let mut checks = Vec::new();
    for y in items(y, problems) {
        let keys = Keys::of(y, "a check", problems);
        let that = keys.must("that", problems).and_then(|y| expr(y, problems));
        let otherwise = keys.must("else", problems).and_then(|y| text(y, problems));
        let is_allowed = keys.opt("allow").is_some_and(|y| flag(y, problems));
        keys.finish(problems);
        if let (Some(that), Some(otherwise)) = (that, otherwise) {
            checks.push(Check { that, otherwise, is_allowed });
        }
    }
    checks
}

fn on(y: &Y, problems: &mut Problems) -> Vec<(String, Leads)> {
    let mut found = Vec::new();
    for (outcome, _, y) in entries(y, "`on`", problems) {
        let keys = Keys::of(y, "where an outcome leads", problems);
        let leads = leads(&keys, problems);
        keys.finish(problems);
        found.extend(leads.map(|leads| (outcome.clone(), leads)));
    }
    found
}

/// `{goto: …, max: …}` or `{end: …}`.
pub(super) fn leads(keys: &Keys<'_>, problems: &mut Problems) -> Option<Leads> {
    match (keys.opt("goto"), keys.opt("end")) {
        (Some(head), None) => jump(head, keys, problems).map(Leads::Goto),
        (None, Some(end)) => word(end, problems).map(Leads::End),
        _ => {
            problems.add(keys.line, "exactly one of `goto` and `end` is wanted here");
            None
        }
    }
}

fn jump(head: &Y, keys: &Keys<'_>, problems: &mut Problems) -> Option<Jump> {
    let step = word(head, problems);
    let max = keys.opt("max");
    if max.is_none() {
        problems.add(keys.line, "a `goto` needs `max`: how often it may be taken, so that no instance runs for ever");
    }
    let max = max.and_then(|y| count(y, GOTO_MAX, problems));
    let otherwise = keys.opt("else").and_then(|y| word(y, problems));
    let goes_on = otherwise.as_deref() == Some(GO_ON);
    Some(Jump { step: step?, max: max?, otherwise: otherwise.filter(|_| !goes_on), goes_on })
}

fn approve(keys: &Keys<'_>, problems: &mut Problems) -> Approve {
    let mut stages = Vec::new();
    for y in keys.must("stages", problems).map_or(&[][..], |y| items(y, problems)) {
        let keys = Keys::of(y, "a stage", problems);
        let when = keys.opt("when").and_then(|y| expr(y, problems));
        let name = keys.opt("name").map(|y| name(y, problems));
        let work = work(&keys, Some(&[AGREE, REFUSE, RETURN]), problems);
        keys.finish(problems);
        let line = keys.line;
        stages.extend(work.map(|work| Stage { line, when, name, work }));
    }
    if stages.is_empty() || stages.len() > STAGES_MAX {
        problems.add(keys.line, format!("an approval has 1 to {STAGES_MAX} stages"));
    }
    Approve { stages, on: keys.opt("on").map_or_else(Vec::new, |y| on(y, problems)) }
}

fn run(head: &Y, keys: &Keys<'_>, problems: &mut Problems) -> Option<Run> {
    let service = text(head, problems);
    Some(Run {
        to: keys.opt("to").and_then(|y| who(y, problems)),
        with: keys.opt("with").map_or_else(Vec::new, |y| with(y, problems)),
        sets: keys.opt("sets").map_or_else(Vec::new, |y| words(y, problems)),
        undo: keys.opt("undo").and_then(|y| text(y, problems)),
        service: service?,
    })
}

fn call(keys: &Keys<'_>, problems: &mut Problems) -> Option<Call> {
    let flow = keys.must("flow", problems).and_then(|y| word(y, problems));
    Some(Call {
        with: keys.opt("with").map_or_else(Vec::new, |y| with(y, problems)),
        sets: keys.opt("sets").map_or_else(Vec::new, |y| words(y, problems)),
        on: keys.opt("on").map_or_else(Vec::new, |y| on(y, problems)),
        flow: flow?,
    })
}

fn wait(keys: &Keys<'_>, problems: &mut Problems) -> Option<Wait> {
    let for_span = keys.opt("for").and_then(|y| span(y, problems)).map(WaitFor::Span);
    let until = keys.opt("until").and_then(|y| expr(y, problems)).map(WaitFor::Until);
    let every = keys.opt("every").and_then(|y| span(y, problems)).map(WaitFor::Every);
    let message = keys.opt("message").and_then(|y| word(y, problems));
    let matches = keys.opt("match").and_then(|y| expr(y, problems));
    let message = message.map(|name| WaitFor::Message { name, matches });
    let group = keys.opt("group").and_then(|y| expr(y, problems));
    let sets = keys.opt("sets").map_or_else(Vec::new, |y| words(y, problems));
    let within = keys.opt("within").and_then(|y| span(y, problems));
    let on = keys.opt("on").map_or_else(Vec::new, |y| on(y, problems));
    let ways = [for_span, until, every, message];
    let mut ways = ways.into_iter().flatten();
    let (Some(what), None) = (ways.next(), ways.next()) else {
        problems.add(keys.line, "`wait` has exactly one of `for`, `until`, `every` and `message`");
        return None;
    };
    if !matches!(what, WaitFor::Message { .. }) && (within.is_some() || !sets.is_empty()) {
        problems.add(keys.line, "`within` and `sets` belong to a wait for a `message`");
    }
    Some(Wait { what, group, sets, within, on })
}

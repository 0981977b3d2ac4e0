//! A flow as it was read: typed, with its lines. Reading is `read.rs` and `steps.rs`, the canonical text `write.rs`.
//!
//! A running instance pins [`Definition::hash`], the SHA-256 of the canonical text; comments and layout do not count.

mod place;
mod read;
mod steps;
#[cfg(test)]
mod tests;
pub(crate) mod write;

pub use place::{BlockId, Place, Program};
pub(crate) use read::{name as read_name, read_tree};

use crate::expr::Expr;
use crate::problem::{Problem, Problems};
use crate::value::Type;
use crate::who::Who;
use crate::worktime::{OnRestDay, Schedule, Span};
use crate::yaml;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Default, serde::Serialize)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug)]
pub struct Definition {
    pub key: String,
    pub name: Name,
    pub version: u32,
    pub source: String,
    pub group: Option<String>,
    pub about: Option<String>,
    pub owner: Who,
    pub lanes: Vec<(String, Who)>,
    pub data: Vec<(String, Type, String)>,
    pub starts: Vec<Start>,
    pub steps: Vec<Step>,
    pub messages: Vec<OnMessage>,
    /// Without a condition: reached by its name only.
    pub ends: Vec<(String, Option<Expr>)>,
    pub measures: Vec<(String, Expr)>,
    /// The steps laid out for the engine.
    pub program: Program,
    pub hash: String,
    /// Where the head's entries stand: `owner`, `lane NAME`, `end NAME`, `data NAME`, `measure NAME`.
    pub(crate) lines: BTreeMap<String, usize>,
    /// The types of the fields, known when the flow was held against forms and tables.
    pub fields: BTreeMap<String, Type>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    pub line: usize,
    pub id: String,
    pub kind: StartKind,
    pub by: Option<Who>,
    pub form: Option<FormUse>,
    pub outcomes: Vec<String>,
    pub check: Vec<Check>,
    pub name: Option<Name>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StartKind {
    Person,
    Schedule { schedule: Schedule, on_rest_day: OnRestDay },
    Message(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub id: String,
    /// The id stands in the file; otherwise it follows from the place.
    pub is_named: bool,
    pub line: usize,
    pub when: Option<Expr>,
    pub name: Option<Name>,
    pub source: Option<String>,
    pub kind: StepKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    Do(Work),
    Approve(Approve),
    Run(Run),
    Call(Call),
    Wait(Wait),
    Decide { table: String },
    Choose(Vec<Branch>),
    Together(Vec<Vec<Step>>),
    Each(Each),
    Goto(Jump),
    End(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    One,
    Any,
    All,
}

/// What a person is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    pub by: Who,
    pub form: Option<FormUse>,
    /// Never empty; the first is the good one.
    pub outcomes: Vec<String>,
    pub within: Option<Span>,
    pub overdue: Vec<Overdue>,
    pub not: Vec<Who>,
    pub needs: Needs,
    pub check: Vec<Check>,
    pub on: Vec<(String, Leads)>,
    pub return_to: Vec<String>,
    pub is_signed: bool,
    pub is_batch: bool,
    pub undo: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FormUse {
    pub form: String,
    /// Beyond the form's own, whatever the outcome.
    pub required: Vec<String>,
    /// Outcome → what it needs beyond that.
    pub required_on: Vec<(String, Vec<String>)>,
}

impl FormUse {
    /// What an outcome needs beyond the form's own and `required`.
    pub fn required_for(&self, outcome: &str) -> &[String] {
        self.required_on.iter().find(|(of, _)| of == outcome).map_or(&[], |(_, fields)| fields)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub that: Expr,
    pub otherwise: String,
    pub is_allowed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Overdue {
    pub is_before: bool,
    pub span: Span,
    pub action: OverdueAction,
}

#[derive(Clone, Debug, PartialEq)]
pub enum OverdueAction {
    Remind(Who),
    Escalate(Who),
    Outcome(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Leads {
    Goto(Jump),
    End(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    pub step: String,
    pub max: u32,
    /// The end that is reached when `max` is used up; otherwise the flow goes on behind.
    pub otherwise: Option<String>,
    /// That it goes on is said: `else: go_on`.
    pub goes_on: bool,
}

/// What `else:` of a `goto` says instead of an end.
pub const GO_ON: &str = "go_on";

#[derive(Clone, Debug, PartialEq)]
pub struct Approve {
    pub stages: Vec<Stage>,
    pub on: Vec<(String, Leads)>,
}

pub const AGREE: &str = "agree";
pub const REFUSE: &str = "refuse";
pub const RETURN: &str = "return";

#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    pub line: usize,
    pub when: Option<Expr>,
    pub name: Option<Name>,
    pub work: Work,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub service: String,
    pub to: Option<Who>,
    pub with: Vec<(String, Expr)>,
    pub sets: Vec<String>,
    pub undo: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub flow: String,
    pub with: Vec<(String, Expr)>,
    pub sets: Vec<String>,
    pub on: Vec<(String, Leads)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub what: WaitFor,
    pub group: Option<Expr>,
    pub sets: Vec<String>,
    pub within: Option<Span>,
    pub on: Vec<(String, Leads)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum WaitFor {
    Span(Span),
    Until(Expr),
    Every(Span),
    Message { name: String, matches: Option<Expr> },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Nothing: `else`.
    pub when: Option<Expr>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    pub member: String,
    pub from: Members,
    pub is_one_by_one: bool,
    pub until: Option<Expr>,
    /// The list field that gets one record of each member: the member, what it filled in, its steps' outcomes.
    pub gather: String,
    pub steps: Vec<Step>,
}

impl Each {
    pub(crate) fn gather_of(member: &str) -> String {
        format!("{member}_results")
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Members {
    In(Expr),
    Of(Who),
}

#[derive(Clone, Debug, PartialEq)]
pub struct OnMessage {
    pub name: String,
    pub line: usize,
    pub by: Option<Who>,
    pub form: Option<FormUse>,
    pub when: Option<Expr>,
    pub until: Option<Expr>,
    pub undo: bool,
    pub leads: Leads,
}

impl Definition {
    /// Reads one file `flows/KEY.yaml`. Names of other files are resolved by [`crate::Library`].
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::of(file);
        let read = yaml::parse(text, &mut problems).and_then(|tree| read_tree(&tree, &mut problems));
        match read {
            Some(definition) if problems.is_empty() => Ok(definition),
            Some(_) | None => Err(problems.into_sorted()),
        }
    }

    /// The same flow always has the same text.
    pub fn canonical(&self) -> String {
        yaml::emit(&write::tree(self))
    }

    pub(crate) fn sealed(mut self) -> Self {
        self.hash = hex::encode(Sha256::digest(self.canonical().as_bytes()));
        self
    }

    /// Where an entry of the head stands.
    pub(crate) fn line_of(&self, entry: &str) -> usize {
        self.lines.get(entry).copied().unwrap_or(1)
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.program.place_of(id).map(|place| self.program.step(place))
    }

    /// Every step, outermost first, in the order of the file.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.program.all_steps()
    }
}

impl StepKind {
    /// Where outcomes lead.
    pub fn leads(&self) -> &[(String, Leads)] {
        match self {
            Self::Do(work) => &work.on,
            Self::Approve(approve) => &approve.on,
            Self::Call(call) => &call.on,
            Self::Wait(wait) => &wait.on,
            Self::Run(_)
            | Self::Decide { .. }
            | Self::Choose(_)
            | Self::Together(_)
            | Self::Each(_)
            | Self::Goto(_)
            | Self::End(_) => &[],
        }
    }

    /// What a person's step may come to.
    pub fn outcomes(&self) -> Vec<String> {
        match self {
            Self::Do(work) => work.outcomes.clone(),
            Self::Approve(_) => [AGREE, REFUSE, RETURN].map(str::to_owned).into(),
            Self::Run(_)
            | Self::Call(_)
            | Self::Wait(_)
            | Self::Decide { .. }
            | Self::Choose(_)
            | Self::Together(_)
            | Self::Each(_)
            | Self::Goto(_)
            | Self::End(_) => Vec::new(),
        }
    }

    /// Whether its outcome is told and kept.
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, Self::Do(_) | Self::Approve(_) | Self::Call(_) | Self::Wait(_))
    }

    pub fn blocks(&self) -> Vec<&[Step]> {
        match self {
            Self::Choose(branches) => branches.iter().map(|branch| branch.steps.as_slice()).collect(),
            Self::Together(branches) => branches.iter().map(Vec::as_slice).collect(),
            Self::Each(each) => vec![&each.steps],
            Self::Do(_)
            | Self::Approve(_)
            | Self::Run(_)
            | Self::Call(_)
            | Self::Wait(_)
            | Self::Decide { .. }
            | Self::Goto(_)
            | Self::End(_) => Vec::new(),
        }
    }
}

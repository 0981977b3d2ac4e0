//! Decision tables: `decisions/KEY.yaml`. A cell is a unary test of FEEL; no cell fails when it runs.

use crate::definition::{Name, read_name};
use crate::expr::{Ast, Env, Expr, eval, type_of};
use crate::limits::RULES_MAX;
use crate::problem::Problems;
use crate::value::{Type, Value};
use crate::worktime::parse_span;
use crate::yaml::{Keys, Kind, Y};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// At most one rule holds; when more do, the outcome is `null`.
    Unique,
    First,
    /// Lists of the outputs of all rules that hold.
    Collect,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub key: String,
    pub name: Name,
    pub source: String,
    pub hit: Hit,
    pub inputs: Vec<(String, Type)>,
    pub outputs: Vec<Output>,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub struct Output {
    pub name: String,
    pub kind: Type,
    /// A text that is a span, for `within: decide(TABLE)`.
    pub is_span: bool,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub line: usize,
    /// All must hold.
    pub when: Vec<Expr>,
    /// In the order of the outputs.
    pub then: Vec<Expr>,
}

/// What a table said, and by which rules (from 1).
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub rules: Vec<usize>,
    pub outputs: BTreeMap<String, Value>,
}

impl Table {
    /// `env` knows the inputs by their names.
    pub fn decide(&self, env: &dyn Env) -> Decision {
        let holds = |rule: &Rule| rule.when.iter().all(|cell| eval(&cell.tree, env).is_true());
        let mut rules: Vec<usize> = (0..self.rules.len()).filter(|&index| holds(&self.rules[index])).collect();
        if self.hit == Hit::First {
            rules.truncate(1);
        }
        let value = |rule: &usize, output: usize| eval(&self.rules[*rule].then[output].tree, env);
        let outputs = self.outputs.iter().enumerate().map(|(index, output)| {
            let value = match (self.hit, rules.as_slice()) {
                (Hit::Collect, rules) => Value::List(rules.iter().map(|rule| value(rule, index)).collect()),
                (Hit::Unique | Hit::First, [one]) => value(one, index),
                (Hit::Unique | Hit::First, _) => Value::Null,
            };
            (output.name.clone(), value)
        });
        let outputs = outputs.collect();
        Decision { rules: rules.into_iter().map(|rule| rule + 1).collect(), outputs }
    }

    /// Its one output can stand for a span.
    pub fn is_span(&self) -> bool {
        let is_one = |rule: &Rule| match rule.then.first().map(|then| &then.tree) {
            Some(Ast::Literal(Value::Text(text))) => parse_span(text, 0).is_ok(),
            _ => false,
        };
        self.hit != Hit::Collect && self.outputs.len() == 1 && self.rules.iter().all(is_one)
    }

    /// The type of a field that an output fills.
    pub fn output_type(&self, output: &Output) -> Type {
        match self.hit {
            Hit::Collect => Type::List(Box::new(output.kind.clone())),
            Hit::Unique | Hit::First => output.kind.clone(),
        }
    }
}

pub(crate) fn read(tree: &Y, problems: &mut Problems) -> Option<Table> {
    let keys = Keys::of(tree, "a decision table", problems);
    let text = |y: &Y| y.as_text().unwrap_or_default().trim().to_owned();
    let key = keys.must("table", problems).map(text);
    let name = keys.must("name", problems).map(|y| read_name(y, problems));
    let source = keys.must("source", problems).map(text);
    let hit = keys.must("hit", problems).map(|y| hit(y, problems));
    let inputs = keys.must("inputs", problems).map_or_else(Vec::new, |y| fields(y, problems));
    let outputs = keys.must("outputs", problems).map_or_else(Vec::new, |y| fields(y, problems));
    let rules = keys.must("rules", problems);
    keys.finish(problems);
    let outputs: Vec<Output> =
        outputs.into_iter().map(|(name, kind, is_span)| Output { name, kind, is_span }).collect();
    let inputs: Vec<(String, Type)> = inputs.into_iter().map(|(name, kind, _)| (name, kind)).collect();
    let mut read = Vec::new();
    match rules.map(|y| (&y.kind, y.line)) {
        Some((Kind::List(list), _)) if !list.is_empty() && list.len() <= RULES_MAX => {
            read.extend(list.iter().map(|y| rule(y, &inputs, &outputs, problems)));
        }
        Some((_, line)) => problems.add(line, format!("`rules` is a list of 1 to {RULES_MAX} rules")),
        None => {}
    }
    Some(Table { key: key?, name: name?, source: source?, hit: hit?, inputs, outputs, rules: read })
}

fn hit(y: &Y, problems: &mut Problems) -> Hit {
    match y.as_text() {
        Some("unique") => Hit::Unique,
        Some("first") => Hit::First,
        Some("collect") => Hit::Collect,
        _ => {
            problems.add(y.line, "`hit` is `unique`, `first` or `collect`");
            Hit::First
        }
    }
}

fn fields(y: &Y, problems: &mut Problems) -> Vec<(String, Type, bool)> {
    let Kind::Map(entries) = &y.kind else {
        problems.add(y.line, "this is a mapping of `name: type`");
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, _, y) in entries {
        match y.as_text() {
            Some("span") => found.push((name.clone(), Type::Text, true)),
            text => match text.and_then(Type::parse) {
                Some(kind) => found.push((name.clone(), kind, false)),
                None => problems
                    .add(y.line, "this is not a type; write `text`, `number`, `boolean`, `date`, `duration` or `span`"),
            },
        }
    }
    found
}

fn rule(y: &Y, inputs: &[(String, Type)], outputs: &[Output], problems: &mut Problems) -> Rule {
    let names = |path: &[String]| {
        match path {
            [one] => inputs.iter().find(|input| input.0 == *one).map(|input| input.1.clone()),
            _ => None,
        }
        .ok_or_else(|| format!("the table has no input `{}`", path.join(".")))
    };
    let keys = Keys::of(y, "a rule", problems);
    let mut rule = Rule { line: keys.line, when: Vec::new(), then: Vec::new() };
    for (input, line, cell) in cells(keys.opt("when"), problems) {
        if !inputs.iter().any(|known| known.0 == input) {
            problems.add(line, format!("the table has no input `{input}`"));
            continue;
        }
        let Some(test) = test_of(&input, &cell) else { continue };
        match Expr::parse(&test, line).and_then(|expr| type_of(&expr.tree, &names).map(|kind| (expr, kind))) {
            Ok((expr, Type::Bool | Type::Any)) => rule.when.push(expr),
            Ok((_, kind)) => problems.add(line, format!("a cell of `when` is a test, not a {kind}")),
            Err(error) => problems.add(line, error),
        }
    }
    let then = cells(keys.must("then", problems), problems);
    keys.finish(problems);
    for (name, line, _) in &then {
        if !outputs.iter().any(|output| output.name == *name) {
            problems.add(*line, format!("the table has no output `{name}`"));
        }
    }
    for output in outputs {
        let Some((_, line, cell)) = then.iter().find(|cell| cell.0 == output.name) else {
            problems.add(rule.line, format!("the rule gives no `{}`", output.name));
            continue;
        };
        let text = match output.is_span {
            true => {
                let plain = cell.trim_matches('"');
                if let Err(error) = parse_span(plain, *line) {
                    problems.add(*line, error);
                }
                format!("\"{plain}\"")
            }
            false => cell.clone(),
        };
        match Expr::parse(&text, *line).and_then(|expr| type_of(&expr.tree, &names).map(|kind| (expr, kind))) {
            Ok((expr, kind)) if kind.fits(&output.kind) => rule.then.push(expr),
            Ok((_, kind)) => problems.add(*line, format!("`{}` is a {}, not a {kind}", output.name, output.kind)),
            Err(error) => problems.add(*line, error),
        }
    }
    rule
}

fn cells(y: Option<&Y>, problems: &mut Problems) -> Vec<(String, usize, String)> {
    match y.map(|y| (&y.kind, y.line)) {
        Some((Kind::Map(entries), _)) => entries
            .iter()
            .map(|(name, _, y)| (name.clone(), y.line, y.as_text().unwrap_or_default().trim().to_owned()))
            .collect(),
        Some((_, line)) => {
            problems.add(line, "this is a mapping of `name: cell`");
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// A unary test as an expression over its input. Nothing: it always holds.
fn test_of(input: &str, cell: &str) -> Option<String> {
    let cell = cell.trim();
    if cell.is_empty() || cell == "-" {
        return None;
    }
    if let Some(inner) = cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
        return Some(match test_of(input, inner) {
            Some(test) => format!("not({test})"),
            None => "false".into(),
        });
    }
    let parts = split(cell);
    if parts.len() > 1 {
        let tests: Vec<String> = parts.iter().filter_map(|part| test_of(input, part)).collect();
        return Some(format!("({})", tests.join(" or ")));
    }
    if cell.starts_with(['<', '>', '=']) || cell.starts_with("!=") {
        return Some(format!("{input} {cell}"));
    }
    if cell.starts_with(['[', '(']) {
        return Some(format!("{input} in {cell}"));
    }
    Some(format!("{input} = {cell}"))
}

/// At commas outside texts and brackets.
fn split(cell: &str) -> Vec<&str> {
    let (mut depth, mut is_text, mut from, mut parts) = (0_i32, false, 0, Vec::new());
    for (at, c) in cell.char_indices() {
        match c {
            '"' => is_text = !is_text,
            '[' | '(' if !is_text => depth += 1,
            ']' | ')' if !is_text => depth -= 1,
            ',' if !is_text && depth == 0 => {
                parts.push(&cell[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&cell[from..]);
    parts
}

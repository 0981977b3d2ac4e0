//! The value of an expression. Total: what cannot be computed is `null`.

use super::{Ast, Op};
use crate::dates::{self, DAY, HOUR};
use crate::limits::VALUE_ITEMS_MAX;
use crate::value::{Number, Value};
use model::Millis;
use std::cmp::Ordering;

/// Where an expression finds its words.
pub trait Env {
    fn lookup(&self, path: &[String]) -> Value;
    fn utc_offset_minutes(&self) -> i32;
}

pub fn eval(tree: &Ast, env: &dyn Env) -> Value {
    match tree {
        Ast::Literal(value) => value.clone(),
        Ast::Local(text) => dates::parse_datetime(text, env.utc_offset_minutes()).map_or(Value::Null, Value::DateTime),
        Ast::Name(path) => env.lookup(path),
        Ast::Negate(one) => match eval(one, env) {
            Value::Number(number) => Value::Number(Number(-number.0)),
            Value::Duration(span) => Value::Duration(Millis(-span.0)),
            _ => Value::Null,
        },
        Ast::Binary(Op::And, one, two) => Value::Bool(eval(one, env).is_true() && eval(two, env).is_true()),
        Ast::Binary(Op::Or, one, two) => Value::Bool(eval(one, env).is_true() || eval(two, env).is_true()),
        Ast::Binary(op, one, two) => binary(*op, eval(one, env), eval(two, env)),
        Ast::Between(value, from, to, with_from, with_to) => {
            let (value, from, to) = (eval(value, env), eval(from, env), eval(to, env));
            let above = compare(&from, &value).is_some_and(|o| o == Ordering::Less || *with_from && o.is_eq());
            let below = compare(&value, &to).is_some_and(|o| o == Ordering::Less || *with_to && o.is_eq());
            Value::Bool(above && below)
        }
        Ast::In(value, set) => {
            let value = eval(value, env);
            match eval(set, env) {
                Value::List(members) => Value::Bool(value != Value::Null && members.contains(&value)),
                _ => Value::Bool(false),
            }
        }
        Ast::If(condition, then, otherwise) => {
            if eval(condition, env).is_true() {
                eval(then, env)
            } else {
                eval(otherwise, env)
            }
        }
        Ast::Call(name, arguments) => {
            let values: Vec<Value> = arguments.iter().map(|tree| eval(tree, env)).collect();
            call(name, &values, env.utc_offset_minutes())
        }
        Ast::List(members) => Value::List(members.iter().map(|tree| eval(tree, env)).collect()),
    }
}

pub(crate) fn compare(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => Some(one.cmp(two)),
        (Value::Text(one), Value::Text(two)) => Some(one.cmp(two)),
        (Value::Date(one), Value::Date(two)) => Some(one.cmp(two)),
        (Value::DateTime(one), Value::DateTime(two)) | (Value::Duration(one), Value::Duration(two)) => {
            Some(one.cmp(two))
        }
        _ => None,
    }
}

fn binary(op: Op, one: Value, two: Value) -> Value {
    let order = compare(&one, &two);
    match op {
        Op::Equal => Value::Bool(one == two),
        Op::Unequal => Value::Bool(one != two),
        Op::Less => Value::Bool(order == Some(Ordering::Less)),
        Op::LessEqual => Value::Bool(matches!(order, Some(Ordering::Less | Ordering::Equal))),
        Op::Greater => Value::Bool(order == Some(Ordering::Greater)),
        Op::GreaterEqual => Value::Bool(matches!(order, Some(Ordering::Greater | Ordering::Equal))),
        Op::And | Op::Or => unreachable!("`and` and `or` are evaluated before their operands"),
        Op::Add | Op::Subtract | Op::Multiply | Op::Divide => arithmetic(op, one, two).unwrap_or(Value::Null),
    }
}

fn arithmetic(op: Op, one: Value, two: Value) -> Option<Value> {
    use Value::{Date, DateTime, Duration, Text};
    Some(match (op, one, two) {
        (Op::Add, Value::Number(one), Value::Number(two)) => Value::Number(Number(one.0.checked_add(two.0)?)),
        (Op::Subtract, Value::Number(one), Value::Number(two)) => Value::Number(Number(one.0.checked_sub(two.0)?)),
        (Op::Multiply, Value::Number(one), Value::Number(two)) => Value::Number(one.times(two)?),
        (Op::Divide, Value::Number(one), Value::Number(two)) => Value::Number(one.over(two)?),
        (Op::Add, Text(one), Text(two)) if one.len() + two.len() <= VALUE_ITEMS_MAX => Text(one + &two),
        (Op::Add, Duration(one), Duration(two)) => Duration(Millis(one.0.checked_add(two.0)?)),
        (Op::Subtract, Duration(one), Duration(two)) => Duration(Millis(one.0.checked_sub(two.0)?)),
        (Op::Add, DateTime(at), Duration(span)) | (Op::Add, Duration(span), DateTime(at)) => {
            DateTime(Millis(at.0.checked_add(span.0)?))
        }
        (Op::Subtract, DateTime(at), Duration(span)) => DateTime(Millis(at.0.checked_sub(span.0)?)),
        (Op::Add, Date(day), Duration(span)) => Date(day.checked_add(span.0.div_euclid(DAY))?),
        (Op::Subtract, Date(day), Duration(span)) => Date(day.checked_sub(span.0.div_euclid(DAY))?),
        (Op::Subtract, DateTime(one), DateTime(two)) => Duration(Millis(one.0.checked_sub(two.0)?)),
        (Op::Subtract, Date(one), Date(two)) => Duration(Millis(one.checked_sub(two)?.checked_mul(DAY)?)),
        (Op::Multiply, Duration(span), Value::Number(number))
        | (Op::Multiply, Value::Number(number), Duration(span)) => Duration(Millis(Number(span.0).times(number)?.0)),
        (Op::Divide, Duration(span), Value::Number(number)) => Duration(Millis(Number(span.0).over(number)?.0)),
        (Op::Divide, Duration(one), Duration(two)) => Value::Number(Number(one.0).over(Number(two.0))?),
        _ => return None,
    })
}

fn call(name: &str, values: &[Value], utc_offset_minutes: i32) -> Value {
    match (name, values) {
        ("not", [Value::Bool(is)]) => Value::Bool(!is),
        // Null counts as not true, so its `not` is true: conditions stay two-valued.
        ("not", [_]) => Value::Bool(true),
        ("is_set", [value]) => Value::Bool(*value != Value::Null && *value != Value::Text(String::new())),
        ("count", [Value::List(list)]) => of_whole(list.len()),
        ("length", [Value::Text(text)]) => of_whole(text.chars().count()),
        ("sum", [Value::List(list)]) => list
            .iter()
            .cloned()
            .try_fold(Value::Number(Number(0)), |sum, value| arithmetic(Op::Add, sum, value))
            .unwrap_or(Value::Null),
        ("min", [Value::List(list)]) => extreme(list, Ordering::Less),
        ("max", [Value::List(list)]) => extreme(list, Ordering::Greater),
        ("contains", [Value::List(list), member]) => Value::Bool(list.contains(member)),
        ("contains", [Value::Text(text), Value::Text(part)]) => Value::Bool(text.contains(part.as_str())),
        ("lower", [Value::Text(text)]) => Value::Text(text.to_lowercase()),
        ("string", [Value::Null]) => Value::Null,
        ("string", [value]) => Value::Text(value.text(utc_offset_minutes)),
        ("round", [Value::Number(number)]) => {
            number.0.checked_add(500_000).map_or(Value::Null, |up| Value::Number(Number(up).floor()))
        }
        ("floor", [Value::Number(number)]) => Value::Number(number.floor()),
        ("ceiling", [Value::Number(number)]) => Value::Number(Number(-Number(-number.0).floor().0)),
        ("abs", [Value::Number(number)]) => Value::Number(Number(number.0.saturating_abs())),
        ("start_of", [Value::Date(day)]) => Value::DateTime(dates::instant(*day, 0, utc_offset_minutes)),
        ("date_of", [Value::DateTime(at)]) => Value::Date(dates::local_day(*at, utc_offset_minutes)),
        ("days", [Value::Duration(span)]) => parts_of(*span, DAY),
        ("hours", [Value::Duration(span)]) => parts_of(*span, HOUR),
        ("weekday", [Value::Date(day)]) => Number::whole(dates::weekday(*day)).map_or(Value::Null, Value::Number),
        _ => Value::Null,
    }
}

fn of_whole(count: usize) -> Value {
    i64::try_from(count).ok().and_then(Number::whole).map_or(Value::Null, Value::Number)
}

fn parts_of(span: Millis, unit: i64) -> Value {
    let (span, unit) = (Number(span.0), Number(unit));
    span.over(unit).map_or(Value::Null, Value::Number)
}

fn extreme(list: &[Value], wanted: Ordering) -> Value {
    let mut best: Option<&Value> = None;
    for value in list.iter().filter(|value| **value != Value::Null) {
        if best.is_none_or(|best| compare(value, best) == Some(wanted)) {
            best = Some(value);
        }
    }
    best.cloned().unwrap_or(Value::Null)
}

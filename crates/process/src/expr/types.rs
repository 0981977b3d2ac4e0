//! What type an expression has, or why it has none.

use super::{Ast, Op};
use crate::value::{Type, Value};

/// `names`: the type of a path, or `Err` with what is wrong with it.
pub fn type_of(tree: &Ast, names: &dyn Fn(&[String]) -> Result<Type, String>) -> Result<Type, String> {
    let of = |tree: &Ast| type_of(tree, names);
    match tree {
        Ast::Literal(value) => Ok(literal(value)),
        Ast::Local(_) => Ok(Type::DateTime),
        Ast::Name(path) => names(path),
        Ast::Negate(one) => match of(one)? {
            kind @ (Type::Number | Type::Duration | Type::Any) => Ok(kind),
            kind => Err(format!("a {kind} has no minus")),
        },
        Ast::Binary(op, one, two) => binary(*op, one, two, &of),
        Ast::Between(value, from, to, ..) => {
            ordered(&of(value)?, &of(from)?)?;
            ordered(&of(value)?, &of(to)?)?;
            Ok(Type::Bool)
        }
        Ast::In(value, set) => {
            let item = match (&**set, of(set)?) {
                (_, Type::List(item)) => *item,
                (_, Type::Any) => Type::Any,
                (_, other) => return Err(format!("behind `in` stands a list or a range, not a {other}")),
            };
            if let Ast::List(members) = &**set {
                for member in members {
                    alike(value, member, &of)?;
                }
            }
            let kind = of(value)?;
            if kind.fits(&item) { Ok(Type::Bool) } else { Err(format!("a {kind} is never in a list of {item}")) }
        }
        Ast::If(condition, then, otherwise) => {
            want(&of(condition)?, &Type::Bool, "the condition of `if`")?;
            join(of(then)?, of(otherwise)?)
        }
        Ast::Call(name, arguments) => {
            let kinds = arguments.iter().map(of).collect::<Result<Vec<_>, _>>()?;
            call(name, &kinds)
        }
        Ast::List(members) => {
            let mut item = Type::Any;
            for member in members {
                item = join(item, of(member)?)?;
            }
            Ok(Type::List(Box::new(item)))
        }
    }
}

fn literal(value: &Value) -> Type {
    match value {
        Value::Null => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::DateTime(_) => Type::DateTime,
        Value::Duration(_) => Type::Duration,
        Value::List(_) => Type::List(Box::new(Type::Any)),
        Value::Record(_) => Type::Record(Default::default()),
    }
}

fn want(kind: &Type, wanted: &Type, what: &str) -> Result<(), String> {
    if kind.fits(wanted) { Ok(()) } else { Err(format!("{what} must be a {wanted}, not a {kind}")) }
}

fn join(one: Type, two: Type) -> Result<Type, String> {
    match (one, two) {
        (Type::Any, other) | (other, Type::Any) => Ok(other),
        (Type::Choice(_), Type::Text) | (Type::Text, Type::Choice(_)) => Ok(Type::Text),
        (Type::Choice(one), Type::Choice(two)) if one != two => Ok(Type::Text),
        (one, two) if one.fits(&two) => Ok(one),
        (one, two) => Err(format!("a {one} and a {two} do not go together here")),
    }
}

/// A comparison of a choice with a text that it never has is a mistake.
fn alike(one: &Ast, two: &Ast, of: &dyn Fn(&Ast) -> Result<Type, String>) -> Result<(), String> {
    let (left, right) = (of(one)?, of(two)?);
    if !left.fits(&right) {
        return Err(format!("a {left} is never equal to a {right}"));
    }
    for (kind, literal) in [(&left, two), (&right, one)] {
        if let (Type::Choice(choices), Ast::Literal(Value::Text(text))) = (kind, literal)
            && !choices.contains(text)
        {
            return Err(format!("\"{text}\" is not possible here; there is {}", choices.join(", ")));
        }
    }
    Ok(())
}

fn ordered(one: &Type, two: &Type) -> Result<(), String> {
    let has_order = |kind: &Type| {
        matches!(kind, Type::Number | Type::Text | Type::Date | Type::DateTime | Type::Duration | Type::Any)
    };
    if !has_order(one) || !has_order(two) || !one.fits(two) {
        return Err(format!("a {one} and a {two} cannot be compared"));
    }
    Ok(())
}

fn binary(op: Op, one: &Ast, two: &Ast, of: &dyn Fn(&Ast) -> Result<Type, String>) -> Result<Type, String> {
    let (left, right) = (of(one)?, of(two)?);
    match op {
        Op::And | Op::Or => {
            want(&left, &Type::Bool, "what stands before `and` or `or`")?;
            want(&right, &Type::Bool, "what stands behind `and` or `or`")?;
            Ok(Type::Bool)
        }
        Op::Equal | Op::Unequal => alike(one, two, of).map(|()| Type::Bool),
        Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => ordered(&left, &right).map(|()| Type::Bool),
        Op::Add | Op::Subtract | Op::Multiply | Op::Divide => arithmetic(op, left, right),
    }
}

fn arithmetic(op: Op, left: Type, right: Type) -> Result<Type, String> {
    use Type::{Any, Choice, Date, DateTime, Duration, Number, Text};
    Ok(match (op, &left, &right) {
        (_, Any, Any) => Any,
        (_, Number | Any, Number) | (_, Number, Any) => Number,
        (Op::Add, Text | Choice(_) | Any, Text | Choice(_)) | (Op::Add, Text | Choice(_), Any) => Text,
        (Op::Add | Op::Subtract, Duration, Duration) => Duration,
        (Op::Add, DateTime, Duration) | (Op::Add, Duration, DateTime) | (Op::Subtract, DateTime, Duration) => DateTime,
        (Op::Add, Date, Duration) | (Op::Subtract, Date, Duration) => Date,
        (Op::Subtract, DateTime, DateTime) | (Op::Subtract, Date, Date) => Duration,
        (Op::Multiply | Op::Divide, Duration, Number) | (Op::Multiply, Number, Duration) => Duration,
        (Op::Divide, Duration, Duration) => Number,
        _ => return Err(format!("a {left} and a {right} cannot be calculated together so")),
    })
}

fn call(name: &str, kinds: &[Type]) -> Result<Type, String> {
    use Type::{Any, Bool, Choice, Date, DateTime, Duration, List, Number, Text};
    let wrong = || {
        let given: Vec<String> = kinds.iter().map(Type::to_string).collect();
        Err(format!("`{name}` does not take ({})", given.join(", ")))
    };
    Ok(match (name, kinds) {
        ("not", [Bool | Any]) | ("is_set", [_]) => Bool,
        ("count", [List(_) | Any]) | ("sum", [List(_) | Any]) => Number,
        ("min" | "max", [List(item)]) => (**item).clone(),
        ("contains", [List(item), member]) if item.fits(member) => Bool,
        ("contains", [Text | Choice(_) | Any, Text | Choice(_) | Any]) => Bool,
        ("length", [Text | Choice(_) | Any]) => Number,
        ("lower", [Text | Choice(_) | Any]) | ("string", [_]) => Text,
        ("round" | "floor" | "ceiling" | "abs", [Number | Any]) => Number,
        ("start_of", [Date | Any]) => DateTime,
        ("date_of", [DateTime | Any]) => Date,
        ("days" | "hours", [Duration | Any]) => Number,
        ("weekday", [Date | Any]) => Number,
        (
            "not" | "is_set" | "count" | "sum" | "min" | "max" | "contains" | "length" | "lower" | "string" | "round"
            | "floor" | "ceiling" | "abs" | "start_of" | "date_of" | "days" | "hours" | "weekday",
            _,
        ) => return wrong(),
        _ => return Err(format!("there is no function `{name}`")),
    })
}

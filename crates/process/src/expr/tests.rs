use super::*;
use crate::value::{Number, Type};

struct Given;
impl Env for Given {
    fn lookup(&self, path: &[String]) -> Value {
        match path.join(".").as_str() {
            "days" => Value::Number(Number(3_000_000)),
            "kind" => Value::Text("sick".into()),
            "from" => Value::Date(20_780),
            _ => Value::Null,
        }
    }
    fn utc_offset_minutes(&self) -> i32 {
        480
    }
}

fn names(path: &[String]) -> Result<Type, String> {
    match path.join(".").as_str() {
        "days" => Ok(Type::Number),
        "kind" => Ok(Type::Choice(vec!["sick".into(), "annual".into()])),
        "from" => Ok(Type::Date),
        "nothing" => Ok(Type::Any),
        other => Err(format!("there is no `{other}`")),
    }
}

fn value(text: &str) -> String {
    let expr = Expr::parse(text, 1).expect("it parses");
    type_of(&expr.tree, &names).expect("it has a type");
    eval(&expr.tree, &Given).text(480)
}

#[test]
fn expressions_have_these_values() {
    for (text, expected) in [
        ("1 + 2 * 3", "7"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 0", "null"),
        ("1 / 3", "0.333333"),
        ("days > 1 and kind = \"sick\"", "true"),
        ("days in [1..3]", "true"),
        ("days in (1..3)", "false"),
        ("kind in (\"annual\", \"sick\")", "true"),
        ("not(days = 3) or false", "false"),
        ("if days > 5 then \"long\" else \"short\"", "short"),
        ("nothing > 3", "false"),
        ("nothing = null", "true"),
        ("from + duration(\"P2D\")", "2026-11-25"),
        ("start_of(from)", "2026-11-23T00:00:00+08:00"),
        ("weekday(from)", "1"),
        ("datetime(\"2026-11-23T09:00\") - start_of(from)", "PT9H"),
        ("hours(duration(\"P1DT12H\"))", "36"),
        ("sum([1, 2, 3.5])", "6.5"),
        ("max([1, 9, 3])", "9"),
        ("count([])", "0"),
        ("contains(\"abc\", \"b\")", "true"),
        ("-days", "-3"),
        ("ceiling(1.2) + round(1.5)", "4"),
        ("\"a\" + string(days)", "a3"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_when_it_is_read() {
    for (text, expected) in [
        ("days >", "the expression ends too early"),
        ("days > \"a\"", "cannot be compared"),
        ("kind = \"sik\"", "is not possible here"),
        ("unknown = 1", "there is no `unknown`"),
        ("date(\"2026-02-30\")", "is not a date"),
        ("f(1)", "there is no function"),
        ("days and true", "must be a boolean"),
        ("days days", "does not belong"),
        ("'x'", "has no meaning"),
        (&"(".repeat(100), "nests at most"),
    ] {
        let found = Expr::parse(text, 1).and_then(|expr| type_of(&expr.tree, &names));
        let error = found.expect_err(text);
        assert!(error.contains(expected), "{text}: {error}");
    }
}

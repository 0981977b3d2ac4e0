//! Our part of FEEL against the standard (DMN 1.5, chapter 10): what it gives there it gives here. The few differences
//! that are meant stand in a table of their own, with what the standard says.

use super::{Env, Expr, eval};
use crate::value::{Number, Value};

/// `n` is null, `x` is 5, `s` is "foobar", `l` a list of records with `a` 1 and 2.
struct Given;

impl Env for Given {
    fn lookup(&self, path: &[String]) -> Value {
        let record = |number: i64| Value::Record([("a".to_owned(), Value::Number(Number(number * 1_000_000)))].into());
        let whole = match path[0].as_str() {
            "x" => Value::Number(Number(5_000_000)),
            "s" => Value::Text("foobar".into()),
            "l" => Value::List(vec![record(1), record(2)]),
            _ => Value::Null,
        };
        path[1..].iter().fold(whole, |value, part| value.part(part))
    }

    fn utc_offset_minutes(&self) -> i32 {
        0
    }
}

fn value(text: &str) -> String {
    let expr = Expr::parse(text, 1).unwrap_or_else(|error| panic!("{text}: {error}"));
    eval(&expr.tree, &Given).text(0)
}

/// Expression and result as the standard has them.
const SAME: &[(&str, &str)] = &[
    // 10.3.2.3 arithmetic
    ("1 + 2", "3"),
    ("5 - 8", "-3"),
    ("2 * 3 + 4", "10"),
    ("2 + 3 * 4", "14"),
    ("(2 + 3) * 4", "20"),
    ("10 / 4", "2.5"),
    ("10 - 2 - 3", "5"),
    ("12 / 3 / 2", "2"),
    ("-5 + 2", "-3"),
    ("-x", "-5"),
    ("0.1 + 0.2", "0.3"),
    ("1.50", "1.5"),
    ("1 / 0", "null"),
    ("n + 1", "null"),
    ("1 - n", "null"),
    ("n * n", "null"),
    ("\"a\" + \"b\"", "ab"),
    ("\"foo\" + s", "foofoobar"),
    ("\"a\" + n", "null"),
    // 10.3.2.13 comparison
    ("1 = 1", "true"),
    ("1 = 2", "false"),
    ("1 != 2", "true"),
    ("1.0 = 1", "true"),
    ("\"a\" = \"a\"", "true"),
    ("\"a\" < \"b\"", "true"),
    ("\"b\" <= \"a\"", "false"),
    ("true = false", "false"),
    ("n = null", "true"),
    ("n != null", "false"),
    ("1 = n", "false"),
    ("x != null", "true"),
    ("[1, 2] = [1, 2]", "true"),
    ("[1, 2] = [2, 1]", "false"),
    ("2 < 10", "true"),
    ("\"2\" < \"10\"", "false"),
    ("5 >= x", "true"),
    // 10.3.2.9 ranges and `in`
    ("x in [1..5]", "true"),
    ("x in [1..5)", "false"),
    ("x in (5..9]", "false"),
    ("x in (4..6)", "true"),
    ("\"b\" in [\"a\"..\"c\"]", "true"),
    ("x in [1, 5, 9]", "true"),
    ("x in (1, 2)", "false"),
    ("date(\"2018-12-08\") in [date(\"2018-12-01\")..date(\"2018-12-31\")]", "true"),
    // 10.3.2.12 logic
    ("true and false", "false"),
    ("true and true", "true"),
    ("false or true", "true"),
    ("false or false", "false"),
    ("false and n", "false"),
    ("true or n", "true"),
    ("not(true)", "false"),
    ("not(false)", "true"),
    ("1 = 1 and 2 = 2 or false", "true"),
    ("true or true and false", "true"),
    // 10.3.2.6 if
    ("if true then 1 else 2", "1"),
    ("if 1 > 2 then 1 else 2", "2"),
    ("if n then 1 else 2", "2"),
    ("if x > 3 then \"big\" else \"small\"", "big"),
    // 10.3.4 functions of lists and numbers
    ("count([1, 2, 3])", "3"),
    ("count([])", "0"),
    ("sum([1, 2, 3])", "6"),
    ("min([3, 1, 2])", "1"),
    ("max([3, 1, 2])", "3"),
    ("min([\"b\", \"a\"])", "a"),
    ("max([])", "null"),
    ("floor(1.5)", "1"),
    ("floor(-1.5)", "-2"),
    ("ceiling(1.5)", "2"),
    ("ceiling(-1.5)", "-1"),
    ("abs(-10)", "10"),
    ("abs(10)", "10"),
    ("contains(s, \"ob\")", "true"),
    ("contains(s, \"of\")", "false"),
    ("string(1.10)", "1.1"),
    ("string(true)", "true"),
    ("string(date(\"2012-12-25\"))", "2012-12-25"),
    ("string(n)", "null"),
    // 10.3.2.5 paths into lists
    ("l.a", "[1,2]"),
    ("sum(l.a)", "3"),
    // 10.3.2.3 dates and durations
    ("date(\"2017-12-31\") + duration(\"P1D\")", "2018-01-01"),
    ("date(\"2020-03-01\") - duration(\"P1D\")", "2020-02-29"),
    ("date(\"2012-12-25\") - date(\"2012-12-24\") = duration(\"P1D\")", "true"),
    ("date(\"2012-12-24\") < date(\"2012-12-25\")", "true"),
    ("duration(\"PT24H\") = duration(\"P1D\")", "true"),
    ("duration(\"P1D\") + duration(\"PT1H\") = duration(\"PT25H\")", "true"),
    ("duration(\"PT2H\") * 3 = duration(\"PT6H\")", "true"),
    ("duration(\"P1D\") / 2 = duration(\"PT12H\")", "true"),
    ("duration(\"P1D\") / duration(\"PT6H\")", "4"),
    ("duration(\"PT1H\") < duration(\"PT61M\")", "true"),
    ("-duration(\"PT1H\") + duration(\"PT1H\") = duration(\"PT0S\")", "true"),
];

/// Expression, the standard's result, ours.
const MEANT: &[(&str, &str, &str)] = &[
    // A condition is true or not true: no third value, so that nobody has to think of one.
    ("n > 3", "null", "false"),
    ("n and true", "null", "false"),
    ("n or false", "null", "false"),
    ("not(n)", "null", "true"),
    ("x in [n..9]", "null", "false"),
    // Six exact decimals instead of 34 digits.
    ("1 / 3", "0.3333333333333333333333333333333333", "0.333333"),
    // Nothing is none, for totals of empty lists.
    ("sum([])", "null", "0"),
    // What was not filled in does not spoil the rest.
    ("max([1, n, 3])", "null", "3"),
];

#[test]
fn what_the_standard_gives_is_given() {
    assert!(SAME.len() >= 60);
    let wrong: Vec<String> = SAME
        .iter()
        .filter(|(text, expected)| value(text) != *expected)
        .map(|(text, expected)| format!("{text}: {expected}, not {}", value(text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_differences_are_those_that_are_meant() {
    for (text, standard, ours) in MEANT {
        assert_eq!(value(text), *ours, "{text}");
        assert_ne!(standard, ours, "{text} is no difference");
    }
}

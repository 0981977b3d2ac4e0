//! Why a flow did not move, for people: each refusal of the engine with its status, and what is wrong in a form.

use super::problem::{Code, Problem, Words};
use office::processes::views::FieldProblem;
use process::engine::Refusal;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::NoSuchStart => Code::NoSuchStart,
            Refusal::OtherVersion => Code::Moved,
            Refusal::Ended => Code::InstanceEnded,
            Refusal::NotOpen => Code::TaskClosed,
            Refusal::NotYours => Code::NotYours,
            Refusal::Claimed { holder } => {
                let words = Words { zh: format!("{holder} 已认领"), en: format!("{holder} has claimed it") };
                return Self::in_words(Code::TaskClaimed, words);
            }
            Refusal::Excluded => Code::Excluded,
            Refusal::NoSuchOutcome { outcome } => {
                return Self::with_detail(Code::NoSuchOutcome, format!("`{outcome}`"));
            }
            Refusal::Missing { field } => return of_form(pointer(&field), "required", "此项必填", "This is needed"),
            Refusal::Field { field } => {
                return of_form(pointer(&field), "type", "此项不能这样填写", "This is not possible here");
            }
            Refusal::Check { text } => {
                let words = both(&text);
                return of_form(String::new(), "check", &words.zh, &words.en);
            }
            Refusal::SignersOpen => Code::OpinionOpen,
            Refusal::CannotReturn { to } => return Self::with_detail(Code::CannotReturn, format!("`{to}`")),
            Refusal::CannotTakeBack => Code::CannotTakeBack,
            Refusal::Nobody { wanted } => return Self::with_detail(Code::Nobody, format!("`{wanted}`")),
            Refusal::NobodyWaits => Code::NobodyWaits,
            Refusal::TooLate => Code::TooLate,
            Refusal::TooEarly => Code::TooEarly,
            Refusal::TooMuch { limit } => {
                let words = Words { zh: format!("最多 {limit}"), en: format!("{limit} at most") };
                return Self::in_words(Code::TooMuch, words);
            }
        };
        Self::new(code)
    }
}

/// A field of a record is named as `a.b`.
fn pointer(field: &str) -> String {
    format!("/{}", field.replace('.', "/"))
}

fn of_form(path: String, code: &str, zh: &str, en: &str) -> Problem {
    let field = FieldProblem { path, code: code.into(), zh: zh.into(), en: en.into() };
    Problem { fields: vec![field], ..Problem::new(Code::BadForm) }
}

/// Flows write their checks as `中文 / English`; what has one language only stands for both.
fn both(text: &str) -> Words {
    let (zh, en) = text.split_once(" / ").unwrap_or((text, text));
    Words { zh: zh.trim().into(), en: en.trim().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::Language;

    #[test]
    fn a_check_speaks_the_readers_language() {
        for (text, zh, en) in [
            (
                "结束日期不能早于开始日期 / The last day is before the first",
                "结束日期不能早于开始日期",
                "The last day is before the first",
            ),
            ("金额超限", "金额超限", "金额超限"),
        ] {
            let problem = Problem::from(Refusal::Check { text: text.into() });
            assert_eq!((problem.code, problem.fields[0].path.as_str()), (Code::BadForm, ""));
            assert_eq!((problem.fields[0].zh.as_str(), problem.fields[0].en.as_str()), (zh, en));
        }
    }

    #[test]
    fn a_field_of_a_record_has_its_own_pointer() {
        let problem = Problem::from(Refusal::Missing { field: "order.number".into() });
        assert_eq!(problem.fields[0].path, "/order/number");
    }

    #[test]
    fn who_claimed_it_is_said_in_both_languages() {
        let problem = Problem::from(Refusal::Claimed { holder: "陈立".into() });
        let detail = |language| problem.body(language, None).detail.expect("words");
        assert_eq!(detail(Language::Chinese), "陈立 已认领");
        assert_eq!(detail(Language::English), "陈立 has claimed it");
    }
}

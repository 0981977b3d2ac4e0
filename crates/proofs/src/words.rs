//! A counterexample told as a sentence, with people in it.

use crate::book::Obligation;
use cedar_policy::{Entities, Entity, EntityUid, EvalResult};
use cedar_policy_symcc::Env;
use std::collections::BTreeMap;

/// Names for the people that the solver made up, in the order in which they come up.
const PEOPLE: [(&str, &str); 8] = [
    ("王芳", "Wang Fang"),
    ("李强", "Li Qiang"),
    ("赵敏", "Zhao Min"),
    ("陈静", "Chen Jing"),
    ("刘洋", "Liu Yang"),
    ("周杰", "Zhou Jie"),
    ("吴霞", "Wu Xia"),
    ("孙磊", "Sun Lei"),
];

/// Who did what to which thing, and which sentence forbids it, in both languages.
pub fn sentence(example: &Env, obligation: &Obligation) -> String {
    let Tale { zh, en } = tale(example);
    format!("{}: {zh}——但{}。\n{}: {en} — but {}.", obligation.id, obligation.zh, obligation.id, obligation.en)
}

/// The same without an obligation, as when a policy cannot be evaluated.
pub fn situation(example: &Env) -> String {
    tale(example).en
}

struct Tale {
    zh: String,
    en: String,
}

fn tale(example: &Env) -> Tale {
    let request = &example.request;
    let mut cast = Cast::default();
    let who = request.principal().cloned();
    let (mut zh, mut en) = (String::new(), String::new());
    if let Some(who) = &who {
        let (name_zh, name_en) = cast.name(who);
        let (about_zh, about_en) = about_person(example.entities.get(who), &example.entities, who);
        zh.push_str(&format!("{name_zh}（{about_zh}）"));
        en.push_str(&format!("{name_en} ({about_en})"));
    }
    let action = request.action().map_or("?", |action| action.id().unescaped());
    zh.push_str(&format!("可以办理 `{action}`"));
    en.push_str(&format!(" would be allowed `{action}`"));
    if let Some(what) = request.resource() {
        let kind = what.type_name().basename().to_owned();
        let facts = attributes(example.entities.get(what), &mut cast);
        zh.push_str(&format!("，对象 {kind}{}", in_brackets(&facts.0)));
        en.push_str(&format!(" on a {kind}{}", in_brackets(&facts.1)));
    }
    let circumstances = circumstances(example, &mut cast);
    zh.push_str(&format!("，情形：{}", circumstances.0.join("、")));
    en.push_str(&format!(", with {}", circumstances.1.join(", ")));
    Tale { zh, en }
}

fn in_brackets(facts: &[String]) -> String {
    if facts.is_empty() { String::new() } else { format!(" [{}]", facts.join(", ")) }
}

#[derive(Default)]
struct Cast {
    people: BTreeMap<EntityUid, usize>,
}

impl Cast {
    fn name(&mut self, of: &EntityUid) -> (String, String) {
        if of.type_name().basename() != "User" {
            let text = format!("{} `{}`", of.type_name().basename(), of.id().unescaped());
            return (text.clone(), text);
        }
        let next = self.people.len();
        let place = *self.people.entry(of.clone()).or_insert(next);
        match PEOPLE.get(place) {
            Some((zh, en)) => ((*zh).to_owned(), (*en).to_owned()),
            None => (format!("某人 {place}"), format!("somebody {place}")),
        }
    }

    fn value(&mut self, value: &EvalResult) -> (String, String) {
        match value {
            EvalResult::EntityUid(of) => self.name(of),
            EvalResult::Bool(true) => ("是".to_owned(), "yes".to_owned()),
            EvalResult::Bool(false) => ("否".to_owned(), "no".to_owned()),
            EvalResult::Set(set) => {
                let parts: Vec<_> = set.iter().map(|part| self.value(part)).collect();
                let join = |texts: Vec<String>| format!("{{{}}}", texts.join(", "));
                let (zh, en) = parts.into_iter().unzip();
                (join(zh), join(en))
            }
            EvalResult::Record(record) => {
                let parts = record.iter().map(|(key, value)| {
                    let (zh, en) = self.value(value);
                    (format!("{key} {zh}"), format!("{key} {en}"))
                });
                let (zh, en): (Vec<_>, Vec<_>) = parts.unzip();
                (format!("({})", zh.join(", ")), format!("({})", en.join(", ")))
            }
            EvalResult::Long(number) => (number.to_string(), number.to_string()),
            EvalResult::String(text) | EvalResult::ExtensionValue(text) => (format!("`{text}`"), format!("`{text}`")),
        }
    }
}

fn about_person(person: Option<&Entity>, entities: &Entities, uid: &EntityUid) -> (String, String) {
    let above = entities.ancestors(uid).into_iter().flatten();
    let mut groups: Vec<String> = above.map(|group| group.id().unescaped().to_owned()).collect();
    groups.sort();
    let mut zh = vec![if groups.is_empty() { "无岗位".to_owned() } else { groups.join("、") }];
    let mut en = vec![if groups.is_empty() { "no post".to_owned() } else { groups.join(", ") }];
    let holds = |name: &str| person.and_then(|person| person.attr(name)).and_then(Result::ok);
    if holds("active") == Some(EvalResult::Bool(false)) {
        zh.push("账号已停用".to_owned());
        en.push("disabled".to_owned());
    }
    if holds("must_change_password") == Some(EvalResult::Bool(true)) {
        zh.push("必须改密码".to_owned());
        en.push("must change the password".to_owned());
    }
    if let Some(EvalResult::Set(exams)) = holds("quals") {
        let has_exam = exams.iter().any(|exam| *exam == EvalResult::String("authz-exam".to_owned()));
        zh.push(if has_exam { "已通过授权考试" } else { "未通过授权考试" }.to_owned());
        en.push(if has_exam { "examined" } else { "not examined" }.to_owned());
    }
    (zh.join("，"), en.join(", "))
}

fn attributes(of: Option<&Entity>, cast: &mut Cast) -> (Vec<String>, Vec<String>) {
    let Some(entity) = of else { return (Vec::new(), Vec::new()) };
    let mut known: Vec<_> = entity.attrs().filter_map(|(name, value)| Some((name.to_owned(), value.ok()?))).collect();
    known.sort_by(|a, b| a.0.cmp(&b.0));
    let told = known.iter().map(|(name, value)| {
        let (zh, en) = cast.value(value);
        (format!("{name} {zh}"), format!("{name} {en}"))
    });
    told.unzip()
}

/// What of the context speaks; the times only with a grant.
fn circumstances(example: &Env, cast: &mut Cast) -> (Vec<String>, Vec<String>) {
    let Some(context) = example.request.context() else { return (Vec::new(), Vec::new()) };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for name in ["suspended", "proof_age_ms", "purpose", "case", "consent", "capability", "now_ms", "grant"] {
        match context.get(name) {
            Some(value) => {
                let (value_zh, value_en) = cast.value(&value);
                zh.push(format!("{name} {value_zh}"));
                en.push(format!("{name} {value_en}"));
            }
            None if name == "grant" => {
                zh.push("没有授权".to_owned());
                en.push("no grant".to_owned());
            }
            None => {}
        }
    }
    (zh, en)
}

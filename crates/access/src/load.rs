//! From policy files to checked slices. Every refusal names its file and line.

use crate::explain::{self, Parts};
use crate::limits::{POLICIES_MAX, POLICY_FILE_BYTES_MAX};
use crate::request::ResourceKind;
use crate::rules::Rules;
use crate::{Access, Reason, actions};
use cedar_policy::{
    ActionConstraint, Authorizer, Effect, EntityUid, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};
use miette::Diagnostic;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

const SCHEMA_FILE: &str = "schema.cedarschema";
const ANNOTATIONS: [&str; 6] = ["id", "clause", "why_zh", "why_en", "remedy_zh", "remedy_en"];
/// Kinds of which a policy may not name a single one: rules are about kinds, and [`crate::Scope`] relies on it.
const NEVER_NAMED: [&str; 7] =
    ["Qiao::User", "Qiao::Team", "Qiao::Call", "Qiao::Person", "Qiao::Flow", "Qiao::Instance", "Qiao::Task"];

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemIn {
    Schema,
    /// The file's name as it was given to [`Access::new`].
    Policies(String),
}

/// What is wrong with schema or policies, and how to mend it. Prints as `file:line: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyProblem {
    pub place: ProblemIn,
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl PolicyProblem {
    pub fn file(&self) -> &str {
        match &self.place {
            ProblemIn::Schema => SCHEMA_FILE,
            ProblemIn::Policies(file) => file,
        }
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file(), self.line, self.message)
    }
}

/// One policy as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyInfo {
    #[serde(flatten)]
    pub words: Reason,
    pub file: String,
    pub line: usize,
    pub is_forbid: bool,
    /// Empty: it speaks about every action.
    pub actions: Vec<String>,
    /// Roles that its text names.
    pub roles: Vec<String>,
    pub text: String,
}

/// What one action needs to be decided and explained.
#[derive(Debug)]
pub(crate) struct Slice {
    pub action: EntityUid,
    /// Kinds of resource that the schema lets this action be asked of.
    pub kinds: Vec<ResourceKind>,
    pub policies: PolicySet,
    /// Ids of the policies that a grant speaks for, and of those that ask for a fresh proof of who asks.
    pub reads_grant: BTreeSet<String>,
    pub reads_proof: BTreeSet<String>,
    /// Some policy asks what it is for, or for the customer's consent.
    pub reads_purpose: bool,
    pub permits: Vec<Parts>,
    /// Each condition of each permit as a policy of its own.
    pub conditions: PolicySet,
}

pub(crate) fn load<F: AsRef<str>, T: AsRef<str>>(
    schema: &str,
    policies: &[(F, T)],
) -> Result<Access, Vec<PolicyProblem>> {
    let mut problems = Vec::new();
    let schema_text = schema;
    let schema = match Schema::from_cedarschema_str(schema) {
        Ok((schema, _warnings)) => schema,
        Err(error) => return Err(vec![schema_problem(offset_line(&error, schema_text), chain(&error))]),
    };
    let mut all = Vec::new();
    for (file, text) in policies {
        parse(file.as_ref(), text.as_ref(), &mut all, &mut problems);
    }
    let whole = gather(&all, &mut problems);
    if problems.is_empty() {
        check_actions(&schema, schema_text, &mut problems);
        validate(&schema, &whole, &all, policies, &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut slices = BTreeMap::new();
    for &name in actions::ALL {
        let slice = slice(name, &schema, &all);
        if slice.permits.is_empty() {
            let message = format!("no policy permits `{name}`; add a permit, or remove the action");
            problems.push(schema_problem(line_of(schema_text, name), message));
        }
        slices.insert(name, slice);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let words = all.iter().map(|policy| (policy.info.words.policy.clone(), policy.info.words.clone())).collect();
    let infos = all.into_iter().map(|policy| policy.info).collect();
    Ok(Access { rules: Arc::new(Rules { slices, words, authorizer: Authorizer::new() }), infos })
}

struct Loaded {
    policy: Policy,
    info: PolicyInfo,
}

fn parse(file: &str, text: &str, into: &mut Vec<Loaded>, problems: &mut Vec<PolicyProblem>) {
    let problem = |line, message| PolicyProblem { place: ProblemIn::Policies(file.to_owned()), line, message };
    if text.len() > POLICY_FILE_BYTES_MAX {
        let message = format!("the file is larger than {POLICY_FILE_BYTES_MAX} bytes; split it");
        problems.push(problem(1, message));
        return;
    }
    let set: PolicySet = match text.parse() {
        Ok(set) => set,
        Err(errors) => {
            let of = |error| problem(offset_line(error, text), chain(error));
            problems.extend(errors.iter().map(|error| of(error as &dyn Diagnostic)));
            return;
        }
    };
    if let Some(template) = set.templates().next() {
        let line = line_of(text, template.annotation("id").unwrap_or("?principal"));
        problems
            .push(problem(line, "a template has slots; write a policy without `?principal` and `?resource`".into()));
    }
    let mut found: Vec<(usize, &Policy)> =
        set.policies().map(|policy| (policy.as_ref().loc().map_or(0, |place| place.start()), policy)).collect();
    found.sort_by_key(|&(start, _)| start);
    for (start, policy) in found {
        let line = line_at(text, start);
        match loaded(file, line, policy) {
            Ok(loaded) => into.push(loaded),
            Err(messages) => problems.extend(messages.into_iter().map(|message| problem(line, message))),
        }
    }
}

fn loaded(file: &str, line: usize, policy: &Policy) -> Result<Loaded, Vec<String>> {
    let mut messages = Vec::new();
    let mut note = |key: &str| match policy.annotation(key).map(str::trim) {
        Some(text) if !text.is_empty() => text.to_owned(),
        Some(_) | None => {
            messages.push(format!("the policy lacks `@{key}(\"…\")`; each has {}", ANNOTATIONS.map(at).join(", ")));
            String::new()
        }
    };
    let words = Reason {
        policy: note("id"),
        clause: note("clause"),
        why_zh: note("why_zh"),
        why_en: note("why_en"),
        remedy_zh: note("remedy_zh"),
        remedy_en: note("remedy_en"),
        ..Reason::default()
    };
    if !words.policy.starts_with(&format!("{}.", words.clause)) {
        messages.push(format!(
            "the id `{}` does not begin with its clause; write for example `@id(\"{}.a\")`",
            words.policy, words.clause
        ));
    }
    let mut roles = Vec::new();
    for literal in policy.entity_literals() {
        let kind = literal.type_name().to_string();
        if NEVER_NAMED.contains(&kind.as_str()) {
            messages.push(format!("the policy names `{literal}`; name a role, or compare with the principal, instead"));
        } else if kind == "Qiao::Role" {
            roles.push(literal.id().unescaped().to_owned());
        }
    }
    if !messages.is_empty() {
        return Err(messages);
    }
    roles.sort();
    roles.dedup();
    let policy = policy.new_id(PolicyId::new(&words.policy));
    let info = PolicyInfo {
        file: file.to_owned(),
        line,
        is_forbid: policy.effect() == Effect::Forbid,
        actions: actions_of(&policy),
        roles,
        text: text_of(&policy),
        words,
    };
    Ok(Loaded { policy, info })
}

fn at(key: &str) -> String {
    format!("@{key}")
}

fn actions_of(policy: &Policy) -> Vec<String> {
    let name = |action: EntityUid| action.id().unescaped().to_owned();
    match policy.action_constraint() {
        ActionConstraint::Any => Vec::new(),
        ActionConstraint::Eq(action) => vec![name(action)],
        ActionConstraint::In(actions) => actions.into_iter().map(name).collect(),
    }
}

/// All policies as one set, for validation.
fn gather(all: &[Loaded], problems: &mut Vec<PolicyProblem>) -> PolicySet {
    let mut set = PolicySet::new();
    for loaded in all {
        let problem = |message| PolicyProblem {
            place: ProblemIn::Policies(loaded.info.file.clone()),
            line: loaded.info.line,
            message,
        };
        if set.add(loaded.policy.clone()).is_err() {
            let id = &loaded.info.words.policy;
            problems.push(problem(format!("a second policy has the id `{id}`; give it the next letter")));
        } else if set.num_of_policies() == POLICIES_MAX + 1 {
            problems.push(problem(format!("more than {POLICIES_MAX} policies; merge some, each check reads them")));
        }
    }
    set
}

/// The schema has exactly the actions of the product.
fn check_actions(schema: &Schema, text: &str, problems: &mut Vec<PolicyProblem>) {
    let known: Vec<&str> = schema.actions().map(|action| action.id().unescaped()).collect();
    for name in actions::ALL.iter().filter(|name| !known.contains(*name)) {
        problems.push(schema_problem(1, format!("the action `{name}` is missing; declare it with its `appliesTo`")));
    }
    for name in known.iter().filter(|name| !actions::ALL.contains(*name)) {
        let message = format!("the product has no action `{name}`; remove it or correct its name");
        problems.push(schema_problem(line_of(text, name), message));
    }
}

fn validate<F: AsRef<str>, T: AsRef<str>>(
    schema: &Schema,
    whole: &PolicySet,
    all: &[Loaded],
    texts: &[(F, T)],
    problems: &mut Vec<PolicyProblem>,
) {
    let result = Validator::new(schema.clone()).validate(whole, ValidationMode::Strict);
    let errors = result.validation_errors().map(|error| (error.policy_id(), error as &dyn Diagnostic));
    let warnings = result.validation_warnings().map(|warning| (warning.policy_id(), warning as &dyn Diagnostic));
    for (id, error) in errors.chain(warnings) {
        // Chinese beside Latin is what our words look like, so Cedar's warnings about mixed scripts are not for us.
        if error.to_string().contains("mixed scripts") || error.to_string().contains("confusable") {
            continue;
        }
        let id = id.to_string();
        let Some(info) = all.iter().map(|loaded| &loaded.info).find(|info| info.words.policy == id) else { continue };
        let text = texts.iter().find(|(file, _)| file.as_ref() == info.file).map_or("", |(_, text)| text.as_ref());
        let line = first_offset(error).map_or(info.line, |offset| line_at(text, offset));
        let place = ProblemIn::Policies(info.file.clone());
        problems.push(PolicyProblem { place, line, message: chain(error) });
    }
}

fn slice(name: &'static str, schema: &Schema, all: &[Loaded]) -> Slice {
    let action: EntityUid = format!("Qiao::Action::\"{name}\"").parse().expect("an action's name has no quotes");
    let kinds = match schema.resources_for_action(&action) {
        Some(types) => {
            let types: Vec<String> = types.map(ToString::to_string).collect();
            ResourceKind::ALL.into_iter().filter(|kind| types.iter().any(|of| of == kind.type_name())).collect()
        }
        None => Vec::new(),
    };
    let mut slice = Slice {
        action,
        kinds,
        policies: PolicySet::new(),
        reads_grant: BTreeSet::new(),
        reads_proof: BTreeSet::new(),
        reads_purpose: false,
        permits: Vec::new(),
        conditions: PolicySet::new(),
    };
    for loaded in all {
        let actions = &loaded.info.actions;
        if !actions.is_empty() && !actions.iter().any(|action| action == name) {
            continue;
        }
        slice.policies.add(loaded.policy.clone()).expect("ids were checked to differ");
        let id = &loaded.info.words.policy;
        slice.reads_grant.extend(explain::reads(&loaded.policy, "grant").then(|| id.clone()));
        slice.reads_purpose |= explain::reads_purpose(&loaded.policy);
        slice.reads_proof.extend(explain::reads(&loaded.policy, "proof_age_ms").then(|| id.clone()));
        if !loaded.info.is_forbid {
            slice.permits.extend(explain::take_apart(&loaded.policy, &mut slice.conditions));
        }
    }
    slice
}

/// A policy as Cedar text without its annotations.
pub(crate) fn text_of(policy: &Policy) -> String {
    let text = policy.to_cedar().unwrap_or_else(|| policy.to_string());
    let from = ["permit", "forbid"].iter().filter_map(|effect| text.rfind(&format!("{effect}("))).min().unwrap_or(0);
    text[from..].to_owned()
}

fn schema_problem(line: usize, message: String) -> PolicyProblem {
    PolicyProblem { place: ProblemIn::Schema, line, message }
}

/// Cedar's words and its hint.
fn chain(error: &dyn Diagnostic) -> String {
    let mut words = error.to_string();
    let label = error.labels().and_then(|mut labels| labels.find_map(|label| label.label().map(str::to_owned)));
    for more in [label, error.help().map(|help| help.to_string())].into_iter().flatten() {
        words.push_str("; ");
        words.push_str(&more);
    }
    words
}

fn first_offset(error: &dyn Diagnostic) -> Option<usize> {
    error.labels()?.map(|label| label.offset()).min()
}

fn offset_line(error: &dyn Diagnostic, text: &str) -> usize {
    first_offset(error).map_or(1, |offset| line_at(text, offset))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}

fn line_of(text: &str, what: &str) -> usize {
    text.find(what).map_or(1, |offset| line_at(text, offset))
}

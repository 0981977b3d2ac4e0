//! A refusal as the person who was refused reads it: which clause, why, what is lacking, and what they may ask for.

use super::stage::Stage;
use crate::why::RequestOffer;
use crate::{FieldProblem, OfficeError};
use access::{Denied, Reason};

pub(super) fn refused(stage: &Stage, error: &OfficeError) -> Vec<String> {
    match error {
        OfficeError::Denied(denied) => denied_lines(denied),
        OfficeError::DeniedWithOffer { denied, offer } => {
            let mut lines = denied_lines(denied);
            let fields: Vec<String> = offer.fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
            lines.push(format!("offers {} {}", offer.flow, fields.join(" ")));
            lines
        }
        OfficeError::BadForm(problems) => problems.iter().map(problem).collect(),
        OfficeError::NotFound => vec!["no: for them there is no such thing".into()],
        OfficeError::StepUpNeeded => vec!["no: a fresh proof of who asks is needed".into()],
        OfficeError::PasswordNeeded => vec!["no: it is signed, with the password only".into()],
        OfficeError::TooManyAttempts { retry_after } => {
            vec![format!("no: too many attempts, again in {} s", retry_after.0 / 1_000)]
        }
        OfficeError::AlreadyDone { by, outcome, .. } => {
            let by = by.as_deref().unwrap_or("nobody");
            vec![format!("no: done already by {by}: {}", outcome.as_deref().unwrap_or("no longer needed"))]
        }
        other => vec![stage.in_words(&format!("no: {other}"))],
    }
}

/// Each policy that says no, or the nearest that would have said yes; then the request that would open it.
pub(super) fn denied_lines(denied: &Denied) -> Vec<String> {
    let mut lines: Vec<String> = denied.why().reasons.iter().map(reason).collect();
    if lines.is_empty() {
        lines.push(format!("no: no policy speaks for {}", denied.action));
    }
    if let Some(offer) = RequestOffer::for_refusal(denied) {
        lines.push(offered(&offer));
    }
    lines
}

pub(super) fn offered(offer: &RequestOffer) -> String {
    let field = |key: &str| offer.fields.get(key).map_or("", String::as_str);
    let scope = [field("scope_kind"), field("scope_id")].join(" ");
    format!("offers {} for {} on {}", offer.flow, field("capability"), scope.trim_end())
}

fn reason(reason: &Reason) -> String {
    let lacks: Vec<&str> = reason.lacks.iter().map(|lack| lack.words().1).collect();
    let lacks = if lacks.is_empty() { String::new() } else { format!("（{}）", lacks.join("，")) };
    format!("no: {} {}{lacks}", reason.policy, reason.why_zh)
}

fn problem(problem: &FieldProblem) -> String {
    format!("no: {} {} {}", problem.path.trim_start_matches('/'), problem.code, problem.zh).replace("  ", " ")
}

//! Rights that a flow has decided: put into force exactly as approved, revoked, counted (AUTH-27, AUTH-34, AUTH-38).
//!
//! Who reviewed is read from who really did the steps, never from a form. The policies are asked once with those who
//! did them and once with those who answer for them: a deputy is neither a way round nor a second person.

use super::{After, ServiceCall, ServiceOutcome, id_of, text_of};
use crate::Office;
use crate::limits::{RIGHTS_LISTED_MAX, UNUSED_RIGHT_AFTER};
use crate::processes::limits::STORY_FACTS_MAX;
use crate::rights::{requests, scope_of};
use access::actions::{ApplyGrant, RevokeGrant};
use access::{Circumstances, Resource};
use model::{Approval, AuthorityFact, FactBody, GrantId, Millis, PersonId};
use process::dates;
use process::definition::{AGREE, StepKind};
use process::engine::Done;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use store::grants::GrantRecord;
use store::processes::InstanceFilter;

const FIRST: &str = "first_review";
const LAST: &str = "final_review";
const JOINT: &str = "joint_";
const IN_FORCE: &str = "put_in_force";
const REVOKE: &str = "revoke_now";
const DAY: Millis = Millis::from_secs(24 * 3_600);

/// The reviews of a request, by who did them.
struct Reviews {
    first: Option<PersonId>,
    last: Option<PersonId>,
    joint: Vec<PersonId>,
    applied: Option<PersonId>,
}

/// AUTH-34, AUTH-36, AUTH-37: exactly what was approved.
pub(super) async fn grant(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let holder =
        call.applicant.and_then(|id| office.directory().person(id)).ok_or("没有申请人 / nobody asked for it")?;
    let capability = text_of(call, "capability")?.to_owned();
    let scope = scope_of(text_of(call, "scope_kind")?, text_in(call, "scope_id"));
    let scope = scope.ok_or("范围不明 / the scope is not clear")?;
    let asked = asked_joint(office, call, &capability)?;
    for reviews in [reviews(call, |done| done.by.as_ref()), reviews(call, |done| done.actor.as_ref())] {
        let applied = reviews.applied.ok_or("没有权限管理员执行 / no permission administrator put it into force")?;
        let principal = office.directory().principal(applied).ok_or("执行人不在册 / who did it is not here")?;
        let resource = Resource::AccessRequest {
            id: call.instance.to_string(),
            applicant: holder.id,
            first: reviews.first,
            last: reviews.last,
            needs_joint: !asked.is_empty(),
            joint: reviews.joint,
        };
        let checked = office.rulebook().access.check::<ApplyGrant>(&principal, &resource, signed(call, IN_FORCE));
        checked.map_err(|denied| denied.in_a_line())?;
    }
    if let Some(why) = requests::conflict(office, &holder, &capability) {
        return Err(why);
    }
    let replaces =
        text_in(call, "replaces").map(str::parse::<GrantId>).transpose().map_err(|_| "原授权不明 / no such right")?;
    if let Some(old) = replaces {
        replaceable(office, call, old, &capability).await?;
    }
    let (from, until) = period(office, call, &capability)?;
    let grant = GrantId(id_of(call, "grant"));
    let body = AuthorityFact::GrantGiven {
        grant,
        person: holder.id,
        capability,
        scope,
        from_ms: from,
        until_ms: until,
        instance: Some(call.instance),
        why: text_of(call, "reason")?.to_owned(),
        cautions: text_in(call, "cautions").unwrap_or_default().to_owned(),
        approvals: approvals(office, call).await?,
        is_joint: !asked.is_empty(),
        is_break_glass: false,
        replaces,
    };
    let offset = office.rulebook().centre.utc_offset_minutes;
    let mut outcome = ServiceOutcome { facts: vec![FactBody::Authority(body)], ..ServiceOutcome::default() };
    for field in ["grant", "new_grant"] {
        outcome.result.insert(field.into(), json!(grant));
    }
    outcome.result.insert("granted_from".into(), json!(dates::datetime_text(from, offset)));
    outcome.result.insert("granted_until".into(), json!(dates::datetime_text(until, offset)));
    outcome.after.push(After::ReloadDirectory);
    Ok(outcome)
}

/// AUTH-38: at once, in the register, by who signed for it.
pub(super) async fn revoke(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let grant: GrantId = text_of(call, "grant")?.parse().map_err(|_| "没有这项授权 / there is no such right")?;
    let record = found(office, grant).await?;
    let holder = office.directory().person(record.person).ok_or("持有人不在册 / its holder is not here")?;
    let by = person(call.steps.get(REVOKE).and_then(|done| done.by.as_ref()));
    let by = by.ok_or("没有权限管理员执行 / no permission administrator did it")?;
    let principal = office.directory().principal(by).ok_or("执行人不在册 / who did it is not here")?;
    let resource = crate::people::resource_of(&holder);
    let checked = office.rulebook().access.check::<RevokeGrant>(&principal, &resource, signed(call, REVOKE));
    checked.map_err(|denied| denied.in_a_line())?;
    if !record.is_open(call.now) {
        return Ok(ServiceOutcome::default());
    }
    let reason = text_of(call, "reason")?.to_owned();
    let (person, instance) = (record.person, Some(call.instance));
    let body = AuthorityFact::GrantRevoked { grant, person, reason, by: Some(by), instance };
    let (facts, after) = (vec![FactBody::Authority(body)], vec![After::ReloadDirectory]);
    Ok(ServiceOutcome { facts, after, ..ServiceOutcome::default() })
}

/// AUTH-27: how much is held, unused, about to end and refused, with the rights that nobody used.
pub(super) async fn count(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let mut open = store::grants::open(&office.store).await.map_err(|error| error.to_string())?;
    open.retain(|grant| grant.is_open(call.now));
    let is_unused = |grant: &&GrantRecord| {
        let since = grant.last_used.unwrap_or(grant.from);
        call.now >= grant.from && call.now - since >= UNUSED_RIGHT_AFTER
    };
    let unused: Vec<&GrantRecord> = open.iter().filter(is_unused).collect();
    let expiring = open.iter().filter(|grant| grant.ends() - call.now <= Millis(14 * DAY.0)).count();
    let refused = refused_requests(office, call).await?;
    let mut text = format!(
        "有效授权 {} 项，30 天未使用 {} 项，14 天内到期 {expiring} 项，90 天内未批准的申请 {refused} 件\n\
         {} rights are held, {} unused for 30 days, {expiring} end within 14 days; {refused} requests were refused in 90 days",
        open.len(),
        unused.len(),
        open.len(),
        unused.len()
    );
    let mut by_capability: BTreeMap<&str, usize> = BTreeMap::new();
    open.iter().for_each(|grant| *by_capability.entry(&grant.capability).or_default() += 1);
    for (capability, count) in by_capability {
        let (zh, en) = office.capability_name(capability);
        // Writing to a text does not fail.
        let _ = write!(text, "\n{zh} / {en}: {count}");
    }
    for grant in unused.iter().take(RIGHTS_LISTED_MAX) {
        let name = office.directory().person(grant.person).map_or_else(String::new, |person| person.name.0.clone());
        let (zh, en) = office.capability_name(&grant.capability);
        let _ = write!(text, "\n未使用 / unused: {name} {zh} / {en}");
    }
    let mut outcome = ServiceOutcome::default();
    for (field, count) in [
        ("held_count", open.len()),
        ("unused_count", unused.len()),
        ("expiring_count", expiring),
        ("refused_count", refused),
    ] {
        outcome.result.insert(field.into(), json!(count));
    }
    outcome.result.insert("rights_figures".into(), Json::String(text));
    Ok(outcome)
}

/// Requests of the last quarter that were not granted: where people lack what they think they need.
async fn refused_requests(office: &Office, call: &ServiceCall) -> Result<usize, String> {
    let filter =
        InstanceFilter { flow: Some("access-request".into()), is_open: Some(false), ..InstanceFilter::default() };
    let found = store::processes::instances(&office.store, &filter, None, crate::limits::PAGE_MAX).await;
    let found = found.map_err(|error| error.to_string())?;
    let is_refused = |end: Option<&str>| end == Some("refused");
    let is_recent = |at: Option<Millis>| at.is_some_and(|at| call.now - at <= Millis(90 * DAY.0));
    Ok(found.iter().filter(|row| is_refused(row.end.as_deref()) && is_recent(row.ended_ms)).count())
}

/// Posts that had to agree: the rules name them, or the final reviewer did. Each must have agreed.
fn asked_joint(office: &Office, call: &ServiceCall, capability: &str) -> Result<Vec<String>, String> {
    let book = office.rulebook();
    let rule = book.capability(capability).and_then(|known| known.grant.as_ref());
    let rule = rule.ok_or("规则不再允许申请这项权限 / the rules no longer let anybody hold this right for a time")?;
    let mut asked = rule.joint.clone();
    for field in ["joint", "ask_joint"] {
        let more = call.data.get(field).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        asked.extend(more.map(str::to_owned));
    }
    asked.sort();
    asked.dedup();
    for role in &asked {
        let agreed = call.steps.get(&format!("{JOINT}{role}")).and_then(|done| done.outcome.as_deref());
        if agreed != Some(AGREE) {
            return Err(format!("{role} 未完成联合评审 / `{role}` has not agreed"));
        }
    }
    Ok(asked)
}

/// `who`: who did a step, or who answers for it. Only agreements count.
fn reviews(call: &ServiceCall, who: impl Fn(&Done) -> Option<&String>) -> Reviews {
    let of = |step: &str, outcome: &str| {
        let done = call.steps.get(step).filter(|done| done.outcome.as_deref() == Some(outcome))?;
        person(who(done))
    };
    let joint = call.steps.keys().filter(|step| step.starts_with(JOINT)).filter_map(|step| of(step, AGREE));
    Reviews { first: of(FIRST, AGREE), last: of(LAST, AGREE), joint: joint.collect(), applied: of(IN_FORCE, "granted") }
}

/// A signed step counts as a fresh proof for what it leads to.
pub(super) fn signed(call: &ServiceCall, step: &str) -> Circumstances {
    let is_signed = match call.definition.step(step).map(|step| &step.kind) {
        Some(StepKind::Do(work)) => work.is_signed,
        _ => false,
    };
    Circumstances { stepped_up: is_signed.then_some(call.now), ..Circumstances::at(call.now) }
}

/// Not before now, not longer than the rules and the final review allow.
fn period(office: &Office, call: &ServiceCall, capability: &str) -> Result<(Millis, Millis), String> {
    let offset = office.rulebook().centre.utc_offset_minutes;
    let time = |field: &str| text_in(call, field).and_then(|text| dates::parse_datetime(text, offset));
    let from = time("from").unwrap_or(call.now).max(call.now);
    let asked = time("until").ok_or("没有截止时间 / there is no end")?;
    let until = time("approved_until").map_or(asked, |approved| approved.min(asked));
    if until <= from {
        return Err("批准的期限已过 / the approved period is over".into());
    }
    let book = office.rulebook();
    let days = book.capability(capability).and_then(|known| known.grant.as_ref()).map_or(0, |rule| rule.days_max);
    if until - from > Millis(DAY.0 * i64::from(days)) {
        return Err(format!("超过最长 {days} 天 / longer than {days} days"));
    }
    Ok((from, until))
}

/// The right that a change takes the place of still holds, is the applicant's own and the same.
async fn replaceable(office: &Office, call: &ServiceCall, old: GrantId, capability: &str) -> Result<(), String> {
    let record = found(office, old).await?;
    let is_own = Some(record.person) == call.applicant && record.capability == capability;
    match is_own && record.revoked.is_none() && record.replaced.is_none() && !record.is_break_glass {
        true => Ok(()),
        false => Err("原授权已撤销或已变更 / the right was revoked or changed meanwhile".into()),
    }
}

async fn found(office: &Office, grant: GrantId) -> Result<GrantRecord, String> {
    let found = store::grants::by_id(&office.store, grant).await.map_err(|error| error.to_string())?;
    found.ok_or_else(|| "没有这项授权 / there is no such right".into())
}

/// Who agreed at which stage, with their opinions, in the order of the stages.
async fn approvals(office: &Office, call: &ServiceCall) -> Result<Vec<Approval>, String> {
    let story = store::processes::story(&office.store, call.instance, STORY_FACTS_MAX).await;
    let story = story.map_err(|error| error.to_string())?;
    let mut opinions: BTreeMap<String, String> = BTreeMap::new();
    for fact in &story {
        if let FactBody::TaskClosed { step, outcome: Some(_), data, .. } = &fact.body {
            let opinion = data.get("opinion").and_then(Json::as_str).unwrap_or_default();
            opinions.insert(step.to_string(), opinion.to_owned());
        }
    }
    let mut all = Vec::new();
    let joint = call.steps.keys().filter(|step| step.starts_with(JOINT)).map(|step| (step.as_str(), "joint"));
    for (step, stage) in [(FIRST, "first"), (LAST, "final")].into_iter().chain(joint).chain([(IN_FORCE, "apply")]) {
        let done = call
            .steps
            .get(step)
            .filter(|done| done.outcome.as_deref() == Some(if stage == "apply" { "granted" } else { AGREE }));
        let Some((done, person)) = done.and_then(|done| Some((done, person(done.by.as_ref())?))) else { continue };
        let opinion = opinions.remove(step).unwrap_or_default();
        all.push(Approval { stage: stage.into(), person, at_ms: done.done.unwrap_or(call.now), opinion });
    }
    Ok(all)
}

pub(super) fn person(id: Option<&String>) -> Option<PersonId> {
    id?.parse().ok()
}

fn text_in<'a>(call: &'a ServiceCall, field: &str) -> Option<&'a str> {
    call.with.get(field).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty())
}

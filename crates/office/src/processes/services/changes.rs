//! Changes of the rules on their way: filed, put on the clock, put into force or told why not; and rules that people
//! are asked to read.

use super::{After, ServiceCall, ServiceOutcome, id_of, person_of, text_of};
use crate::Office;
use crate::changes::versions::texts_of;
use model::{ChangeId, FactBody, PersonId, RulesFact};
use process::dates;
use rulebook::Rulebook;
use rulebook::texts::differing;
use serde_json::{Value as Json, json};
use store::rulebook::ChangeRow;

/// The step of the flow whose people approve.
const REVIEW: &str = "review";
const AGREED: &str = "agree";

/// Files the change with what the heads need to know, and says who they are.
pub(super) async fn propose(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let (base, hash) = (text_of(call, "base")?, text_of(call, "hash")?);
    let author = call.applicant.ok_or("没有申请人 / nobody asks for it")?;
    let texts = |hash: String| async move {
        let found = texts_of(&office.store, &hash).await.map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("没有保存版本 {hash} / the version {hash} is not kept"))
    };
    let files = differing(&texts(base.to_owned()).await?, &texts(hash.to_owned()).await?);
    let heads = office.heads_of(&files, author);
    let change = ChangeId(id_of(call, "change"));
    let text = |key: &str| call.with.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let filed = RulesFact::ChangeProposed {
        change,
        instance: call.instance,
        author,
        base: base.to_owned(),
        hash: hash.to_owned(),
        files: files.iter().cloned().collect(),
        reason: text("reason"),
        scope: text("scope"),
        expected: text("expected"),
        rolls_back: text("rolls_back").parse().ok(),
    };
    let owners: Vec<String> = heads.owners.iter().map(ToString::to_string).collect();
    let mut outcome = ServiceOutcome { facts: vec![FactBody::Rules(filed)], ..ServiceOutcome::default() };
    for (field, value) in [
        ("change", json!(change)),
        ("files", json!(files.into_iter().collect::<Vec<_>>().join("\n"))),
        ("asks_manager", json!(heads.manager)),
        ("asks_it", json!(heads.it)),
        ("asks_permission_admin", json!(heads.permission_admin)),
        ("asks_gm", json!(heads.gm)),
        ("asks_owners", json!(!owners.is_empty())),
        ("owners", json!(owners)),
        ("tells_audit", json!(heads.tells_audit)),
    ] {
        outcome.result.insert(field.into(), value);
    }
    Ok(outcome)
}

/// AUTH-25, P6: only what was approved, and not by its author or an approver. Result: `scheduled`, and why not.
pub(super) async fn schedule(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let row = change_of(office, call).await?;
    let by = person_of(office, call, "by")?.id;
    if let Some(why) = refusal(office, call, &row, by).await? {
        return Ok(failed(&row, "scheduled", &why));
    }
    let offset = office.rulebook().centre.utc_offset_minutes;
    let at = call.with.get("at").and_then(Json::as_str).and_then(|text| dates::parse_datetime(text, offset));
    let due_ms = at.unwrap_or(call.now).max(call.now);
    let fact = RulesFact::ChangeScheduled { change: row.id, instance: call.instance, due_ms, by };
    let mut outcome = ServiceOutcome { facts: vec![FactBody::Rules(fact)], ..ServiceOutcome::default() };
    outcome.result.insert("scheduled".into(), json!(true));
    outcome.result.insert("due".into(), json!(dates::datetime_text(due_ms, offset)));
    Ok(outcome)
}

/// Why this person may not put it into force.
async fn refusal(office: &Office, call: &ServiceCall, row: &ChangeRow, by: PersonId) -> Result<Option<String>, String> {
    let review = call.steps.get(REVIEW);
    let is_approved = review.is_some_and(|done| done.outcome.as_deref() == Some(AGREED));
    let tasks = store::processes::tasks_of(&office.store, call.instance).await.map_err(|error| error.to_string())?;
    let approvers = tasks.iter().filter(|task| &*task.step == REVIEW).flat_map(|task| [task.actor, task.by]).flatten();
    let last = review.into_iter().flat_map(|done| [&done.actor, &done.by]).flatten().filter_map(|id| id.parse().ok());
    if approvers.chain(last).any(|approver: PersonId| approver == by) {
        return Ok(Some("批准人不能执行同一项变更 / who approved it does not put it into force".into()));
    }
    Ok(office.may_apply(by, row.id, row.author, is_approved).err().map(|denied| denied.in_a_line()))
}

/// Makes it the version in force, or tells why that is no longer possible; then nothing has changed.
pub(super) async fn apply(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let row = change_of(office, call).await?;
    let by = person_of(office, call, "by")?.id;
    let why = match refusal(office, call, &row, by).await? {
        None => misfit(office, &row).await?,
        some => some,
    };
    if let Some(why) = why {
        return Ok(failed(&row, "applied", &why));
    }
    let (base, hash) = (row.base.clone(), row.hash.clone());
    let applied = RulesFact::ChangeApplied { change: row.id, base, hash: hash.clone() };
    let mut outcome = ServiceOutcome {
        facts: vec![FactBody::Rules(applied), FactBody::RulebookInForce { hash }],
        after: vec![After::FollowRules],
        ..ServiceOutcome::default()
    };
    outcome.result.insert("applied".into(), json!(true));
    Ok(outcome)
}

/// Why the version cannot come into force now.
async fn misfit(office: &Office, row: &ChangeRow) -> Result<Option<String>, String> {
    let text = |error: crate::OfficeError| error.to_string();
    let now = store::meta::rulebook_hash(&office.store).await.map_err(|error| error.to_string())?;
    if now.as_deref() != Some(row.base.as_str()) {
        let old = texts_of(&office.store, &row.base).await.map_err(text)?.unwrap_or_default();
        let new = texts_of(&office.store, now.as_deref().unwrap_or_default()).await.map_err(text)?.unwrap_or_default();
        let moved = differing(&old, &new).into_iter().collect::<Vec<_>>().join(", ");
        return Ok(Some(format!(
            "提出之后规则已另有变更（{moved}），请在现行版本上重新提出 / the rules have changed since it was proposed \
             ({moved}); propose it again on the version in force"
        )));
    }
    let Some(texts) = texts_of(&office.store, &row.hash).await.map_err(text)? else {
        return Ok(Some("没有保存该版本 / the version is not kept".into()));
    };
    let book = office.rulebook();
    let (folder, has_demo) = (book.folder.clone(), book.has_demo());
    let checking = tokio::task::spawn_blocking(move || Rulebook::of_texts(&folder, &texts, has_demo));
    Ok(match checking.await.map_err(|error| error.to_string())? {
        Ok(new) if new.hash == row.hash => None,
        Ok(_) => Some(
            "规则目录中的语音文件已经改变，请重新提出 / sounds of the rulebook's folder have changed since; propose it \
             again"
                .into(),
        ),
        Err(problems) => Some(format!(
            "不再通过检查：{0} / it no longer passes the check: {0}",
            problems.first().map(ToString::to_string).unwrap_or_default()
        )),
    })
}

/// Not approved, or withdrawn by its author.
pub(super) async fn refuse(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let row = change_of(office, call).await?;
    let reason = call.with.get("text").and_then(Json::as_str).unwrap_or_default().to_owned();
    let fact = RulesFact::ChangeRefused { change: row.id, reason };
    Ok(ServiceOutcome { facts: vec![FactBody::Rules(fact)], ..ServiceOutcome::default() })
}

/// AUTH-55: which version people are asked to read, and how many have not.
pub(super) async fn rules_to_read(office: &Office, _call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let reading = office.rules_reading().await.map_err(|error| error.to_string())?;
    let unread: Vec<&str> = reading.unread.iter().map(|person| person.name.as_str()).collect();
    let mut outcome = ServiceOutcome::default();
    outcome.result.insert("rules_version".into(), json!(reading.version));
    outcome.result.insert("unread_count".into(), json!(unread.len()));
    outcome.result.insert("unread".into(), json!(unread.into_iter().take(50).collect::<Vec<_>>().join("、")));
    Ok(outcome)
}

fn failed(row: &ChangeRow, field: &str, why: &str) -> ServiceOutcome {
    let fact = RulesFact::ChangeFailed { change: row.id, reason: why.to_owned() };
    let mut outcome = ServiceOutcome { facts: vec![FactBody::Rules(fact)], ..ServiceOutcome::default() };
    outcome.result.insert(field.into(), json!(false));
    outcome.result.insert("why_not".into(), json!(why));
    outcome
}

async fn change_of(office: &Office, call: &ServiceCall) -> Result<ChangeRow, String> {
    let id: ChangeId = text_of(call, "change")?.parse().map_err(|_| "不是变更编号 / not the id of a change")?;
    let found = store::rulebook::change(&office.store, id).await.map_err(|error| error.to_string())?;
    found.filter(|row| row.instance == call.instance).ok_or_else(|| "没有这项变更 / there is no such change".to_owned())
}

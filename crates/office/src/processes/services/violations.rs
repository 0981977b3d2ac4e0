//! Violations: what somebody did before, and what a case comes to in the ledger and in their rights (AUTH-49 … AUTH-52).

use super::{After, ServiceCall, ServiceOutcome, id_of, person_of, text_of};
use crate::Office;
use crate::directory::Person;
use access::Circumstances;
use model::{AuthorityFact, FactBody, Millis, PersonId, SuspensionId};
use serde_json::{Value as Json, json};
use std::fmt::Write;
use store::supervision::ViolationRecord;

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// Suspensions of one person that are looked at for those of this case.
const SUSPENSIONS_MAX: u32 = 200;
const DAYS_MAX: i64 = 3_660;
const POINTS_MAX: i64 = 1_000;
/// The tier from which on nothing may be done any more until the case is over.
const GRAVE: i64 = 3;
/// What a restriction takes when the case names no right: whatever shows core data in clear.
const CORE_DATA: [&str; 4] = ["number:reveal", "recording:play", "id_card:reveal", "bank_card:reveal"];

/// AUTH-52: earlier violations of the person, without those that were taken back and without this case.
pub(super) async fn grade(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    let all = store::supervision::violations_of(&office.store, person.id).await.map_err(|error| error.to_string())?;
    let earlier: Vec<&ViolationRecord> = all.iter().filter(|of| of.tier > 0 && of.instance != call.instance).collect();
    let minor = earlier.iter().filter(|of| of.tier == 1).count();
    let mut outcome = ServiceOutcome::default();
    outcome.result.insert("earlier_minor".into(), json!(minor));
    outcome.result.insert("earlier_serious".into(), json!(earlier.len() - minor));
    outcome.result.insert("earlier_cases".into(), json!(told(office, &earlier)));
    Ok(outcome)
}

fn told(office: &Office, earlier: &[&ViolationRecord]) -> String {
    let offset = office.rulebook().centre.utc_offset_minutes;
    let mut text = String::new();
    for of in earlier {
        let day = model::calendar::date_text(process::dates::local_day(of.recorded, offset));
        // Writing to a text does not fail.
        let _ = writeln!(text, "{day} · {} 档 / tier {} · {}", of.tier, of.tier, of.what);
    }
    if text.is_empty() { "无 / none".into() } else { text.trim_end().to_owned() }
}

/// Enters the violation and restricts the rights concerned; tier 0 takes it back and gives them back.
pub(super) async fn record(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    let what = text_of(call, "what")?.to_owned();
    let tier = number(call, "tier").filter(|tier| (0..=3).contains(tier)).ok_or("档次不明 / the tier is not clear")?;
    let points = number(call, "points").unwrap_or(0).clamp(0, POINTS_MAX);
    let days = number(call, "days").unwrap_or(0).clamp(0, DAYS_MAX);
    let until = (tier > 0 && days > 0).then(|| call.now + Millis(days * DAY_MS));
    let mut facts = lifted(office, call, person.id, tier).await?;
    let capability = call.with.get("capability").and_then(Json::as_str).filter(|of| !of.trim().is_empty());
    if let Some(until) = until {
        let restricted = restricted(office, &person, tier, capability, call.now);
        facts.extend(restricted.into_iter().enumerate().map(|(nth, capability)| {
            FactBody::Authority(AuthorityFact::RightSuspended {
                suspension: SuspensionId(id_of(call, &format!("suspension {nth}"))),
                person: person.id,
                capability,
                until_ms: Some(until),
                reason: what.clone(),
                call: None,
                instance: Some(call.instance),
            })
        }));
    }
    let known = store::supervision::violations_of(&office.store, person.id).await.map_err(|error| error.to_string())?;
    if tier > 0 || known.iter().any(|of| of.instance == call.instance) {
        facts.push(FactBody::Authority(AuthorityFact::ViolationRecorded {
            person: person.id,
            instance: call.instance,
            tier: u8::try_from(tier).unwrap_or(0),
            what,
            points: u32::try_from(points).unwrap_or(0),
            restricted_until_ms: until,
        }));
    }
    Ok(ServiceOutcome { facts, after: vec![After::ReloadDirectory], ..ServiceOutcome::default() })
}

/// What was stopped on the spot gives way to what the case decides; a grave one keeps it.
async fn lifted(office: &Office, call: &ServiceCall, person: PersonId, tier: i64) -> Result<Vec<FactBody>, String> {
    if tier >= GRAVE {
        return Ok(Vec::new());
    }
    let made = store::grants::suspensions(&office.store, Some(person), SUSPENSIONS_MAX).await;
    let made = made.map_err(|error| error.to_string())?;
    let of_case = made.into_iter().filter(|of| of.instance == Some(call.instance) && of.holds(call.now));
    let reason = match tier {
        0 => "不构成违规 / it was no violation",
        _ => "由处理决定代替 / replaced by the decision on the case",
    };
    let lift = |of: store::grants::SuspensionRecord| {
        FactBody::Authority(AuthorityFact::SuspensionLifted { suspension: of.id, person, reason: reason.into() })
    };
    Ok(of_case.map(lift).collect())
}

/// Which rights a restriction takes; nothing stands for all of them.
fn restricted(
    office: &Office,
    person: &Person,
    tier: i64,
    capability: Option<&str>,
    now: Millis,
) -> Vec<Option<String>> {
    if tier >= GRAVE {
        return vec![None];
    }
    let book = office.rulebook();
    if let Some(named) = capability.filter(|named| book.capability(named).is_some()) {
        return vec![Some(named.to_owned())];
    }
    let principal = office.directory().principal(person.id);
    let holds = |action: &&&str| {
        principal.as_ref().is_some_and(|of| book.access.holds(action, of, Circumstances::at(now)).is_ok())
    };
    CORE_DATA.iter().filter(holds).map(|action| Some((*action).to_owned())).collect()
}

fn number(call: &ServiceCall, key: &str) -> Option<i64> {
    let number = call.with.get(key)?.as_f64()?;
    // Tiers, points and days are small whole numbers.
    (number.fract() == 0.0 && number.abs() < 1e9).then_some(number as i64)
}

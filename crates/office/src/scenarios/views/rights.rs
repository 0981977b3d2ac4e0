//! Rights as they are seen: one's own, somebody's, the register, what is unused and what is lacking.

use crate::rights::register::GrantsAsked;
use crate::rights::views::GrantView;
use crate::scenarios::facts::short;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use crate::scenarios::{Told, tell};
use crate::why::rights::RightView;
use crate::why::{About, PolicyView};
use model::Millis;

pub(super) async fn sees(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(1) {
        "right" => right(stage, who, said).await,
        "rights" => rights(stage, who, said).await,
        "requestable" => requestable(stage, who, said).await,
        "register" => register(stage, who, said).await,
        "grant" => grant(stage, who, said).await,
        "unused" => unused(stage, who, said).await,
        "lacked" => lacked(stage, who, said).await,
        "suspensions" => suspensions(stage, who, said).await,
        _ => return None,
    })
}

fn policies(policies: &[PolicyView]) -> String {
    policies.iter().map(|of| format!("{} {}", of.policy, of.why_zh)).collect::<Vec<_>>().join("; ")
}

/// `asks why CAP on centre|TEAM|call C|customer K|case A|person NAME`
pub(super) async fn why(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let about = match said.need("on")? {
        "centre" => About::Centre,
        "call" => About::Call(stage.call(said.need("call")?)?.id.to_string()),
        "customer" => About::Customer(stage.customer(said.need("customer")?)?.to_string()),
        "case" => About::Instance(stage.case_named(said.need("case")?)?.to_string()),
        "person" => About::Person(stage.person(said.need("person")?)?.to_string()),
        team => About::Team(team.to_owned()),
    };
    let view = stage.house.office.why_may(&caller, said.word(2), &about).await?;
    let mut lines = Vec::new();
    if view.allowed {
        lines.push(format!("yes: {}", policies(&view.policies)));
        lines.extend(view.grant.as_ref().map(|grant| grant_line(stage, grant)));
    } else {
        lines.extend(view.policies.iter().map(no));
        lines.extend(view.suspension.iter().map(|of| format!("suspended: {}", of.reason)));
        lines.extend(view.request.as_ref().map(tell::offered));
    }
    Ok(lines)
}

fn no(policy: &PolicyView) -> String {
    let lacks: Vec<&str> = policy.lacks.iter().map(|lack| lack.name.zh.as_str()).collect();
    let lacks = if lacks.is_empty() { String::new() } else { format!("（{}）", lacks.join("，")) };
    format!("no: {} {}{lacks} → {}", policy.policy, policy.why_zh, policy.remedy_zh)
}

/// `asks who CAP`: those who may, with the ground.
pub(super) async fn who(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let view = stage.house.office.who(&caller, said.word(2), None).await?;
    let mut lines: Vec<String> = Vec::new();
    for holder in &view.holders {
        let ground = match &holder.grant {
            Some(grant) => grant_line(stage, grant),
            None => holder.policies.iter().map(|of| of.policy.as_str()).collect::<Vec<_>>().join(", "),
        };
        lines.push(format!("{} ({}): {ground}", holder.person.name, holder.reach));
    }
    lines.push(format!("nobody else of {} people", view.holders.len() as u64 + view.without));
    Ok(lines)
}

fn grant_line(stage: &Stage, grant: &GrantView) -> String {
    let scope = [grant.scope.covers.as_str(), grant.scope.id.as_deref().unwrap_or_default()].join(" ");
    let by: Vec<String> = grant.approvals.iter().map(|of| format!("{} {}", of.stage, of.person.name)).collect();
    let state = serde_json::to_value(grant.state).ok().and_then(|of| of.as_str().map(str::to_owned));
    format!(
        "{} {} on {} until {}, {}, agreed {}, because \"{}\"",
        grant.person.name,
        grant.capability,
        scope.trim_end(),
        stage.clock_text(Millis(grant.until_ms)),
        state.unwrap_or_default(),
        by.join(", "),
        grant.why
    )
}

async fn rights_of(stage: &mut Stage, who: &str, said: &Said) -> Result<Vec<RightView>, crate::scenarios::Trouble> {
    let caller = stage.caller(who)?;
    let view = match said.after("of") {
        Some(other) => stage.house.office.rights_of(&caller, stage.person(other)?).await?,
        None => stage.house.office.my_rights(&caller).await?,
    };
    Ok(view.rights)
}

/// `sees right CAP [of NAME]`: whether, how far, by what, until when, how often used, what it asks for.
async fn right(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let rights = rights_of(stage, who, said).await?;
    let right = rights.iter().find(|of| of.capability == said.word(2)).ok_or("there is no such right")?;
    let mut lines = Vec::new();
    match &right.reach {
        Some(reach) => lines.push(format!("held ({reach}, {}): {}", right.sensitivity, policies(&right.policies))),
        None => lines.extend(right.policies.iter().map(no)),
    }
    if let Some(grant) = &right.grant {
        lines.push(grant_line(stage, grant));
        lines.push(format!("cautions: {}", short(&grant.cautions)));
    }
    if right.is_traced {
        lines.push(format!("used {} times", right.uses));
    }
    lines.extend(right.suspension.iter().map(|of| format!("suspended: {}", of.reason)));
    lines.extend(right.request.as_ref().map(tell::offered));
    Ok(lines)
}

/// `sees rights [of NAME]`: the names of those that are held.
async fn rights(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let rights = rights_of(stage, who, said).await?;
    let held = rights.iter().filter_map(|of| {
        let reach = of.reach.as_deref()?;
        Some(if reach == "everything" { of.capability.clone() } else { format!("{} ({reach})", of.capability) })
    });
    Ok(vec![format!("held: {}", held.collect::<Vec<_>>().join(", "))])
}

/// `sees requestable CAP`: for how long, and who would decide.
async fn requestable(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let all = stage.house.office.requestable(&caller).await?;
    let of = all.iter().find(|of| of.capability == said.word(2)).ok_or("nobody can ask for it")?;
    if let Some(why) = &of.why_not {
        return Ok(vec![format!("no: {}", why.zh)]);
    }
    let mut lines = vec![format!("{}, at most {} days: {}", of.sensitivity, of.days_max, of.cautions.zh)];
    for stage in &of.stages {
        let people: Vec<&str> = stage.people.iter().map(|of| of.name.as_str()).collect();
        lines.push(format!("{}: {}", stage.step.name.zh, people.join(", ")));
    }
    Ok(lines)
}

/// `sees register [of NAME]`
async fn register(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let person = said.after("of").map(|other| stage.person(other)).transpose()?;
    let asked = GrantsAsked { person, ..GrantsAsked::default() };
    let found = stage.house.office.grants(&caller, asked).await?.items;
    if found.is_empty() {
        return Ok(vec!["nothing".into()]);
    }
    Ok(found.iter().map(|grant| grant_line(stage, grant)).collect())
}

/// `sees grant CAP of NAME`: its story and its uses.
async fn grant(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let asked = GrantsAsked {
        person: Some(stage.person(said.need("of")?)?),
        capability: Some(said.word(2).to_owned()),
        ..GrantsAsked::default()
    };
    let found = stage.house.office.grants(&caller, asked).await?.items;
    let newest = found.first().ok_or(crate::OfficeError::NotFound)?;
    let detail = stage.house.office.grant(&caller, newest.id).await?;
    let mut lines = vec![grant_line(stage, &detail.grant)];
    for event in &detail.story {
        let by = event.by.as_ref().map_or(String::new(), |by| format!(" by {}", by.name));
        lines.push(format!("{} {}{by}", stage.clock_text(Millis(event.at_ms)), event.what));
    }
    lines.push(format!("used {} times", detail.grant.uses));
    Ok(lines)
}

fn days(said: &Said) -> Result<u32, String> {
    said.word(2).parse().map_err(|_| "say within how many days".to_owned())
}

/// `sees unused 30`: rights for a time by name, rights of posts counted.
async fn unused(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let report = stage.house.office.unused_rights(&caller, days(said)?).await?;
    let (grants, posts): (Vec<_>, Vec<_>) = report.rights.iter().partition(|of| of.kind == "grant");
    let mut lines: Vec<String> = grants
        .iter()
        .map(|of| format!("{} {}: granted, used {} times", of.person.name, of.capability, of.uses))
        .collect();
    lines.push(format!("and {} rights of posts, of {} people", posts.len(), report.people));
    Ok(lines)
}

/// `sees lacked 30`
async fn lacked(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let report = stage.house.office.lacked_rights(&caller, days(said)?).await?;
    let line = |of: &crate::supervision::reports::LackedRight| {
        let since = if of.granted.is_some() { ", granted since" } else { "" };
        format!("{} {}: refused {} times{since}", of.person.name, of.capability, of.times)
    };
    let mut lines: Vec<String> = report.rights.iter().map(line).collect();
    lines.push(format!("nothing else that was refused {} times", report.often));
    Ok(lines)
}

/// `sees suspensions of NAME`
async fn suspensions(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let person = stage.person(said.need("of")?)?;
    let found = stage.house.office.suspensions(&caller, Some(person)).await?;
    let line = |of: &crate::rights::views::SuspensionView| {
        let state = if of.is_in_force { "in force" } else { "over" };
        let by = of.by.as_ref().map_or("the system", |by| by.name.as_str());
        format!("{} {state}, by {by}: {}", of.capability.as_deref().unwrap_or("everything"), of.reason)
    };
    Ok(if found.is_empty() { vec!["nothing".into()] } else { found.iter().map(line).collect() })
}

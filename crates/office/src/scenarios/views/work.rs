//! Work as it is seen: calls, customers, cases, notices, the ledger, reviews, samples, rules.

use crate::OfficeError;
use crate::processes::inbox::TaskBox;
use crate::processes::notices::NoticeBox;
use crate::reports::Cut;
use crate::scenarios::acts::orders;
use crate::scenarios::facts::short;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use crate::scenarios::{Told, Trouble};
use model::Millis;

const DAY: Millis = Millis::from_secs(24 * 3_600);

pub(super) async fn sees(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(1) {
        "call" => call(stage, who, said).await,
        "calls" => calls(stage, who).await,
        "customer" => customer(stage, who, said).await,
        "case" => case(stage, who, said).await,
        "order" => order(stage, who, said).await,
        "inbox" => inbox(stage, who).await,
        "notices" => notices(stage, who).await,
        "ledger" => ledger(stage, who, said).await,
        "review" => review(stage, who, said).await,
        "sample" => sample(stage, who).await,
        "findings" => findings(stage, who).await,
        "change" => change(stage, who).await,
        "readers" => readers(stage, who).await,
        "reading" => reading(stage, who).await,
        "clause" => clause(stage, who, said).await,
        "floor" | "reports" | "people" | "journal" | "rulebook" => room(stage, who, said).await,
        _ => return None,
    })
}

/// `sees floor`, `reports`, `people`, `journal`, `rulebook`: whether the room opens, and how much of it.
async fn room(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let office = &stage.house.office;
    let seen = match said.word(1) {
        "floor" => office.floor(&caller).map(|(_, floor)| format!("{} agents on the floor", floor.agents.len()))?,
        "reports" => {
            let now = stage.house.now();
            let report = office.queue_report(&caller, now - DAY, now, Cut::Hour).await?;
            format!("{} queues", report.totals.len())
        }
        "people" => office.people(&caller).map(|people| format!("{} people", people.len()))?,
        "rulebook" => office.rulebook_in_force(&caller).map(|_| "the rules".to_owned())?,
        _ => office.facts(&caller, 0, None).await.map(|_| "facts".to_owned())?,
    };
    Ok(vec![format!("yes: {seen}")])
}

async fn call(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let page = stage.house.office.call(&caller, stage.call(said.word(2))?.id).await?;
    let may = |of: &Result<(), access::Denied>| if of.is_ok() { "yes" } else { "no" };
    let number = page.row.from.masked();
    Ok(vec![format!("from {number}; hear it: {}; number in clear: {}", may(&page.play), may(&page.reveal))])
}

async fn calls(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let page = stage.house.office.calls(&caller, store::CallFilter::default(), None, Some(100)).await?;
    let mut labels: Vec<String> = page.items.iter().map(|row| stage.in_words(&row.id.to_string())).collect();
    labels.sort();
    Ok(vec![if labels.is_empty() { "none".into() } else { format!("calls {}", labels.join(", ")) }])
}

/// Each field as it is shown: open, or its mask.
async fn customer(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let page = stage.house.office.customer(&caller, stage.customer(said.word(2))?).await?;
    let mut lines: Vec<String> = Vec::new();
    for field in &page.fields {
        let how = if field.is_open { "in clear" } else { "masked" };
        lines.push(format!("{}: {} ({how})", field.class.as_str(), field.shown));
    }
    for look in &page.looks {
        lines.push(format!("looked at: {} by {} for \"{}\"", look.field, stage.name(look.person), look.purpose));
    }
    Ok(if lines.is_empty() { vec!["nothing is left".into()] } else { lines })
}

/// `sees order N`: where it stands, its story, what may be done with it and what leads on.
async fn order(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let page = stage.house.office.open_order(&caller, orders::order(stage, said.word(2))?).await?;
    let may = |of: &Result<(), access::Denied>| if of.is_ok() { "yes" } else { "no" };
    let order = &page.detail.order;
    let mut lines = vec![
        format!("{} ×{} {}, to {}", order.product, order.quantity, orders::state(order.state), page.detail.address),
        format!("change it: {}; ship it: {}; stop it: {}", may(&page.change), may(&page.ship), may(&page.stop)),
    ];
    for step in &page.detail.story {
        let by = step.person.as_ref().map_or(String::new(), |by| format!(" by {}", by.name));
        lines.push(
            format!("{} {}{by} {}", stage.clock_text(Millis(step.at_ms)), step.step, step.note).trim_end().into(),
        );
    }
    if let Some(offer) = &page.detail.request {
        lines.push(format!("offers {}", offer.flow));
    }
    Ok(lines)
}

/// `sees case [in A]`: what it holds and where it stands.
async fn case(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let view = stage.house.office.instance(&caller, stage.case(said)?).await?;
    let mut lines: Vec<String> =
        view.fields.iter().map(|field| format!("{}: {}", field.label.zh, short(&field.shown.zh))).collect();
    for open in &view.row.open {
        let people: Vec<&str> = open.people.iter().map(|of| of.name.as_str()).collect();
        lines.push(format!("open: {} for {}", open.step.name.zh, people.join(", ")));
    }
    lines.extend(view.row.end.iter().map(|end| format!("ended: {}", end.key)));
    Ok(lines)
}

async fn inbox(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let rows = stage.house.office.inbox(&caller, TaskBox::Open, None, None, Some(50)).await?.items;
    let line = |row: &crate::processes::views::TaskRow| {
        let late = if row.is_overdue { ", overdue" } else { "" };
        format!("{} {}{late}", row.flow.key, row.step.key)
    };
    Ok(if rows.is_empty() { vec!["nothing".into()] } else { rows.iter().map(line).collect() })
}

async fn notices(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let found = stage.house.office.notices(&caller, NoticeBox::Open, None, None).await?.items;
    let line = |of: &crate::processes::views::NoticeView| {
        let fields: Vec<String> =
            of.fields.iter().map(|field| format!("{} {}", field.label.zh, short(&field.shown.zh))).collect();
        let ask = if of.must_acknowledge { " (to be confirmed)" } else { "" };
        let text = if of.text.is_empty() { String::new() } else { format!(" — {}", short(&of.text)) };
        format!("{}{ask}{text}; {}", of.title.zh, fields.join("; "))
    };
    Ok(if found.is_empty() { vec!["nothing".into()] } else { found.iter().map(line).collect() })
}

/// `sees ledger [of NAME]`
async fn ledger(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let person = said.after("of").map(|name| stage.person(name)).transpose()?;
    let view = stage.house.office.violations(&caller, person).await?;
    let mut lines: Vec<String> = Vec::new();
    for of in &view.ledger {
        let until = of.restricted_until_ms.filter(|_| of.is_restricted);
        let until = until.map_or(String::new(), |at| format!(", restricted until {}", stage.clock_text(Millis(at))));
        lines.push(format!("{} tier {}, {} points{until}: {}", of.person.name, of.tier, of.points, of.what));
    }
    lines.extend(view.open.iter().map(|of| format!("open: {} {} ({})", of.person.name, of.what, of.step_zh)));
    Ok(if lines.is_empty() { vec!["nothing".into()] } else { lines })
}

/// `sees review [in A]`
async fn review(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let detail = stage.house.office.review(&caller, stage.case(said)?).await?;
    let mut lines = vec![format!("{} of {} decided", detail.review.decided, detail.review.items)];
    for item in &detail.items {
        let verdict = item.verdict.as_deref().unwrap_or("open");
        lines.push(format!(
            "{} asks {}: {} {}, used {} times, {verdict}",
            item.item, item.reviewer.name, item.holder.name, item.capability, item.uses
        ));
    }
    Ok(lines)
}

/// The sample that was drawn last, with its evidence.
async fn sample(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let id = stage.last_sample.ok_or("no sample was drawn")?;
    let detail = stage.house.office.sample(&caller, id).await?;
    let mut lines = vec![format!("{} of {}", detail.items.len(), detail.sample.population)];
    for item in &detail.items {
        let of = item.person.as_ref().map_or("nobody", |person| person.name.as_str());
        let mut parts = vec![format!("{} {of}", item.kind)];
        parts
            .extend(item.case.as_ref().map(|case| format!("form {} with {} fields", case.flow.key, case.fields.len())));
        let agreed = |of: &crate::rights::views::GrantDetail| {
            let by: Vec<String> =
                of.grant.approvals.iter().map(|of| format!("{} {}", of.stage, of.person.name)).collect();
            format!("configured after {}", by.join(", "))
        };
        parts.extend(item.grant.as_ref().map(agreed));
        parts.push(format!("{} uses", item.reveals.len()));
        parts.push(format!("{} notices", item.notices.len()));
        parts.push(format!("{} facts", item.facts.len()));
        lines.push(parts.join("; "));
    }
    Ok(lines)
}

async fn findings(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let all = stage.house.office.findings(&caller).await?;
    let line = |of: &crate::supervision::audit::FindingView| {
        let whose = of.responsible.as_ref().map_or("nobody", |person| person.name.as_str());
        let stands = of.end.as_ref().or(of.step.as_ref()).map_or("", |of| of.key.as_str());
        let late = if of.is_overdue { ", overdue" } else { "" };
        format!("{} ({}, {}) for {whose} by {}: {stands}{late}", of.finding, of.grade, of.liability, of.due_on)
    };
    Ok(if all.is_empty() { vec!["nothing".into()] } else { all.iter().map(line).collect() })
}

/// The change that was proposed last: its state, its difference and its effect.
async fn change(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let id = stage.last_change.ok_or("nothing was proposed")?;
    let view = stage.house.office.change(&caller, id).await?;
    let mut lines = vec![format!("{} {}", view.row.state, view.row.why).trim_end().to_owned()];
    for file in &view.differences {
        let changed = file.unified.lines().filter(|line| {
            (line.starts_with('+') || line.starts_with('-')) && !line.starts_with("+++") && !line.starts_with("---")
        });
        lines.extend(changed.map(|line| format!("{} {line}", file.path)));
    }
    for right in &view.effect.rights.items {
        let how = if right.gains { "gains" } else { "loses" };
        lines.push(format!("{} {how} {}", right.usernames.join(", "), right.action));
        lines.dedup();
    }
    Ok(lines)
}

async fn readers(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let all = stage.house.office.acknowledgements(&caller).await?;
    let read: Vec<&str> = all.read.iter().map(|row| row.person.name.as_str()).collect();
    Ok(vec![format!("read: {}; {} have not", read.join(", "), all.unread.len())])
}

async fn reading(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let own = stage.house.office.own_reading(&caller).await?;
    Ok(vec![format!("{} ({})", if own.is_read { "read" } else { "not read" }, own.mode)])
}

/// `sees clause AUTH-25`
async fn clause(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let board = stage.house.office.clause_board(&caller).await?;
    let row = board.items.iter().find(|row| row.id == said.word(2));
    let row = row.ok_or_else(|| Trouble::Refused(OfficeError::NotFound))?;
    Ok(vec![
        format!("{} {}", row.state, row.text_zh),
        format!("let pass {} times, in the way {} times, broken {} times", row.used, row.refused, row.broken),
    ])
}

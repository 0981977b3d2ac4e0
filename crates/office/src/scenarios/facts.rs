//! What the journal gained, told in a line: `fact grant_given 王芳 recording:play on team team1 until 12-10 18:00`.
//!
//! Facts that no story of rights turns on (services that ran, calls, log-ins) are not told.

use super::stage::Stage;
use crate::mask::masked;
use model::fact::{AccountFact, DelegationFact};
use model::process::{Fields, TaskKind};
use model::{
    Approval, AuthorityFact, CustomerFact, Fact, FactBody, GrantScope, KnowledgeFact, Millis, OrderFact, RulesFact,
    SupervisionFact,
};
use serde_json::Value as Json;

/// Characters of a text that are told.
const TEXT_MAX: usize = 60;

pub(super) fn tell(stage: &mut Stage, fact: &Fact) -> Option<String> {
    let fact = masked(fact);
    let words = match &fact.body {
        FactBody::Authority(body) => {
            if let AuthorityFact::GrantGiven { grant, person, capability, .. } = body {
                let label = format!("{capability} of {}", stage.name(*person));
                stage.labels.insert(grant.to_string(), label);
            }
            Some(authority(stage, body))
        }
        FactBody::Customer(body) => Some(customer(stage, body)),
        FactBody::Account(body) => account(stage, body),
        FactBody::Rules(body) => rules(stage, body),
        FactBody::Supervision(body) => Some(supervision(stage, body)),
        FactBody::Order(body) => Some(order(stage, body)),
        FactBody::Knowledge(body) => Some(knowledge(stage, body)),
        other => case(stage, other).or_else(|| person(stage, other)),
    }?;
    let kind = serde_json::to_value(&fact.body).ok()?.get("kind")?.as_str()?.to_owned();
    Some(format!("fact {kind} {words}{}", under(&fact)))
}

/// The policies under which somebody acted on rights or on personal data, and the right that was their evidence.
fn under(fact: &Fact) -> String {
    let is_told = matches!(
        fact.body,
        FactBody::Authority(_)
            | FactBody::Customer(_)
            | FactBody::Order(_)
            | FactBody::Knowledge(_)
            | FactBody::Revealed { .. }
            | FactBody::ActDenied { .. }
    );
    if !is_told || fact.reasons.is_empty() {
        return String::new();
    }
    let mut by: Vec<&str> =
        fact.reasons.iter().map(|of| if of.starts_with("grant:") { "a grant" } else { of }).collect();
    by.dedup();
    format!(" by {}", by.join(", "))
}

pub(super) fn scope(scope: &GrantScope) -> String {
    match scope {
        GrantScope::Centre => "centre".into(),
        GrantScope::Team(team) => format!("team {team}"),
        GrantScope::Customer(customer) => format!("customer {customer}"),
    }
}

pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(TEXT_MAX).collect();
    if cut.chars().count() < line.chars().count() { format!("{cut}…") } else { cut }
}

fn until(stage: &Stage, time: Option<Millis>) -> String {
    time.map_or(String::new(), |time| format!(" until {}", stage.clock_text(time)))
}

fn approvals(stage: &Stage, approvals: &[Approval]) -> String {
    let by = approvals.iter().map(|of| format!("{} {}", of.stage, stage.name(of.person)));
    by.collect::<Vec<_>>().join(", ")
}

fn authority(stage: &Stage, body: &AuthorityFact) -> String {
    let holder = body.person().map_or(String::new(), |person| stage.name(person));
    match body {
        AuthorityFact::GrantGiven {
            capability, scope: within, from_ms, until_ms, approvals: agreed, is_joint, ..
        } => {
            let joint = if *is_joint { ", joint" } else { "" };
            let from = stage.clock_text(*from_ms);
            let until = stage.clock_text(*until_ms);
            let agreed = approvals(stage, agreed);
            format!("{holder} {capability} on {} from {from} until {until}, agreed {agreed}{joint}", scope(within))
        }
        AuthorityFact::GrantRevoked { reason, .. } => format!("{holder} \"{reason}\""),
        AuthorityFact::GrantExpired { .. } | AuthorityFact::ExpiryWarned { .. } => holder,
        AuthorityFact::RightSuspended { capability, until_ms, reason, .. } => {
            let what = capability.as_deref().unwrap_or("everything");
            format!("{holder} {what}{} \"{reason}\"", until(stage, *until_ms))
        }
        AuthorityFact::SuspensionLifted { reason, .. } => format!("{holder} \"{reason}\""),
        AuthorityFact::ViolationRecorded { tier, points, restricted_until_ms, .. } => {
            let until =
                restricted_until_ms.map_or(String::new(), |at| format!(", restricted until {}", stage.clock_text(at)));
            format!("{holder} tier {tier}, {points} points{until}")
        }
    }
}

fn customer(stage: &Stage, body: &CustomerFact) -> String {
    match body {
        CustomerFact::CustomerAdded { customer, .. } => customer.to_string(),
        CustomerFact::CustomerChanged { customer, fields } => {
            let keys: Vec<&str> = fields.keys().map(String::as_str).collect();
            format!("{customer} {}", keys.join(", "))
        }
        CustomerFact::ConsentRecorded { customer, person, field, purpose, until_ms, .. } => {
            let until = stage.clock_text(*until_ms);
            format!("{customer} lets {} see {field} for \"{purpose}\" until {until}", stage.name(*person))
        }
        CustomerFact::ConsentWithdrawn { customer, field } => format!("{customer} {field}"),
        CustomerFact::FieldRevealed { customer, person, field, purpose, until_ms } => {
            let until = stage.clock_text(*until_ms);
            format!("{field} of {customer} to {} for \"{purpose}\" until {until}", stage.name(*person))
        }
        CustomerFact::CustomerSought { person, by, customer } => {
            let found = customer.map_or("nobody".into(), |customer| customer.to_string());
            format!("{} by {by}: {found}", stage.name(*person))
        }
        CustomerFact::CustomerErased { customer, reason }
        | CustomerFact::HoldSet { customer, reason }
        | CustomerFact::HoldLifted { customer, reason } => format!("{customer} \"{reason}\""),
    }
}

fn account(stage: &Stage, body: &AccountFact) -> Option<String> {
    let of = stage.name(body.person());
    Some(match body {
        AccountFact::PasswordMustChange { reason, .. } => format!("{of} ({reason})"),
        AccountFact::PersonMoved { roles, team, reason, .. } => {
            format!("{of} to {} {} \"{reason}\"", roles.join(", "), team.as_deref().unwrap_or("without a team"))
        }
        AccountFact::EmploymentSet { employment, .. } => format!("{of} {employment}"),
        AccountFact::AccountHandedOver { deputy, until_ms, .. } => {
            format!("{of} to {}{}", stage.name(*deputy), until(stage, Some(*until_ms)))
        }
        _ => return None,
    })
}

fn rules(stage: &Stage, body: &RulesFact) -> Option<String> {
    Some(match body {
        RulesFact::ChangeProposed { author, files, .. } => format!("{} of {}", stage.name(*author), files.join(", ")),
        RulesFact::ChangeScheduled { due_ms, by, .. } => {
            format!("at {} by {}", stage.clock_text(*due_ms), stage.name(*by))
        }
        RulesFact::ChangeApplied { .. } => "as approved".into(),
        RulesFact::ChangeRefused { reason, .. } | RulesFact::ChangeFailed { reason, .. } => format!("\"{reason}\""),
        RulesFact::RulesAcknowledged { person, .. } => stage.name(*person),
        RulesFact::FolderAdopted { .. } => return None,
    })
}

fn supervision(stage: &Stage, body: &SupervisionFact) -> String {
    match body {
        SupervisionFact::ReviewItemsHandedOut { reviewer, items, .. } => {
            format!("{} items to {}", items.len(), stage.name(*reviewer))
        }
        SupervisionFact::ReviewDecided { holder, capability, verdict, by, .. } => {
            let by = by.map_or("the deadline".into(), |by| stage.name(by));
            format!("{} {capability}: {} by {by}", stage.name(*holder), verdict.text())
        }
        SupervisionFact::SampleDrawn { by, of, population, drawn, .. } => {
            format!("{} of {population} {} by {}", drawn.len(), of.text(), stage.name(*by))
        }
        SupervisionFact::AuditReported { by, format, .. } => format!("{format} by {}", stage.name(*by)),
    }
}

fn order(stage: &Stage, body: &OrderFact) -> String {
    match body {
        OrderFact::OrderTaken { order, customer, product, by, .. } => {
            let by = by.map_or("another system".into(), |by| stage.name(by));
            format!("{order} of {customer}: {product}, by {by}")
        }
        OrderFact::OrderAddressChanged { order, .. } | OrderFact::OrderShipped { order } => order.to_string(),
        OrderFact::OrderExchanged { order, product, .. } => format!("{order} for {product}"),
        OrderFact::OrderCancelled { order, reason, .. } => format!("{order} \"{reason}\""),
        OrderFact::OrderStopRequested { order, approved_by, by, .. } => {
            format!("{order} by {}, agreed {}", stage.name(*by), stage.name(*approved_by))
        }
        OrderFact::OrderDelivered { order } | OrderFact::OrderReturned { order, .. } => order.to_string(),
    }
}

fn knowledge(stage: &Stage, body: &KnowledgeFact) -> String {
    match body {
        KnowledgeFact::ArticlePublished { revision, section, title, review_by_ms, .. } => {
            let until = stage.clock_text(*review_by_ms);
            format!("{title} in {section}, text {revision}, to be looked at by {until}")
        }
        KnowledgeFact::ArticleConfirmed { revision, review_by_ms, .. } => {
            format!("text {revision} until {}", stage.clock_text(*review_by_ms))
        }
        KnowledgeFact::ArticleRetired { reason, .. } => format!("\"{reason}\""),
    }
}

/// What happens in a case of this story: one that somebody began, that another one called, or that the text asks for.
fn case(stage: &mut Stage, body: &FactBody) -> Option<String> {
    let is_ours = match body {
        FactBody::InstanceStarted { by: None, parent: None, flow, .. } => stage.clocked.iter().any(|of| **of == **flow),
        FactBody::InstanceStarted { parent: Some((parent, _)), .. } => stage.tells_of(*parent),
        FactBody::InstanceStarted { .. } => true,
        other => other.instance().is_none_or(|id| stage.tells_of(id)),
    };
    is_ours.then(|| in_case(stage, body))?
}

fn in_case(stage: &mut Stage, body: &FactBody) -> Option<String> {
    Some(match body {
        FactBody::InstanceStarted { instance, flow, by, parent, .. } => {
            let label = stage.note_case(flow, *instance);
            let system = parent.map_or("the clock".to_owned(), |(parent, _)| parent.to_string());
            let by = by.map_or(system, |by| stage.name(by));
            format!("{label} by {by}")
        }
        FactBody::TaskOpened { instance, task, step, stage: part, of, people, due_ms, wanted } => {
            let part = part.map_or(String::new(), |part| format!(".{}", part + 1));
            let kind = if *of == TaskKind::Step { "" } else { " (opinion)" };
            stage.tasks.insert((*instance, *task), format!("{step}{part}"));
            let nobody = wanted.as_ref().map_or(String::new(), |wanted| format!(", nobody is {wanted}"));
            format!("{step}{part}{kind} for {}{}{nobody}", stage.names(people), until(stage, *due_ms))
        }
        FactBody::TaskClosed { step, outcome, by, is_signed, data, .. } => {
            let outcome = outcome.as_deref().unwrap_or("no longer needed");
            let by = by.map_or("the clock".into(), |by| stage.name(by));
            let signed = if *is_signed { ", signed" } else { "" };
            format!("{step} {outcome} by {by}{signed}{}", opinion(data))
        }
        FactBody::TaskReminded { instance, task, to } | FactBody::TaskEscalated { instance, task, to } => {
            let step = stage.tasks.get(&(*instance, *task)).cloned().unwrap_or_default();
            format!("{step} to {}", stage.names(to))
        }
        FactBody::TaskReassigned { instance, task, by, to } => {
            let step = stage.tasks.get(&(*instance, *task)).cloned().unwrap_or_default();
            format!("{step} by {} to {}", stage.name(*by), stage.name(*to))
        }
        FactBody::StepReturned { step, to, by, .. } => format!("{step} to {to} by {}", stage.name(*by)),
        FactBody::TableDecided { table, outputs, .. } => format!("{table}{}", pairs(outputs)),
        FactBody::ServiceFailed { service, reason, .. } => format!("{service} \"{}\"", short(reason)),
        FactBody::MessageTaken { name, by, .. } => {
            format!("{name} by {}", by.map_or("a system".into(), |by| stage.name(by)))
        }
        FactBody::InstanceEnded { instance, end } => format!("{instance} {end}"),
        FactBody::NoticeSent { to, title_zh, text, fields, must_acknowledge, .. } => {
            let ask = if *must_acknowledge { ", to be confirmed" } else { "" };
            let text = if text.is_empty() { String::new() } else { format!(" — {}", short(text)) };
            format!("to {}: {title_zh}{text}{}{ask}", stage.names(to), opinion(fields))
        }
        FactBody::NoticeAcknowledged { person, .. } => stage.name(*person),
        FactBody::RecordKept { record_kind, parties, .. } => format!("{record_kind} with {}", stage.names(parties)),
        FactBody::QualificationGranted { person, qualification, .. } => {
            format!("{} {qualification}", stage.name(*person))
        }
        FactBody::Delegation(DelegationFact::DelegationGiven { absent, deputy, until_ms, .. }) => {
            format!("{} for {}{}", stage.name(*deputy), stage.name(*absent), until(stage, Some(*until_ms)))
        }
        _ => return None,
    })
}

fn person(stage: &Stage, body: &FactBody) -> Option<String> {
    Some(match body {
        FactBody::ActDenied { person, action, resource } => format!("{} {action} of {resource}", stage.name(*person)),
        FactBody::Revealed { person, what, resource } => format!("{what}, {resource}, to {}", stage.name(*person)),
        FactBody::PersonAdded { name, roles, team, .. } => {
            format!("{} {} {}", name.0, roles.join(", "), team.as_deref().unwrap_or_default())
        }
        FactBody::PersonDisabled { person } | FactBody::PersonEnabled { person } => stage.name(*person),
        FactBody::DispositionSet { agent, code, .. } => format!("{code} by {}", stage.name(*agent)),
        FactBody::TokenIssued { person, name, .. } => format!("{} {name}", stage.name(*person)),
        FactBody::TokenRevoked { person, .. } => stage.name(*person),
        _ => return None,
    })
}

fn pairs(fields: &Fields) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|(key, _)| *key);
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    sorted.into_iter().map(|(key, json)| format!(" {key}={}", text(json))).collect()
}

/// What was said for a yes or a no.
fn opinion(fields: &Fields) -> String {
    let said = fields.get("opinion").and_then(Json::as_str).filter(|said| !said.is_empty());
    said.map_or(String::new(), |said| format!(" \"{}\"", short(said)))
}

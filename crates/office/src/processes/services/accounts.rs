//! Accounts that flows open, move, reset and hand over (PLAT-03, PLAT-04, AUTH-22, AUTH-26, AUTH-38).
//!
//! No secret passes through a flow: what a new or reset account is entered with is made when its owner stands before
//! whoever hands it over ([`crate::accounts::handed`]). Everything of one act is committed at once.

use super::{After, ServiceCall, ServiceOutcome, id_of, person_of, text_of};
use crate::directory::Person;
use crate::people::{check_username, resource_of};
use crate::service::must_change;
use crate::{Office, OfficeError};
use access::actions::{MoveAccount, OpenAccount};
use access::{Access, Action, Circumstances, Principal, Resource};
use model::fact::{AccountFact, LogoutCause};
use model::{Actor, DelegationFact, DelegationId, FactBody, PersonId, PersonName};
use process::dates;
use process::definition::StepKind;
use serde_json::Value as Json;

const OPEN: &str = "open_account";
const MOVE: &str = "move_account";
const CONFIRM: &str = "confirm_identity";
/// AUTH-01: nobody works here without one of them.
const EMPLOYMENTS: [&str; 3] = ["full_time", "part_time", "external"];
const NAME_CHARS_MAX: usize = 80;

/// PLAT-04: an account as approved, without a secret yet.
pub(super) async fn open(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    permitted::<OpenAccount>(office, call, OPEN, &Resource::Centre)?;
    let username = text_of(call, "username")?.to_lowercase();
    check_username(&username).map_err(|error| error.to_string())?;
    if office.directory().by_username(&username).is_some() {
        return Err(format!("用户名 {username} 已有人使用 / the user name `{username}` is taken"));
    }
    let name = text_of(call, "name")?;
    if name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err("姓名太长或含有控制字符 / the name is too long or not one line".into());
    }
    let (roles, team) = post_of(office, call)?;
    let employment = employment_of(call)?.to_owned();
    let person = PersonId(id_of(call, "person"));
    let locale = "zh-CN".to_owned();
    let added =
        FactBody::PersonAdded { person, username, name: PersonName(name.into()), roles, team, locale, email: None };
    let facts =
        vec![added, FactBody::Account(AccountFact::EmploymentSet { person, employment }), must_change(person, "first")];
    let mut outcome = ServiceOutcome { facts, after: vec![After::ReloadDirectory], ..ServiceOutcome::default() };
    outcome.result.insert("account".into(), Json::from(person.to_string()));
    Ok(outcome)
}

/// AUTH-26, AUTH-38: another post. What was held beside the old one ends in the same commit; open tasks of the old post
/// go to who else may do them as soon as the directory is read again.
pub(super) async fn relocate(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    permitted::<MoveAccount>(office, call, MOVE, &resource_of(&person))?;
    if !person.is_active {
        return Err("账号已停用 / the account is disabled".into());
    }
    let (roles, team) = post_of(office, call)?;
    if roles == person.roles && team == person.team {
        return Err("岗位和班组没有变化 / neither the post nor the team changes".into());
    }
    let reason = text_of(call, "reason")?.to_owned();
    let moved = AccountFact::PersonMoved { person: person.id, roles, team, reason };
    let mut facts = vec![FactBody::Account(moved)];
    let ended = office.ending_grants(person.id, "岗位调动 / moved to another post", Some(call.instance)).await;
    facts.extend(ended.map_err(in_words)?);
    Ok(ServiceOutcome { facts, after: vec![After::ReloadDirectory], ..ServiceOutcome::default() })
}

/// AUTH-22, G-13: the old secrets are worth nothing any more, whoever has them.
pub(super) async fn reset(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    if !person.is_active {
        return Err("账号已停用 / the account is disabled".into());
    }
    let confirmed = call.steps.get(CONFIRM).filter(|done| done.outcome.as_deref() == Some("confirmed"));
    let by = confirmed.and_then(|done| done.by.as_ref()).and_then(|by| by.parse::<PersonId>().ok());
    let by = by.ok_or("没有确认身份 / nobody confirmed who it is")?;
    if by == person.id || call.applicant == Some(person.id) || call.applicant == Some(by) {
        return Err("身份须由另外两人核实 / two others must have checked who it is".into());
    }
    // A random secret that nobody knows takes the old one's place.
    let nobody_knows = crate::sessions::Token::random();
    let phc = office.passwords.hash(nobody_knows.expose()).await.map_err(|_| "正忙，请重试 / busy, try again")?;
    let mut outcome = ServiceOutcome {
        facts: vec![FactBody::PasswordChanged { person: person.id }, must_change(person.id, "reset")],
        asides: vec![store::Aside::PasswordHash { person: person.id, phc }],
        after: vec![After::ReloadDirectory, After::EndSessionsOf(person.id)],
        ..ServiceOutcome::default()
    };
    for (body, aside) in office.forgetting_factors(person.id).await.map_err(in_words)? {
        outcome.facts.push(body);
        outcome.asides.push(aside);
    }
    outcome.facts.extend(office.forgetting_identities(person.id).await.map_err(in_words)?);
    let ended = office.ending_sessions(&Actor::System, &[], person.id, LogoutCause::Ended, None).await;
    for entry in ended.map_err(in_words)? {
        outcome.facts.push(entry.fact.body);
        outcome.asides.extend(entry.aside);
    }
    Ok(outcome)
}

/// PLAT-03: a deputy for a time, each with the own secret. `password_shared`: the secret is no longer one.
pub(super) async fn hand_over(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let person = person_of(office, call, "person")?;
    if Some(person.id) != call.applicant {
        return Err("只能交接自己的账号 / only the own account is handed over".into());
    }
    if call.with.get("password_shared").and_then(Json::as_bool) == Some(true) {
        let facts = vec![must_change(person.id, "shared")];
        return Ok(ServiceOutcome { facts, after: vec![After::ReloadDirectory], ..ServiceOutcome::default() });
    }
    let deputy = person_of(office, call, "deputy")?;
    let reason = text_of(call, "reason")?.to_owned();
    let offset = office.rulebook().centre.utc_offset_minutes;
    let time = |field| {
        let text = text_of(call, field)?;
        dates::parse_datetime(text, offset).ok_or_else(|| format!("{field} 不是时间 / `{field}` is no time"))
    };
    let (from_ms, until_ms) = (time("from")?.max(call.now), time("until")?);
    office.check_delegation(person.id, deputy.id, from_ms, until_ms).await.map_err(in_words)?;
    let delegation = DelegationId(id_of(call, "delegation"));
    let (absent, deputy) = (person.id, deputy.id);
    let facts = vec![
        FactBody::Delegation(DelegationFact::DelegationGiven {
            delegation,
            absent,
            deputy,
            from_ms,
            until_ms,
            reason: reason.clone(),
        }),
        FactBody::Account(AccountFact::AccountHandedOver { person: absent, deputy, from_ms, until_ms, reason }),
    ];
    Ok(ServiceOutcome { facts, after: vec![After::ReloadDirectory], ..ServiceOutcome::default() })
}

/// One post at a time: nobody gathers two that exclude each other.
fn post_of(office: &Office, call: &ServiceCall) -> Result<(Vec<String>, Option<String>), String> {
    let book = office.rulebook();
    let role = text_of(call, "role")?;
    if !book.roles.iter().any(|known| known.id == role) {
        return Err(format!("没有岗位 {role} / there is no post `{role}`"));
    }
    let team = call.with.get("team").and_then(Json::as_str).map(str::trim).filter(|team| !team.is_empty());
    if let Some(team) = team.filter(|team| !book.teams.iter().any(|known| known.id == *team)) {
        return Err(format!("没有班组 {team} / there is no team `{team}`"));
    }
    Ok((vec![role.to_owned()], team.map(str::to_owned)))
}

fn employment_of(call: &ServiceCall) -> Result<&str, String> {
    let employment = text_of(call, "employment")?;
    let is_known = EMPLOYMENTS.contains(&employment);
    is_known.then_some(employment).ok_or_else(|| format!("没有用工性质 {employment} / no employment `{employment}`"))
}

/// Whoever did the step, and whoever answers for it, must have the right; a signed step is the fresh proof that it needs.
fn permitted<A: Action>(office: &Office, call: &ServiceCall, step: &str, resource: &Resource) -> Result<(), String> {
    let done = call.steps.get(step).ok_or_else(|| format!("没有办理 {step} / nobody did `{step}`"))?;
    let is_signed = match call.definition.step(step).map(|step| &step.kind) {
        Some(StepKind::Do(work)) => work.is_signed,
        _ => false,
    };
    let circumstances = Circumstances { stepped_up: is_signed.then_some(call.now), ..Circumstances::at(call.now) };
    for who in [&done.by, &done.actor] {
        let id = who.as_ref().and_then(|who| who.parse::<PersonId>().ok());
        let principal = id.and_then(|id| office.directory().principal(id));
        let principal = principal.ok_or("办理人不在册 / who did it is not here")?;
        check::<A>(&office.rulebook().access, &principal, resource, circumstances)?;
    }
    Ok(())
}

fn check<A: Action>(
    access: &Access,
    principal: &Principal,
    resource: &Resource,
    circumstances: Circumstances,
) -> Result<(), String> {
    access.check::<A>(principal, resource, circumstances).map(|_| ()).map_err(|denied| denied.in_a_line())
}

fn in_words(error: OfficeError) -> String {
    error.to_string()
}

impl Office {
    /// What ends every right for a time that somebody holds (PLAT-05, AUTH-38).
    pub(crate) async fn ending_grants(
        &self,
        person: PersonId,
        reason: &str,
        instance: Option<model::InstanceId>,
    ) -> Result<Vec<FactBody>, OfficeError> {
        let now = self.now();
        let filter = store::grants::GrantFilter { person: Some(person), ..store::grants::GrantFilter::default() };
        let held = store::grants::list(&self.store, &filter, None, crate::limits::GRANTS_ENDED_MAX).await?;
        let ended = held.into_iter().filter(|grant| grant.is_open(now)).map(|grant| {
            let revoked = model::AuthorityFact::GrantRevoked {
                grant: grant.id,
                person,
                reason: reason.to_owned(),
                by: None,
                instance,
            };
            FactBody::Authority(revoked)
        });
        Ok(ended.collect())
    }
}

/// Whose code a task hands over: of an account that was just opened or reset.
pub(crate) fn account_of(
    data: &model::process::Fields,
    flow: &str,
    directory: &crate::directory::Directory,
) -> Option<std::sync::Arc<Person>> {
    let field = match flow {
        "account-opening" => "account",
        "account-reset" => "locked_person",
        _ => return None,
    };
    directory.person(data.get(field)?.as_str()?.parse().ok()?)
}

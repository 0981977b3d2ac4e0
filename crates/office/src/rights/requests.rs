//! Asking for a right (FORM-01 … FORM-03): what the office fills in and checks before a request begins or is handed in
//! again, and whether there is anybody who could decide it.
//!
//! The chain itself is the flow's. Here it is walked in thought, by the same engine: a stage that nobody could do refuses
//! the request at once instead of leaving it to its owner. Start reading at [`Office::prepare_request`].

use super::views::{RequestableView, StageView};
use super::{held, scope_of};
use crate::directory::Person;
use crate::error::bad_input;
use crate::limits::{CHAIN_STEPS_MAX, CHAIN_TRIES_PER_STAGE, GRANT_AHEAD_MAX};
use crate::people::resource_of;
use crate::processes::views::{Keyed, NameView};
use crate::processes::words;
use crate::rights::register::sensitivity_text;
use crate::{Caller, FieldProblem, Office, OfficeError};
use access::actions::RequestAccess;
use access::{Resource, ResourceKind};
use model::process::Fields;
use model::{GrantScope, InstanceId, Millis, PersonId};
use process::Definition;
use process::dates;
use process::engine::{self, Effect, Event, Refusal, Starting, State};
use rulebook::{Capability, Grantable};
use serde_json::{Value as Json, json};
use store::grants::GrantRecord;
use store::processes::InstanceFilter;

/// The flows whose forms the office completes, and the step at which a request is handed in again.
const REQUEST: &str = "access-request";
const CHANGE: &str = "access-change";
const REVOCATION: &str = "access-revocation";
const HANDED_IN_AGAIN: &str = "revise";
/// What ends the walk: behind it nobody is asked any more.
const IN_FORCE: &str = "access.grant";
/// The posts that decide who reviews, the highest first.
const POSTS: [&str; 4] = ["gm", "manager", "supervisor", "team_leader"];

/// Why a chain leads nowhere.
enum Stuck {
    /// Nobody could do this stage.
    At(Keyed),
    Engine(Refusal),
}

impl Office {
    /// Completes and checks the form of a request for a right, at its start and when it is handed in again. Forms of
    /// other flows and steps pass as they are. What the office fills in, nobody can fill in for it.
    pub(crate) async fn prepare_request(
        &self,
        caller: &Caller,
        definition: &Definition,
        again: Option<(&str, InstanceId)>,
        mut data: Fields,
    ) -> Result<Fields, OfficeError> {
        if again.is_some_and(|(step, _)| step != HANDED_IN_AGAIN) {
            return Ok(data);
        }
        let mut problems = Vec::new();
        match definition.key.as_str() {
            REQUEST => self.prepare_new(caller, again.map(|(_, id)| id), &mut data, &mut problems).await?,
            CHANGE => self.prepare_change(caller, &mut data, &mut problems).await?,
            REVOCATION => return self.prepare_revocation(caller, data).await,
            _ => return self.about_seen_customer(caller, data).await,
        }
        if !problems.is_empty() {
            return Err(OfficeError::BadForm(problems));
        }
        self.chain(definition, caller.person.id, &data).map_err(|stuck| match stuck {
            Stuck::At(step) => Refusal::Nobody { wanted: format!("{} / {}", step.name.zh, step.name.en) }.into(),
            Stuck::Engine(refusal) => OfficeError::from(refusal),
        })?;
        Ok(data)
    }

    async fn prepare_new(
        &self,
        caller: &Caller,
        same: Option<InstanceId>,
        data: &mut Fields,
        problems: &mut Vec<FieldProblem>,
    ) -> Result<(), OfficeError> {
        self.demand::<RequestAccess>(caller, &resource_of(&caller.person)).await?;
        let key = text(data, "capability");
        let book = self.rulebook();
        let known = book.capability(&key).and_then(|known| Some((known, known.grant.as_ref()?)));
        let Some((capability, rule)) = known else {
            let words = ("这项权限不能申请", "nobody can ask for this right");
            problems.push(problem("/capability", "not_grantable", words.0, words.1));
            return Ok(());
        };
        self.fill_in(&caller.person, rule, data);
        let Some(scope) = self.check_scope(&key, data, problems) else { return Ok(()) };
        let now = self.now();
        let (Some(from), Some(until)) = (self.time(data, "from"), self.time(data, "until")) else { return Ok(()) };
        let from = from.max(now);
        data.insert("from".into(), json!(self.time_text(from)));
        if from - now > GRANT_AHEAD_MAX {
            problems.push(problem("/from", "too_far", "最多提前 90 天申请", "at most 90 days ahead"));
        }
        check_period(from, until, rule, problems);
        self.check_posts(&caller.person, capability, &scope, problems);
        for held in self.grants_of(caller.person.id).await? {
            if held.capability == key && includes(&held.scope, &scope) && from < held.ends() && held.from < until {
                problems.push(problem(
                    "/capability",
                    "already_held",
                    "已持有这项权限；需要更长时间请申请变更（延期）",
                    "you hold this right already; for a longer time ask for a change of it",
                ));
                break;
            }
        }
        if self.asks_already(caller, &key, &scope, same).await? {
            let words = ("同一权限的申请正在审批", "the same request is being decided already");
            problems.push(problem("/capability", "already_asked", words.0, words.1));
        }
        Ok(())
    }

    async fn prepare_change(
        &self,
        caller: &Caller,
        data: &mut Fields,
        problems: &mut Vec<FieldProblem>,
    ) -> Result<(), OfficeError> {
        self.demand::<RequestAccess>(caller, &resource_of(&caller.person)).await?;
        let Some(held) = self.held_of(&caller.person, data).await? else {
            let words = ("没有持有这项授权，或已经失效", "you do not hold this right, or it is over");
            problems.push(problem("/grant", "not_held", words.0, words.1));
            return Ok(());
        };
        let book = self.rulebook();
        let known = book.capability(&held.capability).and_then(|known| Some((known, known.grant.as_ref()?)));
        let Some((capability, rule)) = known.filter(|_| !held.is_break_glass) else {
            let words = ("这项授权不能延期或变更，请重新申请", "this right cannot be changed; ask for it anew");
            problems.push(problem("/grant", "not_grantable", words.0, words.1));
            return Ok(());
        };
        data.insert("capability".into(), json!(held.capability));
        if text(data, "scope_kind").is_empty() {
            let (kind, id) = super::parts_of(&held.scope);
            data.insert("scope_kind".into(), json!(kind));
            id.map(|id| data.insert("scope_id".into(), json!(id)));
        }
        self.fill_in(&caller.person, rule, data);
        let Some(scope) = self.check_scope(&held.capability, data, problems) else { return Ok(()) };
        let Some(until) = self.time(data, "until") else { return Ok(()) };
        check_period(self.now().max(held.from), until, rule, problems);
        self.check_posts(&caller.person, capability, &scope, problems);
        if scope == held.scope && until == held.ends() {
            let words = ("与原授权没有区别", "nothing would be different");
            problems.push(problem("/until", "unchanged", words.0, words.1));
        }
        Ok(())
    }

    /// FORM-03: whose right it is follows from the right.
    async fn prepare_revocation(&self, caller: &Caller, mut data: Fields) -> Result<Fields, OfficeError> {
        let grant = text(&data, "grant").parse().map_err(|_| bad_input("grant", "it is no right"))?;
        let record = self.visible_grant(caller, grant).await?;
        if !record.is_open(self.now()) {
            let words = ("这项授权已经失效", "this right is over already");
            return Err(OfficeError::BadForm(vec![problem("/grant", "over", words.0, words.1)]));
        }
        data.insert("holder".into(), json!(record.person));
        data.insert("capability".into(), json!(record.capability));
        Ok(data)
    }

    async fn held_of(&self, person: &Person, data: &Fields) -> Result<Option<GrantRecord>, OfficeError> {
        let Ok(id) = text(data, "grant").parse() else { return Ok(None) };
        let found = store::grants::by_id(&self.store, id).await?;
        let now = self.now();
        Ok(found.filter(|held| held.person == person.id && held.is_open(now) && held.replaced.is_none()))
    }

    /// What decides the chain and what the holder will be told; nobody fills it in by hand.
    fn fill_in(&self, person: &Person, rule: &Grantable, data: &mut Fields) {
        let post = POSTS.iter().find(|post| person.roles.iter().any(|role| role == **post));
        data.insert("post".into(), json!(post.copied().unwrap_or("staff")));
        data.insert("joint".into(), json!(rule.joint));
        data.insert("cautions".into(), json!(cautions(rule)));
    }

    fn check_scope(&self, capability: &str, data: &mut Fields, problems: &mut Vec<FieldProblem>) -> Option<GrantScope> {
        let (kind, id) = (text(data, "scope_kind"), text(data, "scope_id"));
        if kind == "centre" {
            data.remove("scope_id");
        }
        let scope = scope_of(&kind, Some(&id));
        let (zh, en) = match &scope {
            None => ("请写明班组或客户", "name the team or the customer"),
            Some(GrantScope::Team(team)) if !self.rulebook().teams.iter().any(|known| known.id == *team) => {
                ("没有这个班组", "there is no such team")
            }
            Some(GrantScope::Customer(_)) if !self.rulebook().access.applies(capability, ResourceKind::Customer) => {
                ("这项权限不能只对一位客户", "this right is not about a single customer")
            }
            Some(_) => return scope,
        };
        problems.push(problem("/scope_id", "scope", zh, en));
        None
    }

    /// Separation of duties, and whether the posts give it anyway.
    fn check_posts(&self, person: &Person, of: &Capability, scope: &GrantScope, problems: &mut Vec<FieldProblem>) {
        if let Some(pair) = self.rulebook().excluded(&person.roles, &of.action) {
            problems.push(problem("/capability", "excluded", &pair.why_zh, &pair.why_en));
            return;
        }
        let resource = match scope {
            GrantScope::Centre => Resource::Centre,
            GrantScope::Team(team) => Resource::Team(team.clone()),
            GrantScope::Customer(_) => return,
        };
        let Some(mut bare) = self.directory().principal(person.id) else { return };
        bare.grants.clear();
        if self.rulebook().access.ask(&of.action, &bare, &resource, self.circumstances()).is_ok() {
            let words = ("岗位已有这项权限，无需申请", "your post gives this right already");
            problems.push(problem("/capability", "has_by_post", words.0, words.1));
        }
    }

    /// Another open request of the same person for the same.
    async fn asks_already(
        &self,
        caller: &Caller,
        capability: &str,
        scope: &GrantScope,
        same: Option<InstanceId>,
    ) -> Result<bool, OfficeError> {
        let filter = InstanceFilter {
            applicants: Some(vec![caller.person.id]),
            flow: Some(REQUEST.into()),
            is_open: Some(true),
            ..InstanceFilter::default()
        };
        for record in store::processes::instances(&self.store, &filter, None, crate::limits::PAGE_MAX).await? {
            let id = record.id;
            let data = self.found(record).await?.state.data;
            let asked = scope_of(&text(&data, "scope_kind"), Some(&text(&data, "scope_id")));
            if same != Some(id) && text(&data, "capability") == capability && asked.as_ref() == Some(scope) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the reader may ask for, with who would decide it.
    pub async fn requestable(&self, caller: &Caller) -> Result<Vec<RequestableView>, OfficeError> {
        self.permit::<RequestAccess>(caller, &resource_of(&caller.person)).map_err(OfficeError::Denied)?;
        let book = self.rulebook();
        let held = self.grants_of(caller.person.id).await?;
        let flow = book.processes.flows.get(REQUEST).cloned();
        let mut all = Vec::new();
        for capability in &book.capabilities {
            let Some(rule) = &capability.grant else { continue };
            let mut problems = Vec::new();
            self.check_posts(&caller.person, capability, &GrantScope::Centre, &mut problems);
            let mut why_not = problems.pop().map(|problem| NameView { zh: problem.zh, en: problem.en });
            let mut stages = Vec::new();
            if let Some(flow) = &flow {
                match self.chain(flow, caller.person.id, &self.trial(&caller.person, capability, rule)) {
                    Ok(found) => stages = found,
                    Err(Stuck::At(step)) => why_not = why_not.or(Some(nobody_for(&step))),
                    Err(Stuck::Engine(refusal)) => {
                        why_not = why_not.or_else(|| Some(NameView::new(&refusal.to_string(), &refusal.to_string())));
                    }
                }
            }
            let own = held.iter().filter(|grant| grant.capability == capability.action);
            all.push(RequestableView {
                capability: capability.action.clone(),
                name: NameView::new(&capability.name_zh, &capability.name_en),
                sensitivity: sensitivity_text(capability.sensitivity).to_owned(),
                days_max: rule.days_max,
                cautions: NameView::new(&rule.cautions_zh, &rule.cautions_en),
                joint: rule.joint.iter().map(|role| self.role_name(role)).collect(),
                why_not,
                stages,
                held: own.map(|grant| self.grant_view(caller, grant)).collect(),
            });
        }
        Ok(all)
    }

    /// A request as it would be filled in, to see where it goes.
    fn trial(&self, person: &Person, capability: &Capability, rule: &Grantable) -> Fields {
        let now = self.now();
        let until = now + Millis::from_secs(24 * 3_600);
        let mut data = Fields::new();
        for (field, value) in [
            ("capability", json!(capability.action)),
            ("scope_kind", json!("centre")),
            ("from", json!(self.time_text(now))),
            ("until", json!(self.time_text(until))),
            ("reason", json!("—")),
            ("attestation", json!(true)),
        ] {
            data.insert(field.into(), value);
        }
        self.fill_in(person, rule, &mut data);
        data
    }

    fn role_name(&self, role: &str) -> Keyed {
        let book = self.rulebook();
        let name = book.roles.iter().find(|known| known.id == role);
        let name = name.map_or_else(|| NameView::new(role, role), |role| NameView::new(&role.name_zh, &role.name_en));
        Keyed { key: role.to_owned(), name }
    }

    /// Every stage that the request would pass, and who could do it.
    fn chain(&self, definition: &Definition, applicant: PersonId, data: &Fields) -> Result<Vec<StageView>, Stuck> {
        let world = self.world();
        let start = definition.starts.first().map(|start| start.id.clone()).unwrap_or_default();
        let by = Some(applicant.to_string());
        let starting = Starting { instance: InstanceId(uuid::Uuid::nil()).to_string(), start, by, data: data.clone() };
        let (state, effects) = engine::start(definition, starting, self.now(), &world).map_err(Stuck::Engine)?;
        // A department that must agree has a stage of its own, or nobody would ask it.
        let joint = data.get("joint").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        for role in joint {
            if definition.step(&format!("joint_{role}")).is_none() {
                return Err(Stuck::At(self.role_name(role)));
            }
        }
        let mut stages = Vec::new();
        self.walk(definition, &state, &effects, &mut CHAIN_STEPS_MAX.clone(), &mut stages)?;
        Ok(stages)
    }

    /// Lets each open task be done with its good outcome by whoever may, until the right would be in force. Where the
    /// first person leaves a later stage without anybody, the next is tried.
    fn walk(
        &self,
        definition: &Definition,
        state: &State,
        effects: &[Effect],
        left: &mut u32,
        stages: &mut Vec<StageView>,
    ) -> Result<(), Stuck> {
        let world = self.world();
        let name = |task: &engine::Task| {
            words::step_name(definition, &task.step, task.stage.and_then(|stage| stage.try_into().ok()))
        };
        for effect in effects {
            match effect {
                Effect::Nobody { task, wanted } => {
                    let step = state.tasks.get(task).map(name);
                    return Err(Stuck::At(
                        step.unwrap_or_else(|| Keyed { key: wanted.clone(), name: NameView::new(wanted, wanted) }),
                    ));
                }
                Effect::Service { service, .. } if service == IN_FORCE => return Ok(()),
                _ => {}
            }
        }
        let Some(task) = state.tasks.values().next() else { return Ok(()) };
        let people = words::ids(task.people());
        stages.push(StageView { step: name(task), people: words::people(&self.directory(), &people) });
        let depth = stages.len();
        let outcome = engine::outcomes(definition, task).into_iter().next().unwrap_or_default();
        let mut stuck = Stuck::At(name(task));
        for person in people.iter().take(CHAIN_TRIES_PER_STAGE) {
            if *left == 0 {
                break;
            }
            *left -= 1;
            let (by, outcome, data) = (person.to_string(), outcome.clone(), Fields::new());
            let done = Event::Complete { task: task.id, by, outcome, data };
            let (next, effects) = match engine::step(definition, state, done, self.now(), &world) {
                Ok(moved) => moved,
                Err(refusal) => {
                    stuck = Stuck::Engine(refusal);
                    continue;
                }
            };
            stages.truncate(depth);
            match self.walk(definition, &next, &effects, left, stages) {
                Ok(()) => return Ok(()),
                Err(why) => stuck = why,
            }
        }
        Err(stuck)
    }

    fn time(&self, data: &Fields, field: &str) -> Option<Millis> {
        dates::parse_datetime(data.get(field)?.as_str()?, self.rulebook().centre.utc_offset_minutes)
    }

    fn time_text(&self, at: Millis) -> String {
        dates::datetime_text(at, self.rulebook().centre.utc_offset_minutes)
    }
}

/// Both languages: the holder reads one of them.
pub(crate) fn cautions(rule: &Grantable) -> String {
    format!("{}\n{}", rule.cautions_zh, rule.cautions_en)
}

/// Whether a right of the one scope makes the other one needless.
fn includes(wide: &GrantScope, narrow: &GrantScope) -> bool {
    *wide == GrantScope::Centre || wide == narrow
}

fn check_period(from: Millis, until: Millis, rule: &Grantable, problems: &mut Vec<FieldProblem>) {
    let day = Millis::from_secs(24 * 3_600);
    if until <= from {
        problems.push(problem(
            "/until",
            "period",
            "截止时间须晚于开始时间和现在",
            "it must come after the beginning and now",
        ));
    } else if until - from > Millis(day.0 * i64::from(rule.days_max)) {
        let days = rule.days_max;
        let (zh, en) = (format!("这项权限最长 {days} 天"), format!("this right lasts {days} days at most"));
        problems.push(problem("/until", "too_long", &zh, &en));
    }
}

fn nobody_for(step: &Keyed) -> NameView {
    NameView::new(&format!("没有人能办理：{}", step.name.zh), &format!("nobody could do this stage: {}", step.name.en))
}

fn text(data: &Fields, field: &str) -> String {
    data.get(field).and_then(Json::as_str).unwrap_or_default().trim().to_owned()
}

fn problem(path: &str, code: &str, zh: &str, en: &str) -> FieldProblem {
    FieldProblem { path: path.into(), code: code.into(), zh: zh.into(), en: en.into() }
}

/// What no longer lets somebody hold it, as words for a person; also asked when it is put into force.
pub(crate) fn conflict(office: &Office, person: &Person, capability: &str) -> Option<String> {
    held::conflict(&office.rulebook(), &person.roles, person.is_active, capability)
}

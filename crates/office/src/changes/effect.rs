//! What a change would do, before anybody approves it: the same questions to the old rules and to the new.
//!
//! Rights: every kind of person × every action whose policies differ × sampled resources. Past decisions and calls are
//! `replay.rs` and `calls.rs`. Start reading at [`Office::effect_of`].

use super::views::{Effect, FlowEffect, ParameterEffect, RightEffect, RightsEffect};
use crate::{Office, OfficeError};
use access::{Circumstances, Principal, Resource, ResourceKind, actions};
use model::{Millis, OrderState, PersonId};
use process::engine;
use rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Usernames that one line of the effect names.
pub(super) const NAMED_MAX: usize = 12;
/// Lines of one part of the effect.
pub(super) const LINES_MAX: usize = 200;
/// Flows of the catalogue and customers stand for all: one each.
const SAMPLE: &str = "sample";
/// Reasons why instances could not be moved.
const BLOCKERS_MAX: usize = 5;
/// Open instances of one flow that are looked at.
const LOOKED_AT_MAX: u32 = 1_000;

impl Office {
    /// The effect of `new` in place of `old`.
    pub(crate) async fn effect_of(&self, old: &Arc<Rulebook>, new: &Arc<Rulebook>) -> Result<Effect, OfficeError> {
        let rights = self.rights_effect(old, new).await;
        let readers = match old.rules == new.rules {
            true => 0,
            false => self.directory().everybody().iter().filter(|person| person.is_active).count() as u64,
        };
        Ok(Effect {
            decisions: self.decisions_effect(old, new, &changed_actions(old, new)).await?,
            calls: self.calls_effect(old, new).await?,
            flows: self.flows_effect(old, new).await?,
            parameters: parameters_effect(old, new),
            rights,
            readers,
        })
    }

    /// Off the loop: some ten thousand questions.
    async fn rights_effect(&self, old: &Arc<Rulebook>, new: &Arc<Rulebook>) -> RightsEffect {
        let policies = changed_policies(old, new);
        let actions = changed_actions(old, new);
        if actions.is_empty() {
            return RightsEffect { policies, ..RightsEffect::default() };
        }
        let people: Vec<Principal> = {
            let directory = self.directory();
            let active = directory.everybody().into_iter().filter(|person| person.is_active);
            active.filter_map(|person| directory.principal(person.id)).collect()
        };
        let (old, new, now) = (Arc::clone(old), Arc::clone(new), self.now());
        let asking = tokio::task::spawn_blocking(move || cross(&old, &new, &people, &actions, now));
        let (asked, items) = asking.await.unwrap_or_default();
        RightsEffect { policies, asked, items }
    }

    async fn flows_effect(&self, old: &Rulebook, new: &Rulebook) -> Result<Vec<FlowEffect>, OfficeError> {
        let (before, after) = (&old.processes.flows, &new.processes.flows);
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let mut effects = Vec::new();
        for key in keys {
            let (kind, shown) = match (before.get(key), after.get(key)) {
                (Some(was), Some(is)) if was.hash == is.hash => continue,
                (Some(_), Some(is)) => ("changed", is),
                (None, Some(is)) => ("added", is),
                (Some(was), None) => ("removed", was),
                (None, None) => continue,
            };
            let mut effect = FlowEffect {
                flow: key.clone(),
                name_zh: shown.name.zh.clone(),
                name_en: shown.name.en.clone(),
                kind: kind.to_owned(),
                open: 0,
                can_move: 0,
                blocked: Vec::new(),
            };
            for record in store::processes::open_of_flow(&self.store, key, None, LOOKED_AT_MAX).await? {
                effect.open += 1;
                let Some(to) = after.get(key) else { continue };
                let found = self.found(record).await?;
                let report = engine::dry_run([&found.state], &found.definition, to, &BTreeMap::new());
                effect.can_move += report.can_move as u64;
                let told = report.blocked.into_values().flatten().map(|why| format!("{}: {}", why.step, why.why));
                effect.blocked.extend(told);
                effect.blocked.sort();
                effect.blocked.dedup();
                effect.blocked.truncate(BLOCKERS_MAX);
            }
            effects.push(effect);
        }
        Ok(effects)
    }
}

fn parameters_effect(old: &Rulebook, new: &Rulebook) -> Vec<ParameterEffect> {
    let (before, after) = (&old.processes.parameters, &new.processes.parameters);
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let one = |key: &String| {
        let (was, is) = (before.get(key), after.get(key));
        let name = &is.or(was)?.name;
        let (was, is) = (was.map(|of| of.default.clone()), is.map(|of| of.default.clone()));
        let effect = ParameterEffect {
            key: key.clone(),
            name_zh: name.zh.clone(),
            name_en: name.en.clone(),
            before: was,
            after: is,
        };
        (effect.before != effect.after).then_some(effect)
    };
    keys.into_iter().filter_map(one).collect()
}

/// Ids of policies that are new, gone or of another text.
fn changed_policies(old: &Rulebook, new: &Rulebook) -> Vec<String> {
    let texts = |book: &Rulebook| -> BTreeMap<String, String> {
        book.access.policies().iter().map(|policy| (policy.words.policy.clone(), policy.text.clone())).collect()
    };
    let (before, after) = (texts(old), texts(new));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    ids.into_iter().filter(|id| before.get(*id) != after.get(*id)).cloned().collect()
}

/// Actions about which the two say different things. A policy that names none speaks of all.
fn changed_actions(old: &Rulebook, new: &Rulebook) -> Vec<&'static str> {
    if old.schema != new.schema {
        return actions::ALL.to_vec();
    }
    let changed = changed_policies(old, new);
    let touched = |action: &str| {
        [old, new].iter().flat_map(|book| book.access.policies()).any(|policy| {
            changed.contains(&policy.words.policy)
                && (policy.actions.is_empty() || policy.actions.iter().any(|of| of == action))
        })
    };
    actions::ALL.iter().copied().filter(|action| touched(action)).collect()
}

/// What makes two people the same for every policy that does not name them.
type Kind = (Vec<String>, Option<String>, Vec<String>, Vec<String>, bool);

fn kind_of(one: &Principal) -> Kind {
    let mut roles = one.roles.clone();
    roles.sort();
    (roles, one.team.clone(), one.qualifications.clone(), one.suspended.clone(), one.must_change_password)
}

/// Asks both and tells where they differ. People who are alike are asked about once, whatever they hold for a time.
fn cross(
    old: &Rulebook,
    new: &Rulebook,
    people: &[Principal],
    actions: &[&'static str],
    now: Millis,
) -> (u64, Vec<RightEffect>) {
    let mut kinds: BTreeMap<Kind, Vec<&Principal>> = BTreeMap::new();
    for person in people {
        kinds.entry(kind_of(person)).or_default().push(person);
    }
    let plain = Circumstances::at(now);
    let full = Circumstances { stepped_up: Some(now), has_purpose: true, has_case: true, has_consent: true, ..plain };
    let mut asked = 0;
    let mut found: BTreeMap<(&str, bool, bool, String), Vec<String>> = BTreeMap::new();
    let mut words: HashMap<String, (String, String)> = HashMap::new();
    for alike in kinds.values() {
        let one = alike[0];
        for resource in resources(one, people, new) {
            let kind = ResourceKind::of(&resource.of);
            for action in
                actions.iter().filter(|action| old.access.applies(action, kind) || new.access.applies(action, kind))
            {
                let may = |book: &Rulebook, with| book.access.ask(action, one, &resource.of, with).is_ok();
                let mut note = |gains: bool, needs_evidence: bool| {
                    words.entry(resource.en.clone()).or_insert_with(|| (resource.zh.clone(), resource.en.clone()));
                    let line = found.entry((action, gains, needs_evidence, resource.en.clone())).or_default();
                    line.extend(alike.iter().map(|one| one.username.clone()));
                };
                asked += 2;
                match (may(old, plain), may(new, plain)) {
                    (false, true) => note(true, false),
                    (true, false) => note(false, false),
                    (true, true) => {}
                    (false, false) => {
                        asked += 2;
                        match (may(old, full), may(new, full)) {
                            (false, true) => note(true, true),
                            (true, false) => note(false, true),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
    let lines = found.into_iter().map(|((action, gains, needs_evidence, on), mut usernames)| {
        usernames.sort();
        usernames.dedup();
        let (action_zh, action_en) = action_words(new, action);
        let people = usernames.len() as u64;
        usernames.truncate(NAMED_MAX);
        let (on_zh, on_en) = words.get(&on).cloned().unwrap_or_default();
        RightEffect {
            action: action.to_owned(),
            action_zh,
            action_en,
            gains,
            needs_evidence,
            on_zh,
            on_en,
            people,
            usernames,
        }
    });
    (asked, lines.take(LINES_MAX).collect())
}

pub(super) fn action_words(book: &Rulebook, action: &str) -> (String, String) {
    let found = book.capabilities.iter().find(|of| of.action == action);
    found.map_or_else(|| (action.to_owned(), action.to_owned()), |of| (of.name_zh.clone(), of.name_en.clone()))
}

struct Sampled {
    of: Resource,
    zh: String,
    en: String,
}

fn sampled(of: Resource, zh: impl Into<String>, en: impl Into<String>) -> Sampled {
    Sampled { of, zh: zh.into(), en: en.into() }
}

/// What stands for everything that `one` could act upon: the centre, each team and a call and a person of it, own
/// things, a flow, a customer, and approved requests of others.
fn resources(one: &Principal, people: &[Principal], book: &Rulebook) -> Vec<Sampled> {
    let mut all = vec![sampled(Resource::Centre, "整个中心", "the centre")];
    for team in &book.teams {
        let (zh, en) = (&team.name_zh, &team.name_en);
        let member = people.iter().find(|person| person.team.as_ref() == Some(&team.id) && person.person != one.person);
        all.push(sampled(Resource::Team(team.id.clone()), zh, en));
        if let Some(member) = member {
            let (agent, agent_team) = (Some(member.person), member.team.clone());
            let call = Resource::Call { id: SAMPLE.into(), agent, agent_team };
            all.push(sampled(call, format!("{zh}的通话"), format!("calls of {en}")));
            let person = Resource::Person { person: member.person, team: member.team.clone() };
            all.push(sampled(person, format!("{zh}的人员"), format!("people of {en}")));
        }
    }
    let own_call = Resource::Call { id: SAMPLE.into(), agent: Some(one.person), agent_team: one.team.clone() };
    all.push(sampled(own_call, "自己的通话", "own calls"));
    let own = Resource::Person { person: one.person, team: one.team.clone() };
    all.push(sampled(own, "自己的账号", "the own account"));
    all.push(sampled(Resource::Flow { flow: SAMPLE.into() }, "任一流程", "any flow"));
    let other = people.iter().find(|person| person.person != one.person).map_or(one.person, |person| person.person);
    for (serving, zh, en) in
        [(vec![one.person], "正在服务的客户", "a customer being served"), (vec![other], "其他客户", "other customers")]
    {
        let customer = Resource::Customer { customer: SAMPLE.into(), team: None, serving };
        all.push(sampled(customer, zh, en));
    }
    for (state, zh, en) in [
        (OrderState::Placed, "自己客户的未发货订单", "an order not shipped, of a customer being served"),
        (OrderState::Shipped, "自己客户的已发货订单，拦截已获批", "a shipped order of theirs whose stop is approved"),
    ] {
        let (order, serving) = (SAMPLE.to_owned(), vec![one.person]);
        let approver = (state == OrderState::Shipped).then_some(other);
        all.push(sampled(Resource::Order { order, state, taker: None, serving, approver }, zh, en));
    }
    all.extend(requests(one, other, SAMPLE.to_owned()));
    all
}

/// Things in the course of a flow.
fn requests(one: &Principal, other: PersonId, id: String) -> Vec<Sampled> {
    let mine = vec![one.person];
    let task = |is_review: bool, applicant: Option<PersonId>| Resource::Task {
        instance: id.clone(),
        flow: id.clone(),
        task: 1,
        applicant,
        people: mine.clone(),
        excluded: Vec::new(),
        holder_team: one.team.clone(),
        is_review,
    };
    let instance = |people: Vec<PersonId>, applicant: PersonId| Resource::Instance {
        id: id.clone(),
        flow: id.clone(),
        applicant: Some(applicant),
        applicant_team: None,
        people,
    };
    let change = |author: PersonId| Resource::Change { id: id.clone(), author, is_approved: true };
    let access = Resource::AccessRequest {
        id: id.clone(),
        applicant: other,
        first: Some(PersonId(uuid::Uuid::from_u128(1))),
        last: Some(PersonId(uuid::Uuid::from_u128(2))),
        needs_joint: false,
        joint: Vec::new(),
    };
    let money = Resource::MoneyChange {
        id: id.clone(),
        maker: other,
        finance: Some(PersonId(uuid::Uuid::from_u128(1))),
        supervisor: Some(PersonId(uuid::Uuid::from_u128(2))),
    };
    vec![
        sampled(task(false, Some(other)), "自己的任务", "an own task"),
        sampled(task(true, Some(other)), "待自己审批的申请", "a request to review"),
        sampled(task(true, Some(one.person)), "审批自己的申请", "reviewing the own request"),
        sampled(instance(mine.clone(), one.person), "自己发起的流程", "an own case"),
        sampled(instance(Vec::new(), other), "别人的流程", "others' cases"),
        sampled(access, "已批准的授权申请", "an approved request for a right"),
        sampled(money, "已双签的资金变更", "a change of money signed twice"),
        sampled(change(other), "别人提出并已批准的规则变更", "an approved change by somebody else"),
        sampled(change(one.person), "自己提出的规则变更", "an own change of the rules"),
    ]
}

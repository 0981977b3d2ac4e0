//! Decisions of the past days asked again: what was allowed and would be refused, and the other way round.
//!
//! The journal says who did what and which policies let them; of a refusal it says action and resource. A question is
//! put together from that as well as it can be: whose call, which person, team or flow. What cannot be put together,
//! as a purpose or a consent of then, is not asked again, and the effect says how many were.

use super::effect::{LINES_MAX, NAMED_MAX, action_words};
use super::views::{DecisionEffect, DecisionsEffect};
use crate::directory::Directory;
use crate::limits::{REPLAY_DAYS, REPLAY_FACTS_MAX};
use crate::{Office, OfficeError};
use access::{Circumstances, Principal, Resource};
use model::{Actor, CallId, Fact, FactBody, Millis, PersonId};
use rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::limits::FACTS_PAGE_MAX;

/// Who asked for what, on what, and whether it was refused. Many facts are the same question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    person: PersonId,
    action: String,
    about: About,
    was_refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Centre,
    Team(String),
    Person(PersonId),
    Flow(String),
    /// By whoever took it.
    CallOf(Option<PersonId>),
}

impl Office {
    pub(super) async fn decisions_effect(
        &self,
        old: &Rulebook,
        new: &Rulebook,
        actions: &[&'static str],
    ) -> Result<DecisionsEffect, OfficeError> {
        let mut effect = DecisionsEffect { days: REPLAY_DAYS, ..DecisionsEffect::default() };
        if actions.is_empty() {
            return Ok(effect);
        }
        let by_policy: HashMap<&str, &[String]> = old
            .access
            .policies()
            .iter()
            .map(|policy| (policy.words.policy.as_str(), policy.actions.as_slice()))
            .collect();
        let (mut questions, mut agents) = (BTreeMap::<Question, u64>::new(), HashMap::new());
        let (mut seq, until) = (0, self.now());
        let from = until - Millis::from_secs(i64::from(REPLAY_DAYS) * 86_400);
        let mut read = 0;
        loop {
            let page = store::journal::between(&self.store, from, until, seq, FACTS_PAGE_MAX).await?;
            let Some(last) = page.last() else { break };
            (seq, read) = (last.seq, read + page.len());
            for fact in &page {
                note_agent(fact, &mut agents);
                let Some(asked) = question(fact, &by_policy, &agents) else { continue };
                effect.decisions += 1;
                for question in asked.into_iter().filter(|asked| actions.contains(&asked.action.as_str())) {
                    effect.asked_again += 1;
                    *questions.entry(question).or_default() += 1;
                }
            }
            if read >= REPLAY_FACTS_MAX {
                effect.is_cut = true;
                break;
            }
        }
        effect.items = ask_again(&self.directory(), old, new, questions, until);
        Ok(effect)
    }
}

/// Whose call it is, so that questions about it can be put.
fn note_agent(fact: &Fact, agents: &mut HashMap<CallId, PersonId>) {
    if let FactBody::CallBridged { call, agent: Some(agent), .. } = &fact.body {
        agents.insert(*call, *agent);
    }
}

/// `None`: no decision of a person.
fn question(
    fact: &Fact,
    by_policy: &HashMap<&str, &[String]>,
    agents: &HashMap<CallId, PersonId>,
) -> Option<Vec<Question>> {
    if let FactBody::ActDenied { person, action, resource } = &fact.body {
        let about = about_of(resource, agents);
        let asked = |about| Question { person: *person, action: action.clone(), about, was_refused: true };
        return Some(about.map(asked).into_iter().collect());
    }
    let Actor::Person(person) = fact.actor else { return None };
    if fact.reasons.is_empty() {
        return None;
    }
    let about = match (&fact.body, fact.body.call()) {
        (FactBody::InstanceStarted { flow, .. }, _) => About::Flow(flow.to_string()),
        (FactBody::PersonDisabled { person } | FactBody::PersonEnabled { person }, _) => About::Person(*person),
        (_, Some(call)) => About::CallOf(agents.get(&call).copied().or(Some(person))),
        // What a flow was told by its people depends on the task of then.
        (body, None) if body.instance().is_some() => return Some(Vec::new()),
        _ => About::Centre,
    };
    let policies = fact.reasons.iter().filter_map(|reason| by_policy.get(reason.as_str()));
    let actions: BTreeSet<&String> = policies.flat_map(|actions| actions.iter()).collect();
    let asked = |action: &String| Question { person, action: action.clone(), about: about.clone(), was_refused: false };
    Some(actions.into_iter().map(asked).collect())
}

/// As `resource_text` writes it.
fn about_of(text: &str, agents: &HashMap<CallId, PersonId>) -> Option<About> {
    let (kind, id) = text.split_once(' ').unwrap_or((text, ""));
    Some(match kind {
        "centre" => About::Centre,
        "team" => About::Team(id.to_owned()),
        "person" => About::Person(id.parse().ok()?),
        "flow" => About::Flow(id.to_owned()),
        "call" => About::CallOf(id.parse().ok().and_then(|call: CallId| agents.get(&call).copied())),
        _ => return None,
    })
}

fn ask_again(
    directory: &Directory,
    old: &Rulebook,
    new: &Rulebook,
    questions: BTreeMap<Question, u64>,
    now: Millis,
) -> Vec<DecisionEffect> {
    let mut found: BTreeMap<(String, bool), (u64, BTreeSet<String>)> = BTreeMap::new();
    for (asked, times) in questions {
        let Some(principal) = directory.principal(asked.person) else { continue };
        let resource = resource_of(directory, &asked.about);
        let may = |book: &Rulebook| may(book, &asked.action, &principal, &resource, now);
        // Only where the rules themselves make the difference: people may have moved since then.
        let (before, after) = (may(old), may(new));
        if before == after || before == asked.was_refused {
            continue;
        }
        let (count, usernames) = found.entry((asked.action.clone(), before)).or_default();
        *count += times;
        usernames.insert(principal.username.clone());
    }
    let line = |((action, would_be_refused), (times, usernames)): ((String, bool), (u64, BTreeSet<String>))| {
        let (action_zh, action_en) = action_words(new, &action);
        let usernames = usernames.into_iter().take(NAMED_MAX).collect();
        DecisionEffect { action, action_zh, action_en, would_be_refused, times, usernames }
    };
    found.into_iter().map(line).take(LINES_MAX).collect()
}

fn may(book: &Rulebook, action: &str, principal: &Principal, resource: &Resource, now: Millis) -> bool {
    let with = Circumstances { now, stepped_up: Some(now), has_purpose: true, has_case: true, has_consent: true };
    book.access.ask(action, principal, resource, with).is_ok()
}

fn resource_of(directory: &Directory, about: &About) -> Resource {
    match about {
        About::Centre => Resource::Centre,
        About::Team(team) => Resource::Team(team.clone()),
        About::Flow(flow) => Resource::Flow { flow: flow.clone() },
        About::Person(person) => Resource::Person { person: *person, team: directory.team_of(*person) },
        About::CallOf(agent) => Resource::Call {
            id: "past".into(),
            agent: *agent,
            agent_team: agent.and_then(|agent| directory.team_of(agent)),
        },
    }
}

//! Calls of the past days under the old and the new routing. The office reads them from the journal; whoever has the
//! exchange plays them ([`Office::rehearse_with`]): the same code that routes in production.

use super::views::{CallsEffect, QueueEffect, QueueFate};
use crate::limits::{REPLAY_CALLS_MAX, REPLAY_DAYS, REPLAY_FACTS_MAX};
use crate::service::known;
use crate::{Office, OfficeError};
use model::{AgentState, CallId, Fact, FactBody, Millis, PersonId, QueueId, QueueOutcome, Routing};
use rulebook::{Known, Rulebook};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::limits::FACTS_PAGE_MAX;

/// A call as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCall {
    pub call: CallId,
    pub at: Millis,
    pub to: String,
    pub trunk: Arc<str>,
    pub keys: Vec<char>,
    /// How long the caller waited before giving up; `None`: was answered, or heard no queue.
    pub gave_up_after: Option<Millis>,
    pub talk: Millis,
}

/// From when until when an agent took calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastShift {
    pub agent: PersonId,
    pub from: Millis,
    pub until: Millis,
}

/// What became of a call when it was played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    pub queue: Option<QueueId>,
    pub is_answered: bool,
    pub wait: Millis,
    pub found_nobody: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Played {
    pub fates: BTreeMap<CallId, Fate>,
    /// Offered, answered, and the waits of those answered in all.
    pub queues: BTreeMap<QueueId, (u64, u64, Millis)>,
    pub is_cut: bool,
}

/// Plays past calls under a routing.
pub type Rehearse = Arc<dyn Fn(&Routing, &[PastCall], &[PastShift]) -> Played + Send + Sync>;

impl Office {
    /// Gives the office the exchange to play past calls with. Without it changes of routing show no calls.
    pub fn rehearse_with(&self, rehearse: Rehearse) {
        let _ = self.rules.rehearse.set(rehearse);
    }

    pub(super) async fn calls_effect(&self, old: &Rulebook, new: &Rulebook) -> Result<CallsEffect, OfficeError> {
        let mut effect = CallsEffect { days: REPLAY_DAYS, ..CallsEffect::default() };
        let (before, after) = (self.routing_of(old), self.routing_of(new));
        if same_routing(&before, &after) {
            return Ok(effect);
        }
        let Some(rehearse) = self.rules.rehearse.get().cloned() else { return Ok(effect) };
        let past = self.past_calls().await?;
        effect.is_cut = past.is_cut;
        let (calls, shifts) = (past.calls, past.shifts);
        let playing = tokio::task::spawn_blocking(move || {
            (rehearse(&before, &calls, &shifts), rehearse(&after, &calls, &shifts))
        });
        let Ok((before, after)) = playing.await else { return Ok(effect) };
        effect.is_played = true;
        compare(&before, &after, [old, new], &mut effect);
        Ok(effect)
    }

    fn routing_of(&self, book: &Rulebook) -> Routing {
        let everybody = self.directory().everybody();
        let people: Vec<Known<'_>> = everybody.iter().map(|person| known(person)).collect();
        book.routing(0, &people)
    }

    async fn past_calls(&self) -> Result<Past, OfficeError> {
        let (mut seq, until) = (0, self.now());
        let from = until - Millis::from_secs(i64::from(REPLAY_DAYS) * 86_400);
        let (mut past, mut read) = (Past::default(), 0);
        loop {
            let page = store::journal::between(&self.store, from, until, seq, FACTS_PAGE_MAX).await?;
            let Some(last) = page.last() else { break };
            (seq, read) = (last.seq, read + page.len());
            page.iter().for_each(|fact| past.take(fact));
            if read >= REPLAY_FACTS_MAX || past.calls.len() >= REPLAY_CALLS_MAX {
                past.is_cut = true;
                break;
            }
        }
        past.finish(until);
        Ok(past)
    }
}

/// Versions and where prompts lie make no difference to a caller.
fn same_routing(before: &Routing, after: &Routing) -> bool {
    before.queues == after.queues
        && before.flows == after.flows
        && before.inbound == after.inbound
        && before.agents == after.agents
        && before.calendars == after.calendars
}

/// What the journal tells of calls and of who was at work.
#[derive(Default)]
struct Past {
    calls: Vec<PastCall>,
    at: HashMap<CallId, usize>,
    shifts: Vec<PastShift>,
    since: HashMap<PersonId, Millis>,
    is_cut: bool,
}

impl Past {
    fn take(&mut self, fact: &Fact) {
        match &fact.body {
            FactBody::CallStarted { call, to, trunk, .. } => {
                self.at.insert(*call, self.calls.len());
                self.calls.push(PastCall {
                    call: *call,
                    at: fact.at_ms,
                    to: to.clone(),
                    trunk: Arc::from(&**trunk),
                    keys: Vec::new(),
                    gave_up_after: None,
                    talk: Millis::ZERO,
                });
            }
            FactBody::KeyPressed { call, key, .. } => self.with(call, |past| past.keys.push(*key)),
            // Which digits they were is nobody's business afterwards; how many is enough to come through.
            FactBody::DigitsCollected { call, count, .. } => {
                let digits = std::iter::repeat_n('1', usize::from(*count));
                self.with(call, |past| past.keys.extend(digits));
            }
            FactBody::QueueLeft { call, outcome: QueueOutcome::Abandoned, wait_ms, .. } => {
                self.with(call, |past| past.gave_up_after = Some(*wait_ms));
            }
            FactBody::CallEnded { call, talk_ms, .. } => self.with(call, |past| past.talk = *talk_ms),
            FactBody::AgentStateChanged { agent, state, .. } => match state {
                AgentState::Offline | AgentState::Away { .. } => self.end_shift(*agent, fact.at_ms),
                AgentState::Ready => drop(self.since.entry(*agent).or_insert(fact.at_ms)),
                _ => {}
            },
            _ => {}
        }
    }

    fn with(&mut self, call: &CallId, note: impl FnOnce(&mut PastCall)) {
        if let Some(past) = self.at.get(call).and_then(|at| self.calls.get_mut(*at)) {
            note(past);
        }
    }

    fn end_shift(&mut self, agent: PersonId, until: Millis) {
        if let Some(from) = self.since.remove(&agent) {
            self.shifts.push(PastShift { agent, from, until });
        }
    }

    fn finish(&mut self, now: Millis) {
        let open: Vec<PersonId> = self.since.keys().copied().collect();
        open.into_iter().for_each(|agent| self.end_shift(agent, now));
        self.shifts.sort_by_key(|shift| (shift.from, shift.agent));
    }
}

fn compare(before: &Played, after: &Played, books: [&Rulebook; 2], effect: &mut CallsEffect) {
    effect.is_cut |= before.is_cut || after.is_cut;
    effect.calls = before.fates.len() as u64;
    for (call, was) in &before.fates {
        let Some(is) = after.fates.get(call) else { continue };
        effect.nobody_before += u64::from(was.found_nobody);
        effect.nobody_after += u64::from(is.found_nobody);
        effect.other_queue += u64::from(was.queue != is.queue);
        effect.longer += u64::from(is.wait > was.wait);
        effect.shorter += u64::from(is.wait < was.wait);
        effect.lost += u64::from(was.is_answered && !is.is_answered);
        effect.won += u64::from(!was.is_answered && is.is_answered);
    }
    let fate = |of: &Played, queue: &QueueId| {
        let (offered, answered, wait) = of.queues.get(queue).copied().unwrap_or_default();
        QueueFate { offered, answered, wait_ms: wait.0 / i64::try_from(answered.max(1)).unwrap_or(1) }
    };
    let queues: std::collections::BTreeSet<&QueueId> = before.queues.keys().chain(after.queues.keys()).collect();
    for queue in queues {
        let named = books.iter().rev().find_map(|book| book.queues.iter().find(|of| of.id == *queue));
        let line = QueueEffect {
            queue: queue.to_string(),
            name_zh: named.map_or_else(|| queue.to_string(), |of| of.name_zh.clone()),
            name_en: named.map_or_else(|| queue.to_string(), |of| of.name_en.clone()),
            before: fate(before, queue),
            after: fate(after, queue),
        };
        effect.queues.push(line);
    }
}

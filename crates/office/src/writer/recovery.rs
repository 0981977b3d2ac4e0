//! What a start mends: today's floor from the journal, and an end for every offer, state, recording and call that the
//! last run left open.

use super::limits::{RECOVERY_FACTS_AT_ONCE, REPLAY_PAGE};
use super::{Journal, JournalError};
use crate::vault::Keeper;
use model::{
    Actor, AgentState, CallCause, CallId, Fact, FactBody, LegId, Millis, OfferOutcome, PersonId, QueueId, QueueOutcome,
    RecordingId,
};
use std::sync::Arc;
use store::{Entry, Store, StoreError};
use workforce::Floor;

/// Folds today's facts into an empty floor. Yesterday's calls that are still open are not on it; they end at
/// [`end_open_calls`].
pub async fn replay(store: &Store, mut floor: Floor) -> Result<Floor, StoreError> {
    let mut seq = 0;
    loop {
        let facts = store::journal::between(store, floor.day_ms, Millis(i64::MAX), seq, REPLAY_PAGE).await?;
        let Some(last) = facts.last() else { return Ok(floor) };
        seq = last.seq;
        facts.iter().for_each(|fact| floor.apply(fact));
    }
}

/// What the file of a recording holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    pub duration_ms: Millis,
    pub bytes: u64,
}

/// Writes what the crash kept from being written: offers end, agents are offline, recordings end, callers leave their
/// queues, calls end. Returns how many calls. Call it before the switch starts and before `ServiceStarted` is
/// committed. `sound_of` looks at a recording's file.
pub async fn end_open_calls(
    store: &Store,
    journal: &Journal,
    now: Millis,
    sound_of: impl Fn(RecordingId) -> Option<Sound>,
) -> Result<usize, RecoveryError> {
    let last_at = last_known(store).await?.map_or(now, |at| Millis(at.0.min(now.0)));
    let open = store::calls::open_ids(store).await?;
    let mut cuts = Vec::with_capacity(open.len());
    for call in open {
        cuts.push(Cut::of(call, &store::calls::facts_of(store, call).await?));
    }
    // Nobody did anything after the last sign of life: offers and states end then, calls only now.
    let floor = journal.floor().1;
    let working = floor.agents.iter().filter(|(_, live)| live.state != AgentState::Offline);
    let offline = working.map(|(agent, _)| offline(*agent));
    let mut facts: Vec<Fact> =
        cuts.iter().filter_map(|cut| cut.offer_end(last_at)).chain(offline).map(|body| fact(last_at, body)).collect();
    // Also of calls that had ended: a recording is closed a moment later.
    for recording in store::recordings::open(store).await? {
        let sound = sound_of(recording.id);
        let rest = Sound { duration_ms: last_at.since(recording.started_ms), bytes: 0 };
        let Sound { duration_ms, bytes } = sound.unwrap_or(rest);
        let (call, recording) = (recording.call, recording.id);
        facts.push(fact(now, FactBody::RecordingEnded { call, recording, duration_ms, bytes }));
    }
    for cut in &cuts {
        let heard_until = cut.recording.and_then(|(id, since)| Some(since + sound_of(id)?.duration_ms));
        // In a quiet hour the last fact is old; what was recorded shows that the call went on.
        let until = heard_until.map_or(last_at, |heard| Millis(heard.0.min(now.0).max(last_at.0)));
        facts.extend(cut.ends(until).into_iter().map(|body| fact(now, body)));
    }
    for group in facts.chunks(RECOVERY_FACTS_AT_ONCE) {
        journal.commit(group.iter().cloned().map(Entry::from).collect()).await?;
    }
    Ok(cuts.len())
}

fn offline(agent: PersonId) -> FactBody {
    FactBody::AgentStateChanged { agent, state: AgentState::Offline, cause: None }
}

#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    #[error("reading the journal")]
    Store(#[from] StoreError),
    #[error("writing the journal")]
    Journal(#[from] JournalError),
}

/// When the last run was still alive: talk times end then, not at the new start.
async fn last_known(store: &Store) -> Result<Option<Millis>, StoreError> {
    let last = store::journal::last_seq(store).await?;
    let facts = store::journal::after(store, last.saturating_sub(1), 1).await?;
    Ok(facts.first().map(|fact| fact.at_ms))
}

fn fact(at_ms: Millis, body: FactBody) -> Fact {
    Fact { seq: 0, at_ms, actor: Actor::System, reasons: Vec::new(), body }
}

/// What of a call was going on when the service stopped.
struct Cut {
    call: CallId,
    /// The offer that rang, at whom and since when.
    offer: Option<(LegId, PersonId, Millis)>,
    waiting: Option<(QueueId, Millis)>,
    talking_since: Option<Millis>,
    held_since: Option<Millis>,
    held: Millis,
    recording: Option<(RecordingId, Millis)>,
}

impl Cut {
    fn of(call: CallId, facts: &[Fact]) -> Self {
        let (offer, waiting, talking_since, held_since, recording) = (None, None, None, None, None);
        let mut cut = Self { call, offer, waiting, talking_since, held_since, held: Millis::ZERO, recording };
        for fact in facts {
            let at = fact.at_ms;
            match &fact.body {
                FactBody::OfferMade { leg, agent, .. } => cut.offer = Some((*leg, *agent, at)),
                FactBody::OfferEnded { .. } => cut.offer = None,
                FactBody::QueueEntered { queue, .. } => cut.waiting = Some((queue.clone(), at)),
                FactBody::QueueLeft { .. } => cut.waiting = None,
                FactBody::CallBridged { .. } => cut.talking_since = cut.talking_since.or(Some(at)),
                FactBody::HoldStarted { .. } => cut.held_since = Some(at),
                FactBody::HoldEnded { held_ms, .. } => {
                    cut.held_since = None;
                    cut.held += *held_ms;
                }
                FactBody::RecordingStarted { recording, .. } => cut.recording = Some((*recording, at)),
                FactBody::RecordingEnded { .. } => cut.recording = None,
                _ => {}
            }
        }
        cut
    }

    fn offer_end(&self, until: Millis) -> Option<FactBody> {
        let (leg, agent, since) = self.offer?;
        let (outcome, ring_ms) = (OfferOutcome::Withdrawn, until.since(since));
        Some(FactBody::OfferEnded { call: self.call, leg, agent, outcome, ring_ms })
    }

    fn ends(&self, until: Millis) -> Vec<FactBody> {
        let call = self.call;
        let mut ends = Vec::new();
        if let Some((queue, since)) = &self.waiting {
            let (queue, outcome) = (queue.clone(), QueueOutcome::Abandoned);
            ends.push(FactBody::QueueLeft { call, queue, outcome, wait_ms: until.since(*since) });
        }
        let held = self.held + self.held_since.map_or(Millis::ZERO, |since| until.since(since));
        if let Some(since) = self.held_since {
            ends.push(FactBody::HoldEnded { call, held_ms: until.since(since) });
        }
        let talk_ms = self.talking_since.map_or(Millis::ZERO, |since| (until.since(since) - held).since(Millis::ZERO));
        let status = if self.talking_since.is_some() { 200 } else { 503 };
        ends.push(FactBody::CallEnded { call, cause: CallCause::ServiceStopped, status, talk_ms, hold_ms: held });
        ends
    }
}

/// The floor at a start, ready for [`Journal::start`].
pub async fn start(
    store: Arc<Store>,
    vault: Arc<Keeper>,
    floor: Floor,
) -> Result<(Journal, tokio::sync::mpsc::Sender<Fact>), StoreError> {
    let floor = replay(&store, floor).await?;
    Journal::start(store, vault, floor).await
}

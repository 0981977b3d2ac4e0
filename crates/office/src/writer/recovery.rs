//! What a start mends: today's floor from the journal, and an end for every call that the last run left open.

use super::limits::{CALLS_ENDED_AT_ONCE, REPLAY_PAGE};
use super::{Journal, JournalError};
use model::{Actor, CallCause, CallId, Fact, FactBody, Millis, QueueId, QueueOutcome, RecordingId};
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

/// Writes what the crash kept from being written: the callers leave their queues, recordings and calls end. Returns
/// how many calls. Call it before the switch starts and before `ServiceStarted` is committed.
pub async fn end_open_calls(store: &Store, journal: &Journal, now: Millis) -> Result<usize, RecoveryError> {
    let last_at = last_known(store).await?.map_or(now, |at| Millis(at.0.min(now.0)));
    let open = store::calls::open_ids(store).await?;
    for calls in open.chunks(CALLS_ENDED_AT_ONCE) {
        let mut entries = Vec::new();
        for call in calls {
            let facts = store::calls::facts_of(store, *call).await?;
            let ends = Cut::of(&facts).ends(*call, last_at);
            entries.extend(ends.into_iter().map(|body| Entry::from(fact(now, body))));
        }
        journal.commit(entries).await?;
    }
    Ok(open.len())
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
#[derive(Default)]
struct Cut {
    waiting: Option<(QueueId, Millis)>,
    talking_since: Option<Millis>,
    held_since: Option<Millis>,
    held: Millis,
    recording: Option<(RecordingId, Millis)>,
}

impl Cut {
    fn of(facts: &[Fact]) -> Self {
        let mut cut = Self::default();
        for fact in facts {
            let at = fact.at_ms;
            match &fact.body {
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

    fn ends(self, call: CallId, last_at: Millis) -> Vec<FactBody> {
        let mut ends = Vec::new();
        if let Some((queue, since)) = self.waiting {
            let outcome = QueueOutcome::Abandoned;
            ends.push(FactBody::QueueLeft { call, queue, outcome, wait_ms: last_at.since(since) });
        }
        let held = self.held + self.held_since.map_or(Millis::ZERO, |since| last_at.since(since));
        if let Some(since) = self.held_since {
            ends.push(FactBody::HoldEnded { call, held_ms: last_at.since(since) });
        }
        if let Some((recording, since)) = self.recording {
            // The file is read as far as it was written; its header tells the true length.
            ends.push(FactBody::RecordingEnded { call, recording, duration_ms: last_at.since(since), bytes: 0 });
        }
        let talk_ms =
            self.talking_since.map_or(Millis::ZERO, |since| (last_at.since(since) - held).since(Millis::ZERO));
        let status = if self.talking_since.is_some() { 200 } else { 503 };
        ends.push(FactBody::CallEnded { call, cause: CallCause::ServiceStopped, status, talk_ms, hold_ms: held });
        ends
    }
}

/// The floor at a start, ready for [`Journal::start`].
pub async fn start(store: Arc<Store>, floor: Floor) -> Result<(Journal, tokio::sync::mpsc::Sender<Fact>), StoreError> {
    let floor = replay(&store, floor).await?;
    Journal::start(store, floor).await
}

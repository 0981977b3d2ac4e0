//! The one writer: takes facts from the switch and commits from the use cases, writes them in groups, and tells.
//!
//! In this order: one durable transaction for the group, then the floor and the live pages, then the answers. After a
//! commit that failed nothing more is written or answered until a new start: what is on disk is not known (fsync
//! failures are never retried). Start reading at [`Journal::start`]; what a start mends is in [`recovery`].

pub mod limits;
pub mod recovery;

use crate::live::{Live, Watch};
use crate::vault::Keeper;
use limits::{FACTS_WAITING_MAX, GROUP_FACTS_MAX, GROUP_PACE, GROUP_WAIT, REQUESTS_WAITING_MAX};
use model::{AgentProfile, Fact, Millis, QueueId};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use store::{Aside, Entry, Store, StoreError};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{broadcast, mpsc, oneshot};
use workforce::{Definition, Floor};

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("the username is taken")]
    UsernameTaken,
    /// Nothing of this request was written; others were.
    #[error("refused by the database")]
    Refused(#[source] StoreError),
    /// Nothing more is acknowledged until a new start.
    #[error("the journal has stopped after a failed commit")]
    Stopped,
    #[error("too many writes wait")]
    Busy,
}

/// Handle to the writer. Cheap to clone.
#[derive(Clone)]
pub struct Journal {
    requests: mpsc::Sender<Request>,
    facts: mpsc::WeakSender<Fact>,
    shared: Arc<Shared>,
    vault: Arc<Keeper>,
}

/// Figures for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    pub facts: u64,
    pub groups: u64,
    /// Time spent in commits, in microseconds.
    pub commit_us: u64,
    pub commit_us_max: u64,
    /// Facts of the switch that wait now.
    pub facts_waiting: usize,
}

struct Shared {
    live: Live,
    is_stopped: AtomicBool,
    why_stopped: OnceLock<String>,
    facts: AtomicU64,
    groups: AtomicU64,
    commit_us: AtomicU64,
    commit_us_max: AtomicU64,
    started: Instant,
    /// The last commit that succeeded, in milliseconds after `started`.
    committed_ms: AtomicU64,
}

enum Request {
    Commit {
        entries: Vec<Entry>,
        asides: Vec<Aside>,
        reply: oneshot::Sender<Result<Vec<Arc<Fact>>, JournalError>>,
    },
    /// Answered when all facts that were sent before are written.
    Flush {
        reply: oneshot::Sender<()>,
    },
}

impl Journal {
    /// Starts the writer on the running tokio runtime. `floor` is the picture after the last stored fact. The sender
    /// is the switch's: bounded, in order.
    pub async fn start(
        store: Arc<Store>,
        vault: Arc<Keeper>,
        floor: Floor,
    ) -> Result<(Self, mpsc::Sender<Fact>), StoreError> {
        let seq = store::journal::last_seq(&store).await?;
        let (facts_in, facts) = mpsc::channel(FACTS_WAITING_MAX);
        let (requests_in, requests) = mpsc::channel(REQUESTS_WAITING_MAX);
        let shared = Arc::new(Shared {
            live: Live::new(seq, floor),
            is_stopped: AtomicBool::new(false),
            why_stopped: OnceLock::new(),
            facts: AtomicU64::new(0),
            groups: AtomicU64::new(0),
            commit_us: AtomicU64::new(0),
            commit_us_max: AtomicU64::new(0),
            started: Instant::now(),
            committed_ms: AtomicU64::new(0),
        });
        let next_at = tokio::time::Instant::now();
        let writer = Writer { store, vault: Arc::clone(&vault), facts, requests, shared: Arc::clone(&shared), next_at };
        tokio::spawn(writer.run());
        Ok((Self { requests: requests_in, facts: facts_in.downgrade(), shared, vault }, facts_in))
    }

    /// Seals what is written, opens what may be read.
    pub fn vault(&self) -> &Arc<Keeper> {
        &self.vault
    }

    /// Returns when the facts are durable; they carry their numbers, and their personal values are sealed.
    pub async fn commit(&self, entries: Vec<Entry>) -> Result<Vec<Arc<Fact>>, JournalError> {
        self.commit_with(entries, Vec::new()).await
    }

    /// With secret writes that belong to no fact.
    pub async fn commit_with(&self, entries: Vec<Entry>, asides: Vec<Aside>) -> Result<Vec<Arc<Fact>>, JournalError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Commit { entries, asides, reply })?;
        answer.await.unwrap_or(Err(JournalError::Stopped))
    }

    /// Returns when every fact that the switch sent before is durable.
    pub async fn flush(&self) -> Result<(), JournalError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Flush { reply })?;
        answer.await.map_err(|_| JournalError::Stopped)
    }

    fn send(&self, request: Request) -> Result<(), JournalError> {
        if self.shared.is_stopped.load(Ordering::Acquire) {
            return Err(JournalError::Stopped);
        }
        self.requests.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => JournalError::Busy,
            TrySendError::Closed(_) => JournalError::Stopped,
        })
    }

    /// Every fact that is committed from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Fact>> {
        self.shared.live.subscribe()
    }

    /// The floor after fact number `.0`.
    pub fn floor(&self) -> (u64, Arc<Floor>) {
        self.shared.live.floor()
    }

    /// A snapshot and the facts that follow it, without gap or overlap.
    pub fn watch(&self) -> Watch {
        self.shared.live.watch()
    }

    /// New rules for the floor: its queues, who serves them, and what the figures mean.
    pub fn obey(&self, definition: Arc<Definition>, queues: &[QueueId], agents: &[AgentProfile]) {
        self.shared.live.obey(definition, queues, agents);
    }

    /// Begins the floor's new day, if `now` lies in one. A fact does the same.
    pub fn roll(&self, now: Millis) {
        self.shared.live.roll(now);
    }

    /// False: refuse new calls and report not ready. See [`Journal::why_stopped`].
    pub fn is_healthy(&self) -> bool {
        !self.shared.is_stopped.load(Ordering::Acquire)
    }

    /// How long ago a commit succeeded, or the writer began.
    pub fn last_commit_age(&self) -> Duration {
        let at = Duration::from_millis(self.shared.committed_ms.load(Ordering::Relaxed));
        self.shared.started.elapsed().saturating_sub(at)
    }

    pub fn why_stopped(&self) -> Option<&str> {
        self.shared.why_stopped.get().map(String::as_str)
    }

    pub fn stats(&self) -> Stats {
        let shared = &self.shared;
        let facts = self.facts.upgrade();
        Stats {
            facts: shared.facts.load(Ordering::Relaxed),
            groups: shared.groups.load(Ordering::Relaxed),
            commit_us: shared.commit_us.load(Ordering::Relaxed),
            commit_us_max: shared.commit_us_max.load(Ordering::Relaxed),
            facts_waiting: facts.map_or(0, |facts| facts.max_capacity() - facts.capacity()),
        }
    }
}

/// What is written together: facts of the switch first, then one part for each request.
#[derive(Default)]
struct Group {
    entries: Vec<Entry>,
    asides: Vec<Aside>,
    /// Of the switch.
    facts: usize,
    parts: Vec<Part>,
    /// From here on `asides` are keys of the vault.
    keys_from: usize,
    flushes: Vec<oneshot::Sender<()>>,
}

/// One request's share of a group, and who waits for it.
struct Part {
    entries: Range<usize>,
    asides: Range<usize>,
    reply: oneshot::Sender<Result<Vec<Arc<Fact>>, JournalError>>,
}

impl Group {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.parts.is_empty() && self.flushes.is_empty()
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= GROUP_FACTS_MAX
    }

    /// Somebody waits for the answer.
    fn is_urgent(&self) -> bool {
        !self.parts.is_empty() || !self.flushes.is_empty()
    }
}

struct Writer {
    store: Arc<Store>,
    vault: Arc<Keeper>,
    facts: mpsc::Receiver<Fact>,
    requests: mpsc::Receiver<Request>,
    shared: Arc<Shared>,
    /// When the next commit may begin, see [`GROUP_PACE`].
    next_at: tokio::time::Instant,
}

impl Writer {
    async fn run(mut self) {
        // Also when this task ends by a panic, nobody must think that it still writes.
        let guard = StopOnDrop(Arc::clone(&self.shared));
        loop {
            let group = self.gather().await;
            if group.is_empty() {
                break;
            }
            self.write(group).await;
            if self.shared.is_stopped.load(Ordering::Acquire) {
                drop(guard);
                return self.refuse_forever().await;
            }
        }
    }

    /// Waits for the first thing to write, then takes what is there. Empty only when nobody can send any more.
    async fn gather(&mut self) -> Group {
        let mut group = Group::default();
        self.wait(&mut group).await;
        let patience = tokio::time::Instant::now() + GROUP_WAIT;
        loop {
            self.take_waiting(&mut group);
            let until = if group.is_urgent() { self.next_at } else { patience };
            let is_over = tokio::time::Instant::now() >= until || self.requests.is_closed() && self.requests.is_empty();
            if group.is_empty() || group.is_full() || is_over {
                return group;
            }
            if tokio::time::timeout_at(until, self.wait(&mut group)).await.is_err() {
                return group;
            }
        }
    }

    /// Takes one thing. Safe to drop: nothing is taken that is not put into the group at once.
    async fn wait(&mut self, group: &mut Group) {
        tokio::select! {
            Some(request) = self.requests.recv() => take_request(group, request),
            Some(fact) = self.facts.recv() => take_fact(group, fact),
            else => {}
        }
    }

    fn take_waiting(&mut self, group: &mut Group) {
        self.take_facts(group);
        while !group.is_full() {
            match self.requests.try_recv() {
                Ok(request) => take_request(group, request),
                Err(_) => break,
            }
        }
    }

    fn take_facts(&mut self, group: &mut Group) {
        // A full group must not even look: what is received and has no room would be lost.
        while !group.is_full() {
            match self.facts.try_recv() {
                Ok(fact) => take_fact(group, fact),
                Err(_) => break,
            }
        }
    }

    async fn write(&mut self, mut group: Group) {
        let flushes = std::mem::take(&mut group.flushes);
        if group.entries.is_empty() && group.asides.is_empty() {
            group.parts.into_iter().for_each(|part| answer(part, Ok(Vec::new())));
        } else {
            self.commit(group).await;
        }
        for reply in flushes {
            self.write_all_facts().await;
            if !self.shared.is_stopped.load(Ordering::Acquire) {
                // An error says that nobody waits any more.
                let _gone = reply.send(());
            }
        }
    }

    async fn write_all_facts(&mut self) {
        while !self.facts.is_empty() && !self.shared.is_stopped.load(Ordering::Acquire) {
            let mut group = Group::default();
            self.take_facts(&mut group);
            self.commit(group).await;
        }
    }

    async fn commit(&mut self, mut group: Group) {
        let started = Instant::now();
        self.next_at = tokio::time::Instant::now() + GROUP_PACE;
        let result = self.seal_and_commit(&mut group).await;
        self.shared.count(group.entries.len(), started);
        match result {
            Ok(()) => self.tell(group),
            Err(error) if error.is_refusal() => self.commit_apart(group).await,
            Err(error) => {
                self.stop(&error);
                group.parts.into_iter().for_each(|part| answer(part, Err(JournalError::Stopped)));
            }
        }
    }

    /// Keys that were made for what is sealed go into the same transaction, behind the parts' own.
    async fn seal_and_commit(&self, group: &mut Group) -> Result<(), StoreError> {
        self.vault.seal_group(&mut group.entries, &mut group.asides).await?;
        group.keys_from = group.asides.len();
        group.asides.extend(self.vault.take_fresh());
        self.store.commit_with(&mut group.entries, &group.asides).await
    }

    fn tell(&self, group: Group) {
        self.shared.committed();
        let facts: Vec<Arc<Fact>> = group.entries.into_iter().map(|entry| Arc::new(entry.fact)).collect();
        self.shared.live.publish(&facts);
        for part in group.parts {
            let own = facts[part.entries.clone()].to_vec();
            answer(part, Ok(own));
        }
    }

    /// Something in the group was refused and nothing was written: each part gets its own transaction, so that only
    /// the one that is refused hears of it.
    async fn commit_apart(&mut self, mut group: Group) {
        // Keys serve all parts and are refused by nothing.
        let keys = group.asides.split_off(group.keys_from);
        if let Err(error) = self.commit_alone(Vec::new(), keys).await {
            self.stop(&error);
        }
        if group.facts > 0 {
            let facts: Vec<Entry> = group.entries.drain(..group.facts).collect();
            self.commit_alone(facts, Vec::new()).await.unwrap_or_else(|error| {
                // Facts of the switch have no constraint to break; if one does, it must not be lost silently.
                self.stop(&error);
                Vec::new()
            });
        }
        let (mut entries, mut asides) = (group.entries.into_iter(), group.asides.into_iter());
        for part in group.parts {
            let own = entries.by_ref().take(part.entries.len()).collect();
            let own_asides = asides.by_ref().take(part.asides.len()).collect();
            let result = self.commit_alone(own, own_asides).await.map_err(|error| match error {
                StoreError::UsernameTaken => JournalError::UsernameTaken,
                error if error.is_refusal() => JournalError::Refused(error),
                error => {
                    self.stop(&error);
                    JournalError::Stopped
                }
            });
            answer(part, result);
        }
    }

    async fn commit_alone(&self, mut entries: Vec<Entry>, asides: Vec<Aside>) -> Result<Vec<Arc<Fact>>, StoreError> {
        let started = Instant::now();
        self.store.commit_with(&mut entries, &asides).await?;
        self.shared.count(entries.len(), started);
        self.shared.committed();
        let facts: Vec<Arc<Fact>> = entries.into_iter().map(|entry| Arc::new(entry.fact)).collect();
        self.shared.live.publish(&facts);
        Ok(facts)
    }

    fn stop(&self, error: &StoreError) {
        if let StoreError::Stopped = error
            && self.shared.is_stopped.load(Ordering::Acquire)
        {
            return;
        }
        let mut why = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            why = format!("{why}: {cause}");
            source = cause.source();
        }
        tracing::error!("a commit failed, nothing more is acknowledged until a new start: {why}");
        // Only the first reason counts.
        let _later = self.shared.why_stopped.set(why);
        self.shared.is_stopped.store(true, Ordering::Release);
    }

    /// Keeps the switch's channel open but unread, so that it fills and new calls are refused; answers requests.
    async fn refuse_forever(mut self) {
        while let Some(request) = self.requests.recv().await {
            match request {
                Request::Commit { reply, .. } => {
                    // An error says that nobody waits any more.
                    let _gone = reply.send(Err(JournalError::Stopped));
                }
                Request::Flush { reply } => drop(reply),
            }
        }
    }
}

impl Shared {
    fn committed(&self) {
        let ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.committed_ms.fetch_max(ms, Ordering::Relaxed);
    }

    fn count(&self, facts: usize, started: Instant) {
        let us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.facts.fetch_add(facts as u64, Ordering::Relaxed);
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.commit_us.fetch_add(us, Ordering::Relaxed);
        self.commit_us_max.fetch_max(us, Ordering::Relaxed);
    }
}

struct StopOnDrop(Arc<Shared>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.is_stopped.store(true, Ordering::Release);
    }
}

fn take_fact(group: &mut Group, fact: Fact) {
    if group.parts.is_empty() {
        group.facts += 1;
        group.entries.push(Entry::from(fact));
    } else {
        // Facts of the switch stand before the requests of the same group.
        group.entries.insert(group.facts, Entry::from(fact));
        group.facts += 1;
        for part in &mut group.parts {
            part.entries = part.entries.start + 1..part.entries.end + 1;
        }
    }
}

fn take_request(group: &mut Group, request: Request) {
    match request {
        Request::Commit { entries, asides, reply } => {
            let start = (group.entries.len(), group.asides.len());
            group.entries.extend(entries);
            group.asides.extend(asides);
            let part = Part { entries: start.0..group.entries.len(), asides: start.1..group.asides.len(), reply };
            group.parts.push(part);
        }
        Request::Flush { reply } => group.flushes.push(reply),
    }
}

fn answer(part: Part, result: Result<Vec<Arc<Fact>>, JournalError>) {
    // An error says that nobody waits any more.
    let _gone = part.reply.send(result);
}

#[cfg(test)]
mod tests;

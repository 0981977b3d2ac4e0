//! The floor as it is committed, and the stream of committed facts: what live pages are made of.
//!
//! One lock covers both, so that a snapshot and the stream after it fit without gap or overlap. [`touch`]: whose inbox a
//! fact changes.

pub mod touch;

use crate::writer::limits::FACTS_BEHIND_MAX;
use model::{AgentProfile, Fact, Millis, QueueId};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::broadcast;
use workforce::{Definition, Floor};

/// A snapshot and everything after it: the first fact from `facts` has number `seq + 1`.
pub struct Watch {
    pub seq: u64,
    pub floor: Arc<Floor>,
    /// Says `Lagged` to a reader who fell behind: take a new [`Watch`].
    pub facts: broadcast::Receiver<Arc<Fact>>,
}

/// The floor and its readers. The writer alone adds to it.
pub(crate) struct Live {
    picture: Mutex<Picture>,
    facts: broadcast::Sender<Arc<Fact>>,
}

struct Picture {
    seq: u64,
    /// Shared with readers; copied only when one still holds it while a fact comes.
    floor: Arc<Floor>,
}

impl Live {
    pub fn new(seq: u64, floor: Floor) -> Self {
        let (facts, _) = broadcast::channel(FACTS_BEHIND_MAX);
        Self { picture: Mutex::new(Picture { seq, floor: Arc::new(floor) }), facts }
    }

    /// Takes committed facts, in order.
    pub fn publish(&self, facts: &[Arc<Fact>]) {
        let mut picture = self.picture();
        let floor = Arc::make_mut(&mut picture.floor);
        for fact in facts {
            floor.apply(fact);
            // An error says that nobody listens.
            let _nobody = self.facts.send(Arc::clone(fact));
        }
        if let Some(last) = facts.last() {
            picture.seq = last.seq;
        }
    }

    pub fn watch(&self) -> Watch {
        let picture = self.picture();
        Watch { seq: picture.seq, floor: Arc::clone(&picture.floor), facts: self.facts.subscribe() }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Fact>> {
        self.facts.subscribe()
    }

    /// The floor after fact `seq`.
    pub fn floor(&self) -> (u64, Arc<Floor>) {
        let picture = self.picture();
        (picture.seq, Arc::clone(&picture.floor))
    }

    pub fn obey(&self, definition: Arc<Definition>, queues: &[QueueId], agents: &[AgentProfile]) {
        Arc::make_mut(&mut self.picture().floor).obey(definition, queues, agents);
    }

    pub fn roll(&self, now: Millis) {
        Arc::make_mut(&mut self.picture().floor).roll(now);
    }

    fn picture(&self) -> MutexGuard<'_, Picture> {
        self.picture.lock().expect("no code panics while it holds this lock")
    }
}

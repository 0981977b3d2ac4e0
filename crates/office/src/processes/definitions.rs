//! The texts of flows by their hash: today's from the rulebook, earlier ones from the store, each parsed once.

use super::limits::{DEFINITIONS_KEPT_MAX, DRAWINGS_KEPT_MAX};
use super::views::Diagram;
use crate::{Office, OfficeError, entry};
use model::{Actor, FactBody};
use process::engine::Refusal;
use process::{Definition, Library};
use rulebook::Rulebook;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, RwLock};

pub(super) struct Definitions {
    today: RwLock<HashMap<String, Arc<Definition>>>,
    earlier: Mutex<HashMap<String, Arc<Definition>>>,
    /// By hash: laying out a drawing costs more than doing a task.
    drawn: Mutex<HashMap<String, Diagram>>,
}

impl Definitions {
    pub fn new(library: &Library) -> Self {
        Self { today: RwLock::new(by_hash(library)), earlier: Mutex::default(), drawn: Mutex::default() }
    }

    /// Other rules are in force. The drawings stay: they are of a text.
    pub fn renew(&self, library: &Library) {
        *self.today.write().expect("no code panics while it holds this lock") = by_hash(library);
    }

    /// The drawing of a flow, laid out once.
    pub fn drawing(&self, library: &Library, definition: &Definition) -> Diagram {
        let drawn = || self.drawn.lock().expect("no code panics while it holds this lock");
        if let Some(known) = drawn().get(&definition.hash) {
            return known.clone();
        }
        let fresh = super::catalogue::diagram(library, definition);
        let mut drawn = drawn();
        if drawn.len() >= DRAWINGS_KEPT_MAX {
            drawn.clear();
        }
        drawn.insert(definition.hash.clone(), fresh.clone());
        fresh
    }

    fn known(&self, hash: &str) -> Option<Arc<Definition>> {
        let earlier = || self.earlier.lock().expect("no code panics while it holds this lock").get(hash).cloned();
        let today = self.today.read().expect("no code panics while it holds this lock").get(hash).cloned();
        today.or_else(earlier)
    }

    fn keep(&self, definition: Arc<Definition>) {
        let mut earlier = self.earlier.lock().expect("no code panics while it holds this lock");
        if earlier.len() >= DEFINITIONS_KEPT_MAX {
            earlier.clear();
        }
        earlier.insert(definition.hash.clone(), definition);
    }
}

fn by_hash(library: &Library) -> HashMap<String, Arc<Definition>> {
    library.flows.values().map(|flow| (flow.hash.clone(), Arc::clone(flow))).collect()
}

impl Office {
    /// Notes every flow of the rulebook that was not in force before, so that its instances can always be read and run.
    pub async fn keep_definitions(&self) -> Result<(), OfficeError> {
        self.keep_flows(&self.rulebook()).await
    }

    pub(crate) async fn keep_flows(&self, book: &Rulebook) -> Result<(), OfficeError> {
        let kept: BTreeSet<String> = store::processes::definition_hashes(&self.store).await?.into_iter().collect();
        let fresh = book.processes.flows.values().filter(|flow| !kept.contains(&flow.hash));
        let entries: Vec<_> = fresh
            .map(|flow| {
                let body = FactBody::FlowKept {
                    flow: flow.key.as_str().into(),
                    version: flow.version,
                    hash: flow.hash.as_str().into(),
                    text: flow.canonical(),
                };
                entry(self.fact(Actor::System, &[], body))
            })
            .collect();
        if !entries.is_empty() {
            self.commit(entries).await?;
        }
        Ok(())
    }

    /// The text of this hash.
    pub(super) async fn definition(&self, hash: &str) -> Result<Arc<Definition>, OfficeError> {
        if let Some(known) = self.processes.definitions.known(hash) {
            return Ok(known);
        }
        let stored = store::processes::definition(&self.store, hash).await?;
        let (flow, _, text) = stored.ok_or(OfficeError::Process(Refusal::OtherVersion))?;
        let parsed = Definition::parse(&format!("{flow}.yaml"), &text).map_err(|problems| {
            let problem = problems.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(flow, hash, problem, "a flow that was kept can no longer be read");
            OfficeError::Process(Refusal::OtherVersion)
        })?;
        let definition = Arc::new(self.rulebook().processes.typed(parsed));
        self.processes.definitions.keep(Arc::clone(&definition));
        Ok(definition)
    }
}

//! Flows at work: starting them, doing their tasks, following them, and what keeps them on time.
//!
//! The engine is `process`; here its effects become facts, its services run, and permits are asked. One lock for each
//! family of instances (a root and the flows it called), one commit for each step. Start reading at [`carry`], then
//! [`acts`].

pub mod acts;
pub mod attachments;
pub(crate) mod begin;
pub(crate) mod carry;
pub mod catalogue;
mod definitions;
pub mod delegations;
pub mod drafts;
pub mod export;
mod facts;
mod families;
mod forms;
pub mod inbox;
pub mod instances;
pub mod jobs;
mod leaving;
pub mod limits;
pub mod lookup;
pub mod mail;
pub mod messages;
pub mod migrate;
pub mod notices;
pub mod numbers;
pub mod records;
mod see;
pub(crate) mod services;
mod sign;
pub(crate) use sign::desk_of;
mod story;
#[cfg(test)]
pub(crate) mod tests;
pub mod views;
pub(crate) mod words;
mod world;

use crate::directory::Directory;
use definitions::Definitions;
use families::Families;
use forms::Forms;
use jobs::Failures;
use model::PersonId;
use process::engine::World;
use rulebook::Rulebook;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, RwLock};

/// What the office keeps in memory for its flows. All of it can be made anew from the rulebook and the store.
pub(crate) struct Processes {
    world: RwLock<Arc<World>>,
    definitions: Definitions,
    forms: RwLock<Arc<Forms>>,
    families: Families,
    /// Instances that the clock could not move, and when it tries again.
    failures: Mutex<Failures>,
    /// Who left or lost a post lately: the next tick gives their tasks to others.
    leavers: Mutex<BTreeSet<PersonId>>,
}

impl Processes {
    pub fn new(rulebook: &Rulebook, directory: &Directory) -> Self {
        Self {
            world: RwLock::new(Arc::new(world::build(rulebook, directory, &[]))),
            definitions: Definitions::new(&rulebook.processes),
            forms: RwLock::new(Arc::new(Forms::new(&rulebook.processes, rulebook.centre.utc_offset_minutes))),
            families: Families::default(),
            failures: Mutex::default(),
            leavers: Mutex::default(),
        }
    }

    /// Other rules are in force: new instances and forms follow them. The world is made anew with the people.
    pub fn renew(&self, rulebook: &Rulebook) {
        self.definitions.renew(&rulebook.processes);
        let forms = Arc::new(Forms::new(&rulebook.processes, rulebook.centre.utc_offset_minutes));
        *self.forms.write().expect("no code panics while it holds this lock") = forms;
    }

    fn forms(&self) -> Arc<Forms> {
        Arc::clone(&self.forms.read().expect("no code panics while it holds this lock"))
    }
}

/// A page of a list. `next`: the cursor of the following one, when there is more.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

//! The centre's rules as data: reads a rulebook folder into one checked, immutable [`Rulebook`].
//!
//! Every cross reference is resolved at load; what is wrong is told as `file:line: what and how to mend it`. The only
//! IO is reading the folder (`files.rs`). Start reading at [`Rulebook::load`]; the folder's shape is told in
//! `rulebook/README.md`.

mod centre;
mod clauses;
mod demo;
mod dispositions;
mod exclusions;
mod files;
mod flows;
mod knowledge;
pub mod limits;
mod nodes;
mod org;
mod people;
mod phones;
mod policies;
mod problem;
mod processes;
mod prompts;
mod queues;
mod repeat;
mod routing;
#[cfg(test)]
mod tests;
pub mod texts;
mod trunks;
mod wallboard;
mod week;
mod yaml;

pub use centre::Centre;
pub use clauses::{Clause, Enforcer};
pub use demo::{Callers, DemoCentre, DemoCustomer, DemoOrder, History, KeyChoice, QueueShare, SpanRange};
pub use dispositions::{Disposition, QueueDispositions};
pub use exclusions::Exclusion;
pub use flows::{NodeName, NodeNames};
pub use knowledge::Section;
pub use org::{AwayReasonName, Capability, Department, Grantable, Named, Role, Sensitivity, Team};
pub use people::PersonSeed;
pub use problem::Problem;
pub use routing::Known;
pub use wallboard::{Threshold, Wallboard};

use access::Access;
use model::{Calendar, Flow, Inbound, Phone, Queue, Trunk};
use problem::Problems;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A checked rulebook. Every name in it exists.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// SHA-256 over every file, hex: the version that facts cite.
    pub hash: String,
    /// SHA-256 over clauses and policies, hex: what people confirm to have read (AUTH-55).
    pub rules: String,
    /// Every text that it was made of.
    pub texts: Arc<texts::Texts>,
    /// Where its sounds lie: the folder it was read from, or that a version of its texts was given.
    pub folder: PathBuf,
    pub centre: Centre,
    pub departments: Vec<Department>,
    pub teams: Vec<Team>,
    pub roles: Vec<Role>,
    pub skills: Vec<Named>,
    pub qualifications: Vec<Named>,
    /// Every action of the product with its name and sensitivity.
    pub capabilities: Vec<Capability>,
    pub away_reasons: Vec<AwayReasonName>,
    /// Which posts must not hold which rights beside (separation of duties).
    pub exclusions: Vec<Exclusion>,
    /// Parts of the knowledge base and the posts that keep them.
    pub sections: Vec<Section>,
    pub queues: Vec<Queue>,
    pub flows: Vec<Flow>,
    /// What people call the flows' nodes.
    pub node_names: NodeNames,
    pub inbound: Vec<Inbound>,
    pub trunks: Vec<Trunk>,
    pub phones: Vec<Phone>,
    pub calendars: Vec<Calendar>,
    pub dispositions: Vec<QueueDispositions>,
    /// The centre's processes, with their forms and decision tables.
    pub processes: Arc<process::Library>,
    pub wallboard: Wallboard,
    pub clauses: Vec<Clause>,
    /// People to begin with. In a running centre the people are in the database.
    pub people: Vec<PersonSeed>,
    /// How the demo lives; only when it was loaded with the demo.
    pub demo: Option<DemoCentre>,
    /// The policies in force, ready to be asked.
    pub access: Arc<Access>,
    /// `schema.cedarschema`.
    pub schema: String,
    /// Name and text of each policy file.
    pub policies: Vec<(String, String)>,
    /// Absolute folder of the prompts: `<folder>/<key>.wav`.
    pub prompts_folder: PathBuf,
}

/// Reads and checks a rulebook folder. See [`Rulebook::load`].
pub fn load(folder: &Path, with_demo: bool) -> Result<Arc<Rulebook>, Vec<Problem>> {
    Rulebook::load(folder, with_demo)
}

impl Rulebook {
    /// Reads and checks the folder whole. `with_demo`: adds `demo/`, its people, trunk and machine agents.
    pub fn load(folder: &Path, with_demo: bool) -> Result<Arc<Self>, Vec<Problem>> {
        checked(folder, with_demo, None)
    }

    /// The same of texts that lie elsewhere, as a version that was kept or is proposed. The sounds are the folder's.
    pub fn of_texts(folder: &Path, texts: &texts::Texts, with_demo: bool) -> Result<Arc<Self>, Vec<Problem>> {
        checked(folder, with_demo, Some(texts))
    }

    /// Whether `demo/` belongs to it.
    pub fn has_demo(&self) -> bool {
        self.texts.keys().any(|name| name.starts_with("demo/"))
    }

    /// The same without the demo's machine agents: for a demo whose machine agents' phones nobody plays, where an offer
    /// to them would only ring in vain.
    pub fn without_demo_machines(&self) -> Arc<Self> {
        let mut book = self.clone();
        book.people.retain(|seed| !(seed.is_demo && seed.is_always_ready));
        Arc::new(book)
    }
}

fn checked(folder: &Path, with_demo: bool, texts: Option<&texts::Texts>) -> Result<Arc<Rulebook>, Vec<Problem>> {
    let mut problems = Problems::default();
    match read(folder, with_demo, texts, &mut problems) {
        Some(book) if problems.is_empty() => Ok(Arc::new(book)),
        Some(_) | None => Err(problems.into_sorted()),
    }
}

fn read(folder: &Path, with_demo: bool, texts: Option<&texts::Texts>, problems: &mut Problems) -> Option<Rulebook> {
    // Prompts are opened by the media threads from wherever the service runs.
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let (centre, base) = centre::read(&folder, texts, problems)?;
    let sources = files::Sources::read(&folder, base.as_deref(), &centre.language, with_demo, texts, problems);
    let texts = sources.texts();
    if let Some(demo) = sources.folder("demo").iter().find(|text| !demo::FILES.contains(&text.stem())) {
        problems.add(&demo.name, 1, format!("the demo has the files {}", demo::FILES.join(".yaml, ") + ".yaml"));
    }
    let org = org::read(&sources, problems);
    let (schema, policies, access) = policies::read(&sources, &org, problems);
    let calendars = week::read(&sources, &centre, problems);
    let prompts = prompts::check(&sources, problems);
    let trunks = trunks::read(&sources, problems);
    let phones = phones::read(&sources, &centre, problems);
    let queues = queues::read(&sources, &org, &prompts, problems);
    let parts = flows::Parts {
        queues: &queues,
        calendars: &calendars,
        prompts: &prompts,
        phones: &phones,
        trunks: &trunks,
        skills: &org.skills,
    };
    let flows::Ivr { flows, names: node_names, inbound } = flows::read(&sources, &parts, problems);
    let dispositions = dispositions::read(&sources, &queues, problems);
    let processes = processes::read(&sources, &org, problems);
    let clauses = clauses::read(&sources, access.as_ref(), &processes, problems);
    let wallboard = wallboard::read(&sources, problems);
    let people = people::read(&sources, &org, &queues, &phones, problems);
    let demo = if with_demo { demo::read(&sources, &queues, &inbound, problems) } else { None };
    Some(Rulebook {
        hash: sources.hash.clone(),
        rules: texts::rules_hash(&texts),
        texts: Arc::new(texts),
        folder,
        centre,
        departments: org.departments,
        teams: org.teams,
        roles: org.roles,
        skills: org.skills,
        qualifications: org.qualifications,
        capabilities: org.capabilities,
        away_reasons: org.away_reasons,
        exclusions: org.exclusions,
        sections: org.sections,
        queues,
        flows,
        node_names,
        inbound,
        trunks,
        phones,
        calendars,
        dispositions,
        processes,
        wallboard: wallboard?,
        clauses,
        people,
        demo,
        access: Arc::new(access?),
        schema,
        policies,
        prompts_folder: sources.prompts_folder,
    })
}

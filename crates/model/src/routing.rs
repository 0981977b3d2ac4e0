//! What the switch must know to route: one immutable picture of the rules in force, replaced as a whole.

use crate::{AgentProfile, Calendar, Flow, Inbound, Phone, Queue, Trunk};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Routing {
    /// Grows with every change of the rulebook or of people's rights.
    pub version: u64,
    pub queues: Vec<Queue>,
    pub flows: Vec<Flow>,
    pub inbound: Vec<Inbound>,
    pub trunks: Vec<Trunk>,
    pub phones: Vec<Phone>,
    pub agents: Vec<AgentProfile>,
    pub calendars: Vec<Calendar>,
    /// Realm of SIP digest authentication.
    pub sip_realm: String,
    /// Folder of prompts: `<folder>/<key>.wav`.
    pub prompts_folder: std::path::PathBuf,
}

//! Who fits whom, without looking at everybody.
//!
//! Agents with the same queues and skills form a *class*, callers with the same demand a *line*. Which class serves
//! which line is computed when either first appears; from then on the longest idle agent for a caller, or the first
//! caller for an agent, is the least first entry of a few ordered maps. 10,000 agents of a real centre are a few dozen
//! classes; a flow has one line for each of its queue nodes.

use model::{AgentProfile, CallId, Millis, QueueId, Skill};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A caller's turn: larger priority first, then the longer wait, then who came first.
pub type Turn = (Reverse<i32>, Millis, u64);
/// An agent's turn: the longest idle first, then who became idle first.
pub type Idle = (Millis, u64);
pub type AgentIndex = usize;
pub type ClassIndex = usize;
pub type LineIndex = usize;

/// One way to be served: an agent of the queue with all these skills.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Way {
    pub queue: QueueId,
    pub skills: Vec<Skill>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ClassKey {
    queues: Vec<QueueId>,
    skills: Vec<Skill>,
}

#[derive(Debug)]
struct Class {
    key: ClassKey,
    idle: BTreeMap<Idle, AgentIndex>,
    /// Lines this class serves.
    serves: Vec<LineIndex>,
}

#[derive(Debug)]
struct Line {
    ways: Vec<Way>,
    waiting: BTreeMap<Turn, CallId>,
    served_by: Vec<ClassIndex>,
}

/// The ready agents and waiting callers that still look for each other.
#[derive(Debug, Default)]
pub struct Pairing {
    classes: Vec<Class>,
    class_of: HashMap<ClassKey, ClassIndex>,
    lines: Vec<Line>,
    line_of: HashMap<Vec<Way>, LineIndex>,
}

fn serves(class: &ClassKey, ways: &[Way]) -> bool {
    ways.iter().any(|way| {
        class.queues.binary_search(&way.queue).is_ok()
            && way.skills.iter().all(|skill| class.skills.binary_search(skill).is_ok())
    })
}

impl Pairing {
    pub fn class(&mut self, profile: &AgentProfile) -> ClassIndex {
        let mut key = ClassKey { queues: profile.queues.clone(), skills: profile.skills.clone() };
        key.queues.sort();
        key.skills.sort();
        if let Some(&class) = self.class_of.get(&key) {
            return class;
        }
        let class = self.classes.len();
        let mut served = Vec::new();
        for (index, line) in self.lines.iter_mut().enumerate() {
            if serves(&key, &line.ways) {
                line.served_by.push(class);
                served.push(index);
            }
        }
        self.class_of.insert(key.clone(), class);
        self.classes.push(Class { key, idle: BTreeMap::new(), serves: served });
        class
    }

    pub fn line(&mut self, ways: Vec<Way>) -> LineIndex {
        if let Some(&line) = self.line_of.get(&ways) {
            return line;
        }
        let line = self.lines.len();
        let mut served_by = Vec::new();
        for (index, class) in self.classes.iter_mut().enumerate() {
            if serves(&class.key, &ways) {
                class.serves.push(line);
                served_by.push(index);
            }
        }
        self.line_of.insert(ways.clone(), line);
        self.lines.push(Line { ways, waiting: BTreeMap::new(), served_by });
        line
    }

    pub fn add_agent(&mut self, class: ClassIndex, idle: Idle, agent: AgentIndex) {
        let before = self.classes[class].idle.insert(idle, agent);
        debug_assert!(before.is_none(), "two idle agents have the same turn");
    }

    pub fn remove_agent(&mut self, class: ClassIndex, idle: Idle) {
        let gone = self.classes[class].idle.remove(&idle);
        debug_assert!(gone.is_some(), "an agent who left was not among the idle");
    }

    pub fn add_caller(&mut self, line: LineIndex, turn: Turn, call: CallId) {
        let before = self.lines[line].waiting.insert(turn, call);
        debug_assert!(before.is_none(), "two callers have the same turn");
    }

    pub fn remove_caller(&mut self, line: LineIndex, turn: Turn) {
        let gone = self.lines[line].waiting.remove(&turn);
        debug_assert!(gone.is_some(), "a caller who left was not in line");
    }

    pub fn is_served_by(&self, line: LineIndex, class: ClassIndex) -> bool {
        self.lines[line].served_by.contains(&class)
    }

    /// The longest idle agent who may serve this line.
    pub fn agent_for(&self, line: LineIndex) -> Option<AgentIndex> {
        let firsts = self.lines[line].served_by.iter().filter_map(|&class| self.classes[class].idle.first_key_value());
        firsts.min_by_key(|(idle, _)| **idle).map(|(_, agent)| *agent)
    }

    /// The caller whose turn it is among those whom this class may serve.
    pub fn caller_for(&self, class: ClassIndex) -> Option<CallId> {
        let firsts = self.classes[class].serves.iter().filter_map(|&line| self.lines[line].waiting.first_key_value());
        firsts.min_by_key(|(turn, _)| **turn).map(|(_, call)| *call)
    }
}

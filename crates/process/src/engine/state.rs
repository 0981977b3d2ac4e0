//! One running instance, serialisable whole. Everything the next step needs stands here or in the definition.

use super::Starting;
use crate::definition::{Definition, Needs, Place};
use model::Millis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// A person's id as text.
pub type Person = String;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub instance: String,
    pub flow: String,
    pub version: u32,
    /// Hash of the definition that this instance runs under.
    pub definition: String,
    pub applicant: Option<Person>,
    pub submitted: Millis,
    pub data: Map<String, Json>,
    /// What was last done at each step, by whichever member.
    pub steps: BTreeMap<String, Done>,
    /// Checks that did not hold and were allowed.
    pub exceptions: Vec<String>,
    pub tokens: BTreeMap<u64, Token>,
    pub tasks: BTreeMap<u64, Task>,
    pub timers: BTreeMap<u64, Timer>,
    /// What members of `each` have for themselves, by the member's token.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: BTreeMap<u64, Scope>,
    /// How often each jump was taken: by the `goto`'s id, or `STEP.OUTCOME`.
    pub jumps: BTreeMap<String, u32>,
    /// Services to run when it is undone: oldest first.
    pub undo: Vec<(String, Map<String, Json>)>,
    pub next: u64,
    pub end: Option<Ended>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    pub end: String,
    pub at: Millis,
}

/// The last time at one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    pub outcome: Option<String>,
    /// Who answers for it.
    pub actor: Option<Person>,
    /// Who did it, perhaps as a deputy.
    pub by: Option<Person>,
    pub opened: Millis,
    pub done: Option<Millis>,
}

/// What one member of an `each` has filled in and done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    pub fields: Map<String, Json>,
    pub steps: BTreeMap<String, Done>,
}

/// Where the instance is; several when it does several things at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    pub at: Place,
    pub parent: Option<u64>,
    /// Members of the `each` around it.
    pub members: Vec<(String, Json)>,
    pub doing: Doing,
    /// The person's step that was done just before, which may still be taken back.
    pub last: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "doing", rename_all = "snake_case")]
pub enum Doing {
    /// Only within a step of the engine.
    Ready,
    /// The number of the stage in an approval.
    Tasks {
        stage: Option<usize>,
    },
    Service {
        run: u64,
    },
    Call {
        call: u64,
    },
    Wait {
        message: Option<(String, String)>,
    },
    Branches {
        left: usize,
        done: usize,
        all: usize,
        queue: Vec<Json>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: u64,
    pub step: String,
    pub stage: Option<usize>,
    pub token: u64,
    pub kind: TaskKind,
    pub needs: Needs,
    /// Who may do it.
    pub candidates: Vec<Person>,
    /// Who may do it too since it was overdue.
    pub escalated: Vec<Person>,
    /// Who must not, not even as a deputy.
    pub excluded: Vec<Person>,
    pub holder: Option<Person>,
    /// Opinions that were asked for and are open (加签).
    pub signers: Vec<u64>,
    pub opened: Millis,
    pub due: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    Step,
    /// An opinion on this task.
    Signer {
        of: u64,
    },
    /// A service failed: `retry` or `skip`.
    Repair {
        run: u64,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    pub at: Millis,
    pub what: TimerFor,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerFor {
    /// The numbered entry of `overdue` of a task.
    Overdue { task: u64, index: usize },
    /// A wait, or its deadline.
    Wait { token: u64 },
}

impl State {
    pub(super) fn new(definition: &Definition, starting: &Starting, now: Millis) -> Self {
        Self {
            instance: starting.instance.clone(),
            flow: definition.key.clone(),
            version: definition.version,
            definition: definition.hash.clone(),
            applicant: None,
            submitted: now,
            data: Map::new(),
            steps: BTreeMap::new(),
            exceptions: Vec::new(),
            tokens: BTreeMap::new(),
            tasks: BTreeMap::new(),
            timers: BTreeMap::new(),
            scopes: BTreeMap::new(),
            jumps: BTreeMap::new(),
            undo: Vec::new(),
            next: 1,
            end: None,
        }
    }

    /// The earliest timer.
    pub fn next_deadline(&self) -> Option<(Millis, u64)> {
        self.timers.iter().map(|(id, timer)| (timer.at, *id)).min()
    }

    /// The scopes that a token stands in, innermost first.
    pub(super) fn scopes_of(&self, token: Option<u64>) -> Vec<u64> {
        let mut found = Vec::new();
        let mut at = token;
        while let Some(token) = at {
            found.extend(self.scopes.contains_key(&token).then_some(token));
            at = self.tokens.get(&token).and_then(|token| token.parent);
        }
        found
    }

    /// What was last done at a step, as this token sees it: of its own member.
    pub(super) fn done_of(&self, step: &str, token: Option<u64>) -> Option<&Done> {
        let own = self.scopes_of(token).into_iter().find_map(|scope| self.scopes[&scope].steps.get(step));
        own.or_else(|| self.steps.get(step))
    }

    /// What is known where a task stands: the instance's fields, and over them those of the members around it.
    pub fn data_at(&self, task: &Task) -> Map<String, Json> {
        let mut data = self.data.clone();
        for scope in self.scopes_of(Some(task.token)).into_iter().rev() {
            data.extend(self.scopes[&scope].fields.clone());
        }
        data
    }

    /// Messages that would be taken now: name and key.
    pub fn waits(&self) -> impl Iterator<Item = &(String, String)> {
        self.tokens.values().filter_map(|token| match &token.doing {
            Doing::Wait { message } => message.as_ref(),
            Doing::Ready
            | Doing::Tasks { .. }
            | Doing::Service { .. }
            | Doing::Call { .. }
            | Doing::Branches { .. } => None,
        })
    }
}

impl Task {
    /// Everyone whose task it is now: the holder, else who may take it.
    pub fn people(&self) -> Vec<&Person> {
        match &self.holder {
            Some(holder) => vec![holder],
            None => self.candidates.iter().chain(&self.escalated).collect(),
        }
    }

    /// `review.2`: the step, and the stage from 1.
    pub fn label(&self) -> String {
        let stage = self.stage.map_or(String::new(), |stage| format!(".{}", stage + 1));
        match self.kind {
            TaskKind::Step => format!("{}{stage}", self.step),
            TaskKind::Signer { .. } => format!("{}{stage}.opinion", self.step),
            TaskKind::Repair { .. } => format!("{}.repair", self.step),
        }
    }
}

//! Authority: Cedar policies, and the `Permit` without which nothing changes or is revealed.
//!
//! The only crate that knows Cedar. [`Access::check`] is the one constructor of a [`Permit`]. Start reading there.

pub mod actions;

use model::{Millis, PersonId};
use serde::Serialize;
use std::marker::PhantomData;

/// Something a person may be allowed to do. One type per action, so that a use case can demand exactly its permit.
pub trait Action {
    /// As in the schema and in `rulebook/org/capabilities.yaml`: `area:verb`.
    const NAME: &'static str;
}

/// Proof that policy allowed `A` for this person on this resource at this moment. Only [`Access::check`] makes one.
#[derive(Debug)]
pub struct Permit<A: Action> {
    person: PersonId,
    reasons: Vec<String>,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Ids of the policies that allowed it; they go into the facts.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub person: PersonId,
    pub username: String,
    pub roles: Vec<String>,
    pub team: Option<String>,
    pub is_active: bool,
    /// Passed exams and the like, as `authz-exam` (AUTH-54).
    pub qualifications: Vec<String>,
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The centre as a whole, for lists and pages.
    Centre,
    Team(String),
    /// A call and who handled it: own calls, own team's calls.
    Call { id: String, agent: Option<PersonId>, agent_team: Option<String> },
    Person { person: PersonId, team: Option<String> },
}

/// Circumstances of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    pub now: Millis,
}

/// Why it was refused: the forbidding policies, or the nearest permits that did not match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Denied {
    pub action: String,
    pub reasons: Vec<Reason>,
}

/// One policy in people's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub policy: String,
    /// Id of the clause that it enforces, as `AUTH-54`.
    pub clause: String,
    pub why_zh: String,
    pub why_en: String,
    /// What the reader can do about it.
    pub remedy_zh: String,
    pub remedy_en: String,
}

//! A refusal. Yes or no is what most askers want: rows of a list, buttons of a page. Why not costs several times as much,
//! so it is worked out when somebody reads it, by the policies and with the evidence of the moment of asking.

use crate::rules::Rules;
use crate::{Asked, Circumstances, Principal, Reason, Resource};
use model::GrantScope;
use serde::Serialize;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A no. [`Denied::why`] explains it.
#[derive(Clone)]
pub struct Denied {
    pub action: String,
    why: Box<OnceLock<Why>>,
    question: Option<Arc<Question>>,
}

/// Why it was refused: the forbidding policies, or the nearest permits that did not match; and what would open it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Why {
    pub reasons: Vec<Reason>,
    /// Only a fresh proof of who asks is lacking.
    pub needs_step_up: bool,
    /// A right for a time would open it (with its purpose, consent and proof): the person can ask for one.
    pub is_grantable: bool,
    /// The least that such a right has to cover. Nothing where none would open it.
    pub within: Option<GrantScope>,
}

/// What was asked, kept for whoever wants to know why not.
struct Question {
    rules: Arc<Rules>,
    principal: Principal,
    resource: Resource,
    circumstances: Circumstances,
}

impl Denied {
    /// Nothing is known but that it is refused: no such action, or nobody who asks.
    pub fn unexplained(action: &str) -> Self {
        Self { action: action.into(), why: Box::default(), question: None }
    }

    /// For a reason that stands outside the policies.
    pub fn because(action: &str, reason: Reason) -> Self {
        let why = Why { reasons: vec![reason], ..Why::default() };
        Self { action: action.into(), why: Box::new(OnceLock::from(why)), question: None }
    }

    pub(crate) fn to(asked: Asked, rules: &Arc<Rules>) -> Self {
        let question = Question {
            rules: Arc::clone(rules),
            principal: asked.principal.clone(),
            resource: asked.resource.clone(),
            circumstances: asked.circumstances,
        };
        Self { action: asked.action.into(), why: Box::default(), question: Some(Arc::new(question)) }
    }

    /// Worked out at the first reading.
    pub fn why(&self) -> &Why {
        self.why
            .get_or_init(|| self.question.as_ref().map_or_else(Why::default, |question| question.explain(&self.action)))
    }

    /// The first reason in both languages, for a place that has room for one line.
    pub fn in_a_line(&self) -> String {
        match self.why().reasons.first() {
            Some(reason) => format!("{} / {}", reason.why_zh, reason.why_en),
            None => format!("没有权限 {0} / not allowed: {0}", self.action),
        }
    }
}

impl Question {
    fn explain(&self, action: &str) -> Why {
        let Self { rules, principal, resource, circumstances } = self;
        rules.explain(Asked { action, principal, resource, circumstances: *circumstances })
    }
}

impl fmt::Debug for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Denied").field("action", &self.action).field("why", self.why()).finish()
    }
}

impl PartialEq for Denied {
    fn eq(&self, other: &Self) -> bool {
        self.action == other.action && self.why() == other.why()
    }
}

impl Eq for Denied {}

//! The checked policies by action, and the one question that everything here comes down to: yes or no, and by which of them.

use crate::load::Slice;
use crate::request::{self, ResourceKind};
use crate::{Asked, Reason};
use cedar_policy::{Authorizer, Decision};
use std::collections::BTreeMap;

/// What the policies say, and which of them.
pub(crate) struct Answer {
    pub is_allowed: bool,
    /// A policy forbids it; otherwise nothing permits it.
    pub is_forbidden: bool,
    pub determining: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Rules {
    /// By action. Each request sees only the policies that can speak about its action.
    pub slices: BTreeMap<&'static str, Slice>,
    /// By policy id: its words.
    pub words: BTreeMap<String, Reason>,
    pub authorizer: Authorizer,
}

impl Rules {
    pub fn decide(&self, slice: &Slice, asked: Asked) -> Answer {
        let (request, entities) = request::build(slice, asked);
        let response = self.authorizer.is_authorized(&request, &slice.policies, &entities);
        let mut determining: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        determining.sort_unstable();
        let is_known = slice.kinds.contains(&ResourceKind::of(asked.resource));
        let is_forbidden = response.decision() == Decision::Deny && !determining.is_empty();
        Answer { is_allowed: is_known && response.decision() == Decision::Allow, is_forbidden, determining }
    }
}

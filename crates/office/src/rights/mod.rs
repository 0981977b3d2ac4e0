//! Rights for a time (权限): asked for, granted, used, extended, ended; and stopping what somebody may do.
//!
//! What policy is told of them stands in [`held`]; a request runs as a flow (`access-request`), whose start is checked in
//! [`requests`] and whose approval is carried out by `processes::services::access`. A change is in force as soon as the
//! act that made it returns: the directory is read anew in the same use case. Start reading at [`register`].

pub mod break_glass;
pub mod expiry;
pub(crate) mod held;
pub mod register;
pub mod requests;
pub mod revoke;
pub mod suspend;
pub mod views;

use crate::Office;
use crate::limits::NOTICE_READERS_MAX;
use crate::processes::notices::is_active;
use model::process::Fields;
use model::{FactBody, GrantScope, InstanceId, NoticeId, PersonId};
use std::collections::BTreeSet;
use store::Aside;
use uuid::Uuid;

/// What a notice of this room says.
pub(crate) struct Word<'a> {
    pub instance: Option<InstanceId>,
    pub title_zh: String,
    pub title_en: String,
    pub text: &'a str,
    pub fields: Fields,
    pub must_acknowledge: bool,
}

impl Office {
    /// A notice to those of them who are here, and its copies by mail. Nothing: nobody is.
    pub(crate) fn word_to(
        &self,
        to: impl IntoIterator<Item = PersonId>,
        word: Word<'_>,
    ) -> Option<(FactBody, Vec<Aside>)> {
        let directory = self.directory();
        let to: BTreeSet<PersonId> = to.into_iter().filter(|person| is_active(&directory, *person)).collect();
        let to: Vec<PersonId> = to.into_iter().take(NOTICE_READERS_MAX).collect();
        if to.is_empty() {
            return None;
        }
        let notice = NoticeId(Uuid::now_v7());
        let copies = self.mail.copies(&directory, notice, &to, self.now());
        let Word { instance, title_zh, title_en, text, fields, must_acknowledge } = word;
        let text = text.to_owned();
        let body = FactBody::NoticeSent { notice, instance, to, title_zh, title_en, text, fields, must_acknowledge };
        Some((body, copies))
    }

    /// Active people with one of these posts.
    pub(crate) fn with_posts(&self, roles: &[&str]) -> Vec<PersonId> {
        let mut people = self.directory().everybody();
        people.retain(|person| person.is_active && person.roles.iter().any(|role| roles.contains(&role.as_str())));
        people.into_iter().map(|person| person.id).collect()
    }

    /// What people call a right, in both languages; its key when the rules no longer know it.
    pub(crate) fn capability_name(&self, action: &str) -> (String, String) {
        match self.rulebook().capability(action) {
            Some(known) => (known.name_zh.clone(), known.name_en.clone()),
            None => (action.to_owned(), action.to_owned()),
        }
    }
}

/// As forms have it: `scope_kind` and `scope_id`. `None`: the kind is unknown, or the id is missing.
pub(crate) fn scope_of(kind: &str, id: Option<&str>) -> Option<GrantScope> {
    let id = id.map(str::trim).filter(|id| !id.is_empty());
    match (kind, id) {
        ("centre", _) => Some(GrantScope::Centre),
        ("team", Some(team)) => Some(GrantScope::Team(team.to_owned())),
        ("customer", Some(customer)) => Some(GrantScope::Customer(customer.to_owned())),
        _ => None,
    }
}

/// The other way round.
pub(crate) fn parts_of(scope: &GrantScope) -> (&'static str, Option<&str>) {
    match scope {
        GrantScope::Centre => ("centre", None),
        GrantScope::Team(team) => ("team", Some(team)),
        GrantScope::Customer(customer) => ("customer", Some(customer)),
    }
}

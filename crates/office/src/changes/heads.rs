//! Who has to approve a change: the heads of the departments that its files concern (AUTH-25).

use crate::Office;
use crate::processes::views::NameView;
use model::PersonId;
use rulebook::Rulebook;
use std::collections::BTreeSet;

/// Posts that approve, in the order in which they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heads {
    pub manager: bool,
    pub it: bool,
    pub permission_admin: bool,
    /// Instead of a head who is the author, and of one that nobody is.
    pub gm: bool,
    /// Policies change: internal audit is told.
    pub tells_audit: bool,
    /// Who answers for the flows that change.
    pub owners: BTreeSet<PersonId>,
}

impl Heads {
    pub fn names(&self, book: &Rulebook) -> Vec<NameView> {
        let posts =
            [(self.manager, "manager"), (self.it, "it"), (self.permission_admin, "permission_admin"), (self.gm, "gm")];
        let named = posts.iter().filter(|(is_asked, _)| *is_asked).filter_map(|(_, post)| {
            let role = book.roles.iter().find(|role| role.id == *post)?;
            Some(NameView { zh: role.name_zh.clone(), en: role.name_en.clone() })
        });
        let owners = NameView { zh: "流程负责人".into(), en: "owners of the flows".into() };
        named.chain((!self.owners.is_empty()).then_some(owners)).collect()
    }
}

impl Office {
    /// By the files that change. Nobody approves their own change: then the general manager does.
    pub(crate) fn heads_of(&self, files: &BTreeSet<String>, author: PersonId) -> Heads {
        let mut heads = Heads::default();
        for file in files {
            let own = file.strip_prefix("base/").unwrap_or(file);
            match own.split('/').next().unwrap_or_default() {
                "policies" | "org" => (heads.manager, heads.permission_admin, heads.tells_audit) = (true, true, true),
                "queues" | "ivr" | "calendars" | "telephony" => (heads.manager, heads.it) = (true, true),
                "flows" => self.owners_of_flow(own, author, &mut heads),
                "forms" | "decisions" => self.owners_of_part(own, author, &mut heads),
                _ => heads.manager = true,
            }
        }
        self.replace_missing(author, &mut heads);
        heads
    }

    fn owners_of_flow(&self, file: &str, author: PersonId, heads: &mut Heads) {
        let key = file.trim_start_matches("flows/").trim_end_matches(".yaml");
        let owners = self.rulebook().processes.flows.get(key).map(|flow| self.owners(flow)).unwrap_or_default();
        let others: Vec<PersonId> = owners.into_iter().filter(|owner| *owner != author).collect();
        // A new flow, parameters, or a flow that only the author answers for.
        heads.manager |= others.is_empty();
        heads.owners.extend(others);
    }

    /// A form or a table concerns whoever answers for a flow that names it.
    fn owners_of_part(&self, file: &str, author: PersonId, heads: &mut Heads) {
        let stem = file.rsplit('/').next().and_then(|name| name.split_once('.')).map_or("", |(stem, _)| stem);
        let book = self.rulebook();
        let used = book.processes.flows.values().filter(|flow| flow.canonical().contains(stem));
        let keys: Vec<String> = used.map(|flow| format!("flows/{}.yaml", flow.key)).collect();
        keys.iter().for_each(|key| self.owners_of_flow(key, author, heads));
        heads.manager |= keys.is_empty();
    }

    fn replace_missing(&self, author: PersonId, heads: &mut Heads) {
        let somebody = |post: &str| self.somebody_else(post, author);
        for (is_asked, post) in
            [(&mut heads.manager, "manager"), (&mut heads.it, "it"), (&mut heads.permission_admin, "permission_admin")]
        {
            if *is_asked && !somebody(post) {
                (*is_asked, heads.gm) = (false, true);
            }
        }
        if heads.gm && !somebody("gm") {
            (heads.gm, heads.manager) = (false, true);
        }
    }

    pub(crate) fn somebody_else(&self, post: &str, than: PersonId) -> bool {
        let holds = |roles: &[String]| roles.iter().any(|role| role == post);
        self.directory().everybody().iter().any(|one| one.is_active && one.id != than && holds(&one.roles))
    }
}

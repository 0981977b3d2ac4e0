//! Looking up people, queues and teams to name them in a form. As little as is needed to tell one from another.

use super::views::LookupItem;
use crate::error::bad_input;
use crate::limits::{LOOKUP_CHARS_MAX, LOOKUP_MAX};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::LookUp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    Person,
    Queue,
    Team,
}

impl Office {
    /// Those whose name, user name or key holds `q`; who begins with it comes first. Only active people.
    pub fn look_up(&self, caller: &Caller, kind: LookupKind, q: &str) -> Result<Vec<LookupItem>, OfficeError> {
        self.permit::<LookUp>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        if q.chars().count() > LOOKUP_CHARS_MAX {
            return Err(bad_input("q", format!("at most {LOOKUP_CHARS_MAX} characters")));
        }
        let wanted = q.trim().to_lowercase();
        let items = match kind {
            LookupKind::Person => self.people_to_name(),
            LookupKind::Queue => self.queues_to_name(),
            LookupKind::Team => self.teams_to_name(),
        };
        let mut found: Vec<(bool, LookupItem)> = items
            .into_iter()
            .filter_map(|(texts, item)| {
                let is_in = texts.iter().any(|text| text.to_lowercase().contains(&wanted));
                let begins = texts.iter().any(|text| text.to_lowercase().starts_with(&wanted));
                is_in.then_some((!begins, item))
            })
            .collect();
        found.sort_by(|(one_late, one), (two_late, two)| (one_late, &one.label).cmp(&(two_late, &two.label)));
        found.truncate(LOOKUP_MAX);
        Ok(found.into_iter().map(|(_, item)| item).collect())
    }

    fn people_to_name(&self) -> Vec<(Vec<String>, LookupItem)> {
        let book = &self.rulebook();
        let role_name = |id: &String| {
            let role = book.roles.iter().find(|role| role.id == *id);
            role.map_or_else(|| id.clone(), |role| role.name_zh.clone())
        };
        let team_name = |id: &String| {
            let team = book.teams.iter().find(|team| team.id == *id);
            team.map_or_else(|| id.clone(), |team| team.name_zh.clone())
        };
        let active = self.directory().everybody().into_iter().filter(|person| person.is_active);
        active
            .map(|person| {
                let mut hint = vec![person.username.clone()];
                hint.extend(person.team.as_ref().map(team_name));
                hint.extend(person.roles.iter().map(role_name));
                let item =
                    LookupItem { value: person.id.to_string(), label: person.name.0.clone(), hint: hint.join(" · ") };
                (vec![person.name.0.clone(), person.username.clone()], item)
            })
            .collect()
    }

    fn queues_to_name(&self) -> Vec<(Vec<String>, LookupItem)> {
        let item = |queue: &model::Queue| {
            let key = queue.id.to_string();
            let item = LookupItem { value: key.clone(), label: queue.name_zh.clone(), hint: queue.name_en.clone() };
            (vec![queue.name_zh.clone(), queue.name_en.clone(), key], item)
        };
        self.rulebook().queues.iter().map(item).collect()
    }

    fn teams_to_name(&self) -> Vec<(Vec<String>, LookupItem)> {
        let item = |team: &rulebook::Team| {
            let item = LookupItem { value: team.id.clone(), label: team.name_zh.clone(), hint: team.name_en.clone() };
            (vec![team.name_zh.clone(), team.name_en.clone(), team.id.clone()], item)
        };
        self.rulebook().teams.iter().map(item).collect()
    }
}

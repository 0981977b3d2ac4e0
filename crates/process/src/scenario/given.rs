//! What a scenario is given: the day, people with posts and teams, deputies, holidays, parameters.

use super::ScenarioError;
use super::script::{Kind, Line, field};
use crate::dates;
use crate::engine::{Deputy, Fields, PersonFacts, World};
use crate::library::Library;
use model::{Calendar, Millis};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// China.
const OFFSET_MINUTES: i32 = 480;
/// 2026-11-23, a Monday.
const FIRST_DAY: i64 = 20_780;

pub(super) struct Given {
    pub world: World,
    pub first_day: i64,
    /// Service → what it answers.
    pub answers: BTreeMap<String, Fields>,
}

#[derive(Default)]
struct Teams {
    leaders: BTreeMap<String, String>,
    managers: BTreeMap<String, String>,
}

pub(super) fn world(lines: &[Line], library: &Arc<Library>) -> Result<Given, ScenarioError> {
    let workday = vec![(9 * 60, 18 * 60)];
    let calendar = Calendar {
        key: "office".into(),
        utc_offset_minutes: OFFSET_MINUTES,
        week: [workday.clone(), workday.clone(), workday.clone(), workday.clone(), workday, vec![], vec![]],
        holidays: Vec::new(),
        makeup_days: Vec::new(),
    };
    let world = World {
        people: BTreeMap::new(),
        deputies: Vec::new(),
        calendar,
        library: Arc::clone(library),
        settings: BTreeMap::new(),
    };
    let mut given = Given { world, first_day: FIRST_DAY, answers: BTreeMap::new() };
    let (mut teams, mut changed) = (Teams::default(), BTreeMap::new());
    let mut last = 0;
    for line in lines {
        if let Kind::Given(words) = &line.kind {
            last = line.number;
            one(&mut given, &mut teams, &mut changed, words)
                .ok_or_else(|| ScenarioError::new(line.number, "this cannot be given; see rulebook/flows/README.md"))?;
        }
    }
    given.world.settings = library.settings(&changed).map_err(|error| ScenarioError::new(last, error))?;
    let people: Vec<String> = given.world.people.keys().cloned().collect();
    let first_manager = given.world.people.iter().find(|(_, facts)| facts.roles.iter().any(|role| role == "manager"));
    let first_manager = first_manager.map(|(person, _)| person.clone());
    for person in people {
        let Some(facts) = given.world.people.get_mut(&person) else { continue };
        let of_team = |map: &BTreeMap<String, String>| {
            facts.team.as_ref().and_then(|team| map.get(team)).filter(|other| **other != person).cloned()
        };
        let manager = of_team(&teams.managers).or_else(|| first_manager.clone().filter(|manager| *manager != person));
        let leader = of_team(&teams.leaders).or_else(|| manager.clone());
        facts.leader = facts.leader.take().or(leader);
        facts.manager = facts.manager.take().or(manager);
    }
    Ok(given)
}

fn one(given: &mut Given, teams: &mut Teams, changed: &mut BTreeMap<String, String>, words: &[String]) -> Option<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["day", date] => given.first_day = dates::parse_date(date)?,
        ["holiday", date] => given.world.calendar.holidays.push((*date).to_owned()),
        ["makeup", date] => given.world.calendar.makeup_days.push((*date).to_owned()),
        ["param", rest @ ..] => {
            let text = rest.join(" ");
            let (key, value) = text.split_once('=')?;
            changed.insert(key.to_owned(), value.trim_matches('"').to_owned());
        }
        ["deputy", by, "for", of] => given.world.deputies.push(Deputy {
            of: (*of).to_owned(),
            by: (*by).to_owned(),
            from: Millis(i64::MIN),
            until: Millis(i64::MAX),
        }),
        ["service", service, "sets", rest @ ..] => {
            let fields: Option<Fields> = rest.iter().map(|word| field(word)).collect();
            given.answers.insert((*service).to_owned(), fields?);
        }
        [person, rest @ ..] => {
            let mut facts = PersonFacts::default();
            for word in rest {
                let Some((key, value)) = field(word) else {
                    facts.roles.push((*word).to_owned());
                    continue;
                };
                let Json::String(value) = value else { return None };
                match key.as_str() {
                    "team" => facts.team = Some(value),
                    "department" => facts.department = Some(value),
                    "leader" => facts.leader = Some(value),
                    "manager" => facts.manager = Some(value),
                    "leads" => {
                        teams.leaders.insert(value, (*person).to_owned());
                    }
                    "manages" => {
                        teams.managers.insert(value, (*person).to_owned());
                    }
                    _ => return None,
                }
            }
            given.world.people.insert((*person).to_owned(), facts);
        }
        [] => return None,
    }
    Some(())
}

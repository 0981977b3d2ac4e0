//! Processes: `flows/`, `forms/` and `decisions/`, read and held against each other and against the posts by `process`.

use crate::Rulebook;
use crate::files::Sources;
use crate::org::Org;
use crate::problem::Problems;
use model::Calendar;
use process::{Known, Library};
use std::sync::Arc;

const ROOMS: [&str; 3] = ["flows", "forms", "decisions"];

pub(crate) fn read(sources: &Sources, org: &Org, problems: &mut Problems) -> Arc<Library> {
    let texts = ROOMS.iter().flat_map(|room| sources.folder(room));
    let files: Vec<(String, String)> = texts.map(|text| (text.name.clone(), text.text.clone())).collect();
    let known = Known {
        roles: org.roles.iter().map(|role| role.id.clone()).collect(),
        departments: org.departments.iter().map(|department| department.id.clone()).collect(),
        services: process::services::NAMES.iter().map(|name| (*name).to_owned()).collect(),
    };
    match Library::read(&files, &known) {
        Ok(library) => Arc::new(library),
        Err(found) => {
            for problem in found {
                problems.add(&problem.file, problem.line, problem.message);
            }
            Arc::default()
        }
    }
}

/// `calendars/office-hours.yaml`: the work time that deadlines and schedules count in.
const WORK_CALENDAR: &str = "office-hours";

impl Rulebook {
    /// The calendar that flows count work time in; without one, every hour of every day.
    pub fn work_calendar(&self) -> Calendar {
        self.calendars.iter().find(|calendar| calendar.key == WORK_CALENDAR).cloned().unwrap_or_else(|| Calendar {
            key: WORK_CALENDAR.to_owned(),
            utc_offset_minutes: self.centre.utc_offset_minutes,
            week: std::array::from_fn(|_| vec![(0, 24 * 60)]),
            holidays: Vec::new(),
            makeup_days: Vec::new(),
        })
    }
}

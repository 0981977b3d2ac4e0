//! `calendars/`: opening hours. One file each; its name is the calendar's key.

use crate::centre::{Centre, offset_minutes};
use crate::files::Sources;
use crate::limits::CALENDAR_DAYS_MAX;
use crate::problem::Problems;
use crate::yaml::{At, line, parse};
use model::Calendar;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    utc_offset: Option<At<String>>,
    #[serde(default)]
    mon: Vec<At<String>>,
    #[serde(default)]
    tue: Vec<At<String>>,
    #[serde(default)]
    wed: Vec<At<String>>,
    #[serde(default)]
    thu: Vec<At<String>>,
    #[serde(default)]
    fri: Vec<At<String>>,
    #[serde(default)]
    sat: Vec<At<String>>,
    #[serde(default)]
    sun: Vec<At<String>>,
    #[serde(default)]
    holidays: Vec<At<String>>,
    #[serde(default)]
    makeup_days: Vec<At<String>>,
}

pub(crate) fn read(sources: &Sources, centre: &Centre, problems: &mut Problems) -> Vec<Calendar> {
    let mut calendars = Vec::new();
    for file in sources.folder("calendars") {
        let Some(raw) = parse::<Raw>(file, problems) else { continue };
        let name = &file.name;
        let utc_offset_minutes = match &raw.utc_offset {
            None => centre.utc_offset_minutes,
            Some(text) => offset_minutes(&text.value).unwrap_or_else(|| {
                let message = format!("`{}` is not an offset from UTC; write for example \"+08:00\"", text.value);
                problems.add(name, line(text), message);
                0
            }),
        };
        let days = [raw.mon, raw.tue, raw.wed, raw.thu, raw.fri, raw.sat, raw.sun];
        let week = days.map(|spans| spans_of(name, &spans, problems));
        if week.iter().all(Vec::is_empty) {
            problems.add(name, 1, "the calendar is never open; give a day its hours, as `mon: [\"09:00-18:00\"]`");
        }
        calendars.push(Calendar {
            key: file.stem().to_owned(),
            utc_offset_minutes,
            week,
            holidays: dates(name, &raw.holidays, problems),
            makeup_days: dates(name, &raw.makeup_days, problems),
        });
    }
    calendars
}

fn spans_of(file: &str, spans: &[At<String>], problems: &mut Problems) -> Vec<(u16, u16)> {
    let mut found: Vec<(u16, u16)> = Vec::new();
    for span in spans {
        let minutes = span.value.split_once('-').and_then(|(from, until)| Some((minute(from)?, minute(until)?)));
        match minutes {
            Some((from, until)) if from < until && found.last().is_none_or(|last| last.1 <= from) => {
                found.push((from, until));
            }
            Some((from, until)) if from >= until => {
                let message = format!("`{}` ends before it begins; a night needs one span on each day", span.value);
                problems.add(file, line(span), message);
            }
            Some(_) => problems.add(file, line(span), "this span overlaps the one before it; put them in order"),
            None => {
                let message = format!("`{}` is not a span of hours; write for example \"09:00-18:00\"", span.value);
                problems.add(file, line(span), message);
            }
        }
    }
    found
}

/// `09:30` → 570; `24:00` is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
}

fn dates(file: &str, dates: &[At<String>], problems: &mut Problems) -> Vec<String> {
    if let Some(first_too_many) = dates.get(CALENDAR_DAYS_MAX) {
        problems.add(file, line(first_too_many), format!("more than {CALENDAR_DAYS_MAX} dates; drop the past ones"));
    }
    for date in dates.iter().filter(|date| !is_date(&date.value)) {
        let message = format!("`{}` is not a date; write for example 2026-10-01", date.value);
        problems.add(file, line(date), message);
    }
    dates.iter().map(|date| date.value.clone()).collect()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u16>(), month.parse::<u8>(), day.parse::<u8>()) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

//! Deadlines and starts: by the clock, in work time of a calendar with holidays and make-up days, and by a schedule.

use crate::dates::{self, DAY, HOUR, MINUTE};
use crate::expr::Expr;
use crate::limits::{SPAN_DAYS_MAX, WORK_DAYS_SEARCHED_MAX};
use model::{Calendar, Millis};
use std::fmt;

/// A span as a flow writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    Clock(Millis),
    /// Time while the calendar is open.
    Work(Millis),
    WorkDays(i64),
    /// The next time it is this local minute of a day.
    At(i64),
    Until(Expr),
    Param(String),
    /// A decision table whose one output is a span.
    Decide(String),
}

/// `2 hours`, `0h`, `4 work hours`, `1 work day`, `until 17:30`, `until expression`, `param.KEY`, `decide(TABLE)`.
pub fn parse_span(text: &str, line: usize) -> Result<Span, String> {
    let text = text.trim();
    let wrong =
        || format!("`{text}` is not a span; write for example `2 hours`, `4 work hours`, `1 work day` or `param.KEY`");
    if let Some(key) = text.strip_prefix("param.") {
        return Ok(Span::Param(key.to_owned()));
    }
    if let Some(table) = text.strip_prefix("decide(").and_then(|rest| rest.strip_suffix(')')) {
        return Ok(Span::Decide(table.trim().to_owned()));
    }
    if let Some(rest) = text.strip_prefix("until ") {
        let rest = rest.trim().trim_matches('\'');
        return match dates::parse_minute(rest) {
            Some(minute) => Ok(Span::At(minute)),
            None => Expr::parse(rest, line).map(Span::Until),
        };
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: i64 = text[..digits].parse().map_err(|_| wrong())?;
    let rest = text[digits..].trim();
    let (is_work, unit) = rest.strip_prefix("work ").map_or((false, rest), |unit| (true, unit.trim()));
    let unit = match unit {
        "m" | "minute" | "minutes" => MINUTE,
        "h" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "week" | "weeks" if !is_work => 7 * DAY,
        _ => return Err(wrong()),
    };
    if number > SPAN_DAYS_MAX * DAY / unit {
        return Err(format!("`{text}` is longer than {SPAN_DAYS_MAX} days"));
    }
    Ok(match (is_work, unit) {
        (true, DAY) => Span::WorkDays(number),
        (true, unit) => Span::Work(Millis(number * unit)),
        (false, unit) => Span::Clock(Millis(number * unit)),
    })
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |f: &mut fmt::Formatter<'_>, count: i64, unit: &str| {
            write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
        };
        match self {
            Self::Clock(span) if span.0 != 0 && span.0 % DAY == 0 => counted(f, span.0 / DAY, "day"),
            Self::Clock(span) if span.0 % HOUR == 0 => counted(f, span.0 / HOUR, "hour"),
            Self::Clock(span) => counted(f, span.0 / MINUTE, "minute"),
            Self::Work(span) if span.0 % HOUR == 0 => counted(f, span.0 / HOUR, "work hour"),
            Self::Work(span) => counted(f, span.0 / MINUTE, "work minute"),
            Self::WorkDays(days) => counted(f, *days, "work day"),
            Self::At(minute) => write!(f, "until {}", dates::minute_text(*minute)),
            Self::Until(expr) => write!(f, "until {}", expr.text),
            Self::Param(key) => write!(f, "param.{key}"),
            Self::Decide(table) => write!(f, "decide({table})"),
        }
    }
}

fn spans(calendar: &Calendar, day: i64) -> &[(u16, u16)] {
    let date = model::calendar::date_text(day);
    if calendar.holidays.contains(&date) {
        return &[];
    }
    let weekday = if calendar.makeup_days.contains(&date) { 0 } else { dates::weekday(day) - 1 };
    &calendar.week[usize::try_from(weekday).expect("a weekday is 0 to 6")]
}

pub fn is_work_day(calendar: &Calendar, day: i64) -> bool {
    !spans(calendar, day).is_empty()
}

/// The first open instant at or after `at`; `at` itself when the calendar does not open within the days searched.
pub fn next_open(calendar: &Calendar, at: Millis) -> Millis {
    add_work(calendar, at, Millis::ZERO)
}

/// `at` and then so much open time.
pub fn add_work(calendar: &Calendar, at: Millis, span: Millis) -> Millis {
    let offset = calendar.utc_offset_minutes;
    let first = dates::local_day(at, offset);
    let mut left = span.0;
    for day in first..first + WORK_DAYS_SEARCHED_MAX {
        for &(from, until) in spans(calendar, day) {
            let from = dates::instant(day, from.into(), offset).max(at);
            let until = dates::instant(day, until.into(), offset);
            if from < until && left <= until.0 - from.0 && (left > 0 || span.0 == 0) {
                return Millis(from.0 + left);
            }
            left -= (until.0 - from.0).max(0);
        }
    }
    at + span
}

/// The instant from which there is so much open time until `at`.
pub fn take_work(calendar: &Calendar, at: Millis, span: Millis) -> Millis {
    let offset = calendar.utc_offset_minutes;
    let last = dates::local_day(at, offset);
    let mut left = span.0;
    for day in (last - WORK_DAYS_SEARCHED_MAX..=last).rev() {
        for &(from, until) in spans(calendar, day).iter().rev() {
            let from = dates::instant(day, from.into(), offset);
            let until = dates::instant(day, until.into(), offset).min(at);
            if from < until && left <= until.0 - from.0 {
                return Millis(until.0 - left);
            }
            left -= (until.0 - from.0).max(0);
        }
    }
    at - span
}

/// The same time of the day, so many work days on (or back); within that day's hours.
pub fn move_work_days(calendar: &Calendar, at: Millis, days: i64) -> Millis {
    let offset = calendar.utc_offset_minutes;
    let at = if days >= 0 { next_open(calendar, at) } else { at };
    let first = dates::local_day(at, offset);
    let time = at.0 - dates::instant(first, 0, offset).0;
    let (mut day, mut left) = (first, days.abs());
    while left > 0 && (day - first).abs() < WORK_DAYS_SEARCHED_MAX {
        day += days.signum();
        left -= i64::from(is_work_day(calendar, day));
    }
    let hours = spans(calendar, day);
    let opens = hours.first().map_or(0, |span| i64::from(span.0)) * MINUTE;
    let closes = hours.last().map_or(1_440, |span| i64::from(span.1)) * MINUTE;
    Millis(dates::instant(day, 0, offset).0 + time.clamp(opens, closes))
}

/// `from` and then a span of clock or work time. What must be looked up first gives nothing.
pub fn after(calendar: &Calendar, from: Millis, span: &Span) -> Option<Millis> {
    Some(match span {
        Span::Clock(span) => from + *span,
        Span::Work(span) => add_work(calendar, from, *span),
        Span::WorkDays(days) => move_work_days(calendar, from, *days),
        Span::At(minute) => {
            let day = dates::local_day(from, calendar.utc_offset_minutes);
            let on = |day: i64| dates::instant(day, *minute, calendar.utc_offset_minutes);
            let open = (day + 1..day + WORK_DAYS_SEARCHED_MAX).find(|day| is_work_day(calendar, *day));
            if on(day) > from { on(day) } else { on(open.unwrap_or(day + 1)) }
        }
        Span::Until(_) | Span::Param(_) | Span::Decide(_) => return None,
    })
}

/// A span before `at`.
pub fn before(calendar: &Calendar, at: Millis, span: &Span) -> Option<Millis> {
    Some(match span {
        Span::Clock(span) => at - *span,
        Span::Work(span) => take_work(calendar, at, *span),
        Span::WorkDays(days) => move_work_days(calendar, at, -*days),
        Span::At(_) | Span::Until(_) | Span::Param(_) | Span::Decide(_) => return None,
    })
}

/// The first full beat of `span` behind `at`: `1 hour` beats at each full hour of the local day.
pub fn next_beat(calendar: &Calendar, at: Millis, span: &Span) -> Option<Millis> {
    let (beat, is_work) = match span {
        Span::Clock(span) => (span.0, false),
        Span::Work(span) => (span.0, true),
        Span::WorkDays(_) | Span::At(_) | Span::Until(_) | Span::Param(_) | Span::Decide(_) => {
            return after(calendar, at, span);
        }
    };
    let shift = i64::from(calendar.utc_offset_minutes) * MINUTE;
    let beat = beat.max(MINUTE);
    let next = |at: Millis| Millis(((at.0 + shift).div_euclid(beat) + 1) * beat - shift);
    let found = next(at);
    if !is_work {
        return Some(found);
    }
    // The end of an open span still counts: what came in its last hour is sent on.
    if calendar.is_open(found) || calendar.is_open(Millis(found.0 - 1)) {
        return Some(found);
    }
    Some(next(next_open(calendar, found)))
}

#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// A beat, see [`next_beat`].
    Every(Span),
    Daily(i64),
    /// Monday is 1.
    Weekly(i64, i64),
    /// 0 is the last day of the month.
    Monthly(i64, i64),
    Quarterly(i64, i64),
    Yearly(i64, i64, i64),
    Param(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRestDay {
    Run,
    Next,
    Previous,
    Skip,
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `every 1 hour`, `daily at 10:00`, `weekly on thu at 09:00`, `monthly on 25 at 09:00`, `yearly on 01-05 at 09:00`.
pub fn parse_schedule(text: &str) -> Result<Schedule, String> {
    let wrong = || {
        format!(
            "`{text}` is not a schedule; write for example `daily at 10:00`, `weekly on thu at 09:00` or `every 1 hour`"
        )
    };
    if let Some(key) = text.strip_prefix("param.") {
        return Ok(Schedule::Param(key.to_owned()));
    }
    if let Some(span) = text.strip_prefix("every ") {
        return match parse_span(span, 0)? {
            span @ (Span::Clock(length) | Span::Work(length)) if length.0 >= MINUTE => Ok(Schedule::Every(span)),
            _ => Err(wrong()),
        };
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let day = |text: &str| text.parse().ok().filter(|day| (1..=28).contains(day));
    let (rest, minute) = match words.as_slice() {
        [rest @ .., "at", time] => (rest, dates::parse_minute(time).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    };
    match rest {
        ["daily"] => Some(Schedule::Daily(minute)),
        ["weekly", "on", day] => {
            WEEKDAYS.iter().zip(1..).find(|(name, _)| *name == day).map(|(_, day)| Schedule::Weekly(day, minute))
        }
        ["monthly", "on", "last"] => Some(Schedule::Monthly(0, minute)),
        ["monthly", "on", number] => day(number).map(|day| Schedule::Monthly(day, minute)),
        ["quarterly", "on", number] => day(number).map(|day| Schedule::Quarterly(day, minute)),
        ["yearly", "on", date] => date.split_once('-').and_then(|(month, number)| {
            let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
            Some(Schedule::Yearly(month, day(number)?, minute))
        }),
        _ => None,
    }
    .ok_or_else(wrong)
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = dates::minute_text;
        match self {
            Self::Every(span) => write!(f, "every {span}"),
            Self::Daily(minute) => write!(f, "daily at {}", at(*minute)),
            Self::Weekly(day, minute) => {
                let name = usize::try_from(day - 1).ok().and_then(|day| WEEKDAYS.get(day)).unwrap_or(&"mon");
                write!(f, "weekly on {name} at {}", at(*minute))
            }
            Self::Monthly(0, minute) => write!(f, "monthly on last at {}", at(*minute)),
            Self::Monthly(day, minute) => write!(f, "monthly on {day} at {}", at(*minute)),
            Self::Quarterly(day, minute) => write!(f, "quarterly on {day} at {}", at(*minute)),
            Self::Yearly(month, day, minute) => write!(f, "yearly on {month:02}-{day:02} at {}", at(*minute)),
            Self::Param(key) => write!(f, "param.{key}"),
        }
    }
}

/// The first start behind `at`. Nothing: none within two years.
pub fn next_start(calendar: &Calendar, schedule: &Schedule, rest: OnRestDay, at: Millis) -> Option<Millis> {
    // Day, its month and its day of the month.
    type IsDay = Box<dyn Fn(i64, i64, i64) -> bool>;
    let (is_day, minute): (IsDay, i64) = match *schedule {
        Schedule::Every(ref span) => return next_beat(calendar, at, span),
        Schedule::Param(_) => return None,
        Schedule::Daily(minute) => (Box::new(|_, _, _| true), minute),
        Schedule::Weekly(weekday, minute) => (Box::new(move |day, _, _| dates::weekday(day) == weekday), minute),
        Schedule::Monthly(0, minute) => (Box::new(|day, _, _| civil(day + 1).1 == 1), minute),
        Schedule::Monthly(wanted, minute) => (Box::new(move |_, _, of_month| of_month == wanted), minute),
        Schedule::Quarterly(wanted, minute) => {
            (Box::new(move |_, month, of_month| month % 3 == 1 && of_month == wanted), minute)
        }
        Schedule::Yearly(in_month, wanted, minute) => {
            (Box::new(move |_, month, of_month| month == in_month && of_month == wanted), minute)
        }
    };
    let today = dates::local_day(at, calendar.utc_offset_minutes);
    let moved = |day: i64, by: i64| {
        std::iter::successors(Some(day), |day| Some(day + by)).take(60).find(|day| is_work_day(calendar, *day))
    };
    // Thirty days back: a day before today may have been moved behind `at` by holidays.
    (today - 30..today + 800)
        .filter(|&day| {
            let (month, of_month) = civil(day);
            is_day(day, month, of_month)
        })
        .filter_map(|day| match rest {
            OnRestDay::Run => Some(day),
            OnRestDay::Skip => is_work_day(calendar, day).then_some(day),
            OnRestDay::Next => moved(day, 1),
            OnRestDay::Previous => moved(day, -1),
        })
        .map(|day| dates::instant(day, minute, calendar.utc_offset_minutes))
        .find(|start| *start > at)
}

/// Month and day of the month.
fn civil(day: i64) -> (i64, i64) {
    let text = model::calendar::date_text(day);
    let mut parts = text.rsplit('-').filter_map(|part| part.parse().ok());
    let of_month = parts.next().unwrap_or(1);
    (parts.next().unwrap_or(1), of_month)
}

#[cfg(test)]
#[path = "worktime_tests.rs"]
mod tests;

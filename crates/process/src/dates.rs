//! Dates and times as texts. Days are counted from 1970-01-01, the Gregorian calendar before it included.

use model::Millis;
use model::calendar::date_text;

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// Method: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// `2026-10-01` → days. A day that the month does not have is refused.
pub fn parse_date(text: &str) -> Option<i64> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let days = days_of(digits(year)?, digits(month)?, digits(day)?);
    (date_text(days) == text).then_some(days)
}

fn digits(text: &str) -> Option<i64> {
    text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `09:30` → minutes since midnight; `24:00` is the end of the day.
pub fn parse_minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    (minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
}

pub fn minute_text(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `2026-01-01T09:00`, with or without seconds; local unless it ends in `Z` or `+08:00`.
pub fn parse_datetime(text: &str, utc_offset_minutes: i32) -> Option<Millis> {
    let (date, rest) = text.split_once('T')?;
    let date = parse_date(date)?;
    let (time, offset) = match rest.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => match rest.rfind(['+', '-']) {
            Some(at) => {
                let minutes = parse_minute(&rest[at + 1..])?;
                (&rest[..at], if rest[at..].starts_with('-') { -minutes } else { minutes })
            }
            None => (rest, i64::from(utc_offset_minutes)),
        },
    };
    let minute = parse_minute(time.get(..5)?)?;
    let seconds = match time.get(5..)? {
        "" => 0,
        rest => digits(rest.strip_prefix(':')?.get(..2)?)?,
    };
    Some(Millis(date * DAY + (minute - offset) * MINUTE + seconds * 1_000))
}

/// Local date and time with its offset.
pub fn datetime_text(at: Millis, utc_offset_minutes: i32) -> String {
    let local = at.0 + i64::from(utc_offset_minutes) * MINUTE;
    let (days, rest) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let sign = if utc_offset_minutes < 0 { '-' } else { '+' };
    let offset = minute_text(i64::from(utc_offset_minutes.unsigned_abs()));
    let seconds = rest / 1_000 % 60;
    format!("{}T{}:{seconds:02}{sign}{offset}", date_text(days), minute_text(rest / MINUTE))
}

/// The local day of an instant.
pub fn local_day(at: Millis, utc_offset_minutes: i32) -> i64 {
    (at.0 + i64::from(utc_offset_minutes) * MINUTE).div_euclid(DAY)
}

/// The instant of a local day and minute.
pub fn instant(day: i64, minute: i64, utc_offset_minutes: i32) -> Millis {
    Millis(day * DAY + (minute - i64::from(utc_offset_minutes)) * MINUTE)
}

/// Monday is 1.
pub fn weekday(day: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (day + 3).rem_euclid(7) + 1
}

/// `P1DT2H30M`, `PT90S`, `-P1D`.
pub fn parse_duration(text: &str) -> Option<Millis> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (days, time) = match rest.strip_prefix('P')?.split_once('T') {
        Some((days, time)) => (days, time),
        None => (rest.strip_prefix('P')?, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let mut total = parts(days, &[('W', 7 * DAY), ('D', DAY)])?;
    total = total.checked_add(parts(time, &[('H', HOUR), ('M', MINUTE), ('S', 1_000)])?)?;
    Some(Millis(sign * total))
}

fn parts(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let (mut total, mut number) = (0_i64, String::new());
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
        } else {
            let unit = units.iter().find(|unit| unit.0 == c)?.1;
            total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
            number.clear();
        }
    }
    number.is_empty().then_some(total)
}

pub fn duration_text(span: Millis) -> String {
    let sign = if span.0 < 0 { "-" } else { "" };
    let ms = span.0.unsigned_abs();
    let (days, rest) = (ms / DAY as u64, ms % DAY as u64);
    let mut text = format!("{sign}P");
    if days > 0 {
        text += &format!("{days}D");
    }
    if rest > 0 || days == 0 {
        let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
        text += "T";
        for (number, unit) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
            if number > 0 {
                text += &format!("{number}{unit}");
            }
        }
        if rest < 1_000 {
            text += "0S";
        }
    }
    text
}
